#!/usr/bin/env python3
"""
Write docs/frames.md from the schemas in the code, so that the two cannot differ.

Run: python tools/frames.py
"""

from __future__ import annotations

from pathlib import Path

from coding.schemas import SCHEMAS, Schema

PAGE = Path(__file__).resolve().parents[1] / "docs" / "frames.md"
HEAD = """\
# Frames and table files

Made from `src/coding/schemas` by `python tools/frames.py`; a test compares. Positions are
half-open code-point offsets in the canonical text. An empty cell is a missing value. Tables are
UTF-8 with LF, numbers have six significant digits.
"""


def page() -> str:
    """The whole page."""
    return HEAD + "".join(map(section, SCHEMAS))


def section(schema: Schema) -> str:
    """One frame: what a row is, where it is stored, its columns."""
    lines = [f"\n## {schema.name}\n", f"One row: {schema.about}."]
    if schema.file:
        lines.append(f"File: `{schema.file}`.")
    if schema.key:
        lines.append(f"No two rows share: {', '.join(f'`{name}`' for name in schema.key)}.")
    lines += [
        f"Order: {', '.join(f'`{name}`' for name in schema.order)}.",
        "",
        "| column | type | may be empty | meaning |",
        "|---|---|---|---|",
    ]
    for column in schema.columns:
        allowed = f": {', '.join(f'`{c}`' for c in column.choices)}" if column.choices else ""
        empty = "yes" if column.optional else ""
        lines.append(f"| `{column.name}` | {column.kind} | {empty} | {column.meaning}{allowed} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8", newline="\n")
