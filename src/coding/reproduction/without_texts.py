"""Reproducing a copy that was published without texts: what can be made is, the rest stays."""

from __future__ import annotations

import ast
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from coding.corpus.shapes import MARK
from coding.files import write_json, write_whole
from coding.study import Study

__all__ = ["FINISHED", "execute_without_texts", "held_back", "lay_out", "sort_out"]

# made over all outputs at the end of every run
FINISHED = ("report.html", "report.docx", "manifest.json")
# how a cell fails that reads a file which a cell before it could not write for want of texts
_FOLLOWS = frozenset({"CodingError", "FileNotFoundError"})
_LONG_AGO = (0, 0)


def held_back(root: Path) -> list[str]:
    """Ids and files of outputs that show passages and so are not in a published copy."""
    mark = root / MARK
    if not mark.is_file():
        return []
    return sorted(json.loads(mark.read_text(encoding="utf-8"))["held_back"])


def lay_out(study: Study, scratch: Path, names: list[str]) -> None:
    """
    Lay the published outputs ready, dated long ago: a notebook may look at what there is.

    Parameters
    ----------
    study : Study
    scratch : Path
        Where the notebooks write.
    names : list of str
        Published files, relative to the outputs folder.
    """
    for name in names:
        if name not in FINISHED:
            write_whole(scratch / name, (study.outputs / name).read_bytes())
            os.utime(scratch / name, _LONG_AGO)
    for name in held_back(study.root):
        if "/" not in name:
            write_json(scratch / "records" / f"{name}.json", _stand_in(name))


def _stand_in(name: str) -> dict[str, object]:
    """A record of an output that exists elsewhere."""
    empty = dict.fromkeys(("title", "caption", "level", "watermark"), "")
    return {"id": name, "kind": "table", "files": [], **empty}


def sort_out(
    study: Study, scratch: Path, output_files: Callable[[Path], list[str]]
) -> tuple[str, ...]:
    """
    Take out what may not be there, and say which files no cell made anew.

    Returns
    -------
    tuple of str
        Files that stay as they were published.
    """
    for name in held_back(study.root):
        path = scratch / (name if "/" in name else f"records/{name}.json")
        path.unlink(missing_ok=True)
    return tuple(
        name for name in output_files(scratch) if (scratch / name).stat().st_mtime == _LONG_AGO[1]
    )


def execute_without_texts(client: Any, notebook: Any) -> None:
    """
    Run cell by cell; what a cell that needs a text would have made is missing from then on.

    A later cell that reads such a name is not run: it may have an older value, or none. One that
    misses a file after that is passed over too.
    """
    from nbclient.exceptions import CellExecutionError

    missing: set[str] = set()
    left_out = False
    with client.setup_kernel():
        for number, cell in enumerate(notebook.cells):
            if cell.cell_type != "code":
                continue
            made, read = _names(cell.source)
            if read & missing:
                missing |= made
                continue
            try:
                client.execute_cell(cell, number, execution_count=None)
                missing -= made
            except CellExecutionError as error:
                follows = left_out and error.ename in _FOLLOWS
                if error.ename != "NeedsTextError" and not follows:
                    raise
                missing |= made
                cell.outputs = []
                left_out = True


def _names(source: str) -> tuple[set[str], set[str]]:
    """Names a cell makes, and names it reads before it makes them (or might)."""
    tree = ast.parse(source)
    made: set[str] = set()
    read: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            (read if isinstance(node.ctx, ast.Load) else made).add(node.id)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            made.add(node.name)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            made |= {(alias.asname or alias.name).split(".")[0] for alias in node.names}
        elif isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store):
            made |= {name.id for name in ast.walk(node.value) if isinstance(name, ast.Name)}
    first = {
        name.id
        for statement in tree.body[:1]
        for name in ast.walk(statement)
        if isinstance(name, ast.Name) and isinstance(name.ctx, ast.Load)
    }
    inner = _inner_names(tree)
    return made - inner, ((read - made) | (first & read)) - inner


def _inner_names(tree: ast.AST) -> set[str]:
    """Names that live in a comprehension, a lambda or a function only."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.comprehension):
            found |= {name.id for name in ast.walk(node.target) if isinstance(name, ast.Name)}
        elif isinstance(node, ast.arg):
            found.add(node.arg)
    return found
