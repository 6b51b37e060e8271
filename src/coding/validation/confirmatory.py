"""
The confirmatory tests of the analysis plan; everything else is descriptive.

Each test gives one number an interview; chance comes from interviews, never from units. In all of
them "A with B" means: units with A that have B in their window.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pandas as pd

from coding.errors import CodingError
from coding.plan import Plan
from coding.statistics import (
    Outcome,
    holm,
    label_permutation,
    sign_flip,
)
from coding.statistics.arrays import FloatArray
from coding.validation.interview_values import per_interview
from coding.validation.material import Material
from coding.validation.windows import NEIGHBOURS, Window

__all__ = ["beside", "confirmatory", "run_test"]

CONDITION, RIVAL = "condition-for", "rival-explanation"
NO_GUIDE = "not computed: no guide labels"
SMALLEST_P = "smallest-p"  # not in the plan: ties can make the smallest possible p larger
DIGITS = 9  # ranks and thresholds compare values rounded to this


def confirmatory(
    material: Material,
    plan: Plan,
    *,
    window: Window = NEIGHBOURS,
    random_state: int = 0,
    fictive: bool = False,
) -> pd.DataFrame:
    """
    Run the tests of a plan, adjusted together.

    Parameters
    ----------
    material : Material
    plan : Plan
    window : Window
    random_state : int
        Only used where arrangements are too many to list.
    fictive : bool
        Level a: `result` then says nothing about the model.

    Returns
    -------
    DataFrame
        One row a test in the order of the plan: `test, claims, statistic (mean over interviews),
        direction (1 as expected, -1 against, 0 none; missing where not computed), p, p_holm,
        smallest_p, n (interviews with a value), used (that can change p), significant, reason,
        notes`. Holm counts every planned test, also one that could not be computed.
    """
    outcomes = {
        name: run_test(material, plan, name, window=window, random_state=random_state)
        for name in plan.tests
    }
    p_values = [None if o.p is None else round(o.p, DIGITS) for o in outcomes.values()]
    adjusted = holm(p_values)
    alpha = float(plan.content.get("alpha", 0.05))
    rows = []
    for (name, outcome), p_holm in zip(outcomes.items(), adjusted, strict=True):
        passed = p_holm is not None and round(p_holm, DIGITS) <= alpha
        rows.append(
            {
                "test": name,
                "claims": " ".join(plan.tests[name].get("claims", ())),
                "statistic": outcome.value,
                "direction": _direction(plan.tests[name], outcome),
                "p": outcome.p,
                "p_holm": p_holm,
                "smallest_p": outcome.smallest_p,
                "n": outcome.n_groups,
                "used": outcome.n_used,
                "significant": None if p_holm is None else passed,
                "reason": outcome.reason,
                "notes": " · ".join(_notes(plan, outcome, passed=passed, alpha=alpha)),
                "level": "a" if fictive else "",
            }
        )
    return pd.DataFrame(rows).drop(columns=[] if fictive else "level")


def _direction(test: Mapping[str, Any], outcome: Outcome) -> int | None:
    """1 where the statistic points the way the plan expects; missing where there is none."""
    if outcome.value is None:
        return None
    value = round(outcome.value, DIGITS)
    sign = int(value > 0) - int(value < 0)
    return sign if test.get("direction", "positive") == "positive" else -sign


def _notes(plan: Plan, outcome: Outcome, *, passed: bool, alpha: float) -> list[str]:
    """The guards of the plan that apply: what this many interviews could not have shown."""
    found: list[str] = []
    if outcome.p is None:
        return found
    flips = outcome.method.startswith("sign-flip")
    tests = max(len(plan.tests), 1)
    for guard in plan.content.get("guards", ()):
        limit = guard.get("below")
        applies = not passed if limit is None else flips and outcome.n_used < limit
        if applies:
            found.append(str(guard["id"]))
    if not flips and round(outcome.smallest_p, DIGITS) > round(alpha / tests, DIGITS):
        found.append(SMALLEST_P)
    return found


def beside(material: Material, plan: Plan, *, random_state: int = 0) -> pd.DataFrame:
    """
    What the plan asks to report beside a test: variants that are no tests of their own.

    Poles without other people's stories; links of conditions alone; and which layers, or causes
    outside them, are coded where the deciding factor was asked for.

    Parameters
    ----------
    material : Material
    plan : Plan
    random_state : int

    Returns
    -------
    DataFrame
        `test, variant ("without-second-hand", "condition-for", or a layer or code at the guide
        question), statistic, p (not adjusted; missing for counts), n (interviews with a value),
        k (interviews, for counts)`.
    """
    rows = []
    for name, test in plan.tests.items():
        variants: dict[str, tuple[Material, Plan]] = {}
        if test["kind"] == "side-contrast":
            told = material.codings["modality"] != "second-hand"
            own = material.keeping(rule=material.rule, codings=told.to_numpy())
            variants["without-second-hand"] = (own, plan)
        if test["kind"] == "link-direction":
            only = replace(plan, tests={**plan.tests, name: {**test, "relations": [CONDITION]}})
            variants[CONDITION] = (material, only)
        for variant, (given, changed) in variants.items():
            found = run_test(given, changed, name, random_state=random_state)
            rows.append(
                {
                    "test": name,
                    "variant": variant,
                    "statistic": found.value,
                    "p": found.p,
                    "n": found.n_groups,
                    "k": None,
                }
            )
        rows += _decisive(material, name, test)
    columns = ["test", "variant", "statistic", "p", "n", "k"]
    return pd.DataFrame(rows, columns=columns).astype(
        {"statistic": "Float64", "p": "Float64", "n": "Int64", "k": "Int64"}
    )


def _decisive(material: Material, name: str, test: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Interviews with each layer, or a cause outside them, at the question of a test."""
    question = test.get("guide_question")
    if not question:
        return []
    here = (material.units["guide_question"] == question).to_numpy(dtype=bool, na_value=False)
    asked = set(material.units.loc[here, "document"])
    codes = [*test["from"], *test["to"], *({RIVAL} & set(material.codes))]
    rows = []
    for code in codes:
        found = set(material.units.loc[here & material.flags(code), "document"])
        variant = f"{question}: {code}"
        row = {"test": name, "variant": variant, "statistic": None, "p": None}
        rows.append({**row, "n": len(asked), "k": len(found)})
    return rows


