"""Reading blind, who may write, suggestions that leave units alone, others' codings hidden."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

import coding
import desk_builders
from coding.codebook_life import CodebookRef
from coding.codings.assign import draw_assignment, record_assignment
from coding.desk import unmasked
from coding.errors import BusyError, CodingError
from coding.study import Study

SECRETS = ("directeur-secreet", "top-secret", '"KZ"', '"D1', '"D2', "D1-0", "fictief_D")


def ask(desk, do: str, unit: int = 0, doc: int = 0, **more):
    return desk.answer({"do": do, "doc": doc, "unit": unit, **more})


def test_nothing_of_role_case_or_document_reaches_the_screen(study: Study) -> None:
    """Blind, no message holds a document id, role, case or group; the text is all there is."""
    desk = coding.Desk(study, coder="A")
    sent = [
        ask(desk, "open"),
        ask(desk, "code", code="waiting"),
        ask(desk, "done"),
        ask(desk, "progress"),
    ]
    sent += [ask(desk, "go", 2, doc=1), ask(desk, "undo", 2, doc=1)]
    told = json.dumps(sent, ensure_ascii=False)
    desk.close()

    assert all(reply["ok"] for reply in sent)
    assert [secret for secret in SECRETS if secret in told] == []
    assert "Interview 1" in told


def test_each_coder_has_an_order_of_their_own() -> None:
    """The shuffle depends on coder and seed only: the same each time, not the same for all."""
    import pandas as pd

    from coding.desk.blind import neutral_order

    documents = pd.DataFrame({"document": [f"D{i}" for i in range(20)], "kind": "interview"})
    orders = {
        coder: [d for d, _ in neutral_order(documents, coder=coder, seed=1, language="nl")]
        for coder in ("A", "B")
    }

    assert orders["A"] != orders["B"]
    assert sorted(orders["A"]) == sorted(documents["document"])
    assert orders["A"] != sorted(orders["A"])
    again = neutral_order(documents, coder="A", seed=1, language="nl")
    assert again[0] == (orders["A"][0], "Interview 1")


def test_who_was_not_blind_is_in_the_log_once(study: Study) -> None:
    """An interviewer who codes and an unmasked desk are recorded; undo leaves that alone."""
    for _ in range(2):
        desk = coding.Desk(study, coder="A", interviewed=["D2"])
        assert not ask(desk, "undo")["ok"]
        desk.close()
    desk = coding.Desk(study, coder="B", blind=False)
    desk.close()

    assert unmasked(Study(study.root).coded.memos) == [("A", "D2"), ("B", "D1"), ("B", "D2")]


def test_a_model_and_a_stranger_get_no_desk(study: Study) -> None:
    """A person's decisions never go into a model's log; an unknown coder hears what to write."""
    with pytest.raises(CodingError, match="coder M is a model"):
        coding.Desk(study, coder="M")
    with pytest.raises(CodingError, match="no coder 'Z'") as error:
        coding.Desk(study, coder="Z")
    assert "[[coders]]" in str(error.value)
    assert list(study.path("corpus", "codings").glob("*.jsonl")) == []


def test_a_second_process_is_refused_and_the_first_goes_on(study: Study) -> None:
    """Two desks on one coder: the second hears who has it; the first keeps writing."""
    desk = coding.Desk(study, coder="A")
    script = f"import coding; coding.Desk(coding.open_study({str(study.root)!r}), coder='A')"
    run = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False
    )

    assert run.returncode != 0
    assert "BusyError" in run.stderr
    assert ask(desk, "code", code="waiting")["ok"]
    desk.close()
    with pytest.raises(BusyError):
        _with_lock_held(study)


def _with_lock_held(study: Study) -> None:
    with study.coded.writer("A"):
        coding.Desk(study, coder="A")


def test_practice_writes_nothing_into_the_study(study: Study) -> None:
    """Without a coder the desk works and leaves no file behind, in the study or elsewhere."""
    before = sorted(path for path in study.root.rglob("*") if not path.name.startswith("."))
    desk = coding.Desk(study)
    log = desk.session.log.path
    assert ask(desk, "code", code="waiting")["ok"]
    assert ask(desk, "propose", 1, name="feest")["ok"]
    assert log.exists()
    assert "nothing was kept" in desk.close()

    after = sorted(path for path in study.root.rglob("*") if not path.name.startswith("."))
    assert after == before
    assert not log.exists()


def test_only_what_is_assigned_is_there(study: Study) -> None:
    """With an assignment a coder gets their documents; another's are refused."""
    _assign(study, share=0.0)
    mine = {}
    for coder in ("A", "B"):
        desk = coding.Desk(Study(study.root), coder=coder)
        mine[coder] = [name for name, _ in desk.session.documents]
        desk.close()

    assert sorted(mine["A"] + mine["B"]) == ["D1", "D2"]
    with pytest.raises(CodingError, match="not assigned to A"):
        coding.Desk(study, coder="A", documents=mine["B"])


