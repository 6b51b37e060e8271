"""The life of a codebook: add, rename, merge, split, move, retire; planned, recorded, written."""

from __future__ import annotations

from coding.codebook_life.changes import (
    CHANGE_DOS,
    Carried,
    Change,
    CodebookRef,
    carry_code,
    carry_scope,
    position_of,
    read_changes,
)
from coding.codebook_life.files import carry_out, settle
from coding.codebook_life.plan import (
    Clock,
    Planned,
    Said,
    next_version,
    plan_add,
    plan_merge,
    plan_move,
    plan_rename,
    plan_retire,
    plan_split,
    utc_now,
)

__all__ = [
    "CHANGE_DOS",
    "Carried",
    "Change",
    "Clock",
    "CodebookRef",
    "Planned",
    "Said",
    "carry_code",
    "carry_out",
    "carry_scope",
    "next_version",
    "plan_add",
    "plan_merge",
    "plan_move",
    "plan_rename",
    "plan_retire",
    "plan_split",
    "position_of",
    "read_changes",
    "settle",
    "utc_now",
]
