"""A study for the doctor to look at, and a machine on which nothing is wrong."""

from __future__ import annotations

import os
import subprocess
from importlib.metadata import requires
from pathlib import Path
from types import SimpleNamespace

import pytest

from coding.doctor import folder, machine
from coding.founding import found_study
from coding.preparation import add_documents, freeze_units, read_documents
from coding.privacy.guard import install_hook
from coding.study import Study

TALK = "\n\n".join(
    f"I: Hoe ging dag {i}?\n\nR: Die dag {i} hielp een collega mij." for i in range(6)
)


@pytest.fixture(autouse=True)
def _a_quiet_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Packages that fit, no sync program, no git settings of whoever runs the tests."""
    needs = [need for need in requires("grenswerk-coding") or [] if "extra" not in need]
    fitting = [
        SimpleNamespace(name=match["name"], version=machine._BOUND.findall(need)[-1][1])
        for need in needs
        if (match := machine._NEED.match(need))
    ]
    monkeypatch.setattr(machine, "distributions", lambda: fitting)
    monkeypatch.setattr(machine, "_lock", lambda _root: None)
    monkeypatch.setattr(machine, "_kernel_program", lambda: "python")
    monkeypatch.setattr(folder, "synced_by", lambda _root: None)
    for key in [key for key in os.environ if key.startswith("GIT_")]:
        monkeypatch.delenv(key)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)


@pytest.fixture
def study(tmp_path: Path) -> Study:
    """A real study in git, guarded, with one interview cut into units."""
    found_study(tmp_path / "studie", title="Werk", language="nl")
    root = tmp_path / "studie"
    subprocess.run(["git", "init", "--quiet"], cwd=root, check=True)
    install_hook(root)
    source = tmp_path / "R1.md"
    source.write_text(TALK, encoding="utf-8")
    new = Study(root)
    read = read_documents(new, [source], kind="interview")
    return freeze_units(add_documents(new, [source], read))[0]
