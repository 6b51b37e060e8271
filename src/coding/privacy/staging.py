"""Changing many files of a study as one act: all laid ready first, then moved into place."""

from __future__ import annotations

import json
import shutil
import tempfile
from contextlib import ExitStack
from pathlib import Path

import pandas as pd

from coding.codings.gather import log_files
from coding.files import locked, write_csv, write_json, write_whole
from coding.settings import FILE
from coding.study import Study

__all__ = ["FOLDER", "Staging", "csv_bytes", "finish_staged", "locked_study"]

FOLDER = ".privacy.part"
_LIST = "files.json"


class Staging:
    """
    New contents of files of a folder, and files to be deleted, carried out together.

    Parameters
    ----------
    root : Path

    Attributes
    ----------
    contents : dict of str to bytes
        File, relative to the root -> what will stand there.
    gone : set of str
        Files to be deleted.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.contents: dict[str, bytes] = {}
        self.gone: set[str] = set()

    def write(self, path: Path, data: bytes) -> None:
        """Lay a file's new content ready."""
        name = path.relative_to(self.root).as_posix()
        self.gone.discard(name)
        self.contents[name] = data

    def delete(self, path: Path) -> None:
        """Mark a file to be deleted."""
        name = path.relative_to(self.root).as_posix()
        self.contents.pop(name, None)
        self.gone.add(name)

    def read(self, path: Path) -> bytes:
        """Read a file as it will be."""
        name = path.relative_to(self.root).as_posix()
        return self.contents[name] if name in self.contents else path.read_bytes()

    def __contains__(self, path: Path) -> bool:
        name = path.relative_to(self.root).as_posix()
        return name in self.contents or name in self.gone

    def carry_out(self) -> None:
        """
        Write everything beside, then move it in and delete what goes.

        After a crash in between, `finish_staged` does the rest.
        """
        folder = self.root / FOLDER
        shutil.rmtree(folder, ignore_errors=True)
        names = {f"{i:05d}": name for i, name in enumerate(sorted(self.contents))}
        for number, name in names.items():
            write_whole(folder / number, self.contents[name])
        write_json(folder / _LIST, {"write": names, "delete": sorted(self.gone)})
        finish_staged(self.root)


def finish_staged(root: Path) -> bool:
    """
    Finish what was laid ready; clear what was not complete.

    Returns
    -------
    bool
        Whether there was something to finish.
    """
    folder = root / FOLDER
    if not folder.is_dir():
        return False
    complete = (folder / _LIST).is_file()
    if complete:
        plan = json.loads((folder / _LIST).read_text(encoding="utf-8"))
        for number, name in sorted(plan["write"].items()):
            target = root / name
            target.parent.mkdir(parents=True, exist_ok=True)
            if (folder / number).exists():
                (folder / number).replace(target)
        for name in plan["delete"]:
            (root / name).unlink(missing_ok=True)
    shutil.rmtree(folder)
    return complete


class locked_study(ExitStack):  # noqa: N801  # reads as a function: `with locked_study(study):`
    """
    Hold the locks of a study and of every coder's log, or refuse at once.

    Raises
    ------
    BusyError
        If a desk or another command has one of them open.
    """

    def __init__(self, study: Study) -> None:
        super().__init__()
        try:
            self.enter_context(locked(study.path(FILE), what="the study"))
            for log in log_files(study.path("corpus", "codings"), local=True):
                self.enter_context(locked(log, what=f"the log of coder {log.stem}"))
        except BaseException:
            self.close()
            raise


def csv_bytes(table: pd.DataFrame) -> bytes:
    """A frame as the bytes `write_csv` would write."""
    with tempfile.TemporaryDirectory(prefix="coding-") as name:
        path = Path(name) / "t.csv"
        write_csv(table, path)
        return path.read_bytes()
