"""What two codes would share if only the topic guide brought them together."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

import numpy as np
import pandas as pd

from coding.errors import CodingError
from coding.statistics.arrays import AnyArray, BoolArray, FloatArray, IndexArray, ratio
from coding.statistics.ratings import is_missing

__all__ = ["guide_adjusted_excess", "in_window"]

Names = Sequence[Hashable] | AnyArray
Flags = Sequence[bool] | AnyArray


def guide_adjusted_excess(a: Flags, b: Flags, *, interview: Names, question: Names) -> pd.DataFrame:
    """
    Count how often two codes meet in each interview beyond what the topic guide explains.

    Everybody gets the same questions, so two codes that belong to one question meet in every
    interview without being linked. Expected is therefore, for each segment with A, the rate of B at
    that question in the *other* interviews, scaled so that the interview keeps its own total of B.

    Parameters
    ----------
    a, b : sequence of bool, shape (segments,)
        Whether a segment has code A; whether B occurs in it, or in a window around it
        (`in_window`).
    interview : sequence of hashable, shape (segments,)
        The interview a segment belongs to.
    question : sequence of hashable, shape (segments,)
        The guide question a segment belongs to; segments outside the guide get a name of their own.

    Returns
    -------
    DataFrame
        One row an interview, in order of appearance: `interview, n_a` (segments with A), `observed`
        (those with B), `expected`, `excess` (observed minus expected). Feed `excess` to
        `sign_flip`.

    Raises
    ------
    CodingError
        For lists of different length, flags other than true or false, a missing question or
        interview, or fewer than two interviews.

    Notes
    -----
    A question asked in one interview only takes the overall rate of the other interviews. An
    interview whose questions carry no B elsewhere takes its own overall rate.

    Examples
    --------
    >>> found = guide_adjusted_excess(
    ...     [1, 0, 1, 0, 1, 0],
    ...     [1, 0, 1, 0, 0, 1],
    ...     interview=["I1", "I1", "I2", "I2", "I3", "I3"],
    ...     question=["Q1", "Q2", "Q1", "Q2", "Q1", "Q2"],
    ... )
    >>> found.round(2)
      interview  n_a  observed  expected  excess
    0        I1    1         1       0.5     0.5
    1        I2    1         1       0.5     0.5
    2        I3    1         0       1.0    -1.0
    """
    has_a, has_b = _flags(a, "a"), _flags(b, "b")
    names, who = _numbered(interview, "interview")
    asked, what = _numbered(question, "guide question")
    if not len(has_a) == len(has_b) == len(who) == len(what):
        raise CodingError(
            f"{len(has_a)} segments in a, {len(has_b)} in b, {len(who)} interviews, "
            f"{len(what)} questions",
            expected="one of each a segment",
        )
    if len(names) < 2:
        raise CodingError(
            f"{len(names)} interview: the guide's share is taken from the other interviews",
            expected="at least two",
        )
    shape = (len(names), len(asked))
    cell = np.ravel_multi_index((who, what), shape)

    def count(flags: AnyArray) -> FloatArray:
        counts = np.bincount(cell, weights=flags, minlength=shape[0] * shape[1])
        return counts.astype(np.float64).reshape(shape)

    segments, with_a, with_b = count(np.ones(len(cell))), count(has_a), count(has_b)
    rate = _rate_elsewhere(segments, with_b)
    own, foreseen = with_b.sum(axis=1), (segments * rate).sum(axis=1)
    scale = ratio(own, foreseen, otherwise=0.0)
    flat = np.where(foreseen > 0, 0.0, own / segments.sum(axis=1))
    expected = scale * (with_a * rate).sum(axis=1) + flat * with_a.sum(axis=1)
    observed = np.bincount(who, weights=has_a & has_b, minlength=len(names))
    return pd.DataFrame(
        {
            "interview": names,
            "n_a": with_a.sum(axis=1).astype(int),
            "observed": observed.astype(int),
            "expected": expected,
            "excess": observed - expected,
        }
    )


def in_window(flags: Flags, *, interview: Names, width: int = 1) -> BoolArray:
    """
    Say of each segment whether it or a near one of the same interview is flagged.

    Parameters
    ----------
    flags : sequence of bool, shape (segments,)
        In the order of the text.
    interview : sequence of hashable, shape (segments,)
        The interview a segment belongs to; no window crosses from one to the next.
    width : int
        Segments before and after that count; 0 = the segment itself only.

    Returns
    -------
    ndarray of bool, shape (segments,)

    Raises
    ------
    CodingError
        For lists of different length, a negative width or a missing interview.

    Examples
    --------
    >>> in_window([1, 0, 0, 0, 1], interview=["I1", "I1", "I1", "I2", "I2"]).tolist()
    [True, True, False, True, True]
    """
    flagged = _flags(flags, "flags")
    _, who = _numbered(interview, "interview")
    if len(flagged) != len(who):
        raise CodingError(f"{len(flagged)} segments, {len(who)} interviews")
    if width < 0:
        raise CodingError(f"width={width!r}", expected="0 or more segments on either side")
    near = flagged.copy()
    for step in range(1, min(width, max(len(flagged) - 1, 0)) + 1):
        same = who[step:] == who[:-step]
        near[step:] |= flagged[:-step] & same
        near[:-step] |= flagged[step:] & same
    return near


def _rate_elsewhere(segments: FloatArray, with_b: FloatArray) -> FloatArray:
    """Rate of B at each question in all interviews but one, shape (interviews, questions)."""
    others = segments.sum(axis=0) - segments
    found = with_b.sum(axis=0) - with_b
    overall = ratio(found.sum(axis=1), others.sum(axis=1), otherwise=0.0)
    here = ratio(found, others)
    return np.where(np.isnan(here), overall[:, None], here)


def _flags(flags: Flags, name: str) -> BoolArray:
    found = np.asarray(flags)
    if found.ndim != 1 or any(is_missing(flag) or flag not in (0, 1) for flag in found.tolist()):
        raise CodingError(f"{name} is not a list of true and false, one a segment")
    return found.astype(bool)


def _numbered(names: Names, what: str) -> tuple[list[Hashable], IndexArray]:
    places: dict[Hashable, int] = {}
    listed = list(names)
    for segment, name in enumerate(listed):
        if is_missing(name):
            raise CodingError(f"a segment without {what}", where=f"segment {segment} (from 0)")
        places.setdefault(name, len(places))
    return list(places), np.array([places[name] for name in listed], dtype=np.intp)
