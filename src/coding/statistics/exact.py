"""Intervals and tests that stay honest with a handful of interviews."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from numbers import Integral
from typing import Literal

from coding.errors import CodingError
from coding.estimate import Estimate, undefined
from coding.statistics.means import check_coverage, find_root
from coding.statistics.ratings import is_missing

__all__ = [
    "Alternative",
    "Outcome",
    "check_alternative",
    "holm",
    "sign_interval",
    "sign_test",
]

Alternative = Literal["two-sided", "greater", "less"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """
    What a test says, and what it could have said at best.

    Attributes
    ----------
    value : float or None
        The test statistic; None where there is nothing to compute it from.
    p : float or None
        Probability of a statistic at least as extreme where there is no effect.
    reason : str or None
        Why there is no p.
    method : str
        Name of the test.
    alternative : {"two-sided", "greater", "less"}
    n_groups : int
        Interviews with a value.
    n_used : int
        Interviews that can change p: other than zero, or in a case with both labels.
    arrangements : int
        Sign patterns, arrangements of labels or draws that were compared.
    smallest_p : float
        The smallest p this many interviews could have given.
    seed : int or None
        Seed of the draws; None where all arrangements were listed.
    """

    value: float | None
    p: float | None
    method: str
    alternative: Alternative
    n_groups: int
    n_used: int
    arrangements: int
    smallest_p: float
    reason: str | None = None
    seed: int | None = None

    @property
    def note(self) -> str:
        """
        Warn where no data could have been significant.

        Examples
        --------
        >>> sign_test(4, 0).note
        'cannot reach .05'
        """
        return "cannot reach .05" if self.smallest_p > 0.05 else ""


def sign_test(n_for: int, n_against: int, *, alternative: Alternative = "greater") -> Outcome:
    """
    Exact sign test: more for than against, one vote an interview.

    Parameters
    ----------
    n_for, n_against : int
        Interviews for and against; mixed and silent ones are in neither.
    alternative : {"greater", "less", "two-sided"}

    Returns
    -------
    Outcome
        `value` is the share for; `p` the exact binomial probability at one half.

    Raises
    ------
    CodingError
        For counts that are not whole numbers from 0 upwards, or an unknown alternative.

    References
    ----------
    Conover, W. J. (1999). Practical nonparametric statistics (3rd ed.), the sign test.

    Examples
    --------
    >>> round(sign_test(9, 2).p, 4)
    0.0327
    """
    _check_votes(n_for, n_against)
    check_alternative(alternative)
    n = n_for + n_against
    above, below = _tail(n, n_for), _tail(n, n_against)
    p = {"greater": above, "less": below, "two-sided": min(1.0, 2.0 * min(above, below))}
    best = 0.5**n * (2 if alternative == "two-sided" and n else 1)
    return Outcome(
        value=n_for / n if n else None,
        p=p[alternative] if n else None,
        reason=None if n else "no interview is for or against",
        method="exact sign test",
        alternative=alternative,
        n_groups=n,
        n_used=n,
        arrangements=2**n,
        smallest_p=best,
    )


def sign_interval(n_for: int, n_against: int, *, coverage: float = 0.95) -> Estimate:
    """
    Exact (Clopper-Pearson) interval for the share of interviews that are for.

    It describes how firmly this many votes fix a share, not a population: interviews were chosen.

    Parameters
    ----------
    n_for, n_against : int
        Interviews for and against; mixed and silent ones are in neither.
    coverage : float
        Nominal coverage; the real one is at least that.

    Returns
    -------
    Estimate

    Raises
    ------
    CodingError
        For counts that are not whole numbers from 0 upwards, or a coverage outside 0 to 1.

    References
    ----------
    Clopper, C. J., & Pearson, E. S. (1934). The use of confidence or fiducial limits illustrated in
    the case of the binomial. Biometrika, 26(4), 404-413.

    Examples
    --------
    >>> found = sign_interval(9, 2)
    >>> round(found.low, 3), round(found.value, 3), round(found.high, 3)
    (0.482, 0.818, 0.977)
    """
    _check_votes(n_for, n_against)
    check_coverage(coverage)
    n, method = n_for + n_against, "share for; exact binomial interval"
    if n == 0:
        return undefined("no interview is for or against", method=method, n_groups=0)
    tail = (1.0 - coverage) / 2.0
    low = 0.0 if n_for == 0 else find_root(lambda p: _binomial_tail(n, n_for, p) - tail)
    high = (
        1.0 if n_against == 0 else 1.0 - find_root(lambda p: _binomial_tail(n, n_against, p) - tail)
    )
    return Estimate(value=n_for / n, low=low, high=high, level=coverage, method=method, n_groups=n)


def holm(p_values: Sequence[float | None]) -> list[float | None]:
    """
    Adjust p-values for the number of tests that were planned (Holm).

    Parameters
    ----------
    p_values : sequence of float or None
        None for a planned test that could not be computed: it stays None and counts as a test, so
        that a plan cannot be made easier by leaving data out.

    Returns
    -------
    list of float or None
        In the order given; significant at a if at most a.

    Raises
    ------
    CodingError
        For a value outside 0 to 1.

    References
    ----------
    Holm, S. (1979). A simple sequentially rejective multiple test procedure. Scandinavian Journal
    of Statistics, 6(2), 65-70.

    Examples
    --------
    >>> holm([0.01, 0.04, None, 0.02])
    [0.04, 0.08, None, 0.06]
    """
    for p in p_values:
        if not is_missing(p) and not 0 <= p <= 1:  # type: ignore[operator]  # None is missing
            raise CodingError(f"{p!r} is not a p-value", expected="between 0 and 1, or None")
    known = sorted(
        (p, place) for place, p in enumerate(p_values) if p is not None and not math.isnan(p)
    )
    adjusted: list[float | None] = [None] * len(p_values)
    reached = 0.0
    for step, (p, place) in enumerate(known):
        reached = max(reached, min(1.0, p * (len(p_values) - step)))
        adjusted[place] = reached
    return adjusted


def check_alternative(alternative: str) -> None:
    """Refuse an alternative that does not exist."""
    if alternative not in ("two-sided", "greater", "less"):
        raise CodingError(
            f"unknown alternative {alternative!r}", expected="'two-sided', 'greater' or 'less'"
        )


def _check_votes(n_for: int, n_against: int) -> None:
    for votes in (n_for, n_against):
        if not isinstance(votes, Integral) or isinstance(votes, bool) or votes < 0:
            raise CodingError(f"{votes!r} is not a count", expected="a whole number from 0 upwards")


def _tail(n: int, k: int) -> float:
    """Probability of at least k heads in n throws, exact."""
    return float(sum(math.comb(n, i) for i in range(k, n + 1)) / 2**n)


def _binomial_tail(n: int, k: int, p: float) -> float:
    """Probability of at least k successes in n at probability p."""
    if p in (0.0, 1.0):
        return float(k == 0 or p == 1.0)
    logs = (
        math.lgamma(n + 1)
        - math.lgamma(i + 1)
        - math.lgamma(n - i + 1)
        + i * math.log(p)
        + (n - i) * math.log1p(-p)
        for i in range(k, n + 1)
    )
    return math.fsum(math.exp(log) for log in logs)
