"""Copies of one coder's log that went their own ways: seen, shown, and merged only when asked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from coding.codings.events import Event, Origin
from coding.codings.gather import log_files
from coding.codings.lines import decode_event
from coding.codings.log import LOCAL, Ids, LogWriter, ids_of
from coding.codings.state import LogState, fold_events
from coding.errors import CodingError, at
from coding.journal import Line, read_journal

__all__ = ["Copy", "MergePlan", "carry_out_merge", "find_copies", "plan_merge_of_logs"]


@dataclass(frozen=True, slots=True)
class Copy:
    """
    Another file with decisions of a coder.

    Attributes
    ----------
    coder : str
    path : Path
        The copy.
    log : Path
        The coder's log.
    shared : int
        Lines the two begin with in common.
    ahead, behind : int
        Lines only the copy has, and lines only the log has.
    """

    coder: str
    path: Path
    log: Path
    shared: int
    ahead: int
    behind: int

    @property
    def diverged(self) -> bool:
        """Whether both went on after they parted."""
        return self.ahead > 0 and self.behind > 0

    def __str__(self) -> str:
        """Say what to do about it."""
        name = self.path.name
        if not self.ahead:
            return f"{name} is an old copy of {self.log.name}: it holds nothing new, delete it"
        what = "went its own way" if self.diverged else "is ahead"
        return (
            f"{name} {what}: after {self.shared} common lines it has {self.ahead} of its own,"
            f" {self.log.name} has {self.behind}"
        )


def _lines_of(path: Path) -> tuple[Line, ...]:
    return read_journal(path).lines


def _coder_of(lines: Sequence[Line]) -> str:
    coders = [line.value.get("coder") for line in lines]
    return next((coder for coder in coders if isinstance(coder, str)), "")


def _shared(first: Sequence[Line], second: Sequence[Line]) -> int:
    count = 0
    for a, b in zip(first, second, strict=False):
        if a.sha != b.sha:
            break
        count += 1
    return count


def find_copies(folder: Path) -> list[Copy]:
    """
    Find files in the folder of logs that hold another history of a coder's log.

    Sync programs and mail leave them: `A (conflicted copy).jsonl`, `A.sync-conflict-….jsonl`,
    `A-1.jsonl`. Any file ending in `.jsonl` counts whose lines name a coder with another log.

    Parameters
    ----------
    folder : Path
        `corpus/codings`.

    Returns
    -------
    list of Copy
    """
    found = []
    for home in (folder, folder / LOCAL):
        logs = {path.stem: path for path in log_files(home) if path.parent == home}
        for path in sorted(home.glob("*.jsonl")):
            lines = _lines_of(path)
            coder = _coder_of(lines)
            if not coder or coder == path.stem:
                continue
            log = logs.get(coder, home / f"{coder}.jsonl")
            found.append(_compare(path, lines, log, coder))
    return found


def _compare(path: Path, lines: Sequence[Line], log: Path, coder: str) -> Copy:
    own = _lines_of(log)
    shared = _shared(lines, own)
    return Copy(coder, path, log, shared, len(lines) - shared, len(own) - shared)


@dataclass(frozen=True, slots=True)
class MergePlan:
    """
    What a merge would do.

    Attributes
    ----------
    copy : Copy
    taken : tuple of Event
        Events of the copy to be written after the log's last line, with new ids.
    refused : tuple of (Event, str)
        Those that no longer fit there, and why: a person must decide.
    head : str
        Hash of the log's last line when this was planned.
    """

    copy: Copy
    taken: tuple[Event, ...]
    refused: tuple[tuple[Event, str], ...]
    head: str

    def lines(self) -> Iterator[str]:
        """Say it line by line."""
        yield str(self.copy)
        yield f"{len(self.taken)} would be written after {self.copy.log.name}'s last line"
        for event, why in self.refused:
            what = f"{event.do} {event.code}".strip()
            yield f"not taken: {event.id} ({what}, {event.doc or 'no document'}): {why}"


def plan_merge_of_logs(log: Path, copy: Path) -> MergePlan:
    """
    Work out how a copy's own events go into the log; nothing is written.

    Neither file is rewritten: the copy's events are played after the log's last line. Events that
    both files have in substance (the same code on the same span) or that act on something the log
    changed meanwhile are not taken, and listed.

    Parameters
    ----------
    log : Path
        The log that goes on.
    copy : Path
        The other history.

    Raises
    ------
    CodingError
        If the two are of different coders, or the copy holds nothing new.
    """
    own, other = read_journal(log), read_journal(copy)
    coder, theirs = _coder_of(own.lines) or log.stem, _coder_of(other.lines)
    if coder != theirs:
        raise CodingError(
            f"{log.name} is coder {coder}'s, {copy.name} is {theirs or 'nobody'}'s",
            expected="two histories of one coder",
            hint="two coders are compared, never merged",
        )
    compared = _compare(copy, other.lines, log, coder)
    if not compared.ahead:
        raise CodingError(
            f"{copy.name} holds nothing that {log.name} does not",
            hint="it can be deleted" if compared.shared else "is it the right file?",
        )
    state = fold_events(_events(own.lines, log), coder=coder, name=log.name)
    tail = _events(other.lines[compared.shared :], copy)
    taken, refused = _replay(state, tail, other.head, ids=ids_of(log), first=own.count + 1)
    return MergePlan(compared, tuple(taken), tuple(refused), own.head)


def _events(lines: Sequence[Line], path: Path) -> list[Event]:
    events = []
    for line in lines:
        try:
            events.append(decode_event(line.value, line=line.number))
        except CodingError as error:
            raise CodingError(
                error.problem, where=at(path, line.number), hint="repair the line before merging"
            ) from None
    return events


def _replay(
    state: LogState, tail: Sequence[Event], head: str, *, ids: Ids, first: int
) -> tuple[list[Event], list[tuple[Event, str]]]:
    """Play events after a log's end, under new ids; what they act on is renamed along."""
    names: dict[str, str] = {}
    lost: dict[str, str] = {}
    taken: list[Event] = []
    refused: list[tuple[Event, str]] = []
    for event in tail:
        missing = [name for name in _acted_on(event) if name in lost]
        why = f"{missing[0]} was not taken" if missing else _same(state, event)
        fresh = replace(
            _renamed(event, names),
            id=ids(first + len(taken)),
            origin=event.origin or Origin(event.id, head),
        )
        why = why or state.objection(fresh)
        if why:
            refused.append((event, why))
            lost[event.id] = why
        else:
            state.apply(fresh)
            names[event.id] = fresh.id
            taken.append(fresh)
    return taken, refused


