"""Files: whole or not at all, one table form, an honest encoding ladder."""

from __future__ import annotations

import io
import os
import zipfile
from pathlib import Path

import pandas as pd
import pytest

from coding import files
from coding.errors import BusyError, CodingError
from coding.files import decode, fixed_zip, format_number, locked, read_csv, write_csv, write_whole

DUTCH = "één geïnnoveerd ‘ding’ – voor € 5"


def test_write_whole_leaves_the_old_file_when_interrupted(tmp_path: Path, monkeypatch) -> None:
    """A write that breaks off before the rename leaves the old file and no rubbish."""
    path = tmp_path / "a.txt"
    path.write_text("oud", encoding="utf-8")
    monkeypatch.setattr(os, "fsync", lambda _: (_ for _ in ()).throw(OSError("disk full")))

    with pytest.raises(OSError, match="disk full"):
        write_whole(path, b"nieuw")

    assert path.read_text(encoding="utf-8") == "oud"
    assert [p.name for p in tmp_path.iterdir()] == ["a.txt"]


def test_write_whole_keeps_the_mode(tmp_path: Path) -> None:
    """A file shared with a group stays shared."""
    path = tmp_path / "a.txt"
    path.write_bytes(b"")
    path.chmod(0o664)
    write_whole(path, b"x")

    assert path.stat().st_mode & 0o777 == 0o664


def test_csv_has_one_form(tmp_path: Path) -> None:
    """Six digits, empty for missing, LF, booleans in lower case."""
    frame = pd.DataFrame({"a": [1 / 3, None], "b": [True, False], "c": ["x,y", None]})
    write_csv(frame, tmp_path / "t.csv")

    assert (tmp_path / "t.csv").read_bytes() == b'a,b,c\n0.333333,true,"x,y"\n,false,\n'


def test_csv_comes_back(tmp_path: Path) -> None:
    """Quotes, commas and line breaks in cells survive."""
    cells = ['a "b"', "c,d", "e\nf", ""]
    write_csv(pd.DataFrame({"x": cells, "y": ["1"] * 4}), tmp_path / "t.csv")

    assert [row["x"] for _, row in read_csv(tmp_path / "t.csv")] == cells


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "the table is empty"),
        (b"a,a\n1,2\n", "column 'a' occurs twice"),
        (b"a,b\n1,2,3\n", "the row has 3 cells"),
        (b'a,b\n"1,2\n', "not a readable table"),
        (b"a,b\n\xff,2\n", "a byte that is not utf-8"),
    ],
    ids=["empty", "double column", "wide row", "open quote", "not UTF-8"],
)
def test_broken_tables_name_a_line(tmp_path: Path, content: bytes, problem: str) -> None:
    """A broken table is refused, naming file and line."""
    path = tmp_path / "t.csv"
    path.write_bytes(content)

    with pytest.raises(CodingError, match=problem) as error:
        read_csv(path)

    assert "t.csv:" in str(error.value)


def test_dutch_spreadsheets_use_semicolons(tmp_path: Path) -> None:
    """A table saved by a Dutch spreadsheet reads as one saved here."""
    (tmp_path / "t.csv").write_bytes(b"\xef\xbb\xbfa;b\r\n1;2\r\n")

    assert read_csv(tmp_path / "t.csv") == [(2, {"a": "1", "b": "2"})]


@pytest.mark.parametrize(
    ("encoding", "used"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8"),
        ("cp1252", "cp1252"),
        ("utf-16", "utf-16-le"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("utf-32", "utf-32-le"),
    ],
)
def test_encoding_ladder(encoding: str, used: str) -> None:
    """Dutch text comes out right from every encoding the ladder has a rung for."""
    assert decode(DUTCH.encode(encoding), where="a.txt") == (DUTCH, used)


@pytest.mark.parametrize("encoding", ["cp850", "mac_roman"])
def test_other_encodings_are_read_when_named(encoding: str) -> None:
    """What the ladder cannot know, a person can say."""
    text = "één geïnnoveerd ding"

    assert decode(text.encode(encoding), where="a.txt", encoding=encoding) == (text, encoding)


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"  \n", "empty"),
        (b"%PDF-1.7\n\x00\x01", "a PDF"),
        (b"PK\x03\x04\x00\x00 docx", "a zip"),
        ("één\x81".encode("latin-1"), "0x81 is not cp1252"),
        (b"tekst \x07 met een bel", r"U\+0007"),
    ],
    ids=["empty", "pdf", "zip", "no rung", "control"],
)
def test_what_is_not_text_is_refused(data: bytes, problem: str) -> None:
    """Binary files and damage are refused with a remedy, never read as something else."""
    with pytest.raises(CodingError, match=problem) as error:
        decode(data, where="a.txt")

    assert error.value.hint is not None or "empty" in problem


def test_unknown_encoding_is_named() -> None:
    """A misspelled encoding is an error of its own."""
    with pytest.raises(CodingError, match="unknown encoding 'utf9'"):
        decode(b"x", where="a.txt", encoding="utf9")


def test_second_writer_is_refused_at_once(tmp_path: Path) -> None:
    """Two writers on one file: the second is told, and may try again when the first is done."""
    path = tmp_path / "log"
    with locked(path, what="the log"), pytest.raises(BusyError, match="the log is in use"):  # noqa: SIM117
        with locked(path, what="the log"):
            pass
    with locked(path, what="the log"):
        pass


def _zip(*names: str, date: tuple[int, int, int, int, int, int]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name in names:
            made.writestr(zipfile.ZipInfo(name, date_time=date), f"content of {name}")
    return out.getvalue()


def test_fixed_zip_forgets_order_and_date() -> None:
    """The same members give the same bytes, whenever and in whatever order they were written."""
    one = _zip("b", "a", date=(2026, 1, 2, 3, 4, 6))
    two = _zip("a", "b", date=(2027, 5, 6, 7, 8, 10))

    assert fixed_zip(one) == fixed_zip(two)
    assert zipfile.ZipFile(io.BytesIO(fixed_zip(one))).read("a") == b"content of a"


def test_numbers_have_one_form() -> None:
    """Written numbers are rounded in one place; minus zero is zero."""
    assert [format_number(x) for x in (2 / 3, 1e-12, -0.0, 1234567.0)] == [
        "0.666667",
        "1e-12",
        "0",
        "1.23457e+06",
    ]
    assert files.TABLE_DIGITS == 6
