"""A round is drawn by a seed, fixed before coding, and says what reliability will rest on."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import log_builders as build
from coding.codebook_life import CodebookRef
from coding.codings import code_span, read_codings
from coding.codings.assign import (
    Threshold,
    assignments_frame,
    draw_assignment,
    expectation,
    read_assignments,
    record_assignment,
)
from coding.errors import CodingError

REF = CodebookRef("1.0", "f" * 64)
DOCUMENTS = pd.DataFrame(
    {"document": [f"D{n}" for n in range(1, 10)], "case": ["G", "M", "P"] * 3, "kind": "interview"}
)
UNITS = pd.concat(
    [
        build.units_of([(i * 10, i * 10 + 5) for i in range(4 + n)], "x" * 200, f"D{n}")
        for n in range(1, 10)
    ]
)


def _draw(**changes):
    options = {"round": "1", "share": 1 / 3, "blind": 0.5, "seed": 7, "codebook": REF}
    return draw_assignment(DOCUMENTS, UNITS, ["A", "B"], **{**options, **changes})


def test_the_draw_is_the_seeds() -> None:
    """The same seed draws the same, in any order of rows; another seed draws otherwise."""
    again = draw_assignment(
        DOCUMENTS.iloc[::-1],
        UNITS.sample(frac=1, random_state=1).sort_values(["document", "start"]),
        ["A", "B"],
        round="1",
        share=1 / 3,
        blind=0.5,
        seed=7,
        codebook=REF,
    )

    assert _draw() == again
    assert len({_draw(seed=seed).double for seed in range(8)}) > 3


def test_every_document_has_a_coder_and_shares_are_kept() -> None:
    """A third of nine documents is double coded, in each case one; work is shared evenly."""
    drawn = _draw(stratum="case")
    cases = dict(zip(DOCUMENTS["document"], DOCUMENTS["case"], strict=True))
    table = assignments_frame([drawn])
    load = table.groupby("coder")["units"].sum()

    assert sorted(cases[name] for name in drawn.double) == ["G", "M", "P"]
    assert set(drawn.documents) == set(DOCUMENTS["document"])
    assert abs(load["A"] - load["B"]) <= UNITS.groupby("document").size().max()
    assert table["double"].sum() == 6


def test_blind_units_are_the_same_for_all_and_half_of_each_document() -> None:
    """Half of each document's units, rounded up, whoever codes it."""
    drawn = _draw()

    assert {name: len(units) for name, units in drawn.blind.items()} == {
        f"D{n}": -(-(4 + n) // 2) for n in range(1, 10)
    }
    assert drawn.reliability_units() == {name: len(drawn.blind[name]) for name in drawn.double}


def test_it_says_beforehand_what_reliability_rests_on() -> None:
    """The count of double coded, blind units, and the threshold with its reason."""
    drawn = _draw(threshold=Threshold("krippendorff_alpha", 0.667, "tentative conclusions"))
    text = "\n".join(expectation(drawn))
    units = sum(drawn.reliability_units().values())

    assert f"reliability will rest on {units} units in 3 documents" in text
    assert "krippendorff_alpha of at least 0.667, because tentative conclusions" in text
    assert "there will be no reliability figure" in "\n".join(expectation(_draw(share=0)))


def test_a_round_is_fixed_once_coding_began(tmp_path: Path) -> None:
    """Before the first coding a plan may be replaced, after it no more; another round may come."""
    path, logs = tmp_path / "assignments.jsonl", tmp_path / "logs"
    said = {"by": "MJ", "time": "2026-03-01T09:30:00Z"}
    record_assignment(_draw(), path, read_codings(logs), **said)
    second = record_assignment(_draw(seed=8), path, read_codings(logs), **said)
    found, problems = read_assignments(path)

    assert problems == ()
    assert [(a.id, a.seed) for a in found] == [("P-0002", 8)]
    assert found[0].double == second.double
    assert found[0].threshold is None
    with build.writer(logs, book=build.codebook(tmp_path)) as log:
        code_span(log, build.unit_place(1), "waiting")
    with pytest.raises(CodingError, match="round 1 has begun: A coded on"):
        record_assignment(_draw(), path, read_codings(logs), **said)
    record_assignment(_draw(round="2"), path, read_codings(logs), **said)


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"share": 1.2}, "double coding is 1.2"),
        ({"blind": -0.1}, "blind share is -0.1"),
        ({"stratum": "caze"}, "no column 'caze'"),
        ({"threshold": Threshold("krippendorff_alpha", 0.8, " ")}, "without a reason"),
    ],
)
def test_plans_that_cannot_be_meant_are_refused(changes: dict, problem: str) -> None:
    """Each mistake is named before anything is drawn."""
    with pytest.raises(CodingError, match=problem):
        _draw(**changes)


def test_double_coding_needs_two() -> None:
    """One coder cannot code twice, and no units cannot be coded."""
    options = {"round": "1", "seed": 7, "codebook": REF}

    with pytest.raises(CodingError, match="double coding with one coder"):
        draw_assignment(DOCUMENTS, UNITS, ["A"], **options)
    with pytest.raises(CodingError, match="D1 has no units"):
        draw_assignment(DOCUMENTS, UNITS.iloc[:0], ["A", "B"], **options)
