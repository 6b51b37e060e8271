"""Frames of the codings room: what was decided, where coders stand, who changed what."""

from __future__ import annotations

from coding.schemas.shape import Column, Schema

__all__ = [
    "ASSIGNMENTS",
    "CODINGS",
    "HISTORY",
    "MEMOS",
    "PROPOSALS",
    "RECODE",
    "RELATIONS",
    "RESOLUTIONS",
    "STANCES",
    "STATUS",
    "UNIT_CODINGS",
]

_PRESENCE = ("present", "absent", "wished", "ambiguous")
_SOURCES = ("own", "suggestion", "import")

_EVENT = Column("event", "text", "id of the line in the coder's log")
_CODER = Column("coder", "text", "who decided")
_DOCUMENT = Column("document", "text", "id of the document")
_START = Column("start", "integer", "first code point in the canonical text")
_END = Column("end", "integer", "code point after the last (half-open)")
_QUOTE = Column("quote", "text", "the words between them", optional=True)
_UNIT = Column("unit", "text", "unit it was found on, where that was recorded", optional=True)
_CODE = Column("code", "text", "code, as it is called today")
_PRESENT = Column("presence", "text", "what the passage says of it", choices=_PRESENCE)
_ROUND = Column("round", "text", "round of coding", optional=True)
_NOTE = Column("note", "text", "the coder's remark", optional=True)
_TIME = Column("time", "text", "UTC; never decides an order")
_SHOWN = Column("shown", "boolean", "suggestions were visible")
_SOURCE = Column("source", "text", "where the decision came from", choices=_SOURCES)
_VERSION = Column("codebook", "text", "version of the codebook it was made under", optional=True)

CODINGS = Schema(
    "codings",
    "one coding that stands: a code a coder gave a passage",
    (
        _EVENT,
        _CODER,
        _DOCUMENT,
        _START,
        _END,
        _QUOTE,
        _UNIT,
        _CODE,
        _PRESENT,
        Column("modality", "text", "how the speaker knows", optional=True),
        Column("prompted", "text", "asked for or not", optional=True),
        Column("initiative", "text", "which initiative it is about", optional=True),
        Column("agent", "text", "who acts", optional=True),
        Column("sub", "text", "sub-form", optional=True),
        Column("flags", "text", "flags, joined by ;", optional=True),
        Column("attributes", "text", "any other attributes, as JSON", optional=True),
        _SOURCE,
        _SHOWN,
        Column("p", "number", "probability shown with the suggestion", optional=True),
        _ROUND,
        _NOTE,
        Column("review", "text", "why a person must look at it again", optional=True),
        _VERSION,
        Column("text_sha", "text", "hash of the text the positions refer to"),
        _TIME,
    ),
    key=("event",),
    order=("coder", "document", "start", "end", "code", "event"),
)

UNIT_CODINGS = Schema(
    "unit_codings",
    "one code a coder gave a unit, by whatever passages (C2)",
    (
        _CODER,
        _DOCUMENT,
        Column("unit", "text", "unit of coding"),
        _CODE,
        Column(
            "presence",
            "text",
            "of all its passages; `ambiguous` where they differ",
            choices=_PRESENCE,
        ),
        Column("presences", "text", "every presence given, joined by ;"),
        Column("passages", "integer", "how many passages gave it"),
        Column("events", "text", "ids of the codings, joined by ;"),
        Column("own", "boolean", "all of them the coder's own, suggestions not shown"),
        Column("review", "text", "why a person must look at it again", optional=True),
    ),
    key=("coder", "unit", "code"),
    order=("coder", "document", "unit", "code"),
)

RELATIONS = Schema(
    "relations",
    "one link a respondent makes between two codings that stand",
    (
        _EVENT,
        _CODER,
        _DOCUMENT,
        Column("from_event", "text", "coding it starts from, in its present form"),
        Column("to_event", "text", "coding it leads to, in its present form"),
        Column("from_code", "text", "code it starts from"),
        Column("to_code", "text", "code it leads to"),
        Column("type", "text", "kind of link"),
        _ROUND,
        _NOTE,
        _TIME,
    ),
    key=("event",),
    order=("coder", "document", "event"),
)

STANCES = Schema(
    "stances",
    "what a passage does to a claim",
    (
        _EVENT,
        _CODER,
        _DOCUMENT,
        _START,
        _END,
        _QUOTE,
        _UNIT,
        Column("claim", "text", "id in claims.yaml"),
        Column(
            "direction",
            "text",
            "what it does",
            choices=("supports", "contradicts", "nuances"),
        ),
        Column("strength", "integer", "3 own experience, 2 second-hand, 1 opinion or norm"),
        Column(
            "boundary_level",
            "text",
            "literature: whose boundaries this passage is about",
            optional=True,
        ),
        _SOURCE,
        _SHOWN,
        _ROUND,
        _NOTE,
        _TIME,
    ),
    key=("event",),
    order=("coder", "document", "start", "claim", "event"),
)

