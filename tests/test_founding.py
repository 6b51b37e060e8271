"""Founding a study: what `coding init` makes, and what it refuses to touch."""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path

import pytest

import coding.founding
from coding import settings as settings_module
from coding.cli import build_parser
from coding.errors import CodingError
from coding.founding import found_study
from coding.preparation import add_documents, freeze_units, read_documents
from coding.privacy.guard import check_tracked
from coding.settings import load_settings
from coding.study import Study

ROOT = Path(__file__).resolve().parents[1]
TALK = "\n\n".join(
    f"I: Hoe ging dag {i}?\n\nR: Die dag {i} hielp een collega mij." for i in range(6)
)


@pytest.fixture
def founded(tmp_path: Path) -> Study:
    """A study just founded."""
    found_study(tmp_path / "studie", title="Werk", language="nl")
    return Study(tmp_path / "studie")


def _files(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


def test_a_new_study_opens_is_real_and_has_no_problems(founded: Study) -> None:
    """Settings, codebook and guide load; nothing is in it and nothing is wrong with it."""
    assert founded.settings.fictive is False
    assert founded.settings.title == "Werk"
    assert founded.documents.empty
    assert founded.check() == []
    assert founded.guide is not None
    assert len(founded.guide.questions) == 3


def test_the_example_codebook_is_small_and_whole(founded: Study) -> None:
    """About six codes with labels in both languages, search words, a definition and a parent."""
    codes = founded.codebook.codes.values()

    assert len(codes) == 6
    assert any(code.parent for code in codes)
    for code in codes:
        assert {"nl", "en"} == set(code.label) == set(code.definition) == set(code.indicators)
    assert founded.guide is not None
    for question in founded.guide.questions.values():
        assert set(question.expected_codes) <= set(founded.codebook.codes)


def test_the_example_is_not_about_this_study(founded: Study) -> None:
    """No code of the demonstration study is in the example codebook."""
    ours = re.findall(
        r"^\s+- id: (\S+)$", (ROOT / "codebooks/grenswerk.yaml").read_text(), re.MULTILINE
    )

    assert not set(founded.codebook.codes) & set(ours)


def test_every_setting_is_in_the_new_file_with_its_explanation(founded: Study) -> None:
    """No setting can be added to the program without a line about it in a new study."""
    text = founded.path("study.toml").read_text(encoding="utf-8")
    named = set(re.findall(r"^(?:# )?(\w+) = ", text, flags=re.MULTILINE))
    tables = set(re.findall(r"^(?:# )?\[+(\w+)\]+$", text, flags=re.MULTILINE))
    known = {
        *settings_module._TOP,
        *(key for keys in settings_module._TABLES.values() for key in keys),
        *(key for keys in settings_module._RECORDS.values() for key in keys),
    }

    assert named == known | {"schema"}
    assert tables == {*settings_module._TABLES, *settings_module._RECORDS}


def test_commented_settings_work_when_taken_in(founded: Study) -> None:
    """Taking the mark off every commented setting gives a file that loads."""
    path = founded.path("study.toml")
    text = path.read_text(encoding="utf-8")
    opened = re.sub(r"^# (\w+ = |\[)", r"\1", text, flags=re.MULTILINE)
    path.write_text(opened, encoding="utf-8")
    settings = load_settings(path)

    assert opened.count("\n# ") < text.count("\n# ")
    assert settings.cases[0].id == settings.coders[0].id == "A"
    assert settings.reliability == "applicable"


@pytest.mark.parametrize("title", ['Wat "wij" \\doen $x', "日本 ë", "a = 'b' # c"])
def test_any_title_of_one_line_arrives_whole(tmp_path: Path, title: str) -> None:
    """Quotes, backslashes, dollars and marks in a title are text, not syntax."""
    found_study(tmp_path / "s", title=title, language="en")
    settings = Study(tmp_path / "s").settings

    assert (settings.title, settings.language) == (title, "en")
    assert (tmp_path / "s/README.md").read_text(encoding="utf-8").startswith(f"# {title}\n")


@pytest.mark.parametrize("title", ["", "  ", "a\nb", "a\x00b"])
def test_a_title_that_is_not_one_line_is_refused(tmp_path: Path, title: str) -> None:
    """An empty title, or one with control characters, makes nothing."""
    with pytest.raises(CodingError, match="title"):
        found_study(tmp_path / "s", title=title, language="nl")

    assert _files(tmp_path) == []


def test_notebooks_come_without_anything_they_showed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Outputs, counts, widget states and what a machine noted are not copied; tags and ids are."""
    cell = {
        "cell_type": "code",
        "id": "een",
        "source": ["1"],
        "metadata": {"tags": ["nbval-check-output"], "execution": {"x": 1}},
        "outputs": [{"output_type": "stream", "name": "stdout", "text": "1"}],
        "execution_count": 3,
    }
    metadata = {
        "kernelspec": {"name": "python3"},
        "language_info": {"name": "python", "version": "3.11.2"},
        "widgets": {"a": 1},
    }
    run = {"cells": [cell], "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    source = tmp_path / "10_a.ipynb"
    source.write_text(json.dumps(run))
    monkeypatch.setattr(coding.founding, "_notebooks", lambda: [source])
    found_study(tmp_path / "s", title="T", language="nl")
    text = (tmp_path / "s/notebooks/10_a.ipynb").read_text()

    assert json.loads(text) == {
        "cells": [
            {
                "cell_type": "code",
                "id": "een",
                "source": ["1"],
                "metadata": {"tags": ["nbval-check-output"]},
                "outputs": [],
                "execution_count": None,
            }
        ],
        "metadata": {"kernelspec": {"name": "python3"}, "language_info": {"name": "python"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    assert text.endswith("}\n")


def test_a_new_study_has_every_notebook_of_the_checkout(founded: Study) -> None:
    """One source of notebooks: what is here is what a new study gets."""
    copied = [path.name for path in sorted(founded.path("notebooks").iterdir())]

    assert copied == [path.name for path in sorted((ROOT / "notebooks").glob("[0-9]*.ipynb"))]
    assert copied


def test_a_folder_with_something_in_it_is_left_alone(tmp_path: Path) -> None:
    """A full folder or a file of that name is refused, and nothing is written."""
    (tmp_path / "vol").mkdir()
    (tmp_path / "vol/tekst.txt").write_text("x")
    for name, message in (("vol", "not empty: tekst.txt"), ("vol/tekst.txt", "this is a file")):
        with pytest.raises(CodingError, match=message):
            found_study(tmp_path / name, title="T", language="nl")

    assert _files(tmp_path) == ["vol", "vol/tekst.txt"]


def test_an_empty_folder_is_filled_where_it_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`coding init .` works in a new repository, and the shell's folder stays the same folder."""
    monkeypatch.chdir(tmp_path)
    subprocess.run(["git", "init", "--quiet"], check=True)
    before = tmp_path.stat().st_ino
    found_study(Path(), title="T", language="nl")

    assert tmp_path.stat().st_ino == before
    assert Study(tmp_path).check() == []
    assert not [name for name in _files(tmp_path) if name.endswith(".part")]


@pytest.mark.parametrize("there", [True, False])
@pytest.mark.parametrize("fails", ["write", "rename"])
def test_a_study_that_could_not_be_made_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, there: bool, fails: str
) -> None:
    """A disk that refuses half-way leaves the folder as it was: absent, or empty."""
    folder = tmp_path / "s"
    if there:
        folder.mkdir()

    if fails == "write":
        monkeypatch.setattr(coding.founding, "_notebooks", _refuse)
    else:
        real = Path.rename

        def rename(path: Path, target: Path) -> Path:
            return _refuse() if path.name in {"notebooks", "s"} else real(path, target)

        monkeypatch.setattr(Path, "rename", rename)
    with pytest.raises(OSError, match="vol"):
        found_study(folder, title="T", language="nl")

    assert _files(tmp_path) == (["s"] if there else [])


