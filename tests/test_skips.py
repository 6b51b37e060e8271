"""What `conftest.py` promises about skipped and slow tests."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
TESTS = """
import pytest

def test_fine():
    pass

def test_needs_sources(shared):
    pass

def test_cannot_run_here():
    pytest.skip("no such thing here")

@pytest.mark.slow
def test_slow():
    pass
"""


def _run(folder: Path, *options: str, **variables: str) -> tuple[int, str]:
    """Run the tests above in a checkout of their own; its exit code and what it printed."""
    tests = folder / "checkout" / "tests"
    (tests / "browser").mkdir(parents=True)
    shutil.copy(ROOT / "tests" / "conftest.py", tests)
    (tests / "test_some.py").write_text(TESTS, encoding="utf-8")
    (tests / "browser" / "test_desk.py").write_text("import nothing_here", encoding="utf-8")
    (folder / "checkout" / "pytest.ini").write_text(
        "[pytest]\nmarkers = slow: takes long\n", encoding="utf-8"
    )
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("CODING_", "PYTEST_"))}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *options, "tests"],
        cwd=folder / "checkout",
        env={**clean, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", **variables},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout


def test_a_skip_fails_a_strict_run_where_the_shared_folder_is(tmp_path: Path) -> None:
    """With ../shared there, nothing has a reason to skip: the run fails and says what skipped."""
    (tmp_path / "shared").mkdir()
    code, printed = _run(tmp_path, CODING_STRICT_SKIPS="1")

    assert code == 1
    assert "test_cannot_run_here: no such thing here" in printed
    assert "FAILED: 1 skipped although" in printed


@pytest.mark.parametrize(("strict", "folder"), [("1", "absent"), ("0", "shared")])
def test_a_skip_is_allowed_where_it_can_have_a_reason(
    tmp_path: Path, strict: str, folder: str
) -> None:
    """Without the folder, or in a run that is not strict, a skip is listed and no more."""
    (tmp_path / "shared").mkdir()
    code, printed = _run(tmp_path, CODING_STRICT_SKIPS=strict, CODING_SHARED=str(tmp_path / folder))

    assert code == 0
    assert "test_cannot_run_here: no such thing here" in printed
    assert ("test_needs_sources: no folder ../shared" in printed) == (folder == "absent")


def test_slow_tests_wait_until_asked_for(tmp_path: Path) -> None:
    """A slow test is deselected, which is no skip, and runs with --slow."""
    _, without = _run(tmp_path / "a")
    _, with_slow = _run(tmp_path / "b", "--slow")
    _, only_slow = _run(tmp_path / "c", "-m", "slow")

    assert "1 passed, 2 skipped, 1 deselected" in without
    assert "2 passed, 2 skipped" in with_slow
    assert "1 passed, 3 deselected" in only_slow


def test_browser_tests_are_collected_when_asked_for(tmp_path: Path) -> None:
    """Their imports need packages few have: without --browser the files are not even read."""
    code, _ = _run(tmp_path / "a")
    asked, printed = _run(tmp_path / "b", "--browser")

    assert code == 0
    assert asked == 2
    assert "nothing_here" in printed
