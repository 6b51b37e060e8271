"""The package as a stranger gets it: a wheel, installed elsewhere, that founds a study and runs."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


def _run(*words: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith("CODING_")}
    return subprocess.run(
        [sys.executable, *words],
        cwd=cwd,
        env=kept | environment,
        check=False,
        capture_output=True,
        text=True,
    )


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel of this checkout, built without a network."""
    folder = tmp_path_factory.mktemp("wheel")
    done = _run("-m", "hatchling", "build", "-t", "wheel", "-d", str(folder), cwd=ROOT)
    assert done.returncode == 0, done.stderr
    (built,) = folder.glob("grenswerk_coding-*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel in a folder far from the checkout; what it needs comes from this environment."""
    target = tmp_path_factory.mktemp("elsewhere") / "packages"
    options = ["--no-deps", "--no-index", "--no-compile", "--quiet", "--target", str(target)]
    done = _run("-m", "pip", "install", *options, str(wheel), cwd=target.parent)
    assert done.returncode == 0, done.stderr
    return target


@pytest.fixture(scope="module")
def founded(installed: Path) -> Path:
    """A study made by the installed package."""
    folder = installed.parent / "studie"
    done = _coding(installed, "init", str(folder), "--title", "Ergens anders")
    assert done.returncode == 0, done.stderr
    return folder


def _coding(installed: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run the command of the installed package, from a folder that is not the checkout."""
    where = installed.parent
    return _run("-m", "coding", *words, cwd=where, PYTHONPATH=str(installed))


def test_the_wheel_holds_what_a_new_study_needs(wheel: Path) -> None:
    """Notebooks and templates are in the wheel; tests, corpus and outputs are not."""
    names = zipfile.ZipFile(wheel).namelist()
    tops = {name.split("/")[0] for name in names}
    templates = [path for path in (ROOT / "src/coding/templates").rglob("*") if path.is_file()]

    for notebook in (ROOT / "notebooks").glob("[0-9]*.ipynb"):
        assert f"coding/_study/notebooks/{notebook.name}" in names
    for template in templates:
        assert template.relative_to(ROOT / "src").as_posix() in names
    assert templates
    assert tops == {"coding", next(top for top in tops if top.endswith(".dist-info"))}


def test_the_installed_package_is_the_one_that_runs(installed: Path) -> None:
    """`python -m coding` is the command, and the checkout is not what answers."""
    shown = _run(
        "-c", "import coding; print(coding.__file__)", cwd=installed.parent,
        PYTHONPATH=str(installed),
    )  # fmt: skip
    version = _coding(installed, "--version")

    assert Path(shown.stdout.strip()).is_relative_to(installed)
    assert version.stdout.startswith("grenswerk-coding ")


def test_a_study_founded_elsewhere_is_the_one_founded_here(founded: Path, tmp_path: Path) -> None:
    """From a wheel or from a checkout, a new study has the same files with the same bytes."""
    here = tmp_path / "studie"
    done = _run("-m", "coding", "init", str(here), "--title", "Ergens anders", cwd=tmp_path)
    assert done.returncode == 0, done.stderr

    def content(folder: Path) -> dict[str, bytes]:
        files = (path for path in folder.rglob("*") if path.is_file())
        return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}

    assert content(founded) == content(here)


def test_an_empty_study_checks_and_reproduces(installed: Path, founded: Path) -> None:
    """Before the first transcript the notebooks run, and the report is there to look at."""
    checked = _coding(installed, "--study", str(founded), "check")
    made = _coding(installed, "--study", str(founded), "reproduce")

    assert checked.returncode == 0, checked.stdout
    assert made.returncode == 0, made.stdout + made.stderr
    assert (founded / "outputs" / "report.html").is_file()
    assert list((founded / "outputs" / "tables").glob("*.csv"))
