"""Cutting units anew changes the units, never what was decided."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import builders
from coding.codings import Place, code_span, mark_done, span_of
from coding.codings.judgements import MISSING
from coding.corpus.units import UnitRule
from coding.reliability import compare, summarise, unit_size
from coding.reliability.recut import WHOLE_TURN, recut
from coding.settings import Coder
from coding.study import Study

LONG = "We wachten al heel erg lang op antwoord van boven. " * 8
INTERVIEW = (
    f"I: Wat lag er gisteren?\n\nR: {LONG}\n\nI: En verder nog iets?\n\nR: Joke helpt me wel.\n"
)
PEOPLE = (Coder("A", "human"), Coder("B", "human"))


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    """Two coders read two interviews; B skips the last unit, A marks half of the first."""
    made = builders.toy_study(tmp_path_factory.mktemp("recut") / "s", INTERVIEW, INTERVIEW)
    columns = (made.units[name].tolist() for name in ("document", "unit", "start", "end"))
    places = [
        span_of(made.text(document), document, start, end, unit=unit)
        for document, unit, start, end in zip(*columns, strict=True)
    ]
    for coder in "AB":
        with made.coded.writer(coder) as log:
            for place in places[: len(places) - (coder == "B")]:
                if "wachten" in place.quote:
                    half = Place(
                        place.document,
                        place.text_sha,
                        place.start,
                        place.start + len(place.quote) // 2 + 5,
                        place.quote[: len(place.quote) // 2 + 5],
                        place.unit,
                    )
                    code_span(log, half if coder == "A" else place, "waiting")
                mark_done(log, place)
    return Study(made.root)


def _compared(study: Study):
    coded = study.coded
    options = {"texts": coded.texts, "coders": PEOPLE, "fictive": False}
    return compare(coded.logs, study.units, study.codebook, **options)


def _turns(study: Study):
    return {name: study.turns(name) for name in study.documents["document"]}


def test_the_study_s_own_rule_gives_the_same_figures(study: Study) -> None:
    """Cut by the rule of the frozen units, nothing changes."""
    compared = _compared(study)
    again = recut(compared, _turns(study), rule=study.unit_rule)

    assert again.own.units == compared.own.units
    assert np.array_equal(again.own.cells, compared.own.cells)
    names = ["code", "alpha", "units", "both", "differ"]
    made = summarise(compared, replicates=20).table[names]
    assert summarise(again, replicates=20).table[names].equals(made)


def test_smaller_units_show_that_half_was_marked(study: Study) -> None:
    """A marked half of what B marked: agreement on the whole unit, a difference in its parts."""
    made = unit_size(_compared(study), _turns(study), caps=(20, 80, WHOLE_TURN), replicates=20)
    row = made[made["code"] == "waiting"].set_index("rule")

    assert row.loc["turn-80-4", "differ"] == row.loc["turn", "differ"] == 0
    assert row.loc["turn-20-4", "differ"] > 0
    assert row.loc["turn-20-4", "units"] > row.loc["turn-80-4", "units"]


@pytest.mark.parametrize("cap", [20, 80, WHOLE_TURN])
def test_nothing_becomes_known_by_cutting(study: Study, cap: int) -> None:
    """What B did not read is missing however the text is cut."""
    compared = _compared(study)
    again = recut(compared, _turns(study), rule=UnitRule(cap=cap, least=4))
    unread = compared.units[(compared.own.cells[1] == MISSING).all(axis=1)]
    missing = again.units[(again.own.cells[1] == MISSING).all(axis=1)]

    assert len(unread) == 1
    assert [(r.document, r.start) for r in missing.itertuples()] == [
        (r.document, r.start) for r in unread.itertuples()
    ]


def test_a_part_of_a_unit_that_was_left_out_is_left_out(tmp_path: Path) -> None:
    """An assisted unit stays out of every cut that touches it."""
    study = builders.toy_study(tmp_path / "s", INTERVIEW)

    def unit(number: int) -> Place:
        start, end = map(int, study.units.loc[number, ["start", "end"]])
        return span_of(study.text("D1"), "D1", start, end, unit=f"D1-00{number + 1}")

    with study.coded.writer("A") as log:
        code_span(log, unit(0), "waiting", shown=True)
        mark_done(log, unit(0))
        mark_done(log, unit(1))
    again = recut(_compared(Study(study.root)), _turns(study), rule=UnitRule(cap=20, least=4))

    known = (again.own.cells[0] != MISSING).any(axis=1)
    assert known.tolist() == [False] * (len(known) - 1) + [True]
