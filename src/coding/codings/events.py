"""One line of a coding log: what a coder did, to what, when and under which codebook (C1)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field
from functools import lru_cache

from coding.codebook import PRESENCE
from coding.codebook_life import CodebookRef
from coding.errors import CodingError, did_you_mean

__all__ = [
    "ALL",
    "CODES",
    "DIRECTIONS",
    "DOS",
    "FIELDS",
    "MARKS",
    "RELATIONS",
    "SOURCES",
    "VERDICTS",
    "Event",
    "Model",
    "Origin",
    "Relation",
    "Stance",
    "check_event",
    "check_fields",
    "check_values",
]

# what lays a code on a span, and what says that something was looked at
CODES = ("code", "accept", "import", "propose")
MARKS = ("done", "no_code", "skip")
# what only somebody does who reads a unit to code it
READINGS = (*CODES, *MARKS, "offer", "reject", "stance")
DOS = (
    *CODES,
    *MARKS,
    *("uncode", "memo", "offer", "reject", "relate", "stance", "resolve", "undo", "redo"),
    "codebook",
    "withdrawn",
)
SOURCES = ("own", "suggestion", "import")
RELATIONS = ("leads-to", "condition-for", "hinders", "compensates", "no-link")
DIRECTIONS = ("supports", "contradicts", "nuances")
VERDICTS = ("applies", "does-not-apply")
ALL = ("all",)

Attrs = Mapping[str, str | tuple[str, ...]]
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z")
_CODER = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")


@dataclass(frozen=True, slots=True)
class Model:
    """The suggester that showed a code: its fingerprint and the probability it gave."""

    fingerprint: str
    p: float | None = None


@dataclass(frozen=True, slots=True)
class Relation:
    """A link a respondent makes: from one coding to another, by event id."""

    start: str
    end: str
    type: str


@dataclass(frozen=True, slots=True)
class Stance:
    """What a passage does to a claim; strength 3 own experience, 2 second-hand, 1 opinion."""

    claim: str
    direction: str
    strength: int


@dataclass(frozen=True, slots=True)
class Origin:
    """The line a merged event comes from: its id there, and that log's last hash."""

    id: str
    log: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """
    One action of one coder.

    Attributes
    ----------
    do : str
        One of `DOS`.
    id : str
        Unique in the study, e.g. `A-000123`.
    time : str
        UTC, ISO 8601, ends in Z. Never decides an order: the file does.
    coder : str
    target : str
        The event it changes, takes back, undoes, redoes or is about.
    doc, text_sha : str
        Document and hash of its canonical text.
    start, end : int or None
        Half-open code points in that text.
    quote : str or None
        The words between them.
    unit : str
        Unit of coding, where the action is about one.
    code : str
    presence : str
        One of `coding.codebook.PRESENCE`.
    attrs : mapping
        Attribute -> value, or tuple of values: modality, prompted, initiative, agent, sub, flags;
        of a stance: boundary_level.
    scope : tuple of str or None
        Codes that were looked for; `ALL` stands for every code of the codebook named.
    shown : bool
        Whether suggestions were visible.
    source : {'own', 'suggestion', 'import'}
    round : str
    codebook : CodebookRef or None
    model : Model or None
    note : str
    relation, stance, origin
        For `relate`, `stance` and merged events.
    judged : tuple of str
        Event ids an adjudication weighed.
    verdict : str
        For `resolve`: one of `VERDICTS`.
    was : str
        Hash the line had before it was rewritten (withdrawal, pseudonyms).
    line : int
        Line in its file; not stored.
    """

    do: str
    id: str = ""
    time: str = ""
    coder: str = ""
    target: str = ""
    doc: str = ""
    text_sha: str = ""
    start: int | None = None
    end: int | None = None
    quote: str | None = None
    unit: str = ""
    code: str = ""
    presence: str = ""
    attrs: Attrs = field(default_factory=dict)
    scope: tuple[str, ...] | None = None
    shown: bool = False
    source: str = "own"
    round: str = ""
    codebook: CodebookRef | None = None
    model: Model | None = None
    note: str = ""
    relation: Relation | None = None
    stance: Stance | None = None
    origin: Origin | None = None
    judged: tuple[str, ...] = ()
    verdict: str = ""
    was: str = ""
    line: int = 0


# what each action cannot do without, and what it may carry besides what every line may
_PLACE = frozenset({"doc", "text_sha", "start", "end", "quote"})
_ON_SPAN = _PLACE | {"code", "presence", "codebook"}
_NEEDS: dict[str, frozenset[str]] = {
    **dict.fromkeys(("code", "import", "propose"), _ON_SPAN),
    "accept": _ON_SPAN | {"model"},
    "done": frozenset({"doc", "scope", "codebook"}),
    "no_code": frozenset({"doc", "unit", "scope", "codebook"}),
    "skip": frozenset({"doc", "unit"}),
    "uncode": frozenset({"target"}),
    "memo": frozenset({"note"}),
    "offer": frozenset({"doc", "unit", "code", "model", "codebook"}),
    "reject": frozenset({"doc", "unit", "code", "model", "codebook"}),
    "relate": frozenset({"doc", "relation"}),
    "stance": _PLACE | {"stance"},
    "resolve": frozenset({"doc", "judged", "verdict", "note"}),
    "undo": frozenset({"target"}),
    "redo": frozenset({"target"}),
    "codebook": frozenset({"scope", "codebook"}),
    # what is left of a line about a respondent who withdrew: written by `coding withdraw` only
    "withdrawn": frozenset({"was"}),
}
_EVERY = frozenset(
    {"do", "id", "time", "coder", "shown", "source", "round", "codebook", "note", "origin", "was"}
)
_MAY: dict[str, frozenset[str]] = {
    **dict.fromkeys(CODES, frozenset({"unit", "attrs", "target"})),
    "done": frozenset({"unit", "text_sha"}),
    "no_code": frozenset({"text_sha"}),
    "skip": frozenset({"text_sha", "scope"}),
    "uncode": _PLACE | {"unit", "code", "presence"},
    "memo": _PLACE | {"unit", "code", "target"},
    "offer": _PLACE,
    "reject": _PLACE | {"target"},
    "relate": frozenset({"unit", "target"}),
    "stance": frozenset({"unit", "target", "attrs"}),
    "resolve": _PLACE | {"unit", "code", "presence", "attrs", "target"},
    "undo": frozenset(),
    "redo": frozenset(),
    "codebook": frozenset(),
    "withdrawn": frozenset(),
}
_ALLOWED = {do: _EVERY | _NEEDS[do] | _MAY[do] for do in DOS}
FIELDS = frozenset[str]().union(*_ALLOWED.values())
_PRESENCES = ("", *PRESENCE)
_VERDICTS = ("", *VERDICTS)


