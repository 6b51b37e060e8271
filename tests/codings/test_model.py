"""Any sequence of acts equals a simple model of it: the log, read back, and folded step by step."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

import log_builders as build
from coding.codings import (
    LogState,
    change_coding,
    code_span,
    codings_frame,
    judge,
    mark_document_done,
    mark_done,
    mark_no_code,
    mark_skipped,
    read_codings,
    redo,
    span_of,
    take_back,
    undo,
)
from coding.errors import CodingError
from coding.text import normalise, to_code_points, to_utf16

WIDE = "é😀a\u0301 \u2028\r\n\t👩\u200d👧 ﬁ\u00a0x."
PRESENCES = ("present", "absent", "wished", "ambiguous")


@dataclass(frozen=True)
class Act:
    """One act of the model: what, on what, in which order."""

    id: str
    what: str
    target: str = ""
    span: tuple[int, int] = (0, 1)
    code: str = ""
    presence: str = ""
    unit: int = -1
    scope: tuple[str, ...] = build.CODES


def _standing(acts: list[Act]) -> dict[str, Act]:
    """Codings that stand: gone through from the beginning, every time."""
    standing: dict[str, Act] = {}
    for act in sorted(acts, key=lambda act: act.id):
        if act.what in {"code", "change"}:
            standing.pop(act.target, None)
            standing[act.id] = act
        elif act.what == "take back":
            standing.pop(act.target, None)
    return standing


def _marks(acts: list[Act]) -> list[Act]:
    gone = {act.target for act in acts if act.what == "take back"}
    marks = [act for act in acts if act.what in {"done", "no code", "skip"}]
    return sorted((act for act in marks if act.id not in gone), key=lambda act: act.id)


def _on(span: tuple[int, int], units: list[tuple[int, int]], text: str) -> set[int]:
    """Rule C2, character by character."""
    own = {i for i in range(*span) if not text[i].isspace()}
    shares = []
    for start, end in units:
        inside = {i for i in range(start, end) if not text[i].isspace()}
        shared = len(own & inside)
        shares.append((shared, shared and (2 * shared >= len(inside) or 2 * shared >= len(own))))
    found = {i for i, (_, enough) in enumerate(shares) if enough}
    most = max((shared for shared, _ in shares), default=0)
    if not found and most:
        found = {next(i for i, (shared, _) in enumerate(shares) if shared == most)}
    return found


class LogModel(RuleBasedStateMachine):
    """A coder at work, beside a model that keeps a plain list of acts."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.path = Path(self.folder.name)
        self.book = build.codebook(self.path)

    @initialize(text=st.text(alphabet=WIDE, min_size=12, max_size=60))
    def open(self, text: str) -> None:
        """Begin with a text of awkward characters, cut into units with gaps."""
        self.text = normalise(text) + " x."
        third = len(self.text) // 3
        cuts = [(0, third), (third, 2 * third), (2 * third + 1, len(self.text))]
        self.units = [cut for cut in cuts if self.text[slice(*cut)].strip()]
        self.log = build.writer(self.path, book=self.book)
        self.acts: list[Act] = []
        self.redoable: list[Act] = []

    def teardown(self) -> None:
        """Compare once more, and give the files free."""
        try:
            if hasattr(self, "log"):
                self._compare_with_disk()
        finally:
            if hasattr(self, "log"):
                self.log.close()
            self.folder.cleanup()

    def _did(self, act: Act) -> None:
        self.acts.append(act)
        self.redoable.clear()

    def _place(self, draw: st.DataObject):
        ink = [i for i, char in enumerate(self.text) if not char.isspace()]
        anchor = draw.draw(st.sampled_from(ink))
        start = draw.draw(st.integers(0, anchor))
        end = draw.draw(st.integers(anchor + 1, len(self.text)))
        # as a browser would send it: UTF-16 positions
        sent = to_utf16(self.text, start), to_utf16(self.text, end)
        return span_of(self.text, "D1", *(to_code_points(self.text, at) for at in sent))

    def _objects(self, place, code: str, but: str = "") -> bool:
        """Whether the rules refuse the coding: same code and span, or excluding code on a word."""
        for name, act in _standing(self.acts).items():
            if name == but:
                continue
            if act.code == code and act.span == (place.start, place.end):
                return True
            touches = act.span[0] < place.end and place.start < act.span[1]
            if touches and {act.code, code} == {"stay", "go"}:
                return True
        return False

    @rule(draw=st.data(), code=st.sampled_from(build.CODES), presence=st.sampled_from(PRESENCES))
    def give_a_code(self, draw: st.DataObject, code: str, presence: str) -> None:
        """Code a span, or be refused when the rules say so."""
        place = self._place(draw)
        if self._objects(place, code):
            with pytest.raises(CodingError):
                code_span(self.log, place, code, presence=presence)
            return
        event = code_span(self.log, place, code, presence=presence)
        self._did(Act(event.id, "code", "", (place.start, place.end), code, presence))

    @precondition(lambda self: _standing(self.acts))
    @rule(draw=st.data(), presence=st.sampled_from(PRESENCES), move=st.booleans())
    def change_one(self, draw: st.DataObject, presence: str, move: bool) -> None:
        """Change presence or boundary of a coding that stands."""
        standing = _standing(self.acts)
        old = standing[draw.draw(st.sampled_from(sorted(standing)))]
        place = self._place(draw) if move else span_of(self.text, "D1", *old.span)
        if self._objects(place, old.code, but=old.id):
            with pytest.raises(CodingError):
                change_coding(self.log, old.id, place=place, presence=presence)
            return
        event = change_coding(self.log, old.id, place=place, presence=presence)
        span = (place.start, place.end)
        self._did(Act(event.id, "change", old.id, span, old.code, presence))

    @precondition(lambda self: _standing(self.acts) or _marks(self.acts))
    @rule(draw=st.data())
    def take_one_back(self, draw: st.DataObject) -> None:
        """Take a coding or a mark back that stands."""
        names = sorted([*_standing(self.acts), *(act.id for act in _marks(self.acts))])
        target = draw.draw(st.sampled_from(names))
        event = take_back(self.log, target)
        self._did(Act(event.id, "take back", target))

    @rule(
        unit=st.integers(0, 2),
        what=st.sampled_from(["done", "no code", "skip", "all done"]),
        scope=st.sampled_from([build.CODES, ("waiting",), ("helping", "stay")]),
    )
    def mark(self, unit: int, what: str, scope: tuple[str, ...]) -> None:
        """Say of a unit, or of the whole document, that it was looked at, or skipped."""
        unit = min(unit, len(self.units) - 1)
        place = span_of(self.text, "D1", *self.units[unit], unit=f"D1-{unit + 1:03d}")
        codes = None if scope == build.CODES else scope
        if what == "skip":
            event = mark_skipped(self.log, place)
            self._did(Act(event.id, "skip", unit=unit))
        elif what == "all done":
            event = mark_document_done(self.log, "D1", codes=codes)
            self._did(Act(event.id, "done", unit=-1, scope=scope))
        elif what == "done":
            event = mark_done(self.log, place, codes=codes)
            self._did(Act(event.id, "done", unit=unit, scope=scope))
        else:
            start, end = self.units[unit]
            stands = any(
                act.span[0] < end and start < act.span[1] and act.code in scope
                for act in _standing(self.acts).values()
            )
            if stands:
                with pytest.raises(CodingError, match="stands on"):
                    mark_no_code(self.log, place, codes=codes)
                return
            event = mark_no_code(self.log, place, codes=codes)
            self._did(Act(event.id, "no code", unit=unit, scope=scope))

    @rule()
    def undo_last(self) -> None:
        """Undo what was done last, or be told there is nothing."""
        if not self.acts:
            with pytest.raises(CodingError, match="nothing to undo"):
                undo(self.log)
            return
        event = undo(self.log)
        assert event.target == self.acts[-1].id
        self.redoable.append(self.acts.pop())

    @rule()
    def redo_last(self) -> None:
        """Bring back what was undone last, or be told there is nothing."""
        if not self.redoable:
            with pytest.raises(CodingError, match="nothing to redo"):
                redo(self.log)
            return
        event = redo(self.log)
        assert event.target == self.redoable[-1].id
        self.acts.append(self.redoable.pop())

    @precondition(lambda self: self.acts)
    @rule(draw=st.data())
    def undo_any(self, draw: st.DataObject) -> None:
        """Undo an older act, unless a later one rests on it."""
        act = draw.draw(st.sampled_from(self.acts))
        if any(other.target == act.id for other in self.acts):
            with pytest.raises(CodingError, match="undo that first"):
                undo(self.log, act.id)
            return
        undo(self.log, act.id)
        self.acts.remove(act)
        self.redoable.append(act)

    @rule()
    def go_home_and_come_back(self) -> None:
        """Close the log and open it again: the next session goes on where this one stopped."""
        self.log.close()
        self.log = build.writer(self.path, book=self.book)
        assert self.log.problems == ()

    def _expected(self) -> set[tuple[object, ...]]:
        return {(a.id, *a.span, a.code, a.presence) for a in _standing(self.acts).values()}

    @invariant()
    def the_table_is_the_models(self) -> None:
        """What stands is what the model says."""
        standing = self.log.state.current("codings")

        assert self._expected() == {(e.id, e.start, e.end, e.code, e.presence) for e in standing}

    @rule()
    def look_at_the_disk(self) -> None:
        """Another process that reads the log now sees the same table and the same ratings."""
        self._compare_with_disk()

    def _compare_with_disk(self) -> None:
        table = codings_frame(read_codings(self.path))
        columns = ["event", "start", "end", "code", "presence"]

        assert self._expected() == set(table[columns].itertuples(index=False, name=None))
        for start, end, quote in zip(table["start"], table["end"], table["quote"], strict=True):
            assert self.text[start:end] == quote
        self._check_ratings()

    def _check_ratings(self) -> None:
        """Applied, not applied and not looked at are what the model says, cell by cell."""
        cells = {(u, code): -1 for u in range(len(self.units)) for code in build.CODES}
        for mark in _marks(self.acts):
            for unit in range(len(self.units)) if mark.unit < 0 else [mark.unit]:
                for code in mark.scope:
                    cells[unit, code] = -1 if mark.what == "skip" else 0
        found: dict[tuple[int, str], set[str]] = {}
        for act in _standing(self.acts).values():
            for unit in _on(act.span, self.units, self.text):
                found.setdefault((unit, act.code), set()).add(act.presence)
        for cell, presences in found.items():
            presence = presences.pop() if len(presences) == 1 else "ambiguous"
            cells[cell] = 1 + PRESENCES.index(presence)
        units = build.units_of(self.units, self.text)
        judged = judge(read_codings(self.path), units, {"D1": self.text}, build.CODES, coders=["A"])
        got = {
            (u, code): int(judged.cells[0, u, c])
            for u in range(len(self.units))
            for c, code in enumerate(build.CODES)
        }

        assert cells == got


