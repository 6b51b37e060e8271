"""Everything decided in a study, read when first asked for: what the study shows of this room."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path

import pandas as pd

from coding.codebook import Codebook
from coding.codebook_life import Clock, utc_now
from coding.codings.assign import Assignment, assignments_frame, read_assignments
from coding.codings.checks import check_codings
from coding.codings.gather import Codings, read_codings
from coding.codings.history import history
from coding.codings.judgements import Judgements, judge
from coding.codings.log import LogWriter, log_path
from coding.codings.spans import unit_codings
from coding.codings.status import recode_list, status
from coding.codings.tables import (
    codings_frame,
    memos_frame,
    proposals_frame,
    relations_frame,
    resolutions_frame,
    stances_frame,
)
from coding.errors import CodingError, did_you_mean

__all__ = ["Coded", "Places"]


class Places:
    """
    Where a study keeps what is decided in it.

    Parameters
    ----------
    root : Path
        The study's folder.
    """

    def __init__(self, root: Path) -> None:
        self.logs = root / "corpus" / "codings"
        self.changes = root / "codebooks" / "changes.jsonl"
        self.revisions = root / "corpus" / "revisions.jsonl"
        self.assignments = root / "corpus" / "assignments.jsonl"


class Coded:
    """
    What was decided in a study.

    Frames are read when first asked for and kept; ask the study for a new one after coding went on.

    Parameters
    ----------
    root : Path
        The study's folder.
    codebook : Codebook
    units : DataFrame
        Rows of `schemas.UNITS`.
    text : callable
        Document -> canonical text.
    rounds : sequence of str
        Rounds of the study, oldest first; a writer records under the last.
    local : bool
        Also read the logs of texts that stay on this machine.
    """

    def __init__(
        self,
        root: Path,
        *,
        codebook: Codebook,
        units: pd.DataFrame,
        text: Callable[[str], str],
        rounds: Sequence[str] = (),
        local: bool = False,
    ) -> None:
        self.places = Places(root)
        self.codebook = codebook
        self.units = units
        self.rounds = tuple(rounds)
        self._text = text
        self._local = local

    @cached_property
    def logs(self) -> Codings:
        """The folded logs, with the codebook's and the texts' life."""
        return read_codings(
            self.places.logs,
            changes=self.places.changes,
            revisions=self.places.revisions,
            codebook=self.codebook,
            local=self._local,
        )

    @cached_property
    def texts(self) -> dict[str, str]:
        """Canonical texts of the documents that have units."""
        return {name: self._text(name) for name in sorted({*self.units["document"].tolist()})}

    @cached_property
    def codings(self) -> pd.DataFrame:
        """Every coding that stands: rows of `schemas.CODINGS`."""
        return codings_frame(self.logs, texts=self.texts)

    @cached_property
    def on_units(self) -> pd.DataFrame:
        """The same folded to units (C2): rows of `schemas.UNIT_CODINGS`."""
        return unit_codings(self.codings, self.units, self.texts)

    @cached_property
    def relations(self) -> pd.DataFrame:
        """Links between codings: rows of `schemas.RELATIONS`."""
        return relations_frame(self.logs)

    @cached_property
    def stances(self) -> pd.DataFrame:
        """What passages do to claims: rows of `schemas.STANCES`."""
        return stances_frame(self.logs, texts=self.texts)

    @cached_property
    def memos(self) -> pd.DataFrame:
        """Memos: rows of `schemas.MEMOS`."""
        return memos_frame(self.logs)

    @cached_property
    def proposals(self) -> pd.DataFrame:
        """Draft codes: rows of `schemas.PROPOSALS`."""
        return proposals_frame(self.logs, codebook=self.codebook.codes)

    @cached_property
    def resolutions(self) -> pd.DataFrame:
        """Adjudications: rows of `schemas.RESOLUTIONS`."""
        return resolutions_frame(self.logs)

    @cached_property
    def assignments(self) -> tuple[Assignment, ...]:
        """Who codes what, as recorded: one a round."""
        return read_assignments(self.places.assignments)[0]

    @property
    def assigned(self) -> pd.DataFrame:
        """The same as rows of `schemas.ASSIGNMENTS`."""
        return assignments_frame(self.assignments)

    def _pairs(self, rounds: Collection[str] | None) -> list[tuple[str, str]] | None:
        chosen = [a for a in self.assignments if rounds is None or a.round in rounds]
        pairs = {(c, doc) for a in chosen for doc, coders in a.documents.items() for c in coders}
        return sorted(pairs | self.logs.only(rounds=rounds).touched()) if pairs else None

    def judgements(
        self,
        *,
        rounds: Collection[str] | None = None,
        coders: Sequence[str] | None = None,
        codes: Iterable[str] | None = None,
    ) -> Judgements:
        """What each coder knows of each unit and code; see `coding.codings.judge`."""
        names = list(self.codebook.codes if codes is None else codes)
        return judge(self.logs, self.units, self.texts, names, rounds=rounds, coders=coders)

    def history(self, **which: str | None) -> pd.DataFrame:
        """
        Who changed this, when, from what, under which codebook: rows of `schemas.HISTORY`.

        Parameters
        ----------
        **which : str, optional
            `event`, `document`, `unit`, `code` or `coder`; all that are given must hold.

        Raises
        ------
        CodingError
            For another name, or an event or unit that does not exist.
        """
        known = ("event", "document", "unit", "code", "coder")
        for name in which:
            if name not in known:
                raise CodingError(f"history of {name!r}", hint=did_you_mean(name, known))
        return history(self.logs, units=self.units, **which)

    def status(self, *, rounds: Collection[str] | None = None) -> pd.DataFrame:
        """Per coder and document what is decided, skipped, left: rows of `schemas.STATUS`."""
        return status(
            self.logs,
            self.units,
            self.texts,
            list(self.codebook.codes),
            assigned=self._pairs(rounds),
            rounds=rounds,
        )

    def recode_list(self, code: str, *, coders: Sequence[str] | None = None) -> pd.DataFrame:
        """Units not judged on a code yet: rows of `schemas.RECODE`."""
        self.codebook.code(code)
        return recode_list(
            self.logs,
            self.units,
            self.texts,
            list(self.codebook.codes),
            code,
            assigned=self._pairs(None),
            coders=coders,
        )

    def writer(
        self,
        coder: str,
        *,
        round: str = "",  # noqa: A002  # the field's word
        local: bool = False,
        clock: Clock = utc_now,
    ) -> LogWriter:
        """
        Open a coder's log for writing; close it when done.

        Raises
        ------
        BusyError
            If it is open elsewhere.
        """
        return LogWriter(
            log_path(self.places.logs, coder, local=local),
            codebook=self.codebook,
            carrier=self.logs.today,
            round=round or (self.rounds[-1] if self.rounds else ""),
            clock=clock,
        )

    def check(
        self, texts: Mapping[str, str], *, coders: Collection[str] | None = None
    ) -> list[CodingError]:
        """What is wrong with the codings, given every text; see `checks.check_codings`."""
        problems = check_codings(
            self.places.logs, self.logs, self.codebook, self.units, texts, coders=coders
        )
        return [*problems, *read_assignments(self.places.assignments)[1]]
