"""The model drawing: read from YAML, with votes on each part worked out by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

import toy_validation
from coding import validation
from coding.errors import CodingError
from coding.study import Study
from coding.validation.basis import Basis
from coding.validation.drawing import Part, drawing_by_group, read_drawing
from coding.validation.model_evidence import model_evidence


@pytest.fixture(scope="module")
def toy(tmp_path_factory) -> Basis:
    return validation.open_basis(toy_validation.study(tmp_path_factory.mktemp("toy") / "s"))


def _part(*claims: str, code: str = "") -> Part:
    return Part("p", "group", "group", "", "", "een vak", code, claims)


def test_votes_on_a_part_are_one_an_interview(toy: Basis) -> None:
    """The sign of summed strength over its claims; each claim stands beside it."""
    (row,) = model_evidence(toy.material, [_part("W2", "W3", code="support")]).to_dict("records")
    # D1: W2 -3-3, W3 -1: against. D2: W2 +3, W3 a nuance: for. D3: W2 +3+3-2: for.
    assert (row["for"], row["mixed"], row["against"], row["silent"]) == (2, 0, 1, 0)
    assert row["by_claim"] == "W2 2-0-1 · W3 0-1-1"
    assert row["cases"] == "P 1-0-1 · Q 1-0-0"
    # 2 of 3; without a for 1 of 2, without the against 2 of 2
    assert (row["share"], row["lowest"], row["highest"]) == (2 / 3, 0.5, 1.0)
    assert row["documents_against"] == "D1"
    assert row["coded"] == 3  # support applies in D1, D2 and D3
    assert row["passages_n"] == 5  # D1-002 D2-003 D2-006 D3-002 D3-005


def test_a_part_nobody_speaks_on_is_silent(toy: Basis) -> None:
    """No votes is no share and no range, and not a part of norms only."""
    (row,) = model_evidence(toy.material, [_part("W1")]).to_dict("records")

    assert (row["speak"], row["silent"], row["norm_only"]) == (0, 3, False)
    assert row["by_claim"] == "W1 0-0-0"


def test_norms_only_are_told_apart(toy: Basis) -> None:
    """A part on which every passage says how it ought to be is marked; own experience undoes it."""
    stances = toy.material.stances
    norms = stances.assign(
        modality=["norm" if one in {"W2", "W3"} else "" for one in stances["claim"]],
        strength=[1 if one == "W3" else strength for one, strength in
                  zip(stances["claim"], stances["strength"], strict=True)],
    )  # fmt: skip
    material = toy.material.keeping(rule="test")
    object.__setattr__(material, "stances", norms)
    only = model_evidence(material, [_part("W3"), _part("W2")])["norm_only"].tolist()

    assert only == [True, False]


def test_the_drawing_of_this_study_places_every_claim_once(root: Path) -> None:
    """Names come from the codebook, in both languages; no claim is left out."""
    study = Study(root)
    assert study.claims is not None
    path = root / study.settings.model
    parts = {
        language: read_drawing(path, study.codebook, study.claims, language=language)
        for language in ("nl", "en")
    }
    placed = [claim for part in parts["nl"] for claim in part.claims]

    assert sorted(placed) == sorted(study.claims.claims)
    by_code = {part.code: part.label for part in parts["en"] if part.code}
    assert by_code["actor-ict-architect"] == "ICT architect"
    assert {part.place for part in parts["nl"]} == {
        *("above", "left", "right", "layer", "into", "spanning", "below")
    }


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("claims: [P1]", "claims: []", "claims on no part: P1"),
        ("claims: [P2]", "claims: [P2, P1]", "claims on two parts: P1"),
        ("claims: [P2]", "claims: [P2, P99]", "unknown claim 'P99'"),
        ("code: bw-cultural", "code: bw-cultral", "no code or roll-up 'bw-cultral'"),
        ("kind: lack", "kind: lacking", "kind 'lacking'"),
        ("spanning:", "spaning:", "unknown field 'spaning'"),
    ],
)
def test_a_wrong_drawing_is_refused(
    root: Path, tmp_path: Path, old: str, new: str, problem: str
) -> None:
    """Each mistake is named with file and line: a claim is never dropped in silence."""
    study = Study(root)
    assert study.claims is not None
    text = (root / study.settings.model).read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "model.yaml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")

    with pytest.raises(CodingError, match=problem) as error:
        read_drawing(path, study.codebook, study.claims, language="nl")
    assert "model.yaml" in str(error.value)


def test_a_study_without_a_drawing_gets_its_groups(toy: Basis) -> None:
    """Every claim stands in a box of its group."""
    parts = validation.drawing_of(toy.study)

    assert {claim for part in parts for claim in part.claims} == set(toy.claims.claims)
    assert parts == drawing_by_group(toy.claims, language=toy.language)
