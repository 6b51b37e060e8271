"""What was suggested by which model, what was shown, what became of it; models without pickle."""

from __future__ import annotations

import io
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from coding.codebook import Codebook
from coding.codings import Codings
from coding.errors import CodingError, at
from coding.files import fixed_zip, read_text, write_json, write_whole
from coding.journal import read_journal
from coding.journal_writer import JournalWriter
from coding.suggest.calibration import Sigmoid
from coding.suggest.features import Encoder
from coding.suggest.linear import Weights
from coding.suggest.queues import HandOut
from coding.suggest.suggester import Suggester
from coding.text import sha256

__all__ = [
    "HandOuts",
    "Handed",
    "labels_sha",
    "load_model",
    "read_hand_outs",
    "save_model",
    "suggestion_history",
]

Floats = npt.NDArray[np.float64]
_FORMAT = 1


def labels_sha(units: Sequence[str], labels: Floats) -> str:
    """
    Hash of a set of labels: the same for the same decisions in whatever order.

    Examples
    --------
    >>> one = labels_sha(["a", "b"], np.array([[1.0], [0.0]]))
    >>> one == labels_sha(["b", "a"], np.array([[0.0], [1.0]]))
    True
    """
    rows = zip(units, labels.tolist(), strict=True)
    lines = sorted(
        f"{unit} {''.join('?' if math.isnan(v) else str(int(v)) for v in row)}"
        for unit, row in rows
    )
    return sha256("\n".join(lines))


@dataclass(frozen=True, slots=True)
class Handed:
    """One unit that was handed out: to whom, by which policy and model."""

    coder: str
    unit: str
    policy: str
    code: str
    fingerprint: str

    @property
    def drawn(self) -> bool:
        """Whether it was drawn at random."""
        return self.policy == "random"


