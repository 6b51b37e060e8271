"""Files made to do harm, and broken ones: refused or reported, never followed."""

from __future__ import annotations

import io
import struct
import zipfile
from pathlib import Path

import pytest

from coding.codings import import_events
from coding.errors import BusyError, CodingError
from coding.exchange import carry_out_import, read_qdc, read_qdpx
from coding.exchange import land as land_room
from coding.study import Study
from exchange_files import Made, fresh_study, guid, landed, places, planned

TEXT = "Wij wachten al sinds maart. Niemand belt."
GOOD = Made({"Een": TEXT.encode()}, [("Een", 0, 11, "Wij wachten", "x")])


def state(folder: Path) -> dict[str, bytes]:
    """Every file of a folder but locks."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.endswith(".lock")
    }


def zipped(path: Path, members: dict[str, bytes]) -> Path:
    """Write a zip."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in members.items():
            made.writestr(name, data)
    return path


@pytest.mark.parametrize(
    "name", ["../../evil.txt", "/etc/evil.txt", "C:/evil.txt", "sources\\..\\..\\evil.txt"]
)
def test_members_that_lead_out_are_reported_and_not_read(tmp_path: Path, name: str) -> None:
    """Zip slip: the file is read without that member, which is counted; nothing is unpacked."""
    file = Made(GOOD.texts, GOOD.selections, members={name: b"evil"}).write(tmp_path / "p.qdpx")
    before = state(tmp_path.parent)
    project, losses = read_qdpx(file)

    assert len(project.sources) == 1
    assert any("leads out" in kind for kind in losses.counts)
    assert state(tmp_path.parent) == before


@pytest.mark.parametrize(
    "path",
    ["internal://../../../secret.txt", "absolute:///etc/passwd", "relative:///../secret.txt",
     "file:///etc/passwd"],
)  # fmt: skip
def test_paths_out_of_the_file_are_never_followed(tmp_path: Path, path: str) -> None:
    """A text named outside the archive is missing or outside, and stays so."""
    (tmp_path / "secret.txt").write_text("geheim")
    project, losses = read_qdpx(
        Made({"Een": b"x"}, GOOD.selections, path=path).write(tmp_path / "p.qdpx")
    )

    assert project.sources == ()
    assert any("outside the file" in k or "missing from the file" in k for k in losses.counts)


