"""Who codes what, how it was drawn, and on how many units reliability will rest: fixed before."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from coding.codebook_life import CodebookRef
from coding.codings.gather import Codings
from coding.errors import CodingError, at
from coding.journal import read_journal
from coding.journal_writer import JournalWriter
from coding.schemas import ASSIGNMENTS, frame
from coding.text import sha256

__all__ = [
    "Assignment",
    "Threshold",
    "assignments_frame",
    "draw_assignment",
    "expectation",
    "read_assignments",
    "record_assignment",
]


@dataclass(frozen=True, slots=True)
class Threshold:
    """The agreement asked for: of which coefficient, how much, and why that much."""

    coefficient: str
    value: float
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """
    One round of coding, as planned.

    Attributes
    ----------
    id : str
        `P-0001`, `P-0002`, …
    time, by : str
    round : str
    coders : tuple of str
    documents : mapping of str to tuple of str
        Document -> who codes it.
    double : tuple of str
        Documents that more than one coder codes.
    share : float
        Share of documents asked to be double coded.
    stratum : str
        Column of the documents within whose values that share was drawn; empty for none.
    blind : mapping of str to tuple of str
        Document -> units shown without suggestions, to every coder alike.
    blind_share : float
    units : mapping of str to int
        Document -> units it had.
    seed : int
        Of every draw: the order is that of the hash of seed and id, so any program can redo it.
    threshold : Threshold or None
    codebook : CodebookRef
    units_sha : str
        Hash of the frozen units drawn from.
    line : int
    """

    round: str
    coders: tuple[str, ...]
    documents: Mapping[str, tuple[str, ...]]
    double: tuple[str, ...]
    share: float
    blind: Mapping[str, tuple[str, ...]]
    blind_share: float
    units: Mapping[str, int]
    seed: int
    codebook: CodebookRef
    units_sha: str
    stratum: str = ""
    threshold: Threshold | None = None
    id: str = ""
    time: str = ""
    by: str = ""
    line: int = 0

    def to_json(self) -> dict[str, Any]:
        """Write it as the value of a line."""
        value: dict[str, Any] = {
            name: getattr(self, name)
            for name in (
                *("id", "time", "by", "round", "share", "blind_share", "seed", "stratum"),
                "units_sha",
            )
        }
        value |= {"coders": list(self.coders), "double": list(self.double)}
        value["documents"] = {name: list(coders) for name, coders in self.documents.items()}
        value["blind"] = {name: list(units) for name, units in self.blind.items()}
        value["units"] = dict(self.units)
        value["codebook"] = {"version": self.codebook.version, "sha": self.codebook.sha}
        if self.threshold is not None:
            value["threshold"] = {
                "coefficient": self.threshold.coefficient,
                "value": self.threshold.value,
                "reason": self.threshold.reason,
            }
        return value

    def reliability_units(self) -> dict[str, int]:
        """Units on which reliability will rest, by document: double coded, and blind."""
        return {name: len(self.blind[name]) for name in self.double}


def _order(seed: int, *parts: str) -> str:
    return sha256("\n".join([str(seed), *parts]))


def draw_assignment(
    documents: pd.DataFrame,
    units: pd.DataFrame,
    coders: Sequence[str],
    *,
    round: str,  # noqa: A002  # the field's word
    share: float = 1.0,
    blind: float = 1.0,
    seed: int,
    codebook: CodebookRef,
    stratum: str = "",
    threshold: Threshold | None = None,
) -> Assignment:
    """
    Draw who codes what.

    Parameters
    ----------
    documents : DataFrame
        Rows of `schemas.DOCUMENTS` to be coded.
    units : DataFrame
        Rows of `schemas.UNITS`, frozen.
    coders : sequence of str
    round : str
    share : float
        Share of the documents coded by two coders, 0 to 1; rounded up, in each stratum.
    blind : float
        Share of each document's units that every coder sees without suggestions, 0 to 1; rounded
        up. Leave it at 1 where no suggestions are used.
    seed : int
    codebook : CodebookRef
    stratum : str
        Column of `documents`, e.g. `case`, within whose values the share is drawn.
    threshold : Threshold, optional

    Returns
    -------
    Assignment
        Not recorded yet.

    Raises
    ------
    CodingError
        For a share outside 0 to 1, no coder, double coding with one coder, a document without
        units, an unknown column, or a threshold without a reason.
    """
    _check_shares(coders, share=share, blind=blind, threshold=threshold)
    _check_documents(documents, units, stratum)
    sizes = Counter(units["document"].tolist())
    names = sorted(documents["document"].tolist(), key=lambda name: _order(seed, "double", name))
    groups: dict[str, list[str]] = {}
    strata = documents.set_index("document")[stratum].to_dict() if stratum else {}
    for name in names:
        groups.setdefault(str(strata.get(name, "")), []).append(name)
    double = [n for g in groups.values() for n in g[: math.ceil(share * len(g) - 1e-9)]]
    who = _share_out(names, double, coders, sizes, seed)
    by_document: dict[str, list[str]] = {}
    for document, unit in zip(units["document"], units["unit"], strict=True):
        by_document.setdefault(document, []).append(unit)
    return Assignment(
        round=round,
        coders=tuple(coders),
        documents={name: who[name] for name in sorted(who)},
        double=tuple(sorted(double)),
        share=share,
        stratum=stratum,
        blind={name: _blind(by_document[name], blind, seed) for name in sorted(who)},
        blind_share=blind,
        units={name: sizes[name] for name in sorted(who)},
        seed=seed,
        codebook=codebook,
        units_sha=_units_sha(units),
        threshold=threshold,
    )


def _check_shares(
    coders: Sequence[str], *, share: float, blind: float, threshold: Threshold | None
) -> None:
    for name, value in (("the share of double coding", share), ("the blind share", blind)):
        if not 0 <= value <= 1:
            raise CodingError(f"{name} is {value}", expected="a number from 0 to 1")
    if not coders or len(set(coders)) != len(coders):
        raise CodingError(f"coders {', '.join(coders) or 'none'}", expected="different ones")
    if share > 0 and len(coders) < 2:
        raise CodingError("double coding with one coder", hint="name two coders, or --double 0")
    if threshold is not None and not threshold.reason.strip():
        raise CodingError("a threshold without a reason", hint="say why this much is enough")


def _check_documents(documents: pd.DataFrame, units: pd.DataFrame, stratum: str) -> None:
    if documents.empty:
        raise CodingError("no documents to assign")
    bare = sorted({*documents["document"]} - {*units["document"]})
    if bare:
        raise CodingError(f"{bare[0]} has no units", hint="freeze them first: `coding units`")
    if stratum and stratum not in documents.columns:
        raise CodingError(
            f"documents have no column {stratum!r}", expected=", ".join(documents.columns)
        )


def _share_out(
    names: Sequence[str],
    double: Sequence[str],
    coders: Sequence[str],
    sizes: Mapping[str, int],
    seed: int,
) -> dict[str, tuple[str, ...]]:
    """Give each document to the coders with the fewest units so far."""
    load = dict.fromkeys(coders, 0)
    who = {}
    for name in sorted(names, key=lambda n: (n not in double, _order(seed, "who", n))):
        wanted = 2 if name in double else 1
        chosen = sorted(coders, key=lambda coder: (load[coder], _order(seed, "who", name, coder)))
        who[name] = tuple(sorted(chosen[:wanted]))
        for coder in who[name]:
            load[coder] += sizes[name]
    return who


def _blind(units: Sequence[str], share: float, seed: int) -> tuple[str, ...]:
    count = math.ceil(share * len(units) - 1e-9)
    drawn = set(sorted(units, key=lambda unit: _order(seed, "blind", unit))[:count])
    return tuple(unit for unit in units if unit in drawn)


def _units_sha(units: pd.DataFrame) -> str:
    columns = ["unit", "document", "start", "end", "text_sha"]
    rows = sorted(units[columns].astype(str).itertuples(index=False, name=None))
    return sha256("\n".join(" ".join(row) for row in rows))


def expectation(assignment: Assignment) -> list[str]:
    """Say beforehand on how much reliability will rest."""
    per = assignment.reliability_units()
    total = sum(assignment.units.values())
    within = f" within {assignment.stratum}" if assignment.stratum else ""
    counted = sum(per.values())
    lines = [
        f"round {assignment.round}: {len(assignment.documents)} documents, {total} units",
        f"coders: {', '.join(assignment.coders)}",
        f"double coded: {len(per)} documents, drawn with seed {assignment.seed}{within}",
        f"reliability will rest on {counted} units in {len(per)} documents, {counted / total:.0%}",
    ]
    if assignment.blind_share < 1:
        blind = f"{assignment.blind_share:.0%} of each document's units"
        lines.append(f"{blind} are shown without suggestions, to every coder; only they count")
    if len(per) == 1:
        lines.append("one document: no interval over interviews can be given")
    if not per:
        lines.append("nothing is double coded: there will be no reliability figure")
    if (threshold := assignment.threshold) is not None:
        lines.append(
            f"asked for: {threshold.coefficient} of at least {threshold.value:g},"
            f" because {threshold.reason}"
        )
    return lines


def read_assignments(path: Path) -> tuple[tuple[Assignment, ...], tuple[CodingError, ...]]:
    """
    Read the recorded assignments; of each round the last one holds.

    Returns
    -------
    assignments, problems : tuple of Assignment, tuple of CodingError
    """
    journal = read_journal(path)
    by_round: dict[str, Assignment] = {}
    problems = list(journal.problems)
    for line in journal.lines:
        try:
            found = _decode(line.value, line.number)
            by_round[found.round] = found
        except (KeyError, TypeError, AttributeError) as error:
            problems.append(CodingError(f"not an assignment: {error}", where=at(path, line.number)))
    return tuple(by_round.values()), tuple(problems)


def _decode(value: Mapping[str, Any], line: int) -> Assignment:
    return Assignment(
        id=value["id"],
        time=value["time"],
        by=value["by"],
        round=value["round"],
        coders=tuple(value["coders"]),
        documents={name: tuple(coders) for name, coders in value["documents"].items()},
        double=tuple(value["double"]),
        share=value["share"],
        stratum=value["stratum"],
        blind={name: tuple(units) for name, units in value["blind"].items()},
        blind_share=value["blind_share"],
        units=dict(value["units"]),
        seed=value["seed"],
        codebook=CodebookRef(**value["codebook"]),
        units_sha=value["units_sha"],
        threshold=Threshold(**value["threshold"]) if "threshold" in value else None,
        line=line,
    )


def record_assignment(
    assignment: Assignment, path: Path, codings: Codings, *, by: str, time: str
) -> Assignment:
    """
    Write an assignment to the study's file of assignments; fixed from the first coding on.

    Parameters
    ----------
    assignment : Assignment
    path : Path
        `corpus/assignments.jsonl`.
    codings : Codings
        What was coded so far.
    by, time : str

    Raises
    ------
    CodingError
        If something was coded in this round already.
    """
    begun = [
        event
        for state in codings.states()
        for event in state.events
        if event.round == assignment.round and event.do != "codebook"
    ]
    if begun:
        raise CodingError(
            f"round {assignment.round} has begun: {begun[0].coder} coded on {begun[0].time}",
            hint="what is double coded is fixed before coding; plan another round",
        )
    with JournalWriter(path, what="the file of assignments") as journal:
        full = replace(assignment, id=f"P-{journal.count + 1:04d}", by=by, time=time)
        journal.append([full.to_json()])
    return full


def assignments_frame(assignments: Iterable[Assignment]) -> pd.DataFrame:
    """Lay assignments out: rows of `schemas.ASSIGNMENTS`."""
    rows = [
        {
            "round": assignment.round,
            "coder": coder,
            "document": document,
            "double": document in assignment.double,
            "units": assignment.units[document],
            "blind": len(assignment.blind[document]),
        }
        for assignment in assignments
        for document, coders in assignment.documents.items()
        for coder in coders
    ]
    return frame(rows, ASSIGNMENTS)
