"""The git guard, in real repositories: what a study may not commit, and how it is stopped."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest

from coding.errors import CodingError
from coding.privacy.git import find_repository
from coding.privacy.guard import check_staged, check_tracked, hook_stands, install_hook
from git_folder import Folder, forget_this_machine

ROOT = Path(__file__).resolve().parents[2]
TALK = "\n\n".join(f"I: Vraag {i}?\n\nR: Antwoord {i}." for i in range(6))
FICTIVE = (
    "---\nstatus: FICTIEF\n---\n"
    "FICTIEF INTERVIEW - geschreven om software te tonen; geen echte respondent\n\n" + TALK
)


def notebook(*, outputs: bool = False, **metadata: object) -> str:
    """Text of a notebook with one cell, with or without an output."""
    shown = [{"output_type": "stream", "name": "stdout", "text": "geheim"}] if outputs else []
    cell = {"cell_type": "code", "source": "1", "metadata": {}, "outputs": shown}
    return json.dumps({"cells": [cell | {"execution_count": None}], "metadata": metadata})


@pytest.fixture(autouse=True)
def _no_git_settings_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    forget_this_machine(monkeypatch)


@pytest.fixture
def real(tmp_path: Path) -> Folder:
    """A real study."""
    return Folder(tmp_path, fictive=False)


@pytest.fixture
def fictive(tmp_path: Path) -> Folder:
    """A fictive study."""
    return Folder(tmp_path, fictive=True)


@pytest.mark.parametrize(
    "name",
    [
        "corpus/interviews/R1.md",
        "corpus/texts/R1.txt",
        "corpus/texts/R1.turns.csv",
        "Corpus/Texts/R1.txt",
        "corpus/codings/A.jsonl",
        "corpus/literature/local/S1.txt",
        "outputs/tables/Tab01.csv",
        "models/suggester.bin",
        "notes/verslag.docx",
        "opname.M4A",
        "ondertitels.vtt",
        "keys/sleutel.csv",
    ],
)
def test_a_real_study_keeps_its_words_out_of_git(real: Folder, name: str) -> None:
    """Interviews, texts, codings, models, outputs and closed formats are named, forced or not."""
    real.stage(name, b"\x00geheim")

    (found,) = check_staged(real.root)

    assert found.startswith(f"{name}: ")
    assert "geheim" not in found


@pytest.mark.parametrize(
    "name",
    [
        "study.toml",
        "corpus/documents.csv",
        "corpus/units.csv",
        "corpus/episodes.csv",
        "corpus/README.md",
        "corpus/interviews/.gitkeep",
        "corpus/literature/S1.md",
        "codebooks/codebook.yaml",
        "codebooks/changes.jsonl",
        "docs/outputs.md",
        "requirements.lock",
    ],
)
def test_what_holds_no_words_of_respondents_may_go_in(real: Folder, name: str) -> None:
    """Settings, tables without text, codebook and notes of one's own pass."""
    content = (real.root / name).read_bytes() if name == "study.toml" else b"inhoud\n"
    real.stage(name, content)

    assert check_staged(real.root) == []


def test_the_same_files_may_stand_in_a_fictive_study(fictive: Folder) -> None:
    """Texts, codings, executed notebooks and outputs of the demonstration are committed."""
    for name in ("corpus/texts/R1.txt", "corpus/codings/A.jsonl", "outputs/report.html"):
        fictive.stage(name)
    fictive.stage("outputs/report.docx", b"PK")
    fictive.stage("notebooks/10.ipynb", notebook(outputs=True))

    assert check_staged(fictive.root) == []


@pytest.mark.parametrize("name", ["corpus/literature/local/S1.txt", "outputs/local/Tab01.csv"])
def test_local_literature_stays_local_in_every_study(fictive: Folder, name: str) -> None:
    """Other people's full texts, and what they add, are refused in a fictive study too."""
    fictive.stage(name)

    assert len(check_staged(fictive.root)) == 1


