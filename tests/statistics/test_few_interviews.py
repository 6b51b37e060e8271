"""Tests and intervals for a handful of interviews, against listing everything by hand."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations, product
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportion_confint

import coding.statistics as room
from coding.errors import CodingError

SMALL = st.lists(st.integers(-3, 3), min_size=1, max_size=8)


@given(SMALL)
def test_sign_flip_lists_every_pattern(values: list[int]) -> None:
    """The share of sign patterns whose sum is at least as extreme, ties included."""
    sums = [sum(s * v for s, v in zip(signs, values, strict=True)) for signs in _signs(values)]
    seen = sum(values)
    expected = {
        "two-sided": np.mean([abs(one) >= abs(seen) for one in sums]),
        "greater": np.mean([one >= seen for one in sums]),
        "less": np.mean([one <= seen for one in sums]),
    }

    for alternative, p in expected.items():
        found = room.sign_flip([float(v) for v in values], alternative=alternative)
        assert found.p == pytest.approx(p), alternative
        assert found.value == pytest.approx(np.mean(values))
        assert found.arrangements == 2 ** sum(v != 0 for v in values)


def _signs(values: list[int]) -> product[tuple[int, ...]]:
    return product((1, -1), repeat=len(values))


@pytest.mark.parametrize(
    ("k", "alternative", "smallest", "reaches"),
    [
        (5, "two-sided", 2 / 32, False),
        (6, "two-sided", 2 / 64, True),
        (4, "greater", 1 / 16, False),
        (5, "greater", 1 / 32, True),
        (9, "two-sided", 2 / 512, True),
    ],
)
def test_few_interviews_cannot_reach_five_percent(
    k: int, alternative: str, smallest: float, *, reaches: bool
) -> None:
    """From k interviews no two-sided p is below 2 / 2^k, and zeros do not help."""
    values = [float(place + 1) for place in range(k)] + [0.0, 0.0, None]
    found = room.sign_flip(values, alternative=alternative)

    assert found.smallest_p == found.p == smallest
    assert found.note == ("" if reaches else "cannot reach .05")
    assert (found.n_used, found.n_groups) == (k, k + 2)


def test_the_first_step_of_holm_over_twelve_tests_needs_nine_interviews() -> None:
    """2 / 2^9 times 12 is below .05, 2 / 2^8 times 12 is not."""
    others = [1.0] * 11
    eight, nine = (room.sign_flip([1.0] * k).p for k in (8, 9))

    assert room.holm([eight, *others])[0] > 0.05
    assert room.holm([nine, *others])[0] <= 0.05


def test_many_interviews_are_drawn_and_the_seed_is_kept() -> None:
    """Beyond 20 interviews patterns are drawn; near the exact figure, never zero."""
    values = np.random.default_rng(2).normal(0.3, 1.0, 24)
    exact = stats.ttest_1samp(values, 0.0).pvalue

    found = room.sign_flip(values, replicates=20_000, random_state=4)

    assert found.seed == 4
    assert found.p == pytest.approx(exact, abs=0.03)
    assert room.sign_flip(np.full(30, 1.0), replicates=999).p == pytest.approx(1 / 1000)
    assert room.sign_flip(values[:20]).seed is None


def test_no_interview_no_p_and_zeros_only_is_one() -> None:
    """Nothing at all has a reason; only zeros are no evidence."""
    nothing = room.sign_flip([None, float("nan")])

    assert (nothing.value, nothing.p) == (None, None)
    assert nothing.reason
    assert room.sign_flip([0.0, 0.0]).p == 1.0


VALUES = st.lists(st.integers(0, 4).map(float), min_size=4, max_size=7)


@given(VALUES, st.data())
def test_label_permutation_lists_every_arrangement(values: list[float], data: Any) -> None:
    """Labels change place within their case only; the statistic is the fixed-effects difference."""
    n = len(values)
    labels = data.draw(st.lists(st.booleans(), min_size=n, max_size=n))
    cases = data.draw(st.lists(st.sampled_from("PG"), min_size=n, max_size=n))
    if len(set(labels)) < 2 or not any(
        len({label for label, own in zip(labels, cases, strict=True) if own == case}) == 2
        for case in cases
    ):
        return
    seen = _difference(values, labels, cases)
    every = [_difference(values, other, cases) for other in _arrangements(labels, cases)]

    found = room.label_permutation(values, labels, cases=cases)

    assert found.arrangements == len(every)
    assert found.value == pytest.approx(seen)
    assert found.p == pytest.approx(np.mean([abs(one) >= abs(seen) - 1e-9 for one in every]))
    upper = room.label_permutation(values, labels, cases=cases, alternative="greater")
    assert upper.p == pytest.approx(np.mean([one >= seen - 1e-9 for one in every]))
    lower = room.label_permutation(values, labels, cases=cases, alternative="less")
    assert lower.p == pytest.approx(np.mean([one <= seen + 1e-9 for one in every]))


def _arrangements(labels: list[bool], cases: list[str]) -> list[list[bool]]:
    places = {case: [i for i, own in enumerate(cases) if own == case] for case in set(cases)}
    ways = [
        list(combinations(own, sum(labels[i] for i in own)))
        for own in places.values()
        if 0 < sum(labels[i] for i in own) < len(own)
    ]
    fixed = [i for own in places.values() if sum(labels[i] for i in own) == len(own) for i in own]
    return [
        [i in fixed or any(i in chosen for chosen in way) for i in range(len(labels))]
        for way in product(*ways)
    ]


def _difference(values: list[float], labels: list[bool], cases: list[str]) -> float:
    """Slope of the label in a least-squares fit with a constant per case."""
    frame = pd.DataFrame({"value": values, "label": labels, "case": cases}).astype({"label": float})
    dummies = pd.get_dummies(frame["case"]).astype(float)
    design = np.column_stack([frame["label"], dummies])
    return float(np.linalg.lstsq(design, np.array(values), rcond=None)[0][0])


def test_sides_of_the_demonstration_have_their_number_of_arrangements() -> None:
    """Two of four, one of four and two of five on the innovation side: 6 x 4 x 10 = 240."""
    labels = [1, 1, 0, 0, 1, 0, 0, 0, 1, 1, 0, 0, 0]
    cases = list("PPPPGGGGMMMMM")
    values = np.random.default_rng(0).random(13)

    found = room.label_permutation(values, labels, cases=cases, focus=1)

    assert found.arrangements == 240
    assert found.note == ""
    assert found.smallest_p == pytest.approx(1 / 240)


def test_differences_between_cases_cannot_look_like_an_effect() -> None:
    """A case that is high as a whole moves neither the statistic nor p."""
    values, labels = [1.0, 2.0, 3.0, 4.0, 2.0, 1.0], [1, 0, 1, 0, 1, 0]
    cases = ["P", "P", "P", "G", "G", "G"]
    raised = [
        value + (100 if case == "P" else 0) for value, case in zip(values, cases, strict=True)
    ]

    before = room.label_permutation(values, labels, cases=cases, focus=1)
    after = room.label_permutation(raised, labels, cases=cases, focus=1)

    assert after.value == pytest.approx(before.value)
    assert after.p == before.p


def test_many_arrangements_are_drawn() -> None:
    """More than 2^20 arrangements are drawn, reproducibly and near the t test."""
    rng = np.random.default_rng(6)
    values, labels = rng.normal(size=40), np.arange(40) % 2
    values[labels == 1] += 0.6
    found = room.label_permutation(
        values, labels, cases=["P"] * 40, focus=1, replicates=20_000, random_state=3
    )

    exact = stats.ttest_ind(values[labels == 1], values[labels == 0]).pvalue
    assert found.seed == 3
    assert found.p == pytest.approx(exact, abs=0.02)


def test_interviews_without_value_leave_with_their_label() -> None:
    """A missing value does not become a zero."""
    whole = room.label_permutation([1.0, 2.0, 4.0], [1, 0, 1], cases=["P"] * 3, focus=1)
    more = room.label_permutation([1.0, 2.0, 4.0, None], [1, 0, 1, 0], cases=["P"] * 4, focus=1)

    assert (whole.value, whole.p) == (more.value, more.p)
    apart = room.label_permutation([1.0, 2.0], [1, 0], cases=["P", "G"], focus=1)
    assert apart.p is None
    assert "both labels" in (apart.reason or "")


def test_holm_agrees_with_statsmodels() -> None:
    """Adjusted values equal statsmodels'; planned tests without p count and stay None."""
    p = np.random.default_rng(0).random(12) ** 3

    assert room.holm(p.tolist()) == pytest.approx(multipletests(p, method="holm")[1])
    with_gap = room.holm([0.01, None])
    assert with_gap == [0.02, None]
    assert room.holm([]) == []


