"""Meaning units: a person marks them on a sheet with the text, by what is said, not by size."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence

import pandas as pd

from coding.corpus.tokens import mark_spans
from coding.corpus.units import UnitRule, episode_of, stretches
from coding.errors import CodingError, at
from coding.schemas import UNITS, frame
from coding.text import count_words, mask, normalise, short_sha

__all__ = ["CLOSE", "OPEN", "marked_units", "read_sheet", "sheet_document", "write_sheet"]

OPEN, CLOSE = "{{", "}}"
_FIRST = re.compile(r"# Units of (?P<document>\S+), text (?P<sha>[0-9a-f]{12})")
_TURN = re.compile(r"#(?P<turn>\d+) (?P<speaker>\w+)")
_ADVICE = f"""\
# Put {OPEN} before and {CLOSE} after each unit of meaning, nothing else. Everything outside is no
# unit. Only what a respondent says can be one; a unit may run on over a short noise of the
# interviewer. Leave words and # lines as they are.
"""


def write_sheet(
    document: str, text: str, turns: pd.DataFrame, *, units: pd.DataFrame | None = None
) -> str:
    """
    Write the sheet a lead coder marks units on.

    Parameters
    ----------
    document, text : str
    turns : DataFrame
        Rows of `schemas.TURNS` of the document.
    units : DataFrame, optional
        Units to start from; their marks are on the sheet.

    Raises
    ------
    CodingError
        If the text itself holds the marks.
    """
    if OPEN in text or CLOSE in text:
        raise CodingError(f"the text holds {OPEN} or {CLOSE}, which mark units", where=document)
    marks: dict[int, str] = {}
    if units is not None:
        for start, end in zip(units["start"], units["end"], strict=True):
            marks[int(start)] = marks.get(int(start), "") + OPEN
            marks[int(end)] = CLOSE + marks.get(int(end), "")
    parts = [f"# Units of {document}, text {short_sha(text)}\n", _ADVICE]
    for turn, speaker, start, end in _rows(turns):
        said = []
        before = start
        for place in sorted(place for place in marks if start <= place <= end):
            said += [text[before:place], marks.pop(place)]
            before = place
        parts.append(f"\n#{turn} {speaker}\n{''.join(said)}{text[before:end]}\n")
    return "".join(parts)


def _rows(turns: pd.DataFrame) -> Iterator[tuple[int, str, int, int]]:
    columns = (turns[name].tolist() for name in ("turn", "speaker", "start", "end"))
    for turn, speaker, start, end in zip(*columns, strict=True):
        yield int(turn), str(speaker), int(start), int(end)


def sheet_document(sheet: str, *, where: str) -> tuple[str, str]:
    """
    Which document a sheet is of, and the short hash of its text.

    Raises
    ------
    CodingError
        If the first line is not the one `write_sheet` writes.
    """
    found = _FIRST.match(sheet)
    if not found:
        raise CodingError(
            "this is no sheet of units",
            where=at(where, 1),
            hint="make one: coding units --mark DOC",
        )
    return found["document"], found["sha"]


def read_sheet(sheet: str, text: str, turns: pd.DataFrame, *, where: str) -> list[tuple[int, int]]:
    r"""
    Read the units marked on a sheet; the words on it must be those of the text.

    Parameters
    ----------
    sheet : str
        The sheet, marked; white space may be laid out otherwise than in the text.
    text : str
        The canonical text.
    turns : DataFrame
        Rows of `schemas.TURNS` of the document.
    where : str
        Name of the sheet, for messages.

    Returns
    -------
    list of (int, int)
        Half-open spans in the text, in order.

    Raises
    ------
    CodingError
        If words or turns were changed, or marks do not pair; names the line.
    """
    lines = normalise(sheet).split("\n")
    heads = [(i, found) for i, line in enumerate(lines) if (found := _TURN.fullmatch(line.strip()))]
    rows = list(_rows(turns))
    if [(int(found["turn"]), found["speaker"]) for _, found in heads] != [
        (turn, speaker) for turn, speaker, _, _ in rows
    ]:
        raise CodingError(
            "the # lines are not the turns of the text", where=where, hint="make a new sheet"
        )
    places: list[tuple[str, int, int]] = []
    ends = [i for i, _ in heads[1:]] + [len(lines)]
    for (head, _), end, (_, _, first, last) in zip(heads, ends, rows, strict=True):
        body = "\n".join(lines[head + 1 : end])
        for mark, place, line in _marks(body, text[first:last], where=where, line=head + 2):
            places.append((mark, first + place, line))
    return _paired(places, text, where=where)


def _marks(body: str, said: str, *, where: str, line: int) -> Iterator[tuple[str, int, int]]:
    """Walk over a turn on the sheet and in the text together: mark, place in the turn, line."""
    i = j = 0
    while j < len(body):
        if body.startswith((OPEN, CLOSE), j):
            yield body[j : j + 2], i, line
            j += 2
        elif body[j].isspace():
            line += body[j] == "\n"
            j += 1
            # white space may be laid out anew, but not come between the letters of a word
            around = said[i - 1 : i + 1] if i else ""
            in_word = len(around) == 2 and not any(map(str.isspace, around))
            if in_word and body[j:].strip(" \n{}"):
                _refuse(said, i, where=where, line=line)
            while i < len(said) and said[i].isspace():
                i += 1
        elif i < len(said) and said[i] == body[j]:
            i, j = i + 1, j + 1
        else:
            _refuse(said, i, where=where, line=line)
    if said[i:].strip():
        _refuse(said, i, where=where, line=line)


def _refuse(said: str, i: int, *, where: str, line: int) -> None:
    raise CodingError(
        "the words on the sheet are not those of the text",
        where=at(where, line),
        expected=f"{said[max(0, i - 20) : i + 20]!r}",
        hint="a corrected text goes through `coding reanchor` first",
    )


def _paired(
    places: Sequence[tuple[str, int, int]], text: str, *, where: str
) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    begun: tuple[int, int] | None = None
    for mark, place, line in places:
        if (mark == OPEN) == (begun is not None):
            raise CodingError(
                f"{mark} without {CLOSE if mark == OPEN else OPEN} before it",
                where=at(where, line),
                expected="units one after the other, none inside another",
            )
        if begun is None:
            begun = place, line
            continue
        part = text[begun[0] : place]
        start = begun[0] + len(part) - len(part.lstrip())
        end = begun[0] + len(part.rstrip())
        if end <= start:
            raise CodingError("a unit without words", where=at(where, line))
        spans.append((start, end))
        begun = None
    if begun is not None:
        raise CodingError(f"{OPEN} without {CLOSE} after it", where=at(where, begun[1]))
    return spans


def marked_units(
    spans: Sequence[tuple[int, int]],
    turns: pd.DataFrame,
    text: str,
    *,
    rule: UnitRule,
    questions: Mapping[int, str] | None = None,
    where: str = "the sheet",
) -> pd.DataFrame:
    """
    Make units of spans that a person marked.

    Parameters
    ----------
    spans : sequence of (int, int)
        Half-open, in order, not overlapping.
    turns : DataFrame
        Rows of `schemas.TURNS` of the document.
    text : str
    rule : UnitRule
        Says which noises of the interviewer a unit may run over.
    questions : mapping of int to str, optional
        See `corpus.units.cut_units`.
    where : str
        For messages.

    Returns
    -------
    DataFrame
        Rows of `schemas.UNITS`.

    Raises
    ------
    CodingError
        If a unit holds what is not the respondent's (or not codable in literature).
    """
    document = str(turns["document"].iloc[0]) if len(turns) else ""
    homes = list(stretches(turns, text, rule=rule))
    starts = [home.start for home in homes]
    numbers = {start: turn for turn, _, start, _ in _rows(turns)}
    firsts = sorted(numbers)
    rows: list[dict[str, object]] = []
    for start, end in spans:
        home = homes[bisect_right(starts, start) - 1] if bisect_right(starts, start) else None
        if (
            home is None
            or end > home.end
            or any(a <= start < b or a < end <= b for a, b in home.inside)
        ):
            raise CodingError(
                f"a unit that is not within what one respondent says: {text[start:end][:40]!r}",
                where=where,
                hint="close it before the interviewer's turn and open another one after it",
            )
        turn = numbers[firsts[bisect_right(firsts, start) - 1]]
        episode, question = episode_of(home.turn, home.kind, questions)
        inside = [
            (max(a, start) - start, min(b, end) - start)
            for a, b in home.inside
            if a < end and b > start
        ]
        said = mask(text[start:end], inside)
        rows.append(
            {
                "document": document,
                "unit": f"{document}-{len(rows) + 1:03d}",
                "turn": turn,
                "start": start,
                "end": end,
                "text_sha": short_sha(text[start:end]),
                "episode": episode,
                "guide_question": question if home.kind == "turn" else None,
                "kind": home.kind,
                "words": count_words(mask(said, mark_spans(said))),
            }
        )
    return frame(rows, UNITS)
