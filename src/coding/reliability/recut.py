"""The same codings on smaller or larger units: would the figures be the same."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import replace
from typing import Any, cast

import numpy as np
import pandas as pd

from coding.codebook import PRESENCE
from coding.codings import codings_frame, unit_codings
from coding.codings.judgements import MISSING, NOT_APPLIED, Judgements
from coding.corpus.units import UnitRule, cut_units
from coding.reliability.arrays import pairs_of, yes_or_no
from coding.reliability.breakdown import set_figures
from coding.reliability.comparison import Comparison
from coding.statistics import bootstrap_codes, krippendorff_alpha
from coding.statistics.ratings import RatingsLike
from coding.text import sha256

__all__ = ["WHOLE_TURN", "recut", "unit_size"]

WHOLE_TURN = 1_000_000  # words; nobody speaks longer


def unit_size(
    comparison: Comparison,
    turns: Mapping[str, pd.DataFrame],
    *,
    caps: Sequence[int] = (40, 80, WHOLE_TURN),
    least: int = 4,
    language: str = "nl",
    replicates: int = 1000,
    seed: int = 1,
) -> pd.DataFrame:
    """
    Cut the documents anew by several rules and compute agreement on each.

    The passages coders marked stay; only the units they are folded to change. A new unit was read
    where every frozen unit it shares words with was read, so nothing becomes known by cutting.
    Where coders marked whole units, a smaller rule copies each decision to the parts.

    Parameters
    ----------
    comparison : Comparison
    turns : mapping of str to DataFrame
        Rows of `schemas.TURNS` by document.
    caps : sequence of int
        Most words of a unit; `WHOLE_TURN` for whole turns.
    least : int
        Fewest words of a turn; see `corpus.units.UnitRule`.
    language : str
        Language of the texts, for sentence ends.
    replicates, seed : int

    Returns
    -------
    DataFrame
        `rule, words` (median of a unit), `code` (`(sets)` for whole sets), `units, both, differ,
        alpha` (MASI for the sets), `low, high` (interviews drawn), `positive, reason, coded_by`.
    """
    rows: list[dict[str, Any]] = []
    for cap in caps:
        rule = UnitRule(cap=cap, least=least)
        cut = recut(comparison, turns, rule=rule, language=language)
        name = "turn" if cap >= WHOLE_TURN else rule.name
        words = float(cut.units["words"].median()) if len(cut.units) else None
        rows += [{"rule": name, "words": words, **row} for row in _figures(cut, replicates, seed)]
    columns = ["rule", "words", "code", "units", "both", "differ", "alpha", "low", "high"]
    frame = pd.DataFrame(rows, columns=[*columns, "positive", "reason"])
    figures = ["words", "alpha", "low", "high", "positive"]
    frame[figures] = frame[figures].astype("Float64")
    counts = ["units", "both", "differ"]
    frame[counts] = frame[counts].astype("Int64")
    if comparison.reflexive:
        frame = frame.drop(columns=["alpha", "low", "high", "positive", "reason"])
    return comparison.marked(frame)


def _figures(cut: Comparison, replicates: int, seed: int) -> list[dict[str, Any]]:
    on_sets = set_figures(cut, replicates=replicates, seed=seed)
    on_sets["alpha"] = on_sets.pop("alpha_masi")
    rows = [{"code": "(sets)", **on_sets}]
    tables = {code: yes_or_no(cut, code, value="applied") for code in cut.own.codes}
    made = bootstrap_codes(
        cast("Mapping[Hashable, RatingsLike]", tables),
        [krippendorff_alpha],
        resample="cluster",
        groups=list(cut.own.documents),
        replicates=replicates,
        random_state=seed,
    )
    for code, table in tables.items():
        one = made[code, "krippendorff_alpha"]
        both, differ, _ = pairs_of(table)
        row: dict[str, Any] = {"code": code, "both": both, "differ": differ}
        row["units"] = int(((~np.isnan(table)).sum(axis=0) >= 2).sum())
        row["positive"] = 2 * both / (2 * both + differ) if both + differ else None
        row |= {"alpha": one.value, "low": one.low, "high": one.high, "reason": one.reason}
        rows.append(row)
    return rows


def recut(
    comparison: Comparison,
    turns: Mapping[str, pd.DataFrame],
    *,
    rule: UnitRule,
    language: str = "nl",
) -> Comparison:
    """
    The same codings on units cut by another rule.

    Parameters
    ----------
    comparison : Comparison
    turns : mapping of str to DataFrame
        Rows of `schemas.TURNS` by document.
    rule : UnitRule
    language : str

    Returns
    -------
    Comparison
        Cut by the rule of the study it equals the one given. `every` is as `own`.
    """
    names = list(dict.fromkeys(comparison.units["document"].tolist()))
    cut = [
        cut_units(turns[name], comparison.texts[name], rule=rule, language=language)
        for name in names
    ]
    units = pd.concat(cut, ignore_index=True) if cut else comparison.units
    cells, blocked = _carried(comparison, units)
    standing = codings_frame(comparison.codings)
    shas = standing["document"].map({n: sha256(t) for n, t in comparison.texts.items()})
    fits = standing[(standing["text_sha"] == shas.fillna("")) & standing["document"].isin(names)]
    given = unit_codings(fits, units, comparison.texts)
    coder = {name: i for i, name in enumerate(comparison.coders)}
    unit = {name: i for i, name in enumerate(units["unit"].tolist())}
    code = {name: i for i, name in enumerate(comparison.own.codes)}
    columns = (given[name].tolist() for name in ("coder", "unit", "code", "presence"))
    for who, where, what, presence in zip(*columns, strict=True):
        if what in code and not blocked[coder[who], unit[where]]:
            cells[coder[who], unit[where], code[what]] = 1 + PRESENCE.index(presence)
    empty = np.zeros(cells.shape[:2], dtype=np.bool_)
    own = Judgements(
        comparison.coders,
        tuple(units["unit"].tolist()),
        comparison.own.codes,
        tuple(units["document"].tolist()),
        cells,
        empty,
        empty,
    )
    return replace(comparison, own=own, every=own, assisted=empty, imported=empty, units=units)


def _carried(comparison: Comparison, units: pd.DataFrame) -> tuple[Any, Any]:
    """
    What is known of the new units before codings are entered: "no" or missing.

    Also which coder's new units touch one whose every cell was left out (assisted, imported).
    """
    old, cells = comparison.units, comparison.own.cells
    shape = (len(comparison.coders), len(units), len(comparison.own.codes))
    made = np.full(shape, MISSING, dtype=np.int8)
    left_out = (cells == MISSING).all(axis=2) & (comparison.every.cells != MISSING).any(axis=2)
    blocked = np.zeros(shape[:2], dtype=np.bool_)
    spans = {
        document: (group.index.to_numpy(), group["start"].to_numpy(), group["end"].to_numpy())
        for document, group in old.groupby("document")
    }
    columns = (units[name].tolist() for name in ("document", "start", "end"))
    for number, (document, start, end) in enumerate(zip(*columns, strict=True)):
        rows, starts, ends = spans[document]
        touched = rows[(starts < end) & (ends > start)]
        if len(touched):
            known = (cells[:, touched, :] != MISSING).all(axis=1)
            made[:, number, :] = np.where(known, NOT_APPLIED, MISSING)
            blocked[:, number] = left_out[:, touched].any(axis=1)
    return made, blocked
