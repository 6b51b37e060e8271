"""The demonstration study: figures from the input table, and nothing that adjudication moved."""

from __future__ import annotations

import itertools
from pathlib import Path

import krippendorff
import numpy as np
import pandas as pd
import pytest

from coding.reliability import (
    Comparison,
    adjudicated,
    compare,
    compare_study,
    disagreements,
    readings,
    scope,
    summarise,
)
from coding.study import Study


@pytest.fixture(scope="module")
def study(root: Path) -> Study:
    """Hand out the study of this checkout."""
    return Study(root)


@pytest.fixture(scope="module")
def compared(study: Study) -> Comparison:
    """Hand out what its coders can be compared on."""
    return compare_study(study)


def test_every_alpha_follows_from_the_input_table(compared: Comparison) -> None:
    """Another program gets the same alpha from `Tab03_readings` and the number of units."""
    table = summarise(compared, replicates=2).table.set_index("code")
    listed = readings(compared)
    for code, row in table.iterrows():
        if pd.isna(row["alpha"]):
            continue
        mine = listed.loc[listed["code"] == code, list(compared.coders)]
        given = mine.map(lambda value: np.nan if value == "unread" else float(value != "no"))
        nobody = len(compared.units) - len(mine)
        ratings = np.hstack([given.to_numpy().T, np.zeros((len(compared.coders), nobody))])
        oracle = krippendorff.alpha(ratings, level_of_measurement="nominal")
        assert row["alpha"] == pytest.approx(oracle, abs=1e-9), code


def test_verdicts_moved_no_figure(study: Study, compared: Comparison) -> None:
    """With and without the logs of those who only decide, the cells compared are the same."""
    logs = study.coded.logs
    coders = study.settings.coders
    options = {"texts": study.coded.texts, "coders": coders, "fictive": study.settings.fictive}
    alone = compare(logs.only(coders=compared.coders), study.units, study.codebook, **options)
    together = compare_study(study, kinds=None)

    assert np.array_equal(alone.own.cells, together.own.cells)
    assert {c.id for c in coders if c.role.startswith("beslist")}.isdisjoint(compared.coders)


def test_every_output_says_that_models_coded(compared: Comparison) -> None:
    """Not one frame without the column, not one note without the sentence."""
    who = compared.announcement("nl")

    assert "taalmodellen" in who
    assert "geen betrouwbaarheid tussen menselijke codeurs" in who
    assert "fictieve" in who
    frames = [scope(compared), readings(compared), adjudicated(compared)]
    assert all((frame["coded_by"] == "model").all() for frame in frames)


def test_the_list_is_worst_first_and_whole(compared: Comparison) -> None:
    """As many disputes as cells in which two coders hold different values."""
    found = disagreements(compared)
    a, b = compared.every.cells[:2]

    assert sum(len(item.disputes) for item in found) == int(((a != b) & (a >= 0) & (b >= 0)).sum())
    assert [item.rank for item in found] == list(range(1, len(found) + 1))
    assert all(x.differ >= y.differ for x, y in itertools.pairwise(found))
