"""Files of the validation room that people fill in."""

from __future__ import annotations

from coding.schemas.shape import Column, Schema

__all__ = ["NEGATIVE_LOG"]

NEGATIVE_LOG = Schema(
    "negative_log",
    "one passage (or one search that found nothing) read for a negative case",
    (
        Column("negative_case", "text", "id in claims.yaml"),
        Column("claim", "text", "claim it was read for, if not all it bears on", optional=True),
        Column("document", "text", "id of the document; empty if none", optional=True),
        Column("unit", "text", "unit of coding", optional=True),
        Column(
            "reading",
            "text",
            "what the passage does to the claim",
            choices=("confirms", "rejects", "unclear", "nothing-found"),
        ),
        Column("explanation", "text", "what explains it", optional=True),
        Column("consequence", "text", "what was changed because of it", optional=True),
        Column("read_by", "text", "who read it"),
        Column("when", "text", "day it was read"),
    ),
    key=("negative_case", "claim", "document", "unit"),
    order=("negative_case", "document", "unit", "claim"),
    file="corpus/negative_cases.csv",
)
