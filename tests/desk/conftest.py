"""A study for each test, copied from one that is made once."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import desk_builders
from coding.study import Study


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Hand out the study all tests copy."""
    return desk_builders.study(tmp_path_factory.mktemp("desk") / "study").root


@pytest.fixture
def study(made: Path, tmp_path: Path) -> Study:
    """Hand out a study of the test's own."""
    return Study(Path(shutil.copytree(made, tmp_path / "study")))
