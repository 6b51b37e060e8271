"""No sentence of a source text is in the project, in a clone that cannot read the sources too."""

from __future__ import annotations

import json
import random
import zipfile
from pathlib import Path

import pytest
import source_runs
import yaml

from coding.acceptance.runs import read_runs, words_with_lines

# What identifies a work is a fact: a run made of nothing but the words of these fields of one
# entry of the bibliography may stand here although a source names the same work.
# fmt: off
NAMING = (
    "author", "supervised_by", "editor", "year", "title", "subtitle", "chapter", "section",
    "book_title", "journal", "proceedings", "publisher", "volume", "issue", "number", "pages",
    "doi",
)
# fmt: on


@pytest.fixture(scope="module")
def known() -> set[bytes]:
    """Runs of the source texts, as committed."""
    return read_runs(source_runs.FILE)


@pytest.fixture(scope="module")
def works(root: Path) -> list[set[str]]:
    """Words that name each work of the bibliography."""
    source = root / "corpus" / "literature" / "bibliography.yaml"
    entries = yaml.safe_load(source.read_text(encoding="utf-8"))["entries"].values()
    return [
        {word for field in NAMING for word, _ in words_with_lines(str(entry.get(field, "")))}
        for entry in entries
    ]


@pytest.fixture
def made_up() -> tuple[str, set[bytes]]:
    """Twelve words in a row that no source has, and their runs."""
    text = "Twaalf paarse giraffen dansen zaterdag rond een kapotte vijver vol warme limonade"
    return text, source_runs.runs_of_source(text)


def test_no_run_of_a_source_is_in_the_project(
    tracked_files: tuple[Path, ...], known: set[bytes], works: list[set[str]], root: Path
) -> None:
    """No tracked file holds eight words in a row that a source text has, but names of works."""
    found = [
        f"{path.relative_to(root).as_posix()}:{place}"
        for path in tracked_files
        if path.suffix not in source_runs.BINARY
        for place, words in source_runs.hits(path, known)
        if not any(work.issuperset(words) for work in works)
    ]

    assert not found, "\n".join(found)


def test_the_committed_runs_are_those_of_the_sources(shared: Path, known: set[bytes]) -> None:
    """The file of hashes is what the command makes of the source texts."""
    assert known == source_runs.runs_of_folder(shared / "literature")


def test_a_copied_passage_of_each_source_would_be_found(
    shared: Path, known: set[bytes], tmp_path: Path
) -> None:
    """Any passage of any source, in other case and other line breaks, gives a hit."""
    draw = random.Random(2)
    for source in sorted((shared / "literature").glob("*.txt")):
        words = source.read_text(encoding="utf-8").split()
        for _ in range(20):
            start = draw.randrange(len(words) - 40)
            copy = tmp_path / "copy.md"
            copy.write_text("\n".join(words[start : start + 40]).upper(), encoding="utf-8")

            assert any(source_runs.hits(copy, known)), f"{source.name}, word {start}"


@pytest.mark.parametrize("name", ["a.md", "a.html", "a.json", "a.jsonl", "a.ipynb", "a.docx"])
def test_a_run_is_found_in_every_kind_of_file(
    name: str, made_up: tuple[str, set[bytes]], tmp_path: Path
) -> None:
    """Markup, cells, outputs and zipped documents do not hide a run."""
    text, runs = made_up
    first, second = text[:30], text[30:]
    markup = f"<p>{first}<b>{second}</b></p>"
    output = {"output_type": "display_data", "data": {"text/html": [markup]}, "metadata": {}}
    cells = [{"cell_type": "code", "source": "1", "outputs": [output]}]
    path = tmp_path / name
    if path.suffix == ".docx":
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("word/document.xml", markup.replace("p>", "w:p>"))
    else:
        content = {
            ".md": f"a line\n\n> {first}\n> {second}".replace("> ", ">\n"),
            ".html": markup,
            ".json": json.dumps({"x": [1, text]}),
            ".jsonl": json.dumps({"x": "y"}) + "\n" + json.dumps({"quote": text}),
            ".ipynb": json.dumps({"cells": cells}),
        }[path.suffix]
        path.write_text(content, encoding="utf-8")

    assert len(list(source_runs.hits(path, runs))) == len(runs)


def test_seven_words_in_a_row_are_no_run(made_up: tuple[str, set[bytes]], tmp_path: Path) -> None:
    """The limit is eight words: seven, then another word, is no hit."""
    text, runs = made_up
    words = text.split()
    path = tmp_path / "a.md"
    path.write_text(" ".join([*words[:7], "groene", *words[8:]]), encoding="utf-8")

    assert not list(source_runs.hits(path, runs))


def test_a_word_cut_at_a_line_end_hides_nothing(tmp_path: Path) -> None:
    """A source that cuts a word at a line end still matches the whole word."""
    runs = source_runs.runs_of_source("Twaalf paarse giraffen dan-\nsen zaterdag rond een vijver")
    path = tmp_path / "a.md"
    path.write_text("twaalf paarse giraffen dansen zaterdag rond een vijver", encoding="utf-8")

    assert list(source_runs.hits(path, runs))


def test_a_place_is_the_line_of_the_file(made_up: tuple[str, set[bytes]], tmp_path: Path) -> None:
    """What is printed leads an editor to the line, and shows no word of the text."""
    text, runs = made_up
    path = tmp_path / "a.html"
    path.write_text(f"<html\nlang='nl'>\n<p>{text}</p>", encoding="utf-8")

    assert next(source_runs.hits(path, runs))[0] == "3"
