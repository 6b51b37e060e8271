"""Difference functions of Krippendorff's alpha, observed and expected, one level each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

import numpy as np

from coding.errors import CodingError
from coding.statistics.arrays import FloatArray, IntArray, ratio, total
from coding.statistics.distances import SetDistance, set_difference
from coding.statistics.ratings import Ratings, numbers_of

__all__ = [
    "Level",
    "Metric",
    "interval_metric",
    "membership",
    "nominal_metric",
    "ratio_metric",
    "set_metric",
    "unit_disagreement",
]

Level = Literal["nominal", "ordinal", "interval", "ratio"]
_ROWS = 1 << 16  # units compared at a time
_CELLS = 1 << 21  # cells of one block of differences


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """
    How far apart two codes are.

    Attributes
    ----------
    difference : callable
        From two arrays of codes to their differences; what it says of missing codes is ignored.
    features : ndarray of shape (codes, features), or None
        What has to be summed over codings to know the expected disagreement; None = counts.
    expected : callable
        From sums of features (..., features) to the sum of differences over all ordered pairs of
        codings, n_c * n_k * delta_ck over c and k.
    size : callable
        From sums of features to the number of codings.
    """

    difference: Callable[[IntArray, IntArray], FloatArray]
    expected: Callable[[FloatArray], FloatArray]
    size: Callable[[FloatArray], FloatArray]
    features: FloatArray | None = None


def nominal_metric() -> Metric:
    """Differ or not."""

    def expected(n: FloatArray) -> FloatArray:
        return total(n) ** 2 - total(n * n)

    return Metric(
        difference=lambda a, b: (a != b).astype(np.float64), expected=expected, size=total
    )


def interval_metric(values: FloatArray) -> Metric:
    """
    Squared difference of the numbers.

    Sums of 1, v and v² suffice, so thousands of distinct numbers cost nothing.
    """
    # centred, so that years such as 2019 do not drown the differences in rounding
    centred = values - (values.mean() if values.size else 0.0)

    def difference(a: IntArray, b: IntArray) -> FloatArray:
        apart: FloatArray = centred[a] - centred[b]
        return apart * apart

    def expected(sums: FloatArray) -> FloatArray:
        n, first, second = sums[..., 0], sums[..., 1], sums[..., 2]
        spread = n * second - first * first
        # equal numbers leave rounding dust where exact arithmetic leaves zero
        return 2.0 * np.where(spread > 1e-12 * n * second, spread, 0.0)

    features = np.column_stack([np.ones_like(centred), centred, centred * centred])
    return Metric(
        difference=difference,
        expected=expected,
        size=lambda sums: sums[..., 0],
        features=features,
    )


def ratio_metric(table: Ratings) -> Metric:
    """Squared difference relative to the sum of the numbers."""
    values = numbers_of(table, level="ratio")
    if (values < 0).any():
        raise CodingError(
            f"level 'ratio' needs numbers from zero upwards, not {values.min():g}",
            hint="level='interval' for numbers that can be negative",
        )

    def delta(a: FloatArray, b: FloatArray) -> FloatArray:
        return ratio(a - b, a + b, otherwise=0.0) ** 2

    return Metric(
        difference=lambda a, b: delta(values[a], values[b]),
        expected=_all_pairs(len(values), lambda rows: delta(values[rows, None], values[None, :])),
        size=total,
    )


def set_metric(table: Ratings, distance: SetDistance) -> Metric:
    """Difference of two sets of labels."""
    delta = set_difference(distance)
    member, _ = membership(table)
    sizes = member.sum(axis=1)

    def difference(a: IntArray, b: IntArray) -> FloatArray:
        common = np.einsum("ij,ij->i", member[a], member[b])
        return delta(common, sizes[a], sizes[b])

    def rows_against_all(rows: slice) -> FloatArray:
        return delta(member[rows] @ member.T, sizes[rows, None], sizes[None, :])

    return Metric(
        difference=difference,
        expected=_all_pairs(len(sizes), rows_against_all),
        size=total,
    )


def membership(table: Ratings) -> tuple[FloatArray, tuple[object, ...]]:
    """Return which label is in which set, shape (sets, labels), and the labels."""
    labels = sorted({label for labels in table.categories for label in labels}, key=repr)
    places = {label: place for place, label in enumerate(labels)}
    member = np.zeros((len(table.categories), len(labels)))
    for row, value in enumerate(table.categories):
        member[row, [places[label] for label in value]] = 1.0
    return member, tuple(labels)


def unit_disagreement(
    codes: IntArray, difference: Callable[[IntArray, IntArray], FloatArray]
) -> FloatArray:
    """
    Sum the differences inside each unit over ordered pairs of codings, divided by m_u - 1.

    Returns
    -------
    ndarray, shape (units,)
        Zero for units with fewer than two codings.
    """
    result = np.zeros(codes.shape[1])
    for start in range(0, codes.shape[1], _ROWS):
        block = codes[:, start : start + _ROWS]
        coded = block >= 0
        apart = np.zeros(block.shape[1])
        for i, j in combinations(range(len(block)), 2):
            apart += difference(block[i], block[j]) * (coded[i] & coded[j])
        others = np.maximum(coded.sum(axis=0) - 1, 1)
        result[start : start + _ROWS] = 2.0 * apart / others
    return result


def _all_pairs(
    n_values: int, rows_against_all: Callable[[slice], FloatArray]
) -> Callable[[FloatArray], FloatArray]:
    """Sum n_c n_k delta_ck a few rows at a time: the matrix of all differences can be large."""
    step = max(1, _CELLS // max(1, n_values))

    def expected(n: FloatArray) -> FloatArray:
        weighted = np.zeros_like(n)
        for start in range(0, n_values, step):
            rows = slice(start, start + step)
            weighted += n[..., rows] @ rows_against_all(rows)
        return total(weighted * n)

    return expected
