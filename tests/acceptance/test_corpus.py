"""The corpus as it is shipped: what it was told, what it meets, and that nobody copied the key."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from coding.acceptance import measure
from coding.acceptance.runs import hashed_runs, words_with_lines
from coding.cli import main
from coding.study import Study, open_study
from coding.text import sha256


@pytest.fixture(scope="module")
def study(root: Path) -> Study:
    """The demonstration study."""
    return open_study(root)


def _values(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        for key, part in value.items():
            yield key
            yield from _values(part)
    elif isinstance(value, list):
        for part in value:
            yield from _values(part)
    else:
        yield value


def _names(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from value
    for part in value.values() if isinstance(value, dict) else value:
        if isinstance(part, dict | list):
            yield from _names(part)


def _runs(text: str) -> set[bytes]:
    words = [word for word, _ in words_with_lines(text)]
    return {run for run in hashed_runs(words, length=5) if run is not None}


def _key(root: Path) -> dict[str, Any]:
    path = root / "corpus" / "fictive-design" / "planted.yaml"
    return dict(yaml.safe_load(path.read_text(encoding="utf-8")))


def test_the_key_names_no_place_in_a_text(study: Study, root: Path) -> None:
    """Which words an episode became is nowhere: no offset, unit, code or quotation in the key."""
    said = [str(value) for value in _values(_key(root))]
    words = {word for text in said for word in re.findall(r"[\w-]+", text)}

    assert not {*_names(_key(root))} & {"start", "end", "offset", "span", "unit", "turn", "quote"}
    assert not words & set(study.units["unit"])
    assert not words & set(study.codebook.codes)
    runs = set[bytes]().union(
        *(_runs(study.text(name)) for name in study.units["document"].unique())
    )
    for text in said:
        assert not _runs(text) & runs, text


def test_no_coding_is_the_key(study: Study, root: Path) -> None:
    """In no document did a coder find just the claims, in the directions, that were planted."""
    stances = study.coded.stances
    signs = {"supports": 1, "contradicts": -1}
    for respondent in _key(root)["respondents"]:
        planted = {
            (row["claim"], 1 if row["strength"] > 0 else -1)
            for row in respondent["planted"]
            if row["strength"]
        }
        for coder in ("A", "B"):
            mine = (stances["coder"] == coder) & (stances["document"] == respondent["id"])
            rows = stances.loc[mine & stances["direction"].isin(list(signs))]
            found = set(zip(rows["claim"], rows["direction"].map(signs), strict=True))
            assert found - planted, (coder, respondent["id"])
            assert planted - found, (coder, respondent["id"])


def test_coders_went_their_own_ways(study: Study) -> None:
    """Each coder read the documents in an order of its own."""
    orders = {}
    for log in study.coded.logs.logs:
        events = [event for event in log.state.events if event.do == "done"]
        orders[log.coder] = list(dict.fromkeys(event.doc for event in events))
    assert sorted(orders["A"]) == sorted(orders["B"])
    assert sum(a == b for a, b in zip(orders["A"], orders["B"], strict=True)) < 5
    assert all(document != "" for document in orders["A"])


def test_every_disagreement_on_a_code_is_decided_with_a_reason(study: Study) -> None:
    """Nothing that two coders saw differently in an interview is left open, or stale."""
    interviews = set(study.documents.loc[study.documents["kind"] == "interview", "document"])
    judged = study.coded.judgements(coders=["A", "B"])
    resolved = study.coded.resolutions
    decided = set(zip(resolved["unit"], resolved["code"], strict=True))

    assert resolved["stale"].isna().all()
    assert resolved["reason"].str.len().min() > 20
    assert resolved["reason"].nunique() > 0.95 * len(resolved)
    differ = {
        (judged.units[unit], judged.codes[code])
        for unit, code in zip(*(judged.cells[0] != judged.cells[1]).nonzero(), strict=True)
        if judged.documents[unit] in interviews
    }
    assert differ == decided


def test_what_models_were_told_is_what_the_readme_says(root: Path) -> None:
    """Every instruction is in the repository with the hash that the declaration names."""
    folder = root / "corpus" / "fictive-design"
    text = (root / "corpus" / "README.md").read_text(encoding="utf-8")
    text += (root / "study.toml").read_text(encoding="utf-8")
    told = sorted(folder.glob("opdracht*.md"))

    assert len(told) == 4
    for path in told:
        assert f"fictive-design/{path.name}" in text
        assert sha256(path.read_bytes()) in text, path.name


def test_the_committed_tables_are_what_is_measured(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The command accepts the corpus as it is shipped and says what it misses."""
    assert main(["--study", str(root), "accept-corpus"]) == 0
    said = capsys.readouterr().out
    assert "not met" in said
    assert "not the model" in said


@pytest.mark.slow
def test_a_table_that_does_not_fit_fails(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A flipped verdict in the log makes the committed tables stale, and the command fails."""
    for name in ("corpus", "codebooks"):
        shutil.copytree(root / name, tmp_path / name)
    shutil.copy(root / "study.toml", tmp_path)
    before = measure(Study(tmp_path)).tables["codes"]
    log = tmp_path / "corpus" / "codings" / "J.jsonl"
    log.unlink()

    assert main(["--study", str(tmp_path), "accept-corpus"]) == 1
    assert "codes.csv is not what is measured now" in capsys.readouterr().out
    assert not measure(Study(tmp_path)).tables["codes"].equals(before)


def test_real_interviews_are_not_accepted_or_refused(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing was designed in a real study, so there is nothing to measure it against."""
    (tmp_path / "codebooks").mkdir()
    shutil.copy(root / "codebooks" / "grenswerk.yaml", tmp_path / "codebooks")
    (tmp_path / "study.toml").write_text(
        'schema = 1\ntitle = "x"\nlanguage = "nl"\nfictive = false\n'
        '[files]\ncodebook = "codebooks/grenswerk.yaml"\n',
        encoding="utf-8",
    )
    assert main(["--study", str(tmp_path), "accept-corpus"]) == 2
    assert "real interviews" in capsys.readouterr().err
