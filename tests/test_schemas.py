"""Frames are checked where they come in; `docs/frames.md` says what the code says."""

from __future__ import annotations

from pathlib import Path

import pytest

from coding.errors import CodingError
from coding.files import write_csv
from coding.schemas import EPISODES, SCHEMAS, check_frame, empty_frame, frame, read_frame

HEAD = "document,turn,guide_question,by\n"


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("document,turn,vraag,by\nD1,1,v1,x\n", r"e.csv:1: unknown column 'vraag'"),
        ("document,turn,by\nD1,1,x\n", r"e.csv:1: column 'guide_question' is missing"),
        (HEAD + "D1,een,v1,x\n", r"e.csv:2: turn 'een'"),
        (HEAD + "D1,1,,x\n", r"e.csv:2: no guide_question"),
        (HEAD + "D1,1,v1,x\nD1,1,v2,x\n", r"e.csv:3: document, turn D1 1 occurs twice; .* line 2"),
    ],
)
def test_wrong_tables_name_their_line(tmp_path: Path, content: str, problem: str) -> None:
    """Each mistake in a table is refused at its line."""
    (tmp_path / "e.csv").write_text(content, encoding="utf-8")

    with pytest.raises(CodingError, match=problem):
        read_frame(tmp_path / "e.csv", EPISODES)


@pytest.mark.parametrize("schema", SCHEMAS, ids=lambda schema: schema.name)
def test_an_empty_table_has_its_types(tmp_path: Path, schema) -> None:
    """No rows is a table too: types and columns survive the file."""
    write_csv(empty_frame(schema), tmp_path / "t.csv")
    back = read_frame(tmp_path / "t.csv", schema)

    assert list(back.dtypes) == list(empty_frame(schema).dtypes)


def test_frames_are_checked_in_memory_too() -> None:
    """A frame with a row too many for its key is refused wherever it was made."""
    row = {"document": "D1", "turn": 1, "guide_question": "v1", "by": "x"}
    with pytest.raises(CodingError, match="occurs twice"):
        frame([row, row], EPISODES)
    with pytest.raises(CodingError, match="unknown column 'extra'"):
        check_frame(frame([row], EPISODES).assign(extra=1), EPISODES)


def test_the_page_says_what_the_code_says(root: Path) -> None:
    """docs/frames.md is the output of tools/frames.py."""
    import frames

    page = (root / "docs" / "frames.md").read_text(encoding="utf-8")

    assert page == frames.page()
