"""Figures of links: what goes together (Fig07), and what respondents say leads to what (Fig08)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from textwrap import fill
from typing import TYPE_CHECKING

import pandas as pd

from coding.codebook import Codebook
from coding.report.figures import new_figure, style
from coding.report.labels import label
from coding.report.pattern_figures import SIGNS, nothing
from coding.schemas import records

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["link_graph", "pair_network"]

Node = tuple[str, str]  # code, presence
_LEAST = 2  # interviews: a link of one person alone is in the table only


def _named(codebook: Codebook, node: Node, language: str) -> str:
    code, presence = node
    sign = f"\u00a0[{SIGNS[presence]}]" if presence in SIGNS else ""
    return f"{codebook.code(code).name(language)}{sign}"


def _in_order(nodes: set[Node], codebook: Codebook) -> list[Node]:
    order = {code: i for i, code in enumerate(codebook.codes)}
    return sorted(nodes, key=lambda node: (order.get(node[0], len(order)), node[1]))


@style()
def pair_network(pairs: pd.DataFrame, codebook: Codebook, *, language: str) -> Figure:
    """
    Draw pairs that go together more than the guide explains, as a ring of codes (Fig07).

    Line width and number: interviews with more windows than the guide explains. Solid: lift above 1
    whichever interview is left out; dashed: not. Codes stand in the order of the codebook, so that
    two figures can be laid side by side.

    Parameters
    ----------
    pairs : DataFrame
        From `validation.cooccurrence`.
    codebook : Codebook
    language : {'nl', 'en'}
    """
    guided = pairs["lift_guide"].notna().any() if len(pairs) else False
    lift = pairs["lift_guide"] if guided else pairs["lift"]
    shown = pairs[lift.astype("Float64") > 1]
    if shown.empty:
        return nothing(language, "no_pairs")
    ends = {(row["a"], row["a_presence"]) for row in records(shown)}
    ends |= {(row["b"], row["b_presence"]) for row in records(shown)}
    nodes = _in_order(ends, codebook)
    figure, ax = new_figure(6.7, 6.5)
    ax.set_aspect("equal")
    ax.set_axis_off()
    ax.set_xlim(-1.85, 1.85)
    ax.set_ylim(-1.68, 1.68)
    places = _around(nodes, codebook)
    most = max(int(_times(row)) for row in records(shown))
    for row in sorted(records(shown), key=_times):
        a, b = places[row["a"], row["a_presence"]], places[row["b"], row["b_presence"]]
        _chord(ax, a, b, _times(row) / most, solid=row["survives"] is True or row["survives"] == 1)
    taken: list[tuple[float, float]] = []
    for row in sorted(records(shown), key=_times, reverse=True):  # numbers above all lines
        a, b = places[row["a"], row["a_presence"]], places[row["b"], row["b_presence"]]
        _number(ax, [_bend(a, b, 0.2 + 0.02 * i) for i in range(31)], str(_times(row)), taken)
    for node in nodes:
        _around_label(ax, places[node], _named(codebook, node, language))
    for dash, name in (("-", "stays_without_one"), ((0, (4, 2)), "does_not_stay")):
        ax.plot([], [], color="black", linestyle=dash, lw=1.4, label=label(name, language))
    title = f"{label('network_numbers', language)}\n{label('signs', language)}"
    legend = figure.legend(
        loc="outside upper center", ncols=2, fontsize=7, frameon=False, title=title
    )
    legend.get_title().set(fontsize=7, multialignment="center")
    return figure


def _number(
    ax: Axes, path: Sequence[tuple[float, float]], said: str, taken: list[tuple[float, float]]
) -> None:
    """Write on a line where it is farthest from what is written already."""

    def room(place: tuple[float, float]) -> float:
        return min((round(math.dist(place, other), 6) for other in taken), default=1.0)

    x, y = max(reversed(path), key=lambda place: min(room(place), 0.6))
    taken.append((x, y))
    box = {"facecolor": "white", "edgecolor": "none", "pad": 0.5}
    ax.text(x, y, said, fontsize=5.8, ha="center", va="center", zorder=4, bbox=box)


def _times(row: dict[str, object]) -> int:
    """Interviews above expectation; all with the pair where the guide is not labelled."""
    value = row["above"] if not pd.isna(row["above"]) else row["interviews"]  # type: ignore[call-overload]
    return int(str(value).split(".", maxsplit=1)[0])


def _around(nodes: Sequence[Node], codebook: Codebook) -> dict[Node, tuple[float, float]]:
    """Places on a circle from noon, clockwise, with a gap between families."""
    families = [codebook.code(code).family for code, _ in nodes]
    steps = [0.0]
    for i in range(1, len(nodes)):
        steps.append(steps[-1] + (1.0 if families[i] == families[i - 1] else 1.7))
    whole = steps[-1] + 1.7
    turns = [math.pi / 2 - 2 * math.pi * step / whole for step in steps]
    return {node: (math.cos(t), math.sin(t)) for node, t in zip(nodes, turns, strict=True)}


def _bend(a: tuple[float, float], b: tuple[float, float], t: float) -> tuple[float, float]:
    """A point of the curve from a to b that leans towards the middle of the circle."""
    control = 0.35 * (a[0] + b[0]) / 2, 0.35 * (a[1] + b[1]) / 2
    x, y = ((1 - t) ** 2 * a[i] + 2 * t * (1 - t) * control[i] + t * t * b[i] for i in (0, 1))
    return x, y


def _chord(
    ax: Axes, a: tuple[float, float], b: tuple[float, float], weight: float, *, solid: bool
) -> None:
    points = [_bend(a, b, i / 24) for i in range(25)]
    x, y = zip(*points, strict=True)
    grey = f"{0.62 - 0.55 * weight:.2f}"
    ax.plot(x, y, color=grey, lw=0.6 + 2.6 * weight, ls="-" if solid else (0, (4, 2)), zorder=2)


def _around_label(ax: Axes, place: tuple[float, float], name: str) -> None:
    x, y = place
    ax.scatter([x], [y], s=20, color="black", zorder=5)
    turn = math.degrees(math.atan2(y, x))
    left = abs(turn) > 90
    shown = ax.text(
        1.05 * x, 1.05 * y, fill(name, 24), fontsize=6.2, rotation=turn + 180 if left else turn,
        rotation_mode="anchor", ha="right" if left else "left", va="center", linespacing=1.0,
    )  # fmt: skip
    shown.set_in_layout(False)


@style()
def link_graph(
    links: pd.DataFrame, codebook: Codebook, *, language: str, least: int = _LEAST
) -> Figure:
    """
    Draw what leads to what in the respondents' own words (Fig08).

    On the left what brings about or is a condition, on the right what comes of it; on each arrow
    the interviews that say so, that deny it, and that say the reverse. Dashed: rests on two
    interviews, so that one is left when the other is left out.

    Parameters
    ----------
    links : DataFrame
        From `validation.relation_graph`.
    codebook : Codebook
    language : {'nl', 'en'}
    least : int
        Interviews a link must have to be drawn; the others are in the table.
    """
    shown = links[links["interviews"] >= least]
    if shown.empty:
        return nothing(language)
    rows = records(shown)
    causes = _in_order({(row["from_code"], row["from_presence"]) for row in rows}, codebook)
    effects = _in_order({(row["to_code"], row["to_presence"]) for row in rows}, codebook)
    tall = max(len(causes), len(effects))
    figure, ax = new_figure(6.7, 1.1 + 0.36 * tall)
    ax.set_xlim(0, 6.7)
    ax.set_ylim(-0.7, tall + 0.4)
    ax.set_axis_off()
    left = {node: tall - (i + 0.5) * tall / len(causes) for i, node in enumerate(causes)}
    means = {
        node: [
            left[row["from_code"], row["from_presence"]]
            for row in rows
            if (row["to_code"], row["to_presence"]) == node
        ]
        for node in effects
    }
    effects.sort(key=lambda node: -sum(means[node]) / len(means[node]))
    right = {node: tall - (i + 0.5) * tall / len(effects) for i, node in enumerate(effects)}
    _columns(ax, codebook, left, right, language)
    most = int(shown["interviews"].max())
    taken: list[tuple[float, float]] = []
    for row in rows:
        start = left[row["from_code"], row["from_presence"]]
        end = right[row["to_code"], row["to_presence"]]
        _link(ax, row, start, end, most)
        path = [
            (_FROM + i / 50 * (_TO - _FROM), start + i / 50 * (end - start)) for i in range(12, 40)
        ]
        _number(ax, path, _said(row, language), taken)
    for dash, name in (("-", "three_or_more"), ((0, (4, 2)), "two_interviews")):
        ax.plot([], [], color="black", linestyle=dash, lw=1.2, label=label(name, language))
    drawn = {"shown": len(shown), "all": int((links["interviews"] > 0).sum())}
    lines = label("link_numbers", language), label("links_drawn", language).format(**drawn)
    title = f"{lines[0]}\n{lines[1]} · {label('signs', language)}"
    legend = figure.legend(
        loc="outside upper center", ncols=2, fontsize=7, frameon=False, title=title
    )
    legend.get_title().set(fontsize=7, multialignment="center")
    return figure


_FROM, _TO = 2.35, 4.75  # inches: where arrows start and end


def _columns(
    ax: Axes,
    codebook: Codebook,
    left: dict[Node, float],
    right: dict[Node, float],
    language: str,
) -> None:
    tall = max(*left.values(), *right.values()) + 0.75
    for x, ha, name in ((_FROM, "right", "brings_about"), (_TO, "left", "brought_about")):
        ax.text(x, tall, label(name, language), ha=ha, va="bottom", fontsize=7.5, fontweight="bold")
    for nodes, x, ha in ((left, _FROM - 0.06, "right"), (right, _TO + 0.08, "left")):
        for node, y in nodes.items():
            ax.text(x, y, _named(codebook, node, language), ha=ha, va="center", fontsize=6.8)


def _link(ax: Axes, row: dict[str, object], start: float, end: float, most: int) -> None:
    from matplotlib.patches import FancyArrowPatch

    n = int(str(row["interviews"]))
    weight = n / most
    ax.add_patch(
        FancyArrowPatch(
            (_FROM, start), (_TO, end), arrowstyle="-|>", mutation_scale=5 + 4 * weight,
            lw=0.6 + 2.0 * weight, color=f"{0.55 - 0.5 * weight:.2f}", shrinkA=0, shrinkB=0,
            linestyle="-" if n > _LEAST else (0, (4, 2)), zorder=2,
        )
    )  # fmt: skip


def _said(row: dict[str, object], language: str) -> str:
    said = f"{row['interviews']} / {row['no_link']} / {row['reverse']}"
    hinders = int(str(row["hinders"]))
    return f"{said} · {hinders} {label('hinders', language)}" if hinders else said
