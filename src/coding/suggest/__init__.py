"""
Suggestions and reading orders: what the codebook and the codings so far say of the rest.

Nothing here is a coding. `Suggester` is the estimator; `StudySuggester` is it inside a study, as
the desk asks for it; `evaluate` and `simulate` measure it on coded data. docs/suggest.md says how
good it is, and on what that was measured.
"""

from __future__ import annotations

from coding.suggest.codebooks import read_any_codebook
from coding.suggest.downstream import corrected_count
from coding.suggest.evaluate import Evaluation, evaluate
from coding.suggest.explain import Explanation, explain
from coding.suggest.live import StudySuggester, Suggestion, labelled_units
from coding.suggest.provenance import load_model, save_model, suggestion_history
from coding.suggest.queues import HandOut, find, improve, in_order
from coding.suggest.simulate import Simulation, simulate
from coding.suggest.stopping import found_at_least, recall_p_value, rest_estimate, stop_after
from coding.suggest.suggester import Suggester
from coding.suggest.units import LabelledUnits, read_units

__all__ = [
    "Evaluation",
    "Explanation",
    "HandOut",
    "LabelledUnits",
    "Simulation",
    "StudySuggester",
    "Suggester",
    "Suggestion",
    "corrected_count",
    "evaluate",
    "explain",
    "find",
    "found_at_least",
    "improve",
    "in_order",
    "labelled_units",
    "load_model",
    "read_any_codebook",
    "read_units",
    "recall_p_value",
    "rest_estimate",
    "save_model",
    "simulate",
    "stop_after",
    "suggestion_history",
]
