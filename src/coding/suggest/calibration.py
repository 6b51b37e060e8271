"""From scores to probabilities, and from probabilities to what is shown."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

__all__ = [
    "Sigmoid",
    "expected_calibration_error",
    "fit_sigmoid",
    "logistic",
    "matched_threshold",
    "solve",
]

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


def logistic(values: Floats) -> Floats:
    """Logistic function, safe for large values."""
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(values, -40.0, 40.0))))


def solve(matrix: Floats, right: Floats) -> Floats:
    """
    Solve a few linear equations by elimination with pivots: the same digits on every machine.

    Examples
    --------
    >>> solve(np.array([[2.0, 0.0], [0.0, 4.0]]), np.array([2.0, 2.0])).tolist()
    [1.0, 0.5]
    """
    a, b = np.array(matrix, dtype=np.float64), np.array(right, dtype=np.float64)
    n = len(b)
    for i in range(n):
        pivot = i + int(np.argmax(np.abs(a[i:, i])))
        a[[i, pivot]], b[[i, pivot]] = a[[pivot, i]], b[[pivot, i]]
        for j in range(i + 1, n):
            factor = a[j, i] / a[i, i]
            a[j] -= factor * a[i]
            b[j] -= factor * b[i]
    for i in reversed(range(n)):
        b[i] = (b[i] - (a[i, i + 1 :] * b[i + 1 :]).sum()) / a[i, i]
    return b


@dataclass(frozen=True, slots=True)
class Sigmoid:
    """
    Probability = logistic(slope * score + prior_slope * log-odds of the code + shift).

    Attributes
    ----------
    slopes : ndarray of shape (codes,)
        Of the score.
    shifts : ndarray of shape (codes,)
    """

    slopes: Floats
    shifts: Floats

    def __call__(self, scores: Floats) -> Floats:
        """Probabilities of scores of shape (units, codes)."""
        return logistic(scores * self.slopes + self.shifts)


def fit_sigmoid(scores: Floats, labels: Floats, *, frequencies: Floats | None = None) -> Sigmoid:
    """
    Fit one sigmoid on all codes' scores at once, then move each code towards its own.

    The pooled part (score and log-odds of the code's share) borrows strength for rare codes; then
    each code's own shift is fitted under a unit normal prior, so that what is known of it decides
    how far it moves.

    Parameters
    ----------
    scores : ndarray of shape (units, codes)
        Of models that never saw the unit's group.
    labels : ndarray of shape (units, codes)
        NaN where not decided.
    frequencies : ndarray of shape (codes,), optional
        Share of each code; otherwise of these labels.

    References
    ----------
    Platt, J. C. (1999). Probabilistic outputs for support vector machines. Advances in Large Margin
    Classifiers, 61-74.
    """
    known = ~np.isnan(labels)
    positives = np.where(known, labels, 0.0).sum(axis=0)
    counts = known.sum(axis=0)
    share = (positives + 0.5) / (counts + 1.0) if frequencies is None else frequencies
    odds = np.log(share / (1.0 - share))
    shape = scores.shape
    design = np.stack(
        [scores[known], np.broadcast_to(odds, shape)[known], np.ones(int(known.sum()))], axis=1
    )
    slope, prior, shift = _newton(design, labels[known], start=np.array([1.0, 1.0, 0.0]))
    shifts = prior * odds + shift
    for code in np.flatnonzero(positives > 0):
        rows = known[:, code]
        base = slope * scores[rows, code] + shifts[code]
        # a slope of its own made it worse on every set tried: too few examples a code
        shifts[code] += _own_shift(base, labels[rows, code])
    return Sigmoid(np.full(shape[1], slope), shifts)


def _newton(design: Floats, wanted: Floats, *, start: Floats, penalty: float = 1.0) -> Floats:
    """Penalised logistic regression towards `start`, by sums in a fixed order."""

    def loss(weights: Floats) -> float:
        margin = np.clip(np.einsum("ij,j->i", design, weights), -40.0, 40.0)
        away = weights - start
        fit = np.log1p(np.exp(margin)) - wanted * margin
        return float(fit.sum() + 0.5 * penalty * (away * away).sum())

    weights, now = start.copy(), loss(start)
    for _ in range(100):
        p = logistic(np.einsum("ij,j->i", design, weights))
        gradient = np.einsum("ij,i->j", design, p - wanted) + penalty * (weights - start)
        curve = np.einsum("ij,i,ik->jk", design, p * (1.0 - p), design)
        step = solve(curve + penalty * np.eye(len(weights)), gradient)
        size = 1.0
        while loss(weights - size * step) > now and size > 1e-6:  # a whole step can overshoot
            size /= 2.0
        weights = weights - size * step
        before, now = now, loss(weights)
        if before - now < 1e-9:
            break
    return weights


def _own_shift(base: Floats, wanted: Floats) -> float:
    """Shift that makes the number of examples right, held back by a unit normal prior."""
    low, high = -20.0, 20.0
    for _ in range(60):  # the derivative is monotone: halving cannot overshoot
        middle = (low + high) / 2.0
        if (logistic(base + middle) - wanted).sum() + middle > 0:
            high = middle
        else:
            low = middle
    return (low + high) / 2.0


def matched_threshold(scores: Floats, share: float) -> float:
    """
    The score above which as many units lie as the share asks for; ties suggest fewer, never more.

    Parameters
    ----------
    scores : ndarray of shape (units,)
        Of one code, over all units it could be suggested on.
    share : float
        The code's share among the units decided.

    Returns
    -------
    float
        Suggest where the score is above it.

    Examples
    --------
    >>> matched_threshold(np.array([3.0, 2.0, 1.0, 0.0]), 0.25)
    2.0
    >>> matched_threshold(np.array([1.0, 1.0, 1.0, 0.0]), 0.5)
    1.0
    """
    wanted = int(np.floor(share * len(scores) + 0.5))
    ordered = -np.sort(-np.round(scores, 9), kind="stable")
    if wanted >= len(ordered):
        return -np.inf
    return float(ordered[wanted])


def expected_calibration_error(
    probabilities: Floats, labels: Floats, *, least: float = 0.2, bins: int = 10
) -> float | None:
    """
    How far shown probabilities are from what came true, in bins of equal width from `least` up.

    Returns
    -------
    float or None
        None where nothing reaches `least`.

    References
    ----------
    Guo, C., et al. (2017). On calibration of modern neural networks. ICML.
    """
    shown = probabilities >= least
    if not shown.any():
        return None
    p, y = probabilities[shown], labels[shown]
    place = np.clip(((p - least) / (1.0 - least) * bins).astype(np.int64), 0, bins - 1)
    size = np.bincount(place, minlength=bins)
    gap = np.bincount(place, weights=p - y, minlength=bins)
    return float(np.abs(gap[size > 0]).sum() / len(p))
