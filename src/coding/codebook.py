"""The codebook: loaded, checked, versioned."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from coding.errors import CodingError, did_you_mean
from coding.patterns import Pattern, PatternError, parse_pattern
from coding.text import sha256
from coding.yaml_reading import Texts, entries, references, text, texts
from coding.yaml_source import YamlSource, read_yaml

__all__ = [
    "PRESENCE",
    "TIERS",
    "Attribute",
    "Code",
    "Codebook",
    "Example",
    "ExclusiveGroup",
    "Family",
    "Rollup",
    "Rule",
    "Texts",
    "in_language",
    "load_codebook",
]

PRESENCE = ("present", "absent", "wished", "ambiguous")
TIERS = ("A", "B", "C")
_ID = re.compile(r"[a-z0-9][a-z0-9-]*")


def in_language(texts: Texts, language: str, *, default: str = "") -> str:
    """
    A text in a language, or in the first language it has.

    Examples
    --------
    >>> in_language({"nl": "wrijving", "en": "friction"}, "en")
    'friction'
    >>> in_language({"nl": "wrijving"}, "fy")
    'wrijving'
    """
    if language in texts:
        return texts[language]
    return next(iter(texts.values()), default)


@dataclass(frozen=True, slots=True)
class Example:
    """An invented utterance that would get the code, with the presence it would get."""

    text: str
    presence: str = "present"


@dataclass(frozen=True, slots=True)
class Family:
    """A group of codes of one type."""

    id: str
    label: Texts
    type: str = ""
    description: Texts = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Attribute:
    """
    What a coding may carry besides its code, e.g. modality or agent.

    Attributes
    ----------
    id : str
    label : mapping
    values : dict of str to mapping
        Allowed value -> label; empty when any text is allowed.
    applies_to : tuple of str
        Family or code ids, or `("all",)`.
    only_with : dict of str to tuple of str
        Value -> codes it is meant for; a value that is not named goes with all.
    exclusive : bool
        Whether a coding carries at most one value.
    """

    id: str
    label: Texts
    values: Mapping[str, Texts]
    applies_to: tuple[str, ...] = ("all",)
    exclusive: bool = True
    only_with: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def values_for(self, code: str) -> list[str]:
        """Values that may go with a code, in order."""
        return [value for value in self.values if code in self.only_with.get(value, (code,))]


@dataclass(frozen=True, slots=True)
class Rollup:
    """Codes counted together where each alone is rare."""

    id: str
    label: Texts
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ExclusiveGroup:
    """Codes of which one span (or unit) carries at most one."""

    id: str
    codes: tuple[str, ...]
    scope: str = "span"
    why: Texts = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule for coders, e.g. on what a unit is; with the values it defines, if it does."""

    id: str
    label: Texts
    text: Texts
    values: Mapping[str, Texts] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Code:
    """
    One code (fields after MacQueen et al. 1998).

    Attributes
    ----------
    id : str
    label, short, definition, include, exclude, border : mapping
        Language -> text.
    parent, family, type, tier : str
        Empty where the codebook says nothing. Tier A: suggestions; B: ranked only; C: human only.
    examples : tuple of Example
    indicators : dict of str to tuple of Pattern
        Language -> search patterns; search aids, never a rule to assign the code.
    exclusive_with, sources : tuple of str
    """

    id: str
    label: Texts = field(default_factory=dict)
    short: Texts = field(default_factory=dict)
    definition: Texts = field(default_factory=dict)
    include: Texts = field(default_factory=dict)
    exclude: Texts = field(default_factory=dict)
    border: Texts = field(default_factory=dict)
    parent: str = ""
    family: str = ""
    type: str = ""
    tier: str = ""
    examples: tuple[Example, ...] = ()
    indicators: Mapping[str, tuple[Pattern, ...]] = field(default_factory=dict)
    exclusive_with: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()

    def name(self, language: str) -> str:
        """The label in a language, or the id where there is none."""
        return in_language(self.label, language, default=self.id)


