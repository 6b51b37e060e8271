"""The estimator: learns from little, believes nothing it cannot, and is the same everywhere."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone
from sklearn.model_selection import GroupKFold, cross_val_predict

from coding.errors import CodingError
from coding.suggest.features import Encoder
from coding.suggest.metrics import average_precision
from coding.suggest.suggester import Suggester
from suggestion_builders import toy_codebook, toy_units

HERE = Path(__file__).resolve().parents[1]


def test_it_is_a_scikit_learn_estimator() -> None:
    """It clones, says its parameters, and runs in `cross_val_predict` by groups."""
    units = toy_units()
    model = Suggester(toy_codebook(), seed=3)

    assert clone(model).get_params()["seed"] == 3
    p = cross_val_predict(
        model,
        units.frame,
        units.labels.astype(int),
        groups=units.frame["group"],
        cv=GroupKFold(4),
        method="decision_function",
    )
    ap = average_precision(units.labels[:, 0], p[:, 0])
    assert p.shape == units.labels.shape
    assert ap is not None
    assert ap > 0.8


def test_the_codebook_alone_ranks() -> None:
    """Without a label there is a ranking, and not one probability."""
    units = toy_units()
    model = Suggester(toy_codebook()).fit(units.frame)

    ap = average_precision(units.labels[:, 0], model.decision_function(units.frame)[:, 0])
    assert ap is not None
    assert ap > 1.5 * units.labels[:, 0].mean()
    assert np.isnan(model.predict_proba(units.frame)).all()
    assert not model.predict(units.frame).any()


def test_a_code_without_examples_has_no_probability() -> None:
    """`nooit` is in the codebook and on no unit: never a calibrated p, never suggested."""
    units = toy_units()
    model = Suggester(toy_codebook()).fit(units.frame, units.labels)
    place = list(model.codebook.codes).index("nooit")

    assert np.isnan(model.predict_proba(units.frame)[:, place]).all()
    assert not model.predict(units.frame)[:, place].any()
    assert model.calibrated_[0]


def test_permuted_labels_teach_nothing() -> None:
    """Labels dealt out anew: ranking at the level of prevalence, no p of .5 or more."""
    units = toy_units(groups=12)
    shuffled = units.labels[np.random.default_rng(0).permutation(len(units.labels))]
    groups = units.frame["group"].to_numpy()
    bare = toy_codebook()
    encoder = Encoder(bare).fit(units.frame)
    half = np.isin(groups, sorted(set(groups))[:6])
    model = Suggester(bare, encoder=encoder).fit(units.frame[half], shuffled[half])
    test, scores = shuffled[~half], model.decision_function(units.frame[~half])

    aps = [average_precision(test[:, k], scores[:, k]) or 0.0 for k in range(4)]
    assert abs(np.mean(aps) - test[:, :4].mean()) < 0.1
    assert not (np.nan_to_num(model.predict_proba(units.frame[~half])) >= 0.5).any()


def test_what_was_not_decided_is_not_a_no() -> None:
    """NaN leaves a unit out of that code's training; a 0 does not."""
    units = toy_units()
    open_ = units.labels.copy()
    open_[:100, 0] = np.nan
    half = Suggester(toy_codebook()).fit(units.frame, open_)
    rest = Suggester(toy_codebook()).fit(units.frame.iloc[100:], units.labels[100:])

    assert half.positives_[0] == rest.positives_[0]
    assert half.positives_[1] > rest.positives_[1]


def test_the_order_of_rows_does_not_matter() -> None:
    """Units shuffled by the caller give the same model to the last digit."""
    units = toy_units()
    order = np.random.default_rng(5).permutation(len(units.frame))
    encoder = Encoder(toy_codebook()).fit(units.frame)
    one = Suggester(toy_codebook(), encoder=encoder).fit(units.frame, units.labels)
    other = Suggester(toy_codebook(), encoder=encoder).fit(
        units.frame.iloc[order], units.labels[order]
    )

    assert one.fingerprint == other.fingerprint
    assert np.array_equal(one.decision_function(units.frame), other.decision_function(units.frame))


