"""Every habit of other programs that design notes list as seen: read, landed, reported."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from coding.exchange import (
    carry_out_import,
    project_of,
    qdpx_bytes,
    quotes_table,
    read_qdc,
    read_qdpx,
)
from coding.study import Study
from exchange_files import Made, fresh_study, guid, landed, places, planned

TEXT = "Wij wachten al sinds maart.\nNiemand belt ons, en Joke helpt wel eens mee."
PASSAGE = [("Een", 0, 11, "Wij wachten", "wachten")]


def simple(**habits: object) -> Made:
    """One text, one coding, with habits."""
    return Made({"Een": TEXT.encode()}, PASSAGE, **habits)


@pytest.mark.parametrize(
    "habits",
    [
        {"folder": "Sources"},
        {"folder": "sources/deeper"},
        {"project": "Project.qde"},
        {"project": "My study.qde"},
        {"path": "{}"},
        {"path": "internal:///{}"},
        {"space": "urn:QDA-XML:project:0:10"},
        {"space": "urn:QDA-XML:project:1:0"},
        {"prefix": b'\xef\xbb\xbf<?xml version="1.0" encoding="utf-8"?>'},
        {"prefix": b'\n<?xml version="1.0" encoding="utf-8"?>'},
        {"prefix": b""},
        {"dates": ""},
        {"dates": 'modifiedDateTime="2020-02-02T10:00:00.5+01:00"'},
        {"users": ""},
        {"origin": ""},
    ],
    ids=lambda habits: str(next(iter(habits.items()))),
)
def test_habits_that_change_nothing(tmp_path: Path, habits: dict[str, object]) -> None:
    """Folder, name, path, namespace, byte order mark, dates, users, origin: the coding lands."""
    study, _ = landed(simple(**habits).write(tmp_path / "p.qdpx"), tmp_path / "s")

    assert places(study) == [("wachten", "Wij wachten")]


def test_braces_and_capitals_in_guids(tmp_path: Path) -> None:
    """One GUID in three spellings is one GUID."""
    made = simple()
    xml = made.xml().decode().replace(f'targetGUID="{guid("wachten")}"',
                                      f'targetGUID="{{{guid("wachten").upper()}}}"')  # fmt: skip
    path = tmp_path / "p.qdpx"
    with zipfile.ZipFile(path, "w") as out:
        out.writestr("project.qde", xml)
        out.writestr(f"sources/{guid('Een').upper()}.TXT", TEXT)
    study, _ = landed(path, tmp_path / "s")

    assert places(study) == [("wachten", "Wij wachten")]


def test_inline_text_and_text_offered_as_rich_text(tmp_path: Path) -> None:
    """PlainTextContent, and a .txt under richTextPath, are texts."""
    inline = Made({}, PASSAGE, inside={"Een": TEXT})
    study, _ = landed(inline.write(tmp_path / "a.qdpx"), tmp_path / "a")
    assert places(study) == [("wachten", "Wij wachten")]

    xml = simple().xml().replace(b"plainTextPath", b"richTextPath")
    with zipfile.ZipFile(tmp_path / "b.qdpx", "w") as out:
        out.writestr("project.qde", xml)
        out.writestr(f"sources/{guid('Een')}.txt", TEXT)
    study, _ = landed(tmp_path / "b.qdpx", tmp_path / "b")
    assert places(study) == [("wachten", "Wij wachten")]


def test_a_mark_that_is_counted(tmp_path: Path) -> None:
    """A byte order mark counted as the first character moves everything by one."""
    passages = [("Een", 1, 12, "Wij wachten", "w"), ("Een", 29, 36, "Niemand", "w")]
    file = Made({"Een": b"\xef\xbb\xbf" + TEXT.encode()}, passages).write(tmp_path / "p.qdpx")
    study, _ = landed(file, tmp_path / "s")

    assert places(study) == [("w", "Wij wachten"), ("w", "Niemand")]


def test_unescaped_signs_are_mended_and_told(tmp_path: Path) -> None:
    """`R&D` and `a < b` in an annotation, as one program writes them."""
    made = simple(extra="<Description>R&D vraagt a < b</Description>")
    project, losses = read_qdpx(made.write(tmp_path / "p.qdpx"))

    assert project.description == "R&D vraagt a < b"
    assert any("not escaped" in line for line in losses.notices)


def test_two_coders_on_one_passage_stay_two(tmp_path: Path) -> None:
    """Each Coding goes to its own user, not to the passage's."""
    users = Made(TEXT).users + f'<User guid="{guid("b")}" name="Bo"/>'  # type: ignore[arg-type]
    second = (
        f'<Coding guid="{guid("2")}" creatingUser="{{{guid("b").upper()}}}">'
        f'<CodeRef targetGUID="{guid("wachten")}"/></Coding></PlainTextSelection>'
    )
    xml = simple(users=users).xml().decode().replace("</PlainTextSelection>", second)
    with zipfile.ZipFile(tmp_path / "p.qdpx", "w") as out:
        out.writestr("project.qde", xml)
        out.writestr(f"sources/{guid('Een')}.txt", TEXT)
    study, _ = landed(tmp_path / "p.qdpx", tmp_path / "s")

    assert sorted(study.coded.codings["coder"]) == ["Anna-B", "Bo"]
    assert study.coded.codings["time"].tolist() == ["2020-02-02T10:00:00Z"] * 2


