"""What stands, as frames: codings, relations, stances, memos, proposals, adjudications."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from typing import Any

import pandas as pd

from coding.codings.events import Event
from coding.codings.gather import Codings
from coding.codings.state import LogState
from coding.codings.today import Today
from coding.schemas import (
    CODINGS,
    MEMOS,
    PROPOSALS,
    RELATIONS,
    RESOLUTIONS,
    STANCES,
    frame,
)
from coding.text import sha256

__all__ = [
    "codings_frame",
    "memos_frame",
    "proposals_frame",
    "relations_frame",
    "resolutions_frame",
    "stances_frame",
]

_COLUMNS = ("modality", "prompted", "initiative", "agent", "sub", "flags")


def codings_frame(codings: Codings, *, texts: Mapping[str, str] | None = None) -> pd.DataFrame:
    """
    Lay out every coding that stands, in today's terms.

    Parameters
    ----------
    codings : Codings
    texts : mapping of str to str, optional
        Canonical texts: passages of a revised text then show their present words.

    Returns
    -------
    DataFrame
        Rows of `schemas.CODINGS`; `review` says which need a person, and why.
    """
    quote = _Quotes(texts or {})
    rows = []
    for state, event in codings.current("codings"):
        now = codings.today(event)
        rows.append(
            {
                **_placed(event, now, quote),
                "code": now.code,
                "presence": event.presence,
                **_attributes(event),
                "source": event.source,
                "shown": event.shown,
                "p": event.model.p if event.model else None,
                "review": now.review or None,
                "codebook": event.codebook.version if event.codebook else None,
                "text_sha": now.text_sha,
                "coder": state.coder,
            }
        )
    return frame(rows, CODINGS)


class _Quotes:
    """Words of a passage: as recorded, or as they are now where the text was revised."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self.texts = texts
        self.shas = {name: sha256(text) for name, text in texts.items()}

    def __call__(self, event: Event, now: Today) -> str | None:
        if now.text_sha == event.text_sha or not now.changed:
            return event.quote
        if self.shas.get(event.doc) == now.text_sha:
            return self.texts[event.doc][now.start : now.end]
        return None


def _placed(event: Event, now: Today, quote: _Quotes) -> dict[str, Any]:
    return {
        **_common(event),
        "document": event.doc,
        "start": now.start,
        "end": now.end,
        "quote": quote(event, now),
        "unit": event.unit or None,
    }


def _common(event: Event) -> dict[str, Any]:
    return {
        "event": event.id,
        "coder": event.coder,
        "round": event.round or None,
        "note": event.note or None,
        "time": event.time,
    }


def _attributes(event: Event) -> dict[str, str | None]:
    joined = {k: v if isinstance(v, str) else ";".join(v) for k, v in event.attrs.items()}
    known: dict[str, str | None] = {name: joined.pop(name, None) for name in _COLUMNS}
    other = json.dumps(joined, ensure_ascii=False, sort_keys=True) if joined else None
    return {**known, "attributes": other}


def relations_frame(codings: Codings) -> pd.DataFrame:
    """Lay out the links between codings that both still stand: rows of `schemas.RELATIONS`."""
    rows = []
    for state, event in codings.current("relations"):
        assert event.relation is not None
        start, end = state.latest(event.relation.start), state.latest(event.relation.end)
        if start is None or end is None:
            continue
        rows.append(
            {
                **_common(event),
                "document": event.doc,
                "from_event": start.id,
                "to_event": end.id,
                "from_code": codings.today(start).code,
                "to_code": codings.today(end).code,
                "type": event.relation.type,
            }
        )
    return frame(_only(rows, RELATIONS.names), RELATIONS)


def hanging_relations(codings: Codings) -> list[tuple[LogState, Event]]:
    """Links one end of which was taken back or undone."""
    hanging = []
    for state, event in codings.current("relations"):
        assert event.relation is not None
        ends = (event.relation.start, event.relation.end)
        if any(state.latest(end) is None for end in ends):
            hanging.append((state, event))
    return hanging


def stances_frame(codings: Codings, *, texts: Mapping[str, str] | None = None) -> pd.DataFrame:
    """Lay out what passages do to claims: rows of `schemas.STANCES`."""
    quote = _Quotes(texts or {})
    rows = []
    for _, event in codings.current("stances"):
        assert event.stance is not None
        rows.append(
            {
                **_placed(event, codings.today(event), quote),
                "claim": event.stance.claim,
                "direction": event.stance.direction,
                "strength": event.stance.strength,
                "boundary_level": event.attrs.get("boundary_level"),
                "source": event.source,
                "shown": event.shown,
            }
        )
    return frame(rows, STANCES)


def memos_frame(codings: Codings) -> pd.DataFrame:
    """Lay out memos: rows of `schemas.MEMOS`."""
    quote = _Quotes({})
    rows = []
    for _, event in codings.current("memos"):
        now = codings.today(event)
        rows.append(
            {
                **_placed(event, now, quote),
                "document": event.doc or None,
                "code": now.code or None,
                "target": event.target or None,
            }
        )
    return frame(_only(rows, MEMOS.names), MEMOS)


def proposals_frame(codings: Codings, *, codebook: Collection[str] = ()) -> pd.DataFrame:
    """
    Lay out draft codes with the passages they were drafted from.

    Parameters
    ----------
    codings : Codings
    codebook : collection of str
        Codes of today's codebook.

    Returns
    -------
    DataFrame
        Rows of `schemas.PROPOSALS`.
    """
    quote = _Quotes({})
    rows = []
    for _, event in codings.current("codings"):
        if event.do != "propose":
            continue
        now = codings.today(event)
        word = event.attrs.get("word")
        rows.append(
            {
                **_placed(event, now, quote),
                "code": now.code,
                "word": word if isinstance(word, str) else None,
                "in_codebook": now.code in codebook,
            }
        )
    return frame(_only(rows, PROPOSALS.names), PROPOSALS)


def resolutions_frame(codings: Codings) -> pd.DataFrame:
    """
    Lay out adjudications; those that weighed something that no longer stands are stale.

    Returns
    -------
    DataFrame
        Rows of `schemas.RESOLUTIONS`.
    """
    rows = []
    for _, event in codings.current("resolutions"):
        now = codings.today(event)
        stale = [name for name in event.judged if not codings.stands(name)]
        rows.append(
            {
                **_common(event),
                "document": event.doc,
                "unit": event.unit or None,
                "start": now.start,
                "end": now.end,
                "code": now.code or None,
                "applies": event.verdict == "applies",
                "presence": event.presence or None,
                "reason": event.note,
                "judged": ";".join(event.judged),
                "stale": ";".join(stale) or None,
            }
        )
    return frame(_only(rows, RESOLUTIONS.names), RESOLUTIONS)


def _only(rows: list[dict[str, Any]], names: list[str]) -> list[dict[str, Any]]:
    return [{name: row[name] for name in names if name in row} for row in rows]
