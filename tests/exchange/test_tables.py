"""Spreadsheets: what goes out is what is there; what comes in is never merged in silence."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import Workbook, load_workbook

from builders import toy_study
from coding.codebook import load_codebook
from coding.codings import code_span, mark_document_done, span_of
from coding.errors import CodingError
from coding.exchange import (
    carry_out_import,
    codebook_table,
    counts_table,
    matrix_table,
    quotes_table,
    read_codebook_table,
    read_exchange,
    write_table,
)
from coding.exchange.codes import code_entries
from coding.exchange.sheets import read_rows
from coding.study import Study
from exchange_files import fresh_study, planned


@pytest.fixture
def study(tmp_path: Path) -> Study:
    """Build a toy study in which A read everything and B only coded a little."""
    made = toy_study(tmp_path / "toy")
    text = made.text("D1")
    start = text.index("We wachten")
    with made.coded.writer("A") as log:
        passage = span_of(text, "D1", start, start + 10)
        code_span(log, passage, "waiting", presence="absent", note="=1+1")
        code_span(log, passage, "waiting-long")
        mark_document_done(log, "D1")
    made = Study(made.root)
    with made.coded.writer("B") as log:
        code_span(log, span_of(text, "D1", start, start + 22), "waiting")
    return Study(made.root)


def test_quotes_say_where_who_and_what(study: Study) -> None:
    """Index, document, code path, coder, presence, words."""
    rows = quotes_table(study).to_dict("records")

    assert [row["index"] for row in rows] == [1, 2, 3]
    first = rows[0]
    assert (first["document"], first["coder"], first["presence"]) == ("D1", "A", "absent")
    assert first["text"] == "We wachten"
    assert rows[1]["code_path"] == "wachten > lang wachten"
    assert [r["coder"] for r in quotes_table(study, coders=["B"]).to_dict("records")] == ["B"]
    with pytest.raises(CodingError, match="did you mean waiting"):
        quotes_table(study, codes=["waitin"])


def test_the_matrix_keeps_missing_apart(study: Study) -> None:
    """1 given, 0 looked for and not given, empty where nobody looked."""
    table = matrix_table(study).set_index(["coder", "unit"])
    a, b = table.loc[("A", "D1-001")], table.loc[("B", "D1-001")]

    assert (a["waiting"], a["helping"]) == (1, 0)
    assert b["waiting"] == 1
    assert b["helping"] is pd.NA
    assert table.loc[("B", "D1-002"), "waiting"] is pd.NA
    only = matrix_table(study, presences=["present"]).set_index(["coder", "unit"])
    assert only.loc[("A", "D1-001"), "waiting"] == 0
    with pytest.raises(CodingError, match="presence 'maybe'"):
        matrix_table(study, presences=["maybe"])


def test_counts_are_those_of_the_codings(study: Study) -> None:
    """Per code: codings, documents, units, coders, presences; codes without any too."""
    table = counts_table(study).set_index("code")

    assert table.loc["waiting", ["codings", "documents", "units", "coders"]].tolist() == [
        2,
        1,
        1,
        2,
    ]
    assert (table.loc["waiting", "absent"], table.loc["helping", "codings"]) == (1, 0)


@pytest.mark.parametrize("ending", [".xlsx", ".csv"])
def test_the_same_table_is_the_same_bytes(study: Study, tmp_path: Path, ending: str) -> None:
    """No moment of writing in the file; text that begins with = stays text."""
    table = quotes_table(study)
    for name in ("a", "b"):
        write_table(table, tmp_path / f"{name}{ending}")
    assert (tmp_path / f"a{ending}").read_bytes() == (tmp_path / f"b{ending}").read_bytes()
    if ending == ".xlsx":
        sheet = load_workbook(tmp_path / "a.xlsx").active
        cell = next(c for row in sheet.iter_rows() for c in row if c.value == "=1+1")
        assert cell.data_type == "s"
    with pytest.raises(CodingError, match=r"expected: .csv or .xlsx"):
        write_table(table, tmp_path / "a.ods")


def test_a_text_too_long_for_a_cell_is_refused(tmp_path: Path) -> None:
    """A spreadsheet would cut it off in silence."""
    frame = pd.DataFrame({"text": ["x" * 40_000]})
    with pytest.raises(CodingError, match="40000 characters"):
        write_table(frame, tmp_path / "a.xlsx")


@pytest.mark.parametrize("ending", [".xlsx", ".csv"])
def test_a_codebook_comes_back_as_it_was(root: Path, tmp_path: Path, ending: str) -> None:
    """The demonstration's codebook by way of a table: the same codes, field by field."""
    book = load_codebook(root / "codebooks" / "grenswerk.yaml")
    path = tmp_path / f"book{ending}"
    write_table(codebook_table(book, language="nl"), path)
    project, losses = read_codebook_table(path)
    entries, _ = code_entries(project.codes, losses)
    assert not losses.counts
    assert [e["id"] for e in entries.values()] == list(book.codes)
    for entry in entries.values():
        code = book.codes[entry["id"]]
        for field in ("label", "definition", "include", "exclude", "border"):
            said = {k: v.strip() for k, v in getattr(code, field).items()}
            read = {k: v.strip() for k, v in (entry.get(field) or {}).items()}
            assert read == said, (code.id, field)
        assert entry.get("parent", "") == code.parent
        assert len(entry.get("examples", ())) == len(code.examples)
        assert {k: len(v) for k, v in entry.get("indicators", {}).items()} == {
            k: len(v) for k, v in code.indicators.items() if v
        }


