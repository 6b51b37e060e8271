"""A mean over interviews and what it is worth."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np

from coding.errors import CodingError
from coding.estimate import Estimate, undefined
from coding.statistics.arrays import FloatArray
from coding.statistics.ratings import is_missing

__all__ = ["check_coverage", "find_root", "mean_interval", "numbers_or_missing"]


def mean_interval(
    values: Sequence[float | None] | FloatArray,
    *,
    coverage: float = 0.95,
    bounds: tuple[float, float] | None = None,
) -> Estimate:
    """
    Mean over interviews with a t interval: approximate, and better than any count of segments.

    Parameters
    ----------
    values : sequence of float or None, shape (interviews,)
        One number an interview, e.g. its share of segments with a code; None or NaN where it has
        none.
    coverage : float
        Nominal coverage; what it really covers for 18 interviews is in docs/method.md.
    bounds : tuple of float, optional
        Possible range, e.g. (0, 1) for shares; limits are cut there.

    Returns
    -------
    Estimate
        Without limits for a single interview.

    Raises
    ------
    CodingError
        For values that are not numbers, or a coverage outside 0 to 1.

    References
    ----------
    Student (1908). The probable error of a mean. Biometrika, 6(1), 1-25.

    Examples
    --------
    >>> found = mean_interval([0.1, 0.2, 0.3, None])
    >>> round(found.low, 3), round(found.value, 3), round(found.high, 3), found.n_groups
    (-0.048, 0.2, 0.448, 3)
    """
    check_coverage(coverage)
    numbers = numbers_or_missing(values)
    numbers = numbers[~np.isnan(numbers)]
    n, method = len(numbers), "mean over groups; t interval"
    if n == 0:
        return undefined("no interview has a value", method=method, n_groups=0)
    mean = float(numbers.mean())
    if n == 1:
        return Estimate(value=mean, method=f"{method}, no interval: 1 group", n_groups=1)
    se = float(numbers.std(ddof=1) / math.sqrt(n))
    reach = _t_quantile((1.0 + coverage) / 2.0, n - 1) * se
    lowest, highest = bounds if bounds is not None else (-math.inf, math.inf)
    return Estimate(
        value=mean,
        low=max(mean - reach, lowest),
        high=min(mean + reach, highest),
        level=coverage,
        se=se,
        method=f"{method}, {n - 1} degrees of freedom",
        n_groups=n,
    )


def numbers_or_missing(
    values: Sequence[float | None] | FloatArray,
) -> FloatArray:
    """Return one number an interview, nan where there is none."""
    numbers = []
    for place, value in enumerate(values):
        if is_missing(value):
            numbers.append(math.nan)
            continue
        try:
            number = float(value)
        except (TypeError, ValueError) as error:
            raise CodingError(f"{value!r} is not a number", where=f"value {place}") from error
        if math.isinf(number):
            raise CodingError("a value is infinite", where=f"value {place}")
        numbers.append(number)
    return np.array(numbers, dtype=np.float64)


def check_coverage(coverage: float) -> None:
    """Refuse a coverage outside 0 to 1."""
    if not 0 < coverage < 1:
        raise CodingError(f"coverage={coverage!r}", expected="between 0 and 1, e.g. 0.95")


def find_root(rising: Callable[[float], float], low: float = 0.0, high: float = 1.0) -> float:
    """Find where a rising function passes zero, by halving."""
    for _ in range(200):
        middle = (low + high) / 2.0
        if middle in (low, high):
            break
        low, high = (low, middle) if rising(middle) > 0 else (middle, high)
    return (low + high) / 2.0


def _t_quantile(probability: float, df: int) -> float:
    """Quantile of Student's t above one half."""
    angle = find_root(lambda a: _t_within(a, df) - (2.0 * probability - 1.0), 0.0, math.pi / 2.0)
    return math.sqrt(df) * math.tan(angle)


def _t_within(angle: float, df: int) -> float:
    """
    Probability that |t| < sqrt(df) * tan(angle).

    Abramowitz & Stegun (1964), 26.7.3 and 26.7.4: a finite sum for whole degrees of freedom.
    """
    sine, cosine = math.sin(angle), math.cos(angle)
    first = 2 if df % 2 else 1
    term = cosine if df % 2 else 1.0
    total = term if df > 1 else 0.0
    for step in range(first, df - 1, 2):
        term *= step / (step + 1) * cosine**2
        total += term
    return (2.0 / math.pi) * (angle + sine * total) if df % 2 else sine * total
