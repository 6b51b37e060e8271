"""Two studies side by side: what survived a journey through a file."""

from __future__ import annotations

from typing import Any

import pandas as pd

from coding.exchange.model import Losses
from coding.schemas import records
from coding.study import Study

__all__ = ["compare_studies", "losses_table"]

_DOCUMENT = ("document", "kind", "title", "language", "case", "role", "role_group", "side")
_PLACE = ("coder", "document", "start", "end", "quote", "note", "time")


def compare_studies(before: Study, after: Study) -> pd.DataFrame:
    """
    Count what two studies hold, and say whether it is the same, field by field.

    Parameters
    ----------
    before, after : Study

    Returns
    -------
    DataFrame
        Columns `what`, `before`, `after` (counts) and `same`: the same records, whatever their
        order and the ids of their events.
    """
    pairs = [(what, _rows(before, what), _rows(after, what)) for what in _WHAT]
    return pd.DataFrame(
        [
            {"what": what, "before": len(a), "after": len(b), "same": sorted(a) == sorted(b)}
            for what, a, b in pairs
        ]
    )


def _rows(study: Study, what: str) -> list[str]:
    return [repr(row) for row in _WHAT[what](study)]


def _picked(frame: pd.DataFrame, names: tuple[str, ...]) -> list[Any]:
    return [tuple(str(row[name]) for name in names) for row in records(frame)]


def _codes(study: Study) -> list[Any]:
    fields = ("id", "parent", "label", "definition", "include", "exclude", "border", "examples")
    return [
        tuple(repr(getattr(code, field)) for field in fields)
        for code in study.codebook.codes.values()
    ]


_WHAT: dict[str, Any] = {
    "documents, with case and role": lambda s: _picked(s.documents, _DOCUMENT),
    "texts, letter for letter": lambda s: list(s.texts().items()),
    "codes, with definitions and examples": _codes,
    "coders": lambda s: [(c.id, c.type, c.name, c.role) for c in s.settings.coders],
    "codings, with words, presence, note and date": lambda s: _picked(
        s.coded.codings, (*_PLACE, "code", "presence", "modality", "initiative", "agent", "sub")
    ),
    "memos": lambda s: _picked(s.coded.memos, (*_PLACE, "code")),
    "stances on claims": lambda s: _picked(
        s.coded.stances, (*_PLACE, "claim", "direction", "strength")
    ),
    "links between codings": lambda s: _picked(
        s.coded.relations, ("coder", "document", "from_code", "to_code", "type", "note")
    ),
}


def losses_table(losses: Losses) -> pd.DataFrame:
    """What a format has no place for, as a frame: `what`, `count`."""
    rows = [{"what": kind, "count": count} for kind, count in sorted(losses.counts.items())]
    return pd.DataFrame(rows, columns=["what", "count"])
