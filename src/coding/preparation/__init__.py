"""Filling a study: add documents, label episodes, freeze units. Whole or not at all."""

from __future__ import annotations

from coding.preparation.adding import Attributes, add_documents, read_documents
from coding.preparation.episodes import confirm_episodes, propose_episodes
from coding.preparation.preview import turn_preview
from coding.preparation.units import (
    check_units_anew,
    freeze_marked,
    freeze_units,
    mark_sheet,
    read_marked,
)

__all__ = [
    "Attributes",
    "add_documents",
    "check_units_anew",
    "confirm_episodes",
    "freeze_marked",
    "freeze_units",
    "mark_sheet",
    "propose_episodes",
    "read_documents",
    "read_marked",
    "turn_preview",
]
