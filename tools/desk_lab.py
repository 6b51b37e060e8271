"""JupyterLab on a free port for a study folder, and its notebook in Chromium: tests, benchmark."""

from __future__ import annotations

import json
import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.request import urlopen

__all__ = ["Lab", "close_dialogs", "lab", "open_desk", "write_notebook"]

_QUIET = {
    "@jupyterlab/apputils-extension/notification.jupyterlab-settings": {
        "fetchNews": "false",
        "checkForUpdates": False,
    },
    "@jupyterlab/docmanager-extension/plugin.jupyterlab-settings": {"autosave": False},
}


@dataclass(frozen=True, slots=True)
class Lab:
    """A running JupyterLab: its address and the token that opens it."""

    port: int
    token: str

    def url(self, notebook: str) -> str:
        """Address of a notebook, in a workspace of its own."""
        at = f"http://127.0.0.1:{self.port}/lab/workspaces/{secrets.token_hex(4)}/tree/{notebook}"
        return f"{at}?token={self.token}&reset"

    def ask(self, path: str) -> Any:
        """Read from the server's interface, e.g. `api/kernels`."""
        with urlopen(f"http://127.0.0.1:{self.port}/{path}?token={self.token}", timeout=5) as found:
            return json.load(found)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def lab(study: Path, scratch: Path, *, theme: str = "JupyterLab Light") -> Iterator[Lab]:
    """
    Run JupyterLab on a study; its own settings and run-time files go to a scratch folder.

    Raises
    ------
    TimeoutError
        If it does not answer within a minute.
    """
    running = Lab(_free_port(), secrets.token_hex(16))
    settings: dict[str, Any] = dict(_QUIET)
    settings["@jupyterlab/apputils-extension/themes.jupyterlab-settings"] = {"theme": theme}
    for name, value in settings.items():
        path = scratch / "settings" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(value), encoding="utf-8")
    environment = {
        **os.environ,
        "JUPYTERLAB_SETTINGS_DIR": str(scratch / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(scratch / "workspaces"),
        "JUPYTER_CONFIG_DIR": str(scratch / "config"),
        "JUPYTER_RUNTIME_DIR": str(scratch / "runtime"),
        "JUPYTER_DATA_DIR": str(scratch / "data"),
        "IPYTHONDIR": str(scratch / "ipython"),
    }
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root"]
    command += [f"--port={running.port}", "--ServerApp.port_retries=0", "--ip=127.0.0.1"]
    command += [f"--IdentityProvider.token={running.token}", f"--ServerApp.root_dir={study}"]
    command += ["--ServerApp.log_level=ERROR", "--LabApp.extension_manager=readonly"]
    with (scratch / "lab.log").open("wb") as told:
        process = subprocess.Popen(  # noqa: S603  # our own interpreter
            command, cwd=study, env=environment, stdout=told, stderr=subprocess.STDOUT
        )
        try:
            _wait(running, process)
            yield running
        finally:
            process.terminate()
            try:
                process.wait(timeout=15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait(running: Lab, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end and process.poll() is None:
        try:
            running.ask("api/status")
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise TimeoutError("JupyterLab did not start")


def write_notebook(path: Path, *cells: str) -> None:
    """Write a notebook of code cells."""
    nbformat: Any = import_module("nbformat")  # its functions have no types
    made = nbformat.v4.new_notebook(
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}},
        cells=[nbformat.v4.new_code_cell(cell) for cell in cells],
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(made, path)


def open_desk(page: Any, *, tries: int = 6) -> None:
    """
    Run the first cell of the open notebook until a desk stands under it.

    Right after opening, JupyterLab may drop an execution while its kernel is still connecting; a
    person presses again, and so does this.

    Raises
    ------
    TimeoutError
        If no desk comes.
    """
    from playwright.sync_api import TimeoutError as TooLong

    idle = '.jp-Notebook-ExecutionIndicator[data-status="idle"]'
    page.wait_for_selector(idle, timeout=60_000)
    fresh = "() => { const d = document.querySelector('.coding-desk'); if (d) d.remove(); }"
    page.evaluate(fresh)
    for _ in range(tries):
        close_dialogs(page)
        page.locator(".jp-Notebook .jp-CodeCell .cm-content").first.click()
        page.keyboard.press("Shift+Enter")
        try:
            page.wait_for_selector(".coding-desk[data-paint]", timeout=10_000)
        except TooLong:
            continue
        return
    raise TimeoutError("no desk under the first cell")


def close_dialogs(page: Any) -> None:
    """Say yes to what JupyterLab asks, e.g. after a kernel died."""
    for button in page.locator(".jp-Dialog .jp-mod-accept").all():
        button.click()
