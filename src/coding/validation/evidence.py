"""From a claim to its passages: what carries it and what undermines it, in the speaker's words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from coding.schemas import records
from coding.validation.material import Material

__all__ = ["MOST_SHOWN", "evidence_table", "passages"]

MOST_SHOWN = 3  # passages a side in the table for people; the rest is in the full list
_SIDES = {"contradicts": "against", "nuances": "nuance", "supports": "for"}

COLUMNS = (
    "claim",
    "side",
    "rank",
    "document",
    "unit",
    "case",
    "role",
    "strength",
    "modality",
    "prompting",
    "coders",
    "boundary_level",
    "quote",
    "start",
    "end",
)


def passages(material: Material, claims: Iterable[str]) -> pd.DataFrame:
    """
    Every passage that speaks on a claim: contradicting ones first.

    Stances of several coders the same way on one unit are one passage, with the longest quotation
    and the highest strength.

    Parameters
    ----------
    material : Material
    claims : iterable of str
        In the order of the rows.

    Returns
    -------
    DataFrame
        One row a claim, side and unit: `claim, side ("against", "nuance", "for"), rank (within the
        side: own experience first, then found by more coders, then in reading order), document,
        unit, case, role, strength, modality, prompting, coders, boundary_level, quote, start, end
        (code points)`.
    """
    cases, roles = material.attribute("case"), material.attribute("role")
    order = {str(unit): place for place, unit in enumerate(material.units["unit"])}
    found: dict[tuple[str, str, str], list[dict[str, Any]]] = {}
    for row in records(material.stances):
        key = (row["claim"], _SIDES[row["direction"]], str(row["unit"]))
        found.setdefault(key, []).append(row)
    merged: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for (claim, side, unit), given in found.items():
        longest = max(given, key=lambda one: (len(str(one["quote"])), one["event"]))
        merged.setdefault((claim, side), []).append(
            {
                "claim": claim,
                "side": side,
                "document": longest["document"],
                "unit": unit,
                "case": cases[longest["document"]],
                "role": roles[longest["document"]],
                "strength": max(one["strength"] for one in given),
                "modality": longest["modality"],
                "prompting": longest["prompting"],
                "coders": " ".join(sorted({str(one["coder"]) for one in given})),
                "boundary_level": _text(longest["boundary_level"]),
                "quote": _text(longest["quote"]),
                "start": int(longest["start"]),
                "end": int(longest["end"]),
            }
        )
    rows = []
    for claim in claims:
        for side in _SIDES.values():
            mine = sorted(
                merged.get((claim, side), []),
                key=lambda one: (-one["strength"], -len(one["coders"]), order[one["unit"]]),
            )
            rows += [{**one, "rank": rank} for rank, one in enumerate(mine, start=1)]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def evidence_table(
    found: pd.DataFrame, claims: Mapping[str, str], *, most: int = MOST_SHOWN
) -> pd.DataFrame:
    """
    The strongest passages of each claim and side, with how many there are (Tab11).

    Never more for than against while passages against are left out: where four contradict and
    `most` is three, three of each are shown.

    Parameters
    ----------
    found : DataFrame
        From `passages`.
    claims : mapping
        Claim -> its text.
    most : int
        Passages a side.

    Returns
    -------
    DataFrame
        The columns of `passages`, with `text` (of the claim), `total` (passages of that side) and
        `interviews` (of them). A claim nobody speaks on has one row without a passage.
    """
    found = found[found["claim"].isin(list(claims))]
    total = found.groupby(["claim", "side"]).size()
    speakers = found.groupby(["claim", "side"])["document"].nunique()
    shown = found[found["rank"] <= most]
    keys = list(zip(shown["claim"], shown["side"], strict=True))
    table = shown.assign(
        text=[claims[claim] for claim, _ in keys],
        total=[int(total[key]) for key in keys],
        interviews=[int(speakers[key]) for key in keys],
    )
    silent = [
        {"claim": claim, "text": text, "total": 0, "interviews": 0}
        for claim, text in claims.items()
        if claim not in set(found["claim"])
    ]
    rank = {claim: place for place, claim in enumerate(claims)}
    columns = ["claim", "text", "side", "total", "interviews", *COLUMNS[2:]]
    whole = pd.concat([table, pd.DataFrame(silent)], ignore_index=True) if silent else table
    whole = whole.reindex(columns=columns)
    whole["place"] = whole["claim"].map(rank)
    whole = whole.sort_values("place", kind="stable", ignore_index=True).drop(columns="place")
    numbers = ["rank", "strength", "start", "end"]
    return whole.astype(dict.fromkeys(numbers, "Int64"))
