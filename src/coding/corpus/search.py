"""Indicator search: where a code's search patterns match, in units and in context."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from coding.corpus.tokens import documents, lemma_keys
from coding.patterns import MAX_GAP, Element, Pattern
from coding.schemas import HITS, frame

__all__ = ["Matcher", "Word", "find_hits", "keyword_in_context", "words_of"]

_BRACKETED = re.compile(r"\w*\(\w+\)\w+|\w+\(\w+\)")


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text with its half-open code-point span."""

    form: str
    start: int
    end: int


class Matcher:
    """
    Indicators compiled so that one pass over the words finds them all.

    Each distinct word form is compared with the indicators once; texts repeat their words, so
    matching costs little beside tokenising.

    Parameters
    ----------
    indicators : mapping of str to sequence of Pattern
        Code -> patterns.
    language : str
        Language of the texts, for lemmas.
    """

    def __init__(
        self, indicators: Mapping[str, Sequence[Pattern]], *, language: str = "nl"
    ) -> None:
        self.language = language
        self._starts: dict[Element, list[tuple[str, Pattern]]] = {}
        elements: dict[Element, None] = {}
        for code, patterns in indicators.items():
            for pattern in patterns:
                self._starts.setdefault(pattern.elements[0], []).append((code, pattern))
                elements.update(dict.fromkeys(pattern.elements))
        self._lemmas: dict[str, set[Element]] = {}
        self._literals: dict[str, Element] = {}
        self._wildcards: list[tuple[Element, re.Pattern[str]]] = []
        for element in elements:
            if element.kind == "lemma":
                for key in lemma_keys(element.text, language):
                    self._lemmas.setdefault(key, set()).add(element)
            elif element.kind == "literal":
                self._literals[element.text] = element
            elif element.kind == "wildcard":
                self._wildcards.append((element, element.regex))
        self._seen: dict[str, frozenset[Element]] = {}

    def elements_of(self, form: str) -> frozenset[Element]:
        """Which pattern elements a word form satisfies."""
        lower = form.lower()
        known = self._seen.get(lower)
        if known is None:
            known = self._seen[lower] = self._compare(lower)
        return known

    def _compare(self, lower: str) -> frozenset[Element]:
        keys = lemma_keys(lower, self.language)
        found = {element for key in keys for element in self._lemmas.get(key, ())}
        if lower in self._literals:
            found.add(self._literals[lower])
        found |= {e for e, regex in self._wildcards if any(regex.fullmatch(key) for key in keys)}
        return frozenset(found)

    def match(self, words: Sequence[Word]) -> Iterator[tuple[str, str, int, int]]:
        """
        Find every indicator in a sequence of words.

        Yields
        ------
        code, indicator, start, end : str, str, int, int
            Code points of the text the words come from; one hit a code, indicator and place.
        """
        found = [self.elements_of(word.form) for word in words]
        for i, here in enumerate(found):
            for element in here:
                for code, pattern in self._starts.get(element, ()):
                    last = _follow(pattern.elements, found, i)
                    if last is not None:
                        yield code, pattern.text, words[i].start, words[last].end


def _follow(
    elements: tuple[Element, ...], found: Sequence[frozenset[Element]], i: int
) -> int | None:
    """Index of the last word a pattern reaches when its first element stands at word i."""
    position, gap = i, False
    for element in elements[1:]:
        if element.kind == "gap":
            gap = True
            continue
        reach = range(position + 1, min(position + 2 + (MAX_GAP if gap else 0), len(found)))
        hit = next((j for j in reach if element in found[j]), None)
        if hit is None:
            return None
        position, gap = hit, False
    return position


def words_of(text: str, tokens: Iterable[tuple[str, int]]) -> list[Word]:
    """
    Words for matching: tokens with a letter or digit, `(semi)publieke` kept as one word.

    Parameters
    ----------
    text : str
        The text the offsets refer to.
    tokens : iterable of (str, int)
        Token and start offset.
    """
    joined = {m.start(): m.end() for m in _BRACKETED.finditer(text)} if "(" in text else {}
    words: list[Word] = []
    skip_to = 0
    for token, start in tokens:
        if start < skip_to:
            continue
        if start in joined:
            skip_to = joined[start]
            words.append(Word(text[start:skip_to], start, skip_to))
        elif any(char.isalnum() for char in token):
            words.append(Word(token, start, start + len(token)))
    return words


def find_hits(
    units: pd.DataFrame,
    texts: Mapping[str, str],
    indicators: Mapping[str, Sequence[Pattern]],
    *,
    language: str = "nl",
) -> pd.DataFrame:
    """
    Find the indicators of codes in units. Hits are search results, never codings.

    Parameters
    ----------
    units : DataFrame
        Rows of `schemas.UNITS`.
    texts : mapping
        Document id -> text (canonical, whatever must not be searched blanked out).
    indicators : mapping
        Code -> patterns; see `Codebook.codes[...].indicators`.
    language : str
        Language of the texts.

    Returns
    -------
    DataFrame
        Rows of `schemas.HITS`.
    """
    matcher = Matcher(indicators, language=language)
    by_document = {str(name): part for name, part in units.groupby("document")}
    wanted = ((name, texts[name]) for name in by_document)
    rows: list[dict[str, object]] = []
    for name, doc in documents(wanted, language=language):
        text = texts[name]
        words = words_of(doc.text, ((token.text, token.idx) for token in doc))
        starts = [word.start for word in words]
        for unit, start, end in _spans(by_document[name]):
            inside = words[_bisect(starts, start) : _bisect(starts, end)]
            rows.extend(
                {
                    "code": code,
                    "indicator": indicator,
                    "document": name,
                    "unit": unit,
                    "start": a,
                    "end": b,
                    "match": text[a:b],
                }
                for code, indicator, a, b in matcher.match(inside)
            )
    return frame(rows, HITS)


def _spans(units: pd.DataFrame) -> Iterator[tuple[str, int, int]]:
    for unit, start, end in zip(units["unit"], units["start"], units["end"], strict=True):
        yield str(unit), int(start), int(end)


def _bisect(starts: list[int], position: int) -> int:
    from bisect import bisect_left

    return bisect_left(starts, position)


def keyword_in_context(
    hits: pd.DataFrame, texts: Mapping[str, str], *, width: int = 60
) -> pd.DataFrame:
    """
    Lay hits out with the text on either side.

    Parameters
    ----------
    hits : DataFrame
        Rows of `schemas.HITS`.
    texts : mapping
        Document id -> canonical text.
    width : int
        Characters shown left and right.

    Returns
    -------
    DataFrame
        Columns `document, unit, left, match, right, code, indicator`.
    """
    rows = []
    for hit in hits.itertuples():
        text = texts[str(hit.document)]
        start, end = int(hit.start), int(hit.end)  # type: ignore[arg-type]  # itertuples is untyped
        rows.append(
            {
                "document": hit.document,
                "unit": hit.unit,
                "left": _one_line(text[max(0, start - width) : start]),
                "match": _one_line(text[start:end]),
                "right": _one_line(text[end : end + width]),
                "code": hit.code,
                "indicator": hit.indicator,
            }
        )
    columns = ["document", "unit", "left", "match", "right", "code", "indicator"]
    return pd.DataFrame(rows, columns=columns)


def _one_line(text: str) -> str:
    return text.replace("\n", " ")
