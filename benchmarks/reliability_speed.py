"""
Compare speed and memory of the reliability coefficients with other libraries, side by side.

    python benchmarks/reliability_speed.py             # about three minutes
    python benchmarks/reliability_speed.py --million   # also a million units

At a million units krippendorff is left out: it would need arrays of about 14 GB. Seconds depend on
the machine and its load; what counts is the ratio within one run. Writes `alpha_speed.csv` and
`bootstrap_speed.csv` to `results/` beside this script.
"""

from __future__ import annotations

import argparse
import time
import tracemalloc
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import krippendorff
import numpy as np
import pandas as pd
from nltk.metrics.agreement import AnnotationTask
from sklearn.metrics import cohen_kappa_score

from coding.statistics import bootstrap_codes, cohen_kappa, gwet_ac1, krippendorff_alpha

RESULTS = Path(__file__).parent / "results"
CODERS, CODES, MISSING = 5, 25, 0.2


def main() -> None:
    """Measure, print and store both tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[1])
    parser.add_argument("--million", action="store_true", help="also a million units")
    parser.add_argument("--replicates", type=int, default=1000)
    parser.add_argument("--out", type=Path, default=RESULTS)
    options = parser.parse_args()
    options.out.mkdir(exist_ok=True)
    sizes = [10_000, 100_000] + [1_000_000] * options.million
    alpha = pd.DataFrame([row for n in sizes for row in alpha_rows(n)])
    print(alpha.to_string(index=False), flush=True)
    alpha.to_csv(options.out / "alpha_speed.csv", index=False, lineterminator="\n")
    replicates = pd.DataFrame(bootstrap_rows(options.replicates))
    print(replicates.to_string(index=False))
    replicates.to_csv(options.out / "bootstrap_speed.csv", index=False, lineterminator="\n")


def coded_units(n_units: int) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Invent codes of five coders who agree on a good half, a fifth of them missing."""
    rng = np.random.default_rng(4)
    truth = rng.integers(0, CODES, n_units)
    guess = rng.integers(0, CODES, (CODERS, n_units))
    codes = np.where(rng.random((CODERS, n_units)) < 0.75, truth, guess).astype(float)
    codes[rng.random((CODERS, n_units)) < MISSING] = np.nan
    return codes


def alpha_rows(n_units: int) -> list[dict[str, object]]:
    """Time nominal alpha of one table by each library."""
    codes = coded_units(n_units)
    triples = [
        (coder, unit, int(code))
        for coder, row in enumerate(codes)
        for unit, code in enumerate(row)
        if not np.isnan(code)
    ]
    ways: dict[str, Callable[[], float | None]] = {
        "coding": lambda: krippendorff_alpha(codes).value,
        "krippendorff": lambda: krippendorff.alpha(codes, level_of_measurement="nominal"),
        "nltk": lambda: AnnotationTask(data=triples).alpha(),
    }
    if n_units > 100_000:
        del ways["krippendorff"]
    rows = []
    for name, way in ways.items():
        seconds, value = best_of(way, times=3 if n_units <= 100_000 or name == "coding" else 1)
        # counting the millions of small objects nltk makes would take minutes
        memory = np.nan if n_units > 100_000 and name == "nltk" else peak_mb(way)
        rows.append({"units": n_units, "library": name, "seconds": seconds})
        rows[-1] |= {
            "times_slower": seconds / rows[0]["seconds"],
            "peak_mb": memory,
            "alpha": value,
        }
    assert np.ptp([row["alpha"] for row in rows]) < 1e-9, "the libraries disagree"
    return [{key: rounded(value) for key, value in row.items()} for row in rows]


def bootstrap_rows(replicates: int) -> list[dict[str, object]]:
    """Time replicates of 25 presence codes of 2 coders and 2,000 units."""
    rng = np.random.default_rng(5)
    truth = rng.random((CODES, 1, 2000)) < 0.1
    presence = np.where(rng.random((CODES, 2, 2000)) < 0.9, truth, ~truth).astype(np.int8)
    tables = dict(enumerate(presence))
    three = [krippendorff_alpha, cohen_kappa, partial(gwet_ac1, categories=[0, 1])]
    seconds, _ = best_of(lambda: bootstrap_codes(tables, three, replicates=replicates), times=3)
    memory = peak_mb(lambda: bootstrap_codes(tables, three, replicates=replicates))
    rows = [{"what": "coding: alpha, kappa and AC1", "seconds": seconds, "peak_mb": memory}]

    def loop(one: Callable[[np.ndarray[Any, Any]], float]) -> None:
        draw = np.random.default_rng(0)
        for _ in range(replicates):
            drawn = presence[:, :, draw.integers(0, 2000, 2000)]
            for code in drawn:
                one(code)

    others: dict[str, Callable[[np.ndarray[Any, Any]], float]] = {
        "krippendorff loop: alpha": lambda code: krippendorff.alpha(
            code, level_of_measurement="nominal"
        ),
        "scikit-learn loop: kappa": lambda code: cohen_kappa_score(code[0], code[1]),
    }
    for name, one in others.items():
        seconds, _ = best_of(partial(loop, one), times=1)
        rows.append({"what": name, "seconds": seconds, "peak_mb": np.nan})
    for row in rows:
        row |= {"times_slower": row["seconds"] / rows[0]["seconds"], "replicates": replicates}
    return [{key: rounded(value) for key, value in row.items()} for row in rows]


def best_of(way: Callable[[], Any], *, times: int) -> tuple[float, Any]:
    """Return the shortest of several runs in seconds, and the result."""
    best, value = np.inf, None
    for _ in range(times):
        start = time.perf_counter()
        value = way()
        best = min(best, time.perf_counter() - start)
    return best, value


def peak_mb(way: Callable[[], Any]) -> float:
    """Return the most memory held at once beyond what was there, in MB (10^6 bytes)."""
    tracemalloc.start()
    way()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / 1e6


def rounded(value: object) -> object:
    """Keep three significant digits of a measurement."""
    return float(f"{value:.3g}") if isinstance(value, float) else value


if __name__ == "__main__":
    main()
