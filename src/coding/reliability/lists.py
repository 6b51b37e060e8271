"""Disagreements as tables: by unit and code, the units to discuss, passages, what was compared."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from coding.codebook import PRESENCE
from coding.codings.judgements import MISSING, NOT_APPLIED
from coding.reliability.comparison import Comparison
from coding.reliability.disagreements import NO, UNREAD, Disagreement, disagreements
from coding.schemas import DISAGREEMENTS, frame

__all__ = ["disagreements_frame", "passages", "readings", "units_to_discuss"]


def disagreements_frame(items: Iterable[Disagreement]) -> pd.DataFrame:
    """
    Lay disagreements out: ids and offsets, no words of anybody.

    Returns
    -------
    DataFrame
        Rows of `schemas.DISAGREEMENTS`: one a unit and code in dispute.
    """
    rows = [
        {
            "rank": item.rank,
            "document": item.document,
            "unit": item.unit,
            "start": item.start,
            "end": item.end,
            "code": dispute.code,
            "kind": dispute.kind,
            "differ": item.differ,
            "distance": item.distance,
            "readings": ";".join(f"{r.coder}:{r.value}" for r in dispute.readings),
            "events": ";".join(dispute.events),
            "assisted": item.assisted,
            "verdict": dispute.verdict or None,
            "resolution": dispute.resolution or None,
            "stale": dispute.stale,
        }
        for item in items
        for dispute in item.disputes
    ]
    return frame(rows, DISAGREEMENTS)


def passages(comparison: Comparison, code: str, *, rows: int | None = None) -> pd.DataFrame:
    """
    The passages a code is in dispute on, with their words: from a bad figure to what was said.

    Parameters
    ----------
    comparison : Comparison
    code : str
    rows : int, optional
        The worst so many; all otherwise.

    Returns
    -------
    DataFrame
        `rank, unit, <one column a coder>, text, notes, verdict, coded_by`.

    Raises
    ------
    CodingError
        For an unknown code.
    """
    made = []
    for item in disagreements(comparison, code=code)[:rows]:
        (dispute,) = item.disputes
        notes = [f"{r.coder}: {note}" for r in dispute.readings for note in r.notes]
        notes += [f"{memo.coder}: {memo.note}" for memo in item.memos]
        made.append(
            {
                "rank": item.rank,
                "unit": item.unit,
                **{reading.coder: reading.value for reading in dispute.readings},
                "text": comparison.texts[item.document][item.start : item.end],
                "notes": "; ".join(notes) or None,
                "verdict": dispute.verdict or None,
            }
        )
    columns = ["rank", "unit", *comparison.coders, "text", "notes", "verdict"]
    return comparison.marked(pd.DataFrame(made, columns=columns))


def units_to_discuss(comparison: Comparison, *, rows: int = 20) -> pd.DataFrame:
    """
    The units on which coders differ most: where to begin a meeting.

    Parameters
    ----------
    comparison : Comparison
    rows : int

    Returns
    -------
    DataFrame
        `rank, document, unit, start, end, codes_apart, distance, disputes` (code: each coder's
        value), `open` (disputes nobody decided), `coded_by`. No words: ids and offsets only.
    """
    made = [
        {
            "rank": item.rank,
            "document": item.document,
            "unit": item.unit,
            "start": item.start,
            "end": item.end,
            "codes_apart": item.differ,
            "distance": item.distance,
            "disputes": "; ".join(
                f"{d.code} ({', '.join(f'{r.coder}: {r.value}' for r in d.readings)})"
                for d in item.disputes
            ),
            "open": sum(dispute.open for dispute in item.disputes),
        }
        for item in disagreements(comparison)[:rows]
    ]
    columns = ["rank", "document", "unit", "start", "end"]
    columns += ["codes_apart", "distance", "disputes", "open"]
    return comparison.marked(pd.DataFrame(made, columns=columns))


def readings(comparison: Comparison) -> pd.DataFrame:
    """
    What was compared: the input behind every coefficient of the table per code.

    Parameters
    ----------
    comparison : Comparison

    Returns
    -------
    DataFrame
        `document, unit, code, <one column a coder>` (a presence, `no` or `unread`), `coded_by`. A
        unit and code that are not listed were read by everybody, and nobody applied it.
    """
    cells = comparison.own.cells
    words = np.array([*(NO, *PRESENCE), UNREAD], dtype=object)  # MISSING is -1: the last place
    listed = (
        np.argwhere((cells != NOT_APPLIED).any(axis=0)) if len(cells) else np.zeros((0, 2), int)
    )
    assert MISSING == -1
    own = comparison.own
    made = [
        (own.documents[u], own.units[u], own.codes[c], *words[cells[:, u, c]].tolist())
        for u, c in listed.tolist()
    ]
    columns = ["document", "unit", "code", *comparison.coders]
    return comparison.marked(pd.DataFrame(made, columns=columns))
