"""The figure on suggestions: what they find, whether their p is true, how fast they learn."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from coding.report.figures import OKABE_ITO, style

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["calibration_plot", "learning_plot", "precision_recall_plot", "suggestion_figure"]

_WORDS = {
    "suggester": ("suggesties", "suggestions"),
    "keywords": ("zoektermen", "indicators"),
    "prevalence": ("aandeel van de code", "share of the code"),
    "recall": ("gevonden deel (recall)", "share found (recall)"),
    "precision": ("juist van wat boven staat (precisie)", "right among the first (precision)"),
    "p": ("kans volgens de machine", "probability it gives"),
    "share": ("aandeel dat klopte", "share that was right"),
    "interviews": ("geheel gecodeerde interviews", "interviews coded whole"),
    "macro_ap": ("gemiddelde precisie over codes", "mean average precision over codes"),
    "exact": ("precies waar", "exactly true"),
    "pairs": ("paren", "pairs"),
}
_LINES = {
    "suggester": (OKABE_ITO["blue"], "-"),
    "keywords": (OKABE_ITO["orange"], "--"),
    "prevalence": ("#777777", ":"),
}


def _word(name: str, language: str) -> str:
    return _WORDS[name][0 if language == "nl" else 1]


@style()
def precision_recall_plot(frame: pd.DataFrame, *, ax: Axes, language: str = "en") -> Axes:
    """
    Draw precision against recall, mean over codes, one line a method.

    Parameters
    ----------
    frame : DataFrame
        Columns `method, recall, precision`.
    ax : Axes
    language : {'nl', 'en'}
    """
    for method, rows in frame.groupby("method", sort=False):
        colour, line = _LINES[str(method)]
        ax.plot(
            rows["recall"],
            rows["precision"],
            color=colour,
            linestyle=line,
            label=_word(str(method), language),
        )
    ax.set(xlim=(0, 1), ylim=(0, None))
    ax.set_xlabel(_word("recall", language))
    ax.set_ylabel(_word("precision", language))
    ax.legend(frameon=False, fontsize=7)
    return ax


@style()
def calibration_plot(frame: pd.DataFrame, *, ax: Axes, language: str = "en") -> Axes:
    """
    Draw what came true against the probability given, with how many pairs each point holds.

    Parameters
    ----------
    frame : DataFrame
        Columns `p, share, pairs`.
    ax : Axes
    language : {'nl', 'en'}
    """
    ax.plot([0, 1], [0, 1], color="#777777", linewidth=0.8, label=_word("exact", language))
    ax.plot(
        frame["p"],
        frame["share"],
        "o-",
        color=OKABE_ITO["blue"],
        markersize=4,
        clip_on=False,
    )
    for row in frame.to_dict("records"):
        ax.annotate(
            f"{int(row['pairs'])}",
            (row["p"], row["share"]),
            textcoords="offset points",
            xytext=(4, 4) if row["share"] < 0.05 else (4, -9),
            fontsize=6,
        )
    ax.set(xlim=(0, 1), ylim=(0, 1))
    ax.set_xlabel(_word("p", language))
    ax.set_ylabel(_word("share", language))
    ax.legend(frameon=False, fontsize=7, loc="upper left")
    return ax


@style()
def learning_plot(frame: pd.DataFrame, *, ax: Axes, language: str = "en") -> Axes:
    """
    Draw ranking against interviews coded; 0 is the codebook alone.

    Parameters
    ----------
    frame : DataFrame
        Columns `interviews, macro_ap`, and `prevalence`: the level of a random order.
    ax : Axes
    language : {'nl', 'en'}
    """
    ax.plot(frame["interviews"], frame["macro_ap"], "o-", color=OKABE_ITO["blue"], markersize=4)
    if "prevalence" in frame.columns:
        ax.axhline(
            float(frame["prevalence"].iloc[0]),
            color="#777777",
            linestyle=":",
            label=_word("prevalence", language),
        )
        ax.legend(frameon=False, fontsize=7, loc="lower right")
    ax.set_xticks(frame["interviews"].tolist())
    ax.set_ylim(0, None)
    ax.set_xlabel(_word("interviews", language))
    ax.set_ylabel(_word("macro_ap", language))
    return ax


@style()
def suggestion_figure(
    found: pd.DataFrame, calibration: pd.DataFrame, learnt: pd.DataFrame, *, language: str = "en"
) -> Figure:
    """
    Put the three panels beside each other.

    Parameters
    ----------
    found, calibration, learnt : DataFrame
        As the three plots take them.
    language : {'nl', 'en'}
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(7.2, 2.7), layout="constrained")
    FigureCanvasAgg(figure)
    left, middle, right = figure.subplots(1, 3)
    precision_recall_plot(found, ax=left, language=language)
    calibration_plot(calibration, ax=middle, language=language)
    learning_plot(learnt, ax=right, language=language)
    for ax, letter in zip((left, middle, right), "abc", strict=True):
        ax.set_title(letter, loc="left", fontweight="bold")
    return figure
