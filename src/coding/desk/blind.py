"""Reading blind: neutral names in shuffled order, and who could not be blind."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from coding.codings import LogWriter, write_memo
from coding.text import sha256

__all__ = ["DESK_NOTES", "INTERVIEWED", "SEEN", "neutral_order", "record_unmasked", "unmasked"]

_KINDS = {
    "interview": ("Interview", "Interview"),
    "literature": ("Tekst", "Text"),
    "reading-note": ("Leesnotitie", "Reading note"),
}
# the record a later analysis finds again, whatever the language of the screen
INTERVIEWED = "unmasked: this coder did the interview"
SEEN = "unmasked: opened with document ids, role and case in sight"
DESK_NOTES = (INTERVIEWED, SEEN)


def neutral_order(
    documents: pd.DataFrame, *, coder: str, seed: int, language: str
) -> list[tuple[str, str]]:
    """
    Shuffle documents for one coder and give each a name that says nothing of role or case.

    The order is that of SHA-256 over seed, coder and document: the same each time, another for
    each coder, so that tiredness and practice do not fall on the same interviews.

    Parameters
    ----------
    documents : DataFrame
        Rows of `schemas.DOCUMENTS`.
    coder : str
    seed : int
    language : {'nl', 'en'}

    Returns
    -------
    list of (str, str)
        Document id and neutral name, in reading order.
    """
    kinds = dict(zip(documents["document"], documents["kind"], strict=True))
    names = sorted(
        documents["document"].tolist(),
        key=lambda name: (
            kinds[name] != "interview",
            sha256("\n".join([str(seed), "desk", coder, name])),
        ),
    )
    which = 0 if language == "nl" else 1
    return [(name, f"{_KINDS[kinds[name]][which]} {i}") for i, name in enumerate(names, start=1)]


def record_unmasked(log: LogWriter, documents: Iterable[str], why: str) -> None:
    """Note in the coder's log, once, that a document was not read blind."""
    there = {(memo.doc, memo.note) for memo in log.state.current("memos")}
    for document in documents:
        if (document, why) not in there:
            write_memo(log, why, document=document)


def unmasked(memos: pd.DataFrame) -> list[tuple[str, str]]:
    """
    Who read what without being blind.

    Parameters
    ----------
    memos : DataFrame
        Rows of `schemas.MEMOS`, e.g. `study.coded.memos`.

    Returns
    -------
    list of (str, str)
        Coder and document, sorted.
    """
    rows = memos[memos["note"].isin(DESK_NOTES)]
    return sorted({(str(c), str(d)) for c, d in zip(rows["coder"], rows["document"], strict=True)})
