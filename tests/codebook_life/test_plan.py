"""Changing a codebook: only the words concerned move, references follow, mistakes are refused."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import yaml

from coding.codebook import load_codebook
from coding.codebook_life import (
    Planned,
    Said,
    carry_out,
    files,
    next_version,
    plan_add,
    plan_merge,
    plan_move,
    plan_rename,
    plan_retire,
    plan_split,
    read_changes,
    settle,
)
from coding.errors import CodingError

SAID = Said(by="MJ", reason="because", time="2026-03-01T09:30:00Z")
BOOK = """\
# top comment
schema: 1
id: toy
version: '1.9'   # quoted
families:
  - {id: talk, label: {nl: praten}}
rollups:
  - id: both
    codes: [one, two]   # flow
  - id: others
    codes:
      - three  # block
      - "one"
exclusive_groups:
  - {id: g, codes: [one, three]}
attributes:
  - id: agent
    applies_to: [three, two]
    values: [{id: x, codes: [one]}]

codes:
  # ---- first part ----
  # about one
  - id: one  # its id
    label: {nl: één}
    definition:
      nl: >-
        Zie ook two.
        En: meer.

  # about two
  - id: "two"
    parent: one
    family: talk
    exclusive_with: [three]

  - {id: three, parent: two, label: {nl: drie}}
  # after three

# the end
notes: {nl: klaar}
"""


def _files(folder: Path, text: str = BOOK) -> tuple[Path, Path]:
    path = folder / "book.yaml"
    path.write_bytes(text.encode())
    return path, folder / "changes.jsonl"


def _do(planned: Planned, path: Path, changes: Path) -> None:
    carry_out(planned.change, planned.text, path, changes)


def _changed(planned: Planned) -> list[str]:
    return [line for line in planned.diff if line[:1] in "+-" and line[:3] not in ("+++", "---")]


def test_rename_touches_the_id_and_its_references(tmp_path: Path) -> None:
    """Every reference follows; comments, quotes, order and running text stay as they are."""
    planned = plan_rename(*_files(tmp_path), "one", "uno", SAID)

    assert _changed(planned) == [
        "-version: '1.9'   # quoted",
        "+version: '1.10'   # quoted",
        "-    codes: [one, two]   # flow",
        "+    codes: [uno, two]   # flow",
        '-      - "one"',
        '+      - "uno"',
        "-  - {id: g, codes: [one, three]}",
        "+  - {id: g, codes: [uno, three]}",
        "-    values: [{id: x, codes: [one]}]",
        "+    values: [{id: x, codes: [uno]}]",
        "-  - id: one  # its id",
        "+  - id: uno  # its id",
        "-    parent: one",
        "+    parent: uno",
    ]


def test_move_adds_changes_and_takes_away_a_parent(tmp_path: Path) -> None:
    """A parent is written, replaced or taken out, in blocks and in braces."""
    files = _files(tmp_path)

    assert "+  - {id: three, parent: one, label: {nl: drie}}" in _changed(
        plan_move(*files, "three", "one", SAID)
    )
    assert "+  - {id: three, label: {nl: drie}}" in _changed(plan_move(*files, "three", "", SAID))
    assert "-    parent: one" in _changed(plan_move(*files, "two", "", SAID))
    _do(plan_move(*files, "two", "", SAID), *files)
    assert "+    parent: two" in _changed(plan_move(*files, "one", "two", SAID))


def test_retire_takes_the_entry_its_comment_and_references(tmp_path: Path) -> None:
    """The entry goes with its own comment, children move up, the text is kept in the record."""
    planned = plan_retire(*_files(tmp_path), "two", SAID)

    assert list(planned.after.codes) == ["one", "three"]
    assert planned.after.codes["three"].parent == "one"
    assert planned.after.rollups["both"].codes == ("one",)
    assert "# about two" not in planned.text
    assert "# ---- first part ----" in planned.text
    assert dict(planned.change.removed)["two"].startswith('  # about two\n  - id: "two"\n')


def test_merge_moves_children_and_references(tmp_path: Path) -> None:
    """What pointed at the merged code points at the other, once; that one moves up if it hung."""
    planned = plan_merge(*_files(tmp_path), ["one", "three"], "two", SAID)

    assert list(planned.after.codes) == ["two"]
    assert planned.after.codes["two"].parent == ""
    assert planned.after.rollups["both"].codes == ("two",)
    assert planned.after.rollups["others"].codes == ("two",)
    assert planned.change.codes == ("one", "three")


def test_split_adds_parts_where_the_old_code_was(tmp_path: Path) -> None:
    """New codes take family, type and tier over and stand in every list in the old one's place."""
    files = _files(tmp_path)
    planned = plan_split(*files, "three", ["three-a", "three-b"], said=SAID)

    assert list(planned.after.codes) == ["one", "two", "three-a", "three-b"]
    assert planned.after.codes["three-a"].parent == "two"
    assert planned.after.exclusive_groups[0].codes == ("one", "three-a", "three-b")
    assert planned.after.codes["two"].exclusive_with == ("three-a", "three-b")
    kept = plan_split(*files, "one", ["one-a", "one-b"], keep=True, said=SAID)
    assert list(kept.after.codes) == ["one", "one-a", "one-b", "two", "three"]


