"""What became of a code: followed through renames, merges, splits and retirements."""

from __future__ import annotations

import pytest

from coding.codebook_life import Change, CodebookRef, carry_code, carry_scope, position_of


def _life(*steps: tuple[str, str, str]) -> list[Change]:
    """Changes from (what, codes, into); the codebook begins with a b c."""
    known = {"a", "b", "c"}
    changes = []
    for number, (what, codes, into) in enumerate(steps, start=1):
        kept = what == "keep"
        do = "split" if kept else what
        if do != "move":
            known |= {*into.split()}
        if do in {"rename", "merge", "retire"} or (do == "split" and not kept):
            known -= {*codes.split()} - {*into.split()}
        if do == "add":
            known |= {*codes.split()}
        changes.append(
            Change(
                id=f"K-{number}",
                time="",
                by="",
                do=do,
                codes=tuple(codes.split()),
                into=tuple(into.split()),
                before=CodebookRef(str(number), f"sha{number}"),
                after=CodebookRef(str(number + 1), f"sha{number + 1}"),
                known=tuple(sorted(known)),
                kept=kept,
            )
        )
    return changes


def _scope(life: list[Change], position: int, known: str, scope: str) -> dict[str, bool]:
    return carry_scope(life, position, known.split(), scope.split())


def test_a_code_is_followed_from_where_it_was_given() -> None:
    """Changes before a coding do not touch it, changes after it do."""
    life = _life(("rename", "a", "x"), ("merge", "x b", "c"), ("retire", "c", ""))

    assert carry_code(life, 0, "a").code == "c"
    assert carry_code(life, 1, "x").code == "c"
    assert carry_code(life, 2, "c").review == "K-3: c was retired"
    assert carry_code(life, 3, "c").review == ""


def test_a_rename_and_back_is_no_circle() -> None:
    """An id that was left and taken up again means the same code at every moment."""
    life = _life(("rename", "a", "x"), ("rename", "x", "a"))

    assert [carry_code(life, i, name).code for i, name in ((0, "a"), (1, "x"), (2, "a"))] == [
        "a"
    ] * 3


def test_codings_of_a_split_code_wait_for_review() -> None:
    """They keep the old name and may be any of the parts, under the parts' names of today."""
    life = _life(("split", "a", "p q"), ("rename", "p", "r"))
    carried = carry_code(life, 0, "a")

    assert (carried.code, carried.doubtful) == ("a", ("r", "q"))
    assert "split" in carried.review
    assert carry_code(_life(("keep", "a", "p q")), 1, "a").review == ""


@pytest.mark.parametrize(
    ("steps", "scope", "judged"),
    [
        ([("rename", "a", "x")], "a", {"x": True}),
        ([("merge", "a b", "c")], "a b c", {"c": True}),
        ([("merge", "a b", "c")], "a c", {}),
        ([("merge", "a b", "c")], "c", {}),
        ([("split", "a", "p q")], "a b", {"b": True, "p": False, "q": False}),
        ([("keep", "a", "p q")], "a", {"a": True, "p": False, "q": False}),
        ([("retire", "a", "")], "a b", {"b": True}),
        ([("add", "d", "")], "a b c", {"a": True, "b": True, "c": True}),
        ([("add", "d", ""), ("merge", "d", "a")], "a b c", {"b": True, "c": True}),
        ([("move", "a", "b")], "a", {"a": True}),
    ],
)
def test_what_was_looked_for_is_followed_strictly(steps, scope: str, judged: dict) -> None:
    """A merged code was judged only with all its parts, one added later never."""
    assert _scope(_life(*steps), 0, "a b c", scope) == judged


def test_a_scope_after_a_merge_needs_no_parts() -> None:
    """Under the newer codebook the merged code alone is what was looked for."""
    assert _scope(_life(("merge", "a b", "c")), 1, "c", "c") == {"c": True}


def test_the_moment_is_found_by_hash_then_version_then_codes() -> None:
    """A codebook changed by hand is placed by the codes it had."""
    life = _life(("rename", "a", "x"), ("retire", "b", ""))

    assert position_of(life, CodebookRef("?", "sha2")) == 1
    assert position_of(life, CodebookRef("1", "?")) == 0
    assert position_of(life, CodebookRef("3", "?")) == 2
    assert position_of(life, CodebookRef("9", "?"), ["a", "b"]) == 0
    assert position_of(life, CodebookRef("9", "?"), ["b", "x"]) == 1
    assert position_of(life, CodebookRef("9", "?"), ["c"]) == 2
    assert position_of(life, None) == 2
