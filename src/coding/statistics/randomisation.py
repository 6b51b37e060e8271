"""Tests that flip signs of interviews or exchange their labels: no model, few interviews."""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from dataclasses import replace
from itertools import combinations
from typing import Any

import numpy as np
import numpy.typing as npt

from coding.errors import CodingError
from coding.statistics.arrays import BoolArray, FloatArray
from coding.statistics.exact import (
    Alternative,
    Outcome,
    check_alternative,
)
from coding.statistics.means import numbers_or_missing
from coding.statistics.ratings import is_missing

__all__ = ["label_permutation", "sign_flip"]

_MOST_FLIPS = 20  # interviews whose 2^20 sign patterns are listed; more are drawn
_MOST_LABELLINGS = 1 << 20


def sign_flip(
    values: Sequence[float | None] | npt.NDArray[np.float64],
    *,
    alternative: Alternative = "two-sided",
    replicates: int = 100_000,
    random_state: int = 0,
) -> Outcome:
    """
    Sign-flip test of a mean over interviews against zero.

    If there is no effect, an interview's value is as likely to be minus itself. All sign patterns
    are listed for up to 20 interviews with a value other than zero, drawn for more.

    Parameters
    ----------
    values : sequence of float or None, shape (interviews,)
        One number an interview, e.g. observed minus expected; None or NaN where it has none.
    alternative : {"two-sided", "greater", "less"}
    replicates : int
        Sign patterns drawn where they are too many to list.
    random_state : int
        Seed of the draws.

    Returns
    -------
    Outcome
        `value` is the mean. With k interviews other than zero no two-sided p below 2 / 2^k is
        possible; below 6 of them `note` says "cannot reach .05".

    Raises
    ------
    CodingError
        For values that are not numbers, or an unknown alternative.

    Notes
    -----
    It assumes that interviews are independent and, without effect, symmetric around zero. Segments
    need not be independent.

    References
    ----------
    Fisher, R. A. (1935). The design of experiments, section 21.

    Examples
    --------
    >>> found = sign_flip([2.0, 1.0, 3.0, 0.5, 1.5, -0.5])
    >>> found.p, found.smallest_p
    (0.09375, 0.03125)
    >>> sign_flip([2.0, 1.0, 3.0, 0.5]).note
    'cannot reach .05'
    """
    check_alternative(alternative)
    numbers = numbers_or_missing(values)
    numbers = numbers[~np.isnan(numbers)]
    used = numbers[numbers != 0]
    k = len(used)
    sides = 2 if alternative == "two-sided" and k else 1
    listed = k <= _MOST_FLIPS
    if len(numbers) == 0:
        p, arrangements = None, 0
    elif listed:
        p, arrangements = _share_of_patterns(used, alternative), 2**k
    else:
        p, arrangements = _share_of_draws(used, alternative, replicates, random_state), replicates
    return Outcome(
        value=float(numbers.mean()) if len(numbers) else None,
        p=p,
        reason=None if len(numbers) else "no interview has a value",
        method="sign-flip over interviews",
        alternative=alternative,
        n_groups=len(numbers),
        n_used=k,
        arrangements=arrangements,
        smallest_p=sides / 2**k if listed else 1.0 / (replicates + 1),
        seed=None if listed else random_state,
    )


def label_permutation(
    values: Sequence[float | None] | npt.NDArray[np.float64],
    labels: Sequence[Hashable] | npt.NDArray[Any],
    *,
    cases: Sequence[Hashable] | npt.NDArray[Any],
    focus: Hashable = True,
    alternative: Alternative = "two-sided",
    replicates: int = 100_000,
    random_state: int = 0,
) -> Outcome:
    """
    Exchange labels of interviews within their case, to compare two kinds of interview.

    Differences between cases cannot produce a result, because no label ever leaves its case.

    Parameters
    ----------
    values : sequence of float or None, shape (interviews,)
        One number an interview; interviews without one are left out with their label.
    labels : sequence of hashable, shape (interviews,)
        One of two labels an interview, e.g. its side.
    cases : sequence of hashable, shape (interviews,)
        The organisation of each interview.
    focus : hashable
        The label whose values come first in the difference.
    alternative : {"two-sided", "greater", "less"}
    replicates : int
        Arrangements drawn where there are more than 2^20 to list.
    random_state : int
        Seed of the draws.

    Returns
    -------
    Outcome
        `value` is the mean difference (focus minus other) over cases, each weighing by
        n1 * n2 / (n1 + n2), as in a regression with a constant per case.

    Raises
    ------
    CodingError
        For lists of different length, more than two labels, a missing label or case, or a focus
        that does not occur.

    References
    ----------
    Edgington, E. S., & Onghena, P. (2007). Randomization tests (4th ed.).

    Examples
    --------
    >>> found = label_permutation(
    ...     [0.9, 0.8, 0.2, 0.7, 0.6, 0.1], [1, 1, 0, 1, 1, 0], cases=["P"] * 3 + ["G"] * 3, focus=1
    ... )
    >>> found.arrangements, round(found.value, 3), round(found.p, 3), found.note
    (9, 0.6, 0.111, 'cannot reach .05')
    """
    check_alternative(alternative)
    numbers, is_focus, case = _labelled(values, labels, cases, focus)
    each = [(numbers[case == name], is_focus[case == name]) for name in dict.fromkeys(case)]
    # a case with one label only says nothing about the difference
    each = [(found, mine) for found, mine in each if mine.any() and not mine.all()]
    weight = sum(mine.sum() * (~mine).sum() / len(mine) for _, mine in each)
    arrangements = math.prod(math.comb(len(mine), int(mine.sum())) for _, mine in each)
    outcome = Outcome(
        value=None,
        p=None,
        reason="no case has interviews of both labels",
        method="label permutation within case",
        alternative=alternative,
        n_groups=len(numbers),
        n_used=sum(len(found) for found, _ in each),
        arrangements=0,
        smallest_p=1.0,
    )
    if not each:
        return outcome
    centred = [(found - found.mean(), mine) for found, mine in each]
    observed = float(sum(found[mine].sum() for found, mine in centred))
    listed = arrangements <= _MOST_LABELLINGS
    sums = _all_sums(centred) if listed else _drawn_sums(centred, replicates, random_state)
    p = _p_value(sums, observed, alternative)
    if not listed:  # the arrangement seen counts as one of the draws
        p = (p * replicates + 1.0) / (replicates + 1.0)
    return replace(
        outcome,
        value=observed / float(weight),
        p=p,
        reason=None,
        arrangements=arrangements if listed else replicates,
        smallest_p=_smallest(sums, alternative) if listed else 1.0 / (replicates + 1),
        seed=None if listed else random_state,
    )


