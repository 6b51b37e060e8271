"""Texts without names, and everything that points into them: turns, units, logs, revisions."""

from __future__ import annotations

import csv
import io
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from coding.corpus.intake import text_paths
from coding.corpus.tokens import mark_spans
from coding.errors import CodingError
from coding.journal import SCHEMA, encode_line, read_journal
from coding.privacy.formats import mapped
from coding.privacy.journals import rewrite_lines
from coding.privacy.key import Key
from coding.privacy.replacing import Edit, Replacer, Shift, apply_edits
from coding.privacy.staging import Staging, csv_bytes
from coding.schemas import DROPPED, TURNS, UNITS, frame, records
from coding.study import Study
from coding.text import count_words, mask, sha256, short_sha

__all__ = ["MovedTexts", "Outcome"]

REPLACEMENTS = ("corpus", "replacements.csv")
_LOG = ("document", "text_sha", "start", "end", "kind", "replacement")
# fields of a log line that people wrote or said
_WORDS = frozenset({"quote", "note", "attrs", "word", "reason", "text", "title"})


@dataclass(slots=True)
class Outcome:
    """
    What replacing did, or would do.

    Attributes
    ----------
    places : Counter
        Replacements in canonical texts, by kind.
    documents : list of str
        Documents whose text changed.
    rewritten, removed, set_aside : list of str
        Files written anew; files taken away because they are made again from the texts; unedited
        files moved beside the key.
    left : list of str
        Files that still hold a form of the key and cannot be written: by hand.
    """

    places: Counter[str] = field(default_factory=Counter)
    documents: list[str] = field(default_factory=list)
    rewritten: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    set_aside: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)

    def lines(self) -> list[str]:
        """Say it, without a word of what was replaced."""
        counts = ", ".join(f"{n} {kind}" for kind, n in sorted(self.places.items())) or "none"
        lines = [f"replaced in {len(self.documents)} texts: {counts}"]
        for what, names in (
            ("written anew", self.rewritten),
            ("taken away, to be made again", self.removed),
            ("unedited file moved beside the key", self.set_aside),
            ("STILL HOLDS A NAME, by hand", self.left),
        ):
            lines += [f"  {what}: {name}" for name in names]
        return lines


@dataclass(slots=True)
class _Text:
    """One version of a document's text, before and after."""

    document: str
    path: Path
    old: str
    edits: list[Edit]

    @property
    def new(self) -> str:
        return apply_edits(self.old, self.edits)


