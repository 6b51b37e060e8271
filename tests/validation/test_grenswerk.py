"""What is particular to the model, on a few units with every number worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from coding.plan import Plan
from coding.study import Study
from coding.validation import (
    Scene,
    accounts,
    beside,
    coordinator_activities,
    layer_actor,
    layer_actor_table,
    poles_by_interview,
    recognition,
    relation_graph,
    rival_observations,
    rival_theories,
    truth_table,
)
from coding.validation.interview_values import per_interview
from coding.validation.material import Material
from coding.validation.observations import NEGATIVE
from material_builder import material

ABOUT = {
    "T1": ("P", "top", "hinge"),
    "A1": ("P", "architect", "innovation"),
    "O1": ("G", "operations", "stability"),
}
I1 = {"initiative": "I1"}
TOP = {"agent": "actor-top-management"}
OUTSIDE = {"sub": "useful-boundary;law"}


@pytest.fixture(scope="module")
def plan(root: Path) -> Plan:
    found = Study(root).plan
    assert found is not None
    return found


@pytest.fixture(scope="module")
def toy() -> Material:
    """Three interviews of two episodes of three units."""
    return material(
        {
            "T1": {
                1: [("bw-cultural+", I1)],
                2: ["actor-top-management+"],
                4: ["bw-cultural+", ("out-landing+", I1)],
                5: ["pole-explore-cultural+"],
            },
            "A1": {
                1: ["bw-technical+"],
                2: ["actor-ict-architect+", ("coord-connect+", {"agent": "actor-coordinator"})],
                3: ["actor-top-management+"],
                4: ["bw-cultural-", "pole-exploit-technical+", "pole-explore-technical+"],
                5: [("out-landing+", I1), ("coord-recognition-", TOP)],
            },
            "O1": {
                1: ["bw-cultural+", "actor-top-management+"],
                4: ["bw-technical+", "actor-ict-architect-"],
                5: [("out-landing-", I1), ("thr-funding-", I1), ("bw-cultural-", I1)],
                6: [("rival-explanation+", OUTSIDE), "pole-exploit-cultural+"],
            },
        },
        about=ABOUT,
        links=[
            {
                "document": "O1",
                "from_unit": "O1-004",
                "to_unit": "O1-005",
                "from_code": "bw-technical",
                "from_presence": "present",
                "to_code": "out-landing",
                "to_presence": "absent",
                "type": "leads-to",
            }
        ],
    )  # fmt: skip


def _share(table: pd.DataFrame, layer: str, actor: str, told_by: str) -> tuple[int, int, float]:
    rows = table[
        (table["layer"] == layer) & (table["actor"] == actor) & (table["told_by"] == told_by)
    ]
    row = rows.iloc[0]
    return int(row["k"]), int(row["n"]), float(row["share"])


def test_layers_and_actors_by_who_tells(toy: Material, plan: Plan) -> None:
    """Shares per interview, then averaged; what the top says of itself stands apart."""
    table = layer_actor_table(layer_actor(toy, plan))
    top = "actor-top-management"

    # cultural layer: T1 units 1, 4, 5: the top is near unit 1 only: 1/3 (self)
    assert _share(table, "layer-cultural", top, "self") == (1, 1, pytest.approx(1 / 3))
    # others: A1 unit 4 (top in unit 3, another episode): 0; O1 units 1, 5, 6: near 1 only: 1/3
    assert _share(table, "layer-cultural", top, "others") == (1, 2, pytest.approx(1 / 6))
    # technical: A1 units 1, 4: architect near 1: 1/2 (self); O1 unit 4: 1 (absent counts as named)
    assert _share(table, "layer-technical", "actor-ict-architect", "others") == (1, 1, 1.0)
    assert _share(table, "layer-technical", "actor-ict-architect", "self") == (1, 1, 0.5)


def test_the_diagonal_leaves_out_ones_own_role(toy: Material, plan: Plan) -> None:
    """Q1 of O1: on the diagonal 1/3 and 1; off it cultural-architect 1/3 of four pairs."""
    values = dict(zip(toy.names, per_interview(toy, plan, "Q1"), strict=True))

    # diagonal of O1: cultural-top 1/3, technical-architect 1 (no organisational layer): mean 2/3
    # off: cultural-middle 0, cultural-architect 1/3 (unit 5 is next to 4), technical-top 0,
    # technical-middle 0: mean 1/12
    assert values["O1"] == pytest.approx(2 / 3 - 1 / 12)
    # T1 is of the top: cultural-top left out, nothing else on the diagonal: no value
    assert values["T1"] != values["T1"]


def test_poles_per_layer_and_interview(toy: Material) -> None:
    """Exploration over both poles, per layer; the mean over layers in which one occurs."""
    poles = poles_by_interview(toy)
    rows = poles.set_index(["document", "layer"])

    technical = rows.loc[("A1", "layer-technical")]
    assert (technical["explore"], technical["exploit"], technical["share"]) == (1, 1, 0.5)
    assert rows.loc[("A1", "all"), "share"] == 0.5
    assert rows.loc[("T1", "all"), "share"] == 1.0
    assert rows.loc[("O1", "all"), "share"] == 0.0
    assert pd.isna(rows.loc[("O1", "layer-technical"), "share"])


def test_conflicting_accounts_stand_side_by_side(toy: Material) -> None:
    """I1 landed in two accounts and did not in one; culture was there in one, missing in one."""
    told = accounts(toy, ["I1"])
    table = truth_table(told, {"I1": "P"}).set_index("condition")

    landing = table.loc["out-landing"]
    assert (landing["present"], landing["absent"], landing["value"]) == (2, 1, "yes")
    assert (landing["conflict"], landing["absent_by"]) == (True, "O1")
    culture = table.loc["bw-cultural"]
    assert (culture["present"], culture["absent"], culture["value"]) == (1, 1, "open")
    assert table.loc["bw-technical", "value"] == "silent"


def test_brokering_by_agent_addressee_and_layer(toy: Material) -> None:
    """The coordinator connects with top and architect near it, in the technical layer."""
    found = coordinator_activities(toy)

    assert found[["by", "activity", "addressee", "layer", "interviews"]].to_numpy().tolist() == [
        ["coordinator", "coord-connect", "actor-ict-architect", "layer-technical", 1],
        ["coordinator", "coord-connect", "actor-top-management", "layer-technical", 1],
    ]


def test_recognition_names_who_is_said_to_give_it(toy: Material) -> None:
    """Lacking recognition by the top, told in one of three interviews."""
    row = recognition(toy).iloc[0]

    assert (row["code"], row["presence"], row["actor"]) == (
        "coord-recognition",
        "absent",
        "actor-top-management",
    )
    assert (row["k"], row["n"], row["cases"]) == (1, 3, "P 1 · G 0")


def test_links_keep_presence_apart(toy: Material) -> None:
    """One interview: technical work is there and yet it did not land."""
    edge = relation_graph(toy).iloc[0]

    assert (edge["from_code"], edge["from_presence"]) == ("bw-technical", "present")
    assert (edge["to_code"], edge["to_presence"], edge["interviews"]) == (
        "out-landing",
        "absent",
        1,
    )
    merged = relation_graph(toy, merge={"bw-technical": "layer-technical"}, with_presence=False)
    assert merged["from_code"].tolist() == ["layer-technical"]


@pytest.mark.parametrize(
    ("name", "passages"),
    [
        ("N2", {"O1-004"}),  # technology leads to not landing, and no softer condition is told
        ("N3", {"T1-004", "A1-005"}),  # landed, and no brokering noted for I1
        ("N5", {"O1-006"}),
        ("N6", {"O1-006"}),
        ("N7", set()),
        ("N8", set()),
        ("N9", set()),
    ],
)
def test_searches_find_what_they_say(
    toy: Material, plan: Plan, name: str, passages: set[str]
) -> None:
    """Each search for a negative case returns passages to read, no more."""
    found = NEGATIVE[name].find(Scene.of(toy, plan, {"I1": "P"}))

    assert {unit for _, unit in found} == passages


def test_rivals_count_what_was_observed(toy: Material, plan: Plan) -> None:
    """Stuck with means and a useful boundary are seen in case G; theories score on those."""
    observed = rival_observations(Scene.of(toy, plan, {"I1": "P"}), language="en")
    seen = set(observed.loc[observed["interviews"] > 0, "observation"])
    theories = rival_theories(observed, plan, language="en").set_index("theory")

    assert seen == {"stuck-with-means", "useful-boundary-kept"}
    assert (theories.loc["systems", "fits"], theories.loc["systems", "fails"]) == (2, 0)
    assert theories.loc["resources", "fails_at"] == "stuck-with-means"
    # without case G nothing of it was seen; without P all of it was
    assert (theories.loc["systems", "lowest"], theories.loc["systems", "highest"]) == (0, 2)


def test_what_stands_beside_the_tests(toy: Material, plan: Plan) -> None:
    """Variants of Q2 and Q12, and who names which layer at the question on what decided."""
    asked = dict(plan.tests["Q12"], guide_question="q2")
    extra = beside(toy, replace(plan, tests={"Q12": asked}))

    assert extra["variant"].tolist() == [
        "condition-for",
        "q2: layer-cultural",
        "q2: layer-organisational",
        "q2: layer-technical",
        "q2: rival-explanation",
    ]
    assert pd.isna(extra["statistic"].iloc[0])
    assert extra["k"].tolist()[1:] == [3, 0, 2, 1]
    assert extra["n"].tolist()[1:] == [3, 3, 3, 3]
