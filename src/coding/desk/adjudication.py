"""Two codings side by side: where they differ, what holds, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from coding.codebook import PRESENCE
from coding.codings import Event, LogState, LogWriter, redo, resolve, undo
from coding.codings.judgements import MISSING, NOT_APPLIED
from coding.desk.keys import key_rows
from coding.desk.pages import Page
from coding.desk.views import codebook_view, coding_view
from coding.desk.words import screen_words, word
from coding.errors import CodingError, did_you_mean
from coding.study import Study

__all__ = [
    "PRACTICE",
    "Adjudication",
    "Dispute",
    "find_disputes",
    "finished_pairs",
    "ready_documents",
]

# the coder of a desk that keeps nothing
PRACTICE = "practice"


@dataclass(frozen=True, slots=True)
class Dispute:
    """
    One code on one unit that two coders judged differently.

    Attributes
    ----------
    document, unit, code : str
    presences : (str, str)
        What each found; empty for "does not apply".
    events : tuple of tuple of str
        Per coder: the codings, or the mark that says no.
    """

    document: str
    unit: str
    code: str
    presences: tuple[str, str]
    events: tuple[tuple[str, ...], tuple[str, ...]]


def ready_documents(study: Study, between: tuple[str, str]) -> list[str]:
    """Documents both coders have finished: nothing left, nothing open for a later code."""
    rows = study.coded.status()
    done = rows[(rows["left"] == 0) & (rows["partly"] == 0)]
    both = [set(done.loc[done["coder"] == coder, "document"]) for coder in between]
    return sorted(both[0] & both[1])


def finished_pairs(study: Study) -> list[tuple[str, str]]:
    """Pairs of coders who have both finished at least one and the same document."""
    coders = study.coded.logs.coders
    return [pair for pair in combinations(coders, 2) if ready_documents(study, pair)]


def find_disputes(
    study: Study, between: tuple[str, str], documents: Sequence[str]
) -> list[Dispute]:
    """
    List where two coders differ: applied or not, or with another presence.

    A unit that one of them did not look at is no disagreement.

    Parameters
    ----------
    study : Study
    between : (str, str)
        Coder ids.
    documents : sequence of str

    Returns
    -------
    list of Dispute
        In order of the text.
    """
    judged = study.coded.judgements(coders=between)
    one, two = judged.cells
    differ = (one != two) & (one != MISSING) & (two != MISSING)
    given = study.coded.on_units
    events = {
        (coder, unit, code): tuple(names.split(";"))
        for coder, unit, code, names in zip(
            given["coder"], given["unit"], given["code"], given["events"], strict=True
        )
    }
    marks = {coder: _last_marks(study, coder) for coder in between}
    found = []
    for i, j in zip(*differ.nonzero(), strict=True):
        document, unit, code = judged.documents[i], judged.units[i], judged.codes[j]
        if document not in documents:
            continue
        cells = int(one[i, j]), int(two[i, j])
        weighed = [
            events.get((coder, unit, code))
            or marks[coder].get(unit)
            or marks[coder].get(document, ())
            for coder in between
        ]
        found.append(
            Dispute(
                document,
                unit,
                code,
                (_presence(cells[0]), _presence(cells[1])),
                (weighed[0], weighed[1]),
            )
        )
    return found


def _presence(cell: int) -> str:
    return "" if cell == NOT_APPLIED else PRESENCE[cell - 1]


def _last_marks(study: Study, coder: str) -> dict[str, tuple[str, ...]]:
    """The mark that speaks last about each unit (or whole document)."""
    return {
        event.unit or event.doc: (event.id,)
        for state, event in study.coded.logs.current("marks")
        if state.coder == coder and event.do in {"done", "no_code"}
    }


class Adjudication:
    """
    The desk with two codings side by side.

    Parameters
    ----------
    study : Study
    log : LogWriter
        The adjudicator's log, open.
    between : (str, str)
    documents : sequence of str
        Documents both have finished.
    """

    def __init__(
        self, study: Study, log: LogWriter, *, between: tuple[str, str], documents: Sequence[str]
    ) -> None:
        self.study = study
        self.log = log
        self.between = between
        self.language = study.settings.language
        self.disputes = find_disputes(study, between, documents)
        self.documents = [d for d in documents if any(x.document == d for x in self.disputes)]
        if not self.documents:
            raise CodingError(f"{between[0]} and {between[1]} agree on everything they finished")
        self.opened = len(log.state)
        self._others = [
            (state, event)
            for state, event in study.coded.logs.current("resolutions")
            if state.coder != log.coder
        ]
        self._pages: dict[int, Page] = {}
        first = next((d for d in self.disputes if self.verdict(d) is None), self.disputes[0])
        self.at = self.documents.index(first.document), 0
        self.at = self.at[0], self.page(self.at[0]).index[first.unit]

    def page(self, document: int) -> Page:
        """A document, read when first asked for."""
        if document not in self._pages:
            name = self.documents[document]
            units = self.study.units
            self._pages[document] = Page(
                name,
                name,
                text=self.study.text(name),
                turns=self.study.turns(name),
                units=units[units["document"] == name],
            )
        return self._pages[document]

    def verdict(self, dispute: Dispute) -> Event | None:
        """The adjudication that holds; None where there is none or what it judged was changed."""
        own = [(self.log.state, e) for e in self.log.state.current("resolutions", dispute.document)]
        weighed = {event for side in dispute.events for event in side}
        for _, event in reversed([*self._others, *own]):
            same = (event.unit, event.code) == (dispute.unit, dispute.code)
            if same and set(event.judged) == weighed:
                return event
        return None

    def progress(self) -> list[list[Any]]:
        """Per document: name, disagreements, judged, 0 skipped."""
        rows = []
        for name in self.documents:
            here = [d for d in self.disputes if d.document == name]
            judged = sum(self.verdict(d) is not None for d in here)
            rows.append([name, len(here), judged, 0])
        return rows

    def _judging(self, document: int) -> list[dict[str, Any]]:
        page = self.page(document)
        rows = []
        for dispute in self.disputes:
            if dispute.document != page.document:
                continue
            verdict = self.verdict(dispute)
            rows.append(
                {
                    "unit": page.index[dispute.unit],
                    "code": dispute.code,
                    "sides": [
                        {"coder": coder, "presence": presence, "events": list(events)}
                        for coder, presence, events in zip(
                            self.between, dispute.presences, dispute.events, strict=True
                        )
                    ],
                    "verdict": None
                    if verdict is None
                    else {
                        "applies": verdict.verdict == "applies",
                        "presence": verdict.presence,
                        "reason": verdict.note,
                        "by": verdict.coder,
                    },
                }
            )
        return rows

    def _marks(self, document: int, judging: Sequence[Mapping[str, Any]]) -> str:
        """`e` where they agree, `o` where a disagreement is open, `d` where all are judged."""
        letters = ["e"] * len(self.page(document).units)
        for row in judging:
            unit = row["unit"]
            if row["verdict"] is None:
                letters[unit] = "o"
            elif letters[unit] == "e":
                letters[unit] = "d"
        return "".join(letters)

    def _codings(self, document: int) -> list[dict[str, Any]]:
        page, found = self.page(document), []
        for state, event in self.study.coded.logs.current("codings"):
            if state.coder not in self.between or event.doc != page.document:
                continue
            view = coding_view(event, self.study.coded.logs.today(event), page)
            if view is not None:
                found.append({**view, "coder": state.coder})
        return found

    def turn_to(self, document: int, unit: int) -> dict[str, Any]:
        """Lay a document out with both codings."""
        page = self.page(document)
        page.unit(unit)
        self.at = document, unit
        return {
            "document": {**page.view(), "index": document},
            "codings": self._codings(document),
            "relations": [],
            "stances": [],
            "memos": [],
            "recent": [],
            "drafts": [],
            **self._state(),
        }

    def _state(self) -> dict[str, Any]:
        document = self.at[0]
        judging = self._judging(document)
        events = self.log.state.events
        return {
            "judging": judging,
            "marks": self._marks(document, judging),
            "progress": self.progress(),
            "at": list(self.at),
            "suggestions": [],
            "saved": {
                "events": len(events),
                "now": sum(e.do not in {"codebook", "offer"} for e in events[self.opened :]),
                "last": events[-1].id if events else "",
            },
        }

    def opening(self) -> dict[str, Any]:
        """Lay out everything the screen needs to begin."""
        return {
            "do": "opened",
            "mode": "adjudicate",
            "language": self.language,
            "words": screen_words(self.language),
            "keys": key_rows(self.language),
            "codebook": codebook_view(self.study.codebook, self.language),
            "claims": [],
            "title": self.study.settings.title,
            "coder": self.log.coder,
            "practice": self.log.coder == PRACTICE,
            "between": list(self.between),
            "suggesting": False,
            "queue": "order",
            "notes": [],
            **self.turn_to(*self.at),
        }

    def handle(self, ask: Mapping[str, Any]) -> dict[str, Any]:
        """
        Do what the screen asks; see `coding.desk.acts.handle`.

        Raises
        ------
        CodingError
            For anything that cannot be done; nothing was recorded then.
        """
        do = str(ask.get("do"))
        if do == "open":
            return self.opening()
        if do == "go":
            document, unit = int(ask["doc"]), int(ask["unit"])
            if document != self.at[0]:
                return self.turn_to(document, self._first_open(document))
            self.at = document, unit
            return {"at": list(self.at)}
        if do == "resolve":
            return self._resolve(ask)
        if do in {"undo", "redo"}:
            return self._back_or_forth(do)
        raise CodingError(f"this desk cannot {do!r}", hint=did_you_mean(do, ("resolve", "undo")))

    def _first_open(self, document: int) -> int:
        rows = self._judging(document)
        return int(next((r["unit"] for r in rows if r["verdict"] is None), rows[0]["unit"]))

    def _resolve(self, ask: Mapping[str, Any]) -> dict[str, Any]:
        document, unit, code = int(ask["doc"]), int(ask["unit"]), str(ask["code"])
        page = self.page(document)
        name = page.unit(unit).id
        dispute = next((d for d in self.disputes if (d.unit, d.code) == (name, code)), None)
        if dispute is None:
            raise CodingError(f"no disagreement on {code} here")
        reason = str(ask.get("reason") or "").strip()
        if not reason:
            raise CodingError("an adjudication without a reason", expected="one line")
        self.at = document, unit
        resolve(
            self.log,
            page.unit_place(unit),
            [event for side in dispute.events for event in side],
            reason=reason,
            code=code,
            presence=str(ask.get("presence") or ""),
            applies=bool(ask.get("applies")),
        )
        return self._state()

    def _back_or_forth(self, do: str) -> dict[str, Any]:
        state: LogState = self.log.state
        target = state.to_undo() if do == "undo" else state.to_redo()
        if not target or state.get(target).do != "resolve":
            raise CodingError(f"there is no adjudication to {do}")
        event = state.get(target)
        (undo if do == "undo" else redo)(self.log, target)
        document = self.documents.index(event.doc) if event.doc in self.documents else self.at[0]
        where = self.page(document).index.get(event.unit, 0)
        here = {} if document == self.at[0] else self.turn_to(document, where)
        self.at = document, where
        return {**here, **self._state(), "event": [event.do, event.code]}

    def close(self) -> str:
        """Give the log free and say where it is and what it holds."""
        saved = self._state()["saved"]
        self.log.close()
        told = word("closed", self.language)
        return told.format(log=f"corpus/codings/{self.log.path.name}", **saved)
