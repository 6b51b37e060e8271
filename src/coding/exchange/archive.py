"""Zip files from outside, read in memory with limits; zip files of ours, the same bytes again."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from coding.errors import CodingError, at

__all__ = ["Archive", "packed"]

# an interview of ten hours is under a megabyte of text; what is larger is no transcript
TEXT_LIMIT = 64 * 1024 * 1024
PROJECT_LIMIT = 192 * 1024 * 1024
TOTAL_LIMIT = 384 * 1024 * 1024
MEMBERS = 100_000
_PIECE = 1 << 20
_DATE = (1980, 1, 1, 0, 0, 0)
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError)


class Archive:
    """
    The members of a zip, read one by one; nothing is ever unpacked to disk.

    Parameters
    ----------
    path : Path

    Attributes
    ----------
    names : list of str
        Members, in the order of the file.
    suspicious : list of str
        Members with a path that leads out of the folder; they are never read.

    Raises
    ------
    CodingError
        If it is no zip, is cut off, is encrypted, or has too many members.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._read = 0
        try:
            self._zip = zipfile.ZipFile(path)
            infos = self._zip.infolist()
        except FileNotFoundError:
            raise CodingError("there is no such file", where=at(path)) from None
        except (*_BROKEN, ValueError) as error:
            raise CodingError(
                f"this is not a whole zip file: {error}",
                where=at(path),
                hint="it may have been cut off on its way; export or download it again",
            ) from None
        if len(infos) > MEMBERS:
            raise CodingError(f"{len(infos)} members", where=at(path), expected=f"<= {MEMBERS}")
        self._infos = [info for info in infos if not info.is_dir()]
        self.suspicious = [i.filename for i in self._infos if _leads_out(i.filename)]
        self._infos = [info for info in self._infos if not _leads_out(info.filename)]
        self.names = [info.filename for info in self._infos]
        self._by_name = {_key(info.filename): info for info in self._infos}

    def close(self) -> None:
        """Close the file."""
        self._zip.close()

    def __enter__(self) -> Archive:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def find(self, name: str) -> str:
        """The member a path in the project means, whatever its folder or capitals; empty if none.

        Some programs write `sources/`, some `Sources/`, some only the name.
        """
        wanted = _key(name)
        if wanted in self._by_name:
            return self._by_name[wanted].filename
        last = PurePosixPath(wanted).name
        for key, info in self._by_name.items():
            if PurePosixPath(key).name == last and last:
                return info.filename
        return ""

    def read(self, name: str, *, limit: int = TEXT_LIMIT) -> bytes:
        """
        Read a member, counting while it is unpacked: what a zip declares is not believed.

        Raises
        ------
        CodingError
            For a member over the limit, an encrypted one, or one that is damaged.
        """
        info = self._by_name[_key(name)]
        if info.flag_bits & 1:
            raise CodingError(f"{name} is encrypted", where=at(self.path), hint="export it anew")
        parts: list[bytes] = []
        size = 0
        try:
            with self._zip.open(info) as member:
                while part := member.read(_PIECE):
                    size += len(part)
                    if size > limit or self._read + size > TOTAL_LIMIT:
                        raise CodingError(
                            f"{name} unpacks to more than {min(limit, TOTAL_LIMIT) >> 20} MB",
                            where=at(self.path),
                            expected="texts, not recordings; a small zip that unpacks to very much"
                            " is made to do harm",
                        )
                    parts.append(part)
        except _BROKEN as error:
            raise CodingError(
                f"{name} cannot be unpacked: {error}",
                where=at(self.path),
                hint="the file is damaged; export or download it again",
            ) from None
        self._read += size
        return b"".join(parts)


def _key(name: str) -> str:
    return name.replace("\\", "/").casefold().removeprefix("./")


def _leads_out(name: str) -> bool:
    path = PurePosixPath(name.replace("\\", "/"))
    return (
        path.is_absolute()
        or ".." in path.parts
        or ":" in name.split("/", maxsplit=1)[0]
        or "\0" in name
    )


def packed(members: Mapping[str, bytes]) -> bytes:
    """
    Pack members into a zip: sorted, stored, one date, so the same content is the same bytes.

    Examples
    --------
    >>> packed({"b": b"2", "a": b"1"}) == packed({"a": b"1", "b": b"2"})
    True
    """
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name in sorted(members):
            info = zipfile.ZipInfo(name, date_time=_DATE)
            info.create_system = 3  # the same on every platform
            made.writestr(info, members[name])
    return out.getvalue()
