"""Applied, not applied, not looked at: never one for the other, whatever became of the codebook."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

import log_builders as build
from coding.codebook import Codebook, load_codebook
from coding.codebook_life import (
    Planned,
    Said,
    carry_out,
    plan_add,
    plan_merge,
    plan_rename,
    plan_retire,
    plan_split,
)
from coding.codings import (
    Judgements,
    LogWriter,
    Model,
    accept_code,
    change_coding,
    code_span,
    judge,
    log_path,
    mark_document_done,
    mark_done,
    mark_no_code,
    mark_skipped,
    offer_code,
    rating_sets,
    ratings,
    read_codings,
    reject_code,
    resolve,
    span_of,
    spans_to_units,
    take_back,
    unit_codings,
    write_memo,
)
from coding.codings.status import recode_list, status
from coding.codings.today import Carrier
from coding.errors import CodingError
from coding.schemas import CODINGS, check_frame

SAID = Said(by="MJ", time="2026-03-01T09:30:00Z")
MODEL = Model("m-1", 0.8)
TWELVE = " ".join(f"Zin {n}." for n in range(1, 13))


class Team:
    """A study folder with coders who open and close their logs."""

    def __init__(self, folder: Path, text: str = build.TEXT) -> None:
        self.folder = folder
        self.text = text
        self.changes = folder / "changes.jsonl"
        self.path = folder / "codebook.yaml"
        build.codebook(folder)

    @property
    def book(self) -> Codebook:
        """Today's codebook."""
        return load_codebook(self.path)

    @property
    def units(self):
        """The sentences."""
        return build.units_of(build.sentences(self.text), self.text)

    def codings(self):
        """Everything on disk."""
        return read_codings(self.folder / "logs", changes=self.changes, codebook=self.book)

    def open(self, coder: str = "A", *, round_: str = "1") -> LogWriter:
        """Open a log under today's codebook."""
        return LogWriter(
            log_path(self.folder / "logs", coder),
            codebook=self.book,
            carrier=Carrier(self.codings().changes),
            round=round_,
            clock=build.ticking(),
        )

    def unit(self, number: int):
        """The n-th sentence as a place."""
        return build.unit_place(number, self.text)

    def change(self, plan) -> None:
        """Change the codebook."""
        planned: Planned = plan(self.path, self.changes)
        carry_out(planned.change, planned.text, self.path, self.changes)

    def judge(self, **options) -> Judgements:
        """Judge every unit on today's codebook."""
        codes = list(self.book.codes)
        return judge(self.codings(), self.units, {"D1": self.text}, codes, **options)

    def row(self, code: str, *, coder: str = "A", value: str = "applied") -> list[object]:
        """Ratings of one coder on one code; None for missing."""
        found = ratings(self.judge(), code, value=value).loc[coder].tolist()
        return [None if isinstance(v, float) and math.isnan(v) else v for v in found]


@pytest.fixture
def team(tmp_path: Path) -> Team:
    return Team(tmp_path)


def test_not_looked_at_is_never_no(team: Team) -> None:
    """Inside a scope a code without a coding is 0; outside it, skipped or untouched, missing."""
    with team.open() as log:
        code_span(log, team.unit(1), "waiting")
        mark_done(log, team.unit(1), codes=["waiting", "helping"])
        mark_no_code(log, team.unit(2))
        mark_done(log, team.unit(3))
        mark_skipped(log, team.unit(3))
        code_span(log, team.unit(4), "helping")

    assert team.row("waiting") == [1, 0, None, None]
    assert team.row("helping") == [0, 0, None, 1]
    assert team.row("stay") == [None, 0, None, None]


def test_a_document_done_is_every_unit_done(team: Team) -> None:
    """One mark on the document speaks for all its units; a later skip takes one out again."""
    with team.open() as log:
        mark_document_done(log, "D1")
        mark_skipped(log, team.unit(2))

    assert team.row("waiting") == [0, None, 0, 0]


def test_taken_back_in_a_read_unit_is_no(team: Team) -> None:
    """After a unit was read, taking a coding back says no; before, it says nothing."""
    with team.open() as log:
        first, second = (code_span(log, team.unit(n), "waiting") for n in (1, 2))
        mark_done(log, team.unit(1))
        take_back(log, first.id)
        take_back(log, second.id)

    assert team.row("waiting")[:2] == [0, None]


