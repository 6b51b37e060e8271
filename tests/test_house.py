"""House rules that no linter knows: small modules, stated rules, clean texts, no traces."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path

import pytest
import source_runs
import yaml

import coding

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = ("src", "tests", "tools", "benchmarks")
PYTHON = [
    *sorted(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py")),
    ROOT / "bootstrap.py",
]
TESTS = [path for path in PYTHON if path.name.startswith("test_")]

MOST_LINES = 500
MOST_BODY_LINES = 60
MOST_BYTES = 1_500_000

# Path from the top, or path and function -> why it may be longer than the rest.
LONG: dict[str, str] = {}

NOT_TEXT = source_runs.BINARY | source_runs.OFFICE

# One letter of each in brackets, so that this file does not hold what it looks for.
TRACES = {
    "a folder of one machine": (
        r"(?<![\w.~])/(?:[w]ork|[f]arm|[r]oot|[h]ome/\w+|[U]sers/\w+)/"
        r"|(?<![\w.])/[t]mp/[a-z]"
        r"|\b[A-Z]:\\+[U]sers\\"
    ),
    "the address of a package registry": r"[p]ypi\.org|[p]ythonhosted|[n]pmjs\.|conda\.[a]naconda",
    "a word of the workshop this was made in": (
        r"[b]efore-stop|\.[l]ibrary/|\b[c]laude\b|\b[a]nthropic\b|\bsub-?[a]gents?\b"
    ),
}
# These two say which texts a language model wrote, and so may name it.
DECLARATIONS = frozenset({"study.toml", "corpus/README.md"})


def _relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _functions(path: Path) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [
        node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]


def _traces(text: str, *, declares: bool = False) -> list[tuple[int, str]]:
    found = []
    for number, line in enumerate(text.split("\n"), start=1):
        for what, pattern in TRACES.items():
            if declares and what.startswith("a word"):
                continue
            if re.search(pattern, line, flags=re.IGNORECASE):
                found.append((number, what))
    return found


@pytest.mark.parametrize("path", TESTS, ids=_relative)
def test_every_test_states_its_rule_in_one_line(path: Path) -> None:
    """A test function has a docstring of one line, ending in a full stop."""
    rules = {
        f"{node.name}, line {node.lineno}": ast.get_docstring(node) or ""
        for node in _functions(path)
        if node.name.startswith("test")
    }
    without = [name for name, rule in rules.items() if not re.fullmatch(r".+\.", rule)]

    assert rules, "no test in it"
    assert without == []


@pytest.mark.parametrize("path", PYTHON, ids=_relative)
def test_modules_and_functions_stay_small(path: Path) -> None:
    """No module over 500 lines, no function body over 60, but for the list with reasons."""
    name = _relative(path)
    long = []
    if len(path.read_text(encoding="utf-8").splitlines()) > MOST_LINES:
        long.append(name)
    for node in _functions(path):
        first = node.body[1] if ast.get_docstring(node) and len(node.body) > 1 else node.body[0]
        if (node.end_lineno or 0) - first.lineno + 1 > MOST_BODY_LINES:
            long.append(f"{name}:{node.name}")

    assert [place for place in long if place not in LONG] == []


def test_the_list_of_long_ones_is_short_of_old_entries() -> None:
    """An entry of the list with reasons names something that exists."""
    files = {place.split(":")[0] for place in LONG}

    assert [name for name in files if not (ROOT / name).is_file()] == []


def test_texts_are_utf8_with_unix_line_ends(tracked_files: tuple[Path, ...]) -> None:
    """Every tracked file but the few binary kinds is UTF-8 without a mark, with LF line ends."""
    wrong = []
    for path in tracked_files:
        if path.suffix in NOT_TEXT:
            continue
        data = path.read_bytes()
        try:
            data.decode("utf-8")
        except UnicodeDecodeError as error:
            wrong.append(f"{_relative(path)}: {error}")
        if data.startswith(b"\xef\xbb\xbf") or b"\r" in data:
            wrong.append(f"{_relative(path)}: byte order mark or carriage return")

    assert wrong == []


def test_tracked_files_are_of_a_size_to_read(tracked_files: tuple[Path, ...]) -> None:
    """Nothing over 1.5 MB is tracked but what people decided: other large things are made."""
    large = [_relative(path) for path in tracked_files if path.stat().st_size > MOST_BYTES]

    # a log holds every decision of a coder for ever: it only grows, and nothing can remake it
    assert [name for name in large if not name.startswith("corpus/codings/")] == []


def test_no_trace_of_a_machine_or_a_workshop(tracked_files: tuple[Path, ...]) -> None:
    """No text names a folder of one machine, a package registry or how it was made."""
    found = [
        f"{_relative(path)}:{line}: {what}"
        for path in tracked_files
        if path.suffix not in NOT_TEXT
        for line, what in _traces(
            path.read_text(encoding="utf-8"), declares=_relative(path) in DECLARATIONS
        )
    ]

    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("saved in /wor" + "k/main/x", 1),
        ("open('/tm" + "p/abc')", 1),
        ("/hom" + "e/anna/study", 1),
        (r"C:\User" + r"s\anna", 1),
        ("see https://pyp" + "i.org/simple", 1),
        ("written by Cla" + "ude", 1),
        ("networks, framework/rules, ../shared, a/tmp, https://example.org/home/", 0),
        ("an agent, a prompt, a session of coding: words of the field", 0),
    ],
)
def test_the_look_for_traces_sees_what_it_should(line: str, expected: int) -> None:
    """A folder, an address and a name are seen; words of the field are not."""
    assert len(_traces(line)) == expected


def test_a_declaration_may_name_its_model_but_no_folder() -> None:
    """The exception for declarations covers names, nothing else."""
    assert _traces("model = 'Cla" + "ude'", declares=True) == []
    assert len(_traces("/wor" + "k/main", declares=True)) == 1


def test_the_version_is_the_same_everywhere() -> None:
    """Package, citation file and changelog agree on the version."""
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    headings = re.findall(r"^## \[(.+?)\]", changelog, flags=re.MULTILINE)

    assert citation["version"] == coding.__version__
    assert headings[0] == "Unreleased"
    assert headings[1:2] in ([], [coding.__version__])


def test_the_citation_file_says_what_a_citation_needs() -> None:
    """CITATION.cff has the required fields of format 1.2.0 and the licence of the project."""
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    assert citation["cff-version"] == "1.2.0"
    assert citation["title"] == project["name"]
    assert citation["license"] == project["license"]
    assert [author["name"] for author in citation["authors"]] == [
        author["name"] for author in project["authors"]
    ]
    assert citation["message"]
