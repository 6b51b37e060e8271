"""Files made to do harm, and files that are something else: refused at once, with a reason."""

from __future__ import annotations

import os
import time
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

import transcript_files
from coding.corpus.intake import read_file
from coding.corpus.readers import MOST_BYTES, read_source
from coding.corpus.readers.packages import MOST_MEMBER
from coding.corpus.readers.sniffing import MOST_TEXT
from coding.corpus.roles import RoleMap
from coding.corpus.transcripts import turns_of
from coding.errors import CodingError

WORD = '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a0 "ha">'
    + "".join(f'<!ENTITY a{i} "{f"&a{i - 1};" * 10}">' for i in range(1, 10))
    + "]>"
)
BODY = "<w:body><w:p><w:r><w:t>R: {}</w:t></w:r></w:p></w:body></w:document>"


def _docx(document: str) -> bytes:
    return transcript_files.zipped({"word/document.xml": document})


def _bomb(size: int) -> bytes:
    """Zeros that pack a thousandfold, where the text should be."""
    return transcript_files.zipped({"word/document.xml": b"0" * size})


def _lying() -> bytes:
    """A zip that says of a member that it is small."""
    data = bytearray(_bomb(MOST_MEMBER * 2))
    place = data.rindex(b"PK\x01\x02")
    data[place + 24 : place + 28] = (1000).to_bytes(4, "little")
    return bytes(data)


def _encrypted() -> bytes:
    data = bytearray(_docx(WORD + BODY))
    data[6] |= 1
    data[data.rindex(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


def _many() -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for i in range(5001):
            package.writestr(f"{i}", "")
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (lambda: _bomb(MOST_MEMBER), "unpacks to more"),
        (_lying, "unpacks to more|cannot be unpacked"),
        (_many, "a zip with 5001 files"),
        (_encrypted, "cannot be unpacked"),
        (lambda: _docx(LAUGHS + WORD + BODY.format("&a9;")), "declares XML entities"),
        (lambda: _docx((LAUGHS + WORD + BODY.format("&a9;")).encode("utf-16")), "XML"),
        (
            lambda: _docx('<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>' + WORD + BODY),
            "declares XML entities",
        ),
        (lambda: _docx(WORD + "<w:body>" + "<w:p/>" * 2_100_000), "more than a transcript"),
        (lambda: _docx(WORD + "<w:body>" + "<w:tbl>" * 5000), "not readable XML"),
        (lambda: _docx("<x/>"), "without a body"),
        (lambda: transcript_files.zipped({"xl/workbook.xml": "x"}), "a spreadsheet"),
        (lambda: transcript_files.zipped({"a.txt": "I: dag"}), "a zip, not a document"),
        (lambda: transcript_files.zipped({"[Content_Types].xml": "x"}), "without a Word document"),
        (lambda: transcript_files.zipped({"mimetype": "application/epub+zip"}), "not a text"),
        (lambda: b"PK\x03\x04" + b"x" * 400, "a damaged zip"),
        (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 400, "an old Word file"),
        (lambda: b"x" * (MOST_BYTES + 1), "the file has 64 MB"),
        (lambda: b"x" * (MOST_TEXT + 1), "a text of 16 MB"),
        (lambda: b"\n" * 500_001 + b"I: a", "more than 500000 lines"),
        (lambda: b'{"segments": ' + b"[" * 200_000, "not readable JSON"),
        (lambda: b'{"segments": [{"text": "a", "start": ' + b"9" * 9000 + b"}]}", "not readable"),
        (lambda: b'{"segments": 5}', "JSON without segments"),
        (lambda: b'[{"a": 1}]', "no segment with text"),
        (lambda: b"WEBVTT\n\n", "no cue with text"),
        (lambda: b"<!DOCTYPE html><html><p>I: dag</p></html>", "not a transcript of noScribe"),
        (lambda: b"\x00\x01\x02I: dag", "binary file"),
        (lambda: b"   \n", "the file is empty"),
    ],
)
def test_what_is_no_transcript_is_refused(data, problem: str) -> None:
    """Bombs, broken zips, other kinds of files: the documented error, whatever the name says."""
    begun = time.process_time()
    with pytest.raises(CodingError, match=problem):
        read_source(data(), where="a.docx")

    assert time.process_time() - begun < 5


