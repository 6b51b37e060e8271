"""What is wrong with texts, units and labels of a study."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from coding.corpus.intake import text_paths
from coding.corpus.units import OFF_GUIDE, moved_units
from coding.guide import Guide
from coding.text import sha256

__all__ = ["TEXT_CHANGED", "Problem", "check_cut", "check_episodes", "check_texts", "check_units"]

TEXT_CHANGED = "the text changed after it was stored"


@dataclass(frozen=True, slots=True)
class Problem:
    """
    Something in a study that a person must look at.

    Attributes
    ----------
    where, what, hint : str
        The place, what is wrong there, and what to do.
    blocking : bool
        Whether outputs would be wrong: then `coding reproduce` refuses to make them.
    """

    where: str
    what: str
    hint: str = ""
    blocking: bool = True

    def __str__(self) -> str:
        """Write it as one line and a hint."""
        return f"{self.where}: {self.what}" + (f"\n  hint: {self.hint}" if self.hint else "")


def check_texts(documents: pd.DataFrame, folder: Path, *, root: Path) -> Iterator[Problem]:
    """Find files and canonical texts that are not what was read; paths are told from `root`."""
    columns = ("document", "path", "sha256", "text_sha")
    for name, path, sha, text_sha in zip(*(documents[c] for c in columns), strict=True):
        source = root / str(path)
        turns = text_paths(folder, str(name))[1]
        if not turns.exists():
            yield Problem(
                turns.relative_to(root).as_posix(), f"the turns of {name} are missing", "restore it"
            )
        if source.exists() and sha256(source.read_bytes()) != sha:
            yield Problem(
                str(path),
                "the file is not the one that was read",
                "a corrected transcript goes through `coding reanchor`; else restore the file",
            )
        text = text_paths(folder, str(name))[0]
        place = f"{text.relative_to(root).as_posix()}"
        if not text.exists():
            yield Problem(place, f"the text of {name} is missing", "restore the file")
        elif sha256(text.read_bytes()) != text_sha:
            yield Problem(
                place,
                f"{TEXT_CHANGED}: offsets and codings no longer fit",
                "restore the file; a corrected transcript goes through `coding reanchor`",
            )


def check_units(
    units: pd.DataFrame, texts: Mapping[str, str], *, known: Set[str], place: str, broken: Set[str]
) -> Iterator[Problem]:
    """
    Find units whose document or text is no longer what was frozen.

    Parameters
    ----------
    units : DataFrame
        Rows of `schemas.UNITS`.
    texts : mapping of str to str
        Canonical text of each document that has one.
    known : set of str
        Documents of the study.
    place : str
        The file of units, for messages.
    broken : set of str
        Files that are known to have changed.
    """
    named = sorted(set(units["document"]))
    for name in named:
        if name not in known:
            yield Problem(place, f"units of a document {name} that is not in the study")
    moved = moved_units(units[units["document"].isin(set(texts) & known)], texts)
    if moved:
        shown = ", ".join(moved[:5]) + (f" and {len(moved) - 5} more" if len(moved) > 5 else "")
        yield Problem(
            place,
            f"the text under {len(moved)} units changed since they were frozen: {shown}",
            "restore the text; codings on these units would be orphans" if not broken else "",
        )


def check_cut(frozen: pd.DataFrame, cut: pd.DataFrame, *, place: str) -> Iterator[Problem]:
    """
    Compare frozen units with the texts cut anew: a lost row or a moved turn shows.

    Parameters
    ----------
    frozen, cut : DataFrame
        Rows of `schemas.UNITS`, of the same documents.
    place : str
        The file of units, for messages.
    """
    columns = ["unit", "start", "end", "text_sha"]
    for name in sorted({*frozen["document"], *cut["document"]}):
        old, new = (rows[rows["document"] == name][columns] for rows in (frozen, cut))
        if not old.reset_index(drop=True).equals(new.reset_index(drop=True)):
            yield Problem(
                place,
                f"{name} has {len(old)} frozen units; its turns, cut by the study's rule, give"
                f" {len(new)} or other ones",
                "restore units.csv, the turns or the rule in study.toml",
            )


def check_episodes(episodes: pd.DataFrame, guide: Guide | None) -> Iterator[Problem]:
    """Find labels of turns that the guide does not have, or that nobody confirmed."""
    if guide is None:
        return
    known = {*guide.questions, OFF_GUIDE}
    for row in episodes.itertuples():
        if row.guide_question not in known:
            yield Problem(
                "corpus/episodes.csv",
                f"{row.document} turn {row.turn}: no guide question {row.guide_question!r}",
                "an id of the guide, or buiten-gids",
            )
    proposed = int((episodes["by"] == "proposed").sum())
    if proposed:
        yield Problem(
            "corpus/episodes.csv",
            f"{proposed} labels are the program's proposals; nobody confirmed them",
            "put your initials in the column `by`, or coding episodes --confirm INITIALS",
            blocking=False,
        )
