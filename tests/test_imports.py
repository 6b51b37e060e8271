"""Which module may know which: the floors of the house, and what stays out of it."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src" / "coding"

# One table: a room may import rooms of lower floors. A room is a folder or a module of its own.
# The ground floor is one storey of small modules that may lean on each other, without cycles.
# fmt: off
FLOORS: tuple[set[str], ...] = (
    {"errors", "text", "files", "disk", "journal", "journal_writer", "schemas", "estimate",
     "yaml_source", "yaml_reading", "languages", "records", "patterns"},
    {"codebook", "guide", "settings", "statistics"},
    {"corpus", "codebook_life", "claims"},
    {"codings", "plan"},
    {"study"},
    {"suggest", "reliability", "validation", "exchange", "privacy", "report"},
    {"desk", "preparation", "reanchoring", "founding", "reproduction", "doctor",
     "acceptance"},
    {"cli"},
)
# fmt: on
GROUND = 0
FLOOR_OF = {room: floor for floor, rooms in enumerate(FLOORS) for room in rooms}
FACE = "__init__"  # `import coding`: hands on the study and what is below it, no wing
FACE_FLOOR = FLOOR_OF["study"] + 1
RUN = "__main__"  # `python -m coding` is the command

# oracles of the tests, not ours to ship: krippendorff is GPL, the others only serve to compare
ORACLES = frozenset({"krippendorff", "nltk", "statsmodels"})

# import name -> name on the package index, where they differ
DISTRIBUTIONS = {"sklearn": "scikit-learn", "yaml": "pyyaml", "docx": "python-docx"}

SOURCES = sorted(PACKAGE.rglob("*.py"))


def _module_name(path: Path) -> str:
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _exists(module: str) -> bool:
    path = PACKAGE.parent.joinpath(*module.split("."))
    return path.is_dir() or path.with_suffix(".py").is_file()


def _imported(source: str, *, module: str, package: bool) -> set[str]:
    """
    Every module a source names in an import, wherever in the file, as a full name.

    `from coding import x` counts as `coding.x` where that is a module, else as `coding`; strings
    given to `import_module` count too, so that a lazy import cannot go round the test.
    """
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                here = module.split(".")[: len(module.split(".")) - node.level + package]
                base = ".".join([*here, *([base] if base else [])])
            for alias in node.names:
                inner = f"{base}.{alias.name}"
                found.add(inner if inner.startswith("coding.") and _exists(inner) else base)
        elif isinstance(node, ast.Call) and "import_module" in ast.dump(node.func):
            found.update(
                word.value
                for word in ast.walk(node)
                if isinstance(word, ast.Constant) and isinstance(word.value, str)
            )
    return found


def _imports_of(path: Path) -> set[str]:
    return _imported(
        path.read_text(encoding="utf-8"),
        module=_module_name(path),
        package=path.name == "__init__.py",
    )


def _room(module: str) -> str:
    """Room of a module of ours: the first name under `coding`; the face for `coding` itself."""
    return module.split(".")[1] if "." in module else FACE


def _may_import(room: str, other: str) -> bool:
    if room == other or (room, other) == (RUN, "cli"):
        return True
    if other == FACE:
        return room == "cli"  # `coding --version`; everyone else says which room they mean
    if room == FACE:  # the desk is what a notebook asks for by name; loaded when it does
        return FLOOR_OF[other] < FACE_FLOOR or other == "desk"
    return FLOOR_OF[other] < FLOOR_OF[room] or FLOOR_OF[other] == FLOOR_OF[room] == GROUND


def _violations(path: Path) -> list[str]:
    module = _module_name(path)
    room = _room(module)
    return [
        f"{module} (floor of {room}) imports {other}"
        for other in sorted(_imports_of(path))
        if (other == "coding" or other.startswith("coding."))
        and not _may_import(room, _room(other))
    ]


def _distribution(need: str) -> str:
    return re.split(r"[^\w.-]", need)[0].lower().replace("_", "-")


@pytest.mark.parametrize("path", SOURCES, ids=_module_name)
def test_every_module_lives_in_a_known_room(path: Path) -> None:
    """A new module or folder gets its floor in the table above before it gets users."""
    room = _room(_module_name(path))

    assert room in FLOOR_OF or room in {FACE, RUN}


@pytest.mark.parametrize("path", SOURCES, ids=_module_name)
def test_imports_run_down_the_floors(path: Path) -> None:
    """A room imports rooms of lower floors only; wings never know each other."""
    assert _violations(path) == []


def test_modules_do_not_import_in_circles() -> None:
    """Within a room too, what a module needs never leads back to it."""
    known = {_module_name(path) for path in SOURCES}
    edges = {_module_name(path): _imports_of(path) & known for path in SOURCES}
    for name in edges:
        edges[name] -= {name, "coding"}
    finished: set[str] = set()

    def walk(name: str, trail: tuple[str, ...]) -> None:
        assert name not in trail, " -> ".join([*trail[trail.index(name) :], name])
        if name not in finished:
            for other in sorted(edges[name]):
                walk(other, (*trail, name))
            finished.add(name)

    for name in sorted(edges):
        walk(name, ())


@pytest.mark.parametrize(
    ("room", "source", "refused"),
    [
        ("text", "from coding.corpus import tokens", True),
        ("corpus.tokens", "from coding.text import mask", False),
        ("report.tables", "from coding.reliability import summary", True),
        ("report.tables", "from coding import exchange", True),
        ("statistics.alpha", "def f():\n    import coding.codebook", True),
        ("corpus.tokens", "import importlib\nimportlib.import_module('coding.study')", True),
        ("corpus.tokens", "from .. import study", True),
        ("corpus.tokens", "from . import units", False),
        ("study", "from coding import CodingError", True),
        ("cli.study", "from coding.report import tables", False),
    ],
)
def test_the_table_refuses_what_it_should(room: str, source: str, *, refused: bool) -> None:
    """Up, sideways, lazily, relatively or by name: an import against the floors is found."""
    module = f"coding.{room}"
    ours = [name for name in _imported(source, module=module, package=False) if "coding" in name]

    assert ours
    assert refused == any(not _may_import(_room(module), _room(name)) for name in ours)


@pytest.mark.parametrize("path", SOURCES, ids=_module_name)
def test_the_package_imports_declared_packages_only(path: Path) -> None:
    """Every third-party import is a dependency in pyproject.toml, and no oracle of the tests."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = {_distribution(need) for need in project["dependencies"]}
    tops = {name.split(".")[0] for name in _imports_of(path)} - {"coding", "", "__future__"}
    foreign = {top for top in tops if top not in sys.stdlib_module_names}
    names = {DISTRIBUTIONS.get(top, top).lower().replace("_", "-") for top in foreign}

    assert not names - declared
    assert not foreign & ORACLES


def test_contributors_read_the_same_table() -> None:
    """The floors in CONTRIBUTING.md are those of this test."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (\d) \| ([^|]+) \|", text, flags=re.MULTILINE)

    assert {int(floor): set(re.findall(r"`(\w+)`", rooms)) for floor, rooms in rows} == dict(
        enumerate(FLOORS)
    )


@pytest.mark.parametrize(
    "statement", ["import coding", "import coding.cli; coding.cli.main(['--help'])"]
)
def test_the_face_and_the_help_load_nothing_heavy(statement: str) -> None:
    """`import coding` and `coding --help` load none of spaCy, scikit-learn, matplotlib."""
    program = (
        "import contextlib, json, sys\n"
        "with contextlib.redirect_stdout(None), contextlib.suppress(SystemExit):\n"
        f"    {statement}\n"
        "print(json.dumps(sorted(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    loaded = set(json.loads(done.stdout))

    assert "coding" in loaded
    assert not loaded & {"spacy", "sklearn", "matplotlib", "thinc", "IPython", "docx"}
