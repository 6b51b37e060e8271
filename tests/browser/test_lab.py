"""End to end in a real JupyterLab: code, kill the kernel, come back; the notebook stays whole."""

from __future__ import annotations

import json
import os
import signal
import time
from pathlib import Path
from typing import Any

import pytest
from desk_lab import Lab, lab, open_desk, write_notebook
from playwright.sync_api import expect

import desk_builders

DESK = ".coding-desk"
HERE = ".coding-desk .unit.here"
CELL = """\
import sys
sys.path[:0] = {folders!r}
import coding, desk_builders
study = coding.open_study()
desk = coding.Desk(study, coder="A", blind=False, documents=["D1"], suggester={suggester})
desk"""


@pytest.fixture
def running(study, tmp_path: Path):
    """Run JupyterLab on the study, with a notebook that opens a desk."""
    folders = [str(Path(desk_builders.__file__).parent)]
    stub = "desk_builders.Stub(study.units['unit'].tolist())"
    cell = CELL.format(folders=folders, suggester=stub)
    write_notebook(study.path("notebooks", "desk.ipynb"), cell, "print('below')")
    (tmp_path / "scratch").mkdir()
    with lab(study.root, tmp_path / "scratch") as started:
        yield started


def lines(study: Any) -> list[dict[str, Any]]:
    path = study.path("corpus", "codings", "A.jsonl")
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def press(page: Any, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def settled(page: Any) -> None:
    page.wait_for_function("!document.querySelector('.coding-desk').matches('.writing')")


def run_first_cell(page: Any) -> None:
    open_desk(page)
    page.locator(f"{DESK} .transcript").focus()


def kill_kernel(running: Lab) -> None:
    """Kill the kernel's process, as a crash would, and wait for the one Jupyter starts instead."""
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            command = (entry / "cmdline").read_bytes().decode(errors="replace")
            cwd = (entry / "cwd").resolve()
        except OSError:
            continue
        if "ipykernel_launcher" in command and cwd.name == "notebooks" and _is_ours(entry, running):
            os.kill(int(entry.name), signal.SIGKILL)
            return
    raise AssertionError("no kernel found")


def _is_ours(entry: Path, running: Lab) -> bool:
    """Whether a kernel belongs to the server of this test: its file of connections says so."""
    (kernel,) = running.ask("api/kernels")
    return kernel["id"] in (entry / "cmdline").read_bytes().decode(errors="replace")


def code_twenty(page: Any) -> None:
    """Twenty units by keyboard: codes by search and digit, no code, skips, done."""
    press(page, "/")
    page.keyboard.type("staying")
    press(page, "Enter", "Enter", "/")
    page.keyboard.type("going")
    press(page, "Enter", "Enter")
    for unit in range(2, 20):
        press(page, "0" if unit % 5 == 0 else "s" if unit % 7 == 0 else str(1 + unit % 2))
        if unit % 5 and unit % 7:
            press(page, "-", "Enter")
    settled(page)


def everything_else(page: Any, study: Any) -> None:
    """Suggestions, attribute, link, stance, a span across an emoji, undo five."""
    for keys in (("a", "r"), ("r", "a")):
        # what is not on the screen yet cannot be accepted
        expect(page.locator(".suggested li")).to_have_count(2)
        press(page, *keys)
        settled(page)
        press(page, "j")
    press(page, "k")
    press(page, "v", "1", "Escape", "l", "k", "l", "1")
    settled(page)
    press(page, "c")
    page.keyboard.type("M1")
    press(page, "Enter", "1", "3")
    settled(page)
    press(page, "Home", "j", *["Shift+ArrowRight"] * 3, "/")
    page.keyboard.type("waiting long")
    press(page, "Enter")
    settled(page)
    expect(page.locator(".saved")).to_contain_text("✓")
    emoji = lines(study)[-1]
    assert (emoji["quote"], emoji["unit"]) == ("Nou 😀 dat", "D1-002")

    press(page, "Escape", *"sssss")
    settled(page)
    press(page, *"uuuuu")
    settled(page)
    page.wait_for_timeout(300)


def test_a_day_at_the_desk(browser, study, running) -> None:
    """Twenty units, every kind of decision, undo five, kill, re-run: log and screen agree."""
    page = browser.new_page(viewport={"width": 1400, "height": 950})
    page.goto(running.url("notebooks/desk.ipynb"))
    page.wait_for_selector(".jp-Notebook .jp-CodeCell", timeout=60_000)
    run_first_cell(page)
    source = page.locator(".jp-CodeCell .cm-content").all_text_contents()

    code_twenty(page)
    expect(page.locator(HERE)).to_have_attribute("data-i", "20")
    everything_else(page, study)
    acknowledged = page.locator(".saved").text_content()
    told = lines(study)
    assert told[-1]["id"] in acknowledged
    decisions = [e["do"] for e in told if e["do"] != "offer"]
    assert decisions[-10:] == ["skip"] * 5 + ["undo"] * 5
    kinds = {e["do"] for e in told}
    assert {"code", "done", "no_code", "skip", "offer", "accept", "reject"} <= kinds
    assert {"relate", "stance", "undo"} <= kinds
    assert any(e.get("attrs") == {"modality": "own"} for e in told)
    decided = {e["unit"] for e in told if e["do"] in {"done", "no_code", "skip"} and "unit" in e}
    assert len(decided) >= 20
    place = page.locator(HERE).get_attribute("data-i")
    shown = page.locator(f"{DESK} .unit").evaluate_all(_SHOWN)
    # the notebook itself is as it was: no key of the desk cut, pasted or added a cell
    assert page.locator(".jp-CodeCell .cm-content").all_text_contents() == source
    expect(page.locator(".jp-CodeCell")).to_have_count(2)

    kill_kernel(running)
    press(page, "Enter")
    expect(page.locator(f"{DESK} .alarm")).to_contain_text("No answer", timeout=15_000)
    assert lines(study) == told

    time.sleep(1)
    run_first_cell(page)
    expect(page.locator(HERE)).to_have_attribute("data-i", place)
    assert page.locator(f"{DESK} .unit").evaluate_all(_SHOWN) == shown
    assert [e["id"] for e in lines(study)[: len(told)]] == [e["id"] for e in told]
    assert not [e for e in lines(study)[len(told) :] if e["do"] != "offer"]
    press(page, "Enter")
    settled(page)
    assert lines(study)[-1]["do"] in {"done", "offer"}
    page.close()


# mark and codes of every unit, as a reader sees them
_SHOWN = """(rows) => rows.map((row) => [row.querySelector(".mark").textContent,
  ...[...row.querySelectorAll(".chip")].map((chip) => chip.getAttribute("aria-label"))])"""


def test_a_page_reload_comes_back_and_a_second_cell_takes_over(browser, study, running) -> None:
    """Reloading the page restores the desk from the live kernel; running again closes the old."""
    page = browser.new_page(viewport={"width": 1400, "height": 950})
    page.goto(running.url("notebooks/desk.ipynb"))
    page.wait_for_selector(".jp-Notebook .jp-CodeCell", timeout=60_000)
    run_first_cell(page)
    press(page, "j", "0", "s")
    settled(page)
    expect(page.locator(HERE)).to_have_attribute("data-i", "3")
    press(page, "Control+s")
    page.locator(".jp-Notebook .jp-CodeCell .cm-content").nth(1).click()
    press(page, "Control+s")
    page.wait_for_timeout(1000)
    page.reload()
    page.wait_for_selector(f"{DESK}[data-paint]", timeout=60_000)
    expect(page.locator(HERE)).to_have_attribute("data-i", "3")
    run_first_cell(page)
    expect(page.locator(HERE)).to_have_attribute("data-i", "3")
    page.locator(f"{DESK} .transcript").focus()
    press(page, "0")
    settled(page)
    assert lines(study)[-1]["do"] in {"no_code", "offer"}
    page.close()
