"""What stands after a sequence of acts: changes, undo, redo, and logs other hands touched."""

from __future__ import annotations

from pathlib import Path

import pytest

import log_builders as build
from coding.codings import (
    Event,
    LogWriter,
    Model,
    Stance,
    accept_code,
    change_coding,
    code_span,
    codings_frame,
    history,
    import_events,
    mark_done,
    mark_no_code,
    memos_frame,
    offer_code,
    proposals_frame,
    propose_code,
    read_codings,
    read_log,
    redo,
    reject_code,
    relate,
    relations_frame,
    resolutions_frame,
    resolve,
    span_of,
    stances_frame,
    take_back,
    take_stance,
    undo,
    write_memo,
)
from coding.codings.places import placed
from coding.errors import CodingError

FIRST, SECOND, THIRD = (build.unit_place(n) for n in (1, 2, 3))


@pytest.fixture
def log(tmp_path: Path):
    with build.writer(tmp_path, book=build.codebook(tmp_path)) as opened:
        yield opened


def _standing(log: LogWriter) -> list[tuple[str, str]]:
    return [(e.id, f"{e.code} {e.presence}") for e in read_log(log.path).state.current("codings")]


def test_the_log_says_which_codebook_first(log: LogWriter) -> None:
    """Before the first decision stands which codes there were; again only when that changes."""
    code_span(log, FIRST, "waiting")
    code_span(log, SECOND, "waiting")

    assert [e.do for e in log.state.events] == ["codebook", "code", "code"]
    assert log.state.events[0].scope == build.CODES


def test_a_change_keeps_what_is_not_changed(log: LogWriter) -> None:
    """What is not changed stays; the old form is replaced, not gone."""
    first = code_span(log, FIRST, "waiting", attrs={"modality": "own"})
    second = change_coding(log, first.id, presence="absent")

    assert (second.code, second.attrs, second.quote) == (
        "waiting",
        {"modality": "own"},
        first.quote,
    )
    assert _standing(log) == [(second.id, "waiting absent")]
    assert log.state.standing(first.id) == "replaced"
    assert log.state.latest(first.id) == second


def test_undo_and_redo_go_to_any_depth(log: LogWriter) -> None:
    """Everything can be undone back to the empty table, and redone to the last act."""
    first = code_span(log, FIRST, "waiting")
    change_coding(log, first.id, presence="wished")
    code_span(log, SECOND, "helping")
    mark_done(log, FIRST)
    tables = [_standing(log)]
    for _ in range(4):
        undo(log)
        tables.append(_standing(log))
    with pytest.raises(CodingError, match="nothing to undo"):
        undo(log)
    assert tables[-1] == []
    for table in tables[-2::-1]:
        redo(log)
        assert _standing(log) == table
    with pytest.raises(CodingError, match="nothing to redo"):
        redo(log)


def test_a_new_act_ends_redo_but_forgets_nothing(log: LogWriter) -> None:
    """After a new act there is nothing to redo by itself; by name the undone one still is."""
    first = code_span(log, FIRST, "waiting")
    undo(log)
    code_span(log, SECOND, "helping")

    with pytest.raises(CodingError, match="name the event"):
        redo(log)
    redo(log, first.id)
    assert [what for _, what in _standing(log)] == ["waiting present", "helping present"]


def test_undo_of_what_others_rest_on_is_refused(log: LogWriter) -> None:
    """An older act is undone by name, unless a later decision changed it."""
    first = code_span(log, FIRST, "waiting")
    change = change_coding(log, first.id, presence="absent")
    code_span(log, SECOND, "helping")

    with pytest.raises(CodingError, match=f"changed by {change.id}: undo that first"):
        undo(log, first.id)
    undo(log, change.id)
    assert (first.id, "waiting present") in _standing(log)


def test_taking_back_is_a_decision_of_its_own(log: LogWriter) -> None:
    """What was taken back stands no more; undoing that brings it back."""
    first = code_span(log, FIRST, "waiting")
    take_back(log, first.id, note="te ruim")

    assert _standing(log) == []
    with pytest.raises(CodingError, match="was removed by"):
        take_back(log, first.id)
    undo(log)
    assert _standing(log) == [(first.id, "waiting present")]


def test_relations_follow_their_codings(log: LogWriter, tmp_path: Path) -> None:
    """A link goes along when a coding changes, and hangs when it is taken back."""
    a, b = code_span(log, FIRST, "waiting"), code_span(log, SECOND, "helping")
    relate(log, a.id, b.id, "leads-to")
    change = change_coding(log, a.id, presence="absent")
    found = relations_frame(read_codings(tmp_path))

    assert found[["from_event", "to_code", "type"]].values.tolist() == [
        [change.id, "helping", "leads-to"]
    ]
    take_back(log, b.id)
    assert relations_frame(read_codings(tmp_path)).empty
    with pytest.raises(CodingError, match="related to itself"):
        relate(log, a.id, a.id, "hinders")


