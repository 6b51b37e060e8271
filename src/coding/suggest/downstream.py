"""Counts that rest on a machine's suggestions: estimates, corrected where people read at random."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy import stats

from coding.errors import CodingError
from coding.estimate import Estimate, undefined

__all__ = ["corrected_count"]

Floats = npt.NDArray[np.float64]
_LEAST = 30
_LEAST_GROUPS = 4


def corrected_count(
    predicted: Floats,
    decided: Floats,
    groups: npt.NDArray[np.object_],
    drawn: npt.NDArray[np.bool_],
    *,
    level: float = 0.95,
) -> Estimate:
    """
    Estimate on how many units a code applies, from suggestions and a random stratum.

    Units a person decided count as decided. For the others the predictions are summed, and
    corrected by how wrong they were on units drawn at random and decided by a person: the
    difference estimator of survey sampling, also known as prediction-powered inference.

    Parameters
    ----------
    predicted : ndarray of shape (units,)
        Probability or 0/1 of every unit, from a model that did not learn from the unit's group.
    decided : ndarray of shape (units,)
        1, 0, or NaN where no person decided.
    groups : ndarray of shape (units,)
    drawn : ndarray of bool, shape (units,)
        Decided because drawn at random.
    level : float

    Returns
    -------
    Estimate
        Of the count; its method says that it is an estimate. Undefined with a random stratum under
        30 units or four groups: an uncorrected count of suggestions is not given at all.

    References
    ----------
    Särndal, C.-E., Swensson, B., & Wretman, J. (1992). Model assisted survey sampling. Springer.
    Egami, N., et al. (2023). Using imperfect surrogates for downstream inference. NeurIPS.
    Angelopoulos, A. N., et al. (2023). Prediction-powered inference. Science, 382, 669-674.
    """
    method = "estimate from suggestions, corrected with the random stratum"
    sizes = {len(predicted), len(decided), len(groups), len(drawn)}
    if len(sizes) > 1:
        raise CodingError("predictions, decisions, groups and draws differ in length")
    known = ~np.isnan(decided)
    sample = drawn & known
    n_groups = len(set(groups[sample].tolist()))
    if sample.sum() < _LEAST or n_groups < _LEAST_GROUPS:
        return undefined(
            f"a random stratum of {int(sample.sum())} units in {n_groups} groups is too small",
            method=method,
            n_units=int(sample.sum()),
            n_groups=n_groups,
        )
    if np.isnan(predicted[~known | sample]).any():
        return undefined("the code has no calibrated probability", method=method)
    rest = ~known
    error = decided[sample] - predicted[sample]
    value = float(decided[known].sum() + predicted[rest].sum() + rest.sum() * error.mean())
    spread = _clustered_error(error, groups[sample])
    half = float(stats.t.ppf(0.5 + level / 2.0, n_groups - 1)) * spread * float(rest.sum())
    floor = float(decided[known].sum())
    return Estimate(
        value=min(max(value, floor), floor + float(rest.sum())),
        low=max(value - half, floor),
        high=min(value + half, floor + float(rest.sum())),
        level=level,
        method=method,
        se=spread * float(rest.sum()),
        n_units=int(sample.sum()),
        n_groups=n_groups,
    )


def _clustered_error(values: Floats, groups: npt.NDArray[np.object_]) -> float:
    """Standard error of a mean of units drawn from groups that are alike inside."""
    names, inverse = np.unique(groups.astype(str), return_inverse=True)
    sums = np.bincount(inverse, weights=values - values.mean())
    n = len(names)
    return float(np.sqrt(n / (n - 1) * (sums * sums).sum()) / len(values))
