"""docs/formats.md and docs/units.md say what the readers and the rule do."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import coding
import mutations
import transcript_files
from coding.corpus.readers import MOST_BYTES, packages, portable, read_source, rich, sniffing
from coding.corpus.sizes import caps_of, unit_sizes

ROOT = Path(__file__).resolve().parents[3]
PAGE = (ROOT / "docs" / "formats.md").read_text(encoding="utf-8")


def test_the_table_names_every_reader() -> None:
    """Each format a file of the tests is read as has a row, and no row is of another."""
    table = PAGE.split("## Formats")[1].split("## Who speaks")[0]
    named = {
        name
        for row in re.findall(r"^\| (`.+?) \|", table, flags=re.MULTILINE)
        for name in re.findall(r"`([\w-]+)`", row)
    }
    written = {
        read_source(write(mutations.TURNS), where=name).format
        for write, name in transcript_files.WITH_SPEAKERS.values()
    }
    teams = "".join(f"{label}  0:0{i}\n{text}\n" for i, (label, text) in enumerate(mutations.TURNS))
    written |= {"pdf", read_source(teams.encode(), where="a").format}

    assert named == written


def test_the_limits_are_those_of_the_code() -> None:
    """Sizes and seconds on the page are the constants."""
    limits = PAGE.split("## Limits")[1]
    numbers = [
        float(number) for number in re.findall(r"([\d.]+) (?:MB|lines|tags|seconds)", limits)
    ]

    assert numbers == [
        MOST_BYTES / 1e6,
        sniffing.MOST_TEXT / 1e6,
        sniffing.MOST_LINES,
        packages.MOST_MEMBER / 1e6,
        packages.MOST_TAGS,
        rich._MOST_BYTES / 1e6,
        portable.PATIENCE_S,
    ]


@pytest.mark.slow
def test_the_sizes_are_those_of_the_command() -> None:
    """The table of unit sizes is what `coding units --compare 40,80,turn` shows."""
    study = coding.open_study(ROOT)
    names = list(study.documents.loc[study.documents["kind"] == "interview", "document"])
    turns = {name: study.turns(name) for name in names}
    sizes = unit_sizes(study.texts(names), turns, caps=caps_of("40,80,turn"))
    page = (ROOT / "docs" / "units.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (40 words|80 words|turn) \| (.+) \|$", page, flags=re.MULTILINE)
    shown = {name: [float(cell) for cell in cells.split(" | ")] for name, cells in rows}

    for row in sizes.round(2).to_dict("records"):
        assert list(row.values())[1:] == shown[str(row["rule"])]
