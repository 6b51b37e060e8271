"""Reliability a supervisor can act on: agreement, disagreements, adjudication, signing off."""

from __future__ import annotations

from coding.reliability.adjudication import (
    Adjudication,
    adjudicated,
    carry_out_adjudication,
    plan_adjudication,
    stale_adjudications,
)
from coding.reliability.breakdown import assisted_units, by_document, by_round
from coding.reliability.coders import confusion, confusion_matrix, pairwise, prevalence
from coding.reliability.comparison import Comparison, asked_for, compare, compare_study, scope
from coding.reliability.disagreements import (
    Disagreement,
    Dispute,
    Memo,
    Reading,
    disagreements,
)
from coding.reliability.lists import disagreements_frame, passages, readings, units_to_discuss
from coding.reliability.recut import unit_size
from coding.reliability.sheet import read_sheet, write_sheet
from coding.reliability.signoff import (
    SIGNOFF_OUTPUT,
    read_signoffs,
    sign,
    signoff_status,
)
from coding.reliability.spans import span_agreement
from coding.reliability.stances import stance_agreement
from coding.reliability.summary import Summary, summarise, summary

__all__ = [
    "SIGNOFF_OUTPUT",
    "Adjudication",
    "Comparison",
    "Disagreement",
    "Dispute",
    "Memo",
    "Reading",
    "Summary",
    "adjudicated",
    "asked_for",
    "assisted_units",
    "by_document",
    "by_round",
    "carry_out_adjudication",
    "compare",
    "compare_study",
    "confusion",
    "confusion_matrix",
    "disagreements",
    "disagreements_frame",
    "pairwise",
    "passages",
    "plan_adjudication",
    "prevalence",
    "read_sheet",
    "read_signoffs",
    "readings",
    "scope",
    "sign",
    "signoff_status",
    "span_agreement",
    "stale_adjudications",
    "stance_agreement",
    "summarise",
    "summary",
    "unit_size",
    "units_to_discuss",
    "write_sheet",
]
