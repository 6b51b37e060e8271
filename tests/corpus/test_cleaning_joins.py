"""Words cut in two at a line end: joined where they are one word, kept where they are not."""

from __future__ import annotations

import subprocess
import sys

import pytest

from coding.corpus.cleaning import Lexicon, trace_literature
from coding.corpus.cleaning.joins import Join

KNOWN = Lexicon(
    ["samenwerken", "samen", "werken", "doel", "middelen", "organiseren", "publieke", "maat",
     "maatschappelijk", "semipublieke", "termijn", "zal", "onderzoek", "vraag"]
)  # fmt: skip

# three broken lines, so that the text counts as wrapped
TAIL = "De rest van deze tekst gaat\nover niets,\nen nog wat verder\nnaar het einde."


def decide(text: str) -> Join:
    """Hand out the one decision taken in a text."""
    trace = trace_literature(f"{text}\n\n{TAIL}", lexicon=KNOWN)

    assert len(trace.joins) == 1, trace.joins
    return trace.joins[0]


@pytest.mark.parametrize(
    ("text", "word", "reason"),
    [
        ("Wij willen samen-\nwerken aan de dijk.", "samenwerken", "known word"),
        ("Wij kennen grens-\nwerk. Dat grenswerk is nieuw.", "grenswerk", "in the document"),
        ("Het is een doel-\nmiddelen afweging.", "doel-middelen", "two words, not known as one"),
        ("Zij her-\nladen het. Het her-laden is klaar.", "her-laden",
         "in the document with its hyphen"),
        ("Dat is blok-\nkendozerig gezegd.", "blokkendozerig", "halves are no words"),
        ("Zij zijn voor in- en\nverkoop van aan-\nen verkoop.", "aan- en", "suspended hyphen"),
        ("De ICT-\nafdeling is klaar.", "ICT-afdeling", "abbreviation or number"),
        ("Een één-dimen-\nsionaal beeld.", "één-dimen-sionaal", "has a hyphen already"),
        ("Hij woont in Noord-\nHolland nu.", "Noord-Holland", "capital or digit follows"),
        ("Zie dijk.example/een-lange-\nkaart voor meer.", "dijk.example/een-lange-kaart",
         "inside an address"),
        ("Wij willen samen¬\nleven aan de dijk.", "samenleven", "soft hyphen"),
        ("Dat is maat -\nschappelijk van belang.", "maatschappelijk", "known word"),
    ],
)  # fmt: skip
def test_a_hyphen_at_a_line_end(text: str, word: str, reason: str) -> None:
    """A hyphen goes where the halves make a word, and stays where they do not."""
    join = decide(text)

    assert (join.word, join.reason) == (word, reason)


def test_the_decision_stands_in_the_text() -> None:
    """Joined, hyphenated and suspended words read as decided."""
    text = f"Wij samen-\nwerken met doel-\nmiddelen en aan-\nen verkoop.\n\n{TAIL}"
    block = trace_literature(text, lexicon=KNOWN).cleaned.blocks[0]

    assert block.text == "Wij samenwerken met doel-middelen en aan- en verkoop."


def test_a_hyphen_that_was_kept_for_want_of_a_word_is_reported() -> None:
    """A person is told where two words were left with a hyphen between."""
    cleaned = trace_literature(f"Een doel-\nmiddelen afweging.\n\n{TAIL}", lexicon=KNOWN).cleaned

    assert cleaned.notices == ("line 1: hyphen kept in doel-middelen",)


def test_a_dash_is_no_hyphen() -> None:
    """A dash at a line end stays a dash, with spaces around it."""
    trace = trace_literature(
        f"Wij werken –\nzoals altijd – door -\nen wel hard.\n\n{TAIL}", lexicon=KNOWN
    )

    assert trace.joins == ()
    assert trace.cleaned.blocks[0].text == "Wij werken – zoals altijd – door - en wel hard."


def test_a_slash_at_a_line_end_joins() -> None:
    """`en/` and `of` at the next line are put together without a space."""
    block = trace_literature(
        f"De leider/\nmanager doet dat.\n\n{TAIL}", lexicon=KNOWN
    ).cleaned.blocks[0]

    assert block.text == "De leider/manager doet dat."


def spaced(*lines: str) -> str:
    """Put a space behind each line that does not end in `|`; most lines must have one."""
    tail = TAIL.split("\n")
    return "\n".join(x[:-1] if x.endswith("|") else f"{x} " for x in [*lines, "", *tail])


