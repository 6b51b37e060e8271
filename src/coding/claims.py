"""The claims under validation, the negative cases to look for, and the recommendations."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from coding.codebook import Codebook, Texts
from coding.text import sha256
from coding.yaml_reading import entries, references, text, texts
from coding.yaml_source import YamlSource, read_yaml

__all__ = [
    "KINDS",
    "PROVENANCE",
    "Claim",
    "Claims",
    "NegativeCase",
    "Recommendation",
    "load_claims",
]

PROVENANCE = ("L", "I", "D", "V", "U")
KINDS = ("A", "S", "R", "D", "Q", "X")


@dataclass(frozen=True, slots=True)
class Claim:
    """
    One statement of the model.

    Attributes
    ----------
    id, group : str
    text, supports, contradicts, expectation : mapping
        Language -> text.
    provenance : tuple of str
        L literature, I interviews, D design session, V box, U unstated.
    section : str
        Where the report makes it.
    kinds : tuple of str
        A association, S speaker or referent contrast, R relation links, D descriptive presence,
        Q close reading per initiative, X not testable here.
    codes : tuple of str
    strong : bool
        Whether it says all, never or must: one checked counter-instance then refutes the wording.
    test : str
        Id of its confirmatory test in the analysis plan; empty where it has none.
    """

    id: str
    group: str
    text: Texts
    provenance: tuple[str, ...]
    section: str
    kinds: tuple[str, ...]
    supports: Texts
    contradicts: Texts
    codes: tuple[str, ...]
    expectation: Texts
    strong: bool
    test: str


@dataclass(frozen=True, slots=True)
class NegativeCase:
    """An observation that would count against the model, searched for before support is."""

    id: str
    text: Texts
    bears_on: tuple[str, ...]
    rival: Texts
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Recommendation:
    """A norm: wishes show demand for it, only outcomes show effect."""

    id: str
    addressee: str
    text: Texts
    claims: tuple[str, ...]
    codes: tuple[str, ...]
    evidence: Texts


@dataclass(frozen=True, slots=True)
class Claims:
    """All claims of a study with version and hash, checked against the codebook."""

    id: str
    version: str
    sha: str
    claims: Mapping[str, Claim]
    negative_cases: Mapping[str, NegativeCase]
    recommendations: Mapping[str, Recommendation]
    groups: Mapping[str, Texts]
    assumptions: Mapping[str, Texts]


_TOP = (
    "schema",
    "id",
    "version",
    "codebook",
    "title",
    "assumptions",
    "groups",
    "claims",
    "negative_cases",
    "recommendations",
    "notes",
)


def load_claims(path: Path, codebook: Codebook) -> Claims:
    """
    Read and check a claims file.

    Raises
    ------
    CodingError
        For broken YAML, an unknown field, an id used twice, a code the codebook does not have, or
        a claim, group, provenance or kind that does not exist; names file and line.
    """
    source = read_yaml(path)
    source.check_keys(_TOP)
    meant = source.value.get("codebook")
    if meant not in {None, codebook.id}:
        source.fail(f"claims on codebook {meant!r}", "codebook", expected=codebook.id)
    groups = _labelled(source, "groups", ("id", "label"), "label")
    claims = {claim.id: claim for claim in _claims(source, groups, codebook.codes)}
    return Claims(
        id=text(source, "id"),
        version=text(source, "version"),
        sha=sha256(json.dumps(source.value, ensure_ascii=False, sort_keys=True)),
        claims=claims,
        negative_cases={n.id: n for n in _negative_cases(source, claims, codebook.codes)},
        recommendations={r.id: r for r in _recommendations(source, claims, codebook.codes)},
        groups=groups,
        assumptions=_labelled(source, "assumptions", ("id", "text", "notes"), "text"),
    )


def _labelled(
    source: YamlSource, key: str, fields: tuple[str, ...], field: str
) -> dict[str, Texts]:
    return {name: texts(source, key, i, field) for i, name in entries(source, key, fields)}


def _claims(source: YamlSource, groups: Collection[str], codes: Collection[str]) -> Iterable[Claim]:
    fields = tuple(Claim.__dataclass_fields__)
    for i, name in entries(source, "claims", fields):
        at = ("claims", i)
        group = text(source, *at, "group", needed=False)
        if group not in groups and groups:
            source.fail(f"unknown group {group!r}", *at, "group", expected=", ".join(groups))
        strong = source.get(*at).get("strong", False)
        if not isinstance(strong, bool):
            source.fail(f"strong {strong!r}", *at, "strong", expected="true or false")
        yield Claim(
            id=name,
            group=group,
            text=texts(source, *at, "text"),
            provenance=references(source, *at, "provenance", known=PROVENANCE, what="provenance"),
            section=text(source, *at, "section", needed=False),
            kinds=references(source, *at, "kinds", known=KINDS, what="kind of test"),
            supports=texts(source, *at, "supports"),
            contradicts=texts(source, *at, "contradicts"),
            codes=references(source, *at, "codes", known=codes, what="code"),
            expectation=texts(source, *at, "expectation"),
            strong=strong,
            test=text(source, *at, "test", needed=False),
        )


def _negative_cases(
    source: YamlSource, claims: Collection[str], codes: Collection[str]
) -> Iterable[NegativeCase]:
    key = "negative_cases"
    for i, name in entries(source, key, tuple(NegativeCase.__dataclass_fields__)):
        yield NegativeCase(
            id=name,
            text=texts(source, key, i, "text"),
            bears_on=references(source, key, i, "bears_on", known=claims, what="claim"),
            rival=texts(source, key, i, "rival"),
            codes=references(source, key, i, "codes", known=codes, what="code"),
        )


def _recommendations(
    source: YamlSource, claims: Collection[str], codes: Collection[str]
) -> Iterable[Recommendation]:
    key = "recommendations"
    for i, name in entries(source, key, tuple(Recommendation.__dataclass_fields__)):
        yield Recommendation(
            id=name,
            addressee=text(source, key, i, "addressee"),
            text=texts(source, key, i, "text"),
            claims=references(source, key, i, "claims", known=claims, what="claim"),
            codes=references(source, key, i, "codes", known=codes, what="code"),
            evidence=texts(source, key, i, "evidence"),
        )
