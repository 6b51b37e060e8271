"""An old decision in today's terms: its code after every change, its place after every revision."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from coding.codebook_life import Carried, Change, CodebookRef, carry_code, position_of
from coding.codings.events import Event
from coding.codings.revisions import Revision

__all__ = ["Carrier", "Today"]


@dataclass(frozen=True, slots=True)
class Today:
    """
    What a decision means today.

    Attributes
    ----------
    code : str
        Its code as it is called now.
    text_sha : str
        The text its positions refer to.
    start, end : int or None
    review : str
        Why a person must look at it again; empty where they need not.
    doubtful : tuple of str
        Codes it might have got instead, had they existed.
    changed : bool
        Whether a revision of the text changed its words.
    """

    code: str
    text_sha: str
    start: int | None
    end: int | None
    review: str = ""
    doubtful: tuple[str, ...] = ()
    changed: bool = False


class Carrier:
    """
    Carries events over the changes of the codebook and the revisions of the texts.

    Parameters
    ----------
    changes : sequence of Change
    revisions : sequence of Revision
    """

    def __init__(self, changes: Sequence[Change] = (), revisions: Sequence[Revision] = ()) -> None:
        self.changes = changes
        self.revisions: dict[str, list[Revision]] = {}
        for revision in revisions:
            self.revisions.setdefault(revision.doc, []).append(revision)
        self._codes: dict[tuple[CodebookRef | None, str], Carried] = {}

    def code(self, event: Event) -> Carried:
        """What became of the event's code."""
        if not self.changes or not event.code:
            return Carried(event.code)
        key = event.codebook, event.code
        if key not in self._codes:
            position = position_of(self.changes, event.codebook, (event.code,))
            self._codes[key] = carry_code(self.changes, position, event.code)
        return self._codes[key]

    def __call__(self, event: Event) -> Today:
        """Say what an event means today."""
        carried = self.code(event)
        today = Today(
            carried.code,
            event.text_sha,
            event.start,
            event.end,
            carried.review,
            carried.doubtful,
        )
        if event.start is None or event.doc not in self.revisions:
            return today
        return self._moved(event, today)

    def _moved(self, event: Event, today: Today) -> Today:
        sha, start, end = event.text_sha, event.start, event.end
        changed, missed = False, ""
        for revision in self.revisions[event.doc]:
            if revision.before != sha:
                continue
            place = revision.moved.get(event.id)
            if place is not None:
                sha, start, end = revision.after, place.start, place.end
                changed, missed = changed or place.changed, ""
            elif event.id in revision.lost:
                missed = f"{revision.id}: {revision.lost[event.id]}"
            else:
                missed = f"{revision.id} revised the text; this was not re-anchored"
        review = "; ".join(filter(None, (today.review, missed)))
        return Today(today.code, sha, start, end, review, today.doubtful, changed)
