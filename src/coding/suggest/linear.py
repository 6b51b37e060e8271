"""One sparse linear classifier a code, each shown the codebook's entry as one more example."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

from coding.suggest.features import Encoded, Recipe

__all__ = ["Weights", "fit_weights", "search_scores"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
_OTHER_CODE = 0.2  # weight of the entries of other codes, as negative examples
_C = 10.0
_TOLERANCE = 0.1  # finer costs time and moved no mean average precision by .0005
_HALF = 10.0  # examples at which the codebook's own say is halved
_RARE = 5.0  # examples added to each code when codes are compared


@dataclass(frozen=True, slots=True)
class Weights:
    """
    Linear weights of all codes.

    Attributes
    ----------
    text : ndarray of shape (features, codes)
    hits, prior, bias : ndarray of shape (codes,)
        `prior` is what is left of the codebook's own say.
    company : ndarray of shape (codes, codes)
        How much each code's score (row) speaks for another code (column).
    """

    text: Floats
    hits: Floats
    prior: Floats
    bias: Floats
    company: Floats

    def arrays(self) -> dict[str, Floats]:
        """The parts by name, in a fixed order."""
        return {part.name: getattr(self, part.name) for part in fields(self)}

    def alone(self, units: Encoded) -> Floats:
        """Score of each code by itself, in log-odds of a balanced world; (units, codes)."""
        return np.asarray(
            units.design @ self.text + units.hits * self.hits + units.prior * self.prior + self.bias
        )

    def score(self, units: Encoded) -> Floats:
        """Score, what other codes say included; (units, codes)."""
        alone = self.alone(units)
        return np.asarray(alone + np.einsum("ij,jk->ik", alone, self.company))


def fit_weights(
    units: Encoded,
    labels: Floats,
    pseudo: Any,
    *,
    recipe: Recipe,
    tolerance: float = _TOLERANCE,
) -> Weights:
    """
    Fit one balanced logistic regression a code (Fan et al. 2008, dual coordinate descent).

    Parameters
    ----------
    units : Encoded
        Labelled units, in a fixed order.
    labels : ndarray of shape (units, codes)
        1, 0, or NaN where not decided.
    pseudo : csr_matrix of shape (codes, features)
        The codebook entries.
    recipe : Recipe
    tolerance : float

    References
    ----------
    Fan, R.-E., et al. (2008). LIBLINEAR: a library for large linear classification. Journal of
    Machine Learning Research, 9, 1871-1874.
    """
    n_codes = labels.shape[1]
    stacked = sparse.vstack([units.design, pseudo], format="csr")
    used = np.unique(stacked.indices)
    positives = np.nansum(labels, axis=0)
    weights = Weights(
        np.zeros((stacked.shape[1], n_codes)),
        np.zeros(n_codes),
        _HALF / (_HALF + positives),
        np.zeros(n_codes),
        recipe.company * _company(labels),
    )
    matrix, slots = _with_slot(stacked[:, used])
    for code in range(n_codes):
        known = np.flatnonzero(~np.isnan(labels[:, code]))
        matrix.data[slots] = 0.0
        matrix.data[slots[: len(units.units)]] = units.hits[:, code]
        part = matrix
        if len(known) < len(labels):
            part = matrix[np.concatenate([known, len(labels) + np.arange(n_codes)])]
        own = (np.arange(n_codes) == code).astype(np.float64)
        wanted = np.concatenate([labels[known, code], own])
        importance = np.concatenate([np.ones(len(known)), np.where(own > 0, 1.0, _OTHER_CODE)])
        if wanted.min() == wanted.max():  # one code, and it applies everywhere
            continue
        found = _fit_one(part, wanted, importance, tolerance)
        weights.text[used, code] = found[:-2]
        weights.hits[code], weights.bias[code] = found[-2], found[-1]
    return weights


def search_scores(units: Encoded, pseudo: Any, code: int, read: Ints, wanted: Floats) -> Floats:
    """
    Scores of all units for one code, from those read so far: what a search needs, and no more.

    Parameters
    ----------
    units : Encoded
        All units.
    pseudo : csr_matrix of shape (codes, features)
    code : int
    read : ndarray of int
        Rows of `units` that were read.
    wanted : ndarray of shape (read units,)
        1 where the code applies.

    Returns
    -------
    ndarray of shape (units,)
    """
    n_codes = pseudo.shape[0]
    stacked = sparse.vstack([units.design[read], pseudo], format="csr")
    used = np.unique(stacked.indices)
    matrix, slots = _with_slot(stacked[:, used])
    matrix.data[slots] = np.concatenate([units.hits[read, code], np.zeros(n_codes)])
    own = (np.arange(n_codes) == code).astype(np.float64)
    labels = np.concatenate([wanted, own])
    importance = np.concatenate([np.ones(len(read)), np.where(own > 0, 1.0, _OTHER_CODE)])
    prior = units.prior[:, code] * _HALF / (_HALF + wanted.sum())
    if labels.min() == labels.max():
        return np.asarray(prior)
    found = _fit_one(matrix, labels, importance, _TOLERANCE)
    text = np.zeros(units.design.shape[1])
    text[used] = found[:-2]
    return np.asarray(units.design @ text + units.hits[:, code] * found[-2] + found[-1] + prior)


def _company(labels: Floats) -> Floats:
    """
    Correlation of codes over units, shrunk towards none for rare codes; zero on the diagonal.

    A pair of codes of which one was not decided counts as not together.
    """
    known = ~np.isnan(labels)
    share = np.where(known, labels, 0.0).sum(axis=0) / np.maximum(known.sum(axis=0), 1)
    apart = np.where(known, labels - share, 0.0)
    together = np.einsum("ij,ik->jk", apart, apart)
    size = np.maximum(np.nansum(labels, axis=0), 1.0) + _RARE
    found = together / np.sqrt(size[:, None] * size[None, :])
    np.fill_diagonal(found, 0.0)
    return np.asarray(found)


def _with_slot(matrix: Any) -> tuple[Any, Ints]:
    """Add a last column whose every cell is stored, so that a code's hits can be written in it."""
    n = matrix.shape[0]
    column = sparse.csr_matrix((np.ones(n), np.zeros(n, dtype=np.int32), np.arange(n + 1)))
    joined = sparse.hstack([matrix, column], format="csr")
    joined.sort_indices()
    return joined, np.asarray(joined.indptr[1:] - 1)


def _fit_one(matrix: Any, wanted: Floats, importance: Floats, tolerance: float) -> Floats:
    from sklearn import config_context
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(
        C=_C,
        class_weight="balanced",
        solver="liblinear",
        dual=True,
        tol=tolerance,
        max_iter=2000,
        random_state=0,
    )
    with config_context(assume_finite=True, skip_parameter_validation=True):
        model.fit(matrix, wanted, sample_weight=importance)
    return np.concatenate([model.coef_[0], model.intercept_])
