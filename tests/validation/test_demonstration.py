"""On the demonstration corpus: one interview less is one less everywhere."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from coding import validation
from coding.study import Study
from coding.validation.basis import Basis

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def basis(root: Path) -> Basis:
    return validation.open_basis(Study(root))


def test_an_interview_less_is_seventeen_everywhere(basis: Basis) -> None:
    """Drop RG5: n = 17 in every frame that has one, and its passages are gone."""
    less = basis.material.without(["RG5"])
    card = validation.scorecard(less, basis.claims, basis.plan, language="nl", fictive=True)
    cells = validation.presence_map(less)
    groups = validation.by_group(cells, "case")
    tests = validation.confirmatory(less, basis.plan)

    assert set(card["n"]) == {17}
    assert (card["speak"] + card["silent"] == 17).all()
    assert set(groups.loc[groups["group"] == "all", "n"]) == {17}
    assert set(groups.loc[groups["group"] == "G", "n"]) == {5}
    assert set(tests.loc[tests["test"] == "Q3", "n"]) == {17}
    for frame in (
        cells,
        groups,
        validation.votes(less, basis.claims.claims),
        validation.passages(less, basis.claims.claims),
        validation.relation_graph(less),
        validation.cooccurrence(less),
    ):
        assert "RG5" not in frame.to_csv()


def test_swapped_cases_move_only_what_rests_on_cases(basis: Basis) -> None:
    """RP1 and RM1 exchange cases: counts per case move, totals and tests without cases stay."""
    documents = basis.material.documents.copy()
    swap = {"RP1": "M", "RM1": "P"}
    documents["case"] = [
        swap.get(name, case)
        for name, case in zip(documents["document"], documents["case"], strict=True)
    ]
    moved = replace(basis.material, documents=documents)
    before = validation.votes(basis.material, basis.claims.claims)
    after = validation.votes(moved, basis.claims.claims)

    assert before.drop(columns="case").equals(after.drop(columns="case"))
    changed = before.loc[before["case"] != after["case"], "document"]
    assert set(changed) == {"RP1", "RM1"}
    tests = (validation.confirmatory(one, basis.plan) for one in (basis.material, moved))
    old, new = (frame.set_index("test")["statistic"] for frame in tests)
    assert old.drop("Q2").equals(new.drop("Q2"))


def test_every_planned_output_of_this_room_is_made_or_has_a_reason(basis: Basis) -> None:
    """Nothing a study of this kind needs is lacking here."""
    needs = (
        "codings",
        "claims",
        "grenswerk",
        "guide",
        "initiatives",
        "literature",
        "key",
        "rivals",
    )

    assert [need for need in needs if basis.lacks(need)] == []


def test_recovery_is_neither_blind_nor_obedient(basis: Basis) -> None:
    """Planted and found agree more than chance, and not wholly."""
    assert basis.key is not None
    r = validation.recovery_correlation(validation.recovery_by_case(basis.votes, basis.key))

    assert r is not None
    assert 0.3 < r < 1.0
