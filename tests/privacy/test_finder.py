"""What the finder shows a reviewer, rule by rule; how much of it is measured by a benchmark."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from coding.privacy.finder import find, is_bsn, is_iban, propose


def _shown(text: str) -> list[tuple[str, str]]:
    return [(one.kind, text[one.start : one.end]) for one in find(text)]


@pytest.mark.parametrize(
    ("kind", "item"),
    [
        ("email", "j.de.vries@lindestad.nl"),
        ("email", "jan punt smit apenstaartje lindestad punt nl"),
        ("phone", "06-12345678"),
        ("phone", "+31 6 1234 5678"),
        ("phone", "(033) 461 22 33"),
        ("phone", "toestel 4512"),
        ("phone", "nul zes twaalf vierendertig zesenvijftig achtenzeventig"),
        ("bsn", "111222333"),
        ("bsn", "1112.22.333"),
        ("iban", "NL91 ABNA 0417 1643 00"),
        ("iban", "nl91abna0417164300"),
        ("postcode", "3811 LM"),
        ("postcode", "3811lm"),
        ("url", "https://lindestad.nl/raad?x=1"),
        ("url", "www punt lindestad punt nl"),
        ("handle", "@sjoerd_vd"),
        ("number", "Z-2021-004512"),
        ("number", "4612233"),
    ],
)
def test_a_form_is_shown_in_full(kind: str, item: str) -> None:
    """Every fixed form is one proposal, without the words and stops around it."""
    assert (kind, item) in _shown(f"dat staat op {item}, dacht ik.")


@pytest.mark.parametrize(
    "item",
    ["bsn is 123456781", "burgerservicenummer, eh, 98765432"],
)
def test_a_mistyped_number_after_its_name_is_shown(item: str) -> None:
    """A citizen service number that fails its test still leads to somebody."""
    assert [kind for kind, _ in _shown(item)] == ["bsn"]


@pytest.mark.parametrize(
    ("text", "item"),
    [
        ("Toen belde Fatima van den Berg.", "Fatima van den Berg"),
        ("Roos zei dat.", "Roos"),
        ("Kok belde terug.", "Kok"),
        ("ik heb jan jansen gesproken", "jan jansen"),
        ("meneer van dijk was er", "dijk"),
        ("Dhr. De Vries kwam.", "Vries"),
        ("zo deed M.J. van der Meer dat", "M.J. van der Meer"),
        ("volgens collega fatima el amrani", "fatima el amrani"),
        ("Sjoerds plan lukte", "Sjoerds"),
        ("VNG zegt nee.", "VNG"),
        ("met PinkRoccade erbij", "PinkRoccade"),
        ("de Amersfoortse aanpak", "Amersfoortse"),
        ("hij woont in zeist", "zeist"),
        ("de gemeente grunsveld", "grunsveld"),
        ("dat was sjoukema weer", "sjoukema"),
        ("op Stationsplein 14 dus", "Stationsplein 14"),
        ("de methode-Kuiper werkt", "methode-Kuiper"),
    ],
)
def test_a_name_is_shown(text: str, item: str) -> None:
    """Capitals, cues, lists, unknown words and street numbers each show their item."""
    assert item in [words for _, words in _shown(text)]


@pytest.mark.parametrize(
    "text",
    [
        "Dat kost 1.250.000 euro in 2019.",
        "De ICT werkt met Excel.",
        "Ook hebben wij o.a. een zaaksysteembeheerder.",
        "Mevrouw de wethouder vond dat in 2020 en 2021 te veel.",
        "Toen ging het mis. [lacht] Dus ja.",
    ],
)
def test_ordinary_talk_shows_nothing(text: str) -> None:
    """Amounts, years, abbreviations, roles and compounds are no proposals."""
    assert _shown(text) == []


def test_equal_forms_are_one_proposal() -> None:
    """A reviewer decides once on a form, with all its places, and not on what is decided."""
    texts = {"D1": "Toen belde Wubbo.", "D2": "Ook Wubbo en Priya."}
    found = {one.text: one.documents for one in propose(texts)}

    assert found == {"Wubbo": ["D1", "D2"], "Priya": ["D2"]}
    assert [one.text for one in propose(texts, known=["wubbo"])] == ["Priya"]


def test_another_finder_only_adds() -> None:
    """What other finders see beside the own rules is added; what overlaps is not doubled."""
    from coding.privacy.finder import Found

    def other(_: str) -> list[Found]:
        return [Found(0, 4, "name", "x"), Found(5, 10, "person", "x")]

    shown = [(one.by, one.start) for one in find("Toen Wubbo", also=[other])]
    assert shown == [("x", 0), ("capital", 5)]


def test_checks_of_numbers() -> None:
    """The eleven-test and the test of account numbers refuse changed digits."""
    assert is_bsn("111222333")
    assert not is_bsn("111222334")
    assert not is_bsn("000000000")
    assert is_iban("NL91ABNA0417164300")
    assert not is_iban("NL91ABNA0417164301")


def test_the_frozen_sentences_are_shown() -> None:
    """What was measured once on sentences by somebody who had not seen the rules stays so."""
    path = Path(__file__).resolve().parents[2] / "benchmarks" / "data" / "names.jsonl"
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    items, shown = Counter[str](), Counter[str]()
    for row in rows:
        found = [(one.start, one.end) for one in find(row["text"])]
        for item in row["items"]:
            items[item["kind"]] += 1
            shown[item["kind"]] += any(a < item["end"] and item["start"] < b for a, b in found)

    def share(*kinds: str) -> float:
        return sum(shown[kind] for kind in kinds) / sum(items[kind] for kind in kinds)

    assert len(rows) >= 200
    assert items.total() >= 400
    assert share("email", "phone", "bsn", "iban") >= 0.99
    assert share("name") >= 0.97
    assert share("organisation", "place") >= 0.95
