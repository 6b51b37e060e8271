"""What a file is, by its content; and the reader it goes to."""

from __future__ import annotations

import re
from collections.abc import Callable

from coding.corpus.readers.packages import Package
from coding.corpus.readers.pieces import Source
from coding.corpus.readers.plain import read_plain
from coding.corpus.readers.speech import looks_like_json, read_speech
from coding.corpus.readers.subtitles import read_srt, read_vtt, timing_of
from coding.corpus.readers.web import looks_like_html, read_noscribe
from coding.errors import CodingError
from coding.files import decode
from coding.text import normalise

__all__ = ["FORMATS", "MOST_BYTES", "read_source", "sniff"]

MOST_BYTES = 64_000_000  # with pictures in it
MOST_LINES = 500_000
MOST_TEXT = 16_000_000  # words with times of ten hours are under ten
FORMATS = ("docx", "odt", "rtf", "pdf", "vtt", "srt", "speech", "noscribe", "text")
_Reader = Callable[..., Source]
_TEXTS: dict[str, _Reader] = {
    "vtt": read_vtt,
    "srt": read_srt,
    "speech": read_speech,
    "noscribe": read_noscribe,
    "text": read_plain,
}


def sniff(data: bytes, *, where: str, encoding: str | None = None) -> tuple[str, str, str]:
    r"""
    Find out what a file is.

    Parameters
    ----------
    data : bytes
    where : str
        Name of the file, for messages.
    encoding : str, optional
        Of a text, where the user says so.

    Returns
    -------
    format, text, encoding : str, str, str
        One of `FORMATS`; of texts also what they say, normalised, and how they were decoded.

    Raises
    ------
    CodingError
        For an empty, too large or binary file, a zip that is no document, and an old Word file.

    Examples
    --------
    >>> sniff(b"WEBVTT\n\n00:01.000 --> 00:02.000\nDag.", where="a.txt")[0]
    'vtt'
    """
    if len(data) > MOST_BYTES:
        raise CodingError(
            f"the file has {len(data) / 1e6:.0f} MB",
            where=where,
            expected=f"at most {MOST_BYTES / 1e6:.0f} MB",
            hint="a transcript is text: is this the recording?",
        )
    if data.startswith(b"PK\x03\x04"):
        return _zip_kind(data, where=where), "", ""
    if data.lstrip()[:6].startswith(b"{\\rtf"):
        return "rtf", "", ""
    if re.match(rb"[^%]{0,1000}%PDF-\d", data[:1100], re.DOTALL):
        return "pdf", "", ""
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise CodingError(
            "an old Word file, or a document with a password",
            where=where,
            hint="save it as .docx without a password",
        )
    if len(data) > MOST_TEXT:
        raise CodingError(
            f"a text of {len(data) / 1e6:.0f} MB",
            where=where,
            expected=f"at most {MOST_TEXT / 1e6:.0f} MB; an hour of talk takes under 0.1",
        )
    decoded, used = decode(data, where=where, encoding=encoding)
    text = normalise(decoded)
    if text.count("\n") > MOST_LINES:
        raise CodingError(f"a text of more than {MOST_LINES} lines", where=where)
    return _text_kind(text), text, used


def _zip_kind(data: bytes, *, where: str) -> str:
    package = Package(data, where=where)
    if any(name.startswith("word/document") for name in package.members):
        return "docx"
    if "mimetype" in package or "content.xml" in package:
        kind = package.read("mimetype", most=1000) if "mimetype" in package else b""
        if b"opendocument.text" in kind or (not kind and "content.xml" in package):
            return "odt"
        raise CodingError(
            "an OpenDocument or e-book file that is not a text", where=where, hint="save it as .odt"
        )
    if any(name.startswith("xl/") for name in package.members):
        raise CodingError(
            "a spreadsheet",
            where=where,
            hint="save the columns with speaker and text as a .docx table",
        )
    if "[Content_Types].xml" in package:
        return "docx"  # the reader looks where its main part is
    raise CodingError("a zip, not a document", where=where, hint="unpack it and add what is inside")


def _text_kind(text: str) -> str:
    head = text.lstrip()
    if head.startswith("WEBVTT"):
        return "vtt"
    lines = [line for line in head[:2000].split("\n") if line.strip()][:4]
    if any(timing_of(line) for line in lines[:3]):
        return "srt"
    if looks_like_html(head):
        return "noscribe"
    return "speech" if looks_like_json(head) else "text"


def read_source(data: bytes, *, where: str, encoding: str | None = None) -> Source:
    """
    Read a file as pieces of talk.

    Parameters
    ----------
    data : bytes
        The file.
    where : str
        Its name, for messages.
    encoding : str, optional
        What a text is written in; otherwise found out, see `coding.files.decode`.

    Raises
    ------
    CodingError
        For anything that cannot be read whole; see `docs/formats.md`.
    """
    kind, text, used = sniff(data, where=where, encoding=encoding)
    if kind in _TEXTS:
        return _TEXTS[kind](text, where=where, encoding=used)
    if kind == "docx":
        from coding.corpus.readers.word import read_word

        return read_word(data, where=where)
    if kind == "odt":
        from coding.corpus.readers.opendocument import read_opendocument

        return read_opendocument(data, where=where)
    if kind == "rtf":
        from coding.corpus.readers.rich import read_rich

        return read_rich(data, where=where)
    from coding.corpus.readers.portable import read_portable

    return read_portable(data, where=where)