class MovedTexts:
    """
    One run of a key over the texts of a study; nothing is written before `staging` is carried out.

    Parameters
    ----------
    study : Study
    key : Key
    by, time : str
        For the record of revised texts.
    """

    def __init__(self, study: Study, key: Key, *, by: str, time: str) -> None:
        self.study = study
        self.key = key
        self.by = by
        self.time = time
        self.replacer = Replacer(key, language=study.settings.text_language)
        self.staging = Staging(study.root)
        self.outcome = Outcome()
        self.versions: dict[tuple[str, str], _Text] = {}  # document, sha of the old text
        self.fresh: dict[str, _Text] = {}  # today's text of a document

    def texts(self) -> None:
        """Today's texts and those of earlier revisions."""
        folder = self.study.texts_folder
        for name in map(str, self.study.documents["document"]):
            paths = [text_paths(folder, name)[0]]
            paths += sorted((folder / "revisions").glob(f"{name}.*.txt"))
            for path in paths:
                old = path.read_bytes().decode("utf-8")
                text = _Text(name, path, old, self.replacer.edits(old))
                if path == paths[0]:
                    self.fresh[name] = text
                if text.edits:
                    self._take(text, earlier=path != paths[0])

    def _take(self, text: _Text, *, earlier: bool) -> None:
        self.versions[text.document, sha256(text.old)] = text
        path = text.path
        if earlier:
            self.staging.delete(path)
            path = path.with_name(f"{text.document}.{sha256(text.new)[:12]}.txt")
        else:
            self.outcome.documents.append(text.document)
            self.outcome.places.update(edit.kind for edit in text.edits)
        self.staging.write(path, text.new.encode())

    def tables(self) -> None:
        """Turns, dropped lines, units and the rows of documents."""
        study = self.study
        for name in self.outcome.documents:
            shift = Shift(self.fresh[name].edits)
            _, turns, dropped = text_paths(study.texts_folder, name)
            rows = [
                row | _moved(row, shift) | {"label": self._plain(row["label"])}
                for row in records(study.turns(name))
            ]
            self.staging.write(turns, csv_bytes(frame(rows, TURNS)))
            rows = [
                row | {"text": self._plain(row["text"])} for row in records(study.dropped(name))
            ]
            self.staging.write(dropped, csv_bytes(frame(rows, DROPPED)))
        rows = []
        for row in records(study.units):
            text = self.fresh.get(str(row["document"]))
            rows.append(_moved_unit(row, text) if text is not None and text.edits else row)
        if study.path("corpus", "units.csv").exists():
            self.staging.write(study.path("corpus", "units.csv"), csv_bytes(frame(rows, UNITS)))
        self._log_of_replacements()

    def _plain(self, value: object) -> object:
        return self.replacer(value) if isinstance(value, str) else value

    def _log_of_replacements(self) -> None:
        path = self.study.path(*REPLACEMENTS)
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        if path.exists():
            out.write(path.read_text(encoding="utf-8"))
        else:
            writer.writerow(_LOG)
        for name in self.outcome.documents:
            text = self.fresh[name]
            shift, sha = Shift(text.edits), short_sha(text.new)
            for edit in text.edits:
                writer.writerow((name, sha, *shift(edit.start, edit.end), edit.kind, edit.new))
        self.staging.write(path, out.getvalue().encode())

    def logs(self) -> None:
        """Coder logs and revisions: places move, quotes and notes change, chains close."""
        folder = self.study.path("corpus", "codings")
        for path in sorted(p for p in folder.rglob("*.jsonl*") if p.is_file()):
            self._rewrite(path, self._event)
        path = self.study.path("corpus", "revisions.jsonl")
        self._rewrite(path, self._revision)
        revised = {str(name) for name in self.study.units["document"]}
        lines = [self._record(name) for name in self.outcome.documents if name in revised]
        if lines:
            # units of a revised text are never cut anew
            data = self.staging.read(path) if path.exists() or path in self.staging else b""
            self.staging.write(path, _appended(path, data, lines))

    def _rewrite(self, path: Path, change: Any) -> None:
        if path.is_file():
            data = path.read_bytes()
            new = rewrite_lines(data, change)
            if new != data:
                self.staging.write(path, new)
                self.outcome.rewritten.append(path.relative_to(self.study.root).as_posix())

    def _record(self, document: str) -> dict[str, Any]:
        text = self.fresh[document]
        return {
            "time": self.time,
            "by": self.by,
            "do": "reanchor",
            "doc": document,
            "before": sha256(text.old),
            "after": sha256(text.new),
            "moved": {},
            "lost": {},
            "reason": "names replaced; places in the logs were moved along",
        }

    def _event(self, line: dict[str, Any]) -> dict[str, Any]:
        text = self.versions.get((str(line.get("doc")), str(line.get("text_sha"))))
        if text is not None:
            line["text_sha"] = sha256(text.new)
            if isinstance(line.get("start"), int) and isinstance(line.get("end"), int):
                shift = Shift(text.edits)
                line["start"], line["end"] = shift(line["start"], line["end"])
                if isinstance(line.get("quote"), str):
                    line["quote"] = text.new[line["start"] : line["end"]]
        return {
            key: mapped(value, self.replacer) if key in _WORDS else value
            for key, value in line.items()
        }

    def _revision(self, line: dict[str, Any]) -> dict[str, Any]:
        doc = str(line.get("doc"))
        after = self.versions.get((doc, str(line.get("after"))))
        before = self.versions.get((doc, str(line.get("before"))))
        if after is not None:
            shift = Shift(after.edits)
            line["after"] = sha256(after.new)
            line["moved"] = {
                name: [*shift(place[0], place[1]), *place[2:]]
                for name, place in line.get("moved", {}).items()
            }
        if before is not None:
            line["before"] = sha256(before.new)
        if isinstance(line.get("reason"), str):
            line["reason"] = self.replacer(line["reason"])
        return line


def _moved(row: dict[str, object], shift: Shift) -> dict[str, object]:
    start, end = shift(int(str(row["start"])), int(str(row["end"])))
    return {"start": start, "end": end}


def _moved_unit(row: dict[str, object], text: _Text) -> dict[str, object]:
    place = _moved(row, Shift(text.edits))
    said = text.new[int(str(place["start"])) : int(str(place["end"]))]
    if short_sha(said) == row["text_sha"]:
        return row | place
    words = count_words(mask(said, mark_spans(said)))
    return row | place | {"text_sha": short_sha(said), "words": words}


def _appended(path: Path, data: bytes, lines: list[dict[str, Any]]) -> bytes:
    """Lines added at the end of a chained file that is not written yet."""
    with tempfile.TemporaryDirectory(prefix="coding-") as name:
        copy = Path(name) / path.name
        copy.write_bytes(data)
        journal = read_journal(copy)
    if journal.torn or any("fork" in problem.problem for problem in journal.problems):
        raise CodingError("the file of revisions is damaged", where=path.name, hint="coding check")
    head, count, out = journal.head, journal.count, [data]
    for line in lines:
        count += 1
        raw = encode_line({**line, "id": f"R-{count:04d}", "schema": SCHEMA, "prev": head})
        head = sha256(raw[:-1])
        out.append(raw)
    return b"".join(out)
