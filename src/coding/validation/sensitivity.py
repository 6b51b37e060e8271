"""How fragile verdicts are: one choice changed at a time, the fewest interviews that flip."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

from coding.claims import Claim, Claims
from coding.errors import CodingError
from coding.plan import Plan
from coding.schemas import records
from coding.validation.coded import Coded
from coding.validation.confirmatory import DIGITS, confirmatory
from coding.validation.gather import gather
from coding.validation.material import Material, parts
from coding.validation.scorecard import Outlook, ballots, provisional
from coding.validation.verdicts import Vote
from coding.validation.votes import OWN_EXPERIENCE, votes
from coding.validation.windows import NEIGHBOURS, Window, windows_of

__all__ = ["Fragility", "Run", "flipping_set", "runs_of", "sensitivity"]


@dataclass(frozen=True, slots=True)
class Run:
    """
    One run: the reading and window it uses, and the choice it changes.

    Attributes
    ----------
    id : str
        E.g. `coder-a`, `unit`, `without RP1`.
    factor : str
        Factor of the plan, or `added` for a run the plan does not have (not in the denominator).
    left_out : str
        Interview or case left out; empty otherwise.
    material : Material
    window : Window
    """

    id: str
    factor: str
    left_out: str
    material: Material
    window: Window = NEIGHBOURS


@dataclass(frozen=True, slots=True)
class Fragility:
    """
    What the grid shows.

    Attributes
    ----------
    runs : DataFrame
        One row a run and claim: `run, factor, left_out, claim, changed (an input of the claim
        changed), verdict, baseline, flipped, speak, for, mixed, against, share`.
    claims : DataFrame
        One row a claim (Tab18): `claim, verdict (baseline), net (for minus
        against over those that speak), runs (in which an input changed), of
        (runs made), same, stability (same / runs), flips, flip_size, flip_set, flip_to`.
    """

    runs: pd.DataFrame
    claims: pd.DataFrame

    @property
    def stability(self) -> dict[str, float | None]:
        """Claim -> share of runs with the same verdict; None where no run changed its input."""
        shares = zip(self.claims["claim"], self.claims["stability"], strict=True)
        return {str(claim): None if pd.isna(share) else float(share) for claim, share in shares}


def runs_of(coded: Coded, baseline: Material, plan: Plan) -> list[Run]:
    """
    The runs of a plan's grid, the factors one at a time.

    Raises
    ------
    CodingError
        For a run this program does not know.
    """
    made = []
    for factor in plan.content["sensitivity"]["factors"]:
        for name in factor["runs"]:
            made += _runs(str(name), str(factor["id"]), coded, baseline, plan)
    if len(baseline.coders) > 1:
        made.append(Run("either", "added", "", gather(coded, rule="either")))
        made.append(Run("both-coders", "added", "", _both(baseline)))
    return made


def _runs(name: str, factor: str, coded: Coded, baseline: Material, plan: Plan) -> list[Run]:
    primary, *_ = windows = list(windows_of(plan).values())
    if name.startswith("coder-"):
        # a plan may name a coder this study does not have: that run cannot be made
        known = {f"coder-{coder.lower()}" for coder in baseline.coders}
        made = [gather(coded, rule=name)] if name in known else []
        return [Run(name, factor, "", one, primary) for one in made]
    if name == "own-only":
        return [Run(name, factor, "", gather(coded, own_only=True), primary)]
    if name == "leave-one-interview":
        return [
            Run(f"without {one}", factor, one, baseline.without([one]), primary)
            for one in baseline.names
        ]
    if name == "leave-one-case":
        return _without_cases(factor, baseline, primary)
    if name in _FILTERS:
        return [Run(name, factor, "", _FILTERS[name](baseline, coded), primary)]
    for window in windows:
        if window.id == name:
            return [Run(name, factor, "", baseline, window)]
    raise CodingError(f"no sensitivity run {name!r}", where="sensitivity of the plan")


def _without_cases(factor: str, baseline: Material, window: Window) -> list[Run]:
    cases = baseline.attribute("case")
    return [
        Run(
            f"without case {case}",
            factor,
            case,
            baseline.without([name for name in baseline.names if cases[name] == case]),
            window,
        )
        for case in dict.fromkeys(cases.values())
        if case and len(set(cases.values())) > 1
    ]


def drop_norms(material: Material, _: Coded) -> Material:
    """Without codings that only say how it ought to be, and opinions on a unit of only those."""
    codings = (material.codings["modality"] != "norm").to_numpy()
    stances = material.stances
    norm = (stances["modality"] == "norm") & (stances["strength"] < OWN_EXPERIENCE)
    return material.keeping(rule="drop-norm", codings=codings, stances=~norm.to_numpy())


def drop_prompted(material: Material, _: Coded) -> Material:
    """Without what the question drew out."""
    drawn = ["asked", "suggested"]
    return material.keeping(
        rule="drop-prompted",
        codings=~material.codings["prompting"].isin(drawn).to_numpy(),
        stances=~material.stances["prompting"].isin(drawn).to_numpy(),
    )


def drop_self_reports(material: Material, coded: Coded) -> Material:
    """Without what speakers say of their own role: as actor, as agent, and in stances on it."""
    roles = material.attribute("role_group")
    own = {
        name: {actor for actor, groups in coded.self_reports.items() if role in groups}
        for name, role in roles.items()
    }
    rows = material.codings
    keep = [
        row["code"] not in own[row["document"]]
        and not (parts(row["agent"]) and parts(row["agent"]) <= own[row["document"]])
        for row in records(rows)
    ]
    stances = (material.stances["self_report"] == "").to_numpy()
    return material.keeping(
        rule="drop-self-reports", codings=np.array(keep, dtype=bool), stances=stances
    )


_FILTERS: dict[str, Callable[[Material, Coded], Material]] = {
    "drop-norm": drop_norms,
    "drop-prompted": drop_prompted,
    "drop-self-reports": drop_self_reports,
}


def _both(material: Material) -> Material:
    """Only stances on a claim in an interview on which every coder took one."""
    stances = material.stances
    coders = stances.groupby(["claim", "document"])["coder"].transform("nunique")
    return material.keeping(
        rule="both-coders", stances=(coders == len(material.coders)).to_numpy(dtype=bool)
    )


def sensitivity(
    runs: Sequence[Run],
    baseline: Material,
    claims: Claims,
    plan: Plan,
    *,
    searched: Collection[str] = (),
    checked: Collection[tuple[str, str]] = (),
) -> Fragility:
    """
    Judge every claim again in every run, and find the fewest interviews that change a verdict.

    A run counts for a claim only where an input of it changed: the votes' stances, or the value of
    its test. Whether counter-evidence was searched for and checked is taken from the baseline.

    Parameters
    ----------
    runs : sequence of Run
        From `runs_of`.
    baseline : Material
    claims : Claims
    plan : Plan
    searched, checked
        As in `scorecard`.

    Returns
    -------
    Fragility
    """
    first = next(iter(windows_of(plan).values()))
    start = _judged(Run("baseline", "", "", baseline, first), claims, plan, searched, checked)
    rows, verdicts = [], {}
    for run in runs:
        now = _judged(run, claims, plan, searched, checked)
        for name, (verdict, given, signature) in now.items():
            was, _, before = start[name]
            signs = [vote.sign for vote in given]
            decided = signs.count(1) + signs.count(-1)
            rows.append(
                {
                    "run": run.id,
                    "factor": run.factor,
                    "left_out": run.left_out,
                    "claim": name,
                    "changed": signature != before,
                    "verdict": verdict,
                    "baseline": was,
                    "flipped": verdict != was,
                    "speak": len(given),
                    "for": signs.count(1),
                    "mixed": signs.count(0),
                    "against": signs.count(-1),
                    "share": signs.count(1) / decided if decided else None,
                }
            )
    grid = pd.DataFrame(rows).astype({"share": "Float64"})
    outlook = _outlook(baseline, plan, first, searched, checked)
    for claim in claims.claims.values():
        verdicts[claim.id] = flipping_set(claim, start[claim.id][1], outlook)
    return Fragility(grid, _summary(grid, start, verdicts, claims))


_Judged = dict[str, tuple[str, list[Vote], tuple[Any, ...]]]


def _outlook(
    material: Material,
    plan: Plan,
    window: Window,
    searched: Collection[str],
    checked: Collection[tuple[str, str]],
) -> Outlook:
    tests = confirmatory(material, plan, window=window)
    return Outlook.of(plan, tests, searched=searched, checked=checked)


def _judged(
    run: Run,
    claims: Claims,
    plan: Plan,
    searched: Collection[str],
    checked: Collection[tuple[str, str]],
) -> _Judged:
    """Verdict of each claim in a run, its votes, and what the verdict was computed from."""
    tests = confirmatory(run.material, plan, window=run.window)
    outlook = Outlook.of(plan, tests, searched=searched, checked=checked)
    value = {
        str(name): None if pd.isna(found) else round(float(found), DIGITS)
        for name, found in zip(tests["test"], tests["statistic"], strict=True)
    }
    given = ballots(votes(run.material, claims.claims, checked=checked))
    events: dict[str, list[str]] = {}
    for claim, event in zip(
        run.material.stances["claim"], run.material.stances["event"], strict=True
    ):
        events.setdefault(str(claim), []).append(str(event))
    return {
        name: (
            provisional(claim, given.get(name, []), outlook).id,
            given.get(name, []),
            (tuple(sorted(events.get(name, []))), value.get(claim.test)),
        )
        for name, claim in claims.claims.items()
    }


def flipping_set(
    claim: Claim, given: Sequence[Vote], outlook: Outlook
) -> tuple[tuple[str, ...], str] | None:
    """
    The smallest set of interviews whose removal changes a verdict, and to which.

    All sets of a size are tried before a larger one; of several the first in order of documents is
    named. The direction of the claim's test is kept as it is.

    Returns
    -------
    tuple of (documents, verdict), or None
        None where no set changes it.
    """
    now = provisional(claim, given, outlook).id
    # interviews that look the same to the rule are interchangeable: try one set of each make-up
    tried: set[tuple[tuple[Any, ...], ...]] = set()
    for size in range(1, len(given) + 1):
        for gone in combinations(range(len(given)), size):
            made_up = tuple(sorted(_kind(given[i]) for i in gone))
            if made_up in tried:
                continue
            tried.add(made_up)
            rest = [vote for i, vote in enumerate(given) if i not in gone]
            verdict = provisional(claim, rest, outlook).id
            if verdict != now:
                return tuple(given[i].document for i in gone), verdict
    return None


def _kind(vote: Vote) -> tuple[Any, ...]:
    return vote.case, vote.role_group, vote.sign, vote.experience, vote.counter_instance


def _net(given: Sequence[Vote]) -> float | None:
    """For minus against, over those that speak."""
    return sum(vote.sign for vote in given) / len(given) if given else None


def _summary(
    grid: pd.DataFrame,
    start: _Judged,
    flips: Mapping[str, tuple[tuple[str, ...], str] | None],
    claims: Claims,
) -> pd.DataFrame:
    planned = grid[grid["factor"] != "added"]
    rows = []
    for name in claims.claims:
        mine = planned[planned["claim"] == name]
        counted = mine[mine["changed"]]
        flipped = counted[counted["flipped"]]
        found = flips[name]
        rows.append(
            {
                "claim": name,
                "verdict": start[name][0],
                "net": _net(start[name][1]),
                "runs": len(counted),
                "of": len(mine),
                "same": len(counted) - len(flipped),
                "stability": (len(counted) - len(flipped)) / len(counted) if len(counted) else None,
                "flips": " · ".join(
                    f"{run}: {verdict}"
                    for run, verdict in zip(flipped["run"], flipped["verdict"], strict=True)
                ),
                "flip_size": len(found[0]) if found else None,
                "flip_set": " ".join(found[0]) if found else "",
                "flip_to": found[1] if found else "",
            }
        )
    return pd.DataFrame(rows).astype(
        {"net": "Float64", "stability": "Float64", "flip_size": "Int64"}
    )