@pytest.mark.parametrize(
    ("content", "refused"),
    [
        (FICTIVE, False),
        (TALK, True),
        (FICTIVE.replace("status: FICTIEF", "status: echt"), True),
        (FICTIVE.replace("FICTIEF INTERVIEW", "INTERVIEW"), True),
        (b"\x00\x01", True),
        (b"", True),
    ],
)
def test_an_interview_in_a_fictive_study_says_twice_that_it_is(
    fictive: Folder, content: str | bytes, *, refused: bool
) -> None:
    """Front matter and marking line, or it may be a real one: refused."""
    fictive.stage("corpus/interviews/R1.md", content)

    assert bool(check_staged(fictive.root)) == refused


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (notebook(), None),
        (notebook(outputs=True), "outputs in cell 1"),
        (notebook(widgets={"state": {"x": 1}}), "saved widgets"),
        ('{"cells": [{"attachments": {"a.png": {}}}], "metadata": {}}', "a pasted file in cell 1"),
        ("geen json", "cannot be read"),
    ],
)
def test_a_notebook_of_a_real_study_goes_in_without_what_it_showed(
    real: Folder, content: str, why: str | None
) -> None:
    """Outputs and widget states are refused, and so is what cannot be looked into."""
    real.stage("notebooks/10.ipynb", content)
    found = check_staged(real.root)

    assert [why in line for line in found] == ([True] if why else [])
    assert "geheim" not in "".join(found)


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16"])
def test_a_transcript_is_known_by_its_shape_wherever_it_lies(real: Folder, encoding: str) -> None:
    """Plain text in which two speakers take turns is refused; a note with an example is not."""
    real.stage("ruwe data/R1.txt", TALK.replace("Vraag", "Vraág").encode(encoding))
    real.stage("README.md", "Zo ziet een gesprek eruit:\n\nI: Dag.\n\nR: Dag.\n")

    (found,) = check_staged(real.root)

    assert found.startswith("ruwe data/R1.txt")


def test_the_guard_looks_at_what_would_be_committed(real: Folder) -> None:
    """A clean file in the folder does not hide what was staged before, nor the other way round."""
    real.stage("notebooks/10.ipynb", notebook(outputs=True))
    real.write("notebooks/10.ipynb", notebook())
    real.stage("notebooks/20.ipynb", notebook())
    real.write("notebooks/20.ipynb", notebook(outputs=True))

    assert [line.split(":")[0] for line in check_staged(real.root)] == ["notebooks/10.ipynb"]


def test_a_file_that_leaves_git_is_not_refused(real: Folder) -> None:
    """Taking a text out of git must be possible with the guard in place."""
    real.stage("corpus/texts/R1.txt")
    real.commit()
    real.git("rm", "--cached", "corpus/texts/R1.txt")

    assert check_staged(real.root) == []
    assert check_tracked(real.root) == []


def test_tracked_files_are_looked_at_too(real: Folder) -> None:
    """What went in before the guard came is named by `check`, though nothing is staged."""
    real.stage("corpus/texts/R1.txt")
    real.commit()

    assert check_staged(real.root) == []
    assert len(check_tracked(real.root)) == 1


@pytest.mark.parametrize("staged", [True, False])
def test_a_study_is_fictive_only_if_git_and_the_folder_say_so(
    tmp_path: Path, *, staged: bool
) -> None:
    """Changing one of the two versions of study.toml does not open the gate."""
    folder = Folder(tmp_path, fictive=not staged)
    folder.git("add", "study.toml")
    folder.write("study.toml", f"schema = 1\nfictive = {str(staged).lower()}\n")
    folder.stage("corpus/texts/R1.txt")

    assert len(check_staged(folder.root)) == 1


def test_a_study_whose_settings_cannot_be_read_counts_as_real(real: Folder) -> None:
    """What is not clearly fictive is guarded as if it were real."""
    real.write("study.toml", "fictive = true\nfictive = [")
    real.stage("corpus/texts/R1.txt")

    assert len(check_staged(real.root)) == 1


def test_every_study_of_the_repository_is_judged_by_its_own_settings(tmp_path: Path) -> None:
    """A real study inside a fictive one is guarded as a real one, and the other way round."""
    outer = Folder(tmp_path, fictive=True)
    outer.stage("echt/study.toml", 'schema = 1\ntitle = "E"\nfictive = false\n')
    outer.stage("echt/corpus/texts/R1.txt")
    outer.stage("corpus/texts/R2.txt")

    for root in (outer.root, outer.root / "echt"):
        assert [line.split(":")[0] for line in check_staged(root)] == ["echt/corpus/texts/R1.txt"]


