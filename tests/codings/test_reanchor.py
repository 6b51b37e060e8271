"""A corrected transcript: every passage found, or listed as ambiguous or lost for a person."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import builders
import log_builders as build
from coding.codings import code_span, mark_document_done, mark_done, ratings, span_of
from coding.codings.anchoring import anchor_spans
from coding.codings.reanchor import settle_plan
from coding.errors import CodingError
from coding.preparation import freeze_units
from coding.reanchoring import (
    carry_out_correction,
    finish_corrections,
    plan_correction,
    plan_late_logs,
    record_late_logs,
)
from coding.study import Study

OLD = "Wij wachten al. Ja. Niemand belt ons. Ja. Joke helpt. Joke helpt."


def _one(old: str, new: str, quote: str, *, nth: int = 0):
    start = -1
    for _ in range(nth + 1):
        start = old.index(quote, start + 1)
    (anchor,) = anchor_spans(old, new, [("x", start, start + len(quote))])
    return anchor, None if anchor.new is None else new[slice(*anchor.new)]


@pytest.mark.parametrize(
    ("new", "quote", "nth", "outcome", "words"),
    [
        (OLD, "Niemand belt ons.", 0, "same", "Niemand belt ons."),
        ("Nou. " + OLD, "Niemand belt ons.", 0, "moved", "Niemand belt ons."),
        (OLD.replace("wachten", "wachtten"), "Wij wachten al.", 0, "changed", "Wij wachtten al."),
        (OLD.replace("belt ons", "belt ons ooit op"), "Niemand belt ons.", 0, "changed", None),
        (OLD.replace("Niemand belt ons. ", ""), "Niemand belt ons.", 0, "lost", None),
        ("Nou. " + OLD, "Ja.", 1, "moved", "Ja."),
        (OLD.replace("Ja. Niemand belt ons. Ja.", "Hm. Ja. Hm."), "Ja.", 0, "ambiguous", None),
        (OLD.replace("Joke helpt. Joke", "Joke helpt. Piet"), "Joke helpt.", 1, "ambiguous", None),
    ],
)
def test_passages_are_found_by_words_and_neighbours(
    new: str, quote: str, nth: int, outcome: str, words: str | None
) -> None:
    """Same words with a neighbour that agrees; changed words between what stayed; else a person."""
    anchor, found = _one(OLD, new, quote, nth=nth)

    assert anchor.outcome == outcome
    assert words is None or found == words


def test_repeated_words_go_to_the_right_one() -> None:
    """Of equal passages each keeps its own place when text comes before or between."""
    old = "A zei ja. B zei ja. C zei ja."
    new = "Goed. A zei ja. Hm. B zei ja. C zei ja."
    spans = [(str(i), i, i + 3) for i in range(len(old)) if old[i : i + 3] == "ja."]

    assert [new[a.new[0] - 6 : a.new[0]] for a in anchor_spans(old, new, spans)] == [
        "A zei ",
        "B zei ",
        "C zei ",
    ]


@given(
    st.lists(
        st.sampled_from(["een", "twee", "drie", "vier", "ja", "nee", "😀", "a\u0301a"]), min_size=6
    ),
    st.lists(st.sampled_from(["eh", "[lacht]", "dus"]), max_size=4),
    st.data(),
)
def test_a_found_passage_has_the_same_words(words: list[str], extra: list[str], data) -> None:
    """Same and moved always mean the same words, and an unchanged text moves nothing."""
    old = " ".join(words)
    new = list(words)
    for word in extra:
        new.insert(data.draw(st.integers(0, len(new))), word)
    start = data.draw(st.integers(0, len(old) - 2))
    end = data.draw(st.integers(start + 1, len(old)))
    if not old[start:end].strip():
        return
    (same,) = anchor_spans(old, old, [("x", start, end)])
    (moved,) = anchor_spans(old, " ".join(new), [("x", start, end)])

    assert (same.outcome, same.new) == ("same", (start, end))
    if moved.outcome in {"same", "moved"}:
        assert " ".join(new)[slice(*moved.new)] == old[start:end]
    assert moved.outcome != "lost" or extra


@pytest.fixture
def study(tmp_path: Path) -> Study:
    """A study with one interview, coded by A on two passages and done."""
    made = builders.toy_study(tmp_path / "s")
    _code(made, "A", "Een stapel.", "waiting")
    _code(made, "A", "Joke helpt me.", "helping")
    with made.coded.writer("A", clock=build.ticking()) as log:
        mark_document_done(log, "D1")
    return Study(made.root)


def _code(study: Study, coder: str, quote: str, code: str) -> str:
    text = study.text("D1")
    start = text.index(quote)
    with study.coded.writer(coder, clock=build.ticking()) as log:
        return code_span(log, span_of(text, "D1", start, start + len(quote)), code).id


def _corrected(folder: Path, *swaps: tuple[str, str]) -> Path:
    text = builders.INTERVIEW
    for old, new in swaps:
        assert old in text
        text = text.replace(old, new)
    path = folder / "corrected.md"
    path.write_text(builders.fictive(text), encoding="utf-8")
    return path


def test_a_correction_moves_codings_and_units_and_no_log(study: Study, tmp_path: Path) -> None:
    """Text, turns, units and table change together; the logs are as they were."""
    log = study.path("corpus", "codings", "A.jsonl").read_bytes()
    file = _corrected(tmp_path, ("Een stapel.", "Tja. Een stapel."), ("sinds maart", "sinds mei"))
    correction = plan_correction(study, "D1", file)
    assert correction.plan.open == []
    assert [a.outcome for a in correction.plan.units] == ["changed", "moved"]
    revision, notices = carry_out_correction(study, correction, by="MJ", reason="nagehoord")
    after = Study(study.root)

    assert (revision.id, notices) == ("R-0001", [])
    assert after.check() == []
    assert after.path("corpus", "codings", "A.jsonl").read_bytes() == log
    codings = after.coded.codings
    text = after.text("D1")
    assert [text[a:b] for a, b in zip(codings["start"], codings["end"], strict=True)] == [
        "Een stapel.",
        "Joke helpt me.",
    ]
    judged = after.coded.judgements()
    assert ratings(judged, "helping").loc["A"].tolist() == [0, 1]
    assert judged.unknown == ()
    assert "reanchor" in after.history(code="helping")["do"].tolist()
    freeze_units(after)
    assert Study(study.root).units.equals(after.units)


def test_what_is_lost_waits_for_a_person(study: Study, tmp_path: Path) -> None:
    """With a lost passage nothing is written until it is placed or given up."""
    before = {p: p.read_bytes() for p in study.root.rglob("*") if p.suffix in {".txt", ".csv"}}
    file = _corrected(tmp_path, ("Joke helpt me. [lacht] Die hielp", "Zij deed dat"))
    correction = plan_correction(study, "D1", file)
    (lost,) = correction.plan.of("lost")
    with pytest.raises(CodingError, match="--give-up"):
        carry_out_correction(study, correction, by="MJ")
    assert before == {p: p.read_bytes() for p in before}
    with pytest.raises(CodingError, match="no passage or unit"):
        settle_plan(correction.plan, given_up=["A-99"])
    with pytest.raises(CodingError, match="words within"):
        settle_plan(correction.plan, places={lost.id: (0, 99_999)})
    settled = replace(correction, plan=settle_plan(correction.plan, given_up=["all"]))
    carry_out_correction(study, settled, by="MJ")
    after = Study(study.root)
    row = after.coded.codings.set_index("event").loc[lost.id]

    assert "R-0001: its passage is not in the new text" in row["review"]
    assert [p.what for p in after.check() if lost.id in p.what]
    assert ratings(after.coded.judgements(), "helping").loc["A"].isna().all()


def test_a_person_can_say_where_it_went(study: Study, tmp_path: Path) -> None:
    """A lost passage gets the place a person gives it."""
    file = _corrected(tmp_path, ("Joke helpt me. [lacht] Die hielp", "Zij deed dat"))
    correction = plan_correction(study, "D1", file)
    (lost,) = correction.plan.of("lost")
    start = correction.canonical.text.index("Zij deed dat")
    from dataclasses import replace

    places = {anchor.id: (start, start + 12) for anchor in correction.plan.open}
    settled = replace(correction, plan=settle_plan(correction.plan, places=places))
    carry_out_correction(study, settled, by="MJ")
    row = Study(study.root).coded.codings.set_index("event").loc[lost.id]

    assert row["quote"] == "Zij deed dat"
    assert Study(study.root).check() == []


def test_a_log_that_comes_in_later_is_orphaned_loudly_and_re_anchored(
    study: Study, tmp_path: Path
) -> None:
    """Codings made on the old text elsewhere are orphans until they are placed by a record."""
    elsewhere = tmp_path / "elsewhere"
    import shutil

    shutil.copytree(study.root, elsewhere)
    late = _code(Study(elsewhere), "B", "En niemand die belt.", "waiting")
    file = _corrected(tmp_path, ("Een stapel.", "Tja. Een stapel."))
    carry_out_correction(study, plan_correction(study, "D1", file), by="MJ")
    shutil.copy(elsewhere / "corpus" / "codings" / "B.jsonl", study.root / "corpus" / "codings")
    after = Study(study.root)
    assert [p.what.split(":")[0] for p in after.check()] == [f"{late} is an orphan"]
    (plan,) = plan_late_logs(after, "D1")
    assert [a.outcome for a in plan.events] == ["moved"]
    record_late_logs(after, plan, by="MJ")

    assert Study(study.root).check() == []
    assert plan_late_logs(Study(study.root), "D1") == []


def test_a_correction_cut_off_is_finished_or_cleared(
    study: Study, tmp_path: Path, monkeypatch
) -> None:
    """After a crash everything is as before, or as after; never half."""
    file = _corrected(tmp_path, ("Een stapel.", "Tja. Een stapel."))
    correction = plan_correction(study, "D1", file)
    old = study.text("D1")

    def crash(*_: object) -> None:
        raise RuntimeError("power")

    for place in ("journal_writer.JournalWriter.append", "reanchoring.write_json"):
        with monkeypatch.context() as patched:
            patched.setattr(f"coding.{place}", crash)
            with pytest.raises(RuntimeError):
                carry_out_correction(study, correction, by="MJ")
        assert "never recorded" in finish_corrections(study)[0]
        assert Study(study.root).text("D1") == old
        assert Study(study.root).check() == []
    with monkeypatch.context() as patched:
        patched.setattr("coding.reanchoring._move_in", crash)
        with pytest.raises(RuntimeError):
            carry_out_correction(study, correction, by="MJ")
    assert finish_corrections(study) == ["finished R-0001"]
    assert Study(study.root).text("D1") == correction.canonical.text
    assert Study(study.root).check() == []


def test_corrections_follow_each_other(study: Study, tmp_path: Path) -> None:
    """What was coded before, between and after two corrections all stands in today's text."""
    swaps = [("Een stapel.", "Tja. Een stapel.")]
    file = _corrected(tmp_path, *swaps)
    carry_out_correction(study, plan_correction(study, "D1", file), by="MJ")
    _code(Study(study.root), "A", "Die hielp", "helping")
    file = _corrected(tmp_path, *swaps, ("Joke helpt", "Ja, Joke helpt"))
    after = Study(study.root)
    carry_out_correction(after, plan_correction(after, "D1", file), by="MJ")
    _code(Study(study.root), "A", "Ja, Joke", "waiting-long")
    last = Study(study.root)
    codings = last.coded.codings

    assert last.check() == []
    assert codings["review"].isna().all()
    text = last.text("D1")
    spans = zip(codings["start"], codings["end"], strict=True)
    assert [text[a:b] for a, b in spans] == [
        "Een stapel.",
        "Ja, Joke",
        "Joke helpt me.",
        "Die hielp",
    ]


