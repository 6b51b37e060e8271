"""Positions of the browser and of Python."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coding.desk.positions import Positions
from coding.text import to_code_points, to_utf16

_TEXT = st.text(st.sampled_from("aé 😀\U0001f469‍\u0301ש\n"), max_size=30)


@given(_TEXT)
def test_positions_are_those_of_the_text_room(text: str) -> None:
    """Every position, both ways, is what the one-position functions say, also inside a pair."""
    there = Positions(text)

    assert [there.to_utf16(i) for i in range(len(text) + 1)] == [
        to_utf16(text, i) for i in range(len(text) + 1)
    ]
    units = len(text.encode("utf-16-le")) // 2
    assert [there.to_code_points(i) for i in range(units + 1)] == [
        to_code_points(text, i) for i in range(units + 1)
    ]


@pytest.mark.parametrize("position", [-1, 5])
def test_positions_outside_the_text_are_refused(position: int) -> None:
    """No position is bent to fit."""
    there = Positions("😀ab")

    with pytest.raises(ValueError, match="outside"):
        there.to_utf16(position)
    with pytest.raises(ValueError, match="outside"):
        there.to_code_points(position)
