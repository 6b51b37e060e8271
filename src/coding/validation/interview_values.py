"""The statistic of each kind of confirmatory test: one number an interview."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from coding.corpus.units import OFF_GUIDE
from coding.errors import CodingError
from coding.plan import Plan
from coding.statistics import guide_adjusted_excess
from coding.statistics.arrays import FloatArray, ratio
from coding.validation.material import Flags, Material, parts
from coding.validation.windows import NEIGHBOURS, Window, near

__all__ = ["actor_shares", "excess", "per_interview", "pole_share", "speaks_of_itself"]


def per_interview(
    material: Material,
    plan: Plan,
    name: str,
    *,
    window: Window = NEIGHBOURS,
) -> FloatArray:
    """
    The statistic of a test in each interview, missing (nan) where it is not defined.

    Parameters
    ----------
    material : Material
    plan : Plan
    name : str
        Test of the plan.
    window : Window

    Returns
    -------
    ndarray of float, shape (interviews,)
        In the order of `material.names`.
    """
    return np.asarray(_values(material, plan, name, window), dtype=np.float64)


def _values(material: Material, plan: Plan, name: str, window: Window) -> Any:
    test = plan.tests[name]
    kind = str(test["kind"])
    if kind == "diagonal":
        return _diagonal(material, plan, test, window)
    if kind == "side-contrast":
        return _poles(material, test)
    if kind == "excess":
        return _excess(material, test, window)
    if kind == "breadth":
        return _breadth(material, test, window)
    if kind == "agent-share":
        return _agents(material, plan, test)
    if kind == "link-direction":
        return _links(material, test)
    raise CodingError(
        f"kind {kind!r} of test {name}",
        expected="diagonal, side-contrast, excess, breadth, agent-share or link-direction",
    )


def _presence(test: Mapping[str, Any]) -> Any:
    return test.get("presence", "any")


def speaks_of_itself(material: Material, plan: Plan, actor: str) -> list[bool]:
    """Of each interview, whether its speaker belongs to the actor."""
    groups = (plan.content.get("self_reports") or {}).get(actor, ())
    roles = material.attribute("role_group")
    return [roles[name] in groups for name in material.names]


def actor_shares(
    material: Material,
    layer: str,
    actor: str,
    *,
    presence: Any = "any",
    window: Window = NEIGHBOURS,
) -> FloatArray:
    """Per interview: of the units with a layer, the share with the actor in their window."""
    has = material.flags(layer, presence)
    by = near(material.flags(actor, presence), material, window)
    who = material.of_interview()
    n = len(material.names)
    of = np.bincount(who, weights=has, minlength=n)
    both = np.bincount(who, weights=has & by, minlength=n)
    return ratio(both, of)


def _diagonal(
    material: Material, plan: Plan, test: Mapping[str, Any], window: Window
) -> FloatArray:
    """Mean share of the expected pairs minus that of the others; own role and unseen layers out."""
    others = test.get("told_by") == "others"
    on: list[FloatArray] = []
    off: list[FloatArray] = []
    for i, layer in enumerate(test["layers"]):
        for j, actor in enumerate(test["actors"]):
            share = actor_shares(material, layer, actor, presence=_presence(test), window=window)
            if others:
                share[speaks_of_itself(material, plan, actor)] = np.nan
            (on if i == j else off).append(share)
    return _mean(np.array(on)) - _mean(np.array(off))


def _mean(shares: FloatArray) -> FloatArray:
    known = ~np.isnan(shares)
    total = np.where(known, shares, 0.0).sum(axis=0)
    count = known.sum(axis=0)
    return ratio(total, count)


def _poles(material: Material, test: Mapping[str, Any]) -> FloatArray:
    shares = [
        pole_share(
            material, layer, str(test["numerator"]), list(test["denominator"]), _presence(test)
        )
        for layer in test["by"]
    ]
    return _mean(np.array(shares))


def pole_share(
    material: Material, layer: str, numerator: str, denominator: list[str], presence: Any
) -> FloatArray:
    """Per interview and layer: units with the numerator's codes, of those with any of either."""
    who, n = material.of_interview(), len(material.names)

    def count(rollups: list[str]) -> FloatArray:
        codes = {c for name in rollups for c in material.rollups.get(name, (name,))}
        inside = [c for c in material.rollups.get(layer, (layer,)) if c in codes]
        units = np.zeros(n)
        for code in inside:
            units += np.bincount(who, weights=material.flags(code, presence), minlength=n)
        return units

    part, whole = count([numerator]), count(denominator)
    return ratio(part, whole)


