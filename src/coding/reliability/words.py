"""Sentences of this room (`sentences.yaml`): who coded, how to read the table, reflexive work."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from coding.errors import CodingError

__all__ = ["announced", "coverage_note", "reading_note", "reflexive_note", "say"]

_LANGUAGES = ("nl", "en")


@cache
def _sentences() -> dict[str, dict[str, str]]:
    text = files("coding.reliability").joinpath("sentences.yaml").read_text(encoding="utf-8")
    found: Any = yaml.safe_load(text)
    return dict(found)


def say(name: str, language: str, **facts: object) -> str:
    """
    One of the sentences of this room.

    Parameters
    ----------
    name : str
    language : {'nl', 'en'}
    **facts
        What the sentence names.

    Raises
    ------
    CodingError
        For another language.
    """
    if language not in _LANGUAGES:
        raise CodingError(f"no sentences in {language!r}", expected=" or ".join(_LANGUAGES))
    return _sentences()[name][language].format(**facts)


def announced(models: Sequence[str], coders: Sequence[str], language: str, *, fictive: bool) -> str:
    """
    What every output says of who coded.

    Examples
    --------
    >>> announced([], ["A", "B"], "en", fictive=False)
    ''
    >>> announced([], ["A", "B"], "en", fictive=True)
    'Fictive interviews: a demonstration, not a finding.'
    """
    if models:
        which = "models" if len(models) == len(coders) else "some-models"
        return say(which, language, models=", ".join(models))
    return say("fictive", language) if fictive else ""


def reflexive_note(language: str) -> str:
    """The sentence a reflexive study shows instead of coefficients."""
    return say("reflexive", language)


def reading_note(language: str) -> str:
    """Which number to read when."""
    return f"{say('which-number', language)} {say('undefined', language)}"


def coverage_note(language: str, *, groups: int, replicates: int) -> str:
    """What the nominal 95 % covers for interviews."""
    return say("coverage", language, groups=groups, replicates=replicates)
