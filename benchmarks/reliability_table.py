"""
Measure the table of agreement per code on a study larger than the demonstration.

    python benchmarks/reliability_table.py             # 5 coders, 2,000 units, 45 codes
    python benchmarks/reliability_table.py --logs      # also from coder logs on disk

Seconds depend on the machine and its load; seconds of the processor (all cores together) less so.
Writes `reliability_table.csv` to `results/` beside this script. The promise: under five seconds for
the table with 1,000 replicates.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from coding.codebook import load_codebook
from coding.codings import (
    Codings,
    Judgements,
    LogWriter,
    code_span,
    mark_done,
    read_codings,
    span_of,
)
from coding.reliability import Comparison, compare, disagreements, pairwise, summarise
from coding.schemas import UNITS, frame
from coding.settings import Coder
from coding.text import sha256, short_sha

RESULTS = Path(__file__).parent / "results"
CODERS = ("A", "B", "C", "D", "E")
WORDS = 3


def main() -> None:
    """Measure, print and store."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[1])
    parser.add_argument("--units", type=int, default=2000)
    parser.add_argument("--codes", type=int, default=45)
    parser.add_argument("--interviews", type=int, default=30)
    parser.add_argument("--replicates", type=int, default=1000)
    parser.add_argument("--logs", action="store_true", help="also write and read logs")
    parser.add_argument("--out", type=Path, default=RESULTS)
    options = parser.parse_args()
    cells = coded(options.units, options.codes)
    rows = in_memory(cells, options)
    if options.logs:
        rows += from_logs(cells, options)
    table = pd.DataFrame(rows)
    print(table.to_string(index=False))
    options.out.mkdir(exist_ok=True)
    table.to_csv(options.out / "reliability_table.csv", index=False, lineterminator="\n")


def coded(units: int, codes: int) -> np.ndarray[Any, np.dtype[np.int8]]:
    """Invent cells of five coders: codes in 1 to 10 % of units, a tenth of the yes disputed."""
    rng = np.random.default_rng(7)
    truth = rng.random((units, codes)) < rng.uniform(0.01, 0.1, codes)
    seen = rng.random((len(CODERS), units, codes)) < 0.9
    made = rng.random((len(CODERS), units, codes)) < 0.004
    return ((truth & seen) | made).astype(np.int8)


def _timed(rows: list[dict[str, Any]], step: str, call: Any) -> Any:
    started, used = time.perf_counter(), time.process_time()
    result = call()
    seconds, cpu = time.perf_counter() - started, time.process_time() - used
    rows.append({"step": step, "seconds": round(seconds, 2), "cpu_seconds": round(cpu, 2)})
    return result


def in_memory(
    cells: np.ndarray[Any, np.dtype[np.int8]], options: argparse.Namespace
) -> list[dict[str, Any]]:
    """Time the table, the overall figures and the pairs on cells."""
    documents = documents_of(options)
    names = tuple(f"u{i:05d}" for i in range(options.units))
    codes = tuple(f"code-{i:02d}" for i in range(options.codes))
    nothing = np.zeros(cells.shape[:2], dtype=bool)
    judged = Judgements(CODERS, names, codes, documents, cells, nothing, nothing)
    empty: dict[str, Any] = dict.fromkeys(("codings", "now", "logs"), Codings(()))
    comparison = Comparison(
        own=judged,
        every=judged,
        assisted=nothing,
        imported=nothing,
        late=(),
        units=pd.DataFrame({"document": documents, "unit": names}),
        texts={},
        codebook=None,  # type: ignore[arg-type]  # labels are not asked for here
        types=dict.fromkeys(CODERS, "human"),
        fictive=True,
        reflexive=False,
        **empty,
    )
    rows: list[dict[str, Any]] = []
    size = f"{len(CODERS)} coders x {options.units} units x {options.codes} codes"
    step = f"table and overall, {size}, {options.replicates} replicates"
    _timed(rows, step, lambda: summarise(comparison, replicates=options.replicates))
    _timed(rows, "pairs of coders", lambda: pairwise(comparison, replicates=options.replicates))
    return rows


def documents_of(options: argparse.Namespace) -> tuple[str, ...]:
    """Interview of each unit, as even as it goes."""
    share = -(-options.units // options.interviews)
    return tuple(f"D{i // share:02d}" for i in range(options.units))


def from_logs(
    cells: np.ndarray[Any, np.dtype[np.int8]], options: argparse.Namespace
) -> list[dict[str, Any]]:
    """Write the same codings as logs and time everything from the files on."""
    rows: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        lines = [f"  - {{id: code-{i:02d}}}" for i in range(options.codes)]
        book = folder / "codebook.yaml"
        head = 'schema: 1\nid: bench\nversion: "1.0"\ncodes:\n'
        book.write_text(head + "\n".join(lines) + "\n", encoding="utf-8")
        codebook = load_codebook(book)
        texts, units = texts_and_units(options)
        for c, coder in enumerate(CODERS):
            write_log(folder / f"{coder}.jsonl", codebook, cells[c], units, texts)
        logs = _timed(rows, "read logs", lambda: read_codings(folder, codebook=codebook))
        people = [Coder(coder, "human") for coder in CODERS]
        compared = _timed(
            rows,
            "compare",
            lambda: compare(logs, units, codebook, texts=texts, coders=people, fictive=True),
        )
        _timed(rows, "table from logs", lambda: summarise(compared, replicates=options.replicates))
        found = _timed(rows, "disagreements", lambda: disagreements(compared))
        rows[-1]["step"] += f" ({len(found)} units)"
    return rows


def texts_and_units(options: argparse.Namespace) -> tuple[dict[str, str], pd.DataFrame]:
    """One short sentence a unit."""
    texts: dict[str, str] = {}
    rows = []
    for number, document in enumerate(documents_of(options)):
        text = texts.get(document, "")
        words = f"Zin {number} hier."
        start = len(text)
        texts[document] = f"{text}{words} "
        rows.append(
            {
                "document": document,
                "unit": f"{document}-{number:05d}",
                "turn": 1,
                "start": start,
                "end": start + len(words),
                "text_sha": short_sha(words),
                "episode": 0,
                "guide_question": None,
                "kind": "turn",
                "words": WORDS,
            }
        )
    return texts, frame(rows, UNITS)


def write_log(path: Path, codebook: Any, cells: Any, units: pd.DataFrame, texts: Any) -> None:
    """Write one coder's codings and `done` marks."""
    from coding.disk import RealDisk

    class Quick(RealDisk):
        """A disk that is not waited for: what is measured is reading."""

        def flush(self, handle: int) -> None:
            del handle

    shas = {name: sha256(text) for name, text in texts.items()}
    columns = (units[name].tolist() for name in ("document", "unit", "start", "end"))
    with LogWriter(path, codebook=codebook, round="1", disk=Quick()) as log:
        for number, (document, unit, start, end) in enumerate(zip(*columns, strict=True)):
            sha = shas[document]
            place = span_of(texts[document], document, start, end, unit=unit, text_sha=sha)
            for code in np.flatnonzero(cells[number]):
                code_span(log, place, f"code-{code:02d}")
            mark_done(log, place)


if __name__ == "__main__":
    main()
