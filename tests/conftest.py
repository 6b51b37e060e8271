"""
What every test has at hand: the shared folder, the tracked files, honest skips.

Options
-------
--slow
    Also run tests marked `slow`; `-m slow` runs only those.
--browser
    Also collect `tests/browser` (needs Chromium).

Environment
-----------
CODING_SHARED
    The folder with source texts and reference data; `../shared` beside the checkout if unset.
CODING_STRICT_SKIPS
    `1`: a test that skips although that folder is there makes the run fail (used by `.ci/run`).
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).resolve().parents[1]
BROWSER = ROOT / "tests" / "browser"

# Same examples every run, no example database: a failure on one machine is a failure on all.
settings.register_profile("repeatable", derandomize=True, deadline=None, database=None)
settings.load_profile("repeatable")


def _shared_folder() -> Path | None:
    folder = Path(os.environ.get("CODING_SHARED") or ROOT.parent / "shared")
    return folder.resolve() if folder.is_dir() else None


def _strict_about_skips() -> bool:
    return os.environ.get("CODING_STRICT_SKIPS") == "1" and _shared_folder() is not None


def pytest_addoption(parser: pytest.Parser) -> None:
    """Declare the options of this suite."""
    parser.addoption("--slow", action="store_true", help="also run tests marked slow")
    parser.addoption("--browser", action="store_true", help="also collect tests/browser")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave the browser tests alone unless asked: their imports need packages few have."""
    if collection_path == BROWSER and not config.getoption("--browser"):
        return True
    return None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Deselect, not skip, what is slow: a skip is something that could not run."""
    if config.getoption("--slow") or "slow" in (config.getoption("-m") or ""):
        return
    slow = [item for item in items if item.get_closest_marker("slow")]
    if slow:
        config.hook.pytest_deselected(items=slow)
        items[:] = [item for item in items if not item.get_closest_marker("slow")]


def _skips(terminal: pytest.TerminalReporter) -> list[str]:
    lines = []
    for report in terminal.stats.get("skipped", []):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        lines.append(f"{report.nodeid}: {str(reason).removeprefix('Skipped: ')}")
    return sorted(lines)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail a run in which something skipped although everything it needs is there."""
    terminal = session.config.pluginmanager.get_plugin("terminalreporter")
    if (
        terminal is not None
        and _strict_about_skips()
        and _skips(terminal)
        and session.exitstatus == pytest.ExitCode.OK
    ):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what was skipped and why, test by test."""
    skipped = _skips(terminalreporter)
    if not skipped:
        return
    terminalreporter.section(f"skipped: {len(skipped)}")
    for line in skipped:
        terminalreporter.write_line(line)
    if _strict_about_skips():
        terminalreporter.write_line(
            f"FAILED: {len(skipped)} skipped although {_shared_folder()} is there", red=True
        )


@pytest.fixture(scope="session")
def root() -> Path:
    """Hand out the top folder of the checkout."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """Hand out the folder with source texts and reference data, or skip where it is absent."""
    folder = _shared_folder()
    if folder is None:
        pytest.skip("no folder ../shared beside the checkout (or set CODING_SHARED)")
    return folder


@pytest.fixture(scope="session")
def tracked_files() -> tuple[Path, ...]:
    """Hand out the files of the project: what git tracks, or in a bare download all but caches."""
    try:
        listing = subprocess.run(
            ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True
        ).stdout.decode("utf-8")
    except (OSError, subprocess.CalledProcessError):
        names = [path.relative_to(ROOT) for path in ROOT.rglob("*")]
        files = [ROOT / name for name in names if not _NOT_OURS.intersection(name.parts)]
    else:
        files = [ROOT / name for name in listing.split("\0") if name]
    kept = tuple(sorted(path for path in files if path.is_file()))
    assert kept, f"no files found in {ROOT}"
    return kept


# folders git ignores, for a download without git; `local` holds other people's texts
_NOT_OURS = frozenset(
    {".git", ".venv", ".venv-min", ".pytest_cache", ".mypy_cache", ".ruff_cache", ".hypothesis"}
    | {"__pycache__", ".ipynb_checkpoints", "build", "dist", "local"}
)