class HandOuts:
    """
    The file of what was handed out: `models/hand-outs.jsonl`.

    Parameters
    ----------
    path : Path
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def append(self, coder: str, batch: Sequence[HandOut], model: Mapping[str, Any]) -> None:
        """Record a batch, on disk before this returns."""
        lines = [
            {
                "do": "hand-out",
                "coder": coder,
                "unit": hand_out.unit,
                "policy": hand_out.policy,
                "code": hand_out.code,
                "model": dict(model),
            }
            for hand_out in batch
        ]
        with JournalWriter(self.path, what="the record of what was handed out") as journal:
            journal.append(lines)


def read_hand_outs(path: Path) -> tuple[Handed, ...]:
    """Read what was handed out; nothing where there is no file."""
    if not path.exists():
        return ()
    return tuple(
        Handed(
            line.value["coder"],
            line.value["unit"],
            line.value["policy"],
            line.value.get("code", ""),
            line.value["model"]["fingerprint"],
        )
        for line in read_journal(path).lines
        if line.value.get("do") == "hand-out"
    )


def suggestion_history(
    codings: Codings, handed: Sequence[Handed], models: Mapping[str, Mapping[str, Any]]
) -> pd.DataFrame:
    """
    Every suggestion that was ever shown, with what became of it.

    Parameters
    ----------
    codings : Codings
        The folded logs: `study.coded.logs`.
    handed : sequence of Handed
    models : mapping of str to mapping
        Fingerprint -> facts, as saved with the model; see `load_model`.

    Returns
    -------
    DataFrame
        Columns `unit, code, p, band, fingerprint, labels, codebook, seed, policy, shown, decision,
        by, event`; `decision` is `accept`, `reject` or nothing.
    """
    policy = {(h.coder, h.unit, h.fingerprint): h.policy for h in handed}
    rows = []
    for state in codings.states():
        answers = {
            event.target: event
            for event in state.events
            if event.do in {"accept", "reject"} and event.target and codings.stands(event.id)
        }
        for event in state.events:
            if event.do != "offer" or event.model is None:
                continue
            facts = models.get(event.model.fingerprint, {})
            answer = answers.get(event.id)
            rows.append(
                {
                    "unit": event.unit,
                    "code": event.code,
                    "p": event.model.p,
                    "band": _band(event.model.p),
                    "fingerprint": event.model.fingerprint,
                    "labels": facts.get("labels"),
                    "codebook": event.codebook.version if event.codebook else None,
                    "seed": facts.get("seed"),
                    "policy": policy.get(
                        (event.coder, event.unit, event.model.fingerprint), "order"
                    ),
                    "shown": event.shown,
                    "decision": answer.do if answer is not None else None,
                    "by": event.coder,
                    "event": event.id,
                }
            )
    columns = ["unit", "code", "p", "band", "fingerprint", "labels", "codebook", "seed"]
    columns += ["policy", "shown", "decision", "by", "event"]
    return pd.DataFrame(rows, columns=columns)


def _band(p: float | None) -> str:
    if p is None:
        return "uncalibrated"
    return "suggested" if p >= 0.5 else "possible" if p >= 0.2 else ""


def save_model(model: Suggester, folder: Path, *, facts: Mapping[str, Any]) -> Path:
    """
    Write a fitted suggester as plain arrays and JSON: `<fingerprint>.npz` and `.json`.

    It holds the vocabulary of the texts it learned from, so it belongs where the texts may be: a
    real study's `models/` is ignored by git.

    Parameters
    ----------
    model : Suggester
    folder : Path
    facts : mapping
        What it learned from, as `StudySuggester.facts` says it.

    Returns
    -------
    Path
        Of the JSON file.
    """
    if model.weights_ is None:
        raise CodingError("nothing was learnt: there is no model to keep")
    arrays, texts = model.encoder_.plain()
    arrays.update({f"weights.{name}": value for name, value in model.weights_.arrays().items()})
    arrays["thresholds"] = model.thresholds_
    arrays["shares"] = model.shares_
    arrays["positives"] = model.positives_
    arrays["calibrated"] = model.calibrated_
    if model.sigmoid_ is not None:
        arrays["slopes"], arrays["shifts"] = model.sigmoid_.slopes, model.sigmoid_.shifts
    packed = io.BytesIO()
    np.savez(packed, allow_pickle=False, **arrays)
    folder.mkdir(parents=True, exist_ok=True)
    stem = folder / model.fingerprint
    write_whole(stem.with_suffix(".npz"), fixed_zip(packed.getvalue()))
    value = {"format": _FORMAT, "method": model.method, "facts": dict(facts), "texts": texts}
    write_json(stem.with_suffix(".json"), value)
    return stem.with_suffix(".json")


def load_model(path: Path, codebook: Codebook) -> tuple[Suggester, dict[str, Any]]:
    """
    Read a model that `save_model` wrote; nothing in it is executed.

    Returns
    -------
    model, facts : Suggester, dict

    Raises
    ------
    CodingError
        For a newer format, or a codebook other than the one it learned with.
    """
    value = json.loads(read_text(path))
    if value.get("format") != _FORMAT:
        raise CodingError(f"model format {value.get('format')!r}", where=at(path), expected="1")
    with np.load(path.with_suffix(".npz"), allow_pickle=False) as packed:
        arrays = {name: packed[name] for name in packed.files}
    encoder = Encoder.from_plain(codebook, arrays, value["texts"])
    parts = {n.removeprefix("weights."): a for n, a in arrays.items() if n.startswith("weights.")}
    if parts["bias"].shape != (len(codebook.codes),):
        raise CodingError("the model learned with another codebook", where=at(path))
    model = Suggester(codebook, method=value["method"], encoder=encoder, seed=encoder.seed)
    model.encoder_ = encoder
    model.classes_ = np.arange(len(codebook.codes))
    model.weights_ = Weights(**parts)
    model.thresholds_, model.shares_ = arrays["thresholds"], arrays["shares"]
    model.positives_, model.calibrated_ = arrays["positives"], arrays["calibrated"]
    known = "slopes" in arrays
    model.sigmoid_ = Sigmoid(arrays["slopes"], arrays["shifts"]) if known else None
    if model.fingerprint != path.stem:
        raise CodingError("the arrays are not those of this model", where=at(path))
    return model, dict(value["facts"])
