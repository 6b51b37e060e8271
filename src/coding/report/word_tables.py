"""Tables of the Word report, written in one piece: cell by cell would take minutes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from xml.sax.saxutils import escape

__all__ = ["add_cell_styles", "word_table"]

_NS = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_TWIP = 635  # EMU
_POINTS = {7: 8, 12: 7, 99: 5.5}  # most columns -> size of letters
_LEAST, _MOST = 4, 48  # letters a column is counted for
_BORDER = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="BBBBBB"/>'
    for side in ("top", "bottom", "insideH")
)
_MARGINS = "".join(f'<w:{side} w:w="40" w:type="dxa"/>' for side in ("left", "right"))
_TO_RIGHT = '<w:jc w:val="right"/>'
_NOT_IN_XML = {code: None for code in range(32) if chr(code) not in "\t\n"}


def add_cell_styles(document: Any) -> None:
    """Give a document the paragraph styles of cells: a size changed there changes all tables."""
    from docx.enum.style import WD_STYLE_TYPE
    from docx.shared import Pt

    for size in _POINTS.values():
        style = document.styles.add_style(_style(size), WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = document.styles["Normal"]
        style.font.size = Pt(size)
        layout = style.paragraph_format
        layout.space_before = layout.space_after = Pt(1)
        layout.line_spacing = 1.0


def _style(size: float) -> str:
    return f"Cell{str(size).replace('.', '')}"


def word_table(
    heads: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    right: Sequence[bool],
    room: float,
) -> Any:
    """
    Build a table that Word can edit; its first row is repeated on every page.

    Parameters
    ----------
    heads : sequence of str
    rows : sequence of sequence of str
        Cells as shown.
    right : sequence of bool
        Columns of numbers.
    room : float
        Width, in EMU.

    Returns
    -------
    docx.oxml.CT_Tbl
    """
    from docx.oxml import parse_xml

    widths = _widths(heads, rows, room)
    style = _style(next(size for most, size in _POINTS.items() if len(heads) <= most))
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    head = _row(heads, style, right, bold=True)
    body = "".join(_row(row, style, right) for row in rows)
    return parse_xml(
        f'<w:tbl {_NS}><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        f'<w:tblBorders>{_BORDER}</w:tblBorders><w:tblLayout w:type="fixed"/>'
        f"<w:tblCellMar>{_MARGINS}</w:tblCellMar>"
        f"</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{head}{body}</w:tbl>"
    )


def _widths(heads: Sequence[str], rows: Sequence[Sequence[str]], room: float) -> list[int]:
    """Width of each column by what it holds, so that one long text does not take all."""
    weights = []
    for place, head in enumerate(heads):
        cells = [row[place] for row in rows] or [""]
        longest = max((len(word) for text in (head, *cells) for word in text.split()), default=1)
        mean = sum(map(len, cells)) / len(cells)
        weights.append(min(max(_LEAST, longest, mean), _MOST))
    whole = room / _TWIP
    return [int(whole * weight / sum(weights)) for weight in weights]


def _row(cells: Sequence[str], style: str, right: Sequence[bool], *, bold: bool = False) -> str:
    repeat = "<w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>" if bold else ""
    letter = "<w:rPr><w:b/></w:rPr>" if bold else ""
    made = "".join(
        f'<w:tc><w:p><w:pPr><w:pStyle w:val="{style}"/>{_TO_RIGHT if to_right else ""}</w:pPr>'
        f"<w:r>{letter}{_text(text)}</w:r></w:p></w:tc>"
        for text, to_right in zip(cells, right, strict=True)
    )
    return f"<w:tr>{repeat}{made}</w:tr>"


def _text(text: str) -> str:
    lines = text.translate(_NOT_IN_XML).split("\n")
    return "<w:br/>".join(f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in lines)