def test_add_writes_after_its_kin(tmp_path: Path) -> None:
    """A new code stands after the last of its parent or family, in the layout of the file."""
    fields = {"label": {"nl": "vier: ja"}, "parent": "one", "definition": {"nl": "a # b"}}
    planned = plan_add(*_files(tmp_path), "four", fields=fields, said=SAID)

    assert list(planned.after.codes) == ["one", "two", "four", "three"]
    assert planned.after.codes["four"].label == {"nl": "vier: ja"}
    assert planned.after.codes["four"].definition == {"nl": "a # b"}


@pytest.mark.parametrize(
    "text",
    [
        BOOK.replace("\n", "\r\n"),
        BOOK.removesuffix("notes: {nl: klaar}\n").removesuffix("\n# the end\n"),
        BOOK.replace("# after three\n\n# the end\nnotes: {nl: klaar}\n", "# after three"),
        BOOK.replace("{id: three, parent: two, label: {nl: drie}}", "id: three\n    parent: two"),
        BOOK.replace(
            "  - {id: three, parent: two, label: {nl: drie}}",
            "  - id: three\n    parent: two\n    definition:\n      nl: |\n        a\n\n        b",
        ),
        BOOK.replace("  - ", "- ").replace("\n    ", "\n  ").replace("      - ", "    - "),
    ],
    ids=["crlf", "bare end", "no newline at the end", "all blocks", "block text last", "flush"],
)
def test_every_layout_gives_the_same_book(tmp_path: Path, text: str) -> None:
    """However the file is laid out, a change means the same, and lines not concerned stay."""
    book = load_codebook(_files(tmp_path, text)[0])
    for number, plan in enumerate(
        [
            lambda p, c: plan_rename(p, c, "one", "uno", SAID),
            lambda p, c: plan_move(p, c, "three", "one", SAID),
            lambda p, c: plan_retire(p, c, "two", SAID),
            lambda p, c: plan_retire(p, c, "three", SAID),
            lambda p, c: plan_merge(p, c, ["two"], "three", SAID),
            lambda p, c: plan_split(p, c, "three", ["x", "y"], said=SAID),
            lambda p, c: plan_add(p, c, "four", fields={"family": "talk"}, said=SAID),
        ]
    ):
        folder = tmp_path / str(number)
        folder.mkdir()
        planned = plan(*_files(folder, text))
        reference = (
            plan(*_files(folder, BOOK)) if list(book.codes) == ["one", "two", "three"] else None
        )
        comments = [line for line in text.splitlines() if line.lstrip().startswith("# ")]
        kept = [line for line in planned.text.splitlines() if line.lstrip().startswith("# ")]

        assert reference is not None
        assert list(planned.after.codes) == list(reference.after.codes)
        assert len(comments) - len(kept) <= 1
        assert ("\r\n" in text) == ("\r\n" in planned.text)
        assert text.count("\r\n") == text.count("\n") or "\r" not in planned.text


