"""Whether a word is an ordinary one: in the word tables, a compound of such, or a form of one."""

from __future__ import annotations

import gzip
import importlib.util
import json
import re
import unicodedata
from functools import cache
from pathlib import Path

__all__ = ["is_common_word", "is_made_of_words"]

# endings of a form, and what stands before the verb in a longer one; a string each, to be read
_ENDING_LIST = (
    "jes tjes pjes etjes je tje pje etje en e s t te de ten den er ers ig ige 's ste loos"
)
_HEAD_LIST = """
ge be ver ont her mee uit in op aan af door om bij over onder terug weg voor na samen vast
rond dicht los on mis wan tegen toe uitge inge opge aange afge doorge omge bijge overge
terugge meege voorge nage vastge losge toege flex hoe zo hier daar
"""
_ENDINGS = tuple(_ENDING_LIST.split())
_HEADS = tuple(_HEAD_LIST.split())
_LEAST = 3  # letters of a part of a compound


@cache
def _forms(language: str) -> frozenset[str]:
    # read as files: importing the package would register its tables with spaCy, a heavy import
    spec = importlib.util.find_spec("spacy_lookups_data")
    if spec is None or spec.origin is None:
        return frozenset()
    forms: set[str] = set()
    for path in sorted((Path(spec.origin).parent / "data").glob(f"{language}_lemma_*.json.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as stream:
            _collect(json.load(stream), forms)
    return frozenset(form.lower() for form in forms)


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


@cache
def is_common_word(word: str, language: str = "nl") -> bool:
    """
    Say whether a word is in the word tables of a language, in lower case.

    Examples
    --------
    >>> is_common_word("voorzitter"), is_common_word("amersfoort")
    (True, False)
    """
    import simplemma

    lower = word.lower()
    return lower in _forms(language) or bool(simplemma.is_known(lower, lang=(language,)))


@cache
def is_made_of_words(word: str, language: str = "nl") -> bool:
    """
    Say whether a word is known, a compound of known words, or a form of one of these.

    Examples
    --------
    >>> [is_made_of_words(word) for word in ("zaaksysteembeheerder", "wáren", "sjoukema")]
    [True, True, False]
    """
    lower = word.lower()
    plain = "".join(c for c in unicodedata.normalize("NFD", lower) if not unicodedata.combining(c))
    return any(_made(form, language) for form in {lower, plain})


def _made(word: str, language: str) -> bool:
    if is_common_word(word, language) or _compound(word, language):
        return True
    if re.search(r"(.)\1\1", word):  # brrr, jaaaa: a sound, not a name
        return True
    for ending in _ENDINGS:
        stem = word.removesuffix(ending)
        known = is_common_word(stem, language) or _compound(stem, language)
        if stem != word and len(stem) >= _LEAST and known:
            return True
    heads = (head for head in _HEADS if word.startswith(head) and len(word) - len(head) >= _LEAST)
    return any(is_common_word(word[len(head) :], language) for head in heads)


@cache
def _compound(word: str, language: str) -> bool:
    for i in range(_LEAST, len(word) - _LEAST + 1):
        first, second = word[:i], word[i:]
        if not is_common_word(second, language):
            continue
        if is_common_word(first, language) or is_common_word(f"{first}en", language):
            return True
        joined = first.endswith("s") and is_common_word(first[:-1], language)
        if joined or (len(first) > 2 * _LEAST and _compound(first, language)):
            return True
    return False
