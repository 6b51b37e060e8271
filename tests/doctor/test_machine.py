"""The doctor's look at a machine: packages, kernel, disk; and checks that stumble."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from importlib.metadata import requires
from pathlib import Path
from types import SimpleNamespace

import pytest

from coding.doctor import machine
from coding.doctor.finding import Finding, looked
from coding.errors import CodingError

ORIGINAL_LOCK, ORIGINAL_KERNEL = machine._lock, machine._kernel_program


def _installed(monkeypatch: pytest.MonkeyPatch, **versions: str) -> None:
    found = [SimpleNamespace(name=name, version=version) for name, version in versions.items()]
    monkeypatch.setattr(machine, "distributions", lambda: found)
    needs = ["pandas<4,>=3.0", "PyYAML<7,>=6.0.2", "pytest>=8; extra == 'test'"]
    monkeypatch.setattr(machine, "requires", lambda _name: needs)


def _levels(findings: Iterable[Finding]) -> list[str]:
    return [found.level for found in findings]


@pytest.mark.parametrize(
    ("versions", "words"),
    [
        ({"pandas": "3.1.0", "pyyaml": "6.0.3"}, None),
        ({"pandas": "3.0", "PyYAML": "6.0.2"}, None),
        ({"pandas": "3", "PyYAML": "6.1"}, None),
        ({"pandas": "2.3.3", "pyyaml": "6.0.3"}, "pandas 2.3.3 (needed: <4,>=3.0)"),
        ({"pandas": "4.0.0", "pyyaml": "6.0.3"}, "pandas 4.0.0"),
        ({"pandas": "3.1.0"}, "PyYAML is missing"),
    ],
)
def test_packages_outside_what_is_needed_are_bad(
    monkeypatch: pytest.MonkeyPatch, versions: dict[str, str], words: str | None
) -> None:
    """Bounds of the package hold, whatever a name's spelling; extras are nobody's need."""
    _installed(monkeypatch, **versions)
    (found,) = machine.check_packages(None)

    assert found.bad == (words is not None)
    assert words is None or words in found.what


LOCK = """\
# made by a program
pandas==3.1.0 \\
    --hash=sha256:00
pyyaml==6.0.2 ; python_full_version < '3.12' \\
    --hash=sha256:00
pyyaml==6.0.3 ; python_full_version >= '3.12' \\
    --hash=sha256:00
colorama==0.4.6 ; sys_platform == 'win32' \\
    --hash=sha256:00
pytest==9.0.0 \\
    --hash=sha256:00
"""


@pytest.mark.parametrize(
    ("versions", "words"),
    [
        ({"pandas": "3.1.0", "pyyaml": "6.0.2", "pytest": "9.0.0"}, []),
        ({"pandas": "3.1.0", "pyyaml": "6.0.3", "pytest": "9.0.0"}, []),
        ({"pandas": "3.2.0", "pyyaml": "6.0.3", "pytest": "9.0.0"}, ["pandas 3.2.0 (lock: 3.1.0)"]),
        ({"pandas": "3.1.0", "pyyaml": "6.0.3"}, ["not installed: pytest"]),
    ],
)
def test_packages_that_differ_from_the_lock_are_mentioned(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, versions: dict[str, str], words: list[str]
) -> None:
    """A pin for another platform or Python is not missed; another version is a note."""
    _installed(monkeypatch, **versions)
    lock = tmp_path / "requirements.lock"
    lock.write_text(LOCK)
    monkeypatch.setattr(machine, "_lock", lambda _root: lock)
    found = list(machine.check_packages(tmp_path))

    assert _levels(found) == (["note"] * len(words) or ["ok"])
    assert [word in one.what for word, one in zip(words, found, strict=False)] == [True] * len(
        words
    )


def test_the_lock_of_the_study_goes_before_that_of_the_program(tmp_path: Path) -> None:
    """A study that pins its own packages is compared with its own pins."""
    (tmp_path / "requirements.lock").write_text("")

    assert ORIGINAL_LOCK(tmp_path) == tmp_path / "requirements.lock"
    assert ORIGINAL_LOCK(None) != tmp_path / "requirements.lock"


def test_the_package_states_bounds_the_doctor_can_read() -> None:
    """Every need of this package is written with >= and < alone, and says both."""
    for need in requires("grenswerk-coding") or []:
        match = machine._NEED.match(need)
        assert match is not None
        if "extra" not in (match["marker"] or ""):
            signs = [part.strip()[0:2].rstrip("0123456789") for part in match["bounds"].split(",")]
            assert sorted(signs) == ["<", ">="], need


@pytest.mark.parametrize(
    ("program", "fine"),
    [("python", True), (sys.executable, True), ("/opt/ander/bin/python3", False)],
)
def test_a_kernel_of_another_python_is_bad(
    monkeypatch: pytest.MonkeyPatch, program: str, *, fine: bool
) -> None:
    """A kernel once installed for the user would run notebooks without this package."""
    monkeypatch.setattr(machine, "_kernel_program", lambda: program)
    (found,) = machine.check_jupyter()

    assert found.bad != fine


def test_the_kernel_of_this_python_is_found() -> None:
    """The question put to Jupyter is one it answers."""
    assert ORIGINAL_KERNEL()


def test_notebooks_without_jupyter_cannot_run(monkeypatch: pytest.MonkeyPatch) -> None:
    """A missing kernel package is named."""
    monkeypatch.setattr(machine, "find_spec", lambda name: None if name == "ipykernel" else name)
    (found,) = machine.check_jupyter()

    assert found.bad
    assert "ipykernel missing" in found.what


@pytest.mark.parametrize(("free", "level"), [(1e8, "bad"), (5e8, "note"), (5e9, "ok")])
def test_a_full_disk_is_seen_before_coding(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free: float, level: str
) -> None:
    """Little room is a note, hardly any is bad."""
    monkeypatch.setattr(machine.shutil, "disk_usage", lambda _path: SimpleNamespace(free=free))

    assert _levels(machine.check_disk(tmp_path)) == [level]


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (CodingError("mis", where="a.csv:3", expected="dit"), "a.csv:3: mis"),
        (PermissionError(13, "geen toegang"), "de map cannot be looked at: geen toegang"),
        (KeyError("x"), "de map cannot be looked at: KeyError"),
    ],
)
def test_a_check_that_stumbles_is_a_finding(error: Exception, words: str) -> None:
    """One broken thing never keeps the others from the screen."""

    def stumbles() -> Iterable[Finding]:
        raise error

    (found,) = looked(stumbles, what="de map")

    assert found.bad
    assert found.what.startswith(words)
