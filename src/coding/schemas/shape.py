"""What a schema is, and how a frame is built, checked and read by one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import pandas as pd

from coding.errors import CodingError, at, did_you_mean
from coding.files import read_csv

__all__ = [
    "Column",
    "Schema",
    "check_frame",
    "empty_frame",
    "frame",
    "read_frame",
    "records",
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


def empty_frame(schema: Schema) -> pd.DataFrame:
    """
    A frame of the schema without rows.

    Examples
    --------
    >>> from coding.schemas import EPISODES
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


def records(given: pd.DataFrame) -> list[dict[str, Any]]:
    """
    Take a frame apart into the records `frame` builds one from.

    Examples
    --------
    >>> records(pd.DataFrame({"turn": [1]}))
    [{'turn': 1}]
    """
    return [{str(key): value for key, value in row.items()} for row in given.to_dict("records")]
