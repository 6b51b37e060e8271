"""A respondent withdraws: the words are nowhere, the trail is, and the rest still stands."""

from __future__ import annotations

from pathlib import Path

import pytest

import named_study as places
from coding.codings.backup import back_up, check_backup
from coding.errors import BusyError, CodingError
from coding.journal import read_journal
from coding.privacy.formats import walk
from coding.privacy.withdraw import withdraw, withdrawn_documents
from coding.study import Study

TIME = "2026-03-02T09:00:00Z"
# what only D1 said, down to short pieces of it
WORDS = (
    "Een stapel",
    "wachtte al weken op antwoord",
    "Joost helpt mij",
    "zwart op wit",
    "de boel weer eens vastloopt",
    "Anneke van den Berg",
    "vandenberg@",
)


@pytest.fixture
def study(tmp_path: Path) -> Study:
    """A real study with two coded interviews."""
    return places.study_with_names(tmp_path / "studie")


def test_the_words_leave_every_file(study: Study) -> None:
    """A search of the whole folder finds no piece of what the respondent said."""
    said = "Anneke van den Berg van Centric belde me, en Annekes baas wachtte al weken op antwoord"
    places.scatter(study, said)
    assert places.where(study.root, *WORDS) != []

    done = withdraw(study, "D1", by="MJ", time=TIME)

    assert places.where(study.root, *WORDS) == []
    assert done.units == 3
    assert not any(word in line for line in done.lines() for word in WORDS)
    assert "git history is not cleaned" in "\n".join(done.lines())


def test_tombstones_keep_the_trail(study: Study) -> None:
    """Id, time and kind of act stay, the chain closes, and nothing is counted any more."""
    old = read_journal(study.path("corpus", "codings", "A.jsonl"))
    withdraw(study, "D1", by="MJ", time=TIME)
    now = Study(study.root)
    journal = read_journal(now.path("corpus", "codings", "A.jsonl"))
    kinds = [line.value["note"] for line in journal.lines if line.value["do"] == "withdrawn"]

    assert [line.value["id"] for line in journal.lines] == [line.value["id"] for line in old.lines]
    assert [line.sha for line in journal.lines] == [line.sha for line in old.lines]
    assert journal.problems == ()
    assert kinds == ["code", "done", "code", "done", "code", "done", "memo"]
    assert now.coded.codings["document"].tolist() == ["D2"]
    assert set(now.units["document"]) == {"D2"}
    assert now.check() == []
    assert withdrawn_documents(now.root) == ["D1"]
    assert len(now.history()) == len(old.lines)


def test_work_goes_on_after_a_withdrawal(study: Study) -> None:
    """Coders open their log, undo and code; a second respondent can withdraw too."""
    from coding.codings import undo

    withdraw(study, "D1", by="MJ", time=TIME)
    with Study(study.root).coded.writer("A", clock=lambda: "2026-03-03T09:00:00Z") as log:
        undo(log)
    withdraw(Study(study.root), "D2", by="MJ", time=TIME)
    now = Study(study.root)

    assert now.check() == []
    assert withdrawn_documents(now.root) == ["D1", "D2"]
    assert len(now.coded.codings) == 0


def test_what_others_said_stays(study: Study) -> None:
    """Words that another respondent said too, or that the guide asks, are not cut from notes."""
    from coding.preparation import add_documents, read_documents

    shared = "Joost helpt mij altijd wanneer de boel weer eens vastloopt bij ons."
    third = study.path("corpus", "interviews", "D3.md")
    third.write_text(f"I: Wie helpt?\n\nR: {shared}\n", encoding="utf-8")
    study = add_documents(study, [third], read_documents(study, [third], kind="interview"))
    note = study.path("notes.md")
    asked = "Wat lag er gisteren op uw bureau?"
    only = "want anneke wilde het zwart op wit hebben"
    note.write_text(f"{shared}\n{asked}\n{only}\n", encoding="utf-8")
    withdraw(study, "D1", by="MJ", time=TIME)

    assert note.read_text(encoding="utf-8") == f"{shared}\n{asked}\n[withdrawn]\n"


def test_a_corrected_transcript_and_a_backup_lose_the_words(study: Study, tmp_path: Path) -> None:
    """Earlier versions of the text and dated zips are cleaned, and the zip is still whole."""
    from coding.reanchoring import carry_out_correction, plan_correction

    file = tmp_path / "D1.md"
    file.write_text(places.FIRST.replace("Een stapel.", "Een grote stapel."), encoding="utf-8")
    carry_out_correction(study, plan_correction(study, "D1", file), by="MJ")
    zip_ = back_up(study.root, now=TIME)
    withdraw(Study(study.root), "D1", by="MJ", time=TIME)

    assert places.where(study.root, *WORDS, "grote stapel") == []
    assert check_backup(zip_) > 3
    assert Study(study.root).check() == []


def test_a_dry_run_writes_nothing(study: Study) -> None:
    """What would go is listed; the folder stays as it is."""
    before = {path: path.read_bytes() for path in walk(study.root)}
    done = withdraw(study, "D1", by="MJ", time=TIME, dry_run=True)

    assert "corpus/texts/D1.txt" in done.deleted
    assert {path: path.read_bytes() for path in walk(study.root)} == before


def test_an_unknown_document_and_an_open_log_are_refused(study: Study) -> None:
    """A typing mistake or a busy coder changes nothing."""
    with pytest.raises(CodingError, match="no document 'D9'"):
        withdraw(study, "D9", by="MJ", time=TIME)
    with study.coded.writer("A"), pytest.raises(BusyError):
        withdraw(study, "D1", by="MJ", time=TIME)


def test_documents_with_alike_ids_are_kept_apart(tmp_path: Path) -> None:
    """Withdrawing D1 leaves D10 alone."""
    import builders
    from coding.preparation import add_documents, read_documents

    study = places.study_with_names(tmp_path / "studie")
    path = study.path("corpus", "interviews", "D10.md")
    path.write_text(builders.INTERVIEW, encoding="utf-8")
    study = add_documents(study, [path], read_documents(study, [path], kind="interview"))
    withdraw(study, "D1", by="MJ", time=TIME)

    assert "Joke helpt me" in Study(study.root).text("D10")
