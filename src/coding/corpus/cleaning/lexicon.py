"""Known words: what decides whether two halves at a line end are one word."""

from __future__ import annotations

import gzip
import importlib.util
import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from coding.errors import CodingError

__all__ = ["Lexicon"]

_TABLES = ("nl_lemma_lookup", "nl_lemma_index", "nl_lemma_exc")


class Lexicon:
    """
    Tell known words from unknown ones; loads its tables at the first question.

    Known is what simplemma knows as Dutch or English, or what stands in the Dutch lemma tables
    of spacy-lookups-data, as a form or as a lemma. No spell checker: its dictionaries are not
    part of the installation, and two machines must take the same decisions.

    Parameters
    ----------
    words : iterable of str, optional
        Exactly the words to know, instead of the tables. For tests and other languages.

    Examples
    --------
    >>> Lexicon(["grens", "grenswerk"]).is_known("Grenswerk")
    True
    >>> Lexicon(["grens", "grenswerk"]).is_known("werk")
    False
    """

    def __init__(self, words: Iterable[str] | None = None) -> None:
        self._words = None if words is None else frozenset(word.casefold() for word in words)

    def is_known(self, word: str) -> bool:
        """
        Tell whether a word is known, in this or in lower case.

        Parameters
        ----------
        word : str
            One word without punctuation.
        """
        folded = word.casefold()
        if self._words is not None:
            return folded in self._words
        return folded in _table_forms() or _simplemma_knows(folded)


def _simplemma_knows(word: str) -> bool:
    import simplemma

    return bool(simplemma.is_known(word, lang=("nl", "en")))


@cache
def _table_forms() -> frozenset[str]:
    # read as files: importing the package would register its tables with spaCy, a heavy import
    spec = importlib.util.find_spec("spacy_lookups_data")
    if spec is None or spec.origin is None:
        raise CodingError(
            "the Dutch word tables are not installed",
            expected="the package spacy-lookups-data, which the project requires",
            hint="install the project again from its lock file",
        )
    folder = Path(spec.origin).parent / "data"
    forms: set[str] = set()
    for table in _TABLES:
        with gzip.open(folder / f"{table}.json.gz", "rt", encoding="utf-8") as stream:
            _collect(json.load(stream), forms)
    return frozenset(form.casefold() for form in forms)


def _collect(node: object, into: set[str]) -> None:
    if isinstance(node, str):
        into.add(node)
    elif isinstance(node, dict):
        for key, value in node.items():
            into.add(key)
            _collect(value, into)
    elif isinstance(node, list):
        for value in node:
            _collect(value, into)
