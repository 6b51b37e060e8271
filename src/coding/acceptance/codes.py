"""What the codings say about the corpus: is it hard, varied and two-sided enough."""

from __future__ import annotations

from collections.abc import Collection, Iterator

import numpy as np
import pandas as pd

from coding.acceptance.criteria import Criterion, within
from coding.acceptance.targets import Targets
from coding.codings import ratings
from coding.codings.judgements import Judgements
from coding.errors import CodingError
from coding.statistics import krippendorff_alpha
from coding.study import Study
from coding.validation.material import Material

__all__ = ["code_criteria", "codes_frame", "stance_criteria"]

_SHOWN = 8


def codes_frame(
    study: Study, material: Material, judgements: Judgements, designed: Collection[str]
) -> pd.DataFrame:
    """
    Measure every code against the adjudicated coding.

    Parameters
    ----------
    study : Study
    material : Material
        The adjudicated coding of the interviews.
    judgements : Judgements
        Coder against coder, before adjudication; only the interviews' units count.
    designed : collection of str
        Codes that were of tier A before anything was measured.

    Returns
    -------
    DataFrame
        One row a code: `code, tier` (as designed), `tier_now, positives` (units), `interviews,
        cases, questions` (guide questions with a positive), `most_share` (of the positives under
        one question), `hits` (units an indicator of the code matches), `recall` (positives among
        them), `false_hits` (hits that are not coded so), `f1`, `alpha`; undefined figures are
        missing.
    """
    if unknown := sorted(set(designed) - study.codebook.codes.keys()):
        raise CodingError(f"designed as tier A, but not in the codebook: {', '.join(unknown)}")
    interviews = set(material.names)
    units = material.units["unit"].tolist()
    found = study.find()
    found = found[found["document"].isin(interviews)]
    hits = {code: set(rows["unit"]) for code, rows in found.groupby("code")}
    of_case = material.units["document"].map(material.attribute("case"))
    rows = []
    for code in study.codebook.codes:
        positive = material.units[material.flags(code)]
        found_in = set(positive["unit"])
        now = study.codebook.codes[code].tier
        rows.append(
            {
                "code": code,
                "tier": "A" if code in designed else now,
                "tier_now": now,
                "positives": len(found_in),
                "interviews": positive["document"].nunique(),
                "cases": of_case[positive.index].nunique(),
                **_questions(positive["guide_question"]),
                **_against(hits.get(code, set()), found_in),
                "alpha": krippendorff_alpha(ratings(judgements, code)[units]).value,
            }
        )
    return pd.DataFrame(rows)


def _questions(asked: pd.Series[str]) -> dict[str, object]:
    counts = asked[asked != "buiten-gids"].value_counts()
    return {
        "questions": len(counts),
        "most_share": float(counts.max() / len(asked)) if len(counts) else None,
    }


def _against(hits: set[str], units: set[str]) -> dict[str, object]:
    both = len(hits & units)
    recall = both / len(units) if units else None
    precision = both / len(hits) if hits else None
    f1 = 2 * both / (len(hits) + len(units)) if hits and units else None
    return {
        "hits": len(hits),
        "recall": recall,
        "false_hits": None if precision is None else 1 - precision,
        "f1": f1,
    }


def code_criteria(frame: pd.DataFrame, targets: Targets, *, cases: int) -> Iterator[Criterion]:
    """Every test of codes, over the rows of `codes_frame`."""
    yield from _keywords(frame[frame["tier"] == targets.of("keywords", "tier")], targets)
    yield from _prevalence(frame, targets, cases)
    yield from _guide(frame[frame["tier"] == targets.of("guide", "tier")], targets)
    yield from _difficulty(frame, targets)


def _keywords(tier: pd.DataFrame, targets: Targets) -> Iterator[Criterion]:
    for name, what in (
        ("recall", "own indicators hit the positives"),
        ("f1", "F1 of the indicators"),
    ):
        low, high = targets.range("keywords", name)
        yield _of_codes(
            tier,
            "keywords",
            f"{what}, each code of tier A",
            f"{low:.2f} to {high:.2f}",
            name=name,
            fits=tier[name].between(low - 1e-9, high + 1e-9),
        )
    least = float(targets.of("keywords", "false_hits"))
    yield _of_codes(
        tier,
        "keywords",
        "hits that are not coded so, each code of tier A",
        f"at least {least:.2f}",
        name="false_hits",
        fits=tier["false_hits"] >= least - 1e-9,
    )


