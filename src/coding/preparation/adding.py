"""Add documents to a study: read first, stored whole or not at all."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from coding.corpus.intake import Canonical, read_file, store_text, text_paths
from coding.corpus.neutral import is_neutral, next_id
from coding.corpus.transcripts import RoleMap, UnknownSpeakersError, together
from coding.errors import CodingError
from coding.files import locked, write_csv
from coding.schemas import DOCUMENTS, frame, records
from coding.settings import FILE
from coding.study import Study, refuse_pooling

__all__ = ["Attributes", "add_documents", "read_documents"]

_HOMES = {
    "interview": ("corpus", "interviews"),
    "reading-note": ("corpus", "literature"),
    "literature": ("corpus", "literature", "local"),
}


@dataclass(frozen=True, slots=True)
class Attributes:
    """What is known about documents besides their text; all optional."""

    title: str | None = None
    case: str | None = None
    role: str | None = None
    role_group: str | None = None
    side: str | None = None
    tenure: float | None = None
    boundary_level: str | None = None
    language: str | None = None


def read_documents(
    study: Study,
    files: Sequence[Path],
    *,
    kind: str,
    roles: RoleMap | None = None,
    document: str | None = None,
    encoding: str | None = None,
    keep_names: bool = False,
) -> list[Canonical]:
    """
    Read files as documents of a study; nothing is written.

    In a real study an interview whose file name may hold a person's name gets a neutral id.

    Parameters
    ----------
    study : Study
    files : sequence of Path
    kind : str
        See `coding.corpus.intake.read_file`.
    roles : RoleMap, optional
        Role of each speaker; that of `study.toml` where there is none.
    document : str, optional
        Id, for one file.
    encoding : str, optional
        What a text is written in.
    keep_names : bool
        Make ids of file names whatever they hold.

    Raises
    ------
    CodingError
        For a file the reader refuses, an id that is taken or used twice, one id for several files,
        or an interview that would mix fictive and real.
    """
    if document is not None and len(files) != 1:
        raise CodingError("one id for several files", hint="add them one by one, or leave --id out")
    read: list[Canonical] = []
    unknown: list[UnknownSpeakersError] = []
    taken = {*study.all_documents(local=True)["document"]}
    for file in files:
        try:
            found = read_file(
                file,
                kind=kind,
                roles=roles or study.roles,
                document=document or "D00",
                encoding=encoding,
            )
        except UnknownSpeakersError as error:  # those of all files are named in one message
            unknown.append(error)
            continue
        name = document or _name_of(study, file, found, taken, keep_names=keep_names)
        found = found.named(name, where=str(file))
        taken.add(name)
        read.append(found)
    if unknown:
        raise unknown[0] if len(unknown) == 1 else together(unknown)
    _refuse_taken(study, files, read)
    for file, found in zip(files, read, strict=True):
        if kind == "interview" and found.fictive != study.settings.fictive:
            row = pd.DataFrame({"document": [found.document], "kind": [kind]})
            refuse_pooling(
                row.assign(fictive=found.fictive), fictive=study.settings.fictive, where=str(file)
            )
    return read


def _name_of(
    study: Study, file: Path, found: Canonical, taken: set[str], *, keep_names: bool
) -> str:
    """Id of a document: what its front matter says, else its file's name if that names nobody."""
    stem = file.stem.removeprefix("fictief_")
    own = found.meta.get("document")
    hidden = found.kind == "interview" and not study.settings.fictive
    if own or keep_names or not hidden or is_neutral(stem):
        return own or stem
    return next_id(taken)


def _refuse_taken(study: Study, files: Sequence[Path], read: Sequence[Canonical]) -> None:
    taken = Counter(study.all_documents(local=True)["document"])
    names = Counter(file.name for file in files)
    for file, found in zip(files, read, strict=True):
        taken[found.document] += 1
        if taken[found.document] > 1:
            raise CodingError(
                f"document {found.document} is in the study already",
                where=str(file),
                hint="give another id with --id; a corrected transcript goes through"
                " `coding reanchor`",
            )
        if names[file.name] > 1:
            raise CodingError("two files of one name", where=str(file), hint="rename one")


