"""Tables of the Word report, written in one piece: cell by cell would take minutes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from xml.sax.saxutils import escape

__all__ = ["word_table"]

_NS = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_TWIP = 635  # EMU
_HALF_POINTS = {7: 16, 12: 14, 99: 11}  # most columns -> size of letters
_LEAST, _MOST = 4, 48  # letters a column is counted for
_BORDER = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="BBBBBB"/>'
    for side in ("top", "bottom", "insideH")
)
_MARGINS = "".join(f'<w:{side} w:w="40" w:type="dxa"/>' for side in ("left", "right"))
_NOT_IN_XML = {code: None for code in range(32) if chr(code) not in "\t\n"}


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
    size = next(half for most, half in _HALF_POINTS.items() if len(heads) <= most)
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    head = _row(heads, widths, size, right, bold=True)
    body = "".join(_row(row, widths, size, right) for row in rows)
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


def _row(
    cells: Sequence[str],
    widths: Sequence[int],
    size: int,
    right: Sequence[bool],
    *,
    bold: bool = False,
) -> str:
    repeat = "<w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>" if bold else ""
    letter = f'{"<w:b/>" if bold else ""}<w:sz w:val="{size}"/>'
    made = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr><w:p><w:pPr>'
        f'<w:spacing w:before="20" w:after="20" w:line="240" w:lineRule="auto"/>'
        f'<w:jc w:val="{"right" if to_right else "left"}"/></w:pPr>'
        f"<w:r><w:rPr>{letter}</w:rPr>{_text(text)}</w:r></w:p></w:tc>"
        for text, width, to_right in zip(cells, widths, right, strict=True)
    )
    return f"<w:tr>{repeat}{made}</w:tr>"


def _text(text: str) -> str:
    lines = text.translate(_NOT_IN_XML).split("\n")
    return "<w:br/>".join(f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in lines)