def _excess(material: Material, test: Mapping[str, Any], window: Window) -> FloatArray:
    found = np.zeros(len(material.names))
    for term in test["terms"]:
        a, b = (material.flags(term[x]["code"], term[x]["presence"]) for x in "ab")
        found += float(term["weight"]) * excess(material, a, b, window)["excess"].to_numpy()
    return found


def excess(material: Material, a: Flags, b: Flags, window: Window = NEIGHBOURS) -> pd.DataFrame:
    """
    Meetings of two codes beyond what the topic guide explains, one row an interview in order.

    See `coding.statistics.guide_adjusted_excess`.
    """
    question = material.units["guide_question"].astype("object")
    return guide_adjusted_excess(
        a,
        near(b, material, window),
        interview=material.units["document"].tolist(),
        question=question.where(question.notna(), OFF_GUIDE).tolist(),
    )


def _breadth(material: Material, test: Mapping[str, Any], window: Window) -> FloatArray:
    """Layers met by the actor minus the mean of the others."""
    presence = _presence(test)

    def layers(actor: str) -> FloatArray:
        met = np.zeros(len(material.names))
        for layer in test["layers"]:
            shares = actor_shares(material, layer, actor, presence=presence, window=window)
            met += np.nan_to_num(shares) > 0
        return met

    mine = layers(str(test["actor"]))
    others = [layers(str(actor)) for actor in test["others"]]
    return np.asarray(mine - np.mean(others, axis=0), dtype=np.float64)


def _agents(material: Material, plan: Plan, test: Mapping[str, Any]) -> FloatArray:
    """The actor's share as agent minus the mean share of the others; own role left out."""
    actors = [str(test["actor"]), *map(str, test["others"])]
    wanted = material.codings["code"] == test["code"]
    presence = _presence(test)
    if presence != "any":
        wanted &= material.codings["presence"].isin(list(presence))
    found = np.full(len(material.names), np.nan)
    own = {
        actor: speaks_of_itself(material, plan, actor) if test.get("told_by") == "others" else None
        for actor in actors
    }
    for place, name in enumerate(material.names):
        rows = material.codings[wanted & (material.codings["document"] == name)]
        counted = [a for a in actors if (mine := own[a]) is None or not mine[place]]
        agents = [parts(joined) & set(counted) for joined in rows["agent"]]
        agents = [one for one in agents if one]
        rest = [a for a in counted if a != actors[0]]
        if not agents or actors[0] not in counted or not rest:
            continue
        share = {a: sum(a in one for one in agents) / len(agents) for a in counted}
        found[place] = share[actors[0]] - sum(share[a] for a in rest) / len(rest)
    return found


def _links(material: Material, test: Mapping[str, Any]) -> FloatArray:
    """Links one way minus links the other way; missing where there are none."""
    start = {c for name in test["from"] for c in material.rollups.get(name, (name,))}
    end = {c for name in test["to"] for c in material.rollups.get(name, (name,))}
    links = material.links[material.links["type"].isin(list(test["relations"]))]
    there = links["from_code"].isin(start) & links["to_code"].isin(end)
    back = links["from_code"].isin(end) & links["to_code"].isin(start)
    found = np.full(len(material.names), np.nan)
    for place, name in enumerate(material.names):
        mine = links["document"] == name
        if bool((mine & (there | back)).any()):
            found[place] = int((mine & there).sum()) - int((mine & back).sum())
    return found
