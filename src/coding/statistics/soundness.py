"""What tests and intervals do in invented studies of few interviews, for docs/method.md."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from coding.estimate import Estimate
from coding.statistics.alpha import krippendorff_alpha
from coding.statistics.arrays import BoolArray, FloatArray
from coding.statistics.bootstrap import bootstrap
from coding.statistics.exact import Outcome, sign_interval
from coding.statistics.guide import guide_adjusted_excess, in_window
from coding.statistics.means import mean_interval
from coding.statistics.randomisation import sign_flip
from coding.statistics.simulation import (
    Design,
    DoubleCoding,
    Study,
    simulate_double_coding,
    simulate_study,
    truth,
)
from coding.statistics.two_coders import cohen_kappa

__all__ = ["DESIGNS", "METHODS", "false_positives", "interval_coverage"]

DESIGNS = (
    Design(segments=(70, 110)),
    Design(segments=(70, 110), drift=0.75),
    Design(segments=(70, 110), prevalence=0.03),
    Design(segments=(70, 110), interviews=6),
    Design(segments=(70, 110), interviews=6, drift=0.75),
)
_PERMUTATIONS = 199
_Z = 1.959963984540054  # normal quantile of a two-sided 95 % interval


def false_positives(
    *,
    studies: int,
    guides: Sequence[float] = (0.0, 0.3, 0.6),
    methods: Sequence[str] | None = None,
    design: Design | None = None,
    random_state: int = 0,
) -> pd.DataFrame:
    """
    Share of studies without a link in which a test at 5 % finds one.

    Parameters
    ----------
    studies : int
        Invented studies for each guide effect.
    guides : sequence of float
        Sizes of what the guide does to both codes alike.
    methods : sequence of str, optional
        Names from `METHODS`; all if absent.
    design : Design, optional
        The studies; 18 interviews of 45 to 65 segments if absent.
    random_state : int

    Returns
    -------
    DataFrame
        One row a method and guide effect: `method, guide, studies, rejected, share, low, high`; the
        limits are the exact binomial 95 % interval of the simulation.

    Examples
    --------
    >>> found = false_positives(studies=20, guides=[0.0], methods=["sign-flip, guide-adjusted"])
    >>> found.columns.tolist()
    ['method', 'guide', 'studies', 'rejected', 'share', 'low', 'high']
    """
    names = list(METHODS) if methods is None else list(methods)
    rows = []
    for place, guide in enumerate(guides):
        # apart, so that the studies are the same whatever methods are asked for
        rng, draws = (np.random.default_rng([random_state, place, use]) for use in (0, 1))
        made = replace(design or Design(), guide=guide)
        rejected = dict.fromkeys(names, 0)
        for _ in range(studies):
            study = simulate_study(made, random_state=rng)
            near = in_window(study.b, interview=study.interview, width=1)
            for name in names:
                rejected[name] += METHODS[name](study, near, draws) <= 0.05
        rows += [
            {"method": name, "guide": guide, "studies": studies, **_share(count, studies)}
            for name, count in rejected.items()
        ]
    found = pd.DataFrame(rows)
    order = [names.index(name) for name in found["method"]]
    return found.iloc[np.argsort(order, kind="stable")].reset_index(drop=True)


def interval_coverage(
    *,
    studies: int,
    designs: Sequence[Design] | None = None,
    replicates: int = 500,
    random_state: int = 0,
) -> pd.DataFrame:
    """
    Share of invented studies whose nominal 95 % interval holds the true value.

    Parameters
    ----------
    studies : int
        Invented studies for each design.
    designs : sequence of Design, optional
        If absent: 18 and 6 interviews, a common and a rare code, coders whose strictness drifts
        little or much between interviews.
    replicates : int
        Bootstrap replicates.
    random_state : int

    Returns
    -------
    DataFrame
        One row a design, quantity and method: `interviews, prevalence, drift, quantity, method,
        truth, studies, covered, share, low, high, width, no_interval`. Studies without an interval
        count as not covered; `width` is the mean width of the others; `low, high` are the exact
        binomial 95 % interval of the simulation.

    Examples
    --------
    >>> found = interval_coverage(studies=2, designs=[Design(interviews=6)], replicates=50)
    >>> found["quantity"].unique().tolist()
    ['prevalence', 'alpha', 'kappa']
    """
    rows = []
    for place, design in enumerate(DESIGNS if designs is None else designs):
        share, alpha = truth(design)
        # both coders use the code equally often, so Cohen's kappa has the same true value
        values = {"prevalence": share, "alpha": alpha, "kappa": alpha}
        rng = np.random.default_rng([random_state, place])
        found = [_intervals(design, rng, replicates) for _ in range(studies)]
        rows += [
            {
                "interviews": design.interviews,
                "prevalence": design.prevalence,
                "drift": design.drift,
                "quantity": quantity,
                "method": method,
                "truth": round(values[quantity], 4),
                **_covered([one[quantity, method] for one in found], values[quantity]),
            }
            for quantity, method in found[0]
        ]
    return pd.DataFrame(rows)


def _share(count: int, studies: int) -> dict[str, float]:
    found = sign_interval(int(count), studies - int(count))
    assert found.value is not None
    assert found.low is not None
    assert found.high is not None
    return {
        "rejected": int(count),
        "share": round(found.value, 4),
        "low": round(found.low, 4),
        "high": round(found.high, 4),
    }


def _same_segment(study: Study, _: BoolArray, __: np.random.Generator) -> float:
    return _chi_square(study.a, study.b)


def _near_segment(study: Study, near: BoolArray, _: np.random.Generator) -> float:
    return _chi_square(study.a, near)


def _same_window(study: Study, near: BoolArray, _: np.random.Generator) -> float:
    return _chi_square(in_window(study.a, interview=study.interview, width=1), near)


def _chi_square(a: BoolArray, b: BoolArray) -> float:
    """Pearson's chi-square of a 2 × 2 table of segments, one degree of freedom."""
    table = np.bincount(a * 2 + b, minlength=4).reshape(2, 2).astype(np.float64)
    margins = float(np.prod(table.sum(axis=0)) * np.prod(table.sum(axis=1)))
    if margins == 0:
        return 1.0
    apart = table[0, 0] * table[1, 1] - table[0, 1] * table[1, 0]
    return math.erfc(math.sqrt(float(table.sum()) * apart**2 / margins / 2.0))


