"""From what a user has (frame, array, rows) to integers, with every doubt made an error."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from numbers import Real
from typing import Any

import numpy as np
import pandas as pd

from coding.errors import CodingError
from coding.statistics.arrays import AnyArray, IntArray
from coding.statistics.ratings import Ratings, RatingsLike, is_missing

__all__ = ["encode"]

_SETLIKE = (set, frozenset, list, tuple, np.ndarray)
_DENSE_RANGE = 1 << 16  # integer codes spread wider than this are hashed instead of counted


def encode(ratings: RatingsLike) -> Ratings:
    """
    Check a table of codes and turn it into integers.

    Parameters
    ----------
    ratings : DataFrame, ndarray or list of rows, shape (coders, units)
        None, NaN and pandas.NA mean not coded. Codes are numbers, texts or booleans, or all of
        them sets (also lists or tuples) of labels; the empty set is a value.

    Raises
    ------
    CodingError
        If the table is not two-dimensional, mixes sets with single codes, or mixes a number with
        the text that reads the same.
    """
    table, coders, units = _as_table(ratings)
    if table.dtype.kind in "biuf":
        codes, values = _encode_numbers(table)
        return Ratings(codes, tuple(values.tolist()), coders, units, is_sets=False)
    return _encode_objects(table, coders, units)


def _as_table(ratings: RatingsLike) -> tuple[AnyArray, Sequence[Any], Sequence[Any]]:
    if isinstance(ratings, pd.DataFrame):
        return ratings.to_numpy(), list(ratings.index), _Positions(ratings.columns)
    if isinstance(ratings, np.ma.MaskedArray):
        table: AnyArray = np.array(ratings, dtype=object)
        table[np.ma.getmaskarray(ratings)] = None
    elif isinstance(ratings, np.ndarray):
        table = ratings
        if table.dtype.kind in "US":
            _refuse_spelled_missing(table)
    elif isinstance(ratings, (Mapping, str, bytes)) or not isinstance(ratings, Sequence):
        raise CodingError(
            f"ratings has to be a table of coders × units, not {type(ratings).__name__}",
            hint="a DataFrame with one row a coder, an array, or a list of rows",
        )
    else:
        table = _from_rows(ratings)
    if table.ndim != 2:
        raise CodingError(
            f"ratings has {table.ndim} dimension(s)",
            expected="two: one row a coder, one column a unit",
            hint="cells that are sets need an array of dtype=object, or a list of rows",
        )
    if table.dtype.kind not in "biufOUS":
        raise CodingError(f"codes of type {table.dtype} cannot be compared", expected="codes")
    return table, range(table.shape[0]), range(table.shape[1])


def _Positions(columns: pd.Index) -> Sequence[Any]:  # noqa: N802  # reads as a type where used
    """Keep a million column names as they are: they serve messages only."""
    return columns  # type: ignore[return-value]  # an Index is indexed by position like a sequence


def _refuse_spelled_missing(table: AnyArray) -> None:
    # numpy.array(["a", nan]) is silently the texts "a" and "nan"
    for spelled in ("nan", "None", "<NA>"):
        if (table == (spelled if table.dtype.kind == "U" else spelled.encode())).any():
            raise CodingError(
                f"the table holds the text {spelled!r}, which numpy makes of a missing value",
                hint="build the array with dtype=object; there it would count as a code",
            )


def _from_rows(rows: Sequence[Any]) -> AnyArray:
    for row in rows:
        if isinstance(row, (str, bytes, set, frozenset, Mapping)) or not isinstance(row, Iterable):
            raise CodingError(
                f"a row of ratings is {row!r}", expected="a list: the codes of one coder"
            )
    listed = [list(row) for row in rows]
    lengths = {len(row) for row in listed}
    if len(lengths) > 1:
        raise CodingError(
            f"the coders have rows of different length: {sorted(lengths)}",
            expected="one cell a unit for every coder, None where a unit was not coded",
        )
    table = np.empty((len(listed), lengths.pop() if lengths else 0), dtype=object)
    for place, row in enumerate(listed):
        cells = np.array(row, dtype=object)
        if cells.ndim == 1:
            table[place] = cells
            continue
        for unit, value in enumerate(row):  # lists of equal length would become a dimension
            table[place, unit] = value
    return table


def _encode_numbers(table: AnyArray) -> tuple[IntArray, AnyArray]:
    if table.dtype.kind == "b":
        table = table.view(np.uint8)
    if table.size == 0:
        return np.zeros(table.shape, dtype=np.int32), np.zeros(0)
    low, high = np.fmin.reduce(table, axis=None), np.fmax.reduce(table, axis=None)
    if np.isfinite(low) and float(high) - float(low) < _DENSE_RANGE:
        codes = _offsets(table, low)
        if codes is not None:
            return _drop_unused(codes, low, int(high) - int(low) + 1)
    found, values = pd.factorize(table.ravel(), sort=True)
    return found.reshape(table.shape).astype(np.int32), np.asarray(values)


def _offsets(table: AnyArray, low: Any) -> IntArray | None:
    """Subtract the lowest code, row by row to stay small; None where a code is not whole."""
    if low != np.trunc(low):
        return None
    codes = np.empty(table.shape, dtype=np.int32)
    for row, out in zip(table, codes, strict=True):
        if row.dtype.kind == "f":
            shifted = row - low
            missing = np.isnan(shifted)
            shifted[missing] = -1
            out[:] = shifted
            if not np.array_equal(out, shifted):
                return None
        else:
            out[:] = row.astype(np.int64) - int(low)  # small integers would overflow
    return codes


def _drop_unused(codes: IntArray, low: Any, width: int) -> tuple[IntArray, AnyArray]:
    used = np.zeros(width + 1, dtype=bool)  # the last place takes the -1 of missing cells
    for row in codes:
        used[row] = True
    used = used[:-1]
    values = np.flatnonzero(used) + low
    if not used.all():
        places = np.append(np.cumsum(used) - 1, -1).astype(np.int32)
        codes = places[codes]
    return codes, values


def _encode_objects(table: AnyArray, coders: Sequence[Any], units: Sequence[Any]) -> Ratings:
    flat = table.ravel()
    try:
        codes, found = pd.factorize(flat)
    except TypeError:  # lists and sets cannot be hashed
        return _encode_sets(table, coders, units)
    if any(isinstance(value, _SETLIKE) for value in found):
        return _encode_sets(table, coders, units)
    values = list(found)
    _refuse_lookalikes(values)
    places = np.append(np.arange(len(values)), -1)
    if all(isinstance(value, Real) for value in values):
        order = sorted(range(len(values)), key=values.__getitem__)
        places[order] = np.arange(len(values))
        values = [values[place] for place in order]
    shaped = places[codes].reshape(table.shape).astype(np.int32)
    return Ratings(shaped, tuple(values), coders, units, is_sets=False)


def _encode_sets(table: AnyArray, coders: Sequence[Any], units: Sequence[Any]) -> Ratings:
    codes = np.full(table.shape, -1, dtype=np.int32)
    places: dict[frozenset[Any], int] = {}
    for (coder, unit), value in np.ndenumerate(table):
        if isinstance(value, _SETLIKE):
            labels = _labels(value, where=f"coder {coders[coder]}, unit {units[unit]}")
            codes[coder, unit] = places.setdefault(labels, len(places))
        elif not is_missing(value):
            raise CodingError(
                f"{value!r} is a single code in a table of sets",
                where=f"coder {coders[coder]}, unit {units[unit]}",
                expected=f"sets everywhere ({{{value!r}}}), or single codes everywhere",
            )
    _refuse_lookalikes([label for labels in places for label in labels])
    return Ratings(codes, tuple(places), coders, units, is_sets=True)


def _labels(value: Iterable[Any], *, where: str) -> frozenset[Any]:
    try:
        labels = frozenset(value)
    except TypeError as error:
        raise CodingError(f"a label of {value!r} cannot be compared", where=where) from error
    if any(is_missing(label) for label in labels):
        raise CodingError(
            f"a missing value inside the set {value!r}",
            where=where,
            hint="None for a unit that was not coded, the empty set where no label applies",
        )
    return labels


def _refuse_lookalikes(values: list[Any]) -> None:
    texts = {value for value in values if isinstance(value, str)}
    for value in values:
        if texts and not isinstance(value, str) and str(value) in texts:
            raise CodingError(
                f"the code {value!r} occurs as a number and as the text {str(value)!r}",
                hint="one coder's file was read as text; read all of them the same way",
            )
