"""Traps of each format: what is lost in other programs is kept here, or reported."""

from __future__ import annotations

import io
import json

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

import mutations
import transcript_files
from coding.corpus.readers import read_source
from coding.corpus.readers.portable import read_portable
from coding.corpus.roles import RoleMap, with_speakers
from coding.corpus.transcripts import turns_of
from coding.errors import CodingError

ROLES = with_speakers(
    RoleMap(interviewer=("I",), respondent=("R",)),
    ["Interviewer=I", "Jan Jansen=R", "Els=I", "SPEAKER_00=I", "SPEAKER_01=R", "*=O"],
)


def _turns(data: bytes) -> list[tuple[str, str]]:
    read = turns_of(read_source(data, where="a"), roles=ROLES, where="a")
    return [(turn.label, turn.text) for turn in read.turns]


def _saved(document) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _document(*lines: str):
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    return document


def _added(paragraph, xml: str) -> None:
    paragraph._p.append(parse_xml(xml.replace(">", f" {nsdecls('w')}>", 1)))


@pytest.mark.parametrize("tag", ["ins", "del", "moveFrom"])
def test_word_open_changes_are_refused(tag: str) -> None:
    """A text of which nobody said which version counts is not read."""
    document = _document("I: Dag.", "R: Ja.")
    inner = "delText" if tag == "del" else "t"
    _added(document.paragraphs[1], f"<w:{tag}><w:r><w:{inner}>zeker</w:{inner}></w:r></w:{tag}>")

    with pytest.raises(CodingError, match=r"tracked changes: [01] insertions and [01] deletions"):
        read_source(_saved(document), where="a.docx")


def test_word_content_controls_links_and_breaks_are_read() -> None:
    """Text in a content control, a link, beside a soft hyphen and after a line break is talk."""
    document = _document("I: Dag.", "R: Ge")
    second = document.paragraphs[1]
    _added(second, "<w:r><w:softHyphen/><w:t>heel</w:t><w:br/><w:t>goed</w:t><w:tab/></w:r>")
    _added(second, "<w:hyperlink><w:r><w:t>via de link</w:t></w:r></w:hyperlink>")
    _added(second, "<w:sdt><w:sdtContent><w:r><w:t>, gekozen</w:t></w:r></w:sdtContent></w:sdt>")
    block = "<w:sdt><w:sdtContent><w:p><w:r><w:t>I: Wie?</w:t></w:r></w:p></w:sdtContent></w:sdt>"
    _added_block(document, block)

    assert _turns(_saved(document)) == [
        ("I", "Dag."),
        ("R", "Geheel goed via de link, gekozen"),
        ("I", "Wie?"),
    ]


def _added_block(document, xml: str) -> None:
    body = document.element.body
    body.insert(len(body) - 1, parse_xml(xml.replace(">", f" {nsdecls('w')}>", 1)))


def test_word_says_what_it_leaves_out() -> None:
    """Comments, text boxes, hidden text and headers are reported; author and title never read."""
    document = _document("I: Dag.", "R: Ja.")
    document.core_properties.author = "Jan Jansen"
    document.core_properties.title = "Gesprek Jan Jansen"
    document.sections[0].header.paragraphs[0].text = "Jan Jansen, 3 april"
    _added(document.paragraphs[1], "<w:r><w:rPr><w:vanish/></w:rPr><w:t>geheim</w:t></w:r>")
    inner = "<w:txbxContent><w:p><w:r><w:t>in een kader</w:t></w:r></w:p></w:txbxContent>"
    box = f"<w:r><w:pict>{inner}</w:pict></w:r>"
    _added(document.paragraphs[0], box)
    document.add_comment(document.paragraphs[1].runs, text="klopt dit?", author="Jan Jansen")
    source = read_source(_saved(document), where="a.docx")

    assert [(line.kind, line.text) for line in source.dropped] == [
        ("text_box", "in een kader"),
        ("hidden_text", ""),
        ("comment", "klopt dit?"),
        ("header_footer", ""),
    ]
    assert len(source.notices) == 4
    assert "Jansen" not in repr(source)
    assert _turns(_saved(document)) == [("I", "Dag."), ("R", "Ja.")]


