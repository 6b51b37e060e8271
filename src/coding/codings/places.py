"""Passages: a span of a canonical text with its words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from coding.errors import CodingError
from coding.text import sha256

__all__ = ["Attrs", "Place", "placed", "span_of", "stored", "unit_of"]

# what a coding may carry besides its code, as callers give it
Attrs = Mapping[str, str | Sequence[str]]


@dataclass(frozen=True, slots=True)
class Place:
    """
    A passage: where it is, and its words.

    Attributes
    ----------
    document, text_sha : str
        Document, and hash of its canonical text.
    start, end : int
        Half-open code points.
    quote : str
    unit : str
        The unit it was found on, where it is known.
    """

    document: str
    text_sha: str
    start: int
    end: int
    quote: str
    unit: str = ""


def span_of(
    text: str, document: str, start: int, end: int, *, unit: str = "", text_sha: str = ""
) -> Place:
    """
    Make a place of positions in a text.

    Parameters
    ----------
    text : str
        The canonical text.
    document : str
    start, end : int
        Half-open code points; a browser's UTF-16 positions are converted by `coding.text` first.
    unit : str, optional
    text_sha : str, optional
        Hash of the text, where it is known already.

    Raises
    ------
    CodingError
        If the positions lie outside the text, or hold nothing but spaces.

    Examples
    --------
    >>> span_of("Wij moeten open.", "RP5", 0, 3).quote
    'Wij'
    """
    if not 0 <= start < end <= len(text):
        raise CodingError(
            f"span {start} to {end} in {document}",
            expected=f"0 <= start < end <= {len(text)}, the length of the text",
        )
    quote = text[start:end]
    if quote.isspace():
        raise CodingError(f"span {start} to {end} in {document} holds nothing but spaces")
    return Place(document, text_sha or sha256(text), start, end, quote, unit)


def placed(place: Place) -> dict[str, Any]:
    """Lay a place out as the fields of an event."""
    return {
        "doc": place.document,
        "text_sha": place.text_sha,
        "start": place.start,
        "end": place.end,
        "quote": place.quote,
        "unit": place.unit,
    }


def unit_of(place: Place) -> str:
    """
    Name the unit of a place.

    Raises
    ------
    CodingError
        If it has none.
    """
    if not place.unit:
        raise CodingError("this is said of a unit", expected="a place with its unit's id")
    return place.unit


def stored(attrs: Attrs | None) -> dict[str, str | tuple[str, ...]]:
    """Lay attributes out as an event has them."""
    return {
        name: value if isinstance(value, str) else tuple(value)
        for name, value in (attrs or {}).items()
    }
