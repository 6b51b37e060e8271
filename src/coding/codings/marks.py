"""What a coder says besides giving codes: done, skipped, memo, relation, stance, verdict."""

from __future__ import annotations

from collections.abc import Iterable

from coding.codings.events import ALL, Event, Relation, Stance
from coding.codings.log import LogWriter
from coding.codings.places import Attrs, Place, placed, stored, unit_of
from coding.codings.rules import check_known, overlapping
from coding.errors import CodingError

__all__ = [
    "mark_document_done",
    "mark_done",
    "mark_no_code",
    "mark_skipped",
    "relate",
    "resolve",
    "take_stance",
    "write_memo",
]


def _scope(log: LogWriter, codes: Iterable[str] | None) -> tuple[str, ...]:
    if codes is None:
        return ALL
    scope = tuple(codes)
    for code in scope:
        check_known(log, code)
    return scope


def mark_done(
    log: LogWriter,
    unit: Place,
    *,
    codes: Iterable[str] | None = None,
    shown: bool = False,
    source: str = "own",
) -> Event:
    """
    Say that a unit was read for all codes of the codebook, or for those given.

    From then on a code of that scope that was not applied is a "no"; outside it, nothing is known.
    """
    scope = _scope(log, codes)
    event = Event(
        do="done",
        doc=unit.document,
        text_sha=unit.text_sha,
        unit=unit_of(unit),
        scope=scope,
        shown=shown,
        source=source,
    )
    return log.append(event)[0]


def mark_document_done(
    log: LogWriter,
    document: str,
    *,
    text_sha: str = "",
    codes: Iterable[str] | None = None,
    shown: bool = False,
    source: str = "own",
) -> Event:
    """Say that every unit of a document was read; with `shown`, all of them count as assisted."""
    scope = _scope(log, codes)
    event = Event(
        do="done", doc=document, text_sha=text_sha, scope=scope, shown=shown, source=source
    )
    return log.append(event)[0]


def mark_no_code(
    log: LogWriter, unit: Place, *, codes: Iterable[str] | None = None, shown: bool = False
) -> Event:
    """
    Say that none of the codes applies to a unit.

    Raises
    ------
    CodingError
        If one of them stands there.
    """
    scope = _scope(log, codes)
    for other, now in overlapping(log, unit):
        if scope == ALL or now.code in scope:
            raise CodingError(
                f"no code applies, but {now.code} stands on {unit_of(unit)} ({other.id})",
                hint="take that back first, or say done instead",
            )
    event = Event(
        do="no_code",
        doc=unit.document,
        text_sha=unit.text_sha,
        unit=unit_of(unit),
        scope=scope,
        shown=shown,
    )
    return log.append(event)[0]


def mark_skipped(log: LogWriter, unit: Place, *, note: str = "", shown: bool = False) -> Event:
    """Leave a unit for later: it does not count as looked at, not even if it did before."""
    event = Event(
        do="skip",
        doc=unit.document,
        text_sha=unit.text_sha,
        unit=unit_of(unit),
        note=note,
        shown=shown,
    )
    return log.append(event)[0]


def write_memo(
    log: LogWriter,
    note: str,
    *,
    place: Place | None = None,
    document: str = "",
    code: str = "",
    target: str = "",
) -> Event:
    """Write a memo on a passage, a document, a code, an event, or the study as a whole."""
    where = placed(place) if place is not None else {"doc": document}
    return log.append(Event(do="memo", note=note, code=code, target=target, **where))[0]


def relate(
    log: LogWriter,
    start: str,
    end: str,
    kind: str,
    *,
    note: str = "",
    instead_of: str = "",
) -> Event:
    """Record a link the respondent makes from one coding to another, by event id."""
    if start == end:
        raise CodingError(f"{start} is related to itself", expected="two codings")
    document = log.state.get(start).doc
    if log.state.get(end).doc != document:
        raise CodingError(
            f"{start} is in {document}, {end} in {log.state.get(end).doc}",
            expected="two codings of one document",
        )
    relation = Relation(start, end, kind)
    event = Event(do="relate", doc=document, relation=relation, target=instead_of, note=note)
    return log.append(event)[0]


def take_stance(
    log: LogWriter,
    place: Place,
    stance: Stance,
    *,
    attrs: Attrs | None = None,
    note: str = "",
    instead_of: str = "",
    shown: bool = False,
) -> Event:
    """
    Record what a passage does to a claim.

    Parameters
    ----------
    attrs : mapping, optional
        `boundary_level` says whose boundaries a passage of literature speaks about.
    """
    event = Event(
        do="stance",
        stance=stance,
        attrs=stored(attrs),
        target=instead_of,
        note=note,
        shown=shown,
        **placed(place),
    )
    return log.append(event)[0]


def resolve(
    log: LogWriter,
    place: Place,
    judged: Iterable[str],
    *,
    reason: str,
    code: str = "",
    presence: str = "",
    applies: bool,
    attrs: Attrs | None = None,
) -> Event:
    """
    Adjudicate: say what holds where coders differ, and why.

    Parameters
    ----------
    judged : iterable of str
        Ids of the events that were weighed, of any coder's log; if one of them no longer stands
        later, the adjudication is listed as stale.
    reason : str
        One line.
    code, presence : str
        What was decided about.
    applies : bool
        Whether the code applies.
    """
    if code:
        check_known(log, code)
    event = Event(
        do="resolve",
        judged=tuple(judged),
        code=code,
        presence=presence if applies else "",
        verdict="applies" if applies else "does-not-apply",
        attrs=stored(attrs),
        note=reason,
        **placed(place),
    )
    return log.append(event)[0]
