"""
Time and memory of export and import: 10,000 codings over 100 documents, in both directions.

    python benchmarks/exchange.py

Each direction runs in a process of its own, so that its peak of memory is its own. The bounds are
10 seconds and 500 MB for each. Prints a table and exits with 1 if a bound is passed.
"""

from __future__ import annotations

import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

DOCUMENTS, CODINGS, CODES = 100, 10_000, 60
SECONDS, MEGABYTES = 10.0, 500.0
WORDS = (  # noqa: SIM905  # readable
    "de een het en toen niet wachten aanvraag bureau overleg gisteren niemand collega vergadering"
    " dossier keuze plan geld tijd mensen systeem computer avond brief antwoord 😀 geïnnoveerd"
).split()


def main() -> int:
    """Run all steps; the number of bounds that were passed."""
    if len(sys.argv) > 1:
        return step(sys.argv[1], Path(sys.argv[2]))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        worst = 0
        print(f"{CODINGS} codings, {DOCUMENTS} documents, {CODES} codes, 4 coders")
        for what in ("make", "export", "import"):
            done = subprocess.run(
                [sys.executable, __file__, what, name], capture_output=True, text=True, check=True
            )
            told = json.loads(done.stdout.splitlines()[-1])
            over = what != "make" and (told["seconds"] > SECONDS or told["megabytes"] > MEGABYTES)
            worst += over
            if what != "make":
                print(
                    f"{what:7} {told['seconds']:6.2f} s (bound {SECONDS:g})"
                    f" {told['megabytes']:6.0f} MB (bound {MEGABYTES:g})"
                    f" {told['processor']:6.2f} s of processor, start and imports included"
                    f"{'  OVER' if over else ''}"
                )
        size = (folder / "study.qdpx").stat().st_size / 1e6
        print(f"the file has {size:.1f} MB; import brought {told['codings']} codings")
    return int(worst > 0)


def step(what: str, folder: Path) -> int:
    """Do one step in this process and say what it took."""
    start = time.perf_counter()
    told = {"make": make, "export": export, "import": bring}[what](folder)
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (
        1024 if sys.platform != "darwin" else 1024**2
    )
    spent = time.process_time()
    found = {"seconds": told.pop("seconds", seconds), "megabytes": peak, "processor": spent}
    print(json.dumps({**found, **told}))
    return 0


def make(folder: Path) -> dict[str, float]:
    """Write a project of another program and found a study of it."""
    from coding.exchange import Options, carry_out_import, plan_import, qdpx_bytes
    from coding.exchange.markup import stable_guid
    from coding.exchange.model import (
        CodeNode,
        CodingRef,
        Losses,
        Project,
        Selection,
        Source,
        User,
    )
    from coding.founding import found_study
    from coding.study import Study

    chance = random.Random(1)
    users = tuple(User(stable_guid("u", str(i)), f"Coder {i}") for i in range(4))
    codes = tuple(CodeNode(stable_guid("c", str(i)), f"Code {i}") for i in range(CODES))
    sources = []
    for number in range(DOCUMENTS):
        turns = [f"{'IR'[i % 2]}: {' '.join(chance.choices(WORDS, k=30))}." for i in range(120)]
        text = "\n\n".join(turns)
        selections = []
        for i in range(CODINGS // DOCUMENTS):
            start = text.index(" ", chance.randrange(len(text) - 400)) + 1
            end = text.index(" ", start + chance.randrange(40, 300))
            user, code = chance.choice(users).guid, chance.choice(codes).guid
            guid = stable_guid("s", str(number), str(i))
            moment = f"2026-01-{1 + i % 28:02d}T10:00:00Z"
            ref = CodingRef(stable_guid(guid), code, user, moment)
            selections.append(
                Selection(guid, start, end, text[start:end], "", user, moment, (ref,))
            )
        sources.append(
            Source(
                stable_guid("d", str(number)), f"D{number:03d}", text, selections=tuple(selections)
            )
        )
    project = Project("Bench", "bench", users=users, codes=codes, sources=tuple(sources))
    (folder / "made.qdpx").write_bytes(qdpx_bytes(project))
    found_study(folder / "study", title="Bench", language="nl")
    study = Study(folder / "study")
    carry_out_import(plan_import(project, Losses(), study, Options(fresh=True)), study)
    return {}


def export(folder: Path) -> dict[str, float]:
    """Export the study."""
    from coding.exchange import export_study
    from coding.study import Study

    start = time.perf_counter()
    export_study(Study(folder / "study"), "qdpx", folder / "study.qdpx")
    return {"seconds": time.perf_counter() - start}


def bring(folder: Path) -> dict[str, float]:
    """Found another study of that export."""
    from coding.exchange import Options, carry_out_import, plan_import, read_qdpx
    from coding.founding import found_study
    from coding.study import Study

    found_study(folder / "again", title="Again", language="nl")
    start = time.perf_counter()
    study = Study(folder / "again")
    found = plan_import(*read_qdpx(folder / "study.qdpx"), study, Options(fresh=True))
    carry_out_import(found, study)
    return {"seconds": time.perf_counter() - start, "codings": found.codings}


if __name__ == "__main__":
    raise SystemExit(main())
