"""
Runs of words, hashed: to see that a text repeats nothing of a source that is not here.

The sources are other people's work and no part of a project. What a project carries is a file of
truncated hashes of their runs of words, so that a stranger's clone can check what it cannot read.
A hit by chance is a matter of some 30,000 runs in 2**48 values.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from hashlib import blake2b
from pathlib import Path

from coding.errors import CodingError

__all__ = ["BYTES", "hashed_runs", "read_runs", "words_with_lines", "write_runs"]

BYTES = 6
_WORD = re.compile(r"\w+")
_LETTERS = re.compile(r"[^\W\d_]{2,}")


def words_with_lines(text: str) -> list[tuple[str, int]]:
    r"""
    Lower-cased words of a text with the 1-based line each is on.

    Examples
    --------
    >>> words_with_lines("Twee e\u0301e\u0301n,\ntwee")
    [('twee', 1), ('één', 1), ('twee', 2)]
    """
    plain = unicodedata.normalize("NFKC", text.replace("\xad", "")).lower()
    return [
        (match.group(), number)
        for number, line in enumerate(plain.split("\n"), start=1)
        for match in _WORD.finditer(line)
    ]


def hashed_runs(words: Sequence[str], *, length: int) -> Iterator[bytes | None]:
    """
    Hash of the run starting at each word; None where the run is not language.

    Not language is what has fewer than four different words with letters: rows of numbers, one
    word repeated, initials.

    Examples
    --------
    >>> runs = list(hashed_runs("a b c d e f g h 1 2 the quick brown fox jumps".split(), length=8))
    >>> [run is not None for run in runs]
    [False, False, False, False, False, False, True, True]
    """
    lettered = [word if _LETTERS.fullmatch(word) else None for word in words]
    for start in range(len(words) - length + 1):
        if len(set(lettered[start : start + length]) - {None}) < 4:
            yield None
        else:
            run = " ".join(words[start : start + length])
            yield blake2b(run.encode(), digest_size=BYTES).digest()


def write_runs(runs: set[bytes], path: Path) -> None:
    """Write runs sorted, one after the other."""
    path.write_bytes(b"".join(sorted(runs)))


def read_runs(path: Path) -> set[bytes]:
    """
    Read what `write_runs` wrote.

    Raises
    ------
    CodingError
        If the file does not hold a whole number of runs.
    """
    data = path.read_bytes()
    if len(data) % BYTES:
        raise CodingError(f"{len(data)} bytes is no whole number of runs", where=str(path))
    return {data[start : start + BYTES] for start in range(0, len(data), BYTES)}
