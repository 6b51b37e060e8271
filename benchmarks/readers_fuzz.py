"""
Damaged transcripts by the thousand: is every one read, or refused with the documented error.

Run: python benchmarks/readers_fuzz.py [--inputs 20000] [--reader vtt ...] [--save]

For each reader, files of the kind it is for are changed at random (bytes changed, cut out,
repeated, moved, cut short; words of the format put in; for zips also inside their XML) and read as
`coding add` reads them. Counted are files that were read, files that were refused with
`CodingError`, any other error (with the number that makes the file again), and files that took
longer than five seconds of processor time, which are broken off. `--save` writes
benchmarks/results/readers_fuzz.csv. A PDF is read here in this process; the package reads it in one
of its own, which it can end.
"""

from __future__ import annotations

import argparse
import csv
import signal
import sys
from pathlib import Path
from time import process_time
from types import FrameType

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

import mutations  # noqa: E402  # of the tests, found by the line above

RESULTS = ROOT / "benchmarks" / "results" / "readers_fuzz.csv"
LIMIT_S = 5.0


class TooLongError(BaseException):
    """The alarm; no `except Exception` of a library may swallow it."""


def _ring(_signal: int, _frame: FrameType | None) -> None:
    raise TooLongError


def fuzz(reader: str, inputs: int) -> dict[str, object]:
    """Read so many damaged files; count what became of them."""
    found = {"read": 0, "refused": 0, "other_errors": 0, "too_long": 0}
    slowest = 0.0
    for number in range(inputs):
        data = mutations.mutated(reader, number)
        begun = process_time()
        signal.setitimer(signal.ITIMER_PROF, LIMIT_S)
        try:
            found[mutations.outcome(data)] += 1
        except TooLongError:
            found["too_long"] += 1
            print(f"{reader} {number}: longer than {LIMIT_S:g} s")
        except Exception as error:  # what the benchmark is for
            found["other_errors"] += 1
            print(f"{reader} {number}: {type(error).__name__}: {error}"[:200])
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
        slowest = max(slowest, process_time() - begun)
    return {"reader": reader, "inputs": inputs, **found, "slowest_s": round(slowest, 2)}


def main() -> int:
    """Fuzz the readers named, or all; 1 where one fails."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--inputs", type=int, default=20_000)
    parser.add_argument("--reader", action="append", choices=sorted(mutations.SEEDS))
    parser.add_argument("--save", action="store_true")
    args = parser.parse_args()
    signal.signal(signal.SIGPROF, _ring)
    rows = []
    for reader in args.reader or mutations.SEEDS:
        rows.append(fuzz(reader, args.inputs))
        print(rows[-1], flush=True)
    if args.save:
        with RESULTS.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
    return int(any(row["other_errors"] or row["too_long"] for row in rows))


if __name__ == "__main__":
    sys.exit(main())
