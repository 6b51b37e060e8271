"""Tables of the report page: short enough to read, with a way from each claim to its passages."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape

from coding.report.collected import Collected
from coding.report.labels import in_words, label
from coding.report.outputs import Record
from coding.report.tables import cell_text

__all__ = ["MOST_ROWS", "Links", "cell", "front_first", "is_number", "page_table", "shown_columns"]

MOST_ROWS = 80  # of a table on the page; the file has all
_MIDDLING, _LONG = 14, 60
# columns of the scorecard that answer the question, before those that say how
_FRONT = {
    "Tab10": (
        *("claim", "text", "recovered", "outcome", "for", "mixed", "against", "silent", "cases"),
        *("two_coders", "stability", "missing"),
    )
}
_YES_NO = {"true": "yes", "false": "no"}
_VERDICTS = frozenset(
    {"outcome", "verdict", "recovered", "rule_outcome", "baseline", "vote", "word"}
)
_CLAIM_LISTS = frozenset({"claim", "claims", "bears_on"})
_UNITS = frozenset({"passages", "unit"})
_NAME = re.compile(r"[A-Za-z]+\d+(?:-\d+)?")


@dataclass(frozen=True, slots=True)
class Links:
    """What a cell can lead to: claims with passages, and units shown among them."""

    claims: frozenset[str]
    units: frozenset[str]

    @classmethod
    def of(cls, found: Collected) -> Links:
        """Everything that stands under the passages of the report."""
        units = {row["unit"] for rows in found.passages.values() for row in rows}
        known = {*found.passages, *(found.card if found.passages else ())}
        return cls(frozenset(known), frozenset(units))


def page_table(found: Collected, record: Record, links: Links) -> str:
    """
    Render a table: numbers to the right, claims and verdicts lead to their passages.

    Parameters
    ----------
    found : Collected
    record : Record
    links : Links
    """
    rows, language = found.rows(record), found.language
    if not rows:
        return f"<p><em>{escape(label('no_data', language))}</em></p>"
    names = front_first(record.id, shown_columns(rows))
    numeric = {name for name in names if all(is_number(row[name]) for row in rows)}
    long = {name for name in names if max(len(row[name]) for row in rows) > _LONG}
    middling = {name for name in names if max(len(row[name]) for row in rows) > _MIDDLING}
    mark = {
        n: " class='n'"
        if n in numeric
        else " class='t'"
        if n in long
        else " class='m'"
        if n in middling
        else ""
        for n in names
    }
    head = "".join(
        f"<th scope='col'{mark[name]}>{escape(label(name, language))}</th>" for name in names
    )
    body = "".join(
        "<tr>"
        + "".join(f"<td{mark[n]}>{_linked(row, n, language, links)}</td>" for n in names)
        + "</tr>"
        for row in rows[:MOST_ROWS]
    )
    cut = found.word("rows_shown").format(shown=MOST_ROWS, all=len(rows))
    note = f"<p class='cut'>{escape(cut)}</p>" if len(rows) > MOST_ROWS else ""
    return (
        f"<div class='scroll' tabindex='0' role='region' aria-label='{escape(record.id)}'>"
        f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>{note}"
    )


def shown_columns(rows: list[dict[str, str]]) -> list[str]:
    """Columns people read: the mark of a fictive study stands above the table."""
    return [name for name in rows[0] if name != "fictive"]


def front_first(name: str, columns: list[str]) -> list[str]:
    """Columns of a table with those first that answer its question."""
    front = [column for column in _FRONT.get(name, ()) if column in columns]
    return front + [column for column in columns if column not in front]


def _linked(row: dict[str, str], column: str, language: str, links: Links) -> str:
    text = escape(cell(row[column], column, language))
    claim = row.get("claim", "")
    if column in _VERDICTS and claim in links.claims and row[column]:
        return f"<a href='#claim-{escape(claim)}'>{text}</a>"
    if column in _CLAIM_LISTS and links.claims:
        return _NAME.sub(lambda m: _to(m[0], "claim", links.claims), text)
    if column in _UNITS and links.units:
        return _NAME.sub(lambda m: _to(m[0], "unit", links.units), text)
    return text


def _to(name: str, kind: str, known: frozenset[str]) -> str:
    return f"<a href='#{kind}-{name}'>{name}</a>" if name in known else name


def cell(text: str, column: str, language: str) -> str:
    """A cell as people read it: three digits, a dash for missing, ids of the interface in words."""
    if not text:
        return "–"
    if text in _YES_NO:
        return label(_YES_NO[text], language)
    if "." in text and is_number(text):
        return cell_text(float(text))
    return in_words(text, column, language)


def is_number(text: str) -> bool:
    """Whether a cell is a number, or empty."""
    if not text:
        return True
    try:
        float(text)
    except ValueError:
        return False
    return True
