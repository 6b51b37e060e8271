"""Codings as they stood when somebody adjudicated: what was changed since is no agreement."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from coding.codings import Codings, Event, LogState, fold_events
from coding.codings.events import CODES, MARKS

__all__ = ["before_adjudication"]

_CHANGES = frozenset({*CODES, "uncode", "undo", "redo"})


@dataclass(frozen=True, slots=True)
class _Verdict:
    """Where, about which code (empty for all), when, and what was weighed."""

    doc: str
    start: int
    end: int
    code: str
    time: str
    judged: frozenset[str]

    def is_about(self, doc: str, start: int | None, end: int | None, code: str) -> bool:
        return (
            doc == self.doc
            and self.code in {"", code}
            and start is not None
            and end is not None
            and start < self.end
            and self.start < end
        )


def before_adjudication(codings: Codings) -> tuple[Codings, tuple[str, ...]]:
    """
    Leave out what coders changed on a passage after it was adjudicated.

    Two coders who take over a verdict agree, but not as independent readers; leaving the passage
    out instead would drop disagreements and flatter the rest. A change of a coding that was
    weighed is later than the verdict, whatever the clocks say. A new coding there counts as later
    if its time is, and only for a coder who had read the passage by then: somebody who comes to it
    afresh is still an independent reader.

    Parameters
    ----------
    codings : Codings
        All logs, the adjudicators' too.

    Returns
    -------
    codings : Codings
        With these events left out; the same object where there are none.
    late : tuple of str
        Their ids.
    """
    verdicts = [v for state in codings.states() for v in _verdicts(codings, state)]
    if not verdicts:
        return codings, ()
    late: list[str] = []
    logs = []
    for log in codings.logs:
        after = _later(codings, log.state, verdicts)
        if after:
            kept = [event for event in log.state.events if event.id not in after]
            state = fold_events(kept, coder=log.coder, name=log.state.name)
            log = replace(log, state=state)  # noqa: PLW2901  # the log as it was
            late += sorted(after)
        logs.append(log)
    return (replace(codings, logs=tuple(logs)), tuple(late)) if late else (codings, ())


def _verdicts(codings: Codings, state: LogState) -> Iterable[_Verdict]:
    for event in state.events:
        if event.do != "resolve" or state.standing(event.id) not in {"current", "replaced"}:
            continue
        now = codings.today(event)
        if now.start is not None and now.end is not None:
            judged = frozenset(event.judged)
            yield _Verdict(event.doc, now.start, now.end, now.code, event.time, judged)


def _later(codings: Codings, state: LogState, verdicts: list[_Verdict]) -> set[str]:
    weighed = frozenset(name for verdict in verdicts for name in verdict.judged)
    by_document: dict[str, list[_Verdict]] = {}
    for verdict in verdicts:
        by_document.setdefault(verdict.doc, []).append(verdict)
    late: set[str] = set()
    for event in state.events:
        if event.do not in _CHANGES or event.id in weighed:
            continue
        follows = event.target and (event.target in late or event.target in weighed)
        if follows or (event.do in CODES and _is_new(codings, state, event, by_document)):
            late.add(event.id)
    return late


def _is_new(
    codings: Codings, state: LogState, event: Event, by_document: dict[str, list[_Verdict]]
) -> bool:
    now = codings.today(event)
    about = [
        verdict
        for verdict in by_document.get(event.doc, ())
        if event.time > verdict.time and verdict.is_about(event.doc, now.start, now.end, now.code)
    ]
    return any(_had_read(state, event, verdict) for verdict in about)


def _had_read(state: LogState, coding: Event, verdict: _Verdict) -> bool:
    """Whether the coder had said something of the passage's unit by the time of the verdict."""
    for event in state.events:
        if event.doc != verdict.doc or event.time > verdict.time:
            continue
        if event.do in MARKS and event.unit in {"", coding.unit}:
            return True
        if event.do in CODES and event.unit and event.unit == coding.unit:
            return True
    return False
