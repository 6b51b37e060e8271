"""Kappas of two coders: Cohen's, weighted or not, Scott's pi, and Light's mean over pairs."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

import numpy as np

from coding.errors import CodingError
from coding.estimate import Estimate
from coding.statistics.arrays import BoolArray, FloatArray, IntArray, ratio, total
from coding.statistics.encode import encode
from coding.statistics.ratings import (
    Ratings,
    RatingsLike,
    known_categories,
    need_single_codes,
    order_of,
)
from coding.statistics.sums import Statistic, estimate, one_hot

__all__ = [
    "Weights",
    "cohen_kappa",
    "cohen_statistic",
    "light_kappa",
    "light_statistic",
    "scott_pi",
    "scott_statistic",
]

Weights = Literal["linear", "quadratic"]
_ONE_CODE = "both coders used one and the same code only: expected agreement is 1"


def cohen_kappa(
    ratings: RatingsLike,
    *,
    weights: Weights | None = None,
    categories: Sequence[Hashable] | None = None,
) -> Estimate:
    """
    Cohen's kappa of two coders, with the large-sample standard error.

    Units that one of the two did not code are left out. Expected agreement multiplies the two
    coders' own shares of each code, so coders who use codes in different amounts look better than
    under Scott's pi or alpha.

    Parameters
    ----------
    ratings : DataFrame, ndarray or list of rows, shape (2, units)
        None or NaN = not coded.
    weights : {None, "linear", "quadratic"}
        Partial agreement by distance on the ordered list of codes.
    categories : sequence, optional
        The ordered list of codes, lowest first. If absent: the numbers that occur in units coded
        by both, ascending; for weights on texts it has to be given. A code nobody used then still
        widens the distance between its neighbours.

    Returns
    -------
    Estimate
        `se` is the non-null standard error; it treats units as independent, which segments of one
        interview are not. Undefined where both used one and the same code only.

    Raises
    ------
    CodingError
        For more than two coders, sets of labels, unknown weights, or weighted texts without order.

    Notes
    -----
    It cannot know whether the codings were made independently.

    References
    ----------
    Cohen, J. (1960). A coefficient of agreement for nominal scales. Educational and Psychological
    Measurement, 20(1), 37-46. Cohen, J. (1968). Weighted kappa. Psychological Bulletin, 70(4).
    Fleiss, J. L., Cohen, J., & Everitt, B. S. (1969). Large sample standard errors of kappa and
    weighted kappa. Psychological Bulletin, 72(5), 323-327.

    Examples
    --------
    >>> round(cohen_kappa([[1, 1, 2, 2, 3], [1, 2, 2, 2, 3]]).value, 4)
    0.6875
    >>> round(cohen_kappa([[1, 1, 2, 2, 3], [1, 2, 2, 2, 3]], weights="linear").value, 4)
    0.7368
    """
    return estimate(cohen_statistic(ratings, weights=weights, categories=categories))


def scott_pi(ratings: RatingsLike) -> Estimate:
    """
    Scott's pi of two coders: expected agreement from their pooled shares of each code.

    Units that one of the two did not code are left out. It equals alpha but for alpha's correction
    for small samples.

    Parameters
    ----------
    ratings : DataFrame, ndarray or list of rows, shape (2, units)
        None or NaN = not coded.

    Returns
    -------
    Estimate
        Undefined where both used one and the same code only.

    Raises
    ------
    CodingError
        For more than two coders or sets of labels.

    Notes
    -----
    It cannot know whether the codings were made independently.

    References
    ----------
    Scott, W. A. (1955). Reliability of content analysis. Public Opinion Quarterly, 19(3), 321-325.

    Examples
    --------
    >>> round(scott_pi([[1, 1, 2, 2, 3], [1, 2, 2, 2, 3]]).value, 4)
    0.6774
    """
    return estimate(scott_statistic(ratings))


def light_kappa(ratings: RatingsLike) -> Estimate:
    """
    Light's kappa: the mean of Cohen's kappa over all pairs of coders.

    Each pair uses the units both coded. One undefined pair leaves the mean undefined, because
    leaving the pair out would reward coders who never vary.

    Parameters
    ----------
    ratings : DataFrame, ndarray or list of rows, shape (coders, units)
        None or NaN = not coded.

    Returns
    -------
    Estimate

    Raises
    ------
    CodingError
        For a table that is not coders × units, or sets of labels.

    Notes
    -----
    It cannot know whether the codings were made independently.

    References
    ----------
    Light, R. J. (1971). Measures of response agreement for qualitative data. Psychological
    Bulletin, 76(5), 365-377.

    Examples
    --------
    >>> round(light_kappa([[1, 1, 2, 2], [1, 2, 2, 2], [1, 1, 2, 1]]).value, 4)
    0.4
    """
    return estimate(light_statistic(ratings))


@dataclass(frozen=True, slots=True)
class _Pair:
    """Two coders' codes, the units both coded, and the agreement two codes count for."""

    a: IntArray
    b: IntArray
    both: BoolArray
    agreement: FloatArray  # shape (codes, codes), 1 on the diagonal

    @property
    def width(self) -> int:
        return 2 + 2 * len(self.agreement)

    def parts(self, block: slice) -> FloatArray:
        """Agreement, being coded by both, and either coder's codes, a row a unit."""
        a, b, both = self.a[block], self.b[block], self.both[block]
        n_values = len(self.agreement)
        if n_values == 0:
            return np.zeros((len(both), 2))
        agreed = np.where(both, self.agreement[a, b], 0.0)
        shares = (one_hot(row, n_values, where=both) for row in (a, b))
        return np.column_stack([agreed, both, *shares])

    def se(self, _: float) -> float | None:
        """Fleiss, Cohen & Everitt (1969), formula for kappa other than zero."""
        n_values, w = len(self.agreement), self.agreement
        keys = self.a[self.both] * n_values + self.b[self.both]
        p = np.bincount(keys, minlength=n_values**2).reshape(n_values, n_values) / len(keys)
        rows, columns = p.sum(axis=1), p.sum(axis=0)
        observed, expected = (w * p).sum(), rows @ w @ columns
        means = (w @ columns)[:, None] + (rows @ w)[None, :]
        score = w * (1 - expected) - means * (1 - observed)
        # the formula's difference of two squares, as the variance it is
        spread = (p * (score - (p * score).sum()) ** 2).sum()
        return float(np.sqrt(spread / len(keys)) / (1 - expected) ** 2)


