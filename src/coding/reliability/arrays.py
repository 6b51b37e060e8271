"""The cells of a comparison as the statistics room takes them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from coding.codebook import PRESENCE
from coding.codings.judgements import MISSING, NOT_APPLIED
from coding.reliability.comparison import Comparison

__all__ = [
    "Sets",
    "Table",
    "label_sets",
    "numbered",
    "pairs_of",
    "presence_code",
    "yes_cells",
    "yes_or_no",
]

Table = npt.NDArray[np.float64]
Sets = npt.NDArray[np.object_]


def presence_code(presence: str) -> int:
    """The cell value of a presence."""
    return 1 + PRESENCE.index(presence)


def yes_cells(cells: npt.NDArray[np.int8], *, value: str) -> npt.NDArray[np.bool_]:
    """Which cells say yes: applied at all, or applied as present."""
    return cells > NOT_APPLIED if value == "applied" else cells == presence_code("present")


def yes_or_no(comparison: Comparison, code: str, *, value: str) -> Table:
    """
    One code as 1, 0 or NaN, shape (coders, units).

    Parameters
    ----------
    comparison : Comparison
    code : str
    value : {'applied', 'present'}
    """
    cells = comparison.own.cells[:, :, comparison.own.code(code)]
    return np.where(cells == MISSING, np.nan, yes_cells(cells, value=value).astype(np.float64))


def label_sets(comparison: Comparison, *, value: str) -> Sets:
    """
    The set of codes of each coder and unit, shape (coders, units); None where one is unknown.

    A code nobody has judged (new in the codebook) is left out, or no unit would have a set.
    """
    cells = comparison.own.cells
    judged = (cells != MISSING).any(axis=(0, 1))
    names = [code for code, known in zip(comparison.own.codes, judged, strict=True) if known]
    cells = cells[:, :, judged]
    whole = (cells != MISSING).all(axis=2)
    yes = yes_cells(cells, value=value)
    made: dict[bytes, frozenset[str]] = {}
    found = np.empty(cells.shape[:2], dtype=object)
    for i, j in np.argwhere(whole):
        row = yes[i, j]
        key = row.tobytes()
        if key not in made:
            made[key] = frozenset(names[k] for k in np.flatnonzero(row))
        found[i, j] = made[key]
    return found


def pairs_of(table: Table) -> tuple[int, int, int]:
    """Pairs of coders that both say yes, that differ, and that both say no, over all units."""
    known = ~np.isnan(table)
    yes = (np.nan_to_num(table) > 0).sum(axis=0)
    read = known.sum(axis=0)
    no = read - yes
    both = int((yes * (yes - 1) // 2).sum())
    neither = int((no * (no - 1) // 2).sum())
    return both, int((yes * no).sum()), neither


def numbered(sets: Sets) -> Table:
    """Sets as numbers, for coefficients that only ask whether they are equal; NaN where none."""
    places: dict[frozenset[str], int] = {}
    flat = [
        np.nan if cell is None else float(places.setdefault(cell, len(places)))
        for cell in sets.ravel()
    ]
    return np.array(flat, dtype=np.float64).reshape(sets.shape)
