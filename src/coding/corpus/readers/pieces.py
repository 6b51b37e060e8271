"""What every reader hands on: pieces of talk with what may be a speaker's label before them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from coding.corpus.records import Dropped

__all__ = ["FICTIVE_LINE", "NOBODY", "Piece", "Source", "plain_pieces"]

FICTIVE_LINE = "FICTIEF INTERVIEW - geschreven om software te tonen; geen echte respondent"
NOBODY = "*"  # the label of talk whose speaker a file does not name


@dataclass(frozen=True, slots=True)
class Piece:
    """
    A line, paragraph, table row, cue or segment of a transcript.

    Attributes
    ----------
    number : int
        1-based number in the source: line of a text, paragraph of a document, cue or segment.
    text : str
        The piece as it stood, label included; empty between paragraphs.
    label : str or None
        What stands where a speaker's label would stand.
    said : str
        The piece without that label and without time stamps.
    sure : bool
        Whether the format itself says that the label is a speaker.
    start_s, end_s : float or None
        Seconds from the start of the recording.
    """

    number: int
    text: str
    label: str | None = None
    said: str = ""
    sure: bool = False
    start_s: float | None = None
    end_s: float | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """
    A file as a reader found it; who speaks is not decided yet.

    Attributes
    ----------
    format : str
        Name of the reader, e.g. `docx`, `vtt`; see `docs/formats.md`.
    pieces : tuple of Piece
    meta : dict
        Front matter, where the file has it. Never author, title or file names of the program that
        made the file: they hold people's names.
    dropped : tuple of Dropped
        What is not talk. Metadata are counted, not kept: their text is empty.
    notices : tuple of str
        What a person should look at.
    encoding : str
        How the bytes were read, e.g. `utf-8`; the format's own for zips.
    cues : bool
        Whether pieces of one speaker that follow each other are one turn that a program cut up.
    """

    format: str
    pieces: tuple[Piece, ...]
    meta: dict[str, str] = field(default_factory=dict)
    dropped: tuple[Dropped, ...] = ()
    notices: tuple[str, ...] = ()
    encoding: str = "utf-8"
    cues: bool = False

    @property
    def text(self) -> str:
        """The lines without any decision on speakers, for kinds of document that have none."""
        return "\n".join(piece.text for piece in self.pieces)


def plain_pieces(lines: Iterable[str], *, first: int = 1) -> list[Piece]:
    """Number lines, without looking for labels."""
    return [Piece(number, line, said=line) for number, line in enumerate(lines, start=first)]
