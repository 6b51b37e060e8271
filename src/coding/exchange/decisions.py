"""Codings, memos, links and marks of a file as events of the coders it names."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from coding.codebook import PRESENCE
from coding.codings import ALL, Event, Place, Relation, Stance
from coding.codings.events import DIRECTIONS, RELATIONS
from coding.errors import CodingError, did_you_mean
from coding.exchange.incoming import Import, Landed, Later
from coding.exchange.labelled import Labelled, split_lines
from coding.exchange.model import Note, Selection, Source
from coding.study import Study

__all__ = ["Decisions"]

_PLAIN = ("modality", "prompted", "initiative", "agent", "sub", "flags")
# names programs give by themselves
_NUMBERED = re.compile(r"(?:Quotation )?\d+:\d+.{0,3}|line:\d+")
_NOTHING = Labelled("")


class Decisions:
    """
    Makes events of what a file says was decided.

    Parameters
    ----------
    out : Import
        Filled with events.
    study : Study
    landed : mapping of str to Landed
        GUID of a source -> where it is in the study.
    coder : callable
        GUID of a user -> coder id.
    used_notes : set of str
        Notes that are no memos.
    """

    def __init__(
        self,
        out: Import,
        study: Study,
        landed: Mapping[str, Landed],
        coder: Callable[[str], str],
        *,
        used_notes: set[str],
    ) -> None:
        self.out = out
        self.study = study
        self.landed = landed
        self.coder = coder
        self.used_notes = set(used_notes)
        self.losses = out.losses
        self.undated = 0
        self.places: dict[str, Place] = {}
        self.given: dict[str, list[tuple[str, Event]]] = {}
        self.notes = {note.guid: note for note in out.project.notes}
        several = [a.id for a in study.codebook.attributes.values() if not a.exclusive]
        told = out.sections.get("attributes", ())
        several += [str(a["id"]) for a in told if a.get("exclusive") is False]
        self.several = {"flags", *several}

    def plan(self) -> None:
        """Make them all, in a fixed order."""
        self.linked = {
            link.origin: link.target for link in self.out.project.links if link.origin in self.notes
        }
        self.targets = set(self.linked.values())
        for source in self.out.project.sources:
            if source.guid in self.landed:
                self._source(source)
        self._notes()
        self._links()
        self._complete()
        self._drop_known()
        for coder, pairs in self._pairs().items():
            pairs.sort(key=lambda pair: _order(pair[0]))
            self.out.events[coder] = [event for event, _ in pairs]
            self.out.guids[coder] = [guid for _, guid in pairs]
        if self.undated:
            self.losses.note(f"{self.undated} decisions carry no date; they get that of the import")

    def _pairs(self) -> dict[str, list[tuple[Event, str]]]:
        return {
            coder: list(zip(events, self.out.guids[coder], strict=True))
            for coder, events in self.out.events.items()
        }

    def _add(self, coder: str, event: Event, guid: str = "") -> None:
        self.undated += not event.time
        self.out.events.setdefault(coder, []).append(event)
        self.out.guids.setdefault(coder, []).append(guid)
        if event.do == "import" and guid:
            self.given.setdefault(guid, []).append((coder, event))

    def _source(self, source: Source) -> None:
        landed = self.landed[source.guid]
        for selection, place in zip(source.selections, landed.places, strict=True):
            if place is None:
                where = f"{source.name} {selection.start}-{selection.end}"
                self.losses.add(
                    "passage outside its text, or of spaces only, or not found", example=where
                )
                self.losses.add("coding of such a passage", len(selection.codings))
                continue
            self.places[selection.guid] = place
            self._selection(selection, place)
        self.losses.add("coding of a document as a whole", len(source.codings))
        said = split_lines(source.description)
        if said.text.strip():
            self._memo(said.text.strip(), source.user, source.time, document=landed.document)
        for guid in source.notes:
            self._attached(guid, document=landed.document)

    def _selection(self, selection: Selection, place: Place) -> None:
        said = split_lines(selection.description)
        codings = [one for one in selection.codings if one.code in self.out.codes]
        note = said.text if said.ours else _titled(selection, place, said.text.strip())
        for guid in selection.notes:
            self._attached(guid, place=place)
        if said.get("kind") == "stance" and not selection.codings:
            self._stance(selection, place, said)
            return
        presence = said.get("presence")
        for one in codings:
            event = Event(
                do="import",
                code=self.out.codes[one.code],
                presence=presence if presence in PRESENCE else PRESENCE[0],
                attrs=self._attrs(said),
                note=note if len(codings) == 1 else "",
                source="import",
                time=one.time or selection.time,
                **self._common(said),
                **_fields(place),
            )
            self._add(self.coder(one.user or selection.user), event, selection.guid)
        if note and len(codings) != 1:
            code = said.get("code")
            self._memo(
                note,
                selection.user,
                selection.time,
                place=place,
                code=code if code in self.out.codes.values() else "",
                on=said.get("on"),
                said=said,
            )
        elif not selection.codings and not selection.notes and selection.guid not in self.targets:
            self.losses.add("passage without a code or a remark", example=place.quote)

    def _common(self, said: Labelled) -> dict[str, Any]:
        return {
            "shown": said.get("suggestions were visible") == "yes",
            "round": said.get("round") or self.out.options.round,
        }

    def _attrs(self, said: Labelled) -> dict[str, str | tuple[str, ...]]:
        found: dict[str, str | tuple[str, ...]] = {}
        for key, value in said.lines:
            if key in _PLAIN or key.startswith("attribute "):
                name = key.removeprefix("attribute ")
                found[name] = tuple(value.split(";")) if name in self.several else value
        return found

    def _stance(self, selection: Selection, place: Place, said: Labelled) -> None:
        strength, direction = said.get("strength"), said.get("direction")
        if direction not in DIRECTIONS or strength not in {"1", "2", "3"}:
            self.losses.add("stance that cannot be read", example=place.quote)
            return
        level = said.get("boundary level")
        event = Event(
            do="stance",
            stance=Stance(said.get("claim"), direction, int(strength)),
            attrs={"boundary_level": level} if level else {},
            note=said.text,
            source="import",
            time=selection.time,
            **self._common(said),
            **_fields(place),
        )
        self._add(self.coder(selection.user), event)

    def _memo(
        self,
        text: str,
        user: str,
        time: str,
        *,
        place: Place | None = None,
        document: str = "",
        code: str = "",
        on: str = "",
        said: Labelled = _NOTHING,
    ) -> None:
        where = _fields(place) if place is not None else {"doc": document}
        event = Event(
            do="memo",
            note=text,
            code=code,
            source="import",
            time=time,
            **self._common(said),
            **where,
        )
        coder = self.coder(user)
        if on in self.given:
            self.undated += not time
            self.out.later.setdefault(coder, []).append(Later(event, (on,)))
        else:
            self._add(coder, event)

    def _attached(self, guid: str, *, place: Place | None = None, document: str = "") -> None:
        note = self.notes.get(guid)
        if note is None:
            self.losses.add("reference to a note that is not there")
            return
        self.used_notes.add(guid)
        if text := _text_of(note):
            self._memo(text, note.user, note.time, place=place, document=document)
        else:
            self.losses.add("empty note", example=note.name)

    def _notes(self) -> None:
        sources = {guid: landed.document for guid, landed in self.landed.items()}
        for note in self.out.project.notes:
            if note.guid in self.used_notes:
                continue
            said = split_lines(note.description)
            if said.ours and said.get("kind") == "link":
                continue
            text = _text_of(note)
            if not text:
                self.losses.add("empty note", example=note.name)
                continue
            kind, _, what = said.get("about").partition(" ")
            target = self.linked.get(note.guid, "")
            codes = self.out.codes
            code = what if kind == "code" and what in codes.values() else codes.get(target, "")
            place = self.places.get(target) if kind != "coding" else None
            if target and target not in {*sources, *codes, *self.places}:
                self.losses.add("link of a note to something that is not carried over")
            on = target if kind == "coding" else ""
            self._memo(
                text,
                note.user,
                note.time,
                place=place,
                document=sources.get(target, "") or self._named(said.get("document")),
                code=code,
                on=on,
                said=said,
            )

    def _named(self, name: str) -> str:
        """The document of the study that has the name in the file's own words."""
        named = {s.name: s.guid for s in self.out.project.sources if s.guid in self.landed}
        return self.landed[named[name]].document if name in named else ""

    def _links(self) -> None:
        remarks = {
            said.get("link"): (said.text, note)
            for note in self.out.project.notes
            if (said := split_lines(note.description)).get("kind") == "link"
        }
        for link in self.out.project.links:
            if link.origin in self.notes:
                continue
            ends = self.given.get(link.origin), self.given.get(link.target)
            same = ends[0] and ends[1] and ends[0][0][0] == ends[1][0][0]
            if link.name not in RELATIONS or not same or not ends[0] or not ends[1]:
                self.losses.add("link between two things", example=link.name)
                continue
            coder, first = ends[0][0]
            second = ends[1][0][1]
            if first.doc != second.doc:
                self.losses.add("link between passages of two documents", example=link.name)
                continue
            note = remarks[link.guid][1] if link.guid in remarks else None
            event = Event(
                do="relate",
                doc=first.doc,
                relation=Relation(link.origin, link.target, link.name),
                note=note.text if note is not None else "",
                time=note.time if note is not None else max(first.time, second.time),
                source="import",
                round=first.round,
            )
            later = Later(event, (link.origin, link.target))
            self.out.later.setdefault(coder, []).append(later)

    def _complete(self) -> None:
        """Marks that a document was read for every code: said by the file or by a person."""
        by_name: dict[str, str] = {}
        for source in self.out.project.sources:
            if source.guid in self.landed:
                name = self.landed[source.guid].document
                by_name |= {name: source.guid, source.name: source.guid}
        wanted = set(self.out.options.complete)
        for name in sorted(wanted - {"all"} - by_name.keys()):
            raise CodingError(
                f"no document {name!r} in this file", hint=did_you_mean(name, by_name)
            )
        people = {self.coder(user.guid) for user in self.out.project.users}
        asked = set(by_name.values()) if "all" in wanted else {by_name[n] for n in wanted}
        for source in self.out.project.sources:
            if source.guid not in self.landed:
                continue
            landed = self.landed[source.guid]
            said = split_lines(source.description)
            coders = people & set(said.all("complete"))
            events = self.out.events
            if source.guid in asked:
                coders |= {c for c in events if any(e.doc == landed.document for e in events[c])}
            for coder in sorted(coders):
                times = [e.time for e in events.get(coder, ()) if e.doc == landed.document]
                event = Event(
                    do="done",
                    doc=landed.document,
                    text_sha=landed.text_sha,
                    scope=ALL,
                    source="import",
                    time=max(times, default="") or self.out.project.created,
                    round=self.out.options.round,
                )
                self._add(coder, event)

    def _drop_known(self) -> None:
        """Leave out what stands in the study already: a file may be imported twice."""
        if self.out.options.fresh:
            return
        here = 0
        logs = self.study.coded.logs
        known: dict[tuple[Any, ...], list[str]] = {}
        for group in ("codings", "memos", "stances", "marks"):
            for state, event in logs.current(group):
                now = logs.today(event)
                coded = replace(event, code=now.code, start=now.start, end=now.end)
                known.setdefault((state.coder, *_identity(coded)), []).append(event.id)
        for coder, pairs in self._pairs().items():
            kept = []
            for event, guid in pairs:
                key = (coder, *_identity(event))
                if known.get(key):
                    self.out.known[guid] = known[key].pop(0)
                    here += 1
                else:
                    kept.append((event, guid))
            self.out.events[coder] = [event for event, _ in kept]
            self.out.guids[coder] = [guid for _, guid in kept]
        if here:
            self.losses.note(f"{here} decisions are in the study already and are left out")


