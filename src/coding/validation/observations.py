"""
Searches of the grenswerk study for what would count against the model, or favour a rival.

A hit is a passage worth reading again, never a finding: a person says what it means, in the log of
negative cases. Each search is a rule over codes, links and initiatives, written here once.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from coding.plan import Plan
from coding.schemas import records
from coding.validation.grenswerk import ACTIVITIES, COORDINATOR
from coding.validation.initiatives import accounts, truth_table
from coding.validation.interview_values import per_interview
from coding.validation.material import Flags, Material, parts
from coding.validation.relations import MAKES
from coding.validation.windows import NEIGHBOURS, near

__all__ = ["NEGATIVE", "RIVALS", "Scene", "Search", "hits_of"]

Hits = set[tuple[str, str]]  # document and unit


@dataclass(frozen=True, slots=True)
class Scene:
    """What the searches look in: the material, the plan, and what is told of each initiative."""

    material: Material
    plan: Plan
    initiatives: Mapping[str, str]
    told: pd.DataFrame
    truth: pd.DataFrame

    @classmethod
    def of(cls, material: Material, plan: Plan, initiatives: Mapping[str, str]) -> Scene:
        """Look at the initiatives once."""
        told = accounts(material, list(initiatives))
        return cls(material, plan, initiatives, told, truth_table(told, initiatives))

    def units(self, flags: Flags) -> Hits:
        """Flagged units."""
        rows = self.material.units[flags]
        return set(zip(rows["document"], rows["unit"].astype(str), strict=True))

    def near(self, code: str, presence: str) -> Flags:
        """Units with a code in their window."""
        return near(self.material.flags(code, [presence]), self.material, NEIGHBOURS)

    def with_sub(self, code: str, subs: Collection[str], column: str = "sub") -> Hits:
        """Units with a code, present, of one of these subtypes (or flags)."""
        rows = self.material.codings
        rows = rows[(rows["code"] == code) & (rows["presence"] != "absent")]
        return {
            (row["document"], row["unit"])
            for row in records(rows)
            if parts(row[column]) & set(subs)
        }

    def links(
        self,
        start: Collection[str],
        end: Mapping[str, str],
        *,
        absent_start: bool | None = None,
    ) -> Hits:
        """Links from some codes to codes with a presence."""
        found = set()
        for row in records(self.material.links):
            if row["type"] not in MAKES or row["from_code"] not in start:
                continue
            if absent_start is not None and (row["from_presence"] == "absent") != absent_start:
                continue
            if end.get(row["to_code"]) in {row["to_presence"], "any"}:
                found.add((row["document"], row["from_unit"]))
        return found

    def accounts_with(self, landing: str, condition: str, says: Collection[str]) -> Hits:
        """Passages of interviews that tell an initiative's landing one way and a condition so."""
        found: Hits = set()
        for initiative in self.initiatives:
            mine = self.told[self.told["initiative"] == initiative]
            said = {
                (row["condition"], row["document"]): (row["says"], row["passages"])
                for row in records(mine)
            }
            for (name, document), (how, where) in said.items():
                if name != "out-landing" or how != landing:
                    continue
                other, places = said.get((condition, document), ("silent", ""))
                if other in says:
                    found |= {(document, unit) for unit in f"{where} {places}".split()}
        return found


@dataclass(frozen=True, slots=True)
class Search:
    """A search with what it looks for, in words."""

    rule: Mapping[str, str]
    find: Callable[[Scene], Hits]


def _no_diagonal(scene: Scene) -> Hits:
    test = next((k for k, t in scene.plan.tests.items() if t["kind"] == "diagonal"), None)
    if test is None:
        return set()
    values = per_interview(scene.material, scene.plan, test)
    below = {n for n, v in zip(scene.material.names, values, strict=True) if v < 0}
    flags = np.zeros(len(scene.material.units), dtype=bool)
    for layer in scene.plan.tests[test]["layers"]:
        flags |= scene.material.flags(layer)
    return {(document, unit) for document, unit in scene.units(flags) if document in below}


