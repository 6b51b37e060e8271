"""Meaning units: a person marks them on a sheet; the words stay, the units freeze."""

from __future__ import annotations

from pathlib import Path

import pytest

import builders
from coding.cli import BAD_INPUT, FOUND, OK, main
from coding.errors import CodingError
from coding.preparation import check_units_anew, freeze_marked, freeze_units, mark_sheet
from coding.study import Study


@pytest.fixture
def study(tmp_path: Path) -> Study:
    """One interview of six turns, not cut yet."""
    made = builders.toy_study(tmp_path / "s")
    made.path("corpus", "units.csv").unlink()
    return Study(made.root)


def _marked(study: Study, *changes: tuple[str, str]) -> Path:
    sheet = mark_sheet(study, "D1")
    for old, new in changes:
        assert old in sheet
        sheet = sheet.replace(old, new, 1)
    path = study.root.parent / "sheet.md"
    path.write_text(sheet, encoding="utf-8")
    return path


def test_what_is_marked_is_a_unit(study: Study) -> None:
    """Words between the marks, wherever sentences end; the rest is no unit."""
    sheet = _marked(study, ("Een stapel.", "{{ Een stapel. }}"), ("sinds maart", "{{sinds maart}}"))
    study, document, count = freeze_marked(study, sheet, by="MJ")
    texts = study.unit_texts().tolist()

    assert (document, count) == ("D1", 2)
    assert texts == ["Een stapel.", "sinds maart"]
    assert study.units["turn"].tolist() == [2, 2]
    assert study.check() == []
    assert check_units_anew(study) == []


def test_a_unit_runs_on_over_a_noise(study: Study) -> None:
    """A short sound of the interviewer does not end a unit, and its words are not counted."""
    sheet = _marked(study, ("het blijft", "{{het blijft"), ("die belt.", "die belt.}}"))
    study, _, _ = freeze_marked(study, sheet, by="MJ")

    assert study.unit_texts().tolist() == ["het blijft liggen.\n\nHm.\n\nEn niemand die belt."]
    assert study.units["words"].tolist() == [7]


def test_the_sheet_of_frozen_units_has_their_marks(study: Study) -> None:
    """Written again and read again, a sheet gives the same units."""
    study, _, _ = freeze_marked(study, _marked(study, ("Een stapel.", "{{Een stapel.}}")), by="MJ")
    before = study.units
    again, _, _ = freeze_marked(study, _marked(study), by="MJ")

    assert again.units.equals(before)


def test_the_rule_leaves_marked_documents_alone(study: Study) -> None:
    """`coding units` cuts the others and keeps what a person marked."""
    study, _, _ = freeze_marked(study, _marked(study, ("Een stapel.", "{{Een stapel.}}")), by="MJ")
    before = study.units
    study, counts = freeze_units(study)

    assert counts == {"D1": 1}
    assert study.units.equals(before)


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ([], "no unit is marked"),
        ([("Een stapel.", "{{Een stapels.}}")], r"sheet.md:\d+: the words on the sheet are not"),
        ([("Een stapel.", "{{Eenstapel.}}")], "the words on the sheet are not"),
        ([("Een stapel.", "{{Een sta pel.}}")], "the words on the sheet are not"),
        ([("Een stapel.", "{{}} Een stapel.")], "without words"),
        ([("Een stapel.", "{{Een stapel.")], "without }} after it"),
        ([("Een stapel.", "Een stapel.}}")], "}} without {{ before it"),
        ([("Een stapel.", "{{Een {{stapel.}}}}")], "{{ without }} before it"),
        ([("Wat lag", "{{Wat lag"), ("bureau?", "bureau?}}")], "not within what one respondent"),
        ([("Een stapel.", "{{Een stapel."), ("Hm.", "Hm.}}")], "not within what one respondent"),
        ([("Een stapel.", "{{Een stapel."), ("helpt me.", "helpt me.}}")], "not within what one"),
        ([("#3 interviewer\n", "")], "not the turns of the text"),
        ([("# Units of D1", "# Units of D9")], "no document"),
        ([("# Units", "Units")], "this is no sheet of units"),
    ],
)
def test_a_sheet_that_does_not_fit_is_refused(
    study: Study, changes: list[tuple[str, str]], problem: str
) -> None:
    """Changed words, marks that do not pair, and units of two people are refused with the line."""
    with pytest.raises(CodingError, match=problem):
        freeze_marked(study, _marked(study, *changes), by="MJ")

    assert not study.path("corpus", "units.csv").exists()


def test_white_space_may_be_laid_out_anew(study: Study) -> None:
    """An editor that wraps lines or drops the empty last one changes nothing."""
    sheet = _marked(study, ("Een stapel. We wachten al", "{{Een stapel.}}\nWe   wachten\nal"))
    study, _, count = freeze_marked(study, sheet, by="MJ")

    assert count == 1


def test_marking_is_over_when_coding_has_begun(study: Study) -> None:
    """Units that are coded do not move, whoever marks anew."""
    study, _, _ = freeze_marked(study, _marked(study, ("Een stapel.", "{{Een stapel.}}")), by="MJ")
    log = study.path("corpus", "codings", "A.jsonl")
    log.parent.mkdir()
    log.write_text("{}\n", encoding="utf-8")
    sheet = _marked(study, ("}} We wachten", " We wachten}}"))

    with pytest.raises(CodingError, match="frozen and coded"):
        freeze_marked(Study(study.root), sheet, by="MJ")


def test_a_lost_marked_unit_is_found(study: Study) -> None:
    """No rule can cut marked units again, so their number is kept."""
    study, _, _ = freeze_marked(study, _marked(study, ("Een stapel.", "{{Een stapel.}}")), by="MJ")
    units = study.path("corpus", "units.csv")
    units.write_text(units.read_text(encoding="utf-8").split("\n")[0] + "\n", encoding="utf-8")

    assert "D1 has 0 units; 1 were marked" in check_units_anew(Study(study.root))[0].what


def test_the_command_writes_and_reads_sheets(
    study: Study, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A sheet beside the texts, never over one with marks; then its units; one thing at a time."""
    monkeypatch.chdir(study.root)
    assert main(["units", "--mark", "D1"]) == OK
    assert main(["units", "--mark", "D1"]) == BAD_INPUT
    sheet = study.path("corpus", "texts", "D1.units.md")
    sheet.write_text(sheet.read_text(encoding="utf-8").replace("Een stapel.", "{{Een stapel.}}"))
    assert main(["units", "--marked", str(sheet)]) == BAD_INPUT
    assert main(["units", "--marked", str(sheet), "--by", "MJ"]) == OK
    assert main(["units", "--marked", str(sheet), "--mark", "D1"]) == BAD_INPUT
    assert "D1: 1 units as MJ marked them" in capsys.readouterr().out
    assert main(["check"]) == OK != FOUND


def test_sizes_are_compared_without_a_trace(
    study: Study, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`--compare` shows a row a cap, changes nothing, and refuses caps that are none."""
    monkeypatch.chdir(study.root)
    assert main(["units", "--compare", "10,80,turn"]) == OK
    shown = capsys.readouterr().out
    assert [line.split()[:2] for line in shown.split("\n")[1:4]] == [
        ["10", "words"],
        ["80", "words"],
        ["turn", "2"],
    ]
    assert "agreement is not compared" in shown
    assert not study.path("corpus", "units.csv").exists()
    assert main(["units", "--compare", "0,turn"]) == BAD_INPUT
