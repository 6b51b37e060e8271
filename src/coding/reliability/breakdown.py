"""The same figures by document, round and codebook version; and on units with suggestions."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Literal, cast

import numpy as np
import pandas as pd

from coding.codings import Codings, fold_events
from coding.codings.events import CODES
from coding.codings.judgements import MISSING, NOT_APPLIED
from coding.reliability.arrays import Sets, label_sets, numbered, pairs_of, yes_or_no
from coding.reliability.comparison import Comparison, compare, compare_study, units_of_kinds
from coding.statistics import (
    bootstrap_codes,
    krippendorff_alpha,
    percent_agreement,
    specific_agreement,
)
from coding.statistics.ratings import RatingsLike
from coding.statistics.set_bootstrap import bootstrap_sets
from coding.study import Study

__all__ = ["assisted_units", "by_document", "by_round", "set_figures"]

_FIGURES = ["alpha_masi", "low", "high", "same_set", "positive"]


def set_figures(
    comparison: Comparison,
    *,
    where: Sequence[int] | None = None,
    resample: str = "cluster",
    replicates: int = 1000,
    seed: int = 1,
) -> dict[str, Any]:
    """
    Agreement on whole sets of codes, on all units or some.

    Parameters
    ----------
    comparison : Comparison
    where : sequence of int, optional
        Positions of units.
    resample : {'cluster', 'unit'}
        What the interval draws.
    replicates, seed : int

    Returns
    -------
    dict
        `units` (read by two or more), `both, differ` (pairs of coders, over all codes), `positive`
        (2 both / (2 both + differ)), `alpha_masi, low, high, same_set, reason`.
    """
    every = np.arange(len(comparison.own.units)) if where is None else np.asarray(where, dtype=int)
    sets: Sets = label_sets(comparison, value="applied")[:, every]
    both = differ = 0
    for code in comparison.own.codes:
        yes, apart, _ = pairs_of(yes_or_no(comparison, code, value="applied")[:, every])
        both, differ = both + yes, differ + apart
    groups = np.array(comparison.own.documents, dtype=object)[every]
    drawn: Literal["cluster", "unit"] = "cluster" if resample == "cluster" else "unit"
    one = bootstrap_sets(
        sets, groups=groups, resamples=(drawn,), replicates=replicates, random_state=seed
    )[drawn]
    read = (comparison.own.cells[:, every] != MISSING).any(axis=2).sum(axis=0)
    return {
        "units": int((read >= 2).sum()),
        "both": both,
        "differ": differ,
        "positive": 2 * both / (2 * both + differ) if both + differ else None,
        "alpha_masi": one.value,
        "low": one.low,
        "high": one.high,
        "same_set": percent_agreement(numbered(sets)).value,
        "reason": one.reason,
    }


def _frame(comparison: Comparison, rows: list[dict[str, Any]], first: list[str]) -> pd.DataFrame:
    columns = [*first, "units", "both", "differ", *_FIGURES, "reason"]
    frame = pd.DataFrame(rows, columns=columns)
    frame[_FIGURES] = frame[_FIGURES].astype("Float64")
    frame[["units", "both", "differ"]] = frame[["units", "both", "differ"]].astype("Int64")
    if comparison.reflexive:
        frame = frame.drop(columns=[*_FIGURES, "reason"])
    return comparison.marked(frame)


def by_document(comparison: Comparison, *, replicates: int = 1000, seed: int = 1) -> pd.DataFrame:
    """
    Agreement in each document; its interval draws units, for there is one interview.

    Parameters
    ----------
    comparison : Comparison
    replicates, seed : int

    Returns
    -------
    DataFrame
        `document`, then as `set_figures`, and `coded_by`; in the order of documents.
    """
    documents = np.array(comparison.own.documents, dtype=object)
    rows = []
    for name in dict.fromkeys(comparison.own.documents):
        where = np.flatnonzero(documents == name).tolist()
        options: dict[str, Any] = {"resample": "unit", "replicates": replicates, "seed": seed}
        rows.append({"document": name, **set_figures(comparison, where=where, **options)})
    return _frame(comparison, rows, ["document"])


def by_round(
    study: Study,
    *,
    kinds: Collection[str] | None = ("interview",),
    only: Collection[str] | None = None,
    imports: bool = False,
    replicates: int = 1000,
    seed: int = 1,
) -> pd.DataFrame:
    """
    Agreement of each round and under each codebook version, as if only that had been there.

    Figures of a later round on units that were discussed are no agreement of independent readers;
    which rounds those were is in the study's papers, not in the logs.

    Parameters
    ----------
    study : Study
    kinds, only, imports
        As in `compare_study`.
    replicates, seed : int

    Returns
    -------
    DataFrame
        `kind` (`round` or `codebook`), `which`, `code` (`(sets)` for whole sets), then as
        `set_figures`; per code `alpha_masi` is empty and `alpha` has nominal alpha.
    """
    logs = study.coded.logs
    events = [event for state in logs.states() for event in state.events if event.doc]
    rounds = sorted({event.round for event in events if event.round})
    versions = sorted({event.codebook.version for event in events if event.codebook})
    kept: list[tuple[str, str, Comparison]] = [
        (
            "round",
            name,
            compare_study(study, kinds=kinds, rounds=[name], only=only, imports=imports),
        )
        for name in rounds
    ]
    settings = study.settings
    for version in versions:
        under = compare(
            _under(logs, version),
            units_of_kinds(study, kinds),
            study.codebook,
            texts=study.coded.texts,
            coders=settings.coders,
            fictive=settings.fictive,
            only=only,
            imports=imports,
            reflexive=settings.reliability == "reflexive",
        )
        kept.append(("codebook", version, under))
    frames = [_round_rows(*one, replicates=replicates, seed=seed) for one in kept]
    if not frames:
        return _frame(compare_study(study, kinds=kinds), [], ["kind", "which", "code"])
    return pd.concat(frames, ignore_index=True)


def _under(codings: Codings, version: str) -> Codings:
    """Only what was decided under one version; what later versions changed stands as it was."""
    logs = []
    for log in codings.logs:
        ids: set[str] = set()
        events = []
        for event in log.state.events:
            is_of = event.codebook is not None and event.codebook.version == version
            if not is_of and event.do != "resolve":
                continue
            ids.add(event.id)
            lost = event.do in CODES and event.target and event.target not in ids
            events.append(replace(event, target="") if lost else event)
        state = fold_events(events, coder=log.coder, name=log.state.name)
        logs.append(replace(log, state=state, problems=()))
    return replace(codings, logs=tuple(logs))


def _round_rows(
    kind: str, which: str, comparison: Comparison, *, replicates: int, seed: int
) -> pd.DataFrame:
    first = {"kind": kind, "which": which}
    figures = set_figures(comparison, replicates=replicates, seed=seed)
    rows: list[dict[str, Any]] = [{**first, "code": "(sets)", **figures}]
    tables = {c: yes_or_no(comparison, c, value="applied") for c in comparison.own.codes}
    made = bootstrap_codes(
        cast("Mapping[Hashable, RatingsLike]", tables),
        [krippendorff_alpha],
        resample="cluster",
        groups=list(comparison.own.documents),
        replicates=replicates,
        random_state=seed,
    )
    for code, table in tables.items():
        both, differ, _ = pairs_of(table)
        one = made[code, "krippendorff_alpha"]
        read = int(((~np.isnan(table)).sum(axis=0) >= 2).sum())
        rows.append(
            {
                **first,
                "code": code,
                "units": read,
                "both": both,
                "differ": differ,
                "positive": 2 * both / (2 * both + differ) if both + differ else None,
                "alpha": one.value,
                "low": one.low,
                "high": one.high,
                "reason": one.reason,
            }
        )
    frame = _frame(comparison, rows, ["kind", "which", "code"])
    if not comparison.reflexive:
        alphas = pd.Series([row.get("alpha") for row in rows], dtype="Float64")
        frame.insert(list(frame.columns).index("alpha_masi"), "alpha", alphas)
    return frame


def assisted_units(comparison: Comparison) -> pd.DataFrame:
    """
    Agreement where suggestions were visible: for comparison only, never reliability.

    Two coders who saw the same suggestion are not independent readers.

    Parameters
    ----------
    comparison : Comparison

    Returns
    -------
    DataFrame
        One row a code: `code, units_own, positive_own, alpha_own` of what counts, and
        `units_assisted, positive_assisted, alpha_assisted` of the units on which at least one
        coder saw suggestions (all codings); empty where there are none.
    """
    columns = ["code", "units_own", "positive_own", "alpha_own"]
    columns += ["units_assisted", "positive_assisted", "alpha_assisted"]
    seen = comparison.assisted.any(axis=0)
    rows = []
    for code in comparison.own.codes if seen.any() else ():
        own = yes_or_no(comparison, code, value="applied")
        cells = comparison.every.cells[:, :, comparison.every.code(code)]
        every = np.where(cells == MISSING, np.nan, (cells > NOT_APPLIED).astype(np.float64))
        row: dict[str, Any] = {"code": code}
        for name, table in (("own", own), ("assisted", every[:, seen])):
            row[f"units_{name}"] = int(((~np.isnan(table)).sum(axis=0) >= 2).sum())
            row[f"positive_{name}"] = specific_agreement(table, category=1).value
            row[f"alpha_{name}"] = krippendorff_alpha(table).value
        rows.append(row)
    frame = pd.DataFrame(rows, columns=columns)
    figures = [name for name in columns if name.startswith(("positive", "alpha"))]
    frame[figures] = frame[figures].astype("Float64")
    if comparison.reflexive:
        frame = frame.drop(columns=figures)
    return comparison.marked(frame)
