"""Moving codings into a corrected text: planned, listed, settled by a person, then recorded."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

import pandas as pd

from coding.codings.anchoring import Anchor, anchor_spans
from coding.codings.gather import Codings
from coding.codings.revisions import Moved, Revision
from coding.errors import CodingError, did_you_mean
from coding.text import sha256

__all__ = ["OUTCOMES", "ReanchorPlan", "move_units", "plan_reanchor", "revision_of", "settle_plan"]

OUTCOMES = ("same", "moved", "changed", "ambiguous", "lost")


@dataclass(frozen=True, slots=True)
class ReanchorPlan:
    """
    What a new text means for what is coded.

    Attributes
    ----------
    document : str
    old, new : str
        Canonical texts.
    events : tuple of Anchor
        Every passage of every log in that text, by event id; also those undone or replaced, so
        that they can be redone.
    units : tuple of Anchor
        The units, by id.
    """

    document: str
    old: str
    new: str
    events: tuple[Anchor, ...]
    units: tuple[Anchor, ...]

    def of(self, outcome: str) -> list[Anchor]:
        """Passages with one outcome."""
        return [anchor for anchor in self.events if anchor.outcome == outcome]

    def units_of(self, outcome: str) -> list[Anchor]:
        """Units with one outcome."""
        return [anchor for anchor in self.units if anchor.outcome == outcome]

    @property
    def open(self) -> list[Anchor]:
        """Passages and units a person must decide about."""
        both = (*self.events, *self.units)
        return [anchor for anchor in both if anchor.outcome in {"ambiguous", "lost"}]

    def lines(self, *, width: int = 60) -> list[str]:
        """Say what moves: counts, then each passage whose words changed, is ambiguous or lost."""
        lines = []
        for what, anchors in (("passages", self.events), ("units", self.units)):
            counts = [f"{sum(a.outcome == o for a in anchors)} {o}" for o in OUTCOMES]
            lines.append(f"{self.document}: {len(anchors)} {what}: {', '.join(counts)}")
        for anchor in (*self.events, *self.units):
            if anchor.outcome not in {"same", "moved"}:
                lines += self._lines_of(anchor, width)
        return lines

    def _lines_of(self, anchor: Anchor, width: int) -> list[str]:
        was = _shown(self.old, anchor.old, width)
        lines = [f"  {anchor.outcome:<9} {anchor.id} {anchor.old[0]}-{anchor.old[1]}: {was}"]
        if anchor.new is not None:
            lines.append(
                f"    now {anchor.new[0]}-{anchor.new[1]}: {_shown(self.new, anchor.new, width)}"
            )
        for start, end in anchor.candidates[:5]:
            around = max(0, start - 20), min(len(self.new), end + 20)
            lines.append(f"    perhaps {start}:{end}: …{_shown(self.new, around, width)}…")
        return lines


def _shown(text: str, span: tuple[int, int], width: int) -> str:
    words = " ".join(text[slice(*span)].split())
    return words if len(words) <= width else words[: width - 1] + "…"


def plan_reanchor(
    codings: Codings, document: str, old: str, new: str, units: pd.DataFrame
) -> ReanchorPlan:
    """
    Find every coded passage and unit of a document in its corrected text; nothing is written.

    Parameters
    ----------
    codings : Codings
    document : str
    old, new : str
        The canonical text until now, and the corrected one.
    units : DataFrame
        Rows of `schemas.UNITS`; of other documents too.

    Returns
    -------
    ReanchorPlan
    """
    sha = sha256(old)
    events = []
    for state in codings.states():
        for event in state.events:
            now = codings.today(event)
            fits = event.doc == document and now.text_sha == sha
            if fits and now.start is not None and now.end is not None:
                events.append((event.id, now.start, now.end))
    mine = units[units["document"] == document]
    columns = (mine[name].tolist() for name in ("unit", "start", "end"))
    spans = [*events, *zip(*columns, strict=True)]
    # many codings share a span: find each once
    places = {(start, end): "" for _, start, end in spans}
    found = {
        anchor.old: anchor
        for anchor in anchor_spans(old, new, [("", start, end) for start, end in places])
    }
    anchors = [replace(found[start, end], id=name) for name, start, end in spans]
    cut = len(events)
    return ReanchorPlan(document, old, new, tuple(anchors[:cut]), tuple(anchors[cut:]))


def settle_plan(
    plan: ReanchorPlan,
    *,
    places: Mapping[str, tuple[int, int]] | None = None,
    given_up: Collection[str] = (),
) -> ReanchorPlan:
    """
    Enter what a person decided about ambiguous and lost passages.

    Parameters
    ----------
    plan : ReanchorPlan
    places : mapping of str to (int, int), optional
        Event or unit id -> span in the new text.
    given_up : collection of str
        Ids whose passage is gone; `all` for every one that is open.

    Raises
    ------
    CodingError
        For an unknown id, or a span outside the new text or without words.
    """
    chosen = dict(places or {})
    known = {anchor.id for anchor in (*plan.events, *plan.units)}
    for name in (*chosen, *(name for name in given_up if name != "all")):
        if name not in known:
            raise CodingError(
                f"{name!r} is no passage or unit of {plan.document}", hint=did_you_mean(name, known)
            )
    for name, (start, end) in chosen.items():
        if not 0 <= start < end <= len(plan.new) or plan.new[start:end].isspace():
            raise CodingError(
                f"place {start}:{end} for {name}",
                expected=f"words within the {len(plan.new)} characters of the new text",
            )

    def settled(anchor: Anchor) -> Anchor:
        if anchor.id in chosen:
            same = plan.new[slice(*chosen[anchor.id])] == plan.old[slice(*anchor.old)]
            return replace(
                anchor, outcome="moved" if same else "changed", new=chosen[anchor.id], candidates=()
            )
        is_open = anchor.outcome in {"ambiguous", "lost"}
        if anchor.id in given_up or ("all" in given_up and is_open):
            return replace(anchor, outcome="given up", new=None, candidates=())
        return anchor

    return replace(
        plan,
        events=tuple(map(settled, plan.events)),
        units=tuple(map(settled, plan.units)),
    )


def revision_of(plan: ReanchorPlan, *, by: str, time: str, reason: str = "") -> Revision:
    """
    Make the record of a settled plan.

    Raises
    ------
    CodingError
        If something is still open.
    """
    if plan.open:
        names = ", ".join(anchor.id for anchor in plan.open[:5])
        raise CodingError(
            f"{len(plan.open)} passages of {plan.document} are ambiguous or lost: {names}",
            hint="give each its place (--place ID=START:END) or give it up (--give-up ID)",
        )
    return Revision(
        id="",
        time=time,
        by=by,
        doc=plan.document,
        before=sha256(plan.old),
        after=sha256(plan.new),
        moved={
            anchor.id: Moved(*anchor.new, changed=anchor.outcome == "changed")
            for anchor in plan.events
            if anchor.new is not None
        },
        lost={
            anchor.id: "its passage is not in the new text"
            for anchor in plan.events
            if anchor.new is None
        },
        units_lost=tuple(anchor.id for anchor in plan.units if anchor.new is None),
        reason=reason,
    )


def move_units(plan: ReanchorPlan) -> dict[str, tuple[int, int]]:
    """
    Places of the units in the new text, in order.

    Raises
    ------
    CodingError
        If two units would overlap or change places.
    """
    moved = [(anchor.id, anchor.new) for anchor in plan.units if anchor.new is not None]
    for (first, a), (second, b) in itertools.pairwise(moved):
        if a[1] > b[0]:
            raise CodingError(
                f"units {first} and {second} of {plan.document} would overlap or change places",
                hint="give one of them its place (--place ID=START:END)",
            )
    return dict(moved)
