#!/usr/bin/env python3
"""
Set this project up and run it, on a machine that has Python and nothing else.

    python3 bootstrap.py report      (Windows: py bootstrap.py report)

Everything is installed into the folder .venv next to this file; nothing outside it changes.
The packages and their hashes are in requirements.lock; pip downloads them from the package
index it is configured for. A second run installs nothing unless the lock changed.

Exit codes: 0 fine; 1 a step said no (a test failed, an output differs); 2 the set-up is not
possible here, with the reason; 130 interrupted. `report`, `verify` and `lab` pass on the exit
code of the command they start.
"""

# Python 3.7 syntax and the standard library only: an old Python must get as far as the message
# that says which one is needed.
from __future__ import annotations

import argparse
import hashlib
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
VENV_MIN = ROOT / ".venv-min"
LOCK = ROOT / "requirements.lock"
PROJECT = ROOT / "pyproject.toml"
NOTEBOOKS = ROOT / "notebooks"
SANITIZE = ROOT / "tests" / "notebooks" / "sanitize.cfg"

OLDEST, NEWEST = (3, 11), (3, 14)  # as requires-python in pyproject.toml; a test compares
CACHES = (".mypy_cache", ".pytest_cache", ".ruff_cache", ".hypothesis")


class SetUpError(Exception):
    """The set-up cannot work here; the message says why and what to do."""


# ---------------------------------------------------------------- what is here


def say(text: str = "") -> None:
    """Print at once, so that lines stay in order with those of the programs started."""
    print(text, flush=True)


def in_venv(venv: Path, program: str) -> Path:
    """Path of a program installed in a virtual environment."""
    if os.name == "nt":
        return venv / "Scripts" / (program + ".exe")
    return venv / "bin" / program


def clean_environment(**extra: str) -> dict[str, str]:
    """Environment for child processes, without what would let other packages leak in."""
    unwanted = {"PYTHONPATH", "PYTHONHOME", "PIP_TARGET", "PIP_PREFIX", "VIRTUAL_ENV"}
    kept = {name: value for name, value in os.environ.items() if name not in unwanted}
    kept.update(PYTHONNOUSERSITE="1", PIP_USER="0", PIP_DISABLE_PIP_VERSION_CHECK="1")
    kept.update(extra)
    return kept


def check_python() -> None:
    """Refuse a Python the lock has no packages for, and name one that would do."""
    minor = sys.version_info[1]
    if not OLDEST <= sys.version_info[:2] <= NEWEST:
        names = [f"python3.{number}" for number in range(NEWEST[1], OLDEST[1] - 1, -1)]
        found = [name for name in names if shutil.which(name)]
        advice = "install one and start this script with it (Windows: py -3.13 bootstrap.py ...)"
        if found:
            advice = f"this machine has one: {found[0]} bootstrap.py ..."
        raise SetUpError(
            f"this is Python {sys.version_info[0]}.{minor}; needed is "
            f"{OLDEST[0]}.{OLDEST[1]} to {NEWEST[0]}.{NEWEST[1]}\n  hint: {advice}"
        )
    missing = [name for name in ("venv", "ensurepip") if importlib.util.find_spec(name) is None]
    if missing:
        raise SetUpError(
            f"this Python lacks its module {' and '.join(missing)}\n"
            f"  hint: on Debian or Ubuntu: sudo apt install python3.{minor}-venv"
        )


