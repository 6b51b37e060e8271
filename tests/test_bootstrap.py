"""The one script that sets everything up: what it accepts, says and leaves alone."""

from __future__ import annotations

import ast
import importlib.util
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from packaging.specifiers import SpecifierSet

ROOT = Path(__file__).resolve().parents[1]
SCRIPT = ROOT / "bootstrap.py"


@pytest.fixture
def bootstrap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """Load the script with its folders moved to a temporary one."""
    spec = importlib.util.spec_from_file_location("bootstrap", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for name in ("requirements.lock", "pyproject.toml"):
        (tmp_path / name).write_text((ROOT / name).read_text(encoding="utf-8"), encoding="utf-8")
    monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(module, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(module, "VENV_MIN", tmp_path / ".venv-min")
    monkeypatch.setattr(module, "LOCK", tmp_path / "requirements.lock")
    monkeypatch.setattr(module, "PROJECT", tmp_path / "pyproject.toml")
    return module


@pytest.fixture
def installed(bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Replace what installs by notes of what was asked for; hand out the notes."""
    done: list[str] = []

    def make(venv: Path, *, clear: bool) -> None:
        done.append("clear" if clear else "make")
        python = bootstrap.in_venv(venv, "python")
        python.parent.mkdir(parents=True, exist_ok=True)
        python.touch()

    monkeypatch.setattr(bootstrap, "make_venv", make)
    monkeypatch.setattr(bootstrap, "install_lock", lambda *_: done.append("lock"))
    monkeypatch.setattr(bootstrap, "install_project", lambda *_: done.append("project"))
    return done


def test_an_old_python_gets_as_far_as_the_message() -> None:
    """The script parses as Python 3.7 and imports the standard library only."""
    tree = ast.parse(SCRIPT.read_text(encoding="utf-8"), feature_version=(3, 7))
    names = {
        (node.module or "") if isinstance(node, ast.ImportFrom) else node.names[0].name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
    }

    assert {name.split(".")[0] for name in names} <= sys.stdlib_module_names


@pytest.mark.parametrize("version", [(3, 10), (3, 15), (2, 7)])
def test_a_python_without_packages_is_refused(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch, version: tuple[int, int]
) -> None:
    """Too old or too new: the message says which is here, which is needed and what to do."""
    monkeypatch.setattr(bootstrap.sys, "version_info", (*version, 0))

    with pytest.raises(bootstrap.SetUpError, match=r"needed is 3\.11 to .*\n  hint: "):
        bootstrap.check_python()


def test_a_python_without_venv_is_refused(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Debian splits ensurepip off; the message names the package to install."""
    monkeypatch.setattr(bootstrap.importlib.util, "find_spec", lambda *_: None)

    with pytest.raises(bootstrap.SetUpError, match=r"apt install python3\.\d+-venv"):
        bootstrap.check_python()


def test_the_range_of_pythons_is_that_of_the_project(bootstrap: ModuleType) -> None:
    """Oldest and newest Python in the script are the bounds of requires-python."""
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    allowed = SpecifierSet(tomllib.loads(text)["project"]["requires-python"])
    minors = [minor for minor in range(30) if allowed.contains(f"3.{minor}")]

    assert (3, min(minors)) == bootstrap.OLDEST
    assert (3, max(minors)) == bootstrap.NEWEST


def test_setting_up_twice_installs_once(bootstrap: ModuleType, installed: list[str]) -> None:
    """A second run does nothing; a changed pyproject.toml reinstalls the project only."""
    bootstrap.setup()
    first = list(installed)
    bootstrap.setup()
    second = list(installed)
    bootstrap.PROJECT.write_text("# changed\n", encoding="utf-8")
    bootstrap.setup()

    assert first == ["make", "lock", "project"]
    assert second == first
    assert installed == [*first, "project"]


def test_a_changed_lock_rebuilds_the_environment(
    bootstrap: ModuleType, installed: list[str]
) -> None:
    """The environment never holds what an older lock put there."""
    bootstrap.setup()
    bootstrap.LOCK.write_text("a==1 \\\n    --hash=sha256:0\n", encoding="utf-8")
    bootstrap.setup()

    assert installed == ["make", "lock", "project", "clear", "lock", "project"]


def test_an_interrupted_set_up_starts_again(
    bootstrap: ModuleType, installed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A set-up that stopped half-way is not taken for a finished one."""

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(bootstrap, "install_lock", stop)
        with pytest.raises(KeyboardInterrupt):
            bootstrap.setup()
    bootstrap.setup()

    assert installed == ["make", "clear", "lock", "project"]


def test_an_environment_of_someone_else_is_not_wiped(
    bootstrap: ModuleType, installed: list[str]
) -> None:
    """A .venv this script did not make is added to, never cleared."""
    bootstrap.VENV.mkdir()
    bootstrap.setup()

    assert installed == ["make", "lock", "project"]


def test_line_ends_of_a_checkout_do_not_matter(bootstrap: ModuleType, tmp_path: Path) -> None:
    """The same lock with Windows line ends is the same lock."""
    unix, windows = tmp_path / "a", tmp_path / "b"
    unix.write_bytes(b"a\nb\n")
    windows.write_bytes(b"a\r\nb\r\n")

    assert bootstrap.fingerprint(unix) == bootstrap.fingerprint(windows)


def test_the_meter_counts_what_pip_says(
    bootstrap: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    """Downloads and cached packages are counted, sizes summed, metadata left out."""
    meter = bootstrap.DownloadMeter()
    for line in (
        "Collecting spacy==3.8.18\n",
        "  Downloading spacy-3.8.18-cp311-cp311-manylinux_2_28_x86_64.whl.metadata (27 kB)\n",
        "  Downloading spacy-3.8.18-cp311-cp311-manylinux_2_28_x86_64.whl (34.7 MB)\n",
        "Downloading six-1.17.0-py2.py3-none-any.whl (11 kB)\n",
        "  Using cached numpy-2.4.6-cp311-cp311-manylinux_2_28_x86_64.whl (16.9 MB)\n",
    ):
        meter.read(line)
    meter.close()
    printed = capsys.readouterr().out

    assert (meter.downloaded, meter.cached) == (2, 1)
    assert meter.megabytes == pytest.approx(34.711)
    assert "spacy-3.8.18 (34.7 MB)" in printed
    assert "downloaded 2 packages, 35 MB; 1 were in pip's cache" in printed


@pytest.mark.parametrize(
    ("output", "advice"),
    [
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE", "differs"),
        ("ERROR: No matching distribution found for spacy==3.8.18", "no ready-made package"),
        ("OSError: [Errno 28] No space left on device", "the disk is full"),
        ("Connection reset by peer", "check the network"),
    ],
)
def test_a_failure_of_pip_comes_with_advice(
    bootstrap: ModuleType, output: str, advice: str
) -> None:
    """What pip says last is turned into what a person can do."""
    assert advice in bootstrap.hint_for(output)


def test_one_failed_step_fails_the_run_and_hides_none(
    bootstrap: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every step runs, each has a line at the end, and one failure is enough for exit code 1."""
    steps: list[Any] = [
        ("first", [sys.executable, "-c", "raise SystemExit(3)"], {}),
        ("second", [sys.executable, "-c", "pass"], {}),
    ]
    code = bootstrap.run_steps(steps)
    printed = capsys.readouterr().out

    assert code == 1
    assert re.search(r"^first +FAILED \(exit 3\)", printed, flags=re.MULTILINE)
    assert re.search(r"^second +passed", printed, flags=re.MULTILINE)
    assert bootstrap.run_steps(steps[1:]) == 0


def test_other_packages_do_not_leak_in(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Programs start without the caller's PYTHONPATH and without the user's own packages."""
    monkeypatch.setenv("PYTHONPATH", "elsewhere")
    monkeypatch.setenv("PIP_INDEX_URL", "https://example.org/simple")
    environment = bootstrap.clean_environment(EXTRA="1")

    assert "PYTHONPATH" not in environment
    assert environment["PYTHONNOUSERSITE"] == "1"
    assert environment["PIP_INDEX_URL"] == "https://example.org/simple"
    assert environment["EXTRA"] == "1"


@pytest.mark.parametrize(
    ("system", "place"), [("nt", "Scripts/python.exe"), ("posix", "bin/python")]
)
def test_programs_are_found_on_windows_too(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch, system: str, place: str
) -> None:
    """A virtual environment keeps its programs in another folder on Windows."""
    venv = bootstrap.VENV
    with monkeypatch.context() as patch:
        patch.setattr(bootstrap.os, "name", system)
        found = bootstrap.in_venv(venv, "python")

    assert found == venv / place


def test_names_of_direct_dependencies_are_read(bootstrap: ModuleType) -> None:
    """Lowest versions are wanted of what pyproject.toml itself asks for, nothing else."""
    bootstrap.PROJECT.write_text(
        '[project]\ndependencies = ["PyYAML>=6", "a.b_c[x]<2; os_name == \'nt\'", "d"]\n',
        encoding="utf-8",
    )

    assert bootstrap.direct_names() == {"pyyaml", "a-b-c", "d"}


def test_cleaning_removes_what_the_script_made(bootstrap: ModuleType, tmp_path: Path) -> None:
    """Environments and caches go; texts and outputs stay."""
    for name in (".venv", ".venv-min", ".mypy_cache", "outputs", "corpus"):
        (tmp_path / name).mkdir()
    bootstrap.clean()

    assert {path.name for path in tmp_path.iterdir() if path.is_dir()} == {"outputs", "corpus"}


def test_every_make_target_is_a_verb(bootstrap: ModuleType) -> None:
    """The Makefile offers the verbs of the script and calls nothing but the script."""
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    (targets,) = re.findall(r"^(setup .*):$", text, flags=re.MULTILINE)
    recipes = re.findall(r"^\t(.+)$", text, flags=re.MULTILINE)

    assert set(targets.split()) == set(bootstrap.VERBS)
    assert recipes == ["@$(PYTHON) bootstrap.py --help", "@$(PYTHON) bootstrap.py $@"]


@pytest.mark.parametrize("arguments", [["no-such-verb"], ["report", "now"], []])
def test_a_wrong_call_is_refused(arguments: list[str]) -> None:
    """An unknown verb, a word too many or no verb at all ends with exit code 2 and the usage."""
    done = subprocess.run(
        [sys.executable, str(SCRIPT), *arguments], capture_output=True, text=True, check=False
    )

    assert done.returncode == 2
    assert "usage: bootstrap.py" in done.stderr
