"""The command: documented exit codes, messages a person can act on, nothing half-done."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

import builders
from coding.cli import BAD_INPUT, BUSY, FOUND, OK, build_parser, main
from coding.files import locked


@pytest.fixture
def study(tmp_path: Path, monkeypatch):
    made = builders.toy_study(tmp_path / "s")
    monkeypatch.chdir(made.root)
    return made


def test_help_names_every_exit_code(capsys) -> None:
    """The exit codes that are used are the ones that are documented."""
    with pytest.raises(SystemExit, match="0"):
        main(["--help"])
    shown = capsys.readouterr().out

    for code in (OK, FOUND, BAD_INPUT, BUSY):
        assert f"\n  {code} " in shown


def test_every_verb_has_help() -> None:
    """A verb without a line of help is no verb."""
    verbs = next(a for a in build_parser()._actions if a.dest == "verb")

    assert all(choice.help for choice in verbs._choices_actions)
    assert {choice.dest for choice in verbs._choices_actions} >= {"init", "add", "check", "verify"}


@pytest.mark.usefixtures("study")
def test_bad_input_is_two_and_says_why(capsys) -> None:
    """A wrong code is exit code 2 with the nearest right one on standard error."""
    assert main(["find", "wating"]) == BAD_INPUT
    assert "did you mean waiting" in capsys.readouterr().err


def test_busy_is_three(study, tmp_path: Path, capsys) -> None:
    """A study that is being written to is not written to twice."""
    path = tmp_path / "D2.md"
    path.write_text(builders.fictive(builders.INTERVIEW), encoding="utf-8")
    with locked(study.path("study.toml"), what="the study"):
        assert main(["add", str(path)]) == BUSY
    assert "in use by another process" in capsys.readouterr().err
    assert main(["add", str(path)]) == OK


def test_dry_run_previews_and_writes_nothing(study, tmp_path: Path, capsys) -> None:
    """`add --dry-run` shows speakers and first turns and leaves the study alone."""
    path = tmp_path / "D2.md"
    path.write_text(builders.fictive(builders.INTERVIEW), encoding="utf-8")
    before = study.path("corpus", "documents.csv").read_bytes()

    assert main(["add", "--dry-run", str(path)]) == OK
    shown = capsys.readouterr().out
    assert "(I 3x, R 3x)" in shown
    assert "interviewer: Wat lag er gisteren" in shown
    assert study.path("corpus", "documents.csv").read_bytes() == before


@pytest.mark.usefixtures("study")
def test_roles_can_be_given_on_the_line(tmp_path: Path, capsys) -> None:
    """Labels that `study.toml` does not know are asked for, then taken from the options."""
    path = tmp_path / "D2.md"
    text = builders.INTERVIEW.replace("I:", "Vraag:").replace("R:", "Antwoord:")
    path.write_text(builders.fictive(text), encoding="utf-8")

    assert main(["add", str(path)]) == BAD_INPUT
    assert "found 'Antwoord' 3x, 'Vraag' 3x" in capsys.readouterr().err
    assert main(["add", str(path), "--interviewer", "Vraag", "--respondent", "Antwoord"]) == OK


def test_check_finds_what_moved(study, capsys) -> None:
    """`check` is 0 on a sound study and 1 with the reasons on a changed one."""
    assert main(["check"]) == OK
    text = study.path("corpus", "texts", "D1.txt")
    text.write_text(text.read_text(encoding="utf-8") + "x", encoding="utf-8")

    assert main(["check"]) == FOUND
    assert "corpus/texts/D1.txt: the text changed" in capsys.readouterr().out


@pytest.mark.usefixtures("study")
def test_find_shows_context_and_writes_tables(tmp_path: Path, capsys) -> None:
    """The words around a hit, on the screen or as a table; and that hits are no codings."""
    assert main(["find", "waiting"]) == OK
    shown = capsys.readouterr().out
    assert "[wachten]" in shown
    assert "search results, not codings" in shown

    assert main(["find", "waiting", "--csv", str(tmp_path / "hits.csv")]) == OK
    with (tmp_path / "hits.csv").open(encoding="utf-8", newline="") as file:
        assert [row["match"] for row in csv.DictReader(file)] == ["wachten", "blijft liggen"]


@pytest.mark.usefixtures("study")
def test_codebook_prints_tree_and_card(capsys) -> None:
    """The tree with labels, one code whole, and the handout."""
    assert main(["codebook"]) == OK
    assert "    waiting-long" in capsys.readouterr().out
    assert main(["codebook", "waiting"]) == OK
    assert "zoektermen (nl): wacht* | blijft liggen" in capsys.readouterr().out


@pytest.mark.usefixtures("study")
def test_episodes_shows_labels(capsys) -> None:
    """Proposing, looking and confirming are one verb."""
    assert main(["episodes", "--propose"]) == OK
    assert main(["episodes", "D1"]) == OK
    assert "v1 (proposed)" in capsys.readouterr().out
    assert main(["check"]) == FOUND
    assert main(["episodes", "--confirm", "MJ"]) == OK
    assert main(["check"]) == OK


def test_outside_a_study_it_says_what_to_do(tmp_path: Path, monkeypatch, capsys) -> None:
    """No study here: exit code 2 and the way to make one."""
    monkeypatch.chdir(tmp_path)

    assert main(["check"]) == BAD_INPUT
    assert "coding init" in capsys.readouterr().err
