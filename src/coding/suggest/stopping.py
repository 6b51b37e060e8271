"""When to stop, and what is left: statements with an error, not habits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from coding.errors import CodingError
from coding.estimate import Estimate, undefined

__all__ = [
    "found_at_least",
    "recall_p_value",
    "rest_estimate",
    "stop_after",
]

Bools = npt.NDArray[np.bool_]
_GRID = tuple(round(0.01 * i, 2) for i in range(99, 0, -1))
_LEAST_SAMPLE = 30


def recall_p_value(found: Sequence[bool], pool: int, *, target: float) -> float:
    """
    Test that less than `target` of a code was found, after reading by likelihood.

    For each point on the way, what was read after it is taken as a random draw from what was left
    there; a ranking finds more than a random draw would, so the test errs on the safe side. The
    smallest of the p-values is handed back.

    Parameters
    ----------
    found : sequence of bool
        For each unit read, in order, whether the code applies.
    pool : int
        Units there are, read or not.
    target : float
        Recall asked for, e.g. .8.

    Returns
    -------
    float
        Small: the target is reached. 1 where nothing was found or nothing read.

    Raises
    ------
    CodingError
        If more was read than there is, or the target is no share.

    References
    ----------
    Callaghan, M. W., & Müller-Hansen, F. (2020). Statistical stopping criteria for automated
    screening in systematic reviews. Systematic Reviews, 9, 273.

    Examples
    --------
    >>> recall_p_value([True] * 10 + [False] * 90, 100, target=0.8)
    0.0
    >>> round(recall_p_value([True] * 10 + [False] * 40, 100, target=0.8), 3)
    0.167
    """
    from scipy.stats import hypergeom

    seen = np.asarray(found, dtype=bool)
    if not 0.0 < target < 1.0:
        raise CodingError(f"target {target}", expected="a share between 0 and 1, e.g. 0.8")
    if len(seen) > pool:
        raise CodingError(f"{len(seen)} units read of {pool}")
    total = int(seen.sum())
    if not total:
        return 1.0
    if len(seen) == pool:
        return 0.0
    before = np.concatenate([[0], np.cumsum(seen)[:-1]]).astype(np.int64)
    read_before = np.arange(len(seen))
    left = pool - read_before
    drawn = len(seen) - read_before
    after = total - before
    # the fewest units that must be left there if recall is below the target
    least = np.floor(total / target - before + 1.0).astype(np.int64)
    possible = least <= left
    if not possible.all():
        return 0.0
    p = hypergeom.cdf(after, left, least, drawn)
    return float(np.clip(p.min(), 0.0, 1.0))


def found_at_least(found: Sequence[bool], pool: int, *, level: float = 0.95) -> Estimate:
    """
    Say how much of a code was found at least.

    Parameters
    ----------
    found : sequence of bool
        For each unit read, in order, whether the code applies.
    pool : int
    level : float
        Confidence.

    Returns
    -------
    Estimate
        `low` is the highest recall the test does not doubt; `value` is the same; undefined where
        nothing was found or not even 1 % can be promised.

    Examples
    --------
    >>> found_at_least([True] * 10 + [False] * 85, 100).low
    0.9
    """
    method = "hypergeometric recall test"
    if not any(found):
        return undefined("nothing was found yet", method=method, n_units=len(found))
    for target in _GRID:
        if recall_p_value(found, pool, target=target) < 1.0 - level:
            return Estimate(
                value=target, low=target, high=1.0, level=level, method=method, n_units=len(found)
            )
    return undefined("too little was read to promise anything", method=method, n_units=len(found))


def stop_after(
    found: Sequence[bool],
    pool: int,
    *,
    rule: str,
    target: float = 0.8,
    run: int = 50,
    every: int = 10,
) -> int | None:
    """
    After how many reads a rule would have stopped.

    Parameters
    ----------
    found : sequence of bool
        For each unit in reading order, whether the code applies.
    pool : int
    rule : {'hypergeometric', 'in a row'}
        `in a row`: after `run` units without the code. It promises nothing.
    target : float
        Recall asked of the hypergeometric test, at 95 %.
    run : int
    every : int
        The test is done after so many reads.

    Returns
    -------
    int or None
        None where it never stops before the end.
    """
    seen = np.asarray(found, dtype=bool)
    if rule == "in a row":
        last = 0
        for i, hit in enumerate(seen.tolist(), start=1):
            last = i if hit else last
            if i - last >= run:
                return i
        return None
    if rule != "hypergeometric":
        raise CodingError(f"rule {rule!r}", expected="hypergeometric or in a row")
    for read in range(every, len(seen), every):
        if recall_p_value(seen[:read].tolist(), pool, target=target) < 0.05:
            return read
    return None


def rest_estimate(
    sample: pd.DataFrame,
    *,
    rest: int,
    found: int,
    replicates: int = 1000,
    level: float = 0.95,
    random_state: int = 0,
) -> dict[str, Estimate]:
    """
    Estimate what is left, from a blind random sample of the uncoded rest.

    Parameters
    ----------
    sample : DataFrame
        One row a sampled unit: `group`, and `applies` (whether the code, or any code, applies).
    rest : int
        Units in the rest, the sample included.
    found : int
        Units found before.
    replicates : int
    level : float
    random_state : int

    Returns
    -------
    dict of str to Estimate
        `left` (units in the rest the code applies to) and `recall` (share found before), with
        intervals over redrawn groups.

    Notes
    -----
    Without a single positive unit in the sample, a bootstrap says nothing; the upper limit is then
    the rule of three, and the method says so.

    References
    ----------
    Hanley, J. A., & Lippman-Hand, A. (1983). If nothing goes wrong, is everything all right? JAMA,
    249(13), 1743-1745.
    """
    n = len(sample)
    method = "blind random sample of the rest; percentile bootstrap of groups"
    if n < _LEAST_SAMPLE:
        why = f"a sample of {n} units is too small"
        return {name: undefined(why, method=method, n_units=n) for name in ("left", "recall")}
    names, inverse = np.unique(sample["group"].astype(str), return_inverse=True)
    hits = np.bincount(inverse, weights=sample["applies"].astype(float))
    size = np.bincount(inverse)
    share = float(hits.sum() / n)
    if share == 0.0:
        method = "blind random sample of the rest; rule of three"
        low, high = 0.0, min(1.0, 3.0 / n) * rest
    else:
        rng = np.random.default_rng(random_state)
        draws = rng.integers(len(names), size=(replicates, len(names)))
        shares = hits[draws].sum(axis=1) / size[draws].sum(axis=1)
        tail = (1.0 - level) / 2.0
        low, high = (float(q) * rest for q in np.quantile(shares, [tail, 1.0 - tail]))
    common: dict[str, Any] = {
        "level": level,
        "method": method,
        "n_units": n,
        "n_groups": len(names),
        "replicates": replicates if share else None,
        "seed": random_state if share else None,
    }
    left = share * rest
    answer = {"left": Estimate(value=left, low=low, high=high, **common)}
    if found + left == 0:
        answer["recall"] = undefined("the code was never found", method=method, n_units=n)
    else:
        answer["recall"] = Estimate(
            value=found / (found + left),
            low=found / (found + high) if found + high else 0.0,
            high=found / (found + low) if found + low else 1.0,
            **common,
        )
    return answer
