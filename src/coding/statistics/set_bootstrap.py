"""Alpha on sets of labels with both intervals at once, where the sets are many."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from functools import partial
from typing import Literal

import numpy as np

from coding.estimate import Estimate
from coding.statistics.alpha import alpha_statistic, krippendorff_alpha
from coding.statistics.arrays import AnyArray, FloatArray
from coding.statistics.bootstrap import _with_interval, bootstrap
from coding.statistics.distances import SetDistance, set_difference
from coding.statistics.metrics import membership, set_metric, unit_disagreement
from coding.statistics.ordinal import one_minus_ratio
from coding.statistics.ratings import Ratings, RatingsLike
from coding.statistics.resampling import Plan, _weights, groups_of
from coding.statistics.sums import Statistic, estimate

__all__ = ["bootstrap_sets"]

_MOST_UNITS = 5000  # a table of units × units beyond that is too large to keep
_CELLS = 1 << 21


def bootstrap_sets(
    ratings: RatingsLike,
    *,
    distance: SetDistance = "masi",
    groups: Sequence[Hashable] | AnyArray,
    resamples: Sequence[Literal["cluster", "unit"]] = ("cluster", "unit"),
    replicates: int = 1000,
    coverage: float = 0.95,
    random_state: int = 0,
) -> dict[str, Estimate]:
    """
    Give alpha on label sets its intervals by interview and by unit.

    The same figures as ``bootstrap(ratings, krippendorff_alpha, distance=...)`` once a resample.
    There, each replicate pairs every set with every set; here the differences are added up per
    pair of units first, so thousands of different sets cost no more than thousands of units.

    Parameters
    ----------
    ratings : DataFrame, ndarray or list of rows, shape (coders, units)
        Each cell a set of labels, or None.
    distance : {"masi", "jaccard", "dice"}
    groups : sequence of hashable, shape (units,)
        The interview of each unit.
    resamples : sequence of {"cluster", "unit"}
    replicates, coverage, random_state
        As in `bootstrap`.

    Returns
    -------
    dict of str to Estimate
        By resample.

    Raises
    ------
    CodingError
        As `bootstrap`.

    Examples
    --------
    >>> sets = [[{"a"}, {"b"}, {"a", "b"}, set()], [{"a"}, {"b"}, {"a"}, set()]]
    >>> found = bootstrap_sets(sets, groups=["R1", "R1", "R2", "R2"], replicates=50)
    >>> round(found["cluster"].value, 3), found["unit"].replicates
    (0.781, 50)
    """
    statistic = alpha_statistic(ratings, distance=distance)
    table = statistic.table
    pairable = np.flatnonzero(table.codings_per_unit() >= 2)
    if table.why_unpairable() is not None or len(pairable) > _MOST_UNITS:
        alone = partial(
            bootstrap,
            ratings,
            krippendorff_alpha,
            distance=distance,
            replicates=replicates,
            coverage=coverage,
            random_state=random_state,
        )
        return {
            str(name): alone(resample=name, groups=groups if name == "cluster" else None)
            for name in resamples
        }
    codes = table.codes[:, pairable]
    between = _between(table, codes, distance)
    observed = unit_disagreement(codes, set_metric(table, distance).difference)
    size = (codes >= 0).sum(axis=0).astype(np.float64)
    point = _point(statistic, observed, size, between)
    found: dict[str, Estimate] = {}
    for name in resamples:
        plan = Plan(name, replicates, coverage, int(random_state))
        index, n_groups = groups_of(groups if name == "cluster" else None, table.n_units, name)
        drawn = None
        if n_groups >= 2 and point.value is not None:
            place = pairable if index is None else index[pairable]
            drawn = _draw(plan, n_groups, place, (observed, size, between))
        found[name] = _with_interval(point, drawn, plan, n_groups=n_groups)
    return found


def _point(
    statistic: Statistic, observed: FloatArray, size: FloatArray, between: FloatArray
) -> Estimate:
    expected = float(between.sum())
    if expected <= 0:  # all sets are the same: the room says why
        return estimate(statistic)
    value = one_minus_ratio(*map(np.asarray, (observed.sum(), expected, size.sum())))
    return Estimate(
        value=float(value),
        method=statistic.name,
        n_units=statistic.table.n_units,
        n_pairable=statistic.table.n_pairable(),
        n_coders=statistic.table.n_coders,
    )


def _between(table: Ratings, codes: AnyArray, distance: SetDistance) -> FloatArray:
    """Add up the differences of all codings of one unit to all of another, shape (units, units)."""
    delta = set_difference(distance)
    member, _ = membership(table)
    sizes = member.sum(axis=1)
    made = np.zeros((codes.shape[1], codes.shape[1]))
    step = max(1, _CELLS // max(1, len(sizes)))
    for start in range(0, len(sizes), step):
        rows = slice(start, start + step)
        apart = delta(member[rows] @ member.T, sizes[rows, None], sizes[None, :])
        to_unit = np.zeros((apart.shape[0], codes.shape[1]))
        for row in codes:
            to_unit += np.where(row >= 0, apart[:, row], 0.0)
        for row in codes:
            here = np.flatnonzero((row >= start) & (row < start + step))
            made[here] += to_unit[row[here] - start]
    return made


def _draw(
    plan: Plan,
    n_groups: int,
    place: AnyArray,
    parts: tuple[FloatArray, FloatArray, FloatArray],
) -> FloatArray:
    observed, size, between = parts
    if plan.resample == "cluster":
        hot = np.zeros((len(place), n_groups))
        hot[np.arange(len(place)), place] = 1.0
        observed, size, between = observed @ hot, size @ hot, hot.T @ between @ hot
        place = np.arange(n_groups)
    drawn = np.zeros(plan.replicates)
    rng = np.random.default_rng(plan.seed)
    for start, weights in _weights(rng, n_groups, plan.replicates):
        some = weights[:, place]
        expected = ((some @ between) * some).sum(axis=1)
        drawn[start : start + len(some)] = one_minus_ratio(some @ observed, expected, some @ size)
    return drawn
