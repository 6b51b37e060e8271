"""Founding a study: an empty real one, whole or not at all, with notebooks without outputs."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from string import Template

from coding.errors import CodingError
from coding.files import write_text
from coding.privacy.notebooks import strip
from coding.settings import FILE

__all__ = ["found_study"]

# template in the package -> file of the study; a template that git or this program would take for
# the real thing has another name
_TEMPLATES = {
    "settings.toml": FILE,
    "gitignore.txt": ".gitignore",
    "gitattributes.txt": ".gitattributes",
    "README.md": "README.md",
    "corpus/README.md": "corpus/README.md",
    "codebooks/codebook.yaml": "codebooks/codebook.yaml",
    "codebooks/guide.yaml": "codebooks/guide.yaml",
    "codebooks/claims.yaml": "codebooks/claims.yaml",
    "codebooks/analysis_plan.yaml": "codebooks/analysis_plan.yaml",
}
_KEPT_EMPTY = "corpus/interviews/.gitkeep"
# what an empty folder may hold: a repository without commits, and what systems leave behind
_NOTHING = {".git", ".DS_Store", "desktop.ini", "Thumbs.db"}


def found_study(folder: Path, *, title: str, language: str) -> list[str]:
    """
    Make an empty real study (`fictive = false`) in a new or empty folder.

    Everything is written beside its place first: a study that could not be made leaves nothing.

    Parameters
    ----------
    folder : Path
    title : str
    language : {'nl', 'en'}
        Language of labels.

    Returns
    -------
    list of str
        What was made and what to do next, for a person.

    Raises
    ------
    CodingError
        If the folder holds something, or the title is not one line of text.
    """
    title = title.strip()
    if not title or not title.isprintable():
        raise CodingError(f"the title {title!r}", expected="one line of text")
    _refuse_a_full(folder)
    with _all_or_nothing(folder) as place:
        values = {"title": json.dumps(title, ensure_ascii=False), "language": language}
        for name, target in _TEMPLATES.items():
            template = Template(_read(files("coding") / "templates", name))
            write_text(place / target, template.substitute(values, heading=title))
        write_text(place / _KEPT_EMPTY, "")
        count = 0
        for notebook in _notebooks():
            stripped = strip(json.loads(notebook.read_text(encoding="utf-8")))
            text = json.dumps(stripped, ensure_ascii=False, indent=1, sort_keys=True)
            write_text(place / "notebooks" / notebook.name, text + "\n")
            count += 1
    return [
        f"made an empty study with {count} notebooks in {folder}",
        "it is a real one: git ignores texts, codings, models and outputs",
        *_surroundings(folder),
        "next, in that folder:",
        "  coding doctor                          is everything in place?",
        "  git init, then coding guard install    if you want git: it keeps words out of it",
        "  coding add FILE                        read the first transcript",
        "README.md there has the first hour",
    ]


def _refuse_a_full(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise CodingError("this is a file", where=str(folder), expected="a new or empty folder")
    if folder.is_dir():
        there = sorted(path.name for path in folder.iterdir() if path.name not in _NOTHING)
        if there:
            shown = ", ".join(there[:3]) + (" …" if len(there) > 3 else "")
            raise CodingError(
                f"the folder is not empty: {shown}",
                where=str(folder),
                expected="a new or empty folder",
                hint="nothing was changed; name another folder",
            )


@contextmanager
def _all_or_nothing(folder: Path) -> Iterator[Path]:
    """
    Hand out a place to write in, and move what is in it to the folder when all went well.

    A new folder is made beside its place and renamed. In an empty one (it may be a mounted disk,
    or where the user's shell stands) its entries are renamed, the settings last: without them a
    folder is no study.
    """
    there = folder.is_dir()
    parent = folder if there else folder.resolve().parent
    parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(dir=parent, prefix=f".{folder.resolve().name}.", suffix=".part"))
    place = beside / folder.resolve().name  # mkdtemp makes folders private; groups share studies
    moved: list[Path] = []
    try:
        place.mkdir()
        yield place
        if there:
            for entry in sorted(place.iterdir(), key=lambda path: (path.name == FILE, path.name)):
                moved.append(entry.rename(folder / entry.name))  # noqa: PERF401  # taken back below
        else:
            place.rename(folder)
    except BaseException:
        for path in moved:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        raise
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _read(folder: Traversable, name: str) -> str:
    return folder.joinpath(*name.split("/")).read_text(encoding="utf-8")


def _notebooks() -> list[Traversable]:
    """The numbered notebooks, from the wheel or from the checkout this package runs in."""
    package = files("coding")
    homes = [package / "_study" / "notebooks"]
    if isinstance(package, Path) and (package.parents[1] / "pyproject.toml").is_file():
        homes.append(package.parents[1] / "notebooks")
    for home in homes:
        if home.is_dir():
            found = [one for one in home.iterdir() if one.name.endswith(".ipynb")]
            return sorted((one for one in found if one.name[0].isdigit()), key=lambda one: one.name)
    raise CodingError(
        "this installation has no notebooks to copy", hint="install grenswerk-coding again"
    )


def _surroundings(folder: Path) -> list[str]:
    """Warn of a repository around the folder: it would take the study in as a part of itself."""
    around = [parent for parent in folder.resolve().parents if (parent / ".git").exists()]
    if not around or (folder / ".git").exists():
        return []
    return [
        f"mind: it lies inside another git repository, {around[0]}",
        "  hint: move it out, or keep it there on purpose and run `coding guard install` in it",
    ]
