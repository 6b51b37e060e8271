"""Worked examples from the literature, with their source: the first thing that has to hold."""

from __future__ import annotations

import json
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

import coding.statistics as room

DATA = Path(__file__).resolve().parents[1] / "data" / "statistics" / "published.json"
EXAMPLES = json.loads(DATA.read_text(encoding="utf-8"))
RESULTS = [
    pytest.param(example, result, id=f"{example['id']}-{result['function']}-{place}")
    for example in EXAMPLES
    for place, result in enumerate(example["results"])
]
# Warrens prints the last digit up to one too high (0.8358 for 117/140 = 0.83571).
LAST_DIGIT_OFF = {"warrens2010"}


def _ratings(example: dict[str, Any]) -> list[list[Any]]:
    if "counts" in example:
        pairs = [(a, b) for a, b, n in example["counts"] for _ in range(n)]
        return [list(row) for row in zip(*pairs, strict=True)]
    if example.get("sets"):
        return [[None if cell is None else set(cell) for cell in row] for row in example["ratings"]]
    return example["ratings"]


def _found(example: dict[str, Any], result: dict[str, Any]) -> float:
    function = getattr(room, result["function"])
    estimate = function(_ratings(example), **result.get("options", {}))
    return getattr(estimate, result.get("field", "value"))


@pytest.mark.parametrize(("example", "result"), RESULTS)
def test_printed_figures_are_reproduced(example: dict[str, Any], result: dict[str, Any]) -> None:
    """A published figure comes out as printed, and as the exact fraction where one is known."""
    found = _found(example, result)

    if "printed" in result:
        printed = Decimal(result["printed"])
        step = 10.0 ** int(printed.as_tuple().exponent)
        off = step if example["id"] in LAST_DIGIT_OFF else step / 2
        assert abs(found - float(printed)) <= off + 1e-12
    if "exact" in result:
        assert float(Fraction(result["exact"])) == pytest.approx(found, abs=1e-12)


def test_every_example_names_its_source() -> None:
    """An example without a source is a number, not an example."""
    without = [example["id"] for example in EXAMPLES if len(example["source"]) < 10]

    assert without == []
    assert len(RESULTS) >= 80


def test_krippendorff_1995_pair_has_the_alpha_of_2016() -> None:
    """Span against seven touching spans: 709/1680 by the family of 2016, whatever their cuts."""
    spans = {
        "john": [(0, 18, "x")],
        "jill": [(a, b, "x") for a, b in pairwise([0, 2, 3, 4, 5, 6, 9, 10])],
    }

    assert room.unitizing_alpha(spans, length=24).value == pytest.approx(709 / 1680)


def test_krippendorff_own_bootstrap_matches_the_published_program() -> None:
    """Hayes & Krippendorff's table: [0.715, 0.813] ordinal as by R icr, 20,000 replicates."""
    table = next(example for example in EXAMPLES if example["id"] == "hk2007")["ratings"]

    found = room.bootstrap(
        table,
        room.krippendorff_alpha,
        level="ordinal",
        resample="krippendorff",
        replicates=20_000,
        random_state=1,
    )

    assert (found.low, found.high) == pytest.approx((0.715, 0.813), abs=0.004)


def test_unit_bootstrap_is_wider_than_krippendorffs_for_many_coders() -> None:
    """For the same five-coder table the unit bootstrap gives about [0.62, 0.84]."""
    table = next(example for example in EXAMPLES if example["id"] == "hk2007")["ratings"]

    found = room.bootstrap(
        table, room.krippendorff_alpha, level="ordinal", replicates=5000, random_state=1
    )

    assert (found.low, found.high) == pytest.approx((0.623, 0.842), abs=0.012)
