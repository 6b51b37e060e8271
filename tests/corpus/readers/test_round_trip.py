"""Every fictive interview, written out in every format, comes back with its turns and its text."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

import transcript_files
from coding.corpus.readers import read_source
from coding.corpus.roles import RoleMap, with_speakers
from coding.corpus.transcripts import read_transcript, turns_of
from coding.text import normalise

ROOT = Path(__file__).resolve().parents[3]
INTERVIEWS = sorted((ROOT / "corpus" / "interviews").glob("*.md"))
ROLES = with_speakers(RoleMap(), transcript_files.SPEAKERS)


@cache
def _turns(path: Path) -> tuple[tuple[str, str], ...]:
    text = normalise(path.read_text(encoding="utf-8"))
    read = read_transcript(text, roles=ROLES, where=path.name)
    return tuple((turn.label, turn.text) for turn in read.turns)


def _back(data: bytes, name: str, roles: RoleMap = ROLES) -> list[tuple[str, str]]:
    read = turns_of(read_source(data, where=name), roles=roles, where=name)
    return [(roles.code(turn.label), turn.text) for turn in read.turns]


def test_there_are_interviews() -> None:
    """The eighteen of the demonstration are what is written out."""
    assert len(INTERVIEWS) == 18
    assert sum(len(_turns(path)) for path in INTERVIEWS) > 1000


@pytest.mark.parametrize("form", transcript_files.WITH_SPEAKERS)
def test_speakers_and_words_come_back(form: str) -> None:
    """The same turns by the same speakers with the same text, interview by interview."""
    write, name = transcript_files.WITH_SPEAKERS[form]
    for path in INTERVIEWS:
        assert _back(write(_turns(path)), name) == list(_turns(path)), path.name


@pytest.mark.parametrize("form", transcript_files.WITHOUT_SPEAKERS)
def test_without_speakers_the_words_come_back(form: str) -> None:
    """A format that names nobody gives the same words, as one turn of whom a person says it is."""
    write, name = transcript_files.WITHOUT_SPEAKERS[form]
    roles = with_speakers(RoleMap(), ["*=R"])
    for path in INTERVIEWS:
        back = _back(write(_turns(path)), name, roles)
        assert back == [("R", " ".join(text for _, text in _turns(path)))], path.name
