"""Files of lines that only grow: what counts as a line, what is reported, what is refused."""

from __future__ import annotations

import json
import multiprocessing
from pathlib import Path

import pytest

from coding.errors import BusyError, CodingError
from coding.journal import encode_line, read_journal
from coding.journal_writer import JournalWriter
from coding.text import sha256


def _write(path: Path, *values: dict) -> None:
    with JournalWriter(path, what="a test") as journal:
        for value in values:
            journal.append([value])


def _problems(path: Path) -> list[str]:
    return [str(problem).replace(str(path), path.name) for problem in read_journal(path).problems]


@pytest.mark.parametrize("char", ["\u2028", "\u2029", "\u0085", "\r", "\x0b", "\x1c", "\n"])
def test_only_newline_bytes_end_a_line(tmp_path: Path, char: str) -> None:
    """Characters that other programs take for line ends stay inside their line."""
    path = tmp_path / "x.jsonl"
    _write(path, {"id": "1", "note": f"a{char}b"}, {"id": "2"})
    read = read_journal(path)

    assert path.read_bytes().count(b"\n") == 2
    assert [line.value.get("note") for line in read.lines] == [f"a{char}b", None]
    assert read.problems == ()


def test_lines_are_sorted_compact_utf8_and_chained(tmp_path: Path) -> None:
    """The same value is the same bytes, and each line names the hash of the one before."""
    path = tmp_path / "x.jsonl"
    _write(path, {"z": "é", "a": 1}, {"b": 2})
    first, second = path.read_bytes().splitlines()

    assert first == '{"a":1,"prev":"","schema":1,"z":"é"}'.encode()
    assert json.loads(second)["prev"] == sha256(first)


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        ({"a": float("nan")}, "cannot be stored as JSON"),
        ({"a": "\ud83d"}, r"half a character \(U\+D83D\)"),
        ({"a": object()}, "cannot be stored as JSON"),
    ],
)
def test_what_json_cannot_hold_is_refused(tmp_path: Path, value: dict, problem: str) -> None:
    """A value that would not come back as it went in is refused, and the file stays as it was."""
    path = tmp_path / "x.jsonl"
    _write(path, {"id": "1"})
    before = path.read_bytes()

    with pytest.raises(CodingError, match=problem), JournalWriter(path, what="x") as journal:
        journal.append([{"id": "2"}, value])
    assert path.read_bytes() == before


def test_a_torn_end_is_reported_set_aside_and_written_over(tmp_path: Path) -> None:
    """Half a line is kept beside the log, and the log goes on after its last whole one."""
    path = tmp_path / "x.jsonl"
    _write(path, {"id": "1"}, {"id": "2"})
    whole = path.read_bytes()
    path.write_bytes(whole + b'{"id":"3","no')

    assert "x.jsonl:3: the last line is torn: 13 bytes" in _problems(path)[0]
    with JournalWriter(path, what="x") as journal:
        assert "x.jsonl.torn-1" in str(journal.notices[0])
        journal.append([{"id": "3"}])
    assert (tmp_path / "x.jsonl.torn-1").read_bytes() == b'{"id":"3","no'
    assert path.read_bytes().startswith(whole)
    assert _problems(path) == []


def test_bytes_a_power_cut_leaves_behind_are_torn_too(tmp_path: Path) -> None:
    """A file system may have made the file longer without the bytes: zeros are no line."""
    path = tmp_path / "x.jsonl"
    _write(path, {"id": "1"})
    path.write_bytes(path.read_bytes() + b"\0" * 400)
    _write(path, {"id": "2"})

    assert [line.value["id"] for line in read_journal(path).lines] == ["1", "2"]


def test_a_last_line_without_its_end_counts(tmp_path: Path) -> None:
    """Editors that take the final newline away do not take a decision away."""
    path = tmp_path / "x.jsonl"
    _write(path, {"id": "1"}, {"id": "2"})
    whole = path.read_bytes()
    path.write_bytes(whole[:-1])

    assert [line.value["id"] for line in read_journal(path).lines] == ["1", "2"]
    _write(path, {"id": "3"})
    assert path.read_bytes().startswith(whole)
    assert not list(tmp_path.glob("*.torn-*"))
    assert _problems(path) == []


def test_broken_lines_are_named_and_the_rest_is_used(tmp_path: Path) -> None:
    """Each unreadable line is reported with file and line; the others are read."""
    path = tmp_path / "x.jsonl"
    _write(path, *({"id": str(i)} for i in range(1, 5)))
    lines = path.read_bytes().split(b"\n")
    lines[1] = b"{oops"
    lines[2] = b'{"schema":0}'
    path.write_bytes(b"\n".join(lines))
    found = _problems(path)

    assert [line.value["id"] for line in read_journal(path).lines] == ["1", "4"]
    assert found[0].startswith("x.jsonl:2: not a line of JSON")
    assert found[1].startswith("x.jsonl:3: schema 0")
    assert found[2].startswith("x.jsonl:4: the line before this one is not the one")