def _guide(tier: pd.DataFrame, targets: Targets) -> Iterator[Criterion]:
    questions = int(targets.of("guide", "questions"))
    most = float(targets.of("guide", "most_share"))
    yield _of_codes(
        tier,
        "guide",
        "guide questions under which a code of tier A is found",
        f"at least {questions}",
        name="questions",
        fits=tier["questions"] >= questions,
    )
    yield _of_codes(
        tier,
        "guide",
        "positives of a code of tier A under one question",
        f"at most {most:.2f}",
        name="most_share",
        fits=tier["most_share"] <= most + 1e-9,
    )


def _difficulty(frame: pd.DataFrame, targets: Targets) -> Iterator[Criterion]:
    tier = frame[frame["tier"] == targets.of("difficulty", "tier")]
    low, high = targets.range("difficulty", "alpha")
    yield _of_codes(
        tier,
        "difficulty",
        "alpha of coder against coder, each code of tier A",
        f"{low:.2f} to {high:.2f}",
        name="alpha",
        fits=tier["alpha"].between(low - 1e-9, high + 1e-9),
    )
    easy = float(targets.of("difficulty", "too_easy"))
    defined = frame[frame["alpha"].notna()]
    yield _of_codes(
        defined,
        "difficulty",
        "alpha of any code: above this it is too easy",
        f"at most {easy:.2f}",
        name="alpha",
        fits=defined["alpha"] <= easy + 1e-9,
    )


def _prevalence(frame: pd.DataFrame, targets: Targets, cases: int) -> Iterator[Criterion]:
    a, b = targets.of("prevalence", "A"), targets.of("prevalence", "B")
    tier = frame[frame["tier"] == "A"]
    enough = (
        (tier["positives"] >= a["least"])
        & (tier["interviews"] >= a["interviews"])
        & ((tier["cases"] == cases) | (not a["all_cases"]))
    )
    below = tier.loc[~enough, "code"].tolist()
    still = tier.loc[~enough & (tier["tier_now"] == "A"), "code"].tolist()
    yield Criterion(
        "prevalence",
        "codes of tier A with enough positives, interviews and cases",
        f"each at least {a['least']} units, {a['interviews']} interviews, every case",
        f"{int(enough.sum())} of {len(tier)}",
        bool(enough.all()),
        f"now of tier {a['below']}: {_listed([code for code in below if code not in still])}"
        + (f"; still to drop: {_listed(still)}" if still else "")
        if below
        else "",
    )
    tier = frame[frame["tier"] == "B"]
    fits = tier["positives"].between(b["least"], b["most"])
    yield _of_codes(
        tier,
        "prevalence",
        "positives of each code of tier B",
        f"{b['least']} to {b['most']} (rarer allowed if said so)",
        name="positives",
        fits=fits,
    )


def _of_codes(
    codes: pd.DataFrame, test: str, what: str, target: str, *, name: str, fits: pd.Series[bool]
) -> Criterion:
    values = codes[name].dropna().round(9).to_numpy(dtype=float) + 0.0  # no "-0.00"
    shown = "{:,.0f}" if name in {"positives", "questions"} else "{:.2f}"
    spread = f"{shown.format(values.min())} to {shown.format(values.max())}" if len(values) else ""
    median = f", median {shown.format(float(np.median(values)))}" if len(values) else ""
    return Criterion(
        test,
        what,
        target,
        f"{int(fits.sum())} of {len(codes)} codes; {spread}{median}",
        bool(fits.all()),
        _listed(codes.loc[~fits, "code"].tolist()),
    )


def stance_criteria(
    material: Material, tested: tuple[str, ...], targets: Targets
) -> Iterator[Criterion]:
    """
    Whether the corpus speaks against the claims often enough.

    Parameters
    ----------
    material : Material
    tested : tuple of str
        Claims that one of the plan's tests is about.
    targets : Targets
    """
    stances = material.stances
    low, high = targets.range("counter_evidence", "share")
    counter = stances["direction"].isin(["contradicts", "nuances"])
    share = float(counter.mean()) if len(stances) else 0.0
    yield Criterion(
        "counter-evidence",
        "stances that contradict or nuance a claim, of both coders",
        f"{low:.2f} to {high:.2f}",
        f"{share:.2f} of {len(stances)}",
        within(share, low, high),
    )
    least = int(targets.of("counter_evidence", "contradicting"))
    against = stances[stances["direction"] == "contradicts"]
    passages = against.groupby("claim")["unit"].nunique()
    counts = {claim: int(passages.get(claim, 0)) for claim in tested}
    few = [f"{claim} ({count})" for claim, count in counts.items() if count < least]
    yield Criterion(
        "counter-evidence",
        "units that contradict each claim the plan tests",
        f"at least {least}",
        f"{len(counts) - len(few)} of {len(counts)} claims; {min(counts.values())} to "
        f"{max(counts.values())}",
        not few,
        _listed(few),
    )


def _listed(names: list[str]) -> str:
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return ", ".join(names[:_SHOWN]) + more
