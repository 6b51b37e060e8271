"""Figures of who says what: codes by interview, by case, by guide question, and by corpus."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from coding.codebook import Codebook
from coding.report.figures import heat_map, new_figure, style
from coding.report.labels import label
from coding.schemas import records

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["case_matrix", "guide_map", "presence_chart", "profile_dots"]

_ROW = 0.165  # inches a code takes, at the size a thesis prints
# case -> marker and fill: told apart without colour
_MARKS = (("o", "#000000"), ("s", "#ffffff"), ("^", "#999999"), ("D", "#555555"), ("v", "#dddddd"))


def _names(codebook: Codebook, codes: Sequence[str], language: str) -> list[str]:
    return [codebook.code(code).name(language) for code in codes]


def _families(codebook: Codebook, codes: Sequence[str], ax: Axes) -> None:
    """A thin line where a family ends."""
    families = [codebook.code(code).family for code in codes]
    for i in range(1, len(families)):
        if families[i] != families[i - 1]:
            ax.axhline(i - 0.5, color="#aaaaaa", linewidth=0.5)


def _rows(ax: Axes, names: Sequence[str]) -> None:
    ax.set_yticks(range(len(names)), names, fontsize=6.5)
    ax.set_ylim(len(names) - 0.5, -0.5)
    ax.tick_params(length=0)
    for edge in ax.spines.values():
        edge.set_visible(False)


@style()
def presence_chart(cells: pd.DataFrame, codebook: Codebook, *, language: str) -> Figure:
    """
    Draw who says what at all (Fig03): present, absent and other presences apart.

    Parameters
    ----------
    cells : DataFrame
        From `validation.presence_map`; documents stand in its order.
    codebook : Codebook
    language : {'nl', 'en'}
    """
    codes = list(dict.fromkeys(cells["code"]))
    documents = list(dict.fromkeys(cells["document"]))
    place = {name: i for i, name in enumerate(documents)}, {c: i for i, c in enumerate(codes)}
    x = cells["document"].map(place[0]).to_numpy(dtype=float)
    y = cells["code"].map(place[1]).to_numpy(dtype=float)
    other = cells[["wished", "ambiguous", "disputed"]].sum(axis=1).to_numpy(dtype=float)
    figure, ax = new_figure(6.7, 1.5 + _ROW * len(codes))
    drawn = (
        ("present", cells["present"].to_numpy(dtype=float), -0.27, {"color": "black"}),
        ("absent", cells["absent"].to_numpy(dtype=float), 0.0, _OPEN),
        ("other_presence", other, 0.27, {"color": "#aaaaaa", "marker": "s"}),
    )
    for name, number, shift, look in drawn:
        here = number > 0
        sizes = 5.0 * np.minimum(number[here], 4)
        words = label(name, language)
        ax.scatter(x[here] + shift, y[here], s=sizes, label=words, linewidths=0.7, **look)
    _rows(ax, _names(codebook, codes, language))
    _families(codebook, codes, ax)
    ax.set_xticks(range(len(documents)), documents, rotation=90, fontsize=6.5)
    ax.set_xlim(-0.5, len(documents) - 0.5)
    for i in range(len(documents)):
        ax.axvline(i - 0.5, color="#eeeeee", linewidth=0.5, zorder=0)
    _cases(ax, cells.drop_duplicates("document")["case"].tolist())
    size = label("size_is_units", language)
    figure.legend(loc="outside upper center", ncols=3, frameon=False, fontsize=7, title=size)
    figure.legends[0].get_title().set_fontsize(7)
    return figure


_OPEN: dict[str, Any] = {"facecolor": "white", "edgecolor": "black"}


def _cases(ax: Axes, cases: Sequence[str]) -> None:
    """Names of cases above their columns, with a line between."""
    starts = [0, *(i for i in range(1, len(cases)) if cases[i] != cases[i - 1])]
    for start, end in zip(starts, [*starts, len(cases)][1:], strict=True):
        ax.text((start + end - 1) / 2, -0.7, cases[start], ha="center", va="bottom", fontsize=8)
        if start:
            ax.axvline(start - 0.5, color="black", linewidth=0.8)


@style()
def case_matrix(
    groups: pd.DataFrame, cells: pd.DataFrame, codebook: Codebook, *, language: str
) -> Figure:
    """
    Draw which codes occur in which case (Fig02), with one dot an interview beside it.

    Parameters
    ----------
    groups : DataFrame
        From `validation.by_group`, by case.
    cells : DataFrame
        From `validation.presence_map`.
    codebook : Codebook
    language : {'nl', 'en'}
    """
    codes = list(dict.fromkeys(groups["code"]))
    cases = [group for group in dict.fromkeys(groups["group"]) if group != "all"] or ["all"]
    figure, ax = new_figure(6.7, 1.3 + _ROW * len(codes))
    grid = ax.get_gridspec()
    assert grid is not None
    figure.clear()
    spec = figure.add_gridspec(1, 3, width_ratios=[1.1, 1.1, 1.6])
    top = float(groups.loc[groups["group"].isin(cases), "share"].max() or 0) or 1.0
    for column, kind in enumerate(("present", "absent")):
        ax = figure.add_subplot(spec[0, column])
        _shares(ax, groups[groups["presence"] == kind], codes, cases, top)
        ax.set_title(label(kind, language), fontsize=8)
        _rows(ax, _names(codebook, codes, language) if not column else [""] * len(codes))
        _families(codebook, codes, ax)
    ax = figure.add_subplot(spec[0, 2])
    order = {code: i for i, code in enumerate(codes)}
    for number, case in enumerate(cases):
        mine = cells if case == "all" else cells[cells["case"] == case]
        marker, fill = _MARKS[number % len(_MARKS)]
        ax.scatter(
            100 * mine["share_present"].astype(float),
            mine["code"].map(order) + 0.24 * (number - (len(cases) - 1) / 2),
            s=9,
            marker=marker,
            facecolor=fill,
            edgecolor="black",
            linewidths=0.5,
            label=case,
        )
    _rows(ax, [""] * len(codes))
    _families(codebook, codes, ax)
    ax.set_title(label("share_of_units_present", language), fontsize=7)
    ax.set_xlim(left=-0.5)
    figure.legend(loc="outside upper right", ncols=len(cases), fontsize=7, frameon=False)
    return figure


def _number(share: Any) -> float:
    """A share to draw; nobody to take it from is drawn as nothing."""
    return 0.0 if pd.isna(share) else float(share)


def _shares(
    ax: Axes, groups: pd.DataFrame, codes: Sequence[str], cases: Sequence[str], top: float
) -> None:
    cell = {(row["code"], row["group"]): row for row in records(groups)}
    shares = np.array([[_number(cell[c, g]["share"]) for g in cases] for c in codes])
    ax.imshow(shares, aspect="auto", vmin=0.0, vmax=top, cmap="Greys")
    for i, code in enumerate(codes):
        for j, case in enumerate(cases):
            row = cell[code, case]
            if row["k"]:
                words = f"{row['k']}/{row['n']}"
                color = "white" if shares[i, j] > 0.6 * top else "black"
                ax.text(j, i, words, ha="center", va="center", fontsize=6, color=color)
    ax.set_xticks(range(len(cases)), cases)


@style()
def guide_map(rates: pd.DataFrame, codebook: Codebook, *, language: str) -> Figure:
    """
    Draw how far the topic guide makes the pattern (Fig15): code by question.

    Parameters
    ----------
    rates : DataFrame
        From `validation.guide_rates`.
    codebook : Codebook
    language : {'nl', 'en'}
    """
    codes = list(dict.fromkeys(rates["code"]))
    questions = list(dict.fromkeys(rates["question"]))
    table = rates.set_index(["code", "question"])
    shades = 100 * table["rate"].unstack().reindex(index=codes)[questions]
    counts = table["k"].unstack().reindex(index=codes)[questions]
    figure, ax = new_figure(6.7, 1.4 + _ROW * len(codes))
    heat_map(
        shades,
        ax=ax,
        counts=counts,
        value_label=label("rate_of_question", language),
        row_labels=_names(codebook, codes, language),
        groups=[codebook.code(code).family for code in codes],
    )
    ax.tick_params(axis="both", labelsize=6.5)
    return figure


@style()
def profile_dots(
    interviews: pd.DataFrame, literature: pd.DataFrame, codebook: Codebook, *, language: str
) -> Figure:
    """
    Draw the code profile of interviews and of each source (Fig13).

    Parameters
    ----------
    interviews, literature : DataFrame
        From `validation.profile`.
    codebook : Codebook
    language : {'nl', 'en'}
    """
    codes = list(dict.fromkeys([*interviews["code"], *literature["code"]]))
    order = {code: i for i, code in enumerate(codes)}
    figure, ax = new_figure(6.7, 1.4 + _ROW * len(codes))
    mean = interviews.groupby("code")["share"].mean()
    ax.scatter(
        [100 * float(mean.get(code, 0.0)) for code in codes],
        range(len(codes)),
        s=16,
        color="black",
        label=label("interviews_mean", language),
        zorder=3,
    )
    for number, source in enumerate(dict.fromkeys(literature["document"])):
        mine = literature[literature["document"] == source]
        marker, fill = _MARKS[1:][number % (len(_MARKS) - 1)]
        ax.scatter(
            100 * mine["share"].astype(float),
            mine["code"].map(order) + 0.11 * (2 * (number % 2) - 1) * (1 + number // 2),
            s=11,
            marker=marker,
            facecolor=fill,
            edgecolor="black",
            linewidths=0.5,
            label=str(source),
        )
    _rows(ax, _names(codebook, codes, language))
    _families(codebook, codes, ax)
    ax.set_xlabel(label("share_of_units_applied", language), fontsize=7)
    ax.set_xlim(left=-1)
    ax.legend(fontsize=7, loc="upper right", frameon=True)
    return figure
