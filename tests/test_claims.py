"""Claims refer to codes and to each other; every reference must hold."""

from __future__ import annotations

from pathlib import Path

import pytest

import builders
from coding.claims import load_claims
from coding.codebook import load_codebook
from coding.errors import CodingError

CLAIMS = """\
schema: 1
id: toy-claims
version: "1.0"
codebook: toy
groups:
  - {id: g, label: {nl: groep, en: group}}
claims:
  - {id: M1, group: g, text: {nl: Wachten loont., en: Waiting pays.}, codes: [waiting], kinds: [A]}
"""


@pytest.fixture
def book(tmp_path: Path):
    path = tmp_path / "codebook.yaml"
    path.write_text(builders.CODEBOOK, encoding="utf-8")
    return load_codebook(path)


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("[waiting]", "[wating]", "unknown code 'wating'"),
        ("group: g", "group: h", "unknown group 'h'"),
        ("[A]", "[Z]", "unknown kind of test 'Z'"),
        ("codebook: toy", "codebook: other", "claims on codebook 'other'"),
        ("codes:", "coeds:", "unknown field 'coeds'"),
    ],
)
def test_claims_with_a_dangling_reference_are_refused(
    tmp_path: Path, book, old: str, new: str, problem: str
) -> None:
    """A reference to what does not exist is refused with its line."""
    path = tmp_path / "claims.yaml"
    path.write_text(CLAIMS.replace(old, new), encoding="utf-8")

    with pytest.raises(CodingError, match=problem) as error:
        load_claims(path, book)

    assert "claims.yaml:" in str(error.value)


def test_the_shipped_claims_are_whole(root: Path) -> None:
    """52 claims, nine negative cases and twelve recommendations, each in both languages."""
    folder = root / "codebooks"
    found = load_claims(folder / "claims.yaml", load_codebook(folder / "grenswerk.yaml"))

    assert len(found.claims) == 52
    assert list(found.negative_cases) == [f"N{i}" for i in range(1, 10)]
    assert list(found.recommendations) == [f"R{i}" for i in range(1, 13)]
    assert all(set(claim.text) == {"nl", "en"} for claim in found.claims.values())
    assert {name for name, claim in found.claims.items() if claim.strong} >= {"M5", "T7", "C4"}
