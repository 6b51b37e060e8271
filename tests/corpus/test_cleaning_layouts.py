"""One invented text set in many ways: the rules must hold whatever program wrote the file."""

from __future__ import annotations

import re
import textwrap
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coding.corpus.cleaning import Lexicon, trace_literature
from coding.text import count_words

SOURCE = Path(__file__).parents[1] / "data" / "cleaning" / "invented.txt"
CODABLE = {"prose", "bullet", "table_prose"}
NOTES = {
    1: "Zie ook het jaarverslag van de gemeente over dat boekjaar.",
    2: "Het rekenblad staat nu op de gedeelde schijf.",
    3: "Dit gesprek vond plaats buiten de vergadering om.",
}
RAISED = "⁰¹²³"
# where the words of the text may be cut, as a typesetter would
CUTS = {
    "samenwerking": 5, "verantwoordelijkheid": 7, "informatievoorziening": 10, "gegevens": 2,
    "beleidsmedewerkers": 7, "vergaderingen": 5, "apparatuur": 4, "leverancier": 5,
    "begrotingsjaar": 10, "aanbevelingen": 3, "koffieautomaat": 6, "gegevensbeheerder": 8,
    "buitendienst": 6, "vernieuwing": 2, "onderhoud": 5, "raadsvergaderingen": 5, "opgeschreven": 2,
}  # fmt: skip


@dataclass
class Setting:
    """How a program writes the text to a file."""

    width: int = 72
    wrap: bool = True
    hyphens: str = "none"  # none, visible, lost
    trailing: bool = False
    page: int = 0  # lines a page, 0 for none
    page_sign: str = "space"  # space, header, plain_header, mark
    blank: bool = True  # blank lines between paragraphs
    indent: bool = False
    note_form: str = "tab"  # tab, space, raised
    table_form: str = "tab"  # tab, pipe, spaces
    bullet: str = "•\t"


@dataclass
class Page:
    """Lines with the kind a reader gives them."""

    lines: list[str] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)

    def add(self, kind: str, *lines: str) -> None:
        """Add lines of one kind."""
        self.lines += lines
        self.kinds += [kind] * len(lines)


def set_text(setting: Setting) -> Page:
    """Set the invented text in a given way."""
    out = Page()
    notes: list[int] = []
    for raw in SOURCE.read_text("utf-8").splitlines():
        kind, body = _kind(raw)
        notes += [int(n) for n in re.findall(r"\{(\d)\}", body)]
        form = RAISED if setting.note_form == "raised" else "0123"
        body = re.sub(r"\{(\d)\}", lambda m, form=form: form[int(m[1])], body)
        lines = _broken(body, kind, setting)
        after_row = kind == "table_cell" and out.kinds and out.kinds[-1] == "table_cell"
        listed = kind == "bullet" and out.kinds and out.kinds[-1] == "bullet"
        if setting.blank and out.lines and not after_row and not listed:
            out.add("", "")
        if setting.indent and kind == "prose":
            lines[0] = "   " + lines[0]
        out.add(kind, *lines)
    return _paged(out, notes, setting) if setting.page else _with_notes(out, notes, setting)


def _kind(raw: str) -> tuple[str, str]:
    if raw == "# Literatuur":
        return "reference", "Literatuur"
    for mark, kind in {"## ": "heading", "# ": "heading", "- ": "bullet", "@ ": "table_cell",
                       "% ": "reference"}.items():  # fmt: skip
        if raw.startswith(mark):
            return kind, raw[len(mark) :]
    if re.match(r"\d\. ", raw):
        return "bullet", raw
    if re.match(r"(?:Figuur|Tabel) \d\. ", raw):
        return "caption", raw
    return "prose", raw


def _broken(body: str, kind: str, setting: Setting) -> list[str]:
    if kind == "table_cell":
        cells = body.split("|")
        joined = {"tab": "\t".join(cells), "pipe": f"| {' | '.join(cells)} |",
                  "spaces": "".join(c.ljust(22) for c in cells)}  # fmt: skip
        return [joined[setting.table_form].rstrip()]
    if kind == "bullet" and not body[0].isdigit():
        body = setting.bullet + body
    if not setting.wrap:
        return [body]
    lines = textwrap.wrap(body, setting.width, break_on_hyphens=False, break_long_words=False)
    if setting.hyphens != "none" and kind in {"prose", "bullet"}:
        lines = _cut_words(lines, setting)
    if setting.trailing:
        last = len(lines) - 1
        lines = [x if x.endswith("\0") else x + ("" if i == last else " ")
                 for i, x in enumerate(lines)]  # fmt: skip
    return [line.replace("\0", "") for line in lines]


