"""Where a coder was: document, unit and reading order, kept beside the log, never in it."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

__all__ = ["Bookmark", "bookmark_path", "read_bookmark", "write_bookmark"]


@dataclass(frozen=True, slots=True)
class Bookmark:
    """A place in the work: ids of document and unit, and the reading order."""

    document: str
    unit: str
    queue: str = "order"


def bookmark_path(logs: Path, log: Path) -> Path:
    """
    Where the bookmark of a log is: in the folder of logs that git ignores.

    Parameters
    ----------
    logs : Path
        `corpus/codings`.
    log : Path
        The coder's log.
    """
    name = log.stem + ("-local" if log.parent != logs else "")
    return logs / "local" / f"{name}.desk.json"


def read_bookmark(path: Path) -> Bookmark | None:
    """Where the coder was; None where nothing readable was kept, which loses no decision."""
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
        return Bookmark(str(value["document"]), str(value["unit"]), str(value["queue"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def write_bookmark(path: Path, bookmark: Bookmark) -> None:
    """
    Keep the place, without waiting for the drive: a lost one costs a keystroke.

    Raises
    ------
    OSError
        If the disk refuses.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part")
    part.write_text(json.dumps(asdict(bookmark)), encoding="utf-8")
    part.replace(path)
