"""Frames of the reliability room: what coders differ on, what a supervisor signed."""

from __future__ import annotations

from coding.schemas.shape import Column, Schema

__all__ = ["DISAGREEMENTS", "SIGNOFFS"]

DISAGREEMENTS = Schema(
    "disagreements",
    "one code coders differ on in one unit",
    (
        Column("rank", "integer", "place of the unit in the whole list, 1 for the worst"),
        Column("document", "text", "id of the document"),
        Column("unit", "text", "unit of coding"),
        Column("start", "integer", "first code point of the unit in the canonical text"),
        Column("end", "integer", "code point after the last (half-open)"),
        Column("code", "text", "code, as it is called today"),
        Column("kind", "text", "what they differ on", choices=("applied", "presence")),
        Column("differ", "number", "codes two coders differ on in the unit, mean over pairs"),
        Column("distance", "number", "Jaccard distance of their code sets, mean over pairs"),
        Column("readings", "text", "coder:presence, no or unread, joined by ;"),
        Column("events", "text", "ids of the codings, joined by ;"),
        Column("assisted", "boolean", "a coder saw suggestions there"),
        Column("verdict", "text", "how it was adjudicated: a presence, or no", optional=True),
        Column("resolution", "text", "event that adjudicated it", optional=True),
        Column("stale", "boolean", "what that event weighed has changed since"),
    ),
    key=("unit", "code"),
    order=("rank", "code"),
)

SIGNOFFS = Schema(
    "signoffs",
    "one time a supervisor signed, and what has changed since",
    (
        Column("signoff", "text", "id of the line in codebooks/signoffs.jsonl"),
        Column("time", "text", "UTC"),
        Column("by", "text", "who signed"),
        Column("remark", "text", "what they said", optional=True),
        Column("codebook", "text", "version of the codebook"),
        Column("codebook_sha", "text", "hash of the codebook"),
        Column("plan_sha", "text", "hash of the analysis plan", optional=True),
        Column("logs_sha", "text", "hash of all coder logs"),
        Column("report_sha", "text", "hash of the tables and figures of the report"),
        Column("changed", "text", "what is not as signed any more, joined by ;", optional=True),
    ),
    key=("signoff",),
    order=("signoff",),
)
