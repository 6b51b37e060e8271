"""XML from outside, read with entities, DTDs and network off; text made fit for XML."""

from __future__ import annotations

import re
import uuid
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from coding.errors import CodingError, at

if TYPE_CHECKING:
    from coding.exchange.model import Losses

__all__ = ["fit", "guid_of", "local", "parse_xml", "stable_guid", "utc_time"]

# what XML 1.0 cannot hold, not even escaped
_UNFIT = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_GUID = re.compile(r"\{?([0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})\}?")
_BARE_AMPERSAND = re.compile(rb"&(?!(?:#\d+|#x[0-9A-Fa-f]+|amp|lt|gt|quot|apos);)")
_BARE_LESS = re.compile(rb"<(?![A-Za-z_/!?])")
_NAMESPACE = uuid.UUID("6f1d9a52-6a0b-5c1b-9d0e-3f6f4f1a7c11")
_TIME = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d)(\.\d+)?)?\s*(Z|[+-]\d\d:?\d\d)?"
)


def parse_xml(data: bytes, *, where: str, losses: Losses) -> Any:
    """
    Parse XML bytes; unescaped `&` and `<`, as one program writes them, are mended and reported.

    Raises
    ------
    CodingError
        For a document type declaration (nothing honest needs one here), or what is not XML.
    """
    from lxml import etree

    data = data.lstrip() if data[:1].isspace() else data
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise _doctype(where)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=False
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        mended = _BARE_LESS.sub(b"&lt;", _BARE_AMPERSAND.sub(b"&amp;", data))
        if mended == data:
            raise _broken(error, where) from None
        try:
            root = etree.fromstring(mended, parser)
        except etree.XMLSyntaxError:
            raise _broken(error, where) from None
        losses.note(f"{where}: signs & or < were not escaped; they were taken as text")
    if root.getroottree().docinfo.doctype:
        raise _doctype(where)
    return root


def _doctype(where: str) -> CodingError:
    return CodingError(
        "the XML declares a document type or entities",
        where=where,
        expected="plain REFI-QDA, which has none; with them a file can be made to do harm",
    )


def _broken(error: Any, where: str) -> CodingError:
    line = error.position[0] if error.position else None
    return CodingError(
        f"this is not well-formed XML: {error.msg}",
        where=at(where, line),
        hint="export it anew from the program it comes from, or report the bug there",
    )


def local(element: Any) -> str:
    """Name of an element without its namespace; empty for comments and the like."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def fit(text: str) -> str:
    r"""
    Replace what XML cannot hold by U+FFFD.

    Examples
    --------
    >>> fit("a\x0bb") == "a\ufffdb"
    True
    """
    return _UNFIT.sub("\ufffd", text)


def guid_of(text: str | None) -> str:
    """
    Bring a GUID into one form: no braces, lower case; other ids stay as they are.

    Examples
    --------
    >>> guid_of("{AD68FBE7-E1EE-4A82-A279-23CC698C89EB}")
    'ad68fbe7-e1ee-4a82-a279-23cc698c89eb'
    >>> guid_of(" 17 ")
    '17'
    """
    text = (text or "").strip()
    found = _GUID.fullmatch(text)
    return found[1].lower() if found else text


def stable_guid(*parts: str) -> str:
    """
    Make the GUID of something from what it is: the same thing, the same GUID in every export.

    Examples
    --------
    >>> stable_guid("code", "waiting") == stable_guid("code", "waiting")
    True
    """
    return str(uuid.uuid5(_NAMESPACE, "\x1f".join(parts)))


def utc_time(text: str | None) -> str:
    """
    Bring a date of XML into the form logs have; empty where there is none or it cannot be read.

    Examples
    --------
    >>> utc_time("2018-03-27T19:04:19+02:00"), utc_time("2018-03-27T19:04:19"), utc_time("gisteren")
    ('2018-03-27T17:04:19Z', '2018-03-27T19:04:19Z', '')
    """
    found = _TIME.fullmatch((text or "").strip())
    if found is None:
        return ""
    fraction = found[7] or ""
    zone = found[8] or "Z"
    stamp = f"{found[1]}-{found[2]}-{found[3]}T{found[4]}:{found[5]}:{found[6] or '00'}"
    try:
        read = datetime.fromisoformat(stamp + ("+00:00" if zone == "Z" else zone))
        return read.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S") + fraction + "Z"
    except (ValueError, OverflowError):
        return ""
