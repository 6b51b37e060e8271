"""Checks of what is in a study: settings, codebook, texts, units, codings, and how they fit."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from coding.doctor.finding import Finding, bad, listed, note, ok
from coding.doctor.folder import conflict_copy
from coding.journal import Journal, read_journal
from coding.study import Study

__all__ = ["check_codebook", "check_corpus", "check_logs", "check_orphans", "check_settings"]

_KEPT_EMPTY = {".gitkeep", ".gitignore", "README.md"}


def check_settings(study: Study) -> Iterator[Finding]:
    """The settings loaded: say what kind of study this is, and which named files are missing."""
    settings = study.settings
    kind = "fictive" if settings.fictive else "real"
    yield ok(f"study: {settings.title} ({kind}), in {study.root}")
    for name in ("claims", "plan", "guide", "bibliography"):
        file = getattr(settings, name)
        if file and not study.path(file).is_file():
            yield bad(f"study.toml: {name} = {file!r}, but there is no such file")


def check_codebook(study: Study) -> Iterator[Finding]:
    """The codebook, and the guide, claims and plan where the study has them, load."""
    codebook = study.codebook
    for notice in codebook.notices:
        yield note(f"codebook: {notice}")
    also = [
        name
        for name, there in (
            ("guide", study.guide),
            ("claims", study.claims),
            ("analysis plan", study.plan),
        )
        if there is not None
    ]
    yield ok(
        f"codebook: {codebook.id} {codebook.version}, {len(codebook.codes)} codes"
        + (f", with {', '.join(also)}" if also else "")
    )


def check_corpus(study: Study) -> Iterator[Finding]:
    """Documents, texts, units and labels are as they were stored (`coding check`)."""
    # what is wrong in the logs has lines of its own; see check_logs
    problems = [one for one in study.check() if not one.where.startswith("corpus/codings")]
    for problem in problems[:3]:
        yield bad(f"{problem.where}: {problem.what}", problem.hint)
    if len(problems) > 3:
        yield bad(f"corpus: {len(problems) - 3} more problems", "coding check lists them")
    if not problems:
        interviews = int((study.documents["kind"] == "interview").sum())
        yield ok(
            f"corpus: {len(study.documents)} documents ({interviews} interviews),"
            f" {len(study.units)} units, all as stored"
        )


def check_orphans(study: Study) -> Iterator[Finding]:
    """Files without a row: transcripts nobody added, texts of documents that are gone."""
    known = {study.path(str(path)) for path in study.documents["path"]}
    folder = study.path("corpus", "interviews")
    waiting = [
        path.name
        for path in sorted(folder.glob("*"))
        if path.is_file()
        and path not in known
        and path.name not in _KEPT_EMPTY
        and not path.name.startswith(".")
    ]
    if waiting:
        yield note(f"corpus/interviews: not added yet: {listed(waiting)}", "coding add FILE")
    for place, documents in (
        (study.texts_folder, study.documents),
        (study.local_folder / "texts", study.local_documents),
    ):
        names = {path.stem for path in place.glob("*.txt")}
        orphans = sorted(names - set(map(str, documents["document"])))
        if orphans:
            yield bad(
                f"{place.relative_to(study.root).as_posix()}: texts of no document:"
                f" {listed(orphans)}",
                "an interrupted `coding add` leaves one: delete it and add the file again",
            )


def check_logs(study: Study) -> Iterator[Finding]:
    """Coding logs: whole, one a coder, no second versions, on units that exist."""
    folder = study.path("corpus", "codings")
    paths = sorted([*folder.glob("*.jsonl"), *folder.glob("local/*.jsonl")])
    journals = [read_journal(path) for path in paths]
    changes = read_journal(study.path("codebooks", "changes.jsonl"))
    findings = [
        *_second_versions(study, paths),
        *(found for journal in [*journals, changes] for found in _broken(study, journal)),
        *_orphan_lines(study, journals),
    ]
    findings += [
        note(f"{_name(study, aside)}: a line that was cut off while it was written, set aside")
        for aside in sorted(folder.glob("*.torn-*"))
    ]
    yield from findings
    if not findings:
        lines = sum(len(journal.lines) for journal in journals)
        yield ok(f"codings: {len(paths)} logs, {lines} lines, chains whole, no orphans")


def _name(study: Study, path: Path) -> str:
    return path.relative_to(study.root).as_posix()


def _second_versions(study: Study, paths: list[Path]) -> Iterator[Finding]:
    """Logs named like a copy of a coder's (`A (1)`, `A-LAPTOP`), and logs of nobody."""
    coders = {coder.id for coder in study.settings.coders}
    for path in paths:
        if path.stem in coders:
            continue
        copied = (one for one in sorted(coders) if re.match(f"{re.escape(one)}[ -]", path.stem))
        of = next(copied, "")
        if conflict_copy(path) or of:
            yield bad(
                f"{_name(study, path)}: looks like a second version of the log of"
                f" {of or 'a coder'}",
                "two computers coded at once, or a sync program copied it; keep both files until"
                " they are merged",
            )
        else:
            yield note(
                f"{_name(study, path)}: {path.stem} is no coder of study.toml",
                "add [[coders]] with this id",
            )


def _broken(study: Study, journal: Journal) -> Iterator[Finding]:
    for problem in journal.problems[:2]:
        line = (problem.where or "").rpartition(":")[2]
        yield bad(f"{_name(study, journal.path)}:{line}: {problem.problem}", problem.hint or "")
    if len(journal.problems) > 2:
        yield bad(f"{_name(study, journal.path)}: {len(journal.problems) - 2} more such lines")


def _orphan_lines(study: Study, journals: list[Journal]) -> Iterator[Finding]:
    known = {
        "unit": {*study.units["unit"], *study.local_units["unit"]},
        "doc": {*study.documents["document"], *study.local_documents["document"]},
    }
    for journal in journals:
        for key, word in (("doc", "documents"), ("unit", "units")):
            named = [line.value.get(key) for line in journal.lines]
            lost = [str(name) for name in named if name and name not in known[key]]
            if lost:
                yield bad(
                    f"{_name(study, journal.path)}: {len(lost)} lines on {word} the study does not"
                    f" have: {listed(sorted(set(lost)))}",
                    "restore the table or text from before; codings are never moved by guessing",
                )
                break
