"""A coder's log on disk: read it, and be its one writer."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType

from coding.codebook import Codebook
from coding.codebook_life import Clock, CodebookRef, utc_now
from coding.codings.events import Event, check_event
from coding.codings.lines import decode_event, encode_event
from coding.codings.state import LogState, fold_events
from coding.codings.today import Carrier
from coding.disk import DISK, Disk
from coding.errors import CodingError, at
from coding.journal import Journal, Line, read_journal
from coding.journal_writer import JournalWriter

__all__ = ["LOCAL", "Ids", "Log", "LogWriter", "ids_of", "log_path", "number_ids", "read_log"]

Ids = Callable[[int], str]
LOCAL = "local"


def log_path(folder: Path, coder: str, *, local: bool = False) -> Path:
    """Where a coder's log is; codings of local texts have one that git ignores."""
    return (folder / LOCAL if local else folder) / f"{coder}.jsonl"


def number_ids(prefix: str) -> Ids:
    """
    Number events by their line.

    Examples
    --------
    >>> number_ids("A")(123)
    'A-000123'
    """
    return lambda line: f"{prefix}-{line:06d}"


def ids_of(path: Path) -> Ids:
    """Ids for a log: its coder's, kept apart where it is the log of local texts."""
    return number_ids(path.stem + ("-local" if path.parent.name == LOCAL else ""))


@dataclass(frozen=True, slots=True)
class Log:
    """
    A coder's log as read.

    Attributes
    ----------
    path : Path
    coder : str
        Whose it is: the file's name.
    state : LogState
        The folded events.
    problems : tuple of CodingError
        Invalid lines, a torn end, breaks and forks of the chain, events without effect: each with
        file and line. The rest is used.
    head : str
        Hash of the last line.
    """

    path: Path
    coder: str
    state: LogState
    problems: tuple[CodingError, ...]
    head: str


def read_log(path: Path) -> Log:
    """
    Read and fold a coder's log; a file that is not there yet is an empty one.

    Raises
    ------
    CodingError
        If a newer version of this program wrote it, or it cannot be read at all.
    """
    reading = _Reading(path)
    with _collector_paused():
        journal = read_journal(path, each=reading.take)
    return reading.log(journal)


@contextmanager
def _collector_paused() -> Iterator[None]:
    """
    Keep the garbage collector from looking at every event while they are read.

    Reading makes objects by the hundred thousand and no cycles; going through them again and again
    took a third of the time.
    """
    on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if on:
            gc.enable()


class _Reading:
    """A log while it is read, line by line."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.state = LogState(path.stem, name=path.name)
        self.problems: list[CodingError] = []

    def take(self, line: Line) -> None:
        try:
            event = decode_event(line.value, line=line.number)
        except CodingError as error:
            hint = error.hint or "this line is left out; the others are used"
            where = at(self.path, line.number)
            self.problems.append(
                CodingError(error.problem, where=where, expected=error.expected, hint=hint)
            )
            return
        if why := self.state.apply(event):
            problem = f"{event.id} has no effect: {why}"
            self.problems.append(CodingError(problem, where=at(self.path, line.number)))

    def log(self, journal: Journal) -> Log:
        problems = (*journal.problems, *self.problems)
        return Log(self.path, self.path.stem, self.state, problems, journal.head)


class LogWriter:
    """
    The one way to write to a coder's log; holds the file's lock until it is closed.

    An event that comes back from `append` is on disk. Closing does not save anything: everything
    was saved before.

    Parameters
    ----------
    path : Path
        `corpus/codings/<coder>.jsonl`.
    codebook : Codebook
        What is coded with; recorded in the log when it is another than before.
    carrier : Carrier, optional
        The codebook's and the texts' life so far: older codings are compared in today's terms.
    round : str
        Round of coding.
    clock : callable, optional
        Hands back the time as text; see `coding.codebook_life.utc_now`.
    ids : callable, optional
        Line number -> event id.
    disk : Disk, optional
        The file layer; tests give another.

    Attributes
    ----------
    state : LogState
        What stands, up to the last acknowledged event.
    today : Carrier
        See `carrier`.
    problems : tuple of CodingError
        What was wrong in the log on opening, and what was mended.

    Raises
    ------
    BusyError
        If the log is open elsewhere.
    """

    def __init__(
        self,
        path: Path,
        *,
        codebook: Codebook,
        carrier: Carrier | None = None,
        round: str = "",  # noqa: A002  # the field's word, and the name of the field
        clock: Clock = utc_now,
        ids: Ids | None = None,
        disk: Disk = DISK,
    ) -> None:
        self.path = path
        self.coder = path.stem
        self.codebook = codebook
        self.today = carrier or Carrier()
        self.round = round
        self._clock = clock
        self._ids = ids or ids_of(path)
        reading = _Reading(path)
        with _collector_paused():
            self._journal = JournalWriter(
                path, what=f"the log of coder {self.coder}", disk=disk, each=reading.take
            )
        log = reading.log(self._journal.journal)
        self.problems = (*self._journal.notices, *log.problems)
        self.state = log.state
        self._declared = _last_codebook(log.state.events)

    @property
    def head(self) -> str:
        """Hash of the log's last line."""
        return self._journal.head

    def append(self, *events: Event, codebook_first: bool = True) -> tuple[Event, ...]:
        """
        Write events; what comes back is on disk.

        Id, time, coder, codebook and round are filled in where they are empty.

        Parameters
        ----------
        *events : Event
        codebook_first : bool
            Declare today's codebook before them if it was not; not where they bring their own.

        Raises
        ------
        CodingError
            For an invalid event, one that does not fit what stands, or a disk that refuses (then
            `NotWrittenError`); nothing of the call is recorded.
        """
        if not events:
            return ()
        before, lines = len(self.state), self._journal.count
        stamped: list[Event] = []
        try:
            for event in self._with_codebook(events) if codebook_first else events:
                full = self._stamp(event, line=lines + 1 + len(stamped))
                check_event(full)
                if problem := self.state.objection(full):
                    raise CodingError(problem, where=at(self.path))
                self.state.apply(full)
                stamped.append(full)
            self._journal.append([encode_event(event) for event in stamped])
        except BaseException:
            # an interrupt may come when all is on disk already; then it stays
            if self._journal.count == lines and len(self.state) > before:
                self.state = fold_events(
                    self.state.events[:before], coder=self.coder, name=self.path.name
                )
            raise
        self._declared = _last_codebook(stamped) or self._declared
        return tuple(stamped[-len(events) :])

    def _with_codebook(self, events: Iterable[Event]) -> Iterable[Event]:
        """Declare the codebook before the first event under it: its codes are what `all` means."""
        if self._declared != CodebookRef.of(self.codebook):
            yield Event(do="codebook", scope=tuple(self.codebook.codes))
        yield from events

    def _stamp(self, event: Event, *, line: int) -> Event:
        return replace(
            event,
            id=event.id or self._ids(line),
            time=event.time or self._clock(),
            coder=event.coder or self.coder,
            codebook=event.codebook or CodebookRef.of(self.codebook),
            round=event.round or self.round,
            line=line,
        )

    def close(self) -> None:
        """Give the log free."""
        self._journal.close()

    def __enter__(self) -> LogWriter:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def _last_codebook(events: Sequence[Event]) -> CodebookRef | None:
    for event in reversed(events):
        if event.do == "codebook":
            return event.codebook
    return None
