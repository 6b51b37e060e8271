"""Transcripts written out in the formats people have, by other programs than the ones that read."""

from __future__ import annotations

import html
import io
import json
import zipfile
from collections.abc import Sequence

import docx

Turns = Sequence[tuple[str, str]]
NAMES = {"I": "Els de Vraagster", "R": "Jansen, Jan (Extern)"}
PART = 18  # words of a cue


def clock(seconds: float, *, comma: str = ".") -> str:
    """Write a time of subtitles."""
    whole, part = divmod(round(seconds * 1000), 1000)
    return f"{whole // 3600:02d}:{whole // 60 % 60:02d}:{whole % 60:02d}{comma}{part:03d}"


def cues(turns: Turns) -> list[tuple[str, str, float, float]]:
    """Cut turns into cues of a few words, half a second apart."""
    found, time = [], 1.0
    for label, text in turns:
        words = text.split()
        for i in range(0, len(words), PART):
            part = words[i : i + PART]
            found.append((label, " ".join(part), time, time + len(part) * 0.3))
            time += len(part) * 0.3 + 0.5
    return found


def _saved(document) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def word_labels(turns: Turns) -> bytes:
    """Word, `Label: text`, the label bold and in two runs, the colon in the second."""
    document = docx.Document()
    for label, text in turns:
        paragraph = document.add_paragraph()
        name = {"I": "Interviewer", "R": "Respondent"}.get(label, label)
        paragraph.add_run(name[:4]).bold = True
        paragraph.add_run(f"{name[4:]}:").bold = True
        paragraph.add_run(f" {text}")
    return _saved(document)


def word_tabs(turns: Turns) -> bytes:
    """Word, a bold label without a colon, a tab, and the text with a soft line break in it."""
    document = docx.Document()
    for label, text in turns:
        paragraph = document.add_paragraph()
        paragraph.add_run(label).bold = True
        head, _, tail = text.partition(" ")
        run = paragraph.add_run(f"\t{head}")
        if tail:
            run.add_break()
            paragraph.add_run(tail)
    return _saved(document)


def word_table(turns: Turns) -> bytes:
    """Word, a table of time, speaker and text under a row of heads."""
    document = docx.Document()
    document.add_paragraph("Gesprek 3 april")
    table = document.add_table(rows=1 + len(turns), cols=3)
    rows = [("Tijd", "Spreker", "Tekst")]
    rows += [(clock(i * 10)[:8], label, text) for i, (label, text) in enumerate(turns)]
    grid = [list(row.cells) for row in table.rows]
    for cells, row in zip(grid, rows, strict=True):
        for cell, text in zip(cells, row, strict=True):
            cell.text = text
    return _saved(document)


def word_teams(turns: Turns) -> bytes:
    """Word as Teams writes it: title, length, name and clock over the words, who started it."""
    document = docx.Document()
    document.core_properties.author = NAMES["R"]
    document.add_paragraph("Gesprek Jan Jansen-20260403_100102-Meeting Transcript")
    document.add_paragraph("27m 42s")
    document.add_paragraph(f"{NAMES['I']} started transcription")
    for i, (label, text) in enumerate(turns):
        document.add_paragraph(f"{NAMES[label]}   {i // 6}:{i % 6}3\n{text}")
    document.add_paragraph(f"{NAMES['I']} stopped transcription")
    return _saved(document)