REAL = Path(__file__).parents[2] / "codebooks" / "grenswerk.yaml"


def test_the_real_codebook_comes_back_byte_for_byte(tmp_path: Path) -> None:
    """Renaming, moving, adding and back again leaves the 45-code file as it was but its version."""
    path, changes = tmp_path / REAL.name, tmp_path / "changes.jsonl"
    shutil.copy(REAL, path)
    before = REAL.read_text(encoding="utf-8")
    last = Said(version=load_codebook(REAL).version)
    _do(plan_rename(path, changes, "bw-cultural", "bw-culture", SAID), path, changes)
    _do(plan_rename(path, changes, "bw-culture", "bw-cultural", SAID), path, changes)
    _do(plan_move(path, changes, "out-delay", "out-friction", SAID), path, changes)
    _do(plan_move(path, changes, "out-delay", "", SAID), path, changes)
    _do(plan_add(path, changes, "potje", fields={"family": "rival"}, said=SAID), path, changes)
    _do(plan_retire(path, changes, "potje", last), path, changes)

    assert path.read_text(encoding="utf-8") == before
    assert read_changes(changes)[1] == ()
    assert len(read_changes(changes)[0]) == 6


@pytest.mark.parametrize(
    ("plan", "problem"),
    [
        (lambda p, c: plan_add(p, c, "one", said=SAID), "in the codebook already"),
        (lambda p, c: plan_add(p, c, "talk", said=SAID), "in the codebook already"),
        (lambda p, c: plan_add(p, c, "One!", said=SAID), "id 'One!'"),
        (lambda p, c: plan_add(p, c, "x", fields={"parent": "oen"}, said=SAID), "unknown parent"),
        (lambda p, c: plan_rename(p, c, "oen", "x", SAID), "did you mean one"),
        (lambda p, c: plan_rename(p, c, "one", "two", SAID), "in the codebook already"),
        (lambda p, c: plan_move(p, c, "one", "three", SAID), "three lies under one"),
        (lambda p, c: plan_move(p, c, "two", "one", SAID), "under one already"),
        (lambda p, c: plan_merge(p, c, ["one"], "one", SAID), "nothing to merge"),
        (lambda p, c: plan_split(p, c, "three", ["x"], said=SAID), "at least two"),
        (lambda p, c: plan_split(p, c, "one", ["x", "y"], said=SAID), "to which part do they"),
        (lambda p, c: plan_retire(p, c, "three", Said(version="1.9")), "version is 1.9 already"),
    ],
)
def test_what_cannot_be_meant_is_refused(tmp_path: Path, plan, problem: str) -> None:
    """A change that makes no sense is refused with its reason, and no file changes."""
    path, changes = _files(tmp_path)

    with pytest.raises(CodingError, match=problem):
        plan(path, changes)
    assert path.read_text(encoding="utf-8") == BOOK
    assert not changes.exists()


def test_an_id_is_never_given_twice(tmp_path: Path) -> None:
    """A retired or renamed id cannot come back as another code: codings still carry it."""
    files = _files(tmp_path)
    _do(plan_rename(*files, "one", "uno", SAID), *files)
    _do(plan_retire(*files, "three", SAID), *files)

    for old in ("one", "three"):
        with pytest.raises(CodingError, match="was in use before"):
            plan_add(*files, old, said=SAID)
    _do(plan_rename(*files, "uno", "one", SAID), *files)


def test_an_attribute_of_one_code_is_not_left_to_all(tmp_path: Path) -> None:
    """Retiring the only code of a list that would then mean every code is refused."""
    files = _files(tmp_path, BOOK.replace("applies_to: [three, two]", "applies_to: [three]"))

    with pytest.raises(CodingError, match="attributes agent holds nothing but three"):
        plan_retire(*files, "three", SAID)


