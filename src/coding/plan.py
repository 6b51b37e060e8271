"""The analysis plan: windows, tests and verdict rules, fixed before the first coding."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from coding.claims import Claims
from coding.text import sha256
from coding.yaml_reading import entries, references, text
from coding.yaml_source import YamlSource, read_yaml

__all__ = ["Plan", "load_plan"]


@dataclass(frozen=True, slots=True)
class Plan:
    """
    What was decided about the analysis before anything was coded.

    Attributes
    ----------
    id, version, sha : str
        The hash is printed in every output; a plan changed later is another plan.
    tests : dict of str to mapping
        Confirmatory tests by id; everything else is descriptive.
    outputs : dict of str to mapping
        Planned tables and figures by id.
    levels : dict of str to mapping
        Levels of validation by id, with header texts.
    content : mapping
        The whole file: windows, verdict rules, sensitivity, rivals.
    """

    id: str
    version: str
    sha: str
    tests: Mapping[str, Mapping[str, Any]]
    outputs: Mapping[str, Mapping[str, Any]]
    levels: Mapping[str, Mapping[str, Any]]
    content: Mapping[str, Any]


_TOP = (
    "schema",
    "id",
    "version",
    "status",
    "codebook",
    "claims",
    "levels",
    "principles",
    "windows",
    "self_reports",
    "alpha",
    "holm",
    "guide_adjustment",
    "guards",
    "tests",
    "verdict_rules",
    "sensitivity",
    "rivals",
    "expected_tensions",
    "outputs",
    "notes",
)


def load_plan(path: Path, claims: Claims) -> Plan:
    """
    Read and check an analysis plan.

    Raises
    ------
    CodingError
        For broken YAML, an unknown section, an id used twice, or a claim or negative case that the
        claims file does not have; names file and line.
    """
    source = read_yaml(path)
    source.check_keys(_TOP)
    known = {"all", *claims.claims, *claims.negative_cases, *claims.recommendations}
    return Plan(
        id=text(source, "id"),
        version=text(source, "version"),
        sha=sha256(json.dumps(source.value, ensure_ascii=False, sort_keys=True)),
        tests=_records(source, "tests", known),
        outputs=_records(source, "outputs", known),
        levels=_records(source, "levels", known),
        content=source.value,
    )


def _records(source: YamlSource, key: str, known: set[str]) -> dict[str, Mapping[str, Any]]:
    records = source.value.get(key) or []
    fields = {name for record in records if isinstance(record, dict) for name in record}
    found = {}
    for i, name in entries(source, key, fields):
        for field in sorted({"claims", "negative_cases"} & set(records[i])):
            references(source, key, i, field, known=known, what="claim")
        found[name] = records[i]
    return found
