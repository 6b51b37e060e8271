"""Kappas of any number of coders: Fleiss' and Conger's."""

from __future__ import annotations

from collections.abc import Hashable

import numpy as np

from coding.estimate import Estimate
from coding.statistics.agreement import agreeing_pairs
from coding.statistics.arrays import FloatArray, ratio
from coding.statistics.ratings import Ratings, RatingsLike, reduce_to
from coding.statistics.shares import corrected, single_codes, with_shares
from coding.statistics.sums import Statistic, estimate, one_hot, unit_counts

__all__ = ["conger_kappa", "conger_statistic", "fleiss_kappa", "fleiss_statistic"]

_INCOMPLETE = ", Gwet's generalisation to missing codings"


def fleiss_kappa(ratings: RatingsLike, *, category: Hashable | None = None) -> Estimate:
    """
    Fleiss' kappa: expected agreement from the pooled shares of each code.

    With missing codings it is Gwet's generalisation: agreement is averaged over units with at
    least two codings, shares over all coded units; `Estimate.method` then says so.

    Parameters
    ----------
    ratings : DataFrame, ndarray or list of rows, shape (coders, units)
        None or NaN = not coded.
    category : hashable, optional
        Reduce to this code against all others.

    Returns
    -------
    Estimate
        `se` is Gwet's linearised standard error over units. Undefined where one code only occurs.

    Raises
    ------
    CodingError
        For a table that is not coders × units, or sets of labels.

    Notes
    -----
    It cannot know whether the codings were made independently.

    References
    ----------
    Fleiss, J. L. (1971). Measuring nominal scale agreement among many raters. Psychological
    Bulletin, 76(5), 378-382.
    Gwet, K. L. (2014). Handbook of inter-rater reliability (4th ed.).

    Examples
    --------
    >>> ratings = [["a", "a", "b", "c"], ["a", "b", "b", "c"], ["a", "b", "b", "b"]]
    >>> round(fleiss_kappa(ratings).value, 4)
    0.4545
    >>> round(fleiss_kappa(ratings, category="c").value, 4)
    0.4
    """
    return estimate(fleiss_statistic(ratings, category=category))


def conger_kappa(ratings: RatingsLike) -> Estimate:
    """
    Conger's kappa: expected agreement from each coder's own shares, over all pairs of coders.

    For two coders with complete codings it is Cohen's kappa; also known as Hubert's or Davies &
    Fleiss' kappa. With missing codings it is Gwet's generalisation; `Estimate.method` says so.

    Parameters
    ----------
    ratings : DataFrame, ndarray or list of rows, shape (coders, units)
        None or NaN = not coded.

    Returns
    -------
    Estimate
        Undefined where a coder coded nothing, or all used one and the same code only.

    Raises
    ------
    CodingError
        For a table that is not coders × units, or sets of labels.

    Notes
    -----
    It cannot know whether the codings were made independently.

    References
    ----------
    Conger, A. J. (1980). Integration and generalization of kappas for multiple raters.
    Psychological Bulletin, 88(2), 322-328.

    Examples
    --------
    >>> round(conger_kappa([[1, 1, 2, 2], [1, 2, 2, 2], [1, 1, 2, 1]]).value, 4)
    0.3846
    """
    return estimate(conger_statistic(ratings))


def fleiss_statistic(ratings: RatingsLike, *, category: Hashable | None = None) -> Statistic:
    """Prepare `fleiss_kappa`; same parameters."""
    full = single_codes(ratings, method="fleiss_kappa")
    table = reduce_to(full, category=category)
    name = "fleiss_kappa" + ("" if category is None else f", {category!r} against all others")

    return with_shares(
        table,
        name=name + (_INCOMPLETE if _has_missing(table) else ""),
        expected=lambda shares: (shares * shares).sum(axis=-1),
        expected_of_unit=lambda counts, shares: counts @ shares,
        why="only one code was used: expected agreement is 1",
    )


def conger_statistic(ratings: RatingsLike) -> Statistic:
    """Prepare `conger_kappa`; same parameters."""
    table = single_codes(ratings, method="conger_kappa")
    n_values, n_coders = len(table.categories), table.n_coders

    def parts(block: slice) -> FloatArray:
        codes = table.codes[:, block]
        share, size = agreeing_pairs(unit_counts(codes, n_values))
        own = (one_hot(row, n_values, where=row >= 0) for row in codes)
        return np.column_stack([share, size >= 2, *own])

    def value(sums: FloatArray) -> FloatArray:
        own = sums[..., 2:].reshape(*sums.shape[:-1], n_coders, n_values)
        p = ratio(own, own.sum(axis=-1, keepdims=True))
        pairs = n_coders * (n_coders - 1)
        # sum of p_ik p_jk over ordered pairs of different coders
        expected = (p.sum(axis=-2) ** 2 - (p * p).sum(axis=-2)).sum(axis=-1) / pairs
        return corrected(sums[..., 0], sums[..., 1], expected)

    def why(_: FloatArray) -> str:
        for row, coder in zip(table.codes, table.coders, strict=True):
            if not (row >= 0).any():
                return f"coder {coder} coded nothing"
        return "only one code was used: expected agreement is 1"

    return Statistic(
        name="conger_kappa" + (_INCOMPLETE if _has_missing(table) else ""),
        table=table,
        width=2 + n_coders * n_values,
        parts=parts,
        value=value,
        why=why,
    )


def _has_missing(table: Ratings) -> bool:
    return bool((table.codes < 0).any())
