"""Alpha for ordered codes, and the two steps it shares with the other levels."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import combinations

import numpy as np

from coding.statistics.arrays import AnyArray, FloatArray, IndexArray, IntArray, ratio
from coding.statistics.ratings import Ratings
from coding.statistics.sums import Statistic, unit_counts

__all__ = ["one_minus_ratio", "ordinal_alpha", "pairable_counts"]


def ordinal_alpha(
    table: Ratings, order: FloatArray, *, why: Callable[[FloatArray], str]
) -> Statistic:
    """
    Alpha for ranks: the difference of two codes depends on how often those between occur.

    With r_c the middle rank of code c, that difference is (r_c - r_k)². The sums are the
    coincidences of each pair of codes that met in a unit, and the counts.
    """
    rank_of = np.argsort(np.argsort(order)).astype(np.int32)
    codes = np.where(table.codes < 0, -1, np.append(rank_of, -1)[table.codes]).astype(np.int32)
    n_values = len(table.categories)
    weight = 2.0 / np.maximum(table.codings_per_unit() - 1, 1)
    pairable = table.codings_per_unit() >= 2
    pairs = _pairs_that_met(codes, n_values)
    low, high = pairs // max(n_values, 1), pairs % max(n_values, 1)

    def meetings(some: IntArray) -> Iterator[tuple[IndexArray, IndexArray]]:
        """For each two coders: the units they differ in, and which pair of codes met there."""
        for a, b in combinations(some, 2):
            units = np.flatnonzero((a >= 0) & (b >= 0) & (a != b))
            yield units, np.searchsorted(pairs, _pair_keys(a[units], b[units], n_values))

    def parts(block: slice) -> FloatArray:
        some = np.where(pairable[block], codes[:, block], -1)
        met = np.zeros((some.shape[1], len(pairs)))
        for units, place in meetings(some):
            met[units, place] += weight[block][units]
        return np.column_stack([met, unit_counts(some, n_values)])

    def total() -> FloatArray:
        met, counts = np.zeros(len(pairs)), np.zeros(n_values)
        for units, place in meetings(codes):
            met += np.bincount(place, weights=weight[units], minlength=len(pairs))
        for row in codes:
            counts += np.bincount(row[pairable & (row >= 0)], minlength=n_values)
        return np.concatenate([met, counts])

    def value(sums: FloatArray) -> FloatArray:
        n = sums[..., len(pairs) :]
        rank = np.cumsum(n, axis=-1) - n / 2.0
        observed = (sums[..., : len(pairs)] * (rank[..., low] - rank[..., high]) ** 2).sum(axis=-1)
        size = n.sum(axis=-1)
        centred = rank - (size / 2.0)[..., None]
        spread = size * (n * centred**2).sum(axis=-1) - (n * centred).sum(axis=-1) ** 2
        varied = (n > 0).sum(axis=-1) >= 2
        return one_minus_ratio(observed, np.where(varied, 2.0 * spread, 0.0), size)

    return Statistic(
        name="krippendorff_alpha, ordinal",
        table=table,
        width=len(pairs) + n_values,
        parts=parts,
        value=value,
        why=why,
        total=total,
    )


def one_minus_ratio(observed: FloatArray, expected: FloatArray, size: FloatArray) -> FloatArray:
    """1 - D_o / D_e with D_o = observed / n and D_e = expected / (n (n - 1)); 0 / 0 is nan."""
    return 1.0 - ratio((size - 1.0) * observed, expected)


def pairable_counts(table: Ratings) -> FloatArray:
    """Count the codings in units with at least two of them, by code, shape (codes,)."""
    pairable = table.codings_per_unit() >= 2
    counts = np.zeros(len(table.categories))
    for row in table.codes:
        counts += np.bincount(row[pairable & (row >= 0)], minlength=len(counts))
    return counts


def _pair_keys(a: IntArray, b: IntArray, n_values: int) -> AnyArray:
    return np.minimum(a, b).astype(np.int64) * n_values + np.maximum(a, b)


def _pairs_that_met(codes: IntArray, n_values: int) -> AnyArray:
    found = [np.zeros(0, dtype=np.int64)]
    for i, j in combinations(range(len(codes)), 2):
        both = (codes[i] >= 0) & (codes[j] >= 0) & (codes[i] != codes[j])
        found.append(np.unique(_pair_keys(codes[i][both], codes[j][both], n_values)))
    return np.unique(np.concatenate(found))
