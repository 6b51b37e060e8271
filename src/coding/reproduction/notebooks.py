"""Executing copies of notebooks, in order, in this interpreter's kernel."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from coding.errors import CodingError
from coding.privacy.notebooks import strip
from coding.reproduction.without_texts import execute_without_texts

__all__ = ["execute", "notebook_paths", "read_notebook"]

_TIMEOUT = 600


def notebook_paths(folder: Path) -> list[Path]:
    """The numbered notebooks of a folder in the order they run."""
    return sorted(p for p in folder.glob("[0-9]*.ipynb") if ".ipynb_checkpoints" not in p.parts)


def read_notebook(path: Path) -> Any:
    """
    Read a notebook file.

    Raises
    ------
    CodingError
        If it is none.
    """
    import nbformat

    try:
        return nbformat.read(path, as_version=4)
    except (ValueError, KeyError) as error:
        hint = "restore the file"
        raise CodingError("this is not a notebook", where=path.name, hint=hint) from error


@contextmanager
def _environment(**values: str) -> Iterator[None]:
    """Set environment variables for the kernels, and put back what was there."""
    before = {key: os.environ.get(key) for key in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for key, value in before.items():
            if value is None:
                os.environ.pop(key)
            else:
                os.environ[key] = value


def execute(
    path: Path, *, folder: Path, outputs: Path, progress: Any = None, text_free: bool = False
) -> Any:
    """
    Execute a copy of a notebook; the file itself is not touched.

    Parameters
    ----------
    path : Path
        The notebook.
    folder : Path
        The kernel's working folder; `coding.open_study()` finds the study from there.
    outputs : Path
        Where the notebook's tables and figures go.
    progress : object with `update(int)`, optional
        Told after every code cell.
    text_free : bool
        The study has no texts: cells that need them, and cells that need what those would have
        made, are left out instead of failing.

    Returns
    -------
    NotebookNode
        The executed copy, without timings.

    Raises
    ------
    CodingError
        If a cell fails; names the notebook, the cell and the error.
    """
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

    notebook: Any = strip(read_notebook(path))
    client = NotebookClient(
        notebook,
        timeout=_TIMEOUT,
        kernel_name="python3",
        resources={"metadata": {"path": str(folder)}},
        record_timing=False,
        # the kernel talks to this process only; its remark about that is noise to a reader
        extra_arguments=["--IPKernelApp.log_level=ERROR"],
    )
    if progress is not None:
        client.on_cell_executed = lambda **_: progress.update(1)
    try:
        with _environment(CODING_OUTPUTS=str(outputs), PYTHONHASHSEED="0"):
            if text_free:
                execute_without_texts(client, notebook)
            else:
                client.execute()
    except CellExecutionError as error:
        raise CodingError(
            f"{error.ename}: {error.evalue}", where=f"{path.name}, {_failed_cell(notebook)}"
        ) from None
    except (CellTimeoutError, DeadKernelError) as error:
        raise CodingError(
            str(error).split("\n", 1)[0], where=f"{path.name}, {_failed_cell(notebook)}"
        ) from None
    return _cleaned(notebook)


def _failed_cell(notebook: Any) -> str:
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    for number, cell in enumerate(code, start=1):
        if any(output.output_type == "error" for output in cell.outputs):
            return f"code cell {number}: {cell.source.strip().splitlines()[0]}"
    run = sum(cell.execution_count is not None for cell in code)
    return f"code cell {min(run + 1, len(code))}"


def _cleaned(notebook: Any) -> Any:
    notebook.metadata.pop("widgets", None)
    notebook.metadata["language_info"] = {"name": "python"}
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
        for output in cell.get("outputs", []):  # a desk is shown as its text: it lives in a kernel
            output.get("data", {}).pop("application/vnd.jupyter.widget-view+json", None)
    return notebook
