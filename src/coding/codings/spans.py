"""From passages to units of coding (C2)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import accumulate

import numpy as np
import pandas as pd

from coding.errors import CodingError
from coding.schemas import UNIT_CODINGS, frame

__all__ = ["fold_presences", "spans_to_units", "unit_codings"]


def fold_presences(presences: Iterable[str]) -> str:
    """
    One presence for several passages of one unit: theirs if they agree, else `ambiguous`.

    Examples
    --------
    >>> fold_presences(["present", "present"]), fold_presences(["present", "absent"])
    ('present', 'ambiguous')
    """
    found = set(presences)
    return found.pop() if len(found) == 1 else "ambiguous"


def spans_to_units(
    spans: Iterable[tuple[int, int]], units: Iterable[tuple[int, int]], text: str
) -> list[list[int]]:
    """
    Say which units a passage codes.

    A passage codes each unit of which it covers at least half of the characters that are not
    spaces, or which holds at least half of the passage's; if there is none, the unit it shares
    most with (the first, on a tie); if it shares nothing with any unit, none.

    Parameters
    ----------
    spans : iterable of (int, int)
        Half-open code points.
    units : iterable of (int, int)
        Units of the same text, in order and apart.
    text : str
        The canonical text. Only its length and its spaces matter, so a text with every other
        character replaced serves where the words may not be shown.

    Returns
    -------
    list of list of int
        For each passage, positions in `units`.

    Raises
    ------
    CodingError
        If units overlap or are out of order, or a position lies outside the text.

    Examples
    --------
    >>> spans_to_units([(0, 3), (2, 9)], [(0, 4), (5, 9)], "aaaa bbbb")
    [[0], [0, 1]]
    """
    ink = [0, *accumulate(not char.isspace() for char in text)]
    places = list(units)
    starts = [start for start, _ in places]
    ends = [end for _, end in places]
    flat = [position for place in places for position in place]
    if flat != sorted(flat) or (flat and flat[-1] > len(text)):
        raise CodingError("units overlap, are out of order, or end after the text")
    found = []
    for start, end in spans:
        if not 0 <= start < end <= len(text):
            raise CodingError(f"span {start} to {end} in a text of {len(text)} characters")
        first = int(np.searchsorted(ends, start, side="right"))
        last = int(np.searchsorted(starts, end, side="left"))
        found.append(_coded(start, end, range(first, last), places, ink))
    return found


def _coded(
    start: int, end: int, touched: range, places: list[tuple[int, int]], ink: list[int]
) -> list[int]:
    own = ink[end] - ink[start]
    coded: list[int] = []
    best, most = -1, 0
    for unit in touched:
        a, b = places[unit]
        shared = ink[min(b, end)] - ink[max(a, start)]
        if shared and 2 * shared >= min(ink[b] - ink[a], own):
            coded.append(unit)
        if shared > most:
            best, most = unit, shared
    return coded or ([best] if best >= 0 else [])


def unit_codings(
    codings: pd.DataFrame, units: pd.DataFrame, texts: Mapping[str, str]
) -> pd.DataFrame:
    """
    Fold passages to units: one row a coder, unit and code.

    Parameters
    ----------
    codings : DataFrame
        Rows of `schemas.CODINGS`.
    units : DataFrame
        Rows of `schemas.UNITS`.
    texts : mapping of str to str
        Canonical text of each document with codings.

    Returns
    -------
    DataFrame
        Rows of `schemas.UNIT_CODINGS`. Passages in no unit (an interviewer's words), and those of
        documents without units, have no row.
    """
    places = _places(units)
    rows: dict[tuple[str, str, str], dict[str, object]] = {}
    columns = ["document", "start", "end", "coder", "code", "presence", "event"]
    columns += ["source", "shown", "review"]
    for document, group in codings.groupby("document", sort=True):
        if document not in places:
            continue
        names, spans = places[str(document)]
        coded = spans_to_units(
            zip(group["start"], group["end"], strict=True), spans, texts[str(document)]
        )
        for on, values in zip(coded, group[columns].itertuples(index=False), strict=True):
            for unit in on:
                _add(rows, names[unit], dict(zip(columns, values, strict=True)))
    return frame([_finished(row) for row in rows.values()], UNIT_CODINGS)


def _places(units: pd.DataFrame) -> dict[str, tuple[list[str], list[tuple[int, int]]]]:
    return {
        str(document): (
            group["unit"].tolist(),
            list(zip(group["start"].tolist(), group["end"].tolist(), strict=True)),
        )
        for document, group in units.sort_values(["document", "start"]).groupby("document")
    }


def _add(
    rows: dict[tuple[str, str, str], dict[str, object]], unit: str, coding: dict[str, object]
) -> None:
    key = str(coding["coder"]), unit, str(coding["code"])
    row = rows.setdefault(
        key, {"unit": unit, "list": [], **{n: coding[n] for n in ("coder", "document", "code")}}
    )
    members = row["list"]
    assert isinstance(members, list)
    members.append(coding)


def _finished(row: dict[str, object]) -> dict[str, object]:
    members = row.pop("list")
    assert isinstance(members, list)
    presences = [member["presence"] for member in members]
    reviews = [member["review"] for member in members if not pd.isna(member["review"])]
    return {
        **row,
        "presence": fold_presences(presences),
        "presences": ";".join(dict.fromkeys(presences)),
        "passages": len(members),
        "events": ";".join(member["event"] for member in members),
        "own": all(m["source"] == "own" and not m["shown"] for m in members),
        "review": "; ".join(dict.fromkeys(reviews)) or None,
    }