@dataclass(frozen=True, slots=True)
class Codebook:
    """
    A checked codebook; codes keep the order of the file.

    Attributes
    ----------
    id, version : str
    sha : str
        SHA-256 of the content; comments and layout do not change it.
    title : mapping
    codes : dict of str to Code
    families, rollups, attributes : dict
        Id -> record.
    exclusive_groups : tuple of ExclusiveGroup
    rules : tuple of Rule
        Rules for coders, in order.
    notices : tuple of str
        What was accepted but a person should know.
    """

    id: str
    version: str
    sha: str
    title: Texts
    codes: Mapping[str, Code]
    families: Mapping[str, Family]
    rollups: Mapping[str, Rollup]
    attributes: Mapping[str, Attribute]
    exclusive_groups: tuple[ExclusiveGroup, ...]
    rules: tuple[Rule, ...]
    notices: tuple[str, ...] = ()

    def code(self, code: str) -> Code:
        """
        Look a code up.

        Raises
        ------
        CodingError
            If the codebook has no such code; suggests the nearest.
        """
        if code not in self.codes:
            raise CodingError(
                f"codebook {self.id} {self.version} has no code {code!r}",
                hint=did_you_mean(code, self.codes),
            )
        return self.codes[code]

    def children(self, code: str) -> list[Code]:
        """Codes directly under a code (or at the top, for an empty id), in order."""
        return [child for child in self.codes.values() if child.parent == code]

    def path(self, code: str) -> list[str]:
        """Ids from the top of the tree down to the code."""
        ids = [code]
        while parent := self.code(ids[0]).parent:
            ids.insert(0, parent)
        return ids

    def attributes_of(self, code: str) -> list[Attribute]:
        """Attributes a coding with this code may carry."""
        named = {"all", code, self.code(code).family}
        return [a for a in self.attributes.values() if named & set(a.applies_to)]

    def conflicts(self, code: str) -> set[str]:
        """Codes that may not stand on the same span as this one."""
        found = set(self.code(code).exclusive_with)
        found |= {other.id for other in self.codes.values() if code in other.exclusive_with}
        for group in self.exclusive_groups:
            if code in group.codes:
                found |= set(group.codes)
        return found - {code}


def load_codebook(path: Path) -> Codebook:
    """
    Read and check a codebook file.

    Raises
    ------
    CodingError
        For broken YAML, an unknown field, a duplicate or ill-formed id, an unknown parent, a cycle
        of parents, an unknown code in a group, or an indicator that matches everything; names file,
        line and remedy.
    """
    source = read_yaml(path)
    source.check_keys(_TOP)
    families = {family.id: family for family in _families(source)}
    codes = {code.id: code for code in _codes(source, families)}
    if not codes:
        source.fail("there are no codes", "codes", expected="a list of codes under `codes:`")
    _check_tree(source, codes)
    attributes = {a.id: a for a in _attributes(source, codes, {"all", *families, *codes})}
    content = json.dumps(source.value, ensure_ascii=False, sort_keys=True)
    return Codebook(
        id=text(source, "id"),
        version=text(source, "version"),
        sha=sha256(content),
        title=texts(source, "title"),
        codes=codes,
        families=families,
        rollups={r.id: r for r in _rollups(source, codes)},
        attributes=attributes,
        exclusive_groups=tuple(_groups(source, codes)),
        rules=tuple(
            Rule(
                name,
                texts(source, "rules", i, "label"),
                texts(source, "rules", i, "text"),
                _values(source, "rules", i),
            )
            for i, name in entries(source, "rules", ("id", "label", "text", "values"))
        ),
    )


_TOP = (
    "schema",
    "id",
    "version",
    "title",
    "families",
    "attributes",
    "rollups",
    "exclusive_groups",
    "codes",
    "rules",
    "notes",
)
_TEXT_FIELDS = ("label", "short", "definition", "include", "exclude", "border")
_CODE_FIELDS = (
    "id",
    *_TEXT_FIELDS,
    "parent",
    "family",
    "type",
    "tier",
    "examples",
    "indicators",
    "exclusive_with",
    "sources",
)


def _families(source: YamlSource) -> Iterable[Family]:
    for i, name in entries(source, "families", ("id", "type", "label", "description")):
        yield Family(
            id=name,
            label=texts(source, "families", i, "label"),
            type=text(source, "families", i, "type", needed=False),
            description=texts(source, "families", i, "description"),
        )


def _codes(source: YamlSource, families: Mapping[str, Family]) -> Iterable[Code]:
    for i, name in entries(source, "codes", _CODE_FIELDS):
        at = ("codes", i)
        if not _ID.fullmatch(name):
            source.fail(f"id {name!r}", *at, "id", expected="lower-case letters, digits, hyphens")
        family = text(source, *at, "family", needed=False)
        if family and family not in families:
            source.fail(
                f"unknown family {family!r}", *at, "family", hint=did_you_mean(family, families)
            )
        tier = text(source, *at, "tier", needed=False)
        if tier and tier not in TIERS:
            source.fail(f"tier {tier!r}", *at, "tier", expected=" or ".join(TIERS))
        yield Code(
            id=name,
            **{field: texts(source, *at, field) for field in _TEXT_FIELDS},
            parent=text(source, *at, "parent", needed=False),
            family=family,
            type=text(source, *at, "type", needed=False),
            tier=tier,
            examples=tuple(_examples(source, *at)),
            indicators=_indicators(source, *at),
            exclusive_with=tuple(source.get(*at).get("exclusive_with") or ()),
            sources=tuple(source.get(*at).get("sources") or ()),
        )


