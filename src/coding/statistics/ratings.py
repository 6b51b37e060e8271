"""A table of codes as integers, and what coefficients ask of it."""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from numbers import Real
from typing import Any

import numpy as np
import pandas as pd

from coding.errors import CodingError, did_you_mean
from coding.statistics.arrays import AnyArray, FloatArray, IntArray

__all__ = [
    "Ratings",
    "RatingsLike",
    "is_missing",
    "known_categories",
    "need_single_codes",
    "numbers_of",
    "order_of",
    "reduce_to",
]

# what a public function takes: coders × units, as a frame, an array or a list of rows
RatingsLike = pd.DataFrame | AnyArray | Sequence[Sequence[Any]]


@dataclass(frozen=True, slots=True)
class Ratings:
    """
    A table of codes as integers.

    Attributes
    ----------
    codes : ndarray of int32, shape (coders, units)
        Position of each code in `categories`; -1 where the coder did not code the unit.
    categories : tuple
        The codes that occur: numbers ascending, anything else in order of first appearance;
        frozensets for multi-label tables.
    coders, units : sequence
        Names for messages; positions counted from 0 where the table had none.
    is_sets : bool
        Whether a code is a set of labels.
    """

    codes: IntArray
    categories: tuple[Any, ...]
    coders: Sequence[Any]
    units: Sequence[Any]
    is_sets: bool

    @property
    def n_coders(self) -> int:
        """Number of coders given."""
        return int(self.codes.shape[0])

    @property
    def n_units(self) -> int:
        """Number of units given."""
        return int(self.codes.shape[1])

    def codings_per_unit(self) -> IntArray:
        """Count the codings of each unit, shape (units,)."""
        counts: IntArray = (self.codes >= 0).sum(axis=0, dtype=np.int32)
        return counts

    def n_pairable(self) -> int:
        """Count the codings in units with at least two of them."""
        per_unit = self.codings_per_unit()
        return int(per_unit[per_unit >= 2].sum())

    def why_unpairable(self) -> str | None:
        """Say why no two codings can be compared, or None where they can."""
        if self.n_coders < 2:
            return f"{self.n_coders} coder: agreement needs at least two coders of the same units"
        if self.n_units == 0:
            return "no units"
        if not self.categories:
            return "no codings at all: every cell is missing"
        if not (self.codings_per_unit() >= 2).any():
            return "no unit was coded by two coders"
        return None


def reduce_to(
    table: Ratings, *, category: Hashable | None = None, label: Hashable | None = None
) -> Ratings:
    """
    Reduce codes to one code against all others, or label sets to presence of one label.

    Raises
    ------
    CodingError
        If both are given, or `category` for label sets, or `label` for single codes.
    """
    if category is None and label is None:
        return table
    if category is not None and label is not None:
        raise CodingError("category= and label= exclude each other", hint="give one of them")
    if category is not None and table.is_sets:
        raise CodingError("category= is for single codes; these are sets", hint="use label=")
    if label is not None and not table.is_sets and table.categories:
        raise CodingError("label= is for sets of labels; these are single codes", hint="category=")
    if category is not None:
        present = np.array([value == category for value in table.categories], dtype=np.int32)
    else:
        present = np.array([label in value for value in table.categories], dtype=np.int32)
    codes = np.where(table.codes < 0, -1, np.append(present, 0)[table.codes]).astype(np.int32)
    return replace(table, codes=codes, categories=(0, 1), is_sets=False)


def need_single_codes(table: Ratings, *, method: str) -> None:
    """Refuse label sets where a coefficient compares single codes."""
    if table.is_sets:
        raise CodingError(
            f"{method} needs one code a unit and coder; these are sets of labels",
            hint="krippendorff_alpha(distance='masi'), multivalued_alpha, or one code at a time",
        )


def order_of(
    table: Ratings,
    categories: Sequence[Hashable] | None,
    *,
    purpose: str,
) -> FloatArray:
    """
    Give each code its rank on an ordered scale, counted from 0, shape (codes,).

    Numbers have an order of their own; texts have none (alphabetical order would put "hoog" before
    "laag" before "midden"), so `categories` has to give it.
    """
    if categories is not None:
        places = {value: place for place, value in enumerate(known_categories(table, categories))}
        return np.array([places[value] for value in table.categories], dtype=np.float64)
    if not all(isinstance(value, Real) for value in table.categories):
        raise CodingError(
            f"{purpose} needs the order of the codes, and texts have none of their own",
            expected="numbers, or categories=[lowest, ..., highest]",
        )
    return np.arange(len(table.categories), dtype=np.float64)


def known_categories(table: Ratings, categories: Sequence[Hashable] | None) -> tuple[Hashable, ...]:
    """Return the codes of the codebook, or those that occur; a code outside it is an error."""
    if categories is None:
        return table.categories
    if isinstance(categories, str) or not isinstance(categories, Iterable):
        raise CodingError(f"categories is a list of codes, not {categories!r}")
    listed = tuple(categories)
    if len(set(listed)) != len(listed):
        raise CodingError("categories names a code twice", where=f"categories={list(listed)!r}")
    for value in table.categories:
        if value not in listed:
            raise CodingError(
                f"the code {value!r} is not among the categories",
                hint=did_you_mean(str(value), map(str, listed)),
            )
    return listed


def numbers_of(table: Ratings, *, level: str) -> FloatArray:
    """Return the codes as finite numbers, shape (codes,)."""
    for value in table.categories:
        if not isinstance(value, Real):
            raise CodingError(f"level {level!r} needs numbers", expected=f"no {value!r}")
        if not math.isfinite(value):
            raise CodingError(f"level {level!r} needs finite numbers", expected=f"no {value!r}")
    return np.array([float(value) for value in table.categories], dtype=np.float64)


def is_missing(value: object) -> bool:
    """Say whether a cell is None, NaN, pandas.NA or NaT."""
    if value is None or value is pd.NA or value is pd.NaT:
        return True
    return isinstance(value, (float, np.floating)) and math.isnan(value)
