"""Planted against found: does the coding bring back what was built in, and not too well."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from coding.acceptance.criteria import Criterion, within
from coding.acceptance.targets import Targets
from coding.validation.material import Material
from coding.yaml_source import YamlSource

__all__ = ["planted_frame", "recovery_criteria", "recovery_frame"]

_SIGN = {"supports": 1, "contradicts": -1, "nuances": 0}


def planted_frame(key: YamlSource) -> pd.DataFrame:
    """Lay the designer's key out: `claim, case, planted` (strength from -2 to 2 in that case)."""
    rows: list[dict[str, Any]] = [
        {"claim": str(row["claim"]), "case": case, "planted": int(row[case])}
        for row in key.value["case_by_claim"]
        for case in row
        if case not in {"claim", "note"}
    ]
    return pd.DataFrame(rows)


def recovery_frame(key: YamlSource, material: Material) -> pd.DataFrame:
    """
    Set what was planted beside what the coders' stances say.

    Returns
    -------
    DataFrame
        One row a claim and case of the key: `claim, case, planted, found` (summed strength for
        minus against, of all coders, divided by coders and by interviews of the case),
        `passages` (stances it rests on).
    """
    case_of = material.attribute("case")
    interviews = pd.Series(case_of).value_counts()
    stances = material.stances
    weight = stances["direction"].map(_SIGN) * stances["strength"].astype(int)
    case = stances["document"].map(case_of)
    sums = weight.groupby([stances["claim"], case]).agg(["sum", "size"])
    rows = []
    for claim, place, planted in planted_frame(key).itertuples(index=False):
        net, passages = sums.loc[(claim, place)] if (claim, place) in sums.index else (0, 0)
        rows.append(
            {
                "claim": claim,
                "case": place,
                "planted": planted,
                "found": float(net) / (len(material.coders) * int(interviews[place])),
                "passages": int(passages),
            }
        )
    return pd.DataFrame(rows)


def recovery_criteria(frame: pd.DataFrame, targets: Targets) -> Iterator[Criterion]:
    """Spearman's rank correlation over the claims and cases of the key."""
    low, high = targets.range("recovery", "correlation")
    planted, found = frame["planted"].rank(), frame["found"].round(9).rank()
    value = float(np.corrcoef(planted, found)[0, 1])
    wrong = frame[(frame["planted"] * frame["found"] < 0)]
    yield Criterion(
        "recovery",
        f"rank correlation of planted and found over {len(frame)} claims and cases",
        f"{low:.2f} to {high:.2f}",
        f"{value:.2f}",
        within(value, low, high),
        "found the other way round: " + ", ".join(wrong["claim"] + " in " + wrong["case"])
        if len(wrong)
        else "",
    )
