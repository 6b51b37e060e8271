"""What other programs record of documents and this one has no column for: kept, and exported."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from coding.schemas import Column, Schema, empty_frame, read_frame

__all__ = ["ATTRIBUTES", "attributes_path", "read_attributes"]

ATTRIBUTES = Schema(
    "attributes",
    "one value another program records of a document",
    (
        Column("document", "text", "id of the document"),
        Column("name", "text", "name of the variable"),
        Column("value", "text", "its value, as it came"),
    ),
    key=("document", "name"),
    order=("document", "name"),
)


def attributes_path(root: Path) -> Path:
    """Where they are: beside the texts, which git ignores in a real study."""
    return root / "corpus" / "texts" / "attributes.csv"


def read_attributes(root: Path) -> pd.DataFrame:
    """
    Values of a study's documents, as rows of `ATTRIBUTES`.

    Raises
    ------
    CodingError
        If the table is damaged.
    """
    path = attributes_path(root)
    return read_frame(path, ATTRIBUTES) if path.exists() else empty_frame(ATTRIBUTES)
