"""A run publishes whole or not at all; verify tells same bytes, same numbers, different."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

import builders
from coding.errors import CodingError
from coding.reproduction import reproduce, verify
from coding.reproduction.run import output_files
from coding.reproduction.verify import compare_folders
from coding.study import Study
from coding.text import sha256

GOOD = """\
import coding
from coding import report

study = coding.open_study()
report.Outputs(study).table("T1", study.units[["unit", "words"]], title="Units", caption="Unit.")"""


def _study(folder: Path, *sources: str) -> Study:
    study = builders.toy_study(folder)
    for number, source in enumerate(sources):
        notebook = new_notebook(cells=[new_code_cell(source)])
        nbformat.write(notebook, study.path("notebooks", f"{number:02d}_test.ipynb"))
    return study


def test_a_run_writes_outputs_and_verifies(tmp_path: Path) -> None:
    """Outputs, manifest and report appear; a rebuild elsewhere gives the same bytes."""
    study = _study(tmp_path / "s", GOOD)
    untouched = study.path("notebooks", "00_test.ipynb").read_bytes()
    made = reproduce(study, show_progress=False)

    reports = ("report.docx", "report.html")
    assert made.files == ("manifest.json", "records/T1.json", *reports, "tables/T1.csv")
    assert (study.outputs / "environment.json").exists()
    assert study.path("notebooks", "00_test.ipynb").read_bytes() == untouched
    assert "DEMONSTRATIE" in (study.outputs / "report.html").read_text(encoding="utf-8").upper()

    (study.outputs / "tables" / "T1.csv").write_text("unit,words,fictive\n", encoding="utf-8")
    verdicts = verify(study).verdicts

    assert verdicts == {
        "manifest.json": "same bytes",
        "records/T1.json": "same bytes",
        "report.docx": "same bytes",
        "report.html": "same bytes",
        "tables/T1.csv": "different",
    }


def test_a_failing_cell_names_itself_and_changes_nothing(tmp_path: Path) -> None:
    """An error in any cell fails the run with notebook and cell; outputs stay as they were."""
    study = _study(tmp_path / "s", GOOD, "x = 1\nraise ValueError('kapot')")
    (study.outputs / "old.txt").write_text("old", encoding="utf-8")

    with pytest.raises(CodingError, match=r"01_test.ipynb, code cell 1: x = 1: ValueError: kapot"):
        reproduce(study, show_progress=False)

    assert output_files(study.outputs) == ["old.txt"]


def test_a_changed_text_stops_the_run(tmp_path: Path) -> None:
    """Outputs are never made from texts that moved under their units."""
    study = _study(tmp_path / "s", GOOD)
    text = study.path("corpus", "texts", "D1.txt")
    text.write_text("x" + text.read_text(encoding="utf-8"), encoding="utf-8")

    with pytest.raises(CodingError, match="coding check lists them all"):
        reproduce(Study(study.root), show_progress=False)


@pytest.mark.parametrize(
    ("name", "old", "new", "verdict"),
    [
        ("t.csv", "a\n1\n", "a\n1\n", "same bytes"),
        ("t.csv", "a\n0.5\n", "a\n0.50\n", "same numbers"),
        ("t.csv", "a\n1\n", "a\n1.0000001\n", "different"),
        ("t.csv", "a\nx\n", "a\ny\n", "different"),
        ("t.csv", "a\n1\n", "a\n1\n2\n", "different"),
        ("r.json", '{"a": 0.1}', '{"a": 0.10}', "same numbers"),
        ("r.json", '{"a": 0.1}', '{"b": 0.1}', "different"),
        ("manifest.json", '{"a": 0.1}', '{"a": 0.10}', "different"),
        ("f.svg", "<svg/>", "<svg />", "different"),
    ],
)
def test_verdicts(tmp_path: Path, name: str, old: str, new: str, verdict: str) -> None:
    """Same bytes, same numbers to 1e-9, or different; no fourth answer."""
    for folder, content in (("old", old), ("new", new)):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / name).write_text(content, encoding="utf-8")

    assert compare_folders(tmp_path / "old", tmp_path / "new").verdicts == {name: verdict}


@pytest.mark.parametrize(
    ("made", "verdict"), [(b"report", "same bytes"), (b"rapport", "different")]
)
def test_what_git_ignores_is_compared_with_its_hash(
    tmp_path: Path, made: bytes, verdict: str
) -> None:
    """In a fresh clone there is no report; the manifest says which bytes it must have."""
    for folder in ("old", "new"):
        (tmp_path / folder).mkdir()
        manifest = {"outputs": {"report.html": sha256(b"report")}}
        (tmp_path / folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    (tmp_path / "new" / "report.html").write_bytes(made)

    found = compare_folders(tmp_path / "old", tmp_path / "new").verdicts
    assert found == {"manifest.json": "same bytes", "report.html": verdict}


def test_missing_and_new_files_are_listed(tmp_path: Path) -> None:
    """A file on one side only is a difference; local and environment files are none."""
    for name in ("old/a.csv", "new/b.csv", "old/local/c.csv", "new/environment.json"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x\n", encoding="utf-8")
    found = compare_folders(tmp_path / "old", tmp_path / "new")

    assert found.verdicts == {"a.csv": "not rebuilt", "b.csv": "not committed"}
    assert not found.same
    assert found.lines()[-1] == "1 not rebuilt, 1 not committed"


def test_stale_outputs_go_and_local_ones_stay(tmp_path: Path) -> None:
    """What a run no longer makes is removed; what local texts add is left alone."""
    study = _study(tmp_path / "s", GOOD)
    for name in ("tables/old.csv", "local/mine.csv"):
        path = study.outputs / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x\n", encoding="utf-8")
    reproduce(study, show_progress=False)

    assert not (study.outputs / "tables" / "old.csv").exists()
    assert (study.outputs / "local" / "mine.csv").exists()
    shutil.rmtree(study.outputs / "local")


def test_a_broken_notebook_is_named(tmp_path: Path) -> None:
    """A file that is not a notebook stops the run with its name."""
    study = _study(tmp_path / "s", GOOD)
    study.path("notebooks", "01_broken.ipynb").write_text("no json", encoding="utf-8")

    with pytest.raises(CodingError, match=r"01_broken.ipynb: this is not a notebook"):
        reproduce(study, show_progress=False)
