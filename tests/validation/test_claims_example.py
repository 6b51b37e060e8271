"""What `coding init` ships is enough: own claims, another codebook, and everything generic."""

from __future__ import annotations

from pathlib import Path

import pytest

import toy_validation
from coding import validation
from coding.errors import CodingError
from coding.founding import found_study
from coding.study import Study
from coding.validation.scorecard import ON_FICTIVE_DATA


def test_init_ships_five_claims_that_validate(tmp_path: Path) -> None:
    """A new study has a codebook, five claims and a plan that fit each other."""
    found_study(tmp_path / "s", title="Nieuw", language="en")
    basis = validation.open_basis(Study(tmp_path / "s"))

    assert len(basis.claims.claims) == 5
    assert basis.lacks("claims") == ""
    assert basis.lacks("codings") == "no interview is coded yet"
    assert "codes of the grenswerk model" in basis.lacks("grenswerk")


def test_a_real_study_gets_the_words_of_the_plan(tmp_path: Path) -> None:
    """With `fictive = false` a verdict stands by itself and nothing speaks of recovery."""
    basis = validation.open_basis(toy_validation.study(tmp_path / "s"))
    table = basis.claims_table()

    assert table["outcome"].tolist()[2:] == ["te weinig", "tegengesproken", "niet toetsbaar"]
    assert "recovered" not in table.columns
    assert "verdict" in table.columns
    assert "level" not in basis.tests.columns
    assert "fictieve" not in " ".join(basis.facts().values())
    assert basis.facts()["verdicts"] == "Oordelen volgen de regel van het analyseplan."
    assert "verdict" in basis.fragility_table().columns
    assert basis.lacks("key").startswith("geen ontwerpsleutel")


def test_a_fictive_study_never_says_that_a_claim_is_supported(tmp_path: Path) -> None:
    """Made-up interviews: every outcome says it is no statement about the model."""
    study = toy_validation.study(tmp_path / "s", made_up=True, coder_type="model")
    basis = validation.open_basis(study)
    table = basis.claims_table()

    assert table["outcome"].str.startswith(ON_FICTIVE_DATA["nl"]).all()
    assert "verdict" not in table.columns
    assert "rule_outcome" in basis.fragility_table().columns
    assert basis.tests["level"].tolist() == ["a"]
    assert "(A, B, J) zijn taalmodellen" in basis.facts()["rule"]


def test_models_do_not_count_in_a_real_study(tmp_path: Path) -> None:
    """Validation of real interviews by models only is refused."""
    study = toy_validation.study(tmp_path / "s", coder_type="model")

    with pytest.raises(CodingError, match="only models coded this study"):
        validation.read_coded(study)


def test_a_rule_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    """The error names the rules there are."""
    basis = validation.open_basis(toy_validation.study(tmp_path / "s"))

    with pytest.raises(CodingError, match=r"no rule 'coder-z'[^ ]* for what counts"):
        validation.gather(basis.coded, rule="coder-z")