def test_a_missing_trailing_space_is_a_lost_hyphen_where_the_word_is_known() -> None:
    """In a file whose lines end in a space, a line without one was cut inside a word."""
    text = spaced(
        "Wij willen organi|", "seren en daarna samen|", "werken aan de dijk", "en verder."
    )
    trace = trace_literature(text, lexicon=KNOWN)

    assert [(join.sign, join.word) for join in trace.joins] == [
        ("lost", "organiseren"),
        ("lost", "samenwerken"),
    ]
    assert (
        trace.cleaned.blocks[0].text
        == "Wij willen organiseren en daarna samenwerken aan de dijk en verder."
    )


def test_two_words_are_not_joined_for_want_of_a_space() -> None:
    """A pair that is no known word stays two words."""
    text = spaced("op de lange termijn|", "zal dat wel weer", "goed komen en", "dan klaar zijn.")

    assert [join.word for join in trace_literature(text, lexicon=KNOWN).joins] == ["termijn zal"]


def test_a_chance_word_is_not_joined_where_the_line_ends_disagree() -> None:
    """If few of the line ends without a space make a word, the sign means nothing."""
    text = spaced(
        "op de termijn|", "zal dat dus samen|", "werken en de vraag|", "zal dus altijd",
        "blijven gaan", "en de termijn|", "zal dan ook", "zijn wat hij is", "en blijft."
    )  # fmt: skip
    trace = trace_literature(text, lexicon=KNOWN)

    assert all(join.action == "space" for join in trace.joins)
    assert any("samen|werken" in notice for notice in trace.cleaned.notices)


def test_unknown_words_are_joined_where_all_other_line_ends_agree() -> None:
    """Ten line ends that make words vouch for one that makes a word nobody knows."""
    lines = [part for _ in range(10) for part in ("wij organi|", "seren het dan ook")]
    text = spaced(
        *lines, "en de onderzoek|", "vraag is dan", "ook gesteld.", *["en verder dus"] * 9
    )
    trace = trace_literature(text, lexicon=KNOWN)

    assert trace.joins[-1].word == "onderzoekvraag"
    assert trace.joins[-1].reason == "all other line ends agree"


def test_without_trailing_spaces_lost_hyphens_are_reported_not_joined() -> None:
    """Where no sign tells, nothing is joined and a person is told."""
    cleaned = trace_literature(
        f"Wij willen organi\nseren aan de dijk.\n\n{TAIL}", lexicon=KNOWN
    ).cleaned

    assert cleaned.blocks[0].text == "Wij willen organi seren aan de dijk."
    assert any("organi|seren" in notice for notice in cleaned.notices)


def test_brackets_before_a_word_stay_glued_to_it() -> None:
    """`(semi)` and `publieke` on the next line are one word where no space stood between."""
    text = spaced("ook in de (semi)|", "publieke sector is", "dat zo en blijft", "dat zo.")

    assert (
        trace_literature(text, lexicon=KNOWN)
        .cleaned.blocks[0]
        .text.startswith("ook in de (semi)publieke")
    )


# words from the measured texts and pairs that must not become one
@pytest.mark.parametrize(
    ("word", "known"),
    [
        ("organiseren", True), ("maatschappelijke", True), ("elektriciteitsnetten", True),
        ("leidinggevenden", True), ("voorbeeldgedrag", True), ("herijking", True),
        ("vergaderstructuur", True), ("grenswerk", False), ("termijnzal", False),
        ("doelmiddelen", False), ("humanbusiness", False), ("Maatschappelijke", True),
    ],
)  # fmt: skip
def test_the_lexicon_knows_dutch_words(word: str, *, known: bool) -> None:
    """The installed word tables know words, in any case, and not any two words put together."""
    assert Lexicon().is_known(word) is known


def test_cleaning_loads_no_heavy_library() -> None:
    """Importing the room loads neither spaCy nor simplemma; tables load when first asked."""
    code = (
        "import sys, coding.corpus.cleaning as c; c.Lexicon();"
        "print(sorted({'spacy', 'simplemma', 'spacy_lookups_data', 'sklearn'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"


def test_asking_the_lexicon_does_not_load_spacy() -> None:
    """The word tables are read as files, not through spaCy."""
    code = (
        "import sys; from coding.corpus.cleaning import Lexicon; Lexicon().is_known('dijk');"
        "print('spacy' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "False"
