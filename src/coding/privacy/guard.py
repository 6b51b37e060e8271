"""
The git guard: says which files a study may not commit, and stands before every commit as a hook.

What it cannot do is in docs/privacy.md: `git commit --no-verify` passes it, a clone does not bring
it along, and what was committed before stays in the history.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path, PurePosixPath

from coding.errors import CodingError
from coding.privacy.git import Entry, Repository, repository_of
from coding.privacy.hook import hook_stands, install_hook
from coding.privacy.residue import Watch, watch_for
from coding.privacy.rules import Candidate, reason_against
from coding.settings import FILE
from coding.study import Study

__all__ = [
    "Refusal",
    "check_history",
    "check_staged",
    "check_tracked",
    "hook_stands",
    "install_hook",
    "notices",
    "refusals",
]


@dataclass(frozen=True, slots=True)
class Refusal:
    """A file that git may not have, and why; never a word of what it holds."""

    path: str
    reason: str

    def __str__(self) -> str:
        """Write it as one line, whatever bytes the name is made of."""
        name = "".join(c if c.isprintable() else ascii(c)[1:-1] for c in self.path)
        return f"{name}: {self.reason}"


def check_staged(root: Path) -> list[str]:
    """
    Say what of the next commit may not go in.

    Looked at is the content that would be committed, not the file in the folder.

    Parameters
    ----------
    root : Path
        A study's folder; every study in the same repository is looked at.

    Returns
    -------
    list of str
        `path: reason`, sorted; empty where all is well.

    Raises
    ------
    CodingError
        If the study is not in a git repository.
    """
    repository = repository_of(root)
    return [str(found) for found in refusals(root, repository, only=repository.staged())]


def check_tracked(root: Path) -> list[str]:
    """
    Say which files that git has it should not have; the history before them is not looked at.

    Parameters
    ----------
    root : Path
        A study's folder; every study in the same repository is looked at.

    Returns
    -------
    list of str
        `path: reason`, sorted; empty where all is well.

    Raises
    ------
    CodingError
        If the study is not in a git repository.
    """
    return [str(found) for found in refusals(root, repository_of(root))]


def check_history(root: Path) -> list[str]:
    """
    Say what any commit of any branch ever held that it should not have, and in which messages.

    Returns
    -------
    list of str
        `path: reason (blob …)`; `git log --all --find-object=BLOB` names the commits.

    Raises
    ------
    CodingError
        If the study is not in a git repository.
    """
    repository = repository_of(root)
    studies = _Studies(repository, repository.tracked(), root)
    entries = repository.history()
    paths: dict[str, list[str]] = {}
    for entry in entries:
        paths.setdefault(entry.blob, []).append(entry.path)
    found = []
    for blob, data in repository.contents(paths):
        for path in paths[blob]:
            found += [
                f"{refusal} (blob {blob[:12]})"
                for refusal in _against(studies, path, lambda data=data: data)  # type: ignore[misc]
            ]
    watch = studies.watch(studies.own)
    for commit, message in repository.messages():
        reason = watch.in_text(message) if watch is not None else None
        if reason:
            found.append(f"commit {commit}, its message or names: {reason}")
    return sorted(found)


def notices(root: Path) -> list[str]:
    """What the guard could not look for in a study, e.g. names without a key."""
    repository = repository_of(root)
    studies = _Studies(repository, repository.tracked(), root)
    studies.watch(studies.own)
    return studies.notices


def refusals(
    root: Path, repository: Repository, *, only: Iterable[str] | None = None
) -> list[Refusal]:
    """
    Hold the files git has (or `only` some) against the rules.

    Parameters
    ----------
    root : Path
        The study whose kind counts for files that lie in no study.
    repository : Repository
    only : iterable of str, optional
        Paths relative to the top of the repository.
    """
    index = repository.tracked()
    studies = _Studies(repository, index, root)
    found = []
    for path in sorted(index if only is None else set(only) & set(index)):
        found += _against(studies, path, cache(partial(repository.content, index[path])))
    return found


def _against(studies: _Studies, path: str, read: Callable[[], bytes]) -> list[Refusal]:
    """What is wrong with one file: by its kind, or else by what stands in it."""
    folder, real = studies.of(path)
    inside = PurePosixPath(path).relative_to(folder).as_posix()
    if reason := reason_against(Candidate(inside, real, read)):
        return [Refusal(studies.unnamed(folder, path), reason)]
    watch = studies.watch(folder)
    if watch is None:
        return []
    return [Refusal(str(found.path), found.reason) for found in watch.all(path, read())]


class _Studies:
    """Which study a file of the repository belongs to, and whether that one is real."""

    def __init__(self, repository: Repository, index: dict[str, Entry], root: Path) -> None:
        self.repository = repository
        self.index = index
        self.known: dict[PurePosixPath, bool | None] = {}
        self.watches: dict[PurePosixPath, Watch | None] = {}
        self.notices: list[str] = []
        own = PurePosixPath(root.resolve().relative_to(repository.top).as_posix())
        self.own = own
        self.elsewhere = self._real(own) is not False

    def of(self, path: str) -> tuple[PurePosixPath, bool]:
        """The folder of the study a file lies in (the top, if none), and whether it is real."""
        for folder in PurePosixPath(path).parents:
            real = self._real(folder)
            if real is not None:
                return folder, real
        return PurePosixPath(), self.elsewhere

    def watch(self, folder: PurePosixPath) -> Watch | None:
        """What must not be found in the files of a study; those in none are looked at with ours."""
        if folder not in self.watches:
            self.watches[folder] = self._make_watch(folder)
        return self.watches[folder]

    def unnamed(self, folder: PurePosixPath, path: str) -> str:
        """A path without the names in it."""
        watch = self.watch(folder)
        return path if watch is None or watch.names is None else watch.names(path)

    def _make_watch(self, folder: PurePosixPath) -> Watch | None:
        place = folder if self._real(folder) is not None else self.own
        if place != folder:
            return self.watch(place)
        real = self._real(place) is not False
        inside = f"{place.as_posix()}/" if place.parts else ""
        try:
            study = Study(self.repository.top / place)
            watch, notices = watch_for(
                study, held=lambda path: not real and f"{inside}{path}" in self.index
            )
        except CodingError as error:
            self.notices.append(
                f"the texts could not be read, so words were not looked for: {error}"
            )
            return None
        self.notices += notices
        return watch

    def _real(self, folder: PurePosixPath) -> bool | None:
        if folder not in self.known:
            versions = list(self._settings(folder / FILE))
            self.known[folder] = not all(map(_says_fictive, versions)) if versions else None
        return self.known[folder]

    def _settings(self, path: PurePosixPath) -> Iterable[bytes]:
        """What git and what the folder have: a study is fictive only where both say so."""
        entry = self.index.get(path.as_posix())
        if entry is not None:
            yield self.repository.content(entry)
        file = self.repository.top / path
        if file.is_file():
            yield file.read_bytes()


def _says_fictive(settings: bytes) -> bool:
    """Whether settings say `fictive = true`; what cannot be read says nothing."""
    try:
        return tomllib.loads(settings.decode("utf-8-sig")).get("fictive") is True
    except (UnicodeDecodeError, tomllib.TOMLDecodeError):
        return False
