"""Code by interview, case and role: presence never mixed, and every cell leads to its passages."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from coding.codebook import PRESENCE
from coding.corpus.units import OFF_GUIDE
from coding.statistics import mean_interval
from coding.statistics.arrays import BoolArray
from coding.validation.material import (
    DISPUTED,
    MISSING,
    UNDECIDED,
    Material,
    presence_value,
)

__all__ = ["KINDS_OF_PRESENCE", "by_group", "guide_rates", "presence_map", "profile"]

KINDS_OF_PRESENCE = ("applied", "present", "absent")


def presence_map(material: Material, *, codes: Sequence[str] | None = None) -> pd.DataFrame:
    """
    What each interview says at all (Fig03): one row a code and document.

    Parameters
    ----------
    material : Material
    codes : sequence of str, optional
        Codes or roll-ups; all codes otherwise.

    Returns
    -------
    DataFrame
        `code, document, case, role_group, side, units (looked at), applied, present, absent,
        wished, ambiguous, disputed (units; applied is the sum of the others), undecided (units on
        which coders differ and nobody decided: in none of the counts), share_applied,
        share_present, share_absent (of the units looked at; missing where there are none),
        passages (units it applies to)`. A unit counts once for a roll-up with each presence.
    """
    attributes = {name: material.attribute(name) for name in ("case", "role_group", "side")}
    who, n = material.of_interview(), len(material.names)
    rows = []
    for code in material.codes if codes is None else codes:
        cells = material.cells[:, material.columns(code)]

        looked = np.bincount(who, weights=(cells != MISSING).all(axis=1), minlength=n).astype(int)
        applied = material.flags(code)
        number = np.bincount(who, weights=applied, minlength=n).astype(int)
        by = {
            presence: _units(material, cells == presence_value(presence)) for presence in PRESENCE
        }
        disputed, undecided = (_units(material, cells == state) for state in (DISPUTED, UNDECIDED))
        for i, name in enumerate(material.names):
            units = int(looked[i])
            counts = {presence: by[presence][i] for presence in PRESENCE}
            rows.append(
                {
                    "code": code,
                    "document": name,
                    **{key: of[name] for key, of in attributes.items()},
                    "units": units,
                    "applied": int(number[i]),
                    **counts,
                    "disputed": disputed[i],
                    "undecided": undecided[i],
                    "share_applied": number[i] / units if units else None,
                    "share_present": counts["present"] / units if units else None,
                    "share_absent": counts["absent"] / units if units else None,
                    "passages": " ".join(material.units_where(applied, name)),
                }
            )
    found = pd.DataFrame(rows)
    shares = [f"share_{kind}" for kind in KINDS_OF_PRESENCE]
    return found.astype(dict.fromkeys(shares, "Float64"))


def _units(material: Material, cells: BoolArray) -> list[int]:
    """Per document, units with a flag in any of the columns."""
    flags = cells.any(axis=1)
    counts = np.bincount(material.of_interview(), weights=flags, minlength=len(material.names))
    return [int(count) for count in counts]


def by_group(cells: pd.DataFrame, by: str) -> pd.DataFrame:
    """
    Interviews with a code, and mean share of their units, per case or role group (Tab05, Tab06).

    Parameters
    ----------
    cells : DataFrame
        From `presence_map`.
    by : {'case', 'role_group', 'side'}

    Returns
    -------
    DataFrame
        One row a code, kind of presence and group, and one for "all": `code, presence ("applied",
        "present" or "absent"), group, k (interviews with it), n (interviews looked at), share (mean
        over those n), low, high (t interval over interviews, for "all" only: none is honest for six
        interviews of one case), documents (the k)`.
    """
    rows = []
    groups = [group for group in dict.fromkeys(cells[by]) if group]
    for code, mine in cells.groupby("code", sort=False):
        for kind in KINDS_OF_PRESENCE:
            for group in (*groups, "all"):
                here = mine if group == "all" else mine[mine[by] == group]
                here = here[here["units"] > 0]
                shares = here[f"share_{kind}"].astype(float).tolist()
                mean = mean_interval(shares, bounds=(0.0, 1.0))
                rows.append(
                    {
                        "code": code,
                        "presence": kind,
                        "group": group,
                        "k": int((here[kind] > 0).sum()),
                        "n": len(here),
                        "share": mean.value,
                        "low": mean.low if group == "all" else None,
                        "high": mean.high if group == "all" else None,
                        "documents": " ".join(here.loc[here[kind] > 0, "document"]),
                    }
                )
    found = pd.DataFrame(rows)
    return found.astype(dict.fromkeys(["share", "low", "high"], "Float64"))


def guide_rates(material: Material, *, codes: Sequence[str] | None = None) -> pd.DataFrame:
    """
    How often each code applies under each guide question (Fig15).

    Returns
    -------
    DataFrame
        One row a code and question: `code, question, n (interviews that answer it), k (with the
        code there), rate (mean over those n of the share of the question's units), expected
        (of its units over all questions: the mean over interviews), interviews`. Empty without
        guide labels.
    """
    columns = ["code", "question", "n", "k", "rate", "overall", "documents"]
    if not material.guide_labelled:
        return pd.DataFrame(columns=columns)
    question = material.units["guide_question"].astype("object")
    question = question.where(question.notna(), OFF_GUIDE).astype(str)
    asked = sorted(set(question), key=_in_order)
    who, n = material.of_interview(), len(material.names)
    cell = who * len(asked) + np.array([asked.index(one) for one in question])
    size = n * len(asked)
    units = np.bincount(cell, minlength=size).reshape(n, len(asked))
    rows = []
    for code in material.codes if codes is None else codes:
        flags = material.flags(code)
        hits = np.bincount(cell, weights=flags, minlength=size).reshape(n, len(asked))
        overall = float((hits.sum(axis=1) / units.sum(axis=1)).mean())
        for j, name in enumerate(asked):
            here = units[:, j] > 0
            found = hits[here, j] > 0
            names = [one for one, yes in zip(material.names, here.tolist(), strict=True) if yes]
            rows.append(
                {
                    "code": code,
                    "question": name,
                    "n": int(here.sum()),
                    "k": int(found.sum()),
                    "rate": float((hits[here, j] / units[here, j]).mean()),
                    "overall": overall,
                    "documents": " ".join(
                        one for one, yes in zip(names, found.tolist(), strict=True) if yes
                    ),
                }
            )
    return pd.DataFrame(rows, columns=columns)


def _in_order(question: str) -> tuple[str, int, str]:
    """`v2` before `v10`, and what is off the guide at the end."""
    digits = "".join(char for char in question if char.isdigit())
    head = question.rstrip("0123456789")
    return ("~" if question == OFF_GUIDE else head, int(digits or 0), question)


def profile(material: Material, *, codes: Sequence[str] | None = None) -> pd.DataFrame:
    """
    Share of units with each code in each document (Fig13 compares corpora by it).

    Returns
    -------
    DataFrame
        `code, document, kind, units, applied, share`.
    """
    kinds = material.attribute("kind")
    found = presence_map(material, codes=codes)
    found = found[found["units"] > 0]
    return pd.DataFrame(
        {
            "code": found["code"],
            "document": found["document"],
            "kind": found["document"].map(kinds),
            "units": found["units"],
            "applied": found["applied"],
            "share": found["share_applied"],
        }
    ).reset_index(drop=True)
