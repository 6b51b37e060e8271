"""OpenDocument texts (.odt), read with lxml: odfpy has no wheel to install."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from coding.corpus.readers.packages import Package, local
from coding.corpus.readers.pages import Paragraph, Table, lay_out
from coding.corpus.readers.pieces import Source
from coding.corpus.readers.plain import typed_source
from coding.corpus.records import Dropped
from coding.errors import CodingError
from coding.text import normalise

__all__ = ["read_opendocument"]

_MOST_SPACES = 100  # `text:s` says how many spaces it stands for; a bomb says a billion
_ASIDE = {
    "annotation": ("comment", "comments"),
    "note": ("footnote", "notes"),
    "text-box": ("text_box", "text boxes"),
    "hidden-text": ("hidden_text", "pieces of hidden text"),
}
_PASS_OVER = {*_ASIDE, "tracked-changes", "sequence-decls", "forms", "annotation-end"}


def read_opendocument(data: bytes, *, where: str) -> Source:
    """
    Read an OpenDocument text: paragraphs, headings, lists and tables, tabs and spaces kept.

    Comments, notes and text boxes are left out, logged and reported. Properties such as the author
    are not looked at.

    Raises
    ------
    CodingError
        If it is damaged, encrypted, or has tracked changes.
    """
    package = Package(data, where=where)
    root = package.xml("content.xml")
    body = next((element for element in root.iter() if local(element) == "body"), None)
    if body is None:
        raise CodingError("an OpenDocument file without a body", where=where)
    regions = sum(local(element) == "changed-region" for element in body.iter())
    if regions:
        raise CodingError(
            f"tracked changes: {regions} are still open",
            where=where,
            expected="one text",
            hint="in LibreOffice: Edit, Track Changes, Accept All, save, add it again",
        )
    bold = frozenset(_bold_styles(root))
    pieces, dropped, notices = lay_out(_blocks(body, bold))
    aside: list[Dropped] = []
    said: list[str] = []
    for name, (kind, words) in _ASIDE.items():
        texts = [_all_text(element) for element in body.iter() if local(element) == name]
        keep = "" if kind == "hidden_text" else None
        aside += [
            Dropped(i, kind, text if keep is None else keep) for i, text in enumerate(texts, 1)
        ]
        if texts:
            said.append(f"{len(texts)} {words} are left out")
    if "styles.xml" in package:
        margins = [
            element
            for element in package.xml("styles.xml").iter()
            if local(element) in {"header", "footer"} and _all_text(element)
        ]
        aside += [Dropped(i, "header_footer", "") for i in range(1, len(margins) + 1)]
        if margins:
            said.append(f"{len(margins)} headers and footers are left out")
    return typed_source(
        pieces,
        name="odt",
        where=where,
        encoding="odt",
        dropped=[*dropped, *aside],
        notices=[*notices, *said],
    )


def _attribute(element: Any, name: str) -> str:
    return next(
        (str(value) for key, value in element.attrib.items() if key.endswith("}" + name)), ""
    )


def _bold_styles(root: Any) -> Iterator[str]:
    for style in root.iter():
        if local(style) == "style":
            for properties in style:
                if _attribute(properties, "font-weight") == "bold":
                    yield _attribute(style, "name")


def _blocks(parent: Any, bold: frozenset[str]) -> Iterator[Paragraph | Table]:
    for child in parent:
        name = local(child)
        if name in {"p", "h"}:
            runs = list(_runs(child, bold, False))
            head = ""
            for text, is_bold in runs:
                if text.strip() and not is_bold:
                    break
                head += text
            yield Paragraph("".join(text for text, _ in runs), head.strip())
        elif name == "table":
            yield Table(tuple(_rows(child, bold)))
        elif name not in _PASS_OVER:  # lists, sections, indexes: look inside
            yield from _blocks(child, bold)


def _rows(table: Any, bold: frozenset[str]) -> Iterator[tuple[tuple[Paragraph, ...], ...]]:
    for child in table:
        name = local(child)
        if name == "table-row":
            yield tuple(
                tuple(_in_cell(cell, bold)) for cell in child if local(cell) == "table-cell"
            )
        elif name in {"table-header-rows", "table-rows", "table-row-group"}:
            yield from _rows(child, bold)


def _in_cell(cell: Any, bold: frozenset[str]) -> Iterator[Paragraph]:
    for block in _blocks(cell, bold):
        if isinstance(block, Paragraph):
            yield block
        else:
            yield from (p for row in block.rows for one in row for p in one)


def _runs(parent: Any, bold: frozenset[str], is_bold: bool) -> Iterator[tuple[str, bool]]:
    if parent.text:
        yield _plain(parent.text), is_bold
    for child in parent:
        name = local(child)
        if name == "tab":
            yield "\t", is_bold
        elif name == "line-break":
            yield "\n", is_bold
        elif name == "s":
            count = _attribute(child, "c")
            size = int(count) if count.isdecimal() and len(count) < 9 else 1
            yield " " * min(size, _MOST_SPACES), is_bold
        elif name not in _PASS_OVER and name != "frame":
            yield from _runs(child, bold, is_bold or _attribute(child, "style-name") in bold)
        if child.tail:
            yield _plain(child.tail), is_bold


def _plain(text: str) -> str:
    """White space in the XML is layout: line ends and tabs of pretty printing are one space."""
    return " ".join(text.split("\n")).replace("\t", " ")


def _all_text(element: Any) -> str:
    return " ".join(normalise(" ".join(element.itertext())).split())
