"""One list of packages, told three ways: pyproject.toml, requirements.lock, environment.yml."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")

# name on the package index -> name on conda-forge, where they differ
ON_CONDA: dict[str, str] = {}


def _project() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def _bounds(needs: list[str]) -> dict[str, SpecifierSet]:
    requirements = [Requirement(need) for need in needs]
    return {canonicalize_name(need.name): need.specifier for need in requirements}


def _conda() -> tuple[dict[str, SpecifierSet], dict[str, SpecifierSet]]:
    """Bounds in environment.yml: what conda installs, and what pip adds."""
    listed = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))["dependencies"]
    from_conda = [entry for entry in listed if isinstance(entry, str)]
    (from_pip,) = [entry["pip"] for entry in listed if isinstance(entry, dict)]
    return _bounds(from_conda), _bounds([need for need in from_pip if not need.startswith("-e")])


def _pins() -> dict[str, set[str]]:
    """Versions of each package in the lock: more than one where platforms or Pythons differ."""
    pins: dict[str, set[str]] = {}
    for name, version in re.findall(r"^([\w.-]+)==([\w.+!]+)", LOCK, flags=re.MULTILINE):
        pins.setdefault(canonicalize_name(name), set()).add(version)
    return pins


def _drift(wanted: dict[str, SpecifierSet], given: dict[str, SpecifierSet]) -> list[str]:
    return sorted(
        f"{name}: pyproject {wanted.get(name, 'nothing')}, environment {given.get(name, 'nothing')}"
        for name in wanted.keys() | given.keys()
        if wanted.get(name) != given.get(name)
    )


def test_environment_and_pyproject_do_not_drift() -> None:
    """environment.yml names the packages and Python of pyproject.toml, with the same bounds."""
    project = _project()
    needs = _bounds(project["dependencies"])
    wanted = {canonicalize_name(ON_CONDA.get(name, name)): needs[name] for name in needs}
    wanted[canonicalize_name("python")] = SpecifierSet(project["requires-python"])
    from_conda, from_pip = _conda()

    del from_conda[canonicalize_name("pip")]  # it installs what conda does not have

    assert not from_conda.keys() & from_pip.keys()
    assert _drift(wanted, {**from_conda, **from_pip}) == []


@pytest.mark.parametrize(
    "given",
    [{}, {"pandas": ">=2.3"}, {"pandas": ">=2.2,<4"}, {"pandas": ">=2.3,<4", "extra": ""}],
    ids=["missing", "no cap", "other floor", "one too many"],
)
def test_drift_is_seen(given: dict[str, str]) -> None:
    """A missing package, another bound or one too many is drift; another spelling is not."""
    wanted = {canonicalize_name("pandas"): SpecifierSet(">=2.3,<4")}
    there = {canonicalize_name(name): SpecifierSet(bounds) for name, bounds in given.items()}

    assert len(_drift(wanted, there)) == 1
    assert _drift(wanted, {canonicalize_name("Pandas"): SpecifierSet("<4, >=2.3")}) == []


def test_the_optional_pipeline_fits_spacy() -> None:
    """The trained pipeline is offered as a comment, for the same minor version of spaCy."""
    text = (ROOT / "environment.yml").read_text(encoding="utf-8")
    offered = re.search(r"^  # - spacy-model-nl_core_news_sm (\S+)$", text, flags=re.MULTILINE)
    bounds = _bounds(_project()["dependencies"])[canonicalize_name("spacy")]

    assert offered is not None
    assert bounds.contains("3.8.7")
    assert SpecifierSet(offered.group(1)).contains("3.8.0")
    assert not bounds.contains("3.9.0")
    assert not SpecifierSet(offered.group(1)).contains("3.9.0")


@pytest.mark.parametrize("extra", ["", "test", "build"])
def test_the_lock_answers_pyproject(extra: str) -> None:
    """Every package asked for is in the lock, in versions within its bounds."""
    project = _project()
    needs = project["optional-dependencies"][extra] if extra else project["dependencies"]
    pins = _pins()
    wrong = [
        f"{name}{bounds}: lock has {sorted(pins.get(name, set())) or 'nothing'}"
        for name, bounds in _bounds(needs).items()
        if not pins.get(name) or not all(bounds.contains(version) for version in pins[name])
    ]

    assert not wrong, f"{wrong}; run: python bootstrap.py lock"


def test_the_lock_covers_the_build_backend() -> None:
    """What builds the package is among the locked packages, so nothing is fetched to build."""
    pyproject = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    backend = _bounds(pyproject["build-system"]["requires"])

    assert backend == _bounds(_project()["optional-dependencies"]["build"])


def test_every_pin_has_hashes_and_no_address() -> None:
    """Each locked package can be checked by hash, wherever an index hands it out."""
    blocks = re.split(r"^(?=[\w.-]+==)", LOCK, flags=re.MULTILINE)
    without = [block.split()[0] for block in blocks[1:] if "--hash=sha256:" not in block]

    assert len(blocks) > len(_project()["dependencies"])
    assert without == []
    assert not re.search(r"://|--index-url|--find-links|file:", LOCK)


def test_the_lock_says_how_to_renew_it() -> None:
    """The header of the lock names the command, which is a verb of the bootstrap script."""
    assert "python bootstrap.py lock" in LOCK.split("==")[0]


def test_every_dependency_has_floor_and_cap() -> None:
    """A direct dependency has a lowest version that is tested and a cap at the next major one."""
    loose = [
        str(need)
        for need in map(Requirement, _project()["dependencies"])
        if not {">=", "<"} <= {part.operator for part in need.specifier}
    ]

    assert loose == []
