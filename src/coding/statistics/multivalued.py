"""Alpha for units that may carry several values at once (Krippendorff & Craggs 2016)."""

from __future__ import annotations

import numpy as np

from coding.errors import CodingError
from coding.estimate import Estimate
from coding.statistics.arrays import FloatArray, ratio
from coding.statistics.encode import encode
from coding.statistics.metrics import membership, set_metric, unit_disagreement
from coding.statistics.ratings import RatingsLike
from coding.statistics.sums import Statistic, estimate, unit_counts

__all__ = ["multivalued_alpha", "multivalued_statistic"]


def multivalued_alpha(ratings: RatingsLike) -> Estimate:
    """
    Multi-valued nominal alpha: what label sets would look like if labels fell by chance.

    Observed disagreement is the Dice distance of the sets. Expected disagreement keeps the sizes of
    the sets and draws their labels by how often each label was used, without replacement; so two
    coders who always give many labels do not agree by that alone. For sets of one label it is
    nominal alpha.

    Parameters
    ----------
    ratings : DataFrame, ndarray or list of rows, shape (coders, units)
        Each cell a set (or list, tuple) of labels; the empty set is a value, None or NaN missing.

    Returns
    -------
    Estimate
        Undefined where no unit has two codings or the sets cannot differ.

    Raises
    ------
    CodingError
        For single codes instead of sets, or a mixture.

    Notes
    -----
    It cannot know whether the codings were made independently.

    References
    ----------
    Krippendorff, K., & Craggs, R. (2016). The reliability of multi-valued coding of data.
    Communication Methods and Measures, 10(4), 181-198.

    Examples
    --------
    Table 8c of the paper:

    >>> ratings = [[{"a"}, {"b"}, {"d"}], [{"a"}, {"b"}, {"d"}], [{"a"}, {"b", "d"}, {"d"}]]
    >>> round(multivalued_alpha(ratings).value, 4)
    0.8947
    """
    return estimate(multivalued_statistic(ratings))


def multivalued_statistic(ratings: RatingsLike) -> Statistic:
    """Prepare `multivalued_alpha`; same parameters."""
    table = encode(ratings)
    if table.categories and not table.is_sets:
        raise CodingError(
            "multivalued_alpha compares sets of labels; these are single codes",
            hint="krippendorff_alpha, or put each code in a set",
        )
    difference = set_metric(table, "dice").difference
    member, labels = membership(table)
    sizes = member.sum(axis=1).astype(int)
    largest = int(sizes.max(initial=0))
    size_of = np.zeros((len(sizes), largest + 1))
    size_of[np.arange(len(sizes)), sizes] = 1.0
    features = np.hstack([size_of, member])
    pairable = table.codings_per_unit() >= 2

    def parts(block: slice) -> FloatArray:
        codes = np.where(pairable[block], table.codes[:, block], -1)
        counts = unit_counts(codes, len(table.categories)) @ features
        return np.column_stack([unit_disagreement(codes, difference), counts])

    def value(sums: FloatArray) -> FloatArray:
        by_size, by_label = sums[..., 1 : largest + 2], sums[..., largest + 2 :]
        n = by_size.sum(axis=-1)
        expected = _expected(by_size, by_label)
        return 1.0 - ratio(sums[..., 0], n * expected)

    return Statistic(
        name="multivalued_alpha, nominal",
        table=table,
        width=1 + largest + 1 + len(labels),
        parts=parts,
        value=value,
        why=lambda _: "the sets could not have differed: one label, or no label at all",
    )


def _expected(by_size: FloatArray, by_label: FloatArray) -> FloatArray:
    """
    Mean Dice distance of two sets drawn by size, then by label.

    Parameters
    ----------
    by_size : ndarray, shape (..., largest + 1)
        Number of sets of each size.
    by_label : ndarray, shape (..., labels)
        How often each label was used.
    """
    largest = by_size.shape[-1] - 1
    ways = _ways(by_label, largest)
    share = by_size / np.maximum(by_size.sum(axis=-1, keepdims=True), 1.0)
    total = np.zeros(by_size.shape[:-1])
    for c in range(largest + 1):
        for k in range(largest + 1):
            common = np.arange(min(c, k) + 1)
            weight = ways[..., common, c - common, k - common]
            distance = 1.0 - 2.0 * common / (c + k) if c + k else np.zeros(1)
            mean = ratio(weight @ distance, weight.sum(axis=-1), otherwise=0.0)
            total += share[..., c] * share[..., k] * mean
    return total


def _ways(by_label: FloatArray, largest: int) -> FloatArray:
    """
    Weigh all pairs of sets by how many labels they share and have alone.

    A label used n times can be in neither set (1), in one of them (n each) or in both (n (n - 1)):
    the weights are the coefficients of the product over labels of 1 + n x + n y + n (n - 1) z. The
    paper lists every pair of sets; the product needs labels × largest³ steps instead.

    Returns
    -------
    ndarray, shape (..., largest + 1, largest + 1, largest + 1)
        Axes: labels in both sets, in the first only, in the second only.
    """
    # only ratios of weights of equal total size are used, so a common scale cancels
    scale = np.maximum(by_label.mean(axis=-1, keepdims=True), 1.0) if by_label.shape[-1] else 1.0
    alone, both = by_label / scale, by_label * (by_label - 1.0) / scale**2
    ways = np.zeros((*by_label.shape[:-1], largest + 1, largest + 1, largest + 1))
    ways[..., 0, 0, 0] = 1.0
    for label in range(by_label.shape[-1]):
        one = alone[..., label, None, None, None]
        two = both[..., label, None, None, None]
        grown = ways.copy()
        grown[..., 1:, :] += one * ways[..., :-1, :]
        grown[..., 1:] += one * ways[..., :-1]
        grown[..., 1:, :, :] += two * ways[..., :-1, :, :]
        ways = grown
    return ways
