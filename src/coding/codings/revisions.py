"""Revisions of canonical texts: where every coded passage went (`corpus/revisions.jsonl`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from coding.errors import CodingError, at
from coding.journal import read_journal

__all__ = ["Moved", "Revision", "read_revisions"]


@dataclass(frozen=True, slots=True)
class Moved:
    """Where a passage is in the new text, and whether its words changed."""

    start: int
    end: int
    changed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """
    One revision of one document.

    Attributes
    ----------
    id : str
        `R-0001`, `R-0002`, …
    time, by, reason : str
    doc : str
    before, after : str
        Hashes of the canonical text.
    moved : mapping of str to Moved
        Event id -> its place in the new text.
    lost : mapping of str to str
        Event id -> why it has no place there.
    units_lost : tuple of str
        Units of the old text that the new one has no more.
    line : int
        Line in the file of revisions.
    """

    id: str
    time: str
    by: str
    doc: str
    before: str
    after: str
    moved: Mapping[str, Moved]
    lost: Mapping[str, str]
    units_lost: tuple[str, ...] = ()
    reason: str = ""
    line: int = 0

    def to_json(self) -> dict[str, Any]:
        """Write it as the value of a line."""
        return {
            "id": self.id,
            "time": self.time,
            "by": self.by,
            "do": "reanchor",
            "doc": self.doc,
            "before": self.before,
            "after": self.after,
            "moved": {
                name: [m.start, m.end, "changed"] if m.changed else [m.start, m.end]
                for name, m in self.moved.items()
            },
            "lost": dict(self.lost),
            "units_lost": list(self.units_lost),
            "reason": self.reason,
        }


def read_revisions(path: Path) -> tuple[tuple[Revision, ...], tuple[CodingError, ...]]:
    """
    Read the file of revisions; lines that do not fit are reported, the rest is used.

    Returns
    -------
    revisions, problems : tuple of Revision, tuple of CodingError
    """
    journal = read_journal(path)
    revisions: list[Revision] = []
    problems = list(journal.problems)
    for line in journal.lines:
        try:
            revisions.append(_decode(line.value, line.number))
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            problems.append(CodingError(f"not a revision: {error}", where=at(path, line.number)))
    return tuple(revisions), tuple(problems)


def _decode(value: dict[str, Any], line: int) -> Revision:
    if value.get("do") != "reanchor":
        raise ValueError(f"unknown action {value.get('do')!r}")
    return Revision(
        id=str(value["id"]),
        time=str(value["time"]),
        by=str(value["by"]),
        doc=str(value["doc"]),
        before=str(value["before"]),
        after=str(value["after"]),
        moved={
            name: Moved(int(place[0]), int(place[1]), "changed" in place[2:])
            for name, place in value["moved"].items()
        },
        lost={name: str(why) for name, why in value["lost"].items()},
        units_lost=tuple(str(unit) for unit in value.get("units_lost", ())),
        reason=str(value.get("reason", "")),
        line=line,
    )
