"""Sabotage: what is swapped, dropped or flipped changes exactly the figures it should."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from coding.codings import Judgements
from coding.codings.judgements import MISSING
from coding.reliability import (
    Comparison,
    by_document,
    confusion,
    pairwise,
    prevalence,
    summarise,
)

CODES = ("waiting", "helping", "late")
DOCUMENTS = ("D1", "D2", "D3")


def _comparison(cells: np.ndarray, documents: tuple[str, ...]) -> Comparison:
    """Compare two coders by their cells alone."""
    names = tuple(f"{d}-{i:03d}" for i, d in enumerate(documents, start=1))
    nothing = np.zeros(cells.shape[:2], dtype=bool)
    judged = Judgements(("A", "B"), names, CODES, documents, cells, nothing, nothing)
    base = {"codings": None, "now": None, "logs": None, "late": (), "texts": {}, "codebook": None}
    units = pd.DataFrame({"document": documents, "unit": names})
    types = {"A": "human", "B": "human"}
    options = {"units": units, "types": types, "fictive": False, "reflexive": False}
    return Comparison(judged, judged, nothing, nothing, **base, **options)


@pytest.fixture(scope="module")
def cells() -> np.ndarray:
    """Ninety units in three documents, three codes, coders who differ in one cell of eight."""
    rng = np.random.default_rng(3)
    truth = (rng.random((90, 3)) < [0.4, 0.2, 0.3]).astype(np.int8)
    noise = rng.random((2, 90, 3)) < 0.07
    return np.where(noise, 1 - truth, truth).astype(np.int8)


@pytest.fixture(scope="module")
def documents() -> tuple[str, ...]:
    """Thirty units a document."""
    return tuple(np.repeat(DOCUMENTS, 30).tolist())


def _table(comparison: Comparison) -> pd.DataFrame:
    made = summarise(comparison, replicates=100, seed=2).table.drop(columns="reason")
    return made.set_index("code").loc[list(CODES)].astype("object")


def _changed(before: pd.DataFrame, after: pd.DataFrame) -> set[tuple[str, str]]:
    same = (before == after) | (before.isna() & after.isna())
    return {
        (row, column) for row in same.index for column in same.columns if not same.loc[row, column]
    }


def test_swapping_two_coders_swaps_their_columns_only(
    cells: np.ndarray, documents: tuple[str, ...]
) -> None:
    """Coefficients do not care who coded what; shares and confusions change sides."""
    before, after = _comparison(cells, documents), _comparison(cells[::-1], documents)

    assert _changed(_table(before), _table(after)) == {
        (code, f"prevalence_{coder}") for code in CODES for coder in "AB"
    }
    renamed = {"code_a": "code_b", "code_b": "code_a"}
    columns = ["code_a", "code_b", "units"]
    mirrored = confusion(after).rename(columns=renamed)[columns]
    assert {*confusion(before)[columns].itertuples(index=False, name=None)} == {
        *mirrored.itertuples(index=False, name=None)
    }
    assert pairwise(before)["alpha"].equals(pairwise(after)["alpha"])


def test_dropping_a_document_leaves_the_others_as_they_were(
    cells: np.ndarray, documents: tuple[str, ...]
) -> None:
    """Its row goes, no other row changes, and every code has thirty units fewer."""
    kept = np.array([name != "D2" for name in documents])
    smaller = _comparison(cells[:, kept], tuple(np.array(documents)[kept].tolist()))
    before = by_document(_comparison(cells, documents)).set_index("document")
    after = by_document(smaller).set_index("document")

    assert before.drop(index="D2").equals(after)
    assert (_table(_comparison(cells, documents))["units"] - _table(smaller)["units"] == 30).all()


def test_flipping_one_coding_changes_its_code_and_document_only(
    cells: np.ndarray, documents: tuple[str, ...]
) -> None:
    """One cell of B on `helping` in D2: that row, B's share there, and D2's row."""
    unit = 30 + int(np.flatnonzero((cells[:, 30:60, 1] == 0).all(axis=0))[0])
    flipped = cells.copy()
    flipped[1, unit, 1] = 1
    before, after = _comparison(cells, documents), _comparison(flipped, documents)
    changed = _changed(_table(before), _table(after))

    assert {code for code, _ in changed} == {"helping"}
    assert {("helping", "prevalence_B"), ("helping", "alpha"), ("helping", "differ")} <= changed
    assert ("helping", "prevalence_A") not in changed
    assert ("helping", "units") not in changed
    rows = _changed(*(by_document(c).set_index("document") for c in (before, after)))
    assert {document for document, _ in rows} == {"D2"}


@pytest.mark.parametrize("hide", [lambda c: c[:, :30], lambda c: c[:, 10:40]], ids=["D1", "some"])
def test_a_unit_one_coder_did_not_read_is_unknown_not_no(
    cells: np.ndarray, documents: tuple[str, ...], hide: Callable[[np.ndarray], np.ndarray]
) -> None:
    """Missing cells leave the units out; the rest is what it is without them."""
    holed = cells.copy()
    hide(holed)[1] = MISSING
    kept = (holed != MISSING).all(axis=(0, 2))
    without = _comparison(cells[:, kept], tuple(np.array(documents)[kept].tolist()))
    given = _table(_comparison(holed, documents))
    names = ["alpha", "percent", "positive", "negative", "units", "both", "differ"]

    assert (given["unknown"] == 30).all()
    assert given[names].equals(_table(without)[names])
    assert prevalence(without)["units"].eq(60).all()


def test_the_order_is_by_the_lower_bound(cells: np.ndarray, documents: tuple[str, ...]) -> None:
    """The first row has the lowest lower limit by interview."""
    made = summarise(_comparison(cells, documents), replicates=100, seed=2).table

    assert made["low"].is_monotonic_increasing
    assert made["code"].iloc[0] == made.loc[made["low"].idxmin(), "code"]