def _share_of_patterns(used: FloatArray, alternative: Alternative) -> float:
    """List the sums of all sign patterns; the other half are their mirror images."""
    if len(used) == 0:
        return 1.0
    sums = used[:1]
    for value in used[1:]:
        sums = np.concatenate([sums + value, sums - value])
    observed = float(used.sum())
    if alternative == "two-sided":
        return _p_value(sums, observed, alternative)
    return (_p_value(sums, observed, alternative) + _p_value(-sums, observed, alternative)) / 2.0


def _share_of_draws(
    used: FloatArray, alternative: Alternative, replicates: int, random_state: int
) -> float:
    rng = np.random.default_rng(random_state)
    sums = np.empty(replicates)
    step = max(1, (1 << 21) // len(used))
    for start in range(0, replicates, step):
        rows = min(step, replicates - start)
        signs = rng.integers(0, 2, size=(rows, len(used))) * 2.0 - 1.0
        sums[start : start + rows] = signs @ used
    # the pattern seen counts as one of the draws
    share = _p_value(sums, float(used.sum()), alternative)
    return (share * replicates + 1.0) / (replicates + 1.0)


def _p_value(sums: FloatArray, observed: float, alternative: Alternative) -> float:
    """Share of sums at least as extreme; equal sums may differ by rounding."""
    dust = 1e-9 * (float(np.abs(sums).max()) + abs(observed))
    if alternative == "two-sided":
        extreme = np.abs(sums) >= abs(observed) - dust
    elif alternative == "greater":
        extreme = sums >= observed - dust
    else:
        extreme = sums <= observed + dust
    return float(extreme.mean())


def _smallest(sums: FloatArray, alternative: Alternative) -> float:
    """The p of the most extreme arrangement."""
    if alternative == "two-sided":
        most = float(sums[np.argmax(np.abs(sums))])
    else:
        most = float(sums.max() if alternative == "greater" else sums.min())
    return _p_value(sums, most, alternative)


def _labelled(
    values: Sequence[float | None] | npt.NDArray[np.float64],
    labels: Sequence[Hashable] | npt.NDArray[Any],
    cases: Sequence[Hashable] | npt.NDArray[Any],
    focus: Hashable,
) -> tuple[FloatArray, BoolArray, npt.NDArray[Any]]:
    numbers, labels, cases = numbers_or_missing(values), list(labels), list(cases)
    if not len(numbers) == len(labels) == len(cases):
        raise CodingError(
            f"{len(numbers)} values, {len(labels)} labels, {len(cases)} cases",
            expected="one of each an interview",
        )
    for what, names in (("label", labels), ("case", cases)):
        if any(is_missing(name) for name in names):
            raise CodingError(f"an interview without a {what}")
    kinds = list(dict.fromkeys(labels))
    if len(kinds) > 2:
        raise CodingError(
            f"{len(kinds)} labels: {kinds}", expected="two; compare one with the rest"
        )
    if focus not in kinds:
        raise CodingError(f"no interview has the label {focus!r}", expected=f"focus in {kinds}")
    numbered = {name: place for place, name in enumerate(dict.fromkeys(cases))}
    known = ~np.isnan(numbers)
    is_focus = np.array([label == focus for label in labels], dtype=bool)
    case = np.array([numbered[name] for name in cases], dtype=np.intp)
    return numbers[known], is_focus[known], case[known]


def _all_sums(centred: Sequence[tuple[FloatArray, BoolArray]]) -> FloatArray:
    """Sum of the focus label's values for every arrangement within cases."""
    total = np.zeros(1)
    for found, mine in centred:
        of_case = [
            found[list(chosen)].sum() for chosen in combinations(range(len(found)), mine.sum())
        ]
        total = np.add.outer(total, np.array(of_case)).ravel()
    return total


def _drawn_sums(
    centred: Sequence[tuple[FloatArray, BoolArray]], replicates: int, random_state: int
) -> FloatArray:
    rng = np.random.default_rng(random_state)
    total = np.zeros(replicates)
    for found, mine in centred:
        order = np.argsort(rng.random((replicates, len(found))), axis=1)
        total += found[order[:, : int(mine.sum())]].sum(axis=1)
    return total
