"""Alpha for coders who chose their own spans of a text (Krippendorff and others 2016)."""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations, pairwise
from numbers import Real
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from coding.errors import CodingError
from coding.estimate import Estimate
from coding.statistics.arrays import FloatArray, IntArray
from coding.statistics.ratings import is_missing

__all__ = ["Kind", "Spans", "unitizing_alpha"]

Kind = Literal["u", "binary", "cu", "ku"]
Spans = Mapping[Any, Iterable[Any]]
_NAMES = {"u": "u-alpha", "binary": "|u-alpha", "cu": "cu-alpha", "ku": "(k)u-alpha"}
_GAP = 0


def unitizing_alpha(
    spans: Spans,
    *,
    length: float,
    kind: Kind = "u",
    label: Hashable | None = None,
) -> Estimate:
    """
    Agreement of coders who marked spans of one continuous text.

    Parameters
    ----------
    spans : mapping of coder to iterable of (start, end, label)
        Half-open [start, end), positions from 0 to `length`. A coder who marked nothing is there
        with an empty list: reading without marking is an answer. Spans may touch; touching spans
        stay separate units.
    length : number
        Length of the text in the unit of the positions (characters, tokens, seconds).
    kind : {"u", "binary", "cu", "ku"}
        `u`: do positions carry the same label, gaps being a value of their own. `binary` (written
        |u in the paper): do positions carry a span at all; spans of one coder that overlap count
        as one. `cu`: given that both marked something, is it the same label. `ku`: the same for
        one label, whose name is `label`.
    label : hashable, optional
        For `ku` the label asked about; for `binary` only spans with this label count, which is the
        way to compare codes that may overlap, one at a time.

    Returns
    -------
    Estimate
        `n_units` counts the spans, `n_pairable` the positions that take part (times coders).
        Undefined where nothing varies, for one coder, and for `cu` and `ku` with three or more
        coders: the published implementations disagree there, so compare pairs of coders.

    Raises
    ------
    CodingError
        For a span outside the text or without length, a missing label, or overlapping spans of one
        coder where the coefficient needs disjoint ones.

    Notes
    -----
    It cannot know whether the codings were made independently. Krippendorff's older alpha for
    unitizing (1995, 2004) is another coefficient: it depends on the resolution of positions.

    References
    ----------
    Krippendorff, K., Mathet, Y., Bouvry, S., & Widlöcher, A. (2016). On the reliability of
    unitizing textual continua: further developments. Quality & Quantity, 50, 2347-2364.

    Examples
    --------
    >>> spans = {"A": [(3, 9, "x"), (12, 15, "y")], "B": [(3, 8, "x"), (12, 16, "y")]}
    >>> round(unitizing_alpha(spans, length=20).value, 4)
    0.8423
    >>> unitizing_alpha(spans, length=20, kind="cu").value
    1.0
    """
    method = f"unitizing_alpha, {_NAMES.get(kind, kind)}"
    _check_options(kind, label, length)
    units = _units_of(spans, length, kind, label)
    if label is not None:
        method += f" of {label!r}"
    value, pairable, reason = None, None, _why_incomparable(kind, len(units), length)
    if reason is None:
        grid = _grid(units, length)
        value, pairable = _whole(grid) if kind in ("u", "binary") else _valued(grid, kind, label)
        reason = _why(kind, label, pairable) if value is None else None
    return Estimate(
        value=value,
        reason=reason,
        method=method,
        n_units=sum(len(found) for found in units.values()),
        n_pairable=int(pairable) if pairable is not None and pairable == int(pairable) else None,
        n_coders=len(units),
    )


@dataclass(frozen=True, slots=True)
class _Unit:
    start: float
    end: float
    label: Any


@dataclass(frozen=True, slots=True)
class _Grid:
    """
    The text cut at every boundary of any coder.

    Attributes
    ----------
    lengths : ndarray, shape (pieces,)
    value, unit : ndarray of int, shape (coders, pieces)
        Label (0 = gap) and span (position in `unit_value`, -1 = gap) that covers a piece.
    unit_value : ndarray of int, shape (spans,)
    unit_length : ndarray, shape (spans,)
    names : list
        Labels from 1 upwards; place 0 is the gap.
    """

    lengths: FloatArray
    value: IntArray
    unit: IntArray
    unit_value: IntArray
    unit_length: FloatArray
    names: list[Any]


