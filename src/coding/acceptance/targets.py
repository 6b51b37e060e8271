"""What a fictive corpus was meant to be: `corpus/fictive-design/acceptance.yaml`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from coding.errors import CodingError
from coding.yaml_source import YamlSource, read_yaml

__all__ = ["Targets", "read_targets"]

# every field there is: a target that is left out would pass in silence, and so would a typo
_FIELDS: dict[str, tuple[str, ...]] = {
    "marking": ("status", "first_line"),
    "size": ("words", "units", "interviewer"),
    "jargon": ("terms", "most"),
    "originality": ("run",),
    "speech": ("hedges", "hedges_per_1000", "broken_per_1000"),
    "keywords": ("tier", "recall", "false_hits", "f1"),
    "prevalence": ("designed_A", "A", "B"),
    "guide": ("tier", "questions", "most_share"),
    "counter_evidence": ("share", "contradicting"),
    "difficulty": ("tier", "alpha", "too_easy"),
    "recovery": ("correlation",),
}
_PREVALENCE = {"A": ("least", "interviews", "all_cases", "below"), "B": ("least", "most")}


@dataclass(frozen=True, slots=True)
class Targets:
    """
    The targets of a corpus.

    Attributes
    ----------
    path : Path
    stops : frozenset of str
        Tests that fail a build.
    """

    path: Path
    stops: frozenset[str]
    source: YamlSource

    def of(self, test: str, *keys: str) -> Any:
        """The target of a test."""
        return self.source.get(test, *keys)

    def range(self, test: str, *keys: str) -> tuple[float, float]:
        """
        A target that is a range.

        Raises
        ------
        CodingError
            If it is not two numbers, the lower first.
        """
        value = self.source.get(test, *keys)
        if not (
            isinstance(value, list)
            and len(value) == 2
            and all(isinstance(one, int | float) for one in value)
            and value[0] <= value[1]
        ):
            self.source.fail(
                f"{test}: {value!r}", test, *keys, expected="[least, most], two numbers"
            )
        return float(value[0]), float(value[1])


def read_targets(path: Path) -> Targets:
    """
    Read the targets.

    Raises
    ------
    CodingError
        Where there is no such file, a field is missing or unknown, or `stops` names no test.
    """
    if not path.is_file():
        raise CodingError(
            "no targets for this corpus",
            where=str(path),
            expected="a fictive corpus with its targets written down before it was measured",
        )
    source = read_yaml(path)
    source.check_keys(["schema", "stops", *_FIELDS])
    for test, fields in _FIELDS.items():
        _check(source, fields, test)
    for tier, fields in _PREVALENCE.items():
        _check(source, fields, "prevalence", tier)
    stops = frozenset(map(str, source.value.get("stops", [])))
    if unknown := sorted(stops - _FIELDS.keys()):
        source.fail(f"stops: no test {', '.join(unknown)}", "stops", expected=", ".join(_FIELDS))
    return Targets(path, stops, source)


def _check(source: YamlSource, fields: tuple[str, ...], *keys: str) -> None:
    within: Any = source.value
    for depth, key in enumerate(keys):
        if key not in within:
            source.fail(f"no target for {' '.join(keys)}", *keys[:depth])
        within = within[key]
    source.check_keys(fields, *keys)
    if missing := [field for field in fields if field not in within]:
        source.fail(f"{' '.join(keys)}: {', '.join(missing)} is missing", *keys)