def test_a_layout_that_cannot_be_edited_is_refused(tmp_path: Path) -> None:
    """Codes in one line of braces are left to a person."""
    data = yaml.safe_load(BOOK)
    text = yaml.safe_dump(data, default_flow_style=True)

    with pytest.raises(CodingError, match=r"one '- id: …' block each"):
        plan_rename(*_files(tmp_path, text), "one", "uno", SAID)


def test_a_list_that_stands_for_two_is_edited_once(tmp_path: Path) -> None:
    """An alias of another list follows it."""
    text = BOOK.replace("codes: [one, two]   # flow", "codes: &both [one, two]").replace(
        "- {id: g, codes: [one, three]}", "- {id: g, codes: *both}"
    )
    planned = plan_rename(*_files(tmp_path, text), "one", "the-first", SAID)

    assert planned.after.rollups["both"].codes == ("the-first", "two")
    assert planned.after.exclusive_groups[0].codes == ("the-first", "two")


def test_an_edit_that_would_go_wrong_is_refused(tmp_path: Path, monkeypatch) -> None:
    """The edited text is compared with the same change on its content: here it forgets lists."""
    monkeypatch.setattr("coding.codebook_life.yaml_text.YamlText._lists", lambda _: iter(()))

    with pytest.raises(CodingError, match="layout does not allow this edit"):
        plan_rename(*_files(tmp_path), "one", "uno", SAID)


def test_edits_by_hand_are_recorded_at_the_next_change(tmp_path: Path) -> None:
    """A codebook changed in an editor gets a line of its own before the next change."""
    path, changes = _files(tmp_path)
    _do(plan_rename(path, changes, "one", "uno", SAID), path, changes)
    text = path.read_text(encoding="utf-8").replace("'1.10'", "'2.0'")
    path.write_text(
        text.replace("codes:\n  # --", "codes:\n  - id: zero\n  # --"), encoding="utf-8"
    )
    _do(plan_retire(path, changes, "three", SAID), path, changes)
    found, problems = read_changes(changes)

    assert [(c.id, c.do, c.codes) for c in found] == [
        ("K-0001", "rename", ("one",)),
        ("K-0002", "edited", ("zero",)),
        ("K-0003", "retire", ("three",)),
    ]
    assert problems == ()


def test_a_plan_made_on_another_file_is_refused(tmp_path: Path) -> None:
    """Nothing is overwritten that was not looked at."""
    path, changes = _files(tmp_path)
    planned = plan_rename(path, changes, "one", "uno", SAID)
    path.write_text(BOOK.replace("'1.9'", "'2.0'"), encoding="utf-8")

    with pytest.raises(CodingError, match="changed after this was planned"):
        _do(planned, path, changes)
    assert "2.0" in path.read_text(encoding="utf-8")


def test_a_change_cut_off_is_finished_or_forgotten(tmp_path: Path, monkeypatch) -> None:
    """After a crash the file is written if the change was recorded, else nothing happened."""
    path, changes = _files(tmp_path)
    planned = plan_rename(path, changes, "one", "uno", SAID)

    def crash(*_: object) -> None:
        raise RuntimeError("power")

    with monkeypatch.context() as patched:
        patched.setattr("coding.journal_writer.JournalWriter.append", crash)
        with pytest.raises(RuntimeError):
            _do(planned, path, changes)
    assert settle(path, changes) == ""
    assert "one" in load_codebook(path).codes
    with monkeypatch.context() as patched:
        patched.setattr(files, "write_whole", lambda to, data: to.write_bytes(data))
        patched.setattr(Path, "replace", crash)
        with pytest.raises(RuntimeError):
            _do(planned, path, changes)
    assert "one" in load_codebook(path).codes
    assert "renamed one to uno" in settle(path, changes)
    assert "uno" in load_codebook(path).codes
    assert len(read_changes(changes)[0]) == 1


@pytest.mark.parametrize("version", ["draft", "1.0-rc"])
def test_a_version_without_a_number_asks_for_one(version: str) -> None:
    """What cannot be counted on is asked for."""
    with pytest.raises(CodingError, match="does not end in a number"):
        next_version(version)
