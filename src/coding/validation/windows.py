"""Windows: what counts as near, within an episode and never across interviews."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from coding.errors import CodingError
from coding.plan import Plan
from coding.validation.material import Flags, Material

__all__ = ["NEIGHBOURS", "Window", "near", "windows_of"]


@dataclass(frozen=True, slots=True)
class Window:
    """
    How far two codes may be apart to count as together.

    Attributes
    ----------
    id : str
    radius : int or None
        Units before and after; None for the whole episode.
    """

    id: str
    radius: int | None


NEIGHBOURS = Window("neighbours", 1)


def windows_of(plan: Plan | None) -> dict[str, Window]:
    """
    The windows of an analysis plan, the primary one first.

    Without a plan: a unit with its neighbours, the unit alone, the episode.

    Raises
    ------
    CodingError
        For a radius that is neither a number nor `all`, or a window not bounded by the episode.
    """
    known: Any = (plan.content.get("windows") if plan else None) or {}
    if not known:
        return {one.id: one for one in (NEIGHBOURS, Window("unit", 0), Window("episode", None))}
    found = [_window(one) for one in (known["primary"], *known.get("alternatives", ()))]
    return {one.id: one for one in found}


def _window(given: Mapping[str, Any]) -> Window:
    radius = given["radius"]
    if radius != "all" and (not isinstance(radius, int) or radius < 0):
        raise CodingError(
            f"radius {radius!r} of window {given['id']}", expected="0 or more, or all"
        )
    if given.get("bounded_by") != "episode":
        raise CodingError(f"window {given['id']} is not bounded by the episode")
    return Window(str(given["id"]), None if radius == "all" else radius)


def near(flags: Flags, material: Material, window: Window = NEIGHBOURS) -> Flags:
    """
    Units with a flagged unit in their window.

    Parameters
    ----------
    flags : ndarray of bool, shape (units,)
    material : Material
    window : Window

    Returns
    -------
    ndarray of bool, shape (units,)
    """
    episode = material.episodes
    if window.radius is None:
        held = np.bincount(episode, weights=flags, minlength=1) > 0
        return np.asarray(held[episode], dtype=np.bool_)
    # as `coding.statistics.in_window` without its checks of input: every test of every run asks
    found = flags.copy()
    for step in range(1, min(window.radius, max(len(flags) - 1, 0)) + 1):
        same = episode[step:] == episode[:-step]
        found[step:] |= flags[:-step] & same
        found[:-step] |= flags[step:] & same
    return found