def test_equal_names_under_two_parents_stay_two_codes(tmp_path: Path) -> None:
    """Code names are kept apart by their path, and each coding keeps its own."""
    codes = "".join(
        f'<Code guid="{guid(top)}" name="{top}" isCodable="false">'
        f'<Code guid="{guid(top + "x")}" name="Overig" isCodable="true"/></Code>'
        for top in ("Werk", "Thuis")
    )
    passages = [("Een", 0, 11, "Wij wachten", "Werkx"), ("Een", 28, 35, "Niemand", "Thuisx")]
    file = Made({"Een": TEXT.encode()}, passages, codes=codes).write(tmp_path / "p.qdpx")
    study, _ = landed(file, tmp_path / "s")

    assert places(study) == [("werk-overig", "Wij wachten"), ("thuis-overig", "Niemand")]
    assert study.codebook.codes["werk-overig"].name("nl") == "Overig"
    assert study.codebook.codes["thuis"].type == "heading"


def test_the_heading_over_all_codes_goes(tmp_path: Path) -> None:
    """NVivo's wrapper “Nodes” is no code."""
    codes = (
        '<Code guid="n" name="Nodes" isCodable="false">'
        f'<Code guid="{guid("wachten")}" name="Wachten" color="rgb(1,2,3)"/></Code>'
    )
    study, found = landed(simple(codes=codes).write(tmp_path / "p.qdpx"), tmp_path / "s")

    assert list(study.codebook.codes) == ["wachten"]
    assert found.losses.counts["colour of a code"] == 1


def test_documents_of_one_name_stay_two(tmp_path: Path) -> None:
    """MAXQDA sends several sources with one name."""
    made = Made({"Een": TEXT.encode(), "Twee": b"Heel iets anders."}, PASSAGE)
    xml = made.xml().decode().replace('name="Twee"', 'name="Een"')
    with zipfile.ZipFile(tmp_path / "p.qdpx", "w") as out:
        out.writestr("project.qde", xml)
        for name, data in made.texts.items():
            out.writestr(f"sources/{guid(name)}.txt", data)
    study, _ = landed(tmp_path / "p.qdpx", tmp_path / "s")

    assert sorted(study.documents["document"]) == ["Een", "Een-2"]
    assert places(study) == [("wachten", "Wij wachten")]


NOTES = f"""
<Notes>
 <Note guid="{guid("n1")}" name="Dagboek"><PlainTextContent>Een dag.</PlainTextContent></Note>
 <Note guid="{guid("n2")}" name=""><PlainTextContent>Bij de tekst.</PlainTextContent></Note>
 <Note guid="{guid("n3")}" name=""><PlainTextContent>Bij de woorden.</PlainTextContent></Note>
</Notes>
<Links><Link guid="{guid("l")}" originGUID="{guid("n3")}" targetGUID="{guid("28-35-")}"/>
<Link guid="{guid("m")}" name="raakt" originGUID="{guid("wachten")}" targetGUID="{guid("n")}"/>
</Links>
"""


