"""Events as lines of JSON and back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from sys import intern
from typing import Any

from coding.codebook_life import CodebookRef
from coding.codings.events import (
    ALL,
    DOS,
    Attrs,
    Event,
    Model,
    Origin,
    Relation,
    Stance,
    check_fields,
    check_values,
)
from coding.errors import CodingError, did_you_mean

__all__ = ["decode_event", "encode_event"]

_TEXTS = (
    "do",
    "id",
    "time",
    "coder",
    "target",
    "doc",
    "text_sha",
    "unit",
    "code",
    "presence",
    "source",
    "round",
    "note",
    "verdict",
    "was",
)
_KINDS: dict[str, tuple[type, ...]] = {
    **dict.fromkeys((*_TEXTS, "quote", "prev"), (str,)),
    "schema": (int,),
    "start": (int,),
    "end": (int,),
    "shown": (bool,),
    "attrs": (dict,),
    "scope": (str, list),
    "judged": (list,),
    **dict.fromkeys(("codebook", "model", "relation", "stance", "origin"), (dict,)),
}
_NAMES = {name: intern(name) for name in _KINDS}
_NOT_FIELDS = frozenset({"schema", "prev"})
_KIND_NAMES = {str: "text", int: "a whole number", bool: "true or false", dict: "an object"}


def encode_event(event: Event) -> dict[str, Any]:
    """Lay an event out as the value of a line; what is empty is left out."""
    value: dict[str, Any] = {name: getattr(event, name) for name in _TEXTS}
    value = {name: text for name, text in value.items() if text}
    value["shown"] = event.shown
    for name in ("start", "end", "quote"):
        if getattr(event, name) is not None:
            value[name] = getattr(event, name)
    if event.attrs:
        value["attrs"] = {k: v if isinstance(v, str) else list(v) for k, v in event.attrs.items()}
    if event.scope is not None:
        value["scope"] = "all" if event.scope == ALL else list(event.scope)
    if event.judged:
        value["judged"] = list(event.judged)
    if event.codebook is not None:
        value["codebook"] = {"version": event.codebook.version, "sha": event.codebook.sha}
    if event.model is not None:
        value["model"] = {"fingerprint": event.model.fingerprint}
        if event.model.p is not None:
            value["model"]["p"] = event.model.p
    if (relation := event.relation) is not None:
        value["relation"] = {"from": relation.start, "to": relation.end, "type": relation.type}
    if (stance := event.stance) is not None:
        value["stance"] = {
            "claim": stance.claim,
            "direction": stance.direction,
            "strength": stance.strength,
        }
    if event.origin is not None:
        value["origin"] = {"id": event.origin.id, "log": event.origin.log}
    return value


def decode_event(value: Mapping[str, Any], *, line: int = 0) -> Event:
    """
    Read the value of a line.

    Raises
    ------
    CodingError
        For an unknown field, a value of the wrong type, or anything `check_event` refuses.
    """
    _check_shape(value)
    # under the program's own copies of the names: those of JSON match a parameter only by spelling
    fields = {_NAMES[name]: item for name, item in value.items() if name not in _NOT_FIELDS}
    try:
        for name in _PARTS & fields.keys():
            fields[name] = _PARTS_READ[name](fields[name])
    except KeyError as error:
        raise CodingError(f"a part lacks {error}") from None
    event = Event(**fields, line=line)
    check_values(event)
    return event


def _check_shape(value: Mapping[str, Any]) -> None:
    """Check names and types of the fields; lines of one shape are looked at once."""
    do = value.get("do", "")
    if do not in DOS:
        raise CodingError(f"unknown action {do!r}", hint=did_you_mean(str(do), DOS))
    empty = "" in value.values()
    shape = (do, tuple(value), tuple(map(type, value.values())))
    if shape in _good_shapes and not empty:
        return
    for name, item in value.items():
        kinds = _KINDS.get(name)
        if kinds is None:
            raise CodingError(f"unknown field {name!r}", hint=did_you_mean(name, _KINDS))
        if type(item) not in kinds:
            raise CodingError(
                f"{name} is {item!r}", expected=_KIND_NAMES.get(kinds[0], "text or a list")
            )
    check_fields(do, {name for name in value.keys() - _NOT_FIELDS if value[name] != ""})
    if not empty:
        _good_shapes.add(shape)


# a log has some dozens of shapes, each many times
_good_shapes: set[tuple[Any, ...]] = set()


def _part(value: Mapping[str, Any], **kinds: type | tuple[type, ...]) -> list[Any]:
    """The fields of a nested object, in the order asked for; nothing else may stand in it."""
    if extra := value.keys() - kinds:
        raise CodingError(f"unknown field {min(extra)!r}", expected=", ".join(kinds))
    for name, kind in kinds.items():
        if name in value and not isinstance(value[name], kind):
            raise CodingError(f"{name} is {value[name]!r}")
    return [value[name] for name in kinds]


def _codebook(value: Mapping[str, Any]) -> CodebookRef:
    found = _seen.get((value.get("version"), value.get("sha")))
    if found is None or len(value) != 2:
        found = CodebookRef(*_part(value, version=str, sha=str))
        _seen[found.version, found.sha] = found
    return found


# a log names few codebooks and many lines name each
_seen: dict[tuple[Any, Any], CodebookRef] = {}


def _model(value: Mapping[str, Any]) -> Model:
    return Model(*_part({"p": None, **value}, fingerprint=str, p=(float, int, type(None))))


def _stance(value: Mapping[str, Any]) -> Stance:
    return Stance(*_part(value, claim=str, direction=str, strength=int))


def _origin(value: Mapping[str, Any]) -> Origin:
    return Origin(*_part(value, id=str, log=str))


def _scope(value: Any) -> tuple[str, ...]:
    return ALL if value == "all" else _texts("scope", value)


def _texts(name: str, values: Any) -> tuple[str, ...]:
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise CodingError(f"{name} is {values!r}", expected="a list of ids")
    return tuple(values)


def _attrs(values: Mapping[str, Any]) -> Attrs:
    return {k: v if isinstance(v, str) else _texts(f"attribute {k}", v) for k, v in values.items()}


def _relation(value: Mapping[str, Any]) -> Relation:
    return Relation(*_part(value, **{"from": str, "to": str, "type": str}))


_PARTS_READ: dict[str, Callable[[Any], Any]] = {
    "attrs": _attrs,
    "scope": _scope,
    "codebook": _codebook,
    "model": _model,
    "relation": _relation,
    "stance": _stance,
    "origin": _origin,
    "judged": lambda value: _texts("judged", value),
}
_PARTS = frozenset(_PARTS_READ)
