"""What every statistic hands on: a value with its uncertainty, or the reason there is none (C6)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields

import pandas as pd

__all__ = ["Estimate", "estimates_frame", "undefined"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """
    One number with what a reader needs to trust or distrust it.

    Attributes
    ----------
    value : float or None
        The statistic; None when it is undefined.
    reason : str or None
        Why it is undefined; None when it is defined.
    low, high : float or None
        Interval limits at `level`; None when no interval was asked for or possible.
    level : float or None
        Nominal coverage of the interval, e.g. 0.95.
    method : str
        Name of the statistic and of the interval's method.
    se : float or None
        Standard error (of the replicates, for a bootstrap).
    n_units : int or None
        Units given.
    n_pairable : int or None
        Values that take part, i.e. in units with at least two codings.
    n_groups : int or None
        Clusters (interviews) resampled over.
    n_coders : int or None
        Coders given.
    replicates : int or None
        Bootstrap or permutation replicates drawn.
    undefined : int or None
        Replicates on which the statistic was undefined; they are not part of the interval.
    seed : int or None
        Seed the replicates were drawn with.

    Examples
    --------
    >>> Estimate(value=0.5, method="krippendorff_alpha", n_units=10).value
    0.5
    >>> undefined("no unit was coded by two coders", method="krippendorff_alpha").reason
    'no unit was coded by two coders'
    """

    value: float | None
    method: str
    reason: str | None = None
    low: float | None = None
    high: float | None = None
    level: float | None = None
    se: float | None = None
    n_units: int | None = None
    n_pairable: int | None = None
    n_groups: int | None = None
    n_coders: int | None = None
    replicates: int | None = None
    undefined: int | None = None
    seed: int | None = None

    def __post_init__(self) -> None:
        """Refuse the two states that would mislead: a silent nan, and no value without a reason."""
        if self.value is not None and self.value != self.value:
            raise ValueError("an estimate is a number or None with a reason, never nan")
        if (self.value is None) == (self.reason is None):
            raise ValueError("an estimate has either a value or a reason for having none")


def undefined(reason: str, *, method: str, **counts: int | None) -> Estimate:
    """
    Say that a statistic cannot be computed, and why.

    Parameters
    ----------
    reason : str
        One clause a reader of the table understands.
    method : str
        Name of the statistic.
    **counts : int or None
        Any of `n_units, n_pairable, n_groups, n_coders, replicates, undefined, seed`.
    """
    return Estimate(value=None, reason=reason, method=method, **counts)


def estimates_frame(estimates: Iterable[Estimate]) -> pd.DataFrame:
    """
    Lay estimates out as rows, one column a field, undefined as missing with its reason.

    Examples
    --------
    >>> estimates_frame([undefined("one coder", method="scott_pi")])[["value", "reason"]]
       value     reason
    0    NaN  one coder
    """
    rows = [asdict(estimate) for estimate in estimates]
    frame = pd.DataFrame(rows, columns=[field.name for field in fields(Estimate)])
    numbers = ["value", "low", "high", "level", "se"]
    counts = ["n_units", "n_pairable", "n_groups", "n_coders", "replicates", "undefined", "seed"]
    frame[numbers] = frame[numbers].astype("float64")
    frame[counts] = frame[counts].astype("Int64")
    return frame
