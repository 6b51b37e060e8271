"""Every frame and table file in one place: columns, types, units, allowed values, keys, order."""

from __future__ import annotations

from coding.schemas.corpus import DOCUMENTS, DROPPED, EPISODES, HITS, TURNS, UNITS
from coding.schemas.shape import (
    Column,
    Schema,
    check_frame,
    empty_frame,
    frame,
    read_frame,
)

__all__ = [
    "DOCUMENTS",
    "DROPPED",
    "EPISODES",
    "HITS",
    "SCHEMAS",
    "TURNS",
    "UNITS",
    "Column",
    "Schema",
    "check_frame",
    "empty_frame",
    "frame",
    "read_frame",
]

SCHEMAS: tuple[Schema, ...] = (DOCUMENTS, TURNS, DROPPED, EPISODES, UNITS, HITS)
