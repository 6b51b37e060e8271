"""The hook that asks the guard before every commit of one clone."""

from __future__ import annotations

import os
import shlex
import sys
from pathlib import Path

from coding.errors import CodingError
from coding.files import write_whole
from coding.privacy.git import Repository, repository_of

__all__ = ["hook_stands", "install_hook"]

_HOOK = "pre-commit"
_CHAINED = f"{_HOOK}.chained"
_LEGACY = f"{_HOOK}.legacy"  # what the program pre-commit calls a hook it found
_CALL = "guard staged"
_MADE_BY = "# Written by `coding guard install`"
_SCRIPT = """\
#!/bin/sh
# Keeps people's words out of git.
{made_by}; run it again after moving the study or Python.
study={study}
python={python}
export PYTHONIOENCODING=utf-8

# the hook that stood here before, first: it may still change what is committed
before="$(dirname "$0")/{chained}"
if [ -x "$before" ]; then
    "$before" "$@" || exit $?
fi

stop() {{
    echo "coding guard: $1; nothing was committed" >&2
    echo "  hint: $2" >&2
    exit 1
}}
if [ ! -f "$study/study.toml" ]; then
    stop "there is no study in $study" "if it moved, run there: coding guard install"
fi
# -P: a folder of the study that is called coding must not be taken for the program; looked for is
# a coding with a guard, without loading it
there="import importlib.util as u, os, sys
found = u.find_spec('coding')
home = list(found.submodule_search_locations or ['']) if found else ['']
sys.exit(not os.path.isdir(os.path.join(home[0], 'privacy')))"
if "$python" -P -c "$there" 2>/dev/null; then
    "$python" -P -m coding --study "$study" {call}
elif coding --version 2>/dev/null | grep -q "^grenswerk-coding "; then
    coding --study "$study" {call}
else
    stop "the program is gone from $python" "install it again, then: coding guard install"
fi || stop "a file may not go in, or the check failed" \\
    "take it out: git restore --staged FILE (before the first commit: git rm --cached FILE)"
"""


def install_hook(root: Path) -> str:
    """
    Make git ask the guard before every commit, in this clone.

    A hook that stands there already is kept and runs first.

    Returns
    -------
    str
        What was done.

    Raises
    ------
    CodingError
        If the study is not in a git repository, or git takes hooks from a folder that is not the
        repository's own: that belongs to somebody, so the line to add there is in the message.
    """
    repository = repository_of(root)
    study = root.resolve().relative_to(repository.top).as_posix()
    if hook_stands(repository) and not _is_ours(repository.hooks() / _HOOK):
        return f"the guard stands already, by way of {repository.hooks() / _HOOK}"
    if not repository.has_own_hooks():
        call = shlex.join([_python(), "-P", "-m", "coding", "--study", study, *_CALL.split()])
        raise CodingError(
            f"git takes its hooks from {repository.hooks()} (core.hooksPath), which is not ours",
            where=str(repository.top),
            hint=f"add this line to {_HOOK} there: {call} || exit 1",
        )
    hook = repository.hooks() / _HOOK
    done = "renewed" if _is_ours(hook) else "installed"
    if hook.exists() and not _is_ours(hook):
        kept = hook.with_name(_CHAINED)
        if kept.exists():
            raise CodingError(
                f"there is a hook {_HOOK} and a {_CHAINED}, neither ours",
                where=str(hook.parent),
                hint="join them into one file, then run this again",
            )
        hook.rename(kept)
        done = f"installed before every commit, after your own hook (now {_CHAINED})"
    script = _SCRIPT.format(
        made_by=_MADE_BY,
        study=shlex.quote(study),
        python=shlex.quote(_python()),
        chained=_CHAINED,
        call=_CALL,
    )
    write_whole(hook, script.encode("utf-8"))
    hook.chmod(hook.stat().st_mode | 0o111)
    return f"guard {done}: {hook}"


def _python() -> str:
    """The interpreter this runs under, as a shell on any platform can call it."""
    return Path(sys.executable).as_posix()


def _is_ours(hook: Path) -> bool:
    return hook.is_file() and _MADE_BY in hook.read_text(encoding="utf-8", errors="replace")


def hook_stands(repository: Repository) -> bool:
    """Whether git asks the guard before a commit, by our hook or by a line in another's."""
    hook = repository.hooks() / _HOOK
    if not hook.is_file() or not os.access(hook, os.X_OK):
        return False
    called = (file for file in (hook, hook.with_name(_LEGACY)) if file.is_file())
    return any(_CALL in file.read_text(encoding="utf-8", errors="replace") for file in called)
