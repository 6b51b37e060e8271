"""What stands in the text twice, and words that lost the space between them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from difflib import SequenceMatcher

from coding.corpus.cleaning.chunks import Chunk, place
from coding.corpus.cleaning.lexicon import Lexicon
from coding.corpus.cleaning.lines import Layout, Line
from coding.corpus.records import Block
from coding.text import count_words

__all__ = ["find_pull_quotes", "glued_words", "said_twice"]

_QUOTE_WORDS = range(5, 46)
_NEAR = 400  # lines: a pull quote stands within a few pages of its sentence
_ALIKE = 0.8  # pull quotes are shortened now and then
_REPEATED_WORDS = 6
_SENTENCE = re.compile(r"(?<=[.!?…])[\"'’”)]*\s+")
_GLUED_WORDS = re.compile(
    r"\b([^\W\d_]{3,30})(?<=[a-zà-ÿ])(?=[A-ZÀ-Þ][a-zà-ÿ]{2})([^\W\d_]{3,30})\b"
)


def find_pull_quotes(
    lines: Sequence[Line], layout: Layout, chunks: Sequence[Chunk], texts: Sequence[str]
) -> dict[int, str]:
    """
    Find narrow boxes that repeat a sentence of the running text.

    Returns
    -------
    dict of int to str
        Index of a chunk to the notice that says what it repeats.
    """
    boxes = [
        n
        for n, chunk in enumerate(chunks)
        if chunk.kind == "text" and chunk.narrow and count_words(texts[n]) in _QUOTE_WORDS
    ]
    if not boxes or not layout.wrapped:
        return {}
    body = [
        (n, _words(sentence))
        for n, chunk in enumerate(chunks)
        if chunk.kind == "text" and not chunk.narrow
        for sentence in _SENTENCE.split(texts[n])
    ]
    found: dict[int, str] = {}
    for n in boxes:
        words, at = _words(texts[n]), chunks[n].members[0]
        near = ((m, words) for m, words in body if abs(chunks[m].members[0] - at) <= _NEAR)
        source = next((m for m, sentence in near if _alike(words, sentence)), None)
        if source is not None:
            found[n] = (
                f"{place(lines, chunks[n])}: a sentence of {place(lines, chunks[source])} "
                "set apart as a pull quote, dropped"
            )
    return found


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def _alike(quote: Sequence[str], sentence: Sequence[str]) -> bool:
    distinct = set(quote)
    if len(distinct & set(sentence)) < _ALIKE * len(distinct):
        return False
    blocks = SequenceMatcher(None, quote, sentence, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks) >= _ALIKE * len(quote)


def said_twice(blocks: Sequence[Block]) -> tuple[str, ...]:
    """
    Report sentences that stand in the kept text more than once.

    Examples
    --------
    >>> twin = "Deze zin staat er echt twee keer."
    >>> said_twice([Block("prose", twin, 1, 1), Block("bullet", twin, 9, 9)])
    ('lines 1 and 9: the same sentence',)
    """
    places: dict[str, list[int]] = defaultdict(list)
    for block in blocks:
        for sentence in _SENTENCE.split(block.text):
            if count_words(sentence) >= _REPEATED_WORDS:
                places[sentence.casefold()].append(block.first_line)
    return tuple(
        f"lines {' and '.join(map(str, found))}: the same sentence"
        for found in places.values()
        if len(found) > 1
    )


def glued_words(blocks: Sequence[Block], lexicon: Lexicon) -> tuple[str, ...]:
    """
    Report words that were set apart in a figure and came out as one.

    Examples
    --------
    >>> glued_words([Block("figure_words", "lerenSamen", 4, 4)], Lexicon(["leren", "samen"]))
    ('line 4: two words may be glued: lerenSamen',)
    """
    return tuple(
        f"line {block.first_line}: two words may be glued: {match[0]}"
        for block in blocks
        for match in _GLUED_WORDS.finditer(block.text)
        if lexicon.is_known(match[1]) and lexicon.is_known(match[2])
    )
