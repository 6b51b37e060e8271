"""The votes on every claim (Fig11)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from coding.claims import Claims
from coding.codebook import in_language
from coding.report.figures import new_figure, style
from coding.report.labels import label
from coding.report.model_marks import REPORT
from coding.report.pattern_figures import nothing
from coding.schemas import records

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["vote_dots"]

_ROW = 0.148
_MARKS = (("o", "#000000"), ("s", "#ffffff"), ("^", "#999999"), ("D", "#555555"), ("v", "#dddddd"))
_STEP = 1.0


@style()
def vote_dots(
    votes: pd.DataFrame,
    card: pd.DataFrame,
    claims: Claims,
    *,
    language: str,
    words: Mapping[str, str],
    heading: str = "",
) -> Figure:
    """
    Draw one mark an interview for every claim, with the exact interval beside it (Fig11).

    Right of the line are votes for, left of it votes against, the number on it counts
    mixed ones; the mark says the case. In the report a claim's id leads to its passages.

    Parameters
    ----------
    votes : DataFrame
        From `validation.votes`.
    card : DataFrame
        From `validation.scorecard`.
    claims : Claims
        Gives the groups.
    language : {'nl', 'en'}
    words : mapping
        Verdict -> word of the plan.
    heading : str
        Above the verdicts, e.g. that they are a rule on fictive data.
    """
    if card.empty:
        return nothing(language)
    rows, y, groups = {}, 0.0, []
    for group, mine in card.groupby("group", sort=False):
        groups.append((str(group), y))
        for claim in mine["claim"]:
            y += 1
            rows[str(claim)] = y
        y += 1.15
    figure, _ = new_figure(6.7, 0.9 + _ROW * y)
    figure.clear()
    dots, spread = figure.subplots(1, 2, sharey=True, width_ratios=[3.0, 1.0])
    cases = [case for case in dict.fromkeys(votes["case"]) if case] or [""]
    looks = dict(zip(cases, _MARKS, strict=False))
    for claim, given in votes.groupby("claim", sort=False):
        _row_of(dots, given, rows[str(claim)], looks)
    wide = max(int(card["for"].max()), int(card["against"].max()), 4) + 1.5
    _dots_axis(dots, rows, groups, claims, wide=wide, language=language)
    for row in records(card):
        _interval(spread, row, rows[row["claim"]], words)
    spread.set_xlim(-0.04, 1.04)
    spread.set_xticks([0, 0.5, 1], ["0", "50", "100 %"], fontsize=6.5)
    spread.axvline(0.5, color="#bbbbbb", lw=0.6, zorder=0)
    spread.set_xlabel(label("share_for", language), fontsize=6.5)
    spread.tick_params(axis="y", length=0)
    spread.spines["left"].set_visible(False)
    spread.text(1.10, -0.6, heading, fontsize=5.6, va="bottom")
    for case, (marker, fill) in looks.items():
        dots.scatter([], [], s=15, marker=marker, c=fill, edgecolors="black", label=case, lw=0.5)
    figure.legend(loc="outside upper left", ncols=len(cases), fontsize=7, frameon=False)
    return figure


def _row_of(ax: Axes, given: pd.DataFrame, y: float, looks: Mapping[str, tuple[str, str]]) -> None:
    order = list(looks)
    rank = given["case"].map(lambda case: order.index(case) if case in order else 0)
    given = given.loc[rank.sort_values(kind="stable").index]
    for vote, way in (("for", 1.0), ("against", -1.0)):
        for place, case in enumerate(given.loc[given["vote"] == vote, "case"]):
            marker, fill = looks.get(str(case), _MARKS[0])
            ax.scatter(
                way * (place + 1) * _STEP,
                y,
                s=15,
                marker=marker,
                c=fill,
                edgecolors="black",
                lw=0.5,
            )
    mixed = int((given["vote"] == "mixed").sum())
    if mixed:
        box = {"boxstyle": "round,pad=0.15", "fc": "#e4e4e4", "ec": "#777777", "lw": 0.4}
        ax.text(0, y, str(mixed), fontsize=5.6, ha="center", va="center", zorder=4, bbox=box)


def _dots_axis(
    ax: Axes,
    rows: Mapping[str, float],
    groups: list[tuple[str, float]],
    claims: Claims,
    *,
    wide: float,
    language: str,
) -> None:
    ax.set_ylim(max(rows.values()) + 0.7, -0.8)
    ax.set_yticks(list(rows.values()), list(rows), fontsize=6.3)
    for tick, claim in zip(ax.get_yticklabels(), rows, strict=True):
        tick.set_url(f"{REPORT}#claim-{claim}")
    for group, y in groups:
        name = in_language(claims.groups.get(group, {}), language, default=group)
        ax.text(-wide, y, name, fontsize=6.6, fontweight="bold", va="center")
    for y in rows.values():
        ax.axhline(y, color="#eeeeee", lw=0.5, zorder=0)
    ax.axvline(0, color="black", lw=0.7, zorder=1)
    ax.set_xlim(-wide, wide)
    top = int(wide)
    ticks = np.arange(-top + top % 2, top + 1, 2)
    ax.set_xticks(ticks, [str(abs(int(tick))) for tick in ticks], fontsize=6.5)
    ax.set_xlabel(label("vote_axis", language), fontsize=6.5)
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)


def _interval(ax: Axes, row: dict[str, object], y: float, words: Mapping[str, str]) -> None:
    known = [row[name] for name in ("share", "low", "high")]
    if not any(pd.isna(value) for value in known):  # type: ignore[call-overload]
        share, low, high = (float(str(value)) for value in known)
        ax.plot([low, high], [y, y], color="#777777", lw=0.9)
        ax.scatter([share], [y], s=11, color="black", zorder=3)
    to_passages = f"{REPORT}#claim-{row['claim']}"
    ax.text(1.10, y, words[str(row["verdict"])], fontsize=5.8, va="center", url=to_passages)
