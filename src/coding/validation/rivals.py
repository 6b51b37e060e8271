"""Which theory fits best, on the observations where they differ (Tab16)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd

from coding.plan import Plan
from coding.schemas import records
from coding.validation.observations import RIVALS, Hits, Scene, hits_of

__all__ = ["rival_observations", "rival_theories"]


def rival_observations(
    scene: Scene,
    *,
    language: str,
    searches: Mapping[str, Callable[[Scene], Hits]] = RIVALS,
) -> pd.DataFrame:
    """
    The plan's table of rivals, filled with what was observed.

    Parameters
    ----------
    scene : Scene
    language : {'nl', 'en'}
    searches : mapping
        Observation -> search.

    Returns
    -------
    DataFrame
        One row an observation: `observation, text, interviews, passages_n, cases, documents,
        passages`, then one column a theory with what it expects ("expected", "not-expected",
        "conditional", "neutral", "silent").
    """
    rivals: Any = scene.plan.content["rivals"]
    rows = []
    for one in rivals["observations"]:
        search = searches.get(one["id"])
        rows.append(
            {
                "observation": one["id"],
                "text": one["text"][language],
                **hits_of(scene, search(scene) if search else set()),
                **{
                    theory["id"]: one["predictions"][theory["id"]]["value"]
                    for theory in rivals["theories"]
                },
            }
        )
    return pd.DataFrame(rows)


def rival_theories(observed: pd.DataFrame, plan: Plan, *, language: str) -> pd.DataFrame:
    """
    How each theory fares on the discriminating observations, also with one case left out.

    An observation counts as made if at least one interview tells it. Conditional, neutral and
    silent predictions neither fit nor fail. This is congruence, not a test: six theories, seven
    observations, and cases that were chosen.

    Parameters
    ----------
    observed : DataFrame
        From `rival_observations`.
    plan : Plan
    language : {'nl', 'en'}

    Returns
    -------
    DataFrame
        One row a theory: `theory, text, fits (expected and made), misses (expected, not made),
        fails (not expected, yet made), undecided (conditional, neutral or silent), lowest, highest
        (fits minus fails with one case left out), fails_at (observations)`.
    """
    rows = []
    made = observed["interviews"] > 0
    for theory in plan.content["rivals"]["theories"]:
        says = observed[theory["id"]]
        fits = int((made & (says == "expected")).sum())
        fails = made & (says == "not-expected")
        scores = [_score(observed, says, case) for case in _cases(observed)]
        rows.append(
            {
                "theory": theory["id"],
                "text": theory["label"][language],
                "fits": fits,
                "misses": int((~made & (says == "expected")).sum()),
                "fails": int(fails.sum()),
                "undecided": int((~says.isin(["expected", "not-expected"])).sum()),
                "lowest": min(scores, default=None),
                "highest": max(scores, default=None),
                "fails_at": " ".join(observed.loc[fails, "observation"]),
            }
        )
    return pd.DataFrame(rows).astype({"lowest": "Int64", "highest": "Int64"})


def _cases(observed: pd.DataFrame) -> list[str]:
    first = str(observed["cases"].iloc[0]) if len(observed) else ""
    return [part.rsplit(" ", 1)[0] for part in first.split(" · ") if part]


def _score(observed: pd.DataFrame, says: pd.Series[Any], left_out: str) -> int:
    """Fits minus fails where interviews of a case do not count."""
    score = 0
    for row, says_so in zip(records(observed), says, strict=True):
        counts = dict(part.rsplit(" ", 1) for part in row["cases"].split(" · "))
        made = any(int(k) for case, k in counts.items() if case != left_out)
        score += made * ((says_so == "expected") - (says_so == "not-expected"))
    return score