def _cut_words(lines: list[str], setting: Setting) -> list[str]:
    """Move the first half of a word that may be cut up to the line before."""
    lines = list(lines)
    for i in range(len(lines) - 1):
        word, _, rest = lines[i + 1].partition(" ")
        bare = word.strip(".,;:")
        at = CUTS.get(bare)
        if at is None or len(lines[i]) + at + 2 > setting.width:
            continue
        sign = "-" if setting.hyphens == "visible" else "\0"
        lines[i] += f" {word[:at]}{sign}"
        lines[i + 1] = f"{word[at:]} {rest}".strip()
    return lines


def _note_lines(numbers: list[int], setting: Setting) -> list[str]:
    forms = {"tab": "{}\t {}", "space": "{} {}", "raised": "{} {}"}
    return [
        forms[setting.note_form].format(RAISED[n] if setting.note_form == "raised" else n, NOTES[n])
        for n in numbers
    ]


def _with_notes(out: Page, notes: list[int], setting: Setting) -> Page:
    at = out.lines.index(next(x for x in out.lines if x.startswith("Literatuur")))
    block = ["", *_note_lines(notes, setting), ""]
    out.lines[at:at] = block
    out.kinds[at:at] = ["", *["footnote"] * len(notes), ""]
    return out


def _paged(out: Page, notes: list[int], setting: Setting) -> Page:
    paged = Page()
    waiting = list(notes)
    number = 1
    text = list(zip(out.lines, out.kinds, strict=True))
    for start in range(0, len(text), setting.page):
        part = text[start : start + setting.page]
        while part and not part[0][0]:
            part.pop(0)
        if start:
            number += 1
            part = _page_top(paged, part, setting, number)
        for line, kind in part:
            paged.add(kind, line)
        due = [n for n in waiting if _has_mark(part, n, setting)]
        if due:
            paged.add("", "")
            paged.add("footnote", *_note_lines(due, setting))
            paged.add("", "")
            waiting = [n for n in waiting if n not in due]
    return paged


def _has_mark(part: list[tuple[str, str]], number: int, setting: Setting) -> bool:
    mark = RAISED[number] if setting.note_form == "raised" else rf"[a-z.]{number}(?!\w)"
    return any(re.search(mark, line) for line, kind in part if kind == "prose")


def _page_top(
    paged: Page, part: list[tuple[str, str]], setting: Setting, number: int
) -> list[tuple[str, str]]:
    if setting.page_sign == "space":
        return [(" " + part[0][0], part[0][1]), *part[1:]] if part else part
    if setting.page_sign == "mark":
        paged.add("page_number", f"## Page {number}")
    elif setting.page_sign == "plain_header":
        paged.add("page_number", str(number))
        paged.add("header_footer", "Gemeente Zandvoorde | Verslag van de meters")
    else:
        paged.add("", "")
        paged.add("header_footer", f"Verslag van de meters   {number}")
        paged.add("", "")
    return part


SETTINGS = {
    "plain": Setting(),
    "narrow columns": Setting(width=42, hyphens="visible", page=40),
    "wide": Setting(width=96, hyphens="visible"),
    "lost hyphens": Setting(width=66, hyphens="lost", trailing=True, page=34),
    "visible hyphens, header": Setting(hyphens="visible", page=30, page_sign="header"),
    "header, raised notes": Setting(page=36, page_sign="header", note_form="raised"),
    "notes after a space": Setting(width=80, page=32, page_sign="header", note_form="space"),
    "no blank lines": Setting(width=90, blank=False, page=28, page_sign="plain_header"),
    "no blank lines, marks": Setting(width=85, blank=False, page=30, page_sign="mark"),
    "indented": Setting(width=78, blank=False, indent=True, page=33, page_sign="plain_header"),
    "web": Setting(wrap=False, bullet=" • ", table_form="pipe"),
    "web, dashes": Setting(wrap=False, bullet="- "),
    "layout mode": Setting(width=84, table_form="spaces", page=40, page_sign="header"),
}


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    """The words of the text: the decisions must not hang on a large word list."""
    words = re.findall(r"[^\W\d_]+", SOURCE.read_text("utf-8"))
    return Lexicon(words)


