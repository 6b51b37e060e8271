"""The desk without a screen: what a request does, what is on disk, where one is."""

from __future__ import annotations

import json

import pytest

import coding
import desk_builders
from coding.codings import read_log
from coding.desk.acts import ACTS
from coding.study import Study


@pytest.fixture
def desk(study: Study):
    opened = coding.Desk(study, coder="A", blind=False)
    yield opened
    opened.close()


def ask(desk, do: str, unit: int = 0, doc: int = 0, **more):
    return desk.answer({"do": do, "doc": doc, "unit": unit, **more})


def lines(study: Study, coder: str = "A") -> list[dict]:
    path = study.path("corpus", "codings", f"{coder}.jsonl")
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def acts(study: Study, coder: str = "A") -> list[str]:
    return [line["do"] for line in lines(study, coder)]


def test_what_the_desk_acknowledges_is_in_the_log(study: Study, desk) -> None:
    """Each answer that says ok stands as a line in the log when it arrives."""
    reply = ask(desk, "code", 0, code="waiting")
    assert reply["ok"]
    last = lines(study)[-1]
    assert (last["do"], last["code"], last["id"]) == ("code", "waiting", reply["saved"]["last"])

    ask(desk, "change", 0, id=reply["chosen"], presence="absent")
    ask(desk, "done", 0)
    ask(desk, "no_code", 1)
    ask(desk, "skip", 2)
    ask(desk, "memo", 3, note="let op")
    assert acts(study)[-6:] == ["code", "code", "done", "no_code", "skip", "memo"]


def test_a_decision_moves_on_only_to_open_units(desk) -> None:
    """Done, no code and skip lead to the next undecided unit; the last one says all is done."""
    assert ask(desk, "no_code", 1)["at"] == [0, 2]
    assert ask(desk, "done", 0)["at"] == [0, 2]
    for unit in range(2, 24):
        reply = ask(desk, "done", unit)
    assert reply["at"] == [1, 0]
    assert "document" in reply
    for unit in range(6):
        reply = ask(desk, "skip" if unit == 2 else "done", unit, doc=1)
    assert reply["at"] == [1, 2]
    assert ask(desk, "done", 2, doc=1)["finished"] is True


def test_a_span_across_an_emoji_is_stored_in_code_points(study: Study, desk) -> None:
    """The browser counts two units for an emoji; the log holds code points and Python's words."""
    text = study.text("D1")
    at = text.index("Nou 😀 dat")
    start16 = len(text[:at].encode("utf-16-le")) // 2

    ask(desk, "code", 1, code="waiting", span=[start16, start16 + len("Nou 😀 dat") + 1])

    last = lines(study)[-1]
    assert last["quote"] == "Nou 😀 dat"
    assert text[last["start"] : last["end"]] == last["quote"]
    assert last["unit"] == "D1-002"


def test_spaces_at_the_ends_of_a_passage_are_left_out(desk, study: Study) -> None:
    """A mouse catches a space too many; a coding starts and ends on a word."""
    unit = desk.session.page(0).units[0]
    reply = ask(desk, "code", 0, code="helping", span=[unit.start, unit.start + 9])

    assert reply["ok"]
    assert lines(study)[-1]["quote"] == "Antwoord"
    assert not ask(desk, "code", 0, code="helping", span=[unit.start + 8, unit.start + 9])["ok"]


def test_undo_to_the_bottom_and_redo(study: Study, desk) -> None:
    """Undo goes back step by step to where it was; redo brings each back; the log keeps all."""
    first = ask(desk, "code", 0, code="waiting")
    ask(desk, "done", 0)
    ask(desk, "code", 1, code="helping")
    assert [ask(desk, "undo", 1)["event"][0] for _ in range(3)] == ["code", "done", "code"]
    refused = ask(desk, "undo", 0)
    assert not refused["ok"]
    assert "nothing to undo" in refused["problem"]
    reply = ask(desk, "redo", 0)
    assert [c["id"] for c in reply["put"]] == [first["chosen"]]
    assert reply["at"] == [0, 0]
    assert acts(study)[-4:] == ["undo", "undo", "undo", "redo"]


def test_undo_goes_to_the_document_it_was_in(desk) -> None:
    """What is undone is on the screen, also in another document."""
    ask(desk, "code", 3, doc=1, code="waiting")
    ask(desk, "go", 5, doc=0)
    reply = ask(desk, "undo", 5, doc=0)

    assert reply["at"] == [1, 3]
    assert reply["document"]["index"] == 1
    assert reply["codings"] == []


def test_presence_attributes_and_boundaries_change_one_coding(study: Study, desk) -> None:
    """A changed coding replaces the old one and keeps what was not changed."""
    given = ask(desk, "code", 0, code="waiting")["chosen"]
    given = ask(desk, "change", 0, id=given, attr="modality", values=["own"])["chosen"]
    given = ask(desk, "change", 0, id=given, attr="initiative", values=["I1", "I2"])["chosen"]
    start = desk.session.page(0).units[0].start
    reply = ask(desk, "change", 0, id=given, presence="wished", span=[start, start + 8])

    (coding_,) = reply["put"]
    assert reply["drop"] == [given]
    assert coding_["attrs"] == {"modality": ["own"], "initiative": ["I1", "I2"]}
    assert (coding_["presence"], coding_["whole"]) == ("wished", False)
    assert ask(desk, "change", 0, id=coding_["id"], attr="modality", values=[])["put"][0][
        "attrs"
    ] == {"initiative": ["I1", "I2"]}
    assert lines(study)[-1]["quote"] == "Antwoord"


