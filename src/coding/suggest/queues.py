"""In which order to read: as the text runs, by one code, or so that the suggester improves."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from coding.errors import CodingError
from coding.suggest.splitting import hash_order
from coding.suggest.suggester import Suggester

__all__ = ["POLICIES", "RANDOM_SHARE", "HandOut", "find", "improve", "in_order"]

Floats = npt.NDArray[np.float64]
POLICIES = ("order", "find", "improve")
RANDOM_SHARE = 0.25  # of what `improve` hands out: what calibration and audit rest on
_UNCERTAIN_SHARE = 0.25
_START = 20  # reads from indicator hits before there is anything to learn from
_NEAR = 0.9  # cosine above which two units of a batch tell the same


@dataclass(frozen=True, slots=True)
class HandOut:
    """
    A unit to read, and why it is handed out.

    Attributes
    ----------
    unit : str
    policy : str
        `order`, `find`, `rarest`, `uncertain`, `random` or `codebook`.
    code : str
        The code it is handed out for, where there is one.
    """

    unit: str
    policy: str
    code: str = ""

    @property
    def drawn(self) -> bool:
        """Whether it was drawn at random, so that calibration and audit may rest on it."""
        return self.policy == "random"


def in_order(frame: pd.DataFrame, *, done: Collection[str] = ()) -> list[HandOut]:
    """Hand out every undecided unit, document by document, as the text runs."""
    ordered = frame.sort_values(["group", "order", "unit"], kind="stable")
    return [HandOut(unit, "order") for unit in ordered["unit"] if unit not in set(done)]


def find(
    model: Suggester, frame: pd.DataFrame, code: str, *, done: Collection[str] = ()
) -> list[HandOut]:
    """
    Hand out undecided units, the likeliest for one code first.

    Raises
    ------
    CodingError
        For an unknown code.
    """
    place = list(model.codebook.codes).index(model.codebook.code(code).id)
    left = _left(frame, done)
    if left.empty:
        return []
    scores = model.decision_function(left)[:, place]
    return [HandOut(unit, "find", code) for unit in _ranked(left["unit"].tolist(), scores)]


def improve(
    model: Suggester,
    frame: pd.DataFrame,
    *,
    done: Collection[str] = (),
    size: int = 20,
    seed: int = 0,
) -> list[HandOut]:
    """
    Hand out a batch that makes the suggester better and keeps it honest.

    A quarter at random; a quarter where codes are least certain; the rest the likeliest units of
    the rarest codes. The first twenty come from the codebook's indicators, spread over documents.
    Near-duplicates of a unit in the batch are left for later, except in the random quarter: leaving
    them out there would bend what calibration rests on.

    Parameters
    ----------
    model : Suggester
    frame : DataFrame
    done : collection of str
        Units decided or skipped.
    size : int
    seed : int
        Of the random quarter.

    References
    ----------
    Lewis, D. D., & Gale, W. A. (1994). A sequential algorithm for training text classifiers. SIGIR.
    """
    if size < 1:
        raise CodingError(f"a batch of {size}", expected="at least 1")
    left = _left(frame, done)
    if left.empty:
        return []
    names = left["unit"].tolist()
    n_random = int(np.ceil(RANDOM_SHARE * min(size, len(names))))
    drawn = hash_order(names, seed, "stratum", len(set(done)))[:n_random]
    encoded = model.encoder_.encode(left)
    scores = model.decision_function(left)
    batch = _Batch(names, encoded.own, taken=drawn)
    wanted = min(size, len(names)) - n_random
    if len(set(done)) < _START:
        steered = [_by_hits(left, encoded.hits)]
    else:
        steered = [_rarest(model, names, scores)]
        uncertain = _uncertain(model, names, scores)
        n_uncertain = min(wanted, round(_UNCERTAIN_SHARE * size))
        batch.take(uncertain, n_uncertain)
        wanted -= n_uncertain
    for queue in steered:
        batch.take(queue, wanted)
    found = [*batch.found, *(HandOut(unit, "random") for unit in drawn)]
    # mixed, so that nobody sees which are the random ones
    place = {unit: i for i, unit in enumerate(hash_order([h.unit for h in found], seed, "mix"))}
    return sorted(found, key=lambda hand_out: place[hand_out.unit])


class _Batch:
    """Units chosen so far, without near-duplicates."""

    def __init__(self, names: list[str], own: Any, *, taken: Iterable[str]) -> None:
        self.place = {name: i for i, name in enumerate(names)}
        self.own = own
        self.taken = list(taken)
        self.found: list[HandOut] = []

    def take(self, queue: Iterable[HandOut], wanted: int) -> None:
        """Take the first ones that tell something new."""
        for hand_out in queue:
            if wanted <= 0:
                return
            if hand_out.unit not in self.taken and not self._near(hand_out.unit):
                self.taken.append(hand_out.unit)
                self.found.append(hand_out)
                wanted -= 1

    def _near(self, unit: str) -> bool:
        rows = [self.place[name] for name in self.taken]
        if not rows:
            return False
        like = (self.own[rows] @ self.own[self.place[unit]].T).toarray()
        return bool(like.max() >= _NEAR)


def _left(frame: pd.DataFrame, done: Collection[str]) -> pd.DataFrame:
    return frame[~frame["unit"].isin(set(done))]


def _ranked(names: list[str], scores: Floats) -> list[str]:
    order = sorted(range(len(names)), key=lambda i: (-round(float(scores[i]), 9), names[i]))
    return [names[i] for i in order]


def _rarest(model: Suggester, names: list[str], scores: Floats) -> Iterator[HandOut]:
    """Likeliest unit of the rarest code, then of the next one, and round again."""
    codes = list(model.codebook.codes)
    able = [i for i, code in enumerate(codes) if model.codebook.codes[code].tier != "C"]
    by_need = sorted(able, key=lambda i: (model.positives_[i], codes[i]))
    queues = {i: _ranked(names, scores[:, i]) for i in by_need}
    for rank in range(len(names)):
        for i in by_need:
            yield HandOut(queues[i][rank], "rarest", codes[i])


def _uncertain(model: Suggester, names: list[str], scores: Floats) -> Iterator[HandOut]:
    doubt = uncertainty(model, scores)
    return (HandOut(unit, "uncertain") for unit in _ranked(names, doubt))


def uncertainty(model: Suggester, scores: Floats) -> Floats:
    """Sum of the codes' entropies on each unit; of codes without probabilities, nearness to 0."""
    p = model.probabilities(scores)
    p = np.clip(np.where(np.isnan(p), 1.0 / (1.0 + np.exp(np.abs(scores))), p), 1e-6, 1.0 - 1e-6)
    return np.asarray(-(p * np.log(p) + (1.0 - p) * np.log(1.0 - p)).sum(axis=1))


def _by_hits(left: pd.DataFrame, hits: Floats) -> Iterator[HandOut]:
    """Units with most indicator hits, one document after the other."""
    total = hits.sum(axis=1)
    by_group: dict[str, list[str]] = {}
    for place in sorted(range(len(left)), key=lambda i: (-total[i], left["unit"].iloc[i])):
        by_group.setdefault(str(left["group"].iloc[place]), []).append(left["unit"].iloc[place])
    for rank in range(max(len(units) for units in by_group.values())):
        for group in sorted(by_group):
            if rank < len(by_group[group]):
                yield HandOut(by_group[group][rank], "codebook")
