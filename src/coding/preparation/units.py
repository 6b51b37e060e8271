"""Freeze units: cut by the rule of the study, or marked by a person."""

from __future__ import annotations

import pandas as pd

from coding.codings.revisions import read_revisions
from coding.corpus.checks import TEXT_CHANGED, Problem, check_cut
from coding.corpus.units import cut_units, episode_of
from coding.errors import CodingError
from coding.files import write_csv
from coding.schemas import UNITS, empty_frame, frame, records
from coding.study import Study

__all__ = ["check_units_anew", "freeze_units"]


def freeze_units(study: Study, *, refreeze: bool = False) -> tuple[Study, dict[str, int]]:
    """
    Cut every document into units by the study's rule and freeze them in `corpus/units.csv`.

    Units that are frozen keep their places for good; only their episode labels may change. Units
    of a document that was corrected stay where `coding reanchor` moved them. Units of local
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
        revised = {r.doc for r in read_revisions(study.path("corpus", "revisions.jsonl"))[0]}
        cut = [
            (_kept if row.document in revised else _cut)(study, row)
            for row in documents.itertuples()
        ]
        new = pd.concat([part for part in cut if len(part)] or [empty_frame(UNITS)])
        _refuse_moving(study, old, new, refreeze=refreeze)
        write_csv(frame(records(new), UNITS), path)
        counts |= {str(k): int(v) for k, v in new["document"].value_counts(sort=False).items()}
    return Study(study.root), counts


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
        revised = {r.doc for r in read_revisions(study.path("corpus", "revisions.jsonl"))[0]}
        names = frozen - revised
        cut = [_cut(study, row) for row in documents.itertuples() if row.document in names]
        if cut:
            same = units[units["document"].isin(names)]
            problems += check_cut(same, pd.concat(cut, ignore_index=True), place=place)
    return problems


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
