"""Outputs carry their mark, caption, level and data; the same figure is the same bytes."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from docx import Document

import builders
from coding.codebook import load_codebook
from coding.errors import CodingError
from coding.report import Outputs, heat_map, hits_map, new_figure
from coding.report.captions import all_captions, caption_of
from coding.report.handout import code_card, codebook_lines, write_handout
from coding.report.labels import _WORDS
from coding.report.tables import html_table
from coding.study import Study

FRAME = pd.DataFrame({"document": ["D1"], "words": [12]})


def _outputs(folder: Path, monkeypatch, *, made_up: bool = True, language: str = "nl") -> Outputs:
    monkeypatch.delenv("CODING_OUTPUTS", raising=False)
    return Outputs(builders.empty_study(folder, made_up=made_up, language=language))


def test_fictive_tables_are_marked_by_code(tmp_path: Path, monkeypatch) -> None:
    """File, record and what a notebook shows all say that the data are made up."""
    out = _outputs(tmp_path / "s", monkeypatch)
    shown = out.table("T1", FRAME, title="Words", caption="Unit: document.")
    record = json.loads((out.folder / "records" / "T1.json").read_text(encoding="utf-8"))

    assert (out.folder / "tables" / "T1.csv").read_text() == "document,words,fictive\nD1,12,true\n"
    assert record["watermark"] == "demonstratie op fictieve data"
    assert "demonstratie op fictieve data" in shown.html
    assert record["level"].startswith("Niveau a")


def test_real_tables_are_not_marked(tmp_path: Path, monkeypatch) -> None:
    """The mark says something because a real study does not have it."""
    out = _outputs(tmp_path / "s", monkeypatch, made_up=False, language="en")
    shown = out.table("T1", FRAME, title="Words", caption="Unit: document.")

    assert (out.folder / "tables" / "T1.csv").read_text() == "document,words\nD1,12\n"
    assert "fictive" not in shown.html


def test_an_output_without_caption_is_refused(tmp_path: Path, monkeypatch) -> None:
    """A number without its unit and its limits does not leave the house."""
    with pytest.raises(CodingError, match="T1 has no caption"):
        _outputs(tmp_path / "s", monkeypatch).table("T1", FRAME, title="Words", caption=" ")


def _draw(out: Outputs) -> tuple[bytes, bytes]:
    figure, ax = new_figure(3, 2)
    heat_map(pd.DataFrame([[1.0, np.nan], [0.0, 2.0]]), ax=ax, value_label="n")
    out.figure("F1", figure, data=FRAME, title="Words", caption="Unit: document.")
    return tuple((out.folder / "figures" / f"F1.{end}").read_bytes() for end in ("svg", "png"))


def test_figures_repeat_to_the_byte(tmp_path: Path, monkeypatch) -> None:
    """Two drawings of one table are the same files, whatever the user's settings."""
    import matplotlib as mpl

    first = _draw(_outputs(tmp_path / "a", monkeypatch))
    with mpl.rc_context({"font.size": 20, "savefig.dpi": 30}):
        second = _draw(_outputs(tmp_path / "b", monkeypatch))

    assert first == second


def test_figures_are_marked(tmp_path: Path, monkeypatch) -> None:
    """The watermark is drawn into a fictive figure and not into a real one."""
    fictive = _draw(_outputs(tmp_path / "a", monkeypatch))
    real = _draw(_outputs(tmp_path / "b", monkeypatch, made_up=False))

    assert b"watermark" in fictive[0]
    assert b"watermark" not in real[0]


def test_an_empty_study_draws_too(tmp_path: Path, monkeypatch) -> None:
    """No documents yet is a figure that says so, in both languages."""
    study: Study = _outputs(tmp_path / "s", monkeypatch).study
    table = pd.DataFrame(columns=["code", "document", "hits", "hits_per_1000"])
    for language, words in (("nl", "nog geen gegevens"), ("en", "no data yet")):
        figure = hits_map(table, study.codebook, study.documents, language=language)
        assert [text.get_text() for text in figure.axes[0].texts] == [words]


def test_a_heat_map_of_nothing_is_refused() -> None:
    """Drawing nothing is a mistake of the caller."""
    _, ax = new_figure(1, 1)
    with pytest.raises(CodingError, match="heat map of nothing"):
        heat_map(pd.DataFrame(), ax=ax)


def test_hostile_text_is_shown_as_text() -> None:
    """A table cell cannot become markup."""
    html = html_table(pd.DataFrame({"x": ["<script>alert(1)</script>"]}), language="nl")

    assert "<script>" not in html
    assert "&lt;script&gt;" in html


def test_every_label_and_caption_has_two_languages() -> None:
    """A word without one of its languages would leave a hole in a figure."""
    assert all(len(pair) == 2 and all(pair) for pair in _WORDS.values())
    for texts in all_captions().values():
        assert set(texts["title"]) == set(texts["caption"]) == {"nl", "en"}


def test_planned_captions_need_their_facts() -> None:
    """A caption with a hole, or none at all, is refused."""
    with pytest.raises(CodingError, match="the caption of Tab01 needs 'rule'"):
        caption_of("Tab01", "nl")
    with pytest.raises(CodingError, match="Tab99 has no caption"):
        caption_of("Tab99", "nl")


@pytest.mark.parametrize("language", ["nl", "en"])
def test_handouts_hold_every_code(tmp_path: Path, root: Path, language: str) -> None:
    """Screen, page and Word file have each code with its definition; the Word file repeats."""
    book = load_codebook(root / "codebooks" / "grenswerk.yaml")
    for name in ("a.html", "a.docx", "b.docx"):
        write_handout(book, tmp_path / name, language=language)
    page = (tmp_path / "a.html").read_text(encoding="utf-8")
    word = "\n".join(
        p.text for p in Document(BytesIO((tmp_path / "a.docx").read_bytes())).paragraphs
    )

    for code in book.codes.values():
        assert f"<code>{code.id}</code>" in page
        assert code.definition[language] in word
        assert any(code.id in line for line in codebook_lines(book, language=language))
    assert (tmp_path / "a.docx").read_bytes() == (tmp_path / "b.docx").read_bytes()
    assert any(
        "cultur" in line for line in code_card(book, book.code("bw-cultural"), language=language)
    )


def test_handout_in_another_form_is_refused(tmp_path: Path, root: Path) -> None:
    """An ending nobody writes is named, with those there are."""
    with pytest.raises(CodingError, match=r"expected: .html or .docx"):
        write_handout(
            load_codebook(root / "codebooks" / "grenswerk.yaml"), tmp_path / "a.pdf", language="nl"
        )
