"""What the suggester sees of a unit: its words, its place in the talk, the codebook; no more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse

from coding.codebook import Codebook
from coding.errors import CodingError
from coding.suggest.hits import code_words, hit_counts
from coding.suggest.topics import topic_basis, unit_rows
from coding.suggest.vocabulary import Vocabulary, count_tokens, l2_rows, tokenise

__all__ = ["METHODS", "Encoded", "Encoder", "Recipe"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
_TOPIC_RUN = 5  # letters
_LONG = 60  # words


@dataclass(frozen=True, slots=True)
class Recipe:
    """
    Weights of the parts; every unit's own text has length one.

    Attributes
    ----------
    feedback : float
        Weight of the words of the units most like a code's entry, in its pseudo-example.
    feedback_units, feedback_terms : int
        How many units, and how many features of the pseudo-example are kept.
    topics, topics_long : float
        Weight of the latent topics, and the same where units are long (half have over 60 words):
        short units hold too few words to place.
    topic_size : int
    whole_topics : bool
        Topics of all features (slow), or of runs of five letters.
    previous : float
        Weight of the previous unit of the same group.
    previous_runs : bool
        Whether its letter runs count, or its words only.
    question : float
        Weight of the question it answers.
    speaker : float
    hits : float
        Weight of the logarithm of one plus the number of indicator hits.
    prior : float
        Weight of the similarity to the codebook entry, added to the score of a code without
        examples; with n examples 10 / (10 + n) of it.
    company : float
        Weight of what the other codes of a unit say.
    """

    feedback: float = 0.5
    feedback_units: int = 10
    feedback_terms: int = 1000
    topics: float = 0.35
    topics_long: float = 0.5
    topic_size: int = 80
    whole_topics: bool = False
    previous: float = 0.7
    previous_runs: bool = False
    question: float = 0.3
    speaker: float = 1.0
    hits: float = 0.3
    prior: float = 0.3
    company: float = 0.2


METHODS = {
    "suggester": Recipe(),
    "reference": Recipe(
        feedback=0.0,
        topics=0.0,
        topics_long=0.5,
        topic_size=100,
        whole_topics=True,
        previous=0.5,
        previous_runs=True,
        question=0.0,
        prior=0.0,
        company=0.0,
    ),
}


@dataclass(frozen=True, slots=True)
class Encoded:
    """
    Units as numbers.

    Attributes
    ----------
    units : tuple of str
    groups : ndarray of str
    design : csr_matrix of shape (units, features)
    own : csr_matrix of shape (units, text features)
        The unit's own text only.
    hits : ndarray of shape (units, codes)
        Weighted.
    prior : ndarray of shape (units, codes)
        Similarity to the codebook entries in standard deviations, weighted.
    """

    units: tuple[str, ...]
    groups: npt.NDArray[Any]
    design: Any
    own: Any
    hits: Floats
    prior: Floats

    def rows(self, which: Ints) -> Encoded:
        """Some of the units."""
        return Encoded(
            tuple(self.units[i] for i in which.tolist()),
            self.groups[which],
            self.design[which],
            self.own[which],
            self.hits[which],
            self.prior[which],
        )


@dataclass(slots=True)
class Encoder:
    """
    Learns features from the text of a study and its codebook; labels never enter.

    All texts the researcher holds may be used, coded or not: that is what a study looks like while
    it is coded. `fit` on part of them keeps the others out altogether.

    Parameters
    ----------
    codebook : Codebook
    recipe : Recipe, optional
    seed : int
        Of the topics' random start.
    """

    codebook: Codebook
    recipe: Recipe = field(default_factory=Recipe)
    seed: int = 0
    vocabulary: Vocabulary = field(default_factory=Vocabulary, init=False)
    pseudo: Any = field(default=None, init=False)
    known: Encoded | None = field(default=None, init=False)
    _places: dict[str, tuple[int, str]] = field(default_factory=dict, init=False)
    _topic_columns: Ints = field(default_factory=lambda: np.zeros(0, dtype=np.int64), init=False)
    _basis: Floats = field(default_factory=lambda: np.zeros((0, 0)), init=False)
    _topic_weight: float = field(default=0.0, init=False)
    _speakers: dict[str, int] = field(default_factory=dict, init=False)
    _questions: dict[str, int] = field(default_factory=dict, init=False)
    _moments: list[tuple[Floats, float]] = field(default_factory=list, init=False)
    _entries: list[Any] = field(default_factory=list, init=False)

    def __deepcopy__(self, memo: dict[int, Any]) -> Encoder:
        """A fitted encoder is not changed any more, so copies of a suggester share it."""
        return self

    def fit(self, frame: pd.DataFrame) -> Encoder:
        """
        Learn the features and encode the units.

        Parameters
        ----------
        frame : DataFrame
            Columns `unit, group, order, text`, optionally `speaker, question`.
        """
        _check(frame)
        tokens = [tokenise(text) for text in frame["text"]]
        self.vocabulary = Vocabulary().learn(tokens, least=2 if len(tokens) >= 20 else 1)
        own = self.vocabulary.encode(tokens)
        self._speakers = _levels(frame, "speaker")
        count_tokens([tokenise(q) for q in _column(frame, "question")], self._questions, grow=True)
        self._learn_topics(own, tokens)
        self._learn_codebook(own)
        self.known = self._encode(frame, own)
        self._places = {
            unit: (i, text)
            for i, (unit, text) in enumerate(zip(frame["unit"], frame["text"], strict=True))
        }
        return self

    def encode(self, frame: pd.DataFrame) -> Encoded:
        """
        Encode units; those `fit` saw keep the neighbours they had there.

        Parameters
        ----------
        frame : DataFrame
            As for `fit`.
        """
        _check(frame)
        found = [self._places.get(unit) for unit in frame["unit"]]
        if self.known is not None and all(
            place is not None and place[1] == text
            for place, text in zip(found, frame["text"], strict=True)
        ):
            return self.known.rows(np.array([p[0] for p in found if p], dtype=np.int64))
        own = self.vocabulary.encode([tokenise(text) for text in frame["text"]])
        return self._encode(frame, own)

    def plain(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """Take it apart into arrays and what JSON can hold; the texts it saw are not among it."""
        arrays: dict[str, Any] = {
            "idf_words": self.vocabulary.idf_words,
            "idf_runs": self.vocabulary.idf_runs,
            "topic_columns": self._topic_columns,
            "basis": self._basis,
            "topic_entries": self._entries[1],
        }
        for name, matrix in (("pseudo", self.pseudo), ("entries", self._entries[0])):
            for part in ("data", "indices", "indptr"):
                arrays[f"{name}.{part}"] = getattr(matrix, part)
            arrays[f"{name}.shape"] = np.array(matrix.shape)
        for i, (mean, spread) in enumerate(self._moments):
            arrays[f"mean.{i}"], arrays[f"spread.{i}"] = mean, np.array(spread)
        texts = {
            "recipe": asdict(self.recipe),
            "seed": self.seed,
            "topic_weight": self._topic_weight,
            "words": list(self.vocabulary.words),
            "pairs": list(self.vocabulary.pairs),
            "runs": list(self.vocabulary.runs),
            "speakers": list(self._speakers),
            "questions": list(self._questions),
        }
        return arrays, texts

    @classmethod
    def from_plain(
        cls, codebook: Codebook, arrays: Mapping[str, Any], texts: Mapping[str, Any]
    ) -> Encoder:
        """Put it together again; it can encode, but knows no units."""
        encoder = cls(codebook, Recipe(**texts["recipe"]), texts["seed"])
        encoder.vocabulary = Vocabulary(
            **{
                part: {name: i for i, name in enumerate(texts[part])}
                for part in ("words", "pairs", "runs")
            },
            idf_words=arrays["idf_words"],
            idf_runs=arrays["idf_runs"],
        )
        encoder._topic_columns, encoder._basis = arrays["topic_columns"], arrays["basis"]
        encoder._topic_weight = texts["topic_weight"]
        encoder._speakers = {name: i for i, name in enumerate(texts["speakers"])}
        encoder._questions = {name: i for i, name in enumerate(texts["questions"])}
        encoder.pseudo = _from_parts(arrays, "pseudo")
        encoder._entries = [_from_parts(arrays, "entries"), arrays["topic_entries"]]
        encoder._moments = [
            (arrays[f"mean.{i}"], float(arrays[f"spread.{i}"]))
            for i in range(2)
            if f"mean.{i}" in arrays
        ]
        return encoder

    def _learn_topics(self, own: Any, tokens: list[list[str]]) -> None:
        recipe = self.recipe
        words = sorted(len(t) for t in tokens)
        is_long = words[len(words) // 2] > _LONG
        self._topic_weight = recipe.topics_long if is_long else recipe.topics
        self._basis = np.zeros((0, 0))
        if not self._topic_weight:
            return
        vocabulary = self.vocabulary
        if recipe.whole_topics:
            self._topic_columns = np.arange(vocabulary.width)
        else:
            first = vocabulary.width - len(vocabulary.runs)
            often = np.bincount(own.indices, minlength=vocabulary.width)
            least, most = (3, 0.2 * len(tokens)) if len(tokens) >= 100 else (1, len(tokens))
            self._topic_columns = np.array(
                [
                    first + i
                    for run, i in vocabulary.runs.items()
                    if len(run) == _TOPIC_RUN and least <= often[first + i] <= most
                ],
                dtype=np.int64,
            )
        self._basis = topic_basis(
            l2_rows(own[:, self._topic_columns]), recipe.topic_size, seed=self.seed
        )

    def _topics(self, own: Any) -> Floats:
        if not self._basis.size:
            return np.zeros((own.shape[0], 0))
        return unit_rows(l2_rows(own[:, self._topic_columns]) @ self._basis)

    def _learn_codebook(self, own: Any) -> None:
        entries = [tokenise(code_words(code)) for code in self.codebook.codes.values()]
        bare = self.vocabulary.encode(entries)
        full = self._with_feedback(bare, own) if self.recipe.feedback else bare
        self._entries = [full, self._topics(bare)]
        self._moments = []
        for raw in self._similarities(own):
            spread = float(np.sqrt(((raw - raw.mean(axis=0)) ** 2).mean()))
            self._moments.append((raw.mean(axis=0), spread if spread > 1e-9 else 1.0))
        empty = sparse.csr_matrix((full.shape[0], self.context_width))
        topics = sparse.csr_matrix(self._entries[1] * self._topic_weight)
        self.pseudo = sparse.hstack([full, topics, empty], format="csr")

    def _with_feedback(self, bare: Any, own: Any) -> Any:
        """Add what the units most like an entry talk about: the words people really use."""
        recipe = self.recipe
        like = (own @ bare.T).toarray()
        rows = []
        for place in range(bare.shape[0]):
            scores = like[:, place]
            best = np.argsort(-np.round(scores, 9), kind="stable")[: recipe.feedback_units]
            best = best[scores[best] > 0]
            row = bare[place]
            if best.size:
                mean = sparse.csr_matrix(own[best].sum(axis=0))
                row = row + recipe.feedback * l2_rows(mean)
            rows.append(_strongest(sparse.csr_matrix(row), recipe.feedback_terms))
        return l2_rows(sparse.vstack(rows, format="csr"))

    def _similarities(self, own: Any) -> list[Floats]:
        full, topics = self._entries
        found = [np.asarray((own @ full.T).toarray())]
        if self._basis.size:
            found.append(np.einsum("ik,jk->ij", self._topics(own), topics))
        return found

    @property
    def context_width(self) -> int:
        """Number of columns that say where a unit stands: the last ones of the design."""
        return self._previous_width() + len(self._speakers) + len(self._questions)

    def _previous_width(self) -> int:
        if not self.recipe.previous:
            return 0
        vocabulary = self.vocabulary
        return vocabulary.width if self.recipe.previous_runs else len(vocabulary.words)

    def _encode(self, frame: pd.DataFrame, own: Any) -> Encoded:
        recipe = self.recipe
        speakers = [[speaker] if speaker else [] for speaker in _column(frame, "speaker")]
        questions = [tokenise(question) for question in _column(frame, "question")]
        context = [
            recipe.previous * (_before(frame) @ own[:, : self._previous_width()]),
            recipe.speaker * count_tokens(speakers, self._speakers, grow=False),
            recipe.question * l2_rows(count_tokens(questions, self._questions, grow=False)),
        ]
        return self._put_together(
            tuple(frame["unit"]),
            frame["group"].to_numpy(dtype=object),
            own,
            sparse.hstack(context, format="csr"),
            frame["text"].tolist(),
        )

    def _put_together(
        self, units: tuple[str, ...], groups: Any, own: Any, context: Any, texts: list[str]
    ) -> Encoded:
        topics = sparse.csr_matrix(self._topics(own) * self._topic_weight)
        prior = np.zeros((own.shape[0], len(self.codebook.codes)))
        if self.recipe.prior:
            for raw, (mean, spread) in zip(self._similarities(own), self._moments, strict=True):
                prior += self.recipe.prior * (raw - mean) / spread
        hits = self.recipe.hits * np.log1p(hit_counts(texts, self.codebook))
        design = sparse.hstack([own, topics, context], format="csr")
        return Encoded(units, groups, design, own, hits, prior)

    def reworded(self, unit: Encoded, text: str) -> Encoded:
        """The same unit in the same place with other words: what an explanation tries out."""
        own = self.vocabulary.encode([tokenise(text)])
        context = unit.design[:, -self.context_width :] if self.context_width else None
        if context is None:
            context = sparse.csr_matrix((1, 0))
        return self._put_together(unit.units, unit.groups, own, context, [text])

    def by_feature(self, unit: Encoded, weights: Floats, prior: Floats) -> tuple[Floats, float]:
        """
        Take a linear score of one unit apart over the features of its own text.

        Topics and the similarity to the codebook are linear in those features too, given the
        unit's length.

        Parameters
        ----------
        unit : Encoded
            One unit.
        weights : ndarray of shape (features,)
            Of the design.
        prior : ndarray of shape (codes,)
            Weight of each code's similarity.

        Returns
        -------
        shares : ndarray of shape (text features,)
        rest : float
            What no word carries: the similarities' means.
        """
        width = self.vocabulary.width
        value = np.asarray(unit.own.toarray()).ravel()
        shares = value * weights[:width]
        pull = np.zeros((len(self.codebook.codes), self._basis.shape[1]))
        rest = 0.0
        if self.recipe.prior:
            full = self._entries[0]
            mean, spread = self._moments[0]
            scaled = self.recipe.prior * prior / spread
            shares += value * np.asarray(full.T @ scaled).ravel()
            rest -= float((scaled * mean).sum())
        if self._basis.size:
            direct = self._topic_weight * weights[width : width + self._basis.shape[1]]
            if self.recipe.prior:
                mean, spread = self._moments[1]
                scaled = self.recipe.prior * prior / spread
                pull = scaled[:, None] * self._entries[1]
                rest -= float((scaled * mean).sum())
            part = value[self._topic_columns]
            length = float(np.sqrt((part * part).sum()))
            placed = np.einsum("i,ij->j", part, self._basis) / (length or 1.0)
            scale = float(np.sqrt((placed * placed).sum()))
            if length and scale > 1e-12:
                along = np.einsum("ij,j->i", self._basis, direct + pull.sum(axis=0))
                shares[self._topic_columns] += part / length / scale * along
        return shares, rest


def _from_parts(arrays: Mapping[str, Any], name: str) -> Any:
    parts = (arrays[f"{name}.data"], arrays[f"{name}.indices"], arrays[f"{name}.indptr"])
    return sparse.csr_matrix(parts, shape=tuple(arrays[f"{name}.shape"].tolist()))


def _check(frame: pd.DataFrame) -> None:
    needed = [name for name in ("unit", "group", "order", "text") if name not in frame.columns]
    if needed:
        raise CodingError(
            f"units without {', '.join(needed)}", expected="columns unit, group, order, text"
        )
    if frame.empty:
        raise CodingError("there are no units")


def _column(frame: pd.DataFrame, name: str) -> list[str]:
    if name not in frame.columns:
        return [""] * len(frame)
    return ["" if pd.isna(value) else str(value) for value in frame[name]]


def _levels(frame: pd.DataFrame, name: str) -> dict[str, int]:
    return {level: i for i, level in enumerate(sorted({*_column(frame, name)} - {""}))}


def _before(frame: pd.DataFrame) -> Any:
    """Matrix that puts the previous unit of the same group in a unit's place."""
    place = np.arange(len(frame))
    ordered = sorted(
        zip(frame["group"], frame["order"], frame["unit"], place.tolist(), strict=True)
    )
    pairs = [
        (later[3], earlier[3]) for earlier, later in pairwise(ordered) if earlier[0] == later[0]
    ]
    rows, columns = [a for a, _ in pairs], [b for _, b in pairs]
    return sparse.csr_matrix((np.ones(len(pairs)), (rows, columns)), shape=(len(frame), len(frame)))


def _strongest(row: Any, size: int) -> Any:
    if row.nnz <= size:
        return row
    order = np.lexsort((row.indices, -np.round(row.data, 9)))[:size]
    order.sort()
    return sparse.csr_matrix(
        (row.data[order], (np.zeros(size, dtype=np.int64), row.indices[order])), shape=row.shape
    )
