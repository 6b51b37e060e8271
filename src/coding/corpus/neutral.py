"""Names of files that point to nobody."""

from __future__ import annotations

import re
from collections.abc import Container

__all__ = ["is_neutral", "next_id"]

_WORDS = frozenset(
    re.findall(
        r"\w+",
        "interview interviews gesprek talk transcript transcriptie transcription respondent resp"
        " deelnemer participant case casus pilot proef groep group focusgroep focusgroup ronde"
        " round deel part doc document tekst text audio opname recording verslag versie version v"
        " final def nl en nieuw new oud old corrected gecorrigeerd fictief teams zoom meeting"
        " export",
    )
)
_CODE = re.compile(r"\d+|[A-Z]{1,3}\d{0,4}|[a-z]{1,2}\d{1,4}")


def is_neutral(stem: str) -> bool:
    """
    Whether a file name is made of codes, numbers and words of the trade only.

    Examples
    --------
    >>> [name for name in ("RG1", "interview_03", "gesprek Jansen", "talk-1") if is_neutral(name)]
    ['RG1', 'interview_03', 'talk-1']
    """
    parts = [part for part in re.split(r"[\s._()-]+", stem) if part]
    return bool(parts) and all(
        part.casefold() in _WORDS
        or _CODE.fullmatch(part)
        or re.sub(r"\d+$", "", part.casefold()) in _WORDS
        for part in parts
    )


def next_id(taken: Container[str]) -> str:
    """
    Next free id of a document, `D01`, `D02` and on.

    Examples
    --------
    >>> next_id({"D01", "D02"})
    'D03'
    """
    number = 1
    while f"D{number:02d}" in taken:
        number += 1
    return f"D{number:02d}"
