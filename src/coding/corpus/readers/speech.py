"""Speech recognition in JSON: Whisper, WhisperX, whisper.cpp, and Amberscript."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from typing import Any

from coding.corpus.readers.cues import name_speakers, repeats
from coding.corpus.readers.pieces import Piece, Source
from coding.corpus.readers.stamps import clock_seconds
from coding.errors import CodingError

__all__ = ["looks_like_json", "read_speech"]

_NO_SPACE_BEFORE = frozenset(".,;:!?")
_HOMES = ("segments", "chunks", "transcription")


def looks_like_json(text: str) -> bool:
    """Whether a text starts as JSON does; `[00:00:01] I:` does not."""
    head = "".join(text[:400].split())
    return head.startswith(('{"', "[{", "[]", "{}"))


def read_speech(text: str, *, where: str, encoding: str = "utf-8") -> Source:
    """
    Read segments of speech recognition.

    Known are `segments` (Whisper, WhisperX, faster-whisper; Amberscript with `words` and
    `speakers`), `chunks` with a `timestamp` pair, `transcription` (whisper.cpp), and a bare list
    of any of these. A segment without a speaker in a file that has speakers is nobody's (`*`).

    Raises
    ------
    CodingError
        If it is not JSON, or holds no segments with text.
    """
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise CodingError(
            f"not readable JSON: {error}"[:200], where=where, hint="export it once more"
        ) from None
    names: dict[str, str] = {}
    segments = data
    if isinstance(data, dict):
        segments = next((data[key] for key in _HOMES if isinstance(data.get(key), list)), None)
        names = _names(data.get("speakers"))
    if not isinstance(segments, list):
        raise CodingError(
            "JSON without segments",
            where=where,
            expected="a transcript of Whisper, WhisperX or Amberscript: a list `segments`",
        )
    pieces = [
        piece
        for number, segment in enumerate(segments, start=1)
        for piece in _pieces(segment, number, names)
        if piece.said
    ]
    if not pieces:
        raise CodingError("no segment with text in it", where=where)
    return Source(
        format="amberscript" if names else "whisper",
        pieces=tuple(name_speakers(pieces)),
        notices=tuple(repeats(pieces)),
        encoding=encoding,
        cues=True,
    )


def _names(speakers: Any) -> dict[str, str]:
    """Names Amberscript gives its speaker ids."""
    if not isinstance(speakers, list):
        return {}
    return {
        str(one["spkid"]): str(one.get("name") or one["spkid"])
        for one in speakers
        if isinstance(one, dict) and "spkid" in one
    }


def _pieces(segment: Any, number: int, names: dict[str, str]) -> list[Piece]:
    if not isinstance(segment, dict):
        return []
    words = segment.get("words")
    speaker = segment.get("speaker")
    named = isinstance(speaker, str | int) and str(speaker).strip()
    label = " ".join(names.get(str(speaker), str(speaker)).split()) or None if named else None
    start, end = _times(segment)
    said = segment.get("text")
    if isinstance(said, str):
        runs = [(said, start, end)]
    elif isinstance(words, list):
        runs = _runs(words)
    else:
        return []
    return [
        Piece(
            number,
            " ".join(text.split()),
            label=label,
            said=" ".join(text.split()),
            sure=label is not None,
            start_s=first,
            end_s=last,
        )
        for text, first, last in runs
    ]


def _runs(words: Sequence[Any]) -> list[tuple[str, float | None, float | None]]:
    """Words become text, apart where a pause lies between them: one run up to the next pause."""
    runs: list[tuple[str, float | None, float | None]] = []
    for word in words:
        if not isinstance(word, dict):
            continue
        text = str(word.get("text", word.get("word", ""))).strip()
        start, end = _times(word)
        if not text:
            continue
        said, first, last = runs[-1] if runs else ("", None, None)
        if runs and not (last is not None and start is not None and start - last >= 1.0):
            space = "" if text in _NO_SPACE_BEFORE else " "
            runs[-1] = f"{said}{space}{text}", first, end if end is not None else last
        else:
            runs.append((text, start, end))
    return runs


def _times(segment: dict[str, Any]) -> tuple[float | None, float | None]:
    pair = segment.get("timestamp")
    if isinstance(pair, list) and len(pair) == 2:
        return _seconds(pair[0]), _seconds(pair[1])
    stamps = segment.get("timestamps")
    if isinstance(stamps, dict):
        return _seconds(stamps.get("from")), _seconds(stamps.get("to"))
    return _seconds(segment.get("start")), _seconds(segment.get("end"))


def _seconds(value: Any) -> float | None:
    if isinstance(value, str):
        return clock_seconds(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        seconds = float(value)
    except OverflowError:
        return None
    return seconds if math.isfinite(seconds) and 0 <= seconds < 1e7 else None
