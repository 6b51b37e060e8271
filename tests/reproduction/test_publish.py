"""A study without its texts: no word in it, and every figure that needs none is made again."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

import named_study as places
from coding.corpus.shapes import NeedsTextError
from coding.errors import CodingError
from coding.privacy.formats import walk
from coding.privacy.key import Entry, Key, save_key
from coding.reproduction import reproduce, verify
from coding.reproduction.publish import publish
from coding.study import Study

_CELLS = """\
import coding
from coding import report
study = coding.open_study()
out = report.Outputs(study)
caption = dict(title="T", caption="Unit.")
---
table = study.coded.on_units[["coder", "unit", "code", "presence"]]
out.table("T1", table, **caption)
---
lengths = {name: len(text) for name, text in study.unit_texts().items()}
table = study.units[["unit"]].assign(length=lambda t: t["unit"].map(lengths))
out.table("T2", table, **caption)
---
out.table("T3", table.head(1), **caption)
---
table = study.units[[name for name in ("unit", "words")]]
out.table("T4", table, **caption)
---
short = study.coded.codings[["unit", "quote"]].assign(quote=lambda t: t["quote"].str[:12])
out.table("T5", short, **caption)
---
made = {record.id for record, _ in report.read_records(out.folder)}
out.table("T6", study.units[["unit"]].assign(others=len({"T2", "T5"} & made)), **caption)
from coding.files import write_csv
write_csv(study.units[["unit"]], out.folder / "tables" / "loose.csv")
write_csv(study.coded.codings[["quote"]], out.folder / "tables" / "loose_quotes.csv")
"""
SAID = ("Een stapel", "wachtte al weken", "Anneke", "oude dossiers", "met koffie")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a real study, its outputs and its published copy, made once."""
    folder = tmp_path_factory.mktemp("made")
    study = places.study_with_names(folder / "studie")
    notebook = new_notebook(cells=[new_code_cell(source) for source in _CELLS.split("---\n")])
    nbformat.write(notebook, study.path("notebooks", "10_test.ipynb"))
    reproduce(study, show_progress=False)
    publish(Study(study.root), folder / "kopie", keys=folder / "keys")
    return folder


@pytest.fixture
def study(made: Path, tmp_path: Path) -> Study:
    """A real study with outputs, some of which need texts or show them."""
    shutil.copytree(made / "studie", tmp_path / "studie")
    return Study(tmp_path / "studie")


@pytest.fixture
def copy(made: Path, tmp_path: Path) -> Study:
    """Its published copy."""
    shutil.copytree(made / "kopie", tmp_path / "kopie")
    return Study(tmp_path / "kopie")


def test_no_word_of_a_text_is_published(copy: Study) -> None:
    """A search of the whole copy finds nothing anybody said, and no memo."""
    assert places.where(copy.root, *SAID) == []
    assert copy.check() == []


def test_what_needs_no_text_is_rebuilt_byte_for_byte(study: Study, copy: Study) -> None:
    """Reproducing the copy gives the study's own tables; the others are named and kept."""
    published = {p.relative_to(copy.root): p.read_bytes() for p in walk(copy.outputs)}
    for name in ("tables/T1.csv", "tables/T4.csv"):
        (copy.outputs / name).write_text("x\n", encoding="utf-8")
    made = reproduce(Study(copy.root), show_progress=False)
    facts = Path("outputs/environment.json")

    assert {p.relative_to(copy.root): p.read_bytes() for p in walk(copy.outputs)} == (
        published | {facts: (copy.root / facts).read_bytes()}
    )
    for name in ("T1", "T2", "T3", "T4", "T6", "loose"):
        assert (copy.outputs / "tables" / f"{name}.csv").read_bytes() == (
            study.outputs / "tables" / f"{name}.csv"
        ).read_bytes()
    assert {Path(name).stem for name in made.carried} == {"T2", "T3"}
    assert not (copy.outputs / "tables" / "T5.csv").exists()
    assert not (copy.outputs / "tables" / "loose_quotes.csv").exists()
    assert "needs the texts, kept as published: T2, T3" in made.lines()
    assert "shows passages, not published: T5, tables/loose_quotes.csv" in made.lines()


@pytest.mark.slow
def test_verify_tells_what_needs_text(copy: Study) -> None:
    """In a copy, verify passes where every rebuilt file has the same bytes, and says the rest."""
    found = verify(copy)

    assert found.same
    assert found.verdicts["tables/T2.csv"] == "needs text"
    assert found.verdicts["tables/T1.csv"] == "same bytes"
    (copy.outputs / "tables" / "T1.csv").write_text("x\n", encoding="utf-8")
    assert verify(copy).verdicts["tables/T1.csv"] == "different"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("cells", "error"),
    [
        (["1 / 0"], "ZeroDivisionError"),
        (["open('weg.txt')"], "FileNotFoundError"),
        (["import coding\nx = coding.open_study().text('D1')", "open('weg.txt')"], None),
        (["import coding\nx = coding.open_study().text('D1')", "1 / 0"], "ZeroDivisionError"),
    ],
)
def test_another_error_still_fails(copy: Study, cells: list[str], error: str | None) -> None:
    """Only the lack of texts is passed over, and a file that is missing because of it."""
    from coding.reproduction.notebooks import execute

    path = copy.path("notebooks", "20_test.ipynb")
    nbformat.write(new_notebook(cells=[new_code_cell(source) for source in cells]), path)

    def run() -> None:
        execute(path, folder=path.parent, outputs=copy.outputs, text_free=True)

    if error is None:
        run()
    else:
        with pytest.raises(CodingError, match=error):
            run()


