"""What holds for any text at all: nothing vanishes, nothing is made up, same in, same out."""

from __future__ import annotations

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from coding.corpus.cleaning import PART_KINDS, Lexicon, clean_literature, trace_literature
from coding.corpus.cleaning.reflow import KEPT_KINDS

LEXICON = Lexicon(["samenwerken", "grens", "werk", "organiseren"])

PIECES = (
    "Inhoudsopgave", "1. Inleiding\t3", "2 Aanpak ...... 9", "Referenties", "12", "---",
    "| a | b |",
    "Jansen, P. (2019). Titel. Blad, 3(2), 1-9.", "https://x.example/a-", "b/c", "•\tpunt een", "•",
    "- streep", "1\t Zie noot.", "¹ noot", "[4] noot", "3Noot hier", "woord.1 en", "tekst¹ hier",
    "mét.4", "Figuur 2.1", "Tabel 1. Iets", "a\tb\tc", "x    y", "samen-", "och¬", "¬",
    "werken aan de grens", "organi", "seren", "(semi)", "Plaats een reactie", "10 reacties",
    "Jan Jansen | 3 mei 2020, 10:12", "Kop", "De zin is af.", "en gaat", "(vervolg)", " met spatie",
    "\t vervolg", "1) een", "2) twee", "Verslag 3", "Verslag 4", "### k", "## Page 2", "",
)  # fmt: skip

ANY_TEXT = st.one_of(
    st.text(),
    st.lists(st.sampled_from(PIECES) | st.text(max_size=30), max_size=60).map("\n".join),
)


def _signs(text: str) -> Counter[str]:
    return Counter(character for character in text if character.isalnum())


@settings(max_examples=300)
@given(ANY_TEXT)
def test_every_visible_line_ends_up_in_exactly_one_place(text: str) -> None:
    """Lines of blocks and whole dropped lines together are the visible lines, each once."""
    trace = trace_literature(text, lexicon=LEXICON)
    visible = [n for n, line in enumerate(text.split("\n"), 1) if line.strip()]
    dropped = [d.line for d in trace.cleaned.dropped if d.kind not in PART_KINDS]
    kept = [number for numbers in trace.lines for number in numbers]

    assert sorted(dropped + kept) == visible


@settings(max_examples=300)
@given(ANY_TEXT)
def test_no_letter_or_digit_is_lost_or_made_up(text: str) -> None:
    """The letters and digits of blocks and dropped pieces are those of the source."""
    cleaned = clean_literature(text, lexicon=LEXICON)
    found = [block.text for block in cleaned.blocks] + [piece.text for piece in cleaned.dropped]

    assert _signs("".join(found)) == _signs(text)


@settings(max_examples=150)
@given(ANY_TEXT)
def test_cleaning_is_deterministic_and_blocks_are_tidy(text: str) -> None:
    """Twice the same text gives the same result; block texts are single-spaced and not empty."""
    trace = trace_literature(text, lexicon=LEXICON)

    assert trace == trace_literature(text, lexicon=LEXICON)
    for block, numbers in zip(trace.cleaned.blocks, trace.lines, strict=True):
        assert block.kind in KEPT_KINDS
        assert block.text == " ".join(block.text.split()) != ""
        assert (block.first_line, block.last_line) == (min(numbers), max(numbers))