def test_files_beside_a_real_study_are_guarded_as_its_own(tmp_path: Path) -> None:
    """In a repository with the study in a subfolder, a recording at the top is refused too."""
    folder = Folder(tmp_path, fictive=False, inside="studie")
    folder.write("../opname.mp3")
    folder.git("add", "opname.mp3")

    assert len(check_staged(folder.root)) == 1


def test_strange_names_are_reported_on_one_line(real: Folder) -> None:
    """A name with a line end or an escape code in it cannot disturb the screen."""
    real.stage("corpus/texts/a\nb\x1b.txt")

    (found,) = check_staged(real.root)

    assert found.startswith(r"corpus/texts/a\nb\x1b.txt: ")


def test_a_study_outside_git_is_no_case_for_the_guard(tmp_path: Path) -> None:
    """Without a repository there is nothing to guard, and the message says how to make one."""
    (tmp_path / "study.toml").write_text("schema = 1\n")

    for ask in (check_staged, check_tracked, install_hook):
        with pytest.raises(CodingError, match="git init"):
            ask(tmp_path)


@pytest.mark.parametrize("inside", ["", "studie één"])
def test_the_hook_stops_a_commit_and_lets_a_clean_one_pass(tmp_path: Path, inside: str) -> None:
    """A forced text stops the commit, naming path and reason; without it the commit is made."""
    folder = Folder(tmp_path, fictive=False, inside=inside)
    install_hook(folder.root)
    folder.stage("study.toml", (folder.root / "study.toml").read_bytes())
    folder.stage("corpus/texts/R1.txt", "Dit is geheim.")

    refused = folder.commit()

    assert refused.returncode == 1
    assert "corpus/texts/R1.txt" in refused.stdout + refused.stderr
    assert "geheim" not in refused.stdout + refused.stderr
    assert folder.commits() == 0

    folder.git("rm", "--quiet", "--cached", str(folder.root / "corpus/texts/R1.txt"))

    assert folder.commit().returncode == 0
    assert folder.commits() == 1


def test_the_hook_looks_at_the_index_of_a_partial_commit(real: Folder) -> None:
    """`git commit FILE` makes an index of its own: that one is examined."""
    install_hook(real.root)
    real.stage("study.toml", (real.root / "study.toml").read_bytes())
    real.commit()
    real.stage("notebooks/10.ipynb", notebook())
    real.write("notebooks/10.ipynb", notebook(outputs=True))

    refused = real.git("commit", "-m", "x", "--", "notebooks/10.ipynb", check=False)

    assert refused.returncode == 1
    assert "outputs in cell 1" in refused.stdout + refused.stderr


