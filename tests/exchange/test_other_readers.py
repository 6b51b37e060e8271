"""An export as the simplest reader takes it: plain ElementTree, exact strings, no leniency."""

from __future__ import annotations

import io
import xml.etree.ElementTree as ET
import zipfile
from pathlib import Path

import pytest

from builders import toy_study
from coding.codings import accept_code, code_span, span_of
from coding.codings.events import Model
from coding.exchange import project_of, qdpx_bytes
from coding.study import Study
from exchange_files import coded_study

Q = "{urn:QDA-XML:project:1.0}"


def opened(study: Study, **options: bool) -> tuple[ET.Element, zipfile.ZipFile]:
    """Read an export as a program without a lenient reader does."""
    archive = zipfile.ZipFile(io.BytesIO(qdpx_bytes(project_of(study)[0], **options)))
    return ET.fromstring(archive.read("project.qde")), archive


def text_of(archive: zipfile.ZipFile, element: ET.Element) -> bytes:
    """The file a source or note names."""
    name = element.attrib["plainTextPath"].split("internal:/")[1]
    return archive.read("sources" + name)


@pytest.fixture
def study(tmp_path: Path) -> Study:
    """A study with codings of two coders, memos, a draft."""
    return coded_study(tmp_path / "s")


def test_every_passage_is_its_name(study: Study) -> None:
    """Positions are code points of the file as it is decoded, the end after the last."""
    root, archive = opened(study)
    seen = 0
    for source in root.iter(f"{Q}TextSource"):
        text = text_of(archive, source).decode("utf-8")
        for passage in source.iter(f"{Q}PlainTextSelection"):
            start, end = (int(passage.attrib[k]) for k in ("startPosition", "endPosition"))
            assert text[start:end] == passage.attrib["name"]
            seen += 1
    assert seen == len(study.coded.codings) + 1  # one memo on a passage


def test_positions_in_utf16_and_with_crlf(tmp_path: Path) -> None:
    """What NVivo's own files do: UTF-16 units of a text with CRLF."""
    said = "I: En?\n\nR: Nou 😀 wij wachten.\n\nI: Ja?\n\nR: En 😀 niemand belt ons daarover."
    study = toy_study(tmp_path / "s", said)
    with study.coded.writer("A") as log:
        text = study.text("D1")
        code_span(log, span_of(text, "D1", text.index("niemand"), len(text)), "waiting")
    root, archive = opened(Study(study.root), utf16=True, crlf=True)
    (source,) = root.iter(f"{Q}TextSource")
    (passage,) = source.iter(f"{Q}PlainTextSelection")
    units = text_of(archive, source).decode("utf-8").encode("utf-16-le")
    start, end = (int(passage.attrib[k]) for k in ("startPosition", "endPosition"))
    assert units[2 * start : 2 * end].decode("utf-16-le") == "niemand belt ons daarover."


def test_every_reference_is_there_letter_for_letter(study: Study) -> None:
    """GUIDs are compared as they stand, and none is used twice."""
    root, _ = opened(study)
    guids = [e.attrib["guid"] for e in root.iter() if "guid" in e.attrib]
    named = [
        value
        for e in root.iter()
        for key, value in e.attrib.items()
        if key in {"targetGUID", "creatingUser", "modifyingUser", "creatingUserGUID", "originGUID"}
    ]
    assert len(set(guids)) == len(guids)
    assert named
    assert set(named) <= set(guids)


def test_what_crashed_other_readers_is_there(study: Study) -> None:
    """Origin, users, dates on notes and passages, one coding a passage, no notes in codes."""
    root, archive = opened(study)
    names = [code.attrib["name"] for code in root.iter(f"{Q}Code")]
    assert root.attrib["origin"]
    assert len({name.casefold() for name in names}) == len(names)
    assert not [n for code in root.iter(f"{Q}Code") for n in code.findall(f"{Q}NoteRef")]
    for element in [*root.iter(f"{Q}Note"), *root.iter(f"{Q}PlainTextSelection")]:
        assert element.attrib["creationDateTime"]
        assert element.attrib["creatingUser"]
        assert len(element.findall(f"{Q}Coding")) <= 1
    for note in root.iter(f"{Q}Note"):
        assert note.attrib["name"]
        assert text_of(archive, note)
    assert {u.attrib["name"] for u in root.iter(f"{Q}User")} == {"A", "B"}


def test_suggestions_come_only_when_asked_and_under_a_user_of_their_own(study: Study) -> None:
    """An accepted suggestion is never a coder's own coding in another program."""
    text = study.text("D1")
    with study.coded.writer("A") as log:
        at = text.index("Die hielp")
        model = Model("m1", 0.9)
        accept_code(log, span_of(text, "D1", at, at + 9, unit="D1-003"), "helping", model)
    study = Study(study.root)
    plain, losses = project_of(study)
    asked, _ = project_of(study, suggestions=True)
    given = {
        user.name: sum(
            c.user == user.guid for s in asked.sources for p in s.selections for c in p.codings
        )
        for user in asked.users
    }

    assert losses.counts["accepted suggestion (taken along with --suggestions)"] == 1
    assert {user.name for user in plain.users} == {"A", "B"}
    assert given == {"A": 2, "A (accepted suggestions)": 1, "B": 1}
