"""What counts: people, own readings, and codings as they were before anybody adjudicated."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import agreement_builders as build
from coding.codings import (
    Event,
    Model,
    accept_code,
    change_coding,
    code_span,
    import_events,
    mark_done,
    resolve,
    take_back,
    write_memo,
)
from coding.codings.judgements import MISSING
from coding.codings.places import placed
from coding.errors import CodingError
from coding.reliability import (
    adjudicated,
    by_document,
    confusion,
    disagreements,
    pairwise,
    passages,
    span_agreement,
    stale_adjudications,
    summarise,
)
from coding.settings import Coder

PEOPLE = build.PEOPLE


def test_models_are_refused_in_a_real_study(tmp_path: Path) -> None:
    """A language model is no second coder of people's interviews."""
    team = build.toy(tmp_path)

    with pytest.raises(CodingError, match="A, B, C is a language model, and this study is real"):
        team.compare(build.MODELS)
    mixed = (*PEOPLE[:2], build.MODELS[2])
    with pytest.raises(CodingError, match="C is a language model"):
        team.compare(mixed)
    assert team.compare(mixed, only=["A", "B"]).coders == ("A", "B")


def test_models_are_announced_on_fictive_data(tmp_path: Path) -> None:
    """Every table has a column that says who coded, and the note says it in words."""
    compared = build.toy(tmp_path).compare(build.MODELS, fictive=True)
    found = summarise(compared, replicates=20)

    for language, words in (
        ("en", "Coded by language models (A, B, C) on fictive interviews"),
        ("nl", "Gecodeerd door taalmodellen (A, B, C) op fictieve interviews"),
    ):
        assert compared.announcement(language).startswith(words)
        assert found.note(language).startswith(words)
    tables = [found.table, found.overall, found.estimates, pairwise(compared), confusion(compared)]
    tables += [span_agreement(compared), by_document(compared), passages(compared, "waiting")]
    tables += [adjudicated(compared)]
    assert all((table["coded_by"] == "model").all() and len(table) for table in tables)


def test_people_on_real_interviews_need_no_announcement(tmp_path: Path) -> None:
    """Nothing is announced of people; a mixed fictive team is called mixed."""
    team = build.toy(tmp_path)
    mixed = team.compare((*PEOPLE[:2], build.MODELS[2]), fictive=True)

    assert team.compare().announcement("en") == ""
    assert mixed.coded_by == "both"
    assert mixed.announcement("en").startswith("Partly coded by language models (C)")


def test_an_undeclared_coder_is_refused(tmp_path: Path) -> None:
    """Nobody counts of whom the study does not say whether it is a person."""
    with pytest.raises(CodingError, match=r"coder 'C' is not in study\.toml"):
        build.toy(tmp_path).compare(PEOPLE[:2])


def test_who_only_decides_is_no_coder(tmp_path: Path) -> None:
    """Verdicts and memos do not make a coder."""
    team = build.toy(tmp_path)
    with team.writing("J") as log:
        resolve(log, build.PLACES["u2"], ["C-000004"], reason="x", code="waiting", applies=False)
        write_memo(log, "see the border case", place=build.PLACES["u1"])

    assert team.compare((*PEOPLE, Coder("J", "human"))).coders == ("A", "B", "C")


def test_a_reflexive_study_shows_no_coefficient(tmp_path: Path) -> None:
    """The sentence stands in the note; counts and passages remain, figures do not."""
    compared = build.toy(tmp_path).compare(reflexive=True)
    found = summarise(compared)
    shown = {*found.table.columns, *pairwise(compared).columns, *by_document(compared).columns}

    assert "Reliability not applicable (reflexive)" in found.note("en")
    assert not shown & {"alpha", "ac1", "positive", "alpha_masi", "low", "present_alpha"}
    assert found.overall.empty
    assert span_agreement(compared).empty
    assert found.table["code"].tolist()[0] == found.worst == "waiting"
    assert len(disagreements(compared)) == 2


def test_accepted_suggestions_and_imports_do_not_count(tmp_path: Path) -> None:
    """Either leaves the unit out for that coder; imports count only where somebody says so."""
    team = build.toy(tmp_path)
    place = build.PLACES["u4"]
    with team.writing("A") as log:
        accept_code(log, place, "helping", Model("m-1", 0.9))
    with team.writing("C") as log:
        where = placed(build.PLACES["u3"])
        event = Event(do="import", code="helping", presence="present", source="import", **where)
        done = Event(do="done", doc="D2", scope=("all",), source="import", unit="D2-001")
        import_events(log, [event, done])
    plain, trusted = team.compare(), team.compare(imports=True)

    assert plain.assisted[0].tolist() == [False, False, False, True]
    assert plain.imported[2].tolist() == [False, False, True, False]
    assert (plain.own.cells[0, 3] == MISSING).all()
    assert (plain.own.cells[2, 2] == MISSING).all()
    assert (trusted.own.cells[0, 3] == MISSING).all()
    assert trusted.own.cells[2, 2, 1] == 1


