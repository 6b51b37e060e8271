"""Footnotes and the marks that point to them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from coding.corpus.cleaning.lines import Layout, Line, break_was_forced, finished, starts_lower
from coding.corpus.records import Dropped

__all__ = ["Notes", "find_notes"]

_RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_TO_DIGITS = str.maketrans(_RAISED, "0123456789")
# forms that say note by themselves, if they stand at the end of a page
_SURE = re.compile(
    rf"(?P<n>[0-9]{{1,3}})\s?\t\s*(?P<text>[^\t]*\S)|(?P<r>[{_RAISED}]{{1,3}})\s*\S.*"
)
# forms that need a mark in the text: `[3] Zie`, `3Zie`, `3 Zie`
_DOUBTFUL = re.compile(r"(?P<b>\[)?(?P<n>[0-9]{1,3})(?(b)\]\s+\S| ?[A-ZÀ-Þ‘“(]).*")
# what makes a number part of a word, a decimal or a range
_TAIL = r"(?![\w%°]|[-/–]\w|[.,]\d)"
_MARK = re.compile(
    rf"(?<=\S)(?P<r>[{_RAISED}]{{1,3}})"
    r"|(?<=\S)\[(?P<b>[0-9]{1,3})\]"
    rf"|(?<![^\W\d_])(?P<word>[^\W\d_]+)(?P<p>[)\]’”'\".,;:!?]{{0,3}})(?P<n>[0-9]{{1,3}}){_TAIL}"
    rf"|\d[)\]’”.,;:!?]{{1,3}}(?P<weak>[0-9]{{1,3}}){_TAIL}"
)


@dataclass(frozen=True, slots=True)
class Notes:
    """
    Footnotes found, and the lines without their marks.

    Attributes
    ----------
    lines : tuple of Line
    starts : dict of int to int
        Index of the first line of a note to its number.
    labels : dict of int to {"footnote"}
        Every line of a note, by index.
    marks : tuple of Dropped
        The marks that were cut out of lines.
    notices : tuple of str
    """

    lines: tuple[Line, ...]
    starts: dict[int, int]
    labels: dict[int, str]
    marks: tuple[Dropped, ...]
    notices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Candidate:
    index: int
    number: int
    sure: bool


@dataclass(frozen=True, slots=True, order=True)
class _Mark:
    index: int
    start: int
    end: int
    sure: bool


def find_notes(lines: Sequence[Line], layout: Layout, labels: Mapping[int, str]) -> Notes:
    """
    Find footnotes, pair each with its mark in the text above it, and cut the marks out.

    A number is only taken for a mark if a note with that number follows, and marks come in the
    order of the notes: so `2.1`, `5G` and `COVID19` stay. A numbered line is only taken for a
    note if it has a mark, or stands with one that has, or stands at the end of a page.
    """
    candidates = _candidates(lines, labels)
    marks = _pair(candidates, _possible_marks(lines, labels, candidates))
    accepted = _accept(lines, labels, candidates, marks)
    found = _extend(lines, layout, labels, [c.index for c in accepted])
    used = [marks[c.index] for c in accepted if c.index in marks]
    used = [mark for mark in used if mark.index not in found]
    notices = tuple(
        f"line {lines[c.index].number}: note {c.number} has no mark in the text"
        for c in accepted
        if c.index not in marks
    )
    log = tuple(
        Dropped(lines[m.index].number, "footnote_mark", lines[m.index].text[m.start : m.end])
        for m in used
    )
    return Notes(_cut(lines, used), {c.index: c.number for c in accepted}, found, log, notices)


def _candidates(lines: Sequence[Line], labels: Mapping[int, str]) -> list[_Candidate]:
    found: list[_Candidate] = []
    for i, line in enumerate(lines):
        if i in labels:
            continue
        if match := _SURE.fullmatch(line.text):
            number = int((match["n"] or match["r"]).translate(_TO_DIGITS))
            found.append(_Candidate(i, number, sure=True))
        elif match := _DOUBTFUL.fullmatch(line.text):
            number = int(match["n"])
            beside = bool(found) and found[-1].number == number - 1
            if line.apart or i - 1 in labels or beside:
                found.append(_Candidate(i, number, sure=False))
    return found


def _possible_marks(
    lines: Sequence[Line], labels: Mapping[int, str], candidates: Sequence[_Candidate]
) -> dict[int, list[_Mark]]:
    """Every number that stands like a mark, by its value."""
    notes = {c.index for c in candidates}
    found: dict[int, list[_Mark]] = defaultdict(list)
    for i, line in enumerate(lines):
        if i in labels or i in notes:
            continue
        for match in _MARK.finditer(line.text):
            group = next(name for name in ("r", "b", "n", "weak") if match[name] is not None)
            start, end = match.span() if group == "b" else match.span(group)
            # `PSD2`, `B8`, `MH17`: the number may belong to its word
            code = group == "n" and not match["p"] and match["word"].isupper()
            mark = _Mark(i, start, end, sure=group != "weak" and not code)
            found[int(match[group].translate(_TO_DIGITS))].append(mark)
    return found


def _pair(
    candidates: Sequence[_Candidate], possible: Mapping[int, Sequence[_Mark]]
) -> dict[int, _Mark]:
    """Each note gets the first mark after that of the note before; a sure one if there is one."""
    pairs: dict[int, _Mark] = {}
    after = (0, 0)
    for candidate in candidates:
        between = [
            mark
            for mark in possible.get(candidate.number, ())
            if after <= (mark.index, mark.start) and mark.index < candidate.index
        ]
        mark = next((m for m in between if m.sure), between[0] if between else None)
        if mark is not None:
            pairs[candidate.index] = mark
            after = (mark.index, mark.end)
    return pairs


def _accept(
    lines: Sequence[Line],
    labels: Mapping[int, str],
    candidates: Sequence[_Candidate],
    marks: Mapping[int, _Mark],
) -> list[_Candidate]:
    accepted: list[_Candidate] = []
    for position, candidate in enumerate(candidates):
        near = candidates[max(0, position - 1) : position + 2]
        beside = any(c.index in marks and abs(c.number - candidate.number) == 1 for c in near)
        stands = beside or _ends_page(lines, labels, candidate.index)
        if candidate.index in marks or (candidate.sure and stands):
            accepted.append(candidate)
    return accepted


def _ends_page(lines: Sequence[Line], labels: Mapping[int, str], start: int) -> bool:
    for i in range(start + 1, len(lines)):
        if lines[i].page_start or labels.get(i) in {"url", "page_number", "header_footer"}:
            return True
        if lines[i].gap:
            return False
    return False


def _extend(
    lines: Sequence[Line], layout: Layout, labels: Mapping[int, str], starts: Sequence[int]
) -> dict[int, str]:
    """A note runs to the next blank line, page or note; without blank lines to its full stop."""
    found = dict.fromkeys(starts, "footnote")
    for start in starts:
        for i in range(start + 1, len(lines)):
            if i in labels or i in found or lines[i].apart:
                break
            above, line = lines[i - 1].text, lines[i].text
            ends = finished(above) and not starts_lower(line)
            short = not layout.wrapped or break_was_forced(above, line, layout.width)
            if ends and short and not (layout.wrapped and layout.parted):
                break
            found[i] = "footnote"
    return found


def _cut(lines: Sequence[Line], marks: Sequence[_Mark]) -> tuple[Line, ...]:
    result = list(lines)
    for mark in sorted(marks, reverse=True):
        text = result[mark.index].text
        cut = (text[: mark.start] + text[mark.end :]).strip()
        result[mark.index] = replace(result[mark.index], text=cut)
    return tuple(result)
