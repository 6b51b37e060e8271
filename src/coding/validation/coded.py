"""What a study has coded, read once: whose decisions may count, before any rule."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from coding.codebook import Codebook
from coding.codings import Judgements
from coding.errors import CodingError
from coding.study import Study

__all__ = ["Coded", "read_coded"]


@dataclass(frozen=True, slots=True)
class Coded:
    """
    What a study has coded, before any rule: read once, gathered under many rules.

    Attributes
    ----------
    codebook : Codebook
    documents, units : DataFrame
        In the order of tables; see `Material`.
    judgements : Judgements
        Of the coders that may count, units in the order of `units`.
    codings, on_units, relations, stances, resolutions : DataFrame
        As the study has them, of those coders and documents.
    asked : mapping
        Guide question -> codes it draws out.
    leading : frozenset of (str, str)
        Document and guide question where the interviewer put the answer in the question.
    self_reports : mapping
        Actor code -> role groups that speak of themselves.
    claim_codes : mapping
        Claim -> codes it is about.
    texts : mapping
        Canonical texts, to find the units of an adjudicated passage.
    notes : tuple of str
    """

    codebook: Codebook
    documents: pd.DataFrame
    units: pd.DataFrame
    judgements: Judgements
    codings: pd.DataFrame
    on_units: pd.DataFrame
    relations: pd.DataFrame
    stances: pd.DataFrame
    resolutions: pd.DataFrame
    asked: Mapping[str, tuple[str, ...]]
    leading: frozenset[tuple[str, str]]
    self_reports: Mapping[str, tuple[str, ...]]
    claim_codes: Mapping[str, tuple[str, ...]]
    texts: Mapping[str, str]
    notes: tuple[str, ...]


def read_coded(
    study: Study,
    *,
    kinds: Collection[str] = ("interview",),
    leading: Iterable[tuple[str, str]] = (),
) -> Coded:
    """
    Read what counts from a study.

    Parameters
    ----------
    study : Study
    kinds : collection of str
        Kinds of documents: interviews, or `reading-note` and `literature`.
    leading : iterable of (str, str)
        Document and guide question of leading questions.

    Returns
    -------
    Coded

    Raises
    ------
    CodingError
        If a real study was coded by models only: their codings do not count there.
    """
    documents = _documents(study, kinds)
    units = _units(study, documents)
    allowed, notes = _coders(study)
    whole = study.coded.judgements()
    names = [name for name in whole.coders if name in allowed]
    judgements = _ordered(whole, names, units)
    plan = study.plan.content if study.plan else {}
    guide = study.guide.questions if study.guide else {}
    here = set(documents["document"])
    coded = study.coded

    def mine(frame: pd.DataFrame, *, by: Collection[str] = names) -> pd.DataFrame:
        rows = frame["document"].isin(here) & frame["coder"].isin(list(by))
        return frame[rows].reset_index(drop=True)

    return Coded(
        codebook=study.codebook,
        documents=documents,
        units=units,
        judgements=judgements,
        codings=mine(coded.codings),
        on_units=mine(coded.on_units),
        relations=mine(coded.relations),
        stances=mine(coded.stances),
        resolutions=mine(coded.resolutions, by=allowed),
        asked={name: question.expected_codes for name, question in guide.items()},
        leading=frozenset(leading),
        self_reports={k: tuple(v) for k, v in (plan.get("self_reports") or {}).items()},
        claim_codes={k: v.codes for k, v in study.claims.claims.items()} if study.claims else {},
        texts=coded.texts,
        notes=notes,
    )


def _documents(study: Study, kinds: Collection[str]) -> pd.DataFrame:
    columns = ["document", "kind", "case", "role", "role_group", "side", "boundary_level"]
    found = study.documents.loc[study.documents["kind"].isin(list(kinds)), columns].copy()
    for name in columns:
        found[name] = found[name].astype("object").where(found[name].notna(), "").astype(str)
    rank = {case.id: place for place, case in enumerate(study.settings.cases)}
    order = found["case"].map(lambda case: rank.get(case, len(rank)))
    return (
        found.assign(rank=order)
        .sort_values(["rank", "case", "document"], kind="stable")
        .drop(columns="rank")
        .reset_index(drop=True)
    )


def _units(study: Study, documents: pd.DataFrame) -> pd.DataFrame:
    order = {name: place for place, name in enumerate(documents["document"])}
    units = study.units[study.units["document"].isin(list(order))]
    units = units[["document", "unit", "start", "end", "episode", "guide_question"]]
    rank = units["document"].map(order)
    return (
        units.assign(rank=rank)
        .sort_values(["rank", "start"], kind="stable")
        .drop(columns="rank")
        .reset_index(drop=True)
    )


def _coders(study: Study) -> tuple[list[str], tuple[str, ...]]:
    """Coders whose decisions count, and who was left out."""
    known = {coder.id: coder.type for coder in study.settings.coders}
    # an adjudicator may have decided only, and coded nothing
    deciders = sorted({*study.coded.resolutions["coder"]} - {*study.coded.logs.coders})
    names = [*study.coded.logs.coders, *deciders]
    if study.settings.fictive:
        return names, ()
    models = [name for name in names if known.get(name) == "model"]
    people = [name for name in names if name not in models]
    if models and not people:
        raise CodingError(
            f"only models coded this study ({', '.join(models)})",
            expected="codings by people: a model's count in a fictive study only",
        )
    return people, tuple(f"coder {name} is a model: its codings do not count" for name in models)


def _ordered(judgements: Judgements, coders: list[str], units: pd.DataFrame) -> Judgements:
    place = {unit: i for i, unit in enumerate(judgements.units)}
    rows = [place[str(unit)] for unit in units["unit"]]
    who = [judgements.coders.index(name) for name in coders]
    take = np.ix_(who, rows)
    return Judgements(
        coders=tuple(coders),
        units=tuple(str(unit) for unit in units["unit"]),
        codes=judgements.codes,
        documents=tuple(str(name) for name in units["document"]),
        cells=judgements.cells[take],
        assisted=judgements.assisted[take],
        skipped=judgements.skipped[take],
        unknown=judgements.unknown,
    )