def _check_options(kind: str, label: Hashable | None, length: Any) -> None:
    if kind not in _NAMES:
        raise CodingError(f"unknown kind {kind!r}", expected=", ".join(map(repr, _NAMES)))
    if kind == "ku" and label is None:
        raise CodingError("kind='ku' asks about one label", hint="give label=")
    if kind in ("u", "cu") and label is not None:
        raise CodingError(
            f"kind={kind!r} compares all labels, label= asks about one",
            hint="kind='ku' for the coding, kind='binary' for the positions of that label",
        )
    if not _is_number(length) or length < 0:
        raise CodingError(f"length is {length!r}", expected="the length of the text, 0 or more")


def _is_number(value: Any) -> bool:
    return not isinstance(value, bool) and isinstance(value, Real) and math.isfinite(value)


def _units_of(
    spans: Spans, length: float, kind: Kind, label: Hashable | None
) -> dict[Any, list[_Unit]]:
    if not isinstance(spans, Mapping):
        raise CodingError(
            f"spans is a {type(spans).__name__}",
            expected="a mapping of coder to list of (start, end, label)",
            hint="a coder who marked nothing has to be named too, so a table of spans will not do",
        )
    units = {}
    for coder, marked in spans.items():
        found = [_unit(span, where=f"coder {coder}", length=length, kind=kind) for span in marked]
        found.sort(key=lambda unit: (unit.start, unit.end))
        if kind == "binary":
            found = _relevant(found, label)
        _refuse_overlaps(found, coder, kind)
        units[coder] = found
    return units


def _unit(span: Any, *, where: str, length: float, kind: Kind) -> _Unit:
    parts = tuple(span) if isinstance(span, Iterable) and not isinstance(span, str) else ()
    if len(parts) == 2 and kind == "binary":
        parts = (*parts, None)
    if len(parts) != 3:
        raise CodingError(f"{span!r} is not a span", where=where, expected="(start, end, label)")
    start, end, label = parts
    if not (_is_number(start) and _is_number(end)):
        raise CodingError(f"the span {span!r} has no numbers as bounds", where=where)
    if not 0 <= start <= length or not 0 <= end <= length:
        raise CodingError(
            f"the span {span!r} lies outside the text",
            where=where,
            expected=f"0 <= start < end <= {length}",
        )
    if start >= end:
        raise CodingError(
            f"the span {span!r} has no length",
            where=where,
            expected="half-open [start, end): end is the first position after the span",
        )
    if kind != "binary" and is_missing(label):
        raise CodingError(f"the span {span!r} has no label", where=where, hint="kind='binary'")
    return _Unit(start, end, label)


def _relevant(found: list[_Unit], label: Hashable | None) -> list[_Unit]:
    """Keep the spans asked about and join those that overlap; touching ones stay apart."""
    joined: list[_Unit] = []
    for unit in found:
        if label is not None and unit.label != label:
            continue
        if joined and unit.start < joined[-1].end:
            joined[-1] = _Unit(joined[-1].start, max(joined[-1].end, unit.end), True)
        else:
            joined.append(_Unit(unit.start, unit.end, True))
    return joined


def _refuse_overlaps(found: list[_Unit], coder: Any, kind: Kind) -> None:
    for before, after in pairwise(found):
        if after.start < before.end:
            raise CodingError(
                f"[{before.start}, {before.end}) {before.label!r} and "
                f"[{after.start}, {after.end}) {after.label!r} overlap",
                where=f"coder {coder}",
                expected=f"disjoint spans of one coder for kind={kind!r}",
                hint="kind='binary', label=... compares one code at a time and allows overlaps; "
                "or fold the spans to units and use krippendorff_alpha(distance='masi')",
            )


