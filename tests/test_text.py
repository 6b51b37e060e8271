"""Positions and normal form: one unit, converted in one place."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coding.text import count_words, mask, normalise, to_code_points, to_utf16, word_runs


@given(st.text())
def test_normalise_is_stable(text: str) -> None:
    """What is normal stays as it is."""
    once = normalise(text)

    assert normalise(once) == once
    assert unicodedata.is_normalized("NFC", once)


@pytest.mark.parametrize("end", ["\r\n", "\r", "\u2028", "\u0085", "\f"])
def test_normalise_line_ends(end: str) -> None:
    """Each way to end a line becomes a line feed."""
    assert normalise(f"een{end}twee") == "een\ntwee"


@given(st.text(), st.data())
def test_utf16_positions_return(text: str, data: st.DataObject) -> None:
    """A code-point position survives the way to the browser and back."""
    position = data.draw(st.integers(0, len(text)))

    assert to_code_points(text, to_utf16(text, position)) == position


def test_position_inside_a_character_is_its_start() -> None:
    """Half an emoji cannot be selected: the position falls back to its start."""
    assert to_code_points("a😀b", 2) == 1


@pytest.mark.parametrize("convert", [to_utf16, to_code_points])
@pytest.mark.parametrize("position", [-1, 3])
def test_positions_outside_are_refused(convert, position: int) -> None:
    """A position outside the text is an error, not a guess."""
    with pytest.raises(ValueError, match="outside"):
        convert("ab", position)


@given(st.text(), st.lists(st.tuples(st.integers(0, 20), st.integers(0, 5)), max_size=4))
def test_mask_keeps_offsets(text: str, places: list[tuple[int, int]]) -> None:
    """Masking never moves a character."""
    spans = [(a, min(a + n, len(text))) for a, n in places if a <= len(text)]
    masked = mask(text, spans)
    hidden = {i for a, b in spans for i in range(a, b)}

    assert len(masked) == len(text)
    assert all(masked[i] == text[i] for i in range(len(text)) if i not in hidden)


def test_count_words_as_a_reader_counts() -> None:
    """Hyphens, apostrophes and abbreviations do not make two words."""
    assert count_words("ICT-architect foto's d.w.z. 3,5 uur") == 6


def test_word_runs_of_a_short_text() -> None:
    """A text shorter than the run has none."""
    assert word_runs("twee woorden", 3) == set()
