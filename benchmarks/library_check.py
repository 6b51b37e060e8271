"""
Rerun the reference cases in the libraries at hand, and say where they differ and why.

    python benchmarks/library_check.py [--cases ../shared/reference/irr_cases.json]

Three tables, written to `results/`:

* `library_check.csv`: krippendorff, scikit-learn, statsmodels and nltk, run here on every case they
  have a function for: how many right, wrong, failed, and what they answer where it is undefined.
* `library_recorded.csv`: what the case file records of programs that are not at hand (R, Java).
* `library_causes.csv`: the recorded wrong figures of five programs, reproduced from the mistake
  each is said to make; a cause that does not give the wrong figure is no explanation.
"""

from __future__ import annotations

import argparse
import json
import os
import warnings
from collections import Counter
from collections.abc import Callable
from fractions import Fraction
from importlib.metadata import version
from itertools import permutations
from pathlib import Path
from typing import Any

import krippendorff
import numpy as np
import pandas as pd
from nltk.metrics.agreement import AnnotationTask, binary_distance
from nltk.metrics.distance import interval_distance, jaccard_distance, masi_distance
from sklearn.metrics import cohen_kappa_score
from statsmodels.stats.inter_rater import cohens_kappa
from statsmodels.stats.inter_rater import fleiss_kappa as fleiss_of_counts

from coding.statistics import cohen_kappa, krippendorff_alpha

RESULTS = Path(__file__).parent / "results"
SHARED = Path(os.environ.get("CODING_SHARED") or Path(__file__).parents[2] / "shared")
Case = dict[str, Any]


def main() -> None:
    """Rerun, print and store the three tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[1])
    parser.add_argument("--cases", type=Path, default=SHARED / "reference" / "irr_cases.json")
    parser.add_argument("--out", type=Path, default=RESULTS)
    options = parser.parse_args()
    cases = json.loads(options.cases.read_text(encoding="utf-8"))["cases"]
    options.out.mkdir(exist_ok=True)
    tables = {
        "library_check": rerun(cases),
        "library_recorded": recorded(cases),
        "library_causes": causes(cases),
    }
    for name, table in tables.items():
        print(f"\n{name}\n{table.to_string(index=False)}")
        table.to_csv(options.out / f"{name}.csv", index=False, lineterminator="\n")


def rerun(cases: list[Case]) -> pd.DataFrame:
    """Count right, wrong and failed answers of each library and metric."""
    rows = []
    for library, ways in LIBRARIES.items():
        for metric, way in ways.items():
            mine = [case for case in cases if case["metric"] == metric]
            if library == "krippendorff":  # it takes numbers and texts, no sets
                mine = [case for case in mine if case["kind"] == "coding"]
            found = [(case, answer(way, case)) for case in mine]
            defined = [(c, a) for c, a in found if c["expected"] != "undefined"]
            right = sum(isinstance(a, float) and close(c, a) for c, a in defined)
            failed = [a for _, a in defined if isinstance(a, str)]
            rows.append(
                {
                    "library": f"{library} {version(library)}",
                    "metric": metric,
                    "cases": len(defined),
                    "right": right,
                    "wrong": len(defined) - right - len(failed),
                    "failed": len(failed),
                    "failures": spelled(failed),
                    "undefined": len(found) - len(defined),
                    "answers_there": spelled(
                        a if isinstance(a, str) else f"{a:g}"
                        for c, a in found
                        if c["expected"] == "undefined"
                    ),
                }
            )
    return pd.DataFrame(rows)


def recorded(cases: list[Case]) -> pd.DataFrame:
    """Count what the case file records of other programs."""
    counts: dict[tuple[str, str], Counter[str]] = {}
    for case in cases:
        for what in ("libraries_disagree", "libraries_fail"):
            for program in case.get(what, {}):
                if not program.startswith(tuple(LIBRARIES)):
                    counts.setdefault((program, case["metric"]), Counter())[what] += 1
    rows = [
        {
            "program": program,
            "metric": metric,
            "wrong": count["libraries_disagree"],
            "failed": count["libraries_fail"],
        }
        for (program, metric), count in sorted(counts.items())
    ]
    return pd.DataFrame(rows)


def causes(cases: list[Case]) -> pd.DataFrame:
    """Reproduce recorded wrong figures from the mistake behind them."""
    by_id = {case["id"]: case for case in cases}
    rows = []

    def add(program: str, case_id: str, cause: str, made: float) -> None:
        case = by_id[case_id]
        name = next(name for name in case["libraries_disagree"] if name.startswith(program))
        said = case["libraries_disagree"][name]
        rows.append(
            {"program": name, "case": case_id, "cause": cause, "right": case["expected"]}
            | {"recorded": said, "made_from_cause": made, "explains": abs(said - made) < 1e-6}
        )

    for case_id in ("fleiss1971/alpha_nominal", "wiki-fleiss/alpha_nominal"):
        table = by_id[case_id]["table"]
        add("R irr", case_id, "each pair counted m - 1 times in n", alpha_with_n(table, times=True))
    case_id = "edge-float-count/alpha_nominal"
    truncated = alpha_with_n(by_id[case_id]["table"], minus=1)
    add("R icr", case_id, "n = 6.999... truncated to 6", truncated)
    for case_id in ("k2011-C/alpha_nominal", "edge-float-count/alpha_nominal"):
        cause = "single codings counted in expected disagreement"
        add("R krippendorffsalpha", case_id, cause, alpha_with_singles(by_id[case_id]["table"]))
    case_id = "dkpro-set9/alpha_masi"
    sets = [[frozenset(cell) for cell in row] for row in by_id[case_id]["table"]]
    add(
        "DKPro",
        case_id,
        "(1 - J) * (1/3, 2/3, 1) in place of 1 - J * M",
        alpha_of(sets, other_masi),
    )
    table = pd.DataFrame(rows)
    return pd.concat([table, qualcoder()], ignore_index=True)


def qualcoder() -> pd.DataFrame:
    """
    Compare one program's kappa with Cohen's: two coders mark 100 characters each, 80 in common.

    Its formula, read in its source, over marked characters: p_o = both / any, p_e = p_yes * p_no.
    """
    both, own, marked = 80, 100, 120
    observed = Fraction(both, marked)
    chance = Fraction(own, marked) ** 2 * Fraction(marked - own, marked) ** 2
    theirs = float((observed - chance) / (1 - chance))
    rows = []
    for length in (200, 1000, 20_000):
        codes = np.zeros((2, length), dtype=int)
        codes[0, :own] = codes[1, own - both : 2 * own - both] = 1
        rows.append(
            {
                "program": "QualCoder (formula as read)",
                "case": f"80 of 100 characters shared, text of {length}",
                "cause": "p_yes * p_no for p_yes + p_no; text nobody marked left out",
                "right": cohen_kappa(codes).value,
                "recorded": np.nan,
                "made_from_cause": theirs,
                "explains": "",
            }
        )
    return pd.DataFrame(rows).astype({"recorded": float})


def answer(way: Callable[[Case], float], case: Case) -> float | str:
    """Run a library; its answer, or the name of what it raises."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            value = float(way(case))
        except Exception as error:  # whatever a library raises is the finding
            return type(error).__name__
    return "nan" if np.isnan(value) else value


