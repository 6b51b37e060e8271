"""Copies of a log that went their own ways: seen, never merged silently, merged when asked."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import log_builders as build
from coding.codings import (
    change_coding,
    code_span,
    codings_frame,
    log_path,
    read_codings,
    read_log,
    relate,
    take_back,
    undo,
    write_memo,
)
from coding.codings.backup import back_up, check_backup, kept_files
from coding.codings.copies import carry_out_merge, find_copies, plan_merge_of_logs
from coding.errors import CodingError

NOW = "2026-03-01T09:30:00.123Z"


@pytest.fixture
def parted(tmp_path: Path):
    """A log and a conflict copy of it: two common codings, then each its own."""
    book = build.codebook(tmp_path)
    folder = tmp_path / "codings"
    with build.writer(folder, book=book) as log:
        code_span(log, build.unit_place(1), "waiting")
        code_span(log, build.unit_place(2), "helping")
    copy = folder / "A (conflicted copy).jsonl"
    laptop = tmp_path / "laptop"
    laptop.mkdir()
    shutil.copy(log.path, laptop)
    with build.writer(laptop, book=book) as other:
        first = code_span(other, build.unit_place(3), "waiting")
        second = change_coding(other, first.id, presence="absent")
        third = code_span(other, build.unit_place(4), "helping")
        relate(other, second.id, third.id, "hinders")
        take_back(other, "A-000002")
        code_span(other, build.unit_place(2), "stay")
        undo(other)
    shutil.copy(laptop / "A.jsonl", copy)
    with build.writer(folder, book=book) as log:
        change_coding(log, "A-000002", presence="wished")
        code_span(log, build.unit_place(4), "helping", presence="absent")
    return log.path, copy, book


def test_a_conflict_copy_is_listed_and_not_read(parted) -> None:
    """A file that sync programs leave is named with what it holds, and its events do not count."""
    log, copy, _ = parted
    (found,) = find_copies(log.parent)

    assert (found.coder, found.path, found.shared, found.ahead, found.behind) == (
        "A",
        copy,
        3,
        7,
        2,
    )
    assert found.diverged
    assert "after 3 common lines it has 7 of its own, A.jsonl has 2" in str(found)
    assert len(codings_frame(read_codings(log.parent))) == 3


def test_a_merge_is_shown_before_it_is_made(parted) -> None:
    """What fits is taken under new ids, what does not is listed; neither file is touched yet."""
    log, copy, _ = parted
    before = log.read_bytes(), copy.read_bytes()
    plan = plan_merge_of_logs(log, copy)

    assert [event.do for event in plan.taken] == ["code", "code", "code", "undo"]
    assert [(event.id, why) for event, why in plan.refused] == [
        ("A-000006", "A-000005 says it otherwise already"),
        ("A-000007", "A-000006 was not taken"),
        ("A-000008", "A-000002 was replaced by A-000004 already"),
    ]
    assert (log.read_bytes(), copy.read_bytes()) == before


def test_a_merge_adds_and_rewrites_nothing(parted) -> None:
    """The log keeps its lines and gets the copy's events with their origin; the copy is kept."""
    log, copy, book = parted
    before, other = log.read_bytes(), copy.read_bytes()
    with build.writer(log.parent, book=book) as writer:
        aside = carry_out_merge(plan_merge_of_logs(log, copy), writer)
    read = read_log(log)
    merged = [event for event in read.state.events if event.origin is not None]

    assert log.read_bytes().startswith(before)
    assert aside.read_bytes() == other
    assert not copy.exists()
    assert find_copies(log.parent) == []
    assert read.problems == ()
    assert [event.origin.id for event in merged] == ["A-000004", "A-000005", "A-000009", "A-000010"]
    assert "not taken: A-000006" in read.state.current("memos")[0].note
    assert [e.code for e in read.state.current("codings")] == [
        "helping",
        "waiting",
        "helping",
        "waiting",
    ]


def test_a_stale_plan_is_refused(parted) -> None:
    """A merge planned before the log grew is not carried out."""
    log, copy, book = parted
    plan = plan_merge_of_logs(log, copy)
    with build.writer(log.parent, book=book) as writer:
        write_memo(writer, "x")
        with pytest.raises(CodingError, match="plan it again"):
            carry_out_merge(plan, writer)


