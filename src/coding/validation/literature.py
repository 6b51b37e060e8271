"""Do literature and interviews agree, claim by claim and source by source (Tab15, Fig13)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from coding.claims import Claims
from coding.plan import Plan
from coding.schemas import records
from coding.validation.material import Material

__all__ = ["convergence", "judgement"]

AGREEMENT, PARTIAL, SILENCE, DISSONANCE = "agreement", "partial", "silence", "dissonance"


def judgement(directions: Sequence[str]) -> str:
    """
    What a source does with a claim, from its stances as one judge read them.

    Examples
    --------
    >>> judgement(["supports", "supports"]), judgement(["supports", "contradicts"]), judgement([])
    ('agreement', 'partial', 'silence')
    """
    found = set(directions)
    if not found:
        return SILENCE
    if found == {"supports"}:
        return AGREEMENT
    return DISSONANCE if found == {"contradicts"} else PARTIAL


def convergence(
    literature: Material,
    claims: Claims,
    plan: Plan,
    verdicts: Mapping[str, str],
    *,
    language: str,
) -> pd.DataFrame:
    """
    Compare what sources say on a claim with what interviews say, and with the tension expected.

    Each coder is a judge; where judges differ the joint judgement is partial and both stand beside
    it. The level of a boundary is the passage's, or the source's where the passage has none: a
    source about boundaries between organisations is no direct support for a model of boundaries
    inside one.

    Parameters
    ----------
    literature : Material
        Of the reading notes (or local full texts).
    claims : Claims
    plan : Plan
        Its `expected_tensions` were written before coding.
    verdicts : mapping
        Claim -> outcome of the interviews, as outputs word it.
    language : {'nl', 'en'}

    Returns
    -------
    DataFrame
        One row a claim of the plan's Tab15 (or with a stance) and source: `claim, source, joint
        ("agreement", "partial", "silence", "dissonance"), judges (judgement by judge), agree
        (missing with one judge), boundary_level, passages, expected (of the plan; empty where none
        was written), as_expected, tension (its text), interviews`.
    """
    expected = {
        (claim, one["source"]): one
        for one in plan.content.get("expected_tensions", ())
        for claim in one["claims"]
    }
    told: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in records(literature.stances):
        told.setdefault((row["claim"], row["document"]), []).append(row)
    wanted = {claim for claim, _ in (*expected, *told)}
    levels = literature.attribute("boundary_level")
    rows = []
    for claim in claims.claims:
        if claim not in wanted:
            continue
        for source in literature.names:
            given = told.get((claim, source), [])
            by_judge = {
                coder: judgement([one["direction"] for one in given if one["coder"] == coder])
                for coder in literature.coders
            }
            joint = _joint(list(by_judge.values()))
            note = expected.get((claim, source), {})
            rows.append(
                {
                    "claim": claim,
                    "source": source,
                    "joint": joint,
                    "judges": " · ".join(f"{who}: {what}" for who, what in by_judge.items()),
                    "agree": len(set(by_judge.values())) == 1 if len(by_judge) > 1 else None,
                    "boundary_level": " ".join(
                        sorted({str(one["boundary_level"] or "") for one in given} - {"", "nan"})
                    )
                    or levels[source],
                    "passages": " ".join(sorted({str(one["unit"]) for one in given})),
                    "expected": note.get("expected", ""),
                    "as_expected": note["expected"] == joint if note else None,
                    "tension": note.get("text", {}).get(language, ""),
                    "interviews": verdicts.get(claim, ""),
                }
            )
    columns = ["claim", "source", "joint", "judges", "agree", "boundary_level", "passages"]
    columns += ["expected", "as_expected", "tension", "interviews"]
    return pd.DataFrame(rows, columns=columns)


def _joint(judgements: Sequence[str]) -> str:
    """One judgement of all judges; silent judges leave it to those who found something."""
    spoken = set(judgements) - {SILENCE}
    if not spoken:
        return SILENCE
    return spoken.pop() if len(spoken) == 1 else PARTIAL