def test_word_tables_go_on_merge_and_nest() -> None:
    """An empty speaker goes on, a merged cell is read once, a table for layout is lines."""
    document = docx.Document()
    table = document.add_table(rows=4, cols=3)
    rows = [
        ("0:01", "I:", "Dag."),
        ("0:05", "R:", "Ja."),
        ("", "", "En nog wat."),
        ("0:09", "I", ""),
    ]
    for row, cells in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    table.rows[3].cells[2].add_table(rows=1, cols=1).rows[0].cells[0].text = "Wie?"
    layout = document.add_table(rows=1, cols=2)
    merged = layout.rows[0].cells[0].merge(layout.rows[0].cells[1])
    merged.text = "R: In een kader."

    assert _turns(_saved(document)) == [
        ("I", "Dag."),
        ("R", "Ja.\nEn nog wat."),
        ("I", "Wie?"),
        ("R", "In een kader."),
    ]


def test_word_labels_in_bold_without_a_colon() -> None:
    """A bold head is a label where it comes back or says a role; emphasis in talk is not."""
    document = docx.Document()
    for label, said in (("Interviewer", "Dag."), ("R", "Ja."), ("Nooit", "doe ik dat.")):
        paragraph = document.add_paragraph()
        paragraph.add_run(label).bold = True
        paragraph.add_run(f" {said}")

    assert _turns(_saved(document)) == [("Interviewer", "Dag."), ("R", "Ja.\nNooit doe ik dat.")]


def test_odt_keeps_spaces_tabs_and_reports_the_rest() -> None:
    """Tabs and spaces as elements are white space; notes and comments are reported."""
    body = (
        "<text:p>I:<text:tab/>Dag<text:s text:c='3'/>en <text:span>wel</text:span>kom."
        "<office:annotation><text:p>Jan: klopt</text:p></office:annotation></text:p>"
        "<text:list><text:list-item><text:p>R: Een<text:line-break/>twee"
        "<text:note><text:note-body><text:p>voetnoot</text:p></text:note-body></text:note>."
        "</text:p></text:list-item></text:list>"
        "<table:table><table:table-row><table:table-cell><text:p>I: Drie?</text:p>"
        "</table:table-cell></table:table-row></table:table>"
    )
    data = transcript_files.odt_of(body)

    assert _turns(data) == [("I", "Dag en welkom."), ("R", "Een twee."), ("I", "Drie?")]
    assert [line.kind for line in read_source(data, where="a").dropped] == ["comment", "footnote"]


def test_odt_bombs_of_spaces_and_open_changes() -> None:
    """A billion spaces in one element are a hundred; tracked changes are refused."""
    spaces = "<text:p>I: a<text:s text:c='999999999'/><text:s text:c='99999999'/>b</text:p>"
    data = transcript_files.odt_of(spaces)
    assert _turns(data) == [("I", "a b")]
    assert len(read_source(data, where="a").pieces[0].text) < 500
    region = (
        "<text:tracked-changes><text:changed-region/></text:tracked-changes><text:p>I: a</text:p>"
    )
    with pytest.raises(CodingError, match="tracked changes: 1"):
        read_source(transcript_files.odt_of(region), where="a.odt")


