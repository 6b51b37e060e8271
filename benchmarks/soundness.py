"""
Measure what tests and intervals really do in studies of 18 interviews; about five minutes.

    python benchmarks/soundness.py
    python benchmarks/soundness.py --studies 400 --intervals 200   # a quick look

Writes `false_positives.csv` and `interval_coverage.csv` to `results/` beside this script. Seeds are
fixed: the same versions give the same files.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from coding.statistics.soundness import false_positives, interval_coverage

RESULTS = Path(__file__).parent / "results"


def main() -> None:
    """Simulate, print and store both tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[1])
    parser.add_argument("--studies", type=int, default=4000, help="for each guide effect")
    parser.add_argument("--intervals", type=int, default=2000, help="for each kind of study")
    parser.add_argument("--replicates", type=int, default=500, help="of each bootstrap")
    parser.add_argument("--out", type=Path, default=RESULTS)
    options = parser.parse_args()
    options.out.mkdir(exist_ok=True)
    tests = false_positives(studies=options.studies, random_state=2026)
    print(tests.to_string(index=False), flush=True)
    tests.to_csv(options.out / "false_positives.csv", index=False, lineterminator="\n")
    intervals = interval_coverage(
        studies=options.intervals,
        replicates=options.replicates,
        random_state=2026,
    )
    print(intervals.to_string(index=False))
    intervals.to_csv(options.out / "interval_coverage.csv", index=False, lineterminator="\n")


if __name__ == "__main__":
    main()