def test_links_stances_memos_and_proposals(study: Study, desk) -> None:
    """Levels two and three, memos and drafts go to the log and come back on the screen."""
    one = ask(desk, "code", 0, code="waiting")["chosen"]
    two = ask(desk, "code", 2, code="helping")["chosen"]
    reply = ask(desk, "relate", 2, **{"from": one, "to": two, "type": "leads-to"})
    assert [(r["from"], r["to"], r["type"]) for r in reply["relations"]] == [(one, two, "leads-to")]
    newer = ask(desk, "change", 0, id=one, presence="absent")
    assert newer["relations"][0]["from"] == newer["chosen"]

    reply = ask(desk, "stance", 2, claim="M1", direction="nuances", strength=2)
    assert [(s["claim"], s["unit"]) for s in reply["stances"]] == [("M1", 2)]
    assert not ask(desk, "stance", 2, claim="M9", direction="nuances", strength=2)["ok"]

    reply = ask(desk, "propose", 1, name="Feest vieren", word="feest", note="iets vieren")
    assert reply["drafts"] == ["feest-vieren"]
    assert ask(desk, "code", 4, code="feest-vieren")["ok"]
    changes = study.path("codebooks", "changes.jsonl").read_text(encoding="utf-8")
    assert "feest-vieren" in changes
    assert "vlaggen" not in changes
    assert not ask(desk, "propose", 1, name="waiting")["ok"]


def test_what_the_codebook_forbids_is_refused_and_nothing_is_written(study: Study, desk) -> None:
    """Unknown codes, excluded pairs, twice the same, and half requests leave the log as it was."""
    ask(desk, "code", 0, code="stay")
    before = len(lines(study))
    for wrong in (
        {"do": "code", "code": "nonsense"},
        {"do": "code", "code": "go"},
        {"do": "code", "code": "stay"},
        {"do": "code"},
        {"do": "no_code"},
        {"do": "memo", "note": "  "},
        {"do": "accept", "code": "stay"},
        {"do": "remove", "id": "A-999999"},
        {"do": "dance"},
        {"do": "code", "code": "helping", "span": [5, 2]},
        {"do": "code", "code": "helping", "span": [0, 10**9]},
        {"do": "done", "unit": 99},
    ):
        reply = desk.answer({"doc": 0, "unit": 0, **wrong})
        assert not reply["ok"], wrong
        assert not reply.get("red"), reply

    assert len(lines(study)) == before


def test_recent_codes_keep_their_digit(desk) -> None:
    """A code stays on its digit; digits come back after reopening, from the log."""
    for unit, code in enumerate(["waiting", "helping", "waiting", "stay"]):
        reply = ask(desk, "code", unit, code=code)

    assert reply["recent"] == ["waiting", "helping", "stay"]


def test_the_same_place_after_closing_and_after_a_kill(study: Study) -> None:
    """Reopened, the desk is at the very unit and order, also when nothing was closed."""
    units = study.units["unit"].tolist()
    first = coding.Desk(study, coder="A", suggester=desk_builders.Stub(units))
    ask(first, "open")
    ask(first, "queue", 0, queue="uncertain")
    doc = [name for name, _ in first.session.documents].index("D1")
    ask(first, "go", 17, doc=doc)
    label = first.session.documents[doc][1]
    second = coding.Desk(study, coder="A", suggester=desk_builders.Stub(units))  # the cell again
    opened = ask(second, "open")
    assert (opened["at"], opened["document"]["label"], opened["queue"]) == (
        [doc, 17],
        label,
        "uncertain",
    )
    assert ask(first, "done", 0)["closed"] is True
    second.close()

    third = coding.Desk(study, coder="A")
    assert ask(third, "open")["at"] == [doc, 17]
    assert third.session.queue == "order"
    third.close()


def test_a_lost_bookmark_costs_no_decision(study: Study, desk) -> None:
    """Without a readable bookmark the desk is at the last decision."""
    ask(desk, "code", 4, code="waiting")
    desk.close()
    study.path("corpus", "codings", "local", "A.desk.json").write_text("{", encoding="utf-8")
    again = coding.Desk(study, coder="A", blind=False)

    assert ask(again, "open")["at"] == [0, 4]
    again.close()


def test_a_later_code_opens_units_again(study: Study, desk) -> None:
    """A unit read before a code existed is open for that code, not decided."""
    ask(desk, "done", 0)
    desk.close()
    book = study.path("codebooks", "codebook.yaml")
    added = desk_builders.CODEBOOK.replace('"1.0"', '"1.1"') + "  - {id: newer, family: talk}\n"
    book.write_text(added, encoding="utf-8")
    again = coding.Desk(study, coder="A", blind=False)

    assert ask(again, "open")["marks"][0] == "p"
    assert ask(again, "done", 0)["marked"]["0"] == "d"
    again.close()


def test_closing_says_where_the_log_is_and_how_much_it_holds(study: Study) -> None:
    """The farewell names the file and counts its lines and this time's decisions."""
    desk = coding.Desk(study, coder="A")
    ask(desk, "code", 0, code="waiting")
    ask(desk, "done", 0)
    said = desk.close()

    assert "corpus/codings/A.jsonl" in said
    count = len(lines(study))
    assert f"{count} lines, 2 " in said
    assert desk.close() == said
    assert read_log(study.path("corpus", "codings", "A.jsonl")).problems == ()


def test_every_act_of_the_table_answers(desk) -> None:
    """No act of the table ends in silence or an unexpected error, whatever it is given."""
    for do in ACTS:
        for ask_ in ({"do": do}, {"do": do, "doc": 0, "unit": 0, "id": 3, "span": "x"}):
            reply = desk.answer(ask_)
            assert reply["ok"] or reply["problem"], do
            assert not reply.get("red"), (do, reply)
