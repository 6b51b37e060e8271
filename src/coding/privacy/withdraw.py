"""A respondent withdraws: the words go from every file, the trail of what was done stays."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path
from typing import Any

from coding.errors import CodingError, did_you_mean
from coding.journal import SCHEMA, encode_line, read_journal
from coding.privacy.backups import is_backup, rewrite_backup
from coding.privacy.formats import passages, rewritten, walk
from coding.privacy.journals import TOMBSTONE, rewrite_lines
from coding.privacy.notebooks import leftovers, strip
from coding.privacy.runs import Runs
from coding.privacy.staging import Staging, csv_bytes, finish_staged, locked_study
from coding.schemas import DOCUMENTS, EPISODES, UNITS, frame, records
from coding.study import Study

__all__ = ["WITHDRAWN", "Withdrawal", "withdraw", "withdrawn_documents"]

WITHDRAWN = ("corpus", "withdrawn.jsonl")
_CUT = "[withdrawn]"
_MADE = frozenset({"outputs", "models", "suggestions", "exports"})
_KEPT_EMPTY = frozenset({"README.md", ".gitkeep", ".gitignore"})
_LEAST = 3  # words of a quote that is looked for by itself
HISTORY = (
    "git history is not cleaned: what an earlier commit holds stays there, and in every clone",
    "  was anything of this ever committed? coding guard check --history says so",
    "  never pushed: rewrite it (git filter-repo --invert-paths --path FILE; git gc --prune=now)",
    "  pushed: treat it as published; tell those responsible for the data, rewrite at every place",
    "backups elsewhere, and copies others have, are yours to clean",
)


@dataclass(slots=True)
class Withdrawal:
    """
    What a withdrawal does, or would do.

    Attributes
    ----------
    document : str
    events : int
        Lines of logs that became tombstones.
    units : int
        Units that go.
    deleted, rewritten : list of str
    """

    document: str
    events: int = 0
    units: int = 0
    deleted: list[str] = field(default_factory=list)
    rewritten: list[str] = field(default_factory=list)

    def lines(self) -> list[str]:
        """Say it, without a word of the respondent."""
        lines = [f"{self.document}: {self.units} units go, {self.events} lines become tombstones"]
        lines += [f"  deleted: {name}" for name in sorted(self.deleted)]
        lines += [f"  written anew: {name}" for name in sorted(self.rewritten)]
        return [*lines, *HISTORY]


def withdrawn_documents(root: Path) -> list[str]:
    """Documents that were withdrawn from a study."""
    journal = read_journal(root.joinpath(*WITHDRAWN))
    return [str(line.value.get("doc")) for line in journal.lines]


def withdraw(
    study: Study,
    document: str,
    *,
    by: str,
    time: str,
    reason: str = "",
    dry_run: bool = False,
) -> Withdrawal:
    """
    Take a respondent's words out of a study.

    Text, turns, dropped lines, earlier revisions, the file as it came, units and labels are
    deleted. Every line of a coder log about the document becomes a tombstone: id, time, coder and
    what was done stay, words and codes go, and the chain still closes. What is made from texts
    (outputs, models, suggestions, exports, what notebooks showed) is deleted whole: it is made
    again without this respondent. Any other file that holds six words of the text in a row, or a
    coded passage, is written without them, or deleted where it cannot be written. Backups in the
    study folder are treated alike.

    Parameters
    ----------
    study : Study
    document : str
    by, time, reason : str
        For the record; the reason is kept, so it should not say who.
    dry_run : bool
        Only say what would be done.

    Raises
    ------
    CodingError
        For an unknown document.
    BusyError
        If somebody is coding.
    """
    finish_staged(study.root)
    with locked_study(study):
        study = Study(study.root)
        known = set(study.documents["document"])
        if document not in known:
            raise CodingError(f"no document {document!r}", hint=did_you_mean(document, known))
        work = _Work(study, document)
        work.record(by=by, time=time, reason=reason)
        work.tables()
        work.logs()
        work.texts()
        work.rest(by=by, time=time, reason=reason, dry_run=dry_run)
        if not dry_run:
            work.staging.carry_out()
    return work.done


class _Work:
    def __init__(self, study: Study, document: str) -> None:
        self.study = study
        self.document = document
        self.staging = Staging(study.root)
        self.done = Withdrawal(document)
        folder = study.texts_folder
        self.files = [
            path
            for path in (
                *folder.glob(f"{document}.*"),
                *(folder / "revisions").glob(f"{document}.*"),
            )
            if path.is_file()
        ]
        own = [path.read_text(encoding="utf-8") for path in self.files if path.suffix == ".txt"]
        self.others = list(self._free())
        self.runs = Runs(own, free=self.others)
        self.quotes: set[str] = set()

    def _free(self) -> Iterable[str]:
        """What others said, and what the interviewer asks by the guide."""
        study = self.study
        for name in map(str, study.documents["document"]):
            if name != self.document:
                yield study.text(name)
        guide = study.settings.guide
        if guide and study.path(guide).is_file():
            yield study.path(guide).read_text(encoding="utf-8")

    def record(self, *, by: str, time: str, reason: str) -> None:
        path = self.study.path(*WITHDRAWN)
        journal = read_journal(path)
        line = {
            "id": f"W-{journal.count + 1:04d}",
            "do": "withdraw",
            "doc": self.document,
            "by": by,
            "time": time,
            "reason": reason,
            "schema": SCHEMA,
            "prev": journal.head,
        }
        old = path.read_bytes() if path.exists() else b""
        self.staging.write(path, old + encode_line(line))

    def tables(self) -> None:
        study = self.study
        for name, table, schema in (
            ("documents", study.documents, DOCUMENTS),
            ("units", study.units, UNITS),
            ("episodes", study.episodes, EPISODES),
        ):
            path = study.path("corpus", f"{name}.csv")
            rows = [row for row in records(table) if row["document"] != self.document]
            if path.exists() and len(rows) < len(table):
                self.staging.write(path, csv_bytes(frame(rows, schema)))
        self.done.units = int((study.units["document"] == self.document).sum())

    def logs(self) -> None:
        """Lines about the document, and lines about those lines, become tombstones."""
        folder = self.study.path("corpus", "codings")
        for path in sorted(p for p in folder.rglob("*.jsonl*") if p.is_file()):
            data = path.read_bytes()
            gone = self._about(data)
            new = rewrite_lines(data, partial(self._tombstone, gone))
            whole = data.rfind(b"\n") + 1
            if whole < len(data) and self.document.encode() in data[whole:]:
                new = new[: new.rfind(b"\n") + 1]
            if new != data:
                self.staging.write(path, new)
                self.done.rewritten.append(self._name(path))
        path = self.study.path("corpus", "revisions.jsonl")
        if path.is_file():
            new = rewrite_lines(path.read_bytes(), self._without_reason)
            self.staging.write(path, new)

    def _about(self, data: bytes) -> set[str]:
        """Ids of events about the document, directly or by what they act on."""
        gone: set[str] = set()
        for line in _objects(data):
            relation = line.get("relation") or {}
            acted_on = (line.get("target"), relation.get("from"), relation.get("to"))
            judged = line.get("judged") or ()
            if line.get("doc") == self.document or gone & {*acted_on, *judged}:
                gone.add(str(line.get("id")))
                if isinstance(line.get("quote"), str):
                    self.quotes.add(line["quote"])
        return gone

    def _tombstone(self, gone: set[str], line: dict[str, Any]) -> dict[str, Any] | None:
        if str(line.get("id")) not in gone or line.get("do") == TOMBSTONE:
            return None
        self.done.events += 1
        kept = {key: line[key] for key in _STAYS if key in line}
        # what was done is kept, never on which words or with which code
        what = {"do": TOMBSTONE, "note": str(line.get("do", "")), "shown": False, "source": "own"}
        return kept | what

    def _without_reason(self, line: dict[str, Any]) -> dict[str, Any] | None:
        return line | {"reason": ""} if line.get("doc") == self.document else None

    def texts(self) -> None:
        for path in self.files:
            self._delete(path)
        row = next(r for r in records(self.study.documents) if r["document"] == self.document)
        source = self.study.path(str(row["path"]))
        if source.is_file():
            self._delete(source)

    def _name(self, path: Path) -> str:
        return path.relative_to(self.study.root).as_posix()

    def _delete(self, path: Path) -> None:
        self.staging.delete(path)
        self.done.deleted.append(self._name(path))

    def rest(self, *, by: str, time: str, reason: str, dry_run: bool) -> None:
        """Everything else: what is made from texts goes, other files lose the words."""

        def act(inner: Study) -> None:
            if self.document in set(inner.documents["document"]):
                withdraw(inner, self.document, by=by, time=time, reason=reason)

        for path in walk(self.study.root):
            name = self._name(path)
            parts = path.relative_to(self.study.root).parts
            if name in self.staging.gone:
                continue
            data = self.staging.read(path)
            if is_backup(name, data):
                if not dry_run:
                    self.staging.write(path, rewrite_backup(data, act))
                self.done.rewritten.append(name)
            elif (parts[0] in _MADE and path.name not in _KEPT_EMPTY) or (
                ".ipynb_checkpoints" in parts
            ):
                self._delete(path)
            elif path.suffix == ".ipynb" and parts[0] == "notebooks" and leftovers(data):
                self._strip(path, data)
            elif self._holds(name, data):
                self._cut(path, name, data)

    def _strip(self, path: Path, data: bytes) -> None:
        try:
            stripped = strip(json.loads(data))
        except (ValueError, KeyError, TypeError):
            self._delete(path)
            return
        text = json.dumps(stripped, ensure_ascii=False, indent=1, sort_keys=True)
        self.staging.write(path, f"{text}\n".encode())
        self.done.rewritten.append(self._name(path))
        if self._holds(path.name, text.encode()):
            self._cut(path, self._name(path), text.encode())

    @cached_property
    def short(self) -> list[str]:
        """Coded passages that nobody else said, too short for a run or not."""
        long = (quote for quote in self.quotes if len(quote.split()) >= _LEAST)
        return [quote for quote in long if not any(quote in text for text in self.others)]

    def _holds(self, name: str, data: bytes) -> bool:
        return any(
            self.runs.holds(text) or any(quote in text for quote in self.short)
            for _, text in passages(name, data)
        )

    def _change(self, text: str) -> str:
        for quote in sorted(self.short, key=len, reverse=True):
            text = text.replace(quote, _CUT)
        return self.runs.cut(text, _CUT)

    def _cut(self, path: Path, name: str, data: bytes) -> None:
        new = rewritten(name, data, self._change)
        if new is None or self._holds(name, new):
            self._delete(path)
        else:
            self.staging.write(path, new)
            self.done.rewritten.append(name)


_STAYS = ("schema", "id", "prev", "time", "coder", "round", "was")


def _objects(data: bytes) -> Sequence[dict[str, Any]]:
    found = []
    for raw in data.split(b"\n"):
        try:
            value = json.loads(raw)
        except (ValueError, RecursionError):
            continue
        if isinstance(value, dict):
            found.append(value)
    return found
