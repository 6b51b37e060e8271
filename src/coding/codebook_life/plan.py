"""Planning a change of the codebook: worked out in two ways, compared, not yet made."""

from __future__ import annotations

import difflib
import re
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml

from coding.codebook import Codebook, load_codebook
from coding.codebook_life.changes import Change, CodebookRef, read_changes
from coding.codebook_life.files import settle
from coding.codebook_life.yaml_text import YamlText
from coding.errors import CodingError, at

__all__ = [
    "Clock",
    "Planned",
    "Said",
    "next_version",
    "plan_add",
    "plan_merge",
    "plan_move",
    "plan_rename",
    "plan_retire",
    "plan_split",
    "utc_now",
]

Clock = Callable[[], str]
Data = dict[str, Any]
_ID = re.compile(r"[a-z0-9][a-z0-9-]*")
_TAKEN_OVER = ("parent", "family", "type", "tier")


def utc_now() -> str:
    """Tell the time as logs write it, e.g. `2026-03-01T09:30:00.123Z`."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """
    What a person says about a change.

    Attributes
    ----------
    by : str
        Initials or coder id.
    reason : str
    time : str
        UTC, ISO 8601; now if empty.
    version : str
        The new version; the old one counted on by one if empty.
    """

    by: str = ""
    reason: str = ""
    time: str = ""
    version: str = ""


@dataclass(frozen=True, slots=True)
class Planned:
    """
    A change of the codebook that is worked out and checked, not made.

    Attributes
    ----------
    change : Change
        As it will be recorded.
    text : str
        The file as it will be.
    diff : tuple of str
        What moves in the file, in the form of `diff -u`.
    before, after : Codebook
    """

    change: Change
    text: str
    diff: tuple[str, ...]
    before: Codebook
    after: Codebook


@dataclass(frozen=True, slots=True)
class _Draft:
    """What a plan starts from: the file, its content, and what happened before."""

    path: Path
    text: str
    codebook: Codebook
    changes: tuple[Change, ...]

    def begin(self) -> _Work:
        return _Work(self.text, yaml.safe_load(self.text))


@dataclass(slots=True)
class _Work:
    """The change under way, made twice: on the text, and on its content."""

    text: str
    data: Data

    def edit(self, how: Callable[[YamlText], object]) -> None:
        text = YamlText(self.text)
        how(text)
        self.text = text.result()

    def add(self, entry: Data, *, after: str | None) -> None:
        self.data["codes"].append(entry)
        self.edit(lambda text: text.insert(entry, after=after))

    def set_parent(self, code: str, parent: str) -> None:
        entry = next(entry for entry in self.data["codes"] if entry["id"] == code)
        if parent:
            entry["parent"] = parent
        else:
            entry.pop("parent", None)
        self.edit(lambda text: text.set_parent(code, parent))

    def adopt(self, code: str, parent: str) -> None:
        """Hang what is under a code under another; that one itself moves up to the code's place."""
        own = next(entry for entry in self.data["codes"] if entry["id"] == code).get("parent", "")
        for entry in self.data["codes"]:
            if entry.get("parent") == code:
                self.set_parent(entry["id"], own if entry["id"] == parent else parent)

    def take_out(self, code: str, *, instead: list[str]) -> None:
        """Remove a code's entry; where it is listed, others take its place."""
        self.data["codes"] = [entry for entry in self.data["codes"] if entry["id"] != code]
        _swap_everywhere(self.data, code, instead)
        self.edit(lambda text: text.remove(code))
        self.edit(lambda text: text.substitute(code, instead))


def _draft(path: Path, changes_path: Path) -> _Draft:
    settle(path, changes_path)
    text = path.read_bytes().decode("utf-8")
    return _Draft(path, text, load_codebook(path), read_changes(changes_path)[0])


def next_version(version: str) -> str:
    """
    Count the last number of a version on by one.

    Raises
    ------
    CodingError
        If it does not end in a number.

    Examples
    --------
    >>> next_version("1.9"), next_version("2026-03")
    ('1.10', '2026-04')
    """
    match = re.fullmatch(r"(.*?)(\d+)", version)
    if match is None:
        raise CodingError(
            f"version {version!r} does not end in a number", hint="say the new one with --version"
        )
    head, number = match.groups()
    return f"{head}{int(number) + 1:0{len(number)}d}"


