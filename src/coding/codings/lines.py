"""Events as lines of JSON and back."""

from __future__ import annotations

from collections.abc import Mapping
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
    for name, item in value.items():
        kinds = _KINDS.get(name)
        if kinds is None:
            raise CodingError(f"unknown field {name!r}", hint=did_you_mean(name, _KINDS))
        if type(item) not in kinds:
            raise CodingError(
                f"{name} is {item!r}", expected=_KIND_NAMES.get(kinds[0], "text or a list")
            )
    get = value.get
    do = get("do", "")
    if do not in DOS:
        raise CodingError(f"unknown action {do!r}", hint=did_you_mean(do, DOS))
    given = value.keys() - _NOT_FIELDS
    if "" in value.values():
        given = {name for name in given if value[name] != ""}
    check_fields(do, given)
    scope: Any = get("scope")
    try:
        event = Event(
            do=do,
            id=get("id", ""),
            time=get("time", ""),
            coder=get("coder", ""),
            target=get("target", ""),
            doc=get("doc", ""),
            text_sha=get("text_sha", ""),
            start=get("start"),
            end=get("end"),
            quote=get("quote"),
            unit=get("unit", ""),
            code=get("code", ""),
            presence=get("presence", ""),
            attrs=_attrs(value["attrs"]) if "attrs" in value else {},
            scope=None if scope is None else ALL if scope == "all" else _texts("scope", scope),
            shown=get("shown", False),
            source=get("source", "own"),
            round=get("round", ""),
            codebook=_codebook(value["codebook"]) if "codebook" in value else None,
            model=_model(value["model"]) if "model" in value else None,
            note=get("note", ""),
            relation=_relation(value["relation"]) if "relation" in value else None,
            stance=_stance(value["stance"]) if "stance" in value else None,
            origin=_origin(value["origin"]) if "origin" in value else None,
            judged=_texts("judged", value["judged"]) if "judged" in value else (),
            verdict=get("verdict", ""),
            was=get("was", ""),
            line=line,
        )
    except KeyError as error:
        raise CodingError(f"a part lacks {error}") from None
    check_values(event)
    return event


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


def _texts(name: str, values: Any) -> tuple[str, ...]:
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise CodingError(f"{name} is {values!r}", expected="a list of ids")
    return tuple(values)


def _attrs(values: Mapping[str, Any]) -> Attrs:
    return {k: v if isinstance(v, str) else _texts(f"attribute {k}", v) for k, v in values.items()}


def _relation(value: Mapping[str, Any]) -> Relation:
    return Relation(*_part(value, **{"from": str, "to": str, "type": str}))
