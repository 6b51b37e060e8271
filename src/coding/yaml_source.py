"""YAML as people write it by hand: read strictly, with the line of every value for messages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

import yaml

from coding.errors import CodingError, at, did_you_mean
from coding.files import read_text
from coding.text import sha256

__all__ = ["YamlSource", "read_yaml"]

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml is ten times faster
_CONSTRUCTOR = yaml.constructor.SafeConstructor()

Keys = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class YamlSource:
    """
    The content of one YAML file with the line each value stands on.

    Attributes
    ----------
    path : Path
        The file, for messages.
    value : Any
        Its content: mappings, lists and scalars.
    lines : dict
        Keys leading to a value -> 1-based line.
    sha : str
        SHA-256 of the file's text.
    """

    path: Path
    value: Any
    lines: dict[Keys, int]
    sha: str

    def at(self, *keys: str | int) -> str:
        """Name file and line of the value the keys lead to (or of its nearest parent)."""
        for length in range(len(keys), -1, -1):
            if keys[:length] in self.lines:
                return at(self.path, self.lines[keys[:length]])
        return at(self.path)

    def fail(
        self, problem: str, *keys: str | int, expected: str | None = None, hint: str | None = None
    ) -> NoReturn:
        """Raise a `CodingError` at the line the keys lead to."""
        raise CodingError(problem, where=self.at(*keys), expected=expected, hint=hint)

    def check_keys(self, allowed: Iterable[str], *keys: str | int) -> None:
        """Refuse a mapping that holds a key nobody reads: a typo must not pass in silence."""
        names = list(allowed)
        value = self.get(*keys)
        if not isinstance(value, dict):
            self.fail(
                f"{_named(value)} where a mapping was expected", *keys, expected="key: value lines"
            )
        for key in value:
            if key not in names:
                self.fail(f"unknown field {key!r}", *keys, key, hint=did_you_mean(key, names))

    def get(self, *keys: str | int) -> Any:
        """The value the keys lead to."""
        value = self.value
        for key in keys:
            value = value[key]
        return value


def read_yaml(path: Path, *, schema: int = 1) -> YamlSource:
    """
    Read a YAML file whose top is a mapping with `schema: 1`.

    Raises
    ------
    CodingError
        For a missing or empty file, broken YAML, a key that occurs twice, a key or id that YAML
        reads as something other than text (`no`, `1.10`), or a newer schema; names file and line.
    """
    text = read_text(path)
    try:
        node = yaml.compose(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise CodingError(
            f"this is not YAML: {error.problem or error.context}",
            where=at(
                path, mark.line + 1 if mark else None, column=mark.column + 1 if mark else None
            ),
            hint="check the indentation and put texts with ': ' or '#' in quotes",
        ) from None
    except yaml.YAMLError as error:
        raise CodingError(f"this is not YAML: {error}", where=at(path)) from None
    if node is None:
        raise CodingError("the file is empty", where=at(path))
    lines: dict[Keys, int] = {}
    value = _build(node, (), lines, path)
    source = YamlSource(path=path, value=value, lines=lines, sha=sha256(text))
    if not isinstance(value, dict):
        source.fail("a list or text where a mapping was expected", expected="key: value lines")
    if value.get("schema") != schema:
        newer = isinstance(value.get("schema"), int) and value["schema"] > schema
        source.fail(
            f"schema {value.get('schema')!r}",
            "schema",
            expected=f"schema: {schema}",
            hint="made by a newer version of this program; update it" if newer else None,
        )
    return source


def _build(node: yaml.Node, keys: Keys, lines: dict[Keys, int], path: Path) -> Any:
    lines.setdefault(keys, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        return _build_mapping(node, keys, lines, path)
    if isinstance(node, yaml.SequenceNode):
        return [_build(child, (*keys, i), lines, path) for i, child in enumerate(node.value)]
    try:
        return _CONSTRUCTOR.construct_object(node)
    except (yaml.YAMLError, ValueError) as error:
        raise CodingError(
            f"a value YAML cannot read: {error}",
            where=at(path, node.start_mark.line + 1),
            hint="put it in quotes",
        ) from None


def _build_mapping(
    node: yaml.MappingNode, keys: Keys, lines: dict[Keys, int], path: Path
) -> dict[str, Any]:
    built: dict[str, Any] = {}
    for key_node, child in node.value:
        line = key_node.start_mark.line + 1
        key = _CONSTRUCTOR.construct_object(key_node)
        if not isinstance(key, str):
            raise CodingError(
                f"the key {key_node.value} is read as {_named(key)}, not as text",
                where=at(path, line),
                hint=f'write "{key_node.value}" in quotes',
            )
        if key in built:
            raise CodingError(
                f"{key!r} occurs twice; the first is on line {lines[(*keys, key)]}",
                where=at(path, line),
            )
        lines[(*keys, key)] = line
        built[key] = _build(child, (*keys, key), lines, path)
    return built


def _named(value: Any) -> str:
    names = {bool: "yes/no", int: "a number", float: "a number", list: "a list", dict: "a mapping"}
    return "nothing" if value is None else names.get(type(value), "text")
