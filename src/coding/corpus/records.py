"""What readers and cleaners hand on: kept blocks, dropped lines, turns."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Block", "Cleaned", "Dropped", "Transcript", "Turn"]


@dataclass(frozen=True, slots=True)
class Block:
    """
    A kept piece of a literature text: one paragraph, bullet, heading or note.

    Attributes
    ----------
    kind : str
        What it is: `heading, prose, bullet, table_prose, footnote, figure_words`.
    text : str
        The text, line breaks and hyphens mended.
    first_line, last_line : int
        1-based lines of the source it came from, inclusive.
    """

    kind: str
    text: str
    first_line: int
    last_line: int


@dataclass(frozen=True, slots=True)
class Dropped:
    """
    A source line (or a mark cut out of one) that is not part of the canonical text.

    Attributes
    ----------
    line : int
        1-based line of the source.
    kind : str
        Why it was dropped, e.g. `url, contents, reference, caption, header_footer`.
    text : str
        The line as it stood.
    """

    line: int
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Cleaned:
    """
    A literature text after cleaning; every source line is in a block or in `dropped`.

    Attributes
    ----------
    blocks : tuple of Block
    dropped : tuple of Dropped
    notices : tuple of str
        What a person should look at, e.g. a sentence that occurs twice.
    """

    blocks: tuple[Block, ...]
    dropped: tuple[Dropped, ...]
    notices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Turn:
    """
    One turn of a transcript, as read.

    Attributes
    ----------
    label : str
        The speaker label as it stood, e.g. `I` or `R1`.
    text : str
        What was said, marks such as `[lacht]` included.
    line : int
        1-based line of the source on which the turn starts.
    start_s : float or None
        Seconds from the start of the recording, where the source says so.
    """

    label: str
    text: str
    line: int
    start_s: float | None = None


@dataclass(frozen=True, slots=True)
class Transcript:
    """
    An interview as read: turns with raw speaker labels, front matter, dropped lines.

    Attributes
    ----------
    turns : tuple of Turn
    meta : dict
        Front matter of the file (key to value, as text).
    dropped : tuple of Dropped
    notices : tuple of str
    """

    turns: tuple[Turn, ...]
    meta: dict[str, str]
    dropped: tuple[Dropped, ...]
    notices: tuple[str, ...]