def test_notes_become_memos_where_they_belong(tmp_path: Path) -> None:
    """Of the project, of a document (NoteRef), of a passage (NVivo's link, or its own)."""
    passages = [*PASSAGE, ("Een", 28, 35, "Niemand", "")]
    made = Made({"Een": TEXT.encode()}, passages, extra=NOTES)
    xml = made.xml().decode()
    xml = xml.replace("</TextSource>", f'<NoteRef targetGUID="{guid("n2")}"/></TextSource>')
    xml = xml.replace("<Coding ", "<Description>Bij de codering.</Description><Coding ", 1)
    with zipfile.ZipFile(tmp_path / "p.qdpx", "w") as out:
        out.writestr("project.qde", xml)
        out.writestr(f"sources/{guid('Een')}.txt", TEXT)
    study, found = landed(tmp_path / "p.qdpx", tmp_path / "s")
    memos = study.coded.memos.astype(object).where(study.coded.memos.notna(), None)

    told = {(m.note, m.document, m.quote) for m in memos.itertuples()}
    assert told == {
        ("Dagboek\nEen dag.", None, None),
        ("Bij de tekst.", "Een", None),
        ("Bij de woorden.", "Een", "Niemand"),
    }
    assert study.coded.codings["note"].tolist() == ["Bij de codering."]
    assert found.losses.counts["link between two things"] == 1


def test_the_text_of_a_pdf_and_of_a_film_is_kept(tmp_path: Path) -> None:
    """Representation and Transcript carry codings; areas, pictures and seconds are counted."""
    ref = f'<Coding guid="c"><CodeRef targetGUID="{guid("x")}"/></Coding>'
    xml = f"""<Project xmlns="urn:QDA-XML:project:1.0" name="P"><CodeBook><Codes>
    <Code guid="{guid("x")}" name="x" isCodable="true"/></Codes></CodeBook><Sources>
    <PDFSource guid="p" name="Nota.pdf"><PDFSelection guid="a" page="0">{ref}</PDFSelection>
      <Representation guid="r"><PlainTextContent>{TEXT}</PlainTextContent>
      <PlainTextSelection guid="s" startPosition="0" endPosition="11" name="Wij wachten">{ref}
      </PlainTextSelection></Representation></PDFSource>
    <VideoSource guid="v" name="Film.mp4"><Transcript guid="t"><PlainTextContent>{TEXT}
      </PlainTextContent><SyncPoint guid="1" position="28" timeStamp="0"/>
      <SyncPoint guid="2" position="35" timeStamp="9"/>
      <TranscriptSelection guid="q" fromSyncPoint="1" toSyncPoint="2">{ref}</TranscriptSelection>
      </Transcript><VideoSelection guid="w" begin="1" end="2">{ref}</VideoSelection></VideoSource>
    <PictureSource guid="i" name="Foto.jpg"/>
    </Sources></Project>"""
    with zipfile.ZipFile(tmp_path / "p.qdpx", "w") as out:
        out.writestr("project.qde", xml)
    study, found = landed(tmp_path / "p.qdpx", tmp_path / "s")

    assert sorted(places(study)) == [("x", "Niemand"), ("x", "Wij wachten")]
    assert found.losses.counts == {
        "coding of a passage marked as an area of a PDF page": 1,
        "passage marked as an area of a PDF page": 1,
        "PDF, of which the text is kept": 1,
        "coding of a passage of a film": 1,
        "passage of a film": 1,
        "time stamp of a transcript": 2,
        "film, of which the text is kept": 1,
        "picture": 1,
    }


VARIABLES = f"""
<Variables><Variable guid="{guid("role")}" name="Role" typeOfVariable="Text"/>
<Variable guid="{guid("age")}" name="Age group" typeOfVariable="Text"/></Variables>
<Cases><Case guid="{guid("c")}" name="Anna">
<VariableValue><VariableRef targetGUID="{guid("age")}"/><TextValue>20-29</TextValue></VariableValue>
<SourceRef targetGUID="{guid("Een")}"/></Case></Cases>
"""


def test_variables_of_documents_and_cases_are_kept(tmp_path: Path) -> None:
    """Known names become columns; the others are kept beside the texts, and exported again."""
    made = simple()
    value = (
        f'<VariableValue><VariableRef targetGUID="{guid("role")}"/>'
        "<TextValue>arts</TextValue></VariableValue></TextSource>"
    )
    xml = made.xml().decode().replace("</TextSource>", value)
    xml = xml.replace("<Sources>", VARIABLES + "<Sources>")
    with zipfile.ZipFile(tmp_path / "p.qdpx", "w") as out:
        out.writestr("project.qde", xml)
        out.writestr(f"sources/{guid('Een')}.txt", TEXT)
    study, _ = landed(tmp_path / "p.qdpx", tmp_path / "s")

    row = quotes_table(study).iloc[0]
    assert (row["role"], row["Age group"], row["case"]) == ("arts", "20-29", "Anna")
    assert _values(study) == {"role": "arts", "Age group": "20-29", "case": "Anna"}
    (tmp_path / "again.qdpx").write_bytes(qdpx_bytes(project_of(study)[0]))
    again, _ = landed(tmp_path / "again.qdpx", tmp_path / "t")
    assert _values(again) == _values(study)


