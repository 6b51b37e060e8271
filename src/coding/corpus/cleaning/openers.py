"""Lines that start something, whatever stands above them: list items, captions, table rows."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from coding.corpus.cleaning.lines import (
    BULLET,
    Layout,
    Line,
    break_was_forced,
    finished,
    starts_lower,
)
from coding.corpus.cleaning.vocabulary import CAPTION
from coding.text import count_words

__all__ = ["cells", "find_openers"]

_DASH = re.compile(r"(?:[-–—*+]|o\t)\s*(?=\S)")
# `3.`, `(b)`, `iv)`, and `3 Wij` where the numbers go up
_COUNTED = re.compile(
    r"\(?(?P<n>[0-9]{1,2}|[a-zA-Z]|[ivx]{2,4})[.)]\s+\S|(?P<bare>[0-9]{1,2}) (?=[A-ZÀ-Þ])"
)
_SECTION = re.compile(r"\d{1,2}(?:\.\d{1,2})*\.?[\s\t]+[^\W\d_]|#{1,6} ")
_CELL_BORDER = re.compile(r"(?<!\s)(?:\s*\t\s*|\s{4,})")
_HEADING_WORDS = 16
_ITEM_WORDS = 20
_NEAR = 8  # lines: dashes further apart are no list
_NEAR_COUNTED = 40
_ALIGNED = 3  # characters by which columns of one table may differ


def find_openers(
    lines: Sequence[Line], layout: Layout, labels: Mapping[int, str]
) -> dict[int, str]:
    """
    Find the lines that start a list item, a caption or a table row.

    Returns
    -------
    dict of int to {"bullet", "caption", "row"}
        By index into `lines`; labelled lines are left alone.
    """
    found: dict[int, str] = {}
    for i, line in enumerate(lines):
        if i in labels:
            continue
        above = None if i == 0 or line.apart or i - 1 in labels else lines[i - 1]
        opens = above is None or finished(above.text) or i - 1 in found
        if BULLET.match(line.text):
            found[i] = "bullet"
        elif opens and CAPTION.match(line.text):
            found[i] = "caption"
        elif _is_marked(layout, line, above, in_list=found.get(i - 1) == "bullet"):
            found[i] = "bullet"
        elif _is_row(lines, layout, i, in_table=above is not None and found.get(i - 1) == "row"):
            found[i] = "row"
    for i in _lone_marks(lines, layout, [i for i, kind in found.items() if kind == "bullet"]):
        del found[i]
    if not layout.wrapped:
        found |= dict.fromkeys(_unmarked_items(lines, labels, found), "bullet")
    return found


def _unmarked_items(
    lines: Sequence[Line], labels: Mapping[int, str], found: Mapping[int, str]
) -> list[int]:
    """Short lines under a colon are a list whose marks were lost on the way from a web page."""
    items: list[int] = []
    for i, line in enumerate(lines):
        if not line.text.endswith(":") or i in labels or i in found:
            continue
        run: list[int] = []
        for j in range(i + 1, len(lines)):
            text = lines[j].text
            if j in labels or j in found or count_words(text) > _ITEM_WORDS or text[-1] in ".!?:":
                break
            if run and lines[j].gap > lines[run[0]].gap:
                break
            run.append(j)
        # a short line between blank lines right above running text is its heading
        if run and run[-1] + 1 < len(lines) and lines[run[-1]].gap and run[-1] + 1 not in labels:
            run.pop()
        items += run if len(run) > 1 else []
    return items


def _is_marked(layout: Layout, line: Line, above: Line | None, *, in_list: bool) -> bool:
    """Dashes, numbers and letters start an item only where a new sentence may start."""
    counted = _COUNTED.match(line.text)
    if not counted and not _DASH.match(line.text):
        return False
    if above is None or in_list or line.tabbed or finished(above.text):
        return True
    # under a heading without a blank line
    return counted is not None and break_was_forced(above.text, line.text, layout.width)


def _lone_marks(lines: Sequence[Line], layout: Layout, items: Sequence[int]) -> list[int]:
    """A dash or a number needs a second item; a short numbered line over prose is a heading."""
    lone: list[int] = []
    for position, i in enumerate(items):
        text = lines[i].text
        near = [j for j in items[max(0, position - 1) : position + 2] if j != i]
        if BULLET.match(text):
            continue
        if _COUNTED.match(text):
            heading = _SECTION.match(text) and _is_heading_like(lines, layout, i)
            if heading or not any(
                _in_sequence(text, lines[j].text) and abs(i - j) < _NEAR_COUNTED for j in near
            ):
                lone.append(i)
        elif not lines[i].tabbed and not any(
            _DASH.match(lines[j].text) and abs(i - j) < _NEAR for j in near
        ):
            lone.append(i)
    return lone


def _is_heading_like(lines: Sequence[Line], layout: Layout, i: int) -> bool:
    text = lines[i].text
    if finished(text) and not text.endswith("?"):
        return False
    if count_words(text) > _HEADING_WORDS or len(text) > 0.85 * layout.width:
        return False
    after = lines[i + 1] if i + 1 < len(lines) else None
    if after is None or not _COUNTED.match(after.text):
        return after is not None
    return layout.wrapped and after.gap > 0


def _in_sequence(text: str, other: str) -> bool:
    first, second = _COUNTED.match(text), _COUNTED.match(other)
    if first is None or second is None:
        return False
    if bool(first["bare"]) != bool(second["bare"]):
        return False
    a, b = (first["n"] or first["bare"]).casefold(), (second["n"] or second["bare"]).casefold()
    if a.isdecimal() and b.isdecimal():
        return abs(int(a) - int(b)) == 1
    if a.isdecimal() or b.isdecimal():
        return False
    return len(a) > 1 or abs(ord(a) - ord(b[0])) == 1


def cells(text: str) -> list[str]:
    r"""
    Cut a table row into its cells.

    Examples
    --------
    >>> cells("Doel\tRol\tSlot van de zin.")
    ['Doel', 'Rol', 'Slot van de zin.']
    """
    border = re.compile(r"\|") if _is_piped(text) else _CELL_BORDER
    return [cell.strip() for cell in border.split(text) if cell.strip()]


def _is_piped(text: str) -> bool:
    return text.startswith("|") and text.count("|") > 1


def _is_row(lines: Sequence[Line], layout: Layout, i: int, *, in_table: bool) -> bool:
    line = lines[i]
    parts = cells(line.text)
    if len(parts) < 2:
        tabs = line.raw[: line.indent].count("\t")
        return tabs > 1 or (tabs == 1 and in_table)
    if _is_piped(line.text):
        return True
    if "\t" not in line.text:
        return not layout.columns and _has_aligned_neighbour(lines, i)
    if len(parts) > 2:
        return True
    section = _SECTION.match(line.text) is not None and parts[0][0].isdigit()
    return not section and not _labels_a_paragraph(lines, layout, i)


def _has_aligned_neighbour(lines: Sequence[Line], i: int) -> bool:
    """Wide spaces in a line make a row only if the line above or below has them there too."""
    here = _second_cell(lines[i])
    near = [_second_cell(lines[j]) for j in (i - 1, i + 1) if 0 <= j < len(lines)]
    return any(at >= 0 and abs(at - here) <= _ALIGNED for at in near)


def _second_cell(line: Line) -> int:
    match = re.search(r"\S(?:\s{4,}|\s*\t\s*)\S", line.raw)
    return match.end() if match else -1


def _labels_a_paragraph(lines: Sequence[Line], layout: Layout, i: int) -> bool:
    """`Label<TAB>text` whose text runs on over full lines is a paragraph, not a row."""
    if not layout.wrapped or len(lines[i].text) < 0.75 * layout.width or i + 1 == len(lines):
        return False
    after = lines[i + 1]
    return not after.gap and len(cells(after.text)) == 1 and starts_lower(after.text)
