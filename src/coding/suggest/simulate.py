"""Replaying a coded study: how much would have been read, and when each rule would have stopped."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from coding.codebook import Codebook
from coding.errors import CodingError, did_you_mean
from coding.files import write_csv
from coding.suggest.features import Encoder
from coding.suggest.linear import search_scores
from coding.suggest.queues import POLICIES, improve, in_order
from coding.suggest.splitting import hash_order
from coding.suggest.stopping import stop_after
from coding.suggest.suggester import Suggester
from coding.suggest.units import LabelledUnits

__all__ = ["PRIORS", "Simulation", "priors_of", "reading_order_of_code", "simulate"]

Floats = npt.NDArray[np.float64]
PRIORS = (1, 10)  # units with and without the code that are known at the start
_LEAST = 5  # positives a code needs to be replayed
_GROWTH = 0.04  # the machine learns anew when so much more was read
_BATCH = 0.02  # of the pool, handed out at once by `improve`
_RULES: tuple[dict[str, Any], ...] = (
    {"rule": "in a row", "run": 50},
    {"rule": "in a row", "run": 100},
    {"rule": "in a row", "run": 200},
    {"rule": "hypergeometric", "target": 0.8},
    {"rule": "hypergeometric", "target": 0.95},
)


@dataclass(frozen=True, slots=True)
class Simulation:
    """
    What a replay measured.

    Attributes
    ----------
    codes : DataFrame
        One row a code: reads to 80 % and 95 % of it, the same when reading at random, WSS@95.
    curve : DataFrame
        Recall after each twentieth of the pool.
    stops : DataFrame
        When each stop rule would have stopped, and what would have been found.
    notices : tuple of str
    """

    codes: pd.DataFrame
    curve: pd.DataFrame
    stops: pd.DataFrame
    notices: tuple[str, ...]

    def write(self, folder: Path) -> None:
        """Write `codes.csv`, `curve.csv` and `stops.csv`."""
        folder.mkdir(parents=True, exist_ok=True)
        for name in ("codes", "curve", "stops"):
            write_csv(getattr(self, name), folder / f"{name}.csv")


def simulate(
    units: LabelledUnits,
    codebook: Codebook,
    *,
    policy: str,
    codes: Sequence[str] | None = None,
    seed: int = 0,
    progress: Callable[[str], None] | None = None,
) -> Simulation:
    """
    Replay an already coded study.

    Parameters
    ----------
    units : LabelledUnits
        Units nobody decided are left out of the pool.
    codebook : Codebook
    policy : {'find', 'improve', 'order'}
        `find`: each code on its own, likeliest first, from one unit with it and ten without;
        `improve`: the measured mix, all codes at once; `order`: as the text runs.
    codes : sequence of str, optional
        Otherwise every code that applies to at least five units.
    seed : int
    progress : callable, optional

    Raises
    ------
    CodingError
        For an unknown policy or code, or codes too rare to replay.
    """
    if policy not in POLICIES:
        raise CodingError(f"policy {policy!r}", hint=did_you_mean(policy, POLICIES))
    rows = np.flatnonzero(units.decided)
    frame, labels = units.frame.iloc[rows], units.labels[rows]
    chosen, notices = _codes(codebook, labels, codes)
    places = {code: i for i, code in enumerate(codebook.codes)}
    encoder = None if policy == "order" else Encoder(codebook).fit(units.frame)
    orders: dict[str, list[int]] = {}
    if policy == "find":
        assert encoder is not None
        for code in chosen:
            if progress is not None:
                progress(code)
            orders[code] = reading_order_of_code(
                encoder, frame, labels[:, places[code]], code, seed
            )
    else:
        order = _one_order(encoder, frame, labels, seed)
        orders = dict.fromkeys(chosen, order)
    found = {code: labels[orders[code], places[code]] > 0 for code in chosen}
    return Simulation(
        pd.DataFrame([_row(code, policy, seed, hits) for code, hits in found.items()]),
        pd.DataFrame([row for code, hits in found.items() for row in _curve(code, hits)]),
        pd.DataFrame([row for code, hits in found.items() for row in _stops(code, hits)]),
        (*codebook.notices, *units.notices, *notices),
    )


def _codes(
    codebook: Codebook, labels: Floats, codes: Sequence[str] | None
) -> tuple[list[str], list[str]]:
    counts = dict(zip(codebook.codes, labels.sum(axis=0).astype(int).tolist(), strict=True))
    wanted = [codebook.code(code).id for code in codes] if codes else list(codebook.codes)
    chosen = [code for code in wanted if counts[code] >= _LEAST]
    if not chosen:
        raise CodingError("no code applies often enough to replay", expected=f"{_LEAST} units")
    left = len(wanted) - len(chosen)
    return chosen, [f"{left} codes apply to fewer than {_LEAST} units: not replayed"] * bool(left)


def priors_of(units: Sequence[str], hits: npt.NDArray[np.bool_], seed: int) -> list[int]:
    """Units known at the start: one with the code, ten without, drawn with the seed."""
    place = {unit: i for i, unit in enumerate(units)}
    drawn = [place[unit] for unit in hash_order(units, seed, "priors")]
    yes = [i for i in drawn if hits[i]][: PRIORS[0]]
    no = [i for i in drawn if not hits[i]][: PRIORS[1]]
    return [*yes, *no]


def reading_order_of_code(
    encoder: Encoder, frame: pd.DataFrame, wanted: Floats, code: str, seed: int
) -> list[int]:
    """
    Order in which units are read when one code is searched for, the priors first.

    Parameters
    ----------
    encoder : Encoder
    frame : DataFrame
    wanted : ndarray of shape (units,)
        1 where the code applies.
    code : str
    seed : int

    Returns
    -------
    list of int
        Rows of `frame`.
    """
    encoded = encoder.encode(frame)
    names = frame["unit"].tolist()
    place = list(encoder.codebook.codes).index(code)
    read = priors_of(names, wanted > 0, seed)
    unread = np.ones(len(names), dtype=bool)
    unread[read] = False
    while wanted[unread].any():
        known = np.array(sorted(read))
        scores = search_scores(encoded, encoder.pseudo, place, known, wanted[known])
        left = np.flatnonzero(unread)
        ranked = np.round(scores[left], 9)
        order = sorted(range(len(left)), key=lambda i: (-ranked[i], names[left[i]]))
        batch = [int(left[i]) for i in order[: max(1, int(_GROWTH * len(read)))]]
        read += batch
        unread[batch] = False
    # nothing is left to find: the order of the rest changes no figure
    return [*read, *np.flatnonzero(unread).tolist()]


def _one_order(
    encoder: Encoder | None, frame: pd.DataFrame, labels: Floats, seed: int
) -> list[int]:
    """Reading order of all codes at once: as the text runs, or the mix that improves."""
    place = {unit: i for i, unit in enumerate(frame["unit"].tolist())}
    if encoder is None:
        return [place[hand_out.unit] for hand_out in in_order(frame)]
    model = Suggester(encoder.codebook, encoder=encoder, seed=seed)
    read: list[int] = []
    done: set[str] = set()
    size = max(1, int(_BATCH * len(frame)))
    while len(read) < len(frame):
        known = np.array(read, dtype=np.int64)
        model.fit(frame.iloc[known], labels[known], calibrate=False)
        batch = [h.unit for h in improve(model, frame, done=done, size=size, seed=seed)]
        read += [place[unit] for unit in batch]
        done.update(batch)
    return read


def _reads(hits: npt.NDArray[np.bool_], recall: float) -> int:
    needed = int(np.ceil(recall * hits.sum() - 1e-9))
    return int(np.searchsorted(np.cumsum(hits), needed) + 1)


def _row(code: str, policy: str, seed: int, hits: npt.NDArray[np.bool_]) -> dict[str, Any]:
    pool, total = len(hits), int(hits.sum())
    row: dict[str, Any] = {
        "code": code,
        "policy": policy,
        "seed": seed,
        "pool": pool,
        "positives": total,
    }
    for share in (80, 95):
        needed = int(np.ceil(share / 100 * total - 1e-9))
        row[f"reads_{share}"] = _reads(hits, share / 100)
        # expected place of the k-th of m among n in random order
        row[f"random_{share}"] = needed * (pool + 1) / (total + 1)
    row["wss_95"] = 1.0 - row["reads_95"] / pool - 0.05
    return row


def _curve(code: str, hits: npt.NDArray[np.bool_]) -> list[dict[str, Any]]:
    found = np.cumsum(hits)
    rows = []
    for step in range(21):
        read = round(step / 20 * len(hits))
        recall = float(found[read - 1] / found[-1]) if read else 0.0
        rows.append({"code": code, "read": read, "share_read": step / 20, "recall": recall})
    return rows


def _stops(code: str, hits: npt.NDArray[np.bool_]) -> list[dict[str, Any]]:
    rows = []
    for options in _RULES:
        read = stop_after(hits.tolist(), len(hits), **options)
        whole = len(hits) if read is None else read
        rows.append(
            {
                "code": code,
                "rule": options["rule"],
                "target": options.get("target"),
                "run": options.get("run"),
                "stopped": read is not None,
                "read": whole,
                "share_read": whole / len(hits),
                "recall": float(hits[:whole].sum() / hits.sum()),
            }
        )
    return rows
