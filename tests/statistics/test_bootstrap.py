"""Bootstrap intervals: the same path as the estimate, whole interviews, honest counts."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import pytest

import coding.statistics as room
from coding.errors import CodingError
from coding.estimate import Estimate
from coding.statistics.bootstrap import _STATISTICS, _prepare
from coding.statistics.resampling import Plan, replicate
from coding.statistics.sums import blocks

Options = dict[str, Any]


def _single(n: int = 40, coders: int = 3, missing: float = 0.15) -> np.ndarray[Any, Any]:
    rng = np.random.default_rng(3)
    truth = rng.integers(1, 5, n)
    table = np.where(rng.random((coders, n)) < 0.7, truth, rng.integers(1, 5, (coders, n)))
    found = table.astype(float)
    found[rng.random((coders, n)) < missing] = np.nan
    return found


def _sets(n: int = 30) -> np.ndarray[Any, Any]:
    rng = np.random.default_rng(4)
    table = np.empty((3, n), dtype=object)
    for place in np.ndindex(table.shape):
        drawn = rng.integers(0, 4, rng.integers(0, 3)).tolist()
        table[place] = None if rng.random() < 0.1 else frozenset([place[1] % 4, *drawn])
    return table


THREE, TWO, SETS = _single(), _single(coders=2), _sets()
ALL: dict[str, tuple[Any, Callable[..., Estimate], Options]] = {
    "nominal alpha": (THREE, room.krippendorff_alpha, {}),
    "ordinal alpha": (THREE, room.krippendorff_alpha, {"level": "ordinal"}),
    "interval alpha": (THREE, room.krippendorff_alpha, {"level": "interval"}),
    "ratio alpha": (THREE, room.krippendorff_alpha, {"level": "ratio"}),
    "alpha of a category": (THREE, room.krippendorff_alpha, {"category": 2}),
    "alpha of sets": (SETS, room.krippendorff_alpha, {}),
    "alpha with MASI": (SETS, room.krippendorff_alpha, {"distance": "masi"}),
    "alpha with Dice": (SETS, room.krippendorff_alpha, {"distance": "dice"}),
    "alpha of a label": (SETS, room.krippendorff_alpha, {"label": 2}),
    "multi-valued alpha": (SETS, room.multivalued_alpha, {}),
    "cohen": (TWO, room.cohen_kappa, {}),
    "weighted cohen": (TWO, room.cohen_kappa, {"weights": "quadratic"}),
    "scott": (TWO, room.scott_pi, {}),
    "fleiss": (THREE, room.fleiss_kappa, {}),
    "fleiss of a category": (THREE, room.fleiss_kappa, {"category": 1}),
    "conger": (THREE, room.conger_kappa, {}),
    "light": (THREE, room.light_kappa, {}),
    "AC1": (THREE, room.gwet_ac1, {"categories": range(1, 7)}),
    "brennan-prediger": (THREE, room.brennan_prediger, {}),
    "pairwise agreement": (THREE, room.percent_agreement, {}),
    "value-weighted agreement": (THREE, room.percent_agreement, {"method": "value_weighted"}),
    "unanimous agreement": (THREE, room.percent_agreement, {"method": "unanimous"}),
    "specific agreement": (THREE, room.specific_agreement, {"category": 3}),
}
EACH = pytest.mark.parametrize(("table", "function", "options"), ALL.values(), ids=ALL)


@EACH
def test_replicates_equal_the_coefficient_of_the_drawn_table(
    table: Any, function: Callable[..., Estimate], options: Options
) -> None:
    """A replicate by weights is the coefficient of a table with those units repeated."""
    prepare, _, _ = _prepare(function)
    statistic = prepare(table, **options)
    n = table.shape[1]
    found = statistic.value(replicate([statistic], None, n, Plan("unit", 20, 0.95, seed=8)))
    rng = np.random.default_rng(8)
    drawn = rng.integers(0, n, size=(20, n))
    # the categories and the weights of a replicate are those of the data
    fixed = {"categories": np.unique(TWO[:, ~np.isnan(TWO).any(axis=0)]).tolist()}
    settings = options | (fixed if "weights" in options else {})
    if function is room.brennan_prediger:
        settings = {"categories": [1, 2, 3, 4]}

    for value, units in zip(found, drawn, strict=True):
        expected = function(table[:, units], **settings).value
        assert value == pytest.approx(np.nan if expected is None else expected, nan_ok=True)


@pytest.mark.parametrize("name", ["nominal alpha", "ordinal alpha", "conger", "AC1"])
def test_cluster_replicates_equal_the_table_of_the_drawn_interviews(name: str) -> None:
    """A replicate is the coefficient of all units of the interviews drawn, as often as drawn."""
    table, function, options = ALL[name]
    prepare, _, _ = _prepare(function)
    statistic = prepare(table, **options)
    index = np.random.default_rng(1).permutation(np.repeat(np.arange(5), 8))
    found = statistic.value(replicate([statistic], index, 5, Plan("cluster", 20, 0.95, seed=8)))
    drawn = np.random.default_rng(8).integers(0, 5, size=(20, 5))

    for value, groups in zip(found, drawn, strict=True):
        units = np.concatenate([np.flatnonzero(index == group) for group in groups])
        assert value == pytest.approx(function(table[:, units], **options).value)
    assert np.unique(found.round(9)).size > 15


@EACH
def test_the_sums_of_all_units_give_the_estimate(
    table: Any, function: Callable[..., Estimate], options: Options
) -> None:
    """Weights of one are the estimate itself: there is no second formula to go wrong."""
    prepare, _, _ = _prepare(function)
    statistic = prepare(table, **options)
    parts = [statistic.parts(block) for block in blocks(table.shape[1], 1 << 17)]

    assert np.vstack(parts).sum(axis=0) == pytest.approx(statistic.sums(), abs=1e-9)
    assert len(parts) > 1
    assert function(table, **options).value == pytest.approx(
        float(statistic.value(np.vstack(parts).sum(axis=0))), abs=1e-12
    )


@EACH
def test_every_coefficient_takes_a_bootstrap(
    table: Any, function: Callable[..., Estimate], options: Options
) -> None:
    """The value stays, limits surround it, and the result says how it was made."""
    found = room.bootstrap(table, function, replicates=200, random_state=5, **options)

    assert found.value == function(table, **options).value
    assert found.low is not None
    assert found.high is not None
    assert found.low < found.value < found.high
    assert (found.replicates, found.seed, found.level) == (200, 5, 0.95)
    assert "bootstrap of units" in found.method


def test_every_coefficient_of_the_room_is_covered_here() -> None:
    """A new coefficient has to be in the list above."""
    assert {function.__name__ for _, function, _ in ALL.values()} == set(_STATISTICS)


def test_the_same_seed_gives_the_same_interval_and_another_another() -> None:
    """Chance is in the seed and nowhere else."""
    ways = [
        room.bootstrap(THREE, room.krippendorff_alpha, random_state=seed, replicates=300)
        for seed in (1, 1, 2)
    ]

    assert ways[0] == ways[1]
    assert ways[0].low != ways[2].low


def test_whole_interviews_are_drawn_together() -> None:
    """Copying each unit of an interview ten times narrows the unit bootstrap, not the cluster."""
    groups = np.repeat(np.arange(10), 4)
    copied, ten = np.repeat(THREE, 10, axis=1), np.repeat(groups, 10)

    def width(table: Any, names: Any) -> float:
        found = room.bootstrap(
            table,
            room.fleiss_kappa,
            resample="cluster" if names is not None else "unit",
            groups=names,
            random_state=1,
            replicates=500,
        )
        return found.high - found.low

    assert width(copied, ten) == pytest.approx(width(THREE, groups), rel=1e-9)
    assert width(copied, None) < 0.5 * width(THREE, None)


def test_cluster_counts_its_groups() -> None:
    """The number of interviews is in the result; one of them gives no interval, and says so."""
    groups = ["P1"] * 20 + ["P2"] * 20
    two = room.bootstrap(THREE, room.krippendorff_alpha, resample="cluster", groups=groups)
    one = room.bootstrap(THREE, room.krippendorff_alpha, resample="cluster", groups=["P1"] * 40)

    assert two.n_groups == 2
    assert "groups" in two.method
    assert (one.low, one.high, one.n_groups) == (None, None, 1)
    assert one.value == two.value
    assert "no interval: 1" in one.method


def test_rare_codes_leave_replicates_undefined_and_counted() -> None:
    """One positive in 100 units: more than a third of the replicates never draw it."""
    table = np.zeros((2, 100), dtype=int)
    table[0, 3] = 1

    found = room.bootstrap(table, room.krippendorff_alpha, replicates=5000, random_state=0)

    # (99/100)^100 = 0.366 of the replicates miss the only unit that varies
    assert found.undefined == pytest.approx(5000 * 0.99**100, rel=0.06)
    assert found.low is not None


def test_replicates_of_equal_numbers_are_undefined_at_every_level() -> None:
    """Rounding does not turn a replicate without variation into a number."""
    table = np.full((2, 30), 0.1)
    table[:, 7] = 0.7, 0.3
    counts = [
        room.bootstrap(table, room.krippendorff_alpha, replicates=500, level=level).undefined
        for level in ("nominal", "ordinal", "interval", "ratio")
    ]

    assert counts[0] > 100
    assert counts == [counts[0]] * 4


def test_an_undefined_coefficient_has_no_interval_but_its_reason() -> None:
    """Nothing to resample where nothing varies."""
    for resample in ("unit", "krippendorff"):
        found = room.bootstrap([[1, 1], [1, 1]], room.krippendorff_alpha, resample=resample)
        assert found.value is None
        assert found.reason
        assert found.low is None


def test_krippendorffs_bootstrap_never_doubts_perfect_agreement() -> None:
    """Drawing from pairs that all agree gives 1 every time: why the method is not the default."""
    found = room.bootstrap(
        [[1, 2, 1, 2], [1, 2, 1, 2]], room.krippendorff_alpha, resample="krippendorff"
    )

    assert (found.low, found.high, found.se) == (1.0, 1.0, 0.0)


@pytest.mark.parametrize(
    "options",
    [
        {"level": "ordinal"},
        {"level": "interval"},
        {"level": "ratio"},
        {"category": 2},
    ],
    ids=str,
)
def test_krippendorffs_bootstrap_takes_every_level(options: Options) -> None:
    """Its replicates surround the value at any level."""
    found = room.bootstrap(
        THREE, room.krippendorff_alpha, resample="krippendorff", random_state=1, **options
    )

    assert found.low < found.value < found.high
    assert "Krippendorff" in found.method


def test_many_codes_at_once_equal_each_alone() -> None:
    """The table of codes draws the same replicates for each and gives the same limits."""
    rng = np.random.default_rng(9)
    presence = {code: (rng.random((2, 60)) < 0.3).astype(int) for code in ("a", "b", "c")}
    three = [room.krippendorff_alpha, room.cohen_kappa, partial(room.gwet_ac1, categories=[0, 1])]
    groups = np.repeat(np.arange(6), 10)
    settings = {"resample": "cluster", "groups": groups, "replicates": 200, "random_state": 3}

    found = room.bootstrap_codes(presence, three, **settings)

    assert list(found) == [(code, name) for code in presence for name in _names(three)]
    for code, table in presence.items():
        for coefficient, name in zip(three, _names(three), strict=True):
            alone = room.bootstrap(table, coefficient, **settings)
            assert found[code, name].low == pytest.approx(alone.low, abs=1e-12)
            assert found[code, name].high == pytest.approx(alone.high, abs=1e-12)
            assert found[code, name].n_groups == 6


def test_a_code_nobody_used_stays_in_the_table_without_value() -> None:
    """One undefined code does not disturb the others."""
    presence = {"used": [[1, 0, 1, 0], [1, 0, 0, 0]], "unused": [[0] * 4, [0] * 4]}

    found = room.bootstrap_codes(presence, [room.krippendorff_alpha], random_state=1)

    assert found["used", "krippendorff_alpha"].low is not None
    assert found["unused", "krippendorff_alpha"].value is None
    assert room.bootstrap_codes({}, [room.cohen_kappa]) == {}


def test_codes_of_one_interview_have_figures_without_intervals() -> None:
    """One group to draw from, or no code with a value: estimates and reasons, no limits."""
    presence = {"used": [[1, 0, 1, 0], [1, 0, 0, 0]], "unused": [[0] * 4, [0] * 4]}

    found = room.bootstrap_codes(
        presence, [room.krippendorff_alpha], resample="cluster", groups=["RG1"] * 4
    )

    used = found["used", "krippendorff_alpha"]
    assert (used.value is None, used.low, used.high) == (False, None, None)
    assert found["unused", "krippendorff_alpha"].reason


def _names(coefficients: list[Any]) -> list[str]:
    return [getattr(one, "func", one).__name__ for one in coefficients]


ERRORS: dict[str, tuple[Callable[[], object], str]] = {
    "not a coefficient": (lambda: room.bootstrap(THREE, np.mean), "krippendorff_alpha"),
    "unitizing": (lambda: room.bootstrap(THREE, room.unitizing_alpha), "known"),
    "cluster without groups": (
        lambda: room.bootstrap(THREE, room.krippendorff_alpha, resample="cluster"),
        "interview of each unit",
    ),
    "groups without cluster": (
        lambda: room.bootstrap(THREE, room.krippendorff_alpha, groups=["P"] * 40),
        "resample='cluster'",
    ),
    "too few groups": (
        lambda: room.bootstrap(
            THREE, room.krippendorff_alpha, resample="cluster", groups=["P"] * 39
        ),
        "39 groups for 40 units",
    ),
    "a unit without group": (
        lambda: room.bootstrap(
            THREE, room.krippendorff_alpha, resample="cluster", groups=["P"] * 39 + [None]
        ),
        "unit 39",
    ),
    "krippendorff of kappa": (
        lambda: room.bootstrap(TWO, room.cohen_kappa, resample="krippendorff"),
        "cohen_kappa",
    ),
    "krippendorff of many": (
        lambda: room.bootstrap_codes({}, [], resample="krippendorff"),
        "one alpha at a time",
    ),
    "unknown resampling": (
        lambda: room.bootstrap(THREE, room.krippendorff_alpha, resample="unti"),
        "'cluster'",
    ),
    "no replicates": (
        lambda: room.bootstrap(THREE, room.krippendorff_alpha, replicates=0),
        "from 1 upwards",
    ),
    "coverage in percent": (
        lambda: room.bootstrap(THREE, room.krippendorff_alpha, coverage=95),
        "0.95",
    ),
    "a rank a unit": (
        lambda: room.bootstrap(
            np.random.default_rng(0).random((2, 9000)), room.krippendorff_alpha, level="ordinal"
        ),
        "round the numbers",
    ),
    "no seed": (
        lambda: room.bootstrap(THREE, room.krippendorff_alpha, random_state=None),
        "whole number",
    ),
    "positional partial": (
        lambda: room.bootstrap(THREE, partial(room.krippendorff_alpha, THREE)),
        "keyword",
    ),
    "tables of different size": (
        lambda: room.bootstrap_codes({"a": THREE, "b": THREE[:, :9]}, [room.krippendorff_alpha]),
        "[9, 40]",
    ),
}


@pytest.mark.parametrize(("way", "part"), ERRORS.values(), ids=ERRORS)
def test_bad_requests_meet_a_clear_error(way: Callable[[], object], part: str) -> None:
    """The error says what was wrong or what to ask instead."""
    with pytest.raises(CodingError) as error:
        way()

    assert part in str(error.value)
