"""The verdict rule of the analysis plan: which verdict the votes on a claim give, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from coding.claims import Claim
from coding.errors import CodingError
from coding.plan import Plan
from coding.statistics import sign_test

__all__ = ["CaseVotes", "Rule", "Verdict", "Vote", "case_votes", "judge_claim", "read_rule"]

_SIGN_LEVEL = 0.05  # for more votes than the plan lists
NOT_TESTABLE, WORDING_FAILS, TOO_FEW = "not-testable", "wording-fails", "too-few"
CONTRADICTED, MIXED, SOLID = "contradicted", "mixed", "solid"
SUPPORTED, ONE_CASE = "supported", "one-case"
_LANGUAGES = ("nl", "en")
_REASONS = {
    "kind": ("soort X", "kind X"),
    "counter": ("nagelezen tegenvoorbeeld: {}", "checked counter-instance: {}"),
    "few": (
        "{} van de {} nodige interviews spreken zich uit",
        "{} of the {} interviews needed speak",
    ),
    "against": ("meer tegen dan voor in {} casussen", "more against than for in {} cases"),
    "mixed": ("{} van {} stemmen gemengd of tegen", "{} of {} votes mixed or against"),
    "split": ("casussen verdeeld: {} voor, {} tegen", "cases split: {} for, {} against"),
    "solid": ("{} voor, {} tegen, in {} casussen", "{} for, {} against, in {} cases"),
    "for": ("meer voor dan tegen in {} casussen", "more for than against in {} cases"),
    "one": ("meer voor dan tegen in {} casus", "more for than against in {} case"),
}
_CONDITIONS = {
    "sign-test": ("tekentoets", "sign test"),
    "cases": ("twee casussen voor, geen tegen", "two cases for, none against"),
    "role-groups": ("functiegroepen", "role groups"),
    "experience": ("eigen ervaring", "own experience"),
    "search": ("vastgelegde zoektocht naar tegenbewijs", "logged search for counter-evidence"),
    "test": ("toets in dezelfde richting", "test the same way"),
    "stability": ("stabiliteit", "stability"),
}
ORDER = (NOT_TESTABLE, WORDING_FAILS, TOO_FEW, CONTRADICTED, MIXED, SOLID, SUPPORTED, ONE_CASE)


@dataclass(frozen=True, slots=True)
class Rule:
    """
    What the plan fixed about verdicts.

    Attributes
    ----------
    needed : mapping
        Votes for or against -> votes for needed to pass the one-sided sign test at .05.
    speaking, cases, role_groups, experience_votes : int
    mixed_or_against, stability : float
    labels : mapping
        Verdict -> language -> word.
    """

    needed: Mapping[int, int]
    speaking: int
    cases: int
    role_groups: int
    experience_votes: int
    mixed_or_against: float
    stability: float
    labels: Mapping[str, Mapping[str, str]]

    def passes(self, n_for: int, votes: int) -> bool:
        """Whether so many of so many votes pass the one-sided sign test at .05."""
        if votes in self.needed:
            return n_for >= self.needed[votes]
        p = sign_test(n_for, votes - n_for).p
        return p is not None and p < _SIGN_LEVEL

    def word(self, verdict: str, language: str) -> str:
        """The verdict as the plan words it."""
        return self.labels[verdict][language]


def read_rule(plan: Plan) -> Rule:
    """
    Take the verdict rule out of an analysis plan.

    Raises
    ------
    CodingError
        If the plan has no verdict rules, or another order of verdicts than this program applies.
    """
    rules: Any = plan.content.get("verdict_rules")
    if not rules:
        raise CodingError("the analysis plan has no verdict_rules", hint="see `coding init`")
    labels = {one["id"]: one["label"] for one in rules["verdicts"]}
    if tuple(labels) != ORDER:
        raise CodingError(
            f"verdicts {', '.join(labels)}",
            where="verdict_rules",
            expected=f"in this order: {', '.join(ORDER)}",
        )
    limits = rules["thresholds"]
    return Rule(
        needed={int(one["votes"]): int(one["needed"]) for one in rules["sign_pairs"]},
        labels=labels,
        **{name: limits[name] for name in Rule.__slots__ if name in limits},
    )


@dataclass(frozen=True, slots=True)
class Vote:
    """One interview's vote on one claim, as far as the rule looks at it."""

    document: str
    case: str
    role_group: str
    sign: int
    experience: bool = False
    counter_instance: bool = False


@dataclass(frozen=True, slots=True)
class CaseVotes:
    """Votes of one case: for, mixed, against."""

    n_for: int = 0
    mixed: int = 0
    against: int = 0

    @property
    def majority(self) -> int:
        """1 where more are for than against, -1 the other way round, else 0."""
        return (self.n_for > self.against) - (self.n_for < self.against)


