"""Do recommendations rest on what happened, or on what people wish for (Tab12)."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import pandas as pd

from coding.claims import Claims
from coding.schemas import records
from coding.validation.material import Material
from coding.validation.relations import MAKES

__all__ = ["recommendations"]

# an outcome and the presence in which it is wanted; anything else about it is unwanted
_WANTED: Mapping[str, str] = {
    "out-landing": "present",
    "out-delay": "absent",
    "out-friction": "absent",
    "out-energy-loss": "absent",
    "out-risk-neglect": "absent",
}


def recommendations(
    material: Material,
    claims: Claims,
    *,
    language: str,
    wanted: Mapping[str, str] = _WANTED,
) -> pd.DataFrame:
    """
    Keep demand for a recommendation apart from evidence that it works.

    Demand is a code of the recommendation that is wished for. Effect is a link a respondent makes
    from such a code to an outcome: present and wanted, or absent and unwanted. Counter-effect is
    the other way round, a hindered wanted outcome, or an outcome the respondent says it had nothing
    to do with. Codes that merely occur together are neither.

    Parameters
    ----------
    material : Material
    claims : Claims
        With recommendations.
    language : {'nl', 'en'}
    wanted : mapping
        Outcome code -> the presence in which it is wanted.

    Returns
    -------
    DataFrame
        One row a recommendation: `recommendation, addressee, text, claims, n (interviews), demand,
        effect, counter_effect (interviews), basis ("effect and wish", "effect", "wish",
        "contested" or "none"), evidence (what would ground it), demand_at, effect_at, counter_at
        (passages)`.
    """
    rows = []
    for one in claims.recommendations.values():
        codes = set(one.codes)
        asked = material.codings[
            material.codings["code"].isin(codes) & (material.codings["presence"] == "wished")
        ]
        effect, counter = _effects(material, codes, wanted)
        demand = set(asked["document"])
        for_it, against = ({name for name, _ in found} for found in (effect, counter))
        rows.append(
            {
                "recommendation": one.id,
                "addressee": one.addressee,
                "text": one.text.get(language, next(iter(one.text.values()), "")),
                "claims": " ".join(one.claims),
                "n": len(material.names),
                "demand": len(demand),
                "effect": len(for_it),
                "counter_effect": len(against),
                "basis": _basis(demand, for_it, against),
                "evidence": one.evidence.get(language, next(iter(one.evidence.values()), "")),
                "demand_at": " ".join(sorted(set(asked["unit"]))),
                "effect_at": " ".join(sorted(place for _, place in effect)),
                "counter_at": " ".join(sorted(place for _, place in counter)),
            }
        )
    return pd.DataFrame(rows)


def _effects(
    material: Material, codes: Collection[str], wanted: Mapping[str, str]
) -> tuple[set[tuple[str, str]], set[tuple[str, str]]]:
    """Documents and passages where a code made a difference the wanted way, and the other way."""
    effect: set[tuple[str, str]] = set()
    counter: set[tuple[str, str]] = set()
    for row in records(material.links):
        start, end, kind = row["from_presence"], row["to_presence"], row["type"]
        if row["from_code"] not in codes or row["to_code"] not in wanted:
            continue
        if start not in {"present", "absent"} or end not in {"present", "absent"}:
            continue
        good = end == wanted[row["to_code"]]
        place = row["document"], f"{row['from_unit']}>{row['to_unit']}"
        if kind == "no-link":
            counter.add(place)
        elif kind in MAKES:
            (effect if (start == "present") == good else counter).add(place)
        elif kind == "hinders":
            # what is hindered did not come about as it was told
            (counter if (start == "present") == good else effect).add(place)
    return effect, counter


def _basis(demand: Collection[str], effect: Collection[str], counter: Collection[str]) -> str:
    if effect and counter:
        return "contested"
    if effect:
        return "effect and wish" if demand else "effect"
    if counter:
        return "contested"
    return "wish" if demand else "none"
