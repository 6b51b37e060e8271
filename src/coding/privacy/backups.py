"""Backups inside a study hold what the study held: what leaves it must leave them too."""

from __future__ import annotations

import io
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

from coding.errors import CodingError
from coding.settings import FILE
from coding.study import Study
from coding.text import sha256

__all__ = ["is_backup", "rewrite_backup"]

_LIST = "SHA256SUMS"


def is_backup(name: str, data: bytes) -> bool:
    """Whether a file is a backup that `coding backup` made."""
    if not (name.startswith("backups/") and data.startswith(b"PK")):
        return False
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {_LIST, FILE} <= set(archive.namelist())


def rewrite_backup(data: bytes, act: Callable[[Study], None]) -> bytes:
    """
    Unpack a backup, do something to the study in it, and pack it again with new hashes.

    Raises
    ------
    CodingError
        For a name in the archive that leads out of it.
    """
    with tempfile.TemporaryDirectory(prefix="coding-backup-") as name:
        folder = Path(name) / "study"
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for member in archive.namelist():
                target = (folder / member).resolve()
                if not target.is_relative_to(folder.resolve()):
                    raise CodingError("a backup with a name that leads out of it", where=member)
                if member != _LIST:
                    target.parent.mkdir(parents=True, exist_ok=True)
                    target.write_bytes(archive.read(member))
        act(Study(folder))
        out = io.BytesIO()
        sums = []
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in sorted(p for p in folder.rglob("*") if p.is_file()):
                if path.suffix in {".lock", ".part"}:
                    continue
                content, member = path.read_bytes(), path.relative_to(folder).as_posix()
                archive.writestr(zipfile.ZipInfo(member), content)
                sums.append(f"{sha256(content)}  {member}\n")
            archive.writestr(zipfile.ZipInfo(_LIST), "".join(sums))
        return out.getvalue()
