"""Agreement with other libraries on random tables, wherever those libraries are right."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from itertools import combinations
from typing import Any

import krippendorff
import numpy as np
import pytest
from nltk.metrics import agreement as nltk_agreement
from nltk.metrics.distance import interval_distance, jaccard_distance, masi_distance
from sklearn.metrics import cohen_kappa_score
from statsmodels.stats import inter_rater

import coding.statistics as room

MANY = pytest.mark.parametrize(
    "tables",
    [300, pytest.param(2000, marks=pytest.mark.slow)],
    ids=["300 tables", "2000 tables"],
)
Table = np.ndarray[Any, np.dtype[np.float64]]


def _random_tables(
    tables: int, *, coders: tuple[int, int] = (2, 6), missing: tuple[float, ...] = (0.0, 0.2, 0.5)
) -> Iterator[tuple[Table, int]]:
    """Invent tables with their number of codes on offer, of which the last is often unused."""
    rng = np.random.default_rng(tables)
    for place in range(tables):
        m, n, q = rng.integers(coders[0], coders[1] + 1), rng.integers(1, 31), rng.integers(1, 7)
        truth = rng.integers(1, q + 1, n)
        guess = rng.integers(1, q + 1, (m, n))
        table = np.where(rng.random((m, n)) < rng.random(), truth, guess).astype(float)
        table[rng.random((m, n)) < missing[place % len(missing)]] = np.nan
        yield table, int(q) + place % 2


def _quiet(way: Callable[[], float]) -> float | None:
    """Run an oracle; None where it raises or answers nan, as they do on degenerate tables."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            value = way()
        except (ValueError, ZeroDivisionError):
            return None
    return None if np.isnan(value) else float(value)


def _same(expected: float | None, found: float | None) -> bool:
    if expected is None or found is None:
        return expected is found
    return abs(expected - found) <= 1e-9


def _triples(table: Table) -> list[tuple[str, str, Any]]:
    return [
        (f"c{coder}", f"u{unit}", code)
        for (coder, unit), code in np.ndenumerate(table)
        if not (isinstance(code, float) and np.isnan(code))
    ]


@MANY
@pytest.mark.parametrize("level", ["nominal", "ordinal", "interval", "ratio"])
def test_alpha_agrees_with_krippendorff(level: str, tables: int) -> None:
    """Alpha at every level, with missing codings and unused codes, equals krippendorff's."""
    defined = 0
    for table, q in _random_tables(tables):
        oracle = _quiet(
            lambda table=table, q=q: krippendorff.alpha(
                table, level_of_measurement=level, value_domain=list(range(1, q + 1))
            )
        )
        found = room.krippendorff_alpha(table, level=level).value
        assert _same(oracle, found), (table, q)
        defined += found is not None
    assert defined > tables / 2


@MANY
@pytest.mark.parametrize("distance", ["nominal", "interval"])
def test_alpha_agrees_with_nltk(distance: str, tables: int) -> None:
    """Alpha of incomplete tables equals nltk's, but where one code leaves it undefined."""
    difference = nltk_agreement.binary_distance if distance == "nominal" else interval_distance
    compared = 0
    for table, _ in _random_tables(tables):
        found = room.krippendorff_alpha(table, level=distance).value
        if found is None:  # nltk answers 1 there
            continue
        task = nltk_agreement.AnnotationTask(data=_triples(table), distance=difference)
        assert _same(task.alpha(), found), table
        compared += 1
    assert compared > tables / 2


@MANY
@pytest.mark.parametrize("distance", ["jaccard", "masi"])
def test_alpha_of_sets_agrees_with_nltk(distance: str, tables: int) -> None:
    """Alpha of label sets equals nltk's; empty sets are left out, which its distances refuse."""
    difference = jaccard_distance if distance == "jaccard" else masi_distance
    rng = np.random.default_rng(7)
    compared = 0
    for table, _ in _random_tables(tables, missing=(0.0, 0.2)):
        sets = np.empty(table.shape, dtype=object)
        for place, code in np.ndenumerate(table):
            more = rng.integers(1, 5, rng.integers(0, 3))
            sets[place] = None if np.isnan(code) else frozenset([int(code), *more.tolist()])
        found = room.krippendorff_alpha(sets, distance=distance).value
        if found is None:
            continue
        triples = [triple for triple in _triples(sets) if triple[2] is not None]
        task = nltk_agreement.AnnotationTask(data=triples, distance=difference)
        assert _same(task.alpha(), found), sets
        compared += 1
    assert compared > tables / 2


