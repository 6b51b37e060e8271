"""The verdict rule: each rule at its border, in the order of the plan."""

from __future__ import annotations

from pathlib import Path

import pytest

from coding.claims import Claim
from coding.study import Study
from coding.validation.scorecard import ON_FICTIVE_DATA, Outlook, verdict_text
from coding.validation.sensitivity import flipping_set
from coding.validation.verdicts import Rule, Vote, judge_claim, read_rule

ROLES = ("top", "middle", "architect", "operations")


@pytest.fixture(scope="module")
def rule(root: Path) -> Rule:
    plan = Study(root).plan
    assert plan is not None
    return read_rule(plan)


def _claim(**more: object) -> Claim:
    texts: dict[str, str] = {}
    fields = {
        "id": "X1",
        "group": "g",
        "text": texts,
        "provenance": (),
        "section": "",
        "kinds": ("D",),
        "supports": texts,
        "contradicts": texts,
        "codes": (),
        "expectation": texts,
        "strong": False,
        "test": "",
    }
    return Claim(**{**fields, **more})  # type: ignore[arg-type]  # a test builds what it needs


def _votes(text: str) -> list[Vote]:
    """`P++- G++` -> votes by case; every second role another; all from own experience."""
    found = []
    for part in text.split():
        for sign in part[1:]:
            number = len(found)
            value = {"+": 1, "-": -1, "0": 0}[sign]
            role = ROLES[number % len(ROLES)]
            found.append(Vote(f"D{number}", part[0], role, value, experience=True))
    return found


@pytest.mark.parametrize(
    ("votes", "verdict"),
    [
        ("", "too-few"),
        ("P++ G++", "too-few"),
        ("P+++ G++", "solid"),  # 5 of 5
        ("P+++ G+++ M-", "mixed"),  # a case is against
        ("P+++0 G++00", "solid"),  # 3 of 8 mixed is under .4
        ("P++ G--- M--", "contradicted"),
        ("P+++ G-- M-", "contradicted"),
        ("P++++ G++++ M--", "mixed"),  # cases split
        ("P++0 G+0", "mixed"),  # 2 of 5 is .4
        ("P+++++ G+-", "one-case"),
    ],
)
def test_the_first_rule_that_holds(rule: Rule, votes: str, verdict: str) -> None:
    """From top to bottom; a border case a rule."""
    assert judge_claim(_claim(), _votes(votes), rule).id == verdict


def test_a_strong_wording_falls_with_one_checked_counter_instance(rule: Rule) -> None:
    """Also with few speakers; a claim that is not strong does not."""
    one = [Vote("D0", "P", "top", -1, experience=True, counter_instance=True)]

    assert judge_claim(_claim(strong=True), one, rule).id == "wording-fails"
    assert judge_claim(_claim(), one, rule).id == "too-few"
    assert judge_claim(_claim(strong=True, kinds=("X",)), one, rule).id == "not-testable"


@pytest.mark.parametrize(
    ("change", "lacking"),
    [
        ({"searched": False}, "search"),
        ({"test_direction": -1}, "test"),
        ({"test_direction": None}, "test"),
        ({"stability": 0.89}, "stability"),
    ],
)
def test_solid_needs_every_condition(rule: Rule, change: dict[str, object], lacking: str) -> None:
    """Without a logged search, a test the same way or stability a claim is supported at most."""
    found = judge_claim(_claim(), _votes("P+++ G+++"), rule, **change)  # type: ignore[arg-type]

    assert found.id == "supported"
    assert found.missing == (lacking,)


def test_solid_needs_roles_and_experience(rule: Rule) -> None:
    """Six of one role group, or told from hearsay, are not solid."""
    same = [Vote(f"D{i}", "PG"[i % 2], "top", 1, experience=True) for i in range(6)]
    heard = [Vote(v.document, v.case, v.role_group, 1) for v in _votes("P+++ G+++")]

    assert judge_claim(_claim(), same, rule).missing == ("role-groups",)
    assert judge_claim(_claim(), heard, rule).missing == ("experience",)


def test_the_smallest_set_that_flips(rule: Rule) -> None:
    """Five speakers: one less is too few; six against one need two."""
    outlook = Outlook(rule, {}, frozenset({"X1"}), frozenset())

    assert flipping_set(_claim(), _votes("P+++ G++"), outlook) == (("D0",), "too-few")
    assert flipping_set(_claim(), _votes("P+++ G+++"), outlook) == (("D0", "D1"), "too-few")
    assert flipping_set(_claim(kinds=("X",)), _votes("P+"), outlook) is None


def test_verdicts_on_fictive_data_say_what_they_are_worth(rule: Rule) -> None:
    """The word of the plan stands alone only on real interviews."""
    real = verdict_text("solid", rule, language="nl", fictive=False)
    made_up = verdict_text("solid", rule, language="nl", fictive=True)

    assert real == "stevig"
    assert made_up == f"{ON_FICTIVE_DATA['nl']}: stevig"
    assert "geen uitspraak over het model" in made_up