def _grid(units: dict[Any, list[_Unit]], length: float) -> _Grid:
    names: list[Any] = [None]
    places: dict[Any, int] = {}
    bounds: set[float] = {0, length}
    for unit in (unit for found in units.values() for unit in found):
        bounds.update((unit.start, unit.end))
        if unit.label not in places:
            places[unit.label] = len(names)
            names.append(unit.label)
    cuts = np.array(sorted(bounds), dtype=np.float64)
    value = np.full((len(units), len(cuts) - 1), _GAP, dtype=np.int32)
    owner = np.full(value.shape, -1, dtype=np.int32)
    every = [(row, unit) for row, found in enumerate(units.values()) for unit in found]
    for number, (row, unit) in enumerate(every):
        covered = slice(*np.searchsorted(cuts, [unit.start, unit.end]))
        value[row, covered] = places[unit.label]
        owner[row, covered] = number
    return _Grid(
        lengths=np.diff(cuts),
        value=value,
        unit=owner,
        unit_value=np.array([places[unit.label] for _, unit in every], dtype=np.int32),
        unit_length=np.array([unit.end - unit.start for _, unit in every], dtype=np.float64),
        names=names,
    )


def _coincidences(grid: _Grid) -> npt.NDArray[np.float64]:
    """Length shared by each two labels over ordered pairs of coders, divided by m - 1."""
    n_values, n_coders = len(grid.names), len(grid.value)
    flat = np.zeros(n_values * n_values)
    for i, j in combinations(range(n_coders), 2):
        keys = grid.value[i] * n_values + grid.value[j]
        flat += np.bincount(keys, weights=grid.lengths, minlength=flat.size)
    half = flat.reshape(n_values, n_values)
    return (half + half.T) / (n_coders - 1)


def _whole(grid: _Grid) -> tuple[float | None, float]:
    """u-alpha: equations for all segments, gaps included."""
    shared = _coincidences(grid)
    size = shared.sum(axis=0)  # length of each label over all coders
    total = float(size.sum())
    # a span cannot be paired with itself; a gap has no units, so only its positions cannot
    same = np.bincount(grid.unit_value, weights=grid.unit_length**2, minlength=len(size))
    same[_GAP] = size[_GAP]
    expected = total**2 - float(size @ size)  # pairs of unequal labels
    possible = total**2 - float(same.sum())
    if expected <= 0 or possible <= 0:
        return None, total
    observed = (total - float(np.trace(shared))) / total
    return 1.0 - observed * possible / expected, total


def _valued(grid: _Grid, kind: Kind, label: Hashable | None) -> tuple[float | None, float]:
    """cu-alpha and (k)u-alpha of two coders: only what both marked."""
    shared = _coincidences(grid)[1:, 1:]
    size = shared.sum(axis=0)
    total = float(size.sum())
    both = (grid.value != _GAP).all(axis=0)
    # the part of each span that the other coder marked too cannot be paired with itself
    part = np.zeros(len(grid.unit_value))
    for row in grid.unit:
        np.add.at(part, row[both], grid.lengths[both])
    same = np.bincount(grid.unit_value, weights=part**2, minlength=len(size) + 1)[1:]
    possible = total**2 - float(same.sum())
    if kind == "cu":
        expected = total**2 - float(size @ size)
        if expected <= 0 or possible <= 0:
            return None, total
        observed = (total - float(np.trace(shared))) / total
        return 1.0 - observed * possible / (expected), total
    place = grid.names.index(label) - 1 if label in grid.names[1:] else None
    if place is None or size[place] == 0:
        return None, 0.0
    with_others = size[place] * (total - size[place])
    if with_others <= 0:
        return None, float(size[place])
    drawn = size[place] * total - same[place]
    observed = (size[place] - shared[place, place]) / size[place]
    return 1.0 - observed * float(drawn / with_others), float(size[place])


def _why_incomparable(kind: Kind, n_coders: int, length: float) -> str | None:
    if n_coders < 2:
        return f"{n_coders} coder: agreement needs at least two coders of the same text"
    if length == 0:
        return "the text has no length"
    if kind in ("cu", "ku") and n_coders > 2:
        return "published implementations disagree for three or more coders: compare pairs"
    return None


def _why(kind: Kind, label: Hashable | None, pairable: float) -> str:
    if kind == "ku" and pairable == 0:
        return f"{label!r} was never used where both coders marked something"
    if kind in ("cu", "ku"):
        return (
            "one label only where both coders marked something: nothing varies"
            if pairable
            else "no position was marked by both coders"
        )
    return "all positions carry one and the same value: nothing varies"
