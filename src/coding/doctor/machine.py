"""Checks of the set-up, study or not: Python, packages, JupyterLab, room on the disk."""

from __future__ import annotations

import platform
import re
import shutil
import sys
from collections import defaultdict
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, distributions, metadata, requires
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path

from coding.doctor.finding import Finding, bad, listed, note, ok
from coding.files import read_text

__all__ = ["check_disk", "check_jupyter", "check_packages", "check_python"]

_DISTRIBUTION = "grenswerk-coding"
_LOCK = "requirements.lock"
_REINSTALL = "python bootstrap.py setup (or install the package again)"
_PIN = re.compile(
    r"^(?P<name>[A-Za-z0-9][\w.-]*)==(?P<version>[^\s;\\]+)\s*(?P<marker>;)?", re.MULTILINE
)
_NEED = re.compile(r"^(?P<name>[A-Za-z0-9][\w.-]*)(?P<bounds>[^;]*)(?:;(?P<marker>.*))?$")
_BOUND = re.compile(r"(>=|<)\s*([\d.]+)")
_TIGHT, _LITTLE = 200e6, 1e9  # bytes


def check_python() -> Iterator[Finding]:
    """Which Python on which platform, and whether the package is made for it."""
    here = platform.python_version()
    what = f"Python {here} on {platform.system()} {platform.machine()}"
    try:
        wanted = metadata(_DISTRIBUTION)["Requires-Python"] or ""
    except PackageNotFoundError:
        yield bad(f"{what}; {_DISTRIBUTION} is not installed, only on the path", _REINSTALL)
        return
    if _within(here, wanted):
        yield ok(f"{what}, {_DISTRIBUTION} {metadata(_DISTRIBUTION)['Version']}")
    else:
        yield bad(f"{what}; needed is {wanted}", "make a new environment with such a Python")


def check_packages(root: Path | None) -> Iterator[Finding]:
    """
    Installed versions against what the package needs, and against a lock where there is one.

    Outside its bounds a package is bad; another version than the lock's is a note, because then
    only the numbers are promised, not the bytes.
    """
    here = {_normal(found.name): found.version for found in distributions()}
    wrong = []
    for need in requires(_DISTRIBUTION) or ():
        match = _NEED.match(need)
        assert match is not None, need
        if match["marker"]:  # an extra: nobody needs it to code or to reproduce
            continue
        version = here.get(_normal(match["name"]))
        if version is None:
            wrong.append(f"{match['name']} is missing")
        elif not _within(version, match["bounds"]):
            wrong.append(f"{match['name']} {version} (needed: {match['bounds'].strip()})")
    if wrong:
        yield bad(f"packages: {listed(wrong)}", _REINSTALL)
    lock = _lock(root)
    if lock is not None:
        yield from _against_lock(lock, here)
    elif not wrong:
        yield ok("packages: all within the bounds of the package; there is no lock to compare with")


def _against_lock(lock: Path, here: dict[str, str]) -> Iterator[Finding]:
    """A universal lock can pin one package more than once: any of its versions will do."""
    pins: dict[str, set[str]] = defaultdict(set)
    optional = set()
    for match in _PIN.finditer(read_text(lock)):
        pins[_normal(match["name"])].add(match["version"])
        if match["marker"]:
            optional.add(_normal(match["name"]))
    differ = [
        f"{name} {here[name]} (lock: {' or '.join(sorted(pins[name]))})"
        for name in pins
        if name in here and here[name] not in pins[name]
    ]
    missing = [name for name in pins if name not in here and name not in optional]
    if differ:
        yield note(
            f"packages: {len(differ)} differ from {_LOCK}: {listed(differ)}",
            "same numbers, but not the same bytes are promised; python bootstrap.py setup",
        )
    if missing:
        yield note(f"packages: {len(missing)} of {_LOCK} not installed: {listed(missing)}")
    if not differ and not missing:
        yield ok(f"packages: all {len(pins)} as in {_LOCK}")


def _lock(root: Path | None) -> Path | None:
    """The lock of the study, else of the checkout this package runs in."""
    homes = [root] if root is not None else []
    package = files("coding")
    if isinstance(package, Path):
        homes.append(package.parents[1])
    found = (home / _LOCK for home in homes if (home / _LOCK).is_file())
    return next(found, None)


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _within(version: str, bounds: str) -> bool:
    """
    Whether a version lies in bounds of the two kinds this package writes (a test sees to that).

    Examples
    --------
    >>> _within("3.8.18", ">=3.8.7,<3.9"), _within("3.9", "<3.9"), _within("4.0rc1", ">=3,<4")
    (True, False, False)
    """
    mine = _number(version)
    return all(
        mine >= _number(bound) if sign == ">=" else mine < _number(bound)
        for sign, bound in _BOUND.findall(bounds)
    )


def _number(version: str) -> tuple[int, ...]:
    head = re.match(r"\d+(?:\.\d+)*", version)
    parts = [int(part) for part in head.group().split(".")] if head else []
    while parts and parts[-1] == 0:
        parts.pop()
    return tuple(parts)


def check_jupyter() -> Iterator[Finding]:
    """Whether JupyterLab is there, and notebooks would run in this very Python."""
    missing = [name for name in ("jupyterlab", "ipykernel", "nbclient") if find_spec(name) is None]
    if missing:
        yield bad(f"notebooks cannot run: {listed(missing)} missing", _REINSTALL)
        return
    program = _kernel_program()
    if Path(program).name == program or Path(program) == Path(sys.executable):
        yield ok("JupyterLab is there, and notebooks run in this Python")
    else:
        yield bad(
            f"notebooks would run in another Python: {program}",
            "a kernel of the name python3 was once installed for your user account; remove it:"
            " jupyter kernelspec remove python3",
        )


def _kernel_program() -> str:
    """The program that the kernel of every notebook here starts; a bare name means this Python."""
    import nbformat
    from nbclient import NotebookClient

    empty = nbformat.v4.new_notebook()  # type: ignore[no-untyped-call]  # nbformat has no types
    kernel = NotebookClient(empty, kernel_name="python3").create_kernel_manager().kernel_spec
    assert kernel is not None
    return str(kernel.argv[0])


def check_disk(folder: Path) -> Iterator[Finding]:
    """Whether there is room to write."""
    free = shutil.disk_usage(folder).free
    what = f"disk: {free / 1e9:.1f} GB free"
    if free < _TIGHT:
        yield bad(what, "make room before you code: a decision that cannot be written is refused")
    else:
        yield note(what, "make room soon") if free < _LITTLE else ok(what)
