"""The verbs suggest, evaluate and simulate, and the suggester of a study."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

import coding
from coding import cli
from coding.errors import CodingError
from coding.suggest import StudySuggester, labelled_units
from coding.suggest.live import study_frame
from coding.suggest.units import COLUMNS
from suggestion_builders import ENTRIES, toy_units

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def files(tmp_path: Path) -> tuple[str, str]:
    units = toy_units()
    codes = list(ENTRIES)
    lines = [
        {
            "id": row["unit"],
            "group": row["group"],
            "order": row["order"],
            "text": row["text"],
            "labels": [c for c, v in zip(codes, labels, strict=True) if v],
        }
        for row, labels in zip(units.frame.to_dict("records"), units.labels, strict=True)
    ]
    made = tmp_path / "units.jsonl"
    made.write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    book = tmp_path / "book.json"
    book.write_text(json.dumps({"codes": ENTRIES}), encoding="utf-8")
    return str(made), str(book)


def test_evaluate_writes_and_says_what_was_odd(
    files: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Tables in the folder named, notices and figures on the screen."""
    units, book = files
    args = [units, "--codebook", book, "--budgets", "40", "--folds", "4", "--seeds", "1"]
    done = cli.main(["evaluate", *args, "--method", "keywords", "--out", str(tmp_path / "out")])

    said = capsys.readouterr().out
    assert done == cli.OK
    assert "notice: 1 code names itself as its parent" in said
    assert len(pd.read_csv(tmp_path / "out" / "metrics.csv")) == 1


def test_simulate_writes_the_replay(files: tuple[str, str], tmp_path: Path) -> None:
    """Codes, curve and stops of the codes named."""
    units, book = files
    args = [units, "--codebook", book, "--policy", "order", "--code", "geld"]

    assert cli.main(["simulate", *args, "--out", str(tmp_path / "out")]) == cli.OK
    assert pd.read_csv(tmp_path / "out" / "codes.csv")["code"].tolist() == ["geld"]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--codebook", "BOOK", "--budgets", "veel"], "whole numbers"),
        (["--codebook", "BOOK", "--budgets", "9999"], "no budget fits"),
        (["--codebook", "BOOK", "--method", "magic"], "method 'magic'"),
        ([], "without a codebook"),
        (["--codebook", "nowhere.json"], "no such file"),
    ],
)
def test_bad_usage_changes_nothing(
    more: list[str],
    said: str,
    files: tuple[str, str],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Exit code 2, a sentence that helps, and no folder."""
    units, book = files
    args = [book if word == "BOOK" else word for word in more]
    done = cli.main(["evaluate", units, *args, "--out", str(tmp_path / "out")])

    assert done == cli.BAD_INPUT
    assert said in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_the_study_hands_out_text_and_place_only() -> None:
    """Role, case and side of a respondent do not reach the suggester, nor the name of a case."""
    study = coding.open_study(ROOT)
    frame = study_frame(study)

    assert tuple(frame.columns) == COLUMNS
    assert set(frame["speaker"]) == {""}
    roles = set(study.documents["role"].dropna()) | set(study.documents["side"].dropna())
    assert not roles & {*frame["question"], *frame["group"]}


def test_only_known_coders_of_a_fictive_study() -> None:
    """A coder nobody declared is refused; so is a model in a real study."""
    study = coding.open_study(ROOT)
    with pytest.raises(CodingError, match="no coder 'Z'"):
        labelled_units(study, coder="Z")
    units = labelled_units(study, coder="A", documents=["RG1"])
    assert set(units.frame["group"]) == {"RG1"}


@pytest.mark.slow
def test_the_suggester_of_the_demonstration() -> None:
    """It ranks, explains and hands out; tier C never, tier B only ranked, parents by themselves."""
    study = coding.open_study(ROOT)
    live = StudySuggester(study, coder="A")
    table = live.table(live.frame["unit"][:300])
    tier = {code.id: code.tier for code in study.codebook.codes.values()}

    assert len(table)
    assert "C" not in {tier[code] for code in table["code"]}
    assert {
        band for code, band in zip(table["code"], table["band"], strict=True) if tier[code] == "B"
    } <= {"ranked"}
    first = table.iloc[0]
    reasons = live.reasons(first["unit"], first["code"])
    assert {reason.kind for reason in reasons} <= {"word", "codebook", "coding"}
    assert set(live.uncertain()) == set(live.frame["unit"]) - live.done
    assert live.facts()["fingerprint"] == live.fingerprint
