"""The model, drawn from codebook and claims, with its evidence on it (Fig01)."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from coding.report.figures import new_figure, style
from coding.report.labels import label
from coding.report.model_marks import (
    DASHED,
    GREY,
    VOTES,
    Row,
    arrow,
    box,
    case_marks,
    person,
    ring,
    words,
)
from coding.schemas import records

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["model_drawing"]

_WIDTH = 6.7  # inches, the text width of an A4 page
_SIDE, _MIDDLE = 1.76, 2.78  # width of a pole, of the work between the poles
_LINE = 0.44  # height of one part
_HEAD = 0.21
_GAP = 0.11
_INTO = 0.50
_NARROW = 1.8  # inches: marks of cases beside the name instead of the votes
_LEFT = (0.02, 0.02 + _SIDE)
_CENTRE = ((_WIDTH - _MIDDLE) / 2, (_WIDTH + _MIDDLE) / 2)
_RIGHT = (_WIDTH - 0.02 - _SIDE, _WIDTH - 0.02)


@dataclass(slots=True)
class _Sheet:
    """Where the drawing has come to, from the top down, in inches."""

    ax: Axes
    y: float
    language: str

    def word(self, name: str) -> str:
        return label(name, self.language)


@style()
def model_drawing(evidence: pd.DataFrame, *, language: str) -> Figure:
    """
    Draw a model with what the interviews say on each part of it (Fig01).

    Each part has a ring: black for, grey mixed, white against, of the interviews that speak; the
    arc outside it shows how far the share for moves with one interview left out. Beside it the
    votes, a mark a case, and each claim of the part. A part nobody speaks on is grey, one of
    norms only is dashed. Parts with claims link to their passages in the report.

    Parameters
    ----------
    evidence : DataFrame
        From `validation.model_evidence`; a study without a drawing of its own gets a box a group.
    language : {'nl', 'en'}

    Returns
    -------
    Figure
    """
    rows: dict[str, list[Row]] = {}
    for row in records(evidence):
        rows.setdefault(row["place"], []).append(row)
    layers = list(dict.fromkeys(row["layer"] for row in rows.get("layer", [])))
    height = _height(rows, layers)
    figure, ax = new_figure(_WIDTH + 0.1, height)
    ax.set_xlim(-0.05, _WIDTH + 0.05)
    ax.set_ylim(0, height)
    ax.set_aspect("equal")
    ax.set_axis_off()
    sheet = _Sheet(ax, height - 0.04, language)
    _strip(sheet, rows.get("above", []))
    top = _poles(sheet, rows)
    for layer in layers:
        _layer(sheet, layer, rows)
    _spanning(sheet, rows.get("spanning", []), top)
    _strip(sheet, rows.get("below", []))
    _groups(sheet, rows.get("group", []))
    _legend(sheet, evidence)
    return figure


def _height(rows: Mapping[str, Sequence[Row]], layers: Sequence[str]) -> float:
    tall = 0.72 + 0.04
    for place in ("above", "below"):
        tall += (_LINE + 0.04 + _GAP) * bool(rows.get(place))
    tall += 0.24 * bool(rows.get("left"))
    tall += _INTO * len(rows.get("into", []))
    for layer in layers:
        tall += _tall(_of(rows, layer)) + _GAP
    tall += (_HEAD + _LINE + 0.12 + _GAP) * bool(rows.get("spanning"))
    tall += (_LINE + 0.22 + _GAP) * ((len(rows.get("group", [])) + 1) // 2)
    return tall


def _of(rows: Mapping[str, Sequence[Row]], layer: str) -> list[Row]:
    return [row for row in rows.get("layer", []) if row["layer"] == layer]


def _tall(parts: Sequence[Row]) -> float:
    return _HEAD + _LINE * len(parts) + 0.06


def _strip(sheet: _Sheet, parts: Sequence[Row]) -> None:
    """Boxes side by side over the whole width: what is above and below the layers."""
    if not parts:
        return
    wide = (_WIDTH - 0.12 * (len(parts) - 1)) / len(parts)
    tall = _LINE + 0.04
    for place, row in enumerate(parts):
        x = place * (wide + 0.12)
        box(sheet.ax, x, sheet.y - tall, wide, tall, row=row)
        _part(sheet, row, x + 0.05, sheet.y - 0.05, wide - 0.1)
    sheet.y -= tall + _GAP


def _poles(sheet: _Sheet, rows: Mapping[str, Sequence[Row]]) -> float:
    """Names of the two poles, with the line between them; hands back where layers begin."""
    left, right = rows.get("left", []), rows.get("right", [])
    if left and right:
        for row, (start, end) in ((left[0], _LEFT), (right[0], _RIGHT)):
            words(
                sheet.ax, (start + end) / 2, sheet.y - 0.08, row["title"], 8.5, ha="center", bold=1
            )
        arrow(sheet.ax, (_LEFT[1] - 0.1, sheet.y - 0.08), (_RIGHT[0] + 0.1, sheet.y - 0.08), both=1)
        sheet.y -= 0.24
    return sheet.y


def _layer(sheet: _Sheet, layer: str, rows: Mapping[str, Sequence[Row]]) -> None:
    parts = _of(rows, layer)
    into = [row for row in rows.get("into", []) if row["layer"] == layer]
    if into:
        _into(sheet, into[0])
    tall = _tall(parts)
    bottom = sheet.y - tall
    box(sheet.ax, -0.03, bottom, _WIDTH + 0.06, tall, fill="#efefef", line="#efefef", z=0)
    start, end = _CENTRE
    box(sheet.ax, start, bottom + 0.04, end - start, tall - 0.08, fill="white", z=2)
    words(sheet.ax, (start + end) / 2, sheet.y - 0.13, parts[0]["title"], 7.5, ha="center", bold=1)
    for place, row in enumerate(parts):
        y = sheet.y - _HEAD - place * _LINE
        if place:
            sheet.ax.plot(
                [start + 0.05, end - 0.05], [y + 0.01] * 2, color="#cccccc", lw=0.5, zorder=3
            )
        _part(sheet, row, start + 0.05, y - 0.02, end - start - 0.1)
    middle = (sheet.y + bottom) / 2
    sides = (("left", _LEFT, (_LEFT[1], start)), ("right", _RIGHT, (_RIGHT[0], end)))
    for side, (x, stop), (near, edge) in sides:
        for row in rows.get(side, []):
            if row["layer"] == layer:
                _pole(sheet, row, x, stop - x, middle)
                arrow(sheet.ax, (near, middle), (edge, middle), both=1)
    sheet.y = bottom - _GAP


def _into(sheet: _Sheet, row: Row) -> None:
    """The arrow from the layers above into this one."""
    start, end = _CENTRE
    middle = sheet.y - (_INTO - _GAP) / 2
    arrow(sheet.ax, (start + 0.16, sheet.y + _GAP), (start + 0.16, sheet.y - _INTO + 0.06), wide=1)
    _part(sheet, row, start + 0.32, middle + _LINE / 2, end - start - 0.37)
    sheet.y -= _INTO


def _pole(sheet: _Sheet, row: Row, x: float, wide: float, middle: float) -> None:
    named = textwrap.wrap(row["label"], 27)[:2]
    tall = 0.80 + 0.12 * len(named)
    box(sheet.ax, x, middle - tall / 2, wide, tall, row=row, rounded=True)
    x, wide = x + 0.07, wide - 0.14
    for place, line in enumerate(named):
        y = middle + tall / 2 - 0.11 - 0.12 * place
        words(sheet.ax, x, y, line, 6.8, bold=1, row=row)
    y = middle + tall / 2 - 0.12 * len(named)
    ring(sheet.ax, x + 0.17, y - 0.27, row)
    if row["speak"]:
        names = " – ".join(sheet.word(name) for name in VOTES)
        words(
            sheet.ax, x + 0.42, y - 0.15, " – ".join(str(row[name]) for name in VOTES), 7.2, bold=1
        )
        words(sheet.ax, x + 0.42, y - 0.26, names, 5.2, color="#444444")
    else:
        words(sheet.ax, x + 0.42, y - 0.20, sheet.word("nobody_speaks"), 5.9, row=row)
    case_marks(sheet.ax, x + 0.42, y - 0.41, row)
    words(sheet.ax, x, y - 0.62, _claims(row), 5.6, row=row)
    _coded(sheet, row, x + wide, y - 0.62)


def _part(sheet: _Sheet, row: Row, x: float, top: float, wide: float) -> None:
    """A part on three lines beside its ring: name, votes and cases, claims."""
    ring(sheet.ax, x + 0.17, top - 0.20, row)
    x, wide = x + 0.40, wide - 0.40
    narrow = wide < _NARROW
    shift = 0.10 if row["kind"] == "actor" else 0.0
    if shift:
        person(sheet.ax, x + 0.035, top - 0.07)
    name = _fitting(row["label"], wide - shift)
    words(sheet.ax, x + shift, top - 0.07, name, 6.6, bold=1, row=row)
    words(sheet.ax, x, top - 0.20, _votes(sheet, row), 6.0, row=row)
    case_marks(sheet.ax, x + wide, top - (0.07 if narrow else 0.19), row, right=True)
    room = wide - 0.15 * narrow - 0.5 * bool(row["code"])  # beside it stands how often the code is
    lines = textwrap.wrap(_claims(row), int(room / 0.0393))
    for place, line in enumerate(lines):
        words(sheet.ax, x, top - 0.325 - 0.10 * place, line, 5.6, row=row)
    _coded(sheet, row, x + wide, top - 0.325)


def _fitting(name: str, wide: float) -> str:
    """A name cut off where it does not fit, at some 0.056 inch a letter."""
    return textwrap.shorten(name, max(int(wide / 0.0565), 8), placeholder="…")


def _claims(row: Row) -> str:
    """Claims with their votes, each kept on one line; a dash where nobody speaks on it."""
    given = str(row["by_claim"]).replace(" 0-0-0", " –").split(" · ")
    return "   ".join(one.replace(" ", "\u00a0") for one in given)


def _votes(sheet: _Sheet, row: Row) -> str:
    if not row["speak"]:
        return sheet.word("nobody_speaks")
    return ", ".join(f"{row[name]} {sheet.word(name)}" for name in VOTES)


def _coded(sheet: _Sheet, row: Row, x: float, y: float) -> None:
    if not pd.isna(row["coded"]):
        words(sheet.ax, x, y, f"code {row['coded']}/{row['n']}", 5.3, ha="right", color="#444444")


def _spanning(sheet: _Sheet, parts: Sequence[Row], top: float) -> None:
    """The box below the layers, with a frame that runs round the work of all of them."""
    if not parts:
        return
    start, end = _CENTRE
    tall = _HEAD + _LINE + 0.12
    bottom = sheet.y - tall
    box(
        sheet.ax, start - 0.07, sheet.y - 0.02, end - start + 0.14, top - sheet.y + 0.06,
        fill="none", width=1.8, rounded=True, z=4,
    )  # fmt: skip
    box(sheet.ax, 0, bottom, _WIDTH, tall - 0.02, fill="white", width=1.8, rounded=True, z=3)
    words(sheet.ax, _WIDTH / 2, sheet.y - 0.14, parts[0]["title"], 7.5, ha="center", bold=1)
    person(sheet.ax, _WIDTH / 2 - 0.032 * len(parts[0]["title"]) - 0.12, sheet.y - 0.14)
    wide = (_WIDTH - 0.1) / len(parts)
    for place, row in enumerate(parts):
        _part(sheet, row, 0.06 + place * wide, sheet.y - _HEAD - 0.02, wide - 0.08)
    sheet.y = bottom - _GAP


def _groups(sheet: _Sheet, parts: Sequence[Row]) -> None:
    """One box a group of claims, two beside each other: for a study without a drawing."""
    wide, tall = (_WIDTH - 0.12) / 2, _LINE + 0.22
    for place, row in enumerate(parts):
        x = (place % 2) * (wide + 0.12)
        y = sheet.y - (place // 2) * (tall + _GAP)
        box(sheet.ax, x, y - tall, wide, tall, row=row)
        _part(sheet, row, x + 0.05, y - 0.06, wide - 0.1)
    sheet.y -= (tall + _GAP) * ((len(parts) + 1) // 2)


def _legend(sheet: _Sheet, evidence: pd.DataFrame) -> None:
    """What the marks mean, at the foot."""
    y, word = sheet.y - 0.10, sheet.word
    shown: list[tuple[float, dict[str, Any], str]] = [
        (0.0, {"for": 1}, word("for")),
        (0.62, {"mixed": 1}, word("mixed")),
        (1.45, {"against": 1}, word("against")),
    ]
    for x, one, name in shown:
        row = {"for": 0, "mixed": 0, "against": 0, "speak": 1, "lowest": None, **one}
        ring(sheet.ax, x + 0.10, y, row, size=0.075, number="")
        words(sheet.ax, x + 0.22, y, name, 6.2)
    half = {"for": 3, "mixed": 1, "against": 1, "speak": 5, "lowest": 0.5, "highest": 0.75}
    ring(sheet.ax, 2.40, y, half, size=0.085, number="")
    words(sheet.ax, 2.54, y, word("ring_range"), 6.2)
    y -= 0.17
    cases = [part.split(" ")[0] for part in str(evidence["cases"].iloc[0]).split(" · ") if part]
    if cases:
        votes = ("1-0-0", "0-1-0", "0-0-1", "0-0-0")
        names = ("majority_for", "even", "majority_against", "case_silent")
        x = 0.03
        for vote, name in zip(votes, names, strict=True):
            case_marks(sheet.ax, x, y, {"cases": f"{cases[0]} {vote}"})
            words(sheet.ax, x + 0.17, y, word(name), 6.2)
            x += 0.30 + 0.054 * len(word(name))
    y -= 0.17
    box(sheet.ax, 0.03, y - 0.05, 0.14, 0.10, line=GREY, style_=":")
    words(sheet.ax, 0.22, y, word("nobody_speaks"), 6.2)
    box(sheet.ax, 1.75, y - 0.05, 0.14, 0.10, style_=DASHED)
    words(sheet.ax, 1.94, y, word("norms_only"), 6.2)
    words(sheet.ax, 2.85, y, word("coded_in"), 6.2)
    words(sheet.ax, 0.03, y - 0.17, word("claim_votes"), 6.2)
    person(sheet.ax, 4.55, y - 0.17)
    words(sheet.ax, 4.66, y - 0.17, word("actor"), 6.2)
