"""`study.toml` is strict: a typo must not pass in silence."""

from __future__ import annotations

from pathlib import Path

import pytest

from coding.errors import CodingError
from coding.settings import load_settings

GOOD = 'schema = 1\ntitle = "T"\n'


def _load(tmp_path: Path, text: str):
    path = tmp_path / "study.toml"
    path.write_text(text, encoding="utf-8")
    return load_settings(path)


def test_defaults_are_those_of_a_real_study(tmp_path: Path) -> None:
    """What is not said is the safe choice: real, so nothing may leave."""
    settings = _load(tmp_path, GOOD)

    assert not settings.fictive
    assert (settings.cap, settings.least) == (80, 4)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("title = 1\n", "no 'schema = 1'"),
        ("schema = 1\n", "no title"),
        (GOOD + "fictief = true\n", "unknown setting 'fictief'"),
        (GOOD + 'fictive = "yes"\n', "expected: true or false"),
        (GOOD + "seed = true\n", "expected: a whole number"),
        (GOOD + 'language = "fy"\n', "expected: nl or en"),
        (GOOD + "[units]\ncap = 3\n", "cap is not above least"),
        (GOOD + "[unit]\ncap = 3\n", "unknown setting 'unit'"),
        (GOOD + "[units]\nmax = 3\n", "unknown setting 'max' in \\[units\\]"),
        (GOOD + '[[coders]]\nid = "A"\n', "coder A has type None"),
        (GOOD + '[[coders]]\nid = "A"\ntype = "model"\n', "does not say what it was told"),
        (GOOD + '[[cases]]\nid = "A"\n[[cases]]\nid = "A"\n', "used twice"),
        (GOOD + "[units\n", "not TOML"),
    ],
)
def test_mistakes_are_refused(tmp_path: Path, text: str, problem: str) -> None:
    """Each mistake is named with the file, the line where there is one, and what was expected."""
    with pytest.raises(CodingError, match=problem) as error:
        _load(tmp_path, text)

    assert "study.toml" in str(error.value)
