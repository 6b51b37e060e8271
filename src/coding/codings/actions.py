"""What a coder does with codes, each as one function: checked, recorded, handed back."""

from __future__ import annotations

from collections.abc import Iterable

from coding.codings.events import Event, Model
from coding.codings.log import LogWriter
from coding.codings.places import Attrs, Place, placed, stored, unit_of
from coding.codings.rules import check_coding, check_known, check_twice
from coding.errors import CodingError

__all__ = [
    "accept_code",
    "change_coding",
    "code_span",
    "import_events",
    "offer_code",
    "propose_code",
    "redo",
    "reject_code",
    "take_back",
    "undo",
]


def code_span(
    log: LogWriter,
    place: Place,
    code: str,
    *,
    presence: str = "present",
    attrs: Attrs | None = None,
    note: str = "",
    shown: bool = False,
) -> Event:
    """
    Give a passage a code; several codes a passage and overlapping passages are normal.

    Parameters
    ----------
    log : LogWriter
    place : Place
    code : str
        A code of the codebook, or a draft this coder proposed.
    presence : {'present', 'absent', 'wished', 'ambiguous'}
    attrs : mapping, optional
        Attribute -> value, or several where the codebook allows.
    note : str
    shown : bool
        Whether suggestions were visible.

    Raises
    ------
    CodingError
        For an unknown code or attribute, the same code on the same span, or a code that excludes
        one that stands there; nothing is recorded.
    """
    check_coding(log, place, code, attrs or {})
    event = Event(
        do="code",
        code=code,
        presence=presence,
        attrs=stored(attrs),
        note=note,
        shown=shown,
        **placed(place),
    )
    return log.append(event)[0]


def change_coding(
    log: LogWriter,
    target: str,
    *,
    place: Place | None = None,
    code: str = "",
    presence: str = "",
    attrs: Attrs | None = None,
    note: str = "",
    shown: bool = False,
) -> Event:
    """
    Put a coding in the place of an earlier one: another code, presence, attribute or boundary.

    What is not given stays. The earlier form remains in the log and in the history.

    Raises
    ------
    CodingError
        As `code_span`, and if the earlier coding no longer stands.
    """
    old = log.state.get(target)
    now = log.today(old)
    if now.start is None or now.end is None or old.quote is None:
        raise CodingError(f"{target} ({old.do}) is not a coding")
    if place is None and now.changed:
        raise CodingError(
            f"the words of {target} changed when the text was revised", hint="give its place anew"
        )
    where = place or Place(old.doc, now.text_sha, now.start, now.end, old.quote, old.unit)
    kept = old.attrs if attrs is None else attrs
    check_coding(log, where, code or now.code, kept, instead_of=target)
    event = Event(
        do="code",
        target=target,
        code=code or now.code,
        presence=presence or old.presence,
        attrs=stored(kept),
        note=note,
        shown=shown,
        **placed(where),
    )
    return log.append(event)[0]


def take_back(log: LogWriter, target: str, *, note: str = "", shown: bool = False) -> Event:
    """Take a coding, mark, memo, relation or stance back: a decision of its own, not an undo."""
    old = log.state.get(target)
    event = Event(
        do="uncode",
        target=target,
        doc=old.doc,
        unit=old.unit,
        code=old.code,
        note=note,
        shown=shown,
    )
    return log.append(event)[0]


def propose_code(
    log: LogWriter,
    place: Place,
    code: str,
    *,
    word: str = "",
    note: str = "",
    presence: str = "present",
    shown: bool = False,
) -> Event:
    """
    Draft a code from a passage: it codes the passage, and can be used again at once.

    Parameters
    ----------
    code : str
        Id of the draft.
    word : str
        The speaker's own word for it.
    note : str
        What it would mean.

    Raises
    ------
    CodingError
        If the codebook has the code, or the word does not occur in the passage.
    """
    if code in log.codebook.codes:
        raise CodingError(f"the codebook has a code {code!r} already", hint="use that one")
    if word and word.lower() not in place.quote.lower():
        raise CodingError(
            f"{word!r} does not occur in the passage", expected="the speaker's own word"
        )
    check_twice(log, place, code)
    event = Event(
        do="propose",
        code=code,
        presence=presence,
        attrs={"word": word} if word else {},
        note=note,
        shown=shown,
        **placed(place),
    )
    return log.append(event)[0]


def offer_code(log: LogWriter, place: Place, code: str, model: Model) -> Event:
    """Record that a suggestion was shown."""
    check_known(log, code)
    unit_of(place)
    event = Event(do="offer", code=code, model=model, shown=True, **placed(place))
    return log.append(event)[0]


def accept_code(
    log: LogWriter,
    place: Place,
    code: str,
    model: Model,
    *,
    presence: str = "present",
    attrs: Attrs | None = None,
    offer: str = "",
    note: str = "",
) -> Event:
    """Take a suggestion over: a coding that never counts as the coder's own."""
    check_coding(log, place, code, attrs or {})
    event = Event(
        do="accept",
        code=code,
        presence=presence,
        attrs=stored(attrs),
        model=model,
        target=offer,
        shown=True,
        source="suggestion",
        note=note,
        **placed(place),
    )
    return log.append(event)[0]


def reject_code(
    log: LogWriter, place: Place, code: str, model: Model, *, offer: str = "", note: str = ""
) -> Event:
    """Turn a suggestion down: this code was looked at on this unit, and does not apply."""
    check_known(log, code)
    unit_of(place)
    event = Event(
        do="reject", code=code, model=model, target=offer, shown=True, note=note, **placed(place)
    )
    return log.append(event)[0]


def undo(log: LogWriter, target: str = "") -> Event:
    """
    Undo the last thing that stands, or a given one that nothing rests on; to any depth.

    Raises
    ------
    CodingError
        If there is nothing to undo, or a later decision rests on it.
    """
    found = target or log.state.to_undo()
    if not found:
        raise CodingError("there is nothing to undo")
    return log.append(Event(do="undo", target=found))[0]


def redo(log: LogWriter, target: str = "") -> Event:
    """
    Bring back what was undone last, or a given undone thing.

    Raises
    ------
    CodingError
        If nothing was undone since the last decision, or its place was taken.
    """
    found = target or log.state.to_redo()
    if not found:
        raise CodingError("there is nothing to redo", hint="after a new decision name the event")
    return log.append(Event(do="redo", target=found))[0]


def import_events(log: LogWriter, events: Iterable[Event]) -> tuple[Event, ...]:
    """
    Record codings and `done` marks that come from another program, in one piece.

    Raises
    ------
    CodingError
        If one of them is not an import, or its code is unknown; then none is recorded.
    """
    batch = tuple(events)
    for event in batch:
        if event.source != "import":
            raise CodingError(f"{event.do} with source {event.source!r}", expected="import")
        if event.code:
            check_known(log, event.code)
    return log.append(*batch)
