"""Rich text (.rtf), read with striprtf."""

from __future__ import annotations

import re

from coding.corpus.readers.pages import Paragraph, Table, lay_out
from coding.corpus.readers.pieces import Source
from coding.corpus.readers.plain import typed_source
from coding.corpus.records import Dropped
from coding.errors import CodingError

__all__ = ["read_rich"]

_CHANGES = re.compile(r"\\(?:revised|deleted)(?![a-z])(?!0)")
_HIDDEN = re.compile(r"\\v(?![a-z0])")
_FIELD = re.compile(r"\\\*\\fldinst[^{}]{0,2000}(?:\{[^{}]{0,2000}\}[^{}]{0,2000})?")
_BREAK = re.compile(r"\\line(?![a-z]) ?")
_SOFT = "\v"
_PICTURE = re.compile(rb"[0-9a-fA-F\r\n]{2000,}")  # as hexadecimal digits
_FONT = re.compile(r"\\fcharset\d")
_NAMED_FONT = re.compile(r"\\fcharset\d[^;]{0,300};")
_MOST_BYTES = 8_000_000
_ASIDE = (
    (re.compile(r"\\annotation(?![a-z])"), "comment", "comments"),
    (re.compile(r"\\footnote(?![a-z])"), "footnote", "notes"),
    (re.compile(r"\\(?:header|footer)[lrf]?(?![a-z])"), "header_footer", "headers and footers"),
    (re.compile(r"\\shptxt(?![a-z])"), "text_box", "text boxes"),
)


def read_rich(data: bytes, *, where: str) -> Source:
    r"""
    Read rich text: paragraphs, tabs, table rows; notes and comments are counted and reported.

    Labels in bold without a colon are not seen: striprtf drops bold.

    Examples
    --------
    >>> source = read_rich(rb"{\rtf1\ansi I: Dag.\par R: Ge\'efnnoveerd?}", where="a.rtf")
    >>> [(piece.label, piece.said) for piece in source.pieces if piece.label]
    [('I', 'Dag.'), ('R', 'Geïnnoveerd?')]
    """
    from striprtf.striprtf import rtf_to_text

    data = _PICTURE.sub(b"", data)
    text = data.decode("latin-1")
    # the library's pattern for fonts runs on to the end of the file for each one without a name
    unnamed = len(_FONT.findall(text)) - len(_NAMED_FONT.findall(text))
    if len(text) > _MOST_BYTES or unnamed:
        raise CodingError(
            "rich text too large or damaged to read", where=where, hint="save it as .docx"
        )
    if _CHANGES.search(text):
        raise CodingError(
            "tracked changes are still open",
            where=where,
            expected="one text",
            hint="accept or reject all changes in your word processor, save, add it again",
        )
    if _HIDDEN.search(text):
        raise CodingError(
            "hidden text",
            where=where,
            hint="show it in your word processor, then delete or keep it",
        )
    # what a link points to is no talk; the library's own pattern for it can run for minutes
    text = _FIELD.sub(" ", text)
    text = _BREAK.sub(_SOFT, text)  # the library makes paragraphs of line breaks
    text = re.sub(r"(?=\\f\d)", "\n", text)  # a line end is nothing in RTF; patterns stop there
    try:
        plain: str = rtf_to_text(text, errors="strict")  # type: ignore[no-untyped-call]  # no types
        plain = plain.encode("utf-16", "surrogatepass").decode("utf-16")  # pairs become one sign
    except (ValueError, LookupError, IndexError, TypeError, OverflowError, KeyError) as error:
        raise CodingError(
            f"not readable rich text: {error}"[:200],
            where=where,
            hint="open it in your word processor and save it as .docx",
        ) from None
    notices, dropped = [], []
    for pattern, kind, words in _ASIDE:
        count = len(pattern.findall(text))
        dropped += [Dropped(i, kind, "") for i in range(1, count + 1)]
        if count:
            notices.append(f"{count} {words} are left out")
    pieces, lost, said = lay_out(_blocks(plain))
    return typed_source(
        pieces,
        name="rtf",
        where=where,
        encoding="rtf",
        dropped=[*lost, *dropped],
        notices=[*said, *notices],
    )


def _blocks(text: str) -> list[Paragraph | Table]:
    """Paragraphs, and the rows striprtf writes as `cell|cell|`."""
    blocks: list[Paragraph | Table] = []
    rows: list[tuple[tuple[Paragraph, ...], ...]] = []
    for line in text.split("\n"):
        if line.count("|") >= 2 and line.rstrip().endswith("|"):
            rows.append(
                tuple(
                    (Paragraph(cell.replace(_SOFT, "\n")),)
                    for cell in line.rstrip()[:-1].split("|")
                )
            )
            continue
        if rows:
            blocks.append(Table(tuple(rows)))
            rows = []
        blocks.append(Paragraph(line.replace(_SOFT, "\n")))
    if rows:
        blocks.append(Table(tuple(rows)))
    return blocks
