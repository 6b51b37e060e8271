"""Runs of six words of texts: what says that a file holds somebody's words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cached_property

__all__ = ["RUN", "Runs", "words_of"]

RUN = 6
_WORD = re.compile(r"[^\W_]+")
_LEAST = 4  # different words a run needs; `ja ja ja ja ja ja` says nothing


def words_of(text: str) -> list[tuple[str, int, int]]:
    """
    Words of a text in lower case with their half-open places; punctuation is ignored.

    Examples
    --------
    >>> words_of("Nou, ja")
    [('nou', 0, 3), ('ja', 5, 7)]
    """
    return [(m.group().casefold(), m.start(), m.end()) for m in _WORD.finditer(text)]


def _runs_of(text: str) -> Iterator[tuple[str, ...]]:
    words = [word for word, _, _ in words_of(text)]
    for i in range(len(words) - RUN + 1):
        run = tuple(words[i : i + RUN])
        if len(set(run)) >= _LEAST:
            yield run


class Runs:
    """
    The runs of some texts, to be looked for in others.

    Parameters
    ----------
    texts : iterable of str
        What must not be found elsewhere.
    free : iterable of str
        What may: guide questions, say. Runs of these are no sign.

    Examples
    --------
    >>> runs = Runs(["wij wachten al op antwoord sinds maart"])
    >>> runs.found("Hij zei: 'wij wachten al, op antwoord sinds' en toen")
    [(10, 43)]
    """

    def __init__(self, texts: Iterable[str], *, free: Iterable[str] = ()) -> None:
        self._texts = tuple(texts)
        self._free = tuple(free)

    @cached_property
    def known(self) -> frozenset[tuple[str, ...]]:
        """The runs."""
        free = {run for text in self._free for run in _runs_of(text)}
        return frozenset(run for text in self._texts for run in _runs_of(text) if run not in free)

    def found(self, text: str) -> list[tuple[int, int]]:
        """Stretches of a text that the runs cover, half-open, in order and apart."""
        words = words_of(text)
        stretches: list[tuple[int, int]] = []
        for i in range(len(words) - RUN + 1):
            if tuple(word for word, _, _ in words[i : i + RUN]) in self.known:
                start, end = words[i][1], words[i + RUN - 1][2]
                if stretches and start <= stretches[-1][1]:
                    stretches[-1] = stretches[-1][0], end
                else:
                    stretches.append((start, end))
        return stretches

    def holds(self, text: str) -> bool:
        """Whether a text holds one of the runs."""
        return self.first(text) is not None

    def first(self, text: str) -> int | None:
        """Where the first of the runs begins in a text; None where there is none."""
        known = self.known
        words = words_of(text)
        only = [word for word, _, _ in words]
        for i in range(len(words) - RUN + 1):
            if tuple(only[i : i + RUN]) in known:
                return words[i][1]
        return None

    def cut(self, text: str, new: str) -> str:
        """A text with every stretch of the runs taken out."""
        for start, end in reversed(self.found(text)):
            text = text[:start] + new + text[end:]
        return text