@lru_cache(maxsize=256)
def _is_coder(name: str) -> bool:
    return _CODER.fullmatch(name) is not None


def check_event(event: Event) -> None:
    """
    Refuse an event that says too little, too much, or something impossible.

    Raises
    ------
    CodingError
        Names the field and what was expected.
    """
    do = event.do
    if do not in _NEEDS:
        raise CodingError(f"unknown action {do!r}", hint=did_you_mean(do, DOS))
    check_fields(do, {name for name in FIELDS if _is_given(event, name)})
    check_values(event)


def check_fields(do: str, given: Set[str]) -> None:
    """
    Refuse an action that lacks a field, or has one that does not go with it.

    Raises
    ------
    CodingError
        Names the fields.
    """
    if not _NEEDS[do] <= given:
        raise CodingError(f"{do} without {', '.join(sorted(_NEEDS[do] - given))}")
    if not given <= _ALLOWED[do]:
        raise CodingError(f"{do} does not go with {', '.join(sorted(given - _ALLOWED[do]))}")


def check_values(event: Event) -> None:
    """
    Refuse an event with an impossible value.

    Raises
    ------
    CodingError
        Names the field and what was expected.
    """
    if not event.id or not _is_coder(event.coder):
        raise CodingError(
            f"id {event.id!r}, coder {event.coder!r}",
            expected="an id, and a coder of letters, digits, - and _",
        )
    if not _TIME.fullmatch(event.time):
        raise CodingError(f"time {event.time!r}", expected="e.g. 2026-03-01T09:30:00.123Z")
    if event.presence not in _PRESENCES:
        raise _unfit("presence", event.presence, _PRESENCES)
    if event.source not in SOURCES:
        raise _unfit("source", event.source, SOURCES)
    if event.verdict not in _VERDICTS:
        raise _unfit("verdict", event.verdict, _VERDICTS)
    _check_span(event)
    _check_source(event)
    _check_parts(event)


def _is_given(event: Event, name: str) -> bool:
    value = getattr(event, name)
    if name in {"start", "end", "quote", "scope"}:
        return value is not None
    return bool(value)


def _unfit(name: str, found: str, choices: Iterable[str]) -> CodingError:
    return CodingError(f"{name} {found!r}", expected=" or ".join(filter(None, choices)))


def _check_span(event: Event) -> None:
    start, end, quote = event.start, event.end, event.quote
    if start is None and end is None and quote is None:
        return
    if start is None or end is None or quote is None:
        raise CodingError("half a place", expected="start, end and quote, or none of them")
    if not 0 <= start < end:
        raise CodingError(f"span {start} to {end}", expected="0 <= start < end")
    if len(quote) != end - start and not event.was:
        raise CodingError(
            f"the quote has {len(quote)} characters, the span {end - start}",
            expected="positions in code points of the canonical text",
        )
    if not quote or quote.isspace():
        raise CodingError("the span holds nothing but spaces")


def _check_source(event: Event) -> None:
    if event.do == "accept" and not (event.shown and event.source == "suggestion"):
        raise CodingError("accept with other than source suggestion and shown true")
    if event.do in {"offer", "reject"} and not event.shown:
        raise CodingError(f"{event.do} with shown false", expected="it was on the screen")
    if event.do == "import" and event.source != "import":
        raise CodingError(f"import with source {event.source!r}", expected="import")
    if event.do in {"code", "propose"} and event.source != "own":
        raise CodingError(
            f"{event.do} with source {event.source!r}", expected="own; else accept or import"
        )


def _check_parts(event: Event) -> None:
    if event.model is not None:
        if not event.model.fingerprint:
            raise CodingError("a model without a fingerprint")
        if event.model.p is not None and not 0 <= event.model.p <= 1:
            raise CodingError(f"probability {event.model.p!r}", expected="a number from 0 to 1")
    if event.relation is not None and event.relation.type not in RELATIONS:
        raise CodingError(f"relation {event.relation.type!r}", expected=" or ".join(RELATIONS))
    if event.stance is not None:
        stance = event.stance
        if stance.direction not in DIRECTIONS or stance.strength not in {1, 2, 3}:
            raise CodingError(
                f"stance {stance.direction!r} with strength {stance.strength!r}",
                expected=f"{' or '.join(DIRECTIONS)}, and 1, 2 or 3",
            )
    if event.do == "resolve" and not event.judged:
        raise CodingError("resolve that judged nothing", expected="event ids of the codings")
    if event.verdict == "applies" and event.code and not event.presence:
        raise CodingError("resolve says that a code applies, but not with which presence")
