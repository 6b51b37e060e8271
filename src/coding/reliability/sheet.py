"""Disagreements as a spreadsheet: out with ids and offsets, back with decisions and remarks."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from coding.codebook import PRESENCE
from coding.errors import CodingError, at
from coding.files import decode, fixed_zip, write_whole
from coding.reliability.comparison import Comparison
from coding.reliability.disagreements import NO, Disagreement, Dispute
from coding.reliability.words import say
from coding.text import short_sha

__all__ = ["DECISIONS", "SheetRow", "check_of", "read_sheet", "write_sheet"]

DECISIONS = (*PRESENCE, NO)
# id -> header in Dutch and English; every one of the three is understood on the way back
_HEADERS: dict[str, tuple[str, str]] = {
    "rank": ("rang", "rank"),
    "document": ("document", "document"),
    "unit": ("eenheid", "unit"),
    "start": ("begin", "start"),
    "end": ("einde", "end"),
    "code": ("code", "code"),
    "label": ("label", "label"),
    "events": ("coderingen", "codings"),
    "notes": ("notities", "notes"),
    "verdict": ("eerder besluit", "earlier decision"),
    "text": ("tekst", "text"),
    "decision": ("besluit", "decision"),
    "reason": ("reden", "reason"),
    "remark": ("opmerking", "remark"),
    "coded_by": ("gecodeerd door", "coded by"),
    "check": ("controle", "check"),
}
_FILLED = ("decision", "reason", "remark")
_KEPT = ("document", "unit", "start", "end", "code", "events", "check")
_WIDTHS = {"text": 70, "reason": 40, "remark": 40, "label": 26, "code": 26, "notes": 30}
_RISKY = ("=", "+", "-", "@")  # a spreadsheet would take such a cell for a formula


@dataclass(frozen=True, slots=True)
class SheetRow:
    """
    One row of a sheet that came back.

    Attributes
    ----------
    number : int
        Row in the file, the header being 1.
    cells : dict of str to str
        Column id -> what is in it, spaces around it taken off; absent columns are missing.
    """

    number: int
    cells: dict[str, str] = field(default_factory=dict)

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")


def check_of(comparison: Comparison, item: Disagreement, dispute: Dispute) -> str:
    """Hash of what a row is about: place, words, code and the codings that differ."""
    words = comparison.texts[item.document][item.start : item.end]
    readings = [f"{reading.coder}:{reading.value}" for reading in dispute.readings]
    about = [item.document, item.unit, str(item.start), str(item.end), dispute.code]
    return short_sha("\n".join([*about, *readings, *dispute.events, words]))


def write_sheet(
    comparison: Comparison,
    items: Iterable[Disagreement],
    path: Path,
    *,
    language: str,
    text: bool = False,
) -> int:
    """
    Write disagreements as `.xlsx` or `.csv`, one row a unit and code in dispute.

    Parameters
    ----------
    comparison : Comparison
    items : iterable of Disagreement
    path : Path
    language : {'nl', 'en'}
        Of the headers and labels.
    text : bool
        Also the words of the units; without, a row has ids and offsets only.

    Returns
    -------
    int
        Rows written.

    Raises
    ------
    CodingError
        For another ending.
    """
    if path.suffix not in {".xlsx", ".csv"}:
        raise CodingError(f"no sheet as {path.suffix or 'a file without ending'}", where=str(path))
    columns = _columns(comparison, text=text)
    rows = [
        _row(comparison, item, dispute, language, text=text)
        for item in items
        for dispute in item.disputes
    ]
    cells = [[row[column] for column in columns] for row in rows]
    heads = [_head(column, language) for column in columns]
    if path.suffix == ".csv":
        write_whole(path, _as_csv(heads, cells, language))
    else:
        about = [comparison.announcement(language), say("sheet-how", language)]
        write_whole(path, _as_xlsx(columns, heads, cells, list(filter(None, about))))
    return len(rows)


def _columns(comparison: Comparison, *, text: bool) -> list[str]:
    first = ["rank", "document", "unit", "start", "end", "code", "label"]
    middle = [f"coder {coder}" for coder in comparison.coders]
    shown = ["text"] if text else []
    return [*first, *middle, "notes", "verdict", *shown, *_FILLED, "events", "coded_by", "check"]


def _head(column: str, language: str) -> str:
    if column.startswith("coder "):
        return f"{'codeur' if language == 'nl' else 'coder'} {column.removeprefix('coder ')}"
    return _HEADERS[column][0 if language == "nl" else 1]


def _row(
    comparison: Comparison, item: Disagreement, dispute: Dispute, language: str, *, text: bool
) -> dict[str, str | int]:
    notes = [f"{r.coder}: {note}" for r in dispute.readings for note in r.notes]
    notes += [f"{m.coder}: {m.note}" for m in item.memos if m.code in {"", dispute.code}]
    words = comparison.texts[item.document][item.start : item.end] if text else ""
    return {
        "rank": item.rank,
        "document": item.document,
        "unit": item.unit,
        "start": item.start,
        "end": item.end,
        "code": dispute.code,
        "label": comparison.codebook.code(dispute.code).name(language),
        **{f"coder {reading.coder}": reading.value for reading in dispute.readings},
        "notes": "\n".join(notes),
        "verdict": f"{dispute.verdict}{' (stale)' if dispute.stale else ''}",
        "text": words,
        **dict.fromkeys(_FILLED, ""),
        "events": ";".join(dispute.events),
        "coded_by": comparison.coded_by,
        "check": check_of(comparison, item, dispute),
    }


def _as_csv(heads: Sequence[str], rows: list[list[str | int]], language: str) -> bytes:
    out = io.StringIO()
    # what spreadsheet programs of the two languages open in columns; the mark says UTF-8 to them
    writer = csv.writer(out, delimiter=";" if language == "nl" else ",", lineterminator="\r\n")
    writer.writerow(heads)
    for row in rows:
        cells = [str(cell) for cell in row]
        writer.writerow([f"'{cell}" if cell.startswith(_RISKY) else cell for cell in cells])
    return out.getvalue().encode("utf-8-sig")


def _as_xlsx(
    columns: list[str], heads: list[str], rows: list[list[str | int]], about: list[str]
) -> bytes:
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    book = Workbook()
    sheet: Any = book.active
    sheet.title = "disagreements"
    sheet.append(heads)
    for number, row in enumerate(rows, start=2):
        for place, value in enumerate(row, start=1):
            cell = sheet.cell(number, place, value)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if isinstance(value, str):
                cell.data_type = "s"  # never a formula, whatever a respondent said
                cell.number_format = "@"
    pale = PatternFill("solid", fgColor="FFF7DD")
    for place, column in enumerate(columns, start=1):
        letter = get_column_letter(place)
        sheet.column_dimensions[letter].width = _WIDTHS.get(column, 12)
        sheet.cell(1, place).font = Font(bold=True)
        sheet.cell(1, place).alignment = Alignment(wrap_text=True, vertical="top")
        if column in _FILLED:
            for number in range(1, len(rows) + 2):
                sheet.cell(number, place).fill = pale
    choices = DataValidation(type="list", formula1=f'"{",".join(DECISIONS)}"', allow_blank=True)
    sheet.add_data_validation(choices)
    letter = get_column_letter(columns.index("decision") + 1)
    choices.add(f"{letter}2:{letter}{max(2, len(rows) + 1)}")
    sheet.freeze_panes = "D2"
    sheet.auto_filter.ref = sheet.dimensions
    second: Any = book.create_sheet("about")
    second.column_dimensions["A"].width = 100
    for line in about:
        second.append([line])
        second.cell(second.max_row, 1).alignment = Alignment(wrap_text=True)
    out = io.BytesIO()
    book.save(out)
    return fixed_zip(out.getvalue())


def read_sheet(path: Path) -> list[SheetRow]:
    """
    Read a sheet that came back: any order, any rows left out, extra columns ignored.

    Raises
    ------
    CodingError
        For another ending, a file that cannot be read, or one without the columns that say what a
        row is about.
    """
    if path.suffix == ".csv":
        rows = _from_csv(path)
    elif path.suffix == ".xlsx":
        rows = _from_xlsx(path)
    else:
        raise CodingError(f"no sheet as {path.suffix or 'a file without ending'}", where=str(path))
    if not rows:
        raise CodingError("the sheet is empty", where=at(path), expected="a header row")
    (_, header), *body = rows
    known = {name.casefold(): i for i, names in _HEADERS.items() for name in (i, *names)}
    columns = [known.get(name.strip().casefold(), "") for name in header]
    if missing := [name for name in (*_KEPT, *_FILLED) if name not in columns]:
        raise CodingError(
            f"the sheet has no column {missing[0]!r}",
            where=at(path, 1),
            expected=", ".join((*_KEPT, *_FILLED)),
            hint="a sheet written by `coding reliability --sheet FILE`",
        )
    return [
        SheetRow(number, {c: cell for c, cell in zip(columns, cells, strict=False) if c})
        for number, cells in body
        if any(cells)
    ]


def _from_csv(path: Path) -> list[tuple[int, list[str]]]:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise CodingError(f"cannot be read: {error.strerror}", where=at(path)) from None
    text, _ = decode(data, where=path.name)
    head = text.split("\n", 1)[0]
    delimiter = ";" if head.count(";") > head.count(",") else ","
    found = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    return [
        (number, [_plain(cell.removeprefix("'")) for cell in row])
        for number, row in enumerate(found, start=1)
    ]


def _from_xlsx(path: Path) -> list[tuple[int, list[str]]]:
    from zipfile import BadZipFile

    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except (OSError, BadZipFile, InvalidFileException, KeyError, ValueError) as error:
        raise CodingError(f"this is no .xlsx that can be read: {error}", where=at(path)) from None
    try:
        sheet = book.worksheets[0]
        return [
            (number, [_plain(cell) for cell in row])
            for number, row in enumerate(sheet.iter_rows(values_only=True), start=1)
        ]
    finally:
        book.close()


def _plain(cell: Any) -> str:
    """A cell as text; programs make 12.0 of 12, and their own line ends."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return str(cell).replace("_x000D_", "").replace("\r\n", "\n").replace("\r", "\n").strip()
