"""How the command speaks: plain lines and plain tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["say", "table"]


def say(*lines: object) -> None:
    """Print lines."""
    for line in lines:
        print(line)


def table(frame: pd.DataFrame, columns: Sequence[str], *, empty: str) -> str:
    """Lay columns of a frame out for a terminal; `empty` is what is said of no rows."""
    if frame.empty:
        return empty
    shown = frame[list(columns)].astype("str").where(frame[list(columns)].notna(), "")
    return shown.to_string(index=False)
