"""Agreement corrected by the number of codes on offer: AC1, and Brennan & Prediger."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

import numpy as np

from coding.estimate import Estimate
from coding.statistics.arrays import FloatArray
from coding.statistics.ratings import RatingsLike, known_categories
from coding.statistics.shares import single_codes, with_shares
from coding.statistics.sums import Statistic, estimate

__all__ = ["brennan_prediger", "brennan_prediger_statistic", "gwet_ac1", "gwet_statistic"]


def gwet_ac1(ratings: RatingsLike, *, categories: Sequence[Hashable] | None = None) -> Estimate:
    """
    Gwet's AC1: expected agreement that stays low where one code is very common.

    It depends on the number of codes on offer, so give the codebook. Units with one coding enter
    the shares of codes but not the agreement.

    Parameters
    ----------
    ratings : DataFrame, ndarray or list of rows, shape (coders, units)
        None or NaN = not coded.
    categories : sequence, optional
        The codes of the codebook; if absent, the codes that occur.

    Returns
    -------
    Estimate
        `se` is Gwet's linearised standard error over units. Undefined for a single category.

    Raises
    ------
    CodingError
        For a table that is not coders × units, sets of labels, or a code outside `categories`.

    Notes
    -----
    It cannot know whether the codings were made independently.

    References
    ----------
    Gwet, K. L. (2008). Computing inter-rater reliability and its variance in the presence of high
    agreement. British Journal of Mathematical and Statistical Psychology, 61, 29-48.

    Examples
    --------
    >>> ratings = [[1, 1, 1, 1, 0], [1, 1, 1, 0, 1]]
    >>> round(gwet_ac1(ratings).value, 4)
    0.4118
    >>> gwet_ac1([[1, 1], [1, 1]], categories=[0, 1]).value
    1.0
    """
    return estimate(gwet_statistic(ratings, categories=categories))


def brennan_prediger(
    ratings: RatingsLike, *, categories: Sequence[Hashable] | None = None
) -> Estimate:
    """
    Brennan & Prediger's kappa: every code equally likely by chance.

    The same as Bennett's S for two coders and Randolph's free-marginal kappa for more. It depends
    on the number of codes on offer, so give the codebook.

    Parameters
    ----------
    ratings : DataFrame, ndarray or list of rows, shape (coders, units)
        None or NaN = not coded.
    categories : sequence, optional
        The codes of the codebook; if absent, the codes that occur.

    Returns
    -------
    Estimate
        `se` is the standard error over units. Undefined for a single category.

    Raises
    ------
    CodingError
        For a table that is not coders × units, sets of labels, or a code outside `categories`.

    Notes
    -----
    It cannot know whether the codings were made independently.

    References
    ----------
    Brennan, R. L., & Prediger, D. J. (1981). Coefficient kappa: some uses, misuses, and
    alternatives. Educational and Psychological Measurement, 41(3), 687-699.

    Examples
    --------
    >>> ratings = [[1, 1, 2, 2, 1], [1, 2, 2, 2, 1]]
    >>> round(brennan_prediger(ratings).value, 4)
    0.6
    >>> round(brennan_prediger(ratings, categories=[1, 2, 3, 4, 5]).value, 4)
    0.75
    """
    return estimate(brennan_prediger_statistic(ratings, categories=categories))


def gwet_statistic(
    ratings: RatingsLike, *, categories: Sequence[Hashable] | None = None
) -> Statistic:
    """Prepare `gwet_ac1`; same parameters."""
    table = single_codes(ratings, method="gwet_ac1")
    q = len(known_categories(table, categories))
    others = max(q - 1, 1)
    return with_shares(
        table,
        name=f"gwet_ac1, {_codes_on_offer(q, categories)}",
        expected=lambda shares: _chance(q, (shares * (1.0 - shares)).sum(axis=-1) / others),
        expected_of_unit=lambda counts, shares: counts @ (1.0 - shares) / others,
        why=_too_few(q),
    )


def brennan_prediger_statistic(
    ratings: RatingsLike, *, categories: Sequence[Hashable] | None = None
) -> Statistic:
    """Prepare `brennan_prediger`; same parameters."""
    table = single_codes(ratings, method="brennan_prediger")
    q = len(known_categories(table, categories))
    return with_shares(
        table,
        name=f"brennan_prediger, {_codes_on_offer(q, categories)}",
        expected=lambda shares: _chance(q, np.full(shares.shape[:-1], 1.0 / max(q, 1))),
        expected_of_unit=lambda counts, _: counts.sum(axis=1) / max(q, 1),
        why=_too_few(q),
    )


def _codes_on_offer(q: int, categories: Sequence[Hashable] | None) -> str:
    return f"{q} codes " + ("that occur" if categories is None else "of the codebook")


def _too_few(q: int) -> str:
    return f"{q} category: chance agreement needs at least two; give categories= of the codebook"


def _chance(q: int, values: FloatArray) -> FloatArray:
    """Chance agreement, which does not exist for a single category."""
    return np.full_like(values, np.nan) if q < 2 else values
