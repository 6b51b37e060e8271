"""A real-looking study for the privacy tests: names in every kind of file a study folder holds."""

from __future__ import annotations

import atexit
import io
import json
import shutil
import tempfile
import zipfile
from functools import cache
from itertools import count
from pathlib import Path

import builders
from coding.codings import code_span, mark_done, span_of, write_memo
from coding.preparation import add_documents, freeze_units, read_documents
from coding.privacy.formats import passages, walk
from coding.study import Study

NAME = "Anneke van den Berg"
FIRST = """\
I: Wat lag er gisteren op uw bureau?

R: Een stapel. Anneke van den Berg van Centric belde me, en Annekes baas wachtte al weken op
antwoord.

I: En toen, wat hebt u daarna precies gedaan?

R: Toen heb ik haar gemaild op a.vandenberg@centric.example, want anneke wilde het zwart op wit
hebben.

I: Wie helpt u dan?

R: Joost helpt mij altijd wanneer de boel weer eens vastloopt bij ons.
"""
SECOND = """\
I: Wat lag er gisteren op uw bureau?

R: Niks bijzonders, wij ruimden vooral de oude dossiers van de vorige afdeling op.

I: Wie helpt u dan?

R: De collega's van de overkant lopen meestal even binnen met koffie.
"""


def clock():
    """Time that goes on by a second."""
    seconds = count()
    return lambda: f"2026-03-01T09:00:{next(seconds):02d}Z"


def study_with_names(folder: Path, *, fictive: bool = False) -> Study:
    """Two interviews, coded; the first one with names."""
    shutil.copytree(_template(fictive), folder, dirs_exist_ok=True)
    return Study(folder)


@cache
def _template(fictive: bool) -> Path:  # a key of the cache
    """The study is made once: cutting units takes longer than copying."""
    home = Path(tempfile.mkdtemp(prefix="coding-tests-"))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    return _made(home / "studie", fictive=fictive).root


def _made(folder: Path, *, fictive: bool) -> Study:
    study = builders.empty_study(folder, made_up=fictive)
    settings = folder / "study.toml"
    settings.write_text(
        settings.read_text(encoding="utf-8") + '\n[[coders]]\nid = "A"\ntype = "human"\n',
        encoding="utf-8",
    )
    study = Study(folder)
    for name, text in (("D1", FIRST), ("D2", SECOND)):
        path = folder / "corpus" / "interviews" / f"{name}.md"
        path.write_text(builders.fictive(text) if fictive else text, encoding="utf-8")
        study = add_documents(study, [path], read_documents(study, [path], kind="interview"))
    study, _ = freeze_units(study)
    _code(study)
    return Study(folder)


def _code(study: Study) -> None:
    text = study.text("D1")
    units = study.units[study.units["document"] == "D1"]["unit"].tolist()
    with study.coded.writer("A", clock=clock()) as log:
        for words, code in (
            ("Anneke van den Berg van Centric belde me", "waiting"),
            ("wachtte al weken op antwoord", "waiting"),
            ("Joost helpt mij altijd", "helping"),
        ):
            start = text.index(words)
            place = span_of(text, "D1", start, start + len(words), unit=units[0])
            code_span(log, place, code)
            mark_done(log, place)
        write_memo(log, "Anneke van den Berg komt vaker terug", place=place)
        other = study.text("D2")
        start = other.index("Niks bijzonders")
        place = span_of(other, "D2", start, start + 15)
        code_span(log, place, "waiting", note="anders dan bij Anneke")


def scatter(study: Study, words: str) -> list[str]:
    """Put words into a file of every kind; hand back the names."""
    root = study.root
    box = io.BytesIO()
    with zipfile.ZipFile(box, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", f"<w:p><w:t>{words}</w:t></w:p>")
        archive.writestr("docProps/core.xml", f"<dc:creator>{words}</dc:creator>")
    cell = {
        "cell_type": "code",
        "id": "a",
        "source": ["1"],
        "metadata": {},
        "execution_count": 1,
        "outputs": [
            {
                "output_type": "execute_result",
                "metadata": {},
                "execution_count": 1,
                "data": {"text/plain": [words], "text/html": [f"<p>{words}</p>"]},
            }
        ],
    }
    notebook = {"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    head = b"\x89PNG\r\n\x1a\n"
    body = b"Title\0" + words.encode()
    files: dict[str, bytes] = {
        "outputs/tables/Tab09.csv": f"unit,quote\nD1-001,{words}\n".encode(),
        "outputs/figures/Tab09.svg": b"<svg/>",
        "outputs/figures/Tab09.png": head + len(body).to_bytes(4, "big") + b"tEXt" + body + b"0000",
        "outputs/report.html": f"<p title='{words}'>x</p>".encode(),
        "outputs/report.docx": box.getvalue(),
        "models/m1/vocabulary.json": json.dumps({"words": [words.lower()]}).encode(),
        "models/m1/weights.npz": b"\x93NUMPY" + words.encode("utf-32-le"),
        "suggestions/D1.jsonl": (json.dumps({"unit": "D1-001", "why": words}) + "\n").encode(),
        "notebooks/70_own.ipynb": json.dumps(notebook).encode(),
        "notebooks/.ipynb_checkpoints/70_own.ipynb": json.dumps(notebook).encode(),
        "notes.md": f"Mijn aantekening: {words}.\n".encode(),
        "export.xlsx": box.getvalue(),
        "latin.txt": f"één {words}".encode("cp1252"),
    }
    for name, data in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return sorted(files)


def where(root: Path, *words: str) -> list[str]:
    """Files in a folder whose name or content holds one of the words, raw or by format."""
    found = []
    for path in walk(root):
        data, name = path.read_bytes(), path.relative_to(root).as_posix()
        texts = [name, *(text for _, text in passages(name, data))]
        for word in words:
            raw = (word.encode(), word.encode("utf-16-le"), word.encode("utf-32-le"))
            plain = any(word.casefold() in " ".join(text.split()).casefold() for text in texts)
            if plain or any(form in data for form in raw):
                found.append(f"{name}: {word}")
    return found
