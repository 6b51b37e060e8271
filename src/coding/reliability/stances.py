"""Agreement on what passages do to claims."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from functools import partial
from itertools import combinations
from typing import Any, cast

import numpy as np
import numpy.typing as npt
import pandas as pd

from coding.codings import spans_to_units, stances_frame
from coding.codings.judgements import MISSING
from coding.reliability.arrays import pairs_of
from coding.reliability.comparison import Comparison
from coding.statistics import bootstrap_codes, krippendorff_alpha, specific_agreement
from coding.statistics.ratings import RatingsLike

__all__ = ["stance_agreement"]

NONE = "none"
Values = npt.NDArray[np.object_]


def stance_agreement(
    comparison: Comparison,
    claims: Sequence[str],
    *,
    replicates: int = 1000,
    seed: int = 1,
) -> pd.DataFrame:
    """
    Compare stances on claims: whether a unit speaks to a claim, and which way.

    A log does not say which claims a coder looked for. A unit counts as read for all claims if the
    coder read it on their own and took a stance anywhere in its document; elsewhere nothing is
    known. Several stances of one coder on one claim in one unit count as one value of their own.

    Parameters
    ----------
    comparison : Comparison
    claims : sequence of str
        Ids of the claims, in order.
    replicates, seed : int
        Of the bootstrap of interviews.

    Returns
    -------
    DataFrame
        `claim, alpha` (nominal: none, supports, contradicts, nuances), `low, high, speaks` (alpha
        of any stance or none), `positive` (specific agreement on any stance), `same_direction` (of
        pairs in which both took one), `units, taken` (units with a stance of anybody), `both,
        differ` (pairs: both took one, one did), `reason, coded_by`; claims in the given order.
    """
    grid = _grid(comparison, claims)
    rows = [{"claim": claim, **_counts(grid[claim])} for claim in claims]
    names = ["claim", "units", "taken", "both", "differ", "same_direction"]
    frame = pd.DataFrame(rows, columns=names)
    frame["same_direction"] = frame["same_direction"].astype("Float64")
    if comparison.reflexive or frame.empty:
        return comparison.marked(frame)
    figures = _figures(comparison, grid, replicates=replicates, seed=seed)
    found = pd.concat([frame[["claim"]], figures, frame.drop(columns="claim")], axis=1)
    return comparison.marked(found)


def _figures(
    comparison: Comparison, grid: Mapping[str, Values], *, replicates: int, seed: int
) -> pd.DataFrame:
    options: dict[str, Any] = {
        "resample": "cluster",
        "groups": list(comparison.own.documents),
        "replicates": replicates,
        "random_state": seed,
    }
    whole = bootstrap_codes(
        cast("Mapping[Hashable, RatingsLike]", grid), [krippendorff_alpha], **options
    )
    rows = []
    for claim, values in grid.items():
        one = whole[claim, "krippendorff_alpha"]
        speaks = _speaks(values)
        rows.append(
            {
                "alpha": one.value,
                "low": one.low,
                "high": one.high,
                "speaks": krippendorff_alpha(speaks).value,
                "positive": partial(specific_agreement, category=1)(speaks).value,
                "reason": "nobody took a stance where two coders read"
                if one.value is None and not np.nansum(speaks)
                else one.reason,
            }
        )
    made = pd.DataFrame(rows)
    figures = ["alpha", "low", "high", "speaks", "positive"]
    made[figures] = made[figures].astype("Float64")
    return made


def _speaks(values: Values) -> npt.NDArray[np.float64]:
    """Any stance 1, none 0, not read NaN."""
    missing = pd.isna(values)
    return np.where(missing, np.nan, (values != NONE).astype(np.float64))


def _counts(values: Values) -> dict[str, Any]:
    speaks = _speaks(values)
    both, differ, _ = pairs_of(speaks)
    counting = (~np.isnan(speaks)).sum(axis=0) >= 2
    same = sum(
        int(np.count_nonzero((a == b) & (a != NONE) & ~pd.isna(a)))
        for a, b in combinations(list(values), 2)
    )
    return {
        "units": int(counting.sum()),
        "taken": int((np.nan_to_num(speaks[:, counting]).any(axis=0)).sum()),
        "both": both,
        "differ": differ,
        "same_direction": same / both if both else None,
    }


def _grid(comparison: Comparison, claims: Sequence[str]) -> dict[str, Values]:
    """Claim -> direction of each coder and unit: `none`, or None where it was not read."""
    own = comparison.own
    judged = (own.cells != MISSING).any(axis=(0, 1))
    read = (own.cells[:, :, judged] != MISSING).all(axis=2)
    documents = np.array(own.documents, dtype=object)
    taken = stances_frame(comparison.codings)
    for i, coder in enumerate(comparison.coders):
        spoken = {*taken.loc[taken["coder"] == coder, "document"].tolist()}
        read[i] &= np.isin(documents, sorted(spoken))
    empty: Values = np.full(read.shape, None, dtype=object)
    empty[read] = NONE
    grid = {claim: empty.copy() for claim in claims}
    coder_of = {name: i for i, name in enumerate(comparison.coders)}
    for row in taken.sort_values("event").itertuples():
        if row.claim not in grid or row.coder not in coder_of:
            continue
        i = coder_of[str(row.coder)]
        for unit in _units_of(comparison, row):
            if read[i, unit]:
                values = grid[str(row.claim)]
                before = values[i, unit]
                given = {*([] if before == NONE else str(before).split("+")), str(row.direction)}
                values[i, unit] = "+".join(sorted(given))
    return grid


def _units_of(comparison: Comparison, row: Any) -> list[int]:
    """Positions of the units a stance is on: the one it names, or those its passage lies in."""
    units = comparison.units
    if row.unit in comparison.own.units:
        return [comparison.own.units.index(row.unit)]
    here = np.flatnonzero((units["document"] == row.document).to_numpy())
    if not len(here) or pd.isna(row.start):
        return []
    places = units.iloc[here]
    spans = list(zip(places["start"].tolist(), places["end"].tolist(), strict=True))
    text = comparison.texts[row.document]
    (on,) = spans_to_units([(int(row.start), int(row.end))], spans, text)
    return [int(here[k]) for k in on]
