"""The verbs of logs, rounds, corrections and codes: each shows before it writes."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest

import builders
import log_builders as build
from coding.cli import BAD_INPUT, BUSY, FOUND, OK, main
from coding.codings import code_span, mark_document_done, span_of
from coding.study import Study


@pytest.fixture
def study(tmp_path: Path, monkeypatch) -> Study:
    """A study with two interviews, D1 coded by A."""
    made = builders.toy_study(tmp_path / "s", builders.INTERVIEW, builders.INTERVIEW)
    settings = made.path("study.toml")
    coders = "".join(f'[[coders]]\nid = "{c}"\ntype = "human"\n' for c in "AB")
    settings.write_text(settings.read_text(encoding="utf-8") + coders, encoding="utf-8")
    text = made.text("D1")
    start = text.index("Een stapel.")
    with made.coded.writer("A", clock=build.ticking()) as log:
        code_span(log, span_of(text, "D1", start, start + 11), "waiting")
        mark_document_done(log, "D1")
    monkeypatch.chdir(made.root)
    return Study(made.root)


def _files(study: Study) -> dict[str, bytes]:
    return {
        str(p.relative_to(study.root)): p.read_bytes()
        for p in study.root.rglob("*")
        if p.is_file() and not p.name.endswith(".lock")
    }


def test_history_is_one_call(study: Study, capsys) -> None:
    """Who, when, what, under which codebook: on the screen, as a table, and in Python."""
    assert main(["history", "--code", "waiting"]) == OK
    shown = capsys.readouterr().out
    assert "2026-03-01T09:00:01Z  A  code  D1  (A.jsonl:2)" in shown
    assert "A-000002: waiting [present] 35-46, codebook 1.0, round 1" in shown
    assert main(["history", "--coder", "A"]) == OK
    assert "A-000003: read, codebook 1.0" in capsys.readouterr().out
    assert main(["history", "A-000002", "--csv", "h.csv"]) == OK
    with Path("h.csv").open(encoding="utf-8", newline="") as file:
        assert [row["after"] for row in csv.DictReader(file)] == ["waiting [present] 35-46"]
    assert study.history(event="A-000002")["by"].tolist() == ["A"]
    assert main(["history", "A-9"]) == BAD_INPUT


def test_status_and_recode_list(study: Study, capsys) -> None:
    """Progress as a table; after a code is added its open units are listed."""
    assert main(["status"]) == OK
    assert "A       D1     2       2" in capsys.readouterr().out
    assert main(["codebook", "add", "late", "--family", "talk", "--by", "MJ", "--apply"]) == OK
    assert main(["recode-list", "late"]) == OK
    shown = capsys.readouterr().out
    assert "D1-002 read, but not for this code" in shown
    assert "2 units open on late" in shown
    assert main(["status"]) == OK
    assert "A       D1     2       0      2" in capsys.readouterr().out
    assert main(["recode-list", "lat"]) == BAD_INPUT
    assert "did you mean late" in capsys.readouterr().err
    assert Study(study.root).history(code="late")["do"].tolist() == ["codebook add"]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["add", "new", "--label", "nieuw"], "added new (version 1.0 to 1.1)"),
        (["rename", "waiting", "delay"], "1 codings (A 1 waiting) are counted under the new name"),
        (
            ["merge", "waiting", "--into", "helping"],
            "1 codings (A 1 waiting) are counted as helping",
        ),
        (["split", "waiting-long", "--into", "a", "b"], "0 codings are marked for review"),
        (["move", "helping", "--under", "waiting"], "+    parent: waiting"),
        (["retire", "waiting-long"], "-    indicators: {nl: [maandenlang]}"),
    ],
)
def test_changes_of_the_codebook_show_before_they_write(
    study: Study, capsys, words: list[str], says: str
) -> None:
    """Without --apply nothing changes; with it the file and the record do, and check is content."""
    before = _files(study)
    assert main(["codebook", *words]) == OK
    shown = capsys.readouterr().out
    assert says in shown
    assert "nothing was written" in shown
    assert _files(study) == before
    assert main(["codebook", *words, "--apply"]) == BAD_INPUT
    assert "who decides" in capsys.readouterr().err
    assert main(["codebook", *words, "--apply", "--by", "MJ", "--reason", "daarom"]) == OK
    assert "recorded as K-0001 in codebooks/changes.jsonl" in capsys.readouterr().out
    assert Study(study.root).codebook.version == "1.1"
    assert main(["check"]) == OK


def test_a_draft_becomes_a_code(study: Study, capsys) -> None:
    """A proposal from a passage is listed, taken over with the speaker's word, and then counts."""
    words = ["codebook", "propose", "pile", "--coder", "B", "--document", "D1", "--by", "B"]
    assert main([*words, "--quote", "Een stapel", "--word", "stapel", "--apply"]) == OK
    assert "recorded as B-000002 in the log of B, and as K-0001" in capsys.readouterr().out
    assert main(["codebook", "propose"]) == OK
    assert "B-000002     B       D1 pile stapel" in capsys.readouterr().out
    assert main([*words, "--quote", "e", "--apply"]) == BAD_INPUT
    add = ["codebook", "add", "pile", "--from", "B-000002", "--by", "MJ", "--apply"]
    assert main([*add[:2], "heap", *add[3:]]) == BAD_INPUT
    assert main(add) == OK
    after = Study(study.root)
    assert after.codebook.code("pile").label == {"nl": "stapel"}
    assert after.coded.proposals["in_codebook"].tolist() == [True]
    assert "pile" in after.coded.codings["code"].tolist()
    assert main(["check"]) == OK