BILLION = (
    '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>'
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize(
    "head",
    [
        BILLION,
        '<?xml version="1.0"?><!DOCTYPE l SYSTEM "file:///etc/passwd">',
        '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY % a SYSTEM "http://127.0.0.1/x.dtd"> %a;]>',
    ],
    ids=["billion laughs", "system", "external entity", "parameter entity"],
)
def test_document_types_and_entities_are_refused(tmp_path: Path, head: str, encoding: str) -> None:
    """Whatever the encoding: no DTD, no entity, in projects and codebooks."""
    body = '<Project xmlns="urn:QDA-XML:project:1.0" name="&c;"/>'
    data = (head + body).encode(encoding)
    with pytest.raises(CodingError, match=r"document type|not well-formed"):
        read_qdpx(zipped(tmp_path / "p.qdpx", {"project.qde": data}))
    (tmp_path / "c.qdc").write_bytes(data)
    with pytest.raises(CodingError, match=r"document type|not well-formed"):
        read_qdc(tmp_path / "c.qdc")


def test_what_unpacks_to_too_much_is_refused(tmp_path: Path) -> None:
    """A zip bomb is stopped while it is unpacked, whatever it declares."""
    bomb = Made({"Een": b"a" * (80 << 20)}, GOOD.selections).write(tmp_path / "p.qdpx")
    assert bomb.stat().st_size < 1 << 20
    with pytest.raises(CodingError, match="unpacks to more than 64 MB"):
        read_qdpx(bomb)


def test_declared_sizes_are_not_believed(tmp_path: Path) -> None:
    """A member that declares a gigabyte and holds a page is read for what it holds."""
    file = GOOD.write(tmp_path / "p.qdpx")
    data = bytearray(file.read_bytes())
    at = data.index(b"PK\x01\x02")  # the first entry of the directory: its size
    data[at + 24 : at + 28] = struct.pack("<I", 1 << 30)
    file.write_bytes(data)
    project, _ = read_qdpx(file)

    assert len(project.sources) == 1


@pytest.mark.parametrize("kept", [10, 200, -30])
def test_a_cut_off_zip_is_refused(tmp_path: Path, kept: int) -> None:
    """Truncated at the head, in the middle, in the directory."""
    file = GOOD.write(tmp_path / "p.qdpx")
    file.write_bytes(file.read_bytes()[:kept])
    with pytest.raises(CodingError, match="not a whole zip"):
        read_qdpx(file)


def test_a_damaged_member_is_refused(tmp_path: Path) -> None:
    """Bytes that were changed on the way are noticed."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("project.qde", GOOD.xml())
    data = out.getvalue().replace(b"Anna B.", b"Anne B.")
    (tmp_path / "p.qdpx").write_bytes(data)
    with pytest.raises(CodingError, match="cannot be unpacked"):
        read_qdpx(tmp_path / "p.qdpx")


def test_an_archive_without_one_project_is_refused(tmp_path: Path) -> None:
    """No project, or two, is not guessed at."""
    with pytest.raises(CodingError, match="no project"):
        read_qdpx(zipped(tmp_path / "a.qdpx", {"readme.txt": b"x"}))
    two = {"a.qde": GOOD.xml(), "b.qde": GOOD.xml()}
    with pytest.raises(CodingError, match="2 projects"):
        read_qdpx(zipped(tmp_path / "b.qdpx", two))
    with pytest.raises(CodingError, match="no such file"):
        read_qdpx(tmp_path / "c.qdpx")


def test_xml_that_is_none_names_its_line(tmp_path: Path) -> None:
    """Not well-formed beyond repair: file and line."""
    with pytest.raises(CodingError, match=r"project.qde:1: .*not well-formed"):
        read_qdpx(zipped(tmp_path / "p.qdpx", {"project.qde": b"<Project><a></Project>"}))


def test_wrong_positions_and_references_are_counted(tmp_path: Path) -> None:
    """Outside the text, turned round, no number, a code, user or note that is not there."""
    file = Made(
        GOOD.texts,
        [
            ("Een", 0, 11, "Wij wachten", "x"),
            ("Een", 12, 14, "al", "x"),
            ("Een", 30, 9999, "", "x"),
            ("Een", 20, 10, "", "x"),
            ("Een", 15, 20, "sinds", "gone"),
        ],
        codes=f'<Code guid="{guid("x")}" name="x" isCodable="true"/>',
        extra="<Notes/>",
    )
    xml = file.xml().replace(
        b"</TextSource>",
        f'<PlainTextSelection guid="q" startPosition="een" endPosition="2"/>'
        f'<NoteRef targetGUID="{guid("no")}"/></TextSource>'.encode(),
    )
    path = zipped(
        tmp_path / "p.qdpx", {"project.qde": xml, f"sources/{guid('Een')}.txt": TEXT.encode()}
    )
    study, found = landed(path, tmp_path / "s")

    assert places(study) == [("x", "Wij wachten"), ("x", "al")]
    counts = found.losses.counts
    assert counts["passage outside its text, or of spaces only, or not found"] == 2
    assert counts["passage without a position"] == 1
    assert counts["coding with a code that is not there"] == 1
    assert counts["reference to a note that is not there"] == 1


def test_wrong_guids_are_taken_as_names(tmp_path: Path) -> None:
    """Ids that are no GUIDs still hold a file together; doubles are told apart."""
    xml = (
        '<Project name="P"><CodeBook><Codes><Code guid="1" name="x" isCodable="true"/>'
        '<Code guid="1" name="y"/></Codes></CodeBook><Sources>'
        '<TextSource guid="7" name="A"><PlainTextContent>een twee</PlainTextContent>'
        '<PlainTextSelection guid="s" startPosition="0" endPosition="3" name="een">'
        '<Coding guid="c"><CodeRef targetGUID="1"/></Coding></PlainTextSelection></TextSource>'
        '<TextSource guid="7" name="B"><PlainTextContent>drie vier</PlainTextContent></TextSource>'
        "</Sources></Project>"
    )
    study, found = landed(
        zipped(tmp_path / "p.qdpx", {"project.qde": xml.encode()}), tmp_path / "s"
    )

    assert sorted(study.documents["document"]) == ["A", "B"]
    assert [words for _, words in places(study)] == ["een"]
    assert found.losses.counts["code with the GUID of another"] == 1


@pytest.mark.parametrize("where", ["import_events", "store_text", "load_settings"])
def test_nothing_is_half_imported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    """Whatever step fails, every file is as it was."""
    file = GOOD.write(tmp_path / "p.qdpx")
    study = fresh_study(tmp_path / "s")
    found = planned(file, study)
    before = state(study.root)

    def refuse(*_: object, **__: object) -> None:
        raise CodingError("the disk is full")

    monkeypatch.setattr(land_room, where, refuse)
    with pytest.raises(CodingError, match="disk is full"):
        carry_out_import(found, study)
    assert state(study.root) == before

    monkeypatch.undo()
    assert places(carry_out_import(found, Study(study.root))) == [("x", "Wij wachten")]


def test_a_log_that_is_open_stops_the_import(tmp_path: Path) -> None:
    """One log is open elsewhere: nothing is written, not even for the other coders."""
    users = GOOD.users + f'<User guid="{guid("b")}" name="B"/>'
    file = Made(GOOD.texts, GOOD.selections, users=users).write(tmp_path / "p.qdpx")
    study = fresh_study(tmp_path / "s")
    found = planned(file, study)
    (coder,) = found.events
    with study.coded.writer(coder) as log:
        assert import_events(log, []) == ()
        before = state(study.root)
        with pytest.raises(BusyError):
            carry_out_import(found, study)
        assert state(study.root) == before
