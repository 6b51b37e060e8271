"""A document as the desk needs it: its text, its units, and both kinds of positions."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import Any

import pandas as pd

from coding.codings import Place, span_of
from coding.desk.positions import Positions
from coding.errors import CodingError
from coding.text import sha256

__all__ = ["Page", "UnitSpan"]


@dataclass(frozen=True, slots=True)
class UnitSpan:
    """One unit: its id and half-open code points."""

    id: str
    start: int
    end: int


class Page:
    """
    One document.

    Parameters
    ----------
    document : str
    label : str
        What the screen calls it.
    text : str
        Canonical text.
    turns, units : DataFrame
        Rows of `schemas.TURNS` and `schemas.UNITS` of this document.
    """

    def __init__(
        self, document: str, label: str, *, text: str, turns: pd.DataFrame, units: pd.DataFrame
    ) -> None:
        self.document = document
        self.label = label
        self.text = text
        self.sha = sha256(text)
        self.positions = Positions(text)
        ordered = units.sort_values("start")
        self.units = [
            UnitSpan(str(unit), int(start), int(end))
            for unit, start, end in zip(
                ordered["unit"], ordered["start"], ordered["end"], strict=True
            )
        ]
        self.index = {unit.id: i for i, unit in enumerate(self.units)}
        self._starts = [unit.start for unit in self.units]
        self._turns = [
            (str(speaker), int(start), int(end))
            for speaker, start, end in zip(
                turns["speaker"], turns["start"], turns["end"], strict=True
            )
        ]

    def unit(self, index: int) -> UnitSpan:
        """
        Look a unit up by its place in the document.

        Raises
        ------
        CodingError
            If there is none.
        """
        if not 0 <= index < len(self.units):
            raise CodingError(
                f"{self.label} has no unit {index + 1}", expected=f"1 to {len(self.units)}"
            )
        return self.units[index]

    def unit_place(self, index: int) -> Place:
        """A whole unit as a place."""
        unit = self.unit(index)
        return self._place(unit.start, unit.end, unit.id)

    def span_place(self, start: int, end: int, *, unit: int) -> Place:
        """
        A passage the browser selected.

        Parameters
        ----------
        start, end : int
            Half-open UTF-16 positions in the document.
        unit : int
            The unit it belongs to where it touches none.

        Raises
        ------
        CodingError
            If it lies outside the text or holds nothing but spaces.
        """
        try:
            a = self.positions.to_code_points(start)
            b = self.positions.to_code_points(end)
        except ValueError as error:
            raise CodingError(str(error), where=self.label) from error
        while a < b and self.text[a].isspace():
            a += 1
        while b > a and self.text[b - 1].isspace():
            b -= 1
        if a >= b:
            raise CodingError("nothing is selected but spaces", where=self.label)
        return self._place(a, b, self.unit(self._home(a, b, unit)).id)

    def _place(self, start: int, end: int, unit: str) -> Place:
        return span_of(self.text, self.document, start, end, unit=unit, text_sha=self.sha)

    def touched(self, start: int, end: int) -> range:
        """Units that share at least one character with a passage (code points)."""
        first = max(0, bisect_right(self._starts, start) - 1)
        if first < len(self.units) and self.units[first].end <= start:
            first += 1
        last = bisect_right(self._starts, end - 1)
        return range(first, max(first, last))

    def _home(self, start: int, end: int, default: int) -> int:
        """The unit a passage shares most with; the first on a tie."""
        shared = {
            i: min(end, self.units[i].end) - max(start, self.units[i].start)
            for i in self.touched(start, end)
        }
        return max(shared, key=lambda i: (shared[i], -i)) if shared else default

    def view(self) -> dict[str, Any]:
        """
        Lay the document out for the screen: turns, each in pieces that are units or context.

        Returns
        -------
        dict
            `turns` holds `who` and `parts`; a part is `[start, text, unit]` with `start` in UTF-16
            units and `unit` -1 for context. `units` holds `[start, end]` in UTF-16 units.
        """
        to = self.positions.to_utf16
        turns: list[dict[str, Any]] = []
        at = 0
        for who, start, end in self._turns:
            parts: list[list[Any]] = []
            here = start
            while at < len(self.units) and self.units[at].start < end:
                unit = self.units[at]
                self._context(parts, here, unit.start)
                parts.append([to(unit.start), self.text[unit.start : unit.end], at])
                here = max(unit.end, here)
                at += 1
            self._context(parts, here, end)
            turns.append({"who": who, "parts": parts})
        return {
            "label": self.label,
            "turns": turns,
            "units": [[to(unit.start), to(unit.end)] for unit in self.units],
        }

    def _context(self, parts: list[list[Any]], start: int, end: int) -> None:
        """Add the words between units, where there are any."""
        if start < end and not self.text[start:end].isspace():
            parts.append([self.positions.to_utf16(start), self.text[start:end], -1])
