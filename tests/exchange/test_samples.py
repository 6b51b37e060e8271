"""The two samples: read without an error, every loss told; annotations of QualCoder."""

from __future__ import annotations

import zipfile
from pathlib import Path

from coding.exchange import import_report
from exchange_files import Made, fresh_study, guid, landed, planned

TEXT = "Wij wachten al sinds maart.\nNiemand belt ons, en Joke helpt wel eens mee."


def test_the_sample_of_atlas_is_told_of_in_full(shared: Path, tmp_path: Path) -> None:
    """Counted by hand in the XML: what is carried and what is lost make up all of it."""
    file = shared / "reference" / "refi" / "samples" / "atlasti-standard-example.qdpx"
    found = planned(file, fresh_study(tmp_path / "s"), fresh=True)

    assert len(found.entries) == 14  # Codes/Code
    (events,) = found.events.values()
    assert sorted(e.note.split("\n")[0] for e in events) == ["My favorite Coke ad", "Research Plan"]
    assert dict(found.losses.counts) == {
        # 6 texts, 2 PDFs and 3 recordings name files that are not in the archive
        "text that is missing from the file": 11,
        "passage of a document that is not there": 8,  # 6 + 2 PlainTextSelection
        "coding of a document that is not there": 9,
        "time stamp of a transcript": 13,
        "picture": 1,
        "passage marked in a picture": 1,
        "coding of a passage marked in a picture": 2,
        "PDF": 2,
        "passage marked as an area of a PDF page": 4,
        "coding of a passage marked as an area of a PDF page": 4,
        "sound recording": 1,
        "film": 2,
        "passage of a film": 2,
        "coding of a passage of a film": 1,
        "drawing of a network": 1,
        "link of a note to something that is not carried over": 1,
        "set of codes": 4,
        "set of documents": 11,
        "empty set": 1,
        "colour of a code": 13,
    }
    assert len(import_report(found)) > 20


def test_the_sample_of_nvivo_for_mac_is_read(shared: Path, tmp_path: Path) -> None:
    """262 codes with nine names under several parents; two empty documents are told of."""
    file = shared / "reference" / "refi" / "samples" / "nvivo-mac-15.qdpx"
    study, found = landed(file, tmp_path / "s")

    assert len(study.codebook.codes) == 262
    assert study.codebook.path("competencies-programming")[-2:] == [
        "competencies",
        "competencies-programming",
    ]
    assert dict(found.losses.counts) == {
        "document without text": 2,
        "file of the archive not taken over (.docx)": 2,
    }
    assert study.check() == []


def test_an_annotation_of_qualcoder_keeps_its_passage(tmp_path: Path) -> None:
    """A note with a passage of its own, named by the text: a memo on these words."""
    note = (
        f'<Notes><Note guid="{guid("n")}" modifyingUser="{guid("anna")}">'
        "<PlainTextContent>Mooi gezegd.</PlainTextContent>"
        f'<PlainTextSelection guid="{guid("p")}" startPosition="28" endPosition="35"/>'
        "</Note></Notes>"
    )
    made = Made({"Een": TEXT.encode()}, [("Een", 0, 11, "Wij wachten", "x")], extra=note)
    xml = made.xml().decode()
    xml = xml.replace("</TextSource>", f'<NoteRef targetGUID="{guid("n")}"/></TextSource>')
    with zipfile.ZipFile(tmp_path / "p.qdpx", "w") as out:
        out.writestr("project.qde", xml)
        out.writestr(f"Sources/{guid('Een')}.txt", TEXT)
    study, found = landed(tmp_path / "p.qdpx", tmp_path / "s")

    (memo,) = study.coded.memos.to_dict("records")
    assert (memo["quote"], memo["note"], memo["coder"]) == ("Niemand", "Mooi gezegd.", "Anna-B")
    assert not found.losses.counts


def test_a_title_of_a_passage_goes_to_its_note(tmp_path: Path) -> None:
    """What a person called a passage is kept; its own words and numbers are not repeated."""
    passages = [
        ("Een", 0, 11, "lang wachten, weer", "a"),
        ("Een", 0, 11, "Wij wach…", "b"),
        ("Een", 28, 35, "Niemand", "c"),
        ("Een", 28, 35, "Quotation 3:12", "d"),
    ]
    file = Made({"Een": TEXT.encode()}, passages).write(tmp_path / "p.qdpx")
    study, _ = landed(file, tmp_path / "s")
    rows = study.coded.codings.to_dict("records")

    notes = {row["code"]: row["note"] for row in rows}
    assert notes["a"] == "lang wachten, weer"
    assert all(notes[code] != notes[code] for code in "bcd")  # missing


def test_a_coder_of_the_study_and_one_of_the_file_are_not_mixed_unseen(tmp_path: Path) -> None:
    """The same name is taken for the same person, and said; another id keeps them apart."""
    file = Made({"Een": TEXT.encode()}, [("Een", 0, 11, "Wij wachten", "x")]).write(
        tmp_path / "p.qdpx"
    )
    study, _ = landed(file, tmp_path / "s")
    found = planned(file, study)
    assert any("taken for coder Anna-B" in line for line in found.losses.notices)
    found = planned(file, study, coders={"Anna B.": "AB2"})
    assert list(found.events) == ["AB2"]
    assert not any("taken for" in line for line in found.losses.notices)
