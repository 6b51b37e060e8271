"""
How fast the coding log is: writing a decision, reading and folding a long log, opening a study.

    python benchmarks/log.py            # all of it
    python benchmarks/log.py --events 20000

Prints: milliseconds from the call to the acknowledged decision on disk, in an empty log and in a
long one; seconds to fold a log that is in memory, and to read and fold one from disk; seconds to
open a study of 18 interviews with three coders' logs, up to the table of codings and the ratings.
The study and its logs are made up here; the disk is the one of the temporary folder (or --dir).
"""

from __future__ import annotations

import argparse
import random
import statistics
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

from coding.codebook import load_codebook
from coding.codings import (
    Event,
    LogWriter,
    code_span,
    fold_events,
    log_path,
    read_codings,
    read_log,
    span_of,
    undo,
)
from coding.codings.places import placed
from coding.files import write_csv, write_text
from coding.schemas import DOCUMENTS, EPISODES, TURNS, UNITS, frame
from coding.study import open_study
from coding.text import sha256, short_sha

CODES = [f"code-{n:02d}" for n in range(1, 46)]
CODERS = ("A", "B", "C")
INTERVIEWS, UNITS_EACH, CODES_A_UNIT = 18, 60, 3
TARGETS = {"fold": 2.0, "open": 1.0, "write": 50.0}
BOOK = "schema: 1\nid: bench\nversion: '1.0'\ncodes:\n" + "".join(f"  - id: {c}\n" for c in CODES)
SETTINGS = 'schema = 1\ntitle = "Bench"\nfictive = true\n[files]\ncodebook = "codebooks/c.yaml"\n'


def timed(work: Callable[[], object]) -> tuple[float, object]:
    """Seconds a call takes, and what it hands back."""
    start = perf_counter()
    result = work()
    return perf_counter() - start, result


def said(name: str, seconds: float, target: float, unit: str = "s") -> str:
    """One figure beside its target."""
    met = "met" if seconds < target else "NOT MET"
    return f"  {name:<58} {seconds:8.3f} {unit:<2}  target {target:g} {unit}: {met}"


def make_study(folder: Path) -> None:
    """Write a study of made-up interviews, units frozen, without codings."""
    write_text(folder / "study.toml", SETTINGS)
    write_text(folder / "codebooks" / "c.yaml", BOOK)
    rng = random.Random(1)
    words = ["wachten", "antwoord", "niemand", "helpt", "wij", "de", "afdeling", "proef", "geld"]
    documents, units = [], []
    for number in range(1, INTERVIEWS + 1):
        name = f"R{number:02d}"
        said_here = [" ".join(rng.choices(words, k=45)) + "." for _ in range(UNITS_EACH)]
        text = "\n\n".join(said_here)
        turns, position = [], 0
        for turn, part in enumerate(said_here, start=1):
            span = {"document": name, "turn": turn, "start": position, "end": position + len(part)}
            turns.append(
                span | {"speaker": "respondent", "label": "R", "kind": "turn", "line": turn}
            )
            units.append(
                span
                | {
                    "unit": f"{name}-{turn:03d}",
                    "text_sha": short_sha(part),
                    "episode": 1,
                    "kind": "turn",
                    "words": 45,
                }
            )
            position += len(part) + 2
        write_text(folder / "corpus" / "texts" / f"{name}.txt", text)
        write_csv(frame(turns, TURNS), folder / "corpus" / "texts" / f"{name}.turns.csv")
        documents.append(
            {
                "document": name,
                "kind": "interview",
                "language": "nl",
                "path": f"corpus/interviews/{name}.md",
                "sha256": sha256(text),
                "text_sha": sha256(text),
                "reader": "bench",
                "fictive": True,
                "local": False,
            }
        )
    write_csv(frame(documents, DOCUMENTS), folder / "corpus" / "documents.csv")
    write_csv(frame(units, UNITS), folder / "corpus" / "units.csv")
    write_csv(frame([], EPISODES), folder / "corpus" / "episodes.csv")


def code_study(folder: Path) -> int:
    """Let three coders code every unit; hands back how many events that made."""
    study = open_study(folder)
    texts = study.texts()
    count = 0
    for coder in CODERS:
        rng = random.Random(coder)
        events = []
        for row in study.units.itertuples():
            text, start, end = texts[str(row.document)], int(row.start), int(row.end)
            unit = span_of(text, str(row.document), start, end, unit=str(row.unit))
            chosen = rng.sample(CODES, CODES_A_UNIT)
            where = {"presence": "present", **placed(unit)}
            events += [Event(do="code", code=code, **where) for code in chosen]
            done = {"doc": unit.document, "text_sha": unit.text_sha, "unit": unit.unit}
            events.append(Event(do="done", scope=("all",), **done))
        with study.coded.writer(coder) as log:
            log.append(*events)
            count += len(log.state)
    return count


