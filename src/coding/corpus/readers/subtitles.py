"""Subtitles: WebVTT of Teams, Zoom and noScribe, and SubRip."""

from __future__ import annotations

import html
import re

from coding.corpus.readers.cues import name_speakers
from coding.corpus.readers.pieces import FICTIVE_LINE, Piece, Source
from coding.corpus.readers.stamps import clock_seconds
from coding.corpus.records import Dropped
from coding.errors import CodingError

__all__ = ["read_srt", "read_vtt", "timing_of"]

# some programs write fewer decimals, or a comma: `00:00:10.01`, `00:00:10,500`
_TIME = r"(?:\d{1,3}:)?\d{1,2}:\d{2}(?:[.,]\d{1,3})?"
_TIMING = re.compile(rf"\s*(?P<start>{_TIME})\s*-->\s*(?P<end>{_TIME})(?:\s.*)?")
_VOICE = re.compile(r"<v(?:\.[^\s<>]{0,200})?(?:\s+(?P<name>[^<>]{0,200}))?>")
_TAG = re.compile(r"</?[A-Za-z0-9][^<>]{0,200}>")
_NOT_CUES = ("NOTE", "STYLE", "REGION", "WEBVTT", "X-TIMESTAMP-MAP")


def timing_of(line: str) -> tuple[float | None, float | None] | None:
    """
    Read a timing line; None if it is none.

    Examples
    --------
    >>> timing_of("00:00:01.500 --> 00:00:03,000 align:start")
    (1.5, 3.0)
    """
    found = _TIMING.fullmatch(line)
    return (clock_seconds(found["start"]), clock_seconds(found["end"])) if found else None


def read_vtt(text: str, *, where: str, encoding: str = "utf-8") -> Source:
    """
    Read WebVTT: speakers from `<v Name>` (Teams) or `Name:` (Zoom), several voices a cue.

    Notes, styles and the title hold names of files and people: counted, not kept.
    """
    return _read(text, name="vtt", where=where, encoding=encoding)


def read_srt(text: str, *, where: str, encoding: str = "utf-8") -> Source:
    """Read SubRip; a speaker, where there is one, is `Name:` at the head of a cue."""
    return _read(text, name="srt", where=where, encoding=encoding)


def _read(text: str, *, name: str, where: str, encoding: str) -> Source:
    lines = text.split("\n")
    pieces: list[Piece] = []
    dropped: list[Dropped] = []
    i = 0
    while i < len(lines):
        timing = timing_of(lines[i])
        if timing is None:
            i = _pass_over(lines, i, dropped)
            continue
        number = i + 1
        payload: list[str] = []
        i += 1
        while i < len(lines) and lines[i].strip() and timing_of(lines[i]) is None:
            payload.append(lines[i])
            i += 1
        if i < len(lines) and lines[i].strip() and payload and payload[-1].strip().isdigit():
            payload.pop()  # a counter right above the next timing, without an empty line between
        pieces += _voices(" ".join(payload), number, timing)
    if not any(piece.said for piece in pieces):
        raise CodingError(
            "no cue with text in it",
            where=where,
            expected="times such as 00:00:01.000 --> 00:00:03.000 with text under them",
        )
    return Source(
        format=name,
        pieces=tuple(name_speakers([piece for piece in pieces if piece.said])),
        dropped=tuple(dropped),
        encoding=encoding,
        cues=True,
    )


def _pass_over(lines: list[str], i: int, dropped: list[Dropped]) -> int:
    """Pass over a header, note, style or cue id; the mark of a made-up interview is kept."""
    line = lines[i].strip()
    block = line.startswith(_NOT_CUES)
    while True:
        here = lines[i].strip()
        if here == FICTIVE_LINE:
            dropped.append(Dropped(i + 1, "marking", here))
        elif here and (block or not (i + 1 < len(lines) and timing_of(lines[i + 1]))):
            dropped.append(Dropped(i + 1, "metadata", ""))
        i += 1
        if not block or i >= len(lines) or not lines[i].strip() or timing_of(lines[i]):
            return i


def _voices(payload: str, number: int, timing: tuple[float | None, float | None]) -> list[Piece]:
    """Split a cue at its voices; what stands before the first has none."""
    start, end = timing
    parts: list[tuple[str | None, str]] = []
    position, name = 0, None
    for voice in _VOICE.finditer(payload):
        parts.append((name, payload[position : voice.start()]))
        position = voice.end()
        name = " ".join(html.unescape(voice["name"] or "").split()) or None
    parts.append((name, payload[position:]))
    pieces = []
    for label, raw in parts:
        said = " ".join(html.unescape(_TAG.sub("", raw)).split())
        if said:
            pieces.append(
                Piece(
                    number,
                    said,
                    label=label,
                    said=said,
                    sure=label is not None,
                    start_s=start,
                    end_s=end,
                )
            )
    return pieces