def _titled(selection: Selection, place: Place, remark: str) -> str:
    """The remark on a passage, after the title a person gave it; most titles are its words."""
    title = " ".join(selection.name.split())
    words = " ".join(place.quote.split())
    head = title.removesuffix("…").removesuffix("...").strip()
    if not head or _NUMBERED.fullmatch(title) or words.startswith(head) or head in words:
        return remark
    return "\n".join(filter(None, (title, remark)))


def _identity(event: Event) -> tuple[Any, ...]:
    kind = "coding" if event.do in {"code", "accept", "import", "propose"} else event.do
    stance = event.stance
    text = event.note if kind == "memo" else ""
    return kind, event.doc, event.start, event.end, event.code, text, stance


def _order(event: Event) -> tuple[Any, ...]:
    last = event.do == "done"
    return last, event.time, event.doc, event.start or 0, event.end or 0, event.code, event.note


def _fields(place: Place) -> dict[str, Any]:
    return {
        "doc": place.document,
        "text_sha": place.text_sha,
        "start": place.start,
        "end": place.end,
        "quote": place.quote,
    }


def _text_of(note: Note) -> str:
    """Words of a note; other programs keep its title beside them."""
    said = split_lines(note.description)
    if said.ours:
        return note.text
    parts = [note.name.strip(), said.text.strip(), note.text.replace("\r\n", "\n").strip()]
    if not parts[1] and not parts[2]:
        return ""
    return "\n".join(dict.fromkeys(part for part in parts if part))
