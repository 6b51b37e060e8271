"""Every case of the reference file, where it is at hand."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path
from typing import Any

import pytest

from coding.estimate import Estimate
from coding.statistics import (
    bootstrap,
    brennan_prediger,
    cohen_kappa,
    conger_kappa,
    fleiss_kappa,
    gwet_ac1,
    krippendorff_alpha,
    light_kappa,
    masi_distance,
    multivalued_alpha,
    percent_agreement,
    scott_pi,
    specific_agreement,
    unitizing_alpha,
)

Case = dict[str, Any]


def _table(case: Case) -> list[list[Any]]:
    if case["kind"] != "multilabel":
        return case["table"]
    return [[None if cell is None else set(cell) for cell in row] for row in case["table"]]


def _options(case: Case, *names: str) -> dict[str, Any]:
    return {name: case["params"][name] for name in names}


def _on_table(function: Callable[..., Estimate], **options: Any) -> Callable[[Case], Estimate]:
    return lambda case: function(_table(case), **options)


def _unitizing(kind: str) -> Callable[[Case], Estimate]:
    return lambda case: unitizing_alpha(
        case["spans"],
        length=case["length"],
        kind=kind,
        label=case["params"]["label"] if kind == "ku" else None,
    )


def _masi(case: Case) -> Estimate:
    return Estimate(value=masi_distance(case["a"], case["b"]), method="masi_distance")


WAYS: dict[str, Callable[[Case], Estimate]] = {
    "alpha_nominal": _on_table(krippendorff_alpha),
    "alpha_ordinal": _on_table(krippendorff_alpha, level="ordinal"),
    "alpha_interval": _on_table(krippendorff_alpha, level="interval"),
    "alpha_ratio": _on_table(krippendorff_alpha, level="ratio"),
    "alpha_masi": _on_table(krippendorff_alpha, distance="masi"),
    "alpha_jaccard": _on_table(krippendorff_alpha, distance="jaccard"),
    "alpha_dice": _on_table(krippendorff_alpha, distance="dice"),
    "alpha_category": lambda case: krippendorff_alpha(_table(case), **_options(case, "category")),
    "alpha_label": lambda case: krippendorff_alpha(_table(case), **_options(case, "label")),
    "mv_alpha_nominal": _on_table(multivalued_alpha),
    "cohen_kappa": _on_table(cohen_kappa),
    "cohen_kappa_se": _on_table(cohen_kappa),
    "cohen_kappa_linear": _on_table(cohen_kappa, weights="linear"),
    "cohen_kappa_quadratic": _on_table(cohen_kappa, weights="quadratic"),
    "scott_pi": _on_table(scott_pi),
    "bennett_s": _on_table(brennan_prediger),
    "bp": _on_table(brennan_prediger),
    "bp_codebook": lambda case: brennan_prediger(_table(case), categories=case["categories"]),
    "ac1": _on_table(gwet_ac1),
    "ac1_se": _on_table(gwet_ac1),
    "ac1_codebook": lambda case: gwet_ac1(_table(case), categories=case["categories"]),
    "fleiss_kappa": _on_table(fleiss_kappa),
    "fleiss_kappa_se": _on_table(fleiss_kappa),
    "fleiss_kappa_category": lambda case: fleiss_kappa(_table(case), **_options(case, "category")),
    "conger_kappa": _on_table(conger_kappa),
    "light_kappa": _on_table(light_kappa),
    "percent_agreement": _on_table(percent_agreement),
    "percent_agreement_value_weighted": _on_table(percent_agreement, method="value_weighted"),
    "percent_agreement_unanimous_listwise": _on_table(percent_agreement, method="unanimous"),
    "specific_agreement": lambda case: specific_agreement(
        _table(case), **_options(case, "category")
    ),
    "masi_distance": _masi,
    "u_alpha": _unitizing("u"),
    "bar_u_alpha": _unitizing("binary"),
    "cu_alpha": _unitizing("cu"),
    "ku_alpha": _unitizing("ku"),
    "alpha_nominal_ci95_unit_bootstrap": lambda case: bootstrap(
        _table(case), krippendorff_alpha, replicates=case["params"]["replicates"]
    ),
    "alpha_ordinal_ci95_unit_bootstrap": lambda case: bootstrap(
        _table(case),
        partial(krippendorff_alpha, level="ordinal"),
        replicates=case["params"]["replicates"],
    ),
}


@cache
def _cases(folder: Path) -> list[Case]:
    path = folder / "reference" / "irr_cases.json"
    return json.loads(path.read_text(encoding="utf-8"))["cases"]


def _is_right(case: Case, found: Estimate) -> bool:
    expected, tolerance = case["expected"], case["tolerance"]
    if expected == "undefined":
        return found.value is None and bool(found.reason)
    if isinstance(expected, list):
        limits = (found.low, found.high)
        return all(abs(x - y) <= tolerance for x, y in zip(limits, expected, strict=True))
    value = found.se if case["metric"].endswith("_se") else found.value
    return value is not None and abs(value - expected) <= tolerance


@pytest.mark.parametrize("metric", WAYS)
def test_reference_cases_hold_at_their_tolerance(metric: str, shared: Path) -> None:
    """Every case of the file comes out at its tolerance, undefined ones with a reason."""
    cases = [case for case in _cases(shared) if case["metric"] == metric]
    wrong = {
        case["id"]: (case["expected"], found)
        for case in cases
        if not _is_right(case, found := WAYS[metric](case))
    }

    assert wrong == {}
    assert cases, "no case of this metric in the file"


def test_no_metric_of_the_reference_file_is_left_out(shared: Path) -> None:
    """A metric the tests do not know would pass unseen."""
    assert {case["metric"] for case in _cases(shared)} <= set(WAYS)