def plan_add(
    path: Path,
    changes_path: Path,
    code: str,
    *,
    fields: Mapping[str, Any] | None = None,
    after: str | None = None,
    event: str = "",
    said: Said,
) -> Planned:
    """
    Plan a new code.

    Parameters
    ----------
    path, changes_path : Path
        The codebook and its file of changes.
    code : str
        The new id.
    fields : mapping, optional
        Fields of C3, e.g. `label={"nl": "…"}, parent="…"`.
    after : str, optional
        The code it is written after; otherwise the last of its parent or family, or the end.
    event : str
        The proposal it comes from: a line of a coder's log.
    said : Said

    Raises
    ------
    CodingError
        For an id that is ill-formed, in use, or was in use before: codings still carry it.
    """
    draft = _draft(path, changes_path)
    _check_new(draft, code)
    entry = {"id": code, **{k: v for k, v in (fields or {}).items() if v}}
    work = draft.begin()
    work.add(entry, after=after or _neighbour(draft.codebook, entry))
    return _planned(draft, work, "add", codes=(code,), event=event, said=said)


def plan_rename(path: Path, changes_path: Path, old: str, new: str, said: Said) -> Planned:
    """Plan another id for a code; every reference to it moves along."""
    draft = _draft(path, changes_path)
    draft.codebook.code(old)
    _check_new(draft, new, may_return=True)
    work = draft.begin()
    for entry in work.data["codes"]:
        if entry["id"] == old:
            entry["id"] = new
        if entry.get("parent") == old:
            entry["parent"] = new
    _swap_everywhere(work.data, old, [new])
    work.edit(lambda text: text.rename(old, new))
    return _planned(draft, work, "rename", codes=(old,), into=(new,), said=said)


def plan_move(path: Path, changes_path: Path, code: str, parent: str, said: Said) -> Planned:
    """Plan another parent for a code; an empty one puts it at the top."""
    draft = _draft(path, changes_path)
    if draft.codebook.code(code).parent == parent:
        raise CodingError(f"{code} is under {parent or 'no other code'} already")
    if parent and code in draft.codebook.path(parent):
        raise CodingError(f"{parent} lies under {code}", hint="a code cannot be its own ancestor")
    work = draft.begin()
    work.set_parent(code, parent)
    into = (parent,) if parent else ()
    return _planned(draft, work, "move", codes=(code,), into=into, said=said)


def plan_merge(
    path: Path, changes_path: Path, codes: Sequence[str], into: str, said: Said
) -> Planned:
    """Plan that codings of some codes count as codings of another, which stays."""
    draft = _draft(path, changes_path)
    draft.codebook.code(into)
    parts = [code for code in dict.fromkeys(codes) if code != into]
    if not parts:
        raise CodingError(f"nothing to merge into {into}", expected="another code")
    work = draft.begin()
    for code in parts:
        draft.codebook.code(code)
        work.adopt(code, into)
        work.take_out(code, instead=[into])
    return _planned(draft, work, "merge", codes=tuple(parts), into=(into,), said=said)


def plan_split(
    path: Path,
    changes_path: Path,
    code: str,
    into: Sequence[str],
    *,
    keep: bool = False,
    said: Said,
) -> Planned:
    """
    Plan that a code is told apart into several; codings with it are marked for review.

    Parameters
    ----------
    into : sequence of str
        At least two; ids that exist are used, others are added with the old one's parent, family,
        type and tier, to be defined by hand.
    keep : bool
        The old code stays, e.g. as the parent of the new ones.
    """
    draft = _draft(path, changes_path)
    old = draft.codebook.code(code)
    parts = tuple(dict.fromkeys(part for part in into if part != code))
    if len(parts) < 2:
        raise CodingError(f"{code} is split into {len(parts)} code", expected="at least two")
    if not keep and (children := [child.id for child in draft.codebook.children(code)]):
        raise CodingError(
            f"{', '.join(children)} under {code}: to which part do they belong?",
            hint="move them first, or keep the old code with --keep",
        )
    work = draft.begin()
    near = code
    for part in parts:
        if part in draft.codebook.codes:
            continue
        _check_new(draft, part)
        entry = {"id": part, **{n: getattr(old, n) for n in _TAKEN_OVER if getattr(old, n)}}
        work.add(entry, after=near)
        near = part
    if not keep:
        work.take_out(code, instead=list(parts))
    return _planned(draft, work, "split", codes=(code,), into=parts, kept=keep, said=said)


def plan_retire(path: Path, changes_path: Path, code: str, said: Said) -> Planned:
    """Plan that a code leaves the codebook; what hangs under it moves up, its codings stay."""
    draft = _draft(path, changes_path)
    parent = draft.codebook.code(code).parent
    work = draft.begin()
    for key, field, name in _holders(work.data, code):
        raise CodingError(
            f"{key} {name} holds nothing but {code}",
            where=at(path),
            hint=f"change its {field} by hand first: without codes it would mean something else",
        )
    work.adopt(code, parent)
    work.take_out(code, instead=[])
    return _planned(draft, work, "retire", codes=(code,), said=said)