def test_rows_that_ran_into_each_other_are_refused(tmp_path: Path) -> None:
    """Two rows of one code, a row without one, two codes in a cell, merged cells."""
    cases = {
        "id,definition\nsteun,a\nsteun,b\n": r"csv:3: code steun has two rows; the first is line 2",
        "id,definition\nsteun,a\n,b\n": r"csv:3: a row with text and no code",
        'id,definition\n"steun\nhulp",a\n': r"csv:2: id 'steun\\nhulp'",
        "tag,description\na.b,x\na.b,y\n": r"csv:3: code 'a > b' has two rows",
        "name,description\na,x\n,y\n": r"csv:3: a row with text and no code",
        "id,definition\nsteun,een, twee\n": r"csv:2: the row has 3 cells",
        "id,definition,definition\nsteun,a,b\n": r"column 'definition' occurs twice",
        "id,parent\nsteun,hulp\n": r"csv:2: unknown parent 'hulp'",
        "kleur,vorm\nrood,rond\n": r"no column with codes among kleur, vorm",
        "id,tier\nsteun,Z\n": r"csv:2: tier 'Z'",
    }
    for content, problem in cases.items():
        path = tmp_path / "b.csv"
        path.write_text(content, encoding="utf-8")
        with pytest.raises(CodingError, match=problem):
            read_codebook_table(path)

    book = Workbook()
    for row in (["id", "definition"], ["steun", "a"], ["hulp", "b"]):
        book.active.append(row)
    book.active.merge_cells("B2:B3")
    book.save(tmp_path / "b.xlsx")
    with pytest.raises(CodingError, match="merged cells: B2:B3"):
        read_codebook_table(tmp_path / "b.xlsx")


@pytest.mark.parametrize(
    ("content", "tree"),
    [
        ("tag,description\nwerk.druk,Veel\nwerk,Alles\n", {"werk": "", "druk": "werk"}),
        ("Code;Memo\nWerk > Druk;Veel\nThuis;x\n", {"werk": "", "druk": "werk", "thuis": ""}),
        ("Code,Memo\nWerk\\Druk,Veel\n", {"werk": "", "druk": "werk"}),
        ("Name,Description,Parent\nWerk,x,\nDruk,y,Werk\n", {"werk": "", "druk": "werk"}),
    ],
    ids=["Taguette", "MAXQDA", "backslash", "parents"],
)
def test_codebooks_of_other_programs_keep_their_tree(
    tmp_path: Path, content: str, tree: dict[str, str]
) -> None:
    """Paths of Taguette and MAXQDA, and a column of parents."""
    (tmp_path / "b.csv").write_text(content, encoding="utf-8")
    fresh = fresh_study(tmp_path / "s")
    study = carry_out_import(planned(tmp_path / "b.csv", fresh, fresh=True), fresh)

    assert {code.id: code.parent for code in study.codebook.codes.values()} == tree
    assert list(study.codebook.codes["druk"].definition.values())[:1] in (["Veel"], ["y"])


def _sheet(path: Path, rows: list[list[str]]) -> Path:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


@pytest.mark.parametrize(
    "header",
    [
        ["Document", "Quotation Content", "Codes", "Created by"],
        ["Dokumentname", "Segment", "Code", "Bearbeitet von"],
        ["File Name", "Coded Text", "Node", "User"],
        ["Document name", "Segment", "Code", "Modified by"],
    ],
    ids=["ATLAS.ti", "MAXQDA in German", "NVivo", "MAXQDA"],
)
def test_quotations_are_found_by_their_words(tmp_path: Path, header: list[str]) -> None:
    """Known headers; several codes in a cell; what is not found is counted, not guessed."""
    study = toy_study(tmp_path / "toy")
    rows = [
        header,
        ["D1", "We wachten al\nop antwoord", "wachten\nNieuw > Onder", "An"],
        ["D1.docx", "dit staat er niet", "wachten", "An"],
        ["D9", "We wachten", "wachten", "Bo"],
    ]
    file = _sheet(tmp_path / "q.xlsx", rows)
    found = planned(file, study)
    study = carry_out_import(found, study)
    made = study.coded.codings

    assert set(zip(made["code"], made["quote"], strict=True)) == {
        ("waiting", "We wachten al op antwoord"),
        ("onder", "We wachten al op antwoord"),
    }
    assert set(made["coder"]) == {"An"}
    assert found.losses.counts["quotation whose words are not in its document"] == 1
    assert found.losses.counts["quotation of a document that is not in the study"] == 1


def test_other_columns_are_named_by_hand(tmp_path: Path) -> None:
    """A column map says which column holds what; a wrong one is refused."""
    study = toy_study(tmp_path / "toy")
    file = _sheet(
        tmp_path / "q.xlsx", [["waar", "wat", "label x"], ["D1", "We wachten", "wachten"]]
    )
    columns = {"document": "waar", "text": "wat", "code": "label x"}
    project, _ = read_exchange(file, study, columns=columns)
    assert project.sources[0].selections[0].name == "We wachten"
    with pytest.raises(CodingError, match="no column 'waer'"):
        read_exchange(file, study, columns={**columns, "document": "waer"})
    with pytest.raises(CodingError, match="unknown field 'dokument'"):
        read_exchange(file, study, columns={"dokument": "waar"})


def test_a_broken_spreadsheet_is_refused(tmp_path: Path) -> None:
    """No zip, a zip that is no workbook."""
    (tmp_path / "a.xlsx").write_bytes(b"PK nothing")
    with pytest.raises(CodingError, match="not a whole zip"):
        read_rows(tmp_path / "a.xlsx")
    with zipfile.ZipFile(tmp_path / "b.xlsx", "w") as made:
        made.writestr("a.txt", "x")
    with pytest.raises(CodingError, match="not a readable spreadsheet"):
        read_rows(tmp_path / "b.xlsx")
