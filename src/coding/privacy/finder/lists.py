"""The lists of words in `lists.txt`, each under its name."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

__all__ = ["NAMES", "word_list"]

NAMES = (
    "abbreviations",
    "acts",
    "first_names",
    "function_words",
    "generic",
    "name_cues",
    "no_surname",
    "organisations",
    "organisation_cues",
    "particles",
    "places",
    "place_cues",
    "surnames",
    "titles",
    "two_faced",
    "words_too",
)


@cache
def _lists() -> dict[str, frozenset[str]]:
    text = (files("coding") / "privacy" / "finder" / "lists.txt").read_text(encoding="utf-8")
    found: dict[str, set[str]] = {}
    name = ""
    for line in text.split("\n"):
        if line.startswith("["):
            name = line.strip("[]")
            found[name] = set()
        elif name and not line.startswith("#"):
            found[name].update(line.split())
    return {name: frozenset(words) for name, words in found.items()}


@cache
def word_list(*names: str) -> frozenset[str]:
    """
    Words of one list, or of several together.

    Examples
    --------
    >>> "anneke" in word_list("first_names"), "amersfoort" in word_list("places")
    (True, True)
    """
    return frozenset().union(*(_lists()[name] for name in names))