def test_the_repository_of_a_study_is_the_one_around_it(
    real: Folder, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What git tells a hook about another folder does not lead the guard astray."""
    other = Folder(tmp_path_factory.mktemp("other"), fictive=True)
    monkeypatch.setenv("GIT_DIR", str(other.top / ".git"))
    monkeypatch.setenv("GIT_WORK_TREE", str(other.top))
    repository = find_repository(real.write("a/b").parent)

    assert repository is not None
    assert repository.top == real.top.resolve()


def test_the_hook_works_in_a_linked_work_tree(tmp_path: Path) -> None:
    """Another work tree of the same repository is guarded by the same hook."""
    folder = Folder(tmp_path, fictive=False, inside="studie")
    install_hook(folder.root)
    folder.git("add", ".")
    folder.commit()
    folder.git("worktree", "add", "--quiet", str(tmp_path / "b"))
    text = tmp_path / "b" / "studie" / "corpus" / "texts" / "R1.txt"
    text.parent.mkdir(parents=True)
    text.write_text("geheim")
    folder.git("-C", "b", "add", "-f", ".")
    done = folder.git("-C", "b", "commit", "-m", "x", check=False)

    assert done.returncode == 1
    assert "corpus/texts/R1.txt: " in done.stdout + done.stderr


def _commit_outcome(folder: Folder) -> str:
    folder.git("add", "study.toml")
    done = folder.commit()
    assert done.returncode == 1
    return done.stderr


def test_the_hook_fails_closed_without_its_program(
    real: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the Python is gone and no `coding` of ours is there, the commit is refused."""
    monkeypatch.setattr(sys, "executable", str(real.root / "no python here"))
    install_hook(real.root)
    monkeypatch.setenv("PATH", "/usr/bin" + os.pathsep + "/bin")

    assert "the program is gone" in _commit_outcome(real)


def test_the_hook_falls_back_on_the_command(
    real: Folder, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Where the Python moved, the `coding` on the PATH is asked, if it is this one."""
    python = sys.executable
    monkeypatch.setattr(sys, "executable", str(real.root / "no python here"))
    install_hook(real.root)
    programs = tmp_path_factory.mktemp("bin")
    command = programs / "coding"
    command.write_text(f'#!/bin/sh\nexec "{python}" -m coding "$@"\n')
    command.chmod(0o755)
    monkeypatch.setenv("PATH", os.pathsep.join([str(programs), os.environ["PATH"]]))
    real.stage("corpus/texts/R1.txt")

    assert "a file may not go in" in _commit_outcome(real)


def test_the_hook_fails_closed_without_its_study(real: Folder) -> None:
    """A study that moved away from under the hook is not left unguarded."""
    install_hook(real.root)
    real.git("add", "study.toml")
    (real.root / "study.toml").unlink()
    done = real.commit()

    assert done.returncode == 1
    assert "coding guard install" in done.stderr


def test_a_folder_named_coding_is_not_taken_for_the_program(real: Folder) -> None:
    """What lies in the repository never runs as the guard."""
    install_hook(real.root)
    real.write("coding/__init__.py", "")
    real.write("coding/__main__.py", "")
    real.write("coding/privacy/__init__.py", "")
    real.stage("corpus/texts/R1.txt")

    assert real.commit().returncode == 1


def _own_hook(folder: Folder, body: str) -> Path:
    hook = folder.top / ".git" / "hooks" / "pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f"#!/bin/sh\n{body}\n")
    hook.chmod(0o755)
    return hook


def test_a_hook_that_stands_is_kept_and_runs_first(real: Folder) -> None:
    """Somebody's own hook still runs, what it stages is looked at, and its no is a no."""
    hook = _own_hook(real, "git add -f corpus/texts/R1.txt; exit 0")
    real.write("corpus/texts/R1.txt")
    said = install_hook(real.root)
    real.git("add", "study.toml")

    assert "pre-commit.chained" in said
    assert "git add" in hook.with_name("pre-commit.chained").read_text()
    assert "corpus/texts/R1.txt" in (done := real.commit()).stdout + done.stderr

    real.git("rm", "--quiet", "--cached", "corpus/texts/R1.txt")
    hook.with_name("pre-commit.chained").write_text("#!/bin/sh\nexit 7\n")

    assert real.commit().returncode == 1
    assert real.commits() == 0


def test_installing_again_renews_and_never_chains_itself(real: Folder) -> None:
    """The hook can be installed any number of times; a third one is not swallowed."""
    install_hook(real.root)
    assert "renewed" in install_hook(real.root)
    assert not (real.top / ".git" / "hooks" / "pre-commit.chained").exists()

    _own_hook(real, "exit 0")
    install_hook(real.root)
    _own_hook(real, "exit 0")
    with pytest.raises(CodingError, match="neither ours"):
        install_hook(real.root)


def test_a_hooks_folder_of_others_is_left_alone(real: Folder) -> None:
    """With core.hooksPath nothing is written; the line to add works, and is then recognised."""
    hooks = real.root / ".githooks"
    hooks.mkdir()
    real.git("config", "core.hooksPath", ".githooks")
    with pytest.raises(CodingError, match="not ours") as refused:
        install_hook(real.root)
    assert list(hooks.iterdir()) == []

    assert refused.value.hint is not None
    line = refused.value.hint.split(": ", 1)[1]
    hook = hooks / "pre-commit"
    hook.write_text(f"#!/bin/sh\n{line}\n")
    hook.chmod(0o755)
    real.stage("corpus/texts/R1.txt")

    assert real.commit().returncode == 1
    assert "stands already" in install_hook(real.root)


def test_whether_the_guard_stands_can_be_seen(real: Folder) -> None:
    """No hook, a hook that git will not run, and the guard are told apart."""
    repository = find_repository(real.root)
    assert repository is not None
    assert not hook_stands(repository)
    install_hook(real.root)
    assert hook_stands(repository)
    (repository.hooks() / "pre-commit").chmod(0o644)
    assert not hook_stands(repository)


def test_this_repository_passes_its_own_guard() -> None:
    """Nothing that git has of this project is something its guard refuses."""
    if find_repository(ROOT) is None:
        pytest.skip("a download without git has nothing tracked")

    assert check_tracked(ROOT) == []