MEMOS = Schema(
    "memos",
    "one memo that stands, on whatever it is about",
    (
        _EVENT,
        _CODER,
        Column("document", "text", "id of the document", optional=True),
        Column("start", "integer", "first code point of the passage", optional=True),
        Column("end", "integer", "code point after the last", optional=True),
        _QUOTE,
        _UNIT,
        Column("code", "text", "code it is about", optional=True),
        Column("target", "text", "event it is about", optional=True),
        Column("note", "text", "the memo"),
        _TIME,
    ),
    key=("event",),
    order=("coder", "event"),
)

RESOLUTIONS = Schema(
    "resolutions",
    "one adjudication: what was decided where coders differ",
    (
        _EVENT,
        _CODER,
        _DOCUMENT,
        _UNIT,
        Column("start", "integer", "first code point of the passage", optional=True),
        Column("end", "integer", "code point after the last", optional=True),
        Column("code", "text", "code it is about", optional=True),
        Column("applies", "boolean", "whether it applies"),
        Column("presence", "text", "with which presence", optional=True, choices=_PRESENCE),
        Column("reason", "text", "why, in one line"),
        Column("judged", "text", "events that were weighed, joined by ;"),
        Column("stale", "text", "those of them that no longer stand, joined by ;", optional=True),
        _ROUND,
        _TIME,
    ),
    key=("event",),
    order=("document", "unit", "code", "event"),
)

PROPOSALS = Schema(
    "proposals",
    "one draft code a coder proposed",
    (
        _EVENT,
        _CODER,
        _DOCUMENT,
        _START,
        _END,
        _QUOTE,
        _CODE,
        Column("word", "text", "the speaker's own word", optional=True),
        _NOTE,
        Column("in_codebook", "boolean", "whether the codebook has it by now"),
        _TIME,
    ),
    key=("event",),
    order=("code", "coder", "event"),
)

HISTORY = Schema(
    "history",
    "one line of a log, or one change of the codebook or a text that touched a decision",
    (
        Column("log", "text", "file"),
        Column("line", "integer", "1-based line in it; the order of a coder's acts"),
        _TIME,
        Column("by", "text", "who"),
        Column("event", "text", "id of the line"),
        Column("do", "text", "what was done"),
        Column("document", "text", "id of the document", optional=True),
        _UNIT,
        Column("start", "integer", "first code point, as recorded", optional=True),
        Column("end", "integer", "code point after the last", optional=True),
        Column("before", "text", "how it stood before", optional=True),
        Column("after", "text", "how it stood from then on", optional=True),
        Column(
            "standing",
            "text",
            "what became of it",
            choices=("current", "replaced", "removed", "undone", "void"),
        ),
        Column("by_event", "text", "the event that replaced, removed or undid it", optional=True),
        Column("target", "text", "the event it acts on", optional=True),
        _VERSION,
        Column("codebook_sha", "text", "hash of that codebook", optional=True),
        _ROUND,
        _SHOWN,
        _SOURCE,
        _NOTE,
    ),
    key=("log", "line"),
    order=("log", "line"),
)

STATUS = Schema(
    "status",
    "where one coder stands in one document",
    (
        _CODER,
        _DOCUMENT,
        Column("units", "integer", "units it has"),
        Column("decided", "integer", "units read for every code of today's codebook"),
        Column("partly", "integer", "units read for some of its codes: others came later"),
        Column("skipped", "integer", "units left for later"),
        Column("left", "integer", "units nobody said anything of as a whole"),
        Column("assisted", "integer", "units on which suggestions were visible"),
        Column("codings", "integer", "codings that stand"),
        Column("review", "integer", "codings a person must look at again"),
        Column("last", "text", "time of the last act, UTC", optional=True),
    ),
    key=("coder", "document"),
    order=("coder", "document"),
)

RECODE = Schema(
    "recode",
    "one unit a coder has not judged on a code",
    (
        _CODER,
        _DOCUMENT,
        Column("unit", "text", "unit of coding"),
        _START,
        _END,
        _CODE,
        Column("why", "text", "why it is open"),
    ),
    key=("coder", "unit", "code"),
    order=("coder", "document", "start"),
)

ASSIGNMENTS = Schema(
    "assignments",
    "one document a coder is to code in a round",
    (
        Column("round", "text", "round of coding"),
        _CODER,
        _DOCUMENT,
        Column("double", "boolean", "coded by more than one coder"),
        Column("units", "integer", "units it has"),
        Column("blind", "integer", "units of it shown without suggestions, to every coder alike"),
    ),
    key=("round", "coder", "document"),
    order=("round", "coder", "document"),
)
