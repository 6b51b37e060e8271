"""
Eighteen interviews of 6,000 words: how long adding them and cutting them into units takes.

Run: python benchmarks/readers_speed.py [--interviews 18] [--words 6000] [--form "docx, table"]

The turns of the fictive interviews, repeated up to the number of words, are written out in one
format, read into an empty study in a folder that is thrown away, and cut into units. Prints
seconds of wall and of processor time for each step; the first cut loads spaCy.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path
from time import perf_counter, process_time

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

import builders  # noqa: E402  # of the tests, found by the line above
import transcript_files  # noqa: E402
from coding.corpus.roles import RoleMap, with_speakers  # noqa: E402
from coding.corpus.transcripts import read_transcript  # noqa: E402
from coding.preparation import add_documents, freeze_units, read_documents  # noqa: E402
from coding.text import count_words  # noqa: E402

ROLES = with_speakers(RoleMap(), transcript_files.SPEAKERS)


def long_turns(path: Path, words: int) -> list[tuple[str, str]]:
    """Turns of an interview, repeated up to the number of words."""
    read = read_transcript(path.read_text(encoding="utf-8"), roles=ROLES, where=path.name)
    turns = [(turn.label, turn.text) for turn in read.turns]
    sizes = [count_words(text) for _, text in turns]
    found: list[tuple[str, str]] = []
    total = 0
    while total < words:
        found.append(turns[len(found) % len(turns)])
        total += sizes[(len(found) - 1) % len(turns)]
    return found


def main() -> None:
    """Write, add, cut; print the seconds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--interviews", type=int, default=18)
    parser.add_argument("--words", type=int, default=6000)
    parser.add_argument("--form", choices=transcript_files.WITH_SPEAKERS, default="docx, table")
    args = parser.parse_args()
    write, name = transcript_files.WITH_SPEAKERS[args.form]
    sources = sorted((ROOT / "corpus" / "interviews").glob("*.md"))
    with tempfile.TemporaryDirectory() as folder:
        study = builders.empty_study(Path(folder) / "s", made_up=False)
        files = []
        for i in range(args.interviews):
            files.append(Path(folder) / f"R{i + 1}{Path(name).suffix}")
            files[-1].write_bytes(write(long_turns(sources[i % len(sources)], args.words)))
        wall, cpu = perf_counter(), process_time()
        read = read_documents(study, files, kind="interview", roles=ROLES)
        study = add_documents(study, files, read)
        words = sum(count_words(one.text) for one in read)
        _say(f"added {len(read)} ({args.form}), {words} words", wall, cpu)
        wall, cpu = perf_counter(), process_time()
        study, counts = freeze_units(study)
        _say(f"cut into {sum(counts.values())} units", wall, cpu)


def _say(what: str, wall: float, cpu: float) -> None:
    print(f"{what}: {perf_counter() - wall:.1f} s, {process_time() - cpu:.1f} s of processor")


if __name__ == "__main__":
    main()
