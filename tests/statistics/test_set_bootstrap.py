"""Both intervals of alpha on sets at once are those of the bootstrap one by one."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from coding.statistics import bootstrap, krippendorff_alpha
from coding.statistics import set_bootstrap as room
from coding.statistics.set_bootstrap import bootstrap_sets

GROUPS = ["R1"] * 15 + ["R2"] * 10 + ["R3"] * 15


def _sets(seed: int, *, coders: int = 3) -> list[list[Any]]:
    rng = np.random.default_rng(seed)
    truth = rng.random((40, 5)) < 0.3
    rows = []
    for _ in range(coders):
        given = truth ^ (rng.random((40, 5)) < 0.1)
        missing = rng.random(40) < 0.2
        rows.append(
            [
                None if gone else frozenset(np.flatnonzero(row).tolist())
                for row, gone in zip(given, missing, strict=True)
            ]
        )
    return rows


@pytest.mark.parametrize("distance", ["masi", "jaccard", "dice"])
@pytest.mark.parametrize("coders", [2, 3])
def test_the_same_replicates_as_one_by_one(distance: Any, coders: int) -> None:
    """Value, limits and counts equal those of `bootstrap`, by unit and by interview."""
    sets = _sets(1, coders=coders)
    options: dict[str, Any] = {"replicates": 200, "random_state": 4}
    found = bootstrap_sets(sets, distance=distance, groups=GROUPS, **options)

    for resample, one in found.items():
        groups = GROUPS if resample == "cluster" else None
        options |= {"resample": resample, "groups": groups, "distance": distance}
        alone = bootstrap(sets, krippendorff_alpha, **options)
        for name in ("value", "low", "high", "se"):
            assert getattr(one, name) == pytest.approx(getattr(alone, name), abs=1e-9)
        assert (one.method, one.n_groups, one.undefined) == (
            alone.method,
            alone.n_groups,
            alone.undefined,
        )


def test_many_units_and_undefined_take_the_plain_way(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is too large to lay out, or has no value, gives the same answers."""
    sets = _sets(2)
    usual = bootstrap_sets(sets, groups=GROUPS, replicates=50)
    monkeypatch.setattr(room, "_MOST_UNITS", 3)
    plain = bootstrap_sets(sets, groups=GROUPS, replicates=50)

    assert plain["unit"].low == pytest.approx(usual["unit"].low)
    empty = bootstrap_sets([[frozenset()] * 2] * 2, groups=["R1", "R2"], replicates=50)
    assert empty["cluster"].value is None
    assert empty["cluster"].reason


def test_one_interview_gives_a_value_without_limits() -> None:
    """There is nothing to draw from one interview."""
    found = bootstrap_sets(_sets(3), groups=["R1"] * 40, replicates=50)

    assert found["cluster"].value == found["unit"].value
    assert found["cluster"].low is None
    assert found["unit"].low is not None
