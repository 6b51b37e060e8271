"""Targets of a fictive corpus that can be measured on its texts."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import builders
from coding.acceptance.criteria import Criterion
from coding.acceptance.runs import hashed_runs, words_with_lines, write_runs
from coding.acceptance.targets import read_targets
from coding.acceptance.texts import SOURCES, interviews_frame, read_interviews, text_criteria
from coding.errors import CodingError
from coding.study import Study

OTHER = builders.INTERVIEW.replace("Een stapel. We wachten al op antwoord sinds maart", "Niets, eh")


@pytest.fixture
def study(tmp_path: Path, root: Path) -> Study:
    """Two interviews, with the targets of the demonstration corpus and no known source."""
    made = builders.toy_study(tmp_path / "s", builders.INTERVIEW, OTHER)
    design = made.path("corpus", "fictive-design")
    design.mkdir()
    shutil.copy(root / "corpus" / "fictive-design" / "acceptance.yaml", design)
    write_runs(set(), design / SOURCES)
    return made


def _found(study: Study) -> dict[str, Criterion]:
    targets = read_targets(study.path("corpus", "fictive-design", "acceptance.yaml"))
    interviews = read_interviews(study, targets)
    return {one.what: one for one in text_criteria(study, interviews, targets)}


def _of(study: Study, start: str) -> Criterion:
    (one,) = (found for what, found in _found(study).items() if what.startswith(start))
    return one


def test_short_interviews_stop_a_build(study: Study) -> None:
    """Too few words and units are named by document, and such a miss fails a build."""
    for what in ("words an interview", "respondent units an interview"):
        size = _of(study, what)
        assert (size.met, size.stops, size.why) == (False, True, "D1, D2")
    assert not _of(study, "interviewer's share").stops


def test_an_unmarked_interview_stops_a_build(study: Study) -> None:
    """Front matter, first line and file name all say that the interview is made up."""
    assert _of(study, "interviews marked").met
    path = study.path("corpus", "interviews", "fictief_D2.md")
    text = path.read_text("utf-8")
    for old in ("status: FICTIEF", builders.FICTIVE_LINE):
        path.write_text(text.replace(old, "x"), encoding="utf-8")
        miss = _of(Study(study.root), "interviews marked")
        assert (miss.met, miss.why, miss.stops) == (False, "D2", True)


def test_words_of_the_model_are_counted_in_what_respondents_say(tmp_path: Path, root: Path) -> None:
    """A starred term finds its inflections; the interviewer may use it."""
    said = builders.INTERVIEW.replace("En niemand", "Dat grenswerken, exploratie, niemand")
    made = builders.toy_study(tmp_path / "s", said.replace("I: Hm.", "I: Ambidextrie?"))
    design = made.path("corpus", "fictive-design")
    design.mkdir()
    shutil.copy(root / "corpus" / "fictive-design" / "acceptance.yaml", design)
    write_runs(set(), design / SOURCES)

    jargon = _of(made, "words of the model")
    assert (jargon.figure, jargon.met, jargon.why) == ("2", False, "D1")


def test_six_words_shared_by_two_interviews_are_found(study: Study) -> None:
    """Repeating another respondent, the codebook or a source is a miss that stops a build."""
    shared = _of(study, "runs of 6 words shared with another interview")
    assert (shared.met, shared.stops) == (False, True)
    assert shared.why == "D1, D2"
    words = [word for word, _ in words_with_lines(study.text("D2"))]
    source = {run for run in hashed_runs(words[-9:], length=6) if run is not None}
    assert _of(study, "runs of 6 words shared with a source").met
    write_runs(source, study.path("corpus", "fictive-design", SOURCES))
    assert _of(study, "runs of 6 words shared with a source").met is False


def test_without_the_hashes_of_sources_nothing_is_claimed(study: Study) -> None:
    """A corpus whose sources cannot be compared is refused, not accepted."""
    study.path("corpus", "fictive-design", SOURCES).unlink()
    with pytest.raises(CodingError, match="hashed runs"):
        _found(study)


def test_hedges_and_breaks_are_counted_in_respondents_words(tmp_path: Path, root: Path) -> None:
    """Worked by hand: 9 words of the respondent, 2 hedges, 3 breaks."""
    text = "I: Eh, eh, ja?\n\nR: Die, die man, eh, zeg maar... dat, nee, later.\n"
    made = builders.toy_study(tmp_path / "s", text)
    targets = read_targets(root / "corpus" / "fictive-design" / "acceptance.yaml")
    frame = interviews_frame(read_interviews(made, targets), targets)

    assert frame["words"].tolist() == [12]
    assert frame["hedges_per_1000"].tolist() == [pytest.approx(1000 * 2 / 9)]
    assert frame["broken_per_1000"].tolist() == [pytest.approx(1000 * 3 / 9)]


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("  most: 1 ", "  meest: 1 ", "unknown field 'meest'"),
        ("  units: [40, 70]", "  units: [70, 40]", "two numbers"),
        ("stops: [marking", "stops: [merking", "no test merking"),
        ("originality:\n  run: 6 ", "originality: {} #", "run is missing"),
    ],
)
def test_targets_that_say_nothing_are_refused(old: str, new: str, what: str, study: Study) -> None:
    """A typo in a target must not let a test pass in silence."""
    path = study.path("corpus", "fictive-design", "acceptance.yaml")
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(CodingError) as error:
        _found(study)
    assert what in str(error.value)