def test_a_code_added_later_is_missing_before(tmp_path: Path) -> None:
    """A code added after unit 10 is missing, not 0, on units 1 to 10 until they are read again."""
    team = Team(tmp_path, TWELVE)
    with team.open() as log:
        for number in range(1, 11):
            mark_done(log, team.unit(number))
    team.change(lambda p, c: plan_add(p, c, "later", said=SAID))
    with team.open() as log:
        for number in (11, 12):
            mark_done(log, team.unit(number))

    assert team.row("later") == [None] * 10 + [0, 0]
    assert team.row("waiting") == [0] * 12
    table = recode_list(team.codings(), team.units, {"D1": TWELVE}, list(team.book.codes), "later")
    assert table["unit"].tolist() == [f"D1-{n:03d}" for n in range(1, 11)]
    assert set(table["why"]) == {"read, but not for this code"}
    with team.open() as log:
        mark_done(log, team.unit(3), codes=["later"])
        code_span(log, team.unit(4), "later")
    assert team.row("later")[:5] == [None, None, 0, 1, None]


def test_a_code_added_by_hand_is_missing_before_too(tmp_path: Path) -> None:
    """The log itself says which codes there were: editing by hand loses nothing."""
    team = Team(tmp_path)
    with team.open() as log:
        mark_done(log, team.unit(1))
    for number, code in enumerate(("later", "latest"), start=2):
        text = team.path.read_text(encoding="utf-8")
        team.path.write_text(text + f"  - {{id: {code}}}\n", encoding="utf-8")
        with team.open() as log:
            mark_done(log, team.unit(number))

    assert team.row("later") == [None, 0, 0, None]
    assert team.row("latest") == [None, None, 0, None]


def test_renamed_codes_count_under_their_new_name(team: Team) -> None:
    """Codings and scopes from before a rename count, and the log keeps the old word."""
    with team.open() as log:
        code_span(log, team.unit(1), "waiting")
        mark_document_done(log, "D1")
    before = log_path(team.folder / "logs", "A").read_bytes()
    team.change(lambda p, c: plan_rename(p, c, "waiting", "delay", SAID))

    assert team.row("delay") == [1, 0, 0, 0]
    assert log_path(team.folder / "logs", "A").read_bytes() == before
    with team.open() as log, pytest.raises(CodingError, match="delay stands on this very"):
        code_span(log, team.unit(1), "delay")


def test_merged_codes_need_all_their_parts(team: Team) -> None:
    """A unit counts as read for a merged code only where it was read for every part."""
    with team.open() as log:
        code_span(log, team.unit(1), "helping")
        mark_done(log, team.unit(1), codes=["helping"])
        mark_done(log, team.unit(2), codes=["helping"])
        mark_done(log, team.unit(3), codes=["helping", "waiting"])
        mark_done(log, team.unit(4), codes=["waiting"])
    team.change(lambda p, c: plan_merge(p, c, ["helping"], "waiting", SAID))

    assert team.row("waiting") == [1, None, 0, None]


def test_split_codes_are_in_doubt_only_where_applied(team: Team) -> None:
    """Where the old code was not found its parts are a no; where it was, they wait for review."""
    with team.open() as log:
        first = code_span(log, team.unit(1), "waiting")
        mark_document_done(log, "D1")
    team.change(lambda p, c: plan_split(p, c, "waiting", ["short", "long"], said=SAID))

    assert team.row("short") == [None, 0, 0, 0]
    open_units = recode_list(
        team.codings(), team.units, {"D1": team.text}, list(team.book.codes), "long"
    )
    assert open_units[["unit", "why"]].values.tolist() == [
        ["D1-001", f"K-0001: waiting was split into short, long ({first.id})"]
    ]
    with team.open() as log:
        change_coding(log, first.id, code="long")
    assert team.row("long") == [1, 0, 0, 0]
    assert team.row("short") == [0, 0, 0, 0]


def test_a_part_judged_directly_is_no_longer_in_doubt(team: Team) -> None:
    """Reading the unit again for the parts settles them, whatever the old coding says."""
    with team.open() as log:
        code_span(log, team.unit(1), "waiting")
        mark_done(log, team.unit(1))
    team.change(lambda p, c: plan_split(p, c, "waiting", ["short", "long"], said=SAID))
    with team.open() as log:
        mark_done(log, team.unit(1), codes=["short"])

    assert team.row("short")[0] == 0
    assert team.row("long")[0] is None


def test_retired_codes_leave_the_counts_and_stay_in_the_table(team: Team) -> None:
    """Codings with a retired code stand, marked, under the name they had."""
    with team.open() as log:
        code_span(log, team.unit(1), "waiting")
        mark_document_done(log, "D1")
    team.change(lambda p, c: plan_retire(p, c, "waiting", SAID))
    found = status(team.codings(), team.units, {"D1": team.text}, list(team.book.codes))

    assert "waiting" not in team.judge().codes
    assert found[["decided", "codings", "review"]].values.tolist() == [[4, 1, 1]]