@dataclass(frozen=True, slots=True)
class Verdict:
    """
    A verdict with its reason.

    Attributes
    ----------
    id : str
        One of the plan's verdicts.
    reason : tuple
        Which rule gave it, and its numbers; `because` puts it in words.
    missing : tuple of str
        For a claim that has more for than against: what keeps it from being solid.
    """

    id: str
    reason: tuple[str | int, ...]
    missing: tuple[str, ...] = ()

    def because(self, language: str) -> str:
        """
        The reason in words.

        Examples
        --------
        >>> Verdict("too-few", ("few", 3, 5)).because("nl")
        '3 van de 5 nodige interviews spreken zich uit'
        """
        name, *numbers = self.reason
        return _REASONS[str(name)][_LANGUAGES.index(language)].format(*numbers)

    def lacking(self, language: str) -> str:
        """What keeps it from being solid, in words; empty for a verdict that is no candidate."""
        place = _LANGUAGES.index(language)
        return ", ".join(_CONDITIONS[name][place] for name in self.missing)


def case_votes(given: Sequence[Vote]) -> dict[str, CaseVotes]:
    """Votes by case."""
    found: dict[str, list[int]] = {}
    for vote in given:
        counts = found.setdefault(vote.case, [0, 0, 0])
        counts[1 - vote.sign] += 1
    return {case: CaseVotes(*counts) for case, counts in found.items()}


def judge_claim(  # noqa: PLR0911  # one return a rule of the plan
    claim: Claim,
    given: Sequence[Vote],
    rule: Rule,
    *,
    searched: bool = True,
    test_direction: int | None = 1,
    stability: float | None = 1.0,
) -> Verdict:
    """
    The first rule of the plan that holds, from top to bottom.

    Parameters
    ----------
    claim : Claim
    given : sequence of Vote
        Of the interviews that speak.
    rule : Rule
    searched : bool
        Whether the search for counter-evidence is logged.
    test_direction : int or None
        Direction of the claim's confirmatory test, 1 as expected; 1 for a claim without one, None
        where it could not be computed.
    stability : float or None
        Share of sensitivity runs with the same verdict; None leaves the condition aside (used to
        find out that share).

    Returns
    -------
    Verdict
    """
    n_for = sum(vote.sign > 0 for vote in given)
    against = sum(vote.sign < 0 for vote in given)
    cases = case_votes(given)
    counter = sorted(vote.document for vote in given if vote.counter_instance)
    pro = sum(case.majority > 0 for case in cases.values())
    con = sum(case.majority < 0 for case in cases.values())
    if "X" in claim.kinds:
        return Verdict(NOT_TESTABLE, ("kind",))
    if claim.strong and counter:
        return Verdict(WORDING_FAILS, ("counter", ", ".join(counter)))
    if len(given) < rule.speaking:
        return Verdict(TOO_FEW, ("few", len(given), rule.speaking))
    if con >= rule.cases:
        return Verdict(CONTRADICTED, ("against", con))
    if (len(given) - n_for) / len(given) >= rule.mixed_or_against:
        return Verdict(MIXED, ("mixed", len(given) - n_for, len(given)))
    if pro and con:
        return Verdict(MIXED, ("split", pro, con))
    missing = _missing(given, rule, n_for, against, pro, con, searched, test_direction, stability)
    if not missing:
        return Verdict(SOLID, ("solid", n_for, against, pro))
    if pro >= rule.cases:
        return Verdict(SUPPORTED, ("for", pro), missing)
    return Verdict(ONE_CASE, ("one", pro), missing)


def _missing(  # noqa: PLR0917  # one condition each
    given: Sequence[Vote],
    rule: Rule,
    n_for: int,
    against: int,
    pro: int,
    con: int,
    searched: bool,
    test_direction: int | None,
    stability: float | None,
) -> tuple[str, ...]:
    """Conditions of "solid" that are not met, in the order of the plan."""
    roles = {vote.role_group for vote in given if vote.sign > 0}
    lived = sum(vote.experience for vote in given if vote.sign > 0)
    votes = n_for + against
    conditions = {
        "sign-test": rule.passes(n_for, votes),
        "cases": pro >= rule.cases and con == 0,
        "role-groups": len(roles) >= rule.role_groups,
        "experience": lived >= rule.experience_votes,
        "search": searched,
        "test": test_direction == 1,
        "stability": stability is None or stability >= rule.stability,
    }
    return tuple(name for name, met in conditions.items() if not met)
