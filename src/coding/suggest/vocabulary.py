"""Words, word pairs and letter runs of units as sparse TF-IDF: the text side of the suggester."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

__all__ = ["Vocabulary", "count_tokens", "l2_rows", "tokenise"]

# a question mark is half of "question: open"; other punctuation carries nothing
_TOKEN = re.compile(r"\w+|[?!]")
_RUNS = (3, 4, 5)
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


def tokenise(text: str) -> list[str]:
    """
    Lower-cased words, question marks and exclamation marks.

    Examples
    --------
    >>> tokenise("Wie beslist daar, de ICT-architect?")
    ['wie', 'beslist', 'daar', 'de', 'ict', 'architect', '?']
    """
    return _TOKEN.findall(text.lower())


def letter_runs(word: str) -> list[str]:
    """
    Runs of 3 to 5 letters within one word, its edges marked by spaces.

    They do for Dutch what a lemmatiser would: inflections and compounds share runs.

    Examples
    --------
    >>> letter_runs("nee")
    [' ne', 'nee', 'ee ', ' nee', 'nee ', ' nee ']
    """
    padded = f" {word} "
    return [padded[i : i + n] for n in _RUNS for i in range(len(padded) - n + 1)]


def l2_rows(matrix: Any) -> Any:
    """Scale the rows of a sparse matrix to length one; empty rows stay empty."""
    matrix = sparse.csr_matrix(matrix, dtype=np.float64, copy=True)
    rows = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    length = np.sqrt(np.bincount(rows, weights=matrix.data**2, minlength=matrix.shape[0]))
    matrix.data /= np.where(length > 0, length, 1.0)[rows]
    return matrix


def count_tokens(documents: Sequence[Sequence[str]], known: dict[str, int], *, grow: bool) -> Any:
    """
    Count tokens by document.

    Parameters
    ----------
    documents : sequence of sequence of str
    known : dict of str to int
        Token -> column; gets new tokens when `grow`.
    grow : bool
        Otherwise unknown tokens are skipped.

    Returns
    -------
    csr_matrix of shape (documents, tokens)
    """
    indices: list[int] = []
    ends = [0]
    for tokens in documents:
        for token in tokens:
            if grow:
                indices.append(known.setdefault(token, len(known)))
            elif token in known:
                indices.append(known[token])
        ends.append(len(indices))
    data = np.ones(len(indices))
    matrix = sparse.csr_matrix((data, indices, ends), shape=(len(documents), len(known)))
    matrix.sum_duplicates()
    return matrix


@dataclass(slots=True)
class Vocabulary:
    """
    The features of a body of text: learnt from its words alone, never from labels.

    Attributes
    ----------
    words, pairs, runs : dict of str to int
        Feature -> column within its block; pairs are two words with a space.
    idf_words, idf_runs : ndarray
        Inverse document frequency of words with pairs, and of letter runs.
    """

    words: dict[str, int] = field(default_factory=dict)
    pairs: dict[str, int] = field(default_factory=dict)
    runs: dict[str, int] = field(default_factory=dict)
    idf_words: Floats = field(default_factory=lambda: np.zeros(0))
    idf_runs: Floats = field(default_factory=lambda: np.zeros(0))

    @property
    def width(self) -> int:
        """Number of columns."""
        return len(self.words) + len(self.pairs) + len(self.runs)

    def learn(self, documents: Sequence[Sequence[str]], *, least: int = 2) -> Vocabulary:
        """
        Take up what occurs in at least `least` documents.

        Parameters
        ----------
        documents : sequence of sequence of str
            Tokens of each document.
        least : int
        """
        size = len(documents)
        found: dict[str, int] = {}
        self.words, kept = _common(count_tokens(documents, found, grow=True), found, least)
        paired, found = [_pairs(tokens) for tokens in documents], {}
        self.pairs, kept_pairs = _common(count_tokens(paired, found, grow=True), found, least)
        self.idf_words = _idf(np.concatenate([kept, kept_pairs]), size)
        counts, found = _run_counts(documents, {}, grow=True)
        self.runs, kept = _common(counts, found, least)
        self.idf_runs = _idf(kept, size)
        return self

    def encode(self, documents: Sequence[Sequence[str]]) -> Any:
        """
        TF-IDF of documents: words and pairs, then letter runs, each block and row of length one.

        Returns
        -------
        csr_matrix of shape (documents, width)
            Rows have length one at most.
        """
        words = sparse.hstack(
            [
                count_tokens(documents, self.words, grow=False),
                count_tokens([_pairs(tokens) for tokens in documents], self.pairs, grow=False),
            ],
            format="csr",
        )
        runs, _ = _run_counts(documents, self.runs, grow=False)
        blocks = [_tf_idf(words, self.idf_words), _tf_idf(runs, self.idf_runs)]
        return sparse.hstack(blocks, format="csr") / np.sqrt(2.0)

    def names(self) -> list[str]:
        """Feature of each column."""
        return [*self.words, *self.pairs, *self.runs]


def _pairs(tokens: Sequence[str]) -> list[str]:
    return [f"{a} {b}" for a, b in pairwise(tokens)]


def _run_counts(
    documents: Sequence[Sequence[str]], known: dict[str, int], *, grow: bool
) -> tuple[Any, dict[str, int]]:
    """Letter runs by document, worked out once a distinct word and not once an occurrence."""
    words: dict[str, int] = {}
    counts = count_tokens(documents, words, grow=True)
    runs = count_tokens([letter_runs(word) for word in words], known, grow=grow)
    found = sparse.csr_matrix(counts @ runs)
    found.sort_indices()
    return found, known


def _common(counts: Any, names: dict[str, int], least: int) -> tuple[dict[str, int], Ints]:
    """Features in at least so many documents, in alphabetical order, and in how many."""
    frequency = np.bincount(counts.indices, minlength=len(names))
    kept = sorted(name for name, column in names.items() if frequency[column] >= least)
    columns = np.array([names[name] for name in kept], dtype=np.int64)
    return {name: i for i, name in enumerate(kept)}, frequency[columns]


def _idf(frequency: Ints, size: int) -> Floats:
    return np.asarray(np.log((1.0 + size) / (1.0 + frequency)) + 1.0)


def _tf_idf(counts: Any, idf: Floats) -> Any:
    counts = sparse.csr_matrix(counts, copy=True)
    counts.data = (1.0 + np.log(counts.data)) * idf[counts.indices]
    return l2_rows(counts)
