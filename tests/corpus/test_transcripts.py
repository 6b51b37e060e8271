"""Transcripts: every turn in, nothing guessed, nothing lost without a log."""

from __future__ import annotations

import pytest

import builders
from coding.corpus.transcripts import RoleMap, read_transcript
from coding.errors import CodingError

ROLES = RoleMap(interviewer=("I",), respondent=("R",))


def _read(text: str):
    return read_transcript(text, roles=ROLES, where="a.md")


def test_fictive_interview_comes_whole() -> None:
    """Front matter and marking are dropped and logged; the turns are the talk."""
    read = _read(builders.fictive(builders.INTERVIEW))

    assert [turn.label for turn in read.turns] == list("IRIRIR")
    assert read.meta == {"status": "FICTIEF"}
    assert [line.kind for line in read.dropped] == ["front_matter"] * 3 + ["marking"]


@pytest.mark.parametrize(
    ("stamp", "seconds"),
    [("[00:12:40]", 760.0), ("[45:33]", 2733.0), ("(1:02:03)", 3723.0), ("#00:12:34-5#", 754.0)],
)
def test_time_stamps_are_kept_as_time(stamp: str, seconds: float) -> None:
    """A stamp at the head of a turn leaves the text and becomes seconds."""
    turn = _read(f"R: {stamp} Ja.").turns[0]

    assert (turn.text, turn.start_s) == ("Ja.", seconds)


def test_a_number_in_the_text_is_no_time_stamp() -> None:
    """Only a stamp at the head of a turn is one."""
    turn = _read("R: Om [00:12] of 2.34 uur, dat weet ik niet.").turns[0]

    assert turn.start_s is None


def test_lines_without_a_label_go_on() -> None:
    """Wrapped lines join; a paragraph without a label is kept and reported."""
    read = _read("R: een\ntwee\n\ndrie: vier")

    assert read.turns[0].text == "een twee\ndrie: vier"
    assert len(read.notices) == 1
    assert "a.md:4" in read.notices[0]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("Zomaar tekst.", "no speaker label of the role map"),
        (f"{'woord ' * 16}\n\nR: Ja.", "a.md:1: text before the first speaker label: 'woord"),
        ("R: Ja.\n\nX: Nee.", "a.md:3: speaker 'X' .1x. has no role"),
        ("R: a\nJan: b\nJan: c\nJan: d", "a.md:2: speaker 'Jan' .3x. has no role"),
        ("---\nstatus: FICTIEF\nR: Ja.", "not closed"),
        ("---\nzomaar\n---\nR: Ja.", "a.md:2: a line in the front matter"),
    ],
    ids=["no labels", "unlabelled", "unknown short", "unknown long", "open front", "bad front"],
)
def test_unclear_speakers_are_refused(text: str, problem: str) -> None:
    """Who speaks is never guessed: the message names the line and the labels found."""
    with pytest.raises(CodingError, match=problem):
        _read(text)


def test_one_label_with_two_roles_is_refused() -> None:
    """A label cannot be interviewer and respondent."""
    with pytest.raises(CodingError, match="two roles"):
        RoleMap(interviewer=("I",), respondent=("i",))


@pytest.mark.parametrize("line", ["R; Ik kom binnen.", "R Dan werk ik.", "Marieke: Mag ik storen?"])
def test_a_mistyped_label_is_reported(line: str) -> None:
    """Words that may be another speaker's are not swallowed in silence."""
    read = _read(f"I: Vraag?\n{line}\nR: Ja.")

    assert any("a.md:2: looks like a speaker label" in notice for notice in read.notices)


def test_a_space_before_the_colon_is_no_trap() -> None:
    """A label with a space before its colon is found again for the message."""
    with pytest.raises(CodingError, match=r"a\.md:2: speaker 'Joke'"):
        _read("R: a\nJoke : b\nJoke : c\nJoke : d")