def test_codebook_still_prints(study: Study, capsys) -> None:
    """A code's name prints its card; a word that is neither is named."""
    assert study.codebook.version == "1.0"
    assert main(["codebook", "waiting", "--out", "x.html"]) == OK
    assert Path("x.html").exists()
    with pytest.raises(SystemExit, match="0"):
        main(["codebook", "rename", "--help"])
    assert "CODE NEW" in capsys.readouterr().out
    assert main(["codebook", "renam", "a", "b"]) == BAD_INPUT
    assert "did you mean rename" in capsys.readouterr().err


def test_assign_says_what_reliability_rests_on(study: Study, capsys) -> None:
    """The plan is shown, recorded once a person stands for it, and fixed when coding began."""
    words = ["assign", "--double", "0.5", "--blind", "0.5", "--round", "2"]
    assert main(words) == OK
    assert "reliability will rest on 1 units in 1 documents, 25%" in capsys.readouterr().out
    assert not study.path("corpus", "assignments.jsonl").exists()
    assert main([*words, "--apply"]) == BAD_INPUT
    assert main([*words, "--threshold", "0.8", "--apply", "--by", "MJ"]) == BAD_INPUT
    assert main([*words, "--threshold", "0.8", "--because", "x", "--apply", "--by", "MJ"]) == OK
    assert "recorded as P-0001" in capsys.readouterr().out
    assert main(["assign", "--round", "1", "--apply", "--by", "MJ"]) == BAD_INPUT
    assert "round 1 has begun" in capsys.readouterr().err
    assert main(["status"]) == OK
    assert "B       D" in capsys.readouterr().out


def test_merge_and_backup(study: Study, tmp_path: Path, capsys) -> None:
    """A conflict copy is found by check, shown by merge, and kept aside when merged."""
    log = study.path("corpus", "codings", "A.jsonl")
    copy = log.with_name("A (kopie).jsonl")
    shutil.copy(log, tmp_path / "A.jsonl")
    with study.coded.writer("A", clock=build.ticking()) as writer:
        text = study.text("D2")
        code_span(writer, span_of(text, "D2", 0, 11), "waiting")
    shutil.copy(log, copy)
    shutil.copy(tmp_path / "A.jsonl", log)

    assert main(["check"]) == FOUND
    assert "coding merge A.jsonl 'A (kopie).jsonl'" in capsys.readouterr().out
    assert main(["merge", "A", "A (kopie).jsonl"]) == OK
    assert "nothing was written" in capsys.readouterr().out
    assert main(["merge", "A", "A (kopie).jsonl", "--apply"]) == OK
    assert "kept as A (kopie).jsonl.merged-1" in capsys.readouterr().out
    assert len(Study(study.root).coded.codings) == 2
    assert main(["check"]) == OK
    assert main(["merge", "A", "Q"]) == BAD_INPUT
    assert main(["backup", str(tmp_path / "disk")]) == OK
    saved = next((tmp_path / "disk").glob("*.zip"))
    assert main(["backup", "--check", str(saved)]) == OK
    assert "all as they were" in capsys.readouterr().out


def test_reanchor_is_a_dry_run_first(study: Study, tmp_path: Path, capsys) -> None:
    """What moved, changed or is lost is listed; --apply writes, with a person's name."""
    file = tmp_path / "better.md"
    text = builders.INTERVIEW.replace("Een stapel.", "Tja. Een stapel.")
    file.write_text(builders.fictive(text), encoding="utf-8")
    before = _files(study)
    assert main(["reanchor", "D1", str(file)]) == OK
    assert (
        "D1: 1 passages: 0 same, 1 moved, 0 changed, 0 ambiguous, 0 lost" in capsys.readouterr().out
    )
    assert _files(study) == before
    assert main(["reanchor", "D1", str(file), "--apply"]) == BAD_INPUT
    assert main(["reanchor", "D1", str(file), "--apply", "--by", "MJ"]) == OK
    assert "recorded as R-0001" in capsys.readouterr().out
    assert main(["check"]) == OK
    assert main(["units"]) == OK
    assert main(["reanchor", "D1"]) == OK
    file.write_text(builders.fictive(text.replace("Een stapel.", "Kijk.")), encoding="utf-8")
    assert main(["reanchor", "D1", str(file)]) == FOUND
    assert "need a --place or a --give-up first" in capsys.readouterr().out
    assert main(["reanchor", "D1", str(file), "--place", "A-000002"]) == BAD_INPUT
    assert main(["reanchor", "D1", str(file), "--give-up", "all", "--apply", "--by", "MJ"]) == OK
    assert main(["check"]) == FOUND


def test_a_log_in_use_is_exit_code_three(study: Study, tmp_path: Path, capsys) -> None:
    """A verb that would write to an open log is refused, and says so."""
    copy = study.path("corpus", "codings", "A-1.jsonl")
    with study.coded.writer("A", clock=build.ticking()) as log:
        shutil.copy(log.path, copy)
        with copy.open("a", encoding="utf-8") as file:
            file.write(
                copy.read_text(encoding="utf-8").splitlines()[1].replace("000002", "000008") + "\n"
            )
        assert main(["merge", "A", "A-1.jsonl", "--apply"]) == BUSY
    assert "the log of coder A is in use" in capsys.readouterr().err
    assert tmp_path.exists()
