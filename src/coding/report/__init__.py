"""Figures, tables, handouts, the report: each output marked, captioned, kept with its data."""

from __future__ import annotations

from coding.report.actor_figures import actor_map, broker_map, pole_bars
from coding.report.agreement import (
    agreement_by_document,
    confusion_map,
    forest_plot,
    prevalence_plot,
)
from coding.report.claim_figures import vote_dots
from coding.report.figures import heat_map, hits_map, new_figure
from coding.report.labels import label
from coding.report.link_figures import link_graph, pair_network
from coding.report.matrix_figures import case_matrix, guide_map, presence_chart, profile_dots
from coding.report.model_figure import model_drawing
from coding.report.outputs import Outputs, read_not_made, read_records
from coding.report.pattern_figures import pair_map, projection, saturation_curves, tornado
from coding.report.tables import html_table

__all__ = [
    "Outputs",
    "actor_map",
    "agreement_by_document",
    "broker_map",
    "case_matrix",
    "confusion_map",
    "forest_plot",
    "guide_map",
    "heat_map",
    "hits_map",
    "html_table",
    "label",
    "link_graph",
    "model_drawing",
    "new_figure",
    "pair_map",
    "pair_network",
    "pole_bars",
    "presence_chart",
    "prevalence_plot",
    "profile_dots",
    "projection",
    "read_not_made",
    "read_records",
    "saturation_curves",
    "tornado",
    "vote_dots",
]
