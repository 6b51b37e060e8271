"""
Guards for what nbval lets through (each seen): see the notebooks' committed state itself.

nbval passes a cell that never ran, a changed value in a cell without a mark, a misspelled magic,
and a failing shell line. So notebooks are committed executed, marked, and in plain Python.
"""

from __future__ import annotations

import ast
import copy
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))

CHECKED, IGNORED = "nbval-check-output", "nbval-ignore-output"
TAGS = frozenset({CHECKED, IGNORED})
NOTEBOOK_METADATA = frozenset({"kernelspec", "language_info"})
CELL_METADATA = frozenset({"tags"})
# comments of nbval beat its tags, and hide in the source
NBVAL_COMMENT = re.compile(r"#\s*(NBVAL_|PYTEST_VALIDATE)")
ABSOLUTE = re.compile(r"(?<![\w.:/<])/(?:\w[\w.-]*/){2,}|\b[A-Za-z]:\\\w|\bfile:/")
PICTURE = re.compile(r"data:image/[^\"']*")
TAG = re.compile(r"<[^<>]*>")
ADDRESS = re.compile(r"\b0x[0-9a-f]{6,}")


def _texts(output: Any) -> Iterator[str]:
    """Texts of an output that a reader sees and nbval compares; pictures in them left out."""
    if output.output_type == "stream":
        yield output.text
    for kind, data in output.get("data", {}).items():
        if kind.startswith("text/"):
            yield PICTURE.sub("", data)


def _is_figure(output: Any) -> bool:
    data = output.get("data", {})
    return any(kind.startswith("image/") for kind in data) or "<img" in data.get("text/html", "")


def _reports_a_number(cell: Any) -> bool:
    """Say whether a text output shows a digit; a figure's own text does not count."""
    return any(
        re.search(r"\d", TAG.sub("", text))
        for output in cell.outputs
        if not _is_figure(output)
        for text in _texts(output)
    )


def _problems_of_source(cell: Any) -> Iterator[str]:
    try:
        tree = compile(
            cell.source, "cell", "exec", ast.PyCF_ONLY_AST | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
        )
    except SyntaxError:
        yield "not plain Python (a magic, a shell line, a question mark?)"
        return
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    if "get_ipython" in names:
        yield "calls get_ipython"
    if NBVAL_COMMENT.search(cell.source):
        yield "steers nbval by a comment"


def _problems_of_outputs(cell: Any) -> Iterator[str]:
    for output in cell.outputs:
        if output.output_type == "error":
            yield "shows an error"
        if output.output_type == "stream" and output.name == "stderr":
            yield "shows a warning or a progress bar"
        if any("widget" in kind for kind in output.get("data", {})):
            yield "keeps the state of a widget"
        for text in _texts(output):
            if ABSOLUTE.search(text) or str(ROOT) in text:
                yield "shows a path of one machine"
            if ADDRESS.search(text):
                yield "shows a memory address"
    tags = cell.metadata.get("tags", [])
    if _reports_a_number(cell) and not TAGS.intersection(tags):
        yield f"reports a number without the tag {CHECKED}"
    if CHECKED in tags and not cell.outputs:
        yield f"has the tag {CHECKED} and nothing to check"


def problems(notebook: Any) -> list[str]:
    """List what is wrong with a committed notebook, by cell."""
    found = []
    if extra := set(notebook.metadata) - NOTEBOOK_METADATA:
        found.append(f"metadata: {sorted(extra)}")
    if notebook.metadata.get("kernelspec", {}).get("name") != "python3":
        found.append("metadata: the kernel is not python3")
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    if [cell.execution_count for cell in code] != list(range(1, len(code) + 1)):
        found.append("not executed from top to bottom in one go")
    if not any(CHECKED in cell.metadata.get("tags", []) for cell in code):
        found.append(f"no cell with the tag {CHECKED}")
    for number, cell in enumerate(notebook.cells, start=1):
        here = []
        if extra := set(cell.metadata) - CELL_METADATA:
            here.append(f"metadata {sorted(extra)}")
        if extra := set(cell.metadata.get("tags", [])) - TAGS:
            here.append(f"tags {sorted(extra)}")
        if cell.get("attachments"):
            here.append("has attachments")
        if cell.cell_type == "code":
            here += [*_problems_of_source(cell), *_problems_of_outputs(cell)]
        found += [f"cell {number}: {problem}" for problem in here]
    return found


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_committed_executed_marked_and_clean(path: Path) -> None:
    """Executed 1 to n, numbers marked for nbval, plain Python, nothing of one machine in it."""
    notebook = nbformat.read(path, as_version=nbformat.NO_CONVERT)
    nbformat.validate(notebook)

    found = problems(notebook)

    assert not found, "\n".join(["run `coding reproduce`, then:", *found])