def _permute_all(study: Study, near: BoolArray, rng: np.random.Generator) -> float:
    drawn = rng.hypergeometric(near.sum(), (~near).sum(), study.a.sum(), _PERMUTATIONS)
    return _rank(drawn.astype(np.float64), study.a & near)


def _permute_within(study: Study, near: BoolArray, rng: np.random.Generator) -> float:
    counts = [np.bincount(study.interview, weights=flags) for flags in (near, ~near, study.a)]
    good, bad, sample = (count.astype(np.int64) for count in counts)
    drawn = rng.hypergeometric(good, bad, sample, (_PERMUTATIONS, len(good))).sum(axis=1)
    return _rank(drawn.astype(np.float64), study.a & near)


def _shift_within(study: Study, near: BoolArray, rng: np.random.Generator) -> float:
    drawn = np.zeros(_PERMUTATIONS)
    for one in range(int(study.interview.max()) + 1):
        here = study.interview == one
        a, b = study.a[here].astype(np.float64), near[here].astype(np.float64)
        # all circular shifts at once
        meets = np.fft.irfft(np.fft.rfft(a) * np.fft.rfft(b).conj(), n=len(a))
        drawn += np.rint(meets)[rng.integers(0, len(a), _PERMUTATIONS)]
    return _rank(drawn, study.a & near)