def test_two_coders_are_never_merged(parted) -> None:
    """Merging two people's work would end double coding; an old copy has nothing to merge."""
    log, copy, book = parted
    with build.writer(log.parent, "B", book=book) as other:
        code_span(other, build.unit_place(1), "waiting")

    with pytest.raises(CodingError, match="compared, never merged"):
        plan_merge_of_logs(log, other.path)
    old = copy.with_name("A-old.jsonl")
    old.write_bytes(b"".join(log.read_bytes().splitlines(keepends=True)[:2]))
    with pytest.raises(CodingError, match="holds nothing that"):
        plan_merge_of_logs(log, old)
    assert "delete it" in str(find_copies(log.parent)[1])


def test_two_beginnings_are_two_histories(tmp_path: Path) -> None:
    """Two laptops that both began from nothing share no line and can be merged."""
    book = build.codebook(tmp_path)
    for name, number in (("one", 1), ("two", 2)):
        with build.writer(tmp_path / name, book=book, round=name) as log:
            code_span(log, build.unit_place(number), "waiting")
    shutil.copy(log_path(tmp_path / "two", "A"), tmp_path / "one" / "A-2.jsonl")
    (found,) = find_copies(tmp_path / "one")
    plan = plan_merge_of_logs(found.log, found.path)

    assert (found.shared, found.ahead, found.behind) == (0, 2, 2)
    assert [event.do for event in plan.taken] == ["codebook", "code"]
    assert read_codings(tmp_path / "one").coders == ["A"]
    assert read_codings(tmp_path / "one").problems == ()


def _study(folder: Path) -> Path:
    (folder / "corpus" / "codings").mkdir(parents=True)
    (folder / "codebooks").mkdir()
    (folder / "outputs").mkdir()
    for name in ("study.toml", "corpus/codings/A.jsonl", "codebooks/c.yaml", "outputs/x.csv"):
        (folder / name).write_text(name, encoding="utf-8")
    (folder / "corpus" / "codings" / ".A.jsonl.lock").touch()
    return folder


def test_a_backup_is_dated_checked_and_whole(tmp_path: Path) -> None:
    """Settings, codebooks and corpus are in it, outputs and locks are not; it is read back."""
    root = _study(tmp_path / "s")
    path = back_up(root, now=NOW)

    assert path.name == "s-20260301T093000Z.zip"
    assert check_backup(path) == 3
    assert [p.name for p in kept_files(root)] == ["study.toml", "c.yaml", "A.jsonl"]
    assert (root / "backups" / ".gitignore").read_text(encoding="utf-8").endswith("*\n")
    with pytest.raises(CodingError, match="of this moment already"):
        back_up(root, now=NOW)
    assert back_up(root, now=NOW, folder=tmp_path / "disk").parent == tmp_path / "disk"


def test_a_damaged_backup_is_noticed(tmp_path: Path) -> None:
    """A flipped byte, a cut-off file and another file are each refused."""
    path = back_up(_study(tmp_path / "s"), now=NOW)
    whole = path.read_bytes()
    inside = whole.index(b"study.toml") + len("study.toml") + 2
    flipped = whole[:inside] + bytes([whole[inside] ^ 255]) + whole[inside + 1 :]
    for broken in (whole[:-30], flipped, b"no zip"):
        path.write_bytes(broken)
        with pytest.raises(CodingError, match=r"not a whole backup|damaged"):
            check_backup(path)


def test_a_backup_can_be_made_while_coding(tmp_path: Path) -> None:
    """An open log is copied up to its last whole line, and unpacks to a readable study."""
    import zipfile

    root = tmp_path / "s"
    folder = root / "corpus" / "codings"
    with build.writer(folder, book=build.codebook(root / "codebooks")) as log:
        code_span(log, build.unit_place(1), "waiting")
        path = back_up(root, now=NOW)
        code_span(log, build.unit_place(2), "waiting")
    with zipfile.ZipFile(path) as archive:
        archive.extractall(tmp_path / "back")

    assert read_log(tmp_path / "back" / "corpus" / "codings" / "A.jsonl").problems == ()