def _technical_alone(scene: Scene) -> Hits:
    technical = scene.material.rollups["layer-technical"]
    soft = {
        *scene.material.rollups["layer-cultural"],
        *scene.material.rollups["layer-organisational"],
    }
    conditions = {
        row["document"]
        for row in records(scene.material.links)
        if row["from_code"] in soft and row["to_code"] in technical
    }
    stuck = {"out-delay": "present", "out-landing": "absent"}
    found = scene.links(technical, stuck) | scene.with_sub("rival-explanation", ["legacy-alone"])
    return {(document, unit) for document, unit in found if document not in conditions}


def _landed_without_brokering(scene: Scene) -> Hits:
    return scene.accounts_with("present", "brokering", ("absent", "silent"))


def _coordinator_and_stuck(scene: Scene) -> Hits:
    material = scene.material
    rows = material.codings
    active = {
        row["document"]
        for row in records(rows[rows["code"].isin(ACTIVITIES) & (rows["presence"] == "present")])
        if COORDINATOR in parts(row["agent"])
    }
    backed = material.flags("coord-recognition", ["present"])
    backed |= material.flags("coord-resources", ["present"])
    stuck = scene.units(material.flags("out-landing", ["absent"]))
    held = {document for document, _ in scene.units(backed)} & active
    return {(document, unit) for document, unit in stuck if document in held}


def _useful_boundary(scene: Scene) -> Hits:
    return scene.with_sub("rival-explanation", ["useful-boundary"])


def _outside_causes(scene: Scene) -> Hits:
    outside = ["law", "politics", "supplier", "staffing", "learning"]
    return scene.with_sub("rival-explanation", outside)


def _own_delay(scene: Scene) -> Hits:
    late = scene.near("out-delay", "present")
    vague = scene.material.flags("thr-commitment", ["present"])
    vague |= scene.material.flags("thr-knowledge", ["present"])
    linked = scene.links(["thr-commitment", "thr-knowledge"], {"out-delay": "present"})
    return scene.units(late & vague) | linked


def _rest_unchanged(scene: Scene) -> Hits:
    apart = scene.near("amb-structural", "present")
    stuck = scene.material.flags("out-landing", ["absent"])
    return scene.units(apart & stuck) | scene.with_sub("out-landing", ["pilot-paradox"], "flag")


def _daring(scene: Scene) -> Hits:
    material = scene.material
    dared = material.flags("mech-decision-courage", ["present"])
    dared |= material.flags("mech-autonomy-trust", ["present"])
    exposed = scene.near("out-risk-neglect", "present") | scene.near("out-energy-loss", "present")
    exposed |= scene.near("mech-safety-net", "absent")
    person = {unit for _, unit in scene.with_sub("rival-explanation", ["person"])}
    alone = near(material.units["unit"].isin(person).to_numpy(), material, NEIGHBOURS)
    return scene.units(dared & (exposed | alone))


def _stuck_with_means(scene: Scene) -> Hits:
    return scene.accounts_with("absent", "thr-funding", ("absent",))


def _landed_without_culture(scene: Scene) -> Hits:
    landed = _initiatives(scene, "out-landing", ("yes",))
    cold = _initiatives(scene, "bw-cultural", ("no", "silent"))
    return _passages(scene, landed & cold, "out-landing")


def _technology_first(scene: Scene) -> Hits:
    talk = dict.fromkeys(("bw-cultural", "mode-collaborative", "coord-connect"), "present")
    return scene.links(scene.material.rollups["layer-technical"], talk, absent_start=False)


def _started_without_money(scene: Scene) -> Hits:
    return scene.accounts_with("present", "thr-funding", ("present", "both"))


def _politics(scene: Scene) -> Hits:
    outcome = dict.fromkeys(("out-landing", "out-delay"), "any")
    linked = scene.links(["actor-outside-model"], outcome)
    politics = scene.with_sub("actor-outside-model", ["politics"])
    return scene.with_sub("rival-explanation", ["politics"]) | (linked & politics)


