"""The suggester: a scikit-learn estimator over units and a codebook."""

from __future__ import annotations

import hashlib
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from sklearn.base import BaseEstimator

from coding.codebook import Codebook
from coding.errors import CodingError, did_you_mean
from coding.suggest.calibration import Sigmoid, fit_sigmoid, matched_threshold
from coding.suggest.features import METHODS, Encoded, Encoder
from coding.suggest.linear import Weights, fit_weights
from coding.suggest.splitting import spread_groups

__all__ = ["Suggester"]

Floats = npt.NDArray[np.float64]
_INNER = 4
_FEW_UNITS = 50
_FEW_POSITIVES = 10
_FEW_GROUPS = 3


class Suggester(BaseEstimator):  # type: ignore[misc]  # scikit-learn has no types
    """
    Suggests codes for units, with probabilities a person can hold it to.

    Parameters
    ----------
    codebook : Codebook
        Its entries are half of what is learnt from.
    method : {'suggester', 'reference'}
        `reference` is the first set-up, kept for comparison.
    encoder : Encoder, optional
        Features learnt from the text of a whole study; otherwise `fit` learns them from its own
        units.
    seed : int

    Attributes
    ----------
    classes_ : ndarray of shape (codes,)
        Columns of what `predict_proba` returns: places in the codebook.
    calibrated_ : ndarray of bool, shape (codes,)
        Whether the probability of a code may be believed; the others have none.
    thresholds_ : ndarray of shape (codes,)
        A code is suggested above this score.
    positives_ : ndarray of shape (codes,)
        Examples of each code.
    out_of_fold_ : ndarray of shape (units, codes)
        Scores of the units of `fit`, from models that never saw their group.

    Examples
    --------
    >>> from coding.suggest.codebooks import to_codebook
    >>> book = to_codebook({"geld": "wie betaalt", "tijd": "hoe lang"}, name="d", where="d")
    >>> units = pd.DataFrame(
    ...     {
    ...         "unit": ["1", "2", "3"],
    ...         "group": ["a", "b", "c"],
    ...         "order": [1, 1, 1],
    ...         "text": ["wie betaalt dit?", "het duurt lang", "betaalt u?"],
    ...     }
    ... )
    >>> suggester = Suggester(book).fit(units)  # no labels: the codebook only
    >>> suggester.decision_function(units).argmax(axis=1).tolist()
    [0, 1, 0]
    >>> suggester.calibrated_.tolist()
    [False, False]
    """

    def __init__(
        self,
        codebook: Codebook,
        *,
        method: str = "suggester",
        encoder: Encoder | None = None,
        seed: int = 0,
    ) -> None:
        self.codebook = codebook
        self.method = method
        self.encoder = encoder
        self.seed = seed

    def fit(
        self,
        X: pd.DataFrame,  # noqa: N803  # scikit-learn's name
        y: Any = None,
        *,
        random: Any = None,
        calibrate: bool = True,
    ) -> Suggester:
        """
        Learn from labelled units; without labels from the codebook alone.

        Parameters
        ----------
        X : DataFrame
            Columns `unit, group, order, text`, optionally `speaker, question`.
        y : DataFrame or ndarray of shape (units, codes), optional
            1, 0, or NaN where not decided; columns in the order of the codebook.
        random : ndarray of bool, shape (units,), optional
            Units that were drawn at random: calibration rests on them once they are enough.
        calibrate : bool
            Otherwise only rank: a quarter of the time, no probabilities.

        Raises
        ------
        CodingError
            For an unknown method, a doubled unit, or labels that do not fit.
        """
        if self.method not in METHODS:
            raise CodingError(f"method {self.method!r}", hint=did_you_mean(self.method, METHODS))
        frame, labels = X, self._labels(X, y)
        doubled = frame["unit"][frame["unit"].duplicated()]
        if len(doubled):
            raise CodingError(f"the unit {doubled.iloc[0]!r} is given twice")
        self.encoder_: Encoder = (
            Encoder(self.codebook, METHODS[self.method], self.seed).fit(frame)
            if self.encoder is None
            else self.encoder
        )
        self.classes_ = np.arange(len(self.codebook.codes))
        # one order whatever the caller's, so that the same data give the same digits
        order = np.array(sorted(range(len(frame)), key=lambda i: str(frame["unit"].iloc[i])))
        order = order[~np.isnan(labels[order]).all(axis=1)]
        units = self.encoder_.encode(frame.iloc[order]) if len(order) else None
        self._fit_sorted(
            units, labels[order], _flags(random, len(frame))[order], calibrate=calibrate
        )
        self.out_of_fold_ = np.full(labels.shape, np.nan)
        self.out_of_fold_[order] = self._oof
        return self

    def _labels(self, frame: pd.DataFrame, y: Any) -> Floats:
        codes = list(self.codebook.codes)
        if y is None:
            return np.full((len(frame), len(codes)), np.nan)
        if isinstance(y, pd.DataFrame):
            strange = [str(name) for name in y.columns if name not in self.codebook.codes]
            if strange:
                raise CodingError(
                    f"labels of {strange[0]!r}, which is not in the codebook",
                    hint=did_you_mean(strange[0], codes),
                )
            y = y.reindex(columns=codes)
        labels = np.asarray(y, dtype=np.float64)
        if labels.shape != (len(frame), len(codes)):
            raise CodingError(
                f"labels of shape {labels.shape}", expected=f"{(len(frame), len(codes))}"
            )
        if not np.isin(labels[~np.isnan(labels)], (0.0, 1.0)).all():
            raise CodingError("labels other than 1, 0 and NaN", expected="1, 0 or NaN")
        return labels

    def _fit_sorted(
        self, units: Encoded | None, labels: Floats, random: Any, *, calibrate: bool
    ) -> None:
        encoder = self.encoder_
        n_codes = len(self.classes_)
        self.positives_ = np.nansum(labels, axis=0)
        self.weights_: Weights | None = None
        self._oof = np.full(labels.shape, np.nan)
        if units is not None and self.positives_.sum() > 0:
            self.weights_ = fit_weights(units, labels, encoder.pseudo, recipe=encoder.recipe)
            if calibrate:
                self._oof = _out_of_fold(units, labels, encoder, self.seed)
        self._calibrate(labels, random)
        known = (~np.isnan(labels)).sum(axis=0)
        positives = self.positives_
        if random.any():  # the share of a code is only honest where reading was not steered
            drawn = labels[random]
            known, positives = (~np.isnan(drawn)).sum(axis=0), np.nansum(drawn, axis=0)
        self.shares_ = np.where(known > 0, positives / np.maximum(known, 1), 0.0)
        everything = self._scores(encoder.known) if encoder.known is not None else None
        self.thresholds_ = np.full(n_codes, np.inf)
        if everything is not None:
            self.thresholds_ = np.array(
                [
                    matched_threshold(everything[:, code], float(self.shares_[code]))
                    for code in range(n_codes)
                ]
            )

    def _calibrate(self, labels: Floats, random: Any) -> None:
        oof = self._oof
        usable = ~np.isnan(oof).any(axis=1) if len(oof) else np.zeros(0, dtype=bool)
        drawn = usable & random
        self.calibrated_on_ = "all"
        enough = drawn.sum() >= 100 or np.nansum(labels[drawn]) >= 30 * labels.shape[1]
        if random.any():
            self.calibrated_on_ = "random" if enough else "all, too few random units"
        rows = drawn if random.any() and enough else usable
        self.sigmoid_: Sigmoid | None = None
        self.calibrated_ = np.zeros(labels.shape[1], dtype=bool)
        chosen = labels[rows]
        if rows.sum() < _FEW_UNITS or np.nansum(chosen) < _FEW_POSITIVES:
            return
        self.sigmoid_ = fit_sigmoid(oof[rows], chosen)
        self.calibrated_ = np.nansum(labels, axis=0) > 0

    def _scores(self, units: Encoded) -> Floats:
        if self.weights_ is not None:
            return np.round(self.weights_.score(units), 9)
        return np.round(units.prior + units.hits, 9)

    def decision_function(self, X: pd.DataFrame) -> Floats:  # noqa: N803  # scikit-learn's name
        """
        Scores to rank units by, within a code; not comparable between codes.

        Returns
        -------
        ndarray of shape (units, codes)
        """
        return self._scores(self.encoder_.encode(X))

    def predict_proba(self, X: pd.DataFrame) -> Floats:  # noqa: N803  # scikit-learn's name
        """
        Calibrated probabilities; NaN for a code whose probability cannot be believed.

        Returns
        -------
        ndarray of shape (units, codes)
        """
        return self.probabilities(self.decision_function(X))

    def probabilities(self, scores: Floats) -> Floats:
        """Probabilities of scores."""
        if self.sigmoid_ is None:
            return np.full(scores.shape, np.nan)
        found = np.round(self.sigmoid_(scores), 9)
        found[:, ~self.calibrated_] = np.nan
        return found

    def predict(self, X: pd.DataFrame) -> npt.NDArray[np.bool_]:  # noqa: N803  # scikit-learn's name
        """Whether a code would be suggested: on as many units as its share among those decided."""
        return np.asarray(self.decision_function(X) > self.thresholds_)

    @property
    def fingerprint(self) -> str:
        """Hash of everything a score depends on, to name the model by; 12 hexadecimal digits."""
        digest = hashlib.sha256()
        digest.update(f"{self.method} {self.seed} {self.codebook.sha}".encode())
        if self.weights_ is not None:
            for part in self.weights_.arrays().values():
                digest.update(np.ascontiguousarray(np.round(part, 9) + 0.0).tobytes())
        return digest.hexdigest()[:12]


def _flags(random: Any, size: int) -> npt.NDArray[np.bool_]:
    return np.zeros(size, dtype=bool) if random is None else np.asarray(random, dtype=bool)


def _out_of_fold(units: Encoded, labels: Floats, encoder: Encoder, seed: int) -> Floats:
    """Scores of each unit by a model that never saw its group; NaN with too few groups."""
    found = np.full(labels.shape, np.nan)
    names = sorted(set(units.groups.tolist()))
    if len(names) < _FEW_GROUPS:
        return found
    fold = spread_groups(units.groups, min(_INNER, len(names)), seed=seed)
    for part in range(int(fold.max()) + 1):
        inside, outside = np.flatnonzero(fold == part), np.flatnonzero(fold != part)
        weights = fit_weights(
            units.rows(outside), labels[outside], encoder.pseudo, recipe=encoder.recipe
        )
        found[inside] = weights.score(units.rows(inside))
    return found
