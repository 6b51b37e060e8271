"""What the codebook and the codings that stand allow."""

from __future__ import annotations

from collections.abc import Iterator

from coding.codings.events import Event
from coding.codings.log import LogWriter
from coding.codings.places import Attrs, Place
from coding.codings.today import Today
from coding.errors import CodingError, did_you_mean

__all__ = ["check_coding", "check_known", "check_twice", "overlapping"]

# attributes of the contract that need no declaration in the codebook
_FREE = frozenset({"modality", "prompted", "initiative", "agent", "sub", "flags"})


def check_known(log: LogWriter, code: str) -> None:
    """
    Refuse a code that neither the codebook nor this coder's drafts have.

    Raises
    ------
    CodingError
        Suggests the nearest.
    """
    if code not in log.codebook.codes and code not in log.state.drafts:
        known = {*log.codebook.codes, *log.state.drafts}
        raise CodingError(
            f"codebook {log.codebook.id} {log.codebook.version} has no code {code!r}",
            hint=did_you_mean(code, known),
        )


def check_coding(
    log: LogWriter, place: Place, code: str, attrs: Attrs, *, instead_of: str = ""
) -> None:
    """
    Refuse a coding the codebook or what stands does not allow.

    Raises
    ------
    CodingError
        For an unknown code or attribute, the same code on the same span, or a code that excludes
        one that stands on these words.
    """
    check_known(log, code)
    _check_attributes(log, code, attrs)
    check_twice(log, place, code, instead_of=instead_of)
    _check_exclusive(log, place, code, instead_of)


def _check_attributes(log: LogWriter, code: str, attrs: Attrs) -> None:
    if code not in log.codebook.codes:  # a draft: nothing is declared for it yet
        return
    allowed = {attribute.id: attribute for attribute in log.codebook.attributes_of(code)}
    for name, value in attrs.items():
        attribute = allowed.get(name)
        if attribute is None:
            if name in _FREE and name not in log.codebook.attributes:
                continue
            known = log.codebook.attributes
            raise CodingError(
                f"{code} has no attribute {name!r}",
                expected=f"it goes with {', '.join(known[name].applies_to)}"
                if name in known
                else None,
                hint=None if name in known else did_you_mean(name, {*allowed, *_FREE}),
            )
        values = [value] if isinstance(value, str) else list(value)
        if attribute.exclusive and len(values) > 1:
            raise CodingError(f"{name} of {code} has {len(values)} values", expected="one")
        for one in values:
            if attribute.values and one not in attribute.values:
                raise CodingError(
                    f"{name} {one!r} of {code}", hint=did_you_mean(one, attribute.values)
                )


def check_twice(log: LogWriter, place: Place, code: str, *, instead_of: str = "") -> None:
    """
    Refuse a code that stands on the very same span.

    Raises
    ------
    CodingError
        Names the coding.
    """
    for other, now in _standing(log, place):
        same = (now.start, now.end) == (place.start, place.end)
        if same and other.id != instead_of and now.code == code:
            raise CodingError(
                f"{code} stands on this very passage already ({other.id})",
                hint="change that one if its presence or an attribute is to be another",
            )


def _standing(log: LogWriter, place: Place) -> Iterator[tuple[Event, Today]]:
    """Codings that stand in the place's document and text, in today's terms."""
    for event in log.state.current("codings", place.document):
        now = log.today(event)
        if now.text_sha == place.text_sha:
            yield event, now


def overlapping(log: LogWriter, place: Place) -> Iterator[tuple[Event, Today]]:
    """Codings that stand on any of the words of a place, in today's terms."""
    for event, now in _standing(log, place):
        assert now.start is not None
        assert now.end is not None
        if now.start < place.end and place.start < now.end:
            yield event, now


def _check_exclusive(log: LogWriter, place: Place, code: str, instead_of: str) -> None:
    if code not in log.codebook.codes:
        return
    shunned = log.codebook.conflicts(code)
    by_unit = {
        other
        for group in log.codebook.exclusive_groups
        if group.scope == "unit" and code in group.codes
        for other in group.codes
    }
    touching = {event.id for event, _ in overlapping(log, place)}
    for other, now in _standing(log, place):
        if now.code not in shunned or other.id == instead_of:
            continue
        same_unit = bool(place.unit) and other.unit == place.unit
        if other.id in touching or (now.code in by_unit and same_unit):
            raise CodingError(
                f"{code} and {now.code} exclude each other, and {now.code} stands on these words"
                f" ({other.id}: {_short(other.quote or '')})",
                hint=_why(log, code, now.code)
                or "change that coding, or code two separate passages",
            )


def _why(log: LogWriter, code: str, other: str) -> str:
    for group in log.codebook.exclusive_groups:
        if code in group.codes and other in group.codes and group.why:
            return next(iter(group.why.values())).strip()
    return ""


def _short(quote: str) -> str:
    return f"“{quote[:40]}…”" if len(quote) > 40 else f"“{quote}”"
