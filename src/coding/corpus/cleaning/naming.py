"""Chunks get their kind: heading or prose, figure words, cells of a table, pull quotes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from coding.corpus.cleaning.chunks import Chunk, place
from coding.corpus.cleaning.echoes import find_pull_quotes
from coding.corpus.cleaning.lines import Layout, Line, finished, starts_lower
from coding.corpus.cleaning.openers import cells
from coding.corpus.cleaning.vocabulary import CAPTION, FUNCTION_WORDS, TABLE_WORDS
from coding.text import count_words

__all__ = ["name_chunks", "prose_cells"]

_CELL_WORDS = 15  # a table cell this long is prose (measured on advice printed as a table)
_SENTENCE_WORDS = 12
_TITLE_WORDS = 20
_LABEL_WORDS = 14
_TITLE_LINES = 8
_HEADING_LINES = 4
_LABEL_RUN = 4  # labels in a row, with no prose between, are the words of a figure
_FLAT_CELLS = 6  # loose cells that make a table read column by column
_NUMBER = re.compile(r"^\d{1,2}(?:\.\d{1,2})*\.?\s+(?=[^\W\d_])")
_QUESTION = re.compile(r"\?[\s\"'’”)]*$")
_FULL_STOP = re.compile(r"[.!?…][\s\"'’”»)\]]*$")
# an end mark inside; titles and numbers are abbreviated in headings too
_TWO_SENTENCES = re.compile(
    r"[^\W\d_]{2}(?<![Dd]r)(?<!drs)(?<!rof)(?<!ir)(?<!mr)(?<!nr)(?<!St)[.!?]\s+[A-ZÀ-Þ‘“]"
)
_READ = frozenset({"text", "bullet", "heading", "caption"})
_NAMED = frozenset({"prose", "heading", "bullet", "table_prose", "figure_words", "caption"})
_IN_TABLE = frozenset({"table_prose", "table_cell"})
_BETWEEN_CELLS = frozenset({"bullet", "heading", "header_footer", "page_number"})


def name_chunks(
    lines: Sequence[Line], layout: Layout, chunks: Sequence[Chunk]
) -> tuple[list[Chunk], tuple[str, ...]]:
    """
    Give each chunk its final kind.

    Returns
    -------
    chunks : list of Chunk
        Kinds `heading, prose, bullet, table_prose, footnote, figure_words`, or the kind under
        which the lines are dropped (`caption, table_cell, pull_quote` and the labels from before).
    notices : tuple of str
    """
    texts = [" ".join(lines[i].text for i in chunk.members) for chunk in chunks]
    quotes = find_pull_quotes(lines, layout, chunks, texts)
    namer = _Namer(layout, chunks, texts)
    notices: list[str] = []
    for n, chunk in enumerate(chunks):
        if n in quotes and namer.region != "table":
            notices.append(quotes[n])
            namer.add(replace(chunk, kind="pull_quote"))
        else:
            namer.add(replace(chunk, kind=namer.kind(n)))
    named = _label_runs(namer.named, texts)
    return named, (*notices, *_flattened(lines, named), *_listed_in_figure(lines, named, texts))


def prose_cells(text: str, *, wrapped: bool) -> tuple[list[str], list[str]]:
    r"""
    Part the cells of a row into prose and labels.

    Prose is a cell of 15 words, or one that ends in a full stop. In wrapped text a row is one
    line of cells set side by side, where half a sentence ends in a full stop as often as a
    whole one: there it must start with a capital too.

    Examples
    --------
    >>> prose_cells("1\tAdvies\tGeef de mensen tijd.", wrapped=False)
    (['Geef de mensen tijd.'], ['1', 'Advies'])
    """
    prose: list[str] = []
    short: list[str] = []
    for cell in cells(text):
        words = count_words(cell)
        stopped = bool(_FULL_STOP.search(cell)) and words >= (5 if wrapped else 3)
        whole = stopped and not (wrapped and starts_lower(cell))
        (prose if words >= _CELL_WORDS or whole else short).append(cell)
    return prose, short


@dataclass(slots=True)
class _Namer:
    """Names chunks in order; remembers what was named and which region it is in."""

    layout: Layout
    chunks: Sequence[Chunk]
    texts: Sequence[str]
    named: list[Chunk] = field(default_factory=list)
    region: str = ""  # `table` or `figure` after a caption, until running text starts
    first: bool = True  # no running text came yet: the title page

    def add(self, chunk: Chunk) -> None:
        """Take a named chunk in; running text ends the title page."""
        text = self.texts[len(self.named)]
        if chunk.kind in {"prose", "bullet", "table_prose"} and count_words(text) >= _TITLE_WORDS:
            self.first = False
        self.named.append(chunk)

    def kind(self, n: int) -> str:
        """Name a chunk and move the region on."""
        chunk, text = self.chunks[n], self.texts[n]
        if chunk.kind in _READ and not any(c.isalnum() for c in text):
            return "rule"  # a list mark with nothing behind it
        if chunk.kind == "text":
            return self._text_kind(n)
        if chunk.kind == "caption":
            match = CAPTION.match(text)
            table = match is not None and match["word"].casefold() in TABLE_WORDS
            self.region = "table" if table else "figure"
        elif chunk.kind == "heading":
            listed = n + 1 < len(self.chunks) and self.chunks[n + 1].kind == "bullet"
            self.region = self.region if self.region == "table" and listed else ""
        elif chunk.kind == "row":
            prose, _ = prose_cells(text, wrapped=self.layout.wrapped)
            return "table_prose" if prose else "table_cell"
        elif chunk.kind == "bullet" and self.region == "figure" and self._in_figure():
            short = count_words(text) <= 8 and not finished(text)
            return "figure_words" if short else "bullet"
        return chunk.kind

    def _text_kind(self, n: int) -> str:
        chunk, text = self.chunks[n], self.texts[n]
        if chunk.wrap and any(c.kind == "bullet" for c in self.named[-12:]):
            return "bullet"
        if self.region == "table":
            if starts_lower(text) and self._is_open():
                return "table_prose"
            if self.layout.wrapped and self._is_cell(n):
                return "table_prose" if _is_sentence(text) else "table_cell"
        elif self.region == "figure" and self._is_figure_word(n):
            return "figure_words"
        self.region = ""
        return "heading" if self._is_heading(n) else "prose"

    def _in_figure(self) -> bool:
        kinds = (c.kind for c in reversed(self.named) if c.kind in _NAMED)
        return next(kinds, "") == "figure_words"

    def _is_open(self) -> bool:
        """Whether the chunk before is a list item or a cell that has not finished its sentence."""
        kind = self.named[-1].kind if self.named else ""
        return kind in {"bullet", "table_prose"} and not finished(self.texts[len(self.named) - 1])

    def _below(self, n: int) -> int | None:
        return next(
            (k for k in range(n + 1, len(self.chunks)) if self.chunks[k].kind in _READ), None
        )

    def _stops_in_the_middle(self, n: int) -> bool:
        """Whether a line breaks off: at a comma, in a bracket, or as a full one at a small word."""
        text = self.texts[n]
        if text[-1] in ",&/" or text.count("(") > text.count(")"):
            return True
        last = text.split()[-1].casefold()
        long = self.layout.wrapped and len(text) > 0.6 * self.layout.width
        return (long and last in FUNCTION_WORDS) or self._ends_page(n)

    def _ends_page(self, n: int) -> bool:
        """Whether a single full line goes on in small letters below: the last of a page."""
        if not self.layout.wrapped or len(self.chunks[n].members) > 1:
            return False
        below = self._below(n)
        if len(self.texts[n]) < 0.7 * self.layout.width or below is None:
            return False
        text_below = self.chunks[below].kind == "text" and not self.chunks[below].wrap
        return text_below and starts_lower(self.texts[below])

    def _is_cell(self, n: int) -> bool:
        chunk, text = self.chunks[n], self.texts[n]
        if _NUMBER.match(text) and not _is_sentence(text):
            return False
        return chunk.narrow or (len(chunk.members) == 1 and len(text) < 0.8 * self.layout.width)

    def _is_figure_word(self, n: int) -> bool:
        chunk, text = self.chunks[n], self.texts[n]
        words, in_figure = count_words(text), self._in_figure()
        if _NUMBER.match(text) or words > 2 * _CELL_WORDS:
            return False
        if self.layout.wrapped and (
            (len(chunk.members) > 1 and not chunk.narrow)
            or _TWO_SENTENCES.search(text)
            or self._ends_page(n)
        ):
            return False
        if finished(text) and (words >= _SENTENCE_WORDS or not in_figure):
            return False
        # the first words after a caption may be the next heading: then sentences follow
        below = self._below(n)
        sentence = below is not None and _is_sentence(self.texts[below])
        return in_figure or below is None or not sentence or starts_lower(self.texts[below])

    def _is_heading(self, n: int) -> bool:
        chunk, text, first = self.chunks[n], self.texts[n], self.first
        bare, words = _NUMBER.sub("", text), count_words(text)
        if chunk.wrap or words > (_TITLE_WORDS if first else _LABEL_WORDS):
            return False
        if starts_lower(text) or self._stops_in_the_middle(n) or _TWO_SENTENCES.search(bare):
            return False
        if finished(text):
            asks = _QUESTION.search(bare) is not None
            return asks and (first or bare != text or words <= _SENTENCE_WORDS)
        if len(chunk.members) == 1:
            return not self.layout.wrapped or len(text) <= self.layout.width
        few = len(chunk.members) <= (_TITLE_LINES if first else _HEADING_LINES)
        return few and (chunk.narrow or not self.layout.wrapped)


def _is_sentence(text: str) -> bool:
    return bool(_FULL_STOP.search(text)) or count_words(text) >= _CELL_WORDS


def _label_runs(named: Sequence[Chunk], texts: Sequence[str]) -> list[Chunk]:
    """Turn long runs of headings with nothing under them into figure words."""
    result = list(named)
    run: list[int] = []
    seen_prose = False
    for n, chunk in enumerate([*named, Chunk("prose", ())]):
        if chunk.kind == "heading" and not _NUMBER.match(texts[n]):
            run.append(n)
            continue
        if run and chunk.kind in {"caption", "url", "rule", "footnote", "page_number"}:
            continue
        if len(run) >= _LABEL_RUN and seen_prose:
            # the last of them may head the text that follows
            heads = chunk.kind in {"prose", "bullet"} and bool(chunk.members)
            for k in run[: -1 if heads else None]:
                result[k] = replace(named[k], kind="figure_words")
        run = []
        seen_prose = seen_prose or chunk.kind == "prose"
    return result


def _flattened(lines: Sequence[Line], named: Sequence[Chunk]) -> tuple[str, ...]:
    """Tables whose cells came out under each other, column by column."""
    notices: list[str] = []
    run: list[Chunk] = []
    for chunk in [*named, Chunk("end", ())]:
        if chunk.kind in _IN_TABLE:
            run.append(chunk)
        elif chunk.kind not in _BETWEEN_CELLS:
            loose = sum("\t" not in lines[c.members[0]].text for c in run)
            if loose >= _FLAT_CELLS:
                whole = Chunk("", (*run[0].members, *run[-1].members))
                notices.append(
                    f"{place(lines, whole)}: a table read column by column; its cells may not "
                    "stand in reading order"
                )
            run = []
    return tuple(notices)


def _listed_in_figure(
    lines: Sequence[Line], named: Sequence[Chunk], texts: Sequence[str]
) -> tuple[str, ...]:
    """Short list items right above the caption of a figure: two columns may stand as one."""
    notices: list[str] = []
    run: list[Chunk] = []
    for chunk, text in zip(named, texts, strict=True):
        if chunk.kind == "bullet" and count_words(text) <= 6 and not finished(text):
            run.append(chunk)
        elif chunk.kind == "caption" and len(run) >= _FLAT_CELLS:
            whole = Chunk("", (*run[0].members, *run[-1].members))
            notices.append(
                f"{place(lines, whole)}: lists from a figure; columns side by side may have "
                "been read as one list"
            )
            run = []
        elif chunk.kind not in {"heading", "page_number", "url"}:
            run = []
    return tuple(notices)
