"""The few calls a durable log makes on the disk, in one place so that tests can record them."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Protocol

__all__ = ["DISK", "Disk", "RealDisk"]

_BINARY = getattr(os, "O_BINARY", 0)


class Disk(Protocol):
    """What a log needs from a disk; a test gives one that records, fails or forgets."""

    def open(self, path: Path) -> int:
        """Open a file for appending, making it where it is missing."""
        ...

    def size(self, handle: int) -> int:
        """Length of the open file in bytes."""
        ...

    def is_at(self, handle: int, path: Path) -> bool:
        """Whether the open file still is the one at the path."""
        ...

    def write(self, handle: int, data: bytes) -> int:
        """Write at the end; hand back how many bytes were taken."""
        ...

    def flush(self, handle: int) -> None:
        """Return when what was written survives a power cut."""
        ...

    def truncate(self, handle: int, size: int) -> None:
        """Cut the file off."""
        ...

    def flush_folder(self, folder: Path) -> None:
        """Return when the names in a folder survive a power cut."""
        ...

    def close(self, handle: int) -> None:
        """Close the file."""
        ...


class RealDisk:
    """The disk of this machine."""

    def open(self, path: Path) -> int:
        """Open for appending: the system puts every write at the end, whoever else writes."""
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | _BINARY, 0o666)

    def size(self, handle: int) -> int:
        """Length of the open file in bytes."""
        return os.fstat(handle).st_size

    def is_at(self, handle: int, path: Path) -> bool:
        """Whether the open file still is the one at the path; sync programs swap files."""
        try:
            there = path.stat()
        except FileNotFoundError:
            return False
        return os.path.samestat(there, os.fstat(handle))

    def write(self, handle: int, data: bytes) -> int:
        """Write at the end; a full disk may take a part."""
        return os.write(handle, data)

    def flush(self, handle: int) -> None:
        """Flush to the device; on macOS fsync alone stops at the drive's own cache."""
        if sys.platform == "darwin":  # pragma: no cover
            import fcntl

            try:
                fcntl.fcntl(handle, fcntl.F_FULLFSYNC)
            except OSError:  # network volumes do not know it
                os.fsync(handle)
            return
        os.fsync(handle)

    def truncate(self, handle: int, size: int) -> None:
        """Cut the file off."""
        os.ftruncate(handle, size)

    def flush_folder(self, folder: Path) -> None:
        """Make a new file's name durable; Windows has no such call and needs none."""
        if os.name == "nt":  # pragma: no cover
            return
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)

    def close(self, handle: int) -> None:
        """Close the file."""
        os.close(handle)


DISK = RealDisk()
