"""The marks of the model drawing: boxes, rings of votes, a mark a case, arrows, words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = [
    "DASHED",
    "GREY",
    "REPORT",
    "VOTES",
    "Row",
    "arrow",
    "box",
    "case_marks",
    "person",
    "ring",
    "words",
]

Row = Mapping[str, Any]
GREY = "#8a8a8a"
DASHED = (0, (4, 2))
REPORT = "../report.html"  # seen from the folder of figures
_RING = 0.145
VOTES = ("for", "mixed", "against")
# vote -> face, hatch: told apart without colour
_LOOKS = {"for": ("#1a1a1a", ""), "mixed": ("#b5b5b5", ""), "against": ("#ffffff", "//////")}


def _silent(row: Row | None) -> bool:
    return row is not None and not row.get("speak", 1)


def words(
    ax: Axes,
    x: float,
    y: float,
    text: str,
    size: float,
    *,
    ha: str = "left",
    bold: int = 0,
    color: str = "#000000",
    row: Row | None = None,
) -> None:
    """A line of text; grey where nobody speaks on its part, a link where there are passages."""
    url = None
    if row is not None and row.get("claims") and not _silent(row):
        url = f"{REPORT}#claim-{str(row['claims']).split(' ')[0]}"
    ax.text(
        x, y, text, fontsize=size, ha=ha, va="center", zorder=6, url=url,
        color=GREY if _silent(row) else color, fontweight="bold" if bold else "normal",
    )  # fmt: skip


def box(
    ax: Axes,
    x: float,
    y: float,
    wide: float,
    tall: float,
    *,
    row: Row | None = None,
    fill: str = "white",
    line: str = "#000000",
    width: float = 0.8,
    rounded: bool = False,
    style_: Any = "-",
    z: int = 1,
) -> None:
    """A box; dotted and grey where nobody speaks, dashed where there are norms only."""
    from matplotlib.patches import FancyBboxPatch

    if _silent(row):
        line, style_ = GREY, ":"
    elif row is not None and row.get("norm_only"):
        style_ = DASHED
    shape = "round,pad=0,rounding_size=0.08" if rounded else "square,pad=0"
    ax.add_patch(
        FancyBboxPatch(
            (x, y), wide, tall, boxstyle=shape, facecolor=fill, edgecolor=line, linewidth=width,
            linestyle=style_, zorder=z,
        )
    )  # fmt: skip


def ring(
    ax: Axes, x: float, y: float, row: Row, *, size: float = _RING, number: str | None = None
) -> None:
    """Votes of those that speak as a ring, clockwise from noon; the arc is the range for."""
    from matplotlib.patches import Arc, Circle, Wedge

    if _silent(row):
        ax.add_patch(
            Circle((x, y), size, facecolor="white", edgecolor=GREY, linestyle=":", lw=0.8, zorder=4)
        )
        words(ax, x, y, "0" if number is None else number, 6.5, ha="center", color=GREY)
        return
    angle, speak = 90.0, int(row["speak"])
    for vote, (face, hatch) in _LOOKS.items():
        turn = 360.0 * int(row[vote]) / speak
        if turn:
            ax.add_patch(
                Wedge(
                    (x, y), size, angle - turn, angle, width=size * 0.42, facecolor=face,
                    hatch=hatch, edgecolor="#000000", linewidth=0.5, zorder=4,
                )
            )  # fmt: skip
        angle -= turn
    low, high = row.get("lowest"), row.get("highest")
    if low is not None and not pd.isna(low):
        start, end = 90 - 360 * float(str(high)), 90 - 360 * float(str(low))
        wide = 2 * size + 0.045
        ax.add_patch(Arc((x, y), wide, wide, theta1=start, theta2=end, lw=1.6, zorder=4))
    words(ax, x, y, str(speak) if number is None else number, 6.5, ha="center", bold=1)


def case_marks(ax: Axes, x: float, y: float, row: Row, *, right: bool = False) -> float:
    """
    A square a case: black for, half black even, struck through against, grey nobody speaks.

    Returns
    -------
    float
        Width in inches.
    """
    from matplotlib.patches import Rectangle

    found = [part.split(" ") for part in str(row["cases"]).split(" · ") if part]
    wide = 0.17 * len(found)
    for place, (case, votes) in enumerate(found):
        n_for, mixed, against = map(int, votes.split("-"))
        at, low = x + 0.17 * place - (wide if right else 0), y - 0.065
        silent = not n_for + mixed + against
        face = "#1a1a1a" if n_for > against else "#ffffff"
        edge = "#c4c4c4" if silent else "#000000"
        ax.add_patch(
            Rectangle((at, low), 0.13, 0.13, facecolor=face, edgecolor=edge, lw=0.6, zorder=5)
        )
        if not silent and n_for < against:
            ax.plot([at, at + 0.13], [low, low + 0.13], color="#000000", lw=0.7, zorder=5)
        elif not silent and n_for == against:
            ax.add_patch(Rectangle((at, low), 0.13, 0.045, facecolor="#777777", zorder=5, lw=0))
        color = "#ffffff" if n_for > against else "#b0b0b0" if silent else "#000000"
        words(ax, at + 0.065, y - 0.003, case[:1], 5.6, ha="center", color=color)
    return wide


def person(ax: Axes, x: float, y: float) -> None:
    """A small figure: this part is somebody."""
    from matplotlib.patches import Circle, Wedge

    ax.add_patch(Circle((x, y + 0.026), 0.021, color="#000000", lw=0, zorder=6))
    ax.add_patch(Wedge((x, y - 0.045), 0.042, 0, 180, color="#000000", lw=0, zorder=6))


def arrow(
    ax: Axes, start: tuple[float, float], end: tuple[float, float], *, both: int = 0, wide: int = 0
) -> None:
    """An arrow, with two heads or a broad one."""
    from matplotlib.patches import FancyArrowPatch

    look = "simple,tail_width=3.2,head_width=9,head_length=7" if wide else "-|>"
    ax.add_patch(
        FancyArrowPatch(
            start, end, arrowstyle="<|-|>" if both else look, mutation_scale=1 if wide else 6,
            shrinkA=0, shrinkB=0, color="#555555", lw=0 if wide else 0.9, zorder=7 if wide else 2,
        )
    )  # fmt: skip
