"""Materials for tests, written as a table: no study on disk, no logs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from coding.codebook import PRESENCE
from coding.validation.material import Material

ROLLUPS = {
    "layer-cultural": ("pole-exploit-cultural", "pole-explore-cultural", "bw-cultural"),
    "layer-organisational": (
        "pole-exploit-organisational",
        "pole-explore-organisational",
        "bw-organisational",
    ),
    "layer-technical": ("pole-exploit-technical", "pole-explore-technical", "bw-technical"),
    "pole-explore": (
        "pole-explore-cultural",
        "pole-explore-organisational",
        "pole-explore-technical",
    ),
    "pole-exploit": (
        "pole-exploit-cultural",
        "pole-exploit-organisational",
        "pole-exploit-technical",
    ),
}
OTHERS = (
    "actor-top-management",
    "actor-middle-management",
    "actor-ict-architect",
    "actor-coordinator",
    "actor-outside-model",
    "coord-connect",
    "coord-translate",
    "coord-activate",
    "coord-align",
    "coord-recognition",
    "coord-resources",
    "thr-knowledge",
    "thr-commitment",
    "thr-funding",
    "thr-facilities",
    "out-landing",
    "out-delay",
    "out-risk-neglect",
    "out-energy-loss",
    "amb-structural",
    "mode-collaborative",
    "mech-decision-courage",
    "mech-autonomy-trust",
    "mech-safety-net",
    "mech-procurement-bridge",
    "rival-explanation",
)
CODES = (*dict.fromkeys(code for codes in ROLLUPS.values() for code in codes), *OTHERS)
SIGNS = {"+": "present", "-": "absent", "w": "wished", "?": "ambiguous"}
JOINED = ("modality", "agent", "initiative", "sub", "flag", "form")
LINKS = ["document", "episode", "from_unit", "to_unit", "from_code", "from_presence"]
LINKS += ["to_code", "to_presence", "type", "coders"]
STANCES = ["event", "coder", "document", "unit", "start", "end", "claim", "direction", "strength"]
STANCES += ["boundary_level", "quote", "modality", "prompting", "self_report", "own"]

# unit -> "code+" or a pair of it and what coders noted beside it
Given = Mapping[int, Sequence[str | tuple[str, Mapping[str, str]]]]


def material(
    given: Mapping[str, Given],
    *,
    about: Mapping[str, tuple[str, str, str]],
    units: int = 6,
    episode: int = 3,
    links: Sequence[Mapping[str, object]] = (),
) -> Material:
    """
    Build a material.

    Parameters
    ----------
    given : mapping
        Document -> unit (from 1) -> codes with their sign.
    about : mapping
        Document -> case, role group, side.
    units, episode : int
        Units a document has, and how many of them make an episode.
    links : sequence of mapping
        Rows of `Material.links`; episode and coders are filled in.
    """
    names = list(about)
    rows = [_unit(name, number, episode) for name in names for number in range(1, units + 1)]
    cells = np.zeros((len(rows), len(CODES)), dtype=np.int8)
    codings = []
    for d, name in enumerate(names):
        for number, codes in given.get(name, {}).items():
            for one in codes:
                code, more = (one, {}) if isinstance(one, str) else one
                row = _coding(name, number, code, more) | {"place": d * units + number - 1}
                cells[row["place"], CODES.index(row["code"])] = 1 + PRESENCE.index(row["presence"])
                codings.append(row)
    return Material(
        rule="adjudicated",
        coders=("A", "B"),
        documents=_documents(about),
        units=pd.DataFrame(rows),
        codes=CODES,
        rollups=ROLLUPS,
        cells=cells,
        codings=pd.DataFrame(codings, columns=list(_coding("D", 1, "x+", {}))),
        links=pd.DataFrame(
            [{"episode": 1, "coders": "A;B", **link} for link in links], columns=LINKS
        ),
        stances=pd.DataFrame([], columns=STANCES),
    )


def _unit(name: str, number: int, episode: int) -> dict[str, object]:
    asked = (number - 1) // episode + 1
    return {
        "document": name,
        "unit": f"{name}-{number:03d}",
        "start": 10 * number,
        "end": 10 * number + 9,
        "episode": asked,
        "guide_question": f"q{asked}",
    }


def _coding(name: str, number: int, code: str, more: Mapping[str, str]) -> dict[str, object]:
    return {
        "place": 0,
        "document": name,
        "unit": f"{name}-{number:03d}",
        "code": code[:-1],
        "presence": SIGNS[code[-1]],
        **{key: more.get(key, "") for key in JOINED},
        "prompting": "spontaneous",
        "own": True,
        "coders": "A;B",
    }


def _documents(about: Mapping[str, tuple[str, str, str]]) -> pd.DataFrame:
    rows = [
        {
            "document": name,
            "kind": "interview",
            "case": case,
            "role": role,
            "role_group": role,
            "side": side,
            "boundary_level": "",
        }
        for name, (case, role, side) in about.items()
    ]
    return pd.DataFrame(rows)
