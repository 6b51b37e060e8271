"""The doctor's look at a study: what is wrong with it, and what may be."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock

from coding.cli import main
from coding.doctor import examine
from coding.files import write_csv
from coding.founding import found_study
from coding.journal_writer import JournalWriter
from coding.study import Study

TALK = "\n\n".join(
    f"I: Hoe ging dag {i}?\n\nR: Die dag {i} hielp een collega mij." for i in range(6)
)


def _bad(study: Study) -> list[str]:
    return [str(found) for found in examine(str(study.root)) if found.bad]


def _notes(study: Study) -> list[str]:
    return [str(found) for found in examine(str(study.root)) if found.level == "note"]


def test_a_healthy_study_is_one_screen_of_good_news(
    study: Study, capsys: pytest.CaptureFixture[str]
) -> None:
    """All is well: exit code 0, every line says ok, and they fit on a small terminal."""
    code = main(["--study", str(study.root), "doctor"])
    lines = capsys.readouterr().out.splitlines()

    assert [line for line in lines if not line.startswith("ok ")] == []
    assert code == 0
    assert 8 <= len(lines) <= 24


def test_it_changes_nothing(study: Study) -> None:
    """Looking leaves every file as it was, and makes none."""

    def state() -> dict[str, bytes]:
        files = (path for path in study.root.rglob("*") if path.is_file())
        return {str(path): path.read_bytes() for path in files}

    before = state()
    examine(str(study.root))

    assert state() == before


def test_outside_a_study_it_looks_at_the_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No study is nothing bad, unless one was named."""
    monkeypatch.chdir(tmp_path)

    assert [found.level for found in examine()].count("note") == 1
    assert not any(found.bad for found in examine())
    assert sum(found.bad for found in examine(str(tmp_path / "nergens"))) == 1


def test_something_bad_ends_with_exit_code_1(study: Study) -> None:
    """The command says with its exit code that a person must look."""
    study.path("codebooks", "codebook.yaml").write_text("schema: 1\ncodes: []\n")

    assert main(["--study", str(study.root), "doctor"]) == 1


def _spoil_settings(study: Study) -> None:
    study.path("study.toml").write_text('schema = 1\ntitel = "Werk"\n')


def _spoil_codebook(study: Study) -> None:
    study.path("codebooks/codebook.yaml").write_text("schema: 1\ncodes:\n  - id: Ja\n")


def _spoil_guide(study: Study) -> None:
    study.path("codebooks/guide.yaml").unlink()


def _spoil_text(study: Study) -> None:
    text = study.path("corpus/texts/R1.txt")
    text.write_text(text.read_text(encoding="utf-8").replace("hielp", "hinderde"))


def _spoil_table(study: Study) -> None:
    path = study.path("corpus/documents.csv")
    path.write_text(path.read_text(encoding="utf-8").replace("kind", "soort"))


def _lose_text(study: Study) -> None:
    study.path("corpus/texts/R1.txt").unlink()


def _orphan_text(study: Study) -> None:
    study.path("corpus/texts/R9.txt").write_text("x")


def _unignore(study: Study) -> None:
    path = study.path(".gitignore")
    path.write_text(path.read_text(encoding="utf-8").replace("/corpus/texts/\n", ""))


def _track_text(study: Study) -> None:
    subprocess.run(["git", "add", "-f", "corpus/texts/R1.txt"], cwd=study.root, check=True)


def _remove_guard(study: Study) -> None:
    study.path(".git/hooks/pre-commit").unlink()


@pytest.mark.parametrize(
    ("spoil", "expected"),
    [
        (_spoil_settings, ["study.toml:2: unknown setting 'titel'"]),
        (_spoil_codebook, ["codebook.yaml:3: id 'Ja'"]),
        (_spoil_guide, ["guide = 'codebooks/guide.yaml'", "guide.yaml: there is no such file"]),
        (_spoil_text, ["R1.txt: the text changed", "units changed since they were frozen"]),
        (_spoil_table, ["documents.csv:1: unknown column 'soort'"]),
        (_lose_text, ["R1.txt: the text of R1 is missing"]),
        (_orphan_text, ["corpus/texts: texts of no document: R9"]),
        (_unignore, ["git: does not ignore corpus/texts"]),
        (_track_text, ["git: has corpus/texts/R1.txt"]),
        (_remove_guard, ["guard does not stand"]),
    ],
)
def test_what_is_wrong_with_a_study_is_said(
    study: Study, spoil: Callable[[Study], None], expected: list[str]
) -> None:
    """Each fault is named with its place, by the check it belongs to and no other message."""
    spoil(study)
    found = _bad(study)

    for words in expected:
        assert any(words in line for line in found), found


def test_a_broken_study_does_not_hide_its_folder(study: Study) -> None:
    """Where settings cannot be read, git and leftovers are still looked at."""
    _spoil_settings(study)
    _track_text(study)

    assert len(_bad(study)) == 2


