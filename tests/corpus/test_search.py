"""Indicator search: forms, wildcards, phrases and gaps; hits stay inside one unit."""

from __future__ import annotations

from pathlib import Path

import pytest

import builders
from coding.corpus.search import Matcher, find_hits, keyword_in_context, words_of
from coding.corpus.tokens import documents
from coding.errors import CodingError
from coding.patterns import parse_pattern


def _matches(pattern: str, text: str) -> list[str]:
    matcher = Matcher({"c": [parse_pattern(pattern)]})
    ((_, doc),) = documents([("D1", text)])
    return [text[start:end] for _, _, start, end, _ in matcher.match(words_of(doc, text))]


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("gemeente", "alle gemeenten en een gemeente", ["gemeenten", "gemeente"]),
        ("wacht*", "Wachten op wachttijd verwacht", ["Wachten", "wachttijd"]),
        ("*grenswerk*", "het grenswerken en cultuurgrenswerk", ["grenswerken", "cultuurgrenswerk"]),
        ("blijft liggen", "het bleef liggen en blijft nog liggen", ["bleef liggen"]),
        ("eerst * daarna", "eerst dit en dat daarna klaar", ["eerst dit en dat daarna"]),
        ("eerst * daarna", "eerst a b c d e daarna", []),
        ("eerst * daarna", "eerst daarna", ["eerst daarna"]),
        ('"mag"', "mag moogt mochten", ["mag"]),
        ("semipubliek", "de (semi)publieke zaak", ["(semi)publieke"]),
    ],
)
def test_patterns_find_what_they_say(pattern: str, text: str, expected: list[str]) -> None:
    """Each kind of pattern finds its words and no others."""
    assert _matches(pattern, text) == expected


def test_bracketed_words_stay_whole() -> None:
    """`(semi)publieke` is one word, as spaCy does not see it; the others keep their places."""
    text = "de (semi)publieke zorg(zaak), (kortom)"
    ((_, doc),) = documents([("D1", text)])
    words = words_of(doc, text)

    assert [words.forms[k] for k in words.which] == ["de", "(semi)publieke", "zorg(zaak)", "kortom"]
    assert [text[a:b] for a, b in zip(words.starts, words.ends, strict=True)] == [
        "de",
        "(semi)publieke",
        "zorg(zaak)",
        "kortom",
    ]


def test_hits_are_the_respondents_words(tmp_path: Path) -> None:
    """The interviewer's question holds the words too, and is not a hit."""
    study = builders.toy_study(tmp_path / "s")
    hits = study.find()

    assert hits[["code", "match", "unit"]].to_numpy().tolist() == [
        ["helping", "helpt", "D1-002"],
        ["helping", "hielp", "D1-002"],
        ["waiting", "wachten", "D1-001"],
        ["waiting", "blijft liggen", "D1-001"],
    ]


def test_hits_do_not_cross_units(tmp_path: Path) -> None:
    """A phrase whose words stand in two units is no hit."""
    text = "R: Dat het nog altijd blijft.\n\nR: Liggen deed hij wel de hele dag."
    study = builders.toy_study(tmp_path / "s", text)

    assert study.find("waiting").empty


def test_unknown_code_is_refused(tmp_path: Path) -> None:
    """Searching a code that is not there names the nearest."""
    with pytest.raises(CodingError, match="did you mean waiting"):
        builders.toy_study(tmp_path / "s").find("waitng")


def test_context_shows_both_sides(tmp_path: Path) -> None:
    """Keyword in context: the match with its neighbours, on one line."""
    study = builders.toy_study(tmp_path / "s")
    line = keyword_in_context(study.find("waiting"), study.texts(), width=10).iloc[0]

    assert (line["left"], line["match"], line["right"]) == ("tapel. We ", "wachten", " al op ant")


def test_no_indicators_no_hits(tmp_path: Path) -> None:
    """Codes without indicators give an empty, typed frame."""
    study = builders.toy_study(tmp_path / "s")

    assert find_hits(study.units, study.texts(), {"c": ()}).empty
