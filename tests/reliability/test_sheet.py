"""Disagreements to a spreadsheet and back: reordered, filtered, partly filled, tampered with."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

import agreement_builders as build
from coding.codings import code_span, memos_frame, resolutions_frame
from coding.errors import CodingError
from coding.reliability import (
    Adjudication,
    carry_out_adjudication,
    disagreements,
    plan_adjudication,
    write_sheet,
)
from coding.settings import Coder

PEOPLE = (*build.PEOPLE, Coder("S", "human", role="begeleider"))
Row = dict[str, Any]


@pytest.fixture
def team(tmp_path: Path) -> build.Team:
    """Hand out the toy study with its three disputes."""
    return build.toy(tmp_path)


def _write(team: build.Team, name: str, **more: Any) -> Path:
    compared = team.compare(PEOPLE)
    path = team.folder / name
    options = {"language": "en", "text": True, **more}
    assert write_sheet(compared, disagreements(compared), path, **options) == 3
    return path


def _edit(path: Path, edit: Callable[[list[Row]], list[Row]]) -> None:
    """Change a sheet as a person would: rows in, rows out, columns kept."""
    if path.suffix == ".csv":
        text = path.read_bytes().decode("utf-8-sig")
        delimiter = ";" if text.split("\n")[0].count(";") > 3 else ","
        rows = list(csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter))
        out = io.StringIO()
        writer = csv.DictWriter(out, list(rows[0]), delimiter=delimiter)
        writer.writeheader()
        writer.writerows(edit(rows))
        path.write_text(out.getvalue(), encoding="utf-8")
        return
    book = load_workbook(path)
    sheet = book.worksheets[0]
    heads, *body = [list(row) for row in sheet.iter_rows(values_only=True)]
    rows = edit([dict(zip(heads, row, strict=True)) for row in body])
    sheet.delete_rows(2, len(body))
    for row in rows:
        sheet.append([row.get(head) for head in heads])
    book.save(path)


def _fill(rows: list[Row]) -> list[Row]:
    """Reorder, leave one row out, fill one, and remark on another."""
    kept = [row for row in reversed(rows) if row["code"] == "waiting"]
    for row in kept:
        if row["unit"] == "D1-002":
            row.update(decision="No", reason="Niemand wacht hier.", remark="")
        else:
            row.update(remark="Is dit plus of min?")
    return kept


def _plan(team: build.Team, path: Path, *, by: str = "S") -> Adjudication:
    return plan_adjudication(path, team.compare(PEOPLE), by=by, coders=PEOPLE)


@pytest.mark.parametrize("name", ["s.xlsx", "s.csv"])
@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_round_trip(team: build.Team, name: str, language: str) -> None:
    """Reordered, filtered and partly filled rows become one verdict and one memo, once."""
    path = _write(team, name, language=language)
    heads = {"nl": {"besluit": "decision", "reden": "reason", "opmerking": "remark"}}
    heads_back = {v: k for k, v in heads.get(language, {}).items()}

    def edit(rows: list[Row]) -> list[Row]:
        known = heads.get(language, {}) | {"eenheid": "unit"}
        filled = _fill([{known.get(k, k): v for k, v in row.items()} for row in rows])
        back = heads_back | ({"unit": "eenheid"} if language == "nl" else {})
        return [{back.get(k, k): v for k, v in row.items()} for row in filled]

    _edit(path, edit)
    plan = _plan(team, path)
    with team.writing("S") as log:
        assert carry_out_adjudication(plan, log) == 2
    logs = team.compare(PEOPLE).logs
    verdict = resolutions_frame(logs).iloc[0]

    assert (len(plan.decisions), len(plan.remarks), plan.open) == (1, 1, 0)
    assert (verdict["coder"], verdict["unit"], verdict["code"]) == ("S", "D1-002", "waiting")
    assert (verdict["applies"], verdict["reason"]) == (False, "Niemand wacht hier.")
    assert verdict["judged"] == disagreements(team.compare(PEOPLE))[0].disputes[0].events[0]
    assert memos_frame(logs)[["unit", "code", "note"]].iloc[0].tolist() == [
        "D1-001",
        "waiting",
        "Is dit plus of min?",
    ]
    again = _plan(team, path)
    assert (again.decisions, again.remarks, again.known) == ((), (), 1)


def test_a_second_thought_replaces_the_first(team: build.Team) -> None:
    """Another decision by the same person takes the place of theirs."""
    path = _write(team, "s.csv")
    for decision in ("no", "present"):
        _edit(path, lambda rows, d=decision: [{**rows[0], "decision": d, "reason": d}, *rows[1:]])
        with team.writing("S") as log:
            carry_out_adjudication(_plan(team, path), log)
    made = resolutions_frame(team.compare(PEOPLE).logs)

    assert made["presence"].tolist() == ["present"]


def _altered(column: str, value: str) -> Callable[[list[Row]], list[Row]]:
    def edit(rows: list[Row]) -> list[Row]:
        rows[1] = {**rows[1], "decision": "no", "reason": "x", column: value}
        return rows

    return edit


@pytest.mark.parametrize("name", ["s.xlsx", "s.csv"])
@pytest.mark.parametrize(
    ("column", "value", "problem"),
    [
        ("unit", "D1-003", "D1-003 late is not in dispute"),
        ("code", "wating", "is not in dispute"),
        ("document", "D2", "document is 'D2'"),
        ("start", "1", "start is '1'"),
        ("codings", "A-000099", "the codings or their ids are not those of the study"),
        ("check", "0000", "the codings or their ids are not those of the study"),
        ("text", "Niemand belt ons.", "the text of D1-00. was changed in the sheet"),
        ("decision", "maybe", "decision 'maybe'"),
        ("reason", "", "has a decision and no reason"),
        ("decision", "", "has a reason and no decision"),
    ],
)
def test_an_altered_row_is_refused_with_its_number(
    team: build.Team, name: str, column: str, value: str, problem: str
) -> None:
    """An id, a text or a decision that is not as it should be: its row is named."""
    path = _write(team, name)
    _edit(path, _altered(column, value))

    with pytest.raises(CodingError, match=problem) as caught:
        _plan(team, path)
    assert f"{name}:3" in str(caught.value)


def test_two_rows_about_one_thing_are_refused(team: build.Team) -> None:
    """A copied row would let two decisions fight."""
    path = _write(team, "s.csv")
    _edit(path, lambda rows: [rows[0], *rows])

    with pytest.raises(CodingError, match="is on row 2 too"):
        _plan(team, path)


def test_codings_that_changed_since_are_refused(team: build.Team) -> None:
    """A decision about what is not there any more is not recorded."""
    path = _write(team, "s.csv")
    _edit(path, lambda rows: [{**row, "decision": "no", "reason": "x"} for row in rows])
    team.read("A", "u2", "waiting")

    with pytest.raises(CodingError, match="a coder changed something since"):
        _plan(team, path)


def test_a_reading_that_came_since_is_refused(team: build.Team) -> None:
    """Same ids, but a third coder has read the code by now: not what was handed out."""
    path = _write(team, "s.csv")
    _edit(path, lambda rows: [{**row, "decision": "no", "reason": "x"} for row in rows])
    team.read("C", "u2", book=team.later, codes=["late"])

    with pytest.raises(CodingError, match="D1-002 late: the codings or their ids"):
        _plan(team, path)


def test_decisions_need_a_name_in_the_study_and_remarks_do_not(team: build.Team) -> None:
    """Somebody from outside may remark; only who is declared decides."""
    path = _write(team, "s.csv")
    _edit(path, lambda rows: [{**rows[0], "remark": "Kijk ook naar de buren."}])

    assert len(_plan(team, path, by="Vera").remarks) == 1
    _edit(path, lambda rows: [{**rows[0], "decision": "no", "reason": "x"}])
    with pytest.raises(CodingError, match=r"Vera is not in study\.toml"):
        _plan(team, path, by="Vera")
    with pytest.raises(CodingError, match="cannot be the name of a log"):
        _plan(team, path, by="Vera de Boer")


def test_words_go_out_on_request_only(team: build.Team) -> None:
    """Without asking, a sheet has ids and offsets and nobody's words."""
    without = _write(team, "a.csv", text=False).read_text(encoding="utf-8-sig")
    with_words = _write(team, "b.csv").read_text(encoding="utf-8-sig")

    assert "Niemand belt" not in without
    assert "D1-002" in without
    assert "Niemand belt ons op." in with_words


