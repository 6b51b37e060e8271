"""Page numbers and running headers: what a page prints over and under the text."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise

from coding.corpus.cleaning.lines import Layout, Line, finished, starts_lower
from coding.corpus.cleaning.vocabulary import CAPTION

__all__ = ["label_running_headers"]

_PAGE_NUMBER = re.compile(
    r"(?:[-–—|]\s*)?(?:(?:pagina|page|blz\.?|p\.)\s*)?\d{1,4}(?:\s*(?:van|of|/)\s*\d{1,4})?"
    r"(?:\s*[-–—|])?|[ivxl]{1,6}",
    re.IGNORECASE,
)
_PAGE_MARK = re.compile(
    r"#{1,6}\s*(?:page|pagina|blz\.?)\s*\d{1,4}|(?:pagina|page)\s\d{1,4}(?:\s(?:van|of)\s\d{1,4})?",
    re.IGNORECASE,
)
_EDGE_NUMBER = re.compile(r"^\W*\d{1,4}\W*(?=[^\W\d])|(?<=\D)\d{1,4}\W*$")
_NUMBER_APART = re.compile(r"^\d{1,4}(?:\s{2,}|\t|\s?\|)|(?:\s{2,}|\t|\|\s?)\d{1,4}$")
_PAGE_LINES = 8  # fewer lines than this between two numbers: a list, not pages
_TITLE_LINES = 4  # a header that stands this early is the title
_HEADER_WORDS = 14
_SHORT = 0.75


def label_running_headers(
    lines: Sequence[Line], layout: Layout, labels: Mapping[int, str]
) -> tuple[dict[int, str], tuple[str, ...]]:
    """
    Label page numbers and short lines that come back where pages meet.

    A line that repeats inside a page (the row head of a table) is none: it must stand next to a
    page start, or its number must rise, or it must cut sentences in two.

    Returns
    -------
    labels : dict of int to {"page_number", "header_footer"}
        By index into `lines`.
    texts : tuple of str
        The headers, without their numbers.
    """
    found = _page_numbers(lines, labels)
    groups: dict[str, list[int]] = defaultdict(list)
    for i, line in enumerate(lines):
        beside = i - 1 in found or i + 1 in found
        # without blank lines every line is a candidate that is shorter than running text
        loose = not layout.parted and len(line.text) < _SHORT * layout.width
        edge = beside or (loose and not starts_lower(line.text))
        if i not in labels and i not in found and _may_be_header(lines, i, edge=edge):
            groups[_bare(line.text).casefold()].append(i)
    texts = [_bare(lines[i].text) for i, kind in labels.items() if kind == "header_footer"]
    for _ in range(2):  # the second line of a two-line header stands next to the first
        known = {**labels, **found}
        for key, places in groups.items():
            if key and len(places) > 1 and _is_header(lines, layout, places, known):
                found.update({i: "header_footer" for i in places if i >= _TITLE_LINES})
                texts.append(_bare(lines[places[0]].text))
    return found, tuple(dict.fromkeys(text for text in texts if text))


def _page_numbers(lines: Sequence[Line], labels: Mapping[int, str]) -> dict[int, str]:
    found = _rising_numbers(lines, labels)
    for i, line in enumerate(lines):
        above = i == 0 or line.apart or i - 1 in labels
        below = i + 1 == len(lines) or lines[i + 1].apart
        number = _PAGE_NUMBER.fullmatch(line.text) if above and below else None
        if i not in labels and (number or _PAGE_MARK.fullmatch(line.text)):
            found[i] = "page_number"
    return found


def _rising_numbers(lines: Sequence[Line], labels: Mapping[int, str]) -> dict[int, str]:
    """Numbers alone on a line that go up by one or two every page."""
    chain: list[tuple[int, int]] = []
    best: list[tuple[int, int]] = []
    for i, line in enumerate(lines):
        if i in labels or not re.fullmatch(r"[0-9]{1,3}", line.text):
            continue
        number = int(line.text)
        if chain and number - chain[-1][1] in {1, 2} and i - chain[-1][0] >= _PAGE_LINES:
            chain.append((i, number))
        elif len(chain) < 2:
            chain = [(i, number)]
        best = list(chain) if len(chain) > len(best) else best
    return {i: "page_number" for i, _ in best} if len(best) > 1 else {}


def _may_be_header(lines: Sequence[Line], i: int, *, edge: bool) -> bool:
    text = lines[i].text
    if not edge:
        below = i + 1 == len(lines) or lines[i + 1].apart
        edge = (i == 0 or lines[i].apart or below) and not _runs_on(lines, i)
    return (
        edge
        and len(text.split()) <= _HEADER_WORDS
        and "\t" not in text
        and not CAPTION.match(text)
        and sum(c.isalpha() for c in text) > 2
    )


def _runs_on(lines: Sequence[Line], i: int) -> bool:
    """Whether a line is the wrapped rest of the line above it."""
    if i == 0 or lines[i].apart:
        return False
    return starts_lower(lines[i].text) or not finished(lines[i - 1].text)


def _bare(text: str) -> str:
    return _EDGE_NUMBER.sub("", text).strip(" |•·–—-")


def _is_header(
    lines: Sequence[Line], layout: Layout, places: Sequence[int], known: Mapping[int, str]
) -> bool:
    meets = sum(_at_page_end(lines, layout, i, known) for i in places) / len(places)
    cuts = sum(_cuts_a_sentence(lines, i) for i in places) / len(places)
    numbers = [_EDGE_NUMBER.search(lines[i].text) for i in places]
    pages = [int(re.sub(r"\D", "", match[0])) for match in numbers if match]
    if pages and len(_bare(lines[places[0]].text).split()) < 3 and not cuts:
        return False  # `Casus 1`, `Stap 2`: headings that count
    rising = len(pages) > 2 and all(a < b for a, b in pairwise(pages))
    apart = all(_NUMBER_APART.search(lines[i].text) for i in places)
    often = len(places) > 2 and cuts >= 0.5
    return meets >= 0.75 or often or (rising and (apart or cuts >= 0.25))


def _at_page_end(lines: Sequence[Line], layout: Layout, i: int, known: Mapping[int, str]) -> bool:
    if i == 0 or i + 1 == len(lines):
        return True
    line, after = lines[i], lines[i + 1]
    if line.page_start or after.page_start:
        return True
    if layout.wide_gaps and max(line.gap, after.gap) > 1:
        return True
    return bool({known.get(i - 1), known.get(i + 1)} & {"page_number", "header_footer"})


def _cuts_a_sentence(lines: Sequence[Line], i: int) -> bool:
    if i == 0 or i + 1 == len(lines):
        return False
    if lines[i].apart and not lines[i + 1].apart:
        return False  # it opens a paragraph of its own
    return not finished(lines[i - 1].text) and starts_lower(lines[i + 1].text)