@pytest.mark.parametrize(
    ("rtf", "turns"),
    [
        (r"I: ge\'efnnoveerd \u8216?zo\u8217?\par R: a\tab b\line c", None),
        (r"I: a \u-10179?\u-8704?\par R: b{\footnote weg} c", [("I", "a 😀"), ("R", "b c")]),
        (r"\trowd I:\cell Dag.\cell\row\trowd R:\cell Ja.\cell\row", [("I", "Dag."), ("R", "Ja.")]),
        (
            r'I: {\field{\*\fldinst{HYPERLINK "http://x.nl"}}{\fldrslt zie hier}}.\par',
            [("I", "zie hier.")],
        ),
    ],
)
def test_rtf_signs_rows_notes_and_links(rtf: str, turns: list[tuple[str, str]] | None) -> None:
    """Signs outside ASCII, pairs of surrogates, table rows; notes and link targets are no talk."""
    data = (r"{\rtf1\ansi\ansicpg1252\uc1 " + rtf + "}").encode()

    assert _turns(data) == (turns or [("I", "geïnnoveerd ‘zo’"), ("R", "a b c")])


@pytest.mark.parametrize("rtf", [r"{\v geheim}", r"{\revised nieuw}", r"{\deleted oud}"])
def test_rtf_hidden_text_and_open_changes_are_refused(rtf: str) -> None:
    """The library would read hidden and deleted text as talk."""
    with pytest.raises(CodingError, match=r"hidden text|tracked changes"):
        read_source((r"{\rtf1 I: a " + rtf + "}").encode(), where="a.rtf")


def test_vtt_two_voices_entities_notes_and_settings() -> None:
    """Both voices of a cue, entities read, tags out; notes, styles and ids are no talk."""
    text = (
        "WEBVTT Jan Jansen\n\nSTYLE\n::cue { color: red }\n\nNOTE audio: C:/Jan Jansen.m4a\n\n"
        "id-1\n00:01.000 --> 00:02,500 align:start\n<v Els>Dag &amp; <i>welkom</i></v>"
        "<v.loud Jan Jansen>Ja.</v>\n\n00:03.000 --> 00:04.000\n<v Jan Jansen>1 < 2\nen meer.</v>\n"
    )
    source = read_source(text.encode(), where="a.vtt")

    assert _turns(text.encode()) == [("Els", "Dag & welkom"), ("Jan Jansen", "Ja. 1 < 2 en meer.")]
    assert {line.text for line in source.dropped} == {""}
    assert [piece.start_s for piece in source.pieces] == [1.0, 1.0, 3.0]


def test_zoom_cues_without_a_name_go_on() -> None:
    """A cue without a name is the last speaker's; a colon in a sentence names nobody."""
    cue = "\n\n{n}\n00:00:0{n}.000 --> 00:00:0{n}.900\n"
    said = [
        "Els: Dag.",
        "Mijn punt: nee.",
        "Jan Jansen: Ja.",
        "en meer",
        "Els: Hm.",
        "Jan Jansen: Zo.",
    ]
    text = "WEBVTT" + "".join(cue.format(n=n) + line for n, line in enumerate(said * 2))
    turns = _turns(text.encode())

    assert turns[:2] == [("Els", "Dag. Mijn punt: nee."), ("Jan Jansen", "Ja. en meer")]
    assert {label for label, _ in turns} == {"Els", "Jan Jansen"}


def test_segments_without_a_speaker_are_nobodys() -> None:
    """Where diarisation failed nothing is guessed; invented repeats are reported."""
    segments = [
        {"start": 0, "end": 1, "text": " Dag.", "speaker": "SPEAKER_00"},
        {"start": 1, "end": 2, "text": " Wie?"},
        *({"start": i, "end": i, "text": " Bedankt.", "speaker": "SPEAKER_01"} for i in range(5)),
        {"start": "x", "end": None, "text": 5, "words": [{"word": " Ja"}, {"word": "."}, 3]},
    ]
    source = read_source(json.dumps({"segments": segments}).encode(), where="a.json")

    assert [piece.label for piece in source.pieces] == ["SPEAKER_00", "*", *["SPEAKER_01"] * 5, "*"]
    assert source.pieces[-1].said == "Ja."
    assert "more than 3 times on end" in source.notices[0]