def _refuse() -> Path:
    raise OSError("de schijf is vol")


def test_a_group_can_open_what_one_of_them_founded(founded: Study) -> None:
    """The folder has the mode of any new folder, not that of a private scratch folder."""
    other = founded.root.parent / "gewoon"
    other.mkdir()

    assert founded.root.stat().st_mode == other.stat().st_mode


def test_a_repository_around_the_new_study_is_mentioned(tmp_path: Path) -> None:
    """Inside somebody's clone a real study would be taken in: the user is told."""
    (tmp_path / ".git").mkdir()
    lines = found_study(tmp_path / "s", title="T", language="nl")

    assert any("inside another git repository" in line for line in lines)


def test_git_takes_decisions_and_no_words(founded: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a day of work `git add .` takes settings, tables and notebooks; no text, no guard."""
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    source = founded.root.parent / "R1.md"
    source.write_text(TALK, encoding="utf-8")
    study = add_documents(founded, [source], read_documents(founded, [source], kind="interview"))
    freeze_units(study)
    for name in ("corpus/codings/A.jsonl", "outputs/report.html", "models/m.bin", "opname.mp3"):
        study.path(name).parent.mkdir(exist_ok=True)
        study.path(name).write_text("x")
    for words in (["init", "--quiet"], ["add", "."], ["ls-files"]):
        listed = subprocess.run(["git", *words], cwd=study.root, check=True, capture_output=True)
    tracked = listed.stdout.decode().split()

    assert study.text("R1")
    assert [name for name in tracked if not name.startswith("notebooks/")] == [
        ".gitattributes",
        ".gitignore",
        "README.md",
        "codebooks/analysis_plan.yaml",
        "codebooks/claims.yaml",
        "codebooks/codebook.yaml",
        "codebooks/guide.yaml",
        "corpus/README.md",
        "corpus/documents.csv",
        "corpus/interviews/.gitkeep",
        "corpus/units.csv",
        "study.toml",
    ]
    assert check_tracked(study.root) == []


def test_the_first_hour_names_commands_that_exist(
    founded: Study, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every `coding` command of the new README is one the program knows."""
    text = founded.path("README.md").read_text(encoding="utf-8")
    verbs = set(re.findall(r"(?:`|    )coding ([a-z]+)", text))
    with pytest.raises(SystemExit):
        build_parser().parse_args(["--help"])
    known = set(re.findall(r"^    ([a-z]+) ", capsys.readouterr().out, flags=re.MULTILINE))

    assert {"doctor", "add", "episodes", "units", "reproduce"} <= verbs <= known
