"""The HTML transcripts of noScribe."""

from __future__ import annotations

import re

from lxml import etree

from coding.corpus.readers.labels import piece_of
from coding.corpus.readers.pieces import Piece, Source
from coding.corpus.readers.plain import typed_source
from coding.errors import CodingError
from coding.text import normalise

__all__ = ["looks_like_html", "read_noscribe"]

_ANCHOR = re.compile(r"ts_(?P<start>\d{1,12})_(?P<end>\d{1,12})_(?P<speaker>.{0,60})", re.DOTALL)
_BLOCKS = frozenset({"p", "div", "h1", "h2", "h3", "li", "tr"})
_SILENT = frozenset({"script", "style", "head", "title"})


def looks_like_html(text: str) -> bool:
    """Whether a text starts as a web page does."""
    return (
        re.match(r"\s*(?:<\?xml[^>]*>\s*)?<(?:!doctype\s+html|html)\b", text[:500], re.IGNORECASE)
        is not None
    )


def _paragraphs(text: str, *, where: str) -> list[tuple[str, float | None, float | None]]:
    """Paragraphs with the start of the first and the end of the last recognised words in them."""
    # html.parser takes minutes over a page of unclosed comments; libxml2 does not
    parser = etree.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=False
    )
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise CodingError(f"not a readable page: {error}"[:200], where=where) from None
    found: list[tuple[str, float | None, float | None]] = []
    parts: list[str] = []
    start: float | None = None
    end: float | None = None
    silent = 0
    for event, element in etree.iterwalk(root, events=("start", "end")) if root is not None else ():
        tag = str(element.tag)
        if tag in _BLOCKS:
            if "".join(parts).strip():
                found.append(("".join(parts), start, end))
            parts, start, end = [], None, None
        if event == "start":
            silent += tag in _SILENT
            anchor = _ANCHOR.fullmatch(element.get("name") or "") if tag == "a" else None
            if anchor:
                start = int(anchor["start"]) / 1000 if start is None else start
                end = int(anchor["end"]) / 1000
            said = "\n" if tag == "br" else element.text
        else:
            silent -= tag in _SILENT
            said = element.tail
        if said and not silent:
            parts.append(said)
    if "".join(parts).strip():
        found.append(("".join(parts), start, end))
    return found


def read_noscribe(text: str, *, where: str, encoding: str = "utf-8") -> Source:
    """
    Read a noScribe page: `S00: …` paragraphs, times from their anchors.

    What the program writes about itself above the talk (the path of the recording among it) is
    counted, not kept. Overlap (`//S01: …//`) stays in the text of who was speaking.

    Raises
    ------
    CodingError
        For any other web page.
    """
    found = _paragraphs(text, where=where)
    if "noscribe" not in text.lower() and not any(start is not None for _, start, _ in found):
        raise CodingError(
            "a web page, not a transcript of noScribe",
            where=where,
            hint="copy the talk into a .docx or .txt with a label before each turn",
        )
    pieces: list[Piece] = []
    for number, (raw, start, end) in enumerate(found, start=1):
        for i, line in enumerate(normalise(raw).split("\n")):
            piece = piece_of(number, " ".join(line.split()))
            pieces.append(_timed(piece, start, end) if i == 0 else piece)
        pieces.append(Piece(number, ""))
    return typed_source(pieces, name="noscribe", where=where, encoding=encoding)


def _timed(piece: Piece, start: float | None, end: float | None) -> Piece:
    first = piece.start_s if piece.start_s is not None else start
    return Piece(piece.number, piece.text, piece.label, piece.said, piece.sure, first, end)