def run_test(
    material: Material,
    plan: Plan,
    name: str,
    *,
    window: Window = NEIGHBOURS,
    random_state: int = 0,
) -> Outcome:
    """
    One test of a plan.

    Raises
    ------
    CodingError
        For a test the plan does not have, or a kind or procedure this program does not know.
    """
    if name not in plan.tests:
        raise CodingError(f"no test {name!r} in the plan", expected=", ".join(plan.tests))
    test = plan.tests[name]
    if needs_guide(test) and not material.guide_labelled:
        return _not_computed(test, NO_GUIDE, material)
    if len(material.names) < 2:
        return _not_computed(test, "fewer than two interviews", material)
    values = per_interview(material, plan, name, window=window)
    procedure = test["procedure"]
    if procedure == "sign-flip":
        return sign_flip(values, alternative=test["alternative"], random_state=random_state)
    if procedure == "label-permutation-within-case":
        return _sides(values, test, material, random_state)
    raise CodingError(
        f"procedure {procedure!r} of test {name}",
        expected="sign-flip or label-permutation-within-case",
    )


def needs_guide(test: Mapping[str, Any]) -> bool:
    """Whether a test adjusts for the topic guide."""
    return str(test["kind"]) == "excess"


def _not_computed(test: Mapping[str, Any], reason: str, material: Material) -> Outcome:
    return Outcome(
        value=None,
        p=None,
        reason=reason,
        method=str(test["procedure"]),
        alternative=test["alternative"],
        n_groups=len(material.names),
        n_used=0,
        arrangements=0,
        smallest_p=1.0,
    )


def _sides(
    values: FloatArray, test: Mapping[str, Any], material: Material, random_state: int
) -> Outcome:
    sides, higher, lower = (
        material.attribute("side"),
        test["sides"]["higher"],
        test["sides"]["lower"],
    )
    kept = [i for i, name in enumerate(material.names) if sides[name] in {higher, lower}]
    labels = [sides[material.names[i]] for i in kept]
    if len(set(labels)) < 2:
        return _not_computed(test, "not both sides are there", material)
    cases = material.attribute("case")
    return label_permutation(
        values[kept],
        labels,
        cases=[cases[material.names[i]] for i in kept],
        focus=higher,
        alternative=test["alternative"],
        random_state=random_state,
    )
