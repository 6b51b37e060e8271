"""Reading fields of hand-written YAML records, each complaint with file and line."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping

from coding.errors import did_you_mean
from coding.yaml_source import YamlSource

__all__ = ["Texts", "entries", "references", "text", "texts"]

Texts = Mapping[str, str]
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]*")


def text(source: YamlSource, *keys: str | int, needed: bool = True) -> str:
    """Text the keys lead to; empty where it may be missing and is."""
    parent = source.get(*keys[:-1])
    value = parent.get(keys[-1])
    if value is None and not needed:
        return ""
    if value is None:
        source.fail(f"{keys[-1]} is missing", *keys[:-1], expected=f"{keys[-1]}: some text")
    if not isinstance(value, str):
        source.fail(f"{keys[-1]} is read as {value!r}, not as text", *keys, hint="put it in quotes")
    return value


def texts(source: YamlSource, *keys: str | int) -> Texts:
    """A text per language; one plain text stands for all languages."""
    value = source.get(*keys[:-1]).get(keys[-1])
    if value is None:
        return {}
    if isinstance(value, str):
        return {"": value}
    if not isinstance(value, dict):
        source.fail(f"{keys[-1]} is not text", *keys, expected="text, or {nl: …, en: …}")
    return {language: text(source, *keys, language) for language in value}


def references(
    source: YamlSource, *keys: str | int, known: Iterable[str], what: str
) -> tuple[str, ...]:
    """A list of ids that must exist."""
    value = source.get(*keys[:-1]).get(keys[-1]) or []
    if not isinstance(value, list):
        source.fail(f"{keys[-1]} is not a list", *keys, expected="a list")
    names = set(known)
    for i, name in enumerate(value):
        if name not in names:
            source.fail(f"unknown {what} {name!r}", *keys, i, hint=did_you_mean(str(name), names))
    return tuple(value)


def entries(source: YamlSource, key: str, fields: Collection[str]) -> Iterable[tuple[int, str]]:
    """Walk a list of records, refusing unknown fields, ill-formed and duplicate ids."""
    value = source.value.get(key)
    if value is None:
        return
    if not isinstance(value, list):
        source.fail(
            f"{key} is not a list", key, expected=f"{key}: followed by lines with '- id: …'"
        )
    seen: dict[str, str] = {}
    for i in range(len(value)):
        source.check_keys(fields, key, i)
        name = text(source, key, i, "id")
        if not _ID.fullmatch(name):
            source.fail(f"id {name!r}", key, i, "id", expected="letters, digits and hyphens")
        if name in seen:
            source.fail(
                f"{name!r} occurs twice in {key}", key, i, hint=f"the first is at {seen[name]}"
            )
        seen[name] = source.at(key, i)
        yield i, name
