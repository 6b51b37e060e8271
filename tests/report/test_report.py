"""The report: from each verdict to its passages, nothing from elsewhere, the same bytes."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path

import pandas as pd
import pytest
from docx import Document

import toy_validation
from coding import report, validation
from coding.report.figures import new_figure
from coding.report.model_words import MODEL_WORDS
from coding.report.page import write_report
from coding.report.word import write_word_report
from coding.settings import Settings

PLANNED = {"Tab10": "Hoe?", "Fig01": "Waar?", "Tab17": "Hoe goed?"}


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> tuple[Path, Settings]:
    """Outputs of the toy study: scorecard, passages, the model."""
    folder = tmp_path_factory.mktemp("report")
    study = toy_validation.study(folder / "s")
    basis = validation.open_basis(study)
    out = report.Outputs(study, folder=folder / "out")
    found = validation.passages(basis.material, basis.claims.claims)
    evidence = validation.model_evidence(basis.material, validation.drawing_of(study))
    facts = basis.facts()
    out.table("Tab10", basis.claims_table(), **facts)
    out.table("Tab11b", found, **facts)
    drawn = report.model_drawing(evidence, language="nl")
    out.figure("Fig01", drawn, data=evidence, **facts)
    return out.folder, study.settings


def _page(made: tuple[Path, Settings]) -> str:
    return write_report(*made, planned=PLANNED).read_text(encoding="utf-8")


def test_a_verdict_leads_to_its_passages(made: tuple[Path, Settings]) -> None:
    """One click: claim and verdict of the scorecard, and the model's parts, lead to quotations."""
    page = _page(made)
    section = page[page.index("id='claim-W2'") :]
    section = section[: section.index("</section>")]

    assert page.count("<a href='#claim-W2'>") >= 3  # claim, verdict, index
    assert '<a href="#claim-W' in page  # out of the picture
    assert "Zin nummer 2 van gesprek D1." in section
    assert section.index("Spreekt tegen") < section.index("Steunt")


def test_every_way_on_the_page_leads_somewhere(made: tuple[Path, Settings]) -> None:
    """No link without its place, no place twice."""
    page = _page(made)
    places = re.findall(r"\bid=['\"]([^'\"]+)['\"]", page)

    assert len(places) == len(set(places))
    targets = set(re.findall(r"href=['\"]#([^'\"]+)['\"]", page))
    assert targets <= set(places)


def test_the_page_needs_nothing_else(made: tuple[Path, Settings]) -> None:
    """No script, style, font or picture from elsewhere: only ways to data files beside it."""
    page = _page(made)

    assert "<script" not in page
    assert "http" not in re.sub(r'xmlns(:\w+)?="[^"]*"|<!DOCTYPE[^>]*>|<metadata>.*?</metadata>',
                                "", page, flags=re.DOTALL)  # fmt: skip
    assert set(re.findall(r"href='((?!#)[^']+)'", page)) == {
        *("tables/Tab10.csv", "tables/Tab11b.csv", "tables/Fig01.csv"),
        *("figures/Fig01.svg", "figures/Fig01.png"),
    }


def test_what_is_not_made_is_said(made: tuple[Path, Settings]) -> None:
    """A planned output that is not there stands in a table with its reason."""
    page = _page(made)

    assert "Tab17" in page[page.index("id='not-made'") :]
    assert "Nog niet ondertekend." in page

    folder, settings = made
    whole = write_report(folder, settings, planned={"Tab10": "Hoe?"}).read_text(encoding="utf-8")
    assert "Alle 1 uitvoeren van het analyseplan zijn gemaakt." in whole


def test_held_back_passages_leave_no_dead_ways(made: tuple[Path, Settings], tmp_path: Path) -> None:
    """A copy without passages has a scorecard without links, and no empty chapter."""
    import shutil

    folder = tmp_path / "out"
    shutil.copytree(made[0], folder)
    (folder / "records" / "Tab11b.json").unlink()
    page = write_report(folder, made[1], planned=PLANNED).read_text(encoding="utf-8")

    assert "<a href='#claim-" not in page
    assert "id='passages'" not in page
    assert 'href="#claim-' not in page


def test_a_passage_cannot_become_markup(made: tuple[Path, Settings], tmp_path: Path) -> None:
    """What respondents say is shown as text."""
    import shutil

    folder = tmp_path / "out"
    shutil.copytree(made[0], folder)
    path = folder / "tables" / "Tab11b.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("Zin nummer 2", "<script>x</script>"), encoding="utf-8")

    assert "<script>" not in write_report(folder, made[1]).read_text(encoding="utf-8")


def test_reports_repeat_to_the_byte(made: tuple[Path, Settings]) -> None:
    """Same outputs, same page and same Word file."""
    folder, settings = made
    twice = [
        (
            write_report(folder, settings, planned=PLANNED).read_bytes(),
            write_word_report(folder, settings, planned=PLANNED).read_bytes(),
        )
        for _ in range(2)
    ]

    assert twice[0] == twice[1]


def test_the_word_file_has_tables_to_edit(made: tuple[Path, Settings]) -> None:
    """Real tables with a row of heads that repeats, pictures, and what was not made."""
    data = write_word_report(*made, planned=PLANNED).read_bytes()
    document = Document(BytesIO(data))
    cells = [[cell.text for cell in table.rows[0].cells] for table in document.tables]

    assert cells[0][:2] == ["bewering", "tekst"]
    assert [row.cells[0].text for row in document.tables[0].rows][1:3] == ["W1", "W2"]
    assert "tblHeader" in document.tables[0].rows[0]._tr.xml
    assert len(document.inline_shapes) == 1
    assert cells[-1] == ["uitvoer", "vraag", "reden"]


def test_a_picture_of_a_fictive_study_is_marked(tmp_path: Path) -> None:
    """Page and Word file of made-up interviews say so before any number."""
    study = toy_validation.study(tmp_path / "s", made_up=True)
    out = report.Outputs(study, folder=tmp_path / "out")
    figure, _ = new_figure(2, 2)
    out.figure("F1", figure, data=pd.DataFrame({"x": [1]}), title="t", caption="c")
    page = write_report(out.folder, study.settings).read_text(encoding="utf-8")
    word = Document(str(write_word_report(out.folder, study.settings)))

    assert page.index("Demonstratie op fictieve data") < page.index("<nav")
    assert "watermark" in page
    assert any("Demonstratie op fictieve data" in p.text for p in word.paragraphs[:4])


def test_every_word_has_two_languages() -> None:
    """A word without one of its languages would leave a hole."""
    assert all(len(pair) == 2 and all(pair) for pair in MODEL_WORDS.values())