def _initiatives(scene: Scene, condition: str, values: Sequence[str]) -> set[str]:
    rows = scene.truth[scene.truth["condition"] == condition]
    return set(rows.loc[rows["value"].isin(list(values)), "initiative"])


def _passages(scene: Scene, initiatives: Collection[str], condition: str) -> Hits:
    rows = scene.told[
        scene.told["initiative"].isin(list(initiatives)) & (scene.told["condition"] == condition)
    ]
    rows = rows[rows["says"].isin(["present", "both"])]
    return {(row["document"], unit) for row in records(rows) for unit in row["passages"].split()}


NEGATIVE: Mapping[str, Search] = {
    "N1": Search(
        {
            "nl": "interviews waarin de diagonaal lager is dan de rest: hun passages met een laag",
            "en": "interviews whose diagonal is below the rest: their passages with a layer",
        },
        _no_diagonal,
    ),
    "N2": Search(
        {
            "nl": "techniek leidt tot vertraging of niet landen, in interviews zonder verband van "
            "cultuur of organisatie naar techniek",
            "en": "technology leads to delay or not landing, in interviews without a link from "
            "culture or organisation to technology",
        },
        _technical_alone,
    ),
    "N3": Search(
        {
            "nl": "een initiatief is geland; hetzelfde interview noemt er geen verbindend werk bij",
            "en": "an initiative landed and the same interview names no brokering for it",
        },
        _landed_without_brokering,
    ),
    "N4": Search(
        {
            "nl": "niet geland, in interviews met een actieve coördinator die gezien wordt of "
            "middelen heeft",
            "en": "not landed, in interviews with an active coordinator who is seen or resourced",
        },
        _coordinator_and_stuck,
    ),
    "N5": Search({"nl": "rivaal: nuttige grens", "en": "rival: useful boundary"}, _useful_boundary),
    "N6": Search(
        {
            "nl": "rivaal: wet, politiek, leverancier, personeel of leren",
            "en": "rival: law, politics, supplier, staffing or learning",
        },
        _outside_causes,
    ),
    "N7": Search(
        {
            "nl": "drempel van draagvlak of kennis bij vertraging, of ermee verbonden",
            "en": "threshold of commitment or knowledge near delay, or linked to it",
        },
        _own_delay,
    ),
    "N8": Search(
        {
            "nl": "aparte eenheid bij niet landen, of markering pilotparadox",
            "en": "separate unit near not landing, or flag pilot paradox",
        },
        _rest_unchanged,
    ),
    "N9": Search(
        {
            "nl": "durf of eigen ruimte bij een overgeslagen risico, afhaken, geen vangnet of één "
            "persoon",
            "en": "daring or own room near a neglected risk, energy loss, no safety net or one "
            "person",
        },
        _daring,
    ),
}

RIVALS: Mapping[str, Callable[[Scene], Hits]] = {
    "stuck-with-means": _stuck_with_means,
    "landed-without-culture": _landed_without_culture,
    "technology-first": _technology_first,
    "unit-thrives-line-unchanged": _rest_unchanged,
    "useful-boundary-kept": _useful_boundary,
    "started-without-money": _started_without_money,
    "politics-decisive": _politics,
}


def hits_of(scene: Scene, found: Hits) -> dict[str, object]:
    """Interviews, passages and cases of hits, as columns of a table."""
    documents = [name for name in scene.material.names if name in {d for d, _ in found}]
    cases = scene.material.attribute("case")
    number = dict.fromkeys(cases.values(), 0)
    for name in documents:
        number[cases[name]] += 1
    order = {str(unit): place for place, unit in enumerate(scene.material.units["unit"])}
    return {
        "interviews": len(documents),
        "passages_n": len(found),
        "cases": " · ".join(f"{case} {count}" for case, count in number.items()),
        "documents": " ".join(documents),
        "passages": " ".join(sorted({unit for _, unit in found}, key=order.__getitem__)),
    }