@pytest.mark.parametrize("votes", [(0, 3), (3, 0), (9, 2), (1, 17), (200, 3800)], ids=str)
def test_sign_interval_is_clopper_pearson(votes: tuple[int, int]) -> None:
    """The exact binomial interval equals statsmodels'."""
    for coverage in (0.8, 0.95):
        found = room.sign_interval(*votes, coverage=coverage)
        low, high = proportion_confint(votes[0], sum(votes), alpha=1 - coverage, method="beta")
        assert (found.low, found.high) == pytest.approx((low, high), abs=1e-9)
        assert found.value == votes[0] / sum(votes)


def test_sign_test_gives_the_verdict_table_of_the_plan() -> None:
    """The fewest votes for at p < .05 one-sided, for 5 to 18 interviews that speak."""
    fewest = {
        n: next(k for k in range(n + 1) if room.sign_test(k, n - k).p < 0.05) for n in range(5, 19)
    }

    assert fewest == {
        5: 5, 6: 6, 7: 7, 8: 7, 9: 8, 10: 9, 11: 9,
        12: 10, 13: 10, 14: 11, 15: 12, 16: 12, 17: 13, 18: 13,
    }  # fmt: skip
    assert room.sign_test(4, 0).note == "cannot reach .05"


@given(st.integers(0, 20), st.integers(0, 20))
def test_sign_test_is_the_exact_binomial(n_for: int, n_against: int) -> None:
    """It equals scipy's binomial test, and no vote has a reason."""
    for alternative in ("greater", "less", "two-sided"):
        found = room.sign_test(n_for, n_against, alternative=alternative)
        if n_for + n_against == 0:
            assert found.p is None
            assert found.reason
            continue
        exact = stats.binomtest(n_for, n_for + n_against, alternative=alternative).pvalue
        assert found.p == pytest.approx(exact, abs=1e-12)


