"""Does a fictive corpus meet what it was written to be: targets set beforehand, measured after."""

from coding.acceptance.criteria import Criterion, criteria_frame
from coding.acceptance.measure import Acceptance, differs, measure, write_acceptance
from coding.acceptance.targets import Targets, read_targets

__all__ = [
    "Acceptance",
    "Criterion",
    "Targets",
    "criteria_frame",
    "differs",
    "measure",
    "read_targets",
    "write_acceptance",
]
