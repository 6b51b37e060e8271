"""What the interviews say of each part of a model (the numbers of Fig01)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from coding.validation.drawing import Part
from coding.validation.material import Material
from coding.validation.votes import OWN_EXPERIENCE, votes

__all__ = ["model_evidence"]

_VOTES = ("for", "mixed", "against")
NORM = "norm"


def model_evidence(material: Material, parts: Sequence[Part]) -> pd.DataFrame:
    """
    One vote an interview on each part of a drawing, and on each claim of it.

    A part's vote is the sign of summed strength over all its claims, as a claim's is over its
    passages: an interview votes once on a part, however much it says. What claims of one part say
    against each other is therefore shown claim by claim beside it.

    Parameters
    ----------
    material : Material
    parts : sequence of Part

    Returns
    -------
    DataFrame
        One row a part: `part, place, kind, layer, title, label, code, coded (interviews with the
        code, any presence; missing without a code), claims, n (interviews), speak, for, mixed,
        against, silent, share (for, of those that speak), lowest, highest (of that share, one
        interview left out), cases (for-mixed-against by case), by_claim (the same by claim),
        norm_only (every passage says only how it ought to be), documents_for, documents_mixed,
        documents_against, passages_n`.
    """
    names = {claim for part in parts for claim in part.claims}
    each = votes(material, [claim for part in parts for claim in part.claims])
    stances = material.stances[material.stances["claim"].isin(names)]
    rows = [_row(material, part, each, stances) for part in parts]
    types = {"coded": "Int64", "share": "Float64", "lowest": "Float64", "highest": "Float64"}
    return pd.DataFrame(rows).astype(types)


def _row(
    material: Material, part: Part, each: pd.DataFrame, stances: pd.DataFrame
) -> dict[str, Any]:
    mine = each[each["claim"].isin(part.claims)]
    net = mine.groupby("document", sort=False)["net"].sum()
    signs = {str(name): int(np.sign(value)) for name, value in net.items()}
    by_vote = {
        vote: [name for name in material.names if signs.get(name) == sign]
        for vote, sign in zip(_VOTES, (1, 0, -1), strict=True)
    }
    said = stances[stances["claim"].isin(part.claims)]
    norms = (said["modality"] == NORM) & (said["strength"] < OWN_EXPERIENCE)
    low, high = _left_out(len(by_vote["for"]), len(signs))
    return {
        "part": part.id,
        "place": part.place,
        "kind": part.kind,
        "layer": part.layer,
        "title": part.title,
        "label": part.label,
        "code": part.code,
        "coded": _coded(material, part.code),
        "claims": " ".join(part.claims),
        "n": len(material.names),
        "speak": len(signs),
        **{vote: len(names) for vote, names in by_vote.items()},
        "silent": len(material.names) - len(signs),
        "share": len(by_vote["for"]) / len(signs) if signs else None,
        "lowest": low,
        "highest": high,
        "cases": _by_case(material, by_vote),
        "by_claim": " · ".join(f"{one} {_count(mine, one)}" for one in part.claims),
        "norm_only": bool(len(said)) and bool(norms.all()),
        **{f"documents_{vote}": " ".join(names) for vote, names in by_vote.items()},
        "passages_n": said["unit"].nunique(),
    }


def _left_out(n_for: int, speak: int) -> tuple[float | None, float | None]:
    """Range of the share for when one interview that speaks is left out."""
    if speak < 2:
        return None, None
    rest = [
        (n_for - gone) / (speak - 1)
        for gone, there in ((1, n_for > 0), (0, n_for < speak))
        if there
    ]
    return min(rest), max(rest)


def _coded(material: Material, code: str) -> int | None:
    if not code:
        return None
    return len(set(material.of_interview()[material.flags(code)].tolist()))


def _by_case(material: Material, by_vote: dict[str, list[str]]) -> str:
    cases = material.attribute("case")
    order = [case for case in dict.fromkeys(cases.values()) if case]
    return " · ".join(
        f"{case} " + "-".join(str(sum(cases[n] == case for n in by_vote[vote])) for vote in _VOTES)
        for case in order
    )


def _count(mine: pd.DataFrame, claim: str) -> str:
    given = mine.loc[mine["claim"] == claim, "vote"].tolist()
    return "-".join(str(given.count(vote)) for vote in _VOTES)
