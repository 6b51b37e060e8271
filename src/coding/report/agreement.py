"""Figures of agreement: forest plot, confusion, documents, how widely each coder codes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from textwrap import fill
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from coding.codebook import Codebook
from coding.report.figures import OKABE_ITO, heat_map, new_figure, style
from coding.report.labels import label

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["agreement_by_document", "confusion_map", "forest_plot", "prevalence_plot"]

_DARK, _PALE = "#222222", "#9a9a9a"
# shape tells coders apart, colour only helps
_MARKS: tuple[tuple[str, str], ...] = (
    ("o", OKABE_ITO["blue"]),
    ("s", OKABE_ITO["vermilion"]),
    ("^", OKABE_ITO["green"]),
    ("D", OKABE_ITO["purple"]),
    ("v", OKABE_ITO["orange"]),
)


def _start(rows: int, *, announcement: str, width: float = 6.7) -> tuple[Figure, Axes]:
    figure, ax = new_figure(width, 1.5 + 0.19 * rows)
    if announcement:
        # who coded travels with the picture, for captions get lost
        figure.suptitle(fill(announcement, int(width * 15)), fontsize=7, x=0.02, ha="left")
    return figure, ax


def _nothing(ax: Axes, language: str) -> None:
    ax.text(0.5, 0.5, label("no_data", language), ha="center")
    ax.set_axis_off()


@style()
def forest_plot(
    table: pd.DataFrame,
    codebook: Codebook,
    *,
    language: str,
    announcement: str = "",
    threshold: float | None = None,
) -> Figure:
    """
    Draw alpha per code with its interval by interview, and by unit in grey; worst on top.

    Parameters
    ----------
    table : DataFrame
        Columns `code, alpha, low, high, unit_low, unit_high, applied, positive`, in order; a
        reflexive study's table, without them, draws nothing.
    codebook : Codebook
        Gives the labels.
    language : {'nl', 'en'}
    announcement : str
        Who coded; printed in the figure.
    threshold : float, optional
        What the study asked for before coding; nothing is drawn where it asked nothing.
    """
    figure, ax = _start(len(table), announcement=announcement)
    if "alpha" not in table.columns or table["alpha"].isna().all():
        _nothing(ax, language)
        return figure
    names = ("alpha", "low", "high", "unit_low", "unit_high", "positive")
    figures = {name: table[name].astype("float64").to_numpy() for name in names}
    rows = np.arange(len(table), dtype=np.float64)
    ax.hlines(rows + 0.22, figures["unit_low"], figures["unit_high"], color=_PALE, linewidth=1)
    ax.hlines(rows, figures["low"], figures["high"], color=_DARK, linewidth=1.4)
    ax.plot(figures["alpha"], rows, "o", color=_DARK, markersize=3.6)
    ax.axvline(0, color=_PALE, linewidth=0.6)
    if threshold is not None:
        ax.axvline(threshold, color=_DARK, linewidth=0.8, linestyle=(0, (4, 3)))
    ax.set_yticks(rows, [codebook.code(code).name(language) for code in table["code"]])
    ax.set_ylim(len(table) - 0.4, -0.9)
    lowest = min(0.0, float(np.nanmin([figures["low"], figures["alpha"]])))
    ax.set_xlim(lowest - 0.05, 1.42)
    ax.set_xticks([0, 0.2, 0.4, 0.6, 0.8, 1])
    ax.set_xlabel(label("alpha_forest", language), loc="left")
    for place, column in ((1.14, "applied"), (1.32, "positive")):
        ax.text(place, -0.75, label(f"{column}_short", language), fontsize=6, ha="center")
        for row, value in zip(rows.tolist(), table[column].tolist(), strict=True):
            shown = "–" if pd.isna(value) else f"{value:.2f}" if column == "positive" else value
            ax.text(place, row, shown, fontsize=6.5, ha="center", va="center")
    for row in rows[np.isnan(figures["alpha"])].tolist():
        ax.text(0.01, row, label("not_computed", language), fontsize=6, va="center", style="italic")
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    return figure


@style()
def confusion_map(
    matrix: pd.DataFrame, codebook: Codebook, *, language: str, announcement: str = ""
) -> Figure:
    """
    Draw which code one coder gave where another gave a different one.

    Parameters
    ----------
    matrix : DataFrame
        Units per two codes; the last column may be for no other code.
    codebook : Codebook
    language : {'nl', 'en'}
    announcement : str
    """
    figure, ax = _start(len(matrix) + 8, announcement=announcement)
    if matrix.empty:
        _nothing(ax, language)
        return figure

    def name(code: str) -> str:
        known = code in codebook.codes
        return codebook.code(code).name(language) if known else label("no_other", language)

    counts = matrix.rename(columns={code: name(str(code)) for code in matrix.columns})
    shades = counts.copy()
    # most differences are of this kind; shaded, they would drown which codes are mixed up
    others = [code not in codebook.codes for code in matrix.columns]
    shades.loc[:, others] = 0.0
    heat_map(
        shades,
        ax=ax,
        counts=counts,
        value_label=label("units_confused", language),
        row_labels=[name(str(code)) for code in matrix.index],
    )
    return figure


@style()
def agreement_by_document(
    table: pd.DataFrame, *, language: str, announcement: str = "", overall: float | None = None
) -> Figure:
    """
    Draw agreement on whole sets of codes in each document, with an interval over its units.

    Parameters
    ----------
    table : DataFrame
        Columns `document, units, alpha_masi, low, high, same_set`.
    language : {'nl', 'en'}
    announcement : str
    overall : float, optional
        Of all documents together: a thin line.
    """
    figure, ax = _start(len(table), announcement=announcement)
    if "alpha_masi" not in table.columns or table["alpha_masi"].isna().all():
        _nothing(ax, language)
        return figure
    rows = np.arange(len(table))
    value, low, high, same = (
        table[name].astype("float64").to_numpy()
        for name in ("alpha_masi", "low", "high", "same_set")
    )
    ax.hlines(rows, low, high, color=_DARK, linewidth=1.4)
    ax.plot(value, rows, "o", color=_DARK, markersize=4, label=label("alpha_masi", language))
    ax.plot(same, rows, "|", color=OKABE_ITO["vermilion"], markersize=8, markeredgewidth=1.6)
    ax.plot([], [], "|", color=OKABE_ITO["vermilion"], label=label("same_set", language))
    if overall is not None:
        ax.axvline(overall, color=_PALE, linewidth=0.8)
    names = [f"{d}  ({u})" for d, u in zip(table["document"], table["units"], strict=True)]
    ax.set_yticks(rows, names)
    ax.set_ylim(len(table) - 0.4, -0.6)
    ax.set_xlim(min(0.0, float(np.nanmin(low))) - 0.02, 1.02)
    ax.set_xlabel(label("document_agreement", language), loc="left")
    ax.legend(frameon=False, fontsize=7, loc="lower left", bbox_to_anchor=(0, 1), ncols=2)
    ax.tick_params(axis="y", length=0)
    return figure


@style()
def prevalence_plot(
    table: pd.DataFrame,
    codebook: Codebook,
    *,
    language: str,
    announcement: str = "",
    coders: Sequence[str] | None = None,
) -> Figure:
    """
    Draw how widely each coder applies each code: one mark a coder, the largest difference on top.

    Parameters
    ----------
    table : DataFrame
        Columns `code, coder, applied, share`.
    codebook : Codebook
    language : {'nl', 'en'}
    announcement : str
    coders : sequence of str, optional
        Order of coders; that of the table otherwise.
    """
    wide = table.pivot(index="code", columns="coder", values="share").astype("float64") * 100
    order = list(coders if coders is not None else dict.fromkeys(table["coder"].tolist()))
    if not order or wide.empty or wide.isna().all(axis=None):
        figure, ax = _start(1, announcement=announcement)
        _nothing(ax, language)
        return figure
    wide = wide[order]
    apart = (wide.max(axis=1) - wide.min(axis=1)).round(9)
    wide = wide.loc[sorted(wide.index, key=lambda code: (-apart[code], code))]
    figure, ax = _start(len(wide), announcement=announcement)
    rows = np.arange(len(wide))
    ax.hlines(rows, wide.min(axis=1), wide.max(axis=1), color=_PALE, linewidth=1.2)
    for place, coder in enumerate(order):
        mark, colour = _MARKS[place % len(_MARKS)]
        lift = (place - (len(order) - 1) / 2) * 0.12  # equal shares stay both visible
        options: Mapping[str, object] = {"markersize": 4.2, "markerfacecolor": "none"}
        ax.plot(wide[coder], rows + lift, mark, color=colour, label=coder, **options)  # type: ignore[arg-type]  # options of Line2D
    ax.set_yticks(rows, [codebook.code(str(code)).name(language) for code in wide.index])
    ax.set_ylim(len(wide) - 0.4, -0.6)
    ax.set_xlim(left=-0.15)
    ax.set_xlabel(label("share_axis", language), loc="left")
    ax.legend(
        title=label("coder", language),
        frameon=False,
        fontsize=7,
        title_fontsize=7,
        loc="lower right",
    )
    ax.tick_params(axis="y", length=0)
    return figure
