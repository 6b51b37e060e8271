"""Filling a study: whole or not at all, never mixed, never moved."""

from __future__ import annotations

from pathlib import Path

import pytest

import builders
from coding.errors import CodingError
from coding.preparation import (
    add_documents,
    check_units_anew,
    confirm_episodes,
    freeze_units,
    propose_episodes,
    read_documents,
)
from coding.study import Study, open_study


def _files(folder: Path) -> dict[str, bytes]:
    return {
        str(p.relative_to(folder)): p.read_bytes()
        for p in sorted(folder.rglob("*"))
        if p.is_file() and not p.name.endswith(".lock")
    }


def _write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_document_comes_in_whole(tmp_path: Path) -> None:
    """Source, text, turns, log of dropped lines and row; the canonical text has no labels."""
    study = builders.toy_study(tmp_path / "s")
    row = study.documents.iloc[0]

    assert (row["document"], row["fictive"], row["path"]) == (
        "D1",
        True,
        "corpus/interviews/fictief_D1.md",
    )
    assert study.text("D1").startswith("Wat lag er gisteren op uw bureau?\n\nEen stapel.")
    assert study.turns("D1")["speaker"].tolist()[:2] == ["interviewer", "respondent"]
    assert set(study.dropped("D1")["kind"]) == {"front_matter", "marking"}
    assert study.check() == []


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("a.md", "", "the file is empty"),
        ("a.md", "%PDF\x00", "binary file"),
        ("a.md", "Zomaar.", "no speaker label"),
        ("a.md", builders.INTERVIEW, "real interview in a study with fictive = true"),
        ("a.md", "---\nstatus: FICTIEF\n---\nR: Ja.", "half marked as fictive"),
        ("a b.md", builders.fictive(builders.INTERVIEW), "document id 'a b'"),
        ("fictief_D1.md", builders.fictive(builders.INTERVIEW), "D1 is in the study already"),
    ],
    ids=["empty", "binary", "no labels", "real", "half marked", "bad id", "taken"],
)
def test_bad_files_leave_the_study_as_it_was(
    tmp_path: Path, name: str, content: str, problem: str
) -> None:
    """A file that is refused changes nothing, not even beside a good one."""
    study = builders.toy_study(tmp_path / "s")
    good = _write(tmp_path, "good.md", builders.fictive(builders.INTERVIEW))
    bad = _write(tmp_path, name, content)
    before = _files(study.root)

    with pytest.raises(CodingError, match=problem):
        read_documents(study, [good, bad], kind="interview")

    assert _files(study.root) == before


def test_real_studies_refuse_fictive_interviews(tmp_path: Path) -> None:
    """Fictive and real never pool, whichever comes first."""
    study = builders.empty_study(tmp_path / "s", made_up=False)
    path = _write(tmp_path, "x.md", builders.fictive(builders.INTERVIEW))

    with pytest.raises(CodingError, match="never pooled"):
        read_documents(study, [path], kind="interview")


def test_pooling_by_hand_is_refused_too(tmp_path: Path) -> None:
    """Editing the table does not get round the rule."""
    study = builders.toy_study(tmp_path / "s")
    table = study.path("corpus", "documents.csv")
    table.write_text(table.read_text(encoding="utf-8").replace("true,false", "false,false"))

    with pytest.raises(CodingError, match="never pooled"):
        assert Study(study.root).documents.empty


def test_full_texts_stay_local(tmp_path: Path) -> None:
    """Literature goes to the ignored folder or nowhere; the committed tables do not change."""
    study = builders.toy_study(tmp_path / "s")
    before = study.path("corpus", "documents.csv").read_bytes()
    path = _write(tmp_path, "L1.txt", "Een alinea over wachten en helpen in een boek.\n")
    read = read_documents(study, [path], kind="literature")

    with pytest.raises(CodingError, match="--local"):
        add_documents(study, [path], read)
    study = add_documents(study, [path], read, local=True)
    study, counts = freeze_units(study)

    assert counts == {"D1": 2, "L1": 1}
    assert study.path("corpus", "documents.csv").read_bytes() == before
    assert "L1" not in set(study.units["document"])
    assert set(study.find("helping")["document"]) == {"D1"}
    assert set(study.find("helping", local=True)["document"]) == {"D1", "L1"}


