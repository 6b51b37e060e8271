"""Two codings side by side: finished documents only, verdicts with a reason, stale ones open."""

from __future__ import annotations

import pytest

import coding
from coding.errors import CodingError
from coding.study import Study


def ask(desk, do: str, unit: int = 0, doc: int = 0, **more):
    return desk.answer({"do": do, "doc": doc, "unit": unit, **more})


def _code_all(study: Study, coder: str, codes: dict[int, list[tuple[str, str]]]) -> None:
    desk = coding.Desk(study, coder=coder, blind=False)
    for unit in range(6):
        for code, presence in codes.get(unit, []):
            ask(desk, "code", unit, doc=1, code=code, presence=presence)
        ask(desk, "done", unit, doc=1)
    desk.close()


@pytest.fixture
def coded(study: Study) -> Study:
    """D2 finished by both; they differ on units 1 (a code), 2 (a presence) and agree on 4."""
    same = {4: [("stay", "present")]}
    _code_all(study, "A", {1: [("waiting", "present")], 2: [("helping", "present")], **same})
    _code_all(study, "B", {2: [("helping", "absent")], **same})
    text = study.path("study.toml").read_text(encoding="utf-8")
    study.path("study.toml").write_text(
        text + '\n[[coders]]\nid = "C"\ntype = "human"\n', encoding="utf-8"
    )
    return Study(study.root)


def test_unfinished_codings_stay_hidden(study: Study) -> None:
    """A document one of the two has not finished is not shown to an adjudicator."""
    _code_all(study, "A", {})
    with pytest.raises(CodingError, match="both A and B have finished"):
        coding.Desk(study, adjudicate=("A", "B"))


def test_disagreements_are_shown_with_both_sides(coded: Study) -> None:
    """Applied or not, and another presence, are disagreements; agreement is none."""
    desk = coding.Desk(coded, coder="C", adjudicate=("A", "B"))
    opened = ask(desk, "open")
    desk.close()

    assert [(row["unit"], row["code"]) for row in opened["judging"]] == [
        (1, "waiting"),
        (2, "helping"),
    ]
    assert [side["presence"] for side in opened["judging"][0]["sides"]] == ["present", ""]
    assert [side["presence"] for side in opened["judging"][1]["sides"]] == ["present", "absent"]
    assert opened["marks"] == "eooeee"
    assert {c["coder"] for c in opened["codings"]} == {"A", "B"}


def test_a_verdict_names_what_it_weighed_and_why(coded: Study) -> None:
    """`resolve` holds both coders' events, the reason, and can be undone and redone."""
    desk = coding.Desk(coded, coder="C", adjudicate=("A", "B"))
    ask(desk, "open")
    assert not ask(desk, "resolve", 1, code="waiting", applies=True, presence="present")["ok"]
    reply = ask(
        desk, "resolve", 1, code="waiting", applies=True, presence="present", reason="zegt hij"
    )
    assert reply["marks"] == "edoeee"
    assert ask(desk, "undo", 1)["marks"] == "eooeee"
    assert ask(desk, "redo", 1)["marks"] == "edoeee"
    ask(desk, "resolve", 2, code="helping", applies=False, reason="geen van beide")
    assert desk.progress().loc[0, "left"] == 0
    assert not ask(desk, "resolve", 4, code="stay", applies=True, reason="x")["ok"]
    desk.close()

    found = Study(coded.root).coded.resolutions
    assert found["unit"].tolist() == ["D2-002", "D2-003"]
    assert found["code"].tolist() == ["waiting", "helping"]
    judged = Study(coded.root).coded.logs.states()
    event = next(e for state in judged for e in state.events if e.do == "resolve")
    assert {name[0] for name in event.judged} == {"A", "B"}


def test_a_verdict_on_a_changed_coding_is_open_again(coded: Study) -> None:
    """When a coder changes what was judged, the disagreement comes back."""
    desk = coding.Desk(coded, coder="C", adjudicate=("A", "B"))
    ask(desk, "resolve", 2, code="helping", applies=True, presence="present", reason="ja")
    desk.close()
    other = coding.Desk(coded, coder="A", blind=False)
    given = ask(other, "go", 2, doc=1)["codings"]
    helping = next(c["id"] for c in given if c["code"] == "helping")
    ask(other, "change", 2, doc=1, id=helping, presence="wished")
    other.close()

    again = coding.Desk(Study(coded.root), coder="C", adjudicate=("A", "B"))
    assert ask(again, "open")["marks"] == "eooeee"
    again.close()


def test_an_adjudicator_who_coded_cannot_undo_a_coding_here(coded: Study) -> None:
    """Undo at this desk takes back verdicts only."""
    desk = coding.Desk(coded, coder="A", adjudicate=("A", "B"))
    reply = ask(desk, "undo")
    desk.close()

    assert not reply["ok"]
    assert "no adjudication" in reply["problem"]
