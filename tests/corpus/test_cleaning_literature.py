"""The five measured texts: prose kept, words mended, counts as they were."""

from __future__ import annotations

import csv
import hashlib
import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

from coding.corpus.cleaning import Lexicon, Trace, trace_literature
from coding.text import short_sha

DATA = Path(__file__).parents[1] / "data" / "cleaning"
TEXTS = ("R", "S1", "S2", "S3", "S4")


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8") as stream:
        return list(csv.DictReader(line for line in stream if not line.startswith("#")))


@pytest.fixture(scope="module")
def bench(root: Path) -> ModuleType:
    """Hand out the benchmark: its figures and these tests are one."""
    spec = importlib.util.spec_from_file_location("cleaning_bench", root / "benchmarks/cleaning.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["cleaning_bench"] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def texts(shared: Path, bench: ModuleType) -> dict[str, str]:
    """Hand out the texts by their short names."""
    return {name: bench.read(name, shared / "literature") for name in TEXTS}


@pytest.fixture(scope="module")
def traces(texts: dict[str, str]) -> dict[str, Trace]:
    """Hand out the cleaned texts."""
    lexicon = Lexicon()
    return {name: trace_literature(text, lexicon=lexicon) for name, text in texts.items()}


@pytest.mark.parametrize("name", TEXTS)
def test_the_marked_text_is_the_one_at_hand(name: str, shared: Path, bench: ModuleType) -> None:
    """The line ranges were marked in this very file."""
    digest, _ = bench.reference(name)

    assert (
        hashlib.sha256(bench.source(name, shared / "literature").read_bytes()).hexdigest() == digest
    )


@pytest.mark.parametrize("name", TEXTS)
def test_prose_that_a_reader_marked_is_kept(
    name: str, texts: dict[str, str], traces: dict[str, Trace], bench: ModuleType
) -> None:
    """At least 98 % of the words a careful reader calls prose are kept as prose."""
    _, kinds = bench.reference(name)
    shares = bench.agreement(texts[name], traces[name], kinds)

    assert shares["prose"] >= bench.PROSE_TARGET
    assert shares["left out"] >= 95


@pytest.mark.parametrize("name", TEXTS)
def test_words_of_each_kind_are_as_they_were(
    name: str, traces: dict[str, Trace], bench: ModuleType
) -> None:
    """A change of a rule that moves words from one kind to another shows here."""
    counts = {row["kind"]: int(row["words"]) for row in _rows("words.csv") if row["text"] == name}

    assert bench.words_by_kind(traces[name]) == counts


@pytest.mark.parametrize("name", TEXTS)
def test_mended_words_are_those_checked_by_eye(name: str, traces: dict[str, Trace]) -> None:
    """Each line end that may cut a word is decided as a person judged it."""
    checked = [
        (row["line"], row["sign"], row["action"], row["word"])
        for row in _rows("joins.csv")
        if row["text"] == name
    ]
    found = [
        (
            str(join.line),
            join.sign,
            join.action,
            short_sha(join.word) if join.reason == "inside an address" else join.word,
        )
        for join in traces[name].joins
    ]

    assert found == checked


def test_indicator_words_survive_outside_contents_and_references(
    traces: dict[str, Trace], bench: ModuleType
) -> None:
    """`exploit*` stands 28 times in R, of which one in contents and one in references."""
    assert bench.stem_count(traces["R"], "exploit") == bench.EXPLOIT_TARGET


def test_all_fifty_notes_of_a_chapter_are_paired(traces: dict[str, Trace]) -> None:
    """Notes 1 to 50 of S1 are found and each mark is cut out once."""
    marks = [d.text for d in traces["S1"].cleaned.dropped if d.kind == "footnote_mark"]

    assert marks == [str(number) for number in range(1, 51)]
