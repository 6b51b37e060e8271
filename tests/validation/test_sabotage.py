"""Change one thing in the toy study: exactly the numbers that rest on it change."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import toy_validation
from coding import validation
from coding.validation.basis import Basis


def _basis(folder: Path, **more) -> Basis:
    return validation.open_basis(toy_validation.study(folder / "s", **more))


@pytest.fixture(scope="module")
def whole(tmp_path_factory) -> Basis:
    return _basis(tmp_path_factory.mktemp("whole"))


def _changed(old: pd.DataFrame, new: pd.DataFrame, key: str) -> dict[str, set[str]]:
    """Row key -> columns that differ."""
    before, after = (
        frame.set_index(key).astype("object").where(frame.set_index(key).notna(), "")
        for frame in (old, new)
    )
    found = {
        str(name): {c for c in before.columns if before.loc[name, c] != after.loc[name, c]}
        for name in before.index
    }
    return {name: columns for name, columns in found.items() if columns}


def test_nothing_changes_without_a_change(tmp_path: Path, whole: Basis) -> None:
    """The same study twice gives the same scorecard."""
    assert _changed(whole.scorecard, _basis(tmp_path).scorecard, "claim") == {}


def test_one_stance_flipped_changes_its_claim_only(tmp_path: Path, whole: Basis) -> None:
    """W2 in D1 turned round: three for; no other claim moves."""
    turned = [
        (c, d, u, claim, "supports" if (d, claim) == ("D1", "W2") else way, strength)
        for c, d, u, claim, way, strength in toy_validation.STANCES
    ]
    card = _basis(tmp_path, stances=turned).scorecard
    changed = _changed(whole.scorecard, card, "claim")

    assert set(changed) == {"W2"}
    assert changed["W2"] >= {"for", "against", "cases", "roles", "share", "p", "experience"}
    assert changed["W2"].isdisjoint({"speak", "silent", "verdict", "mixed", "two_coders"})
    row = card[card["claim"] == "W2"].iloc[0]
    assert (row["for"], row["against"], row["cases"]) == (3, 0, "P 2-0-0 · Q 1-0-0")


def test_a_dropped_interview_is_gone_everywhere(tmp_path: Path, whole: Basis) -> None:
    """Without D1 every n is one less, and what D1 alone carried is silent."""
    less = _basis(tmp_path, documents=["D2", "D3"])

    assert less.facts()["n"] == "2"
    assert set(less.scorecard["n"]) == {2}
    assert (less.scorecard["speak"] + less.scorecard["silent"] == 2).all()
    assert less.tests["n"].tolist() == [2]
    groups = validation.by_group(validation.presence_map(less.material), "case")
    assert set(groups.loc[groups["group"] == "all", "n"]) == {2}
    assert "D1" not in " ".join(groups["documents"])
    assert set(whole.scorecard["n"]) == {3}
    verdict = less.scorecard.set_index("claim")["verdict"]
    assert verdict["W4"] == "too-few"  # the counter-instance went with D1


def test_swapped_cases_change_cases_and_nothing_else(
    tmp_path: Path, whole: Basis, monkeypatch
) -> None:
    """D1 and D3 exchange their cases: votes stay, their distribution over cases moves."""
    monkeypatch.setattr(
        toy_validation,
        "DOCUMENTS",
        {"D1": ("Q", "top"), "D2": ("P", "staff"), "D3": ("P", "staff")},
    )
    card = _basis(tmp_path).scorecard

    changed = _changed(whole.scorecard, card, "claim")
    # the share of runs with the same verdict may move too: other interviews make up a case
    assert {"cases"} == set().union(*changed.values()) - {"stability", "reason"}
    assert set(changed) >= {"W2", "W3", "W4"}


def test_without_the_decision_the_cell_is_open(tmp_path: Path, whole: Basis) -> None:
    """The decider's log gone: one undecided cell more, one coding less, no vote changed."""
    open_ = _basis(tmp_path, decided=False)

    assert int(open_.facts()["undecided"]) == int(whole.facts()["undecided"]) + 1
    assert len(open_.material.codings) == len(whole.material.codings) - 1
    pd.testing.assert_frame_equal(whole.votes, open_.votes)
