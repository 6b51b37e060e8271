"""Any codebook of a coded data set, as a `Codebook`: for measuring, not to keep a study by."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from coding.codebook import Code, Codebook, Example
from coding.errors import CodingError, at
from coding.files import read_text
from coding.patterns import Element, Pattern, PatternError, parse_pattern
from coding.text import sha256

__all__ = ["read_any_codebook", "to_codebook"]

_NOTHING = {"", "null", "none", "nan", ".nan", "~", "n/a"}
_WORDS = ("indicators", "keywords", "terms")
_DEFINITION = ("definition", "description", "def")
_ID = ("id", "code", "name")


def read_any_codebook(path: Path) -> Codebook:
    """
    Read a codebook in YAML or JSON, list or mapping, as other people's data sets have them.

    What is odd but usable is accepted and said in `notices`; nothing is dropped in silence.

    Parameters
    ----------
    path : Path

    Raises
    ------
    CodingError
        For a file that cannot be read, no codes, or an id used twice.
    """
    text = read_text(path)
    if path.suffix.lower() in {".yaml", ".yml"}:
        value = _yaml(text, path)
    else:
        try:
            value = json.loads(text)
        except json.JSONDecodeError as error:
            raise CodingError(
                f"this is not JSON: {error.msg}", where=at(path, error.lineno)
            ) from None
    return to_codebook(value, name=path.stem, where=at(path))


def _yaml(text: str, path: Path) -> Any:
    import yaml

    try:
        # every scalar as text: `no` and `1.10` are ids here, not False and 1.1
        return yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506  # BaseLoader builds text only
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark is not None else None
        raise CodingError("this is not YAML", where=at(path, line)) from None


def to_codebook(value: Any, *, name: str, where: str) -> Codebook:
    """
    Make a codebook of parsed YAML or JSON.

    Parameters
    ----------
    value : list or mapping
        Codes, or a mapping with `codes`.
    name : str
        Its id, where it has none.
    where : str
        For messages.

    Raises
    ------
    CodingError
        For no codes or an id used twice.

    Examples
    --------
    >>> book = to_codebook(
    ...     {"codes": {"NMBS": {"definition": "trains", "parent": "NMBS"}}}, name="d", where="d"
    ... )
    >>> book.codes["NMBS"].parent, book.notices
    ('', ('1 code names itself as its parent: read as no parent',))
    """
    head: Mapping[str, Any] = value if isinstance(value, Mapping) else {}
    listed = head.get("codes", value)
    codes: dict[str, Code] = {}
    for number, (code, fields) in enumerate(_entries(listed, where), start=1):
        if _nothing(code):
            raise CodingError(f"code {number} has no id", where=where, expected="id: …")
        if code in codes:
            raise CodingError(f"the id {code!r} is used twice", where=where)
        codes[code] = _code(code, fields)
    if not codes:
        raise CodingError("there are no codes", where=where, expected="a list or mapping of codes")
    codes, notices = _tree(codes)
    content = json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)
    version = head.get("version") if "codes" in head else None
    return Codebook(
        id=str(head["id"]) if "codes" in head and not _nothing(head.get("id")) else name,
        version="" if _nothing(version) else str(version),
        sha=sha256(content),
        title={},
        codes=codes,
        families={},
        rollups={},
        attributes={},
        exclusive_groups=(),
        rules=(),
        notices=tuple(notices),
    )


def _nothing(value: Any) -> bool:
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return True
    return isinstance(value, str) and value.strip().lower() in _NOTHING


def _entries(value: Any, where: str) -> Iterable[tuple[str, Mapping[str, Any]]]:
    if isinstance(value, Mapping):
        for code, fields in value.items():
            yield str(code), fields if isinstance(fields, Mapping) else {"definition": fields}
    elif isinstance(value, list):
        for item in value:
            if isinstance(item, Mapping):
                key = next((key for key in _ID if not _nothing(item.get(key))), "id")
                yield str(item.get(key) or ""), item
            else:
                yield "" if _nothing(item) else str(item), {}
    else:
        raise CodingError(
            "this is not a codebook", where=where, expected="a list or mapping of codes"
        )


def _first(fields: Mapping[str, Any], names: Iterable[str]) -> Any:
    return next((fields[name] for name in names if not _nothing(fields.get(name))), None)


def _texts(value: Any) -> dict[str, str]:
    if _nothing(value):
        return {}
    if isinstance(value, Mapping):
        return {str(k): _joined(v) for k, v in value.items() if not _nothing(v)}
    return {"": _joined(value)}


def _joined(value: Any) -> str:
    return " ".join(str(v) for v in value) if isinstance(value, list) else str(value)


def _code(code: str, fields: Mapping[str, Any]) -> Code:
    parent, tier = fields.get("parent"), fields.get("tier")
    return Code(
        id=code,
        label=_texts(fields.get("label") or fields.get("title")),
        definition=_texts(_first(fields, _DEFINITION)),
        include=_texts(fields.get("include") or fields.get("inclusion")),
        exclude=_texts(fields.get("exclude") or fields.get("exclusion")),
        border=_texts(fields.get("border")),
        parent="" if _nothing(parent) else str(parent),
        family=_joined(fields["family"]) if not _nothing(fields.get("family")) else "",
        tier=str(tier) if tier in ("A", "B", "C") else "",
        examples=tuple(Example(text) for text in _examples(fields.get("examples"))),
        indicators=_indicators(fields),
    )


def _examples(value: Any) -> Iterable[str]:
    if _nothing(value):
        return
    for item in value if isinstance(value, list) else [value]:
        text = item.get("text") if isinstance(item, Mapping) else item
        if not _nothing(text):
            yield str(text)


def _indicators(fields: Mapping[str, Any]) -> dict[str, tuple[Pattern, ...]]:
    found: dict[str, tuple[Pattern, ...]] = {}
    for name in _WORDS:
        value = fields.get(name)
        by_language = value if isinstance(value, Mapping) else {"": value}
        for language, words in by_language.items():
            if _nothing(words):
                continue
            listed = re.split(r"[,;\n]", words) if isinstance(words, str) else _listed(words)
            patterns = tuple(_pattern(str(word)) for word in listed if not _nothing(word))
            found[str(language)] = (*found.get(str(language), ()), *patterns)
    return found


def _listed(words: Any) -> list[Any]:
    return [*words] if isinstance(words, list | tuple) else [words]


def _pattern(word: str) -> Pattern:
    """Read an indicator, or take the words literally where they are no pattern."""
    text = " ".join(word.lower().split())
    try:
        return parse_pattern(text)
    except PatternError:
        words = re.findall(r"\w+", text)
        return Pattern(text, tuple(Element("literal", w) for w in words))


def _tree(codes: dict[str, Code]) -> tuple[dict[str, Code], list[str]]:
    """Take parents away that are no parents, and say how many."""
    own = [c for c in codes.values() if c.parent == c.id]
    codes = {k: replace(c, parent="") if c.parent == k else c for k, c in codes.items()}
    lost = sorted({c.parent for c in codes.values() if c.parent and c.parent not in codes})
    codes = {k: replace(c, parent="") if c.parent in lost else c for k, c in codes.items()}
    cut = 0
    for code in list(codes):
        trail = [code]
        while parent := codes[trail[-1]].parent:
            if parent in trail:
                codes[trail[-1]] = replace(codes[trail[-1]], parent="")
                cut += 1
                break
            trail.append(parent)
    notices = []
    if own:
        verb = "code names itself as its" if len(own) == 1 else "codes name themselves as their"
        notices.append(f"{len(own)} {verb} parent: read as no parent")
    if lost:
        notices.append(
            f"{len(lost)} parents are no codes ({', '.join(lost[:5])}"
            f"{', …' if len(lost) > 5 else ''}): read as no parent"
        )
    if cut:
        notices.append(f"{cut} parents led back to their own code: read as no parent")
    return codes, notices
