"""Reporting checklists (Tab19), and which planned outputs were not made (Tab19b)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from importlib.resources import files
from typing import Any

import pandas as pd
import yaml

from coding.plan import Plan

__all__ = ["checklists", "outputs_made"]

# status -> Dutch, English
_STATUS = {
    "answered": ("beantwoord", "answered"),
    "own": ("door de onderzoekers te schrijven", "for the researchers to write"),
    "na": ("niet van toepassing (fictief)", "not applicable (fictive)"),
    "known": ("bekend", "known"),
    "partly": ("deels bekend", "partly known"),
    "unknown": ("niet bekend", "not known"),
}
_REAL_NA = ("door de onderzoekers te schrijven", "for the researchers to write")


def checklists(*, language: str, fictive: bool) -> pd.DataFrame:
    """
    COREQ (32) and SRQR (21) items with where they are answered.

    Parameters
    ----------
    language : {'nl', 'en'}
    fictive : bool
        In a real study nothing is "not applicable because made up": the researchers write it.

    Returns
    -------
    DataFrame
        `checklist, item, about (in our own words), where, status, report (what is known of it for
        the report the model comes from)`.
    """
    text = files("coding.validation").joinpath("reporting.yaml").read_text(encoding="utf-8")
    content: Any = yaml.safe_load(text)
    place = ("nl", "en").index(language)
    rows = []
    for checklist, items in content.items():
        for number, about, where, status, report in items:
            words = _STATUS[status] if fictive or status != "na" else _REAL_NA
            rows.append(
                {
                    "checklist": checklist,
                    "item": int(number),
                    "about": about,
                    "where": where,
                    "status": words[place],
                    "report": _STATUS[report][place],
                }
            )
    return pd.DataFrame(rows)


def outputs_made(
    plan: Plan,
    made: Collection[str],
    reasons: Mapping[str, str],
    *,
    language: str,
) -> pd.DataFrame:
    """
    Planned outputs that a run did not make, each with its reason.

    Parameters
    ----------
    plan : Plan
    made : collection of str
        Ids of outputs with a record.
    reasons : mapping
        Id -> why it could not be made.
    language : {'nl', 'en'}

    Returns
    -------
    DataFrame
        `output, question, reason` of every planned output without a record; empty where all were
        made.
    """
    unsaid = ("geen notebook maakt dit nog", "no notebook makes this yet")
    rows = [
        {
            "output": name,
            "question": one["question"][language],
            "reason": reasons.get(name, unsaid[("nl", "en").index(language)]),
        }
        for name, one in plan.outputs.items()
        if name not in made
    ]
    return pd.DataFrame(rows, columns=["output", "question", "reason"])
