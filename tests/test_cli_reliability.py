"""The verbs of reliability, from table to sheet to verdict."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

import builders
from coding import cli
from coding.codings import code_span, mark_done, span_of
from coding.files import read_csv
from coding.study import Study

CODERS = """
[[coders]]
id = "A"
type = "human"

[[coders]]
id = "B"
type = "human"
"""


@pytest.fixture
def study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Study:
    """Hand out a fictive study that two people coded; they differ on its first unit."""
    made = builders.toy_study(tmp_path / "s", language="en")
    path = made.path("study.toml")
    path.write_text(path.read_text(encoding="utf-8") + CODERS, encoding="utf-8")
    text = made.text("D1")
    for coder in "AB":
        with made.coded.writer(coder) as log:
            for unit, start, end in made.units[["unit", "start", "end"]].itertuples(index=False):
                place = span_of(text, "D1", int(start), int(end), unit=unit)
                if "wachten" in place.quote and coder == "A":
                    code_span(log, place, "waiting")
                mark_done(log, place)
    monkeypatch.chdir(made.root)
    return Study(made.root)


def test_the_table_names_who_coded_first(study: Study, capsys: pytest.CaptureFixture[str]) -> None:
    """The announcement, what each coder read, every code and the note are printed."""
    assert cli.main(["reliability"]) == cli.OK
    printed = capsys.readouterr().out

    assert printed.startswith("Fictive interviews: a demonstration, not a finding.")
    assert all(code in printed for code in study.codebook.codes)
    assert "Adjudication changes no figure above" in " ".join(printed.split())


def test_a_code_shows_its_passages(study: Study, capsys: pytest.CaptureFixture[str]) -> None:
    """`coding reliability CODE` prints the units in dispute with their words."""
    assert cli.main(["reliability", "waiting"]) == cli.OK
    printed = capsys.readouterr().out

    assert "A: present  B: no" in printed
    assert "We wachten al op antwoord" in printed
    assert study.units.loc[0, "unit"] in printed
    assert cli.main(["reliability", "wating"]) == cli.BAD_INPUT
    assert "waiting" in capsys.readouterr().err


def test_from_sheet_to_verdict(study: Study, capsys: pytest.CaptureFixture[str]) -> None:
    """Sheet out, decision in, dry run writes nothing; afterwards the dispute is decided."""
    assert cli.main(["reliability", "--sheet", "s.csv"]) == cli.OK
    path = study.root / "s.csv"
    rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
    rows[0] |= {"decision": "present", "reason": "It says so."}
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    path.write_text(out.getvalue(), encoding="utf-8")

    assert cli.main(["adjudicate", "s.csv", "--by", "B", "--dry-run"]) == cli.OK
    assert Study(study.root).coded.resolutions.empty
    assert cli.main(["adjudicate", "s.csv", "--by", "B"]) == cli.OK
    assert len(Study(study.root).coded.resolutions) == 1
    capsys.readouterr()
    assert cli.main(["reliability", "--open"]) == cli.OK
    assert "D1-001" not in capsys.readouterr().out
    assert cli.main(["adjudicate", "s.csv", "--by", "B"]) == cli.OK
    assert "1 rows were recorded before" in capsys.readouterr().out


def test_the_table_goes_to_a_file(study: Study) -> None:
    """`--csv` writes every column, with who coded on every row."""
    assert cli.main(["reliability", "--csv", "t.csv"]) == cli.OK
    rows = [row for _, row in read_csv(study.root / "t.csv")]

    assert {row["code"] for row in rows} == set(study.codebook.codes)
    assert {row["coded_by"] for row in rows} == {"human"}
