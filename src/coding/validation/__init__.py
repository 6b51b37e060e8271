"""
Description and validation: frames with uncertainty, generic for any study.

`read_coded` reads what a study has coded, `gather` says what of it counts, and every frame here
takes the `Material` that hands out. `grenswerk`, `initiatives` and `observations` hold what is
particular to the grenswerk model.
"""

from __future__ import annotations

from coding.validation.basis import Basis, open_basis
from coding.validation.coded import Coded, read_coded
from coding.validation.confirmatory import beside, confirmatory
from coding.validation.cooccurrence import cooccurrence, interview_space
from coding.validation.description import (
    codebook_overview,
    corpus_overview,
    dropped_overview,
    hits_overview,
)
from coding.validation.drawing import drawing_of
from coding.validation.evidence import evidence_table, passages
from coding.validation.gather import gather
from coding.validation.grenswerk import (
    coordinator_activities,
    layer_actor,
    layer_actor_table,
    poles_by_interview,
    recognition,
)
from coding.validation.initiatives import accounts, truth_table
from coding.validation.literature import convergence
from coding.validation.material import Material
from coding.validation.matrices import by_group, guide_rates, presence_map, profile
from coding.validation.model_evidence import model_evidence
from coding.validation.negative_cases import (
    confirmed,
    negative_cases,
    read_negative_log,
    searched_claims,
)
from coding.validation.observations import Scene
from coding.validation.recommendations import recommendations
from coding.validation.recovery import (
    read_key,
    recovery_by_case,
    recovery_by_claim,
    recovery_by_respondent,
    recovery_correlation,
    recovery_of_negative,
)
from coding.validation.relations import relation_graph
from coding.validation.reporting import checklists, outputs_made
from coding.validation.rivals import rival_observations, rival_theories
from coding.validation.saturation import new_information, saturation
from coding.validation.scorecard import scorecard
from coding.validation.sensitivity import runs_of, sensitivity
from coding.validation.votes import checked_against, votes

__all__ = [
    "Basis",
    "Coded",
    "Material",
    "Scene",
    "accounts",
    "beside",
    "by_group",
    "checked_against",
    "checklists",
    "codebook_overview",
    "confirmatory",
    "confirmed",
    "convergence",
    "cooccurrence",
    "coordinator_activities",
    "corpus_overview",
    "drawing_of",
    "dropped_overview",
    "evidence_table",
    "gather",
    "guide_rates",
    "hits_overview",
    "interview_space",
    "layer_actor",
    "layer_actor_table",
    "model_evidence",
    "negative_cases",
    "new_information",
    "open_basis",
    "outputs_made",
    "passages",
    "poles_by_interview",
    "presence_map",
    "profile",
    "read_coded",
    "read_key",
    "read_negative_log",
    "recognition",
    "recommendations",
    "recovery_by_case",
    "recovery_by_claim",
    "recovery_by_respondent",
    "recovery_correlation",
    "recovery_of_negative",
    "relation_graph",
    "rival_observations",
    "rival_theories",
    "runs_of",
    "saturation",
    "scorecard",
    "searched_claims",
    "sensitivity",
    "truth_table",
    "votes",
]