def test_notebooks_are_numbered_in_reading_order() -> None:
    """There are notebooks, each with a number of its own before its name."""
    names = [path.name for path in NOTEBOOKS]
    numbers = [name.split("_")[0] for name in names]

    assert names
    assert all(re.fullmatch(r"\d\d_[a-z0-9_]+\.ipynb", name) for name in names)
    assert len(set(numbers)) == len(numbers)


def _good() -> Any:
    """Build a notebook with nothing wrong: two code cells, the second one checked."""
    v4 = nbformat.v4
    table = v4.new_output("execute_result", {"text/plain": "12"}, execution_count=2)
    figure = v4.new_output("display_data", {"image/png": "aaaa", "text/plain": "<Figure 6x4>"})
    return v4.new_notebook(
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}},
        cells=[
            v4.new_markdown_cell("# One"),
            v4.new_code_cell("import coding", execution_count=1, outputs=[figure]),
            v4.new_code_cell(
                "6 * 2", execution_count=2, outputs=[table], metadata={"tags": [CHECKED]}
            ),
        ],
    )


def _output(*, name: str, text: str) -> Any:
    return nbformat.v4.new_output("stream", name=name, text=text)


def _never_ran(notebook: Any) -> None:
    notebook.cells[1].execution_count = None


def _ran_twice(notebook: Any) -> None:
    notebook.cells[1].execution_count = 3


def _unmarked(notebook: Any) -> None:
    notebook.cells[1].outputs.append(_output(name="stdout", text="alpha: 0.7"))


def _nothing_checked(notebook: Any) -> None:
    notebook.cells[2].metadata.tags = [IGNORED]


def _skipped(notebook: Any) -> None:
    notebook.cells[1].metadata.tags = ["nbval-skip"]


def _steered(notebook: Any) -> None:
    notebook.cells[1].source = "# NBVAL_IGNORE_OUTPUT\n1"


def _magic(notebook: Any) -> None:
    notebook.cells[1].source = "%no_such_magic"


def _shell(notebook: Any) -> None:
    notebook.cells[1].source = "!false"


def _kernel_call(notebook: Any) -> None:
    notebook.cells[1].source = "get_ipython().system('false')"


def _error(notebook: Any) -> None:
    notebook.cells[1].outputs.append(nbformat.v4.new_output("error", ename="E", evalue="x"))


def _warning(notebook: Any) -> None:
    notebook.cells[1].outputs.append(_output(name="stderr", text="Warning"))


def _path(notebook: Any) -> None:
    notebook.cells[1].outputs.append(_output(name="stdout", text="in /srv/study/outputs/x"))


def _address(notebook: Any) -> None:
    notebook.cells[1].outputs.append(_output(name="stdout", text="<object at 0x7fabcdef>"))


def _timing(notebook: Any) -> None:
    notebook.cells[1].metadata.execution = {"iopub.status.busy": "2026-01-01"}


def _widget(notebook: Any) -> None:
    notebook.metadata.widgets = {"state": {}}


@pytest.mark.parametrize(
    ("spoil", "problem"),
    [
        (_never_ran, "not executed"),
        (_ran_twice, "not executed"),
        (_unmarked, "reports a number"),
        (_nothing_checked, "no cell with the tag"),
        (_skipped, "tags ['nbval-skip']"),
        (_steered, "by a comment"),
        (_magic, "not plain Python"),
        (_shell, "not plain Python"),
        (_kernel_call, "calls get_ipython"),
        (_error, "shows an error"),
        (_warning, "a warning"),
        (_path, "a path of one machine"),
        (_address, "a memory address"),
        (_timing, "metadata ['execution']"),
        (_widget, "metadata: ['widgets']"),
    ],
)
def test_each_hole_of_nbval_is_guarded(spoil: Callable[[Any], None], problem: str) -> None:
    """A good notebook has no problems; each way of spoiling it is named."""
    good = _good()
    bad = copy.deepcopy(good)
    spoil(bad)

    assert problems(good) == []
    assert any(problem in found for found in problems(bad))
