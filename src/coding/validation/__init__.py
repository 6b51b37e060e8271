"""Description and validation: frames with uncertainty, generic for any study."""

from __future__ import annotations

from coding.validation.description import (
    codebook_overview,
    corpus_overview,
    dropped_overview,
    hits_overview,
)

__all__ = ["codebook_overview", "corpus_overview", "dropped_overview", "hits_overview"]