def _values(study: Study) -> dict[str, str]:
    project = project_of(study)[0]
    names = {variable.guid: variable.name for variable in project.variables}
    return {names[key]: value for key, value in project.sources[0].values}


@pytest.mark.parametrize("space", ["codebook:1.0", "codebook:0:4", "codebook:1:0", "project:1.0"])
def test_codebooks_of_every_namespace(tmp_path: Path, space: str) -> None:
    """A byte order mark, an empty Sets, MemberCode by guid or targetGUID."""
    xml = (
        f'<?xml version="1.0"?><CodeBook xmlns="urn:QDA-XML:{space}"><Codes>'
        f'<Code guid="{{{guid("A").upper()}}}" name="Steun">'
        "<Description>Hulp.</Description>"
        '<Code guid="b" name="Van boven" isCodable="true"/></Code></Codes>'
        f'<Sets><Set guid="s" name="S"><MemberCode guid="{guid("A")}"/><MemberCode targetGUID="b"/>'
        "</Set></Sets></CodeBook>"
    )
    (tmp_path / "c.qdc").write_bytes(b"\xef\xbb\xbf" + xml.encode())
    project, losses = read_qdc(tmp_path / "c.qdc")
    study = carry_out_import(
        planned(tmp_path / "c.qdc", s := fresh_study(tmp_path / "s"), fresh=True), s
    )

    assert [node.name for node in project.codes] == ["Steun", "Van boven"]
    assert not losses.counts
    assert study.codebook.codes["van-boven"].parent == "steun"
    assert study.codebook.codes["steun"].definition == {"nl": "Hulp."}


def test_an_import_into_a_study_finds_its_documents_and_codes(tmp_path: Path) -> None:
    """By name and words, although the file's text has labels and other line ends; twice is once."""
    theirs = "I: Hoe gaat het?\r\nR: Wij wachten al sinds maart.\r\nI: En?\r\nR: Niemand belt ons."
    ours = theirs.replace("\r\n", "\n")
    study = fresh_study(tmp_path / "s")
    first = Made(
        {"Gesprek 1.docx": ours.encode()}, [("Gesprek 1.docx", 20, 31, "Wij wachten", "Steun")]
    )
    study = carry_out_import(planned(first.write(tmp_path / "a.qdpx"), study), study)
    assert places(study) == [
        ("support", "Wij wachten")
    ]  # “steun” is a code of the example codebook

    changed = theirs.replace("I: ", "Interviewer: ").replace("R: ", "Respondent:\t")
    at = changed.index("Niemand")
    second = Made(
        {"Gesprek 1": changed.encode()}, [("Gesprek 1", at, at + 12, "Niemand belt", "Stilte")]
    )
    file = second.write(tmp_path / "b.qdpx")
    found = planned(file, study)
    assert found.matched
    assert not found.documents
    study = carry_out_import(found, study)
    assert places(study) == [("support", "Wij wachten"), ("stilte", "Niemand belt")]
    assert "stilte" in study.codebook.codes
    assert [change.do for change in study.coded.logs.changes] == ["add"]

    again = planned(file, Study(study.root))
    assert again.codings == 0
    assert places(carry_out_import(again, study)) == places(study)


def test_documents_said_to_be_complete_are_marked(tmp_path: Path) -> None:
    """--complete: from then on what was not coded there is a no, not an unknown."""
    file = simple().write(tmp_path / "p.qdpx")
    study, _ = landed(file, tmp_path / "a")
    assert not [e for _, e in study.coded.logs.current("marks")]

    study, _ = landed(file, tmp_path / "b", complete=("Een",))
    (mark,) = [event for _, event in study.coded.logs.current("marks")]
    assert (mark.do, mark.doc, mark.unit, mark.source) == ("done", "Een", "", "import")


def test_two_documents_of_one_text_stay_two(tmp_path: Path) -> None:
    """Each source is matched with its own document, not with the first that reads the same."""
    texts = {"A1": TEXT.encode(), "A2": TEXT.encode()}
    file = Made(texts, [("A2", 0, 11, "Wij wachten", "x")]).write(tmp_path / "p.qdpx")
    study, _ = landed(file, tmp_path / "s")
    assert study.coded.codings["document"].tolist() == ["A2"]

    found = planned(file, study)
    assert sorted(found.matched.values()) == ["A1", "A2"]
    assert found.codings == 0
