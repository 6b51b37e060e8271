"""Positions of the browser and of Python: UTF-16 units there, code points here."""

from __future__ import annotations

import re
from bisect import bisect_left

__all__ = ["Positions"]

_ASTRAL = re.compile(r"[\U00010000-\U0010ffff]")


class Positions:
    """
    Converts positions of one text, many of them at once.

    The same as `coding.text.to_utf16` and `to_code_points` (a test compares), which read the whole
    text for each position; a long document has thousands.

    Parameters
    ----------
    text : str

    Examples
    --------
    >>> there = Positions("😀 ja")
    >>> there.to_utf16(2), there.to_code_points(3), there.to_code_points(1)
    (3, 2, 0)
    """

    def __init__(self, text: str) -> None:
        self.length = len(text)
        self._points = [match.start() for match in _ASTRAL.finditer(text)]
        # the first half of each pair in the browser's count
        self._units = [point + i for i, point in enumerate(self._points)]

    def to_utf16(self, position: int) -> int:
        """
        Code points -> UTF-16 units.

        Raises
        ------
        ValueError
            If the position lies outside the text.
        """
        if not 0 <= position <= self.length:
            raise ValueError(f"position {position} is outside a text of {self.length} code points")
        return position + bisect_left(self._points, position)

    def to_code_points(self, position: int) -> int:
        """
        UTF-16 units -> code points; a position inside a pair means the pair's start.

        Raises
        ------
        ValueError
            If the position lies outside the text.
        """
        if not 0 <= position <= self.length + len(self._points):
            raise ValueError(f"position {position} is outside a text of {self.length} code points")
        return position - bisect_left(self._units, position)