def _acted_on(event: Event) -> list[str]:
    relation = event.relation
    ends = [relation.start, relation.end] if relation is not None else []
    return [name for name in (event.target, *ends) if name]


def _renamed(event: Event, names: dict[str, str]) -> Event:
    relation = event.relation
    if relation is not None:
        start, end = (names.get(name, name) for name in (relation.start, relation.end))
        relation = replace(relation, start=start, end=end)
    return replace(event, target=names.get(event.target, event.target), relation=relation)


def _same(state: LogState, event: Event) -> str:
    """The event that says the same already, where there is one."""
    if event.start is None or event.target or not event.code:
        return ""
    for other in state.current("codings", event.doc):
        if (other.start, other.end, other.code) == (event.start, event.end, event.code):
            same = other.presence == event.presence and other.attrs == event.attrs
            return f"{other.id} says {'the same' if same else 'it otherwise'} already"
    return ""


def carry_out_merge(plan: MergePlan, writer: LogWriter) -> Path:
    """
    Write the copy's events into the log, note it, and set the copy aside.

    Parameters
    ----------
    plan : MergePlan
    writer : LogWriter
        Of the log.

    Returns
    -------
    Path
        Where the copy is now: kept, under a name nobody reads as a log.

    Raises
    ------
    CodingError
        If the log grew after the plan was made.
    """
    if writer.head != plan.head:
        raise CodingError(
            f"{plan.copy.log.name} changed after this was planned", hint="plan it again"
        )
    note = (
        f"merged {len(plan.taken)} events of {plan.copy.path.name};"
        f" not taken: {', '.join(event.id for event, _ in plan.refused) or 'none'}"
    )
    writer.append(*plan.taken, Event(do="memo", note=note), codebook_first=False)
    number = 1
    while (aside := plan.copy.path.with_name(f"{plan.copy.path.name}.merged-{number}")).exists():
        number += 1
    plan.copy.path.rename(aside)
    return aside
