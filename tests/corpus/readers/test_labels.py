"""Labels and stamps at the head of a line: what people type, and what only looks like it."""

from __future__ import annotations

import pytest

from coding.corpus.readers import read_source
from coding.corpus.readers.labels import head_of
from coding.corpus.roles import RoleMap, with_speakers
from coding.corpus.transcripts import UnknownSpeakersError, read_transcript, turns_of
from coding.errors import CodingError

ROLES = RoleMap(interviewer=("I", "Interviewer"), respondent=("R", "R1", "mevr. De Vries"))


@pytest.mark.parametrize(
    ("line", "label", "said", "start"),
    [
        ("I: Dag.", "I", "Dag.", None),
        ("  R1:\tDag.", "R1", "Dag.", None),
        ("I:", "I", "", None),
        ("**I:** Dag.", "I", "Dag.", None),
        ("**I**: Dag.", "I", "Dag.", None),
        ("**Interviewer** Dag.", "Interviewer", "Dag.", None),
        ("__R1:__ Dag.", "R1", "Dag.", None),
        ("*R*: Dag.", "R", "Dag.", None),
        ("[00:00:01] I: Dag.", "I", "Dag.", 1.0),
        ("(01:02) I: Dag.", "I", "Dag.", 62.0),
        ("#00:12:34-5# I: Dag.", "I", "Dag.", 754.0),
        ("{00:34:20} I: Dag.", "I", "Dag.", 2060.0),
        ("[01.23.45] I: Dag.", "I", "Dag.", 5025.0),
        ("00:00:05 I: Dag.", "I", "Dag.", 5.0),
        ("Interviewer [00:01]: Dag.", "Interviewer", "Dag.", 1.0),
        ("Interviewer (1:00:01): Dag.", "Interviewer", "Dag.", 3601.0),
        ("mevr. De Vries: Dag.", "mevr. De Vries", "Dag.", None),
        ("J.P. Jansen: Dag.", "J.P. Jansen", "Dag.", None),
        ("Jan Jansen (Extern): Dag.", None, "", None),
        ("R\tDag, zei hij.", "R", "Dag, zei hij.", None),
        ("S00: [00:01:02] Dag.", "S00", "[00:01:02] Dag.", None),
    ],
)
def test_forms_of_labels(line: str, label: str | None, said: str, start: float | None) -> None:
    """A label with or without bold, stamp, title or tab is found with what comes after it."""
    found = head_of(line)

    if label is None:
        label, said, start = "Jan Jansen (Extern)", "Dag.", None
    assert found == (label, said, start)


@pytest.mark.parametrize(
    "line",
    [
        "Dag, zei hij: kom binnen.",
        "Om 10:30 kwam hij.",
        "https://voorbeeld.nl is het",
        "**Dat** was het dus.X" * 20,
        "Een heel lange zin zonder leestekens die op een dubbele punt uitkomt: ja",
        "[lacht] Ja.",
        "",
    ],
)
def test_what_is_no_label(line: str) -> None:
    """A colon in a sentence, a clock, a web address or a mark starts no turn."""
    found = head_of(line)

    assert found is None or found[0] == "Dat"


def test_every_unknown_speaker_is_named_at_once() -> None:
    """One message lists all speakers without a role, with counts and the options to type."""
    text = "Jan Jansen: a\nEls: b\n" * 3 + "R: c\nX: d\n"
    with pytest.raises(UnknownSpeakersError) as caught:
        read_transcript(text, roles=ROLES, where="a.md")
    message = str(caught.value)

    assert dict(caught.value.labels) == {"Jan Jansen": 3, "Els": 3, "X": 1}
    assert '--speaker "Jan Jansen=R" --speaker "Els=R" --speaker "X=R"' in message
    assert "names are not stored" in message


def test_a_label_can_be_called_words() -> None:
    """What looks like a label and is none stays in the talk."""
    text = "R: Dit:\n" + "Let op: a\n" * 3
    roles = with_speakers(ROLES, ["Let op=words"])
    turns = read_transcript(text, roles=roles, where="a.md").turns

    assert [turn.text for turn in turns] == ["Dit: Let op: a Let op: a Let op: a"]