@pytest.mark.parametrize("n", [2, 3, 6, 18, 40])
@pytest.mark.parametrize("coverage", [0.5, 0.9, 0.95, 0.999])
def test_mean_interval_is_students(n: int, coverage: float) -> None:
    """Limits equal scipy's t interval for odd and even degrees of freedom."""
    values = np.random.default_rng(n).random(n)
    low, high = stats.t.interval(coverage, n - 1, values.mean(), stats.sem(values))

    found = room.mean_interval([*values, None], coverage=coverage)

    assert (found.low, found.high) == pytest.approx((low, high), abs=1e-10)
    assert found.n_groups == n


def test_shares_stay_between_their_bounds() -> None:
    """A share cannot be below zero; one interview gives no interval and none no value."""
    found = room.mean_interval([0.0, 0.0, 0.1], bounds=(0.0, 1.0))

    assert found.low == 0.0
    assert room.mean_interval([0.3]).low is None
    assert room.mean_interval([None]).reason


def _invented() -> pd.DataFrame:
    rng = np.random.default_rng(5)
    n = 120
    return pd.DataFrame(
        {
            "interview": np.repeat([f"I{i}" for i in range(6)], 20),
            "question": [f"Q{q}" for q in rng.integers(0, 5, n)],
            "a": rng.random(n) < 0.3,
            "b": rng.random(n) < 0.2,
        }
    )


def test_guide_adjusted_expectation_equals_its_definition() -> None:
    """B's rate at each question elsewhere, scaled to the interview, summed where A occurs."""
    data = _invented()
    found = room.guide_adjusted_excess(
        data["a"], data["b"], interview=data["interview"], question=data["question"]
    ).set_index("interview")

    for name, own in data.groupby("interview"):
        others = data[data["interview"] != name]
        rate = own["question"].map(others.groupby("question")["b"].mean())
        scaled = rate * own["b"].sum() / rate.sum()
        assert found.loc[name, "expected"] == pytest.approx(scaled[own["a"]].sum())
        assert found.loc[name, "observed"] == (own["a"] & own["b"]).sum()
        assert scaled.sum() == pytest.approx(own["b"].sum())
    assert (found["excess"] == found["observed"] - found["expected"]).all()


