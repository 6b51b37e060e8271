"""Plain text and Markdown: typed by hand, or exported by f4, MAXQDA, Amberscript, noScribe."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from coding.corpus.readers.labels import is_code, pieces_of
from coding.corpus.readers.pieces import Piece, Source
from coding.corpus.readers.stamps import ALONE, CLOCK, clock_seconds
from coding.corpus.records import Dropped
from coding.errors import CodingError, at

__all__ = ["SPEAKS", "front_matter", "read_plain", "speaks", "typed_source"]

SPEAKS = 3  # a label that occurs as often is a speaker's
_META = re.compile(r"^(?P<key>\w[\w -]*):\s*(?P<value>.*)$")
# Teams, Otter: the name and a clock on a line of their own, the words on the next
_HEADER = re.compile(rf"(?P<label>[^\t\n:]{{1,60}}?)(?:\s{{2,}}|\t+|\s)(?P<stamp>{CLOCK})\s*")
_MOST_HEADER = 200
_CREDIT = re.compile(r"automatically created by www\.amberscript\.com")
_STARTED = re.compile(r".{1,80} (?:started|stopped) transcription|.{1,80} heeft de transcriptie .*")
_MADE_BY = re.compile(r"noScribe|Audio (?:source|file):|^\(Language: ")


def front_matter(text: str, *, where: str) -> tuple[dict[str, str], int]:
    r"""
    Read `key: value` lines between two `---` lines at the head of a file.

    Returns
    -------
    meta, lines : dict, int
        The values as text, and how many lines the block takes (0 where there is none).

    Raises
    ------
    CodingError
        If the block is not closed or holds a line that is not `key: value`.

    Examples
    --------
    >>> front_matter("---\nstatus: FICTIEF\n---\nI: dag", where="a.md")
    ({'status': 'FICTIEF'}, 3)
    """
    lines = text.split("\n")
    if lines[0].strip() != "---":
        return {}, 0
    meta: dict[str, str] = {}
    for number, line in enumerate(lines[1:], start=2):
        if line.strip() == "---":
            return meta, number
        found = _META.match(line)
        if found:
            meta[found["key"].strip()] = found["value"].strip().strip("\"'")
        elif line.strip():
            raise CodingError(
                "a line in the front matter that is not 'key: value'", where=at(where, number)
            )
    raise CodingError("the front matter is not closed", where=at(where, 1), expected="a line ---")


def read_plain(text: str, *, where: str, encoding: str = "utf-8") -> Source:
    r"""
    Read text with labels at the head of lines.

    Parameters
    ----------
    text : str
        Normalised text (`coding.text.normalise`).
    where : str
        Name of the file, for messages.
    encoding : str
        How it was decoded.

    Examples
    --------
    >>> source = read_plain("00:00:01\nSpeaker 1: Dag.", where="a.txt")
    >>> [(piece.label, piece.said, piece.start_s) for piece in source.pieces]
    [('Speaker 1', 'Dag.', 1.0)]
    """
    return typed_source(pieces_of(text.split("\n")), name="text", where=where, encoding=encoding)


def typed_source(
    pieces: Sequence[Piece],
    *,
    name: str,
    where: str,
    encoding: str = "utf-8",
    dropped: Iterable[Dropped] = (),
    notices: Iterable[str] = (),
) -> Source:
    """
    Finish what every typed format shares: front matter, headers with a name and a clock, stamps.

    Parameters
    ----------
    pieces : sequence of Piece
        Lines, an empty one between paragraphs.
    name : str
        Name of the format.
    """
    meta, head = front_matter("\n".join(piece.text for piece in pieces), where=where)
    lost = [Dropped(piece.number, "front_matter", piece.text) for piece in pieces[:head]]
    rest = list(pieces[head:])
    cues = False
    headers = [piece for piece in rest if not piece.sure and header_of(piece.text)]
    if len(headers) >= SPEAKS and len(headers) > _labelled(rest):
        rest, left = _under_headers(rest)
        lost += left
        cues, name = True, f"{name}-headers"
    else:
        rest, left = _without_lone_stamps(rest)
        lost += left
        rest, left = _without_settings(rest)
        lost += left
    return Source(
        format=name,
        pieces=tuple(rest),
        meta=meta,
        dropped=(*lost, *dropped),
        notices=tuple(notices),
        encoding=encoding,
        cues=cues,
    )


def speaks(label: str, count: int) -> bool:
    """Whether a label that is not known must be a speaker's: a code, or one that comes back."""
    return count >= SPEAKS or is_code(label)


def _labelled(pieces: Iterable[Piece]) -> int:
    counts = Counter(piece.label for piece in pieces if piece.label is not None)
    return sum(n for label, n in counts.items() if speaks(label, n))


def header_of(line: str) -> tuple[str, float | None] | None:
    """
    Read a line that is a name and a clock, and nothing else.

    Examples
    --------
    >>> header_of("Jan Jansen   0:03")
    ('Jan Jansen', 3.0)
    """
    found = _HEADER.fullmatch(line.strip()) if line and len(line) < _MOST_HEADER else None
    if not found or not re.search(r"[^\W\d_]", found["label"]):
        return None
    return found["label"].strip(), clock_seconds(found["stamp"])


def _under_headers(pieces: Iterable[Piece]) -> tuple[list[Piece], list[Dropped]]:
    """Give the lines under a header to its speaker; what stands above the first is metadata."""
    kept: list[Piece] = []
    lost: list[Dropped] = []
    speaker: tuple[str, float | None] | None = None
    first = False
    for piece in pieces:
        found = header_of(piece.text)
        line = piece.text.strip()
        if found:
            speaker, first = found, True
        elif line and (speaker is None or _STARTED.fullmatch(line)):
            lost.append(Dropped(piece.number, "metadata", ""))
        elif line and speaker is not None:
            label, start = speaker
            kept.append(
                Piece(
                    piece.number,
                    line,
                    label=label,
                    said=line,
                    sure=True,
                    start_s=start if first else None,
                )
            )
            first = False
    return kept, lost


def _without_lone_stamps(pieces: Iterable[Piece]) -> tuple[list[Piece], list[Dropped]]:
    """Take out lines that hold a stamp only; the next labelled line starts at that time."""
    kept: list[Piece] = []
    lost: list[Dropped] = []
    start: float | None = None
    for piece in pieces:
        if _CREDIT.search(piece.text):
            lost.append(Dropped(piece.number, "metadata", ""))
        elif piece.label is None and piece.text and ALONE.fullmatch(piece.text):
            start = clock_seconds(piece.text.replace(".", ":"))
            lost.append(Dropped(piece.number, "time_stamp", piece.text))
        elif piece.label is not None and start is not None and piece.start_s is None:
            kept.append(replace(piece, start_s=start))
            start = None
        else:
            kept.append(piece)
    return kept, lost


def _without_settings(pieces: Sequence[Piece]) -> tuple[list[Piece], list[Dropped]]:
    """Take out what a program writes about itself above the talk: it names files and people."""
    marks = [i for i, piece in enumerate(pieces[:20]) if _MADE_BY.search(piece.text)]
    if not any("noScribe" in pieces[i].text for i in marks):
        return list(pieces), []
    end = marks[-1] + 1
    lost = [Dropped(piece.number, "metadata", "") for piece in pieces[:end] if piece.text.strip()]
    return list(pieces[end:]), lost