def test_episodes_are_proposed_then_confirmed(tmp_path: Path) -> None:
    """The program proposes a question a turn; a person's initials make it a label."""
    study, proposed = propose_episodes(builders.toy_study(tmp_path / "s"))
    assert study.episodes[["turn", "guide_question", "by"]].to_numpy().tolist() == [
        [1, "v1", "proposed"]
    ]
    assert proposed == 1
    assert [p.what for p in study.check()] == [
        "1 labels are the program's proposals; nobody confirmed them"
    ]

    study = confirm_episodes(study, by="MJ")
    study, _ = freeze_units(study)

    assert study.check() == []
    assert study.units["guide_question"].tolist() == ["v1", "v1"]


def test_frozen_units_do_not_move(tmp_path: Path) -> None:
    """A changed rule is refused; before coding it can be asked for, after coding not."""
    study = builders.toy_study(tmp_path / "s")
    settings = study.path("study.toml")
    settings.write_text(settings.read_text(encoding="utf-8") + "\n[units]\ncap = 6\n")

    with pytest.raises(CodingError, match="are frozen and would move"):
        freeze_units(Study(study.root))
    study, counts = freeze_units(Study(study.root), refreeze=True)
    assert counts["D1"] > 2

    log = study.path("corpus", "codings", "A.jsonl")
    log.parent.mkdir()
    log.write_text("{}\n", encoding="utf-8")
    settings.write_text(settings.read_text(encoding="utf-8").replace("cap = 6", "cap = 9"))
    with pytest.raises(CodingError, match="frozen and coded"):
        freeze_units(Study(study.root), refreeze=True)


def test_new_documents_join_frozen_ones(tmp_path: Path) -> None:
    """Adding an interview leaves the units of the others alone."""
    study = builders.toy_study(tmp_path / "s")
    before = study.units
    path = _write(tmp_path, "D2.md", builders.fictive(builders.INTERVIEW))
    study = add_documents(study, [path], read_documents(study, [path], kind="interview"))
    study, counts = freeze_units(study)

    assert counts == {"D1": 2, "D2": 2}
    assert study.units[study.units["document"] == "D1"].equals(before)


@pytest.mark.parametrize(
    ("file", "what"),
    [
        ("corpus/texts/D1.txt", "the text changed after it was stored"),
        ("corpus/interviews/fictief_D1.md", "the file is not the one that was read"),
    ],
)
def test_changed_texts_are_reported(tmp_path: Path, file: str, what: str) -> None:
    """One changed word under frozen units is a problem with a remedy."""
    study = builders.toy_study(tmp_path / "s")
    path = study.path(file)
    path.write_text(path.read_text(encoding="utf-8").replace("stapel", "berg.."))
    problems = Study(study.root).check()

    assert what in problems[0].what
    assert problems[0].hint
    assert (len(problems) == 2) == (file == "corpus/texts/D1.txt")


def test_open_study_looks_upwards(tmp_path: Path) -> None:
    """A notebook two folders down finds its study; outside one, the message says what to do."""
    study = builders.toy_study(tmp_path / "s")

    assert open_study(study.path("corpus", "texts")).root == study.root
    with pytest.raises(CodingError, match="coding init"):
        open_study(tmp_path)


