"""A study as a project to be exchanged: what stands, as other programs can show it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from coding.codebook import PRESENCE
from coding.codings import (
    ALL,
    Event,
    codings_frame,
    memos_frame,
    relations_frame,
    stances_frame,
)
from coding.corpus.intake import text_paths
from coding.errors import CodingError, did_you_mean
from coding.exchange.attributes import read_attributes
from coding.exchange.codes import code_guid, code_nodes, code_sets, rule_notes
from coding.exchange.labelled import join_lines, text_lines
from coding.exchange.markup import stable_guid
from coding.exchange.model import (
    Case,
    CodingRef,
    Link,
    Losses,
    Note,
    Project,
    Selection,
    Source,
    User,
    Variable,
)
from coding.files import read_csv, read_text
from coding.schemas import records
from coding.study import Study
from coding.text import sha256

__all__ = ["VARIABLES", "project_of"]

# columns of the documents that are variables to other programs, with their type there
VARIABLES = {
    "title": "Text",
    "case": "Text",
    "role": "Text",
    "role_group": "Text",
    "side": "Text",
    "tenure": "Float",
    "boundary_level": "Text",
}
# no event at all: a date is asked for, and the time of the export would make every export differ
NEVER = "1980-01-01T00:00:00Z"
_ATTRIBUTES = ("modality", "prompted", "initiative", "agent", "sub", "flags")
_SAME = PRESENCE[0]
_ACCEPTED = " (accepted suggestions)"
ACCEPTED_ID = "-suggestions"


def project_of(
    study: Study, *, suggestions: bool = False, coders: Collection[str] | None = None
) -> tuple[Project, Losses]:
    """
    Lay a study out for exchange.

    Parameters
    ----------
    study : Study
    suggestions : bool
        Take accepted suggestions along, under a user of their own.
    coders : collection of str, optional
        Only codings and memos of these.

    Returns
    -------
    project, losses : Project, Losses
        `losses` lists what other programs have no place for.

    Raises
    ------
    CodingError
        For a coder the study does not have.
    """
    return _Export(study, suggestions=suggestions, coders=coders).project()


@dataclass(slots=True)
class _Rows:
    """What stands, taken apart into plain records."""

    codings: list[dict[str, Any]]
    stances: list[dict[str, Any]]
    memos: list[dict[str, Any]]
    relations: list[dict[str, Any]]
    guids: dict[str, str] = field(default_factory=dict)


def _plain(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [
        {key: None if value is pd.NA or value != value else value for key, value in row.items()}  # noqa: PLR0124  # NaN is not itself
        for row in records(frame.astype(object))
    ]


class _Export:
    def __init__(self, study: Study, *, suggestions: bool, coders: Collection[str] | None) -> None:
        self.study = study
        self.suggestions = suggestions
        self.losses = Losses()
        self.others: dict[str, dict[str, str]] = {}
        for row in records(read_attributes(study.root)):
            self.others.setdefault(row["document"], {})[row["name"]] = row["value"]
        self.language = study.settings.language
        self.book = study.codebook
        logs = study.coded.logs
        known = {*(log.coder for log in logs.logs), *(coder.id for coder in study.settings.coders)}
        for coder in coders or ():
            if coder not in known:
                raise CodingError(f"no coder {coder!r} here", hint=did_you_mean(coder, known))
        self.logs = logs if coders is None else logs.only(coders=coders)
        self.texts = study.texts()
        self.shas = {name: sha256(text) for name, text in self.texts.items()}
        self.several_rounds = len(study.settings.rounds) > 1
        self.drafts: set[str] = set().union(*(state.drafts for state in self.logs.states()))
        self.rows = self._rows()
        self.complete = {name: self._complete(name) for name in self.texts}
        self.users = self._users()
        self.created = min(
            (row["time"] for part in (self.rows.codings, self.rows.stances, self.rows.memos)
             for row in part),
            default=NEVER,
        )  # fmt: skip

    # -- what is exported, and what is not

    def _rows(self) -> _Rows:
        codings = _plain(codings_frame(self.logs, texts=self.texts))
        kept = [row for row in codings if self._is_kept(row)]
        used = {row["code"] for row in kept}
        drafts = self.drafts & used - set(self.book.codes)
        if drafts:
            self.losses.note(
                f"{len(drafts)} draft codes are exported as codes: {', '.join(sorted(drafts))}"
            )
        self.drafts = drafts
        stances = [r for r in _plain(stances_frame(self.logs)) if self._is_placed(r, "stance")]
        relations = _plain(relations_frame(self.logs))
        self._count_others()
        return _Rows(kept, stances, _plain(memos_frame(self.logs)), relations)

    def _is_placed(self, row: Mapping[str, Any], what: str) -> bool:
        if row["document"] not in self.texts:
            self.losses.add(f"{what} on a document that does not leave this machine")
            return False
        sha = row.get("text_sha")
        if row["start"] is None or (sha and sha != self.shas[row["document"]]):
            self.losses.add(f"{what} that was not moved to the corrected text")
            return False
        return bool(row["end"] <= len(self.texts[row["document"]]))

    def _is_kept(self, row: dict[str, Any]) -> bool:
        if not self._is_placed(row, "coding"):
            return False
        if row["code"] not in self.book.codes and row["code"] not in self.drafts:
            self.losses.add(
                "coding with a code that was retired or is unknown", example=row["code"]
            )
            return False
        if row["source"] == "suggestion":
            if not self.suggestions:
                self.losses.add("accepted suggestion (taken along with --suggestions)")
                return False
            row["coder"] += ACCEPTED_ID
        if row["review"]:
            self.losses.add("mark that a coding must be looked at again")
        if row["p"] is not None:
            self.losses.add("probability shown with a suggestion")
        return True

    def _count_others(self) -> None:
        counts: Counter[str] = Counter()
        for state in self.logs.states():
            counts["decision that was undone, replaced or taken back"] += sum(
                state.standing(event.id) in {"undone", "replaced", "removed"}
                for event in state.events
            )
            counts["suggestion that was shown"] += sum(e.do == "offer" for e in state.events)
            for event in state.current("marks"):
                kind = {"reject": "suggestion turned down", "skip": "unit left for later"}
                counts[kind.get(event.do, "mark that a single unit was read")] += bool(
                    event.unit or event.do in kind
                )
            counts["adjudication"] += len(state.current("resolutions"))
        for what, count in counts.items():
            self.losses.add(what, count)
        for name, part in (("the claims", self.study.settings.claims),
                           ("the analysis plan", self.study.settings.plan),
                           ("the topic guide", self.study.settings.guide)):  # fmt: skip
            if part:
                self.losses.note(f"{name} ({part}) stay in the study: the standard has no place")

    # -- people

    def _users(self) -> dict[str, User]:
        found: dict[str, User] = {}
        for coder in self.study.settings.coders:
            found[coder.id] = User(stable_guid("user", coder.id), coder.name or coder.id, coder.id)
        rows = self.rows
        parts = (rows.codings, rows.stances, rows.memos, rows.relations)
        named = {row["coder"] for part in parts for row in part}
        for name in sorted(named.union(*self.complete.values())):
            whose = name.removesuffix(ACCEPTED_ID)
            shown = name
            if whose != name and self.suggestions:
                shown = (found[whose].name if whose in found else whose) + _ACCEPTED
            found.setdefault(name, User(stable_guid("user", name), shown, name))
        if not found:
            found[""] = User(stable_guid("user", ""), "study")
        return dict(sorted(found.items()))

    def _guid_of_user(self, coder: str) -> str:
        return (
            self.users[coder].guid if coder in self.users else next(iter(self.users.values())).guid
        )

    # -- the whole

    def project(self) -> tuple[Project, Losses]:
        sources = tuple(self._source(row) for row in _plain(self.study.documents))
        user = next(iter(self.users.values())).guid
        rules = rule_notes(self.book, language=self.language, user=user, time=self.created)
        memos, memo_links = self._memo_notes()
        remarks, links = self._links()
        project = Project(
            name=self.study.settings.title,
            description=join_lines("", self._about()),
            created=self.created,
            creator=user,
            users=tuple(self.users.values()),
            codes=code_nodes(self.book, language=self.language, drafts=self.drafts),
            variables=tuple(
                Variable(stable_guid("variable", name), name, kind)
                for name, kind in VARIABLES.items()
                if self.study.documents[name].notna().any()
            )
            + tuple(
                Variable(stable_guid("other variable", name), name, "Text")
                for name in sorted({name for values in self.others.values() for name in values})
            ),
            cases=tuple(self._cases()),
            sources=sources,
            notes=(*rules, *memos, *remarks),
            links=(*links, *memo_links),
            sets=code_sets(self.book, language=self.language),
        )
        self.losses.add(
            "local full text, which never leaves this machine", len(self.study.local_documents)
        )
        return project, self.losses

    def _about(self) -> list[tuple[str, str]]:
        """Settings of the study as labelled lines, so that a study can be founded from the file."""
        settings = self.study.settings
        lines = [("fictive", "yes" if settings.fictive else "no")]
        lines += [("language", settings.language), ("text language", settings.text_language)]
        lines += [("level", settings.level), ("seed", str(settings.seed))]
        lines += [("reliability", settings.reliability)]
        lines += [("round", one) for one in settings.rounds]
        lines += [("unit cap", str(settings.cap)), ("unit least", str(settings.least))]
        for role in ("interviewer", "respondent", "other"):
            lines += [(role, label) for label in getattr(settings, role)]
        lines += [("texts by", settings.texts_by)] if settings.texts_by else []
        lines += [("codebook", self.book.id), ("codebook version", self.book.version)]
        lines += text_lines("codebook title", self.book.title)
        for coder in settings.coders:
            record: dict[str, str] = {"id": coder.id, "type": coder.type}
            record |= {k: v for k in ("name", "role", "when") if (v := getattr(coder, k))}
            lines.append(("coder", json.dumps(record, ensure_ascii=False)))
            told = self.study.path(coder.told) if coder.told else None
            if told is not None and told.is_file():
                lines.append((f"told {coder.id}", read_text(told)))
        return lines

    def _cases(self) -> Iterable[Case]:
        labels = {case.id: case.label for case in self.study.settings.cases}
        members: dict[str, list[str]] = {name: [] for name in labels}
        for row in _plain(self.study.documents):
            if row["case"]:
                members.setdefault(row["case"], []).append(row["document"])
        for name, documents in sorted(members.items()):
            yield Case(
                stable_guid("case", name),
                labels.get(name, name),
                join_lines("", [("id", name)]),
                sources=tuple(stable_guid("source", one) for one in sorted(documents)),
            )

    # -- documents and what is said of them

    def _source(self, row: Mapping[str, Any]) -> Source:
        name = row["document"]
        lines = [("kind", row["kind"]), ("language", row["language"])]
        lines += [("fictive", "yes" if row["fictive"] else "no")]
        lines += [("complete", coder) for coder in sorted(self.complete[name])]
        turns = [
            _turn(cells) for _, cells in read_csv(text_paths(self.study.texts_folder, name)[1])
        ]
        lines.append(("turns", json.dumps(turns, ensure_ascii=False, separators=(",", ":"))))
        values = tuple(
            (stable_guid("variable", column), _value(row[column]))
            for column in VARIABLES
            if row[column] is not None
        )
        values += tuple(
            (stable_guid("other variable", kept), value)
            for kept, value in sorted(self.others.get(name, {}).items())
        )
        first = next(iter(self.users))
        return Source(
            stable_guid("source", name),
            name,
            self.texts[name],
            join_lines("", lines),
            self._guid_of_user(first),
            self.created,
            selections=tuple(self._selections(name)),
            values=values,
        )

    def _selections(self, document: str) -> list[Selection]:
        text = self.texts[document]
        found: list[tuple[tuple[Any, ...], Selection]] = []
        seen: Counter[str] = Counter()

        def add(row: Mapping[str, Any], kind: str, code: str, lines: list[tuple[str, str]]) -> str:
            start, end = int(row["start"]), int(row["end"])
            place = f"{document} {start}-{end}"
            same = stable_guid(kind, row["coder"], place, code)
            seen[same] += 1
            parts = (kind, row["coder"], place, code, str(seen[same]))
            user = self._guid_of_user(row["coder"])
            codings: tuple[CodingRef, ...] = ()
            if kind == "coding":
                code_id = code_guid(self.book.id, code)
                codings = (CodingRef(stable_guid("given", *parts), code_id, user, row["time"]),)
            guid = stable_guid("passage", *parts)
            description = join_lines(row["note"] or "", lines)
            order = (start, end, kind, code, row["coder"], row["time"], description)
            one = Selection(
                guid, start, end, text[start:end], description, user, row["time"], codings
            )
            found.append((order, one))
            return guid

        def content(row: Mapping[str, Any]) -> tuple[Any, ...]:
            return (row["start"], row["end"], row["coder"], row["time"], row["note"] or "")

        codings = [r for r in self.rows.codings if r["document"] == document]
        for row in sorted(codings, key=lambda r: (*content(r), r["code"], r["presence"])):
            guid = add(row, "coding", row["code"], self._coding_lines(row))
            self.rows.guids[row["event"]] = guid
        stances = [r for r in self.rows.stances if r["document"] == document]
        for row in sorted(stances, key=lambda r: (*content(r), r["claim"], r["direction"])):
            fields = [("kind", "stance"), ("claim", row["claim"])]
            fields += [("direction", row["direction"]), ("strength", str(row["strength"]))]
            if row["boundary_level"]:
                fields.append(("boundary level", row["boundary_level"]))
            add(row, "stance", row["claim"], [*fields, *self._common_lines(row)])
        memos = [r for r in self.rows.memos if r["document"] == document and r["start"] is not None]
        for row in sorted(memos, key=content):
            if row["end"] <= len(text):
                fields = [("kind", "memo"), *([("code", row["code"])] if row["code"] else [])]
                if row["target"] in self.rows.guids:
                    fields.append(("on", self.rows.guids[row["target"]]))
                add(row, "memo", row["code"] or "", [*fields, *self._common_lines(row)])
        return [one for _, one in sorted(found, key=lambda pair: pair[0])]

    def _common_lines(self, row: Mapping[str, Any]) -> list[tuple[str, str]]:
        lines = []
        if row.get("shown"):
            lines.append(("suggestions were visible", "yes"))
        if self.several_rounds and row["round"]:
            lines.append(("round", row["round"]))
        return lines

    def _coding_lines(self, row: Mapping[str, Any]) -> list[tuple[str, str]]:
        lines = [] if row["presence"] == _SAME else [("presence", row["presence"])]
        lines += [(name, row[name]) for name in _ATTRIBUTES if row[name]]
        others = json.loads(row["attributes"]) if row["attributes"] else {}
        lines += [(f"attribute {name}", value) for name, value in sorted(others.items())]
        return [*lines, *self._common_lines(row)]

    # -- what stands beside the texts

    def _memo_notes(self) -> tuple[list[Note], list[Link]]:
        notes: list[Note] = []
        links: list[Link] = []
        seen: Counter[str] = Counter()
        rows = [row for row in self.rows.memos if row["start"] is None]
        for row in sorted(rows, key=_memo_order):
            about, target = self._about_memo(row)
            same = stable_guid("memo", row["coder"], about, row["time"])
            seen[same] += 1
            guid = stable_guid("note", same, str(seen[same]))
            lines = [("kind", "memo"), ("about", about), *self._common_lines(row)]
            if row["document"] in self.texts and not about.startswith("document "):
                lines.append(("document", row["document"]))
            user = self._guid_of_user(row["coder"])
            name = f"memo {len(notes) + 1}: {about}"
            notes.append(
                Note(guid, name, row["note"] or "", join_lines("", lines), user, row["time"])
            )
            if target:
                links.append(Link(stable_guid("link", guid, target), "memo", guid, target))
        return notes, links

    def _about_memo(self, row: Mapping[str, Any]) -> tuple[str, str]:
        if row["target"] in self.rows.guids:
            guid = self.rows.guids[row["target"]]
            return f"coding {guid}", guid
        if row["target"]:
            self.losses.add("link of a memo to a decision that is not exported")
        if row["code"]:
            known = row["code"] in self.book.codes or row["code"] in self.drafts
            return f"code {row['code']}", code_guid(self.book.id, row["code"]) if known else ""
        if row["document"] and row["document"] in self.texts:
            return f"document {row['document']}", stable_guid("source", row["document"])
        return "study", ""

    def _links(self) -> tuple[list[Note], list[Link]]:
        """Links between codings; a remark on one is a note that names it."""
        notes, links = [], []
        seen: Counter[str] = Counter()
        rows = []
        for row in self.rows.relations:
            ends = tuple(self.rows.guids.get(row[k], "") for k in ("from_event", "to_event"))
            if all(ends):
                rows.append((ends, row["type"], row["note"] or "", row["time"], row["coder"]))
            else:
                self.losses.add("link between codings one of which is not exported")
        for ends, kind, note, time, coder in sorted(rows):
            same = stable_guid("relation", *ends, kind)
            seen[same] += 1
            guid = stable_guid("relation", same, str(seen[same]))
            links.append(Link(guid, kind, *ends))
            lines = [("kind", "link"), ("link", guid)]
            user = self._guid_of_user(coder)
            name = f"link {len(links)}: {kind}"
            parts = (stable_guid("note", guid), name, note, join_lines("", lines), user, time)
            notes.append(Note(*parts))
        return notes, links

    def _complete(self, document: str) -> set[str]:
        """Coders who read every unit of a document for every code of today's codebook."""
        found = set()
        units = set(self.study.units.loc[self.study.units["document"] == document, "unit"])
        for state in self.logs.states():
            read: set[str] = set()
            whole = False
            for event in state.current("marks", document):
                if event.do == "skip":
                    read.discard(event.unit)
                    whole = False
                elif event.do in {"done", "no_code"} and self._covers(event):
                    whole = whole or not event.unit
                    read.add(event.unit)
            if whole or (units and units <= read):
                found.add(state.coder)
        return found

    def _covers(self, event: Event) -> bool:
        scope = event.scope or ()
        if scope == ALL:
            named = self.logs.books.get(event.codebook) if event.codebook else None
            return named is not None and named >= set(self.book.codes)
        return set(scope) >= set(self.book.codes)


def _memo_order(row: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(str(row[k] or "") for k in ("document", "code", "coder", "time", "note"))


def _turn(cells: Mapping[str, str]) -> list[Any]:
    """One turn as JSON; a frame a document took a quarter of the time of an export."""
    seconds = float(cells["start_s"]) if cells["start_s"] else None
    numbers = [int(cells["start"]), int(cells["end"]), seconds, int(cells["line"])]
    return [cells["speaker"], cells["label"] or None, cells["kind"], *numbers]


def _value(value: Any) -> str:
    return f"{value:f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
