"""Why a code is suggested: in words that sum to the score, and checked by taking them away."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pandas as pd

from coding.errors import CodingError
from coding.suggest.features import Encoded
from coding.suggest.hits import hit_places
from coding.suggest.suggester import Suggester
from coding.suggest.vocabulary import letter_runs, tokenise

__all__ = ["Explanation", "explain"]

Floats = npt.NDArray[np.float64]
_MOST = 3  # words taken away to turn a suggestion
_CANDIDATES = 6


@dataclass(frozen=True, slots=True)
class Explanation:
    """
    A suggestion taken apart.

    Attributes
    ----------
    unit, code : str
    score, threshold : float
    words : tuple of (str, float)
        Every word of the unit with what it adds; the strongest first.
    place : float
        What the previous unit, the speaker and the question add.
    base : float
        What no word adds; `words`, `place` and `base` sum to `score`.
    turns : tuple of str, or None
        The one to three words without which the code would not be suggested; None where there are
        none, or it is not suggested. Checked by scoring the unit without them.
    nearest : tuple of (str, float)
        Units the person gave this code, with their similarity.
    hits : tuple of (int, int)
        Where the codebook's indicators occur in the text.
    """

    unit: str
    code: str
    score: float
    threshold: float
    words: tuple[tuple[str, float], ...]
    place: float
    base: float
    turns: tuple[str, ...] | None
    nearest: tuple[tuple[str, float], ...]
    hits: tuple[tuple[int, int], ...]


def explain(
    model: Suggester,
    frame: pd.DataFrame,
    unit: str,
    code: str,
    *,
    coded: Sequence[str] = (),
    shown: int = 3,
) -> Explanation:
    """
    Explain the score of a code on a unit.

    Parameters
    ----------
    model : Suggester
        Fitted.
    frame : DataFrame
        Units with `unit, group, order, text`.
    unit, code : str
    coded : sequence of str
        Units the person gave the code, to show the nearest of.
    shown : int
        How many of those.

    Raises
    ------
    CodingError
        For an unknown unit or code, or a suggester that has learnt from nothing.
    """
    place = list(model.codebook.codes).index(model.codebook.code(code).id)
    rows = frame[frame["unit"] == unit]
    if rows.empty:
        raise CodingError(f"no unit {unit!r} here")
    if model.weights_ is None:
        raise CodingError(
            "nothing was learnt yet", hint="the ranking rests on the codebook's words alone"
        )
    text = str(rows["text"].iloc[0])
    encoded = model.encoder_.encode(rows)
    words, around, base = _contributions(model, encoded, text, place)
    score = float(model.weights_.score(encoded)[0, place])
    threshold = float(model.thresholds_[place])
    strongest = tuple(sorted(words.items(), key=lambda item: (-abs(item[1]), item[0])))
    turns = None
    if score > threshold:
        turns = _turning_words(model, encoded, text, place, strongest)
    return Explanation(
        unit,
        code,
        score,
        threshold,
        strongest,
        around,
        base,
        turns,
        _nearest(model, frame=frame, encoded=encoded, unit=unit, coded=coded, shown=shown),
        tuple(hit_places(text, model.codebook.codes[code])),
    )


def _contributions(
    model: Suggester, unit: Encoded, text: str, place: int
) -> tuple[dict[str, float], float, float]:
    weights, encoder = model.weights_, model.encoder_
    assert weights is not None
    mix = weights.company[:, place] + (np.arange(len(weights.bias)) == place)
    linear = np.einsum("ij,j->i", weights.text, mix)
    shares, base = encoder.by_feature(unit, linear, weights.prior * mix)
    words = _over_words(shares, text, encoder.vocabulary)
    width = unit.design.shape[1]
    start = width - encoder.context_width
    around = float((unit.design[:, start:] @ linear[start:])[0]) if start < width else 0.0
    for code, entry in enumerate(model.codebook.codes.values()):
        added = float(unit.hits[0, code] * weights.hits[code] * mix[code])
        if added:
            spans = hit_places(text, entry)
            hit = [word for start, end in spans for word in tokenise(text[start:end])]
            for word in hit:
                words[word] += added / len(hit)
            if not hit:
                base += added
    base += float((weights.bias * mix).sum())
    return dict(words), around, base


def _over_words(shares: Floats, text: str, vocabulary: object) -> defaultdict[str, float]:
    """Hand each feature's share to the words that make it; a run of two words is divided."""
    tokens = tokenise(text)
    counts = Counter(tokens)
    words, pairs, runs = (getattr(vocabulary, name) for name in ("words", "pairs", "runs"))
    after_words, after_pairs = len(words), len(words) + len(pairs)
    found: defaultdict[str, float] = defaultdict(float)
    makers: defaultdict[int, Counter[str]] = defaultdict(Counter)
    for word, times in counts.items():
        found[word] += float(shares[words[word]]) if word in words else 0.0
        for run in letter_runs(word):
            if run in runs:
                makers[after_pairs + runs[run]][word] += times
    for first, second in {*pairwise(tokens)}:
        pair = pairs.get(f"{first} {second}")
        if pair is not None:
            half = float(shares[after_words + pair]) / 2.0
            found[first] += half
            found[second] += half
    for column, made_by in makers.items():
        total = sum(made_by.values())
        for word, times in made_by.items():
            found[word] += float(shares[column]) * times / total
    return found


def _turning_words(
    model: Suggester,
    unit: Encoded,
    text: str,
    place: int,
    strongest: tuple[tuple[str, float], ...],
) -> tuple[str, ...] | None:
    """Fewest words, strongest first, whose removal takes the suggestion away; by trying."""
    for_it = [word for word, share in strongest if share > 0 and word.isalnum()][:_CANDIDATES]
    tries: list[tuple[str, ...]] = [(word,) for word in for_it]
    tries += [tuple(for_it[:n]) for n in range(2, _MOST + 1) if len(for_it) >= n]
    assert model.weights_ is not None
    for words in tries:
        pattern = "|".join(re.escape(word) for word in words)
        rest = re.sub(rf"\b(?:{pattern})\b", " ", text, flags=re.IGNORECASE)
        score = model.weights_.score(model.encoder_.reworded(unit, rest))[0, place]
        if score <= model.thresholds_[place]:
            return words
    return None


def _nearest(
    model: Suggester,
    *,
    frame: pd.DataFrame,
    encoded: Encoded,
    unit: str,
    coded: Sequence[str],
    shown: int,
) -> tuple[tuple[str, float], ...]:
    others = frame[frame["unit"].isin(set(coded) - {unit})]
    if others.empty:
        return ()
    like = (model.encoder_.encode(others).own @ encoded.own.T).toarray().ravel()
    names = others["unit"].tolist()
    order = sorted(range(len(names)), key=lambda i: (-round(float(like[i]), 9), names[i]))
    return tuple((names[i], float(like[i])) for i in order[:shown])
