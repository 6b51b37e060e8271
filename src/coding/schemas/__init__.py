"""Every frame and table file in one place: columns, types, units, allowed values, keys, order."""

from __future__ import annotations

from coding.schemas.codings import (
    ASSIGNMENTS,
    CODINGS,
    HISTORY,
    MEMOS,
    PROPOSALS,
    RECODE,
    RELATIONS,
    RESOLUTIONS,
    STANCES,
    STATUS,
    UNIT_CODINGS,
)
from coding.schemas.corpus import DOCUMENTS, DROPPED, EPISODES, HITS, MARKED, TURNS, UNITS
from coding.schemas.reliability import DISAGREEMENTS, SIGNOFFS
from coding.schemas.shape import (
    Column,
    Schema,
    check_frame,
    empty_frame,
    frame,
    read_frame,
    records,
)
from coding.schemas.validation import NEGATIVE_LOG

__all__ = [
    "ASSIGNMENTS",
    "CODINGS",
    "DISAGREEMENTS",
    "DOCUMENTS",
    "DROPPED",
    "EPISODES",
    "HISTORY",
    "HITS",
    "MARKED",
    "MEMOS",
    "NEGATIVE_LOG",
    "PROPOSALS",
    "RECODE",
    "RELATIONS",
    "RESOLUTIONS",
    "SCHEMAS",
    "SIGNOFFS",
    "STANCES",
    "STATUS",
    "TURNS",
    "UNITS",
    "UNIT_CODINGS",
    "Column",
    "Schema",
    "check_frame",
    "empty_frame",
    "frame",
    "read_frame",
    "records",
]

SCHEMAS: tuple[Schema, ...] = (
    DOCUMENTS,
    TURNS,
    DROPPED,
    EPISODES,
    UNITS,
    MARKED,
    HITS,
    ASSIGNMENTS,
    STATUS,
    RECODE,
    CODINGS,
    UNIT_CODINGS,
    RELATIONS,
    STANCES,
    MEMOS,
    PROPOSALS,
    RESOLUTIONS,
    HISTORY,
    DISAGREEMENTS,
    SIGNOFFS,
    NEGATIVE_LOG,
)