@pytest.mark.parametrize("given", ["Jan", "=R", "Jan=X", "Jan=R1234", "Jan=interviewer"])
def test_a_role_that_cannot_be_read_is_refused(given: str) -> None:
    """Half a pair, an unknown letter: the message shows the form."""
    with pytest.raises(CodingError, match="LABEL=I, LABEL=R"):
        with_speakers(RoleMap(), [given])


def test_the_last_word_on_a_speaker_counts() -> None:
    """A role on the command line goes before the one of the study, whatever the case or spaces."""
    roles = with_speakers(RoleMap(interviewer=("Jan  jansen",)), ["Jan Jansen=R2"])

    assert roles.role("JAN JANSEN") == "respondent"
    assert roles.code("jan jansen") == "R2"


def test_lines_above_the_talk_are_reported_not_kept() -> None:
    """A title with a name is left out: its line is logged, its words are not."""
    read = read_transcript("Gesprek met Jan Jansen\n3 april\n\nI: Dag.", roles=ROLES, where="a.md")

    assert [(line.line, line.kind, line.text) for line in read.dropped] == [
        (1, "above", ""),
        (2, "above", ""),
    ]
    assert "2 lines above the first speaker are left out (lines 1 to 2)" in read.notices


def test_stamps_leave_the_text_and_are_logged() -> None:
    """Stamps of f4 and MAXQDA inside a turn go; `[00:12]` in a sentence stays."""
    text = (
        "[00:00:09] R: Ja #00:00:12-3# of om [00:12]. #00:00:14-1#\n[00:20] Nee.\n00:00:30\nI: Dag."
    )
    read = read_transcript(text, roles=ROLES, where="a.md")

    assert [(turn.text, turn.start_s) for turn in read.turns] == [
        ("Ja of om [00:12]. Nee.", 9.0),
        ("Dag.", 30.0),
    ]
    assert [line.text for line in read.dropped] == [
        "00:00:30",
        "#00:00:12-3#",
        "#00:00:14-1#",
        "[00:20]",
    ]


def test_a_name_and_a_clock_on_a_line_head_the_lines_below() -> None:
    """Text copied from Teams or Otter: headers are speakers, runs of one speaker are one turn."""
    text = (
        "Overleg\n\nJan Jansen  0:03\nDag.\n\nJan Jansen  0:09\nZeg het.\nEls  1:00:01\nJa: zo.\n"
    )
    roles = with_speakers(RoleMap(), ["Jan Jansen=I", "Els=R"])
    source = read_source(text.encode(), where="a.txt")
    read = turns_of(source, roles=roles, where="a.txt")

    assert [(turn.label, turn.text, turn.start_s) for turn in read.turns] == [
        ("Jan Jansen", "Dag. Zeg het.", 3.0),
        ("Els", "Ja: zo.", 3601.0),
    ]
    assert source.format == "text-headers"
    assert [line.text for line in source.dropped] == [""]


@pytest.mark.parametrize(
    ("encoding", "told"),
    [("cp850", "cp850"), ("mac_roman", "mac_roman")],
)
def test_another_code_page_is_told_apart(encoding: str, told: str) -> None:
    """Text of DOS or an old Mac is not read as Windows-1252: the message names what fits."""
    words = "R: We hebben geïnnoveerd, met één idee, twee cafés en de coördinatie van cliënten.\n"
    with pytest.raises(CodingError, match=f"--encoding {told}|is not cp1252|is damage"):
        read_source(words.encode(encoding), where="a.txt")
    source = read_source(words.encode(encoding), where="a.txt", encoding=encoding)
    assert source.pieces[0].text == words.strip()


@pytest.mark.parametrize(
    "words",
    ["foto‘s en ’s avonds… “zo” – nee", "10‰ van Šime, ‹zo› of „zo”", "geïnnoveerd één cliënt €5"],
)
def test_windows_text_is_still_read(words: str) -> None:
    """Curly quotes, dashes and foreign names in Windows-1252 are no ground for refusal."""
    assert read_source(f"R: {words}".encode("cp1252"), where="a").pieces[0].said == words
