"""What each request of the screen does: one function a decision, checked, recorded, handed back."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from coding.codings import (
    Place,
    Stance,
    accept_code,
    change_coding,
    code_span,
    mark_done,
    mark_no_code,
    mark_skipped,
    propose_code,
    redo,
    reject_code,
    relate,
    take_back,
    take_stance,
    write_memo,
)
from coding.codings.propose import propose_in_study
from coding.desk.session import Session
from coding.desk.suggesting import Suggested
from coding.errors import CodingError, did_you_mean

__all__ = ["ACTS", "handle"]

Ask = Mapping[str, Any]
Patch = dict[str, Any]


def _at(desk: Session, ask: Ask) -> int:
    """The unit a decision is about; the desk goes along if the screen was elsewhere."""
    document, unit = int(ask["doc"]), int(ask["unit"])
    if document != desk.at[0]:
        desk.turn_to(document, unit)
    desk.page(document).unit(unit)
    desk.at = document, unit
    return unit


def _unit(desk: Session, ask: Ask) -> Place:
    unit = _at(desk, ask)
    return desk.page(desk.at[0]).unit_place(unit)


def _place(desk: Session, ask: Ask) -> Place:
    """The selected passage, or the whole unit."""
    unit = _at(desk, ask)
    span = ask.get("span")
    page = desk.page(desk.at[0])
    if span is None:
        return page.unit_place(unit)
    return page.span_place(int(span[0]), int(span[1]), unit=unit)


def _code(desk: Session, ask: Ask) -> Patch:
    place = _place(desk, ask)
    event = code_span(
        desk.log,
        place,
        str(ask["code"]),
        presence=str(ask.get("presence") or "present"),
        shown=desk.shown(place.unit),
    )
    desk.used(event.code)
    return {"chosen": event.id, **desk.after()}


def _change(desk: Session, ask: Ask) -> Patch:
    """Another presence, attribute or boundary for a coding."""
    target = str(ask["id"])
    old = desk.log.state.get(target)
    place = None
    if ask.get("span") is not None:
        place = _place(desk, ask)
    else:
        _at(desk, ask)
    attrs = None
    if "attr" in ask:
        name, values = str(ask["attr"]), [str(value) for value in ask["values"]]
        attrs = {key: value for key, value in old.attrs.items() if key != name}
        if values:
            attrs[name] = values[0] if len(values) == 1 else tuple(values)
    event = change_coding(
        desk.log,
        target,
        place=place,
        presence=str(ask.get("presence") or ""),
        attrs=attrs,
        note=str(ask.get("note", old.note)),
        shown=desk.shown(old.unit),
    )
    return {"chosen": event.id, **desk.after()}


def _remove(desk: Session, ask: Ask) -> Patch:
    _at(desk, ask)
    target = str(ask["id"])
    take_back(desk.log, target, shown=desk.shown(desk.log.state.get(target).unit))
    return desk.after()


def _on(desk: Session) -> Patch:
    """After a unit is settled: to the next one of the reading order."""
    here = desk.after()
    place = desk.next_open()
    if place is None:
        return {**here, "finished": True}
    if place[0] != desk.at[0]:
        return {**here, **desk.go(*place), "put": [], "drop": [], "marked": {}}
    return {**here, **desk.go(*place)}


def _done(desk: Session, ask: Ask) -> Patch:
    unit = _unit(desk, ask)
    mark_done(desk.log, unit, shown=desk.shown(unit.unit))
    return _on(desk)


def _no_code(desk: Session, ask: Ask) -> Patch:
    unit = _unit(desk, ask)
    mark_no_code(desk.log, unit, shown=desk.shown(unit.unit))
    return _on(desk)


def _skip(desk: Session, ask: Ask) -> Patch:
    unit = _unit(desk, ask)
    mark_skipped(desk.log, unit, shown=desk.shown(unit.unit))
    return _on(desk)


def _memo(desk: Session, ask: Ask) -> Patch:
    note = str(ask["note"]).strip()
    if not note:
        raise CodingError("an empty memo", expected="words")
    write_memo(desk.log, note, place=_place(desk, ask), target=str(ask.get("id") or ""))
    return desk.after()


def _relate(desk: Session, ask: Ask) -> Patch:
    _at(desk, ask)
    relate(desk.log, str(ask["from"]), str(ask["to"]), str(ask["type"]))
    return desk.after()


def _stance(desk: Session, ask: Ask) -> Patch:
    place = _place(desk, ask)
    claims = desk.study.claims
    known = list(claims.claims) if claims is not None else []
    claim = str(ask["claim"])
    if claim not in known:
        raise CodingError(f"no claim {claim!r}", hint=did_you_mean(claim, known))
    stance = Stance(claim, str(ask["direction"]), int(ask["strength"]))
    take_stance(desk.log, place, stance, shown=desk.shown(place.unit))
    return desk.after()


def _propose(desk: Session, ask: Ask) -> Patch:
    place = _place(desk, ask)
    name, note, word = (str(ask.get(key) or "").strip() for key in ("name", "note", "word"))
    code = "-".join(re.findall(r"[a-z0-9]+", name.lower()))
    if not code:
        raise CodingError(f"a code called {name!r}", expected="letters or digits")
    told = "; ".join(filter(None, (name if name != code else "", note)))
    if desk.changes is None:
        event = propose_code(desk.log, place, code, word=word, note=told)
    else:
        event, _ = propose_in_study(desk.log, desk.changes, place, code, word=word, note=told)
    return {"chosen": event.id, **desk.after()}


def _explain(desk: Session, ask: Ask) -> Patch:
    """Why a code is suggested; a unit of another passage is named as the screen names it."""
    unit = _unit(desk, ask).unit
    code = str(ask["code"])
    _offered(desk, unit, code)
    assert desk.offers is not None
    return {"explained": code, "reasons": desk.offers.explain(unit, code, desk.name_of)}


def _offered(desk: Session, unit: str, code: str) -> tuple[Suggested, str]:
    if desk.offers is None:
        raise CodingError("there is no suggester at this desk")
    found, event = desk.offers.find(unit, code), desk.offers.event(unit, code)
    if found is None or not event:
        raise CodingError(f"{code} was not suggested here")
    return found, event


def _accept(desk: Session, ask: Ask) -> Patch:
    place = _place(desk, ask)
    code = str(ask["code"])
    found, offer = _offered(desk, desk.page(desk.at[0]).unit_place(desk.at[1]).unit, code)
    assert desk.offers is not None
    model = desk.offers.model(found)
    event = accept_code(desk.log, place, code, model, offer=offer)
    desk.used(code)
    return {"chosen": event.id, **desk.after()}


def _reject(desk: Session, ask: Ask) -> Patch:
    place = _unit(desk, ask)
    code = str(ask["code"])
    found, offer = _offered(desk, place.unit, code)
    assert desk.offers is not None
    reject_code(desk.log, place, code, desk.offers.model(found), offer=offer)
    return desk.after()


def _redo(desk: Session, _: Ask) -> Patch:
    return desk.undone(lambda: redo(desk.log))


ACTS: dict[str, Callable[[Session, Ask], Patch]] = {
    "open": lambda desk, _: desk.opening(),
    "go": lambda desk, ask: desk.go(int(ask["doc"]), int(ask["unit"])),
    "queue": lambda desk, ask: desk.choose_queue(str(ask["queue"])),
    "progress": lambda desk, _: {"progress": desk.progress()},
    "code": _code,
    "change": _change,
    "remove": _remove,
    "done": _done,
    "no_code": _no_code,
    "skip": _skip,
    "memo": _memo,
    "relate": _relate,
    "stance": _stance,
    "propose": _propose,
    "explain": _explain,
    "accept": _accept,
    "reject": _reject,
    "undo": lambda desk, _: desk.undo(),
    "redo": _redo,
}


def handle(desk: Session, ask: Ask) -> Patch:
    """
    Do what the screen asks.

    Parameters
    ----------
    desk : Session
    ask : mapping
        `do` names one of `ACTS`; `doc` and `unit` say where (indices); `span` a passage in UTF-16
        units; the rest is the act's own.

    Returns
    -------
    dict
        What changed on the screen.

    Raises
    ------
    CodingError
        For anything that cannot be done; nothing was recorded then.
    """
    do = str(ask.get("do"))
    if do not in ACTS:
        raise CodingError(f"the desk cannot {do!r}", hint=did_you_mean(do, ACTS))
    try:
        return ACTS[do](desk, ask)
    except CodingError:
        raise
    except (KeyError, TypeError, IndexError, ValueError) as error:
        raise CodingError(f"an incomplete request to {do}: {error!r}") from error
