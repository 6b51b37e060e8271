"""Figures of agreement: what is drawn is what is in the table, and who coded stands in it."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import agreement_builders as build
from coding.reliability import (
    by_document,
    confusion,
    confusion_matrix,
    prevalence,
    summarise,
)
from coding.report import agreement_by_document, confusion_map, forest_plot, prevalence_plot


@pytest.fixture(scope="module")
def team(tmp_path_factory: pytest.TempPathFactory) -> build.Team:
    """Hand out the toy study."""
    return build.toy(tmp_path_factory.mktemp("toy"))


def _texts(figure) -> str:
    parts = [text.get_text() for ax in figure.axes for text in ax.texts]
    parts += [label.get_text() for ax in figure.axes for label in ax.get_yticklabels()]
    return " ".join([*parts, figure.get_suptitle().replace("\n", " ")])


def test_the_forest_plot_draws_the_table(team: build.Team) -> None:
    """Rows in the table's order, the dot at alpha, the reason's words where there is none."""
    compared = team.compare(build.MODELS, fictive=True)
    table = summarise(compared, replicates=30).table
    who = compared.announcement("en")
    figure = forest_plot(table, team.later, language="en", announcement=who, threshold=0.8)
    ax = figure.axes[0]

    dots = ax.lines[0].get_xdata()
    assert [round(float(x), 6) for x in dots[:2]] == [0.0, 0.6]
    assert [t.get_text() for t in ax.get_yticklabels()] == ["late", "waiting", "helping"]
    assert "cannot be computed" in _texts(figure)
    assert who in _texts(figure)


def test_a_reflexive_study_draws_no_forest(team: build.Team) -> None:
    """Without coefficients there is nothing to draw, and that is said."""
    table = summarise(team.compare(reflexive=True)).table

    assert "no data yet" in _texts(forest_plot(table, team.later, language="en"))


def test_the_other_figures_draw_and_name_who_coded(team: build.Team) -> None:
    """Confusion, documents and prevalence carry the announcement."""
    compared = team.compare(build.MODELS, fictive=True)
    who = compared.announcement("nl")
    options = {"language": "nl", "announcement": who}
    matrix = confusion_matrix(confusion(compared))
    figures = [
        confusion_map(matrix, team.later, **options),
        agreement_by_document(by_document(compared, replicates=20), **options),
        prevalence_plot(prevalence(compared), team.later, **options),
    ]

    assert matrix.loc["waiting", "(none)"] == 2
    assert all(who in _texts(figure) for figure in figures)


def test_nothing_to_draw_is_said(tmp_path: Path) -> None:
    """Before anybody coded each figure says that there is no data yet."""
    team = build.Team(tmp_path)
    compared = team.compare()
    figures = [
        forest_plot(summarise(compared).table, team.later, language="en"),
        confusion_map(confusion_matrix(confusion(compared)), team.later, language="en"),
        agreement_by_document(by_document(compared), language="en"),
        prevalence_plot(prevalence(compared), team.later, language="en"),
    ]

    assert all("no data yet" in _texts(figure) for figure in figures)
    assert isinstance(summarise(compared).table, pd.DataFrame)
