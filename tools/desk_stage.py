"""The desk's screen in a bare page of real Chromium, answered by Python: for tests and pictures."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Protocol

from coding.desk.widget import assets

__all__ = ["Answering", "chromium", "chromium_path", "stage"]

# what a widget model offers a view; `ask` reaches Python
_STUB = """
window.begin = async (script) => {
  const url = URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
  const module = await import(url);
  const listeners = new Set();
  window.model = {
    get: () => undefined, set: () => {}, save_changes: () => {},
    on: (name, listener) => { if (name === "msg:custom") listeners.add(listener); },
    off: (name, listener) => listeners.delete(listener),
    send: (message) => {
      if (window.dead) return;
      window.ask(message).then((reply) => listeners.forEach((l) => l({ re: message.n, ...reply })));
    },
    tell: (message) => listeners.forEach((l) => l(message)),
  };
  const host = document.getElementById("host");
  window.leave = module.default.render({ model: window.model, el: host });
};
"""
_PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>desk</title>
<style>{style}</style></head><body data-jp-theme-light="{light}" style="margin:{margin}">
<main id="host"></main></body></html>"""


class Answering(Protocol):
    """Anything that answers the screen: a `Desk`, or a stub of a test."""

    def answer(self, message: Mapping[str, Any]) -> dict[str, Any]:
        """Do what the screen asks."""
        ...


def chromium_path() -> str | None:
    """Find the Chromium of this machine: `CODING_CHROMIUM`, else the usual names."""
    named = os.environ.get("CODING_CHROMIUM")
    names = ("chromium", "chromium-browser", "google-chrome")
    return named or next((path for path in map(shutil.which, names) if path), None)


@contextmanager
def chromium() -> Iterator[Any]:
    """Start Chromium, driven by Playwright."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium_path(), args=["--no-sandbox", "--disable-gpu"]
        )
        try:
            yield browser
        finally:
            browser.close()


def stage(
    browser: Any,
    desk: Answering,
    *,
    width: int = 1280,
    height: int = 820,
    dark: bool = False,
    scale: float = 1,
) -> Any:
    """
    Put a desk on a page.

    Parameters
    ----------
    browser : playwright Browser
    desk : Answering
    width, height : int
        Of the window.
    dark : bool
        JupyterLab's dark theme.
    scale : float
        Device pixels per pixel.

    Returns
    -------
    playwright Page
        When the transcript is on the screen. `page.errors` lists errors of scripts.
    """
    page = browser.new_page(viewport={"width": width, "height": height}, device_scale_factor=scale)
    page.errors = []
    page.on("pageerror", lambda error: page.errors.append(str(error)))
    page.expose_function("ask", desk.answer)
    script, style = assets()
    margin = "8px" if not dark else "8px;background:#111"
    page.set_content(_PAGE.format(style=style, light=str(not dark).lower(), margin=margin))
    page.add_script_tag(content=_STUB)
    page.evaluate("(script) => window.begin(script)", script)
    page.wait_for_selector(".coding-desk[data-paint]", timeout=20_000)
    return page
