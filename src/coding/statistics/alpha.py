"""Krippendorff's alpha for any number of coders, missing codings, and sets of labels."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from itertools import combinations

import numpy as np

from coding.errors import CodingError
from coding.estimate import Estimate
from coding.statistics.arrays import FloatArray, IntArray
from coding.statistics.distances import SetDistance
from coding.statistics.encode import encode
from coding.statistics.metrics import (
    Level,
    Metric,
    interval_metric,
    nominal_metric,
    ratio_metric,
    set_metric,
    unit_disagreement,
)
from coding.statistics.ordinal import one_minus_ratio, ordinal_alpha, pairable_counts
from coding.statistics.ratings import Ratings, RatingsLike, numbers_of, order_of, reduce_to
from coding.statistics.sums import Statistic, estimate, unit_counts

__all__ = ["alpha_metric", "alpha_pairs", "alpha_statistic", "krippendorff_alpha"]

_LEVELS = ("nominal", "ordinal", "interval", "ratio")
_NOTHING_VARIES = "nothing varies, so agreement cannot be told from habit"


def krippendorff_alpha(
    ratings: RatingsLike,
    *,
    level: Level = "nominal",
    distance: SetDistance | None = None,
    category: Hashable | None = None,
    label: Hashable | None = None,
    categories: Sequence[Hashable] | None = None,
) -> Estimate:
    """
    Krippendorff's alpha: one minus observed over expected disagreement.

    Each unit with at least two codings counts by its number of codings; single codings are left
    out. Expected disagreement pairs all codings as if drawn without replacement from one pool, so
    the coefficient corrects for small samples and does not care who coded what.

    Parameters
    ----------
    ratings : DataFrame, ndarray or list of rows, shape (coders, units)
        None or NaN = not coded. All codes single (numbers or texts) or all codes sets of labels.
    level : {"nominal", "ordinal", "interval", "ratio"}
        How far apart two single codes are.
    distance : {None, "jaccard", "masi", "dice"}
        How far apart two sets of labels are; None = equal or not.
    category : hashable, optional
        Reduce single codes to this code against all others.
    label : hashable, optional
        Reduce sets to presence of this label; the empty set is absence, None stays missing.
    categories : sequence, optional
        The order of an ordinal scale whose codes are texts, lowest first. Codes that nobody used
        do not change alpha.

    Returns
    -------
    Estimate
        At most 1; 0 as expected by chance; negative below it. Undefined where no unit has two
        codings or where the pairable codings do not vary.

    Raises
    ------
    CodingError
        For a table that is not coders × units, sets mixed with single codes, an option that does
        not fit the codes, or an ordinal scale of texts without their order.

    Notes
    -----
    It cannot know whether the codings were made independently: two coders who talked, or who both
    saw a suggestion, get a high alpha too.

    References
    ----------
    Krippendorff, K. (2011). Computing Krippendorff's alpha-reliability.
    Hayes, A. F., & Krippendorff, K. (2007). Answering the call for a standard reliability measure
    for coding data. Communication Methods and Measures, 1(1), 77-89.

    Examples
    --------
    Example C of Krippendorff (2011), printed as 0.743:

    >>> ratings = [
    ...     [1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None],
    ...     [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3],
    ...     [None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None],
    ...     [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None],
    ... ]
    >>> round(krippendorff_alpha(ratings).value, 3)
    0.743
    >>> round(krippendorff_alpha(ratings, level="interval").value, 3)
    0.849
    >>> krippendorff_alpha([["x", "x"], ["x", "x"]]).reason
    "only one code was used ('x'): nothing varies, so agreement cannot be told from habit"
    """
    return estimate(
        alpha_statistic(
            ratings,
            level=level,
            distance=distance,
            category=category,
            label=label,
            categories=categories,
        )
    )


def alpha_statistic(
    ratings: RatingsLike,
    *,
    level: Level = "nominal",
    distance: SetDistance | None = None,
    category: Hashable | None = None,
    label: Hashable | None = None,
    categories: Sequence[Hashable] | None = None,
) -> Statistic:
    """Prepare `krippendorff_alpha`; same parameters."""
    full = encode(ratings)
    _check_options(full, level, distance, label, categories)
    table = reduce_to(full, category=category, label=label)
    if table is not full:
        return _one_against_others(table, category if label is None else label)
    if level == "ordinal":
        return ordinal_alpha(
            table,
            order_of(table, categories, purpose="level 'ordinal'"),
            why=lambda _: why_no_variation(table),
        )
    metric = alpha_metric(table, level=level, distance=distance)
    name = f"krippendorff_alpha, {distance or level}"
    return _fixed_metric(table, metric, name=name, why=lambda: why_no_variation(table))


def alpha_metric(table: Ratings, *, level: Level, distance: SetDistance | None) -> Metric:
    """Choose the difference function of a level that does not depend on the counts."""
    if distance is not None:
        return set_metric(table, distance)
    if level == "interval":
        return interval_metric(numbers_of(table, level=level))
    if level == "ratio":
        return ratio_metric(table)
    return nominal_metric()


def _check_options(
    table: Ratings,
    level: str,
    distance: str | None,
    label: Hashable | None,
    categories: Sequence[Hashable] | None,
) -> None:
    if level not in _LEVELS:
        raise CodingError(f"unknown level {level!r}", expected=", ".join(map(repr, _LEVELS)))
    if distance is not None and level != "nominal":
        raise CodingError(f"distance={distance!r} and level={level!r} exclude each other")
    if distance is not None and label is not None:
        raise CodingError("distance= compares whole sets, label= one label", hint="give one")
    if distance is not None and table.categories and not table.is_sets:
        raise CodingError(
            f"distance={distance!r} compares sets of labels; these are single codes",
            hint="level= for single codes",
        )
    if table.is_sets and level != "nominal":
        raise CodingError(f"level={level!r} needs single codes; these are sets of labels")
    if categories is not None and level != "ordinal":
        raise CodingError(
            "categories= gives the order of an ordinal scale",
            hint="level='ordinal'; for other levels alpha does not depend on unused codes",
        )


def _one_against_others(table: Ratings, code: Hashable) -> Statistic:
    return _fixed_metric(
        table,
        nominal_metric(),
        name=f"krippendorff_alpha, {code!r} against all others",
        why=lambda: why_never_or_always(table, code),
    )


def _fixed_metric(
    table: Ratings, metric: Metric, *, name: str, why: Callable[[], str]
) -> Statistic:
    """Alpha where the difference of two codes does not depend on the data."""
    n_values = len(table.categories)
    width = 1 + (n_values if metric.features is None else metric.features.shape[1])
    pairable = table.codings_per_unit() >= 2

    def spread(counts: FloatArray) -> FloatArray:
        return counts if metric.features is None else counts @ metric.features

    def parts(block: slice) -> FloatArray:
        codes = np.where(pairable[block], table.codes[:, block], -1)
        observed = unit_disagreement(codes, metric.difference)
        if metric.features is None:
            return np.column_stack([observed, unit_counts(codes, n_values)])
        # codes -1 look up an extra row of zeros
        lookup = np.vstack([metric.features, np.zeros(metric.features.shape[1])])
        return np.column_stack([observed, lookup[codes].sum(axis=0)])

    def total() -> FloatArray:
        observed = unit_disagreement(table.codes, metric.difference).sum()
        return np.append(observed, spread(pairable_counts(table)))

    def value(sums: FloatArray) -> FloatArray:
        size = metric.size(sums[..., 1:])
        return one_minus_ratio(sums[..., 0], metric.expected(sums[..., 1:]), size)

    return Statistic(
        name=name,
        table=table,
        width=width,
        parts=parts,
        value=value,
        why=lambda _: why(),
        total=total,
    )


def why_no_variation(table: Ratings) -> str:
    """Name the one code that was used by coders of common units."""
    used = np.flatnonzero(pairable_counts(table))
    named = ", ".join(_shown(table.categories[place]) for place in used)
    return f"only one code was used ({named}): {_NOTHING_VARIES}"


def why_never_or_always(table: Ratings, code: Hashable) -> str:
    """Say that one code, reduced to present or absent, is either in all codings or in none."""
    extent = "always" if pairable_counts(table)[1] else "never"
    return f"{code!r} was {extent} used where two coders coded: {_NOTHING_VARIES}"


def _shown(value: object) -> str:
    if isinstance(value, frozenset):
        return "{" + ", ".join(sorted(map(repr, value))) + "}"
    return repr(value)


def alpha_pairs(
    ratings: RatingsLike,
    *,
    level: Level = "nominal",
    distance: SetDistance | None = None,
    category: Hashable | None = None,
    label: Hashable | None = None,
    categories: Sequence[Hashable] | None = None,
) -> tuple[FloatArray, IntArray, int]:
    """
    List the difference of every pair of codings that shares a unit; parameters as for alpha.

    Returns
    -------
    differences : ndarray, shape (pairs,)
    sizes : ndarray of int, shape (pairs,)
        Number of codings of the unit of the pair.
    n : int
        Number of pairable codings.
    """
    table = reduce_to(encode(ratings), category=category, label=label)
    if category is not None or label is not None:
        difference = nominal_metric().difference
    elif level == "ordinal":
        order = np.argsort(order_of(table, categories, purpose="level 'ordinal'"))
        counts = pairable_counts(table)
        rank = np.zeros(len(counts))
        rank[order] = np.cumsum(counts[order]) - counts[order] / 2.0
        difference = interval_metric(rank).difference
    else:
        difference = alpha_metric(table, level=level, distance=distance).difference
    size = table.codings_per_unit()
    found, sizes = [np.zeros(0)], [np.zeros(0, dtype=np.int32)]
    for i, j in combinations(range(table.n_coders), 2):
        both = (table.codes[i] >= 0) & (table.codes[j] >= 0)
        found.append(difference(table.codes[i][both], table.codes[j][both]))
        sizes.append(size[both])
    return np.concatenate(found), np.concatenate(sizes), table.n_pairable()
