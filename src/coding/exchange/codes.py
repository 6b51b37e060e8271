"""The codebook as codes and sets with labelled lines, and back."""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from coding.codebook import PRESENCE, Codebook, in_language
from coding.exchange.labelled import Labelled, join_lines, split_lines, text_lines, texts_of
from coding.exchange.markup import guid_of, stable_guid
from coding.exchange.model import CodeNode, CodeSet, Losses, Note
from coding.patterns import PatternError, parse_pattern

__all__ = [
    "HEADING",
    "code_entries",
    "code_guid",
    "code_nodes",
    "code_sets",
    "rule_notes",
    "set_records",
    "slug",
]

_FIELDS = ("label", "short", "definition", "include", "exclude", "border")
# type of a code that only groups others, as programs with headings have them
HEADING = "heading"
# codes some programs put over everything
_WRAPPERS = {"nodes", "codes", "code system", "codesystem", "codebook"}
_EXAMPLE = re.compile(rf"example(?: \(({'|'.join(PRESENCE)})\))?")


def code_guid(codebook: str, code: str) -> str:
    """GUID of a code of a codebook."""
    return stable_guid("code", codebook, code)


def slug(name: str, *, default: str = "code") -> str:
    """
    Make an id of a name: lower-case letters, digits, hyphens.

    Examples
    --------
    >>> slug("Épuisé & moe (2x)"), slug("感情")
    ('epuise-moe-2x', 'code')
    """
    plain = unicodedata.normalize("NFKD", name)
    plain = "".join(c for c in plain if not unicodedata.combining(c)).lower().replace("ß", "ss")
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or default


def _unique_names(names: Sequence[tuple[str, str]]) -> dict[str, str]:
    """Code -> a name that no other code has, as some programs keep only one of two alike."""
    counts = Counter(name.casefold() for _, name in names)
    taken: set[str] = set()
    found = {}
    for code, name in names:
        shown = name if counts[name.casefold()] == 1 else f"{name} ({code})"
        while shown.casefold() in taken:
            shown += "*"
        taken.add(shown.casefold())
        found[code] = shown
    return found


def code_nodes(
    codebook: Codebook, *, language: str, drafts: Iterable[str] = ()
) -> tuple[CodeNode, ...]:
    """
    Lay a codebook out as codes; what has no place of its own goes to labelled lines.

    Parameters
    ----------
    codebook : Codebook
    language : str
        Language of the names.
    drafts : iterable of str
        Codes that coders use and the codebook does not have yet.
    """
    extra = [code for code in sorted(set(drafts)) if code not in codebook.codes]
    named = [(code.id, code.name(language) or code.id) for code in codebook.codes.values()]
    names = _unique_names([*named, *((code, code) for code in extra)])
    nodes = []
    for code in codebook.codes.values():
        lines = [("id", code.id)]
        for field in _FIELDS:
            lines += text_lines(field, getattr(code, field))
        lines += [(f, getattr(code, f)) for f in ("family", "type", "tier") if getattr(code, f)]
        for example in code.examples:
            how = "" if example.presence == PRESENCE[0] else f" ({example.presence})"
            lines.append((f"example{how}", example.text))
        for lang, patterns in code.indicators.items():
            lines += [(f"indicator ({lang})" if lang else "indicator", p.text) for p in patterns]
        lines += [("exclusive with", other) for other in code.exclusive_with]
        lines += [("source", source) for source in code.sources]
        nodes.append(
            CodeNode(
                code_guid(codebook.id, code.id),
                names[code.id],
                join_lines("", lines),
                code_guid(codebook.id, code.parent) if code.parent else "",
                code.type != HEADING,
            )
        )
    for draft in extra:
        description = join_lines("", [("id", draft)])
        nodes.append(CodeNode(code_guid(codebook.id, draft), names[draft], description))
    return tuple(nodes)


