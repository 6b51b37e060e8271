"""What the report shows, read once from an outputs folder: page and Word file start from this."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from coding.files import read_csv
from coding.report.chapters import by_chapter
from coding.report.labels import label
from coding.report.outputs import Record, read_not_made, read_records
from coding.settings import Settings

__all__ = ["PASSAGES", "SIGNED", "Collected", "collect"]

CARD, PASSAGES, BEST_PASSAGES, SIGNED = "Tab10", "Tab11b", "Tab11", "Signoff"
Rows = list[dict[str, str]]


@dataclass(frozen=True, slots=True)
class Collected:
    """
    The outputs of a folder as the report takes them.

    Attributes
    ----------
    folder : Path
    settings : Settings
    chapters : mapping
        Chapter -> records in order.
    card : mapping
        Claim -> its row of the scorecard; empty where there is none.
    passages : mapping
        Claim -> its passages, contradicting ones first; empty where passages are held back.
    not_made : list of (str, str, str)
        Planned outputs that are not there: id, question, reason.
    planned : int
        How many outputs the plan names.
    """

    folder: Path
    settings: Settings
    chapters: Mapping[str, list[Record]]
    card: Mapping[str, dict[str, str]]
    passages: Mapping[str, Rows]
    not_made: list[tuple[str, str, str]]
    planned: int

    @property
    def language(self) -> str:
        """Language of the study's outputs."""
        return self.settings.language

    def word(self, name: str) -> str:
        """A word of the report in that language."""
        return label(name, self.language)

    def rows(self, record: Record) -> Rows:
        """The rows of a table."""
        return read_rows(self.folder / record.files[0])


def read_rows(path: Path) -> Rows:
    """Rows of a table file; none where there is no file."""
    return [row for _, row in read_csv(path)] if path.is_file() else []


def collect(folder: Path, settings: Settings, planned: Mapping[str, str]) -> Collected:
    """
    Read the recorded outputs of a folder.

    Parameters
    ----------
    folder : Path
        The outputs folder, with `records/`, `tables/` and `figures/`.
    settings : Settings
    planned : mapping
        Planned output -> the question it answers, in the order of the plan.
    """
    records = [record for record, _ in read_records(folder)]
    made = {record.id for record in records}
    passages: dict[str, Rows] = {}
    if PASSAGES in made:
        for row in read_rows(folder / "tables" / f"{PASSAGES}.csv"):
            passages.setdefault(row["claim"], []).append(row)
    card = read_rows(folder / "tables" / f"{CARD}.csv") if CARD in made else []
    return Collected(
        folder=folder,
        settings=settings,
        chapters=by_chapter(records, planned=list(planned)),
        card={row["claim"]: row for row in card},
        passages=passages,
        not_made=_not_made(folder, made, planned, settings.language),
        planned=len(planned),
    )


def _not_made(
    folder: Path, made: set[str], planned: Mapping[str, str], language: str
) -> list[tuple[str, str, str]]:
    said = {one["id"]: (one["title"], one["reason"]) for one in read_not_made(folder)}
    unsaid = label("no_notebook", language)
    found = [
        (name, question, said[name][1] if name in said else unsaid)
        for name, question in planned.items()
        if name not in made
    ]
    return found + [
        (name, title, reason)
        for name, (title, reason) in said.items()
        if name not in made and name not in planned
    ]