def test_stances_memos_and_proposals_have_tables(log: LogWriter, tmp_path: Path) -> None:
    """What is said beside codes comes back as rows."""
    take_stance(log, FIRST, Stance("C1", "supports", 3))
    write_memo(log, "vreemd", place=SECOND)
    propose_code(log, THIRD, "joke", word="Joke", note="iemand met een naam")
    code_span(log, FIRST, "joke")
    codings = read_codings(tmp_path)

    assert stances_frame(codings)[["claim", "strength"]].values.tolist() == [["C1", 3]]
    assert memos_frame(codings)["quote"].tolist() == [SECOND.quote]
    drafts = proposals_frame(codings, codebook=["waiting"])
    assert drafts[["code", "word", "in_codebook"]].values.tolist() == [["joke", "Joke", False]]
    assert codings_frame(codings)["code"].tolist() == ["joke", "joke"]
    with pytest.raises(CodingError, match="the speaker's own word"):
        propose_code(log, THIRD, "other", word="Piet")


def test_a_stance_says_whose_boundaries_it_is_about(log: LogWriter, tmp_path: Path) -> None:
    """The boundary level of a passage of literature is a column; without one it is missing."""
    take_stance(log, FIRST, Stance("C1", "supports", 1), attrs={"boundary_level": "between-org"})
    take_stance(log, SECOND, Stance("C1", "nuances", 1))

    levels = stances_frame(read_codings(tmp_path))["boundary_level"]
    assert levels.iloc[0] == "between-org"
    assert levels.isna().tolist() == [False, True]


def test_a_draft_ends_with_its_proposal(log: LogWriter) -> None:
    """A draft code may be used while its proposal stands, moved or not, and no longer."""
    draft = propose_code(log, THIRD, "joke")
    change_coding(log, draft.id, presence="absent")
    code_span(log, FIRST, "joke")
    for _ in range(3):
        undo(log)

    with pytest.raises(CodingError, match="no code 'joke'"):
        code_span(log, FIRST, "joke")


def test_exclusive_codes_are_refused_on_the_same_words(log: LogWriter) -> None:
    """Overlap is enough; the message names both, the passage, and the group's reason."""
    place = span_of(build.TEXT, "D1", 0, 11)
    held = code_span(log, place, "stay")

    with pytest.raises(
        CodingError, match=f"go and stay exclude .*{held.id}: “Wij wachten"
    ) as error:
        code_span(log, span_of(build.TEXT, "D1", 4, 20), "go")
    assert error.value.hint == "Eén verhaal per passage."
    code_span(log, span_of(build.TEXT, "D1", 12, 20), "go")
    code_span(log, place, "waiting")
    change_coding(log, held.id, code="go")


def test_neighbours_do_not_exclude_each_other(log: LogWriter) -> None:
    """Passages that touch, before or after, share no words."""
    code_span(log, span_of(build.TEXT, "D1", 4, 11), "stay")
    code_span(log, span_of(build.TEXT, "D1", 11, 14), "go")
    code_span(log, span_of(build.TEXT, "D1", 0, 4), "go")


@pytest.mark.parametrize(
    ("attrs", "problem"),
    [
        ({"modalty": "own"}, "did you mean modality"),
        ({"modality": "heard"}, "modality 'heard'"),
        ({"modality": ["own", "second-hand"]}, "has 2 values"),
        ({"flags": ["late", "od"]}, "did you mean odd"),
    ],
)
def test_attributes_are_those_of_the_codebook(log: LogWriter, attrs: dict, problem: str) -> None:
    """Unknown attributes and values are refused; several only where the codebook allows them."""
    with pytest.raises(CodingError, match=problem):
        code_span(log, FIRST, "waiting", attrs=attrs)
    code_span(log, FIRST, "waiting", attrs={"flags": ["late", "odd"], "agent": "R3"})


def test_an_attribute_of_other_codes_names_them(tmp_path: Path) -> None:
    """Who tries an attribute on the wrong code reads where it does go, not its own name back."""
    flags = "- {id: flags, label: {nl: vlaggen}, "
    text = build.CODEBOOK.replace(flags, f"{flags}applies_to: [helping], ")
    assert text != build.CODEBOOK
    book = build.codebook(tmp_path, text)
    with (
        build.writer(tmp_path, book=book) as log,
        pytest.raises(CodingError, match="'flags'") as error,
    ):
        code_span(log, FIRST, "waiting", attrs={"flags": "late"})
    assert (error.value.expected, error.value.hint) == ("it goes with helping", None)


