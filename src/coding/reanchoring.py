"""A corrected transcript takes the old one's place: text, turns, units and labels together."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from coding.codebook_life import utc_now
from coding.codings.anchoring import Anchor, anchor_spans
from coding.codings.gather import Codings, read_codings
from coding.codings.reanchor import ReanchorPlan, move_units, plan_reanchor, revision_of
from coding.codings.revisions import Revision, read_revisions
from coding.corpus.intake import Canonical, read_file, text_paths
from coding.corpus.roles import RoleMap
from coding.corpus.tokens import mark_spans
from coding.errors import CodingError, at, did_you_mean
from coding.files import locked, write_csv, write_json, write_text
from coding.journal_writer import JournalWriter
from coding.schemas import DOCUMENTS, EPISODES, UNITS, frame, records
from coding.study import Study
from coding.text import count_words, mask, sha256, short_sha

__all__ = [
    "Correction",
    "carry_out_correction",
    "finish_corrections",
    "plan_correction",
    "plan_late_logs",
    "record_late_logs",
]

REVISIONS = ("corpus", "revisions.jsonl")
STAGED = Path("texts", ".staged")
_LIST = "files.json"


@dataclass(frozen=True, slots=True)
class Correction:
    """
    A corrected file with what it means for what is coded.

    Attributes
    ----------
    plan : ReanchorPlan
    canonical : Canonical
        The corrected document as read.
    file : Path
        The corrected file as it came.
    labels : tuple of Anchor
        Interviewer turns with a guide question, by their old number.
    """

    plan: ReanchorPlan
    canonical: Canonical
    file: Path
    labels: tuple[Anchor, ...]


def codings_of(study: Study) -> Codings:
    """Everything decided in a study."""
    return read_codings(
        study.path("corpus", "codings"),
        changes=study.path("codebooks", "changes.jsonl"),
        revisions=study.path(*REVISIONS),
        local=True,
    )


def _home(study: Study, document: str) -> Path:
    """The folder of `documents.csv` and `units.csv` of a document."""
    if document in set(study.documents["document"]):
        return study.path("corpus")
    if document in set(study.local_documents["document"]):
        return study.local_folder
    known = {*study.documents["document"], *study.local_documents["document"]}
    raise CodingError(f"no document {document!r} in this study", hint=did_you_mean(document, known))


def plan_correction(
    study: Study,
    document: str,
    file: Path,
    *,
    roles: RoleMap | None = None,
    encoding: str | None = None,
) -> Correction:
    """
    Read a corrected file and find every coded passage and unit in it; nothing is written.

    Parameters
    ----------
    study : Study
    document : str
        The document it corrects.
    file : Path
        The corrected file, in any form a document can come in.
    roles : RoleMap, optional
        Role of each speaker; that of `study.toml` where there is none.
    encoding : str, optional
        What a text is written in.

    Raises
    ------
    CodingError
        For an unknown document, an unreadable file, or a text that did not change.
    """
    finish_corrections(study)
    home = _home(study, document)
    documents = study.documents if home == study.path("corpus") else study.local_documents
    row = documents[documents["document"] == document].iloc[0]
    read = read_file(
        file,
        kind=str(row["kind"]),
        roles=roles or study.roles,
        document=document,
        encoding=encoding,
    )
    if read.fictive != bool(row["fictive"]):
        raise CodingError("fictive and real are never mixed", where=at(file))
    old = study.text(document)
    if read.text == old:
        raise CodingError(
            f"the text of {document} is the same: nothing to re-anchor", where=at(file)
        )
    units = study.units if home == study.path("corpus") else study.local_units
    plan = plan_reanchor(codings_of(study), document, old, read.text, units)
    labelled = study.episodes[study.episodes["document"] == document]["turn"].tolist()
    turns = study.turns(document)
    asked = turns[turns["turn"].isin(labelled)]
    spans = zip(asked["turn"].astype(str), asked["start"], asked["end"], strict=True)
    labels = anchor_spans(old, read.text, [(n, int(a), int(b)) for n, a, b in spans])
    return Correction(plan, read, file, tuple(labels))


def carry_out_correction(
    study: Study, correction: Correction, *, by: str, reason: str = "", time: str = ""
) -> tuple[Revision, list[str]]:
    """
    Record a settled correction and put the new files in the place of the old ones.

    The new files are laid ready, the revision is recorded, then they are moved into place; after
    a crash in between `finish_corrections` does the rest. Coder logs are not touched.

    Returns
    -------
    revision, notices : Revision, list of str

    Raises
    ------
    CodingError
        If something is still ambiguous or lost, or the text changed after the plan was made.
    BusyError
        If another process is changing the study.
    """
    plan = correction.plan
    revision = revision_of(plan, by=by, time=time or utc_now(), reason=reason)
    with (
        locked(study.path("study.toml"), what="the study"),
        JournalWriter(study.path(*REVISIONS), what="the file of revisions") as journal,
    ):
        if sha256(study.text(plan.document)) != revision.before:
            raise CodingError(f"the text of {plan.document} changed", hint="plan it again")
        numbered = replace(revision, id=f"R-{journal.count + 1:04d}")
        staged = _Staged(study, _home(study, plan.document), numbered.id)
        notices = _stage_all(study, staged, correction)
        staged.close()
        journal.append([numbered.to_json()])
        staged.move_in()
    return numbered, notices


class _Staged:
    """New files laid ready in a folder, with a list of where each belongs."""

    def __init__(self, study: Study, home: Path, name: str) -> None:
        self.root = study.root
        # among the texts, so that git ignores the words where it ignores those
        self.folder = home / STAGED / name
        self.places: dict[str, str] = {}
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)

    def at(self, target: Path) -> Path:
        """Where to write what belongs at a place of the study."""
        name = f"{len(self.places):02d}{target.suffix}"
        self.places[name] = target.relative_to(self.root).as_posix()
        return self.folder / name

    def close(self) -> None:
        """Write the list: from here on the files are complete."""
        write_json(self.folder / _LIST, self.places)

    def move_in(self) -> None:
        """Move each file to its place."""
        _move_in(self.root, self.folder)


def _move_in(root: Path, folder: Path) -> None:
    places = json.loads((folder / _LIST).read_text(encoding="utf-8"))
    for name, place in sorted(places.items()):
        target = root / place
        target.parent.mkdir(parents=True, exist_ok=True)
        if (folder / name).exists():
            (folder / name).replace(target)
    shutil.rmtree(folder)


def finish_corrections(study: Study) -> list[str]:
    """
    Finish corrections that were recorded but cut off, and clear those that never were.

    Returns
    -------
    list of str
        What was done.
    """
    done = []
    homes = (study.path("corpus"), study.local_folder)
    recorded = {revision.id for revision in read_revisions(study.path(*REVISIONS))[0]}
    for folder in sorted(path for home in homes for path in (home / STAGED).glob("R-*")):
        if folder.name in recorded and (folder / _LIST).exists():
            _move_in(study.root, folder)
            done.append(f"finished {folder.name}")
        else:
            shutil.rmtree(folder)
            done.append(f"cleared {folder.name}, which was never recorded")
    return done


def _stage_all(study: Study, staged: _Staged, correction: Correction) -> list[str]:
    plan, read = correction.plan, correction.canonical
    home = _home(study, plan.document)
    local = home != study.path("corpus")
    folder = home / "texts"
    write_text(staged.at(kept_text(folder, plan.document, sha256(plan.old))), plan.old)
    text, turns, dropped = text_paths(folder, plan.document)
    write_text(staged.at(text), read.text)
    write_csv(read.turns, staged.at(turns))
    write_csv(read.dropped, staged.at(dropped))
    documents = study.local_documents if local else study.documents
    rows = records(documents)
    row = next(row for row in rows if row["document"] == plan.document)
    source = study.path(str(row["path"]))
    if correction.file.resolve() != source.resolve():
        shutil.copyfile(correction.file, staged.at(source))
    row |= {"sha256": read.sha256, "text_sha": read.text_sha, "reader": read.reader}
    write_csv(frame(rows, DOCUMENTS), staged.at(home / "documents.csv"))
    units = study.local_units if local else study.units
    write_csv(_moved_units(units, plan, read), staged.at(home / "units.csv"))
    episodes, notices = _moved_labels(study.episodes, correction)
    if not local:
        write_csv(episodes, staged.at(home / "episodes.csv"))
    return notices + _uncovered(plan, read)


def kept_text(folder: Path, document: str, sha: str) -> Path:
    """Where the text of an earlier revision is kept, for logs that still refer to it."""
    return folder / "revisions" / f"{document}.{sha[:12]}.txt"


def _turn_at(turns: pd.DataFrame, position: int) -> int:
    inside = turns[(turns["start"] <= position) & (position < turns["end"])]
    return int(inside["turn"].iloc[0]) if len(inside) else int(turns["turn"].iloc[-1])


def _moved_units(units: pd.DataFrame, plan: ReanchorPlan, read: Canonical) -> pd.DataFrame:
    places = move_units(plan)
    changed = {anchor.id for anchor in plan.units if anchor.outcome == "changed"}
    rows = []
    for row in records(units):
        if row["document"] != plan.document:
            rows.append(row)
        elif (name := str(row["unit"])) in places:
            start, end = places[name]
            said = read.text[start:end]
            row |= {"start": start, "end": end, "text_sha": short_sha(said)}
            row["turn"] = _turn_at(read.turns, start)
            if name in changed:
                row["words"] = count_words(mask(said, mark_spans(said)))
            rows.append(row)
    return frame(rows, UNITS)


def _moved_labels(episodes: pd.DataFrame, correction: Correction) -> tuple[pd.DataFrame, list[str]]:
    """Labels of interviewer turns under the turns' new numbers; those without a turn go."""
    document, turns = correction.plan.document, correction.canonical.turns
    numbers = {
        int(anchor.id): _turn_at(turns, anchor.new[0])
        for anchor in correction.labels
        if anchor.new is not None
    }
    rows, gone = [], []
    for row in records(episodes):
        if row["document"] != document:
            rows.append(row)
        elif (old := int(str(row["turn"]))) in numbers:
            rows.append(row | {"turn": numbers[old]})
        else:
            gone.append(f"turn {old} ({row['guide_question']})")
    notices = (
        [f"label gone with its turn: {', '.join(gone)}; see `coding episodes`"] if gone else []
    )
    return frame(rows, EPISODES), notices


