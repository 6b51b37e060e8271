"""Word documents (.docx): typed by hand, or the transcript Teams makes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from coding.corpus.readers.packages import Package, local
from coding.corpus.readers.pages import Paragraph, Table, lay_out
from coding.corpus.readers.pieces import Source
from coding.corpus.readers.plain import typed_source
from coding.corpus.records import Dropped
from coding.errors import CodingError
from coding.text import count_words, normalise

__all__ = ["read_word"]

# python-docx leaves out content controls, fields and inserted text without a word, so the parts
# are walked here; it writes the files of the tests
_CHANGES = {"ins", "del", "moveFrom", "moveTo"}
_PASS_OVER = {"del", "moveFrom", "instrText", "delText", "pPr", "rPr", "sectPr", "tblPr", "trPr"}
_PASS_OVER |= {"tcPr", "sdtPr", "sdtEndPr", "Fallback", "object", "pict", "txbxContent", "tblGrid"}
_SPACES = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_ASIDE = {
    "comments": ("comment", "comments"),
    "footnotes": ("footnote", "footnotes"),
    "endnotes": ("footnote", "endnotes"),
}


def read_word(data: bytes, *, where: str) -> Source:
    """
    Read a Word document: paragraphs, tables, content controls, links, in the order of the page.

    Comments, notes, text boxes and hidden text are left out, logged and reported; headers and
    footers are counted. Author, title and other properties are not looked at.

    Raises
    ------
    CodingError
        If it is damaged, or has changes that nobody accepted or rejected yet.
    """
    package = Package(data, where=where)
    name = _main_part(package)
    root = package.xml(name)
    body = next((child for child in root if local(child) == "body"), None)
    if body is None:
        raise CodingError("a Word document without a body", where=where)
    _refuse_open_changes(body, where=where)
    blocks = list(_blocks(body))
    pieces, dropped, notices = lay_out(blocks)
    aside, said = _left_out(package, body, folder=name.rpartition("/")[0])
    return typed_source(
        pieces,
        name="docx",
        where=where,
        encoding="docx",
        dropped=[*dropped, *aside],
        notices=[*notices, *said],
    )


def _main_part(package: Package) -> str:
    if "word/document.xml" in package:
        return "word/document.xml"
    # SharePoint and some converters number it; the relations of the package name it
    if "_rels/.rels" in package:
        for relation in package.xml("_rels/.rels"):
            if str(relation.get("Type", "")).endswith("/officeDocument"):
                return str(relation.get("Target", "")).lstrip("/")
    raise CodingError("a zip without a Word document in it", where=package.where)


def _refuse_open_changes(body: Any, *, where: str) -> None:
    found = Counter(local(element) for element in body.iter() if local(element) in _CHANGES)
    if found:
        inserted = found["ins"] + found["moveTo"]
        deleted = found["del"] + found["moveFrom"]
        raise CodingError(
            f"tracked changes: {inserted} insertions and {deleted} deletions are still open",
            where=where,
            expected="one text",
            hint="in Word: Review, Accept (or Reject) all changes, save, add it again",
        )


def _blocks(parent: Any) -> Iterator[Paragraph | Table]:
    for child in parent:
        name = local(child)
        if name == "p":
            yield _paragraph(child)
        elif name == "tbl":
            yield Table(tuple(_rows(child)))
        elif name not in _PASS_OVER:  # content controls, custom XML, smart tags: look inside
            yield from _blocks(child)


def _rows(table: Any) -> Iterator[tuple[tuple[Paragraph, ...], ...]]:
    for child in table:
        name = local(child)
        if name == "tr":
            yield tuple(_cells(child))
        elif name not in _PASS_OVER and name != "tbl":  # a content control around rows
            yield from _rows(child)


def _cells(row: Any) -> Iterator[tuple[Paragraph, ...]]:
    for child in row:
        name = local(child)
        if name == "tc":
            yield tuple(_in_cell(child))
        elif name not in _PASS_OVER:
            yield from _cells(child)


def _in_cell(cell: Any) -> Iterator[Paragraph]:
    for block in _blocks(cell):
        if isinstance(block, Paragraph):
            yield block
        else:  # a table inside a cell: its cells one after the other
            yield from (p for row in block.rows for one in row for p in one)


def _paragraph(element: Any) -> Paragraph:
    runs = list(_runs(element))
    text = "".join(part for part, _ in runs)
    bold = ""
    for part, is_bold in runs:
        if part.strip() and not is_bold:
            break
        bold += part
    return Paragraph(text, bold.strip())


def _runs(parent: Any) -> Iterator[tuple[str, bool]]:
    """Text of a paragraph run by run, hidden text and what is set aside left out."""
    for child in parent:
        name = local(child)
        if name in _PASS_OVER:
            continue
        if name == "r":
            if not _has(child, "vanish"):
                yield "".join(_texts(child)), _has(child, "b") or _style(child) == "Strong"
        else:  # links, fields, content controls, smart tags
            yield from _runs(child)


def _texts(run: Any) -> Iterator[str]:
    for child in run:
        name = local(child)
        if name == "t":
            yield child.text or ""
        elif name in _SPACES:
            yield _SPACES[name]
        elif name not in _PASS_OVER and name not in {"softHyphen", "drawing"}:
            yield from _texts(child)


def _properties(run: Any) -> Any:
    return next((child for child in run if local(child) == "rPr"), ())


def _has(run: Any, name: str) -> bool:
    for element in _properties(run):
        if local(element) == name:
            value = next((v for k, v in element.attrib.items() if k.endswith("val")), "true")
            return value not in {"0", "false", "none", "off"}
    return False


def _style(run: Any) -> str:
    for element in _properties(run):
        if local(element) == "rStyle":
            return next((str(v) for k, v in element.attrib.items() if k.endswith("val")), "")
    return ""


def _left_out(package: Package, body: Any, *, folder: str) -> tuple[list[Dropped], list[str]]:
    """What a document holds beside its text, logged and reported."""
    dropped: list[Dropped] = []
    notices: list[str] = []
    boxes = [
        box
        for box in body.iter()
        if local(box) == "txbxContent"
        and not any(local(a) == "Fallback" for a in box.iterancestors())
    ]
    dropped += [
        Dropped(i, "text_box", text) for i, text in enumerate(map(_all_text, boxes), 1) if text
    ]
    if boxes:
        notices.append(f"{len(boxes)} text boxes are left out: is there talk in them?")
    hidden = [run for run in body.iter() if local(run) == "r" and _has(run, "vanish")]
    if hidden:
        dropped += [Dropped(i, "hidden_text", "") for i in range(1, len(hidden) + 1)]
        notices.append(f"{len(hidden)} pieces of hidden text are left out")
    for part, (kind, words) in _ASIDE.items():
        name = f"{folder}/{part}.xml" if folder else f"{part}.xml"
        if name in package:
            notes = [text for note in package.xml(name) if (text := _all_text(note))]
            dropped += [Dropped(i, kind, text) for i, text in enumerate(notes, 1)]
            if notes:
                notices.append(f"{len(notes)} {words} are left out")
    margins = [
        name
        for name in package.members
        if name.startswith((f"{folder}/header", f"{folder}/footer")) and name.endswith(".xml")
    ]
    filled = [name for name in sorted(margins)[:20] if _all_text(package.xml(name))]
    if filled:
        dropped += [Dropped(i, "header_footer", "") for i in range(1, len(filled) + 1)]
        notices.append(f"{len(filled)} headers and footers are left out")
    symbols = sum(local(element) == "sym" for element in body.iter())
    if symbols:
        notices.append(f"{symbols} signs of a symbol font are lost: check these places")
    return dropped, notices


def _all_text(element: Any) -> str:
    parts = (part.text or "" for part in element.iter() if local(part) == "t")
    text = " ".join(normalise(" ".join(parts)).split())
    return text if count_words(text) else ""
