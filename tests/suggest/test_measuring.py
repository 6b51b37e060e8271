"""Evaluation: whole documents, honest duplicates, figures that are what they say."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import average_precision_score

from coding.errors import CodingError
from coding.statistics import krippendorff_alpha
from coding.suggest.calibration import (
    expected_calibration_error,
    fit_sigmoid,
    logistic,
    matched_threshold,
)
from coding.suggest.evaluate import METRICS, evaluate, human_alpha
from coding.suggest.metrics import average_precision, binary_alpha, top_recall
from coding.suggest.splitting import sample_units, spread_groups, test_folds
from coding.suggest.states import code_states
from coding.suggest.topics import orthonormal, topic_basis
from coding.suggest.units import LabelledUnits
from suggestion_builders import toy_codebook, toy_units

RNG = np.random.default_rng(7)


def test_average_precision_is_scikit_learns() -> None:
    """Ties included, the figure is that of the library everybody compares with."""
    labels = RNG.integers(0, 2, 60).astype(float)
    scores = RNG.integers(0, 9, 60).astype(float)

    expected = average_precision_score(labels, scores)
    assert average_precision(labels, scores) == pytest.approx(expected)
    assert average_precision(np.zeros(4), np.ones(4)) is None


def test_the_short_alpha_is_the_long_one() -> None:
    """For two complete yes-no codings it equals `coding.statistics.krippendorff_alpha`."""
    first, second = RNG.random(80) < 0.3, RNG.random(80) < 0.3
    second[:50] = first[:50]

    long = krippendorff_alpha([first.astype(int).tolist(), second.astype(int).tolist()]).value
    assert binary_alpha(first, second) == pytest.approx(long)
    assert binary_alpha(np.zeros(5, dtype=bool), np.zeros(5, dtype=bool)) is None


def test_calibration_error_by_hand() -> None:
    """Two bins of equal size, .1 and .3 off: .2; what is not shown does not count."""
    p = np.array([0.3, 0.3, 0.8, 0.8, 0.01])
    y = np.array([0.0, 0.8, 1.0, 1.2, 1.0])

    assert expected_calibration_error(p, y) == pytest.approx(0.2)
    assert expected_calibration_error(np.array([0.1]), np.array([1.0])) is None


def test_the_sigmoid_finds_the_odds() -> None:
    """Fitted on outcomes drawn from known odds, probabilities are right on average by code."""
    scores = RNG.normal(size=(4000, 2)) * 2
    truth = logistic(0.7 * scores + np.array([-2.0, -0.5]))
    labels = (RNG.random(truth.shape) < truth).astype(float)

    p = fit_sigmoid(scores, labels)(scores)

    assert np.abs(p.mean(axis=0) - labels.mean(axis=0)).max() < 0.01
    assert np.abs(p - truth).mean() < 0.03


def test_ties_suggest_fewer_never_more() -> None:
    """With half the scores tied at the top and a share of a quarter, nothing is suggested."""
    scores = np.array([1.0] * 5 + [0.0] * 5)

    assert (scores > matched_threshold(scores, 0.25)).sum() == 0
    assert (scores > matched_threshold(scores, 0.5)).sum() == 5
    assert (scores > matched_threshold(scores, 0.0)).sum() == 0


def test_topics_span_the_leading_directions() -> None:
    """The basis catches as much of a low-rank matrix as the singular vectors do."""
    from scipy import sparse

    matrix = RNG.normal(size=(40, 5)) @ RNG.normal(size=(5, 30))
    basis = topic_basis(sparse.csr_matrix(matrix), 5, seed=0)

    assert np.allclose(basis.T @ basis, np.eye(5))
    assert np.allclose(matrix @ basis @ basis.T, matrix)
    assert not orthonormal(np.ones((4, 2)))[:, 1].any()


def test_groups_are_never_cut() -> None:
    """Every group lies in one fold, folds are about equal, and two seeds differ."""
    groups = np.array([f"d{i % 13}" for i in range(300)])
    fold = spread_groups(groups, 5, seed=0)

    assert all(len(set(fold[groups == name])) == 1 for name in set(groups))
    assert np.bincount(fold).max() - np.bincount(fold).min() <= 300 / 13 + 1
    assert (spread_groups(groups, 5, seed=1) != fold).any()


@pytest.mark.parametrize("groups", [["a"] * 9, ["a", "b", "c"] * 3])
def test_fewer_than_four_groups_are_refused(groups: list[str]) -> None:
    """There is no row-wise way out: the error says that documents are never split."""
    with pytest.raises(CodingError, match="never split"):
        test_folds(np.array(groups), 2, seed=0)


def test_a_larger_draw_holds_the_smaller() -> None:
    """Learning curves add units, they do not change them."""
    units = [f"u{i}" for i in range(50)]
    groups = ["a"] * 40 + ["b"] * 10
    drawn = sample_units(units, groups, 30, seed=1)

    assert drawn[:10] == sample_units(units, groups, 10, seed=1)
    assert sum(groups[units.index(unit)] == "b" for unit in drawn) in (5, 6, 7)


def test_metrics_are_as_the_contract_has_them(tmp_path: Path) -> None:
    """One row a method, budget and seed; undefined is empty with a reason; files are written."""
    units = toy_units()
    found = evaluate(units, toy_codebook(), budgets=[60, 9999], folds=4, seeds=1)
    found.write(tmp_path)
    rows = pd.read_csv(tmp_path / "metrics.csv")

    assert len(rows) == 4
    assert {"method", "budget", "seed", "n_codes", "states", "reason", *METRICS} <= {*rows.columns}
    assert rows["n_codes"].unique().tolist() == [5]  # `nooit` applies nowhere
    keywords = rows[rows["method"] == "keywords"]
    assert keywords["ece_20"].isna().all()
    assert keywords["reason"].str.contains("ece_20").all()
    assert any("9999 skipped" in notice for notice in found.notices)
    assert {"metrics.csv", "per_code.csv", "paired.csv"} == {p.name for p in tmp_path.iterdir()}
    by = rows.groupby("method")["macro_ap"].mean()
    assert by["suggester"] > by["keywords"] > by["prevalence"]


def test_no_label_of_a_test_document_is_seen() -> None:
    """Labels of one document turned around change no score of that document."""
    units = toy_units()
    one = evaluate(units, toy_codebook(), budgets=[60], folds=4, seeds=1, methods=["suggester"])
    rows = (units.frame["group"] == "d02").to_numpy()
    turned = units.labels.copy()
    turned[rows, :4] = 1.0 - turned[rows, :4]
    other = LabelledUnits(units.frame, turned)
    two = evaluate(other, toy_codebook(), budgets=[60], folds=4, seeds=1, methods=["suggester"])

    assert np.array_equal(one.runs[0].scores[rows], two.runs[0].scores[rows])
    assert not np.array_equal(one.runs[0].scores[~rows], two.runs[0].scores[~rows])


def test_copies_of_labelled_units_are_not_tested_on() -> None:
    """A text that was labelled in training is left out of the test, and counted."""
    units = toy_units()
    units.frame.loc[units.frame["order"] == 3, "text"] = "ja, dat budget precies"
    found = evaluate(units, toy_codebook(), budgets=[100], folds=4, seeds=1, methods=["keywords"])

    assert any(notice.startswith("7 units repeat") for notice in found.notices)
    assert found.metrics["n_units"].iloc[0] == len(units.frame) - 8


def test_people_are_compared_where_both_looked() -> None:
    """Alpha between two coders by code; a code neither used has none."""
    units = toy_units()
    second = units.labels.copy()
    second[:40] = np.nan
    found = human_alpha(
        LabelledUnits(units.frame, units.labels, {"A": units.labels, "B": second}), toy_codebook()
    )

    assert found["geld"] == pytest.approx(1.0)
    assert "nooit" not in found


def test_states_follow_examples_and_agreement() -> None:
    """Human-only by tier, no examples, learning under ten, suggesting above the bar, checked."""
    units = toy_units()
    book = toy_codebook()
    groups = units.frame["group"].to_numpy(dtype=object)
    right = units.labels * 10.0 + RNG.normal(size=units.labels.shape) * 0.01

    states = code_states(book, units.labels, right, groups, human={"geld": 0.7})

    assert states["geld"] == "checked"
    assert states["tijd"] == "suggesting"
    assert states["zelden"] == "learning"
    assert states["nooit"] == "no examples"
    noise = RNG.normal(size=right.shape)
    assert code_states(book, units.labels, noise, groups)["tijd"] == "learning"


def test_top_codes_of_a_unit() -> None:
    """Two of three labels are among the two best codes of their unit."""
    scores = np.array([[3.0, 2.0, 1.0], [1.0, 2.0, 3.0]])
    labels = np.array([[1.0, 0.0, 0.0], [1.0, 0.0, 1.0]])

    assert top_recall(scores, labels, 2) == pytest.approx(2 / 3)
