"""Writing a changed codebook: recorded first, then written, finished after a crash."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from coding.codebook import Codebook, load_codebook
from coding.codebook_life.changes import Change, CodebookRef, read_changes
from coding.errors import CodingError, at, did_you_mean
from coding.files import write_whole
from coding.journal_writer import JournalWriter

__all__ = ["carry_out", "settle"]


def _next_path(path: Path) -> Path:
    return path.with_name(f".{path.name}.next")


def carry_out(change: Change, text: str, path: Path, changes_path: Path) -> tuple[Change, ...]:
    """
    Record a planned change and write the codebook.

    Parameters
    ----------
    change, text : Change, str
        What a plan of `coding.codebook_life.plan` worked out.
    path, changes_path : Path
        The codebook and its file of changes.

    The new file is put on disk beside the old one, then the change is recorded, then the new file
    takes the old one's place: after a crash in between, `settle` finishes the work.

    Returns
    -------
    tuple of Change
        What was recorded: the change, and before it the edits made by hand since the last one.

    Raises
    ------
    CodingError
        If the codebook or its changes are not what the plan was made on.
    BusyError
        If another process is changing the codebook.
    """
    with JournalWriter(changes_path, what="the codebook's file of changes") as journal:
        changes, _ = read_changes(changes_path)
        now = load_codebook(path)
        if now.sha != change.before.sha:
            raise CodingError(
                "the codebook changed after this was planned", where=at(path), hint="plan it again"
            )
        new = [*_by_hand(changes, now, change), change]
        numbered = tuple(
            replace(one, id=f"K-{journal.count + i:04d}") for i, one in enumerate(new, 1)
        )
        write_whole(_next_path(path), text.encode("utf-8"))
        journal.append([one.to_json() for one in numbered])
        _next_path(path).replace(path)
    return numbered


def _by_hand(changes: Sequence[Change], now: Codebook, planned: Change) -> Iterator[Change]:
    last = next((change for change in reversed(changes) if change.do != "propose"), None)
    if last is None or last.after.sha == now.sha:
        return
    codes = sorted(set(last.known) ^ set(now.codes))
    yield replace(
        planned,
        do="edited",
        codes=tuple(codes),
        into=(),
        before=last.after,
        after=CodebookRef.of(now),
        known=tuple(now.codes),
        kept=False,
        removed=(),
        event="",
        reason="found changed by hand",
    )


def settle(path: Path, changes_path: Path) -> str:
    """
    Finish a change that was recorded but cut off before the file was written.

    Returns
    -------
    str
        What was done, in words; empty where there was nothing to do.

    Raises
    ------
    CodingError
        If there is no such codebook.
    """
    waiting = _next_path(path)
    if not path.exists():
        raise CodingError(
            "there is no such codebook",
            where=at(path),
            hint=did_you_mean(path.name, [p.name for p in path.parent.glob("*.yaml")]),
        )
    if not waiting.exists():
        return ""
    changes, _ = read_changes(changes_path)
    wanted = changes[-1].after.sha if changes else ""
    if load_codebook(path).sha == wanted or load_codebook(waiting).sha != wanted:
        waiting.unlink()  # never recorded, or written after all
        return ""
    waiting.replace(path)
    return f"finished {changes[-1].id}: {changes[-1].in_words()}"
