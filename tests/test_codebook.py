"""The codebook is checked where it is loaded; each mistake names file, line and remedy."""

from __future__ import annotations

from pathlib import Path

import pytest

import builders
from coding.codebook import load_codebook
from coding.errors import CodingError
from coding.patterns import PatternError, parse_pattern

HEAD = 'schema: 1\nid: toy\nversion: "1.0"\ncodes:\n'


def _load(tmp_path: Path, text: str):
    path = tmp_path / "codebook.yaml"
    path.write_text(text, encoding="utf-8")
    return load_codebook(path)


def test_a_codebook_comes_as_written(tmp_path: Path) -> None:
    """Order, tree, labels, conflicts and patterns are as in the file."""
    book = _load(tmp_path, builders.CODEBOOK)

    assert list(book.codes) == ["waiting", "waiting-long", "helping"]
    assert book.path("waiting-long") == ["waiting", "waiting-long"]
    assert book.code("waiting").name("nl") == "wachten"
    assert book.conflicts("waiting") == {"helping"}
    assert [p.text for p in book.code("waiting").indicators["nl"]] == ["wacht*", "blijft liggen"]


def test_layout_does_not_change_the_hash(tmp_path: Path) -> None:
    """Comments and quotes are layout; a changed word is another codebook."""
    plain = _load(tmp_path, builders.CODEBOOK).sha
    layout = _load(tmp_path, "# note\n" + builders.CODEBOOK.replace("id: toy", 'id: "toy"')).sha
    changed = _load(tmp_path, builders.CODEBOOK.replace("takes long", "takes longer")).sha

    assert plain == layout != changed


@pytest.mark.parametrize(
    ("codes", "line", "problem"),
    [
        ("  - {id: a}\n  - {id: a}\n", 6, "'a' occurs twice in codes"),
        ("  - {id: a, parent: b}\n", 5, "unknown parent 'b'"),
        ("  - {id: a, parent: b}\n  - {id: b, parent: a}\n", 5, "cycle of parents: a -> b -> a"),
        ("  - {id: a, parent: a}\n", 5, "cycle of parents: a -> a"),
        ("  - {id: no}\n", 5, "id is read as False, not as text"),
        ("  - {id: 1.10}\n", 5, "id is read as 1.1, not as text"),
        ("  - {id: Groot}\n", 5, "id 'Groot'"),
        ("  - {id: a, tier: D}\n", 5, "tier 'D'"),
        ("  - {id: a, lable: x}\n", 5, "unknown field 'lable'"),
        ("  - {id: a, exclusive_with: [b]}\n", 5, "unknown code 'b'"),
        ('  - {id: a, indicators: {nl: ["*"]}}\n', 5, "it matches every word"),
        ('  - {id: a, indicators: {nl: ["a*"]}}\n', 5, "matches nearly everything"),
        ("  - {id: a, indicators: {nl: [Hoofdletter]}}\n", 5, "it has capitals"),
        ("  - {id: a, indicators: {nl: [no]}}\n", 5, "is not text"),
        ("  - {id: a, family: b}\n", 5, "unknown family 'b'"),
        ("  - {id: a, id: b}\n", 5, "'id' occurs twice"),
        ("  - {id: a\n", 6, "this is not YAML"),
        ("", 4, "codes is not a list|there are no codes"),
    ],
)
def test_mistakes_name_file_line_and_remedy(
    tmp_path: Path, codes: str, line: int, problem: str
) -> None:
    """Each mistake in a codebook is refused at its line."""
    with pytest.raises(CodingError, match=problem) as error:
        _load(tmp_path, HEAD + codes)

    assert f"codebook.yaml:{line}" in str(error.value)


def test_a_newer_schema_is_refused(tmp_path: Path) -> None:
    """A file of a newer version is not half understood."""
    with pytest.raises(CodingError, match="newer version"):
        _load(tmp_path, "schema: 2\n")


def test_wrong_code_suggests_the_right_one(tmp_path: Path) -> None:
    """A typo in a code is met with the nearest code."""
    with pytest.raises(CodingError, match="did you mean waiting"):
        _load(tmp_path, builders.CODEBOOK).code("wating")


@pytest.mark.parametrize("text", ["", "* woord", "woord *", "a|b"])
def test_patterns_that_cannot_be_meant(text: str) -> None:
    """An empty pattern, a gap at an end and joined alternatives are refused."""
    with pytest.raises(PatternError):
        parse_pattern(text)


def test_the_shipped_codebook_is_whole(root: Path) -> None:
    """The demonstration codebook has its 45 codes, 5 of tier A, each with all fields."""
    book = load_codebook(root / "codebooks" / "grenswerk.yaml")
    tiers = [code.tier for code in book.codes.values()]

    assert len(book.codes) == 45
    assert [tiers.count(tier) for tier in "ABC"] == [5, 36, 4]
    for code in book.codes.values():
        for field in ("label", "definition", "include", "exclude", "border"):
            assert set(getattr(code, field)) == {"nl", "en"}, (code.id, field)
        assert code.examples
        assert code.indicators["nl"]
        assert code.sources