def test_what_the_guide_brings_together_is_expected() -> None:
    """Two codes that both belong to one question are not an excess in any interview."""
    interview = np.repeat(np.arange(4), 6)
    question = np.tile([0, 0, 1, 1, 2, 2], 4)
    both = question == 1

    found = room.guide_adjusted_excess(both, both, interview=interview, question=question)

    assert found["observed"].tolist() == [2] * 4
    assert found["excess"].abs().max() < 1e-12


def test_questions_asked_once_and_codes_found_once_have_their_fallbacks() -> None:
    """A question asked of one only takes the others' overall rate; B found nowhere else is flat."""
    own_question = room.guide_adjusted_excess(
        [1, 0, 0, 0], [0, 1, 1, 0], interview=[1, 1, 2, 2], question=["x", "y", "y", "y"]
    )
    # interview 1: rates elsewhere are 1/2 at y and, for want of x, 1/2 overall; its own B is 1
    assert own_question["expected"].tolist() == [0.5, 0.0]
    alone = room.guide_adjusted_excess(
        [1, 0, 0, 0], [0, 1, 0, 0], interview=[1, 1, 2, 2], question=["x"] * 4
    )
    assert alone["expected"].tolist() == [0.5, 0.0]


@given(st.lists(st.booleans(), max_size=12), st.integers(0, 3))
def test_windows_stay_inside_their_interview(flags: list[bool], width: int) -> None:
    """A segment is near a flag if one is at most `width` places away in the same interview."""
    interview = [place // 5 for place in range(len(flags))]
    expected = [
        any(
            flag and interview[other] == interview[place] and abs(other - place) <= width
            for other, flag in enumerate(flags)
        )
        for place in range(len(flags))
    ]

    assert room.in_window(flags, interview=interview, width=width).tolist() == expected


ERRORS: dict[str, tuple[Callable[[], object], str]] = {
    "a value that is a text": (lambda: room.sign_flip([1.0, "much"]), "value 1"),
    "an infinite value": (lambda: room.mean_interval([1.0, float("inf")]), "infinite"),
    "unknown alternative": (lambda: room.sign_flip([1.0], alternative="both"), "'greater'"),
    "lists of different length": (
        lambda: room.label_permutation([1.0, 2.0], [1, 0], cases=["P"]),
        "1 cases",
    ),
    "three labels": (
        lambda: room.label_permutation([1, 2, 3], list("abc"), cases=["P"] * 3, focus="a"),
        "compare one with the rest",
    ),
    "missing label": (
        lambda: room.label_permutation([1, 2], [1, None], cases=["P"] * 2, focus=1),
        "without a label",
    ),
    "unknown focus": (
        lambda: room.label_permutation([1, 2], ["x", "y"], cases=["P"] * 2),
        "focus in ['x', 'y']",
    ),
    "p above one": (lambda: room.holm([1.2]), "1.2"),
    "votes below zero": (lambda: room.sign_test(-1, 2), "-1"),
    "votes that are fractions": (lambda: room.sign_interval(1.5, 2), "1.5"),
    "coverage in percent": (lambda: room.sign_interval(1, 2, coverage=95), "0.95"),
    "segments without question": (
        lambda: room.guide_adjusted_excess([1, 0], [1, 0], interview=[1, 2], question=["x", None]),
        "guide question",
    ),
    "one interview": (
        lambda: room.guide_adjusted_excess([1, 0], [1, 0], interview=[1, 1], question=["x", "x"]),
        "at least two",
    ),
    "segments that do not match": (
        lambda: room.guide_adjusted_excess([1], [1, 0], interview=[1, 2], question=["x", "x"]),
        "one of each a segment",
    ),
    "flags that are counts": (
        lambda: room.guide_adjusted_excess([2, 0], [1, 0], interview=[1, 2], question=["x", "x"]),
        "a is not",
    ),
    "a negative window": (lambda: room.in_window([1], interview=[1], width=-1), "0 or more"),
    "windows without interview": (lambda: room.in_window([1, 0], interview=[1]), "2 segments"),
}


@pytest.mark.parametrize(("way", "part"), ERRORS.values(), ids=ERRORS)
def test_bad_requests_meet_a_clear_error(way: Callable[[], object], part: str) -> None:
    """The error says what was wrong or what was expected."""
    with pytest.raises(CodingError) as error:
        way()

    assert part in str(error.value)