def _assign(study: Study, *, share: float, blind: float = 0.5) -> None:
    plan = draw_assignment(
        study.documents,
        study.units,
        ["A", "B"],
        round="1",
        share=share,
        blind=blind,
        seed=3,
        codebook=CodebookRef.of(study.codebook),
    )
    coded = study.coded
    record_assignment(
        plan, coded.places.assignments, coded.logs, by="x", time="2026-03-01T09:00:00Z"
    )


def test_offers_are_on_disk_before_they_are_shown(study: Study) -> None:
    """Every suggestion of an answer has its line in the log; tier C is never among them."""
    desk = coding.Desk(study, coder="A", suggester=desk_builders.Stub([]), blind=False)
    reply = ask(desk, "open")
    told = study.path("corpus", "codings", "A.jsonl").read_text(encoding="utf-8")
    offers = [json.loads(line) for line in told.splitlines() if '"offer"' in line]

    assert [s["code"] for s in reply["suggestions"]] == ["waiting", "helping"]
    assert [(o["code"], o["unit"], o["shown"]) for o in offers] == [
        ("waiting", "D1-001", True),
        ("helping", "D1-001", True),
    ]
    assert offers[0]["model"] == {"fingerprint": "toy-1", "p": 0.71}
    ask(desk, "go", 1)
    ask(desk, "go", 0)
    again = study.path("corpus", "codings", "A.jsonl").read_text(encoding="utf-8")
    assert again.count('"D1-001"') == 2
    desk.close()


def test_accept_and_reject_name_their_offer_and_count_as_assisted(study: Study) -> None:
    """Accepted codings have source suggestion; what is decided there afterwards is shown = true."""
    desk = coding.Desk(study, coder="A", suggester=desk_builders.Stub([]), blind=False)
    ask(desk, "open")
    accepted = ask(desk, "accept", code="waiting")
    rejected = ask(desk, "reject", code="helping")
    ask(desk, "done")
    told = study.path("corpus", "codings", "A.jsonl").read_text(encoding="utf-8")
    events = [json.loads(line) for line in told.splitlines()]
    by_do = {event["do"]: event for event in events if event.get("unit") == "D1-001"}
    desk.close()

    assert accepted["put"][0]["source"] == "suggestion"
    assert [s["code"] for s in accepted["suggestions"]] == ["helping"]
    assert rejected["suggestions"] == []
    assert (by_do["accept"]["source"], by_do["accept"]["shown"]) == ("suggestion", True)
    offer = next(event for event in events if event["do"] == "offer")
    assert by_do["accept"]["target"] == offer["id"]
    assert by_do["done"]["shown"] is True
    judged = Study(study.root).coded.judgements()
    assert judged.assisted[0].tolist()[:3] == [True, True, False]


def test_blind_units_and_settled_ones_get_no_suggestions(study: Study) -> None:
    """Units the assignment marks are asked of nobody's machine; going back assists nothing."""
    _assign(study, share=1.0)
    study = Study(study.root)
    blind = set(study.coded.assignments[0].blind["D1"])
    stub = desk_builders.Stub([])
    desk = coding.Desk(study, coder="A", suggester=stub, documents=["D1"], blind=False)
    ask(desk, "open")
    units = desk.session.page(0).units
    shown = {units[i].id for i in range(len(units)) if ask(desk, "go", i)["suggestions"]}
    desk.close()

    assert shown == {unit.id for unit in units} - blind
    assert len(blind) == 12

    desk = coding.Desk(study, coder="B", documents=["D1"], blind=False)
    first = next(i for i, unit in enumerate(units) if unit.id not in blind)
    ask(desk, "done", first)
    desk.close()
    desk = coding.Desk(study, coder="B", suggester=stub, documents=["D1"], blind=False)
    assert ask(desk, "go", first)["suggestions"] == []
    desk.close()
    assert not Study(study.root).coded.judgements(coders=["B"]).assisted[0][first]


def test_queues_hand_out_open_units_in_their_order(study: Study) -> None:
    """Most uncertain and most likely follow the suggester and skip what is decided."""
    units = study.units["unit"].tolist()
    desk = coding.Desk(study, coder="A", suggester=desk_builders.Stub(units), blind=False)
    assert ask(desk, "queue", queue="uncertain")["at"] == [1, 5]
    assert ask(desk, "done", 5, doc=1)["at"] == [1, 4]
    assert ask(desk, "queue", 4, doc=1, queue="code:waiting")["at"] == [0, 2]
    assert not ask(desk, "queue", queue="code:nonsense")["ok"]
    assert ask(desk, "queue", queue="order")["at"] == [0, 2]
    desk.close()


def test_another_coders_codings_never_reach_a_coder(study: Study) -> None:
    """B's codings are not in anything A's desk sends, finished or not."""
    other = coding.Desk(study, coder="B", blind=False)
    for unit in range(24):
        ask(other, "code", unit, code="helping")
        ask(other, "done", unit)
    other.close()
    desk = coding.Desk(study, coder="A", blind=False)
    told = json.dumps([ask(desk, "open"), ask(desk, "code", code="waiting")])
    desk.close()

    assert '"B-0' not in told
    assert told.count('"code": "helping"') == 0
