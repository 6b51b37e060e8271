"""One test of a corpus: what was aimed at, what was found, whether it is met, and why not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

__all__ = ["Criterion", "criteria_frame", "within"]

COLUMNS = ("test", "what", "target", "figure", "met", "why", "stops")


@dataclass(frozen=True, slots=True)
class Criterion:
    """
    One row of the acceptance table.

    Attributes
    ----------
    test : str
        The test it belongs to: `size`, `keywords` …
    what : str
        What was measured.
    target, figure : str
    met : bool or None
        None where the command cannot tell: `why` says what is needed.
    why : str
        Where it is not met: which documents, codes or claims.
    stops : bool
        Whether a miss fails a build.
    """

    test: str
    what: str
    target: str
    figure: str
    met: bool | None
    why: str = ""
    stops: bool = False


def criteria_frame(criteria: Iterable[Criterion]) -> pd.DataFrame:
    """Lay criteria out as the table that is committed."""
    said = {True: "met", False: "not met", None: "not measured"}
    rows = [
        {
            "test": one.test,
            "what": one.what,
            "target": one.target,
            "figure": one.figure,
            "met": said[one.met],
            "why": one.why,
            "stops": "yes" if one.stops else "no",
        }
        for one in criteria
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def within(value: float, low: float, high: float) -> bool:
    """
    Whether a figure is in its range, both ends included.

    Examples
    --------
    >>> within(0.35, 0.35, 0.6), within(0.61, 0.35, 0.6)
    (True, False)
    """
    return low <= round(value, 9) <= high