def test_texts_are_refused_by_name(copy: Study) -> None:
    """What asks for words gets an error that says why, not marks that look like text."""
    for ask in (
        lambda: copy.text("D1"),
        lambda: copy.find("waiting"),
        copy.unit_texts,
        lambda: copy.coded.texts["D1"][0:4],
        copy.coded.texts["D1"].split,
    ):
        with pytest.raises(NeedsTextError, match="published without them"):
            ask()


def test_judgements_are_those_of_the_study(study: Study, copy: Study) -> None:
    """Codes on units, marks and reliability come out the same without the texts."""
    a, b = study.coded.judgements(), copy.coded.judgements()

    assert a.cells.tolist() == b.cells.tolist()
    assert copy.coded.codings["quote"].unique().tolist() == ["[not published]"]
    assert (copy.coded.logs.problems, copy.coded.memos["note"].tolist()) == (
        (),
        ["[not published]"],
    )


def test_passages_keep_what_they_hold(study: Study, copy: Study) -> None:
    """As many characters that are not blank stand in each passage and unit as in the text."""
    for table in (study.coded.codings, study.units):
        for doc, start, end in zip(table["document"], table["start"], table["end"], strict=True):
            texts = study.text(doc), str(copy._stored_text(doc))
            a, b = (sum(not c.isspace() for c in t[int(start) : int(end)]) for t in texts)
            assert a == b


def test_a_revised_text_is_published_as_it_is_today(tmp_path: Path) -> None:
    """After a correction the passages of earlier lines are where they are now."""
    from coding.reanchoring import carry_out_correction, plan_correction

    study = places.study_with_names(tmp_path / "studie")
    file = tmp_path / "D1.md"
    file.write_text(places.FIRST.replace("Een stapel.", "Een grote stapel."), encoding="utf-8")
    carry_out_correction(study, plan_correction(study, "D1", file), by="MJ")
    study = Study(study.root)
    publish(study, tmp_path / "kopie", keys=tmp_path / "keys")
    copy = Study(tmp_path / "kopie")

    assert copy.check() == []
    assert places.where(copy.root, *SAID) == []
    assert copy.coded.judgements().cells.tolist() == study.coded.judgements().cells.tolist()


def test_a_withdrawn_respondent_is_not_published(study: Study, tmp_path: Path) -> None:
    """After a withdrawal the copy knows nothing of the respondent but the tombstones."""
    from coding.privacy.withdraw import withdraw

    withdraw(study, "D1", by="MJ", time="2026-03-02T09:00:00Z")
    publish(Study(study.root), tmp_path / "kopie", keys=tmp_path / "keys")

    assert places.where(tmp_path / "kopie", *SAID) == []
    assert Study(tmp_path / "kopie").documents["document"].tolist() == ["D2"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("corpus/notitie.md", "want Annekes baas wachtte al weken op antwoord"),
        ("corpus/notitie.md", "over Joost gesproken"),
        ("codebooks/over-joost.md", "niets"),
    ],
)
def test_a_file_with_words_or_names_is_held_back(
    study: Study, tmp_path: Path, name: str, content: str
) -> None:
    """Six words in a row or a name of the key keep a file out; the list does not say the name."""
    save_key(Key(tmp_path / "keys" / "key.csv", (Entry("Joost", "[p]", "person", "replace"),)))
    study.path(name).write_text(content, encoding="utf-8")
    done = publish(study, tmp_path / "kopie", keys=tmp_path / "keys")

    assert not (tmp_path / "kopie" / name).exists()
    assert any("/" in held for held in done.held_back)
    assert "joost" not in " ".join(done.lines()).lower()


def test_words_in_the_codebook_stop_publishing(study: Study, tmp_path: Path) -> None:
    """A quotation in what cannot be left out leaves nothing behind."""
    book = study.path("codebooks", "codebook.yaml")
    quote = "en Annekes baas wachtte al weken op antwoord"
    book.write_text(f"{book.read_text(encoding='utf-8')}# {quote}\n", encoding="utf-8")

    with pytest.raises(CodingError, match="6 words in a row"):
        publish(Study(study.root), tmp_path / "kopie", keys=tmp_path / "keys")
    assert not (tmp_path / "kopie").exists()
    assert list(tmp_path.glob(".kopie*")) == []


def test_a_copy_holds_no_lengths_of_words(copy: Study) -> None:
    """A shape keeps how much stands between borders, not where words end."""
    text = copy.path("corpus", "texts", "D2.txt").read_text(encoding="utf-8")

    assert set(text) == {"x", " "}
    assert "x x x" not in text
    assert json.loads(copy.path("published.json").read_text(encoding="utf-8"))["schema"] == 1


def test_a_folder_in_the_way_and_a_copy_are_refused(study: Study, copy: Study) -> None:
    """Nothing is written over, nothing into the study, and a copy is not copied on."""
    for folder in (study.root / "kopie", copy.root):
        with pytest.raises(CodingError, match="exists or lies in the study"):
            publish(study, folder)
    with pytest.raises(CodingError, match="published copy already"):
        publish(copy, copy.root.parent / "kopie2")


def test_a_late_name_is_not_published(study: Study, tmp_path: Path) -> None:
    """After a name was replaced, neither the study nor its copy holds it."""
    from coding.privacy.pseudonyms import apply_key

    key = Key(
        tmp_path / "keys" / "key.csv",
        (
            Entry("Anneke van den Berg", "[p-1]", "person", "replace", ("Anneke", "van den Berg")),
            Entry("a.vandenberg@centric.example", "[m-1]", "email", "replace"),
        ),
    )
    save_key(key)
    apply_key(study, key, by="MJ", time="2026-03-02T09:00:00Z")
    publish(Study(study.root), tmp_path / "kopie", keys=tmp_path / "keys")

    assert places.where(study.root, "Anneke", "vandenberg") == []
    assert places.where(tmp_path / "kopie", "Anneke", "vandenberg") == []