def close(case: Case, value: float) -> bool:
    """Compare at the tolerance of the case."""
    return abs(value - case["expected"]) <= case["tolerance"]


def spelled(answers: Any) -> str:
    """Count equal answers, in words."""
    return ", ".join(f"{n} x {what}" for what, n in sorted(Counter(answers).items()))


def numbers(case: Case) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Return the table as floats; texts numbered, None as nan."""
    cells = [cell for row in case["table"] for cell in row if cell is not None]
    place = {cell: n for n, cell in enumerate(sorted(set(cells), key=str), start=1)}
    known = all(isinstance(cell, int | float) for cell in cells)
    rows = [
        [np.nan if cell is None else (cell if known else place[cell]) for cell in row]
        for row in case["table"]
    ]
    return np.array(rows, dtype=float)


def common(case: Case) -> tuple[list[Any], list[Any]]:
    """Return what two coders say of the units both coded."""
    a, b = case["table"]
    both = [(x, y) for x, y in zip(a, b, strict=True) if x is not None and y is not None]
    return [x for x, _ in both], [y for _, y in both]


def counts_of_units(case: Case) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Count codings a unit and code, codes of the codebook first."""
    table = np.array(case["table"], dtype=object)
    observed = {cell for cell in table.ravel() if cell is not None}
    codes = case["categories"] if case["metric"] == "bp_codebook" else sorted(observed, key=str)
    return np.array([[(unit == code).sum() for code in codes] for unit in table.T], dtype=float)


