"""Appending to a file of lines: write, flush to disk, only then acknowledge."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Any

from coding.disk import DISK, Disk
from coding.errors import CodingError, at
from coding.files import locked, write_whole
from coding.journal import SCHEMA, Journal, Line, encode_line, read_journal
from coding.text import sha256

__all__ = ["JournalWriter", "NotWrittenError"]


class NotWrittenError(CodingError):
    """The disk refused; the file is as it was before, and nothing was acknowledged."""


class JournalWriter:
    """
    The one writer of a file of lines, for as long as it is open.

    Parameters
    ----------
    path : Path
    what : str
        What the file is, for messages.
    disk : Disk, optional
        The file layer; tests give another.
    each : callable, optional
        Given every line that is there already, in turn; then `journal` does not keep them.

    Attributes
    ----------
    journal : Journal
        The file as it was on opening, after repair.
    notices : tuple of CodingError
        What was set aside or mended on opening.

    Raises
    ------
    BusyError
        If another process (or another writer in this one) has the file.
    """

    def __init__(
        self,
        path: Path,
        *,
        what: str,
        disk: Disk = DISK,
        each: Callable[[Line], object] | None = None,
    ) -> None:
        self.path = path
        self.what = what
        self._disk = disk
        self._process = os.getpid()
        self._broken: str | None = None
        self._stack = ExitStack()
        self._stack.enter_context(locked(path, what=what))
        try:
            self._handle = disk.open(path)
            self._stack.callback(disk.close, self._handle)
            # always: the file may be new, or made by a process that died before this
            disk.flush_folder(path.parent)
            disk.flush_folder(path.parent.parent)
            self.journal, self.notices = self._repaired(read_journal(path, each=each))
        except BaseException:
            self._stack.close()
            raise
        self._size = self.journal.whole
        self.head = self.journal.head
        self.count = self.journal.count

    def _repaired(self, journal: Journal) -> tuple[Journal, tuple[CodingError, ...]]:
        """End the last line, or set its torn rest aside: never acknowledged, but perhaps missed."""
        if journal.unended:
            self._write(b"\n")
            self._disk.flush(self._handle)
            return replace(journal, whole=journal.whole + 1, unended=False), ()
        if not journal.torn:
            return journal, ()
        number = 1
        while (aside := self.path.with_name(f"{self.path.name}.torn-{number}")).exists():
            number += 1
        write_whole(aside, journal.torn)
        self._disk.truncate(self._handle, journal.whole)
        self._disk.flush(self._handle)
        notice = CodingError(
            f"the last line was torn; its {len(journal.torn)} bytes are in {aside.name}",
            where=at(self.path, journal.count + 1),
            hint="the decision in it was never acknowledged: look whether it must be made anew",
        )
        # the complaint about the torn end is the last one
        return replace(journal, torn=b"", problems=journal.problems[:-1]), (notice,)

    def append(self, values: Iterable[dict[str, Any]]) -> list[Line]:
        """
        Write lines, flush them to disk, and only then hand them back.

        `schema` and `prev` are filled in.

        Returns
        -------
        list of Line
            What is on disk now.

        Raises
        ------
        NotWrittenError
            If the disk refuses; the file is cut back to its last whole line.
        CodingError
            If the file was changed or replaced by another program while it was open, or a value
            cannot be stored.
        """
        self._check_usable()
        lines, data = self._encode(values)
        try:
            self._write(data)
            self._disk.flush(self._handle)
        except BaseException as error:
            self._cut_back()
            if isinstance(error, OSError):
                raise NotWrittenError(
                    f"the disk refused: {error.strerror or error}",
                    where=at(self.path),
                    hint="nothing of this was recorded; make room or choose another disk, then"
                    " do it again",
                ) from error
            raise
        self._check_place()
        self._size += len(data)
        if lines:
            self.head, self.count = lines[-1].sha, lines[-1].number
        return lines

    def _encode(self, values: Iterable[dict[str, Any]]) -> tuple[list[Line], bytes]:
        lines: list[Line] = []
        parts: list[bytes] = []
        head, number = self.head, self.count
        for value in values:
            number += 1
            full = {**value, "schema": SCHEMA, "prev": head}
            raw = encode_line(full)
            head = sha256(raw[:-1])
            parts.append(raw)
            lines.append(Line(number, full, head))
        return lines, b"".join(parts)

    def _write(self, data: bytes) -> None:
        while data:
            taken = self._disk.write(self._handle, data)
            data = data[taken:]

    def _cut_back(self) -> None:
        try:
            self._disk.truncate(self._handle, self._size)
            self._disk.flush(self._handle)
        except OSError:
            self._broken = "the disk refused, and would not take the torn line back either"

    def _check_usable(self) -> None:
        if self._broken is None and os.getpid() != self._process:
            # a fork inherits the lock: two processes would write one file
            raise CodingError(f"{self.what} was opened by another process", where=at(self.path))
        if self._broken is None and self._disk.size(self._handle) != self._size:
            self._broken = "another program wrote to this file while it was open here"
        self._check_place()

    def _check_place(self) -> None:
        if self._broken is None and not self._disk.is_at(self._handle, self.path):
            self._broken = "the file was replaced or removed while it was open here"
        if self._broken is not None:
            raise CodingError(
                self._broken,
                where=at(self.path),
                hint="close it and open it again; a synced folder should be paused while coding",
            )

    def close(self) -> None:
        """Close the file and give up the lock; closing twice is no error."""
        self._stack.close()
        self._broken = self._broken or "it is closed"

    def __enter__(self) -> JournalWriter:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