def measure_opening(folder: Path) -> None:
    """Open the study as a notebook does."""
    make_study(folder)
    events = code_study(folder)
    print(f"\nopening a study: {INTERVIEWS} interviews, {len(CODERS)} logs, {events} events")

    def up_to_codings() -> object:
        return open_study(folder).coded.codings

    def up_to_ratings() -> object:
        coded = open_study(folder).coded
        return coded.codings, coded.judgements()

    best = min(timed(lambda: open_study(folder).coded.logs)[0] for _ in range(3))
    print(said("logs read and folded", best, TARGETS["open"]))
    best = min(timed(up_to_codings)[0] for _ in range(3))
    print(said("and the table of codings", best, TARGETS["open"]))
    best = min(timed(up_to_ratings)[0] for _ in range(3))
    print(f"  {'and ratings of every coder, unit and code':<58} {best:8.3f} s")


def measure_writing(log: LogWriter, document: str, *, decisions: int) -> None:
    """Time single decisions on a document in a log as it is."""
    text = "x" * 8 * decisions
    sha = sha256(text)
    took = []
    places = [span_of(text, document, n * 4, n * 4 + 3, text_sha=sha) for n in range(decisions)]
    for place, code in zip(places, CODES * decisions, strict=False):
        begin = perf_counter()
        code_span(log, place, code)
        took.append(1000 * (perf_counter() - begin))
    took.sort()
    name = f"a decision on disk, log of {len(log.state)} events, median"
    print(said(name, statistics.median(took), TARGETS["write"], "ms"))
    print(said("  95th percentile", took[int(0.95 * len(took))], 150.0, "ms"))
    print(f"  {'  undo of the last one':<58} {1000 * timed(lambda: undo(log))[0]:8.3f} ms")


def long_log(events: int) -> list[Event]:
    """A log as a busy team would leave it: codings, changes, marks, undone and redone acts."""
    rng = random.Random(2)
    made: list[Event] = []
    standing: list[str] = []
    while len(made) < events:
        name = f"L-{len(made):06d}"
        span = {"doc": f"R{rng.randrange(18):02d}", "text_sha": "0" * 64, "quote": "abc"}
        span |= {"start": (start := rng.randrange(20_000)), "end": start + 3}
        dice = rng.random()
        if dice < 0.7 or not standing:
            span["code"], span["presence"] = rng.choice(CODES), "present"
            made.append(Event(do="code", id=name, **span))
        elif dice < 0.8:
            target = standing.pop(rng.randrange(len(standing)))
            span["code"], span["presence"] = CODES[0], "absent"
            made.append(Event(do="code", id=name, target=target, **span))
        elif dice < 0.9:
            made.append(
                Event(do="done", doc=span["doc"], unit=f"{span['doc']}-001", scope=("all",))
            )
        elif made[-1].do == "code" and not made[-1].target:
            made.append(Event(do="undo", target=standing.pop()))
            continue
        else:
            continue
        if made[-1].do == "code":
            standing.append(name)
    return made


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[1])
    parser.add_argument("--events", type=int, default=100_000)
    parser.add_argument("--decisions", type=int, default=500)
    parser.add_argument("--dir", type=Path, help="a folder on the disk to be measured")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=args.dir) as name:
        folder = Path(name)
        write_text(folder / "c.yaml", BOOK)
        book = load_codebook(folder / "c.yaml")
        path = log_path(folder / "logs", "A")
        print("writing, each decision flushed to disk")
        with LogWriter(path, codebook=book) as log:
            measure_writing(log, "V", decisions=args.decisions)
            seconds, _ = timed(lambda: log.append(*long_log(args.events)))
            print(f"  {args.events} events in one piece: {seconds:.1f} s")
            measure_writing(log, "W", decisions=args.decisions)
        size = path.stat().st_size / 1e6
        print(f"\nfolding {args.events} events ({size:.0f} MB)")
        events = read_log(path).state.events
        best = min(timed(lambda: fold_events(events, coder="A"))[0] for _ in range(3))
        print(said("fold, events in memory", best, TARGETS["fold"]))
        best = min(timed(lambda: read_log(path))[0] for _ in range(2))
        print(f"  {'read from disk, check every line and the chain, fold':<58} {best:8.3f} s")
        best = timed(lambda: read_codings(path.parent))[0]
        print(f"  {'the same as the study reads it':<58} {best:8.3f} s")
        measure_opening(folder / "study")


if __name__ == "__main__":
    main()
