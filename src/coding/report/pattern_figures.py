"""Figures of pattern and fragility: pairs of codes, saturation, the tornado, the projection."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from coding.codebook import Codebook
from coding.report.figures import heat_map, new_figure, style
from coding.report.labels import label
from coding.report.model_marks import REPORT

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["pair_map", "projection", "saturation_curves", "tornado"]

_NEAR = 0.07  # of the space: closer than that two names overlap
SIGNS = {"present": "+", "absent": "−", "wished": "w", "ambiguous": "?"}


def nothing(language: str, word: str = "no_data") -> Figure:
    """A figure that says there is nothing to draw."""
    figure, ax = new_figure(6.7, 1.5)
    ax.text(0.5, 0.5, label(word, language), ha="center", va="center")
    ax.set_axis_off()
    return figure


@style()
def pair_map(pairs: pd.DataFrame, codebook: Codebook, *, language: str) -> Figure:
    """
    Draw what goes with what (Fig06): below the diagonal raw, above it adjusted for the guide.

    Parameters
    ----------
    pairs : DataFrame
        From `validation.cooccurrence`: pairs that are common enough to say something.
    codebook : Codebook
    language : {'nl', 'en'}
    """
    if pairs.empty:
        return nothing(language, "no_pairs")
    order = {code: i for i, code in enumerate(codebook.codes)}
    nodes = sorted(
        {
            *zip(pairs["a"], pairs["a_presence"], strict=True),
            *zip(pairs["b"], pairs["b_presence"], strict=True),
        },
        key=lambda node: (order.get(node[0], len(order)), node[1]),
    )
    place = {node: i for i, node in enumerate(nodes)}
    lifts = np.full((len(nodes), len(nodes)), np.nan)
    for a, a_is, b, b_is, raw, guided in zip(
        *(pairs[n] for n in ("a", "a_presence", "b", "b_presence", "lift", "lift_guide")),
        strict=True,
    ):
        i, j = sorted((place[a, a_is], place[b, b_is]))
        lifts[j, i] = raw
        lifts[i, j] = np.nan if pd.isna(guided) else float(guided)
    names = [f"{codebook.code(code).name(language)} [{SIGNS[sign]}]" for code, sign in nodes]
    figure, ax = new_figure(6.7, 2.4 + 0.24 * len(nodes))
    known = ~np.isnan(lifts)
    shown = pd.DataFrame(np.where(known, lifts, 0.0), index=names, columns=names)
    heat_map(shown, ax=ax, value_label=label("lift", language), digits=".1f")
    ax.tick_params(axis="x", rotation=90)
    for name in ax.get_xticklabels():
        name.set_horizontalalignment("center")
    for i in range(len(nodes) + 1):  # a grid to follow with the eye from a cell to its names
        ax.axhline(i - 0.5, color="#e6e6e6", linewidth=0.4, zorder=0.5)
        ax.axvline(i - 0.5, color="#e6e6e6", linewidth=0.4, zorder=0.5)
    ax.plot([-0.5, len(nodes) - 0.5], [-0.5, len(nodes) - 0.5], color="black", linewidth=0.8)
    ax.tick_params(axis="both", labelsize=6.5)
    ax.set_title(f"{label('pair_map_halves', language)}\n{label('signs', language)}", fontsize=7)
    return figure


@style()
def saturation_curves(curves: pd.DataFrame, *, language: str) -> Figure:
    """
    Draw how much of what occurs was seen after so many interviews (Fig12).

    Parameters
    ----------
    curves : DataFrame
        From `validation.saturation`.
    language : {'nl', 'en'}
    """
    kinds = list(dict.fromkeys(curves["kind"]))
    scopes = [scope for scope in dict.fromkeys(curves["scope"]) if scope != "all"]
    if not kinds:
        return nothing(language)
    figure, ax = new_figure(6.7, 4.4 if scopes else 2.6)
    figure.clear()
    axes = np.atleast_2d(figure.subplots(2 if scopes else 1, len(kinds), sharey=True))
    for column, kind in enumerate(kinds):
        mine = curves[curves["kind"] == kind]
        ax = axes[0, column]
        whole = mine[mine["scope"] == "all"]
        x = whole["interviews"].to_numpy(dtype=float)
        low, high = (100 * whole[name].to_numpy(dtype=float) for name in ("low", "high"))
        ax.fill_between(x, low, high, color="#cccccc", linewidth=0)
        ax.plot(x, 100 * whole["mean"], color="black", linewidth=1.2)
        ax.plot(x, 100 * whole["real"], color="black", linewidth=0.9, linestyle=":")
        number = int(whole["items"].iloc[0])
        ax.set_title(f"{label(f'saturation_{kind}', language)} (n = {number})", fontsize=8)
        for row, dash in zip(scopes, ("-", "--", "-.", ":"), strict=False):
            part = mine[mine["scope"] == row]
            if len(part):
                axes[1, column].plot(
                    part["interviews"],
                    100 * part["mean"],
                    color="black",
                    linestyle=dash,
                    linewidth=1,
                    label=f"{row} (n = {int(part['items'].iloc[0])})",
                )
        if scopes:
            axes[1, column].legend(fontsize=6.5, frameon=False, loc="lower right")
        for each in axes[:, column]:
            each.set_ylim(0, 104)
            each.xaxis.get_major_locator().set_params(integer=True)
        axes[-1, column].set_xlabel(label("interviews", language))
    for each in axes[:, 0]:
        each.set_ylabel(label("seen_share", language))
    return figure


@style()
def tornado(
    runs: pd.DataFrame,
    claims: pd.DataFrame,
    *,
    language: str,
    words: dict[str, str],
    heading: str = "",
) -> Figure:
    """
    Draw which interview or case makes the difference (Fig16).

    Per claim: votes for minus against as a share of those that speak; the range over leaving one
    interview out (dark) and one case out (light), a tick for all interviews,
    and a cross where the verdict changes.

    Parameters
    ----------
    runs, claims : DataFrame
        `runs` and `claims` of `validation.sensitivity`.
    language : {'nl', 'en'}
    words : dict
        Verdict -> word of the plan.
    heading : str
        Above the verdicts, e.g. that they are a rule on fictive data.
    """
    left = runs[runs["left_out"] != ""]
    spoken = left[left["speak"] > 0]
    names = [claim for claim in claims["claim"] if claim in set(spoken["claim"])]
    if not names:
        return nothing(language)
    figure, ax = new_figure(6.7, 1.1 + 0.17 * len(names))
    by_case = spoken["run"].str.startswith("without case")
    net = (spoken["for"] - spoken["against"]) / spoken["speak"]
    start = dict(zip(claims["claim"], claims["net"], strict=True))
    verdicts = dict(zip(claims["claim"], claims["verdict"], strict=True))
    looks = ((by_case, 0.62, "#d5d5d5", "cases"), (~by_case, 0.3, "#555555", "interviews"))
    for y, claim in enumerate(names):
        mine = (spoken["claim"] == claim) & spoken["changed"]
        for chosen, height, color, _ in looks:
            here = net[mine & chosen]
            if len(here):
                ax.barh(y, here.max() - here.min(), left=here.min(), height=height, color=color)
        ax.plot([start[claim]] * 2, [y - 0.36, y + 0.36], color="black", linewidth=0.9)
        flips = net[mine & spoken["flipped"]]
        ax.scatter(flips, [y] * len(flips), marker="x", s=14, color="black", linewidths=0.9)
        ax.text(1.04, y, words[verdicts[claim]], va="center", fontsize=6)
    for _, _, color, name in looks:
        ax.barh(-9, 0, color=color, label=label(f"left_out_{name}", language))
    ax.scatter([], [], marker="x", s=14, color="black", label=label("verdict_changes", language))
    ax.text(1.04, -1.0, heading, va="bottom", fontsize=6)
    ax.axvline(0, color="black", linewidth=0.6)
    ax.set_yticks(range(len(names)), names, fontsize=6.5)
    for tick, claim in zip(ax.get_yticklabels(), names, strict=True):
        tick.set_url(f"{REPORT}#claim-{claim}")
    ax.set_ylim(len(names) - 0.4, -0.6)
    ax.set_xlim(-1.02, 1.02)
    ax.set_xlabel(label("net_votes", language))
    figure.legend(loc="outside upper center", ncols=3, fontsize=7, frameon=False)
    return figure


@style()
def projection(points: pd.DataFrame, *, language: str, explained: Sequence[float]) -> Figure:
    """
    Draw interviews in the space of what goes together in them (Fig17, exploratory).

    Parameters
    ----------
    points : DataFrame
        From `validation.interview_space`: `document, case, side, x, y`.
    language : {'nl', 'en'}
    explained : sequence of float
        Share of variation each axis holds.
    """
    figure, ax = new_figure(5.2, 4.2)
    sides = list(dict.fromkeys(points["side"]))
    looks: dict[str, Any] = dict(
        zip(sides, ("#000000", "#ffffff", "#999999", "#dddddd"), strict=False)
    )
    for marker, (case, mine) in zip("os^Dv", points.groupby("case", sort=False), strict=False):
        fills = [looks.get(side, "#ffffff") for side in mine["side"]]
        ax.scatter(mine["x"], mine["y"], marker=marker, s=34, c=fills, edgecolors="black")
        ax.scatter([], [], marker=marker, s=30, c="white", edgecolors="black", label=str(case))
        ax.scatter(
            mine["x"].mean(),
            mine["y"].mean(),
            marker=marker,
            s=150,
            c="none",
            edgecolors="black",
            linewidths=1.6,
        )
    for side in sides:
        ax.scatter(
            [],
            [],
            marker="o",
            s=30,
            c=looks.get(side),
            edgecolors="black",
            label=label(side, language),
        )
    for name, x, y in zip(points["document"], points["x"], points["y"], strict=True):
        near = ((points["x"] - x).abs() < _NEAR) & ((points["y"] - y).abs() < _NEAR)
        right = not (near & (points["x"] > x)).any()  # the left one of two writes to its left
        ax.annotate(
            str(name), (x, y), xytext=(4 if right else -4, 3), textcoords="offset points",
            fontsize=6, ha="left" if right else "right",
        )  # fmt: skip
    ax.axhline(0, color="#cccccc", linewidth=0.6, zorder=0)
    ax.axvline(0, color="#cccccc", linewidth=0.6, zorder=0)
    held = [
        label("axis_holds", language).format(axis=place, share=100 * share)
        for place, share in enumerate(explained, start=1)
    ]
    ax.set_xlabel(held[0])
    ax.set_ylabel(held[1])
    ax.legend(fontsize=6.5, frameon=True, loc="best")
    return figure
