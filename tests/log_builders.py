"""Coder logs for tests: a small codebook, a clock that stands still, texts with units."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import count
from pathlib import Path

import pandas as pd

from coding.codebook import Codebook, load_codebook
from coding.codebook_life import Clock
from coding.codings import LogWriter, Place, log_path, span_of
from coding.disk import DISK, Disk
from coding.schemas import UNITS, frame
from coding.text import short_sha

CODEBOOK = """\
schema: 1
id: toy
version: "1.0"
families:
  - {id: talk, label: {nl: praten}}
attributes:
  - {id: modality, label: {nl: modaliteit}, values: [own, second-hand]}
  - {id: flags, label: {nl: vlaggen}, values: [late, odd], exclusive: false}
exclusive_groups:
  - {id: poles, codes: [stay, go], why: {nl: Eén verhaal per passage.}}
codes:
  - {id: waiting, family: talk}
  - {id: helping, family: talk}
  - {id: stay}
  - {id: go}
"""
TEXT = "Wij wachten al op antwoord. Niemand belt ons. Joke helpt wel eens mee. Tja, dat is het."
CODES = ("waiting", "helping", "stay", "go")


def codebook(folder: Path, text: str = CODEBOOK) -> Codebook:
    """Load a codebook from its text."""
    path = folder / "codebook.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return load_codebook(path)


def ticking() -> Clock:
    """A clock that goes on by a second each time it is asked."""
    seconds = count()
    return lambda: f"2026-03-01T09:{(s := next(seconds)) // 60 % 60:02d}:{s % 60:02d}Z"


def writer(
    folder: Path, coder: str = "A", *, book: Codebook, disk: Disk = DISK, **more
) -> LogWriter:
    """Open a coder's log."""
    options = {"clock": ticking(), "round": "1", "disk": disk, **more}
    return LogWriter(log_path(folder, coder), codebook=book, **options)


def units_of(
    spans: Iterable[tuple[int, int]], text: str = TEXT, document: str = "D1"
) -> pd.DataFrame:
    """Units of one document at the given places."""
    rows = [
        {
            "document": document,
            "unit": f"{document}-{number:03d}",
            "turn": 1,
            "start": start,
            "end": end,
            "text_sha": short_sha(text[start:end]),
            "episode": 0,
            "guide_question": None,
            "kind": "turn",
            "words": len(text[start:end].split()),
        }
        for number, (start, end) in enumerate(spans, start=1)
    ]
    return frame(rows, UNITS)


def sentences(text: str = TEXT) -> list[tuple[int, int]]:
    """Places of the sentences of a text that ends each with a full stop."""
    ends = [i + 1 for i, char in enumerate(text) if char == "."]
    starts = [0, *(end + 1 for end in ends[:-1])]
    return list(zip(starts, ends, strict=True))


def unit_place(number: int, text: str = TEXT, document: str = "D1") -> Place:
    """The n-th sentence as a place with its unit's id, counted from 1."""
    start, end = sentences(text)[number - 1]
    return span_of(text, document, start, end, unit=f"{document}-{number:03d}")