def _flip_raw(study: Study, near: BoolArray, _: np.random.Generator) -> float:
    segments, with_a, with_b, both = (
        np.bincount(study.interview, weights=flags)
        for flags in (np.ones_like(near), study.a, near, study.a & near)
    )
    return _p(sign_flip(both - with_a * with_b / segments))


def _flip_guided(study: Study, near: BoolArray, _: np.random.Generator) -> float:
    found = guide_adjusted_excess(study.a, near, interview=study.interview, question=study.question)
    return _p(sign_flip(found["excess"].to_numpy()))


def _p(outcome: Outcome) -> float:
    return 1.0 if outcome.p is None else outcome.p


def _rank(drawn: FloatArray, both: BoolArray) -> float:
    """One-sided Monte Carlo p of the number of meetings."""
    return float((1 + (drawn >= both.sum()).sum()) / (1 + len(drawn)))


METHODS: dict[str, Callable[[Study, BoolArray, np.random.Generator], float]] = {
    "pooled chi-square, A and B in one segment": _same_segment,
    "pooled chi-square, A in a segment, B near it": _near_segment,
    "pooled chi-square, A and B in one window": _same_window,
    "permutation over all segments": _permute_all,
    "permutation within interview": _permute_within,
    "circular shift within interview": _shift_within,
    "sign-flip over interviews": _flip_raw,
    "sign-flip, guide-adjusted": _flip_guided,
}


def _intervals(
    design: Design, rng: np.random.Generator, replicates: int
) -> dict[tuple[str, str], tuple[float | None, float | None]]:
    coded = simulate_double_coding(design, random_state=rng)
    seed = int(rng.integers(0, 2**31))
    shares = _shares(coded)
    draws = shares[rng.integers(0, len(shares), (replicates, len(shares)))].mean(axis=1)
    mean = mean_interval(shares)
    p, n = coded.codes[0].mean(), coded.codes.shape[1]
    reach = _Z * math.sqrt(p * (1 - p) / n)
    ratings = coded.codes.astype(np.int8)
    kappa = cohen_kappa(ratings)

    def alpha(resample: str) -> tuple[float | None, float | None]:
        groups = coded.interview if resample == "cluster" else None
        found: Estimate = bootstrap(
            ratings,
            krippendorff_alpha,
            resample=resample,  # type: ignore[arg-type]  # one of the three, listed below
            groups=groups,
            replicates=replicates,
            random_state=seed,
        )
        return found.low, found.high

    low, high = np.quantile(draws, [0.025, 0.975])
    return {
        ("prevalence", "normal interval over segments"): (float(p - reach), float(p + reach)),
        ("prevalence", "bootstrap of interviews"): (float(low), float(high)),
        ("prevalence", "t over interview shares"): (mean.low, mean.high),
        ("alpha", "bootstrap of units"): alpha("unit"),
        ("alpha", "bootstrap of interviews"): alpha("cluster"),
        ("alpha", "Krippendorff's bootstrap of pairs"): alpha("krippendorff"),
        ("kappa", "analytic standard error over units"): _around(kappa),
    }


def _shares(coded: DoubleCoding) -> FloatArray:
    used = np.bincount(coded.interview, weights=coded.codes[0])
    return used / np.bincount(coded.interview)


def _around(found: Estimate) -> tuple[float | None, float | None]:
    if found.value is None or found.se is None:
        return None, None
    return found.value - _Z * found.se, found.value + _Z * found.se


def _covered(
    limits: Sequence[tuple[float | None, float | None]], value: float
) -> dict[str, float | None]:
    known = [(low, high) for low, high in limits if low is not None and high is not None]
    covered = sum(low <= value <= high for low, high in known)
    found = {"covered": covered, **_share(covered, len(limits))}
    del found["rejected"]
    width = round(float(np.mean([high - low for low, high in known])), 4) if known else None
    return {
        "studies": len(limits),
        **found,
        "width": width,
        "no_interval": len(limits) - len(known),
    }