def cohen_statistic(
    ratings: RatingsLike,
    *,
    weights: Weights | None = None,
    categories: Sequence[Hashable] | None = None,
) -> Statistic:
    """Prepare `cohen_kappa`; same parameters."""
    if weights not in (None, "linear", "quadratic"):
        raise CodingError(f"unknown weights {weights!r}", expected="'linear', 'quadratic' or None")
    table = _two(ratings, method="cohen_kappa")
    known_categories(table, categories)
    pair = _pair(table, 0, 1, agreement=_agreement(table, weights, categories))
    name = "cohen_kappa" if weights is None else f"cohen_kappa, {weights} weights"
    return _of_pair(table, pair, name=name, product=_product, se=pair.se)


def scott_statistic(ratings: RatingsLike) -> Statistic:
    """Prepare `scott_pi`; same parameters."""
    table = _two(ratings, method="scott_pi")
    pair = _pair(table, 0, 1, agreement=np.eye(len(table.categories)))

    def pooled(rows: FloatArray, columns: FloatArray, w: FloatArray) -> FloatArray:
        both = (rows + columns) / 2.0
        return _product(both, both, w)

    return _of_pair(table, pair, name="scott_pi", product=pooled, se=None)


def light_statistic(ratings: RatingsLike) -> Statistic:
    """Prepare `light_kappa`; same parameters."""
    table = encode(ratings)
    need_single_codes(table, method="light_kappa")
    agreement = np.eye(len(table.categories))
    names = list(combinations(range(table.n_coders), 2))
    pairs = [_pair(table, i, j, agreement=agreement) for i, j in names]
    width = 2 + 2 * len(agreement)

    def kappas(sums: FloatArray) -> FloatArray:
        split = sums.reshape(*sums.shape[:-1], len(pairs), width)
        return _kappa(split, agreement, _product)

    def why(sums: FloatArray) -> str:
        i, j = names[int(np.flatnonzero(np.isnan(kappas(sums)))[0])]
        return (
            f"the pair {table.coders[i]}, {table.coders[j]} has no kappa: no unit in common, or "
            "one and the same code only"
        )

    return Statistic(
        name="light_kappa",
        table=table,
        width=width * len(pairs),
        parts=lambda block: np.hstack([pair.parts(block) for pair in pairs]),
        value=lambda sums: kappas(sums).mean(axis=-1),
        why=why,
    )


