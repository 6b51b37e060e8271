"""Chunks into blocks: paragraphs run on over page ends, lines are put together."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from coding.corpus.cleaning.chunks import Chunk
from coding.corpus.cleaning.joins import Join, Joiner
from coding.corpus.cleaning.lines import BULLET, Layout, Line, finished, starts_lower
from coding.corpus.cleaning.naming import prose_cells
from coding.corpus.cleaning.vocabulary import FUNCTION_WORDS
from coding.corpus.records import Block, Dropped

__all__ = ["KEPT_KINDS", "Paragraph", "assemble", "run_on", "table_labels"]

KEPT_KINDS = frozenset({"heading", "prose", "bullet", "table_prose", "footnote", "figure_words"})
_RUNNING = frozenset({"prose", "bullet", "table_prose"})
_SPACES = re.compile(r"\s+")
_LIST_MARK = re.compile(r"[-–—*+]\s*(?=\S)|#{1,6}\s+")
_CLOSING = re.compile(r"[,;:.)\]’”%]|\d")


@dataclass(slots=True)
class Paragraph:
    """A block in the making: its kind and the indices of its lines."""

    kind: str
    members: list[int]
    narrow: bool


def run_on(lines: Sequence[Line], chunks: Sequence[Chunk]) -> list[Paragraph]:
    """
    Make paragraphs of the kept chunks; an unfinished one goes on where its text goes on.

    What stands between the halves (notes, captions, headers, a pull quote, a table in narrow
    columns) stays outside. A paragraph stays open until running text of its own width starts
    with a capital.
    """
    paragraphs: list[Paragraph] = []
    wide: Paragraph | None = None
    narrow: Paragraph | None = None
    for chunk in chunks:
        if chunk.kind not in KEPT_KINDS:
            continue
        if chunk.kind not in _RUNNING:
            paragraphs.append(Paragraph(chunk.kind, list(chunk.members), chunk.narrow))
            continue
        home = _home(lines, chunk, wide, narrow, paragraphs)
        if home is not None:
            home.members.extend(chunk.members)
        else:
            home = Paragraph(chunk.kind, list(chunk.members), chunk.narrow)
            paragraphs.append(home)
        left_open = None if finished(lines[home.members[-1]].text) else home
        if home.narrow:
            narrow = left_open
        else:
            wide, narrow = left_open, None
    paragraphs.sort(key=lambda p: p.members[0])
    return paragraphs


def _home(
    lines: Sequence[Line],
    chunk: Chunk,
    wide: Paragraph | None,
    narrow: Paragraph | None,
    paragraphs: Sequence[Paragraph],
) -> Paragraph | None:
    """The open paragraph that a chunk goes on with."""
    first = lines[chunk.members[0]]
    if chunk.kind == "bullet" and not chunk.wrap:
        return None
    if chunk.wrap:
        bullets = [p for p in paragraphs if p.kind == "bullet"]
        return bullets[-1] if bullets and starts_lower(first.text) else None
    single = len(chunk.members) == 1
    choices = [narrow, wide] if (chunk.narrow or single) else [wide]
    for home in choices:
        if home is not None and _goes_on(lines[home.members[-1]].text, first):
            return home
    return None


def _goes_on(text: str, after: Line) -> bool:
    if starts_lower(after.text):
        return True
    word = text.rsplit(maxsplit=1)[-1].strip("(‘“\"'").casefold()
    open_end = text[-1] in ",([&/" or word in FUNCTION_WORDS or text.count("(") > text.count(")")
    return open_end and (after.page_start or bool(_CLOSING.match(after.text)))


def table_labels(
    lines: Sequence[Line], layout: Layout, paragraphs: Sequence[Paragraph]
) -> tuple[list[Line], list[Dropped]]:
    """Take the short cells out of rows whose other cells are prose."""
    result = list(lines)
    dropped: list[Dropped] = []
    for paragraph in paragraphs:
        if paragraph.kind != "table_prose":
            continue
        for i in paragraph.members:
            prose, short = prose_cells(lines[i].text, wrapped=layout.wrapped)
            if prose and short:
                dropped += [Dropped(lines[i].number, "table_label", cell) for cell in short]
                result[i] = replace(lines[i], text=" ".join(prose))
    return result, dropped


def assemble(
    lines: Sequence[Line], paragraphs: Sequence[Paragraph], joiner: Joiner
) -> tuple[list[Block], list[Join]]:
    """Put the lines of each paragraph together, mending words cut in two."""
    blocks: list[Block] = []
    joins: list[Join] = []
    for paragraph in paragraphs:
        members = paragraph.members
        text = _opening(lines[members[0]].text, paragraph.kind)
        for i, j in pairwise(members):
            text, decision = joiner.join(text, lines[i], lines[j])
            if decision is not None:
                joins.append(decision)
        numbers = [lines[i].number for i in members]
        clean = _SPACES.sub(" ", text).strip()
        blocks.append(Block(paragraph.kind, clean, min(numbers), max(numbers)))
    return blocks, joins


def _opening(text: str, kind: str) -> str:
    """The first line without its list or heading mark; numbers and letters stay."""
    if kind not in {"bullet", "heading", "figure_words"}:
        return text
    bare = BULLET.sub("", text, count=1) if BULLET.match(text) else text
    return _LIST_MARK.sub("", bare, count=1) if _LIST_MARK.match(bare) else bare
