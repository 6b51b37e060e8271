"""Frames of the corpus room: documents, turns, what was dropped, episodes, units, hits."""

from __future__ import annotations

from coding.schemas.shape import Column, Schema

__all__ = ["DOCUMENTS", "DROPPED", "EPISODES", "HITS", "MARKED", "TURNS", "UNITS"]

_START = Column("start", "integer", "first code point in the canonical text")
_END = Column("end", "integer", "code point after the last (half-open)")
_DOCUMENT = Column("document", "text", "id of the document")

DOCUMENTS = Schema(
    "documents",
    "one document of the study",
    (
        Column("document", "text", "id: letters, digits, - and _"),
        Column("kind", "text", "what it is", choices=("interview", "literature", "reading-note")),
        Column("title", "text", "short title for people", optional=True),
        Column("language", "text", "ISO 639-1 code of the text"),
        Column("case", "text", "case id; masked from coders and suggester", optional=True),
        Column("role", "text", "role of the respondent; masked likewise", optional=True),
        Column("role_group", "text", "group of roles; masked likewise", optional=True),
        Column("side", "text", "side the respondent stands on; masked likewise", optional=True),
        Column("tenure", "number", "years in the organisation", optional=True),
        Column("boundary_level", "text", "literature: whose boundaries it is about", optional=True),
        Column("path", "text", "the file as it came, relative to the study"),
        Column("sha256", "text", "hash of that file"),
        Column("text_sha", "text", "hash of the canonical text"),
        Column("reader", "text", "reader and cleaner with version that made the text"),
        Column("fictive", "boolean", "made up, not said or written by a source"),
        Column("local", "boolean", "never leaves this machine: ignored by git"),
    ),
    key=("document",),
    order=("kind", "document"),
    file="corpus/documents.csv",
)

TURNS = Schema(
    "turns",
    "one turn of a transcript, or one block of a literature text",
    (
        _DOCUMENT,
        Column("turn", "integer", "1-based number in the document"),
        Column(
            "speaker",
            "text",
            "role in the conversation; `text` for literature",
            choices=("interviewer", "respondent", "other", "text"),
        ),
        Column(
            "label", "text", "speaker code; a label that may be a name is not kept", optional=True
        ),
        Column(
            "kind",
            "text",
            "kind of block",
            choices=(
                "turn",
                "prose",
                "bullet",
                "heading",
                "footnote",
                "table_prose",
                "figure_words",
            ),
        ),
        _START,
        _END,
        Column("start_s", "number", "seconds from the start of the recording", optional=True),
        Column("line", "integer", "1-based line of the source; paragraph, cue or segment"),
    ),
    key=("document", "turn"),
    order=("document", "turn"),
    file="corpus/texts/<document>.turns.csv",
)

DROPPED = Schema(
    "dropped",
    "one source line (or mark) that is not part of the canonical text",
    (
        _DOCUMENT,
        Column("line", "integer", "1-based line of the source; paragraph, cue or segment"),
        Column("kind", "text", "why it was dropped"),
        Column("text", "text", "the line as it stood; empty for metadata", optional=True),
    ),
    key=(),
    order=("document", "line"),
    file="corpus/texts/<document>.dropped.csv",
)

EPISODES = Schema(
    "episodes",
    "one interviewer turn with the guide question it asks",
    (
        _DOCUMENT,
        Column("turn", "integer", "the interviewer's turn"),
        Column("guide_question", "text", "id in guide.yaml, or `buiten-gids`"),
        Column("by", "text", "`proposed` by the program or confirmed by a person's initials"),
    ),
    key=("document", "turn"),
    order=("document", "turn"),
    file="corpus/episodes.csv",
)

UNITS = Schema(
    "units",
    "one frozen unit of coding",
    (
        _DOCUMENT,
        Column("unit", "text", "id: document, dash, 1-based number"),
        Column("turn", "integer", "the turn it starts in"),
        _START,
        _END,
        Column("text_sha", "text", "hash of the unit's text: a changed text is noticed"),
        Column("episode", "integer", "0 before the first guide question, then 1, 2, …"),
        Column(
            "guide_question", "text", "id or `buiten-gids`; empty for literature", optional=True
        ),
        Column("kind", "text", "kind of the block it lies in"),
        Column("words", "integer", "words in it"),
    ),
    key=("unit",),
    order=("document", "start"),
    file="corpus/units.csv",
)

MARKED = Schema(
    "marked",
    "one document whose units a person marked by meaning; no rule cuts it",
    (
        _DOCUMENT,
        Column("by", "text", "who marked them"),
        Column("units", "integer", "how many there are"),
    ),
    key=("document",),
    order=("document",),
    file="corpus/marked.csv",
)

HITS = Schema(
    "hits",
    "one place where an indicator of a code matches: a search result, never a coding",
    (
        Column("code", "text", "the code whose indicator matched"),
        Column("indicator", "text", "the indicator as the codebook has it"),
        _DOCUMENT,
        Column("unit", "text", "the unit it lies in"),
        _START,
        _END,
        Column("match", "text", "the words that matched"),
    ),
    key=("code", "indicator", "document", "start", "end"),
    order=("code", "document", "start", "end", "indicator"),
)
