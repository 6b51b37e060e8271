"""Invented studies with known truth, to see what tests and intervals do with few interviews."""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from coding.statistics.arrays import BoolArray, FloatArray, IndexArray

__all__ = ["Design", "DoubleCoding", "Study", "simulate_double_coding", "simulate_study", "truth"]

_NORMAL = NormalDist()


@dataclass(frozen=True, slots=True, kw_only=True)
class Design:
    """
    How an invented study is made.

    Attributes
    ----------
    interviews : int
    segments : tuple of int
        Fewest and most segments of an interview.
    prevalence : float
        Share of segments with a code in the median interview.
    interview_sd : float
        Standard deviation of that share over interviews, on the logit scale.
    between : float
        Correlation over interviews of how much two codes are used.
    run : float
        Correlation of neighbouring segments: a topic goes on for a while.
    guide : float
        Standard deviation over guide questions of what a question does to both codes alike, on the
        probit scale; the only thing that brings the codes together inside an interview.
    questions : int
        Questions of the guide, asked in order.
    same_reading : float
        Correlation of what two coders see in a segment.
    drift : float
        Standard deviation over interviews of how strict one coder is, on the logit scale.
    """

    interviews: int = 18
    segments: tuple[int, int] = (45, 65)
    prevalence: float = 0.08
    interview_sd: float = 0.8
    between: float = 0.5
    run: float = 0.6
    guide: float = 0.0
    questions: int = 19
    same_reading: float = 0.95
    drift: float = 0.25


@dataclass(frozen=True, slots=True)
class Study:
    """Segments in the order of the text: interview and question from 0, and two unlinked codes."""

    interview: IndexArray
    question: IndexArray
    a: BoolArray
    b: BoolArray


@dataclass(frozen=True, slots=True)
class DoubleCoding:
    """Segments in the order of the text: interview from 0, and one code by two coders."""

    interview: IndexArray
    codes: BoolArray  # shape (2, segments)


def simulate_study(design: Design, *, random_state: int | np.random.Generator) -> Study:
    """
    Invent a study in which two codes are not linked but for the guide and talkative interviews.

    Parameters
    ----------
    design : Design
    random_state : int or numpy Generator

    Returns
    -------
    Study

    Examples
    --------
    >>> study = simulate_study(Design(), random_state=1)
    >>> len(set(study.interview.tolist())), len(study.a) == len(study.b)
    (18, True)
    """
    rng = np.random.default_rng(random_state)
    lengths, inside = _lengths(design, rng)
    common, own = rng.standard_normal(design.interviews), rng.standard_normal((2, len(lengths)))
    levels = math.sqrt(design.between) * common + math.sqrt(1.0 - design.between) * own
    bars = _bars(design, design.interview_sd * levels)
    question = np.concatenate([np.sort(rng.integers(0, design.questions, n)) for n in lengths])
    pull = design.guide * rng.standard_normal(design.questions)[question]
    topics = _runs(design, rng, (2, *inside.shape))[:, inside]
    latent = (topics + pull) / math.hypot(1.0, design.guide)
    interview = np.repeat(np.arange(design.interviews), lengths)
    a, b = latent > bars[:, interview]
    return Study(interview, question, a, b)


def simulate_double_coding(
    design: Design, *, random_state: int | np.random.Generator
) -> DoubleCoding:
    """
    Invent a study in which two coders use one code, each a little stricter in some interviews.

    Parameters
    ----------
    design : Design
    random_state : int or numpy Generator

    Returns
    -------
    DoubleCoding

    Examples
    --------
    >>> simulate_double_coding(Design(), random_state=1).codes.shape[0]
    2
    """
    rng = np.random.default_rng(random_state)
    lengths, inside = _lengths(design, rng)
    level = design.interview_sd * rng.standard_normal(design.interviews)
    bars = _bars(design, level + design.drift * rng.standard_normal((2, design.interviews)))
    text = _runs(design, rng, inside.shape)[inside]
    reading = rng.standard_normal((2, len(text)))
    latent = _seen(design, text, reading)
    interview = np.repeat(np.arange(design.interviews), lengths)
    return DoubleCoding(interview, latent > bars[:, interview])


def truth(design: Design, *, random_state: int = 0, draws: int = 2_000_000) -> tuple[float, float]:
    """
    Share of segments with the code, and alpha, in endlessly many interviews of a design.

    Parameters
    ----------
    design : Design
    random_state : int
        Seed of the draws that take the place of the integral.
    draws : int

    Returns
    -------
    prevalence, alpha : float

    Examples
    --------
    >>> prevalence, alpha = truth(Design(), draws=20_000)
    >>> 0.08 < prevalence < 0.12, 0.5 < alpha < 0.9
    (True, True)
    """
    rng = np.random.default_rng(random_state)
    level = design.interview_sd * rng.standard_normal(draws)
    shift = level + design.drift * rng.standard_normal((2, draws))
    share = 1.0 / (1.0 + np.exp(-(_logit(design.prevalence) + shift)))
    # the bar a latent has to pass, the other way round: its own share of the normal distribution
    latent = _seen(design, rng.standard_normal(draws), rng.standard_normal((2, draws)))
    codes = _normal_share(latent) > 1.0 - share
    prevalence = float(codes.mean())
    disagreement = float((codes[0] != codes[1]).mean())
    return prevalence, 1.0 - disagreement / (2.0 * prevalence * (1.0 - prevalence))


def _lengths(design: Design, rng: np.random.Generator) -> tuple[IndexArray, BoolArray]:
    """Segments of each interview, and which places of a padded table they take."""
    low, high = design.segments
    lengths = rng.integers(low, high + 1, design.interviews)
    return lengths, np.arange(high)[None, :] < lengths[:, None]


def _runs(design: Design, rng: np.random.Generator, shape: tuple[int, ...]) -> FloatArray:
    """Standard normal numbers whose neighbours on the last axis resemble each other."""
    noise = rng.standard_normal(shape)
    fresh = math.sqrt(1.0 - design.run**2)
    for place in range(1, shape[-1]):
        noise[..., place] = design.run * noise[..., place - 1] + fresh * noise[..., place]
    return noise


def _seen(design: Design, text: FloatArray, reading: FloatArray) -> FloatArray:
    """What each coder sees: mostly the text, partly their own reading."""
    return math.sqrt(design.same_reading) * text + math.sqrt(1.0 - design.same_reading) * reading


def _bars(design: Design, shift: FloatArray) -> FloatArray:
    """Bar on the latent above which a segment has the code, from a shift on the logit scale."""
    share = 1.0 / (1.0 + np.exp(-(_logit(design.prevalence) + shift)))
    flat = [_NORMAL.inv_cdf(1.0 - float(one)) for one in share.ravel()]
    return np.array(flat).reshape(share.shape)


def _logit(share: float) -> float:
    return math.log(share / (1.0 - share))


def _normal_share(latent: FloatArray) -> FloatArray:
    """Distribution function of the normal, by linear interpolation on a fine grid."""
    grid = np.linspace(-8.0, 8.0, 16_001)
    return np.interp(latent, grid, [_NORMAL.cdf(float(point)) for point in grid])