@MANY
def test_complete_tables_agree_with_nltk(tables: int) -> None:
    """Fleiss, Brennan-Prediger, Conger and Light equal nltk's pi, S, multi_kappa and kappa."""
    compared = 0
    for table, _ in _random_tables(tables, missing=(0.0,)):
        task = nltk_agreement.AnnotationTask(data=_triples(table))
        pairs = {
            "fleiss": (room.fleiss_kappa(table).value, task.pi),
            "brennan_prediger": (room.brennan_prediger(table).value, task.S),
            "conger": (room.conger_kappa(table).value, task.multi_kappa),
            "light": (room.light_kappa(table).value, task.kappa),
        }
        for name, (found, oracle) in pairs.items():
            if found is not None:  # nltk answers 1 or 0 where a coefficient is undefined
                assert _same(oracle(), found), (name, table)
                compared += 1
    assert compared > 2 * tables


@MANY
@pytest.mark.parametrize("weights", [None, "linear", "quadratic"])
def test_cohen_agrees_with_scikit_learn(weights: str | None, tables: int) -> None:
    """Cohen's kappa of the units both coded equals scikit-learn's, unused codes included."""
    compared = 0
    for table, q in _random_tables(tables, coders=(2, 2)):
        both = table[:, ~np.isnan(table).any(axis=0)]
        codes = list(range(1, q + 1))
        found = room.cohen_kappa(table, weights=weights, categories=codes).value
        if both.size == 0:
            assert found is None
            continue
        oracle = _quiet(
            lambda both=both, codes=codes: cohen_kappa_score(
                both[0], both[1], labels=codes, weights=weights
            )
        )
        assert _same(oracle, found), (table, q)
        observed = room.cohen_kappa(table, weights=weights).value
        seen = _quiet(lambda both=both: cohen_kappa_score(both[0], both[1], weights=weights))
        assert _same(seen, observed), table
        compared += found is not None
    assert compared > tables / 2


@MANY
@pytest.mark.parametrize("weights", [None, "linear", "quadratic"])
def test_cohen_and_its_standard_error_agree_with_statsmodels(
    weights: str | None, tables: int
) -> None:
    """Kappa and the standard error of Fleiss, Cohen & Everitt equal statsmodels'."""
    compared = 0
    for table, q in _random_tables(tables, coders=(2, 2)):
        found = room.cohen_kappa(table, weights=weights, categories=list(range(1, q + 1)))
        if found.value is None:
            continue
        both = table[:, ~np.isnan(table).any(axis=0)].astype(int) - 1
        counts = np.zeros((q, q))
        np.add.at(counts, (both[0], both[1]), 1)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            oracle = inter_rater.cohens_kappa(counts, wt=weights)
        assert _same(float(oracle.kappa), found.value), table
        assert _same(float(oracle.var_kappa), found.se**2), table
        compared += 1
    assert compared > tables / 2


@MANY
def test_complete_tables_agree_with_statsmodels(tables: int) -> None:
    """Fleiss' and Randolph's kappa equal statsmodels', also with codes nobody used."""
    compared = 0
    for table, q in _random_tables(tables, missing=(0.0,)):
        codes = list(range(1, q + 1))
        counts = np.stack([(table == code).sum(axis=0) for code in codes], axis=1)
        ways = {
            "fleiss": room.fleiss_kappa(table).value,
            "randolph": room.brennan_prediger(table, categories=codes).value,
        }
        for method, found in ways.items():
            oracle = _quiet(
                lambda counts=counts, method=method: inter_rater.fleiss_kappa(counts, method=method)
            )
            assert _same(oracle, found), (method, table, q)
            compared += found is not None
    assert compared > tables


@MANY
def test_light_is_the_mean_of_scikit_learn_over_pairs(tables: int) -> None:
    """Light's kappa is the mean of Cohen's over pairs, each on its own common units."""
    compared = 0
    for table, _ in _random_tables(tables, coders=(2, 4)):
        kappas = []
        for i, j in combinations(range(len(table)), 2):
            both = table[[i, j]][:, ~np.isnan(table[[i, j]]).any(axis=0)]
            kappas.append(
                _quiet(lambda both=both: cohen_kappa_score(both[0], both[1])) if both.size else None
            )
        expected = None if None in kappas else float(np.mean(kappas))
        assert _same(expected, room.light_kappa(table).value), table
        compared += expected is not None
    assert compared > tables / 4


def test_set_distances_agree_with_nltk() -> None:
    """Every pair of non-empty subsets of four labels has nltk's MASI and Jaccard distance."""
    subsets = [
        frozenset(label for place, label in enumerate("abcd") if number >> place & 1)
        for number in range(1, 16)
    ]
    for a in subsets:
        for b in subsets:
            assert masi_distance(a, b) == pytest.approx(room.masi_distance(a, b), abs=1e-12)
            assert jaccard_distance(a, b) == pytest.approx(room.jaccard_distance(a, b), abs=1e-12)
