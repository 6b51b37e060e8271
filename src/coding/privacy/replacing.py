"""Replacing names by what stands for them: one pass, longest first, the same every time."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from coding.privacy.finder import FORMS, is_common_word
from coding.privacy.key import Entry, Key

__all__ = ["Edit", "Replacer", "Shift", "variants_of"]

_PARTICLES = frozenset("van de der den ten ter te 't el al von da di du la le vd".split())  # noqa: SIM905
# an ending that may follow a name and stays behind what stands for it
_ENDINGS = r"['’]s|['’](?!\w)|s|se|sen|er|ers|ner|se|je|tje|tjes"
_BEFORE, _AFTER = r"(?<![^\W_])", r"(?![^\W_])"
_NUMBERS = frozenset({"phone", "bsn", "iban", "postcode", "number"})
_WORD = re.compile(r"[^\W_]+")
_BETWEEN = r"[\s.\-–/()]{0,3}"
_OPENING = 3  # letters by which a form is looked up


@dataclass(frozen=True, slots=True)
class Edit:
    """One replacement: half-open code points of the old text, what stands there now, its kind."""

    start: int
    end: int
    new: str
    kind: str


def variants_of(name: str) -> list[str]:
    """
    Forms in which a person's full name comes back: first name, surname, initials.

    Examples
    --------
    >>> variants_of("Anneke van den Berg")
    ['Anneke', 'van den Berg', 'Berg', 'A. van den Berg', 'A van den Berg', 'A. Berg']
    """
    words = name.split()
    if len(words) < 2 or any(not re.search(r"[^\W\d]", word) for word in words):
        return []
    first, rest = words[0], words[1:]
    bare = [word for word in rest if word.lower() not in _PARTICLES]
    if not bare:
        return []
    surname, last = " ".join(rest), " ".join(bare)
    found = [] if re.fullmatch(r"(?:[A-Z]\.?)+", first) else [first]
    found += [surname, last]
    found += [f"{first[0]}. {surname}", f"{first[0]} {surname}", f"{first[0]}. {last}"]
    return list(dict.fromkeys(form for form in found if form != name and len(form) > 1))


def _stems(form: str, kind: str) -> list[str]:
    """A form and what is left of it before an ending that eats a letter: `Zwolle`, `Zwols`."""
    if kind != "place" or " " in form or len(form) < 5:
        return [form]
    if form.endswith("en"):
        return [form, form[:-2]]
    if form.endswith("e") and form[-2] == form[-3]:
        return [form, form[:-1], form[:-2]]
    return [form, form[:-1]] if form.endswith("e") else [form]


class Replacer:
    """
    Finds every form of a key in a text, in any case and with its endings.

    In lower case a form that is an everyday word (`bakker`, `best`) is left alone. Endings stay
    behind the replacement: `Annekes` becomes `[persoon-1]s`.

    Parameters
    ----------
    key : Key
    language : str
        For the word tables.
    """

    def __init__(self, key: Key, *, language: str = "nl") -> None:
        self.language = language
        self._index: dict[str, list[_Form]] = {}
        forms = {
            (stem, form): _Form.of(form, stem, entry)
            for entry in reversed(key.entries)
            if entry.decision == "replace"
            for form in entry.forms
            for stem in _stems(form, entry.kind)
        }
        # longest first; in a text a form is looked for where a word begins as it does
        for _, form in sorted(forms.items(), key=lambda one: (-len(one[0][0]), one[0])):
            self._index.setdefault(form.opening, []).append(form)
        self._kept = frozenset(form.casefold() for form in key.forms("keep"))

    def __bool__(self) -> bool:
        """Whether there is anything to replace."""
        return bool(self._index)

    def edits(self, text: str) -> list[Edit]:
        """
        What to replace in a text, by place; the text is not changed.

        Examples
        --------
        >>> from pathlib import Path
        >>> key = Key(Path("k"), (Entry("Anneke Smit", "[p1]", "person", "replace", ("Anneke",)),))
        >>> [(one.start, one.end, one.new) for one in Replacer(key).edits("Bel Annekes baas")]
        [(4, 11, '[p1]s')]
        """
        if not self._index:
            return []
        found: list[Edit] = []
        for word in _WORD.finditer(text):
            if found and word.start() < found[-1].end:
                continue
            edit = self._at(text, word)
            if edit is not None:
                found.append(edit)
        return found

    def _at(self, text: str, word: re.Match[str]) -> Edit | None:
        folded = word.group()[:_OPENING].casefold()
        for size in range(len(folded), 0, -1):
            for form in self._index.get(folded[:size], ()):
                match = form.pattern.match(text, word.start())
                if match is None or self._is_word(match.group(), form.entry):
                    continue
                if match["ending"] and match.group().casefold() in self._kept:
                    continue
                start = match.start() - form.lead(text, match.start())
                new = form.entry.replacement + (match["ending"] or "")
                return Edit(start, match.end(), new, form.entry.kind)
        return None

    def __call__(self, text: str) -> str:
        """Replace in a text."""
        return apply_edits(text, self.edits(text))

    def _is_word(self, words: str, entry: Entry) -> bool:
        """Whether what was matched is an everyday word in lower case."""
        if entry.kind in FORMS or not words.islower() or " " in words:
            return False
        if words in entry.forms:  # the person who decided wrote it so
            return False
        return is_common_word(words, self.language)


@dataclass(frozen=True, slots=True)
class _Form:
    """A form with the pattern that finds it from its first letter or digit on."""

    entry: Entry
    opening: str
    signs: str
    pattern: re.Pattern[str]

    @staticmethod
    def of(form: str, stem: str, entry: Entry) -> _Form:
        bare = stem.lstrip("+(@#'’\"")
        first = _WORD.match(bare)
        opening = (first.group() if first else bare)[:_OPENING].casefold()
        pattern = re.compile(_pattern(bare, entry.kind, whole=stem == form), re.IGNORECASE)
        return _Form(entry, opening, stem[: len(stem) - len(bare)], pattern)

    def lead(self, text: str, start: int) -> int:
        """How many of the signs before the first letter stand before it here."""
        size = len(self.signs)
        return size if size and text[max(0, start - size) : start] == self.signs else 0


def _pattern(bare: str, kind: str, *, whole: bool) -> str:
    if kind in _NUMBERS:
        # the same number with other spaces and dashes is the same number
        chars = [re.escape(char) for char in re.sub(r"[\s.\-–/()]", "", bare)]
        return f"{_BEFORE}{_BETWEEN.join(chars)}(?P<ending>){_AFTER}"
    body = r"[\s_]+".join(re.escape(part) for part in re.split(r"[\s_]+", bare))
    if kind in FORMS:
        return f"{_BEFORE}{body}(?P<ending>){_AFTER}"
    endings = f"(?P<ending>{_ENDINGS})?" if whole else "(?P<ending>s|se|er|ers)"
    return f"{_BEFORE}{body}{endings}{_AFTER}"


def apply_edits(text: str, edits: Sequence[Edit]) -> str:
    """Replace, from left to right; edits are in order and apart."""
    parts = []
    position = 0
    for edit in edits:
        parts += [text[position : edit.start], edit.new]
        position = edit.end
    return "".join([*parts, text[position:]])


class Shift:
    """
    Where positions of a text are after its edits.

    Parameters
    ----------
    edits : iterable of Edit
        In order and apart.

    Examples
    --------
    >>> shift = Shift([Edit(4, 10, "[p1]", "person")])
    >>> shift(0, 4), shift(4, 10), shift(6, 12), shift(11, 15)
    ((0, 4), (4, 8), (4, 10), (9, 13))
    """

    def __init__(self, edits: Iterable[Edit]) -> None:
        self.edits = list(edits)
        self._starts = [edit.start for edit in self.edits]
        self._grown = [0]
        for edit in self.edits:
            self._grown.append(self._grown[-1] + len(edit.new) - (edit.end - edit.start))

    def _place(self, position: int, *, end: bool) -> int:
        # edits that begin before the position: at its start a name is still whole
        number = bisect_left(self._starts, position)
        if number and position < self.edits[number - 1].end:
            edit = self.edits[number - 1]
            first = edit.start + self._grown[number - 1]
            return first + len(edit.new) if end else first
        return position + self._grown[number]

    def __call__(self, start: int, end: int) -> tuple[int, int]:
        """A half-open span of the old text in the new one; what cuts a name takes it whole."""
        return self._place(start, end=False), self._place(end, end=True)
