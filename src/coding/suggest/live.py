"""The suggester of a study while it is coded: what the desk asks, and what is remembered of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
import pandas as pd

from coding.codebook import Codebook
from coding.codings import Coded, Judgements
from coding.errors import CodingError
from coding.settings import Settings
from coding.suggest.explain import Explanation, explain
from coding.suggest.features import Encoder
from coding.suggest.provenance import HandOuts, labels_sha, read_hand_outs
from coding.suggest.queues import HandOut, find, improve, in_order, uncertainty
from coding.suggest.states import code_states
from coding.suggest.suggester import Suggester
from coding.suggest.units import COLUMNS, LabelledUnits

__all__ = ["Reason", "StudyLike", "StudySuggester", "Suggestion", "labelled_units", "study_frame"]

Floats = npt.NDArray[np.float64]
_SUGGESTED, _POSSIBLE = 0.5, 0.2
_WORDS = 5  # shown of an explanation


class StudyLike(Protocol):
    """What is asked of a study."""

    root: Path
    settings: Settings

    @property
    def codebook(self) -> Codebook: ...  # noqa: D102

    @property
    def coded(self) -> Coded: ...  # noqa: D102

    @property
    def units(self) -> pd.DataFrame: ...  # noqa: D102

    def unit_texts(self, units: pd.DataFrame | None = None) -> pd.Series[str]: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Reason:
    """A word, indicator or earlier passage that carries a suggestion, with what it adds."""

    text: str
    kind: str
    weight: float


@dataclass(frozen=True, slots=True)
class Suggestion:
    """
    A code that may apply to a unit.

    Attributes
    ----------
    code : str
    p : float or None
        Calibrated probability; None where there is too little to calibrate on.
    band : {'suggested', 'possible', 'uncalibrated', 'ranked'}
        From .5 up, from .2 up, or above its threshold without a probability to be believed; a code
        of tier B is only ever `ranked`.
    reasons : tuple of Reason
        Empty: `StudySuggester.reasons` works them out when somebody asks.
    state : str
        Of the code.
    instead_of : tuple of str
        Codes under this one that abstain and that the unit looks most like.
    """

    code: str
    p: float | None
    band: str
    reasons: tuple[Reason, ...] = ()
    state: str = ""
    instead_of: tuple[str, ...] = ()


def study_frame(study: StudyLike, *, units: pd.DataFrame | None = None) -> pd.DataFrame:
    """
    Units of a study as the suggester may see them: text, place, guide question; nothing else.

    Role, case and side of the respondent are not read.
    """
    rows = study.units if units is None else units
    texts = study.unit_texts(rows)
    frame = pd.DataFrame(
        {
            "unit": rows["unit"].astype(str).tolist(),
            "group": rows["document"].astype(str).tolist(),
            "order": rows["start"].astype(int).tolist(),
            "text": [texts[str(unit)] for unit in rows["unit"]],
            "speaker": "",
            "question": rows["guide_question"].astype("object").fillna("").astype(str).tolist(),
        }
    )
    return frame.sort_values(["group", "order", "unit"], kind="stable", ignore_index=True)


def labelled_units(
    study: StudyLike, *, coder: str, own: bool = True, documents: Iterable[str] | None = None
) -> LabelledUnits:
    """
    Units of a study with one coder's decisions, to evaluate or simulate on.

    Parameters
    ----------
    study : Study
    coder : str
    own : bool
        Leave units out on which suggestions were visible: a machine measured on codings it had a
        hand in measures itself.
    documents : iterable of str, optional
        Only these.

    Raises
    ------
    CodingError
        For an unknown coder, or a model's codings in a study that is not fictive.
    """
    _check_coder(study, coder)
    frame = study_frame(study)
    if documents is not None:
        frame = frame[frame["group"].isin({*documents})].reset_index(drop=True)
    judged = study.coded.judgements()
    if own:
        judged = judged.own()
    coders = {name: _labels(judged, name, frame) for name in judged.coders}
    labels = coders.pop(coder, np.full((len(frame), len(study.codebook.codes)), np.nan))
    return LabelledUnits(frame[list(COLUMNS)], labels, {coder: labels, **coders})


def _check_coder(study: StudyLike, coder: str) -> None:
    known = {c.id: c for c in study.settings.coders}
    if coder not in known:
        raise CodingError(f"no coder {coder!r} in study.toml", expected=", ".join(known) or "none")
    if known[coder].type == "model" and not study.settings.fictive:
        raise CodingError(
            f"coder {coder} is a model, and this study is not fictive",
            expected="decisions of people",
        )


def _labels(judged: Judgements, coder: str, frame: pd.DataFrame) -> Floats:
    place = {unit: i for i, unit in enumerate(judged.units)}
    cells = judged.cells[judged.coders.index(coder)]
    rows = cells[[place[unit] for unit in frame["unit"]]]
    return np.where(rows < 0, np.nan, (rows > 0).astype(np.float64))


class StudySuggester:
    """
    Suggestions for one coder of a study; refit it whenever decisions were added.

    It learns from that coder's decisions only, so that two coders stay independent.

    Parameters
    ----------
    study : Study
    coder : str
    seed : int, optional
        The study's own otherwise.
    record : bool
        Write what is handed out to `models/hand-outs.jsonl`.

    Attributes
    ----------
    model : Suggester
    frame : DataFrame
    states : dict of str to str
        State of each code.
    """

    def __init__(
        self, study: StudyLike, *, coder: str, seed: int | None = None, record: bool = False
    ) -> None:
        _check_coder(study, coder)
        self.coder = coder
        self.codebook = study.codebook
        self.seed = study.settings.seed if seed is None else seed
        self.frame = study_frame(study)
        self.log = HandOuts(study.root / "models" / "hand-outs.jsonl") if record else None
        self._handed = read_hand_outs(study.root / "models" / "hand-outs.jsonl")
        self._row = {unit: i for i, unit in enumerate(self.frame["unit"])}
        self.encoder = Encoder(study.codebook, seed=self.seed).fit(self.frame)
        self.refit(study)

    def refit(self, study: StudyLike) -> None:
        """Learn anew from the decisions of now; features are kept."""
        judged = study.coded.judgements()
        blank = np.full((len(self.frame), len(self.codebook.codes)), np.nan)
        known = self.coder in judged.coders
        self.labels = _labels(judged, self.coder, self.frame) if known else blank
        self.done = {
            unit
            for unit, row in zip(self.frame["unit"], self.labels, strict=True)
            if not np.isnan(row).all()
        }
        drawn = {line.unit for line in self._handed if line.coder == self.coder and line.drawn}
        for plan in study.coded.assignments:
            drawn |= {unit for units in plan.blind.values() for unit in units}
        # a stratum that is everything (no plan of blind units) says no more than the whole
        everyone = self.done <= drawn
        random = self.frame["unit"].isin(set() if everyone else drawn).to_numpy()
        self.model = Suggester(self.codebook, encoder=self.encoder, seed=self.seed)
        self.model.fit(self.frame, self.labels, random=random)
        self.scores = self.model.decision_function(self.frame)
        self.probabilities = self.model.probabilities(self.scores)
        self.states = code_states(
            self.codebook,
            self.labels,
            self.model.out_of_fold_,
            self.frame["group"].to_numpy(dtype=object),
            seed=self.seed,
        )
        self.labels_sha = labels_sha(self.frame["unit"].tolist(), self.labels)

    @property
    def fingerprint(self) -> str:
        """Which model this is, with what it learned from."""
        return self.model.fingerprint

    def ranked(self, unit: str) -> tuple[Suggestion, ...]:
        """
        Suggestions for a unit, likeliest first.

        A code that is still learning, has no examples or is for people only is not among them; its
        parent may be, if that is ready.

        Raises
        ------
        CodingError
            For an unknown unit.
        """
        row = self._place(unit)
        found = []
        for place, code in enumerate(self.codebook.codes):
            if self.states[code] not in {"suggesting", "checked"}:
                continue
            p, score = float(self.probabilities[row, place]), float(self.scores[row, place])
            band = self._band(p, score, place)
            if band and self.codebook.codes[code].tier == "B":
                band = "ranked"
            if band:
                known = None if np.isnan(p) else p
                below = self._abstaining_under(code, row)
                found.append(Suggestion(code, known, band, (), self.states[code], below))
        return tuple(sorted(found, key=lambda s: (-(s.p if s.p is not None else -1.0), s.code)))

    def _band(self, p: float, score: float, place: int) -> str:
        if np.isnan(p):
            return "uncalibrated" if score > self.model.thresholds_[place] else ""
        if p >= _SUGGESTED:
            return "suggested"
        return "possible" if p >= _POSSIBLE else ""

    def _abstaining_under(self, parent: str, row: int) -> tuple[str, ...]:
        places = {code: i for i, code in enumerate(self.codebook.codes)}
        quiet = [
            code.id
            for code in self.codebook.children(parent)
            if self.states[code.id] in {"no examples", "learning"}
            and self.scores[row, places[code.id]] > self.model.thresholds_[places[code.id]]
        ]
        return tuple(sorted(quiet, key=lambda code: -self.scores[row, places[code]]))

    def reasons(self, unit: str, code: str) -> tuple[Reason, ...]:
        """Words that carry a suggestion, codebook hits, and the nearest passages coded so."""
        found = self.explain(unit, code)
        words = [Reason(word, "word", share) for word, share in found.words[:_WORDS]]
        text = self.frame["text"].iloc[self._place(unit)]
        hits = [Reason(text[start:end], "codebook", 0.0) for start, end in found.hits]
        near = [Reason(other, "coding", like) for other, like in found.nearest]
        return (*words, *hits, *near)

    def explain(self, unit: str, code: str) -> Explanation:
        """Everything about one suggestion; see `coding.suggest.explain`."""
        self._place(unit)
        self.codebook.code(code)
        place = list(self.codebook.codes).index(code)
        given = self.frame["unit"][self.labels[:, place] == 1.0].tolist()
        return explain(self.model, self.frame, unit, code, coded=given)

    def uncertain(self) -> tuple[str, ...]:
        """Undecided units, the one it is least sure of first."""
        left = [i for i, unit in enumerate(self.frame["unit"]) if unit not in self.done]
        doubt = uncertainty(self.model, self.scores[left]) if left else np.zeros(0)
        names = self.frame["unit"].tolist()
        pairs = sorted(zip(doubt.tolist(), left, strict=True), key=lambda p: (-p[0], names[p[1]]))
        return tuple(names[i] for _, i in pairs)

    def likely(self, code: str) -> tuple[str, ...]:
        """Undecided units, the likeliest for a code first."""
        return tuple(h.unit for h in find(self.model, self.frame, code, done=self.done))

    def hand_out(self, policy: str, *, code: str = "", size: int = 20) -> tuple[HandOut, ...]:
        """
        Hand out a batch by a policy, and record it where records are kept.

        Parameters
        ----------
        policy : {'order', 'find', 'improve'}
        code : str
            For `find`.
        size : int

        Raises
        ------
        CodingError
            For an unknown policy or code.
        """
        if policy == "order":
            found: Sequence[HandOut] = in_order(self.frame, done=self.done)
        elif policy == "find":
            found = find(self.model, self.frame, code, done=self.done)
        elif policy == "improve":
            found = improve(self.model, self.frame, done=self.done, size=size, seed=self.seed)
        else:
            raise CodingError(f"policy {policy!r}", expected="order, find or improve")
        batch = tuple(found[:size])
        if self.log is not None:
            self.log.append(self.coder, batch, self.facts())
        return batch

    def facts(self) -> Mapping[str, Any]:
        """What the model is: for its card, and for every record that names it."""
        return {
            "fingerprint": self.fingerprint,
            "labels": self.labels_sha,
            "codebook": {"version": self.codebook.version, "sha": self.codebook.sha},
            "seed": self.seed,
            "calibrated_on": self.model.calibrated_on_,
            "coder": self.coder,
            "units": len(self.done),
        }

    def table(self, units: Iterable[str] | None = None) -> pd.DataFrame:
        """
        Suggestions of undecided units as a table; they are no codings.

        Parameters
        ----------
        units : iterable of str, optional
            These; otherwise every undecided unit.

        Returns
        -------
        DataFrame
            Columns `document, unit, code, p, band, state, instead_of, fingerprint`.
        """
        names = [u for u in self.frame["unit"] if u not in self.done] if units is None else units
        rows = [
            {
                "document": self.frame["group"].iloc[self._place(unit)],
                "unit": unit,
                "code": found.code,
                "p": found.p,
                "band": found.band,
                "state": found.state,
                "instead_of": ";".join(found.instead_of),
                "fingerprint": self.fingerprint,
            }
            for unit in names
            for found in self.ranked(unit)
        ]
        columns = ["document", "unit", "code", "p", "band", "state", "instead_of", "fingerprint"]
        return pd.DataFrame(rows, columns=columns)

    def codes(self) -> pd.DataFrame:
        """State, examples and share of each code; whether its probability may be believed."""
        return pd.DataFrame(
            {
                "code": list(self.codebook.codes),
                "state": [self.states[code] for code in self.codebook.codes],
                "examples": self.model.positives_.astype(int),
                "share": self.model.shares_,
                "calibrated": self.model.calibrated_,
            }
        )

    def _place(self, unit: str) -> int:
        if unit not in self._row:
            raise CodingError(f"no unit {unit!r} in this study")
        return self._row[unit]
