"""Who changed this, when, from what, under which codebook: the history of any decision."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from coding.codebook_life import Change
from coding.codings.events import ALL, Event
from coding.codings.gather import Codings
from coding.codings.log import Log
from coding.codings.revisions import Moved, Revision
from coding.codings.state import LogState
from coding.errors import CodingError
from coding.schemas import HISTORY, frame

__all__ = ["history"]

_MARK_WORDS = {"done": "read", "no_code": "no code applies", "skip": "skipped"}


def history(
    codings: Codings,
    *,
    event: str | None = None,
    document: str | None = None,
    unit: str | None = None,
    code: str | None = None,
    coder: str | None = None,
    units: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """
    Tell the history of a decision, a unit, a code, a document or a coder; of all without a choice.

    Every line of the logs that had a part in it, in the order of each log, and the changes of the
    codebook and of the text that touched it.

    Parameters
    ----------
    codings : Codings
    event : str, optional
        Id of one event: the history of the decision it belongs to, from its first form on.
    document, unit, code, coder : str, optional
        All that are given must hold. A code is found under every name it ever had.
    units : DataFrame, optional
        Rows of `schemas.UNITS`: then free passages are found by the unit they lie on, too.

    Returns
    -------
    DataFrame
        Rows of `schemas.HISTORY`: by whom, when, from what to what, under which codebook.

    Raises
    ------
    CodingError
        If no log has the event, or no unit has the id.
    """
    names = _names_of(codings, code) if code else None
    place = _place_of(units, unit) if unit and units is not None else None
    chosen = _decision(codings, event) if event else None
    rows: list[dict[str, Any]] = []
    touched: set[str] = set()
    for log in codings.logs:
        if coder and log.coder != coder:
            continue
        for one in log.state.events:
            about = _about(log.state, one)
            if chosen is not None and one.id not in chosen:
                continue
            if names is not None and not any(e.code in names for e in about):
                continue
            if document and not any(e.doc == document for e in about):
                continue
            if unit and not any(e.unit == unit or _touches(codings, e, place) for e in about):
                continue
            rows.append(_row(log, one))
            touched.add(one.id)
    if not coder:
        rows += _codebook_rows(codings, names if code or not (event or document or unit) else set())
    rows += _revision_rows(codings, touched)
    return frame(rows, HISTORY)


def _names_of(codings: Codings, code: str) -> set[str]:
    """Every id that counts as this code today, and its own."""
    names = {code}
    for change in reversed(codings.changes):
        if change.do in {"rename", "merge"} and names & set(change.into):
            names |= set(change.codes)
    return names


def _place_of(units: pd.DataFrame, unit: str) -> tuple[str, int, int]:
    row = units[units["unit"] == unit]
    if row.empty:
        raise CodingError(f"no unit {unit!r} in this study")
    return str(row["document"].iloc[0]), int(row["start"].iloc[0]), int(row["end"].iloc[0])


def _decision(codings: Codings, event: str) -> set[str]:
    """Ids of all forms of one decision, of what undid or redid them, and of what judged them."""
    log = next((log for log in codings.logs if event in log.state), None)
    if log is None:
        raise CodingError(f"no log has an event {event!r}", hint="`coding history` lists them")
    found = {event}
    linked = [e for each in codings.logs for e in each.state.events if e.target or e.judged]
    while True:
        more = {e.id for e in linked if e.target in found or found & set(e.judged)}
        more |= {e.target for e in linked if e.id in found and e.target}
        if more <= found:
            return found
        found |= more


def _about(state: LogState, event: Event) -> list[Event]:
    """The event and what it acts on, as far back as that goes."""
    chain = [event]
    while chain[-1].target and chain[-1].target in state and len(chain) < len(state) + 1:
        chain.append(state.get(chain[-1].target))
    return chain


def _touches(codings: Codings, event: Event, place: tuple[str, int, int] | None) -> bool:
    if place is None or event.doc != place[0]:
        return False
    now = codings.today(event)
    if now.start is None or now.end is None:
        return False
    return now.start < place[2] and place[1] < now.end


def _row(log: Log, event: Event) -> dict[str, Any]:
    state = log.state
    void = any(event is other for other, _ in state.voids)
    standing = "void" if void else state.standing(event.id)
    target = state.get(event.target) if event.target in state else None
    before, after = _before_and_after(state, event, target)
    source = target if target is not None and not event.doc else event
    return {
        "log": log.path.name if log.path.parent.name != "local" else f"local/{log.path.name}",
        "line": event.line,
        "time": event.time,
        "by": event.coder,
        "event": event.id,
        "do": event.do,
        "document": source.doc or None,
        "unit": source.unit or None,
        "start": source.start,
        "end": source.end,
        "before": before or None,
        "after": after or None,
        "standing": standing,
        "by_event": state.successor(event.id) or state.undone_by(event.id) or None,
        "target": event.target or None,
        "codebook": event.codebook.version if event.codebook else None,
        "codebook_sha": event.codebook.sha if event.codebook else None,
        "round": event.round or None,
        "shown": event.shown,
        "source": event.source,
        "note": event.note or None,
    }


def _before_and_after(state: LogState, event: Event, target: Event | None) -> tuple[str, str]:
    if target is None:
        return "", _words(event)
    if event.do == "undo":
        earlier = state.get(target.target) if target.target in state else None
        return _words(target), _words(earlier) if earlier is not None else ""
    if event.do == "redo":
        earlier = state.get(target.target) if target.target in state else None
        return _words(earlier) if earlier is not None else "", _words(target)
    if event.do == "uncode":
        return _words(target), ""
    return _words(target), _words(event)


def _words(event: Event) -> str:
    """What an event says, in the fewest words."""
    if event.do in _MARK_WORDS:
        scope = "" if event.scope in {None, ALL} else f" for {', '.join(event.scope or ())}"
        return _MARK_WORDS[event.do] + scope
    if (relation := event.relation) is not None:
        return f"{relation.start} {relation.type} {relation.end}"
    if (stance := event.stance) is not None:
        return f"{stance.direction} {stance.claim}, strength {stance.strength}"
    if event.do == "resolve":
        return " ".join(filter(None, (event.code, event.verdict.replace("-", " "), event.presence)))
    return _coded(event) if event.code else event.note if event.do == "memo" else ""


def _coded(event: Event) -> str:
    attrs = "".join(
        f", {name} {value if isinstance(value, str) else '+'.join(value)}"
        for name, value in sorted(event.attrs.items())
    )
    place = f" {event.start}-{event.end}" if event.start is not None else ""
    return f"{event.code} [{event.presence or event.do}{attrs}]{place}"


def _codebook_rows(codings: Codings, names: set[str] | None) -> Iterator[dict[str, Any]]:
    for change in codings.changes:
        concerned = {*change.codes, *change.into}
        if names is None or names & concerned:
            yield _outside(
                "changes.jsonl", change, f"codebook {change.do}", after=change.in_words()
            ) | {"codebook": change.after.version, "codebook_sha": change.after.sha}


def _revision_rows(codings: Codings, touched: set[str]) -> Iterator[dict[str, Any]]:
    for revision in codings.revisions:
        moved = [
            f"{name} to {_span(place)}" for name, place in revision.moved.items() if name in touched
        ]
        lost = [f"{name} lost: {why}" for name, why in revision.lost.items() if name in touched]
        if moved or lost:
            after = "; ".join((moved + lost)[:5]) + ("; …" if len(moved + lost) > 5 else "")
            yield _outside("revisions.jsonl", revision, "reanchor", after=after) | {
                "document": revision.doc
            }


def _span(place: Moved) -> str:
    return f"{place.start}-{place.end}{', words changed' if place.changed else ''}"


def _outside(log: str, what: Change | Revision, do: str, *, after: str) -> dict[str, Any]:
    return {
        "log": log,
        "line": what.line,
        "time": what.time,
        "by": what.by or "?",
        "event": what.id,
        "do": do,
        "after": after,
        "standing": "current",
        "shown": False,
        "source": "own",
        "note": what.reason or None,
    }
