"""What is acknowledged is on disk: every power cut replayed, refusing disks, interrupts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import log_builders as build
from coding.codings import (
    Event,
    LogWriter,
    Place,
    change_coding,
    code_span,
    log_path,
    mark_done,
    read_log,
    span_of,
    take_back,
    undo,
)
from coding.codings.places import placed
from coding.disk import RealDisk
from coding.errors import CodingError
from coding.journal_writer import NotWrittenError

Table = frozenset[tuple[object, ...]]
Act = Callable[[LogWriter], object]


class RecordingDisk(RealDisk):
    """A disk that keeps a record of what was asked of it, in order."""

    def __init__(self) -> None:
        self.record: list[tuple[str, object]] = []

    def write(self, handle: int, data: bytes) -> int:
        """Record, then do."""
        self.record.append(("write", bytes(data)))
        return super().write(handle, data)

    def flush(self, handle: int) -> None:
        """Record, then do."""
        self.record.append(("flush", None))
        super().flush(handle)

    def truncate(self, handle: int, size: int) -> None:
        """Record, then do."""
        self.record.append(("truncate", size))
        super().truncate(handle, size)

    def flush_folder(self, folder: Path) -> None:
        """Record, then do."""
        self.record.append(("flush_folder", folder))
        super().flush_folder(folder)


class ForgetfulDisk(RecordingDisk):
    """The same, in a program from which the fsync was removed."""

    def flush(self, handle: int) -> None:
        """Do nothing."""


class UnnamedDisk(RecordingDisk):
    """The same, in a program that does not flush the folder."""

    def flush_folder(self, folder: Path) -> None:
        """Do nothing."""


def _table(path: Path) -> Table:
    state = read_log(path).state
    codings = {
        (e.doc, e.start, e.end, e.code, e.presence, tuple(sorted(e.attrs.items())))
        for e in state.current("codings")
    }
    return frozenset(codings | {(e.do, e.unit, e.scope) for e in state.current("marks")})


def _acts() -> list[Act]:
    span = span_of(build.TEXT, "D1", 4, 11)
    return [
        lambda log: code_span(log, span, "waiting"),
        lambda log: code_span(log, build.unit_place(3), "helping", attrs={"flags": ["late"]}),
        lambda log: change_coding(log, log.state.to_undo(), presence="absent"),
        lambda log: mark_done(log, build.unit_place(1)),
        undo,
        lambda log: take_back(log, log.state.current("codings")[0].id),
        lambda log: code_span(log, span, "stay", note="é\u2028😀"),
    ]


def _record(folder: Path, disk: RecordingDisk) -> list[Table]:
    """Run the acts; hands back the table after each acknowledged one, beginning with none."""
    book = build.codebook(folder)
    tables = [frozenset()]
    with build.writer(folder, book=book, disk=disk) as log:
        for act in _acts():
            act(log)
            disk.record.append(("acknowledged", None))
            tables.append(_table(log.path))
    return tables


def _power_cuts(
    record: list[tuple[str, object]], *, step: int
) -> Iterator[tuple[int, list[bytes | None]]]:
    """After each call: how many acts were acknowledged, and what the disk may hold then."""
    safe: bytes | None = None  # None: the file's name is not on disk yet
    named = False
    acknowledged = 0
    pending: list[tuple[str, object]] = []
    for name, what in record:
        if name in {"write", "truncate"}:
            pending.append((name, what))
        elif name == "flush":
            safe = _after(safe or b"", pending)
            pending = []
        elif name == "flush_folder":
            named = True
        else:
            acknowledged += 1
        states: list[bytes | None] = [] if named else [None]
        for whole in range(len(pending) + 1):
            base = _after(safe or b"", pending[:whole])
            states.append(base)
            if whole < len(pending) and isinstance(data := pending[whole][1], bytes):
                states += [base + data[:part] for part in range(1, len(data), step)]
        yield acknowledged, states


def _after(content: bytes, calls: list[tuple[str, object]]) -> bytes:
    for _, what in calls:
        content = content + what if isinstance(what, bytes) else content[: int(str(what))]
    return content


def _check_every_power_cut(folder: Path, disk: RecordingDisk, *, step: int = 1) -> int:
    tables = _record(folder / "run", disk)
    path = log_path(folder / "cut", "A")
    path.parent.mkdir()
    seen = 0
    for acknowledged, states in _power_cuts(disk.record, step=step):
        allowed = tables[acknowledged : acknowledged + 2]
        for content in states:
            path.unlink(missing_ok=True)
            if content is not None:
                path.write_bytes(content)
            assert _table(path) in allowed
            seen += 1
    return seen


def test_every_power_cut_leaves_what_was_acknowledged(tmp_path: Path) -> None:
    """Any prefix of what was not flushed yet gives the acknowledged table, or one act more."""
    assert _check_every_power_cut(tmp_path, RecordingDisk()) > 2_000


def test_the_order_is_write_flush_acknowledge(tmp_path: Path) -> None:
    """Every acknowledgement is preceded by a flush that follows its write."""
    disk = RecordingDisk()
    _record(tmp_path, disk)
    names = [name for name, _ in disk.record if name != "flush_folder"]

    assert names == ["write", "flush", "acknowledged"] * len(_acts())
    assert disk.record[0] == ("flush_folder", tmp_path)


@pytest.mark.parametrize("disk", [ForgetfulDisk, UnnamedDisk])
def test_the_replay_notices_a_missing_flush(tmp_path: Path, disk: type[RecordingDisk]) -> None:
    """Without the fsync of file or folder some power cut loses an acknowledged decision."""
    with pytest.raises(AssertionError):
        _check_every_power_cut(tmp_path, disk(), step=50)


def test_after_a_power_cut_work_goes_on(tmp_path: Path) -> None:
    """From each torn state the next writer keeps what is whole, and its events are kept too."""
    disk = RecordingDisk()
    _record(tmp_path / "run", disk)
    book = build.codebook(tmp_path / "cut")
    path = log_path(tmp_path / "cut", "A")
    for _, states in _power_cuts(disk.record, step=60):
        for content in states[1:]:
            for old in path.parent.glob("A.*"):
                old.unlink()
            path.write_bytes(content or b"")
            before = _table(path)
            with build.writer(path.parent, book=book) as log:
                code_span(log, span_of(build.TEXT, "D9", 0, 3), "helping")
            added = ("D9", 0, 3, "helping", "present", ())
            assert _table(path) == before | {added}
            assert read_log(path).problems == ()


class FailingDisk(RecordingDisk):
    """A disk that takes a few bytes and then refuses, as a full one does."""

    def __init__(self, *, room: int, at: str = "write") -> None:
        super().__init__()
        self.room = room
        self.at = at

    def write(self, handle: int, data: bytes) -> int:
        """Take what there is room for, then refuse."""
        if self.at == "write" and len(data) > self.room:
            if self.room:
                taken, self.room = super().write(handle, data[: self.room]), 0
                return taken
            raise OSError(28, "No space left on device")
        return super().write(handle, data)

    def flush(self, handle: int) -> None:
        """Refuse once, where that is what fails."""
        if self.at == "flush":
            self.at = ""
            raise OSError(5, "Input/output error")
        super().flush(handle)


@pytest.mark.parametrize(("at", "room"), [("write", 0), ("write", 100), ("flush", 0)])
def test_a_refusing_disk_leaves_the_log_as_it_was(tmp_path: Path, at: str, room: int) -> None:
    """A short write or failed flush is an error; the log ends at its last whole line."""
    book = build.codebook(tmp_path)
    with build.writer(tmp_path, book=book) as log:
        code_span(log, build.unit_place(1), "waiting")
    before = log.path.read_bytes()

    with build.writer(tmp_path, book=book, disk=FailingDisk(room=room, at=at)) as log:
        with pytest.raises(NotWrittenError, match="the disk refused"):
            code_span(log, build.unit_place(2), "helping")
        assert log.path.read_bytes() == before
        assert [e.code for e in log.state.current("codings")] == ["waiting"]
        log._journal._disk.room = 10_000
        code_span(log, build.unit_place(3), "helping")
    assert [e.code for e in read_log(log.path).state.current("codings")] == ["waiting", "helping"]
    assert read_log(log.path).problems == ()


def test_an_interrupt_in_mid_write_takes_the_line_back(tmp_path: Path) -> None:
    """A stopped cell leaves neither half a line nor a decision nobody acknowledged."""

    class Interrupted(RealDisk):
        armed = False

        def flush(self, handle: int) -> None:
            if self.armed:
                self.armed = False
                raise KeyboardInterrupt
            super().flush(handle)

    disk = Interrupted()
    with build.writer(tmp_path, book=build.codebook(tmp_path), disk=disk) as log:
        code_span(log, build.unit_place(1), "waiting")
        disk.armed = True
        with pytest.raises(KeyboardInterrupt):
            code_span(log, build.unit_place(2), "helping")
        assert [e.code for e in log.state.current("codings")] == ["waiting"]
        code_span(log, build.unit_place(2), "helping")
    assert len(read_log(log.path).state.current("codings")) == 2


def test_refused_events_leave_nothing_behind(tmp_path: Path) -> None:
    """An event that does not fit is refused before the disk is touched, with all of its batch."""
    disk = RecordingDisk()
    with build.writer(tmp_path, book=build.codebook(tmp_path), disk=disk) as log:
        first = code_span(log, build.unit_place(1), "waiting")
        before = (log.path.read_bytes(), len(log.state), list(disk.record))
        place = build.unit_place(2)
        with pytest.raises(CodingError):
            code_span(log, place, "wating")
        with pytest.raises(CodingError, match="was not undone"):
            log.append(_plain_code(place), Event(do="redo", target=first.id))
        assert before == (log.path.read_bytes(), len(log.state), list(disk.record))


def _plain_code(place: Place) -> Event:
    return Event(do="code", code="helping", presence="present", **placed(place))
