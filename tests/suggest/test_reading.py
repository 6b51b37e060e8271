"""Codebooks and coded units of other people, in whatever shape they come."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from coding.errors import CodingError
from coding.suggest.codebooks import read_any_codebook, to_codebook
from coding.suggest.hits import code_words, hit_counts, hit_places
from coding.suggest.units import read_units
from suggestion_builders import toy_codebook


def _lines(path: Path, rows: list[Any]) -> Path:
    path.write_text("\n".join(json.dumps(row) for row in rows) + "\n", encoding="utf-8")
    return path


def _unit(number: int, **more: Any) -> dict[str, Any]:
    row = {"id": f"u{number}", "group": f"d{number % 4}", "order": number, "text": "tekst"}
    return {**row, "labels": ["geld"], **more}


@pytest.mark.parametrize(
    "value",
    [
        {"codes": {"a": {"definition": "x"}, "b": {"definition": "y"}}},
        {"codes": [{"id": "a", "definition": "x"}, {"id": "b", "definition": "y"}]},
        [{"id": "a", "definition": "x"}, {"code": "b", "description": "y"}],
        {"a": "x", "b": "y"},
        {"a": {"definition": {"nl": "x"}}, "b": {"definition": {"en": "y"}}},
    ],
)
def test_lists_and_mappings_are_codebooks(value: Any) -> None:
    """The same two codes come out of every shape people keep them in."""
    book = to_codebook(value, name="t", where="t")

    assert list(book.codes) == ["a", "b"]
    assert [code_words(code) for code in book.codes.values()] == ["a x", "b y"]


def test_bare_ids_are_a_codebook() -> None:
    """A flat list without definitions works: the ids are the words it has."""
    book = to_codebook(["FOOD#PRICES", "LOCATION#GENERAL"], name="t", where="t")

    assert code_words(book.codes["FOOD#PRICES"]) == "FOOD PRICES"


def test_parents_that_are_none_are_counted() -> None:
    """Self-parents, null, NaN, unknown ones and circles mean no parent, and a person is told."""
    book = to_codebook(
        {
            "a": {"parent": "a"},
            "b": {"parent": float("nan")},
            "c": {"parent": None},
            "d": {"parent": "elsewhere"},
            "e": {"parent": "f"},
            "f": {"parent": "e"},
            "g": {"parent": "c"},
        },
        name="t",
        where="t",
    )

    parents = {code.id: code.parent for code in book.codes.values()}
    assert [parents[code] for code in "abcdg"] == ["", "", "", "", "c"]
    assert "" in {parents["e"], parents["f"]}
    assert [notice.split()[0] for notice in book.notices] == ["1", "1", "1"]


def test_keywords_are_indicators() -> None:
    """Lists, texts with commas and other languages become patterns; capitals are lowered."""
    book = to_codebook(
        {"a": {"keywords": ["Geld", "op de agenda"]}, "b": {"keywords": "wacht*, *"}},
        name="t",
        where="t",
    )

    assert hit_counts(["Geldpot op de agenda", "wachten"], book).tolist() == [[2, 0], [0, 1]]
    assert hit_places("Het geld.", book.codes["a"]) == [(4, 8)]


def test_yaml_ids_stay_text(tmp_path: Path) -> None:
    """`no` and `1.10` are ids, not False and 1.1."""
    path = tmp_path / "book.yaml"
    path.write_text("codes:\n  no: {definition: nee}\n  1.10: {definition: x, parent: null}\n")

    book = read_any_codebook(path)

    assert list(book.codes) == ["no", "1.10"]
    assert book.codes["1.10"].parent == ""


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ([], "no codes"),
        ([{"id": "a"}, {"id": "a"}], "twice"),
        ([{"definition": "x"}], "no id"),
        ("text", "not a codebook"),
    ],
)
def test_a_codebook_that_is_none_is_refused(value: Any, said: str) -> None:
    """An error says what is wrong and where."""
    with pytest.raises(CodingError, match=said):
        to_codebook(value, name="t", where="file.json")


def test_units_are_read_in_the_order_of_the_talk(tmp_path: Path) -> None:
    """Groups together, by `order`; coders beside labels; null is not the same as none."""
    rows = [_unit(5), _unit(1, labels=[]), _unit(9, labels=None, coders={"A": ["geld"], "B": None})]

    units = read_units(_lines(tmp_path / "u.jsonl", rows), toy_codebook())

    assert units.frame["unit"].tolist() == ["u1", "u5", "u9"]
    assert units.labels[:2, 0].tolist() == [0.0, 1.0]
    assert np.isnan(units.labels[2]).all()
    assert units.coders["A"][2, 0] == 1.0
    assert np.isnan(units.coders["B"]).all()
    assert units.decided.tolist() == [True, True, False]


def test_odd_units_are_counted_not_hidden(tmp_path: Path) -> None:
    """Empty texts and labels that are no codes are left out, and both are said."""
    rows = [_unit(1), _unit(2, text="  "), _unit(3, labels=["geld", "vreemd"])]

    units = read_units(_lines(tmp_path / "u.jsonl", rows), toy_codebook())

    assert units.frame["unit"].tolist() == ["u1", "u3"]
    assert units.notices == (
        "1 units without text: left out",
        "1 labels are not in the codebook: left out: vreemd (1x)",
    )


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([_unit(1), _unit(1)], "u.jsonl:2: the id 'u1' is used twice"),
        ([{**_unit(1), "group": None}], "no group"),
        ([{k: v for k, v in _unit(1).items() if k != "labels"}], "no labels"),
        ([_unit(1, labels="geld")], "no list"),
        ([_unit(1, order="eerst")], "order"),
        ([_unit(1, text=3)], "text is 3"),
        ([["geld"]], "not an object"),
        ([_unit(1, labels=["vreemd"])], "not one label"),
        ([_unit(1, text="")], "no units with text"),
    ],
)
def test_bad_units_are_refused(tmp_path: Path, rows: list[Any], said: str) -> None:
    """An error names file, line and what was expected."""
    with pytest.raises(CodingError, match=said):
        read_units(_lines(tmp_path / "u.jsonl", rows), toy_codebook())
