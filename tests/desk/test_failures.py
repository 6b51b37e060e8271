"""When the disk or the program fails: red, honest, and nothing half done."""

from __future__ import annotations

import json

import coding
from coding.disk import RealDisk
from coding.study import Study


class FullDisk(RealDisk):
    """A disk that is full from a moment on."""

    full = False

    def write(self, handle: int, data: bytes) -> int:
        """Write, or refuse."""
        if self.full:
            raise OSError(28, "No space left on device")
        return super().write(handle, data)


def test_a_failed_write_is_told_in_red_and_nothing_moves(study: Study) -> None:
    """The answer is red, the place and the codings stay, and the next decision works again."""
    desk = coding.Desk(study, coder="A")
    disk = FullDisk()
    desk.session.log._journal._disk = disk
    ask = {"doc": 0, "unit": 0}
    assert desk.answer({"do": "code", "code": "waiting", **ask})["ok"]
    log = desk.session.log.path
    before = log.read_bytes()

    disk.full = True
    reply = desk.answer({"do": "done", **ask})
    assert (reply["ok"], reply["red"]) == (False, True)
    assert "No space left" in json.dumps(reply)
    assert log.read_bytes() == before
    assert desk.session.at == (0, 0)
    assert desk.session.log.state.events[-1].do == "code"

    disk.full = False
    again = desk.answer({"do": "done", **ask})
    assert again["ok"]
    assert again["marked"] == {"0": "d"}
    desk.close()


def test_an_unexpected_error_is_an_answer_too(study: Study, monkeypatch) -> None:
    """The screen never waits for ever: any error comes back, red, with its name."""
    desk = coding.Desk(study, coder="A")

    def broken(*_: object) -> None:
        raise RuntimeError("kaput")

    monkeypatch.setattr(desk.session, "after", broken)
    reply = desk.answer({"do": "code", "code": "waiting", "doc": 0, "unit": 0})
    desk.close()

    assert (reply["ok"], reply["red"]) == (False, True)
    assert "RuntimeError: kaput" in reply["problem"]


def test_messages_carry_the_number_they_answer(study: Study, monkeypatch) -> None:
    """The bridge hands a message to the session and sends the answer under its number."""
    desk = coding.Desk(study, coder="A")
    sent: list[dict] = []
    monkeypatch.setattr(desk, "send", sent.append)
    desk._receive(desk, {"do": "code", "code": "waiting", "doc": 0, "unit": 0, "n": "v:1"}, [])
    desk._receive(desk, {"do": "dance", "n": "v:2"}, [])
    desk.close()

    assert [(message["re"], message["ok"]) for message in sent[:2]] == [
        ("v:1", True),
        ("v:2", False),
    ]
    assert sent[-1]["closed"] is True


def test_the_widget_names_itself_shortly(study: Study) -> None:
    """Its text is the same on every machine: coder and progress."""
    desk = coding.Desk(study, coder="A")
    assert repr(desk) == "Desk: coder A, 0 of 30 decided"
    assert desk.progress()["left"].sum() == 30
    desk.close()
