"""The coding desk without a screen: what it shows, what a request does, what comes back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from coding.codings import Event, LogWriter, undo
from coding.codings.events import CODES
from coding.desk.blind import DESK_NOTES
from coding.desk.bookmark import Bookmark, read_bookmark, write_bookmark
from coding.desk.keys import key_rows
from coding.desk.marks import DECIDED, Marks
from coding.desk.pages import Page
from coding.desk.queues import next_in_order, next_ranked, recent_codes
from coding.desk.suggesting import Offers, Suggester
from coding.desk.views import claims_view, codebook_view, coding_view, relation_views
from coding.desk.words import screen_words, word
from coding.errors import CodingError
from coding.study import Study

__all__ = ["Session"]

Request = Mapping[str, Any]
Where = tuple[int, int]


class Session:
    """
    One coder at the desk.

    Every request names the unit it is about, so that a key pressed twice cannot hit the next one.
    What `handle` hands back is on disk.

    Parameters
    ----------
    study : Study
    log : LogWriter
        The coder's log, open.
    documents : sequence of (str, str)
        Document id and the name the screen gives it, in reading order.
    language : {'nl', 'en'}
    suggester : Suggester, optional
    blind_units : frozenset of str
        Units everybody sees without suggestions.
    bookmark : Path, optional
        Where the place is kept.
    changes : Path, optional
        `codebooks/changes.jsonl`, told of proposed codes.
    local : bool
        The documents are full texts that stay on this machine.
    notes : sequence of str
        What the coder should know on opening.
    """

    def __init__(
        self,
        study: Study,
        log: LogWriter,
        *,
        documents: Sequence[tuple[str, str]],
        language: str,
        suggester: Suggester | None = None,
        blind_units: frozenset[str] = frozenset(),
        bookmark: Path | None = None,
        changes: Path | None = None,
        local: bool = False,
        notes: Sequence[str] = (),
    ) -> None:
        if not documents:
            raise CodingError("there is nothing to code", hint="`coding add`, then `coding units`")
        self.study = study
        self.log = log
        self.documents = list(documents)
        self.language = language
        self.codebook = study.codebook
        self.changes = changes
        self.notes = list(notes)
        self.opened = len(log.state)
        self._bookmark = bookmark
        self._units = study.local_units if local else study.units
        self._pages: dict[int, Page] = {}
        logs = study.coded.logs
        self._fold = Marks(self.codebook, logs.changes, logs.books)
        self._marks: dict[int, str] = {}
        self._views: dict[str, dict[str, Any] | None] = {}
        self._sent: dict[str, dict[str, Any]] = {}
        self._where = {
            str(unit): str(document)
            for unit, document in zip(self._units["unit"], self._units["document"], strict=True)
        }
        self._numbers = {name: i for i, (name, _) in enumerate(self.documents)}
        self.offers = (
            Offers(log, suggester, self.codebook, blind_units) if suggester is not None else None
        )
        self._used = [
            e.code for e in log.state.events if e.do in CODES and e.code in self.codebook.codes
        ]
        self.queue = "order"
        self.at = self._start()

    # ---- what there is --------------------------------------------------------------------------

    def page(self, document: int) -> Page:
        """
        A document, read when first asked for.

        Raises
        ------
        CodingError
            If the desk has no such document.
        """
        if document not in self._pages:
            if not 0 <= document < len(self.documents):
                raise CodingError(f"the desk has {len(self.documents)} documents")
            name, label = self.documents[document]
            self._pages[document] = Page(
                name,
                label,
                text=self.study.text(name),
                turns=self.study.turns(name),
                units=self._units[self._units["document"] == name],
            )
        return self._pages[document]

    def marks(self, document: int) -> str:
        """One letter a unit: see `coding.desk.marks`."""
        if document not in self._marks:
            self._marks[document] = self._fold.of(self.log.state, self.page(document))
        return self._marks[document]

    def where(self, unit: str) -> Where | None:
        """Document and unit index of a unit id; None where this coder does not have it."""
        document = self._numbers.get(self._where.get(unit, ""))
        if document is None:
            return None
        return document, self.page(document).index[unit]

    def name_of(self, unit: str) -> str:
        """What the screen calls a unit; empty where this coder does not have it."""
        place = self.where(unit)
        return f"{self.documents[place[0]][1]}, {place[1] + 1}" if place is not None else ""

    def _start(self) -> Where:
        """Where the coder was; else after the last decision; else the first open unit."""
        kept = read_bookmark(self._bookmark) if self._bookmark else None
        if kept is not None and kept.document in self._numbers and kept.unit in self._where:
            place = self.where(kept.unit)
            if place is not None:
                self.queue = kept.queue if self._queue_exists(kept.queue) else "order"
                return place
        for event in reversed(self.log.state.events):
            place = self.where(event.unit) if event.unit else None
            if place is not None:
                return place
        return next_in_order(self.marks, len(self.documents), (0, -1)) or (0, 0)

    def _queue_exists(self, queue: str) -> bool:
        if queue == "order":
            return True
        if self.offers is None:
            return False
        return queue == "uncertain" or queue.removeprefix("code:") in self.codebook.codes

    def progress(self) -> list[list[Any]]:
        """Per document: the name on the screen, units, decided, skipped."""
        rows = []
        for i, (_, label) in enumerate(self.documents):
            letters = self.marks(i)
            decided = sum(letter in DECIDED for letter in letters)
            rows.append([label, len(letters), decided, letters.count("s")])
        return rows

    # ---- what the screen gets -------------------------------------------------------------------

    def opening(self) -> dict[str, Any]:
        """Lay out everything the screen needs to begin."""
        return {
            "do": "opened",
            "mode": "code",
            "language": self.language,
            "words": screen_words(self.language),
            "keys": key_rows(self.language),
            "codebook": codebook_view(self.codebook, self.language),
            "claims": claims_view(self.study.claims, self.language),
            "title": self.study.settings.title,
            "coder": self.log.coder,
            "practice": self._bookmark is None,
            "suggesting": self.offers is not None,
            "queue": self.queue,
            "notes": self.notes,
            "progress": self.progress(),
            **self.turn_to(*self.at),
        }

    def turn_to(self, document: int, unit: int) -> dict[str, Any]:
        """Lay a document out, with what stands on it."""
        page = self.page(document)
        page.unit(unit)
        self.at = document, unit
        self._sent = self._standing(page)
        return {
            "document": {**page.view(), "index": document},
            "marks": self.marks(document),
            "codings": list(self._sent.values()),
            **self._rest(document),
            **self._here(),
        }

    def _standing(self, page: Page) -> dict[str, dict[str, Any]]:
        """Codings of a document that stand, as the screen has them."""
        found = {}
        for event in self.log.state.current("codings", page.document):
            if event.id not in self._views:
                self._views[event.id] = coding_view(event, self.log.today(event), page)
            view = self._views[event.id]
            if view is not None:
                found[event.id] = view
        return found

    def _rest(self, document: int) -> dict[str, Any]:
        """Relations, stances and memos of a document, recent codes, drafts."""
        page, state = self.page(document), self.log.state
        relations = state.current("relations", page.document)
        latest = {}
        for event in relations:
            for end in (event.relation.start, event.relation.end) if event.relation else ():
                now = state.latest(end)
                latest[end] = now.id if now is not None else ""
        return {
            "relations": relation_views(relations, latest),
            "stances": [self._stance(e, page) for e in state.current("stances", page.document)],
            "memos": [
                {
                    "id": e.id,
                    "unit": page.index.get(e.unit, -1),
                    "coding": e.target,
                    "note": e.note,
                }
                for e in state.current("memos", page.document)
            ],
            "recent": recent_codes(self._used),
            "drafts": sorted(state.drafts - set(self.codebook.codes)),
        }

    @staticmethod
    def _stance(event: Event, page: Page) -> dict[str, Any]:
        stance = event.stance
        assert stance is not None
        return {
            "id": event.id,
            "unit": page.index.get(event.unit, -1),
            "claim": stance.claim,
            "direction": stance.direction,
            "strength": stance.strength,
            "note": event.note,
        }

    def _here(self) -> dict[str, Any]:
        """Where one is, what is suggested there, and what is saved."""
        document, unit = self.at
        return {
            "at": [document, unit],
            "suggestions": self._suggestions(),
            "saved": self.saved(),
        }

    def saved(self) -> dict[str, Any]:
        """How many decisions the log holds, and the last."""
        acts = sum(e.do not in {"codebook", "offer"} for e in self.log.state.events[self.opened :])
        last = self.log.state.events[-1].id if self.log.state.events else ""
        return {"events": len(self.log.state), "now": acts, "last": last}

    def _suggestions(self) -> list[dict[str, Any]]:
        if self.offers is None:
            return []
        document, unit = self.at
        page = self.page(document)
        place = page.unit_place(unit)
        taken = {view["code"] for view in self._sent.values() if unit in view["units"]}
        taken |= {
            e.code
            for e in self.log.state.current("marks", page.document)
            if e.do == "reject" and e.unit == place.unit
        }
        decided = self.marks(document)[unit] in DECIDED
        return self.offers.show(place, decided=decided, taken=frozenset(taken))

    def shown(self, unit: str) -> bool:
        """Whether suggestions are, or were, visible on a unit."""
        return self.offers is not None and self.offers.seen(unit)

    # ---- moving ---------------------------------------------------------------------------------

    def go(self, document: int, unit: int) -> dict[str, Any]:
        """Move; a move is not a decision, so only the bookmark follows."""
        if document != self.at[0]:
            patch = self.turn_to(document, unit)
        else:
            self.page(document).unit(unit)
            self.at = document, unit
            patch = self._here()
        self.keep_place()
        return patch

    def keep_place(self) -> None:
        """Remember the place for the next time."""
        if self._bookmark is None:
            return
        document, unit = self.at
        page = self.page(document)
        try:
            write_bookmark(self._bookmark, Bookmark(page.document, page.units[unit].id, self.queue))
        except OSError as error:
            self.notes.append(f"{word('place_not_kept', self.language)}: {error}")

    def next_open(self) -> Where | None:
        """The next undecided unit of the reading order one is in."""
        if self.queue == "order" or self.offers is None:
            return next_in_order(self.marks, len(self.documents), self.at)
        suggester = self.offers.suggester
        ranking = (
            suggester.uncertain()
            if self.queue == "uncertain"
            else suggester.likely(self.queue.removeprefix("code:"))
        )
        return next_ranked(ranking, self.where, self.marks)

    def choose_queue(self, queue: str) -> dict[str, Any]:
        """
        Read in another order, from its first open unit on.

        Raises
        ------
        CodingError
            If there is no such order here.
        """
        if not self._queue_exists(queue):
            raise CodingError(f"no reading order {queue!r}", hint="it needs a suggester")
        self.queue = queue
        place = self.next_open() if queue != "order" else None
        return {"queue": queue, **self.go(*(place or self.at))}

    # ---- after a decision -----------------------------------------------------------------------

    def used(self, code: str) -> None:
        """Put a code on a digit."""
        self._used.append(code)

    def after(self, *, move: Where | None = None) -> dict[str, Any]:
        """
        Say what changed on the screen since the last patch.

        Parameters
        ----------
        move : (int, int), optional
            Where to go now.
        """
        document = self.at[0]
        page = self.page(document)
        before = self.marks(document)
        self._marks[document] = now = self._fold.of(self.log.state, page)
        standing = self._standing(page)
        changed = {str(i): b for i, (a, b) in enumerate(zip(before, now, strict=True)) if a != b}
        patch: dict[str, Any] = {
            "put": [view for name, view in standing.items() if name not in self._sent],
            "drop": [name for name in self._sent if name not in standing],
            "marked": changed,
            "decided": [document, sum(letter in DECIDED for letter in now), now.count("s")],
            **self._rest(document),
        }
        self._sent = standing
        return {**patch, **self.go(*(move or self.at))}

    def undone(self, act: Callable[[], Event]) -> dict[str, Any]:
        """Undo or redo, and go where it was."""
        event = self.log.state.get(act().target)
        place = self.where(event.unit) if event.unit else None
        if place is None and event.doc in self._numbers:
            number = self._numbers[event.doc]
            place = self.at if number == self.at[0] else (number, 0)
        patch = {}
        if place is not None and place[0] != self.at[0]:
            self._marks.pop(place[0], None)
            patch = self.turn_to(*place)
        return {**patch, **self.after(move=place), "event": [event.do, event.code]}

    def undo(self) -> dict[str, Any]:
        """
        Undo the last decision that stands; what the desk itself noted stays.

        Raises
        ------
        CodingError
            If there is none.
        """
        target = self.log.state.to_undo()
        if target and self.log.state.get(target).note in DESK_NOTES:
            raise CodingError("there is nothing to undo", hint="what the desk noted itself stays")
        return self.undone(lambda: undo(self.log, target))

    def close(self) -> str:
        """Give the log free and say where it is and what it holds."""
        saved = self.saved()
        self.keep_place()
        self.log.close()
        told = word("closed", self.language)
        return told.format(log=_short(self.log.path, self.study.root), **saved)


def _short(path: Path, root: Path) -> str:
    try:
        return path.resolve().relative_to(root).as_posix()
    except ValueError:
        return path.name
