"""Indicators of a code: search patterns a person writes in the codebook, read into elements."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

__all__ = ["MAX_GAP", "Element", "Pattern", "PatternError", "parse_pattern"]

MAX_GAP = 4
_LETTERS_NEEDED = 3
_TOKEN = re.compile(r'"[^"]*"|\S+')


class PatternError(ValueError):
    """An indicator that cannot be meant; the message says why."""


@dataclass(frozen=True, slots=True)
class Element:
    """
    What one word of a text is compared with.

    Attributes
    ----------
    kind : {'lemma', 'literal', 'wildcard', 'gap'}
        `lemma` compares sets of forms and lemmas, `literal` the lower-cased form, `wildcard` the
        form against a pattern with `*`, `gap` skips up to `MAX_GAP` words.
    text : str
        Lower-cased word or wildcard; empty for a gap.
    """

    kind: Literal["lemma", "literal", "wildcard", "gap"]
    text: str = ""

    @property
    def regex(self) -> re.Pattern[str]:
        """The wildcard as a regular expression for the whole form."""
        parts = [re.escape(part) for part in self.text.split("*")]
        return re.compile(".*".join(parts))


@dataclass(frozen=True, slots=True)
class Pattern:
    """One indicator: the text as the codebook has it, and its elements in order."""

    text: str
    elements: tuple[Element, ...]


def parse_pattern(text: str) -> Pattern:
    """
    Read an indicator.

    A plain word matches its inflected forms too; `innovat*` and `*grenswerk*` match within one
    word; `"in huis"` in double quotes matches those very forms; a `*` alone between words is a gap
    of at most four words.

    Raises
    ------
    PatternError
        If it is empty, in capitals, starts or ends with a gap, or would match nearly everything.

    Examples
    --------
    >>> [element.kind for element in parse_pattern("eerst * daarna").elements]
    ['lemma', 'gap', 'lemma']
    >>> parse_pattern("*")
    Traceback (most recent call last):
        ...
    coding.patterns.PatternError: it matches every word
    """
    if not text.strip():
        raise PatternError("it is empty")
    if text != text.lower():
        raise PatternError(f"it has capitals; write {text.lower()!r} (matching ignores case)")
    elements = tuple(_element(word) for token in _TOKEN.findall(text) for word in _words_of(token))
    if all(element.kind == "gap" for element in elements):
        raise PatternError("it matches every word")
    if "gap" in (elements[0].kind, elements[-1].kind):
        raise PatternError("a gap (*) must stand between two words")
    return Pattern(text=text, elements=elements)


def _words_of(token: str) -> list[str]:
    if token.startswith('"'):
        return [f'"{word}"' for word in token.strip('"').split()]
    return [token]


def _element(word: str) -> Element:
    if word == "*":
        return Element("gap")
    if word.startswith('"'):
        return Element("literal", word.strip('"'))
    if "*" in word:
        letters = sum(char.isalnum() for char in word)
        if letters < _LETTERS_NEEDED:
            raise PatternError(
                f"{word!r} matches nearly everything: a wildcard needs at least"
                f" {_LETTERS_NEEDED} letters"
            )
        return Element("wildcard", word)
    if "|" in word:
        raise PatternError("alternatives are separate list items, not joined by |")
    return Element("lemma", word)
