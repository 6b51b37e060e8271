"""
`coding doctor`: on one screen, what is wrong with a set-up or a study, and what to do about it.

Every check is a function that yields findings; one that stumbles does not stop the others. Nothing
is changed or mended.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from coding.doctor.contents import (
    check_codebook,
    check_corpus,
    check_logs,
    check_orphans,
    check_settings,
)
from coding.doctor.finding import Finding, bad, looked, note
from coding.doctor.folder import check_git, check_leftovers, check_synced, walk
from coding.doctor.machine import check_disk, check_jupyter, check_packages, check_python
from coding.settings import FILE
from coding.study import Study, find_root

__all__ = ["Finding", "examine"]

Check = tuple[str, Callable[[], Iterable[Finding]]]


def examine(start: str | None = None) -> list[Finding]:
    """
    Look at the set-up, and at the study a folder lies in, if it lies in one.

    Parameters
    ----------
    start : str, optional
        A folder that must be (in) a study; otherwise the working folder, which need not be.

    Returns
    -------
    list of Finding
        In the order of the checks; `coding doctor` ends with exit code 1 where one is bad.
    """
    here = (Path.cwd() if start is None else Path(start)).resolve()
    root = find_root(here)
    checks: list[Check] = [
        ("Python", check_python),
        ("packages", lambda: check_packages(root)),
        ("JupyterLab", check_jupyter),
    ]
    found = [one for name, check in checks for one in looked(check, what=name)]
    if root is not None:
        found += [*_examine_study(root)]
    elif start is None:
        found.append(note("study: there is none in this folder", "coding init DIR makes one"))
    else:
        found.append(bad(f"study: there is none in {here}", "coding init DIR makes one"))
    nearest = next(one for one in (here, *here.parents) if one.is_dir())
    return [*found, *looked(lambda: check_disk(nearest), what="the disk")]


def _examine_study(root: Path) -> Iterator[Finding]:
    opened: list[Study] = []

    def open_it() -> Iterator[Finding]:
        opened.append(Study(root))
        yield from check_settings(opened[0])

    yield from looked(open_it, what=FILE)
    # settings that cannot be read do not make a study fictive
    real = not (opened and opened[0].settings.fictive)
    checks: list[Check] = []
    if opened:
        study = opened[0]
        checks += [
            ("the codebook", lambda: check_codebook(study)),
            ("the corpus", lambda: check_corpus(study)),
            ("the files of the corpus", lambda: check_orphans(study)),
            ("the codings", lambda: check_logs(study)),
        ]
    checks += [
        ("the folder", lambda: check_synced(root, real=real)),
        ("the folder", lambda: check_leftovers(root, walk(root))),
        ("git", lambda: check_git(root, real=real)),
    ]
    for name, check in checks:
        yield from looked(check, what=name)
