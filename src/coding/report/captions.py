"""Titles and captions of the planned outputs, in Dutch and English (`captions.yaml`)."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from coding.errors import CodingError

__all__ = ["all_captions", "caption_of"]


@cache
def all_captions() -> dict[str, dict[str, dict[str, str]]]:
    """Output id -> `title` and `caption` -> language -> text."""
    text = files("coding.report").joinpath("captions.yaml").read_text(encoding="utf-8")
    found: Any = yaml.safe_load(text)
    return dict(found)


def caption_of(name: str, language: str, **facts: str) -> tuple[str, str]:
    """
    Title and caption of a planned output.

    Parameters
    ----------
    name : str
        Id of the output.
    language : {'nl', 'en'}
    **facts : str
        What the caption names, e.g. the unit rule.

    Raises
    ------
    CodingError
        If the output is not in the list, or a fact its caption needs is missing.

    Examples
    --------
    >>> caption_of("Tab01b", "en")[0]
    'Source lines not coded, by reason'
    """
    if name not in all_captions():
        raise CodingError(
            f"{name} has no caption", expected="title= and caption= for an output of your own"
        )
    texts = all_captions()[name]
    try:
        return texts["title"][language], texts["caption"][language].format(**facts)
    except KeyError as missing:
        raise CodingError(f"the caption of {name} needs {missing}") from None