def test_no_code_and_a_code_exclude_each_other(log: LogWriter) -> None:
    """Saying that nothing applies is refused while something stands there."""
    code_span(log, span_of(build.TEXT, "D1", 4, 11), "waiting")

    with pytest.raises(CodingError, match="waiting stands on D1-001"):
        mark_no_code(log, FIRST)
    mark_no_code(log, FIRST, codes=["helping"])


def test_suggestions_leave_their_trace(log: LogWriter, tmp_path: Path) -> None:
    """What was offered, taken over and turned down is in the log, never as an own coding."""
    model = Model("m-1", 0.8)
    offer = offer_code(log, FIRST, "waiting", model)
    accept_code(log, FIRST, "waiting", model, offer=offer.id)
    reject_code(log, SECOND, "helping", model)
    row = codings_frame(read_codings(tmp_path)).iloc[0]

    assert (row["source"], row["shown"], row["p"]) == ("suggestion", True, 0.8)
    with pytest.raises(CodingError, match="not something one can undo"):
        undo(log, offer.id)


def test_imports_come_in_one_piece(log: LogWriter) -> None:
    """A batch with one bad event is refused whole."""
    good = Event(do="import", code="waiting", presence="present", source="import", **placed(FIRST))
    bad = Event(do="import", code="wating", presence="present", source="import", **placed(FIRST))

    with pytest.raises(CodingError, match="no code 'wating'"):
        import_events(log, [good, bad])
    assert len(log.state) == 0
    assert [e.do for e in import_events(log, [good])] == ["import"]


def test_an_adjudication_goes_stale(tmp_path: Path) -> None:
    """When something it weighed is undone later, the adjudication is listed with it."""
    book = build.codebook(tmp_path)
    with build.writer(tmp_path, "A", book=book) as a, build.writer(tmp_path, "B", book=book) as b:
        mine = code_span(a, FIRST, "waiting")
        theirs = mark_done(b, FIRST)
        with build.writer(tmp_path, "S", book=book) as s:
            resolve(
                s,
                FIRST,
                [mine.id, theirs.id],
                reason="staat er",
                code="waiting",
                presence="present",
                applies=True,
            )
        assert resolutions_frame(read_codings(tmp_path))["stale"].isna().all()
        undo(a)
    found = resolutions_frame(read_codings(tmp_path)).iloc[0]

    assert (found["applies"], found["reason"], found["stale"]) == (True, "staat er", mine.id)


def test_lines_of_other_hands_are_reported_and_the_rest_used(log: LogWriter) -> None:
    """Events that do not fit what stands change nothing and are named with file and line."""
    first = code_span(log, FIRST, "waiting")
    code_span(log, SECOND, "helping")
    log.close()
    text = log.path.read_text(encoding="utf-8")
    lines = text.splitlines()
    lines[2] = lines[2].replace('"coder":"A"', '"coder":"B"')
    lines.append(lines[1])
    lines.append(lines[1].replace(first.id, "A-9").replace('"do":"code"', '"do":"cod"'))
    log.path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    read = read_log(log.path)
    problems = "\n".join(
        str(problem).replace(str(log.path), "A.jsonl") for problem in read.problems
    )

    assert [e.id for e in read.state.current("codings")] == [first.id]
    assert "A.jsonl:3: A-000003 has no effect: it is coder B's" in problems
    assert "A.jsonl:4: A-000002 has no effect: the id A-000002 is used on line 2" in problems
    assert "A.jsonl:5: unknown action 'cod'" in problems


def test_history_answers_who_when_from_what_under_which_codebook(tmp_path: Path) -> None:
    """One call tells every form of a decision, in order, with the codebook it was made under."""
    with build.writer(tmp_path, book=build.codebook(tmp_path)) as log:
        first = code_span(log, FIRST, "waiting")
        second = change_coding(log, first.id, presence="absent", note="bij nader inzien")
        undo(log)
        redo(log)
        code_span(log, SECOND, "helping")
    told = history(read_codings(tmp_path), event=first.id)

    columns = ["by", "do", "before", "after", "standing", "codebook"]
    assert told[columns].fillna("").values.tolist() == [
        ["A", "code", "", "waiting [present] 0-27", "replaced", "1.0"],
        ["A", "code", "waiting [present] 0-27", "waiting [absent] 0-27", "current", "1.0"],
        ["A", "undo", "waiting [absent] 0-27", "waiting [present] 0-27", "current", "1.0"],
        ["A", "redo", "waiting [present] 0-27", "waiting [absent] 0-27", "current", "1.0"],
    ]
    assert told["by_event"].tolist()[0] == second.id
    assert told["note"].tolist()[1] == "bij nader inzien"
    units = build.units_of(build.sentences())
    assert len(history(read_codings(tmp_path), unit="D1-001", units=units)) == 4
    assert len(history(read_codings(tmp_path), code="helping")) == 1
    with pytest.raises(CodingError, match="no log has an event"):
        history(read_codings(tmp_path), event="A-99")
