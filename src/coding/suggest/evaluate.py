"""Measuring the suggester on coded data, always on documents it never saw (C5)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

from coding.codebook import Codebook
from coding.errors import CodingError, did_you_mean
from coding.files import write_csv
from coding.suggest.features import METHODS, Encoder
from coding.suggest.hits import hit_counts
from coding.suggest.metrics import (
    Ranking,
    average_precision,
    binary_alpha,
    f1,
    mean_defined,
    precision_recall,
    summary,
)
from coding.suggest.splitting import sample_units, test_folds
from coding.suggest.states import code_states, state_counts
from coding.suggest.suggester import Suggester
from coding.suggest.units import LabelledUnits

__all__ = ["ALL_METHODS", "METRICS", "Evaluation", "Run", "evaluate", "human_alpha"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
ALL_METHODS = ("suggester", "reference", "prevalence", "keywords")
METRICS = (
    "macro_ap",
    "top3_recall",
    "micro_f1",
    "macro_f1",
    "alpha",
    "ece_20",
    "precision_50",
    "recall_50",
)
_WHY = {
    "ece_20": "no calibrated probability reaches .2",
    "precision_50": "no calibrated probability reaches .5",
    "recall_50": "no calibrated probability reaches .5",
}


@dataclass(slots=True)
class Run:
    """
    Predictions of one method, budget and seed, pooled over test folds.

    Attributes
    ----------
    scores, probabilities, shown : ndarray of shape (units, codes)
    tested : ndarray of bool, shape (units,)
    states : list of dict
        State of each code, one a fold.
    """

    method: str
    budget: int
    seed: int
    scores: Floats
    probabilities: Floats
    shown: npt.NDArray[np.bool_]
    tested: npt.NDArray[np.bool_]
    states: list[dict[str, str]] = field(default_factory=list)
    positives: list[Floats] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Evaluation:
    """
    Everything measured.

    Attributes
    ----------
    metrics : DataFrame
        One row a method, budget and seed.
    per_code : DataFrame
        One row a method, budget, seed and code.
    paired : DataFrame
        Differences in macro-AP between the suggester and each other method, with intervals over
        groups.
    notices : tuple of str
    runs : tuple of Run
    codes : ndarray of int
        Columns that count.
    """

    metrics: pd.DataFrame
    per_code: pd.DataFrame
    paired: pd.DataFrame
    notices: tuple[str, ...]
    runs: tuple[Run, ...]
    codes: Ints

    def write(self, folder: Path) -> None:
        """Write `metrics.csv`, `per_code.csv` and `paired.csv`."""
        folder.mkdir(parents=True, exist_ok=True)
        for name in ("metrics", "per_code", "paired"):
            write_csv(getattr(self, name), folder / f"{name}.csv")


def evaluate(
    units: LabelledUnits,
    codebook: Codebook,
    *,
    budgets: Sequence[int] = (100, 400, 800),
    folds: int = 5,
    seeds: int = 2,
    methods: Sequence[str] = ALL_METHODS,
    progress: Callable[[str], None] | None = None,
) -> Evaluation:
    """
    Measure methods by cross-validation over groups.

    Of the training groups of each fold `budget` units are drawn as labelled; every unit is
    predicted once a seed, by a model that saw no label of its group. A code counts if it applies in
    at least two groups, so that it can be in training and in test.

    Parameters
    ----------
    units : LabelledUnits
    codebook : Codebook
    budgets : sequence of int
        Labelled units; those above what is there are skipped with a notice.
    folds, seeds : int
    methods : sequence of str
        Of `ALL_METHODS`.
    progress : callable, optional
        Told what is being done.

    Raises
    ------
    CodingError
        For fewer than four groups, an unknown method, or no code that can be tested.
    """
    plan = _Plan.of(units, codebook, folds=folds, seeds=seeds)
    for method in methods:
        if method not in ALL_METHODS:
            raise CodingError(f"method {method!r}", hint=did_you_mean(method, ALL_METHODS))
    known, notices = plan.budgets(budgets)
    runs = []
    for method in methods:
        learner = _learner(method, units, codebook)
        for budget in known:
            for seed in range(seeds):
                if progress is not None:
                    progress(f"{method}, {budget} labels, seed {seed}")
                runs.append(_run(plan, learner, method, budget, seed))
    human = human_alpha(units, codebook)
    return Evaluation(
        pd.DataFrame([_metrics_row(plan, run) for run in runs]),
        pd.DataFrame([row for run in runs for row in _code_rows(plan, run, human)]),
        _paired(plan, runs),
        (*codebook.notices, *units.notices, *plan.notices, *notices),
        tuple(runs),
        plan.codes,
    )


@dataclass(frozen=True, slots=True)
class _Plan:
    units: LabelledUnits
    codebook: Codebook
    rows: Ints
    groups: npt.NDArray[Any]
    folds: tuple[Ints, ...]
    texts: tuple[str, ...]
    codes: Ints
    notices: tuple[str, ...]

    @classmethod
    def of(cls, units: LabelledUnits, codebook: Codebook, *, folds: int, seeds: int) -> _Plan:
        rows = np.flatnonzero(units.decided)
        groups = units.frame["group"].to_numpy(dtype=object)
        split = tuple(_split(rows, groups, folds, seed) for seed in range(seeds))
        texts = tuple(_plain(text) for text in units.frame["text"])
        codes = np.array(
            [
                k
                for k in range(units.labels.shape[1])
                if len(set(groups[rows][units.labels[rows, k] > 0])) >= 2
            ],
            dtype=np.int64,
        )
        if not len(codes):
            raise CodingError("no code applies in two groups: nothing can be tested")
        notices = []
        left = units.labels.shape[1] - len(codes)
        if left:
            notices.append(f"{left} codes apply in fewer than two groups: not tested")
        doubles = len(rows) - len({texts[i] for i in rows.tolist()})
        if doubles:
            notices.append(
                f"{doubles} units repeat the text of another; a unit whose text was labelled in"
                " training is left out of the test (n_units is what is left)"
            )
        return cls(units, codebook, rows, groups, split, texts, codes, tuple(notices))

    def budgets(self, wanted: Sequence[int]) -> tuple[list[int], list[str]]:
        there = min(
            int((fold[self.rows] != part).sum())
            for fold in self.folds
            for part in range(int(fold.max()) + 1)
        )
        known = [budget for budget in sorted(set(wanted)) if 0 <= budget <= there]
        notices = [
            f"budget {budget} skipped: {there} labelled units in the smallest training part"
            for budget in sorted(set(wanted) - set(known))
        ]
        if not known:
            raise CodingError(f"no budget fits {there} labelled units", hint="--budgets 50,100")
        return known, notices

    def parts(self, seed: int) -> Iterator[tuple[Ints, Ints]]:
        """Training and test units of each fold."""
        fold = self.folds[seed]
        for part in range(int(fold.max()) + 1):
            yield self.rows[fold[self.rows] != part], np.flatnonzero(fold == part)


def _split(rows: Ints, groups: npt.NDArray[Any], folds: int, seed: int) -> Ints:
    """Fold of each unit, -1 where undecided; groups are shared out by their decided units."""
    found = np.full(len(groups), -1, dtype=np.int64)
    found[rows] = test_folds(groups[rows], folds, seed=seed)
    return found


def _plain(text: str) -> str:
    return " ".join(text.split())


_Predicted = tuple[Floats, Floats, npt.NDArray[np.bool_], dict[str, str]]
Learner = Callable[[_Plan, Ints, Ints], _Predicted]


def _learner(method: str, units: LabelledUnits, codebook: Codebook) -> Learner:
    """A function from labelled and test units to scores, probabilities, shown, states."""
    if method == "prevalence":
        return _by_prevalence
    if method == "keywords":
        hits = np.log1p(hit_counts(units.frame["text"].tolist(), codebook))
        return lambda plan, labelled, test: _by_keywords(plan, hits, labelled, test)
    encoder = Encoder(codebook, METHODS[method]).fit(units.frame)
    return lambda plan, labelled, test: _by_suggester(plan, method, encoder, labelled, test)


def _by_prevalence(plan: _Plan, labelled: Ints, test: Ints) -> _Predicted:
    share = plan.units.labels[labelled].mean(axis=0) if len(labelled) else np.zeros(0)
    scores = np.tile(share, (len(test), 1))
    return scores, scores, np.zeros(scores.shape, dtype=bool), {}


def _by_keywords(plan: _Plan, hits: Floats, labelled: Ints, test: Ints) -> _Predicted:
    del plan, labelled
    return hits[test], np.full(hits[test].shape, np.nan), hits[test] > 0, {}


def _by_suggester(
    plan: _Plan, method: str, encoder: Encoder, labelled: Ints, test: Ints
) -> _Predicted:
    frame, labels = plan.units.frame, plan.units.labels
    model = Suggester(plan.codebook, method=method, encoder=encoder)
    model.fit(frame.iloc[labelled], labels[labelled])
    scores = model.decision_function(frame.iloc[test])
    states = code_states(plan.codebook, labels[labelled], model.out_of_fold_, plan.groups[labelled])
    return scores, model.probabilities(scores), scores > model.thresholds_, states


def _run(plan: _Plan, learner: Learner, method: str, budget: int, seed: int) -> Run:
    shape = plan.units.labels.shape
    tested = plan.folds[seed] >= 0
    run = Run(
        method,
        budget,
        seed,
        np.zeros(shape),
        np.full(shape, np.nan),
        np.zeros(shape, dtype=bool),
        tested,
    )
    for train, test in plan.parts(seed):
        names = plan.units.frame["unit"].iloc[train].tolist()
        drawn = set(sample_units(names, plan.groups[train].tolist(), budget, seed=seed))
        labelled = train[[name in drawn for name in names]]
        known = {plan.texts[i] for i in labelled.tolist()}
        tested[test] = [plan.texts[i] not in known for i in test.tolist()]
        scores, probabilities, shown, states = learner(plan, labelled, test)
        run.scores[test], run.probabilities[test] = scores, probabilities
        run.shown[test] = shown
        run.states.append(states)
        run.positives.append(plan.units.labels[labelled].sum(axis=0))
    return run


def _metrics_row(plan: _Plan, run: Run) -> dict[str, Any]:
    rows = np.flatnonzero(run.tested)
    found = summary(
        run.scores[rows],
        run.probabilities[rows],
        run.shown[rows],
        plan.units.labels[rows],
        codes=plan.codes,
    )
    reasons = [f"{name}: {_WHY.get(name, 'undefined')}" for name in METRICS if found[name] is None]
    states = [_usual(run, code) for code in plan.codebook.codes] if run.states[0] else []
    return {
        "method": run.method,
        "budget": run.budget,
        "seed": run.seed,
        "n_units": len(rows),
        "n_codes": len(plan.codes),
        **found,
        "states": state_counts(states),
        "reason": "; ".join(reasons),
    }


def _usual(run: Run, code: str) -> str:
    """The state a code has in most folds."""
    seen = [states[code] for states in run.states]
    return max(sorted(set(seen)), key=seen.count)


def human_alpha(units: LabelledUnits, codebook: Codebook) -> dict[str, float]:
    """Alpha between the first two coders on what both decided, by code where it is defined."""
    if len(units.coders) < 2:
        return {}
    first, second = list(units.coders.values())[:2]
    found = {}
    for place, code in enumerate(codebook.codes):
        both = ~np.isnan(first[:, place]) & ~np.isnan(second[:, place])
        alpha = (
            binary_alpha(first[both, place] > 0, second[both, place] > 0) if both.any() else None
        )
        if alpha is not None:
            found[code] = alpha
    return found


def _code_rows(plan: _Plan, run: Run, human: dict[str, float]) -> Iterator[dict[str, Any]]:
    rows = np.flatnonzero(run.tested)
    codes = list(plan.codebook.codes)
    for place in plan.codes.tolist():
        code = codes[place]
        labels, shown = plan.units.labels[rows, place], run.shown[rows, place]
        p = run.probabilities[rows, place]
        precision, recall = precision_recall(shown, labels)
        sure, found = precision_recall(np.nan_to_num(p) >= 0.5, labels)
        yield {
            "method": run.method,
            "budget": run.budget,
            "seed": run.seed,
            "code": code,
            "parent": plan.codebook.codes[code].parent,
            "n": int(labels.sum()),
            "prevalence": float(labels.mean()),
            "trained_on": float(np.mean([p[place] for p in run.positives])),
            "ap": average_precision(labels, run.scores[rows, place]),
            "precision": precision,
            "recall": recall,
            "f1": f1(shown, labels),
            "alpha": binary_alpha(shown, labels > 0),
            "alpha_human": human.get(code),
            "precision_50": sure,
            "recall_50": found,
            "shown": float(shown.mean()),
            "calibrated": bool(not np.isnan(p).all()),
            "state": _usual(run, code) if run.states[0] else "",
        }


def _paired(plan: _Plan, runs: Sequence[Run]) -> pd.DataFrame:
    """
    Suggester minus each other method in macro-AP, with an interval over groups.

    By the jackknife: each group left out once. Redrawing groups would repeat units, and average
    precision of rare codes rises when their few units are repeated.
    """
    rows = []
    names, inverse = np.unique(plan.groups.astype(str), return_inverse=True)
    n = len(names)
    without = [(inverse != i).astype(np.float64) for i in range(n)]
    everything = np.ones(len(inverse))
    others = list(dict.fromkeys(run.method for run in runs if run.method != "suggester"))
    for budget in dict.fromkeys(run.budget for run in runs):
        ours = [_rankings(plan, r) for r in runs if (r.method, r.budget) == ("suggester", budget)]
        if not ours:
            continue
        mine = np.array([_mean_ap(plan, ours, weights) for weights in [everything, *without]])
        for other in others:
            theirs = [_rankings(plan, r) for r in runs if (r.method, r.budget) == (other, budget)]
            apart = mine - [_mean_ap(plan, theirs, w) for w in [everything, *without]]
            left_out = apart[1:]
            error = float(np.sqrt((n - 1) / n * ((left_out - left_out.mean()) ** 2).sum()))
            half = float(stats.t.ppf(0.975, n - 1)) * error
            rows.append(
                {
                    "method": "suggester",
                    "other": other,
                    "budget": budget,
                    "value": float(apart[0]),
                    "low": float(apart[0]) - half,
                    "high": float(apart[0]) + half,
                    "level": 0.95,
                    "n_groups": n,
                }
            )
    return pd.DataFrame(rows)


_Ranked = tuple[Ints, list[tuple[int, Ranking]]]


def _rankings(plan: _Plan, run: Run) -> _Ranked:
    rows = np.flatnonzero(run.tested)
    return rows, [(k, Ranking(run.scores[rows, k])) for k in plan.codes.tolist()]


def _mean_ap(plan: _Plan, ranked: Sequence[_Ranked], weights: npt.NDArray[Any]) -> float:
    values = [
        ranking.average_precision(plan.units.labels[rows, k], weights[rows].astype(np.float64))
        for rows, rankings in ranked
        for k, ranking in rankings
    ]
    return mean_defined(values) or 0.0