def code_sets(codebook: Codebook, *, language: str) -> tuple[CodeSet, ...]:
    """Families, roll-ups, exclusive groups and attributes as sets of the codes they are about."""
    made: list[CodeSet] = []

    def add(kind: str, name: str, members: Iterable[str], lines: list[tuple[str, str]]) -> None:
        head = [("kind", kind), ("id", name)]
        label = next((v for k, v in lines if k == f"label ({language})"), None)
        label = label or next((v for k, v in lines if k.startswith("label")), name)
        made.append(
            CodeSet(
                stable_guid("set", codebook.id, kind, name),
                label if kind == "family" else f"{kind}: {label}",
                join_lines("", [*head, *lines]),
                tuple(code_guid(codebook.id, code) for code in members),
            )
        )

    for family in codebook.families.values():
        lines = text_lines("label", family.label)
        lines += [("type", family.type)] if family.type else []
        lines += text_lines("description", family.description)
        members = [code.id for code in codebook.codes.values() if code.family == family.id]
        add("family", family.id, members, lines)
    for rollup in codebook.rollups.values():
        add("rollup", rollup.id, rollup.codes, text_lines("label", rollup.label))
    for group in codebook.exclusive_groups:
        lines = [("scope", group.scope), *text_lines("why", group.why)]
        add("exclusive group", group.id, group.codes, lines)
    for attribute in codebook.attributes.values():
        lines = text_lines("label", attribute.label)
        lines += [("applies to", one) for one in attribute.applies_to]
        lines += [("exclusive", "yes" if attribute.exclusive else "no")]
        for value, label in attribute.values.items():
            record: dict[str, Any] = {"id": value, "label": dict(label)}
            if value in attribute.only_with:
                record["codes"] = list(attribute.only_with[value])
            lines.append(("value", json.dumps(record, ensure_ascii=False)))
        members = [
            c.id for c in codebook.codes.values() if attribute in codebook.attributes_of(c.id)
        ]
        add("attribute", attribute.id, members, lines)
    return tuple(made)


def rule_notes(codebook: Codebook, *, language: str, user: str, time: str) -> tuple[Note, ...]:
    """Rules for coders as notes."""
    notes = []
    for rule in codebook.rules:
        lines = [("kind", "rule"), ("id", rule.id), *text_lines("label", rule.label)]
        lines += text_lines("text", rule.text)
        for value, label in rule.values.items():
            record = {"id": value, "label": dict(label)}
            lines.append(("value", json.dumps(record, ensure_ascii=False)))
        name = in_language(rule.label, language, default=rule.id)
        notes.append(
            Note(
                stable_guid("rule", codebook.id, rule.id),
                f"rule: {name}",
                in_language(rule.text, language),
                join_lines("", lines),
                user,
                time,
            )
        )
    return tuple(notes)


def without_wrapper(nodes: Sequence[CodeNode], losses: Losses) -> tuple[CodeNode, ...]:
    """Take off the one heading some programs put over all codes."""
    tops = [node for node in nodes if not node.parent]
    if len(tops) != 1 or tops[0].codable or tops[0].name.strip().casefold() not in _WRAPPERS:
        return tuple(nodes)
    losses.note(f"the heading “{tops[0].name}” over all codes was left out")
    return tuple(
        replace(node, parent="" if node.parent == tops[0].guid else node.parent)
        for node in nodes
        if node is not tops[0]
    )


def code_entries(
    nodes: Sequence[CodeNode],
    losses: Losses,
    *,
    taken: Iterable[str] = (),
    language: str = "",
) -> tuple[dict[str, dict[str, Any]], dict[str, str]]:
    """
    Make codebook entries of codes.

    Parameters
    ----------
    nodes : sequence of CodeNode
    losses : Losses
        Filled with what has no place in a codebook.
    taken : iterable of str
        Ids that are in use already.
    language : str
        What names and descriptions are taken to be in, where the file does not say.

    Returns
    -------
    entries : dict of str to dict
        GUID -> fields of the codebook's YAML, `id` first; in the order of the tree.
    ids : dict of str to str
        GUID -> id.
    """
    by_guid = {node.guid: node for node in nodes}
    ids = _ids(nodes, by_guid, set(taken))
    entries = {}
    for node in nodes:
        entry: dict[str, Any] = {"id": ids[node.guid]}
        said = split_lines(node.description)
        if said.ours:
            entry |= _from_lines(said, losses)
        named = node.name.strip() and (not said.ours or node.name != entry["id"])
        if not entry.get("label") and named:
            entry["label"] = {language: node.name} if language else node.name
        if said.text.strip():
            text = said.text.strip() if not said.ours else said.text
            entry.setdefault("definition", {language: text} if language else text)
        if node.parent in by_guid:
            entry["parent"] = ids[node.parent]
        elif node.parent:
            losses.add("code whose parent is not there, put at the top", example=node.name)
        if not node.codable:
            entry["type"] = HEADING
        if node.color:
            losses.add("colour of a code")
        entries[node.guid] = entry
    counts = Counter(node.name.casefold() for node in nodes)
    twice = sum(1 for count in counts.values() if count > 1)
    if twice:
        losses.note(f"{twice} names of codes occur under several parents; kept apart by their path")
    return entries, ids


def _ids(
    nodes: Sequence[CodeNode], by_guid: Mapping[str, CodeNode], taken: set[str]
) -> dict[str, str]:
    own = {node.guid: split_lines(node.description).get("id") for node in nodes}
    wanted = {
        guid: own[guid] if re.fullmatch(r"[a-z0-9][a-z0-9-]*", own[guid]) else slug(node.name)
        for guid, node in by_guid.items()
    }
    counts = Counter(wanted.values())
    found: dict[str, str] = {}
    used = set(taken)
    for node in nodes:
        name = wanted[node.guid]
        if counts[name] > 1 and node.parent in found and not own[node.guid]:
            name = f"{found[node.parent]}-{name}"
        base, number = name, 2
        while name in used:
            name, number = f"{base}-{number}", number + 1
        used.add(name)
        found[node.guid] = name
    return found


