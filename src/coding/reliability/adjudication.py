"""Decisions that come back: from a filled sheet to `resolve` events and memos, all or nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from coding.codings import Event, LogWriter, Place, resolutions_frame, span_of
from coding.codings.places import placed
from coding.errors import CodingError, at, did_you_mean
from coding.reliability.comparison import Comparison
from coding.reliability.disagreements import NO, Disagreement, Dispute, disagreements
from coding.reliability.sheet import DECISIONS, SheetRow, check_of, read_sheet
from coding.schemas import RESOLUTIONS, frame, records
from coding.settings import Coder

__all__ = [
    "Adjudication",
    "adjudicated",
    "carry_out_adjudication",
    "plan_adjudication",
    "stale_adjudications",
]

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Decision:
    """One filled row: what was decided about one code in one unit, and why."""

    place: Place
    code: str
    verdict: str
    reason: str
    judged: tuple[str, ...]
    instead_of: str = ""


@dataclass(frozen=True, slots=True)
class Remark:
    """One remark of a row."""

    place: Place
    code: str
    note: str


@dataclass(frozen=True, slots=True)
class Adjudication:
    """
    What a sheet asks to be recorded.

    Attributes
    ----------
    by : str
        Whose log it goes to.
    decisions : tuple of Decision
    remarks : tuple of Remark
    open : int
        Rows without a decision or remark.
    known : int
        Rows whose decision this person recorded before; nothing is written for them.
    """

    by: str
    decisions: tuple[Decision, ...]
    remarks: tuple[Remark, ...]
    open: int
    known: int

    def lines(self) -> list[str]:
        """What to tell the person."""
        applies = sum(decision.verdict != NO for decision in self.decisions)
        not_applying = len(self.decisions) - applies
        found = f"{len(self.decisions)} decisions ({applies} apply, {not_applying} do not)"
        rest = f"{self.known} rows were recorded before, {self.open} rows are still open"
        return [f"{found}, {len(self.remarks)} remarks", rest]


def plan_adjudication(
    path: Path, comparison: Comparison, *, by: str, coders: Sequence[Coder]
) -> Adjudication:
    """
    Read a filled sheet and check every row against the study.

    Parameters
    ----------
    path : Path
        `.xlsx` or `.csv` as `write_sheet` makes it: in any order, filtered, partly filled.
    comparison : Comparison
        As the study stands now.
    by : str
        Id of the person who decided. Decisions need somebody `study.toml` names; anybody may make
        remarks, which become memos.
    coders : sequence of Coder
        Those of `study.toml`.

    Raises
    ------
    CodingError
        For a changed id or text, codings that changed since the sheet was made, a decision that is
        none or has no reason, two rows about one thing; each with its row. Nothing is recorded.
    """
    if not _ID.fullmatch(by):
        raise CodingError(
            f"{by!r} cannot be the name of a log", expected="letters, digits, - and _"
        )
    rows = read_sheet(path)
    current = {
        (item.unit, dispute.code): (item, dispute)
        for item in disagreements(comparison)
        for dispute in item.disputes
    }
    earlier = _earlier(comparison, by)
    decisions: list[Decision] = []
    remarks: list[Remark] = []
    seen: dict[tuple[str, str], int] = {}
    still_open = known = 0
    for row in rows:
        where = at(path, row.number)
        item, dispute = _checked(row, current, comparison, where)
        key = (item.unit, dispute.code)
        if key in seen:
            problem = f"{row['unit']} {row['code']} is on row {seen[key]} too"
            raise CodingError(problem, where=where)
        seen[key] = row.number
        decision, before = _decision(row, (item, dispute), comparison, earlier, where)
        if decision is not None and before:
            known += 1
        elif decision is not None:
            decisions.append(decision)
        if row["remark"]:
            place = _place(comparison, item)
            remarks.append(Remark(place, dispute.code, row["remark"]))
        still_open += decision is None and not row["remark"]
    if decisions and by not in {coder.id for coder in coders}:
        raise CodingError(
            f"{by} is not in study.toml, and the sheet holds {len(decisions)} decisions",
            where=at(path),
            expected=f'[[coders]] with id = "{by}", a type and a role',
            hint="remarks of somebody else are taken as memos; decisions need a name in the study",
        )
    noted = _new_remarks(comparison, by, remarks)
    return Adjudication(by, tuple(decisions), noted, still_open, known)


def _checked(
    row: SheetRow,
    current: dict[tuple[str, str], tuple[Disagreement, Dispute]],
    comparison: Comparison,
    where: str,
) -> tuple[Disagreement, Dispute]:
    """Find what a row is about, and refuse it if it is not what was handed out."""
    key = (row["unit"], row["code"])
    if key not in current:
        units = set(comparison.units["unit"].tolist())
        hint = "make a new sheet: coders agree there by now"
        if key[0] not in units:
            hint = did_you_mean(key[0], sorted(units)) or "ids must stay as they were"
        elif key[1] not in comparison.codebook.codes:
            hint = did_you_mean(key[1], comparison.codebook.codes) or "ids must stay as they were"
        raise CodingError(
            f"{key[0]} {key[1]} is not in dispute",
            where=where,
            expected="a row as written",
            hint=hint,
        )
    item, dispute = current[key]
    expected = {
        "document": item.document,
        "start": str(item.start),
        "end": str(item.end),
    }
    for name, value in expected.items():
        if row[name] != value:
            raise CodingError(f"{name} is {row[name]!r}", where=where, expected=value)
    if row["text"]:
        words = comparison.texts[item.document][item.start : item.end]
        if _SPACE.sub(" ", row["text"]).strip() != _SPACE.sub(" ", words).strip():
            raise CodingError(
                f"the text of {item.unit} was changed in the sheet",
                where=where,
                expected="the words as they were; remarks go into the column for them",
            )
    events = ";".join(dispute.events)
    if row["events"] != events or row["check"] != check_of(comparison, item, dispute):
        raise CodingError(
            f"{item.unit} {dispute.code}: the codings or their ids are not those of the study",
            where=where,
            expected=f"{events}, check {check_of(comparison, item, dispute)}",
            hint="an id was altered, or a coder changed something since: make a new sheet",
        )
    return item, dispute


def _decision(
    row: SheetRow,
    about: tuple[Disagreement, Dispute],
    comparison: Comparison,
    earlier: dict[tuple[str, str], tuple[str, str, str]],
    where: str,
) -> tuple[Decision | None, bool]:
    item, dispute = about
    verdict = row["decision"].casefold()
    if not verdict:
        if row["reason"]:
            raise CodingError(
                f"{item.unit} {dispute.code} has a reason and no decision",
                where=where,
                expected=" or ".join(DECISIONS),
                hint="something that is no decision goes into the column for remarks",
            )
        return None, False
    if verdict not in DECISIONS:
        raise CodingError(
            f"decision {row['decision']!r}", where=where, expected=" or ".join(DECISIONS)
        )
    if not row["reason"]:
        raise CodingError(
            f"{item.unit} {dispute.code} has a decision and no reason",
            where=where,
            expected="why, in one line",
        )
    event, before, reason = earlier.get((item.unit, dispute.code), ("", "", ""))
    same = (before, reason) == (verdict, row["reason"])
    place = _place(comparison, item)
    made = Decision(place, dispute.code, verdict, row["reason"], dispute.events, event)
    return made, same and not dispute.stale


def _place(comparison: Comparison, item: Disagreement) -> Place:
    text = comparison.texts[item.document]
    return span_of(text, item.document, item.start, item.end, unit=item.unit)


def _earlier(comparison: Comparison, by: str) -> dict[tuple[str, str], tuple[str, str, str]]:
    """What this person decided before: unit and code -> event, verdict, reason."""
    found = resolutions_frame(comparison.logs)
    mine = found[found["coder"] == by]
    columns = ("unit", "code", "event", "applies", "presence", "reason")
    return {
        (str(unit), str(code)): (str(event), str(presence) if applies else NO, str(reason))
        for unit, code, event, applies, presence, reason in zip(
            *(mine[name].tolist() for name in columns), strict=True
        )
    }


def _new_remarks(comparison: Comparison, by: str, remarks: list[Remark]) -> tuple[Remark, ...]:
    """Leave out remarks of an earlier reading of the same sheet."""
    known = {
        (event.unit, event.code, event.note)
        for _, event in comparison.logs.current("memos")
        if event.coder == by
    }
    return tuple(r for r in remarks if (r.place.unit, r.code, r.note) not in known)


def carry_out_adjudication(plan: Adjudication, log: LogWriter) -> int:
    """
    Record a plan in one write: all of it is on disk, or nothing.

    Parameters
    ----------
    plan : Adjudication
    log : LogWriter
        Of the person who decided.

    Returns
    -------
    int
        Events written.
    """
    events = [
        Event(
            do="resolve",
            judged=decision.judged,
            code=decision.code,
            presence="" if decision.verdict == NO else decision.verdict,
            verdict="does-not-apply" if decision.verdict == NO else "applies",
            note=decision.reason,
            target=decision.instead_of,
            **placed(decision.place),
        )
        for decision in plan.decisions
    ]
    events += [
        Event(do="memo", note=remark.note, code=remark.code, **placed(remark.place))
        for remark in plan.remarks
    ]
    return len(log.append(*events))


def stale_adjudications(comparison: Comparison) -> pd.DataFrame:
    """
    Adjudications that weighed something which no longer stands: to be looked at again.

    Returns
    -------
    DataFrame
        Rows of `schemas.RESOLUTIONS`.
    """
    found = resolutions_frame(comparison.logs)
    return frame(records(found[found["stale"].notna()]), RESOLUTIONS)


def adjudicated(comparison: Comparison) -> pd.DataFrame:
    """
    How far adjudication has come, per code, and whose reading was upheld.

    Agreement with a verdict is no reliability: it says what was decided, not how stable coding is.

    Parameters
    ----------
    comparison : Comparison

    Returns
    -------
    DataFrame
        `code, disputes, decided, stale, open, applies, upheld_<coder>` (decided disputes in which
        the coder's own value is the verdict), `coded_by`; codes with a dispute, in order.
    """
    items = [dispute for item in disagreements(comparison) for dispute in item.disputes]
    rows = []
    for code in comparison.every.codes:
        mine = [dispute for dispute in items if dispute.code == code]
        decided = [dispute for dispute in mine if not dispute.open]
        upheld = {
            f"upheld_{coder}": sum(
                reading.value == dispute.verdict
                for dispute in decided
                for reading in dispute.readings
                if reading.coder == coder
            )
            for coder in comparison.coders
        }
        counts = {
            "code": code,
            "disputes": len(mine),
            "decided": len(decided),
            "stale": sum(dispute.stale for dispute in mine),
            "open": sum(dispute.open for dispute in mine),
            "applies": sum(dispute.verdict != NO for dispute in decided),
        }
        rows += [counts | upheld] if mine else []
    columns = ["code", "disputes", "decided", "stale", "open", "applies"]
    names = [*columns, *(f"upheld_{coder}" for coder in comparison.coders)]
    return comparison.marked(pd.DataFrame(rows, columns=names))
