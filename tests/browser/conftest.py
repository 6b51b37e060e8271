"""Chromium for the tests of the screen; without it they skip and say so."""

from __future__ import annotations

import importlib.util
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from desk_stage import chromium, chromium_path, stage

import coding
import desk_builders
from coding.study import Study


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Start Chromium once."""
    if importlib.util.find_spec("playwright") is None:
        pytest.skip("no playwright: install the test extra")
    if chromium_path() is None:
        pytest.skip("no Chromium here (apt-get install chromium, or set CODING_CHROMIUM)")
    with chromium() as started:
        yield started


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Hand out the study all tests copy."""
    return desk_builders.study(tmp_path_factory.mktemp("desk") / "study").root


@pytest.fixture
def study(made: Path, tmp_path: Path) -> Study:
    """Hand out a study of the test's own."""
    return Study(Path(shutil.copytree(made, tmp_path / "study")))


@pytest.fixture
def show(browser: Any, study: Study) -> Iterator[Callable[..., Any]]:
    """Open a desk on a page: `page, desk = show(coder="A")`."""
    opened: list[Any] = []

    def _show(*, answering: Any = None, dark: bool = False, width: int = 1280, **options: Any):
        desk = coding.Desk(study, **{"coder": "A", "blind": False, "documents": ["D1"], **options})
        page = stage(browser, answering(desk) if answering else desk, dark=dark, width=width)
        opened.extend([page, desk])
        page.focus(".coding-desk .transcript")
        return page, desk

    yield _show
    for thing in opened:
        errors = getattr(thing, "errors", [])
        thing.close()
        assert errors == []
