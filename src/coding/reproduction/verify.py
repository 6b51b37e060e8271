"""`coding verify`: rebuild in a scratch folder and compare with what is committed (C8)."""

from __future__ import annotations

import csv
import io
import json
import math
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from coding.corpus.shapes import MARK
from coding.errors import CodingError
from coding.reproduction.run import MANIFEST, output_files, reproduce
from coding.settings import FILE
from coding.study import Study
from coding.text import sha256

__all__ = ["Comparison", "compare_folders", "verify"]

SAME_BYTES, SAME_NUMBERS, DIFFERENT = "same bytes", "same numbers", "different"
MISSING, NEW = "not rebuilt", "not committed"
NEEDS_TEXT = "needs text"
_TOLERANCE = 1e-9
_INPUTS = (FILE, MARK, "corpus", "codebooks", "notebooks")


@dataclass(frozen=True, slots=True)
class Comparison:
    """
    Each output with the verdict on it.

    Attributes
    ----------
    verdicts : dict of str to str
        File -> `same bytes`, `same numbers`, `different`, `not rebuilt` or `not committed`; in a
        copy that was published without texts also `needs text`: it is as it was published.
    """

    verdicts: dict[str, str]

    @property
    def same(self) -> bool:
        """Whether every file that could be rebuilt has the same bytes."""
        return all(verdict in {SAME_BYTES, NEEDS_TEXT} for verdict in self.verdicts.values())

    def lines(self) -> list[str]:
        """The list for a person, worst first, then the count of each verdict."""
        order = [DIFFERENT, MISSING, NEW, SAME_NUMBERS, NEEDS_TEXT, SAME_BYTES]
        ranked = sorted(self.verdicts.items(), key=lambda item: (order.index(item[1]), item[0]))
        counts = [f"{sum(v == name for v in self.verdicts.values())} {name}" for name in order]
        listed = [f"{verdict:<14} {name}" for name, verdict in ranked]
        return [*listed, ", ".join(c for c in counts if not c.startswith("0 "))]


def verify(study: Study, *, keep: Path | None = None) -> Comparison:
    """
    Copy the inputs of a study elsewhere, rebuild every output there, and compare.

    Parameters
    ----------
    study : Study
    keep : Path, optional
        A new folder to rebuild in and leave behind; a temporary one otherwise.

    Raises
    ------
    CodingError
        If there are no outputs to compare, the folder exists, or the rebuild fails.
    """
    if not output_files(study.outputs):
        raise CodingError("there are no outputs yet", hint="coding reproduce makes them")
    if keep is not None:
        if keep.exists():
            raise CodingError("the folder exists", where=str(keep), hint="name a new one")
        return _rebuild(study, keep)
    with tempfile.TemporaryDirectory(prefix="coding-verify-") as name:
        return _rebuild(study, Path(name) / "study")


def _rebuild(study: Study, folder: Path) -> Comparison:
    copy_inputs(study.root, folder)
    if study.text_free:
        # what needs texts is not made here: it is carried over as it was published
        shutil.copytree(study.outputs, folder / "outputs", ignore=shutil.ignore_patterns("local"))
    rebuilt = reproduce(Study(folder))
    found = compare_folders(study.outputs, rebuilt.folder).verdicts
    return Comparison(found | dict.fromkeys(rebuilt.carried, NEEDS_TEXT))


def copy_inputs(root: Path, folder: Path) -> None:
    """Copy what outputs are made from; full texts that stay local are no part of it."""
    folder.mkdir(parents=True)
    for name in _INPUTS:
        source = root / name
        if source.is_dir():
            shutil.copytree(
                source,
                folder / name,
                ignore=shutil.ignore_patterns("local", ".ipynb_checkpoints", ".*.lock"),
            )
        elif source.exists():
            shutil.copyfile(source, folder / name)


def compare_folders(committed: Path, rebuilt: Path) -> Comparison:
    """
    Compare two outputs folders file by file.

    A large file that is not committed (git ignores the report, which everybody makes) is compared
    with the hash that the committed manifest has of it.
    """
    old, new = set(output_files(committed)), set(output_files(rebuilt))
    hashes = _listed(committed)
    verdicts = {}
    for name in sorted(old | new):
        if name == "README.md":
            continue
        if name not in new:
            verdicts[name] = MISSING
        elif name not in old and name in hashes:
            same = hashes[name] == sha256((rebuilt / name).read_bytes())
            verdicts[name] = SAME_BYTES if same else DIFFERENT
        elif name not in old:
            verdicts[name] = NEW
        else:
            verdicts[name] = _compare(committed / name, rebuilt / name)
    return Comparison(verdicts)


def _listed(folder: Path) -> dict[str, str]:
    path = folder / MANIFEST
    if not path.is_file():
        return {}
    return dict(json.loads(path.read_text(encoding="utf-8")).get("outputs", {}))


def _compare(old: Path, new: Path) -> str:
    a, b = old.read_bytes(), new.read_bytes()
    if a == b:
        return SAME_BYTES
    if old.suffix == ".csv" and _same_tables(a.decode(), b.decode()):
        return SAME_NUMBERS
    if old.suffix == ".json" and old.name != MANIFEST:
        return SAME_NUMBERS if _same_values(json.loads(a), json.loads(b)) else DIFFERENT
    return DIFFERENT


def _same_tables(a: str, b: str) -> bool:
    rows_a, rows_b = (list(csv.reader(io.StringIO(text))) for text in (a, b))
    return len(rows_a) == len(rows_b) and all(
        len(x) == len(y) and all(map(_same_cells, x, y))
        for x, y in zip(rows_a, rows_b, strict=True)
    )


def _same_cells(a: str, b: str) -> bool:
    if a == b:
        return True
    try:
        return math.isclose(float(a), float(b), rel_tol=_TOLERANCE, abs_tol=_TOLERANCE)
    except ValueError:
        return False


def _same_values(a: Any, b: Any) -> bool:
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(_same_values(a[key], b[key]) for key in a)
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(map(_same_values, a, b))
    if isinstance(a, float) and isinstance(b, float):
        return math.isclose(a, b, rel_tol=_TOLERANCE, abs_tol=_TOLERANCE)
    return bool(a == b)
