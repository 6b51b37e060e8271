"""Folding one coder's log: what stands, what was replaced, taken back or undone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from coding.codings.events import CODES, MARKS, Event
from coding.errors import CodingError

__all__ = ["STANDINGS", "LogState", "fold_events"]

# what may become of an event
STANDINGS = ("current", "replaced", "removed", "undone", "void")

_GROUP_OF = {
    **dict.fromkeys(CODES, "codings"),
    **dict.fromkeys((*MARKS, "reject"), "marks"),
    "memo": "memos",
    "relate": "relations",
    "stance": "stances",
    "resolve": "resolutions",
}
_IN_FORCE = ("current", "replaced")
# what can be undone: everything a coder decides; offers and codebooks are facts, not decisions
_ACTS = frozenset({*_GROUP_OF, "uncode"})
# what a target means, by action: a newer form of the same thing
_REPLACES = frozenset({*CODES, "relate", "stance", "resolve"})


class LogState:
    """
    The state of one coder's log; each event updates it in time that does not grow with the log.

    An event that does not fit what stands (it takes back what is gone, say) is void: it changes
    nothing and is listed with its reason. The writer refuses such events, so they occur only in
    logs changed by other hands.

    Parameters
    ----------
    coder : str
    name : str
        The file, for messages.

    Attributes
    ----------
    events : list of Event
        All of them, in file order.
    voids : list of (Event, str)
        Events without effect, and why.
    """

    def __init__(self, coder: str, *, name: str = "") -> None:
        self.coder = coder
        self.name = name or coder
        self.events: list[Event] = []
        self.voids: list[tuple[Event, str]] = []
        self._place: dict[str, int] = {}
        self._standing: dict[str, str] = {}
        self._successor: dict[str, str] = {}
        self._undone_by: dict[str, str] = {}
        self._acts: dict[str, None] = {}
        self._redoable: list[str] = []
        self._groups: dict[str, dict[str, dict[str, Event]]] = {}
        self._drafts: dict[str, int] = {}

    def __contains__(self, event: str) -> bool:
        return event in self._place

    def __len__(self) -> int:
        return len(self.events)

    def get(self, event: str) -> Event:
        """
        Look an event up by id.

        Raises
        ------
        CodingError
            If the log has no such event.
        """
        if event not in self._place:
            raise CodingError(f"{self.name} has no event {event!r}")
        return self.events[self._place[event]]

    def place(self, event: str) -> int:
        """Position of an event in the log, counted from 0."""
        return self._place[event]

    def standing(self, event: str) -> str:
        """What became of an event: one of `STANDINGS`."""
        return self._standing[event]

    def successor(self, event: str) -> str:
        """The event that replaced or took back this one; empty if none did."""
        return self._successor.get(event, "")

    def undone_by(self, event: str) -> str:
        """The undo that took this one out of force; empty if it is in force."""
        return self._undone_by.get(event, "")

    def latest(self, event: str) -> Event | None:
        """Follow a decision to the form it has now; None if it was taken back or undone."""
        while self._standing.get(event) == "replaced":
            event = self._successor[event]
        return self.get(event) if self._standing.get(event) == "current" else None

    def current(self, group: str, doc: str | None = None) -> list[Event]:
        """
        What stands now, in file order.

        Parameters
        ----------
        group : {'codings', 'marks', 'memos', 'relations', 'stances', 'resolutions'}
        doc : str, optional
            Only of this document.
        """
        by_doc = self._groups.get(group, {})
        found: Iterator[Event]
        if doc is None:
            found = (event for events in by_doc.values() for event in events.values())
        else:
            found = iter(by_doc.get(doc, {}).values())
        return sorted(found, key=lambda event: self._place[event.id])

    @property
    def drafts(self) -> set[str]:
        """Codes this coder proposed; they may be used before the codebook has them."""
        return {code for code, count in self._drafts.items() if count}

    def to_undo(self) -> str:
        """The event a plain undo would take back; empty if there is none."""
        return next(reversed(self._acts), "")

    def to_redo(self) -> str:
        """The event a plain redo would bring back; empty after a new act or at the end."""
        return self._redoable[-1] if self._redoable else ""

    def objection(self, event: Event) -> str:
        """Say why an event does not fit what stands; empty if it does."""
        if event.coder != self.coder:
            return f"it is coder {event.coder}'s, in the log of {self.coder}"
        if event.id in self._place:
            return f"the id {event.id} is used on line {self.get(event.id).line} already"
        if event.do == "undo":
            return self._against_undo(event.target)
        if event.do == "redo":
            return self._against_redo(event.target)
        if event.do == "uncode" or (event.target and event.do in _REPLACES):
            return self._against_replacing(event)
        return self._against_relating(event)

    def _against_relating(self, event: Event) -> str:
        ends = (event.relation.start, event.relation.end) if event.relation else ()
        for end in ends:
            if end not in self._place or self.get(end).do not in CODES:
                return f"there is no coding {end} to relate"
        return ""

    def _against_undo(self, target: str) -> str:
        standing = self._standing.get(target)
        if standing is None:
            return f"there is no event {target} to undo"
        if self.get(target).do not in _ACTS:
            return f"{target} ({self.get(target).do}) is not something one can undo"
        if standing in {"replaced", "removed"}:
            return f"{target} was changed by {self._successor[target]}: undo that first"
        return "" if standing == "current" else f"{target} is {standing} already"

    def _against_redo(self, target: str) -> str:
        if self._standing.get(target) != "undone":
            return f"{target} was not undone"
        replaced = self._replaced_by(self.get(target))
        if replaced and self._standing[replaced] != "current":
            return f"{target} changed {replaced}, which is {self._standing[replaced]} now"
        return ""

    def _against_replacing(self, event: Event) -> str:
        target = event.target
        standing = self._standing.get(target)
        if standing is None:
            return f"there is no event {target}"
        old = self.get(target)
        if event.do == "accept" and old.do == "offer":
            return ""
        if old.do not in _GROUP_OF:
            return f"{target} ({old.do}) is not something that stands"
        if event.do != "uncode" and _GROUP_OF[event.do] != _GROUP_OF[old.do]:
            return f"{event.do} cannot replace {target}, which is {old.do}"
        if standing in {"replaced", "removed"}:
            return f"{target} was {standing} by {self._successor[target]} already"
        return "" if standing == "current" else f"{target} is {standing}"

    def _replaced_by(self, event: Event) -> str:
        """The event whose place this one takes; empty if it takes none."""
        takes = event.do == "uncode" or event.do in _REPLACES
        if not takes or not event.target or self.get(event.target).do == "offer":
            return ""
        return event.target

    def apply(self, event: Event) -> str:
        """
        Take in the next event of the log.

        Returns
        -------
        str
            Why it is void; empty if it has effect.
        """
        problem = self.objection(event)
        self._place.setdefault(event.id, len(self.events))
        self.events.append(event)
        if problem:
            self.voids.append((event, problem))
            self._standing.setdefault(event.id, "void")
        elif event.do in _ACTS:
            self._put_in(event)
            self._redoable.clear()
        else:
            self._standing[event.id] = "current"
            self._go_back_or_forth(event)
        return problem

    def _go_back_or_forth(self, event: Event) -> None:
        if event.do == "undo":
            self._take_out(self.get(event.target), by=event.id)
            self._redoable.append(event.target)
        elif event.do == "redo":
            self._put_in(self.get(event.target))
            if event.target in self._redoable:
                self._redoable.remove(event.target)

    def _put_in(self, event: Event) -> None:
        replaced = self._replaced_by(event)
        if replaced:
            self._set(replaced, "removed" if event.do == "uncode" else "replaced")
            self._successor[replaced] = event.id
        self._undone_by.pop(event.id, None)
        self._acts[event.id] = None
        self._set(event.id, "current")

    def _take_out(self, event: Event, *, by: str) -> None:
        self._undone_by[event.id] = by
        del self._acts[event.id]
        self._set(event.id, "undone")
        replaced = self._replaced_by(event)
        if replaced:
            del self._successor[replaced]
            self._set(replaced, "current")

    def _set(self, name: str, standing: str) -> None:
        event = self.get(name)
        before = self._standing.get(name)
        self._standing[name] = standing
        if event.do == "propose":  # a proposal that was only moved or reworded still proposes
            change = (standing in _IN_FORCE) - (before in _IN_FORCE)
            self._drafts[event.code] = self._drafts.get(event.code, 0) + change
        group = _GROUP_OF.get(event.do)
        if group is not None:
            members = self._groups.setdefault(group, {}).setdefault(event.doc, {})
            if standing == "current":
                members[name] = event
            else:
                members.pop(name, None)


def fold_events(events: Iterable[Event], *, coder: str, name: str = "") -> LogState:
    """
    Fold a log from its beginning.

    Examples
    --------
    >>> state = fold_events(
    ...     [
    ...         Event(do="memo", id="A-1", coder="A", note="x"),
    ...         Event(do="undo", id="A-2", coder="A", target="A-1"),
    ...     ],
    ...     coder="A",
    ... )
    >>> state.standing("A-1"), state.to_redo()
    ('undone', 'A-1')
    """
    state = LogState(coder, name=name)
    for event in events:
        state.apply(event)
    return state
