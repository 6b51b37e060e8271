"""docs/coding-log.md: its examples run, and its tables are those of the code."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

import builders
import log_builders as build
from coding.codings import DOS, Event
from coding.codings.events import _NEEDS
from coding.codings.lines import _KINDS
from coding.study import Study

PAGE = Path(__file__).resolve().parents[1] / "docs" / "coding-log.md"
TEXT = PAGE.read_text(encoding="utf-8")


def _first_cells(head: str) -> set[str]:
    table = TEXT.split(f"| {head} |")[1].split("\n\n")[0]
    return {
        name for row in table.split("\n")[2:] for name in re.findall(r"`(\w+)`", row.split("|")[1])
    }


def test_the_examples_run(tmp_path: Path) -> None:
    """What the page shows is what the program says."""
    names = {
        "toy_study": lambda: builders.toy_study(tmp_path / "s"),
        "clock": build.ticking,
        "reopened": lambda study: Study(study.root),
    }
    flags = doctest.NORMALIZE_WHITESPACE
    result = doctest.testfile(
        str(PAGE), module_relative=False, globs=names, optionflags=flags, encoding="utf-8"
    )

    assert result.attempted > 8
    assert result.failed == 0


def test_every_field_and_action_is_described() -> None:
    """The two tables name each field and each action there is, and no other."""
    assert _first_cells("field | what it holds") == set(_KINDS)
    assert _first_cells("`do` | says") == set(DOS) == set(_NEEDS)
    assert {field for field in Event.__dataclass_fields__ if field != "line"} <= set(_KINDS)
