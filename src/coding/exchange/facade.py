"""One call a file: what the command and the notebooks use."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from pathlib import Path

from coding.errors import CodingError, at
from coding.exchange.codebook_table import codebook_table, read_codebook_table
from coding.exchange.codes import code_nodes, code_sets
from coding.exchange.from_study import project_of
from coding.exchange.labelled import join_lines, split_lines
from coding.exchange.model import Losses, Project
from coding.exchange.offsets import Convention
from coding.exchange.quotations import is_quotations, read_quotations
from coding.exchange.refi_read import read_qdc, read_qdpx
from coding.exchange.refi_write import qdc_bytes, qdpx_bytes
from coding.exchange.sheets import write_table
from coding.exchange.tables_out import counts_table, matrix_table, quotes_table
from coding.exchange.taguette import is_sqlite, read_taguette
from coding.files import write_whole
from coding.study import Study

__all__ = ["FORMATS", "export_study", "read_exchange"]

# format -> the ending it is written with where nobody says otherwise, and what it holds
FORMATS = {
    "qdpx": (".qdpx", "the whole study for another program: texts, codes, codings, memos"),
    "qdc": (".qdc", "the codebook for another program"),
    "quotes": (".xlsx", "every coding with its words, one a row"),
    "matrix": (".xlsx", "units by codes: 1, 0, and empty where nobody looked"),
    "counts": (".xlsx", "how often each code was given"),
    "codebook": (".xlsx", "the codebook as a table, to be edited and read back"),
}
HOLDS_WORDS = ("qdpx", "quotes")


def export_study(
    study: Study,
    form: str,
    path: Path,
    *,
    crlf: bool = False,
    utf16: bool = False,
    suggestions: bool = False,
    coders: Collection[str] | None = None,
) -> Losses:
    """
    Write a study in a format of `FORMATS`.

    Parameters
    ----------
    study : Study
    form : str
    path : Path
        For tables, `.xlsx` or `.csv`.
    crlf, utf16 : bool
        For .qdpx: CRLF line ends (MAXQDA); positions in UTF-16 units (NVivo).
    suggestions : bool
        For .qdpx: take accepted suggestions along, under a user of their own.
    coders : collection of str, optional
        Only what these decided.

    Returns
    -------
    Losses
        What the format has no place for.

    Raises
    ------
    CodingError
        For an unknown format, or what the format cannot hold.
    """
    language = study.settings.language
    if form == "qdpx":
        project, losses = project_of(study, suggestions=suggestions, coders=coders)
        project = _declared(project, crlf=crlf, utf16=utf16)
        write_whole(path, qdpx_bytes(project, crlf=crlf, utf16=utf16, losses=losses))
        return losses
    losses = Losses()
    if form == "qdc":
        book = study.codebook
        project = Project(
            study.settings.title,
            codes=code_nodes(book, language=language),
            sets=code_sets(book, language=language),
        )
        losses.add("rule for coders", len(book.rules))
        write_whole(path, qdc_bytes(project, losses=losses))
    elif form == "quotes":
        write_table(quotes_table(study, coders=coders), path)
    elif form == "matrix":
        write_table(matrix_table(study, coders=coders), path)
    elif form == "counts":
        write_table(counts_table(study, coders=coders), path)
    elif form == "codebook":
        write_table(codebook_table(study.codebook, language=language), path)
    else:
        raise CodingError(f"unknown format {form!r}", expected=", ".join(FORMATS))
    return losses


def _declared(project: Project, *, crlf: bool, utf16: bool) -> Project:
    """Say in the file how it counts, where that is not as the standard has it."""
    if not (crlf or utf16):
        return project
    convention = Convention(unit="UTF-16 units" if utf16 else "code points")
    said = split_lines(project.description)
    lines = [("positions", convention.name), ("line ends", "CRLF" if crlf else "LF"), *said.lines]
    return replace(project, description=join_lines(said.text, lines))


def read_exchange(
    path: Path,
    study: Study | None = None,
    *,
    columns: Mapping[str, str] | None = None,
    project: str = "",
) -> tuple[Project, Losses]:
    """
    Read a file of another program, whatever it is.

    Parameters
    ----------
    path : Path
        .qdpx, .qdc, Taguette's .sqlite3, or a table (.xlsx, .csv): of codes, or of quotations.
    study : Study, optional
        Needed for quotations, whose words are looked for in its documents.
    columns : mapping of str to str, optional
        For quotations: field -> header.
    project : str
        For Taguette files with several projects.

    Raises
    ------
    CodingError
        For a file that is none of these, or broken.
    """
    if not path.is_file():
        raise CodingError("there is no such file", where=at(path))
    ending = path.suffix.lower()
    if ending == ".qdpx":
        return read_qdpx(path)
    if ending == ".qdc":
        return read_qdc(path)
    if is_sqlite(path):
        return read_taguette(path, project=project)
    if ending in {".xlsx", ".xlsm", ".csv", ".tsv"}:
        if not is_quotations(path, columns):
            return read_codebook_table(path)
        if study is None:
            raise CodingError("quotations without a study", where=at(path))
        return read_quotations(path, study, columns=columns)
    raise CodingError(
        f"a file ending in {ending or 'nothing'} cannot be read here",
        where=at(path),
        expected=".qdpx, .qdc, .xlsx, .csv or Taguette's .sqlite3",
        hint="in NVivo, ATLAS.ti and MAXQDA: export the project as REFI-QDA (.qdpx)",
    )
