"""What a code is ready for: from nothing known to checked against people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

import numpy as np
import numpy.typing as npt

from coding.codebook import Codebook
from coding.suggest.calibration import matched_threshold
from coding.suggest.metrics import binary_alpha

__all__ = ["STATES", "code_states", "state_counts"]

Floats = npt.NDArray[np.float64]
STATES = ("human only", "no examples", "learning", "suggesting", "checked")
_EXAMPLES = 10
_BAR = 0.2  # alpha with the person, out of fold
_MARGIN = 0.1  # how far below two people a checked code may lie
_DRAWS = 200


def code_states(
    codebook: Codebook,
    labels: Floats,
    out_of_fold: Floats,
    groups: npt.NDArray[np.object_],
    *,
    human: Mapping[str, float] | None = None,
    seed: int = 0,
) -> dict[str, str]:
    """
    State of each code.

    `human only` for tier C; `no examples` without a positive one; `learning` (reading order only,
    no suggestions) with fewer than 10 or an out-of-fold alpha below .2; `suggesting`; `checked`
    where the lower bound of that alpha (groups redrawn) reaches that between people minus .1.

    Parameters
    ----------
    codebook : Codebook
    labels, out_of_fold : ndarray of shape (units, codes)
        Of the units learnt from; NaN where unknown.
    groups : ndarray of shape (units,)
    human : mapping of str to float, optional
        Code -> alpha between two people.
    seed : int
    """
    found: dict[str, str] = {}
    for place, (code, entry) in enumerate(codebook.codes.items()):
        y, s = labels[:, place], out_of_fold[:, place]
        known = ~np.isnan(y) & ~np.isnan(s)
        positives = float(np.nansum(y))
        if entry.tier == "C":
            found[code] = "human only"
        elif positives == 0:
            found[code] = "no examples"
        elif positives < _EXAMPLES or not known.any():
            found[code] = "learning"
        else:
            yes = y[known] > 0
            shown = s[known] > matched_threshold(s[known], float(yes.mean()))
            alpha = binary_alpha(shown, yes)
            found[code] = "suggesting" if alpha is not None and alpha >= _BAR else "learning"
            bar = (human or {}).get(code)
            if found[code] == "suggesting" and bar is not None:
                low = _lower_bound(shown, yes, groups[known], seed)
                found[code] = "checked" if low >= bar - _MARGIN else "suggesting"
    return found


def _lower_bound(
    shown: npt.NDArray[np.bool_],
    yes: npt.NDArray[np.bool_],
    groups: npt.NDArray[np.object_],
    seed: int,
) -> float:
    """5 % quantile of alpha over draws of whole groups."""
    names, inverse = np.unique(groups.astype(str), return_inverse=True)
    rng = np.random.default_rng(seed)
    alphas = []
    for _ in range(_DRAWS):
        times = np.bincount(rng.integers(len(names), size=len(names)), minlength=len(names))
        rows = np.repeat(np.arange(len(yes)), times[inverse])
        alpha = binary_alpha(shown[rows], yes[rows])
        alphas.append(-1.0 if alpha is None else alpha)
    return float(np.quantile(alphas, 0.05))


def state_counts(states: Iterable[str]) -> str:
    """
    Count states for a table.

    Examples
    --------
    >>> state_counts(["learning", "suggesting", "learning"])
    'learning 2; suggesting 1'
    """
    counts = Counter(states)
    return "; ".join(f"{state} {counts[state]}" for state in STATES if counts[state])
