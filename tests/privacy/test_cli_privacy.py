"""The verbs speak plainly, change nothing unasked, and never print a name."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

import named_study as places
from coding.cli import main
from coding.study import Study


@pytest.fixture
def study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Study:
    """A real study with names; keys are elsewhere."""
    monkeypatch.setenv("CODING_KEYS", str(tmp_path / "keys"))
    return places.study_with_names(tmp_path / "studie")


def test_from_proposals_to_a_study_without_names(
    study: Study, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Propose, decide in the table, look, apply, check: the whole way, without a name on screen."""
    here = ["--study", str(study.root), "pseudonymise"]
    table = tmp_path / "keys" / "toy" / "proposals.csv"
    assert main(here) == 0
    with table.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        row["decision"] = "replace"
    with table.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys(), delimiter=";")
        writer.writeheader()
        writer.writerows(rows)

    assert main([*here, "--decided", "--by", "MJ"]) == 0
    assert "nothing was written" in capsys.readouterr().out
    assert "Anneke" in study.text("D1")
    assert main([*here, "--check"]) == 1
    assert main([*here, "--apply", "--by", "MJ"]) == 0
    assert main([*here, "--check"]) == 0
    assert main(["--study", str(study.root), "check"]) == 0

    said = capsys.readouterr().out
    assert "history is not cleaned" in said
    assert not any(name in said for name in ("Anneke", "Joost", "Centric"))
    assert places.where(study.root, "Anneke", "Joost", "Centric") == []


def test_a_late_name_in_one_line(study: Study, capsys: pytest.CaptureFixture[str]) -> None:
    """`--add` enters a name and replaces it; without a replacement the next free one is taken."""
    here = ["--study", str(study.root), "pseudonymise", "--by", "MJ", "--apply"]
    assert main([*here, "--add", "Joost"]) == 0
    assert main([*here, "--add", "Centric", "--kind", "organisation", "--as", "[leverancier]"]) == 0

    text = Study(study.root).text("D1")
    assert "[persoon-1] helpt mij" in text
    assert "van [leverancier] belde" in text
    assert "Joost" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (["pseudonymise", "--apply", "--by", "MJ"], "the key is empty"),
        (["pseudonymise", "--add", "Joost"], "--by WHO"),
        (["pseudonymise", "--decided", "--by", "MJ"], "no proposals"),
        (["pseudonymise", "--keys", "keys"], "inside the study folder"),
        (["pseudonymise", "--also", "deduce"], "Deduce is not installed"),
        (["withdraw", "D1", "--apply"], "--by WHO"),
        (["withdraw", "D3"], "no document 'D3'"),
        (["publish", "hier"], "lies in the study"),
    ],
)
def test_mistakes_are_refused(
    study: Study,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    words: list[str],
    problem: str,
) -> None:
    """Each mistake says what was expected and changes nothing."""
    monkeypatch.chdir(study.root)
    monkeypatch.setattr("coding.privacy.finder.others.find_spec", lambda _: None)

    assert main(words) == 2
    assert problem in capsys.readouterr().err


def test_withdrawing_is_a_dry_run_first(study: Study, capsys: pytest.CaptureFixture[str]) -> None:
    """Without --apply the folder stays; with it the words are gone and check is content."""
    here = ["--study", str(study.root), "withdraw", "D1"]
    assert main(here) == 0
    assert "nothing was written" in capsys.readouterr().out
    assert "Anneke" in study.text("D1")
    assert main([*here, "--apply", "--by", "MJ", "--reason", "op verzoek"]) == 0
    assert main(["--study", str(study.root), "check"]) == 0
    assert places.where(study.root, "Anneke van", "wachtte al weken") == []


def test_publishing_says_what_was_held_back(
    study: Study, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A copy without notebooks or outputs is a copy too; check passes in it."""
    assert main(["--study", str(study.root), "publish", str(tmp_path / "kopie")]) == 0
    assert "without a word of the texts" in capsys.readouterr().out
    assert main(["--study", str(tmp_path / "kopie"), "check"]) == 0
    assert main(["--study", str(tmp_path / "kopie"), "find", "waiting"]) == 2
    assert "published without them" in capsys.readouterr().err
