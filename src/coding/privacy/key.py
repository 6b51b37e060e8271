"""The key: which words stand for whom. It lies outside every study and every git repository."""

from __future__ import annotations

import csv
import io
import os
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from coding.errors import CodingError, at
from coding.files import read_csv, write_text
from coding.privacy.finder import KINDS
from coding.privacy.git import find_repository
from coding.settings import FILE
from coding.study import Study

__all__ = [
    "DECISIONS",
    "Entry",
    "Key",
    "key_folder",
    "load_key",
    "refuse_inside",
    "save_key",
]

KEYS = "CODING_KEYS"
DECISIONS = ("replace", "keep")
COLUMNS = ("decision", "original", "replacement", "kind", "variants", "by", "when")
_LABELS = {
    "nl": {
        "person": "persoon",
        "organisation": "organisatie",
        "place": "plaats",
        "address": "adres",
        "name": "naam",
        "email": "e-mail",
        "phone": "telefoon",
        "bsn": "bsn",
        "iban": "iban",
        "postcode": "postcode",
        "url": "link",
        "handle": "account",
        "number": "nummer",
    },
    "en": {"address": "address", "email": "e-mail", "url": "link", "handle": "account"},
}


@dataclass(frozen=True, slots=True)
class Entry:
    """
    One decision about one form of words.

    Attributes
    ----------
    original : str
        The words as people said them.
    replacement : str
        What stands for them, e.g. `[persoon-3]`; empty where they are kept.
    kind : str
        One of `coding.privacy.finder.KINDS`.
    decision : {'replace', 'keep'}
    variants : tuple of str
        Other forms of the same: the surname, the first name, initials.
    by, when : str
        Who decided, and the day.
    """

    original: str
    replacement: str
    kind: str
    decision: str
    variants: tuple[str, ...] = ()
    by: str = ""
    when: str = ""

    @property
    def forms(self) -> tuple[str, ...]:
        """The original and its variants."""
        return (self.original, *self.variants)


@dataclass(frozen=True, slots=True)
class Key:
    """
    All decisions of a study, in the order they were made.

    Attributes
    ----------
    path : Path
    entries : tuple of Entry
    """

    path: Path
    entries: tuple[Entry, ...] = ()

    def forms(self, *decisions: str) -> list[str]:
        """Every form decided on, or only those with these decisions."""
        chosen = decisions or DECISIONS
        return [form for one in self.entries if one.decision in chosen for form in one.forms]

    def with_entries(self, new: Iterable[Entry]) -> Key:
        """The key with more decisions; a new one on the same words takes the old one's place."""
        merged = {one.original: one for one in self.entries}
        for one in new:
            merged[one.original] = one
        return replace(self, entries=tuple(merged.values()))


def label_of(kind: str, language: str) -> str:
    """
    The word a replacement is made of.

    Examples
    --------
    >>> label_of("person", "nl"), label_of("person", "en")
    ('persoon', 'person')
    """
    return _LABELS.get(language, {}).get(kind, kind)


def key_folder(study: Study, *, folder: Path | None = None) -> Path:
    """
    Where the key, the proposals and the unedited files of a study are.

    Parameters
    ----------
    study : Study
    folder : Path, optional
        Given by the user; otherwise a folder named after the study in `CODING_KEYS`, or in
        `.coding-keys` of the user's home.

    Raises
    ------
    CodingError
        If it lies in the study or in a git work tree: the key would travel with the texts.
    """
    if folder is None:
        home = Path(os.environ.get(KEYS) or Path.home() / ".coding-keys")
        folder = home / _slug(study.settings.title)
    folder = folder.expanduser().resolve()
    refuse_inside(folder, study)
    return folder


def refuse_inside(path: Path, study: Study) -> None:
    """
    Refuse a place for names that is in a study or in a git repository.

    Raises
    ------
    CodingError
    """
    path = path.resolve()
    if path.is_relative_to(study.root):
        raise CodingError(
            "the key would lie inside the study folder",
            where=str(path),
            expected="a folder elsewhere, best encrypted and not synced",
            hint="name one with --keys DIR, or set CODING_KEYS",
        )
    above = next((one for one in (path, *path.parents) if one.is_dir()), None)
    if any((one / FILE).is_file() for one in path.parents):
        raise CodingError("the key would lie inside another study", where=str(path))
    if above is not None and find_repository(above) is not None:
        raise CodingError(
            "the key would lie in a git repository",
            where=str(path),
            hint="git copies what it holds; name a folder outside with --keys DIR",
        )


def _slug(title: str) -> str:
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60] or "study"


def load_key(folder: Path) -> Key:
    """
    Read `key.csv` of a folder; one that is not there yet is an empty key.

    Raises
    ------
    CodingError
        For a column, kind or decision that is unknown, words that are decided on twice with
        different outcomes, or a replacement that is missing; names the line.
    """
    path = folder / "key.csv"
    if not path.exists():
        return Key(path)
    entries: list[Entry] = []
    outcome: dict[str, tuple[str, int]] = {}
    for line, row in read_csv(path):
        entry = entry_of(row, where=at(path, line))
        entries.append(entry)
        for form in entry.forms:
            said = entry.replacement or "keep"
            before, first = outcome.setdefault(form.casefold(), (said, line))
            if before != said:
                raise CodingError(
                    f"{form!r} is decided on twice, differently",
                    where=at(path, line),
                    hint=f"line {first} says {before}; one of them must go",
                )
    return Key(path, tuple(entries))


def entry_of(row: dict[str, str], *, where: str) -> Entry:
    """
    One row of a table of decisions.

    Raises
    ------
    CodingError
        Says what is wrong with it.
    """
    missing = {"decision", "original", "replacement", "kind"} - row.keys()
    if missing:
        raise CodingError(f"column {min(missing)!r} is missing", where=where)
    decision, kind = row["decision"].strip().lower(), row["kind"].strip().lower()
    original, new = row["original"].strip(), row["replacement"].strip()
    if decision not in DECISIONS:
        raise CodingError(
            f"decision {row['decision']!r}", where=where, expected=" or ".join(DECISIONS)
        )
    if kind not in KINDS:
        raise CodingError(f"kind {row['kind']!r}", where=where, expected=", ".join(KINDS))
    if not re.search(r"\w", original):
        raise CodingError("no words to decide on", where=where)
    if decision == "replace" and (len(new) < 3 or not re.fullmatch(r"\[[^\[\]\n]+\]", new)):
        raise CodingError(
            f"replacement {new!r}",
            where=where,
            expected="words between square brackets, e.g. [persoon-3]: readers must see them",
        )
    variants = (part.strip() for part in row.get("variants", "").split(";"))
    return Entry(
        original,
        new if decision == "replace" else "",
        kind,
        decision,
        tuple(part for part in variants if part and part != original),
        row.get("by", "").strip(),
        row.get("when", "").strip(),
    )


def save_key(key: Key) -> None:
    """Write a key; the file is readable by its owner only."""
    write_table(
        key.path,
        COLUMNS,
        [
            (e.decision, e.original, e.replacement, e.kind, "; ".join(e.variants), e.by, e.when)
            for e in key.entries
        ],
    )


def write_table(path: Path, columns: Iterable[str], rows: Iterable[Iterable[object]]) -> None:
    """Write a table that names people: for its owner's eyes only."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    write_text(path, out.getvalue())
    path.chmod(0o600)
