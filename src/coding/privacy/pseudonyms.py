"""Putting the key to work in a study: texts, units, logs and all other files, as one act."""

from __future__ import annotations

from pathlib import Path

from coding.files import write_whole
from coding.privacy.backups import is_backup, rewrite_backup
from coding.privacy.formats import passages, rewritten, walk
from coding.privacy.key import Key
from coding.privacy.moving import MovedTexts, Outcome
from coding.privacy.staging import csv_bytes, finish_staged, locked_study
from coding.schemas import DOCUMENTS, frame, records
from coding.study import Study
from coding.text import sha256

__all__ = ["Outcome", "apply_key"]

_PLAIN = frozenset({".txt", ".text", ".md", ".markdown", ".csv", ".vtt", ".srt", ".json"})


def apply_key(study: Study, key: Key, *, by: str, time: str, dry_run: bool = False) -> Outcome:
    """
    Replace every form of the key in every file of a study; codings stay on the same words.

    Texts change first, and everything that points into them moves along: turns, units, the places
    in coder logs and revisions. Rewritten lines of logs keep the hash they had, so chains close.
    Notebooks, tables, suggestions and other files that can be written are; models and pictures
    with a name in what they were made from are taken away, to be made again. The unedited
    transcripts move beside the key.

    Parameters
    ----------
    study : Study
    key : Key
    by, time : str
        For the record of revised texts.
    dry_run : bool
        Only say what would be done.

    Returns
    -------
    Outcome

    Raises
    ------
    CodingError
        If texts are not as they were stored, or what was staged still holds a name in a log.
    BusyError
        If somebody is coding.
    """
    finish_staged(study.root)
    with locked_study(study):
        study = Study(study.root)
        work = _Work(study, key, by=by, time=time)
        work.dry_run = dry_run
        work.texts()
        if work.versions:
            work.tables()
        work.logs()
        originals = work.sources(key.path.parent)
        work.other_files()
        if not dry_run:
            for target, data in originals:
                if not target.exists():  # one that is there was less edited
                    write_whole(target, data)
                    target.chmod(0o600)
            work.staging.carry_out()
    return work.outcome


class _Work(MovedTexts):
    """One run over a study: what points into texts, then every other file."""

    dry_run = False

    def sources(self, home: Path) -> list[tuple[Path, bytes]]:
        """Files as they came: plain ones are written anew, others leave the study."""
        rows = []
        originals: list[tuple[Path, bytes]] = []
        for stored in records(self.study.documents):
            name = str(stored["document"])
            row = stored | {"title": self._plain(stored["title"])}
            if name in self.outcome.documents:
                row["text_sha"] = sha256(self.fresh[name].new)
            source = self.study.path(str(row["path"]))
            if source.is_file():
                data = source.read_bytes()
                if self._holds(source.name, data):
                    originals.append((home / "originals" / source.name, data))
                    row |= self._source(source, name, data)
            elif self.replacer(str(row["path"])) != row["path"]:
                row["path"] = Path(str(row["path"])).with_name(name + source.suffix).as_posix()
            rows.append(row)
        table = csv_bytes(frame(rows, DOCUMENTS))
        path = self.study.path("corpus", "documents.csv")
        if path.exists() and table != path.read_bytes():
            self.staging.write(path, table)
        return originals

    def _source(self, source: Path, document: str, data: bytes) -> dict[str, object]:
        root = self.study.root
        self.outcome.set_aside.append(self.replacer(source.relative_to(root).as_posix()))
        named = self.replacer.edits(source.name)
        target = source.with_name(document + source.suffix) if named else source
        new = rewritten(source.name, data, self.replacer) if source.suffix in _PLAIN else None
        self.staging.delete(source)
        place: dict[str, object] = {"path": target.relative_to(root).as_posix()}
        if new is None or self._holds(target.name, new):
            return place
        self.staging.write(target, new)
        return place | {"sha256": sha256(new)}

    def _holds(self, name: str, data: bytes) -> bool:
        """Whether a file holds a form of the key, in its name or anywhere in it."""
        if self.replacer.edits(name):
            return True
        return any(self.replacer.edits(text) for _, text in passages(name, data))

    def other_files(self) -> None:
        """Everything else in the folder that holds a form of the key."""
        root = self.study.root
        for path in walk(root):
            if path in self.staging and path.relative_to(root).as_posix() in self.staging.gone:
                continue
            data = self.staging.read(path)
            name = path.relative_to(root).as_posix()
            if self._is_model(path):
                if self.outcome.documents:
                    self._remove(path)
            elif self._holds(name, data):
                if is_backup(name, data):
                    self._clean_backup(path, name, data)
                elif _is_frame(name):
                    # an id is a name: other files refer to it
                    self.outcome.left.append(self.replacer(name))
                else:
                    self._change(path, name, data)

    def _clean_backup(self, path: Path, name: str, data: bytes) -> None:
        def act(study: Study) -> None:
            inner = apply_key(study, self.key, by=self.by, time=self.time)
            self.outcome.left += [f"{name}/{left}" for left in inner.left]

        if not self.dry_run:
            self.staging.write(path, rewrite_backup(data, act))
        self.outcome.rewritten.append(name)

    def _is_model(self, path: Path) -> bool:
        return path.relative_to(self.study.root).parts[0] == "models"

    def _change(self, path: Path, name: str, data: bytes) -> None:
        parts = Path(name).parts
        new = rewritten(name, data, self.replacer)
        clean = new is not None and not self._holds(path.name, new)
        if clean and not self.replacer.edits(name):
            assert new is not None
            self.staging.write(path, new)
            self.outcome.rewritten.append(name)
            if parts[0] == "outputs":
                self._remove_pictures(path)
        elif parts[0] in _MADE or ".ipynb_checkpoints" in parts:
            self._remove(path)
        elif clean:
            assert new is not None
            target = self.study.path(*self.replacer(name).split("/"))
            self.staging.delete(path)
            self.staging.write(target, new)
            self.outcome.rewritten.append(self.replacer(name))
        else:
            self.outcome.left.append(self.replacer(name))

    def _remove(self, path: Path) -> None:
        self.staging.delete(path)
        name = self.replacer(path.relative_to(self.study.root).as_posix())
        self.outcome.removed.append(name)

    def _remove_pictures(self, path: Path) -> None:
        """A picture drawn from a table with a name in it shows the name as lines and dots."""
        folder = self.study.outputs / "figures"
        for ending in (".svg", ".png", ".pdf"):
            picture = folder / f"{path.stem}{ending}"
            if picture.is_file() and picture not in self.staging:
                self._remove(picture)


def _is_frame(name: str) -> bool:
    """Whether a file is one that ids of documents, units and events stand in."""
    frames = ("study.toml", "corpus/documents.csv", "corpus/units.csv", "corpus/episodes.csv")
    return name in frames or name.startswith(
        ("corpus/codings/", "corpus/texts/", "corpus/revisions")
    )


_MADE = frozenset({"outputs", "models", "suggestions", "exports"})
