"""Filling a study: add documents, label episodes, freeze units. Whole or not at all."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import log
from pathlib import Path

import pandas as pd

from coding.codings.revisions import read_revisions
from coding.corpus.checks import TEXT_CHANGED, Problem, check_cut
from coding.corpus.intake import Canonical, read_file, store_text, text_paths
from coding.corpus.neutral import is_neutral, next_id
from coding.corpus.tokens import lemma_keys
from coding.corpus.transcripts import RoleMap
from coding.corpus.units import cut_units, episode_of
from coding.errors import CodingError
from coding.files import locked, write_csv
from coding.guide import Guide
from coding.schemas import DOCUMENTS, EPISODES, UNITS, empty_frame, frame, records
from coding.settings import FILE
from coding.study import Study, refuse_pooling
from coding.text import count_words

__all__ = [
    "Attributes",
    "add_documents",
    "check_units_anew",
    "confirm_episodes",
    "freeze_units",
    "propose_episodes",
    "read_documents",
    "turn_preview",
]

_HOMES = {
    "interview": ("corpus", "interviews"),
    "reading-note": ("corpus", "literature"),
    "literature": ("corpus", "literature", "local"),
}
PROPOSED = "proposed"
_ALIKE = 0.35


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
    taken = {*study.all_documents(local=True)["document"]}
    for file in files:
        found = read_file(
            file,
            kind=kind,
            roles=roles or study.roles,
            document=document or "D00",
            encoding=encoding,
        )
        name = document or _name_of(study, file, found, taken, keep_names=keep_names)
        found = found.named(name, where=str(file))
        taken.add(name)
        read.append(found)
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


def propose_episodes(study: Study) -> tuple[Study, int]:
    """
    Propose a guide question for each interviewer turn that is not labelled yet.

    A proposal is made where the turn shares enough of a question's rarer words; follow-up questions
    get none and go on with the question before them. A person confirms: proposals are marked.

    Returns
    -------
    study, proposed : Study, int
        The study opened anew, and how many proposals were written.

    Raises
    ------
    CodingError
        If the study has no guide.
    """
    if study.guide is None:
        raise CodingError("the study has no topic guide", where=FILE, expected='guide = "file"')
    scorer = _GuideScorer(study.guide, study.settings.text_language)
    known = {(row.document, row.turn) for row in study.episodes.itertuples()}
    rows = records(study.episodes)
    interviews = study.documents.loc[study.documents["kind"] == "interview", "document"]
    for name in map(str, interviews):
        text = study.text(name)
        turns = study.turns(name)
        asked = turns[turns["speaker"] == "interviewer"]
        for turn, start, end in zip(asked["turn"], asked["start"], asked["end"], strict=True):
            question = scorer.best(text[int(start) : int(end)])
            if question and (name, turn) not in known:
                rows.append(
                    {"document": name, "turn": turn, "guide_question": question, "by": PROPOSED}
                )
    write_csv(frame(rows, EPISODES), study.path("corpus", "episodes.csv"))
    return Study(study.root), len(rows) - len(known)


class _GuideScorer:
    """Likeness of a turn to the guide questions: shared words, rare ones counting more."""

    def __init__(self, guide: Guide, language: str) -> None:
        self.language = language
        self.words = {q.id: self._keys(q.text) for q in guide.questions.values()}
        spread = Counter(key for keys in self.words.values() for key in keys)
        self.weight = {key: log(1 + len(self.words) / n) for key, n in spread.items()}

    def _keys(self, text: str) -> frozenset[str]:
        words = re.findall(r"[^\W\d_]{3,}", text)
        return frozenset(min(lemma_keys(word, self.language), key=len) for word in words)

    def best(self, text: str) -> str | None:
        said = self._keys(text)
        scores = {
            question: sum(self.weight[key] for key in keys & said)
            / (sum(self.weight[key] for key in keys) or 1.0)
            for question, keys in self.words.items()
        }
        question = max(scores, key=lambda name: (scores[name], name))
        return question if scores[question] >= _ALIKE else None


def confirm_episodes(study: Study, *, by: str, documents: Iterable[str] | None = None) -> Study:
    """
    Put a person's initials under proposed episode labels, of all documents or those named.

    Raises
    ------
    CodingError
        If the initials are empty.
    """
    if not by.strip() or by == PROPOSED:
        raise CodingError("who confirms?", expected="initials of a person, e.g. --confirm MJ")
    unknown = sorted(set(documents or ()) - set(study.documents["document"]))
    if unknown:
        raise CodingError(f"no document {unknown[0]!r} in this study")
    episodes = study.episodes.copy()
    mine = episodes["by"] == PROPOSED
    if documents is not None:
        mine &= episodes["document"].isin(list(documents))
    episodes.loc[mine, "by"] = by
    write_csv(frame(records(episodes), EPISODES), study.path("corpus", "episodes.csv"))
    return Study(study.root)


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


def turn_preview(found: Canonical, *, shown: int = 4) -> list[str]:
    """First turns of a document and speakers with counts, for a person to look at."""
    counts = found.turns["label"].value_counts(sort=False)
    speakers = ", ".join(f"{label} {count}x" for label, count in counts.items())
    lines = [f"{found.document}: {count_words(found.text)} words, {len(found.turns)} turns"]
    if speakers:
        lines[0] += f" ({speakers})"
    lines[0] += f", read as {found.reader.partition('/')[0]}"
    for row in found.turns.head(shown).itertuples():
        start, end = int(row.start), int(row.end)  # type: ignore[arg-type]  # itertuples is untyped
        said = found.text[start:end].replace("\n", " ")
        lines.append(f"  {row.speaker:>11}: {said[:80]}{'…' if len(said) > 80 else ''}")
    kinds = found.dropped["kind"].value_counts()
    if len(kinds):
        lines.append("  dropped: " + ", ".join(f"{n} {kind}" for kind, n in kinds.items()))
    return [*lines, *(f"  notice: {notice}" for notice in found.notices)]
