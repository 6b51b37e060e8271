"""Freeze units: cut by the rule of the study, or marked by a person."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from coding.codings.revisions import read_revisions
from coding.corpus.checks import TEXT_CHANGED, Problem, check_cut
from coding.corpus.meaning import marked_units, read_sheet, sheet_document, write_sheet
from coding.corpus.units import cut_units, episode_of
from coding.errors import CodingError
from coding.files import locked, read_text, write_csv
from coding.schemas import MARKED, UNITS, empty_frame, frame, read_frame, records
from coding.settings import FILE
from coding.study import Study
from coding.text import short_sha

__all__ = ["check_units_anew", "freeze_marked", "freeze_units", "mark_sheet", "read_marked"]

_MARKED = ("corpus", "marked.csv")


def freeze_units(study: Study, *, refreeze: bool = False) -> tuple[Study, dict[str, int]]:
    """
    Cut every document into units by the study's rule and freeze them in `corpus/units.csv`.

    Units that are frozen keep their places for good; only their episode labels may change. Units
    of a document that was corrected stay where `coding reanchor` moved them, and those a person
    marked where they are. Units of local
    literature are frozen beside it, in the folder git ignores.

    Parameters
    ----------
    refreeze : bool
        Cut anew although the rule or a text changed; only before anything is coded.

    Returns
    -------
    study, counts : Study, dict
        The study opened anew, and units per document.

    Raises
    ------
    CodingError
        If the cut differs from what is frozen and `refreeze` is not given, or is given after
        coding began.
    """
    moved = [problem for problem in study.check() if problem.what.startswith(TEXT_CHANGED)]
    if moved:
        raise CodingError(str(moved[0]))
    counts: dict[str, int] = {}
    for local in (False, True):
        documents = study.local_documents if local else study.documents
        old = study.local_units if local else study.units
        if documents.empty and old.empty:
            continue
        path = (study.local_folder if local else study.path("corpus")) / "units.csv"
        fixed = _revised(study) | set(read_marked(study)["document"])
        cut = [
            (_kept if row.document in fixed else _cut)(study, row) for row in documents.itertuples()
        ]
        new = pd.concat([part for part in cut if len(part)] or [empty_frame(UNITS)])
        _refuse_moving(study, old, new, refreeze=refreeze)
        write_csv(frame(records(new), UNITS), path)
        counts |= {str(k): int(v) for k, v in new["document"].value_counts(sort=False).items()}
    return Study(study.root), counts


def _revised(study: Study) -> set[str]:
    return {revision.doc for revision in read_revisions(study.path("corpus", "revisions.jsonl"))[0]}


def read_marked(study: Study) -> pd.DataFrame:
    """Documents whose units a person marked: rows of `schemas.MARKED`."""
    path = study.path(*_MARKED)
    return read_frame(path, MARKED) if path.exists() else empty_frame(MARKED)


def mark_sheet(study: Study, document: str) -> str:
    """
    The sheet on which a lead coder marks units of meaning; frozen units are marked already.

    Raises
    ------
    CodingError
        If there is no such document, or its text holds the marks.
    """
    units = study.all_units(local=True)
    own = units[units["document"] == document]
    return write_sheet(document, study.text(document), study.turns(document), units=own)


def freeze_marked(study: Study, sheet: Path, *, by: str) -> tuple[Study, str, int]:
    """
    Freeze the units a person marked on a sheet; others code within them.

    Parameters
    ----------
    study : Study
    sheet : Path
        A sheet of `mark_sheet`, marked.
    by : str
        Who marked it.

    Returns
    -------
    study, document, units : Study, str, int
        The study opened anew, the document, and how many units it has now.

    Raises
    ------
    CodingError
        If the sheet does not fit the text, marks nothing, or would move units after coding began.
    """
    if not by.strip():
        raise CodingError("who marked these units?", expected="--by WHO")
    marked = read_text(sheet)
    document, sha = sheet_document(marked, where=str(sheet))
    text, turns = study.text(document), study.turns(document)
    if sha != short_sha(text):
        raise CodingError(
            f"the text of {document} is not the one on the sheet",
            where=str(sheet),
            hint=f"make a new one: coding units --mark {document}",
        )
    spans = read_sheet(marked, text, turns, where=str(sheet))
    if not spans:
        raise CodingError("no unit is marked", where=str(sheet), expected="{{ … }} around each")
    local = document in set(study.local_documents["document"])
    rows = study.local_documents if local else study.documents
    row = next(rows[rows["document"] == document].itertuples())
    new = marked_units(
        spans,
        turns,
        text,
        rule=study.unit_rule,
        questions=_questions(study, row),
        where=str(sheet),
    )
    every = study.local_units if local else study.units
    old = every[every["document"] == document]
    if len(old):
        _refuse_moving(study, old, new, refreeze=True)
    kept = records(every[every["document"] != document])
    others = [one for one in records(read_marked(study)) if one["document"] != document]
    note = {"document": document, "by": by.strip(), "units": len(new)}
    home = study.local_folder if local else study.path("corpus")
    with locked(study.path(FILE), what="the study"):
        write_csv(frame([*others, note], MARKED), study.path(*_MARKED))
        write_csv(frame([*kept, *records(new)], UNITS), home / "units.csv")
    return Study(study.root), document, len(new)


def _questions(study: Study, row: object) -> dict[int, str] | None:
    """Guide question of each labelled turn of a document; None where there can be none."""
    if study.guide is None or row.kind != "interview":  # type: ignore[attr-defined]  # itertuples
        return None
    labels = study.episodes[study.episodes["document"] == row.document]  # type: ignore[attr-defined]  # same
    pairs = zip(labels["turn"], labels["guide_question"], strict=True)
    return {int(turn): str(question) for turn, question in pairs}


def _kept(study: Study, row: object) -> pd.DataFrame:
    """Units of a document whose text was corrected since: as they were moved, never cut anew."""
    questions = _questions(study, row)
    rows = []
    for unit in records(study.all_units(local=True)):
        if unit["document"] == row.document:  # type: ignore[attr-defined]  # same
            episode, asked = episode_of(int(str(unit["turn"])), str(unit["kind"]), questions)
            question = asked if unit["kind"] == "turn" else None
            rows.append(unit | {"episode": episode, "guide_question": question})
    return frame(rows, UNITS)


def _cut(study: Study, row: object) -> pd.DataFrame:
    name = str(row.document)  # type: ignore[attr-defined]  # a named tuple of itertuples
    return cut_units(
        study.turns(name),
        study.text(name),
        rule=study.unit_rule,
        questions=_questions(study, row),
        language=study.settings.text_language,
    )


def check_units_anew(study: Study) -> list[Problem]:
    """
    Cut the frozen documents again and compare, e.g. for a row of `units.csv` that got lost.

    Texts must be sound (`Study.check`). Meaning units that a person marked are not cut by a rule.
    """
    problems: list[Problem] = []
    for documents, units, place in (
        (study.documents, study.units, "corpus/units.csv"),
        (study.local_documents, study.local_units, "corpus/literature/local/units.csv"),
    ):
        frozen = set(units["document"])
        marked = read_marked(study)
        names = frozen - _revised(study) - set(marked["document"])
        problems += _lost_marked(
            marked, units, known=set(documents["document"]) - _revised(study), place=place
        )
        cut = [_cut(study, row) for row in documents.itertuples() if row.document in names]
        if cut:
            same = units[units["document"].isin(names)]
            problems += check_cut(same, pd.concat(cut, ignore_index=True), place=place)
    return problems


def _lost_marked(
    marked: pd.DataFrame, units: pd.DataFrame, *, known: set[str], place: str
) -> list[Problem]:
    """Documents that have fewer or more units than were marked; reanchoring may lose some."""
    counts = units["document"].value_counts()
    return [
        Problem(place, f"{name} has {counts.get(name, 0)} units; {count} were marked", "restore it")
        for name, count in zip(marked["document"], marked["units"], strict=True)
        if name in known and counts.get(name, 0) != count
    ]


def _refuse_moving(study: Study, old: pd.DataFrame, new: pd.DataFrame, *, refreeze: bool) -> None:
    places = ["unit", "document", "start", "end", "text_sha"]
    kept = old[places].merge(new[places], on=places)
    if len(kept) == len(old) and set(old["document"]) <= set(new["document"]):
        extra = new[new["document"].isin(set(old["document"]))]
        if len(extra) == len(old):
            return
    sizes = [frame_["document"].value_counts() for frame_ in (old, new, kept)]
    gone = [
        name
        for name in sorted(set(old["document"]))
        if len({int(size.get(name, 0)) for size in sizes}) > 1
    ]
    coded = [log for log in study.path("corpus", "codings").glob("*.jsonl") if log.stat().st_size]
    if coded:
        raise CodingError(
            f"the units of {', '.join(gone[:3])} are frozen and coded, and would move",
            where="corpus/units.csv",
            hint="restore the text or the rule; a corrected transcript goes through"
            " `coding reanchor`",
        )
    if not refreeze:
        raise CodingError(
            f"the units of {', '.join(gone[:3])} are frozen and would move",
            where="corpus/units.csv",
            hint="nothing is coded yet: `coding units --refreeze` cuts them anew",
        )