@pytest.mark.parametrize("name", ["s.xlsx", "s.csv"])
def test_the_same_list_gives_the_same_bytes(team: build.Team, name: str) -> None:
    """A sheet holds no moment of writing."""
    assert _write(team, name).read_bytes() == _write(team, f"again-{name}").read_bytes()


def test_a_sheet_without_its_columns_is_refused(tmp_path: Path, team: build.Team) -> None:
    """Some other table is not taken for a sheet, nor is a file of another kind."""
    (tmp_path / "x.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    (tmp_path / "x.xlsx").write_bytes(b"nothing of the kind")
    (tmp_path / "x.ods").write_bytes(b"")

    for name, problem in (
        ("x.csv", "no column 'document'"),
        ("x.xlsx", "no .xlsx that can be read"),
        ("x.ods", "no sheet as .ods"),
    ):
        with pytest.raises(CodingError, match=problem):
            _plan(team, tmp_path / name)


def test_a_sheet_opens_in_excel_as_text(team: build.Team) -> None:
    """Ids and words are text cells, the decision has a list, the announcement a page."""
    with team.writing("A") as log:
        code_span(log, build.PLACES["u2"], "helping", note="=1+1")
    compared = team.compare(build.MODELS, fictive=True)
    path = team.folder / "m.xlsx"
    write_sheet(compared, disagreements(compared), path, language="nl", text=True)
    book = load_workbook(path)
    sheet = book.worksheets[0]

    assert [cell.value for cell in sheet[1]][:3] == ["rang", "document", "eenheid"]
    assert sheet.data_validations.dataValidation[0].formula1.startswith('"present,absent')
    assert "taalmodellen" in book.worksheets[1]["A1"].value
    cells = [cell for row in sheet.iter_rows(min_row=2) for cell in row]
    assert "A: =1+1" in {cell.value for cell in cells}
    assert "f" not in {cell.data_type for cell in cells}
