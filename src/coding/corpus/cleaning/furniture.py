"""Page furniture: addresses, ruling, tables of contents."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from coding.corpus.cleaning.lines import Line
from coding.corpus.cleaning.vocabulary import CONTENTS_WORDS, CONTINUED, is_section_word

__all__ = ["label_contents", "label_rules_and_urls"]

_URLS = re.compile(
    r"[•●-]?\s*(?:doi:?\s*)?(?:<?(?:https?://|www\.|doi:)\S+(?:\s+|$))+", re.IGNORECASE
)
_EMAIL = re.compile(r"<?[\w.+-]+@[\w-]+(?:\.[\w-]+)+>?")
_URL_OPEN = tuple("-/=&?_%#")
_ENTRY = re.compile(
    r"(?P<title>.*?[^\W\d_].*?)(?P<lead>\s*(?:\.\s?){3,}\s*|\s*\t\s*|\s+)(?P<page>\d{1,3})"
)
_ENTRY_LENGTH = 160
_ENTRIES = 4  # without a heading that says contents


def label_rules_and_urls(lines: Sequence[Line]) -> dict[int, str]:
    """
    Label lines of ruling and of web or mail addresses.

    Returns
    -------
    dict of int to {"url", "rule", "header_footer"}
        By index into `lines`; `(vervolg)` counts as a header.
    """
    labels: dict[int, str] = {}
    for i, line in enumerate(lines):
        if _is_url(lines, i, labels):
            labels[i] = "url"
        elif CONTINUED.fullmatch(line.text):
            labels[i] = "header_footer"
        elif _is_rule(line.text):
            labels[i] = "rule"
    return labels


def _is_url(lines: Sequence[Line], i: int, labels: Mapping[int, str]) -> bool:
    line = lines[i]
    under = i > 0 and not line.apart
    after_url = labels.get(i - 1) == "url"
    if under and line.tabbed and not after_url:
        return False  # the end of a footnote
    if under and after_url and lines[i - 1].text.endswith(_URL_OPEN) and " " not in line.text:
        return True  # an address over two lines
    return bool(_URLS.fullmatch(line.text) or _EMAIL.fullmatch(line.text))


def _is_rule(text: str) -> bool:
    # one bullet character alone is a list mark whose text stands on the next line
    return not any(c.isalnum() for c in text) and len(text.replace(" ", "")) > 1


def label_contents(lines: Sequence[Line], labels: Mapping[int, str]) -> dict[int, str]:
    """
    Label tables of contents: a heading word with entries, or four entries with leaders.

    Returns
    -------
    dict of int to {"contents", "header_footer"}
        By index into `lines`; a heading word without entries is the link back to the contents
        that PDF files print on every page.
    """
    found: dict[int, str] = {}
    i = 0
    while i < len(lines):
        headed = is_section_word(lines[i].text, CONTENTS_WORDS)
        end, entries = _contents_end(lines, i + headed, labels, loose=headed)
        if entries >= (2 if headed else _ENTRIES):
            found.update(dict.fromkeys(range(i, end), "contents"))
            i = end
            continue
        if headed and i not in labels:
            found[i] = "header_footer"
        i += 1
    return found


def _contents_end(
    lines: Sequence[Line], start: int, labels: Mapping[int, str], *, loose: bool
) -> tuple[int, int]:
    """Where the entries that start at `start` stop, and how many there are."""
    end, entries, page, missed = start, 0, 0, False
    for i in range(start, len(lines)):
        text = lines[i].text
        if i in labels or len(text) > _ENTRY_LENGTH:
            break
        entry = _ENTRY.fullmatch(text) if text[-1].isdecimal() else None
        led = entry is not None and entry["lead"] != " "
        if entry is not None and (led or loose) and int(entry["page"]) >= page:
            end, entries, page, missed = i + 1, entries + 1, int(entry["page"]), False
        elif missed or not loose:
            break
        else:
            missed = True  # a long entry runs over two lines
    return end, entries
