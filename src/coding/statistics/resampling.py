"""Drawing units or whole interviews again and again, in a few matrix products."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from coding.errors import CodingError
from coding.statistics.arrays import AnyArray, FloatArray, IndexArray
from coding.statistics.ratings import is_missing
from coding.statistics.sums import Statistic, blocks

__all__ = ["Plan", "Resampling", "groups_of", "replicate"]

Resampling = Literal["unit", "cluster", "krippendorff"]
_CELLS = 1 << 22  # weights drawn at a time: 32 MB
_MOST_PARTS = 20_000  # sums a statistic keeps for each replicate; more needs memory nobody has


@dataclass(frozen=True, slots=True)
class Plan:
    """How replicates are drawn."""

    resample: Resampling
    replicates: int
    coverage: float
    seed: int


def groups_of(
    groups: Sequence[Hashable] | AnyArray | None, n_units: int, resample: str
) -> tuple[IndexArray | None, int]:
    """Number the groups in order of first appearance; None where every unit is its own."""
    if groups is None:
        if resample == "cluster":
            raise CodingError("resample='cluster' needs groups=, the interview of each unit")
        return None, n_units
    if resample == "unit":
        raise CodingError("groups= is for resample='cluster'", hint="resample='cluster'")
    listed = list(groups)
    if len(listed) != n_units:
        raise CodingError(f"{len(listed)} groups for {n_units} units", expected="one a unit")
    places: dict[Hashable, int] = {}
    for unit, group in enumerate(listed):
        if is_missing(group):
            raise CodingError("a unit without a group", where=f"unit {unit} (counted from 0)")
        places.setdefault(group, len(places))
    return np.array([places[group] for group in listed], dtype=np.intp), len(places)


def replicate(
    statistics: Sequence[Statistic],
    index: IndexArray | None,
    n_groups: int,
    plan: Plan,
) -> FloatArray:
    """Add the parts of all statistics once a replicate, shape (replicates, sum of widths)."""
    width = sum(statistic.width for statistic in statistics)
    if width > _MOST_PARTS * max(1, len(statistics)):
        raise CodingError(
            f"the bootstrap would need {width} sums a replicate: too many different codes",
            hint="round the numbers, or level='interval'",
        )
    sums = np.zeros((plan.replicates, width))
    rng = np.random.default_rng(plan.seed)
    grouped = None if index is None else _grouped(statistics, index, n_groups, width)
    for start, weights in _weights(rng, n_groups, plan.replicates):
        rows = slice(start, start + len(weights))
        if grouped is not None:
            sums[rows] = weights @ grouped
            continue
        for block in blocks(n_groups, width):
            sums[rows] += weights[:, block] @ _parts(statistics, block)
    return sums


def _parts(statistics: Sequence[Statistic], block: slice) -> FloatArray:
    return np.hstack([statistic.parts(block) for statistic in statistics])


def _grouped(
    statistics: Sequence[Statistic], index: IndexArray, n_groups: int, width: int
) -> FloatArray:
    """Add the parts of each group's units, shape (groups, width)."""
    grouped = np.zeros((n_groups, width))
    for block in blocks(len(index), width):
        np.add.at(grouped, index[block], _parts(statistics, block))
    return grouped


def _weights(
    rng: np.random.Generator, n_groups: int, replicates: int
) -> Iterator[tuple[int, FloatArray]]:
    """Draw as many groups as there are, with replacement, a few replicates at a time."""
    step = max(1, _CELLS // n_groups)
    for start in range(0, replicates, step):
        rows = min(step, replicates - start)
        drawn = rng.integers(0, n_groups, size=(rows, n_groups))
        drawn += np.arange(rows)[:, None] * n_groups
        counts = np.bincount(drawn.ravel(), minlength=rows * n_groups)
        yield start, counts.reshape(rows, n_groups).astype(np.float64)
