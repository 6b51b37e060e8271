"""Units of coding: cut by rule from the respondent's turns, then frozen (C7)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from coding.corpus.tokens import mark_spans, sentences
from coding.errors import CodingError
from coding.schemas import UNITS, frame
from coding.text import count_words, mask, short_sha

__all__ = [
    "CODABLE",
    "OFF_GUIDE",
    "Stretch",
    "UnitRule",
    "cut_stretch",
    "cut_units",
    "episode_of",
    "moved_units",
    "searchable",
    "stretches",
]

CODABLE = ("turn", "prose", "bullet", "table_prose")
OFF_GUIDE = "buiten-gids"
_CLAUSE_END = re.compile(r"[,;:…](?=\s)|\s(?=(?:en|maar|want|dus|omdat|and|but|because|so)\s)")

_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class UnitRule:
    """
    The rule units are cut by; it belongs to the study and is fixed before coding.

    Attributes
    ----------
    cap : int
        Most words a unit may have.
    least : int
        Respondent turns with fewer words are context; so are interviewer turns with fewer words
        and no question mark, which do not end a respondent's turn.
    """

    cap: int = 80
    least: int = 4

    @property
    def name(self) -> str:
        """Short name for tables, e.g. `turn-80-4`."""
        return f"turn-{self.cap}-{self.least}"


@dataclass(frozen=True, slots=True)
class Stretch:
    """One respondent's turn (interviewer's back-channels inside it counted out) or one block."""

    turn: int
    kind: str
    start: int
    end: int
    inside: tuple[tuple[int, int], ...]


def stretches(turns: pd.DataFrame, text: str, *, rule: UnitRule) -> Iterator[Stretch]:
    """
    Join a respondent's turns over short interviewer noises; hand on codable blocks as they are.

    Parameters
    ----------
    turns : DataFrame
        Rows of `schemas.TURNS` of one document, in order.
    text : str
        The canonical text.
    rule : UnitRule
    """
    rows = [
        (int(t), str(s), str(k), int(a), int(b))
        for t, s, k, a, b in zip(
            turns["turn"],
            turns["speaker"],
            turns["kind"],
            turns["start"],
            turns["end"],
            strict=True,
        )
    ]
    i = 0
    while i < len(rows):
        turn, speaker, kind, start, end = rows[i]
        i += 1
        if kind not in CODABLE or speaker not in {"respondent", "text"}:
            continue
        inside: list[tuple[int, int]] = []
        while speaker == "respondent" and _goes_on(rows, i, text, rule):
            inside.append((rows[i][3], rows[i][4]))
            end = rows[i + 1][4]
            i += 2
        yield Stretch(turn, kind, start, end, tuple(inside))


def _goes_on(
    rows: Sequence[tuple[int, str, str, int, int]], i: int, text: str, rule: UnitRule
) -> bool:
    if i + 1 >= len(rows) or rows[i][1] != "interviewer" or rows[i + 1][1] != "respondent":
        return False
    said = text[rows[i][3] : rows[i][4]]
    return "?" not in said and count_words(_spoken(said)) < rule.least


def _spoken(text: str) -> str:
    return mask(text, mark_spans(text))


def cut_stretch(
    text: str, stretch: Stretch, *, rule: UnitRule, language: str = "nl"
) -> list[tuple[int, int]]:
    """
    Cut one stretch at sentence ends into as few units as the cap allows, as even as possible.

    A sentence longer than the cap is cut at the clause end nearest its middle.

    Returns
    -------
    list of (int, int)
        Half-open spans in the canonical text.
    """
    part = mask(text, stretch.inside)[stretch.start : stretch.end]
    spans = sentences(part, language=language)
    pieces = [piece for span in spans for piece in _within_cap(part, span, rule.cap)]
    words = [count_words(_spoken(part[a:b])) for a, b in pieces]
    groups = _even_groups(words, rule.cap)
    return [
        (stretch.start + pieces[first][0], stretch.start + pieces[last][1])
        for first, last in groups
    ]


def _within_cap(text: str, span: tuple[int, int], cap: int) -> Iterator[tuple[int, int]]:
    start, end = span
    if count_words(text[start:end]) <= cap:
        yield span
        return
    middle = (start + end) / 2
    inner: list[int] = []
    for place in (_CLAUSE_END, _SPACE):
        cuts = (match.end() for match in place.finditer(text, start, end))
        inner = inner or [cut for cut in cuts if start < cut < end and text[cut:end].strip()]
    if not inner:  # one unbroken run of characters: nothing to cut at
        yield span
        return
    cut = min(inner, key=lambda position: abs(position - middle))
    head = start, start + len(text[start:cut].rstrip())
    tail = end - len(text[cut:end].lstrip()), end
    yield from _within_cap(text, head, cap)
    yield from _within_cap(text, tail, cap)


def _even_groups(words: Sequence[int], cap: int) -> list[tuple[int, int]]:
    """Group neighbours: fewest groups of at most `cap` words, then the most even ones."""
    best: list[tuple[int, int, int]] = [(0, 0, -1)]  # groups, sum of squares, start of last group
    for last in range(len(words)):
        options = []
        total = 0
        for first in range(last, -1, -1):
            total += words[first]
            if total > cap and first < last:
                break
            count, squares, _ = best[first]
            options.append((count + 1, squares + total * total, first))
        best.append(min(options))
    groups: list[tuple[int, int]] = []
    end = len(words)
    while end > 0:
        first = best[end][2]
        groups.append((first, end - 1))
        end = first
    return groups[::-1]


def cut_units(
    turns: pd.DataFrame,
    text: str,
    *,
    rule: UnitRule,
    questions: Mapping[int, str] | None = None,
    language: str = "nl",
) -> pd.DataFrame:
    """
    Cut one document into units of coding.

    Parameters
    ----------
    turns : DataFrame
        Rows of `schemas.TURNS` of one document.
    text : str
        Its canonical text.
    rule : UnitRule
        Cap and least size in words.
    questions : mapping of int to str, optional
        Interviewer turn -> guide question or `buiten-gids`; see `schemas.EPISODES`. Turns that are
        not named go on with the question before them.
    language : str
        Language of the text, for sentence ends.

    Returns
    -------
    DataFrame
        Rows of `schemas.UNITS`.
    """
    document = str(turns["document"].iloc[0]) if len(turns) else ""
    rows: list[dict[str, object]] = []
    for stretch in stretches(turns, text, rule=rule):
        episode, question = episode_of(stretch.turn, stretch.kind, questions)
        for start, end in cut_stretch(text, stretch, rule=rule, language=language):
            said = mask(text[start:end], [_shift(s, start, end) for s in stretch.inside])
            words = count_words(_spoken(said))
            if words < rule.least and stretch.kind == "turn":
                continue
            rows.append(
                {
                    "document": document,
                    "unit": f"{document}-{len(rows) + 1:03d}",
                    "turn": stretch.turn,
                    "start": start,
                    "end": end,
                    "text_sha": short_sha(text[start:end]),
                    "episode": episode,
                    "guide_question": question if stretch.kind == "turn" else None,
                    "kind": stretch.kind,
                    "words": words,
                }
            )
    return frame(rows, UNITS)


def _shift(span: tuple[int, int], start: int, end: int) -> tuple[int, int]:
    a, b = (min(max(position, start), end) - start for position in span)
    return a, b


def episode_of(turn: int, kind: str, questions: Mapping[int, str] | None) -> tuple[int, str | None]:
    """
    Number and guide question of the episode a turn lies in; a new one starts where a label is.

    Parameters
    ----------
    turn : int
    kind : str
        Kind of block; only turns of an interview lie in episodes.
    questions : mapping of int to str, optional
        Interviewer turn -> guide question; see `cut_units`.
    """
    if questions is None or kind != "turn":
        return 0, None
    before = sorted(asked for asked in questions if asked < turn)
    return len(before), questions[before[-1]] if before else OFF_GUIDE


def moved_units(units: pd.DataFrame, texts: Mapping[str, str]) -> list[str]:
    """
    Find units whose text is no longer what was frozen.

    Returns
    -------
    list of str
        Unit ids, in order.
    """
    moved = []
    columns = ("unit", "document", "start", "end", "text_sha")
    for unit, document, start, end, sha in zip(*(units[name] for name in columns), strict=True):
        text = texts.get(str(document))
        if text is None or short_sha(text[int(start) : int(end)]) != sha:
            moved.append(str(unit))
    return moved


def searchable(text: str, turns: pd.DataFrame) -> str:
    """
    Blank out everything that is not the respondent's (or the author's): offsets still hold.

    Raises
    ------
    CodingError
        If a turn lies outside the text.
    """
    spans = []
    for speaker, start, end in zip(turns["speaker"], turns["start"], turns["end"], strict=True):
        if int(end) > len(text):
            raise CodingError(f"a turn ends at {end}, the text at {len(text)}")
        if speaker not in {"respondent", "text"}:
            spans.append((int(start), int(end)))
    return mask(text, spans)