@pytest.mark.parametrize(
    ("told", "what"),
    [(None, "is missing"), ("Codeer alles.\n", "is not what told.md says now")],
)
def test_what_a_model_was_told_is_kept(tmp_path: Path, told: str | None, what: str) -> None:
    """A model's instructions are part of the record: gone or changed is a problem."""
    study = builders.toy_study(tmp_path / "s")
    coder = '[[coders]]\nid = "A"\ntype = "model"\ntold = "told.md"\ntold_sha = "0"\n'
    settings = study.path("study.toml")
    settings.write_text(settings.read_text(encoding="utf-8") + coder, encoding="utf-8")
    if told is not None:
        study.path("told.md").write_text(told, encoding="utf-8")

    assert what in Study(study.root).check()[0].what


def test_two_adds_at_once_lose_nothing(tmp_path: Path) -> None:
    """A study opened before another process added still keeps what the other added."""
    stale = builders.toy_study(tmp_path / "s")
    paths = [_write(tmp_path, f"D{i}.md", builders.fictive(builders.INTERVIEW)) for i in (2, 3)]
    read = [read_documents(stale, [path], kind="interview") for path in paths]
    for path, found in zip(paths, read, strict=True):
        add_documents(stale, [path], found)
    with pytest.raises(CodingError, match="D2 is in the study already"):
        add_documents(stale, [paths[0]], read[0])

    assert Study(stale.root).documents["document"].tolist() == ["D1", "D2", "D3"]


def test_an_add_that_fails_takes_everything_back(tmp_path: Path, monkeypatch) -> None:
    """A disk that refuses the last step leaves neither copies nor texts behind."""
    study = builders.toy_study(tmp_path / "s")
    path = _write(tmp_path, "D2.md", builders.fictive(builders.INTERVIEW))
    read = read_documents(study, [path], kind="interview")
    before = _files(study.root)
    monkeypatch.setattr("coding.preparation.adding._appended", lambda *_: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        add_documents(study, [path], read)

    assert _files(study.root) == before


def test_files_of_one_name_are_refused(tmp_path: Path) -> None:
    """Two folders, one file name: nothing is overwritten."""
    study = builders.toy_study(tmp_path / "s")
    (tmp_path / "b").mkdir()
    text = builders.fictive(builders.INTERVIEW)
    one = _write(tmp_path, "x.md", text.replace("FICTIEF\n---", "FICTIEF\ndocument: X1\n---", 1))
    two = _write(
        tmp_path / "b", "x.md", text.replace("FICTIEF\n---", "FICTIEF\ndocument: X2\n---", 1)
    )

    with pytest.raises(CodingError, match="two files of one name"):
        read_documents(study, [one, two], kind="interview")


def test_a_lost_unit_or_a_moved_turn_is_found(tmp_path: Path) -> None:
    """Cutting anew shows what hashes of texts cannot: a missing row, a changed speaker."""
    study = builders.toy_study(tmp_path / "s")
    assert check_units_anew(study) == []

    units = study.path("corpus", "units.csv")
    whole = units.read_text(encoding="utf-8")
    units.write_text("".join(whole.splitlines(keepends=True)[:-1]), encoding="utf-8")
    assert "D1 has 1 frozen units" in check_units_anew(Study(study.root))[0].what

    units.write_text(whole, encoding="utf-8")
    turns = study.path("corpus", "texts", "D1.turns.csv")
    text = turns.read_text(encoding="utf-8")
    turns.write_text(text.replace("D1,2,respondent", "D1,2,interviewer"), encoding="utf-8")
    assert "D1 has 2 frozen units" in check_units_anew(Study(study.root))[0].what


def test_refreezing_needs_sound_texts(tmp_path: Path) -> None:
    """A changed text is never frozen, not even on request."""
    study = builders.toy_study(tmp_path / "s")
    text = study.path("corpus", "texts", "D1.txt")
    text.write_text(text.read_text(encoding="utf-8").replace("stapel", "berg.."), encoding="utf-8")

    with pytest.raises(CodingError, match="the text changed after it was stored"):
        freeze_units(Study(study.root), refreeze=True)