def _uncovered(plan: ReanchorPlan, read: Canonical) -> list[str]:
    """Words of the respondent or author that no unit holds now and none held before."""
    covered = mask(read.text, [a.new for a in plan.units if a.new is not None])
    before = mask(plan.old, [a.old for a in plan.units])
    own = read.turns[read.turns["speaker"].isin(["respondent", "text"])]
    spans = zip(own["start"].astype(int), own["end"].astype(int), strict=True)
    left = sum(count_words(covered[start:end]) for start, end in spans)
    if left > count_words(before):
        return [f"about {left} words of the new text are in no unit; units are not cut anew"]
    return []


def plan_late_logs(study: Study, document: str) -> list[ReanchorPlan]:
    """
    Find passages that refer to an earlier text of a document: logs that came in after a revision.

    Returns
    -------
    list of ReanchorPlan
        One for each earlier text.

    Raises
    ------
    CodingError
        If an earlier text was not kept.
    """
    codings = codings_of(study)
    new = study.text(document)
    late = {
        now.text_sha
        for state in codings.states()
        for event in state.events
        if event.doc == document
        and (now := codings.today(event)).start is not None
        and now.text_sha != sha256(new)
        and not _given_up(codings, event.id)
    }
    folder = _home(study, document) / "texts"
    plans = []
    for sha in sorted(late):
        path = kept_text(folder, document, sha)
        if not path.exists():
            raise CodingError(
                f"codings of {document} refer to a text that was never here ({sha[:12]})",
                where=at(path),
                hint="copy the text they were made on to that place",
            )
        old = path.read_text(encoding="utf-8")
        plan = plan_reanchor(codings, document, old, new, study.all_units(local=True).iloc[:0])
        kept = tuple(a for a in plan.events if not _given_up(codings, a.id))
        plans.append(replace(plan, events=kept))
    return plans


def _given_up(codings: Codings, event: str) -> bool:
    return any(event in revision.lost for revision in codings.revisions)


def record_late_logs(study: Study, plan: ReanchorPlan, *, by: str, time: str = "") -> Revision:
    """
    Record where passages of late logs are in today's text.

    Raises
    ------
    CodingError
        If something is still ambiguous or lost.
    """
    revision = revision_of(
        plan, by=by, time=time or utc_now(), reason="a log came in after the revision"
    )
    with JournalWriter(study.path(*REVISIONS), what="the file of revisions") as journal:
        numbered = replace(revision, id=f"R-{journal.count + 1:04d}")
        journal.append([numbered.to_json()])
    return numbered
