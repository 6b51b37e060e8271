"""How far apart two sets of labels are."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable
from typing import Literal

import numpy as np

from coding.errors import CodingError
from coding.statistics.arrays import FloatArray, ratio
from coding.statistics.ratings import is_missing

__all__ = ["SetDistance", "dice_distance", "jaccard_distance", "masi_distance", "set_difference"]

SetDistance = Literal["jaccard", "masi", "dice"]


def jaccard_distance(a: Collection[Hashable], b: Collection[Hashable]) -> float:
    """
    Distance of two label sets: one minus the share of common labels in their union.

    Two empty sets agree (distance 0): both coders said that no label applies.

    Parameters
    ----------
    a, b : set, frozenset, list or tuple of labels
        The labels two coders gave to one unit; empty where none applies.

    Returns
    -------
    float
        From 0 (the same labels) to 1 (none in common).

    Raises
    ------
    CodingError
        If an argument is not a collection of labels.

    References
    ----------
    Jaccard, P. (1912). The distribution of the flora in the alpine zone.

    Examples
    --------
    >>> round(jaccard_distance({"a", "b"}, {"b", "c"}), 4)
    0.6667
    """
    return _distance("jaccard", a, b)


def masi_distance(a: Collection[Hashable], b: Collection[Hashable]) -> float:
    """
    Distance of two label sets that is mild where one contains the other: 1 - J * M.

    J is the Jaccard index; M is 1 for equal sets, 2/3 where one contains the other, 1/3 where they
    overlap otherwise, 0 where they share nothing. Two empty sets agree (distance 0).

    Parameters
    ----------
    a, b : set, frozenset, list or tuple of labels
        The labels two coders gave to one unit; empty where none applies.

    Returns
    -------
    float
        From 0 (the same labels) to 1 (none in common).

    Raises
    ------
    CodingError
        If an argument is not a collection of labels.

    References
    ----------
    Passonneau, R. (2006). Measuring agreement on set-valued items (MASI) for semantic and
    pragmatic annotation. LREC.

    Examples
    --------
    >>> round(masi_distance({"a"}, {"a", "b", "c"}), 4)
    0.7778
    >>> masi_distance(set(), set())
    0.0
    """
    return _distance("masi", a, b)


def dice_distance(a: Collection[Hashable], b: Collection[Hashable]) -> float:
    """
    Distance of two label sets: one minus twice the common labels over all labels given.

    Two empty sets agree (distance 0). It is the difference inside `multivalued_alpha`.

    Parameters
    ----------
    a, b : set, frozenset, list or tuple of labels
        The labels two coders gave to one unit; empty where none applies.

    Returns
    -------
    float
        From 0 (the same labels) to 1 (none in common).

    Raises
    ------
    CodingError
        If an argument is not a collection of labels.

    References
    ----------
    Dice, L. R. (1945). Measures of the amount of ecologic association between species.

    Examples
    --------
    >>> dice_distance({"a", "b"}, {"b", "c"})
    0.5
    """
    return _distance("dice", a, b)


def set_difference(distance: SetDistance) -> Callable[..., FloatArray]:
    """
    Return the difference function of label sets by their sizes.

    Returns
    -------
    callable
        From sizes of intersection, first and second set (arrays that broadcast) to differences.

    Raises
    ------
    CodingError
        If the name is not known.
    """
    if distance not in _DIFFERENCES:
        raise CodingError(
            f"unknown distance {distance!r}", expected="'jaccard', 'masi', 'dice' or None"
        )
    return _DIFFERENCES[distance]


def _distance(name: SetDistance, a: Collection[Hashable], b: Collection[Hashable]) -> float:
    for labels in (a, b):
        if isinstance(labels, (str, bytes)) or not isinstance(labels, Collection):
            raise CodingError(f"{labels!r} is not a set of labels", expected="a set or a list")
        if any(is_missing(label) for label in labels):
            raise CodingError(f"a missing value inside the set {labels!r}")
    first, second = frozenset(a), frozenset(b)
    sizes = (np.array([float(n)]) for n in (len(first & second), len(first), len(second)))
    return float(_DIFFERENCES[name](*sizes)[0])


def _share(part: FloatArray, whole: FloatArray) -> FloatArray:
    """Divide, and call 0 / 0 one: two empty sets are the same set."""
    return ratio(part, whole, otherwise=1.0)


def _jaccard(both: FloatArray, first: FloatArray, second: FloatArray) -> FloatArray:
    return 1.0 - _share(both, first + second - both)


def _dice(both: FloatArray, first: FloatArray, second: FloatArray) -> FloatArray:
    return 1.0 - _share(2.0 * both, first + second)


def _masi(both: FloatArray, first: FloatArray, second: FloatArray) -> FloatArray:
    smaller, larger = np.minimum(first, second), np.maximum(first, second)
    monotonicity = np.where(
        both == larger, 1.0, np.where(both == smaller, 2 / 3, np.where(both > 0, 1 / 3, 0.0))
    )
    return 1.0 - _share(both, first + second - both) * monotonicity


_DIFFERENCES: dict[str, Callable[..., FloatArray]] = {
    "jaccard": _jaccard,
    "masi": _masi,
    "dice": _dice,
}
