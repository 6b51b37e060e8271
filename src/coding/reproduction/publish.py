"""`coding publish`: a copy of a study from which its figures can be made, without its texts."""

from __future__ import annotations

import json
import shutil
import tempfile
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from string import Template
from typing import Any

import pandas as pd

from coding.codings import Codings, read_codings
from coding.codings.gather import log_files
from coding.corpus.intake import text_paths
from coding.corpus.shapes import MARK, NOT_PUBLISHED, shape_of
from coding.errors import CodingError
from coding.files import read_csv, write_csv, write_json, write_text, write_whole
from coding.privacy.journals import rewrite_lines
from coding.privacy.notebooks import strip
from coding.privacy.residue import Watch, watch_for
from coding.report.outputs import read_records
from coding.reproduction.notebooks import notebook_paths
from coding.reproduction.run import finish_outputs, output_files
from coding.reproduction.without_texts import FINISHED
from coding.schemas import DOCUMENTS, DROPPED, TURNS, UNITS, frame, records
from coding.settings import FILE
from coding.study import Study
from coding.text import sha256, short_sha

__all__ = ["Published", "publish"]

# columns of outputs that hold passages, whatever their length
_QUOTING = frozenset({"quote", "quotation", "passage", "left", "match", "right"})
_COPIED = ("requirements.lock", "LICENSE", "CITATION.cff")


@dataclass(slots=True)
class Published:
    """
    What was published, and what was held back.

    Attributes
    ----------
    folder : Path
    files : int
    held_back : dict of str to str
        Output or file -> why it is not there.
    """

    folder: Path
    files: int = 0
    held_back: dict[str, str] = field(default_factory=dict)

    def lines(self) -> list[str]:
        """Say it."""
        held = [f"  held back: {name}: {why}" for name, why in sorted(self.held_back.items())]
        return [
            f"{self.files} files in {self.folder}, without a word of the texts",
            *held,
            "who has it runs: coding reproduce, coding verify",
            "look through it yourself before you hand it on: a role, a code or a note can say who",
        ]


def publish(study: Study, folder: Path, *, keys: Path | None = None) -> Published:
    """
    Write a copy of a study without texts, quotes and memos.

    In it are settings, codebooks and plan, documents and units without text, turns without labels
    that are not in the settings, coder logs without quotes and notes, notebooks without outputs,
    and the outputs that show no passage. Of each text its shape is kept: how many characters stand
    between the borders of units and codings. What was written is searched for words of the texts
    and names of the key before it gets its name; if there are any, nothing is left behind.

    Parameters
    ----------
    study : Study
    folder : Path
        A new folder, outside the study.
    keys : Path, optional
        Folder of the key; otherwise where it is by default.

    Returns
    -------
    Published

    Raises
    ------
    CodingError
        If the folder exists or lies in the study, the study has problems, was published already,
        or words are left in what was written.
    """
    target = folder.expanduser().resolve()
    if target.exists() or target.is_relative_to(study.root):
        raise CodingError("the folder exists or lies in the study", where=str(folder))
    if study.text_free:
        raise CodingError("this study is a published copy already", where=str(study.root))
    blocking = [problem for problem in study.check() if problem.blocking]
    if blocking:
        raise CodingError(
            f"the study has {len(blocking)} problems; the first: {blocking[0]}",
            hint="coding check lists them all",
        )
    watch, _ = watch_for(study, held=lambda _: False, keys=keys)
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(dir=target.parent, prefix=f".{target.name}.", suffix=".part"))
    try:
        place = beside / target.name
        work = _Work(study, place, watch)
        work.corpus()
        work.logs()
        work.others()
        work.notebooks()
        work.mark()
        work.outputs()
        work.search()
        place.rename(target)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    work.done.folder = target
    work.done.files = sum(path.is_file() for path in target.rglob("*"))
    return work.done


