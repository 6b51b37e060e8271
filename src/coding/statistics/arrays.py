"""Array types, and division that says what 0 / 0 is."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["AnyArray", "BoolArray", "FloatArray", "IndexArray", "IntArray", "ratio", "total"]

AnyArray = npt.NDArray[Any]
BoolArray = npt.NDArray[np.bool_]
FloatArray = npt.NDArray[np.float64]
IndexArray = npt.NDArray[np.intp]
IntArray = npt.NDArray[np.int32]


def ratio(
    part: npt.ArrayLike,
    whole: npt.ArrayLike,
    *,
    where: npt.ArrayLike | None = None,
    otherwise: float = np.nan,
) -> FloatArray:
    """
    Divide element by element where it makes sense, by default where `whole` is above zero.

    Examples
    --------
    >>> ratio([1.0, 0.0], [2.0, 0.0]).tolist()
    [0.5, nan]
    """
    part, whole = np.broadcast_arrays(
        np.asarray(part, dtype=np.float64), np.asarray(whole, dtype=np.float64)
    )
    defined = np.broadcast_to(np.asarray(whole > 0 if where is None else where), whole.shape)
    result = np.full(whole.shape, otherwise)
    np.divide(part, whole, out=result, where=defined)
    return result


def total(values: FloatArray, *, axis: int = -1) -> FloatArray:
    """Sum over one axis."""
    return np.asarray(values.sum(axis=axis), dtype=np.float64)
