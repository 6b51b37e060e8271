"""A study in a git repository, for tests of the guard."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest


class Folder:
    """A study in a git repository."""

    def __init__(self, top: Path, *, fictive: bool, inside: str = "") -> None:
        self.top = top
        self.root = top / inside
        self.git("init", "--quiet")
        self.write("study.toml", f'schema = 1\ntitle = "T"\nfictive = {str(fictive).lower()}\n')

    def git(self, *words: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Run git at the top."""
        return subprocess.run(
            ["git", *words], cwd=self.top, check=check, capture_output=True, text=True
        )

    def write(self, name: str, content: str | bytes = "inhoud\n") -> Path:
        """Write a file of the study."""
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def stage(self, name: str, content: str | bytes = "inhoud\n") -> None:
        """Write a file and force it into the next commit."""
        self.git("add", "--force", str(self.write(name, content)))

    def commit(self) -> subprocess.CompletedProcess[str]:
        """Try to commit what is staged."""
        return self.git("commit", "--quiet", "-m", "x", check=False)

    def commits(self) -> int:
        """How many commits there are."""
        return len(self.git("log", "--oneline", "--all", check=False).stdout.splitlines())


def forget_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Names to commit under, and no settings, hooks or index of whoever runs the tests."""
    for key in [key for key in os.environ if key.startswith("GIT_")]:
        monkeypatch.delenv(key)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    for who in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{who}_NAME", "T")
        monkeypatch.setenv(f"GIT_{who}_EMAIL", "t@example.org")
