"""Splitting units for measuring: always whole documents, never rows."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from coding.errors import CodingError

__all__ = ["LEAST_GROUPS", "hash_order", "sample_units", "spread_groups", "test_folds"]

LEAST_GROUPS = 4
Ints = npt.NDArray[np.int64]


def hash_order(names: Iterable[str], *parts: object) -> list[str]:
    """
    Names in a random order that any program can redo: by the hash of the parts and the name.

    Examples
    --------
    >>> hash_order(["c", "a", "b"], 1, "labels")
    ['a', 'b', 'c']
    """

    def key(name: str) -> str:
        return hashlib.sha256("|".join(map(str, (*parts, name))).encode()).hexdigest()

    return sorted(names, key=key)


def spread_groups(groups: npt.NDArray[Any], folds: int, *, seed: int) -> Ints:
    """
    Share groups out over folds of about equal numbers of units; a group is never cut.

    Parameters
    ----------
    groups : ndarray of str, shape (units,)
    folds : int
    seed : int
        Changes which groups come together.

    Returns
    -------
    ndarray of int, shape (units,)
        Fold of each unit.
    """
    names, inverse, size = np.unique(groups.astype(str), return_inverse=True, return_counts=True)
    place = {name: i for i, name in enumerate(names.tolist())}
    order = hash_order(place, seed, "fold")
    order.sort(key=lambda name: -size[place[name]])
    load = [0] * folds
    fold = np.zeros(len(names), dtype=np.int64)
    for name in order:
        emptiest = load.index(min(load))
        fold[place[name]] = emptiest
        load[emptiest] += int(size[place[name]])
    return np.asarray(fold[inverse])


def test_folds(groups: npt.NDArray[Any], folds: int, *, seed: int) -> Ints:
    """
    Test fold of each unit, by group.

    Raises
    ------
    CodingError
        For fewer than four groups, or fewer groups than folds: a figure from two or three
        documents says nothing about the next.
    """
    n = len(set(groups.tolist()))
    if n < LEAST_GROUPS:
        raise CodingError(
            f"{n} group{'' if n == 1 else 's'} of units",
            expected=f"at least {LEAST_GROUPS} documents or interviews",
            hint="units of one document are never split over training and test",
        )
    if not 2 <= folds <= n:
        raise CodingError(f"{folds} folds of {n} groups", expected=f"2 to {n} folds")
    return spread_groups(groups, folds, seed=seed)


def sample_units(units: Sequence[str], groups: Sequence[str], size: int, *, seed: int) -> list[str]:
    """
    Units to label: a random draw spread over the groups in proportion to their size.

    Every unit has the same chance (systematic sampling with a random start in each group), so
    shares of codes are not bent; a larger draw holds the smaller one.

    Parameters
    ----------
    units, groups : sequence of str
        Units, and the group of each.
    size : int
    seed : int
    """
    group_of = dict(zip(units, groups, strict=True))
    total = Counter(groups)
    start = {group: _fraction(seed, "start", group) for group in total}
    seen: Counter[str] = Counter()
    place: dict[str, float] = {}
    order = hash_order(units, seed, "labels")
    for unit in order:
        group = group_of[unit]
        place[unit] = (seen[group] + start[group]) / total[group]
        seen[group] += 1
    return sorted(order, key=lambda unit: place[unit])[:size]


def _fraction(*parts: object) -> float:
    """A number from 0 to 1 by hash."""
    return int(hashlib.sha256("|".join(map(str, parts)).encode()).hexdigest()[:12], 16) / 16**12


test_folds.__test__ = False  # type: ignore[attr-defined]  # not a test, whatever pytest thinks
