"""
Which codings count, and why.

The rule of the study (the analysis plan's baseline is the adjudicated coding):

1. Where an adjudication stands, it decides: the code applies with its presence, or it does not. An
   adjudication that weighed something withdrawn since is stale and decides nothing.
2. Elsewhere a code applies where every coder who looked gave it, and does not where none did.
3. Where coders differ and nobody decided, the cell is undecided: it counts neither as a coding nor
   as a "no", and tables print how many there are. If they only differ on the presence, the code
   counts as applied and its presence as disputed.
4. A link counts while both its ends do; a link both coders drew is one link.
5. Stances are not adjudicated: all coders' stances count, and every verdict says on how many
   coders' stances it rests.

`coder-<id>` reads one coder alone (sensitivity); `either` counts a code if any coder gave it
(exploratory).

Model coders count in a fictive study only.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from coding.codebook import PRESENCE
from coding.codings import Judgements
from coding.codings.spans import spans_to_units
from coding.errors import CodingError
from coding.schemas import records
from coding.validation.coded import Coded
from coding.validation.material import (
    DISPUTED,
    MISSING,
    NO,
    UNDECIDED,
    Material,
    parts,
    presence_value,
    standing_links,
)

__all__ = ["decide", "gather"]

ADJUDICATED, EITHER, ONE = "adjudicated", "either", "coder-"
_JOINED = ("modality", "agent", "initiative", "sub", "flag", "form")


def gather(coded: Coded, *, rule: str = ADJUDICATED, own_only: bool = False) -> Material:
    """
    Say what counts under a rule.

    Parameters
    ----------
    coded : Coded
    rule : str
        `adjudicated`, `either`, or `coder-` with the id of one coder in lower case.
    own_only : bool
        Leave out what was coded with suggestions in sight.

    Returns
    -------
    Material

    Raises
    ------
    CodingError
        For a rule or coder that does not exist.
    """
    judgements = coded.judgements.own() if own_only else coded.judgements
    coders = _chosen(judgements, rule)
    resolutions = coded.resolutions if rule == ADJUDICATED else coded.resolutions.iloc[:0]
    places, stale = _resolved(coded, resolutions)
    who = [judgements.coders.index(name) for name in coders]
    cells = decide(judgements.cells[who], either=rule == EITHER)
    for unit, code, value in places:
        cells[unit, code] = value
    codings = _codings(coded, cells, coders, own_only=own_only)
    notes = (
        *coded.notes,
        *((f"{stale} adjudications are stale and decide nothing",) * bool(stale)),
    )
    labelled = bool(coded.units["guide_question"].notna().any())
    return Material(
        rule="own-only" if own_only else rule,
        coders=coders,
        documents=coded.documents,
        units=coded.units,
        codes=judgements.codes,
        rollups={name: tuple(one.codes) for name, one in coded.codebook.rollups.items()},
        cells=cells,
        codings=codings,
        links=_links(coded, codings, coders),
        stances=_stances(coded, coders, own_only=own_only),
        guide_labelled=labelled,
        notes=notes,
    )


def _chosen(judgements: Judgements, rule: str) -> tuple[str, ...]:
    """Coders who looked at something here, or the one the rule names."""
    looked = (judgements.cells != MISSING).any(axis=(1, 2))
    active = [name for name, yes in zip(judgements.coders, looked.tolist(), strict=True) if yes]
    if rule in {ADJUDICATED, EITHER}:
        return tuple(active)
    named = [name for name in active if rule == ONE + name.lower()]
    if not named:
        known = [ADJUDICATED, EITHER, *(ONE + name.lower() for name in active)]
        raise CodingError(f"no rule {rule!r} for what counts", expected=" or ".join(known))
    return tuple(named)


def decide(cells: npt.NDArray[np.int8], *, either: bool = False) -> npt.NDArray[np.int8]:
    """
    What coders agree on, before adjudication.

    Parameters
    ----------
    cells : ndarray of int8, shape (coders, units, codes)
        As in `Judgements.cells`.
    either : bool
        Count a code if any coder gave it.

    Returns
    -------
    ndarray of int8, shape (units, codes)
        As in `Material.cells`.

    Examples
    --------
    >>> two = np.array([[[1, 1, 0, -1, 1]], [[1, 2, 0, 1, 0]]], dtype=np.int8)
    >>> decide(two).tolist(), decide(two, either=True).tolist()
    ([[1, 5, 0, 1, -2]], [[1, 5, 0, 1, 1]])
    """
    looked = (cells != MISSING).sum(axis=0)
    given = (cells > NO).sum(axis=0)
    low = np.where(cells > NO, cells, np.int8(127)).min(axis=0, initial=127)
    high = np.where(cells > NO, cells, np.int8(0)).max(axis=0, initial=0)
    presence = np.where(low == high, high, DISPUTED)
    applies = given > 0 if either else given == looked
    found = np.where(applies, presence, UNDECIDED)
    found = np.where(given == 0, NO, found)
    return np.where(looked == 0, MISSING, found).astype(np.int8)


def _resolved(coded: Coded, resolutions: pd.DataFrame) -> tuple[list[tuple[int, int, int]], int]:
    """Cells an adjudication decides; two that contradict each other leave the cell undecided."""
    unit_place = {str(unit): i for i, unit in enumerate(coded.units["unit"])}
    codes = {code: i for i, code in enumerate(coded.judgements.codes)}
    found: dict[tuple[int, int], set[int]] = {}
    stale = 0
    for row in records(resolutions):
        if isinstance(row["stale"], str) and row["stale"]:
            stale += 1
            continue
        if row["code"] not in codes:
            continue
        value = presence_value(str(row["presence"])) if row["applies"] else NO
        for unit in _units_of(coded, row):
            if unit in unit_place:
                found.setdefault((unit_place[unit], codes[row["code"]]), set()).add(value)
    decided = [
        (unit, code, values.pop() if len(values) == 1 else UNDECIDED)
        for (unit, code), values in found.items()
    ]
    return decided, stale


def _units_of(coded: Coded, row: Mapping[str, Any]) -> list[str]:
    if isinstance(row["unit"], str) and row["unit"]:
        return [row["unit"]]
    mine = coded.units[coded.units["document"] == row["document"]]
    if pd.isna(row["start"]) or mine.empty:
        return []
    places = list(zip(mine["start"].astype(int), mine["end"].astype(int), strict=True))
    text = coded.texts[str(row["document"])]
    (on,) = spans_to_units([(int(row["start"]), int(row["end"]))], places, text)
    return [str(mine["unit"].iloc[i]) for i in on]


def _codings(
    coded: Coded, cells: npt.NDArray[np.int8], coders: tuple[str, ...], *, own_only: bool
) -> pd.DataFrame:
    """One row a cell that applies, with what the coders who gave it said beside the code."""
    place = {str(unit): i for i, unit in enumerate(coded.units["unit"])}
    column = {code: i for i, code in enumerate(coded.judgements.codes)}
    events = {str(row["event"]): row for row in records(coded.codings)}
    found: dict[tuple[int, int], list[dict[str, Any]]] = {}
    who: dict[tuple[int, int], set[str]] = {}
    given = coded.on_units[coded.on_units["coder"].isin(coders)]
    for coder, unit, code, names, own in zip(
        given["coder"], given["unit"], given["code"], given["events"], given["own"], strict=True
    ):
        if unit not in place or code not in column or (own_only and not own):
            continue
        cell = place[unit], column[code]
        found.setdefault(cell, []).extend(events[name] for name in str(names).split(";"))
        who.setdefault(cell, set()).add(str(coder))
    rows = []
    units, documents = coded.units["unit"].tolist(), coded.units["document"].tolist()
    prompting = _Prompting(coded)
    for i, j in np.argwhere(cells > NO).tolist():
        code, value = coded.judgements.codes[j], cells[i, j]
        said = found.get((i, j), [])
        noted = {str(one["prompted"]) for one in said if isinstance(one["prompted"], str)}
        rows.append(
            {
                "place": i,
                "document": documents[i],
                "unit": units[i],
                "code": code,
                "presence": "disputed" if value == DISPUTED else PRESENCE[value - 1],
                **{name: _joined(said, name) for name in _JOINED},
                "prompting": noted.pop() if len(noted) == 1 else prompting(units[i], [code]),
                "own": all(one["source"] == "own" and not one["shown"] for one in said),
                "coders": ";".join(sorted(who.get((i, j), set()))),
            }
        )
    columns = ["place", "document", "unit", "code", "presence", *_JOINED]
    return pd.DataFrame(rows, columns=[*columns, "prompting", "own", "coders"])


def _joined(said: list[dict[str, Any]], name: str) -> str:
    column = "flags" if name == "flag" else name
    values: set[str] = set()
    for one in said:
        if column in one:
            values |= parts(one[column])
        if isinstance(one.get("attributes"), str):
            other = json.loads(one["attributes"]).get(name)
            values |= parts(other)
    return ";".join(sorted(values))


class _Prompting:
    """Whether a unit's guide question drew a code out: derived, as the codebook's rule says."""

    def __init__(self, coded: Coded) -> None:
        units = coded.units
        self.asked, self.leading = coded.asked, coded.leading
        place = zip(units["document"], units["guide_question"], strict=True)
        self.place = dict(zip(units["unit"], place, strict=True))

    def __call__(self, unit: str, codes: Collection[str]) -> str:
        """`spontaneous`, `asked` or `suggested`; empty where nobody labelled the questions."""
        document, question = self.place[unit]
        if not isinstance(question, str):
            return ""
        if (document, question) in self.leading:
            return "suggested"
        expected = set(self.asked.get(question, ()))
        return "asked" if expected.intersection(codes) else "spontaneous"


def _links(coded: Coded, codings: pd.DataFrame, coders: tuple[str, ...]) -> pd.DataFrame:
    """Links between codings that count; one that several coders drew in an episode is one."""
    units: dict[str, str] = {}
    for names, unit in zip(coded.on_units["events"], coded.on_units["unit"], strict=True):
        for name in str(names).split(";"):
            units.setdefault(name, str(unit))
    episode = dict(zip(coded.units["unit"], coded.units["episode"], strict=True))
    presence = dict(
        zip(zip(codings["unit"], codings["code"], strict=True), codings["presence"], strict=True)
    )
    found: dict[tuple[object, ...], dict[str, Any]] = {}
    for row in records(coded.relations[coded.relations["coder"].isin(coders)]):
        start, end = units.get(row["from_event"]), units.get(row["to_event"])
        if (start, row["from_code"]) not in presence or (end, row["to_code"]) not in presence:
            continue
        where = int(episode[start])
        key = (row["document"], where, row["from_code"], row["to_code"], row["type"])
        link = found.setdefault(
            key,
            {
                "document": row["document"],
                "episode": where,
                "from_unit": start,
                "to_unit": end,
                "from_code": row["from_code"],
                "from_presence": presence[start, row["from_code"]],
                "to_code": row["to_code"],
                "to_presence": presence[end, row["to_code"]],
                "type": row["type"],
                "coders": set(),
            },
        )
        link["coders"].add(row["coder"])
    rows = [{**link, "coders": ";".join(sorted(link["coders"]))} for link in found.values()]
    columns = ["document", "episode", "from_unit", "to_unit", "from_code", "from_presence"]
    columns += ["to_code", "to_presence", "type", "coders"]
    return standing_links(pd.DataFrame(rows, columns=columns), codings)


def _stances(coded: Coded, coders: tuple[str, ...], *, own_only: bool) -> pd.DataFrame:
    """Stances with what the same coder said of their unit: modality, and who it is about."""
    at_unit: dict[tuple[str, str], list[dict[str, Any]]] = {}
    by_event = {str(row["event"]): row for row in records(coded.codings)}
    for coder, unit, names in zip(
        coded.on_units["coder"], coded.on_units["unit"], coded.on_units["events"], strict=True
    ):
        told = [by_event[name] for name in str(names).split(";")]
        at_unit.setdefault((str(coder), str(unit)), []).extend(told)
    known, prompting = set(coded.units["unit"]), _Prompting(coded)
    role = dict(zip(coded.documents["document"], coded.documents["role_group"], strict=True))
    own = {actor for actor in coded.self_reports if actor in coded.codebook.codes}
    rows = []
    for row in records(coded.stances[coded.stances["coder"].isin(coders)]):
        mine = row["source"] == "own" and not row["shown"]
        unit = row["unit"] if isinstance(row["unit"], str) else _first_unit(coded, row)
        if unit not in known or (own_only and not mine):
            continue
        said = at_unit.get((row["coder"], unit), [])
        about = {one["code"] for one in said} | {a for one in said for a in parts(one["agent"])}
        codes = coded.claim_codes.get(row["claim"], ())
        oneself = {a for a in own if role[row["document"]] in coded.self_reports[a]} & set(codes)
        rows.append(
            {
                **{name: row[name] for name in ("event", "coder", "document")},
                "unit": unit,
                **{name: row[name] for name in ("start", "end", "claim", "direction")},
                "strength": int(row["strength"]),
                "boundary_level": row["boundary_level"],
                "quote": row["quote"],
                "modality": _joined(said, "modality"),
                "prompting": prompting(unit, codes),
                "self_report": ";".join(sorted(about & oneself)),
                "own": mine,
            }
        )
    columns = ["event", "coder", "document", "unit", "start", "end", "claim", "direction"]
    columns += [
        "strength",
        "boundary_level",
        "quote",
        "modality",
        "prompting",
        "self_report",
        "own",
    ]
    return pd.DataFrame(rows, columns=columns)


def _first_unit(coded: Coded, row: Mapping[str, Any]) -> str:
    found = _units_of(coded, {**row, "unit": None})
    return found[0] if found else ""
