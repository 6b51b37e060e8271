"""Cues of subtitles and segments of speech recognition become turns: joined, broken at pauses."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from coding.corpus.readers.labels import head_of
from coding.corpus.readers.pieces import NOBODY, Piece
from coding.corpus.readers.plain import speaks
from coding.text import count_words

__all__ = ["PAUSE_S", "RUN", "join_cues", "name_speakers", "repeats"]

PAUSE_S = 1.0
RUN = 40  # words without a break after which speech without punctuation is broken at a cue
_END = re.compile(r"[.!?…](?=[\s\"'”’)\]]|$)")
_PER_END = 60  # words per end mark from which on text counts as unpunctuated


def name_speakers(pieces: Sequence[Piece]) -> list[Piece]:
    """
    Find speakers in cues that hold `Name: text`; a cue without a name goes on.

    A file in which nobody is named gets one label, `*`: who that is, a person says.
    """
    if any(piece.sure for piece in pieces):
        return [
            piece if piece.sure else replace(piece, label=NOBODY, said=piece.text, sure=True)
            for piece in pieces
        ]
    found = [head_of(piece.text) for piece in pieces]
    counts = Counter(head[0] for head in found if head)
    names = {label for label, n in counts.items() if speaks(label, n)}
    named: list[Piece] = []
    begun = False
    for piece, head in zip(pieces, found, strict=True):
        if head and (names or len(counts) > 1):
            named.append(replace(piece, label=head[0], said=head[1]))
            begun = begun or head[0] in names
        elif not begun:
            named.append(replace(piece, label=NOBODY, said=piece.text, sure=True))
        else:
            named.append(piece)
    return (
        named
        if names
        else [replace(piece, label=NOBODY, said=piece.text, sure=True) for piece in pieces]
    )


def join_cues(cues: Sequence[tuple[str, float | None, float | None]]) -> str:
    r"""
    Join the cues of one turn.

    Text with punctuation runs on. Text without is broken (a new line, at which units may end)
    where the speaker pauses for a second or more, and at a cue's end where 40 words ran on.

    Parameters
    ----------
    cues : sequence of (str, float or None, float or None)
        Text, start and end in seconds.

    Examples
    --------
    >>> join_cues([("Ja,", 0, 1), ("zeker.", 3, 4)])
    'Ja, zeker.'
    >>> join_cues([("ja kijk dat was", 0, 1), ("toen nog anders", 3, 4)])
    'ja kijk dat was\ntoen nog anders'
    """
    whole = " ".join(text for text, _, _ in cues)
    if len(_END.findall(whole)) * _PER_END >= count_words(whole) or len(cues) == 1:
        return whole
    parts = [cues[0][0]]
    words = count_words(cues[0][0])
    for (_, _, end), (text, start, _) in pairwise(cues):
        here = count_words(text)
        pause = end is not None and start is not None and start - end >= PAUSE_S
        broken = pause or words + here > RUN
        words = here if broken else words + here
        parts += ["\n" if broken else " ", text]
    return "".join(parts)


def repeats(pieces: Sequence[Piece], *, most: int = 3) -> list[str]:
    """Report segments that come back word for word: speech recognition invents these in silence."""
    notices = []
    run = 1
    for before, piece in pairwise(pieces):
        run = run + 1 if piece.said and piece.said == before.said else 1
        if run == most + 1:
            notices.append(
                f"segment {piece.number}: the same words more than {most} times on end; listen"
                " whether they were said"
            )
    return notices
