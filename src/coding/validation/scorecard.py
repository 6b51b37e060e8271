"""The claim scorecard: votes, verdicts and what they rest on, one row a claim."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from coding.claims import Claim, Claims
from coding.plan import Plan
from coding.schemas import records
from coding.statistics import sign_interval, sign_test
from coding.validation.confirmatory import confirmatory
from coding.validation.material import Material
from coding.validation.verdicts import (
    SOLID,
    SUPPORTED,
    Rule,
    Verdict,
    Vote,
    case_votes,
    judge_claim,
    read_rule,
)
from coding.validation.votes import votes
from coding.validation.windows import NEIGHBOURS, Window

__all__ = ["ON_FICTIVE_DATA", "Outlook", "ballots", "provisional", "scorecard", "verdict_text"]

# what a verdict on made-up interviews is worth, in the words of the analysis plan's design
ON_FICTIVE_DATA = {
    "nl": "regel op fictieve data, geen uitspraak over het model",
    "en": "rule on fictive data, no statement about the model",
}


@dataclass(frozen=True, slots=True)
class Outlook:
    """
    What verdicts need beside votes.

    Attributes
    ----------
    rule : Rule
    direction : mapping
        Test -> 1 as expected, -1 against, 0 none, None where not computed.
    searched : frozenset of str
        Claims whose search for counter-evidence is logged.
    checked : frozenset of (str, str)
        Claims and documents with a checked counter-instance.
    """

    rule: Rule
    direction: Mapping[str, int | None]
    searched: frozenset[str]
    checked: frozenset[tuple[str, str]]

    @classmethod
    def of(
        cls,
        plan: Plan,
        tests: pd.DataFrame,
        *,
        searched: Collection[str] = (),
        checked: Collection[tuple[str, str]] = (),
    ) -> Outlook:
        """Put together from a plan and its test results."""
        direction = {
            str(row["test"]): None if pd.isna(row["direction"]) else int(row["direction"])
            for row in records(tests)
        }
        return cls(read_rule(plan), direction, frozenset(searched), frozenset(checked))

    def test_of(self, claim: Claim) -> int | None:
        """Direction of a claim's test; 1 for a claim without one."""
        return self.direction.get(claim.test) if claim.test else 1


def ballots(votes_frame: pd.DataFrame) -> dict[str, list[Vote]]:
    """Votes by claim, as the verdict rule takes them."""
    sign = {"for": 1, "mixed": 0, "against": -1}
    found: dict[str, list[Vote]] = {}
    for row in records(votes_frame):
        found.setdefault(row["claim"], []).append(
            Vote(
                document=row["document"],
                case=row["case"],
                role_group=row["role_group"],
                sign=sign[row["vote"]],
                experience=bool(row["experience"]),
                counter_instance=bool(row["counter_instance"]),
            )
        )
    return found


def provisional(
    claim: Claim, given: Sequence[Vote], outlook: Outlook, *, stability: float | None = None
) -> Verdict:
    """A verdict; without `stability` the condition on stability is left aside."""
    return judge_claim(
        claim,
        given,
        outlook.rule,
        searched=claim.id in outlook.searched,
        test_direction=outlook.test_of(claim),
        stability=stability,
    )


def verdict_text(verdict: str, rule: Rule, *, language: str, fictive: bool) -> str:
    """
    A verdict as outputs word it.

    On fictive data it is what the rule gives, and says that it says nothing about the model.
    """
    word = rule.word(verdict, language)
    return f"{ON_FICTIVE_DATA[language]}: {word}" if fictive else word