def _two(ratings: RatingsLike, *, method: str) -> Ratings:
    table = encode(ratings)
    need_single_codes(table, method=method)
    if table.n_coders > 2:
        raise CodingError(
            f"{method} compares two coders; the table has {table.n_coders}",
            hint="krippendorff_alpha, fleiss_kappa, conger_kappa or light_kappa for more",
        )
    return table


def _pair(table: Ratings, i: int, j: int, *, agreement: FloatArray) -> _Pair:
    missing = np.full(table.n_units, -1, dtype=np.int32)
    # with fewer coders there is a reason instead of a value, but the parts have to exist
    a, b = (table.codes[coder] if coder < table.n_coders else missing for coder in (i, j))
    return _Pair(a, b, (a >= 0) & (b >= 0), agreement)


def _agreement(
    table: Ratings, weights: Weights | None, categories: Sequence[Hashable] | None
) -> FloatArray:
    n_values = len(table.categories)
    if weights is None or n_values == 0:
        return np.eye(n_values)
    place = order_of(table, categories, purpose=f"weights={weights!r}")
    steps = float(len(categories) - 1) if categories is not None else 0.0
    if categories is None:
        both = (table.codes >= 0).all(axis=0)
        seen = np.unique(table.codes[:, both])
        place = np.searchsorted(seen, np.arange(n_values)).astype(np.float64)
        steps = float(len(seen) - 1)
    gap = np.abs(place[:, None] - place[None, :]) / max(steps, 1.0)
    return np.asarray(1.0 - (gap if weights == "linear" else gap**2), dtype=np.float64)


def _of_pair(
    table: Ratings,
    pair: _Pair,
    *,
    name: str,
    product: Callable[[FloatArray, FloatArray, FloatArray], FloatArray],
    se: Callable[[float], float | None] | None,
) -> Statistic:
    return Statistic(
        name=name,
        table=table,
        width=pair.width,
        parts=pair.parts,
        value=lambda sums: _kappa(sums, pair.agreement, product),
        why=lambda _: _ONE_CODE,
        se=se,
    )


def _kappa(
    sums: FloatArray,
    agreement: FloatArray,
    product: Callable[[FloatArray, FloatArray, FloatArray], FloatArray],
) -> FloatArray:
    """(p_o - p_e) / (1 - p_e), with n² p_e from the two coders' counts."""
    n_values = len(agreement)
    observed, n = sums[..., 0], sums[..., 1]
    rows, columns = sums[..., 2 : 2 + n_values], sums[..., 2 + n_values :]
    expected = product(rows, columns, agreement)
    room = n * n - expected
    # whole numbers are exact; weights leave rounding dust where all codes are the same
    return ratio(n * observed - expected, room, where=room > 1e-12 * n * n)


def _product(rows: FloatArray, columns: FloatArray, w: FloatArray) -> FloatArray:
    return total((rows @ w) * columns)
