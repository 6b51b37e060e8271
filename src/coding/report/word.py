"""`report.docx`: the same outputs in Word, with tables a supervisor can edit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

from coding.files import fixed_zip, write_whole
from coding.report.collected import (
    BEST_PASSAGES,
    PASSAGES,
    SIGNED,
    Collected,
    Rows,
    collect,
    read_rows,
)
from coding.report.labels import label, level_line, watermark
from coding.report.outputs import Record
from coding.report.page_evidence import passage_facts
from coding.report.page_tables import cell, front_first, is_number, shown_columns
from coding.report.word_tables import add_cell_styles, word_table
from coding.settings import Settings

__all__ = ["write_word_report"]

_MOST_ROWS, _MOST_COLUMNS = 60, 12
_WIDE = 7  # columns: from there on the page is turned
_LONG_LIST = 120  # characters: lists of passages that long belong in the data file
_LISTS = frozenset({"passages", "documents", "documents_for", "documents_mixed"})
_LISTS |= frozenset({"documents_against", "flips"})
_CM = 360000
_PORTRAIT = (21.0 * _CM, 29.7 * _CM)
_MARGIN = 2.0 * _CM


def write_word_report(
    folder: Path, settings: Settings, *, planned: Mapping[str, str] | None = None
) -> Path:
    """
    Collect the recorded outputs of a folder into `report.docx`.

    Parameters
    ----------
    folder : Path
        The outputs folder.
    settings : Settings
    planned : mapping, optional
        Planned output -> the question it answers.

    Returns
    -------
    Path
        The document. Same outputs, same bytes.
    """
    path = folder / "report.docx"
    write_whole(path, _Writer(collect(folder, settings, planned or {})).bytes())
    return path


class _Writer:
    """Writes one document from top to bottom, turning the page where a table is wide."""

    def __init__(self, found: Collected) -> None:
        from docx import Document

        self.found = found
        self.document: Any = Document()
        self.turned = False
        self._size(self.document.sections[0])
        for name, size in (("Normal", 10), ("Heading 1", 16), ("Heading 2", 12)):
            self._font(name, size)
        add_cell_styles(self.document)

    def bytes(self) -> bytes:
        """The whole document."""
        self._opening()
        for chapter, records in self.found.chapters.items():
            self._heading(self.found.word(chapter), 1)
            for record in records:
                self._output(record)
        self._not_made()
        properties = self.document.core_properties
        properties.author, properties.last_modified_by = "", ""
        properties.title = self.found.settings.title
        properties.language = self.found.language
        properties.comments = ""
        out = BytesIO()
        self.document.save(out)
        return fixed_zip(out.getvalue())

    def _font(self, name: str, size: int) -> None:
        from docx.oxml.ns import qn
        from docx.shared import Pt, RGBColor

        style = self.document.styles[name]
        style.font.name, style.font.size = "Calibri", Pt(size)
        style.font.color.rgb = RGBColor(0, 0, 0)
        fonts = style.element.rPr.rFonts
        for key in [k for k in fonts.attrib if k.endswith("Theme")]:
            del fonts.attrib[key]
        fonts.set(qn("w:hAnsi"), "Calibri")

    def _size(self, section: Any) -> None:
        from docx.enum.section import WD_ORIENT

        wide, tall = (int(side) for side in (_PORTRAIT[::-1] if self.turned else _PORTRAIT))
        section.orientation = WD_ORIENT.LANDSCAPE if self.turned else WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = wide, tall
        for side in ("left", "right", "top", "bottom"):
            setattr(section, f"{side}_margin", int(_MARGIN))

    def _turn(self, *, wide: bool) -> None:
        if wide != self.turned:
            from docx.enum.section import WD_SECTION

            self.turned = wide
            self._size(self.document.add_section(WD_SECTION.NEW_PAGE))

    @property
    def _room(self) -> float:
        return _PORTRAIT[1 if self.turned else 0] - 2 * _MARGIN

    def _heading(self, text: str, level: int) -> None:
        self.document.add_heading(text, level=level)

    def _line(self, text: str, *, small: bool = False, bold: bool = False) -> None:
        from docx.shared import Pt

        run = self.document.add_paragraph().add_run(text)
        run.bold = bold
        if small:
            run.font.size = Pt(8)

    def _opening(self) -> None:
        found = self.found
        settings, language = found.settings, found.language
        self._heading(settings.title, 0)
        level = level_line(settings.level, language)
        if settings.fictive:
            self._line(f"{watermark(language).capitalize()}. {level}.", bold=True)
            self._line(settings.texts_by)
        else:
            self._line(f"{level}.", bold=True)
        signed = read_rows(found.folder / "tables" / f"{SIGNED}.csv")
        self._line(found.word("see_signed" if signed else "not_signed"))
        self._line(found.word("word_note"), small=True)
        self._heading(found.word("contents"), 1)
        for chapter, records in found.chapters.items():
            self._line(found.word(chapter), bold=True)
            for record in records:
                text = f"{record.id}  {record.title}"
                self.document.add_paragraph(text, style="List Bullet")

    def _output(self, record: Record) -> None:
        found = self.found
        if record.id == PASSAGES and found.passages:
            return  # the strongest are under Tab11; all of them are on the page and in the file
        rows: Rows = []
        names: list[str] = []
        if record.kind == "table":
            rows = self._rows(record)
            names = _columns(record.id, rows)
        self._turn(wide=len(names) > _WIDE)
        self._heading(f"{record.id}. {record.title}", 2)
        mark = f" · {record.watermark}" if record.watermark else ""
        self._line(f"{record.level}{mark}", small=True)
        if record.kind == "figure":
            self._picture(found.folder / record.files[1])
        elif rows:
            self._table(rows[:_MOST_ROWS], names)
        else:
            self._line(found.word("no_data"))
        cut = found.word("rows_shown").format(shown=_MOST_ROWS, all=len(rows))
        notes = [record.caption, cut if len(rows) > _MOST_ROWS else ""]
        notes.append(f"{found.word('data_file')}: {', '.join(record.files)}")
        self._line(" ".join(note for note in notes if note), small=True)

    def _rows(self, record: Record) -> Rows:
        found = self.found
        if record.id != BEST_PASSAGES:
            return found.rows(record)
        return [
            {
                "claim": row["claim"],
                "side": found.word(f"side_{row['side']}") if row["side"] else "",
                "quote": row["quote"] or found.word("nobody_speaks"),
                "where_stated": f"{row['unit']}; {passage_facts(found, row)}"
                if row["unit"]
                else "",
                "total": row["total"],
            }
            for row in found.rows(record)
        ]

    def _picture(self, path: Path) -> None:
        from docx.image.image import Image

        image = Image.from_file(str(path))
        tall = _PORTRAIT[0 if self.turned else 1] - 2 * _MARGIN - 4.5 * _CM
        scale = min(self._room / image.width, tall / image.height, 1.0)
        self.document.add_picture(
            str(path), width=int(image.width * scale), height=int(image.height * scale)
        )

    def _table(self, rows: Rows, names: Sequence[str]) -> None:
        language = self.found.language
        heads = [label(name, language) for name in names]
        cells = [[cell(row[name], name, language) for name in names] for row in rows]
        right = [all(is_number(row[name]) for row in rows) for name in names]
        table = word_table(heads, cells, right=right, room=self._room)
        body = self.document.element.body
        body.insert(len(body) - 1, table)  # before the last section's properties

    def _not_made(self) -> None:
        if not self.found.not_made and not self.found.planned:
            return
        self._turn(wide=False)
        self._heading(self.found.word("what_is_not_made"), 1)
        if not self.found.not_made:
            self._line(self.found.word("all_made").format(n=self.found.planned))
            return
        names = ("output", "question", "reason")
        rows = [dict(zip(names, one, strict=True)) for one in self.found.not_made]
        self._table(rows, names)


def _columns(name: str, rows: Rows) -> list[str]:
    """Columns that fit on paper: long lists of ids and what comes last stay in the data file."""
    if not rows:
        return []
    fitting = [
        column
        for column in shown_columns(rows)
        if column not in _LISTS or max(len(row[column]) for row in rows) <= _LONG_LIST
    ]
    return front_first(name, fitting)[:_MOST_COLUMNS]