def square(case: Case) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Cross-tabulate two coders over the codes of common units."""
    a, b = common(case)
    codes = sorted({*a, *b}, key=str)
    counts = np.zeros((len(codes), len(codes)))
    for x, y in zip(a, b, strict=True):
        counts[codes.index(x), codes.index(y)] += 1
    return counts


def task(case: Case, distance: Callable[..., float] = binary_distance) -> AnnotationTask:
    """Hand nltk the codings that exist."""
    as_set = case["kind"] == "multilabel"
    triples = [
        (f"c{coder}", f"u{unit}", frozenset(cell) if as_set else cell)
        for coder, row in enumerate(case["table"])
        for unit, cell in enumerate(row)
        if cell is not None
    ]
    return AnnotationTask(data=triples, distance=distance)


def _krippendorff(level: str) -> Callable[[Case], float]:
    return lambda case: krippendorff.alpha(numbers(case), level_of_measurement=level)


def _sklearn(weights: str | None) -> Callable[[Case], float]:
    return lambda case: cohen_kappa_score(*common(case), weights=weights)


LIBRARIES: dict[str, dict[str, Callable[[Case], float]]] = {
    "krippendorff": {
        "alpha_nominal": _krippendorff("nominal"),
        "alpha_ordinal": _krippendorff("ordinal"),
        "alpha_interval": _krippendorff("interval"),
        "alpha_ratio": _krippendorff("ratio"),
    },
    "scikit-learn": {
        "cohen_kappa": _sklearn(None),
        "cohen_kappa_linear": _sklearn("linear"),
        "cohen_kappa_quadratic": _sklearn("quadratic"),
    },
    "statsmodels": {
        "cohen_kappa": lambda case: cohens_kappa(square(case)).kappa,
        "cohen_kappa_se": lambda case: cohens_kappa(square(case)).std_kappa,
        "fleiss_kappa": lambda case: fleiss_of_counts(counts_of_units(case)),
        "bp": lambda case: fleiss_of_counts(counts_of_units(case), method="randolph"),
        "bp_codebook": lambda case: fleiss_of_counts(counts_of_units(case), method="randolph"),
    },
    "nltk": {
        "alpha_nominal": lambda case: task(case).alpha(),
        "alpha_interval": lambda case: task(case, interval_distance).alpha(),
        "alpha_masi": lambda case: task(case, masi_distance).alpha(),
        "alpha_jaccard": lambda case: task(case, jaccard_distance).alpha(),
        "fleiss_kappa": lambda case: task(case).pi(),
        "bp": lambda case: task(case).S(),
        "cohen_kappa": lambda case: task(case).kappa(),
        "conger_kappa": lambda case: task(case).multi_kappa(),
        "light_kappa": lambda case: task(case).kappa(),
        "percent_agreement": lambda case: task(case).avg_Ao(),
        "masi_distance": lambda case: masi_distance(frozenset(case["a"]), frozenset(case["b"])),
    },
}


def units(table: list[list[Any]]) -> list[list[Any]]:
    """Return the codings of each unit."""
    return [[cell for cell in unit if cell is not None] for unit in zip(*table, strict=True)]


def alpha_with_n(table: list[list[Any]], *, times: bool = False, minus: int = 0) -> float:
    """Nominal alpha with another n in the correction for small samples."""
    n = krippendorff_alpha(table).n_pairable or 0
    wrong = n * (len(table) - 1) if times else n - minus
    ratio = 1.0 - (krippendorff_alpha(table).value or 0.0)  # (n - 1) * o / sum of n_c n_k
    if times:  # coincidences and counts all grow alike, only the - 1 does not
        return 1.0 - ratio / ((n - 1) / n) * ((wrong - 1) / wrong)
    return 1.0 - ratio / (n - 1) * (wrong - 1)


def alpha_with_singles(table: list[list[Any]]) -> float:
    """Nominal alpha whose expected disagreement also pairs codings that have no partner."""
    pool = [cell for unit in units(table) for cell in unit]
    pairable = [unit for unit in units(table) if len(unit) >= 2]
    n = sum(map(len, pairable))
    observed = sum(
        sum(a != b for a, b in permutations(unit, 2)) / (len(unit) - 1) for unit in pairable
    )
    expected = sum(a != b for a, b in permutations(pool, 2)) / (len(pool) * (len(pool) - 1))
    return 1.0 - observed / n / expected


def alpha_of(table: list[list[Any]], delta: Callable[[Any, Any], Fraction]) -> float:
    """Alpha with any difference function, pair by pair."""
    pairable = [unit for unit in units(table) if len(unit) >= 2]
    pool = [cell for unit in pairable for cell in unit]
    n = len(pool)
    observed = sum(
        sum(delta(a, b) for a, b in permutations(unit, 2)) / (len(unit) - 1) for unit in pairable
    )
    expected = sum(delta(a, b) for a, b in permutations(pool, 2))
    return float(1 - Fraction(n - 1) * observed / expected)


def other_masi(a: frozenset[str], b: frozenset[str]) -> Fraction:
    """Weigh the Jaccard distance in place of the Jaccard index."""
    if a == b:
        return Fraction(0)
    weight = Fraction(1, 3) if a <= b or b <= a else Fraction(2, 3) if a & b else Fraction(1)
    return (1 - Fraction(len(a & b), len(a | b))) * weight


if __name__ == "__main__":
    main()