def scorecard(
    material: Material,
    claims: Claims,
    plan: Plan,
    *,
    language: str,
    fictive: bool,
    searched: Collection[str] = (),
    checked: Collection[tuple[str, str]] = (),
    stability: Mapping[str, float | None] | None = None,
    tests: pd.DataFrame | None = None,
    window: Window = NEIGHBOURS,
) -> pd.DataFrame:
    """
    How each claim stands (Tab10): one vote an interview, and the verdict of the plan's rule.

    Parameters
    ----------
    material : Material
    claims : Claims
    plan : Plan
    language : {'nl', 'en'}
    fictive : bool
        Then `outcome` says that it is no statement about the model.
    searched : collection of str
        Claims whose search for counter-evidence is logged.
    checked : collection of (str, str)
        Claims and documents with a checked counter-instance.
    stability : mapping, optional
        Claim -> share of sensitivity runs with the same verdict; the condition is left aside where
        absent.
    tests : DataFrame, optional
        From `confirmatory`; run here where absent.
    window : Window

    Returns
    -------
    DataFrame
        One row a claim: `claim, group, text, provenance, kinds, n (interviews), speak, for, mixed,
        against, silent, cases (for-mixed-against by case), roles (the same by role group),
        max_strength, experience (votes for from own experience), spontaneous (mean share), share
        (for, of for and against), low, high (exact interval, descriptive), p (one-sided sign test),
        test, test_direction, two_coders (votes that rest on more than one coder's stances),
        verdict (id), outcome (as outputs word it), reason, missing (what keeps it from solid),
        stability, note`.
    """
    if tests is None:
        tests = confirmatory(material, plan, window=window)
    outlook = Outlook.of(plan, tests, searched=searched, checked=checked)
    found = votes(material, claims.claims, checked=checked)
    by_claim, told = ballots(found), dict(list(found.groupby("claim", sort=False)))
    rows = []
    for claim in claims.claims.values():
        given = by_claim.get(claim.id, [])
        share = (stability or {}).get(claim.id)
        verdict = provisional(claim, given, outlook, stability=share)
        rows.append(
            {
                "claim": claim.id,
                "group": claim.group,
                "text": claim.text.get(language) or next(iter(claim.text.values()), ""),
                "provenance": " ".join(claim.provenance),
                "kinds": " ".join(claim.kinds),
                **_counts(material, given, told.get(claim.id)),
                "test": claim.test,
                "test_direction": outlook.test_of(claim) if claim.test else None,
                "verdict": verdict.id,
                "outcome": verdict_text(
                    verdict.id, outlook.rule, language=language, fictive=fictive
                ),
                "reason": verdict.because(language),
                "missing": verdict.lacking(language),
                "stability": share,
                "note": _note(claim, plan, language),
            }
        )
    frame = pd.DataFrame(rows)
    floats = ["spontaneous", "share", "low", "high", "p", "stability"]
    whole = ["max_strength", "test_direction"]
    return frame.astype({**dict.fromkeys(floats, "Float64"), **dict.fromkeys(whole, "Int64")})


def _counts(material: Material, given: Sequence[Vote], told: pd.DataFrame | None) -> dict[str, Any]:
    n_for = sum(vote.sign > 0 for vote in given)
    against = sum(vote.sign < 0 for vote in given)
    interval = sign_interval(n_for, against)
    empty = told is None or told.empty
    known = None if empty or told is None else told["spontaneous"].dropna()
    return {
        "n": len(material.names),
        "speak": len(given),
        "for": n_for,
        "mixed": len(given) - n_for - against,
        "against": against,
        "silent": len(material.names) - len(given),
        "cases": _by_case(material, given),
        "roles": _by_role(given),
        "max_strength": None if told is None else int(told["max_strength"].max()),
        "experience": sum(vote.experience for vote in given if vote.sign > 0),
        "spontaneous": None if known is None or known.empty else float(known.mean()),
        "share": interval.value,
        "low": interval.low,
        "high": interval.high,
        "p": sign_test(n_for, against).p,
        "two_coders": 0 if told is None else int((told["coders"] > 1).sum()),
    }


def _by_case(material: Material, given: Sequence[Vote]) -> str:
    found = case_votes(given)
    cases = [case for case in dict.fromkeys(material.documents["case"].astype(str)) if case]
    shown = []
    for case in cases:
        one = found.get(case)
        shown.append(f"{case} {one.n_for}-{one.mixed}-{one.against}" if one else f"{case} 0-0-0")
    return " · ".join(shown)


def _by_role(given: Sequence[Vote]) -> str:
    roles = sorted({vote.role_group for vote in given if vote.role_group})
    shown = []
    for role in roles:
        signs = [vote.sign for vote in given if vote.role_group == role]
        shown.append(f"{role} {signs.count(1)}-{signs.count(0)}-{signs.count(-1)}")
    return " · ".join(shown)


def _note(claim: Claim, plan: Plan, language: str) -> str:
    """Silence of the interviews is no contradiction where the claim did not come from them."""
    if {"D", "V"} & set(claim.provenance):
        return str(plan.content["verdict_rules"].get("silence", {}).get(language, ""))
    return ""


def holds(verdict: str) -> bool:
    """Whether a verdict is on the supporting side."""
    return verdict in {SOLID, SUPPORTED}
