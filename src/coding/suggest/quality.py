"""How good suggestions are in one study: by code, by interviews coded, and what they miss."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from coding.codebook import Codebook
from coding.errors import CodingError
from coding.suggest.evaluate import Evaluation, evaluate, human_alpha
from coding.suggest.features import Encoder
from coding.suggest.linear import fit_weights
from coding.suggest.metrics import Ranking, average_precision, f1, mean_defined, precision_recall
from coding.suggest.splitting import hash_order, test_folds
from coding.suggest.units import LabelledUnits

__all__ = ["Quality", "learning_curve", "measure"]

Floats = npt.NDArray[np.float64]
_DRAWS = 500
_BINS = 8


@dataclass(frozen=True, slots=True)
class Quality:
    """
    One measurement of a study.

    Attributes
    ----------
    codes : DataFrame
        One row a code: examples, AP with interval over interviews, by leaving out whole cases, by
        indicators, prevalence; precision, recall, F1 of what would be suggested; alpha with the
        coder and between coders; state.
    precision_recall : DataFrame
        Precision at each recall, all codes together: `method, recall, precision`.
    calibration : DataFrame
        `low, high, p, share, pairs`: mean probability and what came true.
    evaluation : Evaluation
    """

    codes: pd.DataFrame
    precision_recall: pd.DataFrame
    calibration: pd.DataFrame
    evaluation: Evaluation
    units: LabelledUnits
    codebook: Codebook

    def missed(self, *, each: int = 1) -> pd.DataFrame:
        """
        Passages the coder gave a code and the suggester put furthest from it.

        Parameters
        ----------
        each : int
            Passages a code.

        Returns
        -------
        DataFrame
            `code, group, unit, place (rank among all units, 1 = likeliest), of, text`.
        """
        run = self.evaluation.runs[0]
        rows = []
        for place in self.evaluation.codes.tolist():
            tested = np.flatnonzero(run.tested)
            order = np.argsort(-run.scores[tested, place], kind="stable")
            rank = np.empty(len(tested), dtype=np.int64)
            rank[order] = np.arange(1, len(tested) + 1)
            wanted = self.units.labels[tested, place] > 0
            worst = sorted(
                np.flatnonzero(wanted & ~run.shown[tested, place]), key=lambda i: -rank[i]
            )
            for i in worst[:each]:
                row = self.units.frame.iloc[tested[i]]
                rows.append(
                    {
                        "code": list(self.codebook.codes)[place],
                        "document": row["group"],
                        "unit": row["unit"],
                        "rank": int(rank[i]),
                        "of": len(tested),
                        "text": row["text"],
                    }
                )
        return pd.DataFrame(rows, columns=["code", "document", "unit", "rank", "of", "text"])


def measure(
    units: LabelledUnits,
    codebook: Codebook,
    *,
    folds: int = 6,
    blocks: Mapping[str, str] | None = None,
    seed: int = 0,
) -> Quality:
    """
    Measure suggestions against one coder, on interviews the machine did not see.

    Parameters
    ----------
    units : LabelledUnits
    codebook : Codebook
    folds : int
    blocks : mapping of str to str, optional
        Group -> case; adds a measurement on cases the machine did not see.
    seed : int
        Of the bootstrap.
    """
    decided = int(units.decided.sum())
    groups = units.frame["group"][units.decided]
    smallest = decided - int(groups.value_counts().iloc[: -(-groups.nunique() // folds)].sum())
    found = evaluate(
        units,
        codebook,
        budgets=[max(1, smallest)],
        folds=folds,
        seeds=1,
        methods=["suggester", "keywords", "prevalence"],
    )
    by_case = _left_out(units, codebook, blocks) if blocks is not None else {}
    run = found.runs[0]
    tested = np.flatnonzero(run.tested)
    frame = found.per_code[found.per_code["method"] == "suggester"].reset_index(drop=True)
    others = {
        name: found.per_code.loc[found.per_code["method"] == name].set_index("code")["ap"]
        for name in ("keywords", "prevalence")
    }
    people = human_alpha(units, codebook)
    intervals = _intervals(found, units, tested, seed)
    rows = []
    for i, code in enumerate(frame["code"]):
        row = frame.iloc[i]
        rows.append(
            {
                "code": code,
                "tier": codebook.codes[code].tier,
                "n": int(row["n"]),
                "ap": row["ap"],
                **intervals[code],
                "ap_other_cases": by_case.get(code),
                "ap_indicators": others["keywords"][code],
                "prevalence": row["prevalence"],
                "precision": row["precision"],
                "recall": row["recall"],
                "alpha_machine": row["alpha"],
                "alpha_coders": people.get(code),
                "state": row["state"],
            }
        )
    return Quality(
        pd.DataFrame(rows),
        _precision_recall(found, units, tested),
        _calibration(found, units, tested),
        found,
        units,
        codebook,
    )


def _left_out(
    units: LabelledUnits, codebook: Codebook, blocks: Mapping[str, str]
) -> dict[str, float | None]:
    """AP by code when every unit is scored by a model of the other cases."""
    case = np.array([blocks.get(group, "") for group in units.frame["group"]])
    rows = np.flatnonzero(units.decided)
    names = sorted(set(case[rows].tolist()))
    if len(names) < 2:
        raise CodingError("leaving cases out takes two cases")
    encoder = Encoder(codebook).fit(units.frame)
    assert encoder.known is not None
    scores = np.zeros(units.labels.shape)
    for name in names:
        train, test = rows[case[rows] != name], rows[case[rows] == name]
        known = encoder.known.rows(train)
        weights = fit_weights(known, units.labels[train], encoder.pseudo, recipe=encoder.recipe)
        scores[test] = weights.score(encoder.known.rows(test))
    return {
        code: average_precision(units.labels[rows, place], scores[rows, place])
        for place, code in enumerate(codebook.codes)
    }


def _intervals(
    found: Evaluation, units: LabelledUnits, tested: npt.NDArray[np.int64], seed: int
) -> dict[str, dict[str, float | None]]:
    """Bootstrap limits over interviews of AP and F1, and F1 itself, by code."""
    run = found.runs[0]
    groups = units.frame["group"].to_numpy(dtype=object)[tested].astype(str)
    names, inverse = np.unique(groups, return_inverse=True)
    rng = np.random.default_rng(seed)
    draws = rng.integers(len(names), size=(_DRAWS, len(names)))
    times = np.array([np.bincount(draw, minlength=len(names)) for draw in draws], dtype=np.float64)
    codes = list(dict.fromkeys(found.per_code["code"]))
    limits: dict[str, dict[str, float | None]] = {}
    for code, place in zip(codes, found.codes.tolist(), strict=True):
        labels, shown = units.labels[tested, place], run.shown[tested, place]
        ranking = Ranking(run.scores[tested, place])
        parts = [
            np.bincount(inverse, weights=part, minlength=len(names))
            for part in (shown * labels, shown.astype(float), labels)
        ]
        right, said, true = (np.einsum("ij,j->i", times, part) for part in parts)
        aps = [ranking.average_precision(labels, row[inverse]) for row in times]
        scores = 2.0 * right[true > 0] / (said + true)[true > 0]
        limits[code] = {
            **_limits("ap", [value for value in aps if value is not None]),
            "f1": f1(shown, labels),
            **_limits("f1", scores.tolist()),
        }
    return limits


def _limits(name: str, values: Sequence[float]) -> dict[str, float | None]:
    if len(values) < 2:
        return {f"{name}_low": None, f"{name}_high": None}
    low, high = np.quantile(values, [0.025, 0.975])
    return {f"{name}_low": float(low), f"{name}_high": float(high)}


def _precision_recall(
    found: Evaluation, units: LabelledUnits, tested: npt.NDArray[np.int64]
) -> pd.DataFrame:
    """Mean over codes of the precision at each recall, by method."""
    rows = []
    steps = np.arange(0.05, 1.0001, 0.05)
    for run in found.runs:
        curves = []
        for place in found.codes.tolist():
            labels = units.labels[tested, place]
            order = np.argsort(-run.scores[tested, place], kind="stable")
            hits = np.cumsum(labels[order])
            precision = hits / np.arange(1, len(hits) + 1)
            best = np.maximum.accumulate(precision[::-1])[::-1]  # at this recall or beyond
            at = np.searchsorted(hits, np.ceil(steps * hits[-1] - 1e-9))
            curves.append(best[at])
        mean = np.mean(curves, axis=0)
        for recall, precision_there in zip(steps.tolist(), mean.tolist(), strict=True):
            rows.append({"method": run.method, "recall": recall, "precision": precision_there})
    return pd.DataFrame(rows)


def _calibration(
    found: Evaluation, units: LabelledUnits, tested: npt.NDArray[np.int64]
) -> pd.DataFrame:
    run = found.runs[0]
    p = run.probabilities[tested][:, found.codes]
    y = units.labels[tested][:, found.codes]
    known = ~np.isnan(p)
    p, y = p[known], y[known]
    rows: list[dict[str, Any]] = []
    for i in range(_BINS):
        low, high = i / _BINS, (i + 1) / _BINS
        here = (p >= low) & ((p < high) | (i == _BINS - 1))
        if here.any():
            mean, share = float(p[here].mean()), float(y[here].mean())
            rows.append(
                {"low": low, "high": high, "p": mean, "share": share, "pairs": int(here.sum())}
            )
    return pd.DataFrame(rows, columns=["low", "high", "p", "share", "pairs"])


def learning_curve(
    units: LabelledUnits,
    codebook: Codebook,
    *,
    interviews: Sequence[int] = (1, 2, 4, 8, 12),
    folds: int = 6,
    seed: int = 0,
) -> pd.DataFrame:
    """
    How ranking improves with every interview coded whole.

    Parameters
    ----------
    units : LabelledUnits
    codebook : Codebook
    interviews : sequence of int
        Interviews coded; those above what training has are left out.
    folds : int
    seed : int
        Of the order in which interviews are coded.

    Returns
    -------
    DataFrame
        `interviews, units (mean labelled), macro_ap, precision, recall`; 0 interviews is the
        codebook alone.
    """
    encoder = Encoder(codebook).fit(units.frame)
    assert encoder.known is not None
    rows = np.flatnonzero(units.decided)
    groups = units.frame["group"].to_numpy(dtype=object)
    fold = np.full(len(groups), -1)
    fold[rows] = test_folds(groups[rows], folds, seed=seed)
    codes = [k for k in range(units.labels.shape[1]) if units.labels[rows, k].any()]
    found = []
    for number in (0, *interviews):
        scores, shown = np.zeros(units.labels.shape), np.zeros(units.labels.shape, dtype=bool)
        sizes = []
        for part in range(folds):
            train, test = rows[fold[rows] != part], np.flatnonzero(fold == part)
            names = hash_order(sorted(set(groups[train].tolist())), seed, "interviews")
            if number > len(names):
                break
            labelled = train[np.isin(groups[train].astype(str), names[:number])]
            sizes.append(len(labelled))
            known, there = encoder.known.rows(labelled), encoder.known.rows(test)
            if not number:
                scores[test] = there.prior + there.hits
                continue
            weights = fit_weights(
                known, units.labels[labelled], encoder.pseudo, recipe=encoder.recipe
            )
            scores[test] = weights.score(there)
            share = units.labels[labelled].mean(axis=0)
            for k in codes:
                wanted = round(share[k] * len(test))
                best = np.argsort(-scores[test, k], kind="stable")[:wanted]
                shown[test[best], k] = True
        else:
            aps = [average_precision(units.labels[rows, k], scores[rows, k]) for k in codes]
            precision, recall = precision_recall(shown[rows], units.labels[rows])
            found.append(
                {
                    "interviews": number,
                    "units": float(np.mean(sizes)),
                    "macro_ap": mean_defined(aps),
                    "precision": precision,
                    "recall": recall,
                }
            )
    return pd.DataFrame(found)
