"""Figures: one style, one way to save them, functions that draw on an Axes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import pandas as pd

from coding.codebook import Codebook
from coding.errors import CodingError
from coding.report.labels import label

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["OKABE_ITO", "heat_map", "hits_map", "new_figure", "save_figure", "style"]

# Okabe & Ito (2008): distinct for the colour-blind; never the only carrier of a meaning
OKABE_ITO = {
    "black": "#000000",
    "orange": "#E69F00",
    "sky": "#56B4E9",
    "green": "#009E73",
    "yellow": "#F0E442",
    "blue": "#0072B2",
    "vermilion": "#D55E00",
    "purple": "#CC79A7",
}
_STYLE: dict[str, Any] = {
    "font.family": "DejaVu Sans",  # comes with matplotlib: the same letters everywhere
    "font.size": 8,
    "axes.titlesize": 9,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "figure.dpi": 100,
    "savefig.dpi": 150,
    "svg.hashsalt": "grenswerk-coding",  # ids in SVG files do not change from run to run
    "svg.fonttype": "path",
    "image.cmap": "Greys",
    "path.simplify": False,
}
_MANY_ROWS = 25


@contextmanager
def style() -> Iterator[None]:
    """Draw in the house style, whatever the user's settings are."""
    import matplotlib as mpl

    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams.update(cast("Any", _STYLE))
        yield


def new_figure(width: float, height: float) -> tuple[Figure, Axes]:
    """
    A figure of its own (not registered with pyplot) with one Axes.

    Parameters
    ----------
    width, height : float
        Inches, at which it is meant to be printed.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    with style():
        figure = Figure(figsize=(width, height), layout="constrained")
        FigureCanvasAgg(figure)
        return figure, figure.add_subplot()


def save_figure(figure: Figure, stem: Path, *, watermark: str = "") -> None:
    """
    Write `<stem>.svg` and `<stem>.png`: the same figure, the same bytes.

    Parameters
    ----------
    figure : Figure
    stem : Path
        Folder and name without an ending.
    watermark : str
        Printed across and under the figure; for outputs of a fictive study.
    """
    stem.parent.mkdir(parents=True, exist_ok=True)
    with style():
        if watermark:
            _stamp(figure, watermark)
        figure.savefig(stem.with_suffix(".svg"), metadata={"Date": None, "Creator": None})
        figure.savefig(stem.with_suffix(".png"), metadata={"Software": None})


def _stamp(figure: Figure, watermark: str) -> None:
    grey = {"color": "#555555", "gid": "watermark"}
    figure.supxlabel(watermark.upper(), fontsize=7, fontweight="bold", **grey)
    figure.text(
        0.5,
        0.5,
        watermark,
        fontsize=min(figure.get_figwidth() * 4.2, 34),
        rotation=25,
        ha="center",
        va="center",
        alpha=0.13,
        color="#000000",
        zorder=10,
    )


@style()
def heat_map(
    values: pd.DataFrame,
    *,
    ax: Axes,
    counts: pd.DataFrame | None = None,
    value_label: str = "",
    row_labels: Sequence[str] | None = None,
    groups: Sequence[str] = (),
    column_groups: Sequence[str] = (),
    digits: str = ".3g",
) -> Axes:
    """
    Draw a matrix in shades of grey, each cell with its number: readable without colour.

    Parameters
    ----------
    values : DataFrame
        Rows and columns as drawn; missing cells are hatched ("not looked at is not none").
    ax : Axes
    counts : DataFrame, optional
        Whole numbers to print in the cells instead of `values`.
    value_label : str
        Meaning of the shade, with its unit.
    row_labels : sequence of str, optional
        Shown instead of the index.
    groups, column_groups : sequence of str
        Group of each row and column; a thin line separates groups, columns' groups are named.
    digits : str
        How numbers are printed in the cells, as a format.

    Raises
    ------
    CodingError
        If the matrix is empty.
    """
    if values.empty:
        raise CodingError("a heat map of nothing", hint="there are no rows or no columns yet")
    shades = values.to_numpy(dtype=float)
    printed = (values if counts is None else counts).to_numpy(dtype=float)
    top = float(np.nanmax(shades)) if np.isfinite(shades).any() else 1.0
    image = ax.imshow(shades, aspect="auto", vmin=0.0, vmax=top or 1.0, interpolation="none")
    for i, j in np.argwhere(np.isnan(shades)):
        ax.text(j, i, "×", ha="center", va="center", color="#888888")
    for i, j in np.argwhere(~np.isnan(shades)):
        if printed[i, j]:
            dark = shades[i, j] > 0.6 * top
            ax.text(
                j,
                i,
                f"{printed[i, j]:{digits}}",
                ha="center",
                va="center",
                fontsize=6,
                color="white" if dark else "black",
            )
    ax.set_xticks(range(values.shape[1]), [str(c) for c in values.columns], rotation=45, ha="right")
    ax.set_yticks(range(values.shape[0]), list(row_labels or map(str, values.index)))
    ax.tick_params(length=0)
    for edge in ax.spines.values():
        edge.set_visible(False)
    for i in _changes(groups):
        ax.axhline(i - 0.5, color="#777777", linewidth=0.6)
    starts = [0, *_changes(column_groups)] if column_groups else []
    for i, end in zip(starts, [*starts, values.shape[1]][1:], strict=bool(starts)):
        ax.text((i + end - 1) / 2, -0.8, column_groups[i], ha="center", va="bottom", fontsize=8)
        if i:
            ax.axvline(i - 0.5, color="black", linewidth=1.2)
    bar = ax.figure.colorbar(image, ax=ax, shrink=0.5 if len(values) > _MANY_ROWS else 1, pad=0.01)
    bar.set_label(value_label)
    bar.outline.set_visible(False)
    return ax


def _changes(groups: Sequence[str]) -> list[int]:
    return [i for i in range(1, len(groups)) if groups[i] != groups[i - 1]]


@style()
def hits_map(
    table: pd.DataFrame, codebook: Codebook, documents: pd.DataFrame, *, language: str
) -> Figure:
    """
    Draw indicator hits per code and document: shade by density, the number of places in the cell.

    Parameters
    ----------
    table : DataFrame
        Columns `code, document, hits, hits_per_1000`; see `validation.hits_overview`.
    codebook : Codebook
        Gives the order of codes and their labels.
    documents : DataFrame
        Rows of `schemas.DOCUMENTS`: the order of columns and the kind each is of.
    language : {'nl', 'en'}
    """
    codes = list(codebook.codes)
    names = [str(name) for name in documents["document"]]
    figure, ax = new_figure(6.7, 1.6 + 0.17 * len(codes))
    if not names:
        ax.text(0.5, 0.5, label("no_data", language), ha="center")
        ax.set_axis_off()
        return figure
    cells = table.set_index(["code", "document"])
    shades = cells["hits_per_1000"].astype("float64").unstack().reindex(index=codes)[names]
    counts = cells["hits"].unstack().reindex(index=codes)[names]
    heat_map(
        shades,
        ax=ax,
        counts=counts,
        value_label=f"{label('hits_per_1000', language)}\n({label('not_codings', language)})",
        row_labels=[codebook.codes[code].name(language) for code in codes],
        groups=[codebook.codes[code].family for code in codes],
        column_groups=[label(f"{kind}s", language) for kind in documents["kind"]],
    )
    return figure