def _shares(page: Page, kinds: dict[int, str]) -> dict[str, float]:
    """Words a reader calls prose that are kept as such, and words that are not that are dropped."""
    total: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for number, (line, kind) in enumerate(zip(page.lines, page.kinds, strict=True), 1):
        if line.strip():
            group = _group(kind)
            total[group] += count_words(line)
            right[group] += count_words(line) * (_group(kinds[number]) == group)
    return {group: right[group] / total[group] for group in total}


def _group(kind: str) -> str:
    if kind in CODABLE:
        return "prose"
    return "flag" if kind in {"heading", "footnote", "figure_words"} else "drop"


@pytest.mark.parametrize("setting", SETTINGS.values(), ids=list(SETTINGS))
def test_all_prose_is_kept_and_the_rest_left_out_in_any_layout(
    setting: Setting, lexicon: Lexicon
) -> None:
    """Every word of prose is kept as prose, every other line is flagged or dropped."""
    page = set_text(setting)

    shares = _shares(page, trace_literature("\n".join(page.lines), lexicon=lexicon).kinds)

    assert shares == {"prose": 1.0, "flag": 1.0, "drop": 1.0}


@pytest.mark.parametrize("setting", SETTINGS.values(), ids=list(SETTINGS))
def test_paragraphs_run_on_over_pages(setting: Setting, lexicon: Lexicon) -> None:
    """The fifteen paragraphs come out as such, as far as a reader of the file could tell."""
    trace = trace_literature("\n".join(set_text(setting).lines), lexicon=lexicon)
    prose = [block for block in trace.cleaned.blocks if block.kind == "prose"]

    # a page that ends with a sentence parts a paragraph; without blank lines a full last line
    # does not show that it is the last
    fewest = 15 if setting.blank or setting.indent else 14
    assert len(prose) in range(fewest, 17)
    assert not [block.text for block in prose if block.text[0].islower()]


@pytest.mark.parametrize("setting", SETTINGS.values(), ids=list(SETTINGS))
def test_notes_lose_their_marks(setting: Setting, lexicon: Lexicon) -> None:
    """The three notes are blocks of their own and their marks are out of the text."""
    cleaned = trace_literature("\n".join(set_text(setting).lines), lexicon=lexicon).cleaned
    marks = [line.text.translate(str.maketrans("¹²³", "123")) for line in cleaned.dropped
             if line.kind == "footnote_mark"]  # fmt: skip
    notes = [block.text for block in cleaned.blocks if block.kind == "footnote"]

    assert marks == ["1", "2", "3"]
    assert len(notes) == 3
    prose = " ".join(block.text for block in cleaned.blocks if block.kind == "prose")
    assert not re.search(r"[a-z.][1-3¹²³]", prose)


SETTINGS_AT_RANDOM = st.builds(
    Setting,
    width=st.integers(40, 110),
    wrap=st.sampled_from([True, True, True, False]),
    hyphens=st.sampled_from(["none", "visible"]),
    trailing=st.booleans(),
    page=st.sampled_from([0, 22, 27, 33, 38, 44, 51, 58]),
    page_sign=st.sampled_from(["space", "header", "plain_header", "mark"]),
    blank=st.booleans(),
    indent=st.booleans(),
    note_form=st.sampled_from(["tab", "space", "raised"]),
    table_form=st.sampled_from(["tab", "pipe", "spaces"]),
    bullet=st.sampled_from(["•\t", "- ", "● ", " • ", "– "]),
)


@settings(max_examples=60)
@given(SETTINGS_AT_RANDOM)
def test_prose_survives_a_layout_nobody_thought_of(lexicon: Lexicon, setting: Setting) -> None:
    """Whatever the layout, 98 % of the prose is kept and no word is made that is not in it."""
    page = set_text(setting)
    words = {w.casefold() for w in re.findall(r"[^\W\d_]+", SOURCE.read_text("utf-8"))}

    trace = trace_literature("\n".join(page.lines), lexicon=lexicon)
    made = {join.word.casefold() for join in trace.joins if join.action == "join"}

    assert _shares(page, trace.kinds)["prose"] >= 0.98
    assert made <= words
