"""Indicator search: where a code's search patterns match, in units and in context."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from coding.corpus.tokens import documents, lemma_keys
from coding.patterns import MAX_GAP, Element, Pattern
from coding.schemas import HITS, frame

if TYPE_CHECKING:  # spaCy takes a second to load
    from spacy.tokens import Doc

__all__ = ["Matcher", "Words", "find_hits", "keyword_in_context", "words_of"]

_BRACKETED = re.compile(r"(?<=\w)\(\w+\)\w*|\(\w+\)\w+")
_GAP = -1
_NOTHING: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Words:
    """
    The words of a text in columns: each distinct form once, and where it occurs.

    Attributes
    ----------
    forms : list of str
        Distinct word forms.
    which : ndarray of int, shape (n_words,)
        Index into `forms`, in order of the text.
    starts, ends : ndarray of int, shape (n_words,)
        Half-open code-point spans.
    """

    forms: list[str]
    which: npt.NDArray[np.intp]
    starts: npt.NDArray[np.int64]
    ends: npt.NDArray[np.int64]


class Matcher:
    """
    Indicators compiled so that one pass over the words finds them all.

    Each distinct word form is compared with the indicators once; texts repeat their words, and
    most words start no indicator, so matching costs little beside tokenising.

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
        self._numbers: dict[Element, int] = {}
        self._starts: dict[int, list[tuple[str, str, tuple[int, ...]]]] = {}
        for code, patterns in indicators.items():
            for pattern in patterns:
                first, *rest = (self._number(element) for element in pattern.elements)
                self._starts.setdefault(first, []).append((code, pattern.text, tuple(rest)))
        self._lemmas: dict[str, set[int]] = {}
        self._literals: dict[str, int] = {}
        self._wildcards: list[tuple[int, re.Pattern[str]]] = []
        for element, number in self._numbers.items():
            if element.kind == "lemma":
                for key in lemma_keys(element.text, language):
                    self._lemmas.setdefault(key, set()).add(number)
            elif element.kind == "literal":
                self._literals[element.text] = number
            else:
                self._wildcards.append((number, element.regex))
        self._seen: dict[str, frozenset[int]] = {}
        self._opened: dict[str, list[tuple[str, str, tuple[int, ...]]]] = {}

    def _number(self, element: Element) -> int:
        """Number elements from 0, so that comparing them is comparing integers."""
        if element.kind == "gap":
            return _GAP
        return self._numbers.setdefault(element, len(self._numbers))

    def elements_of(self, form: str) -> frozenset[int]:
        """Numbers of the pattern elements that a word form satisfies."""
        known = self._seen.get(form)
        if known is None:
            known = self._seen[form] = self._compare(form.lower())
        return known

    def _compare(self, lower: str) -> frozenset[int]:
        keys = lemma_keys(lower, self.language)
        found = {number for key in keys for number in self._lemmas.get(key, ())}
        if lower in self._literals:
            found.add(self._literals[lower])
        found |= {n for n, regex in self._wildcards if any(regex.fullmatch(key) for key in keys)}
        return frozenset(found)

    def match(
        self, words: Words, spans: Sequence[tuple[int, int]] | None = None
    ) -> Iterator[tuple[str, str, int, int, int]]:
        """
        Find every indicator in the words of a text.

        Parameters
        ----------
        words : Words
        spans : sequence of (int, int), optional
            Search only inside these half-open spans, in order and apart from each other (units);
            an indicator never reaches from one into the next. The whole text otherwise.

        Yields
        ------
        code, indicator, start, end, span : str, str, int, int, int
            Code points of the text, and the index of the span.
        """
        found = [self.elements_of(form) for form in words.forms]
        opens = [self._openers(form) for form in words.forms]
        may_open = np.array([bool(patterns) for patterns in opens], dtype=bool)
        which = words.which.tolist()
        for number, (first, last) in enumerate(_word_ranges(words, spans)):
            for i in (first + np.flatnonzero(may_open[words.which[first:last]])).tolist():
                after = found[which[i + 1]] if i + 1 < last else _NOTHING
                for code, indicator, rest in opens[which[i]]:
                    # most phrases end here, at a second word that is another
                    if rest and rest[0] != _GAP and rest[0] not in after:
                        continue
                    reached = _follow(rest, found, which, i, last) if rest else i
                    if reached is not None:
                        start, end = int(words.starts[i]), int(words.ends[reached])
                        yield code, indicator, start, end, number

    def _openers(self, form: str) -> list[tuple[str, str, tuple[int, ...]]]:
        """Patterns that a word form can open: code, indicator, the elements that must follow."""
        known = self._opened.get(form)
        if known is None:
            numbers = sorted(self.elements_of(form))
            known = [start for number in numbers for start in self._starts.get(number, ())]
            self._opened[form] = known
        return known