def test_a_removed_document_is_gone() -> None:
    """Neither its words nor its labels are left in the features or the weights."""
    units = toy_units()
    units.frame.loc[units.frame["group"] == "d03", "text"] += " kwispelstaart kwispelstaart"
    kept = units.frame["group"] != "d03"
    model = Suggester(toy_codebook()).fit(units.frame[kept], units.labels[kept])

    assert "kwispelstaart" not in model.encoder_.vocabulary.words
    assert len(model.out_of_fold_) == kept.sum()
    assert model.positives_.tolist() == units.labels[kept].sum(axis=0).tolist()


def test_only_text_place_and_talk_are_features() -> None:
    """Other columns of a unit, such as role, case or side, change nothing."""
    units = toy_units()
    more = units.frame.assign(role="directeur", case="M", side="innovation")
    one = Suggester(toy_codebook()).fit(units.frame, units.labels)
    other = Suggester(toy_codebook()).fit(more, units.labels)

    assert one.fingerprint == other.fingerprint


def test_calibration_rests_on_the_random_units_once_they_are_enough() -> None:
    """With few random units all are used, and the model says so."""
    units = toy_units()
    some = np.zeros(len(units.frame), dtype=bool)
    some[:30] = True
    few = Suggester(toy_codebook()).fit(units.frame, units.labels, random=some)
    most = Suggester(toy_codebook()).fit(
        units.frame, units.labels, random=np.arange(len(some)) % 4 > 0
    )

    assert few.calibrated_on_ == "all, too few random units"
    assert most.calibrated_on_ == "random"


@pytest.mark.parametrize(
    ("labels", "said"),
    [
        (pd.DataFrame({"vreemd": [1.0] * 160}), "not in the codebook"),
        (np.ones((160, 2)), "shape"),
        (np.full((160, 6), 2.0), "other than 1, 0"),
    ],
)
def test_labels_that_do_not_fit_are_refused(labels: object, said: str) -> None:
    """Unknown codes, other shapes and other values are errors."""
    with pytest.raises(CodingError, match=said):
        Suggester(toy_codebook()).fit(toy_units().frame, labels)


def test_units_and_methods_are_checked() -> None:
    """A doubled unit, a missing column and an unknown method are errors."""
    frame = toy_units().frame
    with pytest.raises(CodingError, match="given twice"):
        Suggester(toy_codebook()).fit(pd.concat([frame, frame]))
    with pytest.raises(CodingError, match="without text"):
        Suggester(toy_codebook()).fit(frame.drop(columns="text"))
    with pytest.raises(CodingError, match="method 'magic'"):
        Suggester(toy_codebook(), method="magic").fit(frame)


PROGRAM = """
from hashlib import sha256
from suggestion_builders import toy_codebook, toy_units
from coding.suggest.suggester import Suggester
units = toy_units()
model = Suggester(toy_codebook()).fit(units.frame, units.labels)
scores = model.decision_function(units.frame)
print(sha256(scores.tobytes() + model.predict_proba(units.frame).tobytes()).hexdigest())
"""


@pytest.mark.slow
def test_two_processes_and_two_kernels_give_the_same_digits() -> None:
    """Hash seeds, thread counts and the BLAS kernel change no score and no probability."""
    said = set()
    for kernel, threads, seed in (("Haswell", "1", "1"), ("Nehalem", "2", "2")):
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM],
            env={
                **os.environ,
                "PYTHONPATH": os.pathsep.join([str(HERE), str(HERE.parent / "src")]),
                "OPENBLAS_CORETYPE": kernel,
                "OPENBLAS_NUM_THREADS": threads,
                "PYTHONHASHSEED": seed,
            },
            capture_output=True,
            text=True,
            check=True,
        )
        said.add(done.stdout)
    assert len(said) == 1
