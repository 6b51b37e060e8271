"""
Coefficients, intervals and tests for few interviews: arrays in, `Estimate` or `Outcome` out.

`ratings` is always coders × units: one row a coder, one column a unit, None or NaN where a coder
did not code a unit. No function here can know whether the codings were made independently.
docs/method.md has the formulas, when each misleads, and what the intervals really cover.
"""

from __future__ import annotations

from coding.statistics.agreement import percent_agreement, specific_agreement
from coding.statistics.alpha import krippendorff_alpha
from coding.statistics.bootstrap import bootstrap, bootstrap_codes
from coding.statistics.distances import dice_distance, jaccard_distance, masi_distance
from coding.statistics.exact import Outcome, holm, sign_interval, sign_test
from coding.statistics.guide import guide_adjusted_excess, in_window
from coding.statistics.gwet import brennan_prediger, gwet_ac1
from coding.statistics.many_coders import conger_kappa, fleiss_kappa
from coding.statistics.means import mean_interval
from coding.statistics.multivalued import multivalued_alpha
from coding.statistics.randomisation import label_permutation, sign_flip
from coding.statistics.two_coders import cohen_kappa, light_kappa, scott_pi
from coding.statistics.unitizing import unitizing_alpha

__all__ = [
    "Outcome",
    "bootstrap",
    "bootstrap_codes",
    "brennan_prediger",
    "cohen_kappa",
    "conger_kappa",
    "dice_distance",
    "fleiss_kappa",
    "guide_adjusted_excess",
    "gwet_ac1",
    "holm",
    "in_window",
    "jaccard_distance",
    "krippendorff_alpha",
    "label_permutation",
    "light_kappa",
    "masi_distance",
    "mean_interval",
    "multivalued_alpha",
    "percent_agreement",
    "scott_pi",
    "sign_flip",
    "sign_interval",
    "sign_test",
    "specific_agreement",
    "unitizing_alpha",
]
