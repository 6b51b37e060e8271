"""docs/method.md says what the code does and what the scripts measured, nothing else."""

from __future__ import annotations

import doctest
import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pandas as pd
import pytest

import coding.statistics as room

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "method.md").read_text(encoding="utf-8")
RESULTS = ROOT / "benchmarks" / "results"


@pytest.fixture(scope="module")
def tables() -> ModuleType:
    """Load the script that writes the tables."""
    spec = importlib.util.spec_from_file_location(
        "method_tables", ROOT / "benchmarks" / "method_tables.py"
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_tables_are_those_the_scripts_wrote(tables: ModuleType) -> None:
    """Every measured table equals its file; `python benchmarks/method_tables.py` mends it."""
    assert tables.filled(PAGE) == PAGE
    assert set(re.findall(r"<!-- table: (\w+) -->", PAGE)) == set(tables.TABLES)
    assert tables.filled(PAGE.replace("%", "per cent")) != PAGE


def test_examples_on_the_page_run() -> None:
    """The examples give what is printed under them."""
    source = re.sub(r"^```.*$", "", PAGE, flags=re.MULTILINE)
    examples = doctest.DocTestParser().get_doctest(source, {}, "method.md", "docs/method.md", 0)

    found = doctest.DocTestRunner().run(examples)

    assert found.attempted >= 20
    assert found.failed == 0


def test_every_public_name_is_on_the_page() -> None:
    """A function without a line on the method page is not explained."""
    helpers = {"Outcome", "in_window", "dice_distance", "jaccard_distance", "masi_distance"}
    missing = [name for name in room.__all__ if f"`{name}" not in PAGE and name not in helpers]

    assert missing == []


def test_false_positives_are_those_the_claim_needs() -> None:
    """In the measured file the guided test keeps to 8 %, pooled windows pass 30 % everywhere."""
    table = pd.read_csv(RESULTS / "false_positives.csv").set_index("method")

    assert (table["studies"] == 4000).all()
    assert (table.loc["sign-flip, guide-adjusted", "share"] <= 0.08).all()
    assert (table.loc["pooled chi-square, A and B in one window", "share"] >= 0.30).all()


def test_speed_is_what_the_claim_needs() -> None:
    """In the measured files alpha is 20 times faster at 100,000 units, and small at a million."""
    alpha = pd.read_csv(RESULTS / "alpha_speed.csv").set_index(["units", "library"])
    replicates = pd.read_csv(RESULTS / "bootstrap_speed.csv")

    assert alpha.loc[(100_000, "krippendorff"), "times_slower"] >= 20
    assert alpha.loc[(1_000_000, "coding"), "peak_mb"] < 200
    assert replicates["replicates"].tolist() == [1000] * 3
    assert replicates["seconds"][0] < 1.0
    assert (replicates["times_slower"][1:] > 20).all()


def test_causes_explain_the_recorded_figures() -> None:
    """A cause is named only where it gives the wrong figure on record."""
    table = pd.read_csv(RESULTS / "library_causes.csv")
    recorded = table[table["recorded"].notna()]

    assert len(recorded) >= 6
    assert ((recorded["recorded"] - recorded["made_from_cause"]).abs() < 1e-6).all()
    assert ((recorded["recorded"] - recorded["right"]).abs() > 1e-4).all()
