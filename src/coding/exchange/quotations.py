"""Quotations other programs list in a spreadsheet, found again by their words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from coding.errors import CodingError, at, did_you_mean
from coding.exchange.markup import stable_guid, utc_time
from coding.exchange.model import CodeNode, CodingRef, Losses, Project, Selection, Source, User
from coding.exchange.sheets import Row, column_of, read_rows
from coding.exchange.texts_in import document_id
from coding.study import Study

__all__ = ["COLUMNS", "column_map", "is_quotations", "read_quotations"]

# field -> headers of ATLAS.ti, NVivo, MAXQDA (English, German, Dutch) and of this program
COLUMNS: dict[str, tuple[str, ...]] = {
    "document": (
        *("document", "document name", "dokumentname", "documentnaam", "dokument"),
        *("file", "file name", "files", "source", "source name", "bestand", "name of file"),
    ),
    "code": (
        *("code_path", "code", "codes", "node", "nodes", "tag", "code path", "codename"),
        *("code name", "hierarchical name", "codenaam"),
    ),
    "text": (
        *("text", "segment", "quotation content", "text content", "quotation text", "content"),
        *("coded text", "reference text", "reference", "quotation", "quote", "zitat", "citaat"),
        *("tekst", "coded segment", "coded segments", "excerpt", "excerpt copy"),
    ),
    "coder": (
        *("coder", "created by", "author", "coded by", "coded by name", "coded by initials"),
        *("user", "initials", "erstellt von", "autor", "gemaakt door", "excerpt creator"),
        *("modified by", "bearbeitet von"),
    ),
    "comment": ("comment", "kommentar", "note", "memo", "opmerking"),
    "time": ("time", "created", "creation date", "coded on", "modified", "erstellt", "date"),
}
_NEEDED = ("document", "code", "text")
_SEVERAL = re.compile(r"\s*(?:\r?\n|;)\s*")
_LEVELS = re.compile(r"\s*>\s*|\\+")
_SPACE = re.compile(r"\s+")
_DATES = ("%d-%m-%Y %H:%M:%S", "%d/%m/%Y %H:%M:%S", "%d.%m.%Y %H:%M:%S", "%d-%m-%Y %H:%M",
          "%d.%m.%Y %H:%M", "%m/%d/%Y %I:%M %p", "%Y-%m-%d", "%d-%m-%Y", "%d.%m.%Y")  # fmt: skip


def column_map(header: Sequence[str], given: Mapping[str, str] | None = None) -> dict[str, str]:
    """
    Say which column holds what.

    Parameters
    ----------
    header : sequence of str
    given : mapping, optional
        Field -> column, as a person says it; the others are known by their headers.

    Raises
    ------
    CodingError
        For an unknown field or column.

    Examples
    --------
    >>> column_map(["Document name", "Code", "Beginning", "Segment"])
    {'document': 'Document name', 'code': 'Code', 'text': 'Segment'}
    """
    chosen: dict[str, str] = {}
    for field, name in (given or {}).items():
        if field not in COLUMNS:
            raise CodingError(f"unknown field {field!r}", hint=did_you_mean(field, COLUMNS))
        if name not in header:
            raise CodingError(f"no column {name!r}", hint=did_you_mean(name, header))
        chosen[field] = name
    left = [name for name in header if name not in chosen.values()]
    for field, names in COLUMNS.items():
        if field not in chosen and (found := column_of(left, names)):
            chosen[field] = found
            left.remove(found)
    return {field: chosen[field] for field in COLUMNS if field in chosen}


def is_quotations(path: Path, given: Mapping[str, str] | None = None) -> bool:
    """Whether a table lists quotations rather than codes."""
    rows = read_rows(path)
    found = column_map(list(rows[0].cells) if rows else [], given)
    return all(field in found for field in _NEEDED)


@dataclass(frozen=True, slots=True)
class _Text:
    """A text without differences in white space, and where its characters stand."""

    plain: str
    places: tuple[int, ...]


def _squeezed(text: str) -> _Text:
    parts: list[str] = []
    places: list[int] = []
    position = 0
    for word in _SPACE.finditer(text):
        parts.append(text[position : word.start()] + " ")
        places.extend(range(position, word.start() + 1))
        position = word.end()
    parts.append(text[position:])
    places.extend(range(position, len(text) + 1))
    return _Text("".join(parts), tuple(places))


def read_quotations(
    path: Path, study: Study, *, columns: Mapping[str, str] | None = None
) -> tuple[Project, Losses]:
    """
    Read coded quotations; each is looked for, word for word, in the document it names.

    A spreadsheet holds no texts: the documents must be in the study.

    Parameters
    ----------
    path : Path
        .xlsx or .csv.
    study : Study
    columns : mapping of str to str, optional
        Field of `COLUMNS` -> header.

    Raises
    ------
    CodingError
        For a table without document, code and text.
    """
    rows = read_rows(path)
    header = list(rows[0].cells) if rows else []
    found = column_map(header, columns)
    for field in _NEEDED:
        if field not in found:
            raise CodingError(
                f"no column with the {field} among {', '.join(header)}",
                where=at(path, 1),
                hint=f'say which: --columns "{field}=NAME OF THE COLUMN"',
            )
    return _Reading(study, found).read(rows, path.stem)


class _Reading:
    def __init__(self, study: Study, columns: Mapping[str, str]) -> None:
        self.columns = columns
        self.losses = Losses()
        self.texts = study.texts()
        self.squeezed: dict[str, _Text] = {}
        self.names = {name.casefold(): name for name in self.texts}
        for name, title in zip(study.documents["document"], study.documents["title"], strict=True):
            self.names.setdefault(str(title).casefold(), str(name))
        self.codes: dict[tuple[str, ...], CodeNode] = {}
        self.selections: dict[str, list[Selection]] = {}
        self.users: dict[str, User] = {}

    def cell(self, row: Row, field: str) -> str:
        return row.get(self.columns[field]) if field in self.columns else ""

    def read(self, rows: Sequence[Row], name: str) -> tuple[Project, Losses]:
        for row in rows:
            self._row(row)
        sources = tuple(
            Source(
                stable_guid("quoted", document),
                document,
                self.texts[document],
                selections=tuple(selections),
            )
            for document, selections in self.selections.items()
        )
        read = {*self.columns.values()}
        others = [n for n in (rows[0].cells if rows else ()) if n and n not in read]
        if others:
            self.losses.note(f"columns not read: {', '.join(others)}")
        said = ", ".join(f"{field} = {column}" for field, column in self.columns.items())
        self.losses.note(f"columns read: {said}")
        project = Project(
            name,
            "spreadsheet",
            users=tuple(self.users.values()),
            codes=tuple(self.codes.values()),
            sources=sources,
        )
        return project, self.losses

    def _document(self, name: str) -> str:
        for key in (name, document_id(name, set()), name.rpartition(".")[0]):
            if key.casefold() in self.names:
                return self.names[key.casefold()]
        return ""

    def _row(self, row: Row) -> None:
        named = self.cell(row, "document")
        document = self._document(named)
        if not document:
            self.losses.add("quotation of a document that is not in the study", example=named)
            return
        words = _SPACE.sub(" ", self.cell(row, "text")).strip()
        place = self._place(document, words)
        if place is None:
            self.losses.add("quotation whose words are not in its document", example=words)
            return
        user = self._user(self.cell(row, "coder"))
        time = _time(self.cell(row, "time"))
        codes = [
            code for part in _SEVERAL.split(self.cell(row, "code")) if (code := self._code(part))
        ]
        guid = stable_guid("quoted", document, str(row.line))
        refs = tuple(
            CodingRef(stable_guid("quoted", guid, code), code, user, time) for code in codes
        )
        self.selections.setdefault(document, []).append(
            Selection(
                guid,
                *place,
                self.texts[document][slice(*place)],
                self.cell(row, "comment"),
                user,
                time,
                refs,
            )
        )

    def _place(self, document: str, words: str) -> tuple[int, int] | None:
        if not words:
            return None
        if document not in self.squeezed:
            self.squeezed[document] = _squeezed(self.texts[document])
        text = self.squeezed[document]
        first = text.plain.find(words)
        if first < 0:
            return None
        if text.plain.find(words, first + 1) >= 0:
            self.losses.add("quotation that occurs more than once, put at the first", example=words)
        start, last = text.places[first], text.places[first + len(words) - 1]
        return start, last + 1

    def _code(self, name: str) -> str:
        steps = tuple(part for part in _LEVELS.split(name.strip()) if part)
        for depth in range(1, len(steps) + 1):
            place = steps[:depth]
            if place not in self.codes:
                guid = stable_guid("quoted code", *place)
                parent = self.codes[place[:-1]].guid if depth > 1 else ""
                self.codes[place] = CodeNode(guid, place[-1], "", parent)
        return self.codes[steps].guid if steps else ""

    def _user(self, name: str) -> str:
        if name and name not in self.users:
            self.users[name] = User(stable_guid("quoted user", name), name)
        return self.users[name].guid if name else ""


def _time(text: str) -> str:
    if found := utc_time(text):
        return found
    for form in _DATES:
        try:
            return datetime.strptime(text, form).strftime(
                "%Y-%m-%dT%H:%M:%SZ"
            )  # no zone in the table
        except ValueError:
            continue
    return ""
