"""Asking git, always from the top of the work tree and about the index a commit is made from."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from coding.errors import CodingError

__all__ = ["Entry", "Repository", "find_repository", "repository_of"]

# a hook inherits these; they hold for the folder the hook was started in, not for ours
_INHERITED = ("GIT_DIR", "GIT_WORK_TREE", "GIT_PREFIX", "GIT_COMMON_DIR")
_INDEX = "GIT_INDEX_FILE"
_SUBMODULE = "160000"


@dataclass(frozen=True, slots=True)
class Entry:
    """
    One file as the index has it.

    Attributes
    ----------
    path : str
        Relative to the top of the work tree, with `/`.
    blob : str
        Id of the content that would be (or is) committed.
    """

    path: str
    blob: str


@dataclass(frozen=True, slots=True)
class Repository:
    """
    A git work tree.

    Attributes
    ----------
    top : Path
        Its top folder.
    """

    top: Path
    _environment: dict[str, str] = field(repr=False)

    def run(self, *words: str) -> bytes:
        """
        Run git and hand back what it prints.

        Raises
        ------
        CodingError
            If git refuses, with what it says.
        """
        done = _git(self.top, self._environment, *words)
        if done.returncode:
            raise CodingError(
                f"git {words[0]} failed: {_said(done)}", where=str(self.top), hint="see git status"
            )
        return done.stdout

    def asks(self, *words: str, given: bytes = b"") -> bytes | None:
        """Run git; what it prints, or None where it answers no (any exit code but 0)."""
        done = _git(self.top, self._environment, *words, given=given)
        return done.stdout if done.returncode == 0 else None

    def tracked(self) -> dict[str, Entry]:
        """Every file of the index by its path; other repositories inside this one are left out."""
        found = {}
        for line in self.run("ls-files", "--stage", "-z").split(b"\0")[:-1]:
            head, _, name = line.partition(b"\t")
            mode, blob, _ = head.decode("ascii").split(" ")
            if mode != _SUBMODULE:
                path = os.fsdecode(name)
                found[path] = Entry(path, blob)
        return found

    def staged(self) -> list[str]:
        """Paths the next commit would add, change or take out."""
        options = ("--cached", "--name-only", "-z", "--no-renames", "--no-ext-diff")
        listed = self.run("diff", *options, "--no-relative")
        return [os.fsdecode(name) for name in listed.split(b"\0")[:-1]]

    def content(self, entry: Entry) -> bytes:
        """The content the index has of a file; the work tree may hold another."""
        return self.run("cat-file", "blob", entry.blob)

    def contents(self, blobs: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """Many contents by one program; what is no file content is left out."""
        names = list(dict.fromkeys(blobs))
        given = "".join(f"{name}\n" for name in names).encode()
        data = self.asks("cat-file", "--batch", given=given) or b""
        position = 0
        for name in names:
            head, _, _ = data[position:].partition(b"\n")
            position += len(head) + 1
            words = head.decode("ascii", "replace").split()
            if len(words) != 3:
                continue
            size = int(words[2])
            if words[1] == "blob":
                yield name, data[position : position + size]
            position += size + 1

    def history(self) -> list[Entry]:
        """Every content any commit of any branch ever had, with a path it had."""
        found = []
        for line in self.run("rev-list", "--objects", "--all").split(b"\n"):
            blob, _, name = line.partition(b" ")
            if name:
                found.append(Entry(os.fsdecode(name), blob.decode("ascii")))
        return found

    def messages(self) -> list[tuple[str, str]]:
        """Short id and message of every commit of every branch."""
        listed = self.run("log", "--all", "-z", "--format=%h%n%an%n%cn%n%B").split(b"\0")
        texts = (one.decode("utf-8", "replace").strip() for one in listed)
        return [(text.split("\n", 1)[0], text.partition("\n")[2]) for text in texts if text]

    def hooks(self) -> Path:
        """The folder git takes hooks from."""
        return self._place("--git-path", "hooks")

    def has_own_hooks(self) -> bool:
        """Whether that is the repository's own folder; `core.hooksPath` can name any other."""
        return self.hooks().resolve() == (self._place("--git-common-dir") / "hooks").resolve()

    def _place(self, *words: str) -> Path:
        return self.top / os.fsdecode(self.run("rev-parse", *words).rstrip(b"\r\n"))


def find_repository(folder: Path) -> Repository | None:
    """
    Find the work tree a folder lies in; None where there is none, or no git.

    Raises
    ------
    CodingError
        If there is a repository that git refuses to open.
    """
    environment = {key: value for key, value in os.environ.items() if key not in _INHERITED}
    environment["LC_ALL"] = "C"
    index = environment.pop(_INDEX, None)
    try:
        done = _git(folder, environment, "rev-parse", "--show-toplevel")
    except FileNotFoundError:
        return None
    if done.returncode:
        said = _said(done)
        if "not a git repository" in said or "must be run in a work tree" in said:
            return None
        raise CodingError(f"git will not open this folder: {said}", where=str(folder))
    if index is not None:
        # `git commit FILE` hands the hook an index of its own; it is named relative to the top
        environment[_INDEX] = str(Path(index).absolute())
    return Repository(Path(os.fsdecode(done.stdout.rstrip(b"\r\n"))).resolve(), environment)


def repository_of(root: Path) -> Repository:
    """
    Find the work tree a study lies in.

    Raises
    ------
    CodingError
        If there is none.
    """
    repository = find_repository(root)
    if repository is None:
        raise CodingError(
            "the study is not in a git repository (or git is not installed)",
            where=str(root),
            hint="`git init` there makes one",
        )
    return repository


def _git(
    folder: Path, environment: dict[str, str], *words: str, given: bytes = b""
) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(  # noqa: S603  # fixed words and paths, no shell
        ["git", *words],  # noqa: S607  # the git a user's own commands run
        cwd=folder,
        env=environment,
        input=given,
        capture_output=True,
        check=False,
    )


def _said(done: subprocess.CompletedProcess[bytes]) -> str:
    return done.stderr.decode("utf-8", "replace").strip().split("\n", 1)[0]