class _Work:
    def __init__(self, study: Study, place: Path, watch: Watch) -> None:
        self.study = study
        self.place = place
        self.watch = watch
        self.done = Published(place)
        self.texts = study.texts()
        self.shapes: dict[str, str] = {}
        self.codings: Codings = read_codings(
            study.path("corpus", "codings"),
            changes=study.path("codebooks", "changes.jsonl"),
            revisions=study.path("corpus", "revisions.jsonl"),
        )
        self.places = {
            event.id: self.codings.today(event)
            for state in self.codings.states()
            for event in state.events
            if event.start is not None
        }

    def corpus(self) -> None:
        """Documents, turns, units, and the shapes of the texts."""
        study, folder = self.study, self.place / "corpus" / "texts"
        rows = []
        for row in records(study.documents):
            name = str(row["document"])
            shape = self.shapes[name] = shape_of(self.texts[name], self._borders(name))
            text, turns, dropped = text_paths(folder, name)
            write_text(text, shape)
            write_csv(self._turns(study.turns(name)), turns)
            lines = [line | {"text": None} for line in records(study.dropped(name))]
            write_csv(frame(lines, DROPPED), dropped)
            hidden = {"sha256": sha256(shape), "text_sha": sha256(shape)}
            rows.append(row | hidden | {"path": f"not-published/{name}"})
        write_csv(frame(rows, DOCUMENTS), self.place / "corpus" / "documents.csv")
        units = [row | {"text_sha": short_sha(self._said(row))} for row in records(study.units)]
        write_csv(frame(units, UNITS), self.place / "corpus" / "units.csv")

    def _said(self, row: dict[str, object]) -> str:
        return self.shapes[str(row["document"])][int(str(row["start"])) : int(str(row["end"]))]

    def _borders(self, document: str) -> set[int]:
        units = self.study.units
        mine = units[units["document"] == document]
        turns = self.study.turns(document)
        borders = {int(b) for table in (mine, turns) for c in ("start", "end") for b in table[c]}
        sha = sha256(self.texts[document])
        for today in self.places.values():
            if today.text_sha == sha and today.start is not None and today.end is not None:
                borders |= {today.start, today.end}
        return borders

    def _turns(self, turns: pd.DataFrame) -> pd.DataFrame:
        settings = self.study.settings
        known = {*settings.interviewer, *settings.respondent, *settings.other}
        rows = [
            row | {"label": row["label"] if row["label"] in known else None}
            for row in records(turns)
        ]
        return frame(rows, TURNS)

    def logs(self) -> None:
        """Coder logs: codes and places stay, on the shapes; quotes and notes go."""
        for path in log_files(self.study.path("corpus", "codings")):
            data = rewrite_lines(path.read_bytes(), self._line)
            write_whole(self.place / "corpus" / "codings" / path.name, data)

    def _line(self, line: dict[str, Any]) -> dict[str, Any]:
        doc = str(line.get("doc"))
        today = self.places.get(str(line.get("id")))
        old = sha256(self.texts[doc]) if doc in self.texts else ""
        if today is not None and today.text_sha == old:
            line |= {"start": today.start, "end": today.end, "text_sha": sha256(self.shapes[doc])}
        elif line.get("text_sha") == old and old:
            line["text_sha"] = sha256(self.shapes[doc])
        if "quote" in line:
            line["quote"] = NOT_PUBLISHED
        if "note" in line:
            line["note"] = NOT_PUBLISHED
        if isinstance(line.get("attrs"), dict):
            line["attrs"] = {k: v for k, v in line["attrs"].items() if k != "word"}
        return line

    def others(self) -> None:
        """Everything else of codebooks and corpus that holds no text, and what settings name."""
        study = self.study
        names = [FILE, *_COPIED]
        sources = {str(path) for path in study.documents["path"]}
        for folder in ("codebooks", "corpus"):
            for path in sorted(p for p in study.path(folder).rglob("*") if p.is_file()):
                name = path.relative_to(study.root).as_posix()
                made = name in {"corpus/documents.csv", "corpus/units.csv"}
                if not (made or name in sources or name.startswith(_TEXTS) or path.name[0] == "."):
                    names.append(name)
        for name in names:
            source = study.path(*name.split("/"))
            if not source.is_file():
                continue
            data = source.read_bytes()
            if name == "corpus/revisions.jsonl":
                data = rewrite_lines(data, lambda line: line | {"reason": NOT_PUBLISHED})
            wrong = self.watch.first(name, data)
            if wrong is None:
                write_whole(self.place / name, data)
            elif name in (FILE, study.settings.codebook, study.settings.plan):
                raise CodingError(str(wrong), hint="take it out; nothing was published")
            else:
                self.done.held_back[wrong.path] = wrong.reason

    def notebooks(self) -> None:
        """The notebooks without what they showed."""
        for path in notebook_paths(self.study.path("notebooks")):
            stripped = strip(json.loads(path.read_text(encoding="utf-8")))
            text = json.dumps(stripped, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
            write_text(self.place / "notebooks" / path.name, text)

    def outputs(self) -> None:
        """Outputs that show no passage; report and list of files are made anew over these."""
        source = self.study.path("outputs")
        records_there = read_records(source) if (source / "records").is_dir() else []
        for record, _ in records_there:
            names = [f"records/{record.id}.json", *record.files]
            why = next(filter(None, (self._against(source, name) for name in names)), None)
            if why:
                self.done.held_back[record.id] = why
            else:
                for name in names:
                    write_whole(self.place / "outputs" / name, (source / name).read_bytes())
        recorded = {
            name
            for record, _ in records_there
            for name in (f"records/{record.id}.json", *record.files)
        }
        for name in output_files(source):
            if name not in recorded and name not in FINISHED:
                self._copy_output(source, name)
        self.mark()
        copy = Study(self.place)
        finish_outputs(copy, self.place / "outputs", notebook_paths(copy.path("notebooks")))

    def _copy_output(self, source: Path, name: str) -> None:
        """A file that a notebook wrote without a record."""
        why = self._against(source, name)
        if why:
            self.done.held_back[name] = why
        else:
            write_whole(self.place / "outputs" / name, (source / name).read_bytes())

    def _against(self, source: Path, name: str) -> str | None:
        path = source / name
        if not path.is_file():
            return f"{name} is missing"
        if path.suffix == ".csv":
            rows = [row for _, row in read_csv(path)]
            shown = [c for c in _QUOTING if any(row.get(c) for row in rows)]
            if shown:
                return f"its column {min(shown)} shows passages"
        wrong = self.watch.first(name, path.read_bytes())
        return None if wrong is None else wrong.reason

    def mark(self) -> None:
        """Say that this is a copy, of what, and what is not in it."""
        outputs = ("tables/", "figures/", "records/")
        held = {
            name: why
            for name, why in self.done.held_back.items()
            if "/" not in name or name.startswith(outputs)
        }
        write_json(self.place / MARK, {"schema": 1, "held_back": held})
        template = Template(
            (files("coding") / "templates" / "published.md").read_text(encoding="utf-8")
        )
        text = template.substitute(title=self.study.settings.title)
        write_text(self.place / "README.md", text)

    def search(self) -> None:
        """The last look: over everything that was written."""
        for path in sorted(p for p in self.place.rglob("*") if p.is_file()):
            name = path.relative_to(self.place).as_posix()
            wrong = self.watch.first(name, path.read_bytes())
            if wrong is not None:
                raise CodingError(f"{wrong}", hint="nothing was published; take it out first")


_TEXTS = ("corpus/interviews/", "corpus/texts/", "corpus/codings/", "corpus/literature/local/")