@pytest.mark.parametrize("time", ["Infinity", "NaN", "-1", "1e400", '"x"', "true", "[1]"])
def test_times_that_are_none_are_left_out(time: str) -> None:
    """A time no clock shows is no time; the words are read."""
    data = f'[{{"start": {time}, "end": 2, "text": "Dag."}}]'.encode()
    piece = read_source(data, where="a.json").pieces[0]

    assert (piece.said, piece.start_s, piece.end_s) == ("Dag.", None, 2.0)


@pytest.mark.parametrize(
    "data",
    [
        {"chunks": [{"timestamp": [0.0, 1.5], "text": " Dag."}]},
        {
            "transcription": [
                {"timestamps": {"from": "00:00:00,000", "to": "00:00:01,500"}, "text": "Dag."}
            ]
        },
        [{"start": 0.0, "end": 1.5, "text": "Dag."}],
    ],
)
def test_the_other_homes_of_segments(data: object) -> None:
    """Hugging Face, whisper.cpp and a bare list are read too."""
    piece = read_source(json.dumps(data).encode(), where="a.json").pieces[0]

    assert (piece.said, piece.start_s, piece.end_s, piece.label) == ("Dag.", 0.0, 1.5, "*")


def test_speech_without_punctuation_is_broken_at_pauses() -> None:
    """A second of silence, or forty words, ends a line at which a unit may end."""
    line = "en toen zijn we met zijn allen naar boven gegaan want daar was het"
    words = line.split()
    segments = [
        {
            "start": i,
            "end": i + (0.2 if i == 2 else 1),
            "text": " ".join(words),
            "speaker": "SPEAKER_01",
        }
        for i in range(6)
    ]
    segments[3]["start"] = 3.5
    turns = _turns(json.dumps({"segments": segments}).encode())
    lines = turns[0][1].split("\n")

    assert [len(line.split()) // len(words) for line in lines] == [2, 1, 2, 1]
    assert " ".join(lines) == " ".join(words * 6)


def test_noscribe_drops_what_it_says_of_itself() -> None:
    """The path of the recording and the title are counted, not kept; times come from anchors."""
    turns = (("I", "Dag."), ("R", "Ja //S00: mhm.// en (..) verder."))
    for data in (transcript_files.noscribe_html(turns), transcript_files.noscribe_vtt(turns)):
        source = read_source(data, where="a")
        assert "Jansen" not in repr(source)
        assert [piece.said for piece in source.pieces if piece.label][-1].endswith("verder.")
    text = (
        "Jan Jansen.m4a\nTranscribed with noScribe vers. 0.6\nAudio file: C:/Jan.m4a\n\nS00: Dag."
    )
    source = read_source(text.encode(), where="a.txt")
    assert [piece.text for piece in source.pieces if piece.text] == ["S00: Dag."]


def test_pdf_text_layer_scans_and_transcripts() -> None:
    """Pages come in order; a scan is refused, a scanned page reported; read in another process."""
    source = read_portable(mutations.pdf(), where="a.pdf")
    assert source.text.split("\n")[0] == "Regel 0.0 over wachten en helpen."
    assert "Regel 1.11" in source.text
    with pytest.raises(CodingError, match="2 pages without a text layer: it is scanned"):
        read_portable(mutations.pdf(0), where="a.pdf")
    with pytest.raises(CodingError, match="cannot be read"):
        read_portable(b"%PDF-1.4 kapot", where="a.pdf")


def test_a_page_that_hangs_is_broken_off(monkeypatch: pytest.MonkeyPatch) -> None:
    """The reader's process is ended when a page takes too long."""
    monkeypatch.setattr("coding.corpus.readers.portable._COMMAND", "import time; time.sleep(60)")

    with pytest.raises(CodingError, match=r"page 1 of the PDF takes more than 0\.2 seconds"):
        read_portable(mutations.pdf(), where="a.pdf", patience=0.2)
