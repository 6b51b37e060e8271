"""Which codes go together in windows, beside what the topic guide already explains."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np
import pandas as pd

from coding.corpus.units import OFF_GUIDE
from coding.statistics import guide_adjusted_excess
from coding.statistics.arrays import BoolArray, FloatArray
from coding.validation.material import Material
from coding.validation.windows import NEIGHBOURS, Window, near

__all__ = ["LEAST_INTERVIEWS", "LEAST_WINDOWS", "cooccurrence", "interview_space"]

_DUST = 1e-9
LEAST_WINDOWS, LEAST_INTERVIEWS = 10, 5  # of the plan: rarer pairs say nothing

COLUMNS = (
    "a",
    "a_presence",
    "b",
    "b_presence",
    "windows",
    "interviews",
    "expected",
    "lift",
    "expected_guide",
    "lift_guide",
    "above",
    "below",
    "lowest",
    "highest",
    "survives",
    "documents",
)


def cooccurrence(
    material: Material,
    *,
    codes: Sequence[str] | None = None,
    presences: Sequence[str] = ("present", "absent"),
    window: Window = NEIGHBOURS,
    least_windows: int = LEAST_WINDOWS,
    least_interviews: int = LEAST_INTERVIEWS,
) -> pd.DataFrame:
    """
    How often two codes share a window, against what would be expected.

    A window belongs to each unit: itself and what is near it in its episode. Expected without the
    guide: what an interview's own rates of both would give. Expected with the guide: as in
    `coding.statistics.guide_adjusted_excess`, made symmetric by taking the mean of both ways round,
    because everybody gets the same questions and two codes that belong to one question always meet.

    Parameters
    ----------
    material : Material
    codes : sequence of str, optional
        Codes or roll-ups; all codes otherwise.
    presences : sequence of str
        Each a node of its own: a code that is absent is another thing than one that is present.
    window : Window
    least_windows, least_interviews : int
        Rarer pairs are left out.

    Returns
    -------
    DataFrame
        One row a pair, most windows first: `a, a_presence, b, b_presence, windows, interviews (with
        at least one such window), expected, lift (windows / expected), expected_guide, lift_guide
        (missing without guide labels), above, below (interviews with more, fewer windows than the
        guide explains), lowest, highest (of lift_guide, one interview left out), survives
        (lift_guide above 1 in every such run), documents`.
    """
    names = list(material.codes if codes is None else codes)
    nodes = [(code, presence) for code in names for presence in presences]
    flags = [near(material.flags(code, [presence]), material, window) for code, presence in nodes]
    kept = [i for i, one in enumerate(flags) if one.sum() >= least_windows]
    who = material.of_interview()
    rows = []
    for i, j in combinations(kept, 2):
        if nodes[i][0] == nodes[j][0]:
            continue
        both = flags[i] & flags[j]
        if both.sum() < least_windows or len(set(who[both])) < least_interviews:
            continue
        rows.append({**_named(nodes[i], nodes[j]), **_pair(material, flags[i], flags[j])})
    found = pd.DataFrame(rows, columns=list(COLUMNS))
    return found.sort_values(
        ["windows", "a", "a_presence", "b", "b_presence"],
        ascending=[False, True, True, True, True],
        kind="stable",
        ignore_index=True,
    )


def _named(a: tuple[str, str], b: tuple[str, str]) -> dict[str, str]:
    return dict(zip(COLUMNS[:4], (*a, *b), strict=True))


def _pair(material: Material, a: BoolArray, b: BoolArray) -> dict[str, object]:
    who, n = material.of_interview(), len(material.names)

    def count(flags: BoolArray) -> FloatArray:
        return np.bincount(who, weights=flags, minlength=n).astype(np.float64)

    units, observed = count(np.ones_like(a)), count(a & b)
    expected = count(a) * count(b) / units
    found: dict[str, object] = {
        "windows": int(observed.sum()),
        "interviews": int((observed > 0).sum()),
        "expected": float(expected.sum()),
        "lift": float(observed.sum() / expected.sum()),
        "documents": " ".join(
            name for name, k in zip(material.names, observed.tolist(), strict=True) if k
        ),
    }
    if material.guide_labelled and n > 1:
        found.update(_with_guide(material, a, b, observed))
    return found


def _with_guide(
    material: Material, a: BoolArray, b: BoolArray, observed: FloatArray
) -> dict[str, object]:
    guide = _expected_by_guide(material, a, b)
    excess = observed - guide
    who, n = material.of_interview(), len(material.names)
    lifts = []
    for i in range(n if n > 2 else 0):
        left = _expected_by_guide(material, a, b, keep=who != i).sum()
        if left > 0:
            lifts.append(float((observed.sum() - observed[i]) / left))
    return {
        "expected_guide": float(guide.sum()),
        "lift_guide": float(observed.sum() / guide.sum()) if guide.sum() > 0 else None,
        "above": int((excess > _DUST).sum()),
        "below": int((excess < -_DUST).sum()),
        "lowest": min(lifts, default=None),
        "highest": max(lifts, default=None),
        "survives": bool(lifts) and min(lifts) > 1.0,
    }


def _expected_by_guide(
    material: Material, a: BoolArray, b: BoolArray, *, keep: BoolArray | None = None
) -> FloatArray:
    """Mean of the two ways round; rates always from the other interviews that are kept."""
    kept = np.ones_like(a) if keep is None else keep
    interview = material.of_interview()[kept]
    question = material.units["guide_question"].astype("object")
    asked = question.where(question.notna(), OFF_GUIDE).to_numpy()[kept]
    ways = [
        guide_adjusted_excess(x[kept], y[kept], interview=interview, question=asked)["expected"]
        for x, y in ((a, b), (b, a))
    ]
    return np.asarray((ways[0] + ways[1]) / 2.0, dtype=np.float64)


def interview_space(
    material: Material,
    *,
    codes: Sequence[str] | None = None,
    window: Window = NEIGHBOURS,
) -> tuple[pd.DataFrame, tuple[float, float]]:
    """
    Place interviews by the pairs of codes that meet in them (Fig17; exploratory).

    Counts of windows per pair, each interview scaled to length 1 so that long interviews do not
    stand apart, centred, then the two main directions. The sign of an axis is arbitrary; here the
    interview farthest out has it positive.

    Parameters
    ----------
    material : Material
        At least three interviews.
    codes : sequence of str, optional
    window : Window

    Returns
    -------
    points : DataFrame
        `document, case, side, x, y`, rounded to 6 digits.
    explained : tuple of float
        Share of the variation each direction holds.
    """
    names = list(material.codes if codes is None else codes)
    flags = [near(material.flags(code, ["present"]), material, window) for code in names]
    who, n = material.of_interview(), len(material.names)
    columns = [
        np.bincount(who, weights=flags[i] & flags[j], minlength=n)
        for i, j in combinations(range(len(names)), 2)
    ]
    counts = np.array(columns, dtype=np.float64).T
    length = np.sqrt((counts**2).sum(axis=1, keepdims=True))
    scaled = np.divide(counts, length, out=np.zeros_like(counts), where=length > 0)
    centred = scaled - scaled.mean(axis=0)
    # the eigenvectors of an 18 × 18 matrix: small, and the same on every machine once rounded
    values, vectors = np.linalg.eigh(centred @ centred.T)
    places = vectors[:, ::-1][:, :2] * np.sqrt(np.maximum(values[::-1][:2], 0.0))
    far = np.abs(places.round(6)).argmax(axis=0)
    places = places * np.sign(places[far, range(2)])
    total = float(values.sum()) or 1.0
    cases, sides = material.attribute("case"), material.attribute("side")
    points = pd.DataFrame(
        {
            "document": material.names,
            "case": [cases[name] for name in material.names],
            "side": [sides[name] for name in material.names],
            "x": places[:, 0].round(6),
            "y": places[:, 1].round(6),
        }
    )
    return points, (float(values[-1]) / total, float(values[-2]) / total)
