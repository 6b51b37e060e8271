"""
Renew the soundness tables of the design (section 4.4) and say where they differ; half an hour.

    python benchmarks/n90_soundness.py
    python benchmarks/n90_soundness.py --reuse            # take the two tables of soundness.py
    python benchmarks/n90_soundness.py --studies 200      # a quick look

Not part of the report: it is about methods, not about this study. Writes `n90_soundness.csv` to
`results/` beside this script. Seeds are fixed: the same versions give the same file. The designer's
figures came from another simulation with its own choices; a difference is reported, not mended.
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from coding.statistics import guide_adjusted_excess, in_window, label_permutation, sign_flip
from coding.statistics.exact import sign_interval
from coding.statistics.simulation import Design, Study, simulate_study
from coding.statistics.soundness import false_positives, interval_coverage

RESULTS = Path(__file__).parent / "results"
SEED = 2026
TOLERANCE = 0.02  # the designer's own: 800 runs, plus or minus two points
# what the design printed, in shares
FALSE_POSITIVES = {
    "pooled chi-square, A in a segment, B near it": (0.37, 0.52, 0.80),
    "permutation over all segments": (0.32, 0.48, 0.76),
    "permutation within interview": (0.08, 0.21, 0.63),
    "circular shift within interview": (0.04, 0.13, 0.53),
    "sign-flip over interviews": (0.05, 0.08, 0.34),
    "sign-flip, guide-adjusted": (0.05, 0.07, 0.04),
}
GUIDES = (0.0, 0.3, 0.6)
LIFTS = (1.5, 1.75, 2.2)
POWER = {0.05: (0.17, 0.29, 0.67), 0.08: (0.36, 0.54, 0.92), 0.12: (0.45, 0.76, 0.99)}
SHARED_ERRORS = 0.62
COVERAGE = {
    ("prevalence", "normal interval over segments", 18): 0.47,
    ("prevalence", "bootstrap of interviews", 18): 0.87,
    ("prevalence", "t over interview shares", 18): 0.89,
    ("prevalence", "bootstrap of interviews", 6): 0.79,
    ("prevalence", "t over interview shares", 6): 0.88,
    ("alpha", "bootstrap of interviews", 18): 0.90,
    ("alpha", "bootstrap of interviews", 6): 0.84,
}
# effect in standard deviations -> power, for one role a case and for the sides of the corpus
CONTRASTS = {
    "one role against the rest": {1.0: 0.44, 2.0: 0.91},
    "sides": {1.0: 0.47, 2.0: 0.93},
}
CASES = np.repeat(["P", "G", "M"], 6)
ROLE = np.tile([True, False, False, False, False, False], 3)
# innovation (1), stability (0), hinge (-1): the table of respondents of the design
SIDES = np.array([-1, 0, 1, -1, 1, 0, -1, 0, 1, 0, -1, 0, 0, -1, 0, 1, 1, 0])


def main() -> None:
    """Simulate, compare and store."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[1])
    parser.add_argument("--studies", type=int, default=4000, help="for each cell")
    parser.add_argument("--reuse", action="store_true", help="read what soundness.py wrote")
    parser.add_argument("--out", type=Path, default=RESULTS)
    options = parser.parse_args()
    options.out.mkdir(exist_ok=True)
    rows = [
        *_false_positives(options.studies, reuse=options.reuse),
        *_power(options.studies),
        _shared_errors(options.studies),
        *_contrasts(options.studies),
        *_coverage(options.studies // 2, reuse=options.reuse),
    ]
    table = pd.DataFrame(rows)
    table.to_csv(options.out / "n90_soundness.csv", index=False, lineterminator="\n")
    print(table.to_string(index=False))


def _row(what: str, setting: str, design: float, hits: int, studies: int) -> dict[str, object]:
    found = sign_interval(hits, studies - hits)
    assert found.low is not None
    assert found.high is not None
    return {
        "what": what,
        "setting": setting,
        "design": design,
        "measured": round(hits / studies, 4),
        "low": round(found.low, 4),
        "high": round(found.high, 4),
        "studies": studies,
        # outside what chance in both simulations allows
        "differs": not found.low - TOLERANCE <= design <= found.high + TOLERANCE,
    }


def _false_positives(studies: int, *, reuse: bool) -> Iterator[dict[str, object]]:
    table = (
        pd.read_csv(RESULTS / "false_positives.csv")
        if reuse
        else false_positives(studies=studies, methods=list(FALSE_POSITIVES), random_state=SEED)
    )
    cell = table.set_index(["method", "guide"])
    for method, shares in FALSE_POSITIVES.items():
        for guide, share in zip(GUIDES, shares, strict=True):
            row = cell.loc[(method, guide)]
            setting = f"{method}; guide {guide}"
            yield _row("false positives", setting, share, int(row["rejected"]), int(row["studies"]))


def _primary(study: Study, a: np.ndarray, b: np.ndarray) -> bool:
    near = in_window(b, interview=study.interview, width=1)
    found = guide_adjusted_excess(a, near, interview=study.interview, question=study.question)
    p = sign_flip(found["excess"].to_numpy()).p
    return p is not None and p <= 0.05


def _power(studies: int) -> Iterator[dict[str, object]]:
    """B also occurs near A, often enough to lift its rate there by so much."""
    for prevalence, shares in POWER.items():
        design = Design(prevalence=prevalence, guide=0.3)
        for lift, share in zip(LIFTS, shares, strict=True):
            rng = np.random.default_rng([SEED, int(1000 * prevalence), int(100 * lift)])
            hits = 0
            for _ in range(studies):
                study = simulate_study(design, random_state=rng)
                near = in_window(study.a, interview=study.interview, width=1)
                level = float(study.b.mean())
                added = near & (rng.random(len(near)) < (lift - 1.0) * level)
                hits += _primary(study, study.a, study.b | added)
            yield _row("power", f"prevalence {prevalence}, lift {lift}", share, hits, studies)


def _shared_errors(studies: int) -> dict[str, object]:
    """Five per cent false positives each, their causes correlated .6, and no link."""
    rng = np.random.default_rng([SEED, 62])
    design = replace(Design(guide=0.3), segments=(70, 110))
    bar = 1.6448536269514722  # 5 % of a normal distribution lies above
    hits = 0
    for _ in range(studies):
        study = simulate_study(design, random_state=rng)
        cause, own = rng.standard_normal(len(study.a)), rng.standard_normal((2, len(study.a)))
        wrong = math.sqrt(0.6) * cause + math.sqrt(0.4) * own > bar
        hits += _primary(study, study.a | wrong[0], study.b | wrong[1])
    return _row("classifier errors with a shared cause", "5 %, .6", SHARED_ERRORS, hits, studies)


def _contrasts(studies: int) -> Iterator[dict[str, object]]:
    """One number an interview, normal; the labelled ones shifted."""
    kept = {"one role against the rest": np.ones(18, dtype=bool), "sides": SIDES >= 0}
    labels = {"one role against the rest": ROLE, "sides": SIDES == 1}
    for name, effects in CONTRASTS.items():
        mine, use = labels[name], kept[name]
        for effect, share in effects.items():
            rng = np.random.default_rng([SEED, int(effect), len(name)])
            hits = 0
            for _ in range(studies):
                values = rng.standard_normal(18) + effect * mine
                found = label_permutation(
                    values[use], mine[use], cases=CASES[use], alternative="greater"
                )
                hits += found.p is not None and found.p <= 0.05
            yield _row("power of a contrast", f"{name}, d = {effect:g}", share, hits, studies)


def _coverage(studies: int, *, reuse: bool) -> Iterator[dict[str, object]]:
    table = (
        pd.read_csv(RESULTS / "interval_coverage.csv")
        if reuse
        else interval_coverage(studies=studies, random_state=SEED)
    )
    common = table[(table["prevalence"] == 0.08) & (table["drift"] == 0.25)]
    cell = common.set_index(["quantity", "method", "interviews"])
    for key, share in COVERAGE.items():
        row = cell.loc[key]
        setting = f"{key[1]}; {key[2]} interviews"
        yield _row(f"coverage, {key[0]}", setting, share, int(row["covered"]), int(row["studies"]))


if __name__ == "__main__":
    main()
