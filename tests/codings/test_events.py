"""A line of a log: what it must say, what it may not, and that it comes back as it went in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coding.codebook_life import CodebookRef
from coding.codings import ALL, DOS, Event, Model, Origin, Relation, Stance
from coding.codings.events import check_event
from coding.codings.lines import decode_event, encode_event
from coding.errors import CodingError

BOOK = CodebookRef("1.0", "f" * 64)
COMMON = {"id": "A-1", "time": "2026-03-01T09:30:00Z", "coder": "A", "codebook": BOOK}
PLACE = {"doc": "D1", "text_sha": "0" * 64, "start": 0, "end": 3, "quote": "Wij"}
CODE = {**PLACE, "code": "waiting", "presence": "present"}
MODEL = Model("m-1", 0.25)
EVENTS = [
    Event(do="code", **CODE, attrs={"modality": "own", "flags": ("a", "b")}, unit="D1-001"),
    Event(do="code", **CODE, target="A-0", note="é\u2028😀"),
    Event(do="accept", **CODE, model=MODEL, shown=True, source="suggestion"),
    Event(do="import", **CODE, source="import"),
    Event(do="propose", **CODE, attrs={"word": "wij"}),
    Event(do="done", doc="D1", scope=ALL),
    Event(do="done", doc="D1", unit="D1-001", scope=("a", "b")),
    Event(do="no_code", doc="D1", unit="D1-001", scope=ALL),
    Event(do="skip", doc="D1", unit="D1-001"),
    Event(do="uncode", target="A-0"),
    Event(do="memo", note="x"),
    Event(do="offer", doc="D1", unit="D1-001", code="a", model=MODEL, shown=True),
    Event(do="reject", doc="D1", unit="D1-001", code="a", model=Model("m"), shown=True),
    Event(do="relate", doc="D1", relation=Relation("A-1", "A-2", "hinders")),
    Event(do="stance", **PLACE, stance=Stance("C1", "nuances", 2)),
    Event(do="resolve", doc="D1", judged=("A-1", "B-2"), verdict="does-not-apply", note="x"),
    Event(do="undo", target="A-0"),
    Event(do="redo", target="A-0", origin=Origin("A-9", "0" * 64)),
    Event(do="codebook", scope=("a", "b")),
    Event(do="withdrawn", was="0" * 64, note="code"),
]


def _full(event: Event, **changes: object) -> Event:
    from dataclasses import replace

    return replace(event, **{**COMMON, **changes})


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.do)
def test_every_action_comes_back_as_it_went_in(event: Event) -> None:
    """What is written of an event is read back the same."""
    full = _full(event)
    check_event(full)

    assert decode_event(encode_event(full)) == full


def test_no_action_is_forgotten_here() -> None:
    """The list above holds every action there is."""
    assert {event.do for event in EVENTS} == set(DOS)


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.do)
def test_each_needed_field_is_missed(event: Event) -> None:
    """An action without any of what it needs is refused, in memory and on reading."""
    from coding.codings.events import _NEEDS

    for name in _NEEDS[event.do]:
        value = encode_event(_full(event))
        del value[name]
        with pytest.raises(CodingError, match=f"without .*{name}|judged nothing|half a place"):
            decode_event(value)


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"do": "cod"}, "did you mean code"),
        ({"coder": "A B"}, "coder 'A B'"),
        ({"id": ""}, "id ''"),
        ({"time": "gisteren"}, "time 'gisteren'"),
        ({"time": "2026-03-01T09:30:00+01:00"}, "ends in Z|e.g."),
        ({"presence": "aanwezig"}, "present or absent"),
        ({"source": "import"}, "else accept or import"),
        ({"end": 4}, "quote has 3 characters, the span 4"),
        ({"start": 3}, "span 3 to 3"),
        ({"start": -1}, "span -1 to 3"),
        ({"quote": "   "}, "nothing but spaces"),
        ({"quote": None}, "without quote|half a place"),
        ({"scope": ("a",)}, "does not go with scope"),
        ({"judged": ("A-0",)}, "does not go with judged"),
    ],
)
def test_impossible_codings_are_refused(changes: dict, problem: str) -> None:
    """Each mistake is named, with what was expected."""
    with pytest.raises(CodingError, match=problem):
        check_event(_full(EVENTS[0], **changes))


@pytest.mark.parametrize(
    ("event", "problem"),
    [
        (Event(do="accept", **CODE, model=MODEL, source="suggestion"), "shown true"),
        (Event(do="offer", doc="D1", unit="u", code="a", model=MODEL), "on the screen"),
        (Event(do="import", **CODE), "source 'own'"),
        (Event(do="offer", doc="D", unit="u", code="a", model=Model("m", 2), shown=True), "0 to 1"),
        (
            Event(do="offer", doc="D", unit="u", code="a", model=Model(""), shown=True),
            "fingerprint",
        ),
        (Event(do="relate", doc="D", relation=Relation("a", "b", "causes")), "leads-to or"),
        (Event(do="stance", **PLACE, stance=Stance("C1", "supports", 4)), "1, 2 or 3"),
        (
            Event(do="resolve", doc="D", judged=("x",), verdict="applies", note="y", code="a"),
            "with which presence",
        ),
    ],
)
def test_the_two_facts_and_parts_are_checked(event: Event, problem: str) -> None:
    """Where a coding came from and what was shown cannot contradict each other."""
    with pytest.raises(CodingError, match=problem):
        check_event(_full(event))


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"cod": "x"}, "unknown field 'cod'"),
        ({"start": "0"}, "start is '0'"),
        ({"start": True}, "start is True"),
        ({"shown": 1}, "shown is 1"),
        ({"attrs": {"flags": [1]}}, "attribute flags"),
        ({"codebook": {"version": "1"}}, "lacks 'sha'"),
        ({"codebook": {"version": 1.0, "sha": "x"}}, "version is 1.0"),
        ({"codebook": {"version": "1", "sha": "x", "q": "y"}}, "unknown field 'q'"),
        ({"code": ""}, "without code"),
    ],
)
def test_lines_of_another_make_are_refused(changes: dict, problem: str) -> None:
    """A typo or a wrong type in a line is named, not read past."""
    with pytest.raises(CodingError, match=problem):
        decode_event({**encode_event(_full(EVENTS[0])), **changes})


@given(
    st.dictionaries(
        st.sampled_from([*encode_event(_full(EVENTS[0])), "scope", "relation", "x"]),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
            lambda inner: (
                st.lists(inner, max_size=2) | st.dictionaries(st.text(), inner, max_size=2)
            ),
            max_leaves=4,
        ),
        max_size=4,
    )
)
def test_any_line_is_read_or_refused(changes: dict) -> None:
    """Whatever stands in a line, it is an event or a CodingError, never another exception."""
    try:
        event = decode_event({**encode_event(_full(EVENTS[0])), **changes})
    except CodingError:
        return
    assert decode_event(encode_event(event)) == event
