"""
What is particular to the grenswerk model: its layers, poles, actors and coordinator.

Everything here names codes of `codebooks/grenswerk.yaml`; the rest of this room works for any
codebook. A share is per interview and then averaged; a cell names its passages.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from coding.plan import Plan
from coding.schemas import records
from coding.validation.interview_values import actor_shares, pole_share, speaks_of_itself
from coding.validation.material import Flags, Material, parts
from coding.validation.windows import NEIGHBOURS, Window, near

__all__ = [
    "ACTIVITIES",
    "ACTORS",
    "KINDS",
    "LAYERS",
    "coordinator_activities",
    "layer_actor",
    "layer_actor_table",
    "poles_by_interview",
    "recognition",
]

LAYERS = ("layer-cultural", "layer-organisational", "layer-technical")
KINDS = ("bw-cultural", "bw-organisational", "bw-technical")
ACTORS = (
    "actor-top-management",
    "actor-middle-management",
    "actor-ict-architect",
    "actor-coordinator",
    "actor-outside-model",
)
COORDINATOR = "actor-coordinator"
EXPECTED = dict(zip(LAYERS, ACTORS[:3], strict=True))  # R§7: each kind has its actor
ACTIVITIES = ("coord-connect", "coord-translate", "coord-activate", "coord-align")
NOBODY = "not-said"  # the text does not say who, to whom, or in which layer


def layer_actor(material: Material, plan: Plan, *, window: Window = NEIGHBOURS) -> pd.DataFrame:
    """
    Which actor each interview names with each layer (long form of Fig04 and Tab08).

    Parameters
    ----------
    material : Material
    plan : Plan
        Says whose stories about an actor are about oneself.
    window : Window

    Returns
    -------
    DataFrame
        One row a layer, actor and interview: `layer, actor, expected (the model's pair), document,
        case, told_by ("self" or "others"), units (with the layer), share (of them with the actor
        in their window; missing without the layer), passages (units with the layer)`.
    """
    who, cases = material.of_interview(), material.attribute("case")
    rows = []
    for layer in LAYERS:
        has = material.flags(layer)
        units = np.bincount(who, weights=has, minlength=len(material.names)).astype(int)
        for actor in ACTORS:
            share = actor_shares(material, layer, actor, window=window)
            own = speaks_of_itself(material, plan, actor)
            by = has & near(material.flags(actor), material, window)
            rows += [
                {
                    "layer": layer,
                    "actor": actor,
                    "expected": EXPECTED[layer] == actor,
                    "document": name,
                    "case": cases[name],
                    "told_by": "self" if own[place] else "others",
                    "units": int(units[place]),
                    "share": None if np.isnan(share[place]) else float(share[place]),
                    "passages": " ".join(material.units_where(by, name)),
                }
                for place, name in enumerate(material.names)
            ]
    found = pd.DataFrame(rows)
    return found.assign(share=found["share"].astype("Float64"))


def layer_actor_table(cells: pd.DataFrame) -> pd.DataFrame:
    """
    The same as means over interviews (Tab08), by who tells.

    Parameters
    ----------
    cells : DataFrame
        From `layer_actor`.

    Returns
    -------
    DataFrame
        One row a layer, actor and teller ("self", "others", "all"): `layer, actor, told_by,
        expected, n (interviews with the layer), k (of them, naming the actor near it), share (mean
        over those n), lowest, highest (of that mean, one interview left out), documents`.
    """
    rows = []
    for (layer, actor), group in cells.groupby(["layer", "actor"], sort=False):
        for told_by in ("others", "self", "all"):
            mine = group if told_by == "all" else group[group["told_by"] == told_by]
            mine = mine[mine["share"].notna()]
            shares = mine["share"].to_numpy(dtype=np.float64)
            low, high = leave_one_out(shares)
            rows.append(
                {
                    "layer": layer,
                    "actor": actor,
                    "told_by": told_by,
                    "expected": bool(group["expected"].iloc[0]),
                    "n": len(shares),
                    "k": int((shares > 0).sum()),
                    "share": float(shares.mean()) if len(shares) else None,
                    "lowest": low,
                    "highest": high,
                    "documents": " ".join(mine.loc[mine["share"] > 0, "document"]),
                }
            )
    return pd.DataFrame(rows)


def leave_one_out(
    values: np.ndarray[Any, np.dtype[np.float64]],
) -> tuple[float | None, float | None]:
    """
    Range of a mean when one interview is left out; none for fewer than two.

    Examples
    --------
    >>> leave_one_out(np.array([0.0, 0.5, 1.0]))
    (0.25, 0.75)
    """
    n = len(values)
    if n < 2:
        return None, None
    rest = (values.sum() - values) / (n - 1)
    return float(rest.min()), float(rest.max())


def poles_by_interview(material: Material, *, without: Sequence[str] = ()) -> pd.DataFrame:
    """
    Exploration and exploitation stories in each layer of each interview (Fig05).

    Parameters
    ----------
    material : Material
    without : sequence of str
        Modalities to leave out, e.g. `["second-hand"]`: other people's stories.

    Returns
    -------
    DataFrame
        One row an interview and layer, and one for all layers (`layer` "all": the mean of the
        layers in which a pole occurs): `document, case, side, role_group, layer, explore, exploit
        (units; missing for "all"), share (of exploration; missing where no pole occurs), passages`.
    """
    if without:
        only = material.codings["modality"].isin(list(without)).to_numpy()
        material = material.keeping(rule=material.rule, codings=~only)
    who, n = material.of_interview(), len(material.names)
    attributes = {name: material.attribute(name) for name in ("case", "side", "role_group")}
    shares, rows = [], []
    for layer in LAYERS:
        kind = layer.removeprefix("layer-")
        flags = {pole: material.flags(f"pole-{pole}-{kind}", ["present"]) for pole in _POLES}
        counts = {p: np.bincount(who, weights=f, minlength=n).astype(int) for p, f in flags.items()}
        share = pole_share(
            material, layer, "pole-explore", ["pole-explore", "pole-exploit"], ["present"]
        )
        shares.append(share)
        rows += [
            {
                "document": name,
                **{key: of[name] for key, of in attributes.items()},
                "layer": layer,
                **{pole: int(counts[pole][i]) for pole in _POLES},
                "share": _known(share[i]),
                "passages": " ".join(
                    material.units_where(flags["explore"] | flags["exploit"], name)
                ),
            }
            for i, name in enumerate(material.names)
        ]
    for i, name in enumerate(material.names):
        mine = [share[i] for share in shares if not np.isnan(share[i])]
        rows.append(
            {
                "document": name,
                **{key: of[name] for key, of in attributes.items()},
                "layer": "all",
                "explore": None,
                "exploit": None,
                "share": sum(mine) / len(mine) if mine else None,
                "passages": "",
            }
        )
    found = pd.DataFrame(rows)
    types = {"explore": "Int64", "exploit": "Int64", "share": "Float64"}
    return found.astype(types)


_POLES = ("explore", "exploit")


def _known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def coordinator_activities(material: Material, *, window: Window = NEIGHBOURS) -> pd.DataFrame:
    """
    Who does which brokering activity, towards whom and in which layer (Fig10).

    The agent is what coders noted with the activity; addressees are other actors in its window, and
    layers those in its window. An activity with two addressees counts for both.

    Parameters
    ----------
    material : Material
    window : Window

    Returns
    -------
    DataFrame
        One row that occurs: `by ("coordinator", "others" or "not-said"), activity, addressee,
        layer (either may be "not-said"), interviews, passages_n, documents, passages`. Activities
        present only.
    """
    actors = {actor: near(material.flags(actor), material, window) for actor in ACTORS}
    layers = {layer: near(material.flags(layer), material, window) for layer in LAYERS}
    wanted = material.codings["code"].isin(ACTIVITIES) & (material.codings["presence"] == "present")
    found: dict[tuple[str, str, str, str], list[tuple[str, str]]] = {}
    for row in records(material.codings[wanted]):
        agents = parts(row["agent"])
        by = "coordinator" if COORDINATOR in agents else "others" if agents else NOBODY
        place = int(row["place"])
        for addressee in _there(actors, place, leave_out=agents):
            for layer in _there(layers, place):
                key = (by, row["code"], addressee, layer)
                found.setdefault(key, []).append((row["document"], row["unit"]))
    rows = [
        {
            "by": by,
            "activity": activity,
            "addressee": addressee,
            "layer": layer,
            "interviews": len({document for document, _ in places}),
            "passages_n": len(set(places)),
            "documents": " ".join(sorted({document for document, _ in places})),
            "passages": " ".join(sorted({unit for _, unit in places})),
        }
        for (by, activity, addressee, layer), places in found.items()
    ]
    columns = ["by", "activity", "addressee", "layer", "interviews", "passages_n"]
    frame = pd.DataFrame(rows, columns=[*columns, "documents", "passages"])
    return frame.sort_values(columns[:4], kind="stable", ignore_index=True)


def _there(
    near_by: dict[str, Flags], place: int, *, leave_out: frozenset[str] = frozenset()
) -> list[str]:
    found = [name for name, flags in near_by.items() if flags[place] and name not in leave_out]
    return found or [NOBODY]


def recognition(material: Material) -> pd.DataFrame:
    """
    Whether the coordinating role is seen and resourced, and by whom (Tab09).

    Returns
    -------
    DataFrame
        One row a code, presence and actor (the agent coders noted; "not-said" where none): `code,
        presence, actor, k (interviews), n (interviews), share, cases (k by case), documents,
        passages`.
    """
    n, cases = len(material.names), material.attribute("case")
    rows = []
    for code in ("coord-recognition", "coord-resources"):
        mine = material.codings[material.codings["code"] == code]
        for presence in ("present", "absent", "wished"):
            told = records(mine[mine["presence"] == presence])
            for actor in (*ACTORS, NOBODY):
                here = [
                    row
                    for row in told
                    if (actor in parts(row["agent"]) if actor != NOBODY else not row["agent"])
                ]
                documents = [
                    name for name in material.names if name in {r["document"] for r in here}
                ]
                if not here:
                    continue
                rows.append(
                    {
                        "code": code,
                        "presence": presence,
                        "actor": actor,
                        "k": len(documents),
                        "n": n,
                        "share": len(documents) / n,
                        "cases": _per_case(documents, cases),
                        "documents": " ".join(documents),
                        "passages": " ".join(sorted({row["unit"] for row in here})),
                    }
                )
    columns = ["code", "presence", "actor", "k", "n", "share", "cases", "documents", "passages"]
    return pd.DataFrame(rows, columns=columns)


def _per_case(documents: Sequence[str], cases: dict[str, str]) -> str:
    counts = dict.fromkeys(cases.values(), 0)
    for name in documents:
        counts[cases[name]] += 1
    return " · ".join(f"{case} {count}" for case, count in counts.items())
