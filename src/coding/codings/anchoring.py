"""Finding a passage again in a corrected text: by its words, its neighbours, and what changed."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher

__all__ = ["Anchor", "anchor_spans"]

_TOKEN = re.compile(r"\w+|[^\w\s]")
_CONTEXT = 32  # characters on each side; W3C annotation tools keep as many
_LIKENESS = 0.6  # of a changed passage with its old words; difflib's own advice for "close"
_LONG = 24  # characters that hardly occur twice by chance


@dataclass(frozen=True, slots=True)
class Anchor:
    """
    Where a passage went.

    Attributes
    ----------
    id : str
    old : tuple of int
        Span in the old text.
    outcome : {'same', 'moved', 'changed', 'ambiguous', 'lost'}
        Same place and words; other place, same words; other words; several places; none.
    new : tuple of int or None
        Span in the new text; None where a person must decide.
    candidates : tuple of (int, int)
        For an ambiguous passage, the places it may be.
    """

    id: str
    old: tuple[int, int]
    outcome: str
    new: tuple[int, int] | None
    candidates: tuple[tuple[int, int], ...] = ()


def anchor_spans(old: str, new: str, spans: Iterable[tuple[str, int, int]]) -> list[Anchor]:
    """
    Find passages of a text in its corrected form.

    A passage is found where the comparison of the two texts puts its first and last word, if the
    same words stand there and at least one neighbour agrees; else where its words occur once with
    a neighbour that agrees. Where its words changed, what stands between the unchanged words
    around it is taken if it is like it. Everything else is ambiguous or lost.

    Parameters
    ----------
    old, new : str
        Canonical texts.
    spans : iterable of (str, int, int)
        Id and half-open code points in the old text.

    Returns
    -------
    list of Anchor
        In the order given.

    Examples
    --------
    >>> old, new = "Wij wachtte al. Niemand belt.", "Nou, Wij wachtten al. Niemand belt."
    >>> found = anchor_spans(old, new, [("a", 16, 29), ("b", 4, 14)])
    >>> [(a.outcome, new[slice(*a.new)]) for a in found]
    [('moved', 'Niemand belt.'), ('changed', 'wachtten al')]
    """
    finder = _Finder(old, new)
    return [finder.find(name, start, end) for name, start, end in spans]


class _Finder:
    """The comparison of two texts, asked many times."""

    def __init__(self, old: str, new: str) -> None:
        self.old = old
        self.new = new
        words_old, words_new = (list(_TOKEN.finditer(text)) for text in (old, new))
        matcher = SequenceMatcher(
            None, [m.group() for m in words_old], [m.group() for m in words_new], autojunk=False
        )
        # unchanged words: first character before and after, and length
        self.words = [
            (words_old[a + i].start(), words_new[b + i].start(), len(words_old[a + i].group()))
            for a, b, size in matcher.get_matching_blocks()
            for i in range(size)
        ]
        self.firsts = [word[0] for word in self.words]

    def find(self, name: str, start: int, end: int) -> Anchor:
        """Find one passage."""
        quote = self.old[start:end]
        place = self._aligned(start, end)
        places = _occurrences(self.new, quote, whole=self._is_whole(start, end))
        if place is not None and place in places and self._neighbour(start, end, place):
            return self._anchor(name, start, end, place)
        likely = [p for p in places if self._neighbour(start, end, p)]
        if len(likely) == 1:
            return self._anchor(name, start, end, likely[0])
        if len(places) == 1 and len(quote) >= _LONG:
            return self._anchor(name, start, end, places[0])
        if places:
            return Anchor(name, (start, end), "ambiguous", None, tuple(likely or places))
        around = self._between(start, end)
        if around is not None and _likeness(quote, self.new[slice(*around)]) >= _LIKENESS:
            return Anchor(name, (start, end), "changed", around)
        return Anchor(name, (start, end), "lost", None)

    def _anchor(self, name: str, start: int, end: int, place: tuple[int, int]) -> Anchor:
        outcome = "same" if place == (start, end) else "moved"
        return Anchor(name, (start, end), outcome, place)

    def _is_whole(self, start: int, end: int) -> tuple[bool, bool]:
        """Whether a passage begins and ends at the edge of a word."""
        left, right = self.old[:start][-1:] + self.old[start], self.old[end - 1 : end + 1]
        starts = left[-1].isalnum() and not (len(left) > 1 and left[0].isalnum())
        ends = right[0].isalnum() and not right[1:].isalnum()
        return starts, ends

    def _to_new(self, position: int) -> int | None:
        """Where an unchanged character went; None for one that did not stay."""
        number = bisect_right(self.firsts, position) - 1
        if number < 0:
            return None
        first, there, size = self.words[number]
        return there + position - first if position < first + size else None

    def _aligned(self, start: int, end: int) -> tuple[int, int] | None:
        a, b = self._to_new(start), self._to_new(end - 1)
        return None if a is None or b is None else (a, b + 1)

    def _neighbour(self, start: int, end: int, place: tuple[int, int]) -> bool:
        """Whether the text before or after the passage is the same in both."""
        before = self.old[max(0, start - _CONTEXT) : start], self.new[: place[0]]
        after = self.old[end : end + _CONTEXT], self.new[place[1] :]
        head, tail = before[0].strip(), after[0].strip()
        if not head and not tail:
            return True
        same_before = before[1].rstrip().endswith(head) if head else not before[1].strip()
        same_after = after[1].lstrip().startswith(tail) if tail else not after[1].strip()
        return same_before or same_after

    def _between(self, start: int, end: int) -> tuple[int, int] | None:
        """What stands between the unchanged characters nearest to a passage's ends."""
        a, b = self._to_new(start), self._to_new(end - 1)
        if a is None:
            number = bisect_right(self.firsts, start) - 1
            _, there, size = self.words[number] if number >= 0 else (0, 0, 0)
            a = there + size
        if b is None:
            number = bisect_right(self.firsts, end - 1)
            b = (self.words[number][1] if number < len(self.words) else len(self.new)) - 1
        while a <= b and self.new[a].isspace():
            a += 1
        while b >= a and self.new[b].isspace():
            b -= 1
        return (a, b + 1) if a <= b else None


def _occurrences(text: str, quote: str, *, whole: tuple[bool, bool]) -> list[tuple[int, int]]:
    """Every place where the words stand; not inside longer words where they did not before."""
    left, right = (r"\b" if side else "" for side in whole)
    found = re.finditer(f"(?={left}{re.escape(quote)}{right})", text)
    return [(match.start(), match.start() + len(quote)) for match in found]


def _likeness(first: str, second: str) -> float:
    return SequenceMatcher(None, first, second, autojunk=False).ratio()
