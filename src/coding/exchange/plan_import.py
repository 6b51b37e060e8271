"""What an import would do to a study: worked out, shown, not done."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from coding.codebook import Code
from coding.codings import Place, span_of
from coding.codings.anchoring import anchor_spans
from coding.errors import CodingError
from coding.exchange.codes import code_entries, set_records, without_wrapper
from coding.exchange.decisions import Decisions
from coding.exchange.from_study import VARIABLES
from coding.exchange.incoming import Coming, Import, Landed, Options
from coding.exchange.labelled import split_lines
from coding.exchange.model import CodeNode, Losses, Project, Source, User
from coding.exchange.offsets import detect
from coding.exchange.refi_write import ORIGIN
from coding.exchange.texts_in import canonical_document, document_id, file_bytes, normal_form
from coding.study import Study
from coding.text import sha256, word_runs

__all__ = ["plan_import"]

_CODER = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
_CODER_FIELDS = ("type", "name", "role", "when")
_KINDS = ("interview", "literature", "reading-note")
_RUN = 3  # words in a row; two interviews have under a tenth of these in common
_SAME_TEXT = 0.3
NOBODY = "imported"
_SYNONYMS = {"casus": "case", "rol": "role", "functie": "role", "titel": "title"}


def plan_import(
    project: Project, losses: Losses, study: Study, options: Options | None = None
) -> Import:
    """
    Work an import out; nothing is written.

    Parameters
    ----------
    project, losses : Project, Losses
        As a reader of `coding.exchange` hands them on.
    study : Study
        Where it would go.
    options : Options, optional

    Raises
    ------
    CodingError
        If it is not clear how the file counts positions, a document named as complete is not in
        it, or fictive and real interviews would meet.
    """
    return _Planner(project, losses, study, options or Options()).plan()


class _Planner:
    def __init__(self, project: Project, losses: Losses, study: Study, options: Options) -> None:
        self.study = study
        self.options = options
        self.losses = losses
        self.ours = project.origin.startswith(ORIGIN)
        about = split_lines(project.description)
        detected = detect(
            project.sources,
            origin=project.origin,
            given=options.offsets,
            declared=about.get("positions"),
        )
        self.out = Import(project, detected, options, losses, about=about)
        self.language = "" if self.ours else study.settings.text_language
        self.landed: dict[str, Landed] = {}

    def plan(self) -> Import:
        """Work everything out, in the order it leans on each other."""
        out = self.out
        if out.about.text.strip():
            self.losses.add("description of the project", example=out.about.text)
        self._plan_codes()
        self._plan_coders()
        self._plan_documents()
        used = self._plan_sets_and_cases()
        Decisions(out, self.study, self.landed, self._coder, used_notes=used).plan()
        out.coders = {
            name: fields
            for name, fields in out.coders.items()
            if out.events.get(name) or out.later.get(name) or self.options.fresh
        }
        return out

    # -- codes

    def _plan_codes(self) -> None:
        nodes = without_wrapper(self.out.project.codes, self.losses)
        known = {} if self.options.fresh else self._known_codes(nodes)
        fresh = [node for node in nodes if node.guid not in known]
        book = self.study.codebook
        taken = () if self.options.fresh else (*book.codes, *self._once_known())
        entries, ids = code_entries(nodes, self.losses, taken=taken, language=self.language)
        # a code that the study has keeps its id; the ids of the others make way for it
        wanted = {node.guid: entries[node.guid] for node in fresh}
        renamed = {ids[guid]: code for guid, code in known.items()}
        for entry in wanted.values():
            if entry.get("parent") in renamed:
                entry["parent"] = renamed[entry["parent"]]
        self.out.codes = {**ids, **known}
        others = set(self.out.codes.values())
        for entry in wanted.values():
            for name in [n for n in entry.get("exclusive_with", ()) if n not in others]:
                entry["exclusive_with"].remove(name)
                self.losses.add("reference to a code that is not there", example=name)
            if not self.options.fresh and entry.get("family") not in book.families:
                entry.pop("family", None)
        self.out.entries = list(wanted.values())

    def _once_known(self) -> set[str]:
        changes = self.study.coded.logs.changes
        return {code for change in changes for code in (*change.known, *change.codes)}

    def _known_codes(self, nodes: Sequence[CodeNode]) -> dict[str, str]:
        """Codes of the file that the study's codebook has: by id, else by name and path."""
        book = self.study.codebook
        by_name: dict[str, list[Code]] = {}
        for code in book.codes.values():
            for name in {code.id, *code.label.values()}:
                by_name.setdefault(name.strip().casefold(), []).append(code)
        twins = Counter(node.name.strip().casefold() for node in nodes)
        found: dict[str, str] = {}
        for node in nodes:
            own = split_lines(node.description).get("id")
            if own in book.codes:
                found[node.guid] = own
                continue
            fits = {code.id: code for code in by_name.get(node.name.strip().casefold(), ())}
            alone = len(fits) == 1 and twins[node.name.strip().casefold()] == 1
            for name, code in fits.items():
                same_path = code.parent == found.get(node.parent, "")
                if (alone or same_path) and name not in found.values():
                    found[node.guid] = name
                    break
        return found

    # -- coders

    def _plan_coders(self) -> None:
        self.coder_of: dict[str, str] = {}
        told = {m["id"]: m for m in map(_record, self.out.about.all("coder")) if m.get("id")}
        taken: dict[str, str] = {}
        known = {coder.id for coder in self.study.settings.coders}
        known |= {log.coder for log in self.study.coded.logs.logs}
        for user in self.out.project.users:
            name = self._coder_id(user, taken)
            taken[name] = user.guid
            self.coder_of[user.guid] = name
            if name in known and not self.ours and name not in self.options.coders.values():
                self.losses.note(
                    f"{user.name} of the file is taken for coder {name} of this study;"
                    f' if not: --coder "{user.name}=ANOTHER"'
                )
            if self.ours and name not in told:
                continue  # not described in the study it comes from either
            fields = {"id": name, "type": "human", "name": user.name}
            fields |= {k: str(v) for k, v in told.get(name, {}).items() if k in _CODER_FIELDS}
            if fields["name"] == name:
                del fields["name"]
            if text := self.out.about.get(f"told {name}"):
                fields["told"] = text
            if fields["type"] == "model" and not text:
                fields["type"] = "human"
            self.out.coders[name] = fields
        if len(self.coder_of) == 1:
            self.lone = next(iter(self.coder_of.values()))
        else:
            self.lone = ""

    def _coder_id(self, user: User, taken: Mapping[str, str]) -> str:
        given = self.options.coders
        for key in (user.name, user.id, user.guid):
            if key and key in given:
                if not _CODER.fullmatch(given[key]):
                    raise CodingError(
                        f"coder id {given[key]!r}", expected="letters, digits, - and _"
                    )
                return given[key]
        ids = {coder.id: coder for coder in self.study.settings.coders}
        by_name = {coder.name: coder.id for coder in ids.values() if coder.name}
        if self.ours and _CODER.fullmatch(user.id):
            return user.id
        if user.name in by_name:
            return by_name[user.name]
        name = user.name or user.id
        found = re.sub(r"[^A-Za-z0-9_-]+", "-", name).strip("-_") or f"coder-{len(taken) + 1}"
        base, number = found, 2
        while found in taken:
            found, number = f"{base}-{number}", number + 1
        return found

    def _coder(self, guid: str) -> str:
        if guid in self.coder_of:
            return self.coder_of[guid]
        if not guid and self.lone:
            return self.lone
        name = NOBODY if not guid else f"unknown-{guid[:8]}"
        self.coder_of[guid] = name
        self.out.coders[name] = {"id": name, "type": "human", "name": "not named in the file"}
        self.losses.note(f"some decisions name no coder the file describes; they go to {name}")
        return name

    # -- documents

    def _plan_documents(self) -> None:
        study, project = self.study, self.out.project
        have = {} if self.options.fresh else study.texts()
        alike: dict[str, list[str]] = {}
        for name, text in have.items():
            alike.setdefault(sha256(text), []).append(name)
        named = {document_id(source.name, set()) for source in project.sources}
        titles = {
            str(title).casefold(): str(name)
            for name, title in zip(
                study.documents["document"], study.documents["title"].fillna(""), strict=True
            )
            if title and not self.options.fresh
        }
        taken = {*study.all_documents(local=True)["document"]}
        spans = self.out.detected.spans
        used: set[str] = set()
        for number, source in enumerate(project.sources):
            text, moved = normal_form(source.text)
            pairs = [
                (moved(int(a)), moved(int(b))) if a >= 0 else None
                for a, b in zip(spans.starts[number], spans.ends[number], strict=True)
            ]
            own = document_id(source.name, set())
            same = alike.get(sha256(text), [])
            # two documents may have one text: its own name first, then one nobody else has
            others = [one for one in same if one not in used and one not in named]
            name = own if own in same else next(iter(others), "")
            name = name or self._by_name(source, have, titles, text)
            if name and name not in used:
                self.landed[source.guid] = self._match(source, name, have[name], text, pairs)
                if not self.ours:
                    self.losses.add(
                        "value of a variable of a document that the study has", len(source.values)
                    )
                self.out.matched[source.guid] = name
            else:
                name = self._new_document(source, text, taken)
                taken.add(name)
                self.landed[source.guid] = Landed(
                    name, text, sha256(text), _places(name, text, sha256(text), pairs)
                )
            used.add(name)

    def _by_name(
        self, source: Source, have: Mapping[str, str], titles: Mapping[str, str], text: str
    ) -> str:
        """A document of the study with the source's name and much of its text."""
        ids = {name.casefold(): name for name in have}
        for key in (source.name, document_id(source.name, set()), source.name.rpartition(".")[0]):
            name = ids.get(key.casefold()) or titles.get(key.casefold())
            if name:
                ours, theirs = word_runs(have[name], _RUN), word_runs(text, _RUN)
                if ours and len(ours & theirs) >= _SAME_TEXT * min(len(ours), len(theirs)):
                    return name
                self.losses.note(
                    f"{source.name}: the study has a document {name} with other words;"
                    " this one is added beside it"
                )
        return ""

    def _match(
        self,
        source: Source,
        name: str,
        ours: str,
        theirs: str,
        pairs: Sequence[tuple[int, int] | None],
    ) -> Landed:
        sha = sha256(ours)
        if ours == theirs:
            return Landed(name, ours, sha, _places(name, ours, sha, pairs))
        asked = [(str(i), *pair) for i, pair in enumerate(pairs) if pair is not None]
        asked = [(i, a, b) for i, a, b in asked if theirs[a:b].strip()]
        found: list[tuple[int, int] | None] = [None] * len(pairs)
        counts: Counter[str] = Counter()
        for anchor in anchor_spans(theirs, ours, asked):
            found[int(anchor.id)] = anchor.new
            counts[anchor.outcome] += 1
        self.losses.note(
            f"{source.name}: its text is not letter for letter that of {name}; passages were found"
            f" by their words ({', '.join(f'{n} {what}' for what, n in sorted(counts.items()))})"
        )
        return Landed(name, ours, sha, _places(name, ours, sha, found))

    def _new_document(self, source: Source, text: str, taken: set[str]) -> str:
        said = split_lines(source.description)
        name = document_id(source.name, taken)
        fictive = said.ours and said.get("fictive") == "yes"
        if not self.options.fresh and fictive != self.study.settings.fictive and text.strip():
            raise CodingError(
                f"{source.name} is a {'fictive' if fictive else 'real'} document, the study"
                f" has fictive = {str(self.study.settings.fictive).lower()}",
                expected="all interviews fictive, or none: they are never pooled",
                hint="import it as a study of its own: coding import FILE --new DIR",
            )
        kind = said.get("kind") if said.get("kind") in _KINDS else "interview"
        data = file_bytes(text, fictive=fictive and kind == "interview")
        columns: dict[str, Any] = {"language": said.get("language") or self.language or "nl"}
        attributes: dict[str, str] = {}
        self._take_values(source.values, columns, attributes)
        canonical = canonical_document(
            name,
            text,
            kind=kind,
            roles=self.options.roles or self.study.roles,
            turns=said.get("turns"),
            fictive=fictive,
            data=data,
        )
        self.out.documents.append(Coming(canonical, data, columns, attributes))
        return name

    def _take_values(
        self,
        values: Iterable[tuple[str, str]],
        columns: dict[str, Any],
        attributes: dict[str, str],
    ) -> None:
        names = {variable.guid: variable.name for variable in self.out.project.variables}
        for guid, value in values:
            name = names.get(guid, "")
            column = _SYNONYMS.get(name.casefold(), name.casefold().replace(" ", "_"))
            if not name:
                self.losses.add("value of a variable that is not there")
            elif column in VARIABLES and column not in columns:
                try:
                    columns[column] = float(value) if VARIABLES[column] == "Float" else value
                except ValueError:
                    attributes[name] = value
            else:
                attributes.setdefault(name, value)

    def _plan_sets_and_cases(self) -> set[str]:
        """Families and cases; hands back the notes that were rules of the codebook."""
        out, project = self.out, self.out.project
        records, used, _ = set_records(project.sets, project.notes, out.codes, self.losses)
        out.sections = records
        if not self.options.fresh and records and not self.ours:
            self.losses.add("family, roll-up or attribute of codes", len(records))
        documents = {c.canonical.document: c for c in out.documents}
        grouping = any(len(case.sources) > 1 for case in project.cases)
        for case in project.cases:
            own = split_lines(case.description).get("id")
            name = own or document_id(case.name or "case", set())
            members = [self.landed[g].document for g in case.sources if g in self.landed]
            if case.name and (own or grouping):
                out.cases[name] = case.name
            here = sum(m not in documents for m in members) * len(case.values)
            self.losses.add("value of a variable of a document that the study has", here)
            self.losses.add(
                "reference of a case to a document that is not there",
                len(case.sources) - len(members),
                example=case.name,
            )
            for member in (documents[m] for m in members if m in documents):
                assert isinstance(member.columns, dict)
                assert isinstance(member.attributes, dict)
                if case.name and (own or grouping):
                    member.columns.setdefault("case", name)
                elif case.name:
                    member.attributes.setdefault("case", case.name)
                self._take_values(case.values, member.columns, member.attributes)
            if not members and case.values:
                self.losses.add("case with values and no document", example=case.name)
            if not self.ours and split_lines(case.description).text.strip():
                self.losses.add("description of a case", example=case.name)
            self.losses.add("passage assigned to a case", len(case.selections))
            if case.codes or case.guid in out.codes:
                self.losses.note(f"case {case.name} is a code in the file too; kept as a code")
        return used


def _places(
    document: str, text: str, sha: str, pairs: Sequence[tuple[int, int] | None]
) -> tuple[Place | None, ...]:
    places: list[Place | None] = []
    for pair in pairs:
        good = pair is not None and 0 <= pair[0] < pair[1] <= len(text)
        if pair is None or not good or text[pair[0] : pair[1]].isspace():
            places.append(None)
        else:
            places.append(span_of(text, document, *pair, text_sha=sha))
    return tuple(places)


def _record(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