def zipped(members: dict[str, str | bytes]) -> bytes:
    """Make a zip."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in members.items():
            package.writestr(name, content)
    return out.getvalue()


ODT = "application/vnd.oasis.opendocument.text"
_SPACES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for short, name in (
        ("office", "office"),
        ("text", "text"),
        ("style", "style"),
        ("fo", "xsl-fo-compatible"),
        ("table", "table"),
        ("draw", "drawing"),
    )
)


def odt_of(body: str) -> bytes:
    """Make an OpenDocument text of the XML of its body; style B is bold."""
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {_SPACES}>'
        '<office:automatic-styles><style:style style:name="B" style:family="text">'
        '<style:text-properties fo:font-weight="bold"/></style:style></office:automatic-styles>'
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
    return zipped({"mimetype": ODT, "content.xml": content})


def odt(turns: Turns) -> bytes:
    """OpenDocument, a label in bold with its colon, a tab as an element, doubled spaces as one."""
    parts = []
    for label, text in turns:
        said = html.escape(text, quote=False)
        parts.append(
            f'<text:p><text:span text:style-name="B">{label}</text:span>:<text:tab/>{said}</text:p>'
        )
    return odt_of("".join(parts))


def rtf(turns: Turns) -> bytes:
    """Rich text in code page 1252, what it lacks as numbers; label in bold."""
    lines = []
    for label, text in turns:
        said = "".join(_rtf_sign(char) for char in text)
        lines.append(f"\\pard{{\\b {label}:}} {said}\\par\n")
    head = r"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Arial;}}{\info{\author Jan Jansen}}\uc1 "
    return (head + "".join(lines) + "}").encode("ascii")


def _rtf_sign(char: str) -> str:
    if char in "\\{}":
        return "\\" + char
    if char < "\x80":
        return char
    try:
        return f"\\'{char.encode('cp1252')[0]:02x}"
    except UnicodeEncodeError:
        units = char.encode("utf-16-le")
        pairs = (int.from_bytes(units[i : i + 2], "little") for i in range(0, len(units), 2))
        return "".join(f"\\u{unit - 65536 if unit > 32767 else unit}?" for unit in pairs)


def teams_vtt(turns: Turns) -> bytes:
    """WebVTT of Teams: an id a cue, the voice as a tag."""
    lines = ["WEBVTT", ""]
    for i, (label, text, start, end) in enumerate(cues(turns)):
        lines += [f"0d2a17b4-53a9-4f45-a8c7-0a0d1f2e3b4c/{i}-0", f"{clock(start)} --> {clock(end)}"]
        lines += [f"<v {html.escape(NAMES[label])}>{html.escape(text, quote=False)}</v>", ""]
    return "\n".join(lines).encode("utf-8")


def zoom_vtt(turns: Turns) -> bytes:
    """WebVTT of Zoom: numbers, `Name: text` in the first cue of a turn, none in the next ones."""
    lines = ["WEBVTT", ""]
    before = None
    for i, (label, text, start, end) in enumerate(cues(turns), start=1):
        name = "" if label == before else f"{ZOOM[label]}: "
        lines += [str(i), f"{clock(start)} --> {clock(end)}", name + text, ""]
        before = label
    return "\r\n".join(lines).encode("utf-8")


ZOOM = {"I": "Els Vraagster", "R": "Jan Jansen"}


def srt(turns: Turns, *, names: bool = True) -> bytes:
    """SubRip, with or without names."""
    lines = []
    before = None
    for i, (label, text, start, end) in enumerate(cues(turns), start=1):
        name = f"{ZOOM[label]}: " if names and label != before else ""
        times = f"{clock(start, comma=',')} --> {clock(end, comma=',')}"
        lines += [str(i), times, name + text, ""]
        before = label
    return "\n".join(lines).encode("utf-8-sig")


def whisper(turns: Turns, *, speakers: bool = True) -> bytes:
    """Segments as WhisperX writes them, a space before each; without speakers as Whisper does."""
    segments = []
    for label, text, start, end in cues(turns):
        segment: dict[str, object] = {"start": start, "end": end, "text": f" {text}"}
        if speakers:
            segment["speaker"] = {"I": "SPEAKER_00", "R": "SPEAKER_01"}[label]
        segments.append(segment)
    return json.dumps({"segments": segments, "language": "nl"}).encode("utf-8")


def amberscript(turns: Turns) -> bytes:
    """Words with times, speakers by id, as Amberscript exports them."""
    segments, time = [], 0.0
    for label, text in turns:
        words = []
        for word in text.split():
            words.append({"text": word, "start": time, "end": time + 0.2, "conf": 0.9})
            time += 0.3
        segments.append({"speaker": {"I": "spk1", "R": "spk2"}[label], "words": words})
    names = [{"spkid": "spk1", "name": "Els"}, {"spkid": "spk2", "name": "Jan Jansen"}]
    return json.dumps({"id": "x", "speakers": names, "segments": segments}).encode("utf-8")


def amberscript_text(turns: Turns) -> bytes:
    """A clock on a line of its own, then `Speaker 1: …`."""
    numbers = {"I": 1, "R": 2}
    lines = [
        f"{clock(i * 12)[:8]}\nSpeaker {numbers[label]}: {text}\n"
        for i, (label, text) in enumerate(turns)
    ]
    lines.append("This speech-to-text was automatically created by www.amberscript.com")
    return "\n".join(lines).encode("utf-8")


def f4(turns: Turns) -> bytes:
    """Text of f4: the stamp ends the paragraph."""
    lines = [
        f"{label}: {text} #{clock(i * 9)[:8]}-{i % 10}#" for i, (label, text) in enumerate(turns)
    ]
    return "\r\n".join(lines).encode("utf-8")


def maxqda(turns: Turns) -> bytes:
    """Text with a stamp before each label."""
    lines = [f"[{clock(i * 9)[:8]}] {label}: {text}" for i, (label, text) in enumerate(turns)]
    return "\n\n".join(lines).encode("utf-16")


def markdown(turns: Turns) -> bytes:
    """Markdown, the label in bold."""
    return "\n\n".join(f"**{label}:** {text}" for label, text in turns).encode("utf-8")


def noscribe_html(turns: Turns) -> bytes:
    """A page as noScribe writes it, with what it says of itself and of the recording."""
    head = (
        '<!DOCTYPE html><html><head><meta charset="UTF-8"><meta name="audio_source"'
        ' content="C:/opnames/Jan Jansen.m4a"><style>p { margin: 0 }</style></head><body>'
        "<p>Jan Jansen</p><p><span>Transcribed with noScribe vers. 0.6<br>"
        "Audio file: C:/opnames/Jan Jansen.m4a<br>(Language: nl | Mark pause: 0)</span></p>"
    )
    parts = [head]
    for i, (label, text) in enumerate(turns):
        spk = {"I": "S00", "R": "S01"}[label]
        said = html.escape(text, quote=False)
        name = f"ts_{i * 9000}_{i * 9000 + 8000}_{spk}"
        parts.append(
            f'<p><a name="{name}"></a><span>{spk}: <span style="color:#909090">'
            f"[{clock(i * 9)[:8]}]</span> {said}</span></p>"
        )
    return ("".join(parts) + "</body></html>").encode("utf-8")


def noscribe_vtt(turns: Turns) -> bytes:
    """WebVTT as noScribe 0.7 writes it: a title, two notes, and voices that may be empty."""
    lines = [
        "WEBVTT Jan_Jansen",
        "",
        "NOTE",
        "Transcribed with noScribe vers. 0.7",
        "Audio file: C:/opnames/Jan Jansen.m4a",
        "",
        "",
        "NOTE media: C:/opnames/Jan Jansen.m4a",
        "",
    ]
    for i, (label, text, start, end) in enumerate(cues(turns), start=1):
        spk = {"I": "S00", "R": "S01", "": ""}[label]
        lines += [str(i), f"{clock(start)} --> {clock(end)[:-1]}", f"<v {spk}>{text}", ""]
    return "\n".join(lines).encode("utf-8")


WITH_SPEAKERS = {
    "docx, labels in bold": (word_labels, "a.docx"),
    "docx, tabs": (word_tabs, "a.docx"),
    "docx, table": (word_table, "a.docx"),
    "docx, Teams": (word_teams, "a.docx"),
    "odt": (odt, "a.odt"),
    "rtf": (rtf, "a.rtf"),
    "vtt, Teams": (teams_vtt, "a.vtt"),
    "vtt, Zoom": (zoom_vtt, "a.vtt"),
    "vtt, noScribe": (noscribe_vtt, "a.vtt"),
    "srt, names": (srt, "a.srt"),
    "json, WhisperX": (whisper, "a.json"),
    "json, Amberscript": (amberscript, "a.json"),
    "txt, Amberscript": (amberscript_text, "a.txt"),
    "txt, f4": (f4, "a.txt"),
    "txt, stamps before labels, UTF-16": (maxqda, "a.txt"),
    "md": (markdown, "a.md"),
    "html, noScribe": (noscribe_html, "a.html"),
}
WITHOUT_SPEAKERS = {
    "srt": (lambda turns: srt(turns, names=False), "a.srt"),
    "json, Whisper": (lambda turns: whisper(turns, speakers=False), "a.json"),
}
SPEAKERS = [
    *(f"{name}=I" for name in (NAMES["I"], "Els", "Els Vraagster", "Interviewer", "Speaker 1")),
    *("S00=I", "SPEAKER_00=I", "I=I"),
    *(f"{name}=R" for name in (NAMES["R"], "Jan Jansen", "Respondent", "Speaker 2", "S01")),
    *("SPEAKER_01=R", "R=R"),
]