def test_an_unchanged_file_is_no_correction(study: Study, tmp_path: Path) -> None:
    """The same text is said to be the same; an unknown document is named."""
    with pytest.raises(CodingError, match="nothing to re-anchor"):
        plan_correction(study, "D1", _corrected(tmp_path))
    with pytest.raises(CodingError, match="no document 'D9'"):
        plan_correction(study, "D9", _corrected(tmp_path))


def test_marks_on_a_unit_that_is_gone_are_no_mistake(study: Study, tmp_path: Path) -> None:
    """A unit given up is named in the revision; being done with it is then in order."""
    last = study.units.iloc[-1]
    unit = last["unit"]
    text = study.text("D1")
    place = span_of(text, "D1", int(last["start"]), int(last["end"]), unit=unit)
    with study.coded.writer("A", clock=build.ticking()) as log:
        mark_done(log, place)
    file = _corrected(tmp_path, (place.quote, "Mooi."))
    correction = plan_correction(study, "D1", file)
    settled = replace(correction, plan=settle_plan(correction.plan, given_up=["all"]))
    revision, _ = carry_out_correction(study, settled, by="MJ")
    after = Study(study.root)

    assert revision.units_lost == (unit,)
    assert unit not in after.units["unit"].tolist()
    assert [p.what for p in after.check() if "no unit" in p.what] == []
    record = after.path("corpus", "revisions.jsonl")
    record.write_text(record.read_text("utf-8").replace(f'["{unit}"]', "[]"), encoding="utf-8")
    assert [p.what for p in Study(study.root).check() if "no unit" in p.what]
