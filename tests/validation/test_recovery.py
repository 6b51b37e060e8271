"""Planted against found: the words, the counting, and honesty about misses."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from coding.errors import CodingError
from coding.validation.literature import judgement
from coding.validation.recovery import (
    Key,
    found_again,
    read_key,
    recovery_by_case,
    recovery_by_claim,
    recovery_by_respondent,
    recovery_correlation,
    recovery_of_negative,
)

KEY = Key(
    cases={("C1", "P"): 2, ("C1", "G"): -1, ("C2", "P"): 0, ("C2", "G"): 1},
    respondents={("C1", "D1"): (2,), ("C1", "D2"): (-1, 1), ("C3", "D2"): (1,)},
    negative={},
    initiatives={},
    leading=(),
)
VOTES = pd.DataFrame(
    [
        {"claim": "C1", "document": "D1", "case": "P", "vote": "for", "net": 3},
        {"claim": "C1", "document": "D2", "case": "G", "vote": "mixed", "net": 0},
        {"claim": "C2", "document": "D1", "case": "P", "vote": "for", "net": 1},
        {"claim": "C2", "document": "D3", "case": "G", "vote": "for", "net": 6},
    ]
)


@pytest.mark.parametrize(
    ("planted", "net", "spoken", "outcome"),
    [
        (2, 0.1, True, "found"),
        (2, 0.0, True, "not-found"),
        (2, 0.0, False, "not-found"),
        (-1, -3, True, "found"),
        (0, 0.0, True, "found"),
        (0, 1.0, True, "not-found"),
        (0, 0.0, False, "found"),
    ],
)
def test_a_direction_is_found_by_its_sign(
    planted: int, net: float, spoken: bool, outcome: str
) -> None:
    """The sign decides; without direction silence or balance is what was built in."""
    assert found_again(planted, net, spoken=spoken) == outcome


def test_recovery_by_case_and_respondent() -> None:
    """One hit and one miss a claim; one thing and its opposite is found as a mixed vote."""
    cases = recovery_by_case(VOTES, KEY)
    people = recovery_by_respondent(VOTES, KEY)

    assert cases["outcome"].tolist() == ["found", "not-found", "not-found", "found"]
    assert cases["found"].tolist() == [1.0, 0.0, 1.0, 1.0]
    assert people["outcome"].tolist() == ["found", "found", "not-found"]


def test_every_claim_gets_one_of_three_words() -> None:
    """Found as built in, not found, not built in; a claim with one missed case is not found."""
    table = recovery_by_claim(
        recovery_by_case(VOTES, KEY),
        recovery_by_respondent(VOTES, KEY),
        ["C1", "C3", "C9"],
        language="nl",
    )

    assert table["word"].tolist() == [
        "niet teruggevonden",
        "niet teruggevonden",
        "niet ingebouwd",
    ]
    assert table["missed"].tolist() == ["G", "D2", ""]


def test_the_correlation_of_planted_and_found() -> None:
    """Planted 2, -1, 0, 1 against found 1, 0, 1, 1: r = 1.5 / sqrt(5 * .75)."""
    found = recovery_correlation(recovery_by_case(VOTES, KEY))

    # means .5 and .75; products 1.5*.25 + -1.5*-.75 + -.5*.25 + .5*.25 = 1.5; squares 5 and .75
    assert found == pytest.approx(1.5 / (5 * 0.75) ** 0.5)
    assert recovery_correlation(recovery_by_case(VOTES.iloc[:0], KEY)) is None


def test_the_key_of_the_demonstration_is_read(root: Path) -> None:
    """Cases, respondents, initiatives and the two leading questions."""
    key = read_key(root / "corpus" / "fictive-design" / "planted.yaml")

    assert key.cases["C5", "M"] == -2
    assert key.respondents["O2", "RP2"] == (2, -1)
    assert set(key.leading) == {("RP6", "v9"), ("RG3", "v11")}
    assert key.negative["N8", "M"] == ()
    assert key.initiatives["I5"] == "M"


def test_a_key_of_a_real_study_is_refused(tmp_path: Path) -> None:
    """Nothing is planted in real interviews."""
    path = tmp_path / "planted.yaml"
    path.write_text("schema: 1\nfictive: false\n", encoding="utf-8")

    with pytest.raises(CodingError, match="a key of planted claims"):
        read_key(path)


def test_judgements_of_a_source() -> None:
    """All for: agreement; all against: dissonance; anything else: partial."""
    assert judgement(["contradicts"]) == "dissonance"
    assert judgement(["supports", "nuances"]) == "partial"
    assert judgement(["nuances"]) == "partial"


def test_negative_cases_are_compared_by_case() -> None:
    """Hit where built in and silent where not is found; a hit nobody built in is not."""
    key = Key({}, {}, {("N1", "P"): ("D1",), ("N1", "G"): ()}, {}, ())
    hits = pd.DataFrame([{"negative_case": "N1", "documents": "D1 D3"}])
    table = recovery_of_negative(hits, key, {"D1": "P", "D2": "P", "D3": "G"})

    assert table[["case", "hits", "both", "outcome"]].to_numpy().tolist() == [
        ["P", "D1", 1, "found"],
        ["G", "D3", 0, "not-found"],
    ]