def add_documents(
    study: Study,
    files: Sequence[Path],
    read: Sequence[Canonical],
    *,
    attributes: Attributes | None = None,
    local: bool = False,
) -> Study:
    """
    Store documents: copies of the files, canonical texts, and last the rows of `documents.csv`.

    Parameters
    ----------
    study : Study
    files : sequence of Path
        The files as they came.
    read : sequence of Canonical
        What `read_documents` made of them.
    attributes : Attributes, optional
        Case, role and so on, the same for all files; front matter fills what is not given.
    local : bool
        Keep copies, texts and rows in the folder git ignores.

    Returns
    -------
    Study
        The study opened anew.

    Raises
    ------
    CodingError
        If literature is to be kept outside the ignored folder: full texts are other people's work.
    """
    given = attributes or Attributes()
    if any(one.kind == "literature" for one in read) and not local:
        raise CodingError(
            "a full text of literature would be committed",
            hint="add it with --local; your own words about it are a --kind reading-note",
        )
    base = study.local_folder if local else study.path("corpus")
    table = base / "documents.csv"
    with locked(study.path(FILE), what="the study"):
        # read again under the lock: another process may have added since this study was opened
        study = Study(study.root)
        _refuse_taken(study, files, read)
        targets = [
            _target(study, file, found, local=local)
            for file, found in zip(files, read, strict=True)
        ]
        folder = study.local_folder / "texts" if local else study.texts_folder
        made: list[Path] = []
        try:
            rows = []
            for file, found, target in zip(files, read, targets, strict=True):
                if not target.exists():
                    made.append(target)
                    target.parent.mkdir(parents=True, exist_ok=True)
                    shutil.copyfile(file, target)
                made.extend(
                    path for path in text_paths(folder, found.document) if not path.exists()
                )
                store_text(found, folder)
                rows.append(_row(study, found, target.relative_to(study.root), given, local=local))
            old = study.local_documents if local else study.documents
            write_csv(_appended(old, rows), table)
        except BaseException:
            for path in made:
                path.unlink(missing_ok=True)
            raise
    return Study(study.root)


def _target(study: Study, file: Path, found: Canonical, *, local: bool) -> Path:
    """Where the file as it came will be kept; nothing is written."""
    folder = study.path(*_HOMES["literature" if local else found.kind])
    inside = file.resolve()
    hidden = found.kind == "interview" and not study.settings.fictive
    if inside.is_relative_to(folder.resolve()):
        if hidden and not is_neutral(file.stem) and file.stem != found.document:
            raise CodingError(
                "the name of this file may point to a person, and documents.csv would hold it",
                where=str(file),
                hint=f"rename it, e.g. to {found.document}{file.suffix.lower()}, or add it with"
                " --keep-name",
            )
        return inside
    name = f"{found.document}{file.suffix.lower()}" if hidden else file.name
    target = folder / name
    if target.exists() and target.read_bytes() != file.read_bytes():
        raise CodingError(
            "another file of this name is in the study already",
            where=str(target),
            hint="rename yours",
        )
    return target


def _row(
    study: Study, found: Canonical, path: Path, given: Attributes, *, local: bool
) -> dict[str, object]:
    meta = found.meta
    return {
        "document": found.document,
        "kind": found.kind,
        "title": given.title or meta.get("title"),
        "language": given.language or meta.get("language") or study.settings.text_language,
        "case": given.case or meta.get("case"),
        "role": given.role or meta.get("role"),
        "role_group": given.role_group or meta.get("role_group"),
        "side": given.side or meta.get("side"),
        "tenure": given.tenure,
        "boundary_level": given.boundary_level or meta.get("boundary_level"),
        "path": path.as_posix(),
        "sha256": found.sha256,
        "text_sha": found.text_sha,
        "reader": found.reader,
        "fictive": found.fictive,
        "local": local,
    }


def _appended(old: pd.DataFrame, rows: Iterable[dict[str, object]]) -> pd.DataFrame:
    return frame([*records(old), *rows], DOCUMENTS)
