"""Every frame and table file in one place: columns, types, units, allowed values, keys, order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import pandas as pd

from coding.errors import CodingError, at, did_you_mean
from coding.files import read_csv

__all__ = [
    "DOCUMENTS",
    "DROPPED",
    "EPISODES",
    "HITS",
    "SCHEMAS",
    "TURNS",
    "UNITS",
    "Column",
    "Schema",
    "check_frame",
    "empty_frame",
    "frame",
    "read_frame",
]

Kind = Literal["text", "integer", "number", "boolean"]
_DTYPES: dict[Kind, Any] = {
    "text": "str",
    "integer": "Int64",
    "number": "Float64",
    "boolean": "boolean",
}


@dataclass(frozen=True, slots=True)
class Column:
    """
    One column: its name, type, meaning (with unit), whether it may be empty, and allowed values.

    Attributes
    ----------
    name : str
    kind : {'text', 'integer', 'number', 'boolean'}
    meaning : str
        What it holds, with its unit or base ("code points, half-open").
    optional : bool
        Whether a cell may be missing.
    choices : tuple of str
        The only values allowed; empty for any.
    """

    name: str
    kind: Kind
    meaning: str
    optional: bool = False
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Schema:
    """
    The shape of one frame.

    Attributes
    ----------
    name : str
    about : str
        What a row is.
    columns : tuple of Column
        In this order.
    key : tuple of str
        Columns that together name a row; no two rows share them.
    order : tuple of str
        Columns the rows are sorted by.
    file : str or None
        Where it is stored in a study, if it is.
    """

    name: str
    about: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    order: tuple[str, ...]
    file: str | None = None

    @property
    def names(self) -> list[str]:
        """Column names in order."""
        return [column.name for column in self.columns]


_START = Column("start", "integer", "first code point in the canonical text")
_END = Column("end", "integer", "code point after the last (half-open)")
_DOCUMENT = Column("document", "text", "id of the document")

DOCUMENTS = Schema(
    "documents",
    "one document of the study",
    (
        Column("document", "text", "id: letters, digits, - and _"),
        Column("kind", "text", "what it is", choices=("interview", "literature", "reading-note")),
        Column("title", "text", "short title for people", optional=True),
        Column("language", "text", "ISO 639-1 code of the text"),
        Column("case", "text", "case id; masked from coders and suggester", optional=True),
        Column("role", "text", "role of the respondent; masked likewise", optional=True),
        Column("role_group", "text", "group of roles; masked likewise", optional=True),
        Column("side", "text", "side the respondent stands on; masked likewise", optional=True),
        Column("tenure", "number", "years in the organisation", optional=True),
        Column("boundary_level", "text", "literature: whose boundaries it is about", optional=True),
        Column("path", "text", "the file as it came, relative to the study"),
        Column("sha256", "text", "hash of that file"),
        Column("text_sha", "text", "hash of the canonical text"),
        Column("reader", "text", "reader and cleaner with version that made the text"),
        Column("fictive", "boolean", "made up, not said or written by a source"),
        Column("local", "boolean", "never leaves this machine: ignored by git"),
    ),
    key=("document",),
    order=("kind", "document"),
    file="corpus/documents.csv",
)

TURNS = Schema(
    "turns",
    "one turn of a transcript, or one block of a literature text",
    (
        _DOCUMENT,
        Column("turn", "integer", "1-based number in the document"),
        Column(
            "speaker",
            "text",
            "role in the conversation; `text` for literature",
            choices=("interviewer", "respondent", "other", "text"),
        ),
        Column("label", "text", "speaker label as it stood", optional=True),
        Column(
            "kind",
            "text",
            "kind of block",
            choices=(
                "turn",
                "prose",
                "bullet",
                "heading",
                "footnote",
                "table_prose",
                "figure_words",
            ),
        ),
        _START,
        _END,
        Column("start_s", "number", "seconds from the start of the recording", optional=True),
        Column("line", "integer", "1-based line of the source file"),
    ),
    key=("document", "turn"),
    order=("document", "turn"),
    file="corpus/texts/<document>.turns.csv",
)

DROPPED = Schema(
    "dropped",
    "one source line (or mark) that is not part of the canonical text",
    (
        _DOCUMENT,
        Column("line", "integer", "1-based line of the source file"),
        Column("kind", "text", "why it was dropped"),
        Column("text", "text", "the line as it stood", optional=True),
    ),
    key=(),
    order=("document", "line"),
    file="corpus/texts/<document>.dropped.csv",
)

EPISODES = Schema(
    "episodes",
    "one interviewer turn with the guide question it asks",
    (
        _DOCUMENT,
        Column("turn", "integer", "the interviewer's turn"),
        Column("guide_question", "text", "id in guide.yaml, or `buiten-gids`"),
        Column("by", "text", "`proposed` by the program or confirmed by a person's initials"),
    ),
    key=("document", "turn"),
    order=("document", "turn"),
    file="corpus/episodes.csv",
)

UNITS = Schema(
    "units",
    "one frozen unit of coding",
    (
        _DOCUMENT,
        Column("unit", "text", "id: document, dash, 1-based number"),
        Column("turn", "integer", "the turn it starts in"),
        _START,
        _END,
        Column("text_sha", "text", "hash of the unit's text: a changed text is noticed"),
        Column("episode", "integer", "0 before the first guide question, then 1, 2, …"),
        Column(
            "guide_question", "text", "id or `buiten-gids`; empty for literature", optional=True
        ),
        Column("kind", "text", "kind of the block it lies in"),
        Column("words", "integer", "words in it"),
    ),
    key=("unit",),
    order=("document", "start"),
    file="corpus/units.csv",
)

HITS = Schema(
    "hits",
    "one place where an indicator of a code matches: a search result, never a coding",
    (
        Column("code", "text", "the code whose indicator matched"),
        Column("indicator", "text", "the indicator as the codebook has it"),
        _DOCUMENT,
        Column("unit", "text", "the unit it lies in"),
        _START,
        _END,
        Column("match", "text", "the words that matched"),
    ),
    key=("code", "indicator", "document", "start", "end"),
    order=("code", "document", "start", "end", "indicator"),
)

SCHEMAS: tuple[Schema, ...] = (DOCUMENTS, TURNS, DROPPED, EPISODES, UNITS, HITS)


def empty_frame(schema: Schema) -> pd.DataFrame:
    """
    A frame of the schema without rows.

    Examples
    --------
    >>> empty_frame(EPISODES).columns.tolist()
    ['document', 'turn', 'guide_question', 'by']
    """
    return frame([], schema)


def frame(rows: Iterable[dict[str, Any]], schema: Schema) -> pd.DataFrame:
    """
    Build a typed, sorted, checked frame from records.

    Raises
    ------
    CodingError
        If a record does not fit the schema.
    """
    built = pd.DataFrame(list(rows), columns=schema.names)
    for column in schema.columns:
        built[column.name] = built[column.name].astype(_DTYPES[column.kind])
    built = built.sort_values(list(schema.order), kind="stable", ignore_index=True)
    check_frame(built, schema)
    return built


def check_frame(given: pd.DataFrame, schema: Schema, *, where: str | None = None) -> None:
    """
    Refuse a frame that is not of the schema.

    Raises
    ------
    CodingError
        For a missing or unknown column, an empty cell that must be filled, a value that is not
        allowed, or two rows with one key.
    """
    place = where or f"frame {schema.name}"
    _check_columns(list(given.columns), schema, where=place)
    for column in schema.columns:
        values = given[column.name]
        if not column.optional and bool(values.isna().any()):
            row = int(values.isna().to_numpy().argmax())
            raise CodingError(
                f"row {row + 1} has no {column.name}", where=place, expected=column.meaning
            )
        if column.choices:
            _check_choices(values, column, where=place)
    if schema.key:
        double = given.duplicated(list(schema.key))
        if bool(double.any()):
            named = given.loc[double, list(schema.key)].iloc[0].tolist()
            raise CodingError(
                f"{', '.join(schema.key)} {' '.join(map(str, named))} occurs twice", where=place
            )


def _check_columns(columns: list[str], schema: Schema, *, where: str) -> None:
    for name in columns:
        if name not in schema.names:
            raise CodingError(
                f"unknown column {name!r}", where=where, hint=did_you_mean(name, schema.names)
            )
    for name in schema.names:
        if name not in columns:
            raise CodingError(
                f"column {name!r} is missing", where=where, expected=", ".join(schema.names)
            )


def _check_choices(values: pd.Series[Any], column: Column, *, where: str) -> None:
    wrong = values[~values.isna() & ~values.isin(column.choices)]
    if len(wrong):
        raise CodingError(
            f"{column.name} {wrong.iloc[0]!r}", where=where, expected=" or ".join(column.choices)
        )


def read_frame(path: Path, schema: Schema) -> pd.DataFrame:
    """
    Read a table file into a typed frame, each complaint with file and line.

    Raises
    ------
    CodingError
        For anything `check_frame` refuses, or a cell that is not of its column's type.
    """
    rows = read_csv(path)
    if rows:
        _check_columns(list(rows[0][1]), schema, where=at(path, 1))
    seen: dict[tuple[str, ...], int] = {}
    records = []
    for line, row in rows:
        key = tuple(row[name] for name in schema.key)
        if schema.key and key in seen:
            raise CodingError(
                f"{', '.join(schema.key)} {' '.join(key)} occurs twice; first on line {seen[key]}",
                where=at(path, line),
            )
        seen[key] = line
        records.append(
            {c.name: _parse(row[c.name], c, where=at(path, line)) for c in schema.columns}
        )
    return frame(records, schema)


def _parse(cell: str, column: Column, *, where: str) -> Any:
    cell = cell.strip() if column.kind != "text" else cell
    if cell == "":
        if column.optional:
            return None
        raise CodingError(f"no {column.name}", where=where, expected=column.meaning)
    if column.choices and cell not in column.choices:
        raise CodingError(
            f"{column.name} {cell!r}", where=where, expected=" or ".join(column.choices)
        )
    try:
        if column.kind == "integer":
            return int(cell)
        if column.kind == "number":
            return float(cell)
    except ValueError:
        raise CodingError(f"{column.name} {cell!r}", where=where, expected="a number") from None
    if column.kind == "boolean":
        if cell.lower() not in {"true", "false"}:
            raise CodingError(f"{column.name} {cell!r}", where=where, expected="true or false")
        return cell.lower() == "true"
    return cell
