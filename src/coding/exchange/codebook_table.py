"""The codebook as a table, both ways; rows that ran into each other are refused, not merged."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from coding.codebook import PRESENCE, TIERS, Codebook
from coding.errors import CodingError, at
from coding.exchange.labelled import join_lines, text_lines
from coding.exchange.markup import stable_guid
from coding.exchange.model import CodeNode, Losses, Project
from coding.exchange.sheets import Row, column_of, read_rows
from coding.exchange.tables_out import PATH, code_path

__all__ = ["codebook_table", "read_codebook_table"]

_TEXTS = ("label", "short", "definition", "include", "exclude", "border")
_PLAIN = ("family", "type", "tier")
_PRESENCE = re.compile(rf"^\[({'|'.join(PRESENCE)})\] ")
_NAME = ("code", "name", "tag", "label", "node", "code name", "codename", "code_name")
_DESCRIPTION = ("description", "memo", "definition", "comment", "kommentar", "beschrijving")
_PARENT = ("parent", "parent code", "parent_code", "category", "bovenliggende code")
_PATHS = ("path", "code path", "code_path", "hierarchical name", "full path")
_SPLIT = re.compile(r"\s*>\s*|\\+|\s*::\s*|\s*/\s+")


def codebook_table(codebook: Codebook, *, language: str) -> pd.DataFrame:
    """
    Lay a codebook out, one code a row; texts one column a language.

    Examples in one cell are lines, each with its presence in brackets where it is not `present`;
    so are search patterns, sources and excluded codes.
    """
    codes = list(codebook.codes.values())
    languages = {
        field: list(dict.fromkeys(lang for code in codes for lang in getattr(code, field)))
        for field in _TEXTS
    }
    patterns = list(dict.fromkeys(lang for code in codes for lang in code.indicators))
    rows = []
    for code in codes:
        row: dict[str, Any] = {"id": code.id, "parent": code.parent}
        row["path"] = code_path(codebook, code.id, language)
        row |= {field: getattr(code, field) for field in _PLAIN}
        for field in _TEXTS:
            for lang in languages[field]:
                row[_column(field, lang)] = getattr(code, field).get(lang, "")
        row["examples"] = "\n".join(
            (f"[{e.presence}] " if e.presence != PRESENCE[0] else "") + e.text.replace("\n", " ")
            for e in code.examples
        )
        for lang in patterns:
            found = code.indicators.get(lang, ())
            row[_column("indicators", lang)] = "\n".join(p.text for p in found)
        row["exclusive_with"] = "\n".join(code.exclusive_with)
        row["sources"] = "\n".join(code.sources)
        rows.append({key: value or None for key, value in row.items()})
    made = pd.DataFrame(rows).astype(object)
    bare = [n for n in made.columns if n != "parent" and not made[n].notna().any()]
    return made.drop(columns=bare)


def _column(field: str, language: str) -> str:
    return f"{field}_{language}" if language else field


def read_codebook_table(path: Path) -> tuple[Project, Losses]:
    r"""
    Read a codebook from .csv or .xlsx: this program's, Taguette's, MAXQDA's, or a plain list.

    A path (`a > b`, `a\b`, Taguette's `a.b`) makes a tree; headings that have no row of their own
    become codes.

    Raises
    ------
    CodingError
        For two rows with one code, a row with text and no code, or an unknown parent: with file
        and line. Rows are never merged.
    """
    rows = read_rows(path)
    header = list(rows[0].cells) if rows else []
    losses = Losses()
    if "id" in header:
        nodes = _own(rows, header, path, losses)
    else:
        nodes = _foreign(rows, header, path, losses)
    if not nodes:
        raise CodingError("the table has no codes", where=at(path), expected="one a row")
    return Project(path.stem, "spreadsheet", codes=tuple(nodes)), losses


def _own(rows: Sequence[Row], header: Sequence[str], path: Path, losses: Losses) -> list[CodeNode]:
    lines: dict[str, int] = {}
    for row in rows:
        code = row.get("id")
        _refuse_nameless(row, code, path)
        if not re.fullmatch(r"[a-z0-9][a-z0-9-]*", code):
            raise CodingError(
                f"id {code!r}",
                where=at(path, row.line),
                expected="one id of lower-case letters, digits and hyphens",
                hint="two codes in one cell are rows that were merged" if "\n" in code else None,
            )
        if code in lines:
            raise CodingError(
                f"code {code} has two rows; the first is line {lines[code]}",
                where=at(path, row.line),
                hint="make one row of them, or give one another id: rows are never merged",
            )
        lines[code] = row.line
    for row in rows:
        if (parent := row.get("parent")) and parent not in lines:
            raise CodingError(f"unknown parent {parent!r}", where=at(path, row.line))
    known = {"id", "parent", "path", *_PLAIN, "examples", "exclusive_with", "sources"}
    for name in header:
        field = name.split("_")[0]
        if name and name not in known and field not in {*_TEXTS, "indicators"}:
            count = sum(bool(row.get(name)) for row in rows)
            losses.add(f"cell of the column {name!r}", count)
    return [_own_node(row, header, path) for row in rows]


def _own_node(row: Row, header: Sequence[str], path: Path) -> CodeNode:
    code = row.get("id")
    lines = [("id", code)]
    for field in _TEXTS:
        lines += text_lines(field, _languages(row, header, field))
    tier = row.get("tier")
    if tier and tier not in TIERS:
        raise CodingError(f"tier {tier!r}", where=at(path, row.line), expected=" or ".join(TIERS))
    lines += [(field, row.get(field)) for field in _PLAIN if row.get(field)]
    for example in _cell_lines(row, "examples"):
        found = _PRESENCE.match(example)
        how = f" ({found[1]})" if found else ""
        lines.append((f"example{how}", example[found.end() :] if found else example))
    for lang, text in _languages(row, header, "indicators").items():
        lines += [(f"indicator ({lang})", one) for one in text.split("\n") if one.strip()]
    lines += [("exclusive with", one) for one in _cell_lines(row, "exclusive_with")]
    lines += [("source", one) for one in _cell_lines(row, "sources")]
    labels = _languages(row, header, "label")
    name = next(iter(labels.values()), code)
    parent = row.get("parent")
    return CodeNode(
        stable_guid("row", code),
        name,
        join_lines("", lines),
        stable_guid("row", parent) if parent else "",
    )


def _languages(row: Row, header: Sequence[str], field: str) -> dict[str, str]:
    found = {}
    for name in header:
        head, _, lang = name.partition("_")
        if head == field and row.cells.get(name, "").strip():
            found[lang] = row.cells[name].replace("\r\n", "\n")
    return found


def _cell_lines(row: Row, name: str) -> list[str]:
    return [line.strip() for line in row.get(name).split("\n") if line.strip()]


def _refuse_nameless(row: Row, name: str, path: Path) -> None:
    if not name:
        raise CodingError(
            "a row with text and no code",
            where=at(path, row.line),
            expected="a code in every row",
            hint="is it the rest of the row above? Join them by hand: rows are never merged",
        )


def _foreign(
    rows: Sequence[Row], header: Sequence[str], path: Path, losses: Losses
) -> list[CodeNode]:
    whole, name = column_of(header, _PATHS), column_of(header, _NAME)
    if not whole and not name:
        raise CodingError(
            f"no column with codes among {', '.join(header)}",
            where=at(path, 1),
            expected="a column named code, name or tag (and description or memo, parent)",
        )
    parent, about = column_of(header, _PARENT), column_of(header, _DESCRIPTION)
    dotted = name.casefold() == "tag"
    places: dict[tuple[str, ...], int] = {}
    texts: dict[tuple[str, ...], str] = {}
    for row in rows:
        said = row.get(whole) or row.get(name)
        _refuse_nameless(row, said, path)
        if "\n" in said:
            raise CodingError(
                "two codes in one cell",
                where=at(path, row.line),
                hint="one code a row: were rows merged?",
            )
        steps = [said] if parent and not row.get(whole) else _steps(said, dotted=dotted)
        if parent and row.get(parent):
            steps = [*_steps(row.get(parent), dotted=dotted), *steps]
        place = tuple(steps)
        if place in places:
            raise CodingError(
                f"code {PATH.join(place)!r} has two rows; the first is line {places[place]}",
                where=at(path, row.line),
                hint="make one row of them: rows are never merged in silence",
            )
        places[place] = row.line
        texts[place] = row.get(about) if about else ""
    read = {whole, name, parent, about}
    for column in header:
        if column not in read:
            count = sum(bool(row.get(column)) for row in rows)
            losses.add(f"cell of the column {column!r}", count)
    return _tree(texts, losses)


def _steps(text: str, *, dotted: bool) -> list[str]:
    parts = text.split(".") if dotted else _SPLIT.split(text)
    steps = [part.strip() for part in parts if part.strip()]
    return steps or [text]


def _tree(texts: Mapping[tuple[str, ...], str], losses: Losses) -> list[CodeNode]:
    places: dict[tuple[str, ...], None] = {}
    by_leaf = Counter(place[-1] for place in texts)
    whole: dict[tuple[str, ...], tuple[str, ...]] = {}
    for place in texts:
        # a parent named by its own name only: put under that one's whole path, if there is one
        heads = [p for p in texts if len(place) == 2 and p[-1] == place[0] and p != place]
        single = len(heads) == 1 and by_leaf[place[0]] == 1 and (place[0],) not in texts
        whole[place] = (*heads[0], place[-1]) if single else place
        for depth in range(1, len(whole[place]) + 1):
            places.setdefault(whole[place][:depth])
    added = [p for p in places if p not in {*whole.values()}]
    if added:
        losses.note(f"{len(added)} headings have no row of their own; made codes: "
                    + ", ".join(PATH.join(p) for p in added[:5]))  # fmt: skip
    said = {whole[place]: text for place, text in texts.items()}
    return [
        CodeNode(
            stable_guid("path", *place),
            place[-1],
            said.get(place, ""),
            stable_guid("path", *place[:-1]) if len(place) > 1 else "",
        )
        for place in _in_tree_order(places)
    ]


def _in_tree_order(places: Iterable[tuple[str, ...]]) -> list[tuple[str, ...]]:
    order = {place: number for number, place in enumerate(places)}
    return sorted(order, key=lambda p: [order[p[: i + 1]] for i in range(len(p))])
