"""`coding check` names everything a person must know of before relying on the codings."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import builders
import log_builders as build
from coding.codebook_life import Said, carry_out, plan_rename
from coding.codings import (
    Event,
    Stance,
    code_span,
    mark_done,
    relate,
    resolve,
    span_of,
    take_back,
    take_stance,
    undo,
)
from coding.study import Study


@pytest.fixture
def study(tmp_path: Path) -> Study:
    """A study with one interview, coded by A."""
    made = builders.toy_study(tmp_path / "s")
    with made.coded.writer("A", clock=build.ticking()) as log:
        place = _place(made, "Een stapel.")
        code_span(log, place, "waiting")
        mark_done(log, place)
    return made


def _place(study: Study, quote: str, unit: str = "D1-001"):
    text = study.text("D1")
    start = text.index(quote)
    return span_of(text, "D1", start, start + len(quote), unit=unit)


def _found(study: Study) -> list[str]:
    return [f"{problem.where}: {problem.what}" for problem in Study(study.root).check()]


def _log(study: Study, coder: str = "A") -> Path:
    return study.path("corpus", "codings", f"{coder}.jsonl")


def test_a_sound_study_has_no_complaints(study: Study) -> None:
    """What was written by the program alone is all right."""
    assert _found(study) == []


def test_forks_and_copies_are_listed(study: Study) -> None:
    """A conflict copy is named with what it holds; lines of two histories in one file, by line."""
    copy = _log(study).with_name("A.sync-conflict-20260301.jsonl")
    shutil.copy(_log(study), copy)
    assert [line.split(": ")[1].split(" of A")[0] for line in _found(study)] == [
        "A.sync-conflict-20260301.jsonl is an old copy"
    ]
    copy.unlink()
    text = _log(study).read_text(encoding="utf-8")
    second = text.splitlines()[1].replace("A-000002", "A-000009").replace("waiting", "helping")
    _log(study).write_text(text + second + "\n", encoding="utf-8")
    assert any(
        "corpus/codings/A.jsonl:4: fork: this line follows line 1" in f for f in _found(study)
    )


def test_invalid_lines_are_named_with_file_and_line(study: Study) -> None:
    """A line that is no event is named; the others still count."""
    with _log(study).open("a", encoding="utf-8") as file:
        file.write("oeps\n")

    assert any("corpus/codings/A.jsonl:4: not a line of JSON" in line for line in _found(study))
    assert len(Study(study.root).coded.codings) == 1


def test_orphans_are_named(study: Study) -> None:
    """A passage whose text is another one, or whose words are others, is an orphan."""
    path = study.path("corpus", "texts", "D1.txt")
    path.write_text(path.read_text(encoding="utf-8").replace("stapel", "STAPEL"), encoding="utf-8")

    assert any("A-000002 is an orphan" in line for line in _found(study))


def test_unknown_things_are_named(study: Study) -> None:
    """Codes, documents and units that are not there, and two logs with one id."""
    study.path("codebooks", "codebook.yaml").write_text(
        builders.CODEBOOK.replace("id: waiting\n", "id: delay\n")
        .replace("waiting]", "delay]")
        .replace("parent: waiting", "parent: delay"),
        encoding="utf-8",
    )
    with study.coded.writer("B", clock=build.ticking()) as log:
        log._ids = lambda line: f"A-{line:06d}"
        mark_done(log, _place(study, "Joke helpt me.", unit="D1-099"))
        log.append(Event(do="skip", doc="D9", unit="D9-001"))
    found = "\n".join(_found(study))

    assert "the codebook has no code 'waiting', and nothing says what became of it" in found
    assert "no unit 'D1-099' here" in found
    assert "no document 'D9' here" in found
    assert "the id A-000002 is in A.jsonl too" in found


def test_a_recorded_change_explains_a_code(study: Study) -> None:
    """After a rename by the command the old name in the log is no complaint."""
    path, changes = study.path("codebooks", "codebook.yaml"), study.coded.places.changes
    planned = plan_rename(path, changes, "waiting", "delay", Said(by="MJ"))
    carry_out(planned.change, planned.text, path, changes)

    assert _found(study) == []
    assert Study(study.root).coded.codings["code"].tolist() == ["delay"]


def test_exclusions_links_and_adjudications_are_checked(study: Study) -> None:
    """Codes that exclude each other, links without an end, and stale adjudications are listed."""
    with study.coded.writer("A", clock=build.ticking()) as log:
        other = code_span(log, _place(study, "Joke helpt me.", "D1-002"), "helping")
        place = _place(study, "Een stapel.")
        relate(log, "A-000002", other.id, "leads-to")
        take_stance(log, place, Stance("C1", "supports", 1))
        resolve(log, place, [other.id], reason="x", code="helping", applies=False)
        take_back(log, other.id)
    with study.coded.writer("B", clock=build.ticking()) as log:
        code_span(log, place, "waiting")
        log.append(
            Event(
                do="code",
                code="helping",
                presence="present",
                doc="D1",
                text_sha=place.text_sha,
                start=place.start,
                end=place.end,
                quote=place.quote,
            )
        )
    found = "\n".join(_found(study))

    assert "(helping) and B-000002 (waiting) stand on the same words" in found
    assert "links codings one of which no longer stands" in found
    assert "weighed A-000004, which no longer stands" in found
    with study.coded.writer("B", clock=build.ticking()) as log:
        undo(log)
    assert "stand on the same words" not in "\n".join(_found(study))
