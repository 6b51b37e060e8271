"""Spreadsheets: the same table, the same bytes; read row by row, each with its line."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import pandas as pd

from coding.errors import CodingError, at
from coding.exchange.archive import Archive
from coding.exchange.markup import fit
from coding.files import decode, fixed_zip, write_csv, write_whole

__all__ = ["Row", "read_rows", "write_table"]

_CELL_LIMIT = 32_767  # of Excel; longer text would be cut off in silence
_ROWS = 1_048_575
_WIDE = {"text": 80, "note": 40, "definition": 60, "include": 40, "exclude": 40, "path": 40}


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table: its line, and column -> text."""

    line: int
    cells: dict[str, str]

    def get(self, name: str) -> str:
        """Text of a column, without spaces around it; empty where there is none."""
        return self.cells.get(name, "").strip()


def write_table(frame: pd.DataFrame, path: Path) -> None:
    """
    Write a frame as .csv (the form all tables have) or .xlsx.

    Text stays text: a cell that begins with `=` is no formula.

    Raises
    ------
    CodingError
        For another ending, or what a spreadsheet cannot hold.
    """
    ending = path.suffix.lower()
    if ending == ".csv":
        write_csv(frame, path)
    elif ending == ".xlsx":
        write_whole(path, _workbook(frame, where=path))
    else:
        raise CodingError(f"a table as {ending or 'nothing'}", expected=".csv or .xlsx")


def _workbook(frame: pd.DataFrame, *, where: Path) -> bytes:
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    if len(frame) > _ROWS:
        raise CodingError(f"{len(frame)} rows", where=at(where), hint="write it as .csv")
    book = Workbook()
    sheet = book.active
    sheet.append([str(name) for name in frame.columns])
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    columns = [frame[name].tolist() for name in frame.columns]
    for line, values in enumerate(zip(*columns, strict=True), start=2):
        for column, value in enumerate(values, start=1):
            _fill(sheet.cell(line, column), value, where=at(where, line))
    for number, name in enumerate(map(str, frame.columns), start=1):
        width = next((w for key, w in _WIDE.items() if name.startswith(key)), 16)
        sheet.column_dimensions[get_column_letter(number)].width = width
        for line in range(2, len(frame) + 2) if width > 16 else ():
            sheet.cell(line, number).alignment = Alignment(wrap_text=True, vertical="top")
    sheet.freeze_panes = "A2"
    out = io.BytesIO()
    book.save(out)
    return fixed_zip(out.getvalue())


def _fill(cell: Any, value: Any, *, where: str) -> None:
    if value is None or value is pd.NA or value != value:  # noqa: PLR0124  # NaN is not itself
        return
    if isinstance(value, bool):
        cell.value = str(value).lower()
    elif isinstance(value, (int, float)):
        cell.value = value
    else:
        text = fit(str(value))
        if len(text) > _CELL_LIMIT:
            raise CodingError(
                f"a text of {len(text)} characters; a cell of a spreadsheet holds {_CELL_LIMIT}",
                where=where,
                hint="write it as .csv",
            )
        cell.value = text
        cell.data_type = "s"


def read_rows(path: Path) -> list[Row]:
    """
    Read the first sheet of an .xlsx, or a .csv, as rows of text.

    Raises
    ------
    CodingError
        For merged cells or rows of another width (rows that were joined in silence), a column
        that occurs twice, an empty table, or a file that cannot be read.
    """
    is_sheet = path.suffix.lower() in {".xlsx", ".xlsm"}
    lines = _sheet(path) if is_sheet else _delimited(path)
    lines = [(number, cells) for number, cells in lines if any(cell.strip() for cell in cells)]
    if not lines:
        raise CodingError("the table is empty", where=at(path), expected="a header and rows")
    header = [cell.strip() for cell in lines[0][1]]
    while header and not header[-1]:
        header.pop()
    double = sorted({name for name in header if name and header.count(name) > 1})
    if double:
        raise CodingError(f"column {double[0]!r} occurs twice", where=at(path, lines[0][0]))
    rows = []
    for number, cells in lines[1:]:
        if any(cell.strip() for cell in cells[len(header) :]):
            raise CodingError(
                f"the row has text beyond the {len(header)} columns of the header",
                where=at(path, number),
                hint="a separator inside a cell needs quotes around the cell",
            )
        padded = [*cells[: len(header)], *[""] * (len(header) - len(cells))]
        rows.append(Row(number, dict(zip(header, padded, strict=True))))
    return rows


def _sheet(path: Path) -> list[tuple[int, list[str]]]:
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    with Archive(path) as archive:  # its limits, before another library unpacks the file
        for name in archive.names:
            data = archive.read(name)
            if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
                raise CodingError(f"{name} declares entities", where=at(path), expected="a table")
    try:
        book = load_workbook(path, data_only=True)
    except (BadZipFile, InvalidFileException, KeyError, ValueError, OSError) as error:
        raise CodingError(f"this is not a readable spreadsheet: {error}", where=at(path)) from None
    sheet = book.worksheets[0]
    merged = sorted(str(one) for one in sheet.merged_cells.ranges)
    if merged:
        raise CodingError(
            f"merged cells: {', '.join(merged[:3])}",
            where=at(path),
            expected="one row a thing, each cell its own",
            hint="unmerge them and fill every row; what lies under a merged cell is lost",
        )
    if len(book.worksheets) > 1:
        extra = [s.title for s in book.worksheets[1:] if s.max_row > 1]
        if extra and not any(cell.value is not None for row in sheet.iter_rows() for cell in row):
            sheet = book[extra[0]]
    return [
        (number, ["" if value is None else str(value) for value in row])
        for number, row in enumerate(sheet.iter_rows(values_only=True), start=1)
    ]


def _delimited(path: Path) -> list[tuple[int, list[str]]]:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise CodingError(f"cannot be read: {error.strerror}", where=at(path)) from None
    text, _ = decode(data, where=str(path))
    head = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    lines: list[tuple[int, list[str]]] = []
    try:
        start = 1
        for cells in reader:
            lines.append((start, cells))
            start = reader.line_num + 1
    except csv.Error as error:
        raise CodingError(
            f"not a readable table: {error}", where=at(path, reader.line_num)
        ) from None
    short = [(n, cells) for n, cells in lines[1:] if cells and len(cells) != len(lines[0][1])]
    if short:
        number, cells = short[0]
        raise CodingError(
            f"the row has {len(cells)} cells",
            where=at(path, number),
            expected=f"{len(lines[0][1])} cells, as the header has",
            hint="a separator or a line end inside a cell needs quotes around the cell; otherwise"
            " rows run into each other",
        )
    return lines


def column_of(header: Sequence[str], names: Sequence[str]) -> str:
    """First column whose name is one of these, whatever its capitals; empty if there is none."""
    by_name = {name.strip().casefold(): name for name in header}
    return next((by_name[name.casefold()] for name in names if name.casefold() in by_name), "")