def _word_ranges(
    words: Words, spans: Sequence[tuple[int, int]] | None
) -> Iterator[tuple[int, int]]:
    """Index ranges of the words that begin inside each span."""
    if spans is None:
        yield 0, len(words.which)
        return
    yield from np.searchsorted(words.starts, np.array(spans).reshape(-1, 2)).tolist()


def _follow(
    rest: tuple[int, ...],
    found: Sequence[frozenset[int]],
    which: Sequence[int],
    position: int,
    end: int,
) -> int | None:
    """Index of the last word a pattern reaches after the word it opens with, if it does."""
    furthest = position + 1
    for element in rest:
        if element == _GAP:
            furthest += MAX_GAP
            continue
        for j in range(position + 1, min(furthest + 1, end)):
            if element in found[which[j]]:
                position, furthest = j, j + 1
                break
        else:
            return None
    return position


def words_of(doc: Doc, text: str) -> Words:
    """Hand out tokens with a letter or digit, `(semi)publieke` as one word."""
    from spacy.attrs import IDX, LENGTH, ORTH

    table = doc.to_array([ORTH, IDX, LENGTH])
    kinds, which = np.unique(table[:, 0], return_inverse=True)
    strings = doc.vocab.strings
    forms = [strings[kind] for kind in kinds.tolist()]
    starts = table[:, 1].astype(np.int64)
    ends = starts + table[:, 2].astype(np.int64)
    is_word = np.array(
        [form.isalnum() or any(map(str.isalnum, form)) for form in forms], dtype=bool
    )
    keep = is_word[which]
    words = Words(forms, which[keep], starts[keep], ends[keep])
    # the text is handed in because Doc.text puts it together again, token by token
    joined = [_whole(text, *match.span()) for match in _BRACKETED.finditer(text)]
    return _join(words, text, joined) if joined else words


def _whole(text: str, start: int, end: int) -> tuple[int, int]:
    while start and (text[start - 1].isalnum() or text[start - 1] == "_"):
        start -= 1
    return start, end


def _join(words: Words, text: str, spans: Sequence[tuple[int, int]]) -> Words:
    """Replace the words inside each span by the one word the span is."""
    inside = np.zeros(len(words.which), dtype=bool)
    for start, end in spans:
        inside |= (words.starts >= start) & (words.starts < end)
    forms = [*words.forms, *(text[start:end] for start, end in spans)]
    new = np.array(spans, dtype=np.int64)
    which = np.concatenate([words.which[~inside], np.arange(len(words.forms), len(forms))])
    starts = np.concatenate([words.starts[~inside], new[:, 0]])
    ends = np.concatenate([words.ends[~inside], new[:, 1]])
    order = np.argsort(starts, kind="stable")
    return Words(forms, which[order], starts[order], ends[order])


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
        part = by_document[name].sort_values("start")
        names = part["unit"].tolist()
        spans = list(zip(part["start"].astype(int), part["end"].astype(int), strict=True))
        rows.extend(
            {
                "code": code,
                "indicator": indicator,
                "document": name,
                "unit": names[number],
                "start": start,
                "end": end,
                "match": texts[name][start:end],
            }
            for code, indicator, start, end, number in matcher.match(
                words_of(doc, texts[name]), spans
            )
        )
    return frame(rows, HITS)


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
