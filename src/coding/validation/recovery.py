"""
What was built into made-up interviews, and whether it is found again (level a).

The key says what the designer meant each respondent to tell. Writers and coders never saw it, and
texts may tell it weakly or not at all: a miss can be the writer's, the coders' or the tool's, and
the rule's outcome on a claim says nothing about the model.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from coding.errors import CodingError
from coding.schemas import records
from coding.yaml_source import read_yaml

__all__ = [
    "Key",
    "found_again",
    "read_key",
    "recovery_by_case",
    "recovery_by_claim",
    "recovery_by_respondent",
    "recovery_correlation",
    "recovery_of_negative",
]

FOUND, NOT_FOUND, NOT_BUILT_IN = "found", "not-found", "not-built-in"
_WORDS = {NOT_BUILT_IN: {"nl": "niet ingebouwd", "en": "not built in"}}
_PLAN_WORDS = {
    FOUND: ("found", {"nl": "teruggevonden zoals ingebouwd", "en": "found as built in"}),
    NOT_FOUND: ("not_found", {"nl": "niet teruggevonden", "en": "not found"}),
}


@dataclass(frozen=True, slots=True)
class Key:
    """
    What the designer built in.

    Attributes
    ----------
    cases : mapping
        (claim, case) -> strength, from -2 (against) over 0 (told without direction) to 2 (for).
    respondents : mapping
        (claim, document) -> strengths of its episodes; several may point different ways.
    negative : mapping
        (negative case, case) -> respondents that tell it; empty where it was not built in.
    initiatives : mapping
        Initiative -> its case.
    leading : tuple of (str, str)
        Document and guide question of leading questions.
    """

    cases: Mapping[tuple[str, str], int]
    respondents: Mapping[tuple[str, str], tuple[int, ...]]
    negative: Mapping[tuple[str, str], tuple[str, ...]]
    initiatives: Mapping[str, str]
    leading: tuple[tuple[str, str], ...]


def read_key(path: Path) -> Key:
    """
    Read the designer's key of a fictive corpus.

    Raises
    ------
    CodingError
        If the file is missing or is not of a fictive corpus.
    """
    source = read_yaml(path)
    content: Any = source.value
    if content.get("fictive") is not True:
        raise CodingError("a key of planted claims", where=path.name, expected="fictive: true")
    case_of = {one["id"]: one["case"] for one in content["respondents"]}
    strengths: dict[tuple[str, str], list[int]] = {}
    for one in content["respondents"]:
        for planted in one["planted"]:
            strengths.setdefault((planted["claim"], one["id"]), []).append(int(planted["strength"]))
    cases = {
        (row["claim"], case): int(row[case])
        for row in content["case_by_claim"]
        for case in sorted(set(case_of.values()))
        if case in row
    }
    negative: dict[tuple[str, str], tuple[str, ...]] = {}
    for row in content["negative_cases"]:
        for planted in row["planted"]:
            negative[planted["id"], row["case"]] = tuple(planted["told_by"])
        for name in row["not_planted"]:
            negative[name, row["case"]] = ()
    return Key(
        cases=cases,
        respondents={key: tuple(values) for key, values in strengths.items()},
        negative=negative,
        initiatives={one["id"]: one["case"] for one in content["initiatives"]},
        leading=tuple((o["respondent"], o["question"]) for o in content["leading_questions"]),
    )


def found_again(planted: int, net: float, *, spoken: bool) -> str:
    """
    Whether a planted strength is found.

    A direction is found if what interviews say, summed, has its sign. Nothing planted, or told
    without direction on purpose, is found if the sum has no direction either, or nobody speaks.

    Examples
    --------
    >>> found_again(2, 1.5, spoken=True), found_again(-1, 0.5, spoken=True)
    ('found', 'not-found')
    >>> found_again(0, 0.0, spoken=False)
    'found'
    """
    sign = (round(net, 9) > 0) - (round(net, 9) < 0)
    if planted == 0:
        return FOUND if not spoken or sign == 0 else NOT_FOUND
    return FOUND if spoken and sign == (planted > 0) - (planted < 0) else NOT_FOUND


def recovery_by_case(votes: pd.DataFrame, key: Key) -> pd.DataFrame:
    """
    Planted against found for each claim and case the key has a strength for.

    Parameters
    ----------
    votes : DataFrame
        From `votes`.
    key : Key

    Returns
    -------
    DataFrame
        `claim, case, planted (-2 to 2), for, mixed, against (interviews), found (mean vote of those
        that speak, -1 to 1; 0 where nobody does), outcome ("found", "not-found")`.
    """
    rows = []
    for (claim, case), planted in key.cases.items():
        mine = votes[(votes["claim"] == claim) & (votes["case"] == case)]["vote"]
        counts = [int((mine == way).sum()) for way in ("for", "mixed", "against")]
        spoken = sum(counts)
        net = (counts[0] - counts[2]) / spoken if spoken else 0.0
        rows.append(
            {
                "claim": claim,
                "case": case,
                "planted": planted,
                "for": counts[0],
                "mixed": counts[1],
                "against": counts[2],
                "found": net,
                "outcome": found_again(planted, net, spoken=bool(spoken)),
            }
        )
    return pd.DataFrame(rows)


def recovery_by_respondent(votes: pd.DataFrame, key: Key) -> pd.DataFrame:
    """
    Planted against found for each claim and respondent the key has an episode for.

    Returns
    -------
    DataFrame
        `claim, document, planted (summed strengths), episodes, vote (empty where silent), net,
        outcome`; a planted sum of 0 (one thing and its opposite) is found as a mixed vote.
    """
    said = {(row["claim"], row["document"]): row for row in records(votes)}
    rows = []
    for (claim, document), strengths in key.respondents.items():
        row = said.get((claim, document))
        planted = sum(strengths)
        if planted == 0:
            outcome = FOUND if row is not None and row["vote"] == "mixed" else NOT_FOUND
        else:
            outcome = found_again(planted, row["net"] if row else 0.0, spoken=row is not None)
        rows.append(
            {
                "claim": claim,
                "document": document,
                "planted": planted,
                "episodes": len(strengths),
                "vote": row["vote"] if row else "",
                "net": row["net"] if row else None,
                "outcome": outcome,
            }
        )
    return pd.DataFrame(rows).astype({"net": "Int64"})


def recovery_by_claim(
    by_case: pd.DataFrame,
    by_respondent: pd.DataFrame,
    claims: Sequence[str],
    *,
    language: str,
    words: Mapping[str, Mapping[str, str]] | None = None,
) -> pd.DataFrame:
    """
    One word a claim: found as built in, not found, or not built in.

    A claim with planted cases is found if every case is; one with planted respondents only, if at
    least half of them are.

    Parameters
    ----------
    by_case, by_respondent : DataFrame
        From `recovery_by_case` and `recovery_by_respondent`.
    claims : sequence of str
    language : {'nl', 'en'}
    words : mapping, optional
        `verdict_words` of level a in the plan.

    Returns
    -------
    DataFrame
        `claim, outcome, word, cases_found, cases, respondents_found, respondents, missed (cases or
        respondents)`.
    """
    rows = []
    for claim in claims:
        cases = by_case[by_case["claim"] == claim]
        people = by_respondent[by_respondent["claim"] == claim]
        hit = {name: int((one["outcome"] == FOUND).sum()) for name, one in _two(cases, people)}
        if len(cases):
            outcome = FOUND if hit["cases"] == len(cases) else NOT_FOUND
            missed = cases.loc[cases["outcome"] == NOT_FOUND, "case"]
        elif len(people):
            outcome = FOUND if 2 * hit["people"] >= len(people) else NOT_FOUND
            missed = people.loc[people["outcome"] == NOT_FOUND, "document"]
        else:
            outcome, missed = NOT_BUILT_IN, pd.Series(dtype="str")
        rows.append(
            {
                "claim": claim,
                "outcome": outcome,
                "word": _word(outcome, language, words),
                "cases_found": hit["cases"],
                "cases": len(cases),
                "respondents_found": hit["people"],
                "respondents": len(people),
                "missed": " ".join(missed),
            }
        )
    return pd.DataFrame(rows)


def _two(cases: pd.DataFrame, people: pd.DataFrame) -> list[tuple[str, pd.DataFrame]]:
    return [("cases", cases), ("people", people)]


def _word(outcome: str, language: str, words: Mapping[str, Mapping[str, str]] | None) -> str:
    if outcome in _WORDS:
        return _WORDS[outcome][language]
    name, fallback = _PLAN_WORDS[outcome]
    return ((words or {}).get(name) or fallback)[language]


def recovery_of_negative(hits: pd.DataFrame, key: Key, cases: Mapping[str, str]) -> pd.DataFrame:
    """
    Negative cases built in against what the searches found, by case.

    Parameters
    ----------
    hits : DataFrame
        From `negative_cases`.
    key : Key
    cases : mapping
        Document -> its case.

    Returns
    -------
    DataFrame
        `negative_case, case, told_by (respondents it was built into; empty where not built in),
        hits (interviews of the case with a hit), both (told and hit), outcome ("found": hit where
        built in, or no hit where not; else "not-found")`.
    """
    rows = []
    for row in records(hits):
        found = row["documents"].split()
        for case in dict.fromkeys(cases.values()):
            if (row["negative_case"], case) not in key.negative:
                continue
            told = key.negative[row["negative_case"], case]
            here = [name for name in found if cases[name] == case]
            rows.append(
                {
                    "negative_case": row["negative_case"],
                    "case": case,
                    "told_by": " ".join(told),
                    "hits": " ".join(here),
                    "both": len(set(told) & set(here)),
                    "outcome": FOUND if bool(told) == bool(here) else NOT_FOUND,
                }
            )
    columns = ["negative_case", "case", "told_by", "hits", "both", "outcome"]
    return pd.DataFrame(rows, columns=columns)


def recovery_correlation(by_case: pd.DataFrame) -> float | None:
    """
    Correlation of planted and found over claims and cases; None where either does not vary.

    Between .6 and .9 is hoped for: 1 would mean that the texts are too obedient.
    """
    planted = by_case["planted"].to_numpy(dtype=np.float64)
    found = by_case["found"].to_numpy(dtype=np.float64)
    if len(planted) < 3 or planted.std() == 0 or found.std() == 0:
        return None
    return float(np.corrcoef(planted, found)[0, 1])
