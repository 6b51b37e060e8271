"""What a web page puts around a text: buttons, menus, comments by others."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from coding.corpus.cleaning.lines import BULLET, Line, finished, starts_lower
from coding.corpus.cleaning.vocabulary import CHROME, COMMENT_SECTION, DATE, EDGE_CHROME
from coding.text import count_words

__all__ = ["label_chrome", "label_comments"]

_EDGE = 12  # lines at the top and the foot where a menu may stand
_CHROME_WORDS = 14
_CRUMBS = re.compile(r"(?:[^>›»]{1,30}\s[>›»]\s){2,}[^>›»]{1,80}")
_SAYS = re.compile(r"(?:zegt|schreef|reageerde|says|wrote|said)\b.{0,60}:?", re.IGNORECASE)
_BY = re.compile(r"(?:reactie|comment) (?:van|door|by|from) .{2,60}", re.IGNORECASE)
_NAME = re.compile(r"[A-ZÀ-Þ][\w.'’-]*(?: [\w.'’-]+){0,5}")
_TIME = re.compile(r"\b\d{1,2}[:.]\d{2}\b")
_BEFORE_COMMENTS = 100  # words of the text itself; a byline with a date stands above it
_MOST = 0.4  # of the words; more than this is dropped only under a heading that says so


def label_chrome(lines: Sequence[Line], labels: Mapping[int, str]) -> dict[int, str]:
    """Label buttons and prompts anywhere, menu words at the top and the foot."""
    found: dict[int, str] = {}
    for i, line in enumerate(lines):
        text = BULLET.sub("", line.text, count=1)
        if i in labels or len(text.split()) > _CHROME_WORDS or _runs_on(lines, i, found):
            continue
        edge = i < _EDGE or i >= len(lines) - _EDGE
        if (
            CHROME.fullmatch(text)
            or (edge and (EDGE_CHROME.fullmatch(text) or _CRUMBS.fullmatch(text)))
            or _asks_for_cookies(text)
        ):
            found[i] = "chrome"
    return found


def _runs_on(lines: Sequence[Line], i: int, found: Mapping[int, str]) -> bool:
    """Whether a line is the wrapped rest of a sentence: `delen.` is no button then."""
    if i == 0 or lines[i].gap or i - 1 in found:
        return False
    return starts_lower(lines[i].text) and not finished(lines[i - 1].text)


def _asks_for_cookies(text: str) -> bool:
    folded = text.casefold()
    return "cookie" in folded and any(
        word in folded for word in ("accepte", "akkoord", "instelling", "voorkeur", "settings")
    )


def label_comments(
    lines: Sequence[Line], labels: Mapping[int, str]
) -> tuple[dict[int, str], tuple[str, ...]]:
    """
    Label comments by others: from the first line that names a person and a date to the end.

    Returns
    -------
    labels : dict
        Index to `comment`.
    notices : tuple of str
    """
    words = [0 if i in labels else count_words(line.text) for i, line in enumerate(lines)]
    before = 0
    for i in range(len(lines)):
        if before >= _BEFORE_COMMENTS and i not in labels and _opens_comments(lines, i):
            return _comment_section(lines, labels, words, start=i, headed=_is_headed(lines, i))
        before += words[i]
    return {}, ()


def _comment_section(
    lines: Sequence[Line],
    labels: Mapping[int, str],
    words: Sequence[int],
    *,
    start: int,
    headed: bool,
) -> tuple[dict[int, str], tuple[str, ...]]:
    place = f"line {lines[start].number}"
    if not headed and sum(words[start:]) > _MOST * sum(words):
        return {}, (f"{place} looks like the head of a comment, but too much follows: kept",)
    first = start - headed
    found = {i: "comment" for i in range(first, len(lines)) if i not in labels}
    return found, (f"from {place}: comments by others, dropped",)


def _opens_comments(lines: Sequence[Line], i: int) -> bool:
    """Whether a line heads a comment: a name with a date, on one line or two."""
    text = BULLET.sub("", lines[i].text, count=1).strip()
    if len(text.split()) > _CHROME_WORDS:
        return False
    if COMMENT_SECTION.fullmatch(text) and re.search(r"\d", text):
        return True
    below = lines[i + 1].text if i + 1 < len(lines) else ""
    moment = len(below.split()) < 8 and DATE.match(below) and _TIME.search(below)
    if _BY.fullmatch(text) or (_SAYS.search(text) and text.endswith(":")):
        # prose has `Jansen zegt:` and `Reactie van de raad` too
        return bool(_TIME.search(text) or moment or _is_headed(lines, i))
    return _is_name_and_date(text) or bool(moment and _NAME.fullmatch(text))


def _is_headed(lines: Sequence[Line], i: int) -> bool:
    return i > 0 and COMMENT_SECTION.fullmatch(lines[i - 1].text) is not None


def _is_name_and_date(text: str) -> bool:
    """`Name | 3 mei 2020, 10:12`: a name, a divider, a date and nothing after it but the time."""
    name, date = _NAME.match(text), DATE.search(text)
    if name is None or date is None:
        return False
    rest = text[name.end() :].strip()
    # a comma without a time is a place and a date under a preface
    divided = rest[:1] in {"|", "•", "·"} or _SAYS.match(rest) or _TIME.search(text)
    tail = _TIME.sub("", text[date.end() :]).strip(" ,|()-–:.")
    return bool(divided) and tail.casefold() in {"", "om", "at", "uur", "om uur"}
