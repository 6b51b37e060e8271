"""Reference lists: a heading with entries under it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from coding.corpus.cleaning.lines import Line, finished
from coding.corpus.cleaning.vocabulary import (
    AFTER_REFERENCES,
    REFERENCE_WORDS,
    is_section_word,
)
from coding.text import count_words

__all__ = ["label_references"]

_YEAR = re.compile(r"\(?\b(?:1[5-9]|20)\d\d[a-z]?\b\)?|\b(?:z\.j\.|n\.d\.|forthcoming)")
_AUTHOR = re.compile(r"\W*[^\s,][^,.]{1,60},\s(?:[A-ZÀ-Þ]\.[\s-]?)+")  # Surname, I.
# each of these, with a year, makes an entry
_SIGNS = (
    re.compile(rf"^{_AUTHOR.pattern}"),
    re.compile(r"^\W*\[\d{1,3}\]\s"),
    re.compile(r"https?://|\bdoi\b|www\."),
    re.compile(r"\b\d{1,3}\s?\(\d{1,3}(?:[-/]\d+)?\)"),  # volume(issue)
    re.compile(r"\bIn:\s|\(Eds?\.\)|\(red\.\)"),
)
# prose has one of these now and then
_HINTS = (
    re.compile(r"\b[A-ZÀ-Þ]\.(?:\s?[A-ZÀ-Þ]\.)*,?\s(?:&|en|and)\s"),
    re.compile(r"\bpp?\.\s?\d|\bblz\.\s?\d"),
    re.compile(r"\*[^*]+\*"),
    re.compile(r"\b(?:Press|Uitgeverij|Uitgevers|Journal|Tijdschrift|Universiteit|University)\b"),
    re.compile(
        r"^\W*[^\s.]+(?:\s[^\s.]+){0,8}\s\((?:1[5-9]|20)\d\d[a-z]?\)\.?\s[A-Z]"
    ),  # Naam (2017). T
)
_ENTRY_WORDS = 60  # words a year; prose that cites has fewer years
_PROSE_WORDS = 20
_HEADLESS = 4  # entries in a row that make a list without a heading
_NOTE = re.compile(r"\d{1,3}\s?\t\s*\S|[⁰¹²³⁴-⁹]+\s*\S|\d{1,3} [A-ZÀ-Þ]")
_NUMBERED = re.compile(r"^\d{1,2}(?:\.\d+)*\.?\s+[A-ZÀ-Þ][^.]{2,70}$")


def label_references(lines: Sequence[Line], labels: Mapping[int, str]) -> dict[int, str]:
    """
    Label reference lists, headings included.

    A chapter that is only called `Literatuur` stays: the first paragraph under the heading, or
    half of the first few, must look like an entry.
    """
    found: dict[int, str] = {}
    for i, line in enumerate(lines):
        if i in labels or i in found or not is_section_word(line.text, REFERENCE_WORDS):
            continue
        paragraphs = list(_paragraphs(lines, i + 1, labels))
        texts = [_text(lines, p) for p in paragraphs[:6] if any(j not in labels for j in p)]
        head = [text for text in texts if _is_entry(text) or not _NOTE.match(text)][:4]
        if not head or not (_is_entry(head[0]) or 2 * sum(map(_is_entry, head)) >= len(head)):
            continue
        members = [i, *_members(lines, paragraphs, labels)]
        found.update({j: "reference" for j in members if j not in labels})
    return {**_lists_without_heading(lines, {**labels, **found}), **found}


def _lists_without_heading(lines: Sequence[Line], labels: Mapping[int, str]) -> dict[int, str]:
    found: dict[int, str] = {}
    run: list[Sequence[int]] = []
    for paragraph in [*_paragraphs(lines, 0, labels), []]:
        text = _text(lines, paragraph)
        if paragraph and paragraph[0] in labels:
            continue
        if _AUTHOR.match(text) and _YEAR.search(text):
            run.append(paragraph)
            continue
        if len(run) >= _HEADLESS:
            found.update({j: "reference" for p in run for j in p})
        run = []
    return found


def _paragraphs(
    lines: Sequence[Line], start: int, labels: Mapping[int, str]
) -> Iterator[list[int]]:
    current: list[int] = []
    for i in range(start, len(lines)):
        apart = lines[i].gap or lines[i].page_start or (i in labels) != (i - 1 in labels)
        if current and apart:
            yield current
            current = []
        current.append(i)
    if current:
        yield current


def _text(lines: Sequence[Line], paragraph: Sequence[int]) -> str:
    return " ".join(lines[i].text for i in paragraph)


def _is_entry(text: str) -> bool:
    years = len(_YEAR.findall(text))
    if not years or count_words(text) > _ENTRY_WORDS * years:
        return False
    return any(sign.search(text) for sign in _SIGNS) or (
        sum(bool(sign.search(text)) for sign in _HINTS) > 1
    )


def _members(
    lines: Sequence[Line], paragraphs: Sequence[Sequence[int]], labels: Mapping[int, str]
) -> list[int]:
    """The lines of the list; doubtful paragraphs count if an entry follows."""
    members: list[int] = []
    waiting: list[int] = []
    doubtful = 0
    for paragraph in paragraphs:
        text = _text(lines, paragraph)
        if all(i in labels for i in paragraph) or _is_entry(text):
            members += [*waiting, *paragraph]
            waiting, doubtful = [], 0
            continue
        if _NOTE.match(text):
            continue  # a footnote on the page of the list
        if AFTER_REFERENCES.match(text) or (_NUMBERED.match(text) and not _YEAR.search(text)):
            break
        prose = count_words(text) >= _PROSE_WORDS and finished(text)
        doubtful += 2 if prose and not any(sign.search(text) for sign in _SIGNS) else 1
        if doubtful > 2:
            break
        waiting += paragraph
        last = paragraph[-1] + 1 == len(lines)
        if not prose and (last or any(sign.search(text) for sign in _SIGNS)):
            members += waiting
            waiting = []
    return members
