"""Bootstrap intervals by unit, by interview, or as Krippendorff draws them."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from numbers import Integral
from typing import Any, Literal

import numpy as np

from coding.errors import CodingError, did_you_mean
from coding.estimate import Estimate
from coding.statistics.agreement import percent_agreement_statistic, specific_agreement_statistic
from coding.statistics.alpha import alpha_pairs, alpha_statistic
from coding.statistics.arrays import AnyArray, FloatArray
from coding.statistics.gwet import brennan_prediger_statistic, gwet_statistic
from coding.statistics.many_coders import conger_statistic, fleiss_statistic
from coding.statistics.means import check_coverage
from coding.statistics.multivalued import multivalued_statistic
from coding.statistics.ratings import RatingsLike
from coding.statistics.resampling import Plan, Resampling, groups_of, replicate
from coding.statistics.sums import Statistic, estimate
from coding.statistics.two_coders import cohen_statistic, light_statistic, scott_statistic

__all__ = ["bootstrap", "bootstrap_codes"]

Coefficient = Callable[..., Estimate]

_STATISTICS: dict[str, Callable[..., Statistic]] = {
    "krippendorff_alpha": alpha_statistic,
    "multivalued_alpha": multivalued_statistic,
    "cohen_kappa": cohen_statistic,
    "scott_pi": scott_statistic,
    "fleiss_kappa": fleiss_statistic,
    "conger_kappa": conger_statistic,
    "light_kappa": light_statistic,
    "gwet_ac1": gwet_statistic,
    "brennan_prediger": brennan_prediger_statistic,
    "percent_agreement": percent_agreement_statistic,
    "specific_agreement": specific_agreement_statistic,
}


def bootstrap(
    ratings: RatingsLike,
    coefficient: Coefficient,
    *,
    resample: Resampling = "unit",
    groups: Sequence[Hashable] | AnyArray | None = None,
    replicates: int = 2000,
    coverage: float = 0.95,
    random_state: int = 0,
    **options: Any,
) -> Estimate:
    """
    Give a coefficient a percentile bootstrap interval.

    Parameters
    ----------
    ratings : DataFrame, ndarray or list of rows, shape (coders, units)
    coefficient : function
        One of this room's coefficients, e.g. `krippendorff_alpha`.
    resample : {"unit", "cluster", "krippendorff"}
        `unit` draws units, `cluster` draws whole groups (interviews) with all their units,
        `krippendorff` draws pairs of codings and keeps the expected disagreement; the last is for
        alpha only. Segments of one interview are not independent, so for them only `cluster` is
        defensible, and with few interviews it is still somewhat too narrow (docs/method.md).
    groups : sequence of hashable, shape (units,), optional
        The interview of each unit; needed for `cluster`.
    replicates : int
    coverage : float
        Nominal coverage of the interval, between 0 and 1; `level` in the result.
    random_state : int
        Seed; it is kept in the result.
    **options
        Passed to the coefficient, e.g. ``level="ordinal"``.

    Returns
    -------
    Estimate
        The coefficient of the data with `low, high, level, se, replicates, undefined, seed`.
        Replicates on which the coefficient is undefined (a rare code drawn never) are counted in
        `undefined` and are not part of the interval. No limits where fewer than two are defined.

    Raises
    ------
    CodingError
        For a function that is not one of the coefficients, groups that do not fit the units, or
        whatever the coefficient itself refuses.

    Notes
    -----
    It cannot know whether the codings were made independently.

    References
    ----------
    Zapf, A., Castell, S., Morawietz, L., & Karch, A. (2016). Measuring inter-rater reliability for
    nominal data - which coefficients and confidence intervals are appropriate? BMC Medical Research
    Methodology, 16, 93. Krippendorff, K. (2016). Bootstrapping distributions for Krippendorff's
    alpha.

    Examples
    --------
    >>> from coding.statistics import krippendorff_alpha
    >>> ratings = [[1, 1, 0, 0, 1, 0, 1, 0], [1, 0, 0, 0, 1, 0, 1, 1]]
    >>> found = bootstrap(ratings, krippendorff_alpha, random_state=1, replicates=500)
    >>> round(found.value, 3), found.low < found.value < found.high, found.seed
    (0.531, True, 1)
    """
    _check(resample, replicates, coverage, random_state)
    prepare, name, settings = _prepare(coefficient)
    options = {**settings, **options}
    statistic = prepare(ratings, **options)
    point = estimate(statistic)
    plan = Plan(resample, replicates, coverage, int(random_state))
    if resample == "krippendorff":
        if name != "krippendorff_alpha":
            raise CodingError(
                f"resample='krippendorff' draws differences between codings, which {name} has not",
                hint="resample='unit' or 'cluster'",
            )
        drawn = None if point.value is None else _draw_pairs(ratings, point.value, options, plan)
        return _with_interval(point, drawn, plan, n_groups=None)
    index, n_groups = groups_of(groups, statistic.table.n_units, resample)
    if point.value is None or n_groups < 2:
        return _with_interval(point, None, plan, n_groups=n_groups)
    sums = replicate([statistic], index, n_groups, plan)
    return _with_interval(point, statistic.value(sums), plan, n_groups=n_groups)


def bootstrap_codes(
    ratings: Mapping[Hashable, RatingsLike],
    coefficients: Sequence[Coefficient],
    *,
    resample: Literal["unit", "cluster"] = "unit",
    groups: Sequence[Hashable] | AnyArray | None = None,
    replicates: int = 1000,
    coverage: float = 0.95,
    random_state: int = 0,
) -> dict[tuple[Hashable, str], Estimate]:
    """
    Bootstrap several coefficients of many codes at once, on the same replicates.

    Parameters
    ----------
    ratings : mapping of code to table of shape (coders, units)
        For instance presence (1) and absence (0) of each code; all tables have the same units.
    coefficients : sequence of functions
        Coefficients of this room; `functools.partial` gives them options, e.g.
        ``partial(gwet_ac1, categories=[0, 1])``.
    resample : {"unit", "cluster"}
        As in `bootstrap`.
    groups : sequence of hashable, shape (units,), optional
        The interview of each unit; needed for `cluster`.
    replicates : int
        The same replicates serve all codes and coefficients.
    coverage : float
        Nominal coverage of the intervals, between 0 and 1.
    random_state : int
        Seed; it is kept in the results.

    Returns
    -------
    dict of (code, name of the coefficient) to Estimate

    Raises
    ------
    CodingError
        As `bootstrap`; also for tables with different numbers of units.

    Examples
    --------
    >>> from coding.statistics import cohen_kappa, krippendorff_alpha
    >>> presence = {
    ...     "bw-cultural": [[1, 1, 0, 0, 1, 0], [1, 0, 0, 0, 1, 0]],
    ...     "bw-technical": [[0, 0, 1, 0, 0, 1], [0, 0, 1, 0, 0, 1]],
    ... }
    >>> found = bootstrap_codes(presence, [krippendorff_alpha, cohen_kappa], random_state=1)
    >>> for (code, name), one in found.items():
    ...     print(code, name, round(one.value, 2))
    bw-cultural krippendorff_alpha 0.69
    bw-cultural cohen_kappa 0.67
    bw-technical krippendorff_alpha 1.0
    bw-technical cohen_kappa 1.0
    """
    _check(resample, replicates, coverage, random_state)
    if resample not in ("unit", "cluster"):
        raise CodingError(f"resample={resample!r} is for one alpha at a time", hint="bootstrap()")
    plan = Plan(resample, replicates, coverage, int(random_state))
    prepared: dict[tuple[Hashable, str], Statistic] = {}
    for code, table in ratings.items():
        for coefficient in coefficients:
            prepare, name, settings = _prepare(coefficient)
            prepared[code, name] = prepare(table, **settings)
    if not prepared:
        return {}
    n_units = {statistic.table.n_units for statistic in prepared.values()}
    if len(n_units) > 1:
        raise CodingError(f"the codes have different numbers of units: {sorted(n_units)}")
    index, n_groups = groups_of(groups, n_units.pop(), resample)
    points = {key: estimate(statistic) for key, statistic in prepared.items()}
    defined = [key for key, point in points.items() if point.value is not None and n_groups > 1]
    sums = np.zeros((replicates, 0))  # one interview, or nothing varies: nothing to draw
    if defined:
        sums = replicate([prepared[key] for key in defined], index, n_groups, plan)
    ends = np.cumsum([0, *(prepared[key].width for key in defined)])
    drawn = {
        key: prepared[key].value(sums[:, start:end])
        for key, start, end in zip(defined, ends, ends[1:], strict=False)
    }
    return {
        key: _with_interval(point, drawn.get(key), plan, n_groups=n_groups)
        for key, point in points.items()
    }


def _check(resample: str, replicates: int, coverage: float, random_state: int) -> None:
    if resample not in ("unit", "cluster", "krippendorff"):
        raise CodingError(
            f"unknown resample {resample!r}", expected="'unit', 'cluster' or 'krippendorff'"
        )
    if not isinstance(replicates, Integral) or replicates < 1:
        raise CodingError(f"replicates={replicates!r}", expected="a whole number from 1 upwards")
    check_coverage(coverage)
    if not isinstance(random_state, Integral) or isinstance(random_state, bool):
        raise CodingError(
            f"random_state={random_state!r}", expected="a whole number, so that it can be kept"
        )


def _prepare(
    coefficient: Coefficient,
) -> tuple[Callable[..., Statistic], str, dict[str, Any]]:
    settings: dict[str, Any] = {}
    while isinstance(coefficient, partial):
        if coefficient.args:
            raise CodingError("a partial coefficient takes keyword options only")
        settings = {**coefficient.keywords, **settings}
        coefficient = coefficient.func
    name = getattr(coefficient, "__name__", repr(coefficient))
    if name not in _STATISTICS:
        raise CodingError(
            f"{name} is not a coefficient that can be bootstrapped here",
            hint=did_you_mean(name, _STATISTICS, shown=len(_STATISTICS)),
        )
    return _STATISTICS[name], name, settings


def _draw_pairs(
    ratings: RatingsLike, alpha: float, options: dict[str, Any], plan: Plan
) -> FloatArray:
    """
    Krippendorff's own bootstrap.

    For each unit as many pairs are drawn, from all pairs of all units, as it has; their differences
    replace its own, and the expected disagreement of the data stays. Replicates below -1 are -1.
    """
    differences, sizes, n = alpha_pairs(ratings, **options)
    observed = float((2.0 * differences / (sizes - 1)).sum()) / n
    if observed == 0.0:
        return np.ones(plan.replicates)
    expected = observed / (1.0 - alpha)
    kinds, counts = np.unique(differences, return_counts=True)
    rng = np.random.default_rng(plan.seed)
    total = np.zeros(plan.replicates)
    for size, n_pairs in zip(*np.unique(sizes, return_counts=True), strict=True):
        drawn = rng.multinomial(n_pairs, counts / counts.sum(), size=plan.replicates)
        total += drawn @ kinds * (2.0 / (size - 1))
    return np.maximum(1.0 - total / (n * expected), -1.0)


def _with_interval(
    point: Estimate, drawn: FloatArray | None, plan: Plan, *, n_groups: int | None
) -> Estimate:
    shown = {"unit": "units", "cluster": "groups", "krippendorff": "pairs (Krippendorff)"}
    interval = f"{point.method}; percentile bootstrap of {shown[plan.resample]}"
    groups = n_groups if plan.resample == "cluster" else None
    if drawn is None:
        why = "" if point.value is None else f": {n_groups} to draw from"
        return replace(point, method=f"{interval}, no interval{why}", n_groups=groups)
    defined = drawn[~np.isnan(drawn)]
    low, high, se = None, None, None
    if len(defined) >= 2:
        tail = (1.0 - plan.coverage) / 2.0
        low, high = (float(limit) for limit in np.quantile(defined, [tail, 1.0 - tail]))
        se = float(defined.std(ddof=1))
    return replace(
        point,
        low=low,
        high=high,
        level=plan.coverage,
        se=se,
        method=interval,
        n_groups=groups,
        replicates=plan.replicates,
        undefined=int(len(drawn) - len(defined)),
        seed=plan.seed,
    )
