"""Targets of a fictive corpus that need its codings, on figures worked out by hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from coding.acceptance.codes import code_criteria, stance_criteria
from coding.acceptance.recovery import recovery_criteria, recovery_frame
from coding.acceptance.targets import Targets, read_targets
from coding.validation.material import Material
from coding.yaml_source import read_yaml


@pytest.fixture
def targets(root: Path) -> Targets:
    """Those of the demonstration corpus."""
    return read_targets(root / "corpus" / "fictive-design" / "acceptance.yaml")


GOOD = {
    "code": "easy",
    "tier": "A",
    "tier_now": "A",
    "positives": 60,
    "interviews": 9,
    "cases": 3,
    "questions": 5,
    "most_share": 0.40,
    "hits": 50,
    "recall": 0.35,
    "false_hits": 0.30,
    "f1": 0.60,
    "alpha": 0.80,
}


def _codes(**changes: object) -> pd.DataFrame:
    good_b = {**GOOD, "code": "b", "tier": "B", "positives": 15}
    return pd.DataFrame([{**GOOD, **changes}, good_b])


def test_a_code_on_every_border_meets_every_target(targets: Targets) -> None:
    """Borders belong to the target."""
    assert [one.what for one in code_criteria(_codes(), targets, cases=3) if not one.met] == []


@pytest.mark.parametrize(
    ("changes", "missed"),
    [
        ({"recall": 0.34}, ["own indicators hit"]),
        ({"f1": 0.61}, ["F1"]),
        ({"f1": None}, ["F1"]),
        ({"false_hits": 0.29}, ["hits that are not"]),
        ({"positives": 59}, ["codes of tier A with enough"]),
        ({"interviews": 8}, ["codes of tier A with enough"]),
        ({"cases": 2}, ["codes of tier A with enough"]),
        ({"questions": 4}, ["guide questions under"]),
        ({"most_share": 0.41}, ["positives of a code"]),
        ({"alpha": 0.54}, ["alpha of coder"]),
        ({"alpha": 0.91}, ["alpha of coder", "alpha of any"]),
        ({"alpha": None}, ["alpha of coder"]),
    ],
)
def test_each_target_is_missed_on_its_own(
    changes: dict[str, object], missed: list[str], targets: Targets
) -> None:
    """One figure out of range is one row not met, with the code named."""
    found = [one for one in code_criteria(_codes(**changes), targets, cases=3) if not one.met]

    assert len(found) == len(missed)
    for one, start in zip(found, missed, strict=True):
        assert one.what.startswith(start)
        assert "easy" in one.why
        assert not one.stops


def test_a_rare_code_is_sent_to_the_tier_below(targets: Targets) -> None:
    """A code below its prevalence target drops a tier, and the table says so."""
    (miss,) = (one for one in code_criteria(_codes(positives=3), targets, cases=3) if not one.met)

    assert miss.why == "now of tier B: ; still to drop: easy"
    rare = _codes(positives=3, tier_now="B")
    (miss,) = (one for one in code_criteria(rare, targets, cases=3) if not one.met)
    assert miss.why == "now of tier B: easy"


KEY = """\
schema: 1
case_by_claim:
  - {claim: "C1", P: 2, G: 0, note: "x"}
  - {claim: "C2", P: -1, G: 1}
"""


def _material(*stances: tuple[str, str, str, str, int]) -> Material:
    """Three interviews (two in P, one in G) and two coders; stances as given."""
    documents = pd.DataFrame({"document": ["D1", "D2", "D3"], "case": ["P", "P", "G"]})
    columns = ["coder", "document", "claim", "direction", "strength"]
    said = pd.DataFrame(list(stances), columns=columns)
    said["unit"] = [f"u{number}" for number in range(len(said))]
    empty = pd.DataFrame()
    return Material(
        rule="adjudicated",
        coders=("A", "B"),
        documents=documents,
        units=pd.DataFrame(columns=["document", "unit", "episode"]),
        codes=(),
        rollups={},
        cells=np.zeros((0, 0), dtype=np.int8),
        codings=empty,
        links=empty,
        stances=said,
    )


def test_recovery_is_summed_strength_by_coder_and_interview(
    tmp_path: Path, targets: Targets
) -> None:
    """Net strength over coders and interviews of the case, and ranks: worked out by hand."""
    # C1 in P: 3 + 1 of two coders over 2 interviews = 4 / 4 = 1; C1 in G: a nuance = 0;
    # C2 in P: -2 / 4 = -.5; C2 in G: -2 / 2 = -1. Ranks planted 4, 2, 1, 3; found 4, 3, 2, 1:
    # rho = 1 - 6 * (0 + 1 + 1 + 4) / (4 * 15) = .4
    path = tmp_path / "planted.yaml"
    path.write_text(KEY, encoding="utf-8")
    material = _material(
        ("A", "D1", "C1", "supports", 3),
        ("B", "D2", "C1", "supports", 1),
        ("A", "D3", "C1", "nuances", 3),
        ("A", "D2", "C2", "contradicts", 2),
        ("B", "D3", "C2", "contradicts", 2),
    )
    frame = recovery_frame(read_yaml(path), material)
    (found,) = recovery_criteria(frame, targets)

    assert frame["found"].tolist() == [1.0, 0.0, -0.5, -1.0]
    assert frame["passages"].tolist() == [2, 1, 1, 1]
    assert (found.figure, found.met) == ("0.40", False)
    assert found.why == "found the other way round: C2 in G"


def test_counter_evidence_is_counted_by_passage(targets: Targets) -> None:
    """Nuances count for the share; only contradictions for the claims that are tested."""
    said = [("A", "D1", "C1", "supports", 1)] * 7
    against = [("A", "D1", "C1", "contradicts", 1)] * 2 + [("B", "D2", "C2", "nuances", 1)]
    share, each = stance_criteria(_material(*said, *against), ("C1", "C2"), targets)

    assert (share.figure, share.met) == ("0.30 of 10", True)
    assert (each.met, each.why) == (False, "C1 (2), C2 (0)")
