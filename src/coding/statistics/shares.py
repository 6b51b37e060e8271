"""Coefficients whose chance agreement depends on the mean shares of codes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from coding.statistics.agreement import agreeing_pairs
from coding.statistics.arrays import FloatArray, ratio
from coding.statistics.encode import encode
from coding.statistics.ratings import Ratings, RatingsLike, need_single_codes
from coding.statistics.sums import Statistic, blocks, unit_counts

__all__ = ["corrected", "single_codes", "with_shares"]


def with_shares(
    table: Ratings,
    *,
    name: str,
    expected: Callable[[FloatArray], FloatArray],
    expected_of_unit: Callable[[FloatArray, FloatArray], FloatArray],
    why: str,
) -> Statistic:
    """
    Build a coefficient whose expected agreement depends on the mean shares of codes.

    `expected_of_unit` takes each unit's shares (units, codes) and the mean shares (codes,); it is
    what one unit contributes to the linearised standard error.
    """
    n_values = len(table.categories)

    def per_unit(block: slice) -> tuple[FloatArray, FloatArray, FloatArray]:
        counts = unit_counts(table.codes[:, block], n_values)
        agreed, size = agreeing_pairs(counts)
        return agreed, size, counts / np.maximum(size, 1.0)[:, None]

    def parts(block: slice) -> FloatArray:
        agreed, size, shares = per_unit(block)
        return np.column_stack([agreed, size >= 2, size >= 1, shares])

    def mean_shares(sums: FloatArray) -> FloatArray:
        return ratio(sums[..., 3:], sums[..., 2, None])

    def value(sums: FloatArray) -> FloatArray:
        return corrected(sums[..., 0], sums[..., 1], expected(mean_shares(sums)))

    statistic = Statistic(
        name=name, table=table, width=3 + n_values, parts=parts, value=value, why=lambda _: why
    )

    def se(kappa: float) -> float | None:
        sums = statistic.sums()
        pairable, coded = sums[1], sums[2]
        if coded < 2:
            return None
        shares = mean_shares(sums)
        chance = float(expected(shares))
        spread = 0.0
        for block in blocks(table.n_units, statistic.width):
            agreed, size, own = per_unit(block)
            unit = (agreed - chance * (size >= 2)) * (coded / pairable)
            unit -= 2.0 * (1.0 - kappa) * (expected_of_unit(own, shares) - chance)
            spread += float((((unit / (1.0 - chance) - kappa) * (size >= 1)) ** 2).sum())
        return float(np.sqrt(spread / (coded * (coded - 1.0))))

    return replace(statistic, se=se)


def corrected(agreed: FloatArray, pairable: FloatArray, expected: FloatArray) -> FloatArray:
    """(p_a - p_e) / (1 - p_e), nan where there is no pair or chance leaves no room."""
    room = 1.0 - expected
    # nan shares leave no room either; dust is what rounding leaves of zero
    return ratio(ratio(agreed, pairable) - expected, room, where=room > 1e-12)


def single_codes(ratings: RatingsLike, *, method: str) -> Ratings:
    """Encode a table of single codes."""
    table = encode(ratings)
    need_single_codes(table, method=method)
    return table
