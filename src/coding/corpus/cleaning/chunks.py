"""Lines into chunks: runs that belong together before anything is joined over a page."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from coding.corpus.cleaning.lines import (
    LAST_LINE,
    Layout,
    Line,
    break_was_forced,
    finished,
    starts_lower,
)
from coding.corpus.cleaning.openers import find_openers
from coding.corpus.cleaning.vocabulary import CAPTION
from coding.text import count_words

__all__ = ["Chunk", "chunk_lines", "place"]

_TWO_SENTENCES = re.compile(r"[^\W\d_]{2}[.!?]\s")
_NARROW = 0.72  # of the full width: a column of a table, a pull quote, a title
_HEADING_WORDS = 16
_LABEL_WORDS = 8
_CAPTION_LINES = 5


@dataclass(frozen=True, slots=True)
class Chunk:
    """
    Lines that belong together.

    Attributes
    ----------
    kind : str
        `text` (to be named later), `heading, bullet, row, caption, footnote`, or the label
        under which its lines are dropped.
    members : tuple of int
        Indices of the lines.
    narrow : bool
        Several lines, all clearly shorter than a full line.
    wrap : bool
        Starts with a tab: the rest of a list item or note from the page before.
    """

    kind: str
    members: tuple[int, ...]
    narrow: bool = False
    wrap: bool = False


@dataclass(slots=True)
class _Group:
    kind: str
    members: list[int]


def chunk_lines(
    lines: Sequence[Line],
    layout: Layout,
    labels: Mapping[int, str],
    note_starts: Mapping[int, int],
) -> list[Chunk]:
    """
    Cut the lines into chunks, in source order; every line is in exactly one.

    Parameters
    ----------
    lines : sequence of Line
    layout : Layout
    labels : mapping of int to str
        What is known of a line already, by index.
    note_starts : mapping of int to int
        Indices at which a footnote starts.
    """
    openers = find_openers(lines, layout, labels)
    tab_wraps = _wraps_with_tabs(lines, openers)
    groups: list[_Group] = []
    for i, line in enumerate(lines):
        kind = labels.get(i) or openers.get(i) or "text"
        above = None if not groups or line.apart or i in note_starts else groups[-1]
        if above is not None and (
            above.kind == kind
            if i in labels
            else i not in openers and _continues(lines, layout, above, i, tab_wraps=tab_wraps)
        ):
            above.members.append(i)
        else:
            groups.append(_Group(kind, [i]))
    return [
        chunk
        for group, after in pairwise([*groups, None])
        if group is not None
        for chunk in _chunks_of(lines, layout, group, after)
    ]


def _chunks_of(
    lines: Sequence[Line], layout: Layout, group: _Group, after: _Group | None
) -> list[Chunk]:
    if group.kind != "text":
        return [_chunk(lines, layout, group.kind, group.members)]
    parts = _paragraphs(lines, layout, group.members)
    chunks: list[Chunk] = []
    for part, below in pairwise([*parts, None]):
        if part is not None:
            follow = after if below is None else _Group("text", below)
            chunks += _split_headings(lines, layout, part, follow)
    return chunks


def _chunk(lines: Sequence[Line], layout: Layout, kind: str, members: Sequence[int]) -> Chunk:
    longest = max(len(lines[i].text) for i in members)
    narrow = layout.wrapped and len(members) > 1 and longest < _NARROW * layout.width
    wrap = lines[members[0]].tabbed and kind == "text"
    return Chunk(kind, tuple(members), narrow=narrow, wrap=wrap)


def _continues(
    lines: Sequence[Line], layout: Layout, group: _Group, i: int, *, tab_wraps: bool
) -> bool:
    """Whether a line without a mark of its own belongs to the group above it."""
    line, above = lines[i].text, lines[group.members[-1]].text
    goes_on = starts_lower(line) and not finished(above)
    if group.kind == "text":
        return layout.wrapped or goes_on
    if group.kind == "caption":
        number_only = CAPTION.match(above)
        alone = number_only is not None and not number_only["rest"].strip(" .:")
        return len(group.members) < _CAPTION_LINES and (alone or goes_on)
    if group.kind != "bullet":
        return False
    if lines[i].tabbed or goes_on:
        return True
    if tab_wraps or not layout.wrapped:
        return False
    ends = finished(above) and not starts_lower(line)
    return layout.parted or not (ends and break_was_forced(above, line, layout.width))


def _wraps_with_tabs(lines: Sequence[Line], openers: Mapping[int, str]) -> bool:
    """Whether list items are continued behind a tab, so that a line without one ends the item."""
    under = [
        lines[i + 1].tabbed
        for i, kind in openers.items()
        if kind == "bullet" and i + 1 < len(lines) and i + 1 not in openers and not lines[i + 1].gap
    ]
    return sum(under) > len(under) / 2


def _paragraphs(lines: Sequence[Line], layout: Layout, members: list[int]) -> list[list[int]]:
    """Part a run of text lines where no blank line does: at a short last line or an indent."""
    if layout.parted or not layout.wrapped:
        return [members]
    parts = [[members[0]]]
    for n, (i, j) in enumerate(pairwise(members), 1):
        line, after = lines[i], lines[j]
        short = break_was_forced(line.text, after.text, layout.width)
        ends = short and len(line.text) < LAST_LINE * layout.width
        below = lines[members[n + 1]].text if n + 1 < len(members) else ""
        opens = after.indent > line.indent or _stands_alone(after.text, below, layout.width)
        if finished(line.text) and (ends or opens) and not starts_lower(after.text):
            parts.append([])
        parts[-1].append(j)
    return parts


def _stands_alone(text: str, below: str, width: int) -> bool:
    """Whether a line between sentences is a heading: short, no end mark, a sentence below."""
    return (
        bool(below)
        and (len(text) < 0.6 * width or text.isupper())
        and count_words(text) <= _LABEL_WORDS
        and not finished(text)
        and not starts_lower(below)
        and break_was_forced(text, below, width)
    )


def _split_headings(
    lines: Sequence[Line], layout: Layout, members: list[int], after: _Group | None
) -> list[Chunk]:
    """Take a heading off the head or the foot of a run of text lines."""
    width = layout.width
    if layout.wrapped and len(members) > 1:
        if len(members) > 2:
            width = max(len(lines[i].text) for i in members)
        head = _heading_lines(lines, members, width)
        if head:
            rest = _split_headings(lines, layout, members[head:], after)
            return [_chunk(lines, layout, "heading", members[:head]), *rest]
    if _labels_list(lines, layout, members, after):
        return [_chunk(lines, layout, "heading", members)]
    if layout.wrapped and _foot_is_heading(lines, members, width, after):
        return [
            _chunk(lines, layout, "text", members[:-1]),
            _chunk(lines, layout, "heading", members[-1:]),
        ]
    return [_chunk(lines, layout, "text", members)]


def _heading_lines(lines: Sequence[Line], members: Sequence[int], width: int) -> int:
    """How many lines at the head end early, without an end mark, before a new sentence."""
    first = lines[members[0]].text
    if starts_lower(first) or not any(c.isalpha() for c in first):
        return 0
    words = 0
    for n, (i, j) in enumerate(pairwise(members[:4]), 1):
        text, follow = lines[i].text, lines[j].text
        words += count_words(text)
        if words > _HEADING_WORDS or _TWO_SENTENCES.search(text):
            break
        if not break_was_forced(text, follow, width):
            # two headings under each other, the first nearly as long as a line
            if n == 1 and len(text) <= 0.9 * width and not starts_lower(follow):
                continue
            break
        if finished(text) and not text.endswith("?"):
            break
        if not starts_lower(follow) and text[-1] not in ",-/(&":
            return n
    return 0


def _labels_list(
    lines: Sequence[Line], layout: Layout, members: Sequence[int], after: _Group | None
) -> bool:
    """A short label right above list items, with no blank line and no colon between."""
    if after is None or after.kind != "bullet" or lines[after.members[0]].apart:
        return False
    text = " ".join(lines[i].text for i in members)
    longest = max(len(lines[i].text) for i in members)
    short = not layout.wrapped or longest < _NARROW * layout.width
    few = len(members) < 4 and count_words(text) <= _LABEL_WORDS
    return short and few and not finished(text)


def _foot_is_heading(
    lines: Sequence[Line], members: Sequence[int], width: int, after: _Group | None
) -> bool:
    """Whether the last line is a heading that lost the blank line above it."""
    if len(members) < 2 or after is None or after.kind == "bullet":
        return False
    last, before = lines[members[-1]].text, lines[members[-2]].text
    return (
        finished(before)
        and break_was_forced(before, last, width)
        and not finished(last)
        and not starts_lower(last)
        and not starts_lower(lines[after.members[0]].text)
        and len(last) < _NARROW * width
        and count_words(last) <= _LABEL_WORDS + 2
    )


def place(lines: Sequence[Line], chunk: Chunk) -> str:
    """Name the source lines of a chunk, for a notice."""
    first, last = lines[chunk.members[0]].number, lines[chunk.members[-1]].number
    return f"line {first}" if first == last else f"lines {first}-{last}"