def _from_lines(said: Labelled, losses: Losses) -> dict[str, Any]:
    entry: dict[str, Any] = {}
    for field in _FIELDS:
        if texts := texts_of(said, field):
            entry[field] = texts[""] if set(texts) == {""} else texts
    entry |= {field: said.get(field) for field in ("family", "type", "tier") if said.get(field)}
    entry |= _from_lists(said, losses)
    return entry


def _from_lists(said: Labelled, losses: Losses) -> dict[str, Any]:
    entry: dict[str, Any] = {}
    examples: list[Any] = []
    indicators: dict[str, list[str]] = {}
    for key, value in said.lines:
        if found := _EXAMPLE.fullmatch(key):
            examples.append({"text": value, "presence": found[1]} if found[1] else value)
        elif key.startswith("indicator ("):
            if _is_pattern(value):
                indicators.setdefault(key[len("indicator (") : -1], []).append(value)
            else:
                losses.add("search pattern that cannot be read", example=value)
    if examples:
        entry["examples"] = examples
    if indicators:
        entry["indicators"] = indicators
    for key, field in (("exclusive with", "exclusive_with"), ("source", "sources")):
        if values := said.all(key):
            entry[field] = values
    return entry


def _is_pattern(text: str) -> bool:
    try:
        parse_pattern(text)
    except PatternError:
        return False
    return True


def set_records(
    sets: Sequence[CodeSet], notes: Sequence[Note], ids: Mapping[str, str], losses: Losses
) -> tuple[dict[str, list[dict[str, Any]]], set[str], list[CodeSet]]:
    """
    Read families, roll-ups, exclusive groups, attributes and rules back.

    Returns
    -------
    records : dict of str to list
        Section of the codebook's YAML -> entries.
    used : set of str
        GUIDs of notes that were rules.
    others : list of CodeSet
        Sets of other programs.
    """
    records: dict[str, list[dict[str, Any]]] = {}
    others, used = [], set()
    for one in sets:
        said = split_lines(one.description)
        members = [ids[guid_of(guid)] for guid in one.codes if guid_of(guid) in ids]
        kind = said.get("kind")
        if not said.ours or kind not in _SECTIONS:
            others.append(one)
            continue
        section, entry = _set_entry(kind, said, members)
        records.setdefault(section, []).append(entry)
    for note in notes:
        said = split_lines(note.description)
        if said.ours and said.get("kind") == "rule":
            entry = {"id": said.get("id"), "label": _texts(said, "label")}
            entry["text"] = _texts(said, "text")
            records.setdefault("rules", []).append(_filled({**entry, "values": _values(said)}))
            used.add(note.guid)
    for one in others:
        if one.codes:
            losses.add("set of codes", example=one.name)
        if one.sources:
            losses.add("set of documents", example=one.name)
        if not one.codes and not one.sources:
            losses.add("empty set" if not one.notes else "set of notes", example=one.name)
    return records, used, others


_SECTIONS = {
    "family": "families",
    "rollup": "rollups",
    "exclusive group": "exclusive_groups",
    "attribute": "attributes",
}


def _set_entry(kind: str, said: Labelled, members: list[str]) -> tuple[str, dict[str, Any]]:
    entry: dict[str, Any] = {"id": said.get("id")}
    if kind == "family":
        entry |= {"type": said.get("type"), "label": _texts(said, "label")}
        entry["description"] = _texts(said, "description")
    elif kind == "rollup":
        entry |= {"label": _texts(said, "label"), "codes": members}
    elif kind == "exclusive group":
        entry |= {"codes": members, "scope": said.get("scope"), "why": _texts(said, "why")}
    else:
        entry |= {"label": _texts(said, "label"), "values": _values(said)}
        entry |= {"applies_to": said.all("applies to")}
        if said.get("exclusive") == "no":
            entry["exclusive"] = False
    return _SECTIONS[kind], _filled(entry)


def _filled(entry: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in entry.items() if value not in ("", [], {})}


def _texts(said: Labelled, key: str) -> Any:
    texts = texts_of(said, key)
    return texts[""] if set(texts) == {""} else texts


def _values(said: Labelled) -> list[Any]:
    found: list[Any] = []
    for value in said.all("value"):
        try:
            record = json.loads(value)
            named = isinstance(record, dict) and isinstance(record.get("id"), str)
        except ValueError:
            named = False
        if named:
            found.append(_filled(record) if len(_filled(record)) > 1 else record["id"])
    return found