def _holders(data: Data, code: str) -> Iterator[tuple[str, str, str]]:
    for key, field in (("rollups", "codes"), ("attributes", "applies_to")):
        for record in data.get(key) or []:
            if record.get(field) == [code]:
                yield key, field, record["id"]


def _check_new(draft: _Draft, code: str, *, may_return: bool = False) -> None:
    if not _ID.fullmatch(code):
        raise CodingError(f"id {code!r}", expected="lower-case letters, digits and hyphens")
    if code in draft.codebook.codes or code in draft.codebook.families:
        raise CodingError(f"{code!r} is in the codebook already")
    before = [change for change in draft.changes if code in change.codes and change.do != "propose"]
    if before and not may_return:
        raise CodingError(
            f"{code!r} was in use before ({before[-1].id}: {before[-1].in_words()})",
            hint="codings still carry that id; choose another",
        )


def _neighbour(codebook: Codebook, entry: Data) -> str | None:
    for field in ("parent", "family"):
        value = entry.get(field)
        near = [code.id for code in codebook.codes.values() if getattr(code, field) == value]
        if value and near:
            return near[-1]
    parent = entry.get("parent")
    return parent if parent in codebook.codes else None


def _swap_everywhere(data: Data, old: str, new: list[str]) -> None:
    """Put codes in the place of one in every list of the content."""
    lists = [(entry, "exclusive_with") for entry in data["codes"]]
    for key, field in (
        ("rollups", "codes"),
        ("exclusive_groups", "codes"),
        ("attributes", "applies_to"),
    ):
        for record in data.get(key) or []:
            lists.append((record, field))
            values = [v for v in record.get("values") or [] if isinstance(v, dict)]
            lists += [(value, "codes") for value in values]
    for record, field in lists:
        names = record.get(field)
        if isinstance(names, list) and old in names:
            place = names.index(old)
            fresh = [name for name in new if name not in names]
            record[field] = [*names[:place], *fresh, *names[place + 1 :]]


def _planned(
    draft: _Draft,
    work: _Work,
    do: str,
    *,
    codes: tuple[str, ...],
    said: Said,
    into: tuple[str, ...] = (),
    event: str = "",
    kept: bool = False,
) -> Planned:
    before = draft.codebook
    version = said.version or next_version(before.version)
    if version == before.version:
        raise CodingError(f"the version is {before.version} already", hint="name a new one")
    work.data["version"] = version
    work.edit(lambda text: text.set_version(version))
    text = work.text
    _check_same(text, work.data, draft.path)
    after = _load_text(text, draft.path)
    removed = [code for code in before.codes if code not in after.codes and do != "rename"]
    change = Change(
        id="",
        time=said.time or utc_now(),
        by=said.by,
        do=do,
        codes=codes,
        into=into,
        before=CodebookRef.of(before),
        after=CodebookRef.of(after),
        known=tuple(after.codes),
        kept=kept,
        removed=tuple((code, YamlText(draft.text).remove(code)) for code in removed),
        event=event,
        reason=said.reason,
    )
    name = draft.path.name
    diff = difflib.unified_diff(
        draft.text.splitlines(), text.splitlines(), name, name, lineterm="", n=1
    )
    return Planned(change, text, tuple(diff), before, after)


def _check_same(text: str, data: Data, path: Path) -> None:
    """Compare the edited file with the same change made on its content: two ways, one result."""
    if _comparable(yaml.safe_load(text)) != _comparable(data):
        raise CodingError(
            "the file's layout does not allow this edit by program",
            where=at(path),
            hint="make the change by hand, with a new version; `coding check` reads it",
        )


def _comparable(value: Any) -> Any:
    if isinstance(value, dict):
        full = {key: _comparable(item) for key, item in value.items()}
        if "codes" in full and "version" in full:  # order of entries is layout, not content
            full["codes"] = sorted(full["codes"], key=lambda entry: str(entry["id"]))
        return {key: item for key, item in full.items() if item not in (None, [])}
    return [_comparable(item) for item in value] if isinstance(value, list) else value


def _load_text(text: str, path: Path) -> Codebook:
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / path.name
        copy.write_bytes(text.encode("utf-8"))
        try:
            return load_codebook(copy)
        except CodingError as error:
            raise CodingError(error.problem, where=at(path), hint=error.hint) from None
