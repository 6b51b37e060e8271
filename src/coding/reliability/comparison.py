"""What counts for reliability: who coded, what they read on their own, what is left out and why."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from coding.codebook import Codebook
from coding.codings import Codings, Judgements, codings_frame, judge, unit_codings
from coding.codings.judgements import MISSING
from coding.errors import CodingError
from coding.reliability.before import before_adjudication
from coding.reliability.words import announced
from coding.settings import Coder
from coding.study import Study

__all__ = ["Comparison", "asked_for", "compare", "compare_study", "scope", "units_of_kinds"]

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Comparison:
    """
    Codings that can be compared.

    Attributes
    ----------
    own : Judgements
        What counts: each coder's own reading, suggestions not shown, before adjudication. Units
        that were assisted or imported are missing here.
    every : Judgements
        What stands now, those units too: for the list of disagreements, never for a coefficient.
    assisted, imported : ndarray of bool, shape (coders, units)
        Suggestions were shown or accepted; something came from another program.
    codings : Codings
        The logs compared, as they stood before adjudication.
    now : Codings
        The logs compared, as they stand.
    logs : Codings
        All logs, the adjudicators' too.
    late : tuple of str
        Ids of changes made after an adjudication; they are left out.
    units : DataFrame
        Rows of `schemas.UNITS`, in the order of `own.units`: of documents somebody coded.
    texts : mapping of str to str
        Canonical texts of these documents.
    codebook : Codebook
    types : mapping of str to str
        Coder -> `human` or `model`.
    fictive : bool
    reflexive : bool
        The study declares that coefficients do not fit its method.
    """

    own: Judgements
    every: Judgements
    assisted: Flags
    imported: Flags
    codings: Codings
    now: Codings
    logs: Codings
    late: tuple[str, ...]
    units: pd.DataFrame
    texts: Mapping[str, str]
    codebook: Codebook
    types: Mapping[str, str]
    fictive: bool
    reflexive: bool

    @property
    def coders(self) -> tuple[str, ...]:
        """Who is compared, in order."""
        return self.own.coders

    @property
    def coded_by(self) -> str:
        """`human`, `model`, `both`, or `nobody` yet: a column of every table."""
        kinds = sorted({self.types[coder] for coder in self.coders})
        return "both" if len(kinds) == 2 else (kinds or ["nobody"])[0]

    def announcement(self, language: str) -> str:
        """
        What every output says of who coded; empty for people on real interviews.

        Parameters
        ----------
        language : {'nl', 'en'}
        """
        models = [coder for coder in self.coders if self.types[coder] == "model"]
        return announced(models, self.coders, language, fictive=self.fictive)

    def marked(self, frame: pd.DataFrame) -> pd.DataFrame:
        """The frame with a column that says who coded, so that no number travels without it."""
        return frame.assign(coded_by=self.coded_by)

    def titled(self, frame: pd.DataFrame, language: str) -> pd.DataFrame:
        """The frame with the label of each code after its id, for people."""
        found = frame.copy()
        place = list(found.columns).index("code") + 1
        titles = [self.codebook.code(code).name(language) for code in found["code"]]
        found.insert(place, "title", titles)
        return found


def compare(
    codings: Codings,
    units: pd.DataFrame,
    codebook: Codebook,
    *,
    texts: Mapping[str, str],
    coders: Sequence[Coder],
    fictive: bool,
    rounds: Collection[str] | None = None,
    only: Collection[str] | None = None,
    imports: bool = False,
    reflexive: bool = False,
) -> Comparison:
    """
    Take from the logs what can be compared.

    Parameters
    ----------
    codings : Codings
        All logs of the study, the adjudicators' too.
    units : DataFrame
        Rows of `schemas.UNITS`.
    codebook : Codebook
        Today's.
    texts : mapping of str to str
        Canonical text of every document with units.
    coders : sequence of Coder
        Those of `study.toml`: reliability has to know who is a person and who a model.
    fictive : bool
        Whether the study is.
    rounds : collection of str, optional
        Only what was decided in these rounds.
    only : collection of str, optional
        Only these coders.
    imports : bool
        Let units count that came from another program; whether suggestions were visible there is
        for the one who says so to know.
    reflexive : bool
        See `Comparison`.

    Returns
    -------
    Comparison

    Raises
    ------
    CodingError
        For a coder who is not declared, and for a model among the coders of a real study.
    """
    # a round is compared as if only that round's verdicts had been there
    of_rounds = codings.only(rounds=rounds)
    earlier, late = before_adjudication(of_rounds)
    chosen, now = earlier.only(coders=only), of_rounds.only(coders=only)
    names = _who_coded(now)
    types = _types(names, coders, fictive=fictive, asked=only)
    touched = {e.doc for state in now.states() if state.coder in types for e in state.events}
    here = units[units["document"].isin(touched)].sort_values(["document", "start"])
    here = here.reset_index(drop=True)
    found = {name: texts[name] for name in sorted({*here["document"].tolist()})}
    every = judge(now, here, found, list(codebook.codes), coders=names)
    before = judge(chosen, here, found, list(codebook.codes), coders=names) if late else every
    accepted, imported = _foreign(now, here, found, every)
    assisted = every.assisted | accepted
    cells = before.cells.copy()
    cells[assisted] = MISSING
    if not imports:
        cells[imported] = MISSING
    return Comparison(
        own=replace(before, cells=cells),
        every=every,
        assisted=assisted,
        imported=imported & ~assisted,
        codings=chosen,
        now=now,
        logs=codings,
        late=late,
        units=here,
        texts=found,
        codebook=codebook,
        types=types,
        fictive=fictive,
        reflexive=reflexive,
    )


def compare_study(
    study: Study,
    *,
    kinds: Collection[str] | None = ("interview",),
    rounds: Collection[str] | None = None,
    only: Collection[str] | None = None,
    imports: bool = False,
) -> Comparison:
    """
    Take from a study what can be compared: `compare` with the study's settings.

    Parameters
    ----------
    study : Study
    kinds : collection of str, optional
        Kinds of documents; None for all. Interviews by default: figures on what people said are not
        mixed with figures on literature. A list of disagreements to work on takes all.
    rounds, only, imports
        As in `compare`.
    """
    settings = study.settings
    return compare(
        study.coded.logs,
        units_of_kinds(study, kinds),
        study.codebook,
        texts=study.coded.texts,
        coders=settings.coders,
        fictive=settings.fictive,
        rounds=rounds,
        only=only,
        imports=imports,
        reflexive=settings.reliability == "reflexive",
    )


def units_of_kinds(study: Study, kinds: Collection[str] | None) -> pd.DataFrame:
    """Units of a study's documents of these kinds, or of all: rows of `schemas.UNITS`."""
    if kinds is None:
        return study.units
    documents = study.documents
    chosen = documents.loc[documents["kind"].isin(list(kinds)), "document"]
    return study.units[study.units["document"].isin(chosen)]


