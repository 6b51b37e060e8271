"""
How fast the coding desk is, measured in the browser, in a real JupyterLab.

    python benchmarks/desk.py                   # 3,000 units, 200 decisions
    python benchmarks/desk.py --units 500 --decisions 50 --csv FILE

Prints: milliseconds from the cell's first request to the painted transcript; from a key to the
decision acknowledged on disk (median, 95th percentile), with the machine's fsync beside it; and at
forty places scrolled to, the frames until words stood there. Needs Chromium. The study is made up
here; the disk is the one of the temporary folder (or --dir).
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
from pathlib import Path
from time import perf_counter
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "tools"), str(ROOT / "tests")]

from desk_lab import lab, open_desk, write_notebook  # noqa: E402  # same
from desk_stage import chromium  # noqa: E402  # same

import desk_builders  # noqa: E402  # found on the path set above

CELL = """\
import coding
desk = coding.Desk(coding.open_study(), coder="A")
desk"""
KEYS = ("0", "1", "Enter", "0", "2", "-", "Enter", "s")


def fsync(folder: Path, *, times: int = 100) -> float:
    """Median milliseconds of a write and fsync alone on this disk."""
    taken = []
    with (folder / "probe").open("wb") as file:
        for _ in range(times):
            began = perf_counter()
            file.write(b"x" * 400)
            file.flush()
            os.fsync(file.fileno())
            taken.append(1000 * (perf_counter() - began))
    return statistics.median(taken)


def decide(page: Any, wanted: int) -> list[float]:
    """Decide with keys, one after the other, and hand back the milliseconds the desk measured."""
    page.locator(".coding-desk .transcript").focus()
    for code in ("waiting", "helping"):
        page.keyboard.press("/")
        page.keyboard.type(code)
        page.keyboard.press("Enter")
        page.wait_for_function(_QUIET)
    page.keyboard.press("Enter")
    before = len(page.evaluate(_TIMES))
    for i in range(wanted):
        page.keyboard.press(KEYS[i % len(KEYS)])
        page.wait_for_function(_QUIET)
    return list(page.evaluate(_TIMES))[before:]


_QUIET = "() => !document.querySelector('.coding-desk').matches('.writing')"
_TIMES = "() => [...document.querySelector('.coding-desk').deskTimes]"
# at forty places: how many frames until there are words wherever one looks; 30 means none came
_FRAMES = """async () => {
  const box = document.querySelector(".coding-desk .transcript");
  const at = box.getBoundingClientRect();
  const worded = () => {
    const seen = new Set();
    for (let y = at.top + 30; y < Math.min(at.bottom, innerHeight) - 30; y += 20) {
      const row = document.elementFromPoint(at.left + 120, y).closest(".unit, .context");
      if (row) seen.add(row);
    }
    return seen.size && [...seen].every((row) => row.innerText.trim());
  };
  const taken = [];
  for (let k = 0; k < 40; k += 1) {
    box.scrollTop = (box.scrollHeight - box.clientHeight) * k / 40;
    let frames = 0;
    do {
      await new Promise((done) => requestAnimationFrame(done));
      frames += 1;
    } while (frames < 30 && !worded());
    taken.push(frames);
  }
  return taken;
}"""


def measure(folder: Path, *, units: int, decisions: int) -> dict[str, float]:
    """Run JupyterLab on a made-up study and measure."""
    study = desk_builders.study(folder / "study", desk_builders.interview(units, name="L"))
    write_notebook(study.path("notebooks", "desk.ipynb"), CELL)
    (folder / "scratch").mkdir()
    with lab(study.root, folder / "scratch") as running, chromium() as browser:
        page = browser.new_page(viewport={"width": 1400, "height": 950})
        page.goto(running.url("notebooks/desk.ipynb"))
        page.wait_for_selector(".jp-Notebook .jp-CodeCell", timeout=60_000)
        open_desk(page)
        shown = page.locator(".coding-desk .unit").count()
        assert shown == units, f"{shown} of {units} units"
        paint = float(page.locator(".coding-desk").get_attribute("data-paint"))
        times = sorted(decide(page, decisions))
        frames = page.evaluate(_FRAMES)
    return {
        "units": units,
        "first_paint_ms": round(paint),
        "decisions": len(times),
        "key_to_disk_median_ms": round(statistics.median(times), 1),
        "key_to_disk_p95_ms": round(times[int(0.95 * (len(times) - 1))], 1),
        "key_to_disk_longest_ms": round(times[-1], 1),
        "fsync_alone_median_ms": round(fsync(folder), 2),
        "frames_until_words_longest": max(frames),
        "places_without_words_of_40": sum(taken == 30 for taken in frames),
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--units", type=int, default=3000)
    parser.add_argument("--decisions", type=int, default=200)
    parser.add_argument("--dir", type=Path, help="a folder on the disk to measure")
    parser.add_argument("--csv", type=Path, help="also write the figures here")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=args.dir) as folder:
        found = measure(Path(folder), units=args.units, decisions=args.decisions)
    for name, value in found.items():
        print(f"{name:28} {value}")
    if args.csv:
        text = "figure,value\n" + "".join(f"{name},{value}\n" for name, value in found.items())
        args.csv.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
