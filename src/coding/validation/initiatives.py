"""Initiatives as cases: what is told of each, conflicting accounts side by side (Tab07)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from coding.schemas import records
from coding.validation.grenswerk import ACTIVITIES, ACTORS, KINDS
from coding.validation.material import Material, parts

__all__ = ["CONDITIONS", "accounts", "initiatives_of", "truth_table"]

LANDING = "out-landing"
# a condition is told where one of its codes is given to a passage on the initiative
CONDITIONS: Mapping[str, tuple[str, ...]] = {
    **{kind: (kind,) for kind in KINDS},
    **{actor: (actor,) for actor in ACTORS},
    "brokering": ACTIVITIES,
    "thr-knowledge": ("thr-knowledge",),
    "thr-commitment": ("thr-commitment",),
    "thr-funding": ("thr-funding",),
    "thr-facilities": ("thr-facilities",),
    "rival-explanation": ("rival-explanation",),
    LANDING: (LANDING,),
}


def initiatives_of(material: Material) -> dict[str, str]:
    """
    Initiatives that codings name, sorted, each with the case that tells most of it.

    Parameters
    ----------
    material : Material

    Returns
    -------
    dict of str to str
    """
    cases = material.attribute("case")
    found: dict[str, dict[str, int]] = {}
    for document, joined in zip(
        material.codings["document"], material.codings["initiative"], strict=True
    ):
        for initiative in parts(joined):
            told = found.setdefault(initiative, {})
            told[cases[document]] = told.get(cases[document], 0) + 1
    return {name: max(sorted(told), key=told.__getitem__) for name, told in sorted(found.items())}


def accounts(material: Material, initiatives: Sequence[str]) -> pd.DataFrame:
    """
    What each interview says of each initiative, condition by condition.

    Parameters
    ----------
    material : Material
    initiatives : sequence of str
        Values of the attribute `initiative`.

    Returns
    -------
    DataFrame
        One row an initiative, condition and interview that says something on it: `initiative,
        condition, document, case, role_group, says ("present", "absent", "both", "other": wished
        or ambiguous), passages`.
    """
    cases, roles = material.attribute("case"), material.attribute("role_group")
    found: dict[tuple[str, str, str], list[Mapping[str, Any]]] = {}
    condition_of = {code: name for name, codes in CONDITIONS.items() for code in codes}
    for row in records(material.codings):
        condition = condition_of.get(row["code"])
        if condition is None:
            continue
        for initiative in parts(row["initiative"]) & set(initiatives):
            found.setdefault((initiative, condition, row["document"]), []).append(row)
    rows = [
        {
            "initiative": initiative,
            "condition": condition,
            "document": document,
            "case": cases[document],
            "role_group": roles[document],
            "says": _says({row["presence"] for row in given}),
            "passages": " ".join(sorted({row["unit"] for row in given})),
        }
        for (initiative, condition, document), given in found.items()
    ]
    columns = ["initiative", "condition", "document", "case", "role_group", "says", "passages"]
    frame = pd.DataFrame(rows, columns=columns)
    rank = {name: place for place, name in enumerate(CONDITIONS)}
    return (
        frame.assign(rank=frame["condition"].map(rank))
        .sort_values(["initiative", "rank", "document"], kind="stable", ignore_index=True)
        .drop(columns="rank")
    )


def _says(presences: set[str]) -> str:
    yes, no = "present" in presences, "absent" in presences
    if yes and no:
        return "both"
    return "present" if yes else "absent" if no else "other"


def truth_table(told: pd.DataFrame, initiatives: Mapping[str, str]) -> pd.DataFrame:
    """
    One row an initiative and condition: who says it was there, who says it was not.

    Parameters
    ----------
    told : DataFrame
        From `accounts`.
    initiatives : mapping
        Initiative -> its case.

    Returns
    -------
    DataFrame
        `initiative, case, condition, present, absent, both (interviews), value, conflict,
        present_by, absent_by`. `value`: "yes" where more interviews say present than absent, "no"
        the other way round, "open" where as many do, "silent" where nobody does; `conflict` where
        some say present and others absent. Read as a case, not as a statistic: interviews that
        tell of an initiative were not drawn at random.
    """
    rows = []
    for initiative, case in initiatives.items():
        mine = told[told["initiative"] == initiative]
        for condition in CONDITIONS:
            said = mine[mine["condition"] == condition]
            by = {
                says: list(said.loc[said["says"] == says, "document"])
                for says in ("present", "absent", "both")
            }
            yes, no, both = (len(by[says]) for says in ("present", "absent", "both"))
            rows.append(
                {
                    "initiative": initiative,
                    "case": case,
                    "condition": condition,
                    "present": yes,
                    "absent": no,
                    "both": both,
                    "value": _value(yes, no, both),
                    "conflict": bool(both or (yes and no)),
                    "present_by": " ".join([*by["present"], *by["both"]]),
                    "absent_by": " ".join([*by["absent"], *by["both"]]),
                }
            )
    return pd.DataFrame(rows)


def _value(yes: int, no: int, both: int) -> str:
    if yes + no + both == 0:
        return "silent"
    return "yes" if yes > no else "no" if no > yes else "open"
