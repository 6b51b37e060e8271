"""Word-processor documents: paragraphs and tables of any make become labelled pieces."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from coding.corpus.readers.labels import label_like, piece_of
from coding.corpus.readers.pieces import Piece
from coding.corpus.readers.stamps import ALONE, clock_seconds
from coding.corpus.records import Dropped
from coding.text import normalise

__all__ = ["Paragraph", "Table", "lay_out"]

_FEW = 8  # speakers a table may have


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Text of a paragraph, line breaks inside as newlines, and the bold part at its head."""

    text: str
    bold: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells; a cell is its paragraphs."""

    rows: tuple[tuple[tuple[Paragraph, ...], ...], ...]


def lay_out(blocks: Iterable[Paragraph | Table]) -> tuple[list[Piece], list[Dropped], list[str]]:
    """
    Number paragraphs and rows, find labels, and read tables of time, speaker and text.

    Returns
    -------
    pieces, dropped, notices
        An empty piece stands between paragraphs.
    """
    pieces: list[Piece] = []
    dropped: list[Dropped] = []
    notices: list[str] = []
    number = 0
    for block in blocks:
        if isinstance(block, Paragraph):
            number += 1
            pieces += _lines(block, number)
            pieces.append(Piece(number, ""))
            continue
        spoken = _speaking_table(block, number)
        if spoken is not None:
            pieces += spoken[0]
            dropped += spoken[1]
        else:
            pieces += _cells(block, number)
        number += len(block.rows)
    return pieces, dropped, notices


def _lines(paragraph: Paragraph, number: int) -> list[Piece]:
    bold = normalise(paragraph.bold)
    lines = normalise(paragraph.text).split("\n")
    found = []
    for line in lines:
        found.append(piece_of(number, line, bold=bold.split("\n")[0] if bold else ""))
        if line.strip():
            bold = ""
    return found


def _cells(table: Table, number: int) -> list[Piece]:
    """A table that is only layout: its cells one after the other."""
    pieces = []
    for place, row in enumerate(table.rows, start=number + 1):
        for cell in row:
            for paragraph in cell:
                pieces += _lines(paragraph, place)
            pieces.append(Piece(place, ""))
    return pieces


def _flat(cell: Sequence[Paragraph]) -> str:
    return normalise("\n".join(paragraph.text for paragraph in cell)).strip()


def _speaking_table(table: Table, number: int) -> tuple[list[Piece], list[Dropped]] | None:
    """Read a table with a column of speakers, one of text and perhaps one of times."""
    rows = [[_flat(cell) for cell in row] for row in table.rows]
    width = Counter(len(row) for row in rows if any(row)).most_common(1)
    if not width or width[0][0] < 2:
        return None
    columns = width[0][0]
    full = [row for row in rows if len(row) == columns]
    sizes = [sum(len(row[i]) for row in full) for i in range(columns)]
    text = max(range(columns), key=lambda i: (sizes[i], i))
    speaker = next((i for i in range(columns) if i != text and _speakers(full, i)), None)
    if speaker is None:
        return None
    clock = next((i for i in range(columns) if i not in {text, speaker} and _clocks(full, i)), None)
    pieces: list[Piece] = []
    dropped: list[Dropped] = []
    for place, (row, cells) in enumerate(zip(rows, table.rows, strict=True), start=number + 1):
        if not any(row):
            continue
        if len(row) != columns or (place == number + 1 and _is_head(row, clock, full, speaker)):
            dropped.append(Dropped(place, "table_head", " | ".join(row)))
            continue
        label = " ".join(row[speaker].removesuffix(":").split()) or None
        start = clock_seconds(row[clock]) if clock is not None else None
        for i, line in enumerate(_flat(cells[text]).split("\n")):
            first = i == 0 and label is not None
            pieces.append(
                Piece(
                    place,
                    line,
                    label=label if first else None,
                    said=line,
                    sure=first,
                    start_s=start if first else None,
                )
            )
        pieces.append(Piece(place, ""))
    return pieces, dropped


def _speakers(rows: Sequence[Sequence[str]], column: int) -> bool:
    cells = [row[column] for row in rows if row[column]]
    names = Counter(cell.removesuffix(":").strip().casefold() for cell in cells)
    shaped = sum(label_like(cell) and not ALONE.fullmatch(cell) for cell in cells)
    numbers = all(re.fullmatch(r"[\d.]+", cell) for cell in cells)
    few = len(names) <= max(2, min(_FEW, len(cells) // 2 + 1))
    return bool(cells) and not numbers and shaped == len(cells) and few


def _clocks(rows: Sequence[Sequence[str]], column: int) -> bool:
    cells = [row[column] for row in rows if row[column]]
    return sum(ALONE.fullmatch(cell) is not None for cell in cells) * 2 > len(cells)


def _is_head(
    row: Sequence[str], clock: int | None, rows: Sequence[Sequence[str]], speaker: int
) -> bool:
    """Whether the first row names the columns."""
    if clock is not None and row[clock]:
        return ALONE.fullmatch(row[clock]) is None
    heads = {"spreker", "speaker", "wie", "who", "naam", "name", "persoon", "rol", "role"}
    once = sum(other[speaker] == row[speaker] for other in rows) == 1
    return once and row[speaker].casefold() in heads


def without_bold(pieces: Iterable[Piece]) -> list[Piece]:
    """Pieces as plain lines, for documents that nobody speaks in."""
    return [replace(piece, label=None, said=piece.text) for piece in pieces]
