"""The HTML transcripts of noScribe."""

from __future__ import annotations

import re
from html.parser import HTMLParser

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


class _Paragraphs(HTMLParser):
    """Paragraphs with the start and end of the first recognised words in them."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, float | None, float | None]] = []
        self._parts: list[str] = []
        self._start: float | None = None
        self._end: float | None = None
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self._silent += 1
        elif tag == "br":
            self._parts.append("\n")
        elif tag in _BLOCKS:
            self.close_block()
        elif tag == "a":
            anchor = _ANCHOR.fullmatch(dict(attrs).get("name") or "")
            if anchor:
                if self._start is None:
                    self._start = int(anchor["start"]) / 1000
                self._end = int(anchor["end"]) / 1000

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT and self._silent:
            self._silent -= 1
        elif tag in _BLOCKS:
            self.close_block()

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._parts.append(data)

    def close_block(self) -> None:
        """End a paragraph."""
        text = "".join(self._parts)
        if text.strip():
            self.found.append((text, self._start, self._end))
        self._parts, self._start, self._end = [], None, None


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
    parser = _Paragraphs()
    try:
        parser.feed(text)
        parser.close()
    except (AssertionError, ValueError) as error:  # what html.parser raises on broken markup
        raise CodingError(f"not a readable page: {error}"[:200], where=where) from None
    parser.close_block()
    if "noscribe" not in text.lower() and not any(
        start is not None for _, start, _ in parser.found
    ):
        raise CodingError(
            "a web page, not a transcript of noScribe",
            where=where,
            hint="copy the talk into a .docx or .txt with a label before each turn",
        )
    pieces: list[Piece] = []
    for number, (raw, start, end) in enumerate(parser.found, start=1):
        for i, line in enumerate(normalise(raw).split("\n")):
            piece = piece_of(number, " ".join(line.split()))
            pieces.append(_timed(piece, start, end) if i == 0 else piece)
        pieces.append(Piece(number, ""))
    return typed_source(pieces, name="noscribe", where=where, encoding=encoding)


def _timed(piece: Piece, start: float | None, end: float | None) -> Piece:
    first = piece.start_s if piece.start_s is not None else start
    return Piece(piece.number, piece.text, piece.label, piece.said, piece.sure, first, end)
