"""What is decided on each unit of a document, kept up as the log grows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from coding.codebook import Codebook
from coding.codebook_life import Change, CodebookRef, carry_scope, position_of
from coding.codings import ALL, Event, LogState
from coding.desk.pages import Page

__all__ = ["DECIDED", "Marks"]

# one letter a unit: open, partly (a code came later), skipped, done, no code applies
OPEN, PARTLY, SKIPPED, DONE, NONE = "o", "p", "s", "d", "z"
DECIDED = frozenset({DONE, NONE})


class Marks:
    """
    Folds marks to one letter a unit.

    A unit is decided when it was read for every code of today's codebook; where a code was added
    since, it is open for that code again (`p`), as in `coding.codings.judge`.

    Parameters
    ----------
    codebook : Codebook
        Today's.
    changes : sequence of Change
        The codebook's life.
    books : mapping of CodebookRef to frozenset of str
        Codes of every codebook a log or change names.
    """

    def __init__(
        self,
        codebook: Codebook,
        changes: Sequence[Change],
        books: Mapping[CodebookRef, frozenset[str]],
    ) -> None:
        self._codes = frozenset(codebook.codes)
        self._today = CodebookRef.of(codebook)
        self._changes = changes
        self._books = books
        self._covered: dict[tuple[CodebookRef | None, tuple[str, ...]], frozenset[str]] = {}

    def _codes_of(self, event: Event) -> frozenset[str]:
        """Today's codes that a mark speaks about."""
        scope = event.scope or ALL
        if event.codebook == self._today and scope == ALL:
            return self._codes
        key = event.codebook, scope
        if key not in self._covered:
            known = self._books.get(event.codebook) if event.codebook else None
            asked = (known or ()) if scope == ALL else scope
            position = position_of(self._changes, event.codebook, known or asked)
            judged = carry_scope(self._changes, position, known or asked, asked)
            self._covered[key] = self._codes.intersection(judged)
        return self._covered[key]

    def of(self, state: LogState, page: Page) -> str:
        """
        Say where every unit of a document stands.

        Returns
        -------
        str
            One letter a unit, in order.
        """
        letters = [OPEN] * len(page.units)
        known: dict[int, frozenset[str]] = {}
        for event in state.current("marks", page.document):
            if event.do == "reject":
                continue
            codes = frozenset() if event.do == "skip" else self._codes_of(event)
            for i in self._units(event, page):
                if event.do == "skip":
                    known[i], letters[i] = frozenset(), SKIPPED
                    continue
                known[i] = known.get(i, frozenset()) | codes
                whole = DONE if event.do == "done" else NONE
                letters[i] = whole if known[i] >= self._codes else PARTLY
        return "".join(letters)

    @staticmethod
    def _units(event: Event, page: Page) -> Sequence[int]:
        if not event.unit:
            return range(len(page.units))
        return [page.index[event.unit]] if event.unit in page.index else []
