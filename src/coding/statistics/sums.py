"""Coefficients as functions of sums over units: one path for the estimate and its replicates."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from coding.estimate import Estimate
from coding.statistics.arrays import BoolArray, FloatArray, IntArray
from coding.statistics.ratings import Ratings

__all__ = ["Statistic", "blocks", "estimate", "one_hot", "unit_counts"]

_CELLS = 1 << 21  # cells of one block of parts: 16 MB of float64


@dataclass(frozen=True, slots=True, kw_only=True)
class Statistic:
    """
    A coefficient that depends on the data through sums over units only.

    A bootstrap replicate weighs the units; so one product of weights and parts gives all
    replicates, and weights of one give the estimate itself.

    Attributes
    ----------
    name : str
        The coefficient with its variant, as printed in `Estimate.method`.
    table : Ratings
        The codes it is computed from.
    width : int
        Number of parts.
    parts : callable
        From a slice of units to their parts, shape (units of the slice, width).
    value : callable
        From sums of parts, shape (..., width), to the coefficient, shape (...); nan = undefined.
    why : callable
        From sums with an undefined coefficient to the reason, one clause.
    total : callable, optional
        A faster way to the sums over all units, shape (width,).
    se : callable, optional
        From the coefficient to its analytic standard error, or None.
    """

    name: str
    table: Ratings
    width: int
    parts: Callable[[slice], FloatArray]
    value: Callable[[FloatArray], FloatArray]
    why: Callable[[FloatArray], str]
    total: Callable[[], FloatArray] | None = None
    se: Callable[[float], float | None] | None = None

    def sums(self) -> FloatArray:
        """Add the parts of all units, shape (width,)."""
        if self.total is not None:
            return self.total()
        total = np.zeros(self.width)
        for block in blocks(self.table.n_units, self.width):
            total += self.parts(block).sum(axis=0)
        return total


def estimate(statistic: Statistic) -> Estimate:
    """Compute a coefficient, or the reason why it is undefined."""
    table = statistic.table
    reason, value, se = table.why_unpairable(), None, None
    if reason is None:
        sums = statistic.sums()
        found = float(statistic.value(sums))
        if np.isnan(found):
            reason = statistic.why(sums)
        else:
            value, se = found, statistic.se(found) if statistic.se else None
    return Estimate(
        value=value,
        reason=reason,
        se=se,
        method=statistic.name,
        n_units=table.n_units,
        n_pairable=table.n_pairable(),
        n_coders=table.n_coders,
    )


def blocks(n_units: int, width: int) -> Iterator[slice]:
    """Cut units into slices whose parts stay small in memory."""
    step = max(1, _CELLS // max(1, width))
    for start in range(0, n_units, step):
        yield slice(start, min(start + step, n_units))


def unit_counts(codes: IntArray, n_values: int) -> FloatArray:
    """Count the codings of each unit by code, shape (units, codes)."""
    n_units = codes.shape[1]
    counts = np.zeros(n_units * n_values, dtype=np.float64)
    first = np.arange(n_units, dtype=np.intp) * n_values
    for row in codes:
        coded = row >= 0
        counts[first[coded] + row[coded]] += 1  # each coder meets a cell at most once
    return counts.reshape(n_units, n_values)


def one_hot(row: IntArray, n_values: int, *, where: BoolArray) -> FloatArray:
    """Spread one coder's codes over columns, zero outside `where`, shape (units, codes)."""
    spread = np.zeros((row.shape[0], n_values))
    units = np.flatnonzero(where)
    spread[units, row[units]] = 1.0
    return spread
