"""What goes out and comes back is what was there."""

from __future__ import annotations

from pathlib import Path

import pytest

from coding.exchange import (
    Options,
    carry_out_import,
    plan_import,
    project_of,
    qdpx_bytes,
    read_qdpx,
)
from coding.founding import found_study
from coding.study import Study
from exchange_files import coded_study


def brought(data: bytes, folder: Path) -> Study:
    """Found a study of an export."""
    file = folder.with_suffix(".qdpx")
    file.write_bytes(data)
    found_study(folder, title="x", language="nl")
    fresh = Study(folder)
    return carry_out_import(plan_import(*read_qdpx(file), fresh, Options(fresh=True)), fresh)


def test_export_import_export_is_the_same_bytes(tmp_path: Path) -> None:
    """A study founded from an export exports the very same file."""
    study = coded_study(tmp_path / "a")
    first = qdpx_bytes(project_of(study)[0])
    again = brought(first, tmp_path / "b")

    assert again.settings.fictive
    assert qdpx_bytes(project_of(again)[0]) == first


@pytest.mark.parametrize("option", [{"crlf": True}, {"utf16": True}, {"crlf": True, "utf16": True}])
def test_other_ways_of_counting_come_back_too(tmp_path: Path, option: dict[str, bool]) -> None:
    """CRLF and UTF-16 exports land on the same words."""
    study = coded_study(tmp_path / "a")
    again = brought(qdpx_bytes(project_of(study)[0], **option), tmp_path / "b")
    columns = ["coder", "document", "start", "end", "quote", "code", "presence", "note", "time"]

    assert again.coded.codings[columns].equals(study.coded.codings[columns])
    assert again.texts() == study.texts()
