"""How good suggestions are: ranking, agreement, what is shown; undefined is None, never 0."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from coding.suggest.calibration import expected_calibration_error

__all__ = [
    "average_precision",
    "binary_alpha",
    "mean_defined",
    "precision_recall",
    "summary",
    "top_recall",
    "weighted_average_precision",
]

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]


def average_precision(labels: Floats, scores: Floats) -> float | None:
    """
    Average precision of a ranking; tied units are read together.

    Returns
    -------
    float or None
        None where the code never applies.

    Examples
    --------
    >>> average_precision(np.array([1.0, 0.0, 1.0]), np.array([3.0, 2.0, 1.0]))
    0.8333333333333333
    """
    ranking = Ranking(scores)
    return ranking.average_precision(labels, np.ones(len(labels)))


def weighted_average_precision(labels: Floats, scores: Floats, weights: Floats) -> float | None:
    """The same with units counted `weights` times, as a draw of whole groups has them."""
    return Ranking(scores).average_precision(labels, weights)


class Ranking:
    """
    Scores sorted once, for many weightings.

    Parameters
    ----------
    scores : ndarray of shape (units,)
    """

    def __init__(self, scores: Floats) -> None:
        self.order = np.argsort(-scores, kind="stable")
        ordered = scores[self.order]
        self.ends = np.flatnonzero(np.append(np.diff(ordered) != 0, True))

    def average_precision(self, labels: Floats, weights: Floats) -> float | None:
        """Average precision under weights; None where nothing applies."""
        found = np.cumsum((labels * weights)[self.order])[self.ends]
        read = np.cumsum(weights[self.order])[self.ends]
        if not len(found) or found[-1] <= 0:
            return None
        gained = np.diff(found, prepend=0.0)
        return float((gained * found / np.maximum(read, 1e-12)).sum() / found[-1])


def binary_alpha(first: Bools, second: Bools) -> float | None:
    """
    Krippendorff's alpha of two complete yes-no codings; both counted alike.

    `coding.statistics.krippendorff_alpha` is the general one; a test holds them together.

    Returns
    -------
    float or None
        None where neither ever says yes, or both always do.
    """
    n = len(first)
    yes = float(first.sum() + second.sum())
    no = 2.0 * n - yes
    if yes == 0 or no == 0:
        return None
    apart = float((first != second).sum()) / n
    return 1.0 - apart * (2.0 * n) * (2.0 * n - 1.0) / (2.0 * yes * no)


def precision_recall(shown: Bools, labels: Floats) -> tuple[float | None, float | None]:
    """Precision and recall of what is shown, over all codes together."""
    right = float((shown * labels).sum())
    return (
        right / float(shown.sum()) if shown.any() else None,
        right / float(labels.sum()) if labels.any() else None,
    )


def f1(shown: Bools, labels: Floats) -> float | None:
    """F1 of what is shown; None where nothing applies."""
    total = float(shown.sum() + labels.sum())
    return 2.0 * float((shown * labels).sum()) / total if labels.any() else None


def mean_defined(values: list[float | None]) -> float | None:
    """Mean of the defined ones; None where there is none."""
    defined = [value for value in values if value is not None]
    return float(np.mean(defined)) if defined else None


def top_recall(scores: Floats, labels: Floats, size: int = 3) -> float | None:
    """Share of all labels that are among the `size` best codes of their unit."""
    if not labels.any():
        return None
    # ties go to the code that comes first in the codebook
    best = np.argsort(-np.nan_to_num(scores, nan=-np.inf), axis=1, kind="stable")[:, :size]
    return float(np.take_along_axis(labels, best, axis=1).sum() / labels.sum())


def summary(
    scores: Floats,
    probabilities: Floats,
    shown: Bools,
    labels: Floats,
    *,
    codes: Ints,
) -> dict[str, float | None]:
    """
    All figures of one run, for the codes that count.

    Parameters
    ----------
    scores, probabilities, labels : ndarray of shape (units, codes)
        Probabilities NaN where uncalibrated.
    shown : ndarray of bool, shape (units, codes)
    codes : ndarray of int
        Columns that count.
    """
    scores, probabilities = scores[:, codes], probabilities[:, codes]
    shown, labels = shown[:, codes], labels[:, codes]
    n = range(len(codes))
    rank_by = scores if np.isnan(probabilities).all() else probabilities
    calibrated = ~np.isnan(probabilities)
    sure = np.nan_to_num(probabilities) >= 0.5
    precision, recall = precision_recall(sure, labels)
    return {
        "macro_ap": mean_defined([average_precision(labels[:, k], scores[:, k]) for k in n]),
        "top3_recall": top_recall(rank_by, labels),
        "micro_f1": f1(shown, labels),
        "macro_f1": mean_defined([f1(shown[:, k], labels[:, k]) for k in n]),
        "alpha": mean_defined([binary_alpha(shown[:, k], labels[:, k] > 0) for k in n]),
        "ece_20": expected_calibration_error(probabilities[calibrated], labels[calibrated]),
        "precision_50": precision,
        "recall_50": recall,
    }
