"""Lines of a source and its layout: what every later rule looks at."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

__all__ = [
    "BULLET",
    "LAST_LINE",
    "Layout",
    "Line",
    "break_was_forced",
    "finished",
    "read_lines",
    "starts_lower",
]

# characters that mark a list item wherever they start a line
# (private-use characters are how symbol fonts come out of a PDF)
BULLET = re.compile(r"\s*([•●▪■◦‣⁃∙·○➢➤►▶✓✔❖\ue000-\uf8ff])\s*")

LAST_LINE = 0.85  # of the width: a shorter line that ends a sentence ends its paragraph

_END_MARKS = ".!?…:;"
_CLOSERS = " \"'’”»)]}◆■□▪"
_BROKEN_SHARE = 0.15  # of the lines: below it a line is a paragraph (a text from a web page)
_START_SHARE = 0.10  # above it one leading space is indentation, not a sign of a new page
_COLUMN_SHARE = 0.25  # of the lines: above it wide gaps in lines are columns of text, not tables
_FIT = 0.92  # proportional type: a line can be this much shorter and still be full
_COLUMNS = re.compile(r"\S {4,}\S")
_TABS_AS_SPACES = re.compile(r"(?<!\S)(?:\S+\t+){4,}\S")


@dataclass(frozen=True, slots=True)
class Line:
    """
    A line with visible characters.

    Attributes
    ----------
    number : int
        1-based line of the source.
    raw : str
        The line as it stood.
    text : str
        Trimmed; marks that were cut out are gone.
    gap : int
        Blank lines before it.
    page_start : bool
        It starts a page or a column.
    """

    number: int
    raw: str
    text: str
    gap: int
    page_start: bool = False

    @property
    def apart(self) -> bool:
        """Whether a blank line or a page end stands before it."""
        return self.gap > 0 or self.page_start

    @property
    def indent(self) -> int:
        """Characters of white space before the text."""
        return len(self.raw) - len(self.raw.lstrip())

    @property
    def tabbed(self) -> bool:
        """Whether a tab stands before the text: the wrap of a list item or a note."""
        return "\t" in self.raw[: self.indent]

    @property
    def tight(self) -> bool:
        """Whether the source line ends right after its text."""
        return self.raw.endswith(self.text)


@dataclass(frozen=True, slots=True)
class Layout:
    """
    How the file was set.

    Attributes
    ----------
    wrapped : bool
        Paragraphs run over several lines.
    width : int
        Characters of a full line.
    trailing_spaces : bool
        More than half of the lines end in a space, so that a line without one is a sign.
    wide_gaps : bool
        Two or more blank lines in a row are rare, so that they are a sign of a page end.
    parted : bool
        Blank lines part paragraphs; else only short last lines do.
    columns : bool
        Columns of text stand side by side on the lines.
    """

    wrapped: bool
    width: int
    trailing_spaces: bool
    wide_gaps: bool
    parted: bool
    columns: bool


def read_lines(text: str) -> tuple[list[Line], Layout]:
    r"""
    Split a text into its visible lines and measure its layout.

    Examples
    --------
    >>> lines, layout = read_lines("Kop\n\nEen zin.\n")
    >>> [(line.number, line.gap, line.text) for line in lines]
    [(1, 0, 'Kop'), (3, 1, 'Een zin.')]
    >>> layout.wrapped
    False
    """
    lines: list[Line] = []
    gap = 0
    for number, raw in enumerate(text.split("\n"), 1):
        stripped = raw.strip()
        if stripped:
            lines.append(Line(number, raw, stripped, gap))
            gap = 0
        else:
            gap += 1
    if _share(bool(_TABS_AS_SPACES.search(line.text)) for line in lines) > _COLUMN_SHARE:
        lines = [replace(line, text=line.text.replace("\t", " ")) for line in lines]
    layout = _measure(lines)
    return (_mark_page_starts(lines) if layout.wrapped else lines), layout


def _share(signs: Iterable[bool]) -> float:
    found = list(signs)
    return sum(found) / len(found) if found else 0.0


def _measure(lines: Sequence[Line]) -> Layout:
    broken = sorted(
        len(line.text)
        for line, after in pairwise(lines)
        if not after.gap and starts_lower(after.text)
    )
    width = broken[int(0.9 * (len(broken) - 1))] if broken else 80
    parted = [
        after.gap > 0
        for line, after in pairwise(lines)
        if finished(line.text)
        and len(line.text) < LAST_LINE * width
        and not starts_lower(after.text)
    ]
    return Layout(
        wrapped=len(broken) >= 3 and len(broken) >= _BROKEN_SHARE * len(lines),
        width=width,
        trailing_spaces=_share(line.raw[-1:].isspace() for line in lines) > 0.5,
        wide_gaps=_share(line.gap > 1 for line in lines if line.gap) <= 0.4,
        parted=sum(parted) >= len(parted) / 2,
        columns=_share(bool(_COLUMNS.search(line.text)) for line in lines) > _COLUMN_SHARE,
    )


def _mark_page_starts(lines: list[Line]) -> list[Line]:
    """One leading space, where hardly any line has one, is where PDF text starts a new box."""
    led = [line for line in lines if _is_led(line)]
    plain = [line for line in led if not BULLET.match(line.raw)]
    if len(plain) > _START_SHARE * len(lines) or _share(line.indent > 1 for line in lines) > 0.5:
        return lines
    bullets_led = _share(_is_led(line) for line in lines if BULLET.match(line.raw)) > 0.5
    starts = {line.number for line in (plain if bullets_led else led)}
    return [replace(line, page_start=line.number in starts) for line in lines]


def _is_led(line: Line) -> bool:
    return line.raw.startswith(" ") and not line.raw.startswith("  ")


def finished(text: str) -> bool:
    """
    Tell whether a text stops on an end mark, closing quotes and brackets aside.

    Examples
    --------
    >>> [finished(t) for t in ("Klaar.", "‘Klaar.’", "(Kool, 2017)", "en dan")]
    [True, True, False, False]
    """
    bare = text.rstrip(_CLOSERS)
    return bool(bare) and bare[-1] in _END_MARKS


def starts_lower(text: str) -> bool:
    """
    Tell whether the first letter is a small one; quotes, brackets and dashes aside.

    Examples
    --------
    >>> [starts_lower(t) for t in ("verder", "(of niet)", "Nieuw", "3 jaar")]
    [True, True, False, False]
    """
    for character in text:
        if character.isalpha():
            return character.islower()
        if character.isdigit():
            return False
    return False


def break_was_forced(line: str, after: str, width: int) -> bool:
    """
    Tell whether the first word of the next line would have fitted on this one.

    Examples
    --------
    >>> break_was_forced("Kop", "Daarna volgt de eerste zin", 40)
    True
    """
    words = after.split(maxsplit=1)
    return len(line) + 1 + len(words[0] if words else "") <= _FIT * width
