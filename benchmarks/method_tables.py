"""
Put the measured tables of `results/` into docs/method.md.

    python benchmarks/method_tables.py           # rewrite the page
    python benchmarks/method_tables.py --check   # exit code 1 if the page is behind

A table stands between `<!-- table: name -->` and `<!-- end -->`; nothing between them is written by
hand, so the page cannot say what no script measured.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pandas as pd

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "method.md"
RESULTS = ROOT / "benchmarks" / "results"
PLACE = re.compile(r"(<!-- table: (\w+) -->\n).*?(<!-- end -->)", flags=re.DOTALL)


def main() -> None:
    """Rewrite the page, or check it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[1])
    parser.add_argument("--check", action="store_true", help="change nothing")
    options = parser.parse_args()
    before = PAGE.read_text(encoding="utf-8")
    after = filled(before)
    if options.check:
        sys.exit(int(before != after))
    PAGE.write_text(after, encoding="utf-8", newline="\n")


def filled(page: str) -> str:
    """Return the page with every table as measured."""
    return PLACE.sub(lambda found: found[1] + TABLES[found[2]]() + found[3], page)


def false_positives() -> str:
    """Share of studies without a link in which a test finds one, a column a guide effect."""
    table = _read("false_positives")
    guides = sorted(table["guide"].unique())
    rows = []
    for method in table["method"].unique():
        mine = table[table["method"] == method].set_index("guide")
        cells = [
            f"{percent(mine.loc[g, 'share'])} "
            f"[{percent(mine.loc[g, 'low'], '')}, {percent(mine.loc[g, 'high'], '')}]"
            for g in guides
        ]
        rows.append([method, *cells])
    return markdown(["test at 5 %", *(f"guide effect {g:g}" for g in guides)], rows)


def interval_coverage() -> str:
    """Coverage of nominal 95 % intervals and their mean width, a column a design."""
    table = _read("interval_coverage")
    designs = table[["interviews", "prevalence", "drift"]].drop_duplicates().to_numpy().tolist()
    rows = []
    for quantity, method in table[["quantity", "method"]].drop_duplicates().to_numpy().tolist():
        cells = []
        for interviews, prevalence, drift in designs:
            mine = table[
                (table["quantity"] == quantity)
                & (table["method"] == method)
                & (table["interviews"] == interviews)
                & (table["prevalence"] == prevalence)
                & (table["drift"] == drift)
            ].iloc[0]
            cells.append(f"{percent(mine['share'])} ({mine['width']:.2f})")
        rows.append([quantity, method, *cells])
    heads = [f"{n:g} interviews, code in {percent(p)}, drift {d:g}" for n, p, d in designs]
    return markdown(["of", "interval", *heads], rows)


def alpha_speed() -> str:
    """Time and memory of alpha, a row a size and library."""
    table = _read("alpha_speed")
    rows = [
        [f"{row.units:,}", row.library, f"{row.seconds:g}", f"{row.times_slower:g}", row.peak_mb]
        for row in table.itertuples()
    ]
    return markdown(["units", "library", "seconds", "times slower", "peak memory, MB"], rows)


def bootstrap_speed() -> str:
    """Time of the replicates."""
    table = _read("bootstrap_speed")
    rows = [[row.what, f"{row.seconds:g}", f"{row.times_slower:g}"] for row in table.itertuples()]
    return markdown([f"{table['replicates'][0]:,} replicates", "seconds", "times slower"], rows)


def library_check() -> str:
    """What four libraries answer to the reference cases."""
    table = _read("library_check")
    rows = [
        [row.library, row.metric, row.cases, row.right, row.wrong, row.failures, row.answers_there]
        for row in table.itertuples()
    ]
    heads = ["library", "metric", "cases", "right", "wrong", "fails", "where undefined"]
    return markdown(heads, rows)


def library_recorded() -> str:
    """What is on record of programs that are not run here."""
    table = _read("library_recorded")
    rows = [[row.program, row.metric, row.wrong, row.failed] for row in table.itertuples()]
    return markdown(["program", "metric", "different", "fails"], rows)


def library_causes() -> str:
    """Wrong figures beside what their cause gives."""
    table = _read("library_causes")
    figures = ["right", "recorded", "made_from_cause"]
    rows = [
        [row["program"], row["case"], row["cause"], *(number(row[name]) for name in figures)]
        for row in table.to_dict("records")
    ]
    heads = ["program", "case", "cause", "right", "recorded", "made from the cause"]
    return markdown(heads, rows)


TABLES: dict[str, Callable[[], str]] = {
    "false_positives": false_positives,
    "interval_coverage": interval_coverage,
    "alpha_speed": alpha_speed,
    "bootstrap_speed": bootstrap_speed,
    "library_check": library_check,
    "library_recorded": library_recorded,
    "library_causes": library_causes,
}


def markdown(heads: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Lay rows out as a table."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "".join(f"| {' | '.join(_cell(cell) for cell in line)} |\n" for line in lines)


def percent(share: float, unit: str = " %") -> str:
    """Write a share in percent with one decimal where it has one."""
    return f"{round(100 * share, 1):g}{unit}"


def number(value: float) -> str:
    """Write a coefficient with four decimals, nothing where there is none."""
    return "" if pd.isna(value) else f"{value:.4f}"


def _cell(value: object) -> str:
    empty = isinstance(value, float) and pd.isna(value)
    return "" if empty else str(value).replace("|", r"\|")


def _read(name: str) -> pd.DataFrame:
    return pd.read_csv(RESULTS / f"{name}.csv")


if __name__ == "__main__":
    main()
