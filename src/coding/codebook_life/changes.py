"""The life of a codebook: what was changed, when, by whom, and what became of each code."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from coding.codebook import Codebook
from coding.errors import CodingError, at, did_you_mean
from coding.journal import read_journal

__all__ = [
    "CHANGE_DOS",
    "Carried",
    "Change",
    "CodebookRef",
    "carry_code",
    "carry_scope",
    "position_of",
    "read_changes",
]

CHANGE_DOS = ("edited", "add", "propose", "rename", "merge", "split", "move", "retire")


@dataclass(frozen=True, slots=True)
class CodebookRef:
    """Which codebook: its version as people call it, and the hash of its content."""

    version: str
    sha: str

    @classmethod
    def of(cls, codebook: Codebook) -> CodebookRef:
        """Name a loaded codebook."""
        return cls(codebook.version, codebook.sha)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """
    One change of the codebook.

    Attributes
    ----------
    id : str
        `K-0001`, `K-0002`, …
    time : str
        UTC, ISO 8601.
    by : str
        Who changed it.
    do : str
        One of `CHANGE_DOS`; `edited` stands for changes made by hand in the file.
    codes : tuple of str
        The codes it is about, as they were called before.
    into : tuple of str
        What they became: one code for a rename or merge, two or more for a split, the new parent
        (or none) for a move.
    before, after : CodebookRef
    known : tuple of str
        Every code of the codebook afterwards.
    kept : bool
        For a split: whether the old code stays.
    removed : dict of str to str
        Entries taken out of the file, word for word.
    event : str
        For a proposal: the line of the coder's log.
    reason : str
    line : int
        Line in the file of changes.
    """

    id: str
    time: str
    by: str
    do: str
    codes: tuple[str, ...]
    before: CodebookRef
    after: CodebookRef
    known: tuple[str, ...]
    into: tuple[str, ...] = ()
    kept: bool = False
    removed: tuple[tuple[str, str], ...] = ()
    event: str = ""
    reason: str = ""
    line: int = 0

    def to_json(self) -> dict[str, Any]:
        """Write it as the value of a line; what is empty is left out."""
        full = {
            "id": self.id,
            "time": self.time,
            "by": self.by,
            "do": self.do,
            "codes": list(self.codes),
            "into": list(self.into),
            "before": {"version": self.before.version, "sha": self.before.sha},
            "after": {"version": self.after.version, "sha": self.after.sha},
            "known": list(self.known),
            "kept": self.kept,
            "removed": dict(self.removed),
            "event": self.event,
            "reason": self.reason,
        }
        return {key: value for key, value in full.items() if value not in ("", [], {}, False)}

    def in_words(self) -> str:
        """Say what was done, in one clause."""
        codes, into = ", ".join(self.codes), ", ".join(self.into)
        kept = ", which stays" if self.kept else ""
        return {
            "rename": f"renamed {codes} to {into}",
            "merge": f"merged {codes} into {into}",
            "split": f"split {codes}{kept} into {into}",
            "move": f"moved {codes} under {into or 'no other code'}",
            "add": f"added {codes}",
            "propose": f"proposed {codes}",
            "retire": f"retired {codes}",
            "edited": f"edited the file by hand{': ' + codes if codes else ''}",
        }[self.do]


def read_changes(path: Path) -> tuple[tuple[Change, ...], tuple[CodingError, ...]]:
    """
    Read the file of changes; lines that do not fit are reported, the rest is used.

    Returns
    -------
    changes, problems : tuple of Change, tuple of CodingError
    """
    journal = read_journal(path)
    changes: list[Change] = []
    problems = list(journal.problems)
    for line in journal.lines:
        try:
            changes.append(_decode(line.value, line.number))
        except CodingError as error:
            problems.append(
                CodingError(error.problem, where=at(path, line.number), hint=error.hint)
            )
    return tuple(changes), tuple(problems)


def _decode(value: dict[str, Any], line: int) -> Change:
    do = value.get("do")
    if do not in CHANGE_DOS:
        raise CodingError(f"unknown change {do!r}", hint=did_you_mean(str(do), CHANGE_DOS))
    try:
        return Change(
            id=_text(value["id"]),
            time=_text(value["time"]),
            by=_text(value.get("by", "")),
            do=do,
            codes=_texts(value.get("codes", [])),
            into=_texts(value.get("into", [])),
            before=CodebookRef(_text(value["before"]["version"]), _text(value["before"]["sha"])),
            after=CodebookRef(_text(value["after"]["version"]), _text(value["after"]["sha"])),
            known=_texts(value["known"]),
            kept=value.get("kept") is True,
            removed=tuple((_text(k), _text(v)) for k, v in value.get("removed", {}).items()),
            event=_text(value.get("event", "")),
            reason=_text(value.get("reason", "")),
            line=line,
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise CodingError(f"not a change: {error}") from None


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is not text")
    return value


def _texts(values: object) -> tuple[str, ...]:
    if not isinstance(values, list):
        raise TypeError(f"{values!r} is not a list")
    return tuple(_text(value) for value in values)


def position_of(
    changes: Sequence[Change], ref: CodebookRef | None, known: Collection[str] = ()
) -> int:
    """
    Say how many of the changes had been made when something was decided under a codebook.

    Found by hash, else by version, else by the codes it had: a code that a later change took away
    was still there.

    Parameters
    ----------
    changes : sequence of Change
        In order.
    ref : CodebookRef or None
        The codebook decided under.
    known : collection of str
        Codes known to have been in it.

    Returns
    -------
    int
        Between 0 and the number of changes.
    """
    for name in ("sha", "version") if ref is not None else ():
        wanted = getattr(ref, name)
        for i in range(len(changes) - 1, -1, -1):
            if getattr(changes[i].after, name) == wanted:
                return i + 1
        for i, change in enumerate(changes):
            if getattr(change.before, name) == wanted:
                return i
    for i, change in enumerate(changes):
        if not set(known).isdisjoint(_taken_away(change)):
            return i
    return len(changes)


def _taken_away(change: Change) -> tuple[str, ...]:
    gone = change.do in {"rename", "merge", "retire"} or (change.do == "split" and not change.kept)
    return change.codes if gone else ()


@dataclass(frozen=True, slots=True)
class Carried:
    """
    A code of an earlier codebook in the terms of today's.

    Attributes
    ----------
    code : str
        What it is called now; a retired or split code keeps its last name.
    review : str
        Why a person must look at codings with it again; empty where they need not.
    doubtful : tuple of str
        Codes of today that such a coding might have got instead.
    """

    code: str
    review: str = ""
    doubtful: tuple[str, ...] = ()


def carry_code(changes: Sequence[Change], position: int, code: str) -> Carried:
    """
    Follow a code from the codebook it was given under to today's.

    Examples
    --------
    >>> ref = CodebookRef("1", "")
    >>> rename = Change(
    ...     id="K-0001",
    ...     time="",
    ...     by="A",
    ...     do="rename",
    ...     codes=("old",),
    ...     into=("new",),
    ...     before=ref,
    ...     after=ref,
    ...     known=("new",),
    ... )
    >>> carry_code([rename], 0, "old").code
    'new'
    """
    review = ""
    doubtful: tuple[str, ...] = ()
    for change in changes[position:]:
        doubtful = tuple(name for old in doubtful for name in _after(change, old))
        if code not in change.codes:
            continue
        if change.do in {"rename", "merge"}:
            code = change.into[0]
        elif change.do == "split":
            review = f"{change.id}: {code} was split into {', '.join(change.into)}"
            doubtful = (*doubtful, *change.into)
        elif change.do == "retire":
            review = f"{change.id}: {code} was retired"
    return Carried(code, review, tuple(dict.fromkeys(doubtful)))


def _after(change: Change, code: str) -> tuple[str, ...]:
    """What a code is called after a change; nothing if it is gone."""
    if code not in change.codes:
        return (code,)
    if change.do in {"rename", "merge"}:
        return change.into
    if change.do == "split":
        return (*change.into, code) if change.kept else change.into
    return () if change.do == "retire" else (code,)


def carry_scope(
    changes: Sequence[Change], position: int, known: Iterable[str], scope: Iterable[str]
) -> dict[str, bool]:
    """
    Follow the codes a unit was judged on to today's codebook.

    A merged code was judged only where all its parts were. The parts of a split code were judged
    where the whole was, unless the whole was applied there (then they are in doubt; see `Carried`).

    Parameters
    ----------
    changes : sequence of Change
    position : int
        See `position_of`.
    known : iterable of str
        Every code of the codebook at that moment.
    scope : iterable of str
        Those of them the unit was judged on.

    Returns
    -------
    dict of str to bool
        Today's codes that were judged -> whether directly (True) or as part of a split code.
    """
    there = set(known)
    judged = dict.fromkeys(scope, True)
    for change in changes[position:]:
        if change.do in {"rename", "merge"}:
            into = change.into[0]
            parts = {*change.codes, *({into} & there)}
            direct = all(judged.get(part, False) for part in parts)
            whole = all(part in judged for part in parts)
            for part in parts:
                judged.pop(part, None)
            if whole:
                judged[into] = direct
        elif change.do == "split":
            for old in change.codes:
                if old in judged:
                    for part in change.into:
                        judged.setdefault(part, False)
                    if not change.kept:
                        del judged[old]
        elif change.do == "retire":
            for old in change.codes:
                judged.pop(old, None)
        there = set(change.known)
    return judged
