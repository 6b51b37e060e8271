"""What a notebook holds besides its cells: outputs and widget states are people's words too."""

from __future__ import annotations

import json
from typing import Any

__all__ = ["leftovers", "strip"]


def leftovers(data: bytes) -> str | None:
    """
    Say what a notebook file holds that a run or a paste left in it; None where there is nothing.

    Examples
    --------
    >>> leftovers(b'{"cells": [{"cell_type": "code", "outputs": []}], "metadata": {}}')
    >>> leftovers(b'{"cells": [{"cell_type": "code", "outputs": [{}]}], "metadata": {}}')
    'outputs in cell 1'
    """
    try:
        notebook = json.loads(data)
        cells = notebook["cells"]
        for number, cell in enumerate(cells, start=1):
            if cell.get("outputs"):
                return f"outputs in cell {number}"
            if cell.get("attachments"):
                return f"a pasted file in cell {number}"
        # JupyterLab can save what widgets show, e.g. the passage on the coding desk
        if notebook.get("metadata", {}).get("widgets"):
            return "saved widgets"
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return "something that cannot be read as a notebook, so its outputs cannot be seen"
    return None


def strip(notebook: dict[str, Any]) -> dict[str, Any]:
    """
    Take outputs, counts and passing metadata out of a notebook, in place, and hand it back.

    Kept are the cells with their ids and tags, and the name of the kernel.

    Examples
    --------
    >>> cell = {"cell_type": "code", "outputs": [{}], "execution_count": 3, "metadata": {"x": 1}}
    >>> strip({"cells": [cell], "metadata": {"widgets": {}}})["cells"]
    [{'cell_type': 'code', 'outputs': [], 'execution_count': None, 'metadata': {}}]
    """
    metadata = notebook["metadata"]
    notebook["metadata"] = {key: metadata[key] for key in ("kernelspec",) if key in metadata}
    if "language_info" in metadata:  # its version is that of the last machine it ran on
        notebook["metadata"]["language_info"] = {"name": metadata["language_info"]["name"]}
    for cell in notebook["cells"]:
        cell["metadata"] = {k: v for k, v in cell["metadata"].items() if k == "tags"}
        cell.pop("attachments", None)
        if cell["cell_type"] == "code":
            cell["outputs"] = []
            cell["execution_count"] = None
    return notebook
