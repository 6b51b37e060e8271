"""Checks of the folder a study lies in: who else writes there, and what git has of it."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

from coding.doctor.finding import Finding, bad, listed, note, ok
from coding.privacy.git import Repository, find_repository
from coding.privacy.guard import hook_stands, refusals
from coding.privacy.rules import PROTECTED

__all__ = ["check_git", "check_leftovers", "check_synced", "conflict_copy", "synced_by", "walk"]

_NOT_OURS = {"__pycache__", "node_modules", "site-packages"}
# how the folder is called, case ignored -> who syncs it
_SYNCED = (
    (re.compile(r"onedrive( ?-.*)?"), "OneDrive"),
    (re.compile(r"dropbox( ?[-(].*)?"), "Dropbox"),
    (re.compile(r"google ?drive( .*)?|googledrive-.*|my drive|mijn drive"), "Google Drive"),
    (re.compile(r"icloud ?drive|com~apple~clouddocs|mobile documents"), "iCloud"),
    (re.compile(r"nextcloud.*"), "Nextcloud"),
    (re.compile(r"owncloud.*"), "ownCloud"),
    (re.compile(r"surf ?drive.*"), "SURFdrive"),
    (re.compile(r"research ?drive.*"), "Research Drive"),
    (re.compile(r"box( sync)?|box-box"), "Box"),
    (re.compile(r"sync(thing)?"), "Syncthing"),
    (re.compile(r"(my )?pcloud( ?drive)?"), "pCloud"),
    (re.compile(r"proton ?drive.*"), "Proton Drive"),
    (re.compile(r"cloudstorage"), "a cloud service"),
)
# files and folders that sync programs leave in what they sync
_MARKS = (
    (".dropbox", "Dropbox"),
    (".dropbox.cache", "Dropbox"),
    (".tmp.drivedownload", "Google Drive"),
    (".tmp.driveupload", "Google Drive"),
    (".nextcloudsync.log", "Nextcloud"),
    (".owncloudsync.log", "ownCloud"),
    (".sync_*.db", "Nextcloud or ownCloud"),
    ("._sync_*.db", "Nextcloud or ownCloud"),
    (".stfolder", "Syncthing"),
)
_VARIABLES = ("OneDrive", "OneDriveCommercial", "OneDriveConsumer")  # set by OneDrive on Windows
_CONFLICT = re.compile(
    r" \(\d+\)$"  # browsers, Google Drive, Explorer
    r"|\(.*conflict.*\)$"  # Dropbox, Nextcloud
    r"|\.sync-conflict-\d"  # Syncthing
    r"|[-_]conflict[-_\d]*$"
    r"| - (copy|kopie)( \(\d+\))?$",  # people, with Explorer
    re.IGNORECASE,
)
_SECOND = re.compile(r" \d$")  # iCloud; a name people give too, so the first must be there


def synced_by(folder: Path) -> str | None:
    """
    Name the program that syncs a folder, by names and marks on the way up; None where none shows.

    Examples
    --------
    >>> synced_by(Path("OneDrive - Universiteit/studie"))
    'OneDrive'
    >>> synced_by(Path("boxing/studie"))
    """
    for place in (folder, *folder.parents):
        for pattern, who in _SYNCED:
            if pattern.fullmatch(place.name.casefold()):
                return who
        for mark, who in _MARKS:
            if next(place.glob(mark), None) is not None:
                return who
        if any(os.environ.get(name) == str(place) for name in _VARIABLES):
            return "OneDrive"
    return None


def check_synced(root: Path, *, real: bool) -> Iterator[Finding]:
    """Whether a program copies the study elsewhere while somebody works in it."""
    who = synced_by(root)
    if who is None:
        yield ok("folder: no sync program shows itself")
        return
    what = f"folder: it is synced by {who}"
    hint = "two computers can each make a version of one coding log; pause syncing while you code"
    if real:
        yield bad(what, f"{hint}, and ask your institution whether interviews may be there")
    else:
        yield note(what, hint)


def walk(root: Path) -> list[Path]:
    """Every file of a study, without hidden folders, environments and caches."""
    found = []
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(
            name
            for name in folders
            if name not in _NOT_OURS
            and not name.startswith(".")
            and not (Path(folder, name) / "pyvenv.cfg").exists()
        )
        found += [Path(folder, name) for name in sorted(names)]
    return found


def conflict_copy(path: Path) -> bool:
    """
    Whether a file is named as sync programs and people name a second version.

    Examples
    --------
    >>> names = ["A (1).jsonl", "A (Anna's conflicted copy 2026-01-02).jsonl", "A.jsonl"]
    >>> [conflict_copy(Path(name)) for name in names]
    [True, True, False]
    """
    first = path.with_stem(_SECOND.sub("", path.stem))
    return bool(_CONFLICT.search(path.stem)) or (first != path and first.exists())


def check_leftovers(root: Path, files: list[Path]) -> Iterator[Finding]:
    """Locks that are held, files half written, second versions of files."""
    held = [path for path in files if _is_lock(path) and _is_held(path)]
    if held:
        yield note(
            f"in use by another program: {listed(_names(held, root))}",
            "close it; if nothing is open (a network disk can keep a lock after a crash), delete"
            " the file",
        )
    parts = [path for path in files if path.name.startswith(".") and path.suffix == ".part"]
    if parts:
        yield note(
            f"half written, by a program that was stopped: {listed(_names(parts, root))}",
            "the file it was for is as it was before; delete these",
        )
    # second versions of logs are the business of `check_logs`; hidden files are locks and parts
    shown = (path for path in files if path.suffix != ".jsonl" and not path.name.startswith("."))
    copies = [path for path in shown if conflict_copy(path)]
    if copies:
        yield note(
            f"named like a second version of a file: {listed(_names(copies, root))}",
            "compare it with the first, keep one",
        )
    if not held and not parts and not copies:
        yield ok("leftovers: no lock held, nothing half written, no second versions")


def _names(paths: list[Path], root: Path) -> list[str]:
    return [path.relative_to(root).as_posix() for path in paths]


def _is_lock(path: Path) -> bool:
    return path.name.startswith(".") and path.suffix == ".lock"


def _is_held(path: Path) -> bool:
    """Try the lock: on most disks its file stays when nobody holds it, so that says nothing."""
    from filelock import FileLock, Timeout

    try:
        with FileLock(path, timeout=0):
            return False
    except Timeout:
        return True


def check_git(root: Path, *, real: bool) -> Iterator[Finding]:
    """Whether git ignores what it must, holds nothing it must not, and asks the guard."""
    repository = find_repository(root)
    if repository is None:
        yield note(
            "git: the study is not in a repository (or git is not installed)",
            "git init keeps every version of codebook and settings; then coding guard install",
        )
        return
    open_folders = _not_ignored(root, repository, real=real)
    if open_folders:
        yield bad(
            f"git: does not ignore {listed(open_folders, shown=9)}",
            "add a line to .gitignore for each, e.g. /corpus/texts/",
        )
    tracked = refusals(root, repository)
    for found in tracked[:3]:
        yield bad(f"git: has {found}")
    if tracked:
        yield note(
            f"git: {len(tracked)} files it should not have (coding guard check lists them)",
            "git rm --cached FILE takes one out from now on; the history keeps it, so what was"
            " pushed is published",
        )
    if not hook_stands(repository):
        where = "in this clone, the guard does not stand before commits"
        hint = "coding guard install"
        yield bad(f"git: {where}", hint) if real else note(f"git: {where}", hint)
    elif not open_folders and not tracked:
        yield ok("git: people's words are ignored and not tracked; the guard stands")


def _not_ignored(root: Path, repository: Repository, *, real: bool) -> list[str]:
    folders = ["corpus/literature/local", "outputs/local"]
    if real:
        folders += sorted(PROTECTED)
    inside = root.relative_to(repository.top).as_posix()
    probes = {f"{inside}/{folder}/a file": folder for folder in folders}
    given = "".join(f"{probe}\0" for probe in probes).encode()
    answer = repository.asks("check-ignore", "--no-index", "-z", "--stdin", given=given) or b""
    ignored = set(answer.decode().split("\0"))
    return [folder for probe, folder in probes.items() if probe not in ignored]
