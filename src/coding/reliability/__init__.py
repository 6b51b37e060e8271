"""Reliability a supervisor can act on: agreement, disagreements, adjudication, signing off."""

from __future__ import annotations

from coding.reliability.breakdown import assisted_units, by_document, by_round
from coding.reliability.coders import confusion, confusion_matrix, pairwise, prevalence
from coding.reliability.comparison import Comparison, compare, compare_study, scope
from coding.reliability.disagreements import (
    Disagreement,
    Dispute,
    Memo,
    Reading,
    disagreements,
    disagreements_frame,
    passages,
)
from coding.reliability.recut import unit_size
from coding.reliability.spans import span_agreement
from coding.reliability.summary import Summary, summarise, summary

__all__ = [
    "Comparison",
    "Disagreement",
    "Dispute",
    "Memo",
    "Reading",
    "Summary",
    "assisted_units",
    "by_document",
    "by_round",
    "compare",
    "compare_study",
    "confusion",
    "confusion_matrix",
    "disagreements",
    "disagreements_frame",
    "pairwise",
    "passages",
    "prevalence",
    "scope",
    "span_agreement",
    "summarise",
    "summary",
    "unit_size",
]
