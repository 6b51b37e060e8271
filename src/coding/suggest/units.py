"""Coded units from a file of JSON lines (C4): read, checked, what is odd counted and said."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from coding.codebook import Codebook
from coding.errors import CodingError, at, did_you_mean
from coding.files import read_text

__all__ = ["COLUMNS", "LabelledUnits", "label_rows", "read_units"]

# what the suggester may see of a unit; role, case and side of the speaker are not among it
COLUMNS = ("unit", "group", "order", "text", "speaker", "question")
Labels = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class LabelledUnits:
    """
    Units with what was decided on them.

    Attributes
    ----------
    frame : DataFrame
        One row a unit: `unit, group, order, text, speaker, question`; groups together, in order.
    labels : ndarray of float, shape (units, codes)
        1, 0, or NaN where nobody decided.
    coders : mapping of str to ndarray
        The same by coder, where the data have several.
    notices : tuple of str
        What was accepted but a person should know.
    """

    frame: pd.DataFrame
    labels: Labels
    coders: Mapping[str, Labels] = field(default_factory=dict)
    notices: tuple[str, ...] = ()

    @property
    def decided(self) -> npt.NDArray[np.bool_]:
        """Units on which every code was decided."""
        return np.asarray(~np.isnan(self.labels).any(axis=1))


def read_units(path: Path, codebook: Codebook) -> LabelledUnits:
    """
    Read a file of coded units, one JSON object a line.

    Parameters
    ----------
    path : Path
    codebook : Codebook

    Returns
    -------
    LabelledUnits
        Without the units that have no text; labels that are no codes are left out. Both are
        counted in `notices`.

    Raises
    ------
    CodingError
        For a line that is not an object, a missing or doubled id, a missing group, labels that are
        no list, or when not one label is a code; names file and line.
    """
    rows: list[dict[str, Any]] = []
    seen: dict[str, int] = {}
    empty = 0
    for number, line in enumerate(read_text(path).split("\n"), start=1):
        if not line.strip():
            continue
        row = _row(line, len(rows), where=at(path, number))
        if row["unit"] in seen:
            raise CodingError(
                f"the id {row['unit']!r} is used twice",
                where=at(path, number),
                hint=f"the first is on line {seen[row['unit']]}",
            )
        seen[row["unit"]] = number
        if row["text"].strip():
            rows.append(row)
        else:
            empty += 1
    if not rows:
        raise CodingError("there are no units with text", where=at(path), expected="JSON lines")
    notices = [f"{empty} units without text: left out"] if empty else []
    rows.sort(key=lambda row: (row["group"], row["order"], row["unit"]))
    return _labelled(rows, codebook, notices, where=at(path))


def _labelled(
    rows: list[dict[str, Any]], codebook: Codebook, notices: list[str], *, where: str
) -> LabelledUnits:
    unknown: Counter[str] = Counter()
    labels = label_rows((row["labels"] for row in rows), codebook, unknown)
    if unknown:
        listed = ", ".join(f"{name} ({n}x)" for name, n in unknown.most_common(5))
        more = ", …" if len(unknown) > 5 else ""
        if not np.nansum(labels):
            raise CodingError(
                f"not one label is a code of the codebook: {listed}{more}",
                where=where,
                hint=did_you_mean(next(iter(unknown)), codebook.codes),
            )
        notices.append(f"{len(unknown)} labels are not in the codebook: left out: {listed}{more}")
    open_ = int(np.isnan(labels).all(axis=1).sum())
    if open_:
        notices.append(
            f"{open_} units without labels (null): text used, never trained or tested on"
        )
    names = sorted({name for row in rows for name in row["coders"]})
    coders = {
        name: label_rows((row["coders"].get(name) for row in rows), codebook, Counter())
        for name in names
    }
    frame = pd.DataFrame({name: [row[name] for row in rows] for name in COLUMNS})
    return LabelledUnits(frame, labels, coders, tuple(notices))


def label_rows(
    listed: Iterable[list[str] | None], codebook: Codebook, unknown: Counter[str]
) -> Labels:
    """
    Lists of codes as a matrix.

    Parameters
    ----------
    listed : iterable of list of str, or None
        None = nobody decided.
    codebook : Codebook
    unknown : Counter
        Gets the labels that are no codes.

    Returns
    -------
    ndarray of float, shape (units, codes)
    """
    place = {code: i for i, code in enumerate(codebook.codes)}
    found = []
    for codes in listed:
        row = np.full(len(place), math.nan if codes is None else 0.0)
        for code in codes or ():
            if code in place:
                row[place[code]] = 1.0
            else:
                unknown[code] += 1
        found.append(row)
    return np.array(found).reshape(-1, len(place))


def _row(line: str, number: int, *, where: str) -> dict[str, Any]:
    try:
        value = json.loads(line)
    except json.JSONDecodeError as error:
        raise CodingError(f"this is not JSON: {error.msg}", where=where) from None
    if not isinstance(value, dict):
        raise CodingError("this is not an object", where=where, expected='{"id": …, "text": …}')
    for name in ("id", "group"):
        if value.get(name) in (None, ""):
            raise CodingError(f"the unit has no {name}", where=where, expected=f'"{name}": "…"')
    if "labels" not in value:
        raise CodingError("the unit has no labels", where=where, expected="a list, or null")
    coders = value.get("coders") or {}
    if not isinstance(coders, dict):
        raise CodingError("coders is no mapping", where=where, expected='{"A": ["code"], "B": []}')
    text = value.get("text")
    if text is not None and not isinstance(text, str):
        raise CodingError(f"the text is {text!r}", where=where, expected="text")
    return {
        "unit": str(value["id"]),
        "group": str(value["group"]),
        "order": _order(value.get("order"), number, where),
        "text": text or "",
        "speaker": str(value.get("speaker") or ""),
        "question": str(value.get("question") or ""),
        "labels": _codes(value["labels"], "labels", where),
        "coders": {str(k): _codes(v, f"coder {k}", where) for k, v in coders.items()},
    }


def _order(value: Any, number: int, where: str) -> float:
    if value is None:
        return float(number)
    try:
        return float(value)
    except (TypeError, ValueError):
        raise CodingError(f"order is {value!r}", where=where, expected="a number") from None


def _codes(value: Any, what: str, where: str) -> list[str] | None:
    if value is None:
        return None
    if not isinstance(value, list):
        raise CodingError(f"{what}: {value!r} is no list", where=where, expected='["code", …]')
    return [str(code) for code in value]
