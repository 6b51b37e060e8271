"""The tables of keys and words, against the screen's script and the documentation."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from desk_pictures import CLOSES, OPENS, key_table

from coding.desk.keys import GROUPS, KEYS, key_rows
from coding.desk.widget import assets
from coding.desk.words import screen_words
from coding.errors import CodingError

SCRIPT, STYLE = assets()


def test_every_action_of_the_table_is_in_the_script_and_the_other_way_round() -> None:
    """A key without an action, or an action without a key, does not exist."""
    table = SCRIPT.split("const ACTIONS = {")[1].split("\n};")[0]
    actions = re.findall(r'^  "?([a-z0-9-]+)"?: \(v', table, flags=re.MULTILINE)

    assert sorted(actions) == sorted({key.action for key in KEYS})


@pytest.mark.parametrize("mode", ["code", "adjudicate"])
def test_no_key_means_two_things(mode: str) -> None:
    """In either mode each key does one thing."""
    only = set(re.findall(r'"([a-z-]+)"', SCRIPT.split("const ONLY_CODING")[1].split("]")[0]))
    used = [
        name
        for key in KEYS
        for name in key.keys
        if (key.action not in only if mode == "adjudicate" else key.group != "adjudicate")
    ]

    assert [name for name, count in Counter(used).items() if count > 1] == []


def test_every_word_the_script_asks_for_exists_in_both_languages() -> None:
    """No label is missing, and none is left over unasked."""
    words = screen_words("nl")
    asked = set(re.findall(r'w\(v, "([a-z0-9_]+)"', SCRIPT))

    assert asked - set(words) == set()
    assert set(screen_words("en")) == set(words)
    assert all(text.strip() for text in (*words.values(), *screen_words("en").values()))


def test_only_dutch_and_english() -> None:
    """Another language is refused, not half shown."""
    with pytest.raises(CodingError, match="fr"):
        key_rows("fr")
    with pytest.raises(CodingError, match="fr"):
        screen_words("fr")


def test_the_script_never_makes_html_of_text() -> None:
    """No sink that reads text as HTML or code is in the script."""
    sinks = r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|srcdoc"

    assert re.findall(sinks, SCRIPT) == []


def test_the_page_lists_every_key(root: Path) -> None:
    """docs/desk.md has the table of keys as the code has it (tools/desk_pictures.py --keys)."""
    page = (root / "docs" / "desk.md").read_text(encoding="utf-8")
    listed = page.split(OPENS)[1].split(CLOSES)[0].strip()

    assert listed == key_table().strip()
    assert all(key.group in GROUPS and f"| {key.en} |" in listed for key in KEYS)


def test_the_page_has_its_pictures(root: Path) -> None:
    """Every picture docs/desk.md and the README show is there."""
    for name in ("docs/desk.md", "README.md"):
        page = root / name
        for shown in re.findall(r"!\[[^\]]*\]\(([^)]+\.png)\)", page.read_text(encoding="utf-8")):
            assert (page.parent / shown).is_file(), f"{name}: {shown}"
