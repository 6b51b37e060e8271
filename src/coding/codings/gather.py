"""All logs of a study, with what happened to its codebook and its texts."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from coding.codebook import Codebook
from coding.codebook_life import Change, CodebookRef, read_changes
from coding.codings.events import CODES, READINGS, Event
from coding.codings.log import LOCAL, Log, read_log
from coding.codings.revisions import Revision, read_revisions
from coding.codings.state import LogState, fold_events
from coding.codings.today import Carrier
from coding.errors import CodingError

__all__ = ["Codings", "log_files", "read_codings"]


@dataclass(frozen=True, slots=True)
class Codings:
    """
    Everything that was decided in a study.

    Attributes
    ----------
    logs : tuple of Log
        One a coder; a coder who codes local texts has a second one for them.
    changes : tuple of Change
        The codebook's life.
    revisions : tuple of Revision
        The texts' life.
    problems : tuple of CodingError
        What is wrong in these files; the rest is used.
    today : Carrier
        Reads old decisions in today's terms.
    books : mapping of CodebookRef to frozenset of str
        Every codebook that a log or a change names, with its codes.
    """

    logs: tuple[Log, ...]
    changes: tuple[Change, ...] = ()
    revisions: tuple[Revision, ...] = ()
    problems: tuple[CodingError, ...] = ()
    today: Carrier = field(default_factory=Carrier)
    books: Mapping[CodebookRef, frozenset[str]] = field(default_factory=dict)

    @property
    def coders(self) -> list[str]:
        """Coders who read units, in order; who only adjudicates or writes memos codes nothing."""
        return sorted({coder for coder, _ in self.touched()})

    def touched(self) -> set[tuple[str, str]]:
        """Coder and document, wherever a coder read something."""
        return {
            (state.coder, event.doc)
            for state in self.states()
            for event in state.events
            if event.do in READINGS and event.doc
        }

    def states(self) -> Iterator[LogState]:
        """The folded logs, by coder."""
        return (log.state for log in sorted(self.logs, key=lambda log: (log.coder, str(log.path))))

    def current(self, group: str) -> Iterator[tuple[LogState, Event]]:
        """Everything of a kind that stands; see `LogState.current`."""
        return ((state, event) for state in self.states() for event in state.current(group))

    def stands(self, event: str) -> bool:
        """Whether an event of any log is in force as it is."""
        return any(event in s and s.standing(event) == "current" for s in self.states())

    def only(
        self, *, rounds: Collection[str] | None = None, coders: Collection[str] | None = None
    ) -> Codings:
        """
        The same study as if only some rounds, or some coders, had been there.

        What a later round changed stands in the earlier round as it was.
        """
        logs = tuple(log for log in self.logs if coders is None or log.coder in coders)
        if rounds is not None:
            logs = tuple(_in_rounds(log, rounds) for log in logs)
        return replace(self, logs=logs)


def _in_rounds(log: Log, rounds: Collection[str]) -> Log:
    kept: list[Event] = []
    ids: set[str] = set()
    for event in log.state.events:
        if event.round not in rounds and event.do != "codebook":
            continue
        ids.add(event.id)
        lost_target = event.do in CODES and event.target and event.target not in ids
        kept.append(replace(event, target="") if lost_target else event)
    state = fold_events(kept, coder=log.coder, name=log.state.name)
    return replace(log, state=state, problems=())


def log_files(folder: Path, *, local: bool = False) -> list[Path]:
    """
    Coder logs of a folder, and of its `local` folder when asked: named after their coder.

    Copies that sync programs leave (`A (conflict).jsonl`) are not among them: nobody reads two
    histories as one by accident.
    """
    found = [*folder.glob("*.jsonl"), *((folder / LOCAL).glob("*.jsonl") if local else ())]
    return sorted(path for path in found if _is_named_after_coder(path))


def _is_named_after_coder(path: Path) -> bool:
    return re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]*", path.stem) is not None


def read_codings(
    folder: Path,
    *,
    changes: Path | None = None,
    revisions: Path | None = None,
    codebook: Codebook | None = None,
    local: bool = False,
) -> Codings:
    """
    Read and fold all logs of a study.

    Parameters
    ----------
    folder : Path
        `corpus/codings`.
    changes, revisions : Path, optional
        `codebooks/changes.jsonl` and `corpus/revisions.jsonl`.
    codebook : Codebook, optional
        Today's: logs that do not say which codes they were made with may mean this one.
    local : bool
        Also read the logs of texts that stay on this machine.

    Raises
    ------
    CodingError
        If a file cannot be read at all, or was written by a newer version of this program.
    """
    made, wrong = read_changes(changes) if changes else ((), ())
    revised, torn = read_revisions(revisions) if revisions else ((), ())
    logs = tuple(
        log for log in map(read_log, log_files(folder, local=local)) if not _is_foreign(log)
    )
    problems = [*wrong, *torn, *(problem for log in logs for problem in log.problems)]
    books = _books(logs, made)
    if codebook is not None:
        books.setdefault(CodebookRef.of(codebook), frozenset(codebook.codes))
    return Codings(logs, made, revised, tuple(problems), Carrier(made, revised), books)


def _books(logs: Iterable[Log], changes: Iterable[Change]) -> dict[CodebookRef, frozenset[str]]:
    books = {change.after: frozenset(change.known) for change in changes}
    for log in logs:
        for event in log.state.events:
            if event.do == "codebook" and event.codebook is not None:
                books[event.codebook] = frozenset(event.scope or ())
    return books


def _is_foreign(log: Log) -> bool:
    """Whether a file holds decisions, none of them of the coder it is named after."""
    events = log.state.events
    return bool(events) and all(event.coder != log.coder for event in events)