def test_presences_fold_and_are_values(team: Team) -> None:
    """Opposite presences in one unit are ambiguous; the three values of a rating differ."""
    with team.open() as log:
        code_span(log, span_of(team.text, "D1", 0, 11), "waiting")
        code_span(log, span_of(team.text, "D1", 12, 26), "waiting", presence="absent")
        code_span(log, team.unit(2), "waiting", presence="wished")
        mark_document_done(log, "D1")

    assert team.row("waiting", value="presence") == [
        "ambiguous",
        "wished",
        "not applied",
        "not applied",
    ]
    assert team.row("waiting", value="present") == [0, 0, 0, 0]
    assert team.row("waiting") == [1, 1, 0, 0]
    with pytest.raises(CodingError, match="applied, present or presence"):
        team.row("waiting", value="there")


def test_assisted_units_never_count_as_own(team: Team) -> None:
    """Where suggestions were visible once the unit is assisted, even if nothing came of it."""
    with team.open() as log:
        offer_code(log, team.unit(1), "waiting", MODEL)
        accept_code(log, team.unit(2), "waiting", MODEL)
        reject_code(log, team.unit(3), "helping", MODEL)
        for number in (1, 2, 4):
            mark_done(log, team.unit(number))
    judged = team.judge()

    assert judged.assisted.tolist() == [[True, True, True, False]]
    assert team.row("waiting") == [0, 1, None, 0]
    assert team.row("helping") == [0, 0, 0, 0]
    own = ratings(judged.own(), "waiting")
    assert own.isna().values.tolist() == [[True, True, True, False]]


def test_rounds_are_apart(team: Team) -> None:
    """An earlier round is what it was, whatever a later one changed."""
    with team.open() as log:
        first = code_span(log, team.unit(1), "waiting")
        mark_document_done(log, "D1")
    with team.open(round_="2") as log:
        change_coding(log, first.id, code="helping")
        mark_done(log, team.unit(1))

    def row(code: str, round_: str) -> list[float]:
        return ratings(team.judge(rounds=[round_]), code).loc["A"].fillna(-1).tolist()

    assert row("waiting", "1") == [1, 0, 0, 0]
    assert row("waiting", "2") == [0, -1, -1, -1]
    assert row("helping", "2") == [1, -1, -1, -1]
    assert team.row("helping") == [1, 0, 0, 0]


def test_sets_are_none_where_a_code_was_not_looked_for(team: Team) -> None:
    """A set of codes is a value only where every code was looked for; the empty set is one."""
    with team.open() as log:
        code_span(log, team.unit(1), "waiting")
        code_span(log, team.unit(1), "helping")
        mark_done(log, team.unit(1))
        mark_done(log, team.unit(2))
        mark_done(log, team.unit(3), codes=["waiting"])
    found = rating_sets(team.judge(), codes=["waiting", "helping"]).loc["A"].tolist()

    assert found == [{"waiting", "helping"}, frozenset(), None, None]


def test_marks_nobody_can_read_are_missing_and_said(team: Team) -> None:
    """A log that does not say which codes its codebook had makes no zeros."""
    with team.open() as log:
        mark_document_done(log, "D1")
    path = log_path(team.folder / "logs", "A")
    lines = path.read_text(encoding="utf-8").splitlines()
    sha = team.book.sha
    path.write_text(
        lines[1].replace(sha, "0" * 64).replace('"1.0"', '"0.9"') + "\n", encoding="utf-8"
    )
    judged = team.judge()

    assert ratings(judged, "waiting").isna().all(axis=None)
    assert "nothing says which codes codebook 0.9 had" in judged.unknown[0]


def test_a_coding_lost_in_a_revised_text_makes_no_zero(team: Team) -> None:
    """A passage that is not in today's text leaves its code unknown, not absent, where it was."""
    with team.open() as log:
        code_span(log, team.unit(1), "waiting")
        code_span(log, span_of(team.text, "D1", 30, 40), "helping")
        mark_document_done(log, "D1")
    team.text = team.text.replace("Tja", "Nou")
    judged = team.judge()

    assert ratings(judged, "waiting").loc["A"].isna().tolist() == [True, False, False, False]
    assert ratings(judged, "helping").loc["A"].isna().all()
    assert len(judged.unknown) == 2