TestLogModel = LogModel.TestCase
TestLogModel.settings = settings(max_examples=40, stateful_step_count=40, deadline=None)


@pytest.mark.slow
class TestLogModelLong(LogModel.TestCase):
    """The same, longer."""

    settings = settings(max_examples=200, stateful_step_count=60, deadline=None)


@given(text=st.text(alphabet=WIDE, min_size=1, max_size=40), draw=st.data())
@settings(max_examples=100)
def test_offsets_hold_in_awkward_texts(tmp_path_factory, text: str, draw: st.DataObject) -> None:
    """Emoji, combining marks, U+2028, CRLF: the span read back holds the same words."""
    clean = normalise(text)
    ink = [i for i, char in enumerate(clean) if not char.isspace()]
    if not ink:
        return
    start = draw.draw(st.sampled_from(ink))
    end = draw.draw(st.integers(start + 1, len(clean)))
    folder = tmp_path_factory.mktemp("log")
    with build.writer(folder, book=build.codebook(folder)) as log:
        code_span(log, span_of(clean, "D1", start, end), "waiting", note=text)
    row = codings_frame(read_codings(folder)).iloc[0]

    assert clean[row["start"] : row["end"]] == row["quote"] == clean[start:end]
    assert row["note"] == text


def test_a_folded_log_grows_without_looking_back() -> None:
    """Taking in an event touches a fixed number of entries, however long the log is."""
    import timeit

    from coding.codings import Event

    def fold(n: int) -> float:
        state = LogState("A")
        events = [
            Event(do="code", id=f"A-{i}", coder="A", doc=f"D{i % 18}", code="waiting")
            for i in range(n)
        ]
        for event in events[:-500]:
            state.apply(event)
        return timeit.timeit(lambda: state.apply(events.pop()), number=500)

    assert min(fold(40_000) for _ in range(3)) < 8 * min(fold(2_000) for _ in range(3))
