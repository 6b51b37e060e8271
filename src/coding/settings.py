"""`study.toml`, the only settings file of a study: read, checked, typed."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from coding.errors import CodingError, at, did_you_mean
from coding.files import read_text

__all__ = ["Case", "Coder", "Settings", "load_settings"]

FILE = "study.toml"


@dataclass(frozen=True, slots=True)
class Case:
    """One case of the study, e.g. an organisation."""

    id: str
    label: str


@dataclass(frozen=True, slots=True)
class Coder:
    """
    Who codes.

    Attributes
    ----------
    id : str
        Name of the log file.
    type : {'human', 'model'}
        A model's codings count only in a fictive study, and every output says so.
    name, role : str
    told : str
        For a model: the file with what it was told, relative to the study.
    told_sha : str
        Hash of that file when the coding was done.
    when : str
        For a model: when it coded.
    """

    id: str
    type: str
    name: str = ""
    role: str = ""
    told: str = ""
    told_sha: str = ""
    when: str = ""


@dataclass(frozen=True, slots=True)
class Settings:
    """
    What `study.toml` says.

    Attributes
    ----------
    title : str
    language : str
        Language of labels in tables, figures and the desk.
    text_language : str
        Language of the transcripts.
    fictive : bool
        Every output of a fictive study carries a watermark; fictive and real never mix.
    level : str
        Level of validation the outputs can reach: `a`, `b` or `c` (see the analysis plan).
    seed : int
        Seed of everything in which chance plays.
    reliability : str
        `applicable`, or `reflexive` where coefficients do not fit the method.
    codebook, claims, plan, model, guide, bibliography : str
        Files, relative to the study; empty where the study has none.
    cap, least : int
        The unit rule; see `corpus.units.UnitRule`.
    interviewer, respondent, other : tuple of str
        Speaker labels of the transcripts.
    cases, coders : tuple
    rounds : tuple of str
        Rounds of coding, oldest first.
    texts_by, texts_told, texts_told_sha, texts_when : str
        Who wrote the texts of a fictive study, in words; where a model did: the file with what it
        was told, that file's hash, and when.
    """

    title: str
    language: str = "en"
    text_language: str = "nl"
    fictive: bool = False
    level: str = "b"
    seed: int = 1
    reliability: str = "applicable"
    codebook: str = "codebooks/codebook.yaml"
    claims: str = ""
    plan: str = ""
    model: str = ""
    guide: str = ""
    bibliography: str = ""
    cap: int = 80
    least: int = 4
    interviewer: tuple[str, ...] = ()
    respondent: tuple[str, ...] = ()
    other: tuple[str, ...] = ()
    cases: tuple[Case, ...] = ()
    coders: tuple[Coder, ...] = ()
    rounds: tuple[str, ...] = field(default=("1",))
    texts_by: str = ""
    texts_told: str = ""
    texts_told_sha: str = ""
    texts_when: str = ""


_TOP: dict[str, type] = {
    "title": str,
    "language": str,
    "text_language": str,
    "fictive": bool,
    "level": str,
    "seed": int,
    "reliability": str,
    "rounds": list,
    "texts_by": str,
    "texts_told": str,
    "texts_told_sha": str,
    "texts_when": str,
}
_TABLES: dict[str, dict[str, type]] = {
    "files": dict.fromkeys(("codebook", "claims", "plan", "model", "guide", "bibliography"), str),
    "units": {"cap": int, "least": int},
    "speakers": dict.fromkeys(("interviewer", "respondent", "other"), list),
}
_RECORDS: dict[str, tuple[str, ...]] = {
    "cases": ("id", "label"),
    "coders": ("id", "type", "name", "role", "told", "told_sha", "when"),
}
_CHOICES = {
    "language": ("nl", "en"),
    "level": ("a", "b", "c"),
    "reliability": ("applicable", "reflexive"),
}
_TYPE_NAMES = {str: "text", bool: "true or false", int: "a whole number", list: "a list"}


def load_settings(path: Path) -> Settings:
    """
    Read `study.toml`.

    Raises
    ------
    CodingError
        For a missing file, broken TOML, an unknown key (a typo must not pass in silence), a value
        of the wrong type, or coders of model type in a study that is not fictive without a role.
    """
    text = read_text(path)
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise CodingError(f"this is not TOML: {error}", where=at(path)) from None
    find = _Finder(path, text)
    if data.pop("schema", None) != 1:
        raise CodingError("no 'schema = 1'", where=find("schema"), expected="schema = 1")
    values: dict[str, Any] = {}
    known = [*_TOP, *_TABLES, *_RECORDS]
    for key, value in data.items():
        if key in _TOP:
            values[key] = _typed(key, value, _TOP[key], where=find(key))
        elif key in _TABLES:
            values.update(_table(key, value, find))
        elif key in _RECORDS:
            values[key] = tuple(_records(key, value, find))
        else:
            raise CodingError(
                f"unknown setting {key!r}", where=find(key), hint=did_you_mean(key, known)
            )
    if not values.get("title"):
        raise CodingError("the study has no title", where=find("title"), expected='title = "…"')
    for key, choices in _CHOICES.items():
        if key in values and values[key] not in choices:
            raise CodingError(
                f"{key} {values[key]!r}", where=find(key), expected=" or ".join(choices)
            )
    settings = Settings(**values)
    if not settings.least < settings.cap:
        raise CodingError("cap is not above least", where=find("units"), expected="e.g. 80 and 4")
    return settings


@dataclass(frozen=True, slots=True)
class _Finder:
    """Names file and line of a key; TOML readers do not keep lines."""

    path: Path
    text: str

    def __call__(self, key: str) -> str:
        for number, line in enumerate(self.text.split("\n"), start=1):
            head = line.strip().lstrip("[").split("=")[0].strip("] \"'")
            if head == key:
                return at(self.path, number)
        return at(self.path)


def _typed(key: str, value: Any, kind: type, *, where: str) -> Any:
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise CodingError(f"{key} is {value!r}", where=where, expected=_TYPE_NAMES[kind])
    if kind is list:
        items = cast("list[Any]", value)
        return tuple(_typed(key, item, str, where=where) for item in items)
    return value


def _table(name: str, value: Any, find: _Finder) -> Iterable[tuple[str, Any]]:
    fields = _TABLES[name]
    if not isinstance(value, dict):
        raise CodingError(f"{name} is not a table", where=find(name), expected=f"[{name}]")
    for key, item in value.items():
        if key not in fields:
            raise CodingError(
                f"unknown setting {key!r} in [{name}]",
                where=find(key),
                hint=did_you_mean(key, fields),
            )
        yield key, _typed(key, item, fields[key], where=find(key))


def _records(name: str, value: Any, find: _Finder) -> Iterable[Case | Coder]:
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise CodingError(f"{name} is not a list", where=find(name), expected=f"[[{name}]]")
    seen: set[str] = set()
    for record in value:
        row: Mapping[str, Any] = record
        for key in row:
            if key not in _RECORDS[name]:
                raise CodingError(
                    f"unknown setting {key!r} in [[{name}]]",
                    where=find(key),
                    hint=did_you_mean(key, _RECORDS[name]),
                )
            _typed(key, row[key], str, where=find(name))
        if row.get("id", "") in {*seen, ""}:
            raise CodingError(f"{name}: id missing or used twice", where=find(name))
        seen.add(row["id"])
        yield Case(row["id"], row.get("label", row["id"])) if name == "cases" else _coder(row, find)


def _coder(row: Mapping[str, Any], find: _Finder) -> Coder:
    if row.get("type") not in {"human", "model"}:
        raise CodingError(
            f"coder {row['id']} has type {row.get('type')!r}",
            where=find("coders"),
            expected="human or model",
        )
    if row["type"] == "model" and not row.get("told"):
        raise CodingError(
            f"coder {row['id']} is a model and does not say what it was told",
            where=find("coders"),
            expected='told = "file with the instructions"',
        )
    return Coder(**row)
