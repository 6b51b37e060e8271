"""A dated copy of everything that cannot be made again, checked after it was written."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable
from pathlib import Path

from coding.errors import CodingError, at
from coding.files import write_text
from coding.text import sha256

__all__ = ["FOLDER", "back_up", "check_backup", "kept_files"]

FOLDER = "backups"
LIST = "SHA256SUMS"
# what people made; outputs and notebooks are made again by `coding reproduce`
_KEPT = ("study.toml", "codebooks", "corpus")
_SKIPPED = (".lock", ".part")


def kept_files(root: Path) -> list[Path]:
    """Files of a study that a backup holds: settings, codebooks, texts, units, logs."""
    found: list[Path] = []
    for name in _KEPT:
        path = root / name
        found += [path] if path.is_file() else sorted(p for p in path.rglob("*") if p.is_file())
    return [path for path in found if path.suffix not in _SKIPPED]


def back_up(root: Path, *, now: str, folder: Path | None = None) -> Path:
    """
    Write a dated zip of a study and read it back.

    Logs may be open: a log only grows, so its copy is its beginning up to now.

    Parameters
    ----------
    root : Path
        The study.
    now : str
        UTC, ISO 8601; becomes part of the name.
    folder : Path, optional
        Where to; `backups/` in the study otherwise, which git is told to ignore. Another disk is
        better.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    CodingError
        If there is one of this moment already, the disk refuses, or what was read back differs.
    """
    home = folder if folder is not None else root / FOLDER
    home.mkdir(parents=True, exist_ok=True)
    if folder is None and not (home / ".gitignore").exists():
        write_text(home / ".gitignore", "# backups hold people's words\n*\n")
    stamp = now.replace(":", "").replace("-", "").split(".")[0].rstrip("Z")
    path = home / f"{root.name}-{stamp}Z.zip"
    if path.exists():
        raise CodingError("there is a backup of this moment already", where=at(path))
    part = path.with_name(f".{path.name}.part")
    try:
        _write(part, root, kept_files(root))
        check_backup(part)
        part.replace(path)
    except OSError as error:
        raise CodingError(f"the disk refused: {error.strerror or error}", where=at(path)) from error
    finally:
        part.unlink(missing_ok=True)
    return path


def _write(path: Path, root: Path, files: Iterable[Path]) -> None:
    sums = []
    with path.open("wb") as out:
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for file in files:
                data = file.read_bytes()
                name = file.relative_to(root).as_posix()
                archive.writestr(name, data)
                sums.append(f"{sha256(data)}  {name}\n")
            archive.writestr(LIST, "".join(sums))
        out.flush()


def check_backup(path: Path) -> int:
    """
    Read a backup and compare every file with its hash.

    Returns
    -------
    int
        How many files it holds.

    Raises
    ------
    CodingError
        For a file that is no backup, a damaged one, or one with a file missing or added.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            lines = archive.read(LIST).decode("utf-8").splitlines()
            listed = {name: sha for sha, name in (line.split("  ", 1) for line in lines)}
            for name, sha in listed.items():
                if sha256(archive.read(name)) != sha:
                    raise CodingError(f"{name} is damaged", where=at(path))
            extra = {*archive.namelist()} - {*listed, LIST}
    except (zipfile.BadZipFile, KeyError, ValueError, OSError) as error:
        if isinstance(error, CodingError):
            raise
        raise CodingError(f"not a whole backup: {error}", where=at(path)) from None
    if extra:
        raise CodingError(f"{min(extra)} is not in its list of files", where=at(path))
    return len(listed)
