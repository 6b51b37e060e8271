"""Taguette's project file (SQLite): documents, tags, highlights counted in UTF-8 bytes."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from coding.errors import CodingError, at
from coding.exchange.archive import TOTAL_LIMIT
from coding.exchange.markup import stable_guid, utc_time
from coding.exchange.model import CodeNode, CodingRef, Losses, Project, Selection, Source, User

__all__ = ["is_sqlite", "read_taguette"]

_TABLES = {"projects", "documents", "highlights", "highlight_tags", "tags"}
_BLOCKS = {
    *("p", "div", "li", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "tr", "table", "br"),
    *("blockquote", "pre", "section", "article", "hr", "dt", "dd"),
}
_SILENT = {"script", "style", "head", "title"}


def is_sqlite(path: Path) -> bool:
    """Whether a file is an SQLite database, by its first bytes."""
    try:
        with path.open("rb") as file:
            return file.read(16) == b"SQLite format 3\x00"
    except OSError:
        return False


class _Words(HTMLParser):
    """
    The text of a page as Taguette counts it, and as people read it.

    Taguette counts UTF-8 bytes of all text between tags. Between blocks without a line end of
    their own one is put, so that paragraphs do not run together.
    """

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.length = 0
        self.bytes = 0
        self.steps: list[tuple[int, int, str]] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        self.silent += tag in _SILENT
        self._break(tag)

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in _SILENT and self.silent > 0
        self._break(tag)

    def _break(self, tag: str) -> None:
        if tag in _BLOCKS and self.parts and not self.parts[-1].endswith("\n"):
            self.parts.append("\n")
            self.length += 1

    def handle_data(self, data: str) -> None:
        data = data.replace("\r\n", "\n").replace("\r", "\n")
        if not self.steps:
            data = data.lstrip()  # a page's parser drops white space before its first word
        if not data:
            return
        self.steps.append((self.bytes, self.length, data))
        self.bytes += len(data.encode("utf-8"))
        if not self.silent:
            self.parts.append(data)
            self.length += len(data)

    def place(self, position: int, *, end: bool) -> int | None:
        """Where a byte position is in the text."""
        for first, start, data in self.steps:
            size = len(data.encode("utf-8"))
            inside = first < position <= first + size if end else first <= position < first + size
            if inside:
                head = data.encode("utf-8")[: position - first]
                return start + len(head.decode("utf-8", "ignore"))
        return None


def read_taguette(path: Path, *, project: str = "") -> tuple[Project, Losses]:
    """
    Read a Taguette project; the file is opened read-only.

    Parameters
    ----------
    path : Path
        `.sqlite3`.
    project : str, optional
        Name or number, where the file holds several.

    Raises
    ------
    CodingError
        If it is no Taguette file, or holds several projects and none is named.
    """
    losses = Losses()
    if not is_sqlite(path):
        raise CodingError("this is no SQLite file", where=at(path))
    if path.stat().st_size > TOTAL_LIMIT:
        raise CodingError(f"the file has over {TOTAL_LIMIT >> 20} MB", where=at(path))
    base = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
    try:
        base.row_factory = sqlite3.Row
        tables = {row[0] for row in _rows(base, "SELECT name FROM sqlite_master")}
        if not tables >= _TABLES:
            raise CodingError(
                "this is not Taguette's database",
                where=at(path),
                expected=f"tables {', '.join(sorted(_TABLES))}",
            )
        return _read(base, path, project, losses), losses
    except sqlite3.DatabaseError as error:
        raise CodingError(f"the database cannot be read: {error}", where=at(path)) from None
    finally:
        base.close()


def _rows(base: sqlite3.Connection, query: str, *values: object) -> list[sqlite3.Row]:
    return base.execute(query, values).fetchall()


def _read(base: sqlite3.Connection, path: Path, wanted: str, losses: Losses) -> Project:
    projects = _rows(base, "SELECT id, name, description, created FROM projects ORDER BY id")
    chosen = [p for p in projects if not wanted or wanted in {p["name"], str(p["id"])}]
    if len(chosen) != 1:
        shown = ", ".join(f"{p['id']}: {p['name']}" for p in projects)
        raise CodingError(
            f"{len(chosen)} projects fit",
            where=at(path),
            expected="one project",
            hint=f"say which with --project: {shown or 'there are none'}",
        )
    one = chosen[0]
    by, users = _coders(base, one["id"])
    tags = _rows(
        base, "SELECT id, path, description FROM tags WHERE project_id=? ORDER BY path", one["id"]
    )
    codes, code_of = _codes(tags)
    documents = _rows(
        base,
        "SELECT id, name, description, contents, created FROM documents"
        " WHERE project_id=? ORDER BY id",
        one["id"],
    )
    return Project(
        name=str(one["name"]),
        origin="Taguette",
        description=str(one["description"] or ""),
        created=utc_time(str(one["created"] or "")),
        users=tuple(users),
        codes=tuple(codes),
        sources=tuple(_source(base, one, code_of, by, losses) for one in documents),
    )


def _coders(
    base: sqlite3.Connection, project: int
) -> tuple[dict[int, tuple[str, str]], list[User]]:
    """Who made each highlight and when, from the log of commands."""
    found: dict[int, tuple[str, str]] = {}
    tables = {row[0] for row in _rows(base, "SELECT name FROM sqlite_master")}
    if "commands" in tables:
        query = "SELECT user_login, date, payload FROM commands WHERE project_id=? ORDER BY id"
        for row in _rows(base, query, project):
            try:
                payload: Any = json.loads(row["payload"])
            except ValueError:
                continue
            if isinstance(payload, dict) and payload.get("type") == "highlight_add":
                number = payload.get("highlight_id", payload.get("id"))
                if isinstance(number, int):
                    found.setdefault(number, (str(row["user_login"]), str(row["date"] or "")))
    names = sorted({name for name, _ in found.values()})
    return found, [User(stable_guid("taguette user", name), name) for name in names]


def _codes(tags: Iterable[sqlite3.Row]) -> tuple[list[CodeNode], dict[int, str]]:
    """Tags as a tree: `a.b` is under `a`."""
    rows = list(tags)
    texts = {str(tag["path"]): str(tag["description"] or "") for tag in rows}
    paths: dict[str, None] = {}
    for path in texts:
        steps = path.split(".")
        for depth in range(1, len(steps) + 1):
            paths.setdefault(".".join(steps[:depth]))
    nodes = []
    for path in sorted(paths, key=lambda p: p.split(".")):
        head, _, leaf = path.rpartition(".")
        parent = stable_guid("tag", head) if head else ""
        nodes.append(CodeNode(stable_guid("tag", path), leaf, texts.get(path, ""), parent))
    return nodes, {int(tag["id"]): stable_guid("tag", str(tag["path"])) for tag in rows}


def _source(
    base: sqlite3.Connection,
    document: sqlite3.Row,
    code_of: dict[int, str],
    by: dict[int, tuple[str, str]],
    losses: Losses,
) -> Source:
    words = _Words()
    words.feed(str(document["contents"]))
    words.close()
    text = "".join(words.parts)
    name = str(document["name"])
    highlights = _rows(
        base,
        "SELECT id, start_offset, end_offset FROM highlights WHERE document_id=? ORDER BY"
        " start_offset, end_offset, id",
        document["id"],
    )
    tagged: dict[int, list[int]] = {}
    for row in _rows(
        base,
        "SELECT highlight_id, tag_id FROM highlight_tags WHERE highlight_id IN"
        " (SELECT id FROM highlights WHERE document_id=?) ORDER BY tag_id",
        document["id"],
    ):
        tagged.setdefault(int(row["highlight_id"]), []).append(int(row["tag_id"]))
    selections = []
    for highlight in highlights:
        number = int(highlight["id"])
        start = words.place(int(highlight["start_offset"]), end=False)
        end = words.place(int(highlight["end_offset"]), end=True)
        tags = [code_of[tag] for tag in tagged.get(number, ()) if tag in code_of]
        if start is None or end is None or start >= end:
            losses.add("highlight that lies outside its text", example=name)
            losses.add("tag of such a highlight", len(tags))
            continue
        login, date = by.get(number, ("", ""))
        user = stable_guid("taguette user", login) if login else ""
        time = utc_time(date)
        guid = stable_guid("highlight", name, str(number))
        refs = tuple(CodingRef(stable_guid(guid, tag), tag, user, time) for tag in tags)
        selections.append(Selection(guid, start, end, text[start:end], "", user, time, refs))
    return Source(
        stable_guid("taguette document", str(document["id"]), name),
        name,
        text,
        str(document["description"] or ""),
        "",
        utc_time(str(document["created"] or "")),
        selections=tuple(selections),
    )
