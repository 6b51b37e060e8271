"""Agreement that is not corrected for chance: overall, and for one code."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Literal

import numpy as np

from coding.errors import CodingError
from coding.estimate import Estimate
from coding.statistics.arrays import FloatArray, ratio
from coding.statistics.encode import encode
from coding.statistics.ratings import RatingsLike, need_single_codes, reduce_to
from coding.statistics.sums import Statistic, estimate, unit_counts

__all__ = [
    "AgreementMethod",
    "agreeing_pairs",
    "percent_agreement",
    "percent_agreement_statistic",
    "specific_agreement",
    "specific_agreement_statistic",
]

AgreementMethod = Literal["pairwise", "value_weighted", "unanimous"]
_METHODS = ("pairwise", "value_weighted", "unanimous")


def percent_agreement(ratings: RatingsLike, *, method: AgreementMethod = "pairwise") -> Estimate:
    """
    Share of agreement, not corrected for chance.

    Parameters
    ----------
    ratings : DataFrame, ndarray or list of rows, shape (coders, units)
        None or NaN = not coded. Sets of labels agree where they are equal.
    method : {"pairwise", "value_weighted", "unanimous"}
        `pairwise`: share of agreeing pairs in each unit with at least two codings, averaged over
        units. `value_weighted`: the same, units weighing by their number of codings (one minus the
        observed disagreement of alpha). `unanimous`: share of unanimous units among the units that
        every coder coded.

    Returns
    -------
    Estimate
        Between 0 and 1. Undefined where no unit has the codings the method needs.

    Raises
    ------
    CodingError
        For a table that is not coders × units, sets mixed with single codes or an unknown method.

    Notes
    -----
    It cannot know whether the codings were made independently. It rises with the rarity of a code:
    two coders who never use a code agree on it in every unit.

    References
    ----------
    Gwet, K. L. (2014). Handbook of inter-rater reliability (4th ed.), for `pairwise`.
    Krippendorff, K. (2011). Computing Krippendorff's alpha-reliability, for `value_weighted`.

    Examples
    --------
    >>> ratings = [["a", "a", "b", "b"], ["a", "b", "b", None], ["a", "b", "b", None]]
    >>> for method in ("pairwise", "value_weighted", "unanimous"):
    ...     round(percent_agreement(ratings, method=method).value, 3)
    0.778
    0.778
    0.667
    """
    return estimate(percent_agreement_statistic(ratings, method=method))


def specific_agreement(ratings: RatingsLike, *, category: Hashable) -> Estimate:
    """
    Proportion of specific agreement on one code.

    Of the codings paired with another coding of the same unit where the first one is the code, the
    share where the other is the code too; for two coders 2a / (2a + b + c). With presence codings,
    `category=1` gives positive and `category=0` negative agreement.

    Parameters
    ----------
    ratings : DataFrame, ndarray or list of rows, shape (coders, units)
        None or NaN = not coded.
    category : hashable
        The code asked about.

    Returns
    -------
    Estimate
        Between 0 and 1. Undefined where the code was never used in a unit with two codings.

    Raises
    ------
    CodingError
        For a table that is not coders × units, or sets of labels.

    Notes
    -----
    It cannot know whether the codings were made independently. It is not corrected for chance: for
    a very common code it is high by habit.

    References
    ----------
    Spitzer, R. L., & Fleiss, J. L. (1974). A re-analysis of the reliability of psychiatric
    diagnosis. British Journal of Psychiatry, 125, 341-347.
    Cicchetti, D. V., & Feinstein, A. R. (1990). High agreement but low kappa II. Journal of
    Clinical Epidemiology, 43(6), 551-558.

    Examples
    --------
    >>> specific_agreement([[1, 1, 0, 0], [1, 0, 0, 0]], category=0).value
    0.8
    """
    return estimate(specific_agreement_statistic(ratings, category=category))


def percent_agreement_statistic(
    ratings: RatingsLike, *, method: AgreementMethod = "pairwise"
) -> Statistic:
    """Prepare `percent_agreement`; same parameters."""
    if method not in _METHODS:
        raise CodingError(f"unknown method {method!r}", expected=", ".join(map(repr, _METHODS)))
    table = encode(ratings)
    n_values = len(table.categories)

    def parts(block: slice) -> FloatArray:
        counts = unit_counts(table.codes[:, block], n_values)
        share, size = agreeing_pairs(counts)
        if method == "unanimous":
            complete = (size == table.n_coders) & (size >= 2)
            return np.column_stack([complete & (share == 1.0), complete]).astype(np.float64)
        weight = (size >= 2) * (size if method == "value_weighted" else 1.0)
        return np.column_stack([weight * share, weight])

    return Statistic(
        name=f"percent_agreement, {method}",
        table=table,
        width=2,
        parts=parts,
        value=_share,
        why=lambda _: "no unit was coded by every coder",
    )


def specific_agreement_statistic(ratings: RatingsLike, *, category: Hashable) -> Statistic:
    """Prepare `specific_agreement`; same parameters."""
    full = encode(ratings)
    need_single_codes(full, method="specific_agreement")
    table = reduce_to(full, category=category)

    def parts(block: slice) -> FloatArray:
        counts = unit_counts(table.codes[:, block], 2)
        size, used = counts.sum(axis=1), counts[:, 1]
        return np.column_stack([used * (used - 1.0), used * np.maximum(size - 1.0, 0.0)])

    return Statistic(
        name=f"specific_agreement, {category!r}",
        table=table,
        width=2,
        parts=parts,
        value=_share,
        why=lambda _: f"{category!r} was never used where two coders coded",
    )


def agreeing_pairs(counts: FloatArray) -> tuple[FloatArray, FloatArray]:
    """
    Share of agreeing pairs of codings in each unit, and the number of codings.

    Parameters
    ----------
    counts : ndarray, shape (units, codes)

    Returns
    -------
    tuple of ndarray, each of shape (units,)
        The share is 0 where there is no pair.
    """
    size = counts.sum(axis=1)
    pairs = size * (size - 1.0)
    agreeing = (counts * (counts - 1.0)).sum(axis=1)
    return ratio(agreeing, pairs, otherwise=0.0), size


def _share(sums: FloatArray) -> FloatArray:
    return ratio(sums[..., 0], sums[..., 1])
