"""Where the codebook's own words occur: counts and places, as search aids and as a feature."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

from coding.codebook import Code, Codebook
from coding.patterns import MAX_GAP, Element, Pattern

__all__ = ["code_words", "hit_counts", "hit_places", "patterns_of"]


def patterns_of(code: Code) -> tuple[Pattern, ...]:
    """Indicators of a code in every language it has them in; the other language hits nothing."""
    return tuple(pattern for patterns in code.indicators.values() for pattern in patterns)


def code_words(code: Code) -> str:
    """
    What a codebook says a code is: label, definition, inclusion, examples and indicator words.

    Exclusion criteria and borders describe other codes, so they are left out.

    Examples
    --------
    >>> code_words(
    ...     Code("thr-funding", label={"en": "funding"}, definition={"en": "Closed purses."})
    ... )
    'funding Closed purses.'
    """
    fields = [code.label or {"": re.sub(r"[\W_]+", " ", code.id)}, code.short]
    fields += [code.definition, code.include]
    parts = [text for field in fields for text in field.values()]
    parts += [example.text for example in code.examples]
    parts += [pattern.text.replace("*", " ").replace('"', " ") for pattern in patterns_of(code)]
    return " ".join(parts)


def _regex(element: Element) -> str:
    if element.kind == "wildcard":
        return r"\w*".join(re.escape(part) for part in element.text.split("*"))
    word = re.escape(element.text)
    return word if element.kind == "literal" else rf"{word}\w*"


def _compiled(patterns: Iterable[Pattern]) -> re.Pattern[str] | None:
    """
    One expression for all indicators of a code.

    A plain word matches every word that starts with it: that is how Dutch inflects and compounds.
    """
    written = []
    for pattern in patterns:
        expression, gap = "", False
        for element in pattern.elements:
            if element.kind == "gap":
                gap = True
                continue
            between = rf"\W+(?:\w+\W+){{0,{MAX_GAP}}}?" if gap else r"\W+"
            expression += (between if expression else "") + _regex(element)
            gap = False
        if expression:
            written.append(expression)
    # the longest first, so that a phrase is not cut to its first word
    written.sort(key=lambda text: (-len(text), text))
    return re.compile(rf"\b(?:{'|'.join(written)})\b") if written else None


def hit_counts(texts: Sequence[str], codebook: Codebook) -> npt.NDArray[np.float64]:
    """
    Count the indicator hits of each code in each text.

    Returns
    -------
    ndarray of shape (texts, codes)
    """
    lowered = [text.lower() for text in texts]
    found = np.zeros((len(texts), len(codebook.codes)))
    for place, code in enumerate(codebook.codes.values()):
        expression = _compiled(patterns_of(code))
        if expression is not None:
            found[:, place] = [sum(1 for _ in expression.finditer(text)) for text in lowered]
    return found


def hit_places(text: str, code: Code) -> list[tuple[int, int]]:
    """
    Half-open code-point spans of a code's indicator hits in a text.

    Examples
    --------
    >>> from coding.patterns import parse_pattern
    >>> code = Code("x", indicators={"nl": (parse_pattern("geld"),)})
    >>> hit_places("Het geldpotje is op.", code)
    [(4, 13)]
    """
    expression = _compiled(patterns_of(code))
    lowered = text.lower()
    if expression is None or len(lowered) != len(text):
        return []
    return [match.span() for match in expression.finditer(lowered)]
