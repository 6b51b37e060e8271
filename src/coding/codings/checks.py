"""What is wrong with the codings of a study, each with file and line and what to do."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

import pandas as pd

from coding.codebook import Codebook
from coding.codings.copies import find_copies
from coding.codings.events import CODES, Event
from coding.codings.gather import Codings
from coding.codings.state import LogState
from coding.codings.tables import codings_frame, hanging_relations, resolutions_frame
from coding.errors import CodingError, at, did_you_mean
from coding.text import sha256

__all__ = ["check_codings"]


def check_codings(
    folder: Path,
    codings: Codings,
    codebook: Codebook,
    units: pd.DataFrame,
    texts: Mapping[str, str],
    *,
    coders: Collection[str] | None = None,
) -> list[CodingError]:
    """
    Look for everything a person must know of before relying on the codings.

    Unreadable lines, torn ends, broken chains and forks; copies of a log that went their own ways;
    events without effect; passages that are not (or no longer) in the text; unknown documents,
    units, codes and coders; codes that exclude each other on the same words; links without an end;
    adjudications of something that no longer stands.

    Parameters
    ----------
    folder : Path
        `corpus/codings`.
    codings : Codings
    codebook : Codebook
        Today's.
    units : DataFrame
        Rows of `schemas.UNITS`.
    texts : mapping of str to str
        Canonical text of every document of the study.
    coders : collection of str, optional
        Those `study.toml` names.

    Returns
    -------
    list of CodingError
        Not raised; empty where all is well.
    """
    # a mark on a unit that a corrected text has no more speaks about nothing, and is no mistake
    known = {*units["unit"].tolist(), *(u for r in codings.revisions for u in r.units_lost)}
    shas = {name: sha256(text) for name, text in texts.items()}
    return [
        *codings.problems,
        *_copies(folder),
        *_unknown_coders(codings, coders),
        *_twice(codings),
        *_unplaced(codings, texts, shas, known),
        *(p for s, e in codings.current("codings") for p in _unknown_code(s, e, codings, codebook)),
        *_exclusions(codings, codebook),
        *_hanging(codings),
        *_stale(codings),
    ]


def _where(state: LogState, event: Event) -> str:
    return at(state.name, event.line or None)


def _copies(folder: Path) -> Iterator[CodingError]:
    for copy in find_copies(folder):
        hint = f"look what it holds: coding merge {copy.log.name} '{copy.path.name}'"
        yield CodingError(str(copy), where=at(copy.path), hint=hint if copy.ahead else None)


def _unknown_coders(codings: Codings, coders: Collection[str] | None) -> Iterator[CodingError]:
    for log in codings.logs:
        if coders is not None and log.coder not in coders:
            yield CodingError(
                f"study.toml names no coder {log.coder!r}",
                where=at(log.path),
                hint=did_you_mean(log.coder, coders),
            )


def _twice(codings: Codings) -> Iterator[CodingError]:
    """Ids are unique over the logs of a study: adjudications name them."""
    seen: dict[str, str] = {}
    for state in codings.states():
        for event in state.events:
            other = seen.setdefault(event.id, state.name)
            if other != state.name:
                yield CodingError(
                    f"the id {event.id} is in {other} too", where=_where(state, event)
                )


def _unplaced(
    codings: Codings, texts: Mapping[str, str], shas: Mapping[str, str], units: set[str]
) -> Iterator[CodingError]:
    for group in ("codings", "marks", "stances", "memos", "resolutions"):
        for state, event in codings.current(group):
            where = _where(state, event)
            if event.doc and event.doc not in texts:
                hint = did_you_mean(event.doc, texts)
                problem = f"{event.id}: no document {event.doc!r} here"
                yield CodingError(problem, where=where, hint=hint)
                continue
            if event.unit and event.unit not in units:
                yield CodingError(f"{event.id}: no unit {event.unit!r} here", where=where)
            if event.start is not None:
                yield from _misplaced(event, codings, texts, shas, where=where)


def _misplaced(
    event: Event,
    codings: Codings,
    texts: Mapping[str, str],
    shas: Mapping[str, str],
    *,
    where: str,
) -> Iterator[CodingError]:
    now = codings.today(event)
    text = texts[event.doc]
    if now.text_sha != shas[event.doc]:
        yield CodingError(
            f"{event.id} is an orphan: {now.review or 'its text is not the one that is here'}",
            where=where,
            hint=f"restore the text, or: coding reanchor {event.doc}",
        )
    elif not (now.changed or event.was) and text[now.start : now.end] != event.quote:
        yield CodingError(f"{event.id}: its quote is not what stands there", where=where)


def _unknown_code(
    state: LogState, event: Event, codings: Codings, codebook: Codebook
) -> Iterator[CodingError]:
    now = codings.today(event)
    if event.do not in CODES or now.code in codebook.codes or now.review:
        return
    if event.do == "propose" or now.code in state.drafts:
        return
    yield CodingError(
        f"{event.id}: the codebook has no code {now.code!r}, and nothing says what became of it",
        where=_where(state, event),
        hint="changes go through `coding codebook rename|merge|split|retire`;"
        f" {did_you_mean(now.code, codebook.codes)}",
    )


def _exclusions(codings: Codings, codebook: Codebook) -> Iterator[CodingError]:
    """Pairs on the same words that today's codebook does not allow."""
    standing = codings_frame(codings)
    for _, group in standing.groupby(["coder", "document", "text_sha"], sort=True):
        names = ("event", "start", "end", "code")
        rows = list(zip(*(group[name].tolist() for name in names), strict=True))
        shunned = {c: codebook.conflicts(c) for _, _, _, c in rows if c in codebook.codes}
        for i, (first, _, end, code) in enumerate(rows):
            for second, start, _, other in rows[i + 1 :]:
                if start >= end:
                    break
                if other in shunned.get(code, ()):
                    yield CodingError(
                        f"{first} ({code}) and {second} ({other}) stand on the same words and"
                        " exclude each other",
                        hint="one of them is to be changed or taken back",
                    )


def _hanging(codings: Codings) -> Iterator[CodingError]:
    for state, event in hanging_relations(codings):
        yield CodingError(
            f"{event.id} links codings one of which no longer stands", where=_where(state, event)
        )


def _stale(codings: Codings) -> Iterator[CodingError]:
    stale = resolutions_frame(codings)
    stale = stale[stale["stale"].notna()]
    for event, gone in zip(stale["event"], stale["stale"], strict=True):
        yield CodingError(
            f"adjudication {event} weighed {gone}, which no longer stands",
            hint="adjudicate it again",
        )