def _adjudicated(team: build.Team, unit: str, code: str, *judged: str) -> None:
    with team.writing("J") as log:
        place = build.PLACES[unit]
        resolve(log, place, judged, reason="r", code=code, presence="present", applies=True)


def _event(team: build.Team, coder: str, unit: str, code: str = "waiting") -> str:
    compared = team.compare()
    for item in disagreements(compared):
        for dispute in item.disputes:
            for reading in dispute.readings:
                if (item.unit, dispute.code, reading.coder) == (unit, code, coder):
                    return reading.events[0]
    raise AssertionError(f"no coding of {code} by {coder} on {unit}")


def test_agreement_after_adjudication_is_not_reliability(tmp_path: Path) -> None:
    """Coders who take a verdict over change the list of disagreements, and no coefficient."""
    team = build.toy(tmp_path)
    before = summarise(team.compare(), replicates=30)
    judged = _event(team, "C", "D1-002")
    _adjudicated(team, "u2", "waiting", judged)
    with team.writing("A") as log:
        code_span(log, build.PLACES["u2"], "waiting")
    with team.writing("B") as log:
        code_span(log, build.PLACES["u2"], "waiting")
    after = team.compare()

    assert summarise(after, replicates=30).table.equals(before.table)
    assert len(after.late) == 2
    assert {(i.unit, d.code) for i in disagreements(after) for d in i.disputes} == {
        ("D1-001", "waiting"),
        ("D1-002", "late"),
    }


@pytest.mark.parametrize("act", ["change", "take back"])
def test_a_weighed_coding_that_changes_makes_the_verdict_stale(tmp_path: Path, act: str) -> None:
    """The verdict is listed as stale; the coefficient keeps the coding that was weighed."""
    team = build.toy(tmp_path)
    before = team.compare().own.cells
    judged = _event(team, "C", "D1-002")
    _adjudicated(team, "u2", "waiting", judged)
    assert stale_adjudications(team.compare()).empty
    with team.writing("C") as log:
        if act == "change":
            change_coding(log, judged, presence="absent")
        else:
            take_back(log, judged)
    after = team.compare()

    assert stale_adjudications(after)["stale"].tolist() == [judged]
    assert np.array_equal(after.own.cells, before)


def test_a_later_round_is_shown_as_it_was(tmp_path: Path) -> None:
    """Over all rounds the reading before the verdict counts; round 2 alone says what it said."""
    team = build.toy(tmp_path)
    judged = _event(team, "C", "D1-002")
    _adjudicated(team, "u2", "waiting", judged)
    for coder in "AB":
        with team.writing(coder, round="2") as log:
            code_span(log, build.PLACES["u2"], "waiting")
            mark_done(log, build.PLACES["u2"])
    every, second = team.compare(), team.compare(rounds=["2"])

    assert every.own.cells[:2, 1, 0].tolist() == [0, 0]
    assert second.own.cells[:2, 1, 0].tolist() == [1, 1]
    assert (len(every.late), len(second.late)) == (2, 0)


def test_a_third_reader_who_comes_later_still_counts(tmp_path: Path) -> None:
    """A coder who had not read a unit when it was adjudicated reads it afresh."""
    team = build.toy(tmp_path)
    _adjudicated(team, "u3", "waiting", "A-000005")
    with team.writing("C") as log:
        code_span(log, build.PLACES["u3"], "waiting")
        mark_done(log, build.PLACES["u3"])
    after = team.compare()

    assert after.late == ()
    assert after.own.cells[2, 2, 0] == 1


def test_open_stale_and_decided_disputes_are_told_apart(tmp_path: Path) -> None:
    """Whose reading was upheld is counted on decided disputes only."""
    team = build.toy(tmp_path)
    _adjudicated(team, "u2", "waiting", _event(team, "C", "D1-002"))
    made = adjudicated(team.compare()).set_index("code")

    names = ["disputes", "decided", "stale", "open", "upheld_A", "upheld_C"]
    assert made.loc["waiting", names].tolist() == [2, 1, 0, 1, 0, 1]
    assert [d.verdict for i in disagreements(team.compare()) for d in i.disputes] == [
        "present",
        "",
        "",
    ]
    still_open = disagreements(team.compare(), only_open=True)
    assert {(i.unit, d.code) for i in still_open for d in i.disputes} == {
        ("D1-001", "waiting"),
        ("D1-002", "late"),
    }
