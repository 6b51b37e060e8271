"""Windows: what counts as near, within an episode and never across interviews."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from coding.errors import CodingError
from coding.plan import Plan
from coding.statistics import in_window
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


def episode_of(material: Material) -> npt.NDArray[np.intp]:
    """A number for each unit's episode, different between interviews."""
    pairs = list(zip(material.units["document"], material.units["episode"], strict=True))
    place = {pair: number for number, pair in enumerate(dict.fromkeys(pairs))}
    return np.array([place[pair] for pair in pairs], dtype=np.intp)


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
    episode = episode_of(material)
    if window.radius is not None:
        return in_window(flags, interview=episode, width=window.radius)
    if not len(flags):
        return flags
    held = np.bincount(episode, weights=flags) > 0
    return np.asarray(held[episode], dtype=np.bool_)