def asked_for(study: Study) -> float | None:
    """
    The alpha a study asked for before coding, as its last assignment recorded it; else None.

    Parameters
    ----------
    study : Study
    """
    asked = [a.threshold for a in study.coded.assignments if a.threshold is not None]
    values = [one.value for one in asked if one.coefficient == "krippendorff_alpha"]
    return values[-1] if values else None


def _who_coded(codings: Codings) -> list[str]:
    """Those who coded or marked units; an adjudicator who only decides is no coder."""
    return sorted({s.coder for s in codings.states() if s.current("codings") or s.current("marks")})


def _types(
    names: Sequence[str],
    coders: Sequence[Coder],
    *,
    fictive: bool,
    asked: Collection[str] | None,
) -> dict[str, str]:
    declared = {coder.id: coder.type for coder in coders}
    for name in [*names, *(asked or ())]:
        if name not in declared:
            raise CodingError(
                f"coder {name!r} is not in study.toml",
                where="study.toml",
                expected=f'[[coders]] with id = "{name}" and type = "human" or "model"',
                hint="reliability has to know whether a person or a model coded",
            )
    models = [name for name in names if declared[name] == "model"]
    if models and not fictive:
        raise CodingError(
            f"{', '.join(models)} is a language model, and this study is real",
            where="study.toml",
            expected="reliability of people: a model is no second coder",
            hint="name the people: only=[...], or `--coder` on the command line",
        )
    return {name: declared[name] for name in names}


def _foreign(
    codings: Codings, units: pd.DataFrame, texts: Mapping[str, str], judged: Judgements
) -> tuple[Flags, Flags]:
    """Units on which a suggestion was accepted, and units on which something was imported."""
    shape = (len(judged.coders), len(judged.units))
    found = {source: np.zeros(shape, dtype=np.bool_) for source in ("suggestion", "import")}
    coder = {name: i for i, name in enumerate(judged.coders)}
    unit = {name: i for i, name in enumerate(judged.units)}
    documents = np.array(judged.documents, dtype=object)
    for state, event in codings.current("marks"):
        if event.source in found:
            row = found[event.source][coder[state.coder]]
            if event.unit in unit:
                row[unit[event.unit]] = True
            elif not event.unit:
                row[documents == event.doc] = True
    standing = codings_frame(codings)
    for source, flags in found.items():
        mine = standing[(standing["source"] == source) & standing["start"].notna()]
        mine = mine[mine["document"].isin(list(texts))]
        on = unit_codings(mine, units, texts)
        for name, where in zip(on["coder"].tolist(), on["unit"].tolist(), strict=True):
            flags[coder[name], unit[where]] = True
    return found["suggestion"], found["import"]


def scope(comparison: Comparison) -> pd.DataFrame:
    """
    Say per coder what is compared and what is left out: the first thing a reader asks.

    Parameters
    ----------
    comparison : Comparison

    Returns
    -------
    DataFrame
        One row a coder: `coder, type, documents, units (of these documents), own (units read on
        their own for at least one code), assisted, imported, skipped, unread (nobody said anything
        of them), shared (own units that another coder read too), coded_by`.
    """
    own = (comparison.own.cells != MISSING).any(axis=2)
    read = (comparison.every.cells != MISSING).any(axis=2)
    shared = own & (own.sum(axis=0) >= 2)
    documents = np.array(comparison.own.documents, dtype=object)
    rows = []
    for i, coder in enumerate(comparison.coders):
        mine = {*documents[read[i] | comparison.every.skipped[i]].tolist()}
        here = np.isin(documents, sorted(mine))
        skipped = comparison.every.skipped[i] & ~read[i]
        rows.append(
            {
                "coder": coder,
                "type": comparison.types[coder],
                "documents": len(mine),
                "units": int(here.sum()),
                "own": int(own[i].sum()),
                "assisted": int(comparison.assisted[i].sum()),
                "imported": int(comparison.imported[i].sum()),
                "skipped": int(skipped.sum()),
                "unread": int((here & ~read[i] & ~skipped).sum()),
                "shared": int(shared[i].sum()),
            }
        )
    columns = ["coder", "type", "documents", "units", "own", "assisted", "imported", "skipped"]
    return comparison.marked(pd.DataFrame(rows, columns=[*columns, "unread", "shared"]))