def fingerprint(*files: Path) -> str:
    """Hash of what an installation depends on: the files and the Python."""
    digest = hashlib.sha256(repr((sys.version, sys.platform, str(ROOT))).encode())
    for file in files:
        digest.update(file.read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()


# ---------------------------------------------------------------- installing


def read_stamp() -> dict[str, str] | None:
    """Read what this script last installed into .venv; None where it made no .venv."""
    stamp = VENV / "bootstrap.json"
    try:
        return dict(json.loads(stamp.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None
    except ValueError:
        return {}


def write_stamp(**state: str) -> None:
    """Note what was installed; written last, so an interrupted run starts again."""
    (VENV / "bootstrap.json").write_text(json.dumps(state) + "\n", encoding="utf-8")


def setup() -> int:
    """Make .venv hold the lock and this project; do nothing where it does already."""
    check_python()
    packages, project = fingerprint(LOCK), fingerprint(LOCK, PROJECT)
    stamp = read_stamp()
    python = in_venv(VENV, "python")
    started = time.monotonic()
    if stamp is None or stamp.get("packages") != packages or not python.exists():
        # an environment this script did not make is added to, never wiped
        make_venv(VENV, clear=stamp is not None)
        write_stamp(packages="unfinished")
        install_lock(python)
        write_stamp(packages=packages)
        stamp = {}
    if stamp.get("project") != project:
        install_project(python)
        write_stamp(packages=packages, project=project)
        say(f"set up in {time.monotonic() - started:.0f} s")
    return 0


def make_venv(venv: Path, *, clear: bool) -> None:
    """Create a virtual environment with the Python this script runs under."""
    say(f"{'rebuilding' if clear else 'making'} {venv.name}")
    command = [sys.executable, "-m", "venv"] + (["--clear"] if clear else []) + [str(venv)]
    done = subprocess.run(
        command, env=clean_environment(), capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SetUpError(
            f"could not make {venv}\n{(done.stdout + done.stderr).strip()}\n"
            "  hint: close what runs from it (JupyterLab), or run `python bootstrap.py clean`"
        )


def install_lock(python: Path) -> None:
    """Install requirements.lock, hashes checked, and show what is downloaded."""
    pins = len(re.findall(r"^[\w.-]+==", LOCK.read_text(encoding="utf-8"), flags=re.MULTILINE))
    say(f"installing at most {pins} packages from requirements.lock, hashes checked")
    # wheels only: a package without one for this machine should say so, not call a compiler
    options = ["--require-hashes", "--only-binary", ":all:", "--no-input"]
    command = [str(python), "-m", "pip", "install", *options, "-r", str(LOCK)]
    meter = DownloadMeter()
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env=clean_environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
    )
    assert process.stdout is not None
    lines = []
    for line in process.stdout:
        lines.append(line)
        meter.read(line)
    if process.wait():
        tail = "".join(lines[-15:]).rstrip()
        raise SetUpError(f"pip could not install the lock:\n{tail}\n{hint_for(tail)}")
    meter.close()


def hint_for(output: str) -> str:
    """Turn what pip says last into what a person can do."""
    if "HASHES" in output or "hash" in output.lower():
        return "  hint: a download differs from the lock; run again, or ask whoever runs your index"
    if "No matching distribution" in output or "Could not find a version" in output:
        return (
            "  hint: either the package index cannot be reached, or it has no ready-made package\n"
            "  for this Python and machine; 64-bit Python 3.13 has the widest choice"
        )
    if os.name == "nt" and ("Errno 2" in output or "WinError" in output):
        return "  hint: move the folder to a short path such as C:\\coding, and close JupyterLab"
    if "No space left" in output:
        return "  hint: the disk is full; the installation needs about 2 GB"
    return "  hint: check the network and run the same command again; what is in is kept"


class DownloadMeter:
    """Reads pip's lines and shows how many packages came in, how big, and how many were cached."""

    LINE = re.compile(r"\s*(Downloading|Using cached) (\S+)(?: \(([\d.]+) ([kMG]?)B\))?")
    PER_MEGABYTE = (("k", 1e-3), ("M", 1.0), ("G", 1e3))

    def __init__(self) -> None:
        self.downloaded = self.cached = 0
        self.megabytes = 0.0
        self.on_screen = sys.stdout.isatty()
        self.started = time.monotonic()

    def read(self, line: str) -> None:
        """Take one line of pip's output."""
        if line.startswith("Installing collected packages"):
            self.show(f"unpacking into {VENV.name} (a minute or so)", keep=True)
            return
        match = self.LINE.match(line)
        if not match or match.group(2).endswith(".metadata"):
            return
        verb, file, number, unit = match.groups()
        size = float(number or 0) * dict(self.PER_MEGABYTE).get(unit, 1e-6)
        if verb == "Downloading":
            self.downloaded += 1
            self.megabytes += size
        else:
            self.cached += 1
        name = "-".join(file.rsplit("/", 1)[-1].split("-")[:2])
        self.show(f"{name} ({size:.1f} MB)", keep=size >= 5)

    def show(self, what: str, *, keep: bool) -> None:
        """Overwrite one line on a screen; in a log, keep only what is worth a line."""
        text = f"  {self.downloaded + self.cached:3d} packages {self.megabytes:4.0f} MB  {what}"
        if self.on_screen:
            width = shutil.get_terminal_size().columns - 1
            print("\r" + text[:width].ljust(width), end="", flush=True)
        elif keep:
            say(text)

    def close(self) -> None:
        """Sum up."""
        if self.on_screen:
            say()
        say(
            f"downloaded {self.downloaded} packages, {self.megabytes:.0f} MB; "
            f"{self.cached} were in pip's cache; {time.monotonic() - self.started:.0f} s"
        )


def install_project(python: Path) -> None:
    """Install this folder into .venv in editable form; its needs are there already."""
    say(f"installing this project into {python.parents[1].name}")
    options = ["--quiet", "--no-deps", "--no-build-isolation", "--no-input"]
    command = [str(python), "-m", "pip", "install", *options, "-e", str(ROOT)]
    if subprocess.call(command, cwd=str(ROOT), env=clean_environment()):
        raise SetUpError("pip could not install the project itself; its message is above")


# ---------------------------------------------------------------- running


def run(command: list[str], **variables: str) -> int:
    """Run a program of the environment in the project's folder; its exit code."""
    try:
        return subprocess.call(command, cwd=str(ROOT), env=clean_environment(**variables))
    except FileNotFoundError:
        raise SetUpError(
            f"{Path(command[0]).name} is not in the environment\n"
            "  hint: python bootstrap.py clean, then again"
        ) from None


def run_steps(steps: list[tuple[str, list[str], dict[str, str]]]) -> int:
    """Run each step whatever the others say; 1 if any failed. Ends with one line a step."""
    results = []
    for name, command, variables in steps:
        say(f"\n== {name}")
        started = time.monotonic()
        code = run(command, **variables)
        results.append((name, code, time.monotonic() - started))
    say()
    for name, code, seconds in results:
        verdict = "passed" if code == 0 else f"FAILED (exit {code})"
        say(f"{name:22} {verdict:18} {seconds:5.0f} s")
    return int(any(code for _, code, _ in results))


def coding(*arguments: str) -> int:
    """Set up, then run the `coding` command of the environment."""
    setup()
    return run([str(in_venv(VENV, "coding")), *arguments])


def pytest(*options: str, venv: Path = VENV) -> list[str]:
    """Command line of pytest in an environment."""
    return [str(in_venv(venv, "python")), "-m", "pytest", *options]


def notebook_test(outputs: str) -> list[tuple[str, list[str], dict[str, str]]]:
    """Build the step that runs every notebook under nbval, writing its outputs elsewhere."""
    notebooks = [str(path.relative_to(ROOT)) for path in sorted(NOTEBOOKS.glob("*.ipynb"))]
    if not notebooks:
        say("no notebooks to run")
        return []
    options = ["--nbval-lax", "--nbval-current-env", "--nbval-cell-timeout", "300"]
    options += ["--nbval-sanitize-with", str(SANITIZE), "-p", "no:cacheprovider"]
    return [("notebooks (nbval)", pytest(*options, *notebooks), {"CODING_OUTPUTS": outputs})]


def test(*, slow: bool) -> int:
    """Lint, types, unit tests and doctests, notebooks; all of them, then one verdict."""
    setup()
    python = str(in_venv(VENV, "python"))
    steps: list[tuple[str, list[str], dict[str, str]]] = [
        ("ruff check", [python, "-m", "ruff", "check", "."], {}),
        ("ruff format", [python, "-m", "ruff", "format", "--check", "."], {}),
        ("mypy --strict", [python, "-m", "mypy"], {}),
        ("unit tests", pytest(*(["--slow"] if slow else [])), {}),
    ]
    with tempfile.TemporaryDirectory() as outputs:
        return run_steps(steps + notebook_test(outputs))


def test_browser() -> int:
    """Tests in a real browser, where there are any."""
    if not (ROOT / "tests" / "browser").is_dir():
        say("there are no browser tests")
        return 0
    setup()
    return run(pytest("--browser", str(ROOT / "tests" / "browser")))


def test_minimal() -> int:
    """Run the fast tests with the lowest versions pyproject.toml allows, in .venv-min."""
    setup()
    make_venv(VENV_MIN, clear=VENV_MIN.exists())
    python = str(in_venv(VENV_MIN, "python"))
    uv = [str(in_venv(VENV, "python")), "-m", "uv", "pip"]
    everything, lowest = VENV_MIN / "all.txt", VENV_MIN / "lowest.txt"
    compiled = [*uv, "compile", "--quiet", "--python", python, "--no-header", "--no-annotate"]
    compiled += ["--resolution", "lowest-direct", "-o", str(everything), str(PROJECT)]
    if run(compiled):
        raise SetUpError("the lowest versions in pyproject.toml do not fit together")
    direct = direct_names()
    pins = everything.read_text(encoding="utf-8").splitlines()
    chosen = [pin for pin in pins if normal(pin.split("==")[0]) in direct]
    lowest.write_text("\n".join(chosen) + "\n", encoding="utf-8")
    say("lowest direct versions: " + ", ".join(chosen))
    install = [*uv, "install", "--quiet", "--python", python]
    # test tools as new as they come: only what the package itself needs is on trial
    needs = ["-r", str(PROJECT), "--extra", "test", "--extra", "build", "-c", str(lowest)]
    project = ["--no-deps", "--no-build-isolation", "-e", str(ROOT)]
    if run([*install, *needs]) or run([*install, *project]):
        raise SetUpError("the lowest versions could not be installed; the message is above")
    # old releases warn about newer neighbours; behaviour is on trial here, not warnings
    return run_steps([("minimal versions", pytest("-W", "default", venv=VENV_MIN), {})])


def direct_names() -> set[str]:
    """Names of the packages pyproject.toml asks for itself, as the index spells them."""
    import tomllib  # here, because an old Python has none and must get to its message

    needs = tomllib.loads(PROJECT.read_text(encoding="utf-8"))["project"]["dependencies"]
    return {normal(re.split(r"[^\w.-]", need)[0]) for need in needs}


def normal(name: str) -> str:
    """Name of a distribution in the form the index compares."""
    return re.sub(r"[-_.]+", "-", name).lower()


def lock(options: list[str]) -> int:
    """Renew requirements.lock from pyproject.toml; pins that still fit stay, but for --upgrade."""
    setup()
    command = [str(in_venv(VENV, "python")), "-m", "uv", "pip", "compile"]
    command += ["--universal", "--generate-hashes", "--no-emit-index-url"]
    command += ["--python-version", f"{OLDEST[0]}.{OLDEST[1]}"]
    command += ["--extra", "test", "--extra", "build"]
    command += ["--custom-compile-command", "python bootstrap.py lock", "--quiet"]
    return run([*command, *options, "-o", LOCK.name, PROJECT.name])


def lab(arguments: list[str]) -> int:
    """Set up, then open the study in JupyterLab."""
    return coding("lab", *arguments)


def clean() -> int:
    """Remove .venv, .venv-min and caches; never a text or an output."""
    for folder in (VENV, VENV_MIN, *(ROOT / name for name in CACHES)):
        if folder.exists():
            shutil.rmtree(folder)
            say(f"removed {folder.name}")
    return 0


VERBS: dict[str, tuple[Callable[..., int], str]] = {
    "setup": (setup, "make or update .venv"),
    "report": (partial(coding, "reproduce"), "set up, then make every table and figure"),
    "test": (partial(test, slow=False), "lint, types, unit tests, notebooks"),
    "test-full": (partial(test, slow=True), "the same with the slow tests"),
    "test-min": (test_minimal, "fast tests with the lowest versions allowed"),
    "test-browser": (test_browser, "tests in a real browser, where there are any"),
    "verify": (partial(coding, "verify"), "rebuild elsewhere, compare with what is committed"),
    "lab": (lab, "open the study in JupyterLab (--no-browser: only say where)"),
    "lock": (lock, "renew requirements.lock (--upgrade: with the newest versions)"),
    "clean": (clean, "remove .venv, .venv-min and caches"),
}


def main(arguments: list[str]) -> int:
    """Run one verb; return its exit code."""
    parser = argparse.ArgumentParser(
        description="Set this project up in .venv and run it.",
        epilog="\n".join(f"  {name:13} {does}" for name, (_, does) in VERBS.items()),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("verb", choices=VERBS, metavar="VERB", help="what to do, see below")
    options, rest = parser.parse_known_args(arguments)
    if rest and not (options.verb == "lab" or (options.verb == "lock" and rest == ["--upgrade"])):
        parser.error(f"{options.verb} takes no {' '.join(rest)}")
    action, _ = VERBS[options.verb]
    try:
        return action(rest) if options.verb in {"lab", "lock"} else action()
    except SetUpError as problem:
        print(f"bootstrap.py: {problem}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
