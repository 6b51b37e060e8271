"""How large units become under several rules, before one is chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from coding.corpus.tokens import sentences
from coding.corpus.units import UnitRule, cut_units
from coding.errors import CodingError

__all__ = ["WHOLE_TURN", "caps_of", "unit_sizes"]

WHOLE_TURN = 1_000_000  # words; nobody speaks longer


def caps_of(given: str) -> list[int]:
    """
    Read a list of caps such as `40,80,turn`.

    Raises
    ------
    CodingError
        For anything but numbers of words from 10 on, and `turn`.

    Examples
    --------
    >>> caps_of("40,80,turn")
    [40, 80, 1000000]
    """
    caps = []
    for part in given.split(","):
        cap = WHOLE_TURN if part.strip() == "turn" else part.strip()
        if not isinstance(cap, int):
            cap = int(cap) if cap.isdecimal() and len(cap) < 7 else 0
        if cap < 10:
            raise CodingError(
                f"--compare {given!r}", expected="e.g. 40,80,turn (words, 10 or more)"
            )
        caps.append(cap)
    return caps


def unit_sizes(
    texts: Mapping[str, str],
    turns: Mapping[str, pd.DataFrame],
    *,
    caps: Sequence[int],
    least: int = 4,
    language: str = "nl",
) -> pd.DataFrame:
    """
    Cut documents by several caps and describe the units.

    Parameters
    ----------
    texts : mapping of str to str
        Canonical text by document.
    turns : mapping of str to DataFrame
        Rows of `schemas.TURNS` by document.
    caps : sequence of int
        Most words of a unit; `WHOLE_TURN` for whole turns.
    least : int
        Fewest words of a turn; see `corpus.units.UnitRule`.
    language : str
        For sentence ends.

    Returns
    -------
    DataFrame
        One row a cap: `rule, units, a_document` (median), `words_q1, words_median, words_q3,
        words_most, sentences` (median a unit), `under_10` (share of units below ten words).
    """
    rows = []
    for cap in caps:
        cut = [
            cut_units(turns[name], text, rule=UnitRule(cap, least), language=language)
            for name, text in texts.items()
        ]
        units = pd.concat(cut, ignore_index=True)
        words = units["words"].astype("float64")
        columns = (units[name].tolist() for name in ("document", "start", "end"))
        within = pd.Series(
            [
                len(sentences(texts[name][start:end], language=language))
                for name, start, end in zip(*columns, strict=True)
            ],
            dtype="float64",
        )
        rows.append(
            {
                "rule": "turn" if cap >= WHOLE_TURN else f"{cap} words",
                "units": len(units),
                "a_document": units["document"].value_counts().median(),
                "words_q1": words.quantile(0.25),
                "words_median": words.median(),
                "words_q3": words.quantile(0.75),
                "words_most": words.max(),
                "sentences": within.median(),
                "under_10": (words < 10).mean() if len(words) else None,
            }
        )
    return pd.DataFrame(rows)