@pytest.mark.parametrize(
    ("span", "units"),
    [
        ((0, 10), [0]),
        ((0, 5), [0]),
        ((0, 4), [0]),
        ((8, 13), [1]),
        ((8, 12), [0, 1]),
        ((5, 15), [0, 1]),
        ((6, 31), [1, 2]),
        ((9, 26), [1, 2]),
        ((5, 26), [0, 1, 2]),
        ((20, 21), []),
        ((19, 24), [2]),
    ],
)
def test_passages_code_units_by_half(span: tuple[int, int], units: list[int]) -> None:
    """Half of the unit's ink, or half of the passage's; else the largest share (C2)."""
    text = "aaaaaaaaaa" + "bbbbbbbbbb" + "." + "cccccccccc" + "........"
    places = [(0, 10), (10, 20), (21, 31)]

    assert spans_to_units([span], places, text) == [units]


@pytest.mark.parametrize(
    ("span", "units"),
    [((90, 220), [1]), ((80, 220), [0]), ((80, 219), [0]), ((190, 205), [1]), ((120, 180), [])],
)
def test_without_a_half_the_largest_share_decides(span: tuple[int, int], units: list[int]) -> None:
    """Mostly an interviewer's words: the unit it shares most with, the first on a tie, or none."""
    assert spans_to_units([span], [(0, 100), (200, 300)], "a" * 300) == [units]


def test_only_ink_counts() -> None:
    """Spaces count neither for the passage nor for the unit."""
    assert spans_to_units([(0, 6)], [(0, 4), (4, 10)], "aa    bbbb") == [[0]]
    masked = "".join(" " if char.isspace() else "x" for char in build.TEXT)
    places = build.sentences()
    spans = [(0, 30), (20, 45), (50, 87)]

    assert spans_to_units(spans, places, masked) == spans_to_units(spans, places, build.TEXT)


def test_units_that_overlap_are_refused() -> None:
    """Frozen units are in order and apart; anything else is an error, not a guess."""
    with pytest.raises(CodingError, match="units overlap"):
        spans_to_units([(0, 1)], [(0, 5), (4, 8)], "a" * 9)
    with pytest.raises(CodingError, match="span 5 to 12"):
        spans_to_units([(5, 12)], [(0, 5)], "a" * 9)


def test_unit_codings_are_one_row_a_coder_unit_and_code(team: Team) -> None:
    """Several passages of one code in one unit are one row that names them all."""
    with team.open() as log:
        one = code_span(log, span_of(team.text, "D1", 0, 11), "waiting")
        two = code_span(log, span_of(team.text, "D1", 12, 26), "waiting", shown=True)
    from coding.codings import codings_frame

    table = codings_frame(team.codings())
    check_frame(table, CODINGS)
    rows = unit_codings(table, team.units, {"D1": team.text})

    assert rows[["unit", "presence", "passages", "events", "own"]].values.tolist() == [
        ["D1-001", "present", 2, f"{one.id};{two.id}", False]
    ]


def test_who_only_adjudicates_is_no_coder(team: Team) -> None:
    """An adjudicator has a log but read nothing to code it: no ratings, no work left."""
    with team.open("A") as log:
        given = code_span(log, team.unit(1), "waiting")
        mark_done(log, team.unit(1))
    with team.open("J") as log:
        resolve(log, team.unit(1), [given.id], reason="past", code="waiting", applies=False)
        write_memo(log, "lastig", place=team.unit(2))
    codings = team.codings()
    judged = judge(codings, team.units, {"D1": team.text}, list(build.CODES))

    assert codings.coders == ["A"] == list(judged.coders)
    counted = status(codings, team.units, {"D1": team.text}, list(build.CODES))
    assert counted["coder"].tolist() == ["A"]
    with team.open("J") as log:
        mark_done(log, team.unit(1))
    assert team.codings().coders == ["A", "J"]


def test_status_counts_every_unit_once(team: Team) -> None:
    """Decided, partly, skipped and left add up to the units of the document."""
    with team.open() as log:
        mark_done(log, team.unit(1))
        mark_done(log, team.unit(2), codes=["waiting"])
        mark_skipped(log, team.unit(3))
    found = status(
        team.codings(),
        team.units,
        {"D1": team.text},
        list(team.book.codes),
        assigned=[("A", "D1"), ("B", "D1")],
    )
    columns = ["coder", "units", "decided", "partly", "skipped", "left"]

    assert found[columns].values.tolist() == [["A", 4, 1, 1, 1, 1], ["B", 4, 0, 0, 0, 4]]
