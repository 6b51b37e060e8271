"""Coders beside each other: every pair, what they mix up, and how widely each applies a code."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from coding.codings.judgements import MISSING, NOT_APPLIED
from coding.reliability.arrays import label_sets, pairs_of, yes_or_no
from coding.reliability.comparison import Comparison
from coding.statistics import krippendorff_alpha, specific_agreement
from coding.statistics.set_bootstrap import bootstrap_sets

__all__ = ["NO_OTHER", "confusion", "confusion_matrix", "pairwise", "prevalence"]

NO_OTHER = "(none)"  # the other coder gave nothing instead
Flags = npt.NDArray[np.bool_]


def pairwise(comparison: Comparison, *, replicates: int = 1000, seed: int = 1) -> pd.DataFrame:
    """
    Compare every pair of coders, on whole sets and per code.

    Parameters
    ----------
    comparison : Comparison
    replicates, seed : int
        Of the bootstrap of interviews, for the rows on whole sets.

    Returns
    -------
    DataFrame
        `coder_a, coder_b, code` (`(sets)` for all codes of a unit together), `units` (both read),
        `both, differ, neither` (units, or unit-codes for the sets), `alpha` (MASI for the sets),
        `low, high`, `positive`, `reason, coded_by`. Without coefficients in a reflexive study.
    """
    rows: list[dict[str, Any]] = []
    sets = label_sets(comparison, value="applied")
    documents = list(comparison.own.documents)
    for i, j in combinations(range(len(comparison.coders)), 2):
        names = {"coder_a": comparison.coders[i], "coder_b": comparison.coders[j]}
        own: list[dict[str, Any]] = []
        for code in comparison.own.codes:
            table = yes_or_no(comparison, code, value="applied")[[i, j]]
            one = krippendorff_alpha(table)
            row = _counted(table) | {"alpha": one.value, "low": None, "high": None}
            row |= {"positive": specific_agreement(table, category=1).value, "reason": one.reason}
            own.append({**names, "code": code, **row})
        both = sum(row["both"] for row in own)
        differ = sum(row["differ"] for row in own)
        one = bootstrap_sets(
            sets[[i, j]],
            groups=documents,
            resamples=("cluster",),
            replicates=replicates,
            random_state=seed,
        )["cluster"]
        known = [all(cell is not None for cell in pair) for pair in sets[[i, j]].T]
        rows.append(
            {
                **names,
                "code": "(sets)",
                "units": sum(known),
                "both": both,
                "differ": differ,
                "neither": sum(row["neither"] for row in own),
                "alpha": one.value,
                "low": one.low,
                "high": one.high,
                "positive": 2 * both / (2 * both + differ) if both + differ else None,
                "reason": one.reason,
            }
        )
        rows += own
    counts = ["units", "both", "differ", "neither"]
    figures = ["alpha", "low", "high", "positive"]
    names_of = ["coder_a", "coder_b", "code"]
    frame = pd.DataFrame(rows, columns=[*names_of, *counts, *figures, "reason"])
    frame[figures] = frame[figures].astype("Float64")
    frame[counts] = frame[counts].astype("Int64")
    if comparison.reflexive:
        frame = frame.drop(columns=[*figures, "reason"])
    return comparison.marked(frame)


def _counted(table: npt.NDArray[np.float64]) -> dict[str, Any]:
    both, differ, neither = pairs_of(table)
    return {"units": both + differ + neither, "both": both, "differ": differ, "neither": neither}


def confusion(comparison: Comparison) -> pd.DataFrame:
    """
    Count what one coder gave where the other gave something else.

    Of each pair of coders and each unit both read: every code only the first gave, with every code
    only the second gave; a code for which the other gave nothing instead stands beside `(none)`. A
    unit with several differences counts in several rows.

    Parameters
    ----------
    comparison : Comparison

    Returns
    -------
    DataFrame
        `coder_a, coder_b, code_a, code_b, units, coded_by`, most first. Agreement on a code is the
        row in which both are the same.
    """
    codes = comparison.own.codes
    rows: list[tuple[str, str, str, str, int]] = []
    for i, j in combinations(range(len(comparison.coders)), 2):
        pair = comparison.coders[i], comparison.coders[j]
        first, second = comparison.own.cells[[i, j]]
        both = (first > NOT_APPLIED) & (second > NOT_APPLIED)
        only_a = (first > NOT_APPLIED) & (second == NOT_APPLIED)
        only_b = (second > NOT_APPLIED) & (first == NOT_APPLIED)
        crossed = only_a.T.astype(np.int64) @ only_b.astype(np.int64)
        alone_a = (only_a & ~only_b.any(axis=1)[:, None]).sum(axis=0)
        alone_b = (only_b & ~only_a.any(axis=1)[:, None]).sum(axis=0)
        rows += [(*pair, codes[c], codes[d], int(crossed[c, d])) for c, d in np.argwhere(crossed)]
        for c, code in enumerate(codes):
            rows += [(*pair, code, code, int(both[:, c].sum()))] * bool(both[:, c].any())
            rows += [(*pair, code, NO_OTHER, int(alone_a[c]))] * bool(alone_a[c])
            rows += [(*pair, NO_OTHER, code, int(alone_b[c]))] * bool(alone_b[c])
    columns = ["coder_a", "coder_b", "code_a", "code_b", "units"]
    frame = pd.DataFrame(rows, columns=columns)
    frame["units"] = frame["units"].astype("Int64")
    keys = ["units", "coder_a", "coder_b", "code_a", "code_b"]
    order = frame.sort_values(keys, ascending=[False, True, True, True, True], kind="stable")
    return comparison.marked(order.reset_index(drop=True))


def confusion_matrix(table: pd.DataFrame, *, codes: int = 20) -> pd.DataFrame:
    """
    Lay the confusions of all pairs of coders out as a square, who gave which left aside.

    Parameters
    ----------
    table : DataFrame
        Of `confusion`.
    codes : int
        Most codes shown: those with the most differences.

    Returns
    -------
    DataFrame
        Units per two codes; the diagonal (both gave it) is empty, the last column is `(none)`.
    """
    apart = table[table["code_a"] != table["code_b"]]
    both = pd.concat(
        [
            apart[["code_a", "code_b", "units"]],
            apart.rename(columns={"code_a": "code_b", "code_b": "code_a"})[
                ["code_a", "code_b", "units"]
            ],
        ]
    )
    both = both[both["code_a"] != NO_OTHER]
    if both.empty:
        return pd.DataFrame()
    square = both.groupby(["code_a", "code_b"])["units"].sum().unstack(fill_value=0)
    total = square.sum(axis=1).sort_index().sort_values(ascending=False, kind="stable")
    shown = list(total.index[:codes])
    columns = [*shown, *([NO_OTHER] if NO_OTHER in square.columns else [])]
    found = square.reindex(index=shown, columns=columns, fill_value=0).astype("float64")
    for code in shown:
        found.loc[code, code] = np.nan
    return found


def prevalence(comparison: Comparison) -> pd.DataFrame:
    """
    How widely each coder applies each code, on units that two or more coders read.

    Parameters
    ----------
    comparison : Comparison

    Returns
    -------
    DataFrame
        `code, coder, units, applied, share, coded_by`; codes in the codebook's order.
    """
    rows = []
    for code in comparison.own.codes:
        cells = comparison.own.cells[:, :, comparison.own.code(code)]
        known: Flags = cells != MISSING
        counting = known.sum(axis=0) >= 2
        for i, coder in enumerate(comparison.coders):
            mine = known[i] & counting
            applied = int((cells[i, mine] > NOT_APPLIED).sum())
            units = int(mine.sum())
            share = applied / units if units else None
            rows.append((code, coder, units, applied, share))
    frame = pd.DataFrame(rows, columns=["code", "coder", "units", "applied", "share"])
    frame[["units", "applied"]] = frame[["units", "applied"]].astype("Int64")
    frame["share"] = frame["share"].astype("Float64")
    return comparison.marked(frame)
