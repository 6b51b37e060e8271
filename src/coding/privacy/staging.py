"""Changing many files of a study as one act: all laid ready first, then moved into place."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from coding.files import write_json, write_whole

__all__ = ["FOLDER", "Staging", "finish_staged"]

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
