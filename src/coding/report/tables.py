"""Tables for people: one frame, one renderer a format."""

from __future__ import annotations

import math
from html import escape
from typing import Any

import pandas as pd

from coding.files import format_number
from coding.report.labels import in_words, label

__all__ = ["SHOWN_DIGITS", "cell_text", "html_table"]

SHOWN_DIGITS = 3
_LONG = 60


def cell_text(value: Any) -> str:
    """
    A value as a table shows it: three significant digits, missing as a dash.

    Examples
    --------
    >>> cell_text(0.12345), cell_text(None), cell_text(1234), cell_text(1234.5)
    ('0.123', '–', '1234', '1234')
    """
    if value is None or value is pd.NA or (isinstance(value, float) and math.isnan(value)):
        return "–"
    if isinstance(value, bool):
        return "✓" if value else "–"
    if isinstance(value, float):
        whole = abs(value) >= 10**SHOWN_DIGITS
        return str(round(value)) if whole else format_number(value, digits=SHOWN_DIGITS)
    return str(value)


def html_table(frame: pd.DataFrame, *, language: str, note: str = "") -> str:
    """
    Render a frame as plain HTML: header cells with scope, numbers to the right, no ids.

    Parameters
    ----------
    frame : DataFrame
        Column names are looked up in `report.labels`.
    language : {'nl', 'en'}
    note : str
        Shown under the table.
    """
    if frame.empty:
        return f"<p><em>{escape(label('no_data', language))}</em></p>"
    number = [pd.api.types.is_numeric_dtype(frame[name].dtype) for name in frame.columns]
    head = "".join(
        f"<th scope='col' style='text-align:{_side(n)}'>{escape(label(str(name), language))}</th>"
        for name, n in zip(frame.columns, number, strict=True)
    )
    cells_style = [
        f"text-align:{_side(n)};vertical-align:top;{_width(frame[name])}"
        for name, n in zip(frame.columns, number, strict=True)
    ]
    rows = []
    columns = [frame[name].tolist() for name in frame.columns]
    for values in zip(*columns, strict=True):
        cells = "".join(
            f"<td style='{style}'>{escape(_word(value, str(name), language))}</td>"
            for value, style, name in zip(values, cells_style, frame.columns, strict=True)
        )
        rows.append(f"<tr>{cells}</tr>")
    foot = f"<p><small>{escape(note)}</small></p>" if note else ""
    return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>{foot}"


def _word(value: Any, column: str, language: str) -> str:
    return in_words(cell_text(value), column, language)


def _side(number: bool) -> str:  # a private switch of two words
    return "right" if number else "left"


def _width(column: pd.Series[Any]) -> str:
    """Long texts get room: a definition is not read one word a line."""
    longest = max((len(str(value)) for value in column), default=0)
    return "min-width:22rem" if longest > _LONG else ""
