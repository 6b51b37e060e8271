"""What may be shown of a text whose words may not: how long it is, and where it is not blank."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import NoReturn

from coding.errors import CodingError

__all__ = ["MARK", "NOT_PUBLISHED", "NeedsTextError", "Shape", "shape_of"]

MARK = "published.json"
NOT_PUBLISHED = "[not published]"


class NeedsTextError(CodingError):
    """Something needs the words of a text, in a copy of a study that has none."""

    def __init__(self, what: str) -> None:
        super().__init__(
            f"{what} needs the texts, and this copy of the study was published without them",
            hint="what needs no text can be reproduced here: coding reproduce",
        )


class Shape(str):
    """
    A text without its words: it has a length and blanks, and refuses to be read.

    Which units a passage codes depends on length and blanks only (C2), so codings fold as they do
    with the text itself.

    Examples
    --------
    >>> shape = Shape("xxx xx")
    >>> len(shape), [char.isspace() for char in shape].count(True)
    (6, 1)
    >>> shape[:3]
    Traceback (most recent call last):
    ...
    coding.corpus.shapes.NeedsTextError: a passage needs the texts, ...
    """

    __slots__ = ()

    def _refuse(self, *_: object, **__: object) -> NoReturn:
        raise NeedsTextError("a passage")

    __getitem__ = __contains__ = _refuse
    lower = upper = casefold = split = rsplit = splitlines = partition = replace = _refuse
    find = index = count = strip = lstrip = rstrip = translate = startswith = endswith = _refuse


def shape_of(text: str, borders: Iterable[int]) -> str:
    """
    Keep how many characters that are not blank stand between borders, and nothing else.

    Parameters
    ----------
    text : str
    borders : iterable of int
        Where units and passages begin and end. Between two borders the marks come first, so that
        not even the lengths of words are kept.

    Examples
    --------
    >>> shape_of("Een stapel. Wij wachten.", [0, 11, 12, 24])
    'xxxxxxxxxx  xxxxxxxxxxx '
    """
    cuts = sorted({0, len(text), *(b for b in borders if 0 <= b <= len(text))})
    parts = []
    for start, end in pairwise(cuts):
        ink = sum(not char.isspace() for char in text[start:end])
        parts.append("x" * ink + " " * (end - start - ink))
    return "".join(parts)