def _examples(source: YamlSource, *at: str | int) -> Iterable[Example]:
    value = source.get(*at).get("examples") or []
    if not isinstance(value, list):
        source.fail("examples is not a list", *at, "examples", expected="a list")
    for i, example in enumerate(value):
        if isinstance(example, str):
            yield Example(example)
            continue
        source.check_keys(("text", "presence"), *at, "examples", i)
        presence = text(source, *at, "examples", i, "presence", needed=False) or "present"
        if presence not in PRESENCE:
            source.fail(
                f"presence {presence!r}", *at, "examples", i, expected=" or ".join(PRESENCE)
            )
        yield Example(text(source, *at, "examples", i, "text"), presence)


def _indicators(source: YamlSource, *at: str | int) -> Mapping[str, tuple[Pattern, ...]]:
    value = source.get(*at).get("indicators") or {}
    if not isinstance(value, dict):
        source.fail(
            "indicators is not a mapping", *at, "indicators", expected="nl: [...], en: [...]"
        )
    return {language: tuple(_patterns(source, *at, "indicators", language)) for language in value}


def _patterns(source: YamlSource, *at: str | int) -> Iterable[Pattern]:
    value = source.get(*at) or []
    if not isinstance(value, list):
        source.fail("indicators of a language are a list", *at, expected="[word, other*]")
    for i, written in enumerate(value):
        if not isinstance(written, str):
            source.fail(f"indicator {written!r} is not text", *at, i, hint="put it in quotes")
        try:
            yield parse_pattern(written)
        except PatternError as error:
            source.fail(f"indicator {written!r}: {error}", *at, i)


def _check_tree(source: YamlSource, codes: Mapping[str, Code]) -> None:
    for i, code in enumerate(codes.values()):
        if code.parent and code.parent not in codes:
            source.fail(
                f"code {code.id} has an unknown parent {code.parent!r}",
                "codes",
                i,
                "parent",
                hint=did_you_mean(code.parent, codes),
            )
        references(source, "codes", i, "exclusive_with", known=codes, what="code")
        trail = [code.id]
        while parent := codes[trail[-1]].parent:
            if parent in trail:
                chain = " -> ".join([*trail, parent])
                source.fail(f"a cycle of parents: {chain}", "codes", i, "parent")
            if parent not in codes:
                break
            trail.append(parent)


def _rollups(source: YamlSource, codes: Mapping[str, Code]) -> Iterable[Rollup]:
    for i, name in entries(source, "rollups", ("id", "label", "codes")):
        yield Rollup(
            id=name,
            label=texts(source, "rollups", i, "label"),
            codes=references(source, "rollups", i, "codes", known=codes, what="code"),
        )


def _groups(source: YamlSource, codes: Mapping[str, Code]) -> Iterable[ExclusiveGroup]:
    key = "exclusive_groups"
    for i, name in entries(source, key, ("id", "codes", "scope", "why")):
        scope = text(source, key, i, "scope", needed=False) or "span"
        if scope not in {"span", "unit"}:
            source.fail(f"scope {scope!r}", key, i, "scope", expected="span or unit")
        yield ExclusiveGroup(
            id=name,
            codes=references(source, key, i, "codes", known=codes, what="code"),
            scope=scope,
            why=texts(source, key, i, "why"),
        )


def _attributes(
    source: YamlSource, codes: Mapping[str, Code], known: set[str]
) -> Iterable[Attribute]:
    key = "attributes"
    fields = ("id", "label", "values", "applies_to", "exclusive")
    for i, name in entries(source, key, fields):
        exclusive: Any = source.get(key, i).get("exclusive", True)
        if not isinstance(exclusive, bool):
            source.fail(f"exclusive {exclusive!r}", key, i, "exclusive", expected="true or false")
        yield Attribute(
            id=name,
            label=texts(source, key, i, "label"),
            values=_values(source, key, i),
            applies_to=references(source, key, i, "applies_to", known=known, what="family or code")
            or ("all",),
            exclusive=exclusive,
            only_with=_only_with(source, codes, key, i),
        )


def _values(source: YamlSource, *at: str | int) -> Mapping[str, Texts]:
    value = source.get(*at).get("values") or []
    if not isinstance(value, list):
        source.fail("values is not a list", *at, "values", expected="a list")
    found: dict[str, Texts] = {}
    for i, item in enumerate(value):
        if isinstance(item, str):
            found[item] = {}
            continue
        source.check_keys(("id", "label", "codes"), *at, "values", i)
        found[text(source, *at, "values", i, "id")] = texts(source, *at, "values", i, "label")
    return found


def _only_with(
    source: YamlSource, codes: Mapping[str, Code], *at: str | int
) -> Mapping[str, tuple[str, ...]]:
    value = source.get(*at).get("values") or []
    return {
        item["id"]: references(source, *at, "values", i, "codes", known=codes, what="code")
        for i, item in enumerate(value)
        if isinstance(item, dict) and item.get("codes")
    }
