"""Damaged transcripts: bytes and XML changed at random, the same ones every run."""

from __future__ import annotations

import copy
import io
import random
import zipfile

from lxml import etree

import transcript_files
from coding.corpus.readers import read_source, sniff
from coding.corpus.readers.portable import page_texts
from coding.corpus.roles import RoleMap, with_speakers
from coding.corpus.transcripts import speakers_without_role, turns_of
from coding.errors import CodingError

TURNS = (
    ("I", "Wat lag er gisteren op uw bureau?"),
    ("R", "Een stapel. We wachten al sinds maart, geïnnoveerd of niet: het blijft liggen."),
    ("I", "Hm."),
    ("R", "En niemand die belt {zei ze} – “nee” … 😀 & <toch>."),
    ("I", "Wie helpt u dan?"),
    ("R", "Joke helpt me. [lacht] Die hielp vorig jaar ook al, om 00:12."),
)
TOKENS = [
    *(
        b"",
        b"\x00",
        b"\xff",
        b"\n",
        b"\r\n",
        b"\t",
        b"-->",
        b"00:00:01.000",
        b":",
        b"WEBVTT",
        b"<v ",
    ),
    *(b"<v Jan>", b"</v>", b"{", b"}", b"[", b"]", b'"', b"\\", b"\\u", b"\\ud83d", b"\\'ff", b"|"),
    *(b"null", b"1e999", b"-1", b"999999999999", b"NaN", b"[[[[[[[[", b"{{{{{{{{", b"\\u-1?"),
    *(
        b"<",
        b">",
        b"&",
        b"&#0;",
        b"&#xd800;",
        b"<w:p>",
        b"</w:p>",
        b"<w:tbl>",
        b"<w:tr>",
        b"<w:tc>",
    ),
    *(
        b"<w:ins>",
        b"<text:p>",
        b'<text:s text:c="999999999"/>',
        b"<!DOCTYPE x>",
        b"<!ENTITY a 'b'>",
    ),
    *(
        b"\xef\xbb\xbf",
        b"\xe2\x80\xa8",
        b"\xc2\x85",
        b"---",
        b"status: FICTIEF",
        b"**",
        b"I:",
        b"R1:",
    ),
    *(b"%PDF-1.7", b"endobj", b"stream", b"/Length 99999999", b"/Kids [1 0 R]", b"/Parent 1 0 R"),
    *(b"\\bin999999999 ", b"\\par", b"{\\*\\fldinst{HYPERLINK ", b"\\v ", b"\\ansicpg99999", b"#"),
]


def pdf(lines: int = 12) -> bytes:
    """Make a small PDF with a text layer on two pages."""
    pages = []
    for page in range(2):
        shown = " ".join(f"(Regel {page}.{i} over wachten en helpen.) Tj T*" for i in range(lines))
        pages.append(f"BT /F1 11 Tf 14 TL 50 780 Td {shown} ET".encode("latin-1"))
    kids = " ".join(f"{4 + 2 * i} 0 R" for i in range(2))
    bodies = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count 2 >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for i, content in enumerate(pages):
        bodies.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources"
            b" << /Font << /F1 3 0 R >> >> /Contents %d 0 R >>" % (5 + 2 * i)
        )
        bodies.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content))
    out = bytearray(b"%PDF-1.4\n")
    places = []
    for number, body in enumerate(bodies, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(bodies) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(bodies) + 1,
        start,
    )
    return bytes(out)


# reader -> files to start from
SEEDS: dict[str, list[bytes]] = {
    "docx": [
        transcript_files.word_labels(TURNS),
        transcript_files.word_table(TURNS),
        transcript_files.word_teams(TURNS),
    ],
    "odt": [transcript_files.odt(TURNS)],
    "rtf": [transcript_files.rtf(TURNS)],
    "vtt": [
        transcript_files.teams_vtt(TURNS),
        transcript_files.zoom_vtt(TURNS),
        transcript_files.noscribe_vtt(TURNS),
    ],
    "srt": [transcript_files.srt(TURNS)],
    "speech": [transcript_files.whisper(TURNS), transcript_files.amberscript(TURNS)],
    "noscribe": [transcript_files.noscribe_html(TURNS)],
    "text": [
        transcript_files.markdown(TURNS),
        transcript_files.f4(TURNS),
        transcript_files.maxqda(TURNS),
        transcript_files.amberscript_text(TURNS),
    ],
    "pdf": [pdf()],
}


def mutated(reader: str, number: int) -> bytes:
    """One damaged file; the same number gives the same one."""
    draw = random.Random(f"{reader}-{number}")
    data = draw.choice(SEEDS[reader])
    if reader in {"docx", "odt"} and draw.random() < 0.7:
        return _inside(data, draw)
    return _changed(data, draw)


def _changed(data: bytes, draw: random.Random) -> bytes:
    for _ in range(draw.choice((1, 1, 2, 4, 12))):
        place = draw.randrange(len(data) + 1)
        size = draw.choice((1, 2, 8, 60, 400))
        kind = draw.randrange(6)
        if kind == 0:
            data = data[:place] + bytes([draw.randrange(256)]) + data[place + 1 :]
        elif kind == 1:
            data = data[:place] + data[place + size :]
        elif kind == 2:
            data = (
                data[:place] + data[place : place + size] * draw.choice((2, 3, 50)) + data[place:]
            )
        elif kind == 3:
            data = data[:place] + draw.choice(TOKENS) * draw.choice((1, 1, 40)) + data[place:]
        elif kind == 4:
            data = data[:place]
        else:
            other = draw.randrange(len(data) + 1)
            data = data[:place] + data[other : other + size] + data[place:]
    return data


def _inside(data: bytes, draw: random.Random) -> bytes:
    """Change the XML of a zip, so that the damage comes past the zip's own check."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        names = [name for name in old.namelist() if name.endswith(("document.xml", "content.xml"))]
        for name in old.namelist():
            content = old.read(name)
            change = draw.choice((_changed, _changed_tree, _changed_tree))
            new.writestr(name, change(content, draw) if name in names else content)
    return out.getvalue()


def _changed_tree(data: bytes, draw: random.Random) -> bytes:
    """Move, repeat, rename and take out elements: the XML stays well-formed."""
    root = etree.fromstring(data)
    for _ in range(draw.choice((1, 3, 10))):
        elements = [element for element in root.iter() if element.getparent() is not None]
        if not elements:
            break
        one, other = draw.choice(elements), draw.choice(elements)
        kind = draw.randrange(5)
        if kind == 0:
            one.getparent().remove(one)
        elif kind == 1:
            for _ in range(draw.choice((1, 5, 30))):
                one.addnext(copy.deepcopy(one))
        elif kind == 2:
            one.tag = other.tag
        elif kind == 3:
            one.text = draw.choice(("", "I: ", "0:03", "x" * 500, "\n\t", "\ufffd", "R1:"))
        elif one not in other.iterancestors() and one is not other:
            other.append(one)
    return etree.tostring(root)


def outcome(data: bytes) -> str:
    """Read a file as `coding add` does: `read`, or `refused` with the documented error."""
    try:
        if sniff(data, where="x")[0] == "pdf":  # elsewhere read in a process of its own
            for page in page_texts(data, where="x"):
                page.encode("utf-8", "surrogatepass")
            return "read"
        source = read_source(data, where="x")
        unknown = speakers_without_role(source, RoleMap())
        roles = with_speakers(RoleMap(), [f"{label}=R" for label, _, _ in unknown])
        for turn in turns_of(source, roles=roles, where="x").turns:
            turn.text.encode("utf-8", "surrogatepass")
    except CodingError:
        return "refused"
    return "read"