def test_a_changed_line_breaks_the_chain_at_the_next(tmp_path: Path) -> None:
    """A line that was edited after it was written is noticed by the line after it."""
    path = tmp_path / "x.jsonl"
    _write(path, {"id": "1"}, {"id": "2"}, {"id": "3"})
    path.write_bytes(path.read_bytes().replace(b'"2"', b'"7"'))

    assert [p.split(":")[1] for p in _problems(path)] == ["3"]


def test_two_histories_in_one_file_are_a_fork(tmp_path: Path) -> None:
    """A line that follows an earlier one than the line before it is called a fork."""
    mine, theirs = tmp_path / "mine.jsonl", tmp_path / "theirs.jsonl"
    _write(mine, {"id": "1"})
    theirs.write_bytes(mine.read_bytes())
    _write(mine, {"id": "2"})
    _write(theirs, {"id": "3"})
    mine.write_bytes(mine.read_bytes() + theirs.read_bytes().split(b"\n")[1] + b"\n")

    assert "mine.jsonl:3: fork: this line follows line 1" in _problems(mine)[0]


def test_a_line_rewritten_on_purpose_keeps_the_chain(tmp_path: Path) -> None:
    """A line that names the hash it had is not a break: that is how a withdrawal leaves a mark."""
    path = tmp_path / "x.jsonl"
    _write(path, {"id": "1", "quote": "geheim"}, {"id": "2"})
    first = path.read_bytes().split(b"\n")[0]
    gone = encode_line({"id": "1", "prev": "", "schema": 1, "was": sha256(first)})
    path.write_bytes(gone + path.read_bytes().split(b"\n", 1)[1])

    assert _problems(path) == []


def test_changed_line_ends_are_one_complaint_not_many(tmp_path: Path) -> None:
    """A checkout with CRLF is reported once, and every line is read."""
    path = tmp_path / "x.jsonl"
    _write(path, {"id": "1"}, {"id": "2"})
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))

    assert [problem.split("\n")[0] for problem in _problems(path)] == [
        "x.jsonl:1: line ends were changed to CRLF"
    ]
    assert len(read_journal(path).lines) == 2


def test_a_newer_file_is_refused(tmp_path: Path) -> None:
    """What a newer version wrote is not half-read, nor written to."""
    path = tmp_path / "x.jsonl"
    path.write_bytes(encode_line({"schema": 2, "prev": ""}))

    with pytest.raises(CodingError, match="newer version"):
        read_journal(path)
    with pytest.raises(CodingError, match="newer version"):
        _write(path, {"id": "1"})


def test_two_writers_are_refused(tmp_path: Path) -> None:
    """A second writer, in this process or another, is told who has the file."""
    path = tmp_path / "x.jsonl"
    with (
        JournalWriter(path, what="the log of coder A"),
        pytest.raises(BusyError, match="the log of coder A is in use"),
    ):
        JournalWriter(path, what="the log of coder A")
    _write(path, {"id": "1"})


def test_foreign_bytes_are_noticed_before_the_next_line(tmp_path: Path) -> None:
    """A program without manners that wrote meanwhile stops us; nothing is mixed in."""
    path = tmp_path / "x.jsonl"
    with JournalWriter(path, what="x") as journal:
        journal.append([{"id": "1"}])
        with path.open("ab") as other:
            other.write(b"{}\n")
        with pytest.raises(CodingError, match="another program wrote"):
            journal.append([{"id": "2"}])
    assert b'"2"' not in path.read_bytes()


def test_a_swapped_file_is_noticed(tmp_path: Path) -> None:
    """A sync program that puts another file in the place of the open one is noticed, not obeyed."""
    path = tmp_path / "x.jsonl"
    with JournalWriter(path, what="x") as journal:
        journal.append([{"id": "1"}])
        (tmp_path / "other").write_bytes(path.read_bytes())
        (tmp_path / "other").replace(path)
        with pytest.raises(CodingError, match="replaced or removed"):
            journal.append([{"id": "2"}])


def _append_in_child(journal: JournalWriter, answers) -> None:
    try:
        journal.append([{"id": "child"}])
        answers.put("wrote")
    except CodingError as error:
        answers.put(error.problem)


@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_a_forked_process_may_not_use_the_open_file(tmp_path: Path) -> None:
    """A fork inherits the lock but not the right to write."""
    if "fork" not in multiprocessing.get_all_start_methods():
        pytest.skip("no fork on this system")
    context = multiprocessing.get_context("fork")
    answers = context.SimpleQueue()
    with JournalWriter(tmp_path / "x.jsonl", what="x") as journal:
        child = context.Process(target=_append_in_child, args=(journal, answers))
        child.start()
        assert "another process" in answers.get()
        child.join()
        journal.append([{"id": "1"}])


def test_closed_is_closed(tmp_path: Path) -> None:
    """Closing twice is no error; writing after it is."""
    journal = JournalWriter(tmp_path / "x.jsonl", what="x")
    journal.close()
    journal.close()

    with pytest.raises(CodingError, match="it is closed"):
        journal.append([{"id": "1"}])
