"""Zips with XML in them, opened with care: no bombs, no entities, no network."""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import Any

from coding.errors import CodingError

__all__ = ["MOST_MEMBER", "Package", "local", "parse_xml"]

MOST_MEMBERS = 5_000
MOST_MEMBER = 24_000_000  # bytes of one XML part, unpacked: a long talk takes under four
MOST_TAGS = 2_000_000
MOST_RATIO = 300  # unpacked to packed of a large part; running text stays under 30
_LARGE = 2_000_000
_CHUNK = 1 << 20


class Package:
    """
    A zip from outside.

    Parameters
    ----------
    data : bytes
    where : str
        Name of the file, for messages.

    Raises
    ------
    CodingError
        If it is not a zip that can be read, or has too many members.
    """

    def __init__(self, data: bytes, *, where: str) -> None:
        self.where = where
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            self.members = {info.filename: info for info in self._zip.infolist()}
        except (zipfile.BadZipFile, ValueError, OSError, EOFError, NotImplementedError) as error:
            raise CodingError(
                f"a damaged zip: {error}"[:200], where=where, hint="save or export it once more"
            ) from None
        if len(self.members) > MOST_MEMBERS:
            raise CodingError(f"a zip with {len(self.members)} files in it", where=where)

    def __contains__(self, name: str) -> bool:
        """Whether there is such a member."""
        return name in self.members

    def read(self, name: str, *, most: int = MOST_MEMBER) -> bytes:
        """
        Unpack a member, at most `most` bytes of it whatever the zip claims.

        Raises
        ------
        CodingError
            If it is missing, damaged, encrypted, or too large for a transcript.
        """
        info = self.members.get(name)
        if info is None:
            raise CodingError(f"the part {name} is missing", where=self.where)
        try:
            with self._zip.open(info) as member:
                parts: list[bytes] = []
                size = 0
                while part := member.read(_CHUNK):
                    size += len(part)
                    packed = max(info.compress_size, 1)
                    if size > most or (size > _LARGE and size > packed * MOST_RATIO):
                        raise CodingError(
                            f"the part {name} unpacks to more than a transcript can hold",
                            where=self.where,
                            hint="this looks like a zip bomb; do not open it",
                        )
                    parts.append(part)
        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            OSError,
            RuntimeError,  # encrypted
            ValueError,
            NotImplementedError,
        ) as error:
            if isinstance(error, CodingError):
                raise
            raise CodingError(
                f"the part {name} cannot be unpacked: {error}"[:200], where=self.where
            ) from None
        return b"".join(parts)

    def xml(self, name: str) -> Any:
        """Unpack and parse a member."""
        return parse_xml(self.read(name), where=self.where, part=name)


def parse_xml(data: bytes, *, where: str, part: str) -> Any:
    """
    Parse XML without entities, external files or network.

    Raises
    ------
    CodingError
        If it is not well-formed, or declares entities.
    """
    from lxml import etree

    if data.count(b"<") > MOST_TAGS:
        raise CodingError(f"the part {part} holds more than a transcript can", where=where)
    if b"<!DOCTYPE" in data[:4096] or b"<!ENTITY" in data:
        raise CodingError(
            f"the part {part} declares XML entities",
            where=where,
            hint="no word processor writes these; the file may be made to do harm",
        )
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise CodingError(
            f"the part {part} is not readable XML: {error}"[:200],
            where=where,
            hint="open it in your word processor and save it once more",
        ) from None
    if root is None or root.getroottree().docinfo.internalDTD is not None:
        raise CodingError(f"the part {part} declares XML entities", where=where)
    return root


def local(element: Any) -> str:
    """Name of an element without its namespace."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""
