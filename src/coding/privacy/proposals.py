"""The table of proposals that a person decides on, and the key that comes of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from coding.errors import CodingError, at
from coding.files import read_csv
from coding.privacy.finder import FORMS, Proposal, propose
from coding.privacy.key import COLUMNS, Entry, Key, entry_of, label_of, write_table
from coding.privacy.replacing import variants_of
from coding.study import Study

__all__ = [
    "FILE",
    "Decided",
    "make_proposals",
    "next_replacement",
    "read_decisions",
    "texts_to_search",
]

FILE = "proposals.csv"
_AROUND = 45  # characters of context on each side
_MORE = ("count", "documents", "found_by", "example")


@dataclass(frozen=True, slots=True)
class Decided:
    """
    What a person decided in the table of proposals.

    Attributes
    ----------
    entries : tuple of Entry
    open : int
        Rows without a decision.
    """

    entries: tuple[Entry, ...]
    open: int


def texts_to_search(study: Study) -> dict[str, str]:
    """Texts of the study by document, with speaker labels, titles and file names as texts too."""
    texts = {}
    for row in study.documents.itertuples():
        name = str(row.document)
        turns = study.turns(name)
        labels = sorted({str(label) for label in turns["label"].dropna()} - set(_roles(study)))
        title = row.title if isinstance(row.title, str) else ""
        stem = re.sub(r"[_-]+", " ", Path(str(row.path)).stem)
        extra = "\n".join(part for part in (*labels, title, _unless_id(stem, name)) if part)
        texts[name] = study.text(name) + (f"\n\n{extra}" if extra else "")
    return texts


def _roles(study: Study) -> Iterable[str]:
    settings = study.settings
    return (*settings.interviewer, *settings.respondent, *settings.other)


def _unless_id(stem: str, document: str) -> str:
    plain = stem.replace(" ", "").casefold()
    return "" if document.replace("-", "").replace("_", "").casefold() in plain else stem


def make_proposals(study: Study, key: Key, *, also: Iterable[object] = ()) -> list[Proposal]:
    """
    Find in every text of a study, write the table beside the key, and hand the proposals back.

    What the key decides already is left out, so the table gets shorter with every interview.

    Parameters
    ----------
    study : Study
    key : Key
    also : iterable of callable
        Other finders; see `coding.privacy.finder.find`.
    """
    texts = texts_to_search(study)
    language = study.settings.text_language
    found = list(propose(texts, language=language, also=also, known=key.forms()))  # type: ignore[arg-type]  # finders are callables
    rows = _rows(found, texts, key, language=study.settings.language)
    write_table(key.path.with_name(FILE), (*COLUMNS[:5], *_MORE), rows)
    return found


def _rows(
    found: list[Proposal], texts: Mapping[str, str], key: Key, *, language: str
) -> list[tuple[object, ...]]:
    full = [one for one in found if one.kind in {"person", "name"} and variants_of(one.text)]
    of_full = _owners(full)
    counter = _Counter(key, language)
    numbers: dict[str, str] = {}
    rows: list[tuple[object, ...]] = []
    first = {one.text: one.places[0] for one in found}
    order = list(texts)
    for one in sorted(found, key=lambda p: (order.index(first[p.text][0]), *first[p.text][1:])):
        owner = of_full.get(one.text.casefold(), one.text)
        if owner not in numbers:
            kind = next((p.kind for p in full if p.text == owner), one.kind)
            numbers[owner] = counter.next("person" if owner in of_full.values() else kind)
        numbers[one.text] = numbers[owner]
    for one in found:
        known = {two.text.casefold() for two in found}
        variants = [v for v in variants_of(one.text) if v.casefold() not in known]
        shared = [v for v in variants if of_full.get(v.casefold()) != one.text]
        rows.append(
            (
                "replace" if one.kind in FORMS else "",
                one.text,
                numbers[one.text],
                one.kind,
                "; ".join(v for v in variants if v not in shared) if one in full else "",
                len(one.places),
                " ".join(one.documents),
                " ".join(sorted(one.by)),
                _example(one, texts),
            )
        )
    return rows


def _owners(full: list[Proposal]) -> dict[str, str]:
    """Short forms that belong to exactly one full name, in lower case, with that name."""
    owners: dict[str, set[str]] = {}
    for one in full:
        for form in (one.text, *variants_of(one.text)):
            owners.setdefault(form.casefold(), set()).add(one.text)
    return {form: names.pop() for form, names in owners.items() if len(names) == 1}


class _Counter:
    """Hands out replacements that the key does not have yet."""

    def __init__(self, key: Key, language: str) -> None:
        self.language = language
        self.taken = {entry.replacement for entry in key.entries}
        self.last: dict[str, int] = {}

    def next(self, kind: str) -> str:
        while True:
            number = self.last[kind] = self.last.get(kind, 0) + 1
            found = f"[{label_of(kind, self.language)}-{number}]"
            if found not in self.taken:
                return found


def next_replacement(key: Key, kind: str, language: str) -> str:
    """What stands for the next name of a kind."""
    return _Counter(key, language).next(kind)


def _example(one: Proposal, texts: Mapping[str, str]) -> str:
    name, start, end = one.places[0]
    text = texts[name]
    return " ".join(text[max(0, start - _AROUND) : end + _AROUND].split())


def read_decisions(path: Path, *, by: str, when: str) -> Decided:
    """
    Read the decisions a person made in the table of proposals.

    Parameters
    ----------
    path : Path
    by, when : str
        Who decided, and the day; recorded in the key.

    Raises
    ------
    CodingError
        If there is no table, or a row says something impossible; names the line.
    """
    if not path.exists():
        raise CodingError(
            "there are no proposals", where=at(path), hint="run coding pseudonymise first"
        )
    entries, still_open = [], 0
    for line, row in read_csv(path):
        if not row.get("decision", "").strip():
            still_open += 1
            continue
        entries.append(entry_of(row | {"by": by, "when": when}, where=at(path, line)))
    return Decided(tuple(entries), still_open)
