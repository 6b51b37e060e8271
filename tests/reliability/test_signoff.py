"""Signing off: what was signed, what has changed since, and no signature under old figures."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import builders
from coding import cli
from coding.codings import code_span, mark_done, span_of
from coding.errors import CodingError
from coding.files import read_csv, write_json
from coding.reliability import read_signoffs, sign, signoff_status
from coding.report import Outputs
from coding.report.page import write_report
from coding.reproduction.run import _record_signoffs
from coding.study import Study

NOW = "2026-03-01T09:30:00Z"


@pytest.fixture
def study(tmp_path: Path) -> Study:
    """Hand out a study with one table in its report."""
    made = builders.toy_study(tmp_path / "study")
    Outputs(made).table("Tab99", made.documents[["document"]], title="x", caption="y")
    write_json(made.outputs / "manifest.json", {"inputs": made.hashes()})
    return made


def _sign(study: Study) -> None:
    sign(study, by="Prof. De Boer", remark="gezien", clock=lambda: NOW)


def _changed(study: Study) -> str | None:
    found = signoff_status(Study(study.root))["changed"].iloc[-1]
    return found if isinstance(found, str) else None


def test_what_was_signed_stays_as_signed(study: Study) -> None:
    """Name, time, remark and hashes are kept; nothing has changed yet."""
    _sign(study)
    row = signoff_status(study).iloc[0]

    assert (row["signoff"], row["by"], row["remark"]) == ("S-0001", "Prof. De Boer", "gezien")
    assert row["codebook_sha"] == study.codebook.sha
    assert _changed(study) is None


def test_each_later_change_is_named(study: Study) -> None:
    """A coding, a word of the codebook, a figure of the report: each shows as changed."""
    _sign(study)
    text = study.text("D1")
    start, end = study.units.loc[0, ["start", "end"]]
    with study.coded.writer("A") as log:
        place = span_of(text, "D1", int(start), int(end), unit="D1-001")
        code_span(log, place, "waiting")
        mark_done(log, place)
    assert _changed(study) == "log A.jsonl"

    book = study.path("codebooks", "codebook.yaml")
    book.write_text(book.read_text(encoding="utf-8").replace("Iets duurt", "Wat duurt"), "utf-8")
    assert _changed(study) == "codebook; log A.jsonl"

    table = study.outputs / "tables" / "Tab99.csv"
    table.write_text(table.read_text(encoding="utf-8") + "D9,true\n", encoding="utf-8")
    assert _changed(study) == "codebook; report; log A.jsonl"


def test_an_old_report_is_not_signed(study: Study) -> None:
    """Figures that are not of the present codings are refused, and so is no report at all."""
    with study.coded.writer("A") as log:
        mark_done(log, span_of(study.text("D1"), "D1", 0, 4, unit="D1-001"))

    with pytest.raises(CodingError, match=r"the report is older than codings/A.jsonl"):
        _sign(Study(study.root))
    for path in [*study.outputs.rglob("*.csv"), *study.outputs.rglob("*.json")]:
        path.unlink()
    with pytest.raises(CodingError, match="there is no report to sign"):
        _sign(Study(study.root))


def test_sign_offs_are_only_ever_added(study: Study) -> None:
    """A second signature follows the first; an altered line is seen."""
    _sign(study)
    _sign(study)
    path = study.path("codebooks", "signoffs.jsonl")
    signed, problems = read_signoffs(path)
    assert ([one.id for one in signed], problems) == (["S-0001", "S-0002"], ())

    path.write_text(path.read_text(encoding="utf-8").replace("gezien", "akkoord", 1), "utf-8")
    assert read_signoffs(path)[1]
    with pytest.raises(CodingError):
        signoff_status(study)


def test_the_report_shows_signatures_held_against_this_run(study: Study) -> None:
    """A run that makes the same figures shows no change; one that makes others names the report."""
    _sign(study)
    scratch = study.root / "scratch"
    shutil.copytree(study.outputs, scratch)
    _record_signoffs(study, scratch)
    path = scratch / "tables" / "Signoff.csv"
    (_, row), *_ = read_csv(path)
    assert (row["by"], row["changed"]) == ("Prof. De Boer", "")

    (scratch / "tables" / "Tab98.csv").write_text("x\n1\n", encoding="utf-8")
    _record_signoffs(study, scratch)
    assert read_csv(path)[0][1]["changed"] == "report"
    page = write_report(scratch, study.settings).read_text(encoding="utf-8")
    assert "gewijzigd sinds ondertekening" in page


def test_nobody_signs_without_a_name(study: Study) -> None:
    """An empty name is refused and nothing is written."""
    with pytest.raises(CodingError, match="a sign-off has a name"):
        sign(study, by=" ")
    assert not study.path("codebooks", "signoffs.jsonl").exists()


def test_the_command_signs_and_says_what_changed(
    study: Study, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Exit code 0 while all is as signed, 1 with the names once it is not."""
    monkeypatch.chdir(study.root)

    assert cli.main(["signoff"]) == cli.OK
    assert cli.main(["signoff", "--by", "Prof. De Boer"]) == cli.OK
    assert cli.main(["signoff"]) == cli.OK
    assert "as signed" in capsys.readouterr().out
    with study.coded.writer("B") as log:
        mark_done(log, span_of(study.text("D1"), "D1", 0, 4, unit="D1-001"))
    assert cli.main(["signoff"]) == cli.FOUND
    assert "changed since sign-off: log B.jsonl" in capsys.readouterr().out
