"""Taguette's project file: highlights counted in UTF-8 bytes of the page's text."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest

from coding.errors import CodingError
from coding.exchange import read_taguette
from exchange_files import fresh_study, landed, places

# tables as Taguette 1.5 makes them, as far as they are read
TABLES = """
CREATE TABLE projects (id INTEGER PRIMARY KEY, name VARCHAR(200), description TEXT,
    created DATETIME);
CREATE TABLE documents (id INTEGER PRIMARY KEY, name VARCHAR(200), description TEXT,
    filename VARCHAR(200), created DATETIME, project_id INTEGER, text_direction VARCHAR,
    contents TEXT);
CREATE TABLE highlights (id INTEGER PRIMARY KEY, document_id INTEGER, start_offset INTEGER,
    end_offset INTEGER, snippet TEXT);
CREATE TABLE tags (id INTEGER PRIMARY KEY, project_id INTEGER, path VARCHAR(200), description TEXT);
CREATE TABLE highlight_tags (highlight_id INTEGER, tag_id INTEGER);
CREATE TABLE commands (id INTEGER PRIMARY KEY, date DATETIME, user_login VARCHAR(30),
    project_id INTEGER, document_id INTEGER, payload TEXT);
"""
PAGE = "<h1>Café 😀</h1><p>Wij <b>wachten</b> al.</p>\n<p>Één ding &amp; niets.</p>"
TEXT = "Café 😀Wij wachten al.\nÉén ding & niets."  # as Taguette counts it


def offsets(words: str) -> tuple[int, int]:
    """Bytes before and after words in the text as Taguette counts it."""
    start = TEXT.index(words)
    return len(TEXT[:start].encode()), len(TEXT[: start + len(words)].encode())


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Make a project of one document with four highlights, one of them without a tag."""
    path = tmp_path / "taguette.sqlite3"
    base = sqlite3.connect(path)
    base.executescript(TABLES)
    base.execute("INSERT INTO projects VALUES (1, 'Zorg', 'Over zorg', '2024-01-01 09:00:00')")
    base.execute(
        "INSERT INTO documents VALUES (1, 'Een', '', 'een.html', '2024-01-01 09:00:00', 1, 'L', ?)",
        [PAGE],
    )
    base.executemany(
        "INSERT INTO tags VALUES (?, 1, ?, ?)", [(1, "tijd.wachten", "Iets duurt"), (2, "rest", "")]
    )
    spans = ["wachten al", "Één ding & niets", "😀", "Wij"]
    for number, words in enumerate(spans, start=1):
        base.execute("INSERT INTO highlights VALUES (?, 1, ?, ?, '')", [number, *offsets(words)])
        payload = {"type": "highlight_add", "highlight_id": number, "tags": []}
        base.execute(
            "INSERT INTO commands VALUES (?, '2024-02-02 10:11:12.5', 'admin', 1, 1, ?)",
            [number, json.dumps(payload)],
        )
    base.executemany("INSERT INTO highlight_tags VALUES (?, ?)", [(1, 1), (1, 2), (2, 2), (3, 1)])
    base.execute("INSERT INTO highlights VALUES (9, 1, 500, 600, '')")
    base.execute("INSERT INTO highlight_tags VALUES (9, 1)")
    base.commit()
    base.close()
    return path


def test_highlights_land_on_their_words(file: Path, tmp_path: Path) -> None:
    """Bytes, entities and tags inside words; blocks do not run together; coder and date kept."""
    study, found = landed(file, tmp_path / "s")

    assert study.text("Een") == "Café 😀\nWij wachten al.\n\nÉén ding & niets.\n"
    assert sorted(places(study)) == [
        ("rest", "wachten al"),
        ("rest", "Één ding & niets"),
        ("wachten", "wachten al"),
        ("wachten", "😀"),
    ]
    assert study.codebook.codes["wachten"].parent == "tijd"
    assert study.codebook.codes["wachten"].definition == {"nl": "Iets duurt"}
    assert set(study.coded.codings["coder"]) == {"admin"}
    assert set(study.coded.codings["time"]) == {"2024-02-02T10:11:12.5Z"}
    assert found.losses.counts["highlight that lies outside its text"] == 1
    assert found.losses.counts["passage without a code or a remark"] == 1


def test_other_databases_and_several_projects_are_refused(file: Path, tmp_path: Path) -> None:
    """A base that is not Taguette's, no base at all, or one of two without saying which."""
    base = sqlite3.connect(file)
    base.execute("INSERT INTO projects VALUES (2, 'Ander', '', '2024-01-01')")
    base.commit()
    base.close()
    with pytest.raises(CodingError, match=r"--project: 1: Zorg, 2: Ander"):
        read_taguette(file)
    assert read_taguette(file, project="Zorg")[0].name == "Zorg"

    other = sqlite3.connect(tmp_path / "o.sqlite3")
    other.execute("CREATE TABLE x (y)")
    other.commit()
    other.close()
    with pytest.raises(CodingError, match="not Taguette's"):
        read_taguette(tmp_path / "o.sqlite3")
    (tmp_path / "t.sqlite3").write_text("x")
    with pytest.raises(CodingError, match="no SQLite file"):
        read_taguette(tmp_path / "t.sqlite3")
    assert fresh_study(tmp_path / "s").documents.empty
