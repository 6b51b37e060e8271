"""Proposing a code from a passage, in the coder's log and in the codebook's life."""

from __future__ import annotations

from pathlib import Path

from coding.codebook_life import Change, CodebookRef
from coding.codings.actions import propose_code
from coding.codings.events import Event
from coding.codings.log import LogWriter
from coding.codings.places import Place
from coding.journal_writer import JournalWriter

__all__ = ["propose_in_study"]


def propose_in_study(
    log: LogWriter,
    changes: Path,
    place: Place,
    code: str,
    *,
    word: str = "",
    note: str = "",
    by: str = "",
) -> tuple[Event, Change]:
    """
    Draft a code from a passage.

    The passage is coded with the draft in the coder's log; the file of changes names the draft,
    the event and the speaker's word, not the passage: codebooks are shared, texts are not.

    Parameters
    ----------
    log : LogWriter
    changes : Path
        `codebooks/changes.jsonl`.
    place : Place
    code : str
        Id of the draft.
    word, note : str
        The speaker's own word, and what the code would mean.
    by : str
        Who proposes; the coder otherwise.

    Raises
    ------
    CodingError
        As `propose_code`.
    """
    event = propose_code(log, place, code, word=word, note=note)
    ref = CodebookRef.of(log.codebook)
    with JournalWriter(changes, what="the codebook's file of changes") as journal:
        change = Change(
            id=f"K-{journal.count + 1:04d}",
            time=event.time,
            by=by or log.coder,
            do="propose",
            codes=(code,),
            before=ref,
            after=ref,
            known=tuple(log.codebook.codes),
            event=event.id,
            reason="; ".join(filter(None, (f"“{word}”" if word else "", note))),
        )
        journal.append([change.to_json()])
    return event, change