def test_a_fictive_study_may_be_unguarded_and_hold_its_texts(study: Study) -> None:
    """What is bad in a real study is a note, or nothing, in a fictive one."""
    path = study.path("study.toml")
    path.write_text(path.read_text(encoding="utf-8").replace("fictive = false", "fictive = true"))
    documents = study.documents.assign(fictive=True)
    write_csv(documents, study.path("corpus/documents.csv"))
    subprocess.run(["git", "add", "-f", "corpus/texts"], cwd=study.root, check=True)
    _remove_guard(study)

    assert _bad(study) == []
    assert any("coding guard install" in line for line in _notes(study))


def test_a_study_outside_git_is_told_about_git(tmp_path: Path) -> None:
    """No repository is a note: not everybody wants one."""
    found_study(tmp_path / "s", title="T", language="nl")
    found = examine(str(tmp_path / "s"))

    assert not any(one.bad for one in found)
    assert any(one.what.startswith("git: the study is not in") for one in found)


def test_transcripts_nobody_added_are_mentioned(study: Study) -> None:
    """A file in the folder of interviews without a row is a note with the command to add it."""
    study.path("corpus/interviews/R2.md").write_text(TALK)

    assert any("not added yet: R2.md" in line for line in _notes(study))


def _log(study: Study, name: str, *values: dict[str, object]) -> Path:
    path = study.path("corpus", "codings", f"{name}.jsonl")
    path.parent.mkdir(exist_ok=True)
    with JournalWriter(path, what="a log") as writer:
        writer.append(values)
    return path


def _name_coder(study: Study) -> None:
    path = study.path("study.toml")
    text = path.read_text(encoding="utf-8")
    path.write_text(text + '\n[[coders]]\nid = "A"\ntype = "human"\n')


def test_a_log_of_a_coder_on_units_that_exist_is_well(study: Study) -> None:
    """Whole chains on known documents and units are one line of good news."""
    _name_coder(study)
    unit = str(study.units["unit"].iloc[0])
    _log(study, "A", {"doc": "R1", "unit": unit}, {"doc": "R1"})

    assert _bad(study) == _notes(study) == []
    assert any("1 logs, 2 lines" in str(found) for found in examine(str(study.root)))


def test_codings_on_what_is_gone_are_orphans(study: Study) -> None:
    """Lines on a document or unit the study does not have are counted and named."""
    _name_coder(study)
    _log(study, "A", {"doc": "R1", "unit": "R1-999"}, {"doc": "R1"})
    assert ["1 lines on units" in line and "R1-999" in line for line in _bad(study)] == [True]

    _log(study, "A", {"doc": "R7", "unit": "R7-1"})
    assert ["1 lines on documents" in line and "R7" in line for line in _bad(study)] == [True]


def test_a_fork_inside_a_log_is_seen(study: Study) -> None:
    """Two lines that follow the same one are two histories in one file."""
    _name_coder(study)
    path = _log(study, "A", {"doc": "R1"}, {"doc": "R1"})
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([*lines, lines[1].replace(b"R1", b"R1 ")]))
    fork = json.loads(lines[1])

    assert fork["prev"]
    assert any("A.jsonl:3: fork" in line for line in _bad(study))


@pytest.mark.parametrize(
    "name",
    [
        "A (1)",
        "A (Anna's conflicted copy 2026-01-02)",
        "A (conflicted copy 2026-01-02 101010)",
        "A.sync-conflict-20260102-101010-ABCDEF",
        "A-conflict",
        "A-LAPTOP-7",
        "A 2",
        "A - kopie",
    ],
)
def test_a_second_version_of_a_log_is_seen(study: Study, name: str) -> None:
    """The names sync programs and people give to copies are told from another coder's log."""
    _name_coder(study)
    _log(study, "A", {"doc": "R1"})
    _log(study, name, {"doc": "R1"})
    found = _bad(study)

    assert ["second version" in line for line in found] == [True]
    assert f"corpus/codings/{name}.jsonl" in found[0]
    assert _notes(study) == []


def test_a_log_of_nobody_is_mentioned(study: Study) -> None:
    """A log whose coder is not in the settings is a note."""
    _log(study, "Zoë", {"doc": "R1"})

    assert _bad(study) == []
    assert any("Zoë is no coder" in line for line in _notes(study))


def test_a_lock_that_is_held_is_seen_and_a_free_one_is_not(study: Study) -> None:
    """The file of a lock stays on most disks: only one that is held says something."""
    path = study.path("corpus", ".documents.csv.lock")
    path.touch()
    assert _notes(study) == []

    with FileLock(path):
        assert any("in use by another program" in line for line in _notes(study))


@pytest.mark.parametrize(
    ("name", "seen"),
    [
        ("corpus/.units.csv.abc.part", True),
        ("corpus/units (1).csv", True),
        ("corpus/units 2.csv", True),
        ("notities 2.md", False),
        ("rolconflict.md", False),
    ],
)
def test_what_programs_left_behind_is_seen(study: Study, name: str, *, seen: bool) -> None:
    """Half-written files and second versions of tables are notes; ordinary names are not."""
    study.path(name).write_text("x")

    assert any(name in line for line in _notes(study)) == seen
    assert _bad(study) == []
