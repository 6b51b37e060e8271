"""Figures of who is said to act, and whose stories are told (Fig04, Fig05, Fig10)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from coding.codebook import Codebook, in_language
from coding.report.figures import new_figure, style
from coding.report.labels import label
from coding.report.pattern_figures import nothing
from coding.schemas import records

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["actor_map", "broker_map", "pole_bars"]

_DARK = 0.6  # of the darkest shade: from there on letters are white


def _bare(ax: Axes) -> None:
    ax.tick_params(length=0)
    for edge in ax.spines.values():
        edge.set_visible(False)


def _name(codebook: Codebook, code: str, language: str) -> str:
    """Name of a code or roll-up; other words are words of the interface."""
    if code in codebook.rollups:
        return in_language(codebook.rollups[code].label, language, default=code)
    return codebook.code(code).name(language) if code in codebook.codes else label(code, language)


def _wrapped(text: str, width: int) -> str:
    from textwrap import fill

    return fill(text, width, break_long_words=False)


@style()
def actor_map(table: pd.DataFrame, codebook: Codebook, *, language: str) -> Figure:
    """
    Draw whether each kind is tied to its actor (Fig04): told by others beside self-reports.

    In each cell the mean share, how many of the interviews with the layer name the actor, and the
    range with one interview left out. The model's own pairs have a thick border.

    Parameters
    ----------
    table : DataFrame
        From `validation.layer_actor_table`.
    codebook : Codebook
    language : {'nl', 'en'}
    """
    layers, actors = (list(dict.fromkeys(table[name])) for name in ("layer", "actor"))
    figure, _ = new_figure(6.7, 3.1)
    figure.clear()
    top = float(table["share"].max() or 1.0) or 1.0
    axes = np.atleast_1d(figure.subplots(1, 2, sharey=True))
    for ax, told_by in zip(axes, ("others", "self"), strict=True):
        cells = {
            (row["layer"], row["actor"]): row for row in records(table[table["told_by"] == told_by])
        }
        shares = np.array(
            [[_number(cells[layer, actor]["share"]) for actor in actors] for layer in layers]
        )
        ax.imshow(shares, aspect="auto", vmin=0.0, vmax=top, cmap="Greys", interpolation="none")
        for i, layer in enumerate(layers):
            for j, actor in enumerate(actors):
                _actor_cell(ax, j, i, cells[layer, actor], dark=shares[i, j] > _DARK * top)
        ax.set_title(label(f"told_{told_by}", language), fontsize=8)
        names = [_wrapped(_name(codebook, actor, language), 20) for actor in actors]
        ax.set_xticks(range(len(actors)), names, rotation=40, ha="right", fontsize=6.5)
        rows = [_wrapped(_name(codebook, layer, language), 14) for layer in layers]
        ax.set_yticks(range(len(layers)), rows, fontsize=7)
        _bare(ax)
    figure.suptitle(label("actor_cell", language), fontsize=6.5)
    return figure


def _number(value: object) -> float:
    return float("nan") if value is None or pd.isna(value) else float(str(value))  # type: ignore[call-overload]


def _actor_cell(ax: Axes, x: int, y: int, row: dict[str, object], *, dark: bool) -> None:
    from matplotlib.patches import Rectangle

    share = _number(row["share"])
    color = "white" if dark else "black"
    if np.isnan(share):
        ax.text(x, y, "×", ha="center", va="center", color="#888888")
    else:
        ax.text(
            x, y - 0.14, f"{100 * share:.0f} %", ha="center", va="center", fontsize=7.5, color=color
        )
        low, high = _number(row["lowest"]), _number(row["highest"])
        spread = "" if np.isnan(low) or not share else f"\n{100 * low:.0f}–{100 * high:.0f} %"
        said = f"{row['k']}/{row['n']}{spread}"
        ax.text(x, y + 0.18, said, ha="center", va="center", fontsize=5.2, color=color)
    if row["expected"]:
        ax.add_patch(
            Rectangle((x - 0.47, y - 0.47), 0.94, 0.94, fill=False, edgecolor="black", lw=1.8)
        )


@style()
def pole_bars(poles: pd.DataFrame, codebook: Codebook, *, language: str) -> Figure:
    """
    Draw whether stories sit with sides (Fig05): one row an interview, one panel a layer.

    To the left the share of stability stories in all poles of the layer, to the right that of
    renewal, with the numbers of units at the ends; the last panel has the mean over layers.

    Parameters
    ----------
    poles : DataFrame
        From `validation.poles_by_interview`.
    codebook : Codebook
    language : {'nl', 'en'}
    """
    layers = [layer for layer in dict.fromkeys(poles["layer"]) if layer != "all"]
    people = poles.drop_duplicates("document").reset_index(drop=True)
    sides = [side for side in _SIDES if side in set(people["side"])]
    sides += [side for side in dict.fromkeys(people["side"]) if side not in sides]
    rank = people["side"].map(sides.index)
    people = people.loc[rank.sort_values(kind="stable").index].reset_index(drop=True)
    place = {name: i for i, name in enumerate(people["document"])}
    figure, _ = new_figure(6.7, 1.3 + 0.17 * len(people))
    figure.clear()
    axes = np.atleast_1d(figure.subplots(1, len(layers) + 1, sharey=True))
    for ax, layer in zip(axes, [*layers, "all"], strict=True):
        mine = poles[poles["layer"] == layer]
        y = mine["document"].map(place).to_numpy(dtype=float)
        share = 100 * mine["share"].to_numpy(dtype=float, na_value=np.nan)
        if layer == "all":
            _mean_share(ax, mine, place, sides, language)
        else:
            ax.barh(y, -(100 - share), height=0.68, color="#d0d0d0", edgecolor="#555555", lw=0.4)
            ax.barh(y, share, height=0.68, color="#222222")
            _counts(ax, mine, y, share)
            ax.set_xlim(-128, 128)
            ax.set_xticks([-100, 0, 100], ["100", "0", "100 %"])
            ax.axvline(0, color="black", lw=0.6)
        name = (
            label("mean_of_layers", language)
            if layer == "all"
            else _name(codebook, layer, language)
        )
        ax.set_title(name, fontsize=7.5)
        for i in range(1, len(people)):
            if people["side"][i] != people["side"][i - 1]:
                ax.axhline(i - 0.5, color="#777777", lw=0.6)
        ax.tick_params(axis="x", labelsize=6)
        ax.tick_params(axis="y", length=0)
    axes[0].set_ylim(len(people) - 0.4, -0.6)
    axes[0].set_yticks(range(len(people)), list(people["document"]), fontsize=6.5)
    for side in sides:
        middle = people.index[people["side"] == side].to_numpy().mean()
        axes[0].text(
            -0.36, middle, label(side, language) or "–", transform=axes[0].get_yaxis_transform(),
            rotation=90, ha="center", va="center", fontsize=7.5,
        )  # fmt: skip
    handles = [
        ax.barh(-9, 0, color=color, edgecolor="#555555", lw=0.4, label=label(name, language))
        for color, name in (("#d0d0d0", "stability_story"), ("#222222", "renewal_story"))
    ]
    figure.legend(handles=handles, loc="outside upper center", ncols=2, frameon=False, fontsize=7)
    return figure


_SIDES = ("stability", "hinge", "innovation")


def _counts(ax: Axes, mine: pd.DataFrame, y: np.ndarray, share: np.ndarray) -> None:
    for at, here, row in zip(y, share, records(mine), strict=True):
        if np.isnan(here):
            ax.text(0, at, "–", ha="center", va="center", fontsize=6, color="#777777")
            continue
        ax.text(here + 5, at, str(row["explore"]), va="center", fontsize=5.2)
        ax.text(here - 105, at, str(row["exploit"]), va="center", ha="right", fontsize=5.2)


def _mean_share(
    ax: Axes, mine: pd.DataFrame, place: dict[str, int], sides: Sequence[str], language: str
) -> None:
    y = mine["document"].map(place).to_numpy(dtype=float)
    share = 100 * mine["share"].to_numpy(dtype=float, na_value=np.nan)
    ax.scatter(share, y, s=15, color="black", zorder=3)
    for side in sides:
        here = (mine["side"] == side).to_numpy()
        known = here & ~np.isnan(share)
        if known.any():
            middle = share[known].mean()
            ax.plot([middle] * 2, [y[here].min() - 0.4, y[here].max() + 0.4], color="black", lw=1.1)
    ax.set_xlim(-6, 106)
    ax.set_xticks([0, 50, 100], ["0", "50", "100 %"])
    ax.set_xlabel(label("share_of_renewal", language), fontsize=6.5)


@style()
def broker_map(activities: pd.DataFrame, codebook: Codebook, *, language: str) -> Figure:
    """
    Draw what the coordinator does, to whom and in which layer, beside what others do (Fig10).

    Parameters
    ----------
    activities : DataFrame
        From `validation.coordinator_activities`.
    codebook : Codebook
    language : {'nl', 'en'}
    """
    if activities.empty:
        return nothing(language)
    order = {code: i for i, code in enumerate([*codebook.codes, *codebook.rollups])}
    known = {
        name: sorted(set(activities[name]), key=lambda code: (order.get(code, len(order)), code))
        for name in ("activity", "addressee", "layer")
    }
    rows = [(activity, layer) for activity in known["activity"] for layer in known["layer"]]
    figure, _ = new_figure(6.7, 1.6 + 0.17 * len(rows))
    figure.clear()
    agents = [by for by in ("coordinator", "others", "not-said") if by in set(activities["by"])]
    axes = np.atleast_1d(figure.subplots(1, len(agents), sharey=True))
    top = int(activities["interviews"].max())
    for ax, by in zip(axes, agents, strict=True):
        grid = np.zeros((len(rows), len(known["addressee"])))
        for row in records(activities[activities["by"] == by]):
            at = (
                rows.index((row["activity"], row["layer"])),
                known["addressee"].index(row["addressee"]),
            )
            grid[at] = row["interviews"]
        ax.imshow(grid, aspect="auto", vmin=0, vmax=top, cmap="Greys", interpolation="none")
        for i, j in np.argwhere(grid > 0):
            color = "white" if grid[i, j] > _DARK * top else "black"
            ax.text(j, i, f"{grid[i, j]:.0f}", ha="center", va="center", fontsize=6.5, color=color)
        ax.set_title(label(f"brokered_{by}", language), fontsize=7.5)
        names = [_wrapped(_name(codebook, one, language), 18) for one in known["addressee"]]
        ax.set_xticks(range(len(names)), names, rotation=90, fontsize=6)
        for i in range(len(known["layer"]), len(rows), len(known["layer"])):
            ax.axhline(i - 0.5, color="black", lw=0.8)
        ax.set_xticks(np.arange(len(names) + 1) - 0.5, minor=True)
        ax.set_yticks(np.arange(len(rows) + 1) - 0.5, minor=True)
        ax.grid(which="minor", color="#dddddd", lw=0.4)
        ax.tick_params(which="minor", length=0)
        _bare(ax)
    axes[0].set_yticks(
        range(len(rows)), [_name(codebook, layer, language) for _, layer in rows], fontsize=6
    )
    for i, activity in enumerate(known["activity"]):
        middle = (i + 0.5) * len(known["layer"]) - 0.5
        axes[0].text(
            -0.67, middle, _wrapped(_name(codebook, activity, language), 13),
            transform=axes[0].get_yaxis_transform(), ha="right", va="center", fontsize=6.6,
            fontweight="bold",
        )  # fmt: skip
    return figure
