"""Finders of others, where they are installed: Deduce, and a trained spaCy pipeline."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from coding.errors import CodingError
from coding.privacy.finder.forms import Found

__all__ = ["PIPELINES", "deduce", "find_with", "trained"]

# who has it may use it: no dependency of this package, so it is imported by this name only
_OPTIONAL = "deduce"
PIPELINES = ("nl_core_news_lg", "nl_core_news_md", "nl_core_news_sm")
_DEDUCE = {
    "persoon": "person",
    "patient": "person",
    "locatie": "place",
    "instelling": "organisation",
    "ziekenhuis": "organisation",
    "zorginstelling": "organisation",
    "telefoonnummer": "phone",
    "emailadres": "email",
    "url": "url",
    "bsn": "bsn",
    "id": "number",
}
_LABELS = {"PER": "person", "PERSON": "person", "ORG": "organisation", "NORP": "organisation"}
_LABELS |= {"GPE": "place", "LOC": "place", "FAC": "place"}
Finder = Callable[[str], Iterator[Found]]


def find_with(name: str) -> Finder:
    """
    A finder by name.

    Raises
    ------
    CodingError
        For an unknown name, or where the package is not installed.
    """
    if name == "deduce":
        return deduce()
    if name == "ner":
        return trained()
    raise CodingError(f"no finder {name!r}", expected="deduce or ner")


def deduce() -> Finder:
    """
    Deduce (LGPL-3.0-or-later, not part of this package): only its spans are used.

    Its own replacements are numbered anew in every text; consistency is the key's business here.

    Raises
    ------
    CodingError
        If it is not installed.
    """
    if find_spec(_OPTIONAL) is None:
        raise CodingError("Deduce is not installed", hint="the package is called deduce")
    model = _deduce()

    def find(text: str) -> Iterator[Found]:
        for one in model.deidentify(text).annotations:
            yield Found(one.start_char, one.end_char, _DEDUCE.get(one.tag, "name"), "deduce")

    return find


@cache
def _deduce() -> Any:
    return import_module(_OPTIONAL).Deduce()


def trained() -> Finder:
    """
    Named entities of a trained Dutch spaCy pipeline, the largest that is installed.

    Raises
    ------
    CodingError
        If none of `PIPELINES` is installed.
    """
    import spacy

    name = next((one for one in PIPELINES if spacy.util.is_package(one)), None)
    if name is None:
        raise CodingError("no trained pipeline is installed", expected=" or ".join(PIPELINES[::-1]))
    pipeline = spacy.load(name)

    def find(text: str) -> Iterator[Found]:
        for entity in pipeline(text).ents:
            if entity.label_ in _LABELS:
                yield Found(entity.start_char, entity.end_char, _LABELS[entity.label_], "ner")

    return find