LONG = 250_000


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "data",
    [
        b"WEBVTT\n\n00:01.000 --> 00:02.000\n" + b"<v " * (LONG // 3),
        b"WEBVTT\n\n00:01.000 --> 00:02.000\n" + b"<v.a" * (LONG // 4),
        b"WEBVTT\n\n" + b"00:01.000 --> 00:02.000\n" * (LONG // 24) + b"a",
        b"1\n00:00:01,000 --> 00:00:02,000\n" + b"A: b\n" * (LONG // 6),
        b"I: " + b"[" * LONG,
        b"I: " + b" " * LONG + b"x",
        b"a" + b" " * LONG + b"b\nI: c",
        b"A." * (LONG // 2) + b": x",
        b"**" * (LONG // 2) + b"\nI: a",
        b"\n" * LONG + b"I: a",
        b"I: a\n" + b"#00:00:0" * (LONG // 8),
        b"{\\rtf1 " + b"\\*\\fldinst " * (LONG // 10) + b"}",
        b"{\\rtf1 " + b"{" * (LONG // 10) + b"}",
        b"{\\rtf1{\\fonttbl" + b"\\f0" * (LONG // 3) + b"}}",
        b"{\\rtf1{\\fonttbl" + b"\\f0\\fcharset0" * (LONG // 13) + b"}}",
        b"{\\rtf1 {\\field{\\*\\fldinst{" * 20_000 + b"}",
        b"<!DOCTYPE html><html>noScribe" + b"<" * 200_000,
        b"<!DOCTYPE html><html>noScribe" + b"<p><a name='ts_1_2_" * 40_000,
        b"<!DOCTYPE html><html>noScribe" + b"<!--" * 40_000,
        b"<!DOCTYPE html><html>noScribe" + b"<p>" * 100_000,
        b"<!DOCTYPE html><html>noScribe" + b"<![CDATA[<?" * 40_000,
        b'[{"text": "a"}' + b', {"text": "a", "start": 1}' * (LONG // 30) + b"]",
    ],
    ids=lambda data: data[:40].decode("latin-1"),
)
def test_long_and_odd_files_are_not_waited_for(data: bytes) -> None:
    """Hundreds of kilobytes of one sign, tag or mark take no longer than their size."""
    begun = time.process_time()
    try:
        source = read_source(data, where="a")
        turns_of(source, roles=RoleMap(interviewer=("I", "A"), respondent=("*",)), where="a")
    except CodingError:
        pass

    assert time.process_time() - begun < 5


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    """What is no ordinary file is refused before it is opened; so is what is not there."""
    pipe = tmp_path / "a.md"
    if hasattr(os, "mkfifo"):
        os.mkfifo(pipe)
        with pytest.raises(CodingError, match="this is not a file"):
            read_file(pipe, kind="interview", roles=RoleMap())
    with pytest.raises(CodingError, match="this is not a file"):
        read_file(tmp_path, kind="interview", roles=RoleMap())
    with pytest.raises(CodingError, match="cannot be read"):
        read_file(tmp_path / "b.md", kind="interview", roles=RoleMap())


def test_a_recording_is_not_read_in(tmp_path: Path) -> None:
    """A file too large for a transcript is refused by its size, before its bytes are read."""
    path = tmp_path / "a.mp4"
    with path.open("wb") as file:
        file.truncate(MOST_BYTES + 1)

    with pytest.raises(CodingError, match="is this the recording"):
        read_file(path, kind="interview", roles=RoleMap())
