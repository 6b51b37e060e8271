"""Candidates for names: what is written with a capital, follows a cue, or stands in a list."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from coding.privacy.finder.forms import Found
from coding.privacy.finder.lists import word_list
from coding.privacy.finder.words import is_common_word, is_made_of_words

__all__ = ["find_names"]

ABBREVIATIONS = word_list("abbreviations")
ACTS = word_list("acts")
FIRST_NAMES = word_list("first_names")
FUNCTION_WORDS = word_list("function_words")
GENERIC = word_list("generic")
NAME_CUES = word_list("name_cues")
NO_SURNAME = word_list("no_surname")
ORGANISATIONS = word_list("organisations")
ORGANISATION_CUES = word_list("organisation_cues")
PARTICLES = word_list("particles")
PLACES = word_list("places")
PLACE_CUES = word_list("place_cues")
SURNAMES = word_list("surnames")
TITLES = word_list("titles")
TWO_FACED = word_list("two_faced")
WORDS_TOO = word_list("words_too")

_WORD = re.compile(r"['’](?:s|t)(?=[-\s])(?:-\w+)?|[^\W_](?:[\w]|[&.'’-](?=[\w]))*")
_INITIALS = re.compile(r"(?:[A-Z]\.?){1,4}(?:\s?[A-Z]\.){0,4}|(?:[A-Z][a-z]?\.){1,5}")
_ENDS = frozenset('…"“”„‘(«»|•—*')
_STREET = (
    r"straat|straatweg|laan|weg|plein|singel|gracht|kade|dreef|hof|pad|steeg|dijk|baan|ring|plantsoen"
    r"|park|markt|wal|oord|boulevard|poort|haven|kanaal|ringweg|hage|kamp|erf|burg|brink|werf|allee"
)
_ADDRESS = re.compile(
    rf"\b(?:[A-Z][\w'’.-]*\s+(?:(?:van|de|der|den|het|'t|ter)\s+)*){{0,4}}\w*(?:{_STREET})\s+"
    r"(?:nummer\s+|nr\.?\s*)?\d{1,4}(?:\s?[a-zA-Z]\b|-\d+)?(?:\s?(?:bis|hs|[IV]+))?\b"
    r"|\b[A-Z][\w'’-]+(?:\s+[A-Z][\w'’-]+)*\s+(?:nummer\s+|nr\.?\s*)?[1-9]\d{0,3}[a-z]?\b(?!\s?(?:%|uur|euro))"
)
# between two words: what ends a sentence, opens a quotation or closes a remark of the transcriber
_START = re.compile(r"[\n.?!:;…]['\")\]’”]*\s*$|['‘\"“(\[]$|[)\]]\s*$|\n")
_NEVER = word_list("abbreviations", "generic", "particles", "titles", "name_cues") | {"bsn", "iban"}
_PLAIN_NAMES = FIRST_NAMES - TWO_FACED
_INFLECTED = re.compile(r"(?P<stem>.{3,}?)(?:['’]s|['’]|s|se|er|ers|ner|enaar|je)$")


@dataclass(frozen=True, slots=True)
class _Token:
    start: int
    end: int
    text: str
    first: bool  # of a sentence

    @property
    def lower(self) -> str:
        return self.text.lower()

    @property
    def capital(self) -> bool:
        return any(char.isupper() for char in self.text)


def find_names(text: str, *, language: str = "nl") -> Iterator[Found]:
    """
    Find what may be a person, organisation, place or address.

    Five rules: a capital that no sentence start explains; a title or another cue before a word; the
    lists of names, places and bodies, also in lower case; a word that is in no table and no
    compound of such; a street with a number.

    Examples
    --------
    >>> text = "Toen belde Fatima van den Berg over Centric. Utrecht wachtte op meneer smit."
    >>> [text[found.start : found.end] for found in find_names(text)]
    ['Fatima van den Berg', 'Centric', 'Utrecht', 'smit']
    """
    tokens = _tokens(text)
    shown = [_candidate(tokens, i, language) for i in range(len(tokens))]
    spans = _merged(text, tokens, shown)
    for match in _ADDRESS.finditer(text):
        if _is_address(match.group(), language):
            spans.append(Found(*_without_start(match, language), "address", "form"))
    return iter(_apart(spans))


def _without_start(match: re.Match[str], language: str) -> tuple[int, int]:
    """Leave the ordinary word at the head of a sentence out of an address."""
    start, end = match.span()
    first = match.group().split()[0]
    if len(match.group().split()) > 2 and is_common_word(first, language):
        start += (
            len(first)
            + len(match.group()[len(first) :])
            - len(match.group()[len(first) :].lstrip())
        )
    return start, end


def _is_address(found: str, language: str) -> bool:
    words = found.split()
    named = [word for word in words if word[0].isupper()]
    if re.search(rf"(?:{_STREET})\s", found, re.IGNORECASE):
        return len(words[0]) > 4 or len(words) > 2
    return bool(named) and not all(
        is_common_word(word, language) or word.lower() in GENERIC for word in named
    )


def _tokens(text: str) -> list[_Token]:
    tokens: list[_Token] = []
    for match in _WORD.finditer(text):
        word = match.group()
        between = text[tokens[-1].end : match.start()] if tokens else "\n"
        before = text[max(0, match.start() - 40) : match.start()].rstrip(" \t")
        first = not tokens or bool(_START.search(between)) or before[-1:] in _ENDS
        if first and tokens and before.endswith(".") and "\n" not in between and len(between) < 3:
            last = tokens[-1]
            abbreviated = last.lower.rstrip(".") in ABBREVIATIONS
            initial = len(last.text) == 1 and last.text.isupper()
            initial = initial or bool(re.fullmatch(r"(?:[A-Z]\.)+[A-Z]", last.text))
            first = not (abbreviated or initial)
        tokens.append(_Token(match.start(), match.end(), word, first))
    return tokens


def _candidate(tokens: Sequence[_Token], i: int, language: str) -> tuple[str, str] | None:
    """Kind and rule for one token, or None."""
    token = tokens[i]
    lower = token.lower
    before = tokens[i - 1].lower.rstrip(".") if i and not token.first else ""
    listed = _listed(lower, before)
    if token.capital:
        after = tokens[i + 1].lower if i + 1 < len(tokens) else ""
        return _capital(token, before, listed, after=after, language=language)
    if lower in FUNCTION_WORDS:
        return None
    cued = before in NAME_CUES or (before in PARTICLES and i > 1 and _cue_before(tokens, i))
    if (
        cued
        and lower not in NO_SURNAME | PARTICLES | NAME_CUES
        and _is_cued(lower, before, language)
    ):
        return "person", "cue"
    if listed == "person":
        return ("person", "list") if lower not in TWO_FACED else None
    if listed and lower not in WORDS_TOO:
        return listed, "list"
    return _unknown(lower, before, language)


def _is_cued(lower: str, before: str, language: str) -> bool:
    """Whether a word in lower case after a cue is a name; after a title a known word may be."""
    if not is_common_word(lower, language):
        return lower.isalpha()
    title = before in TITLES or before in PARTICLES
    return title and lower in word_list("first_names", "surnames")


def _unknown(lower: str, before: str, language: str) -> tuple[str, str] | None:
    """A word in lower case that is in no table and not made of words that are."""
    if len(lower) < 3 or not lower.isalpha() or lower in _NEVER:
        return None
    if before in {"gemeente", "provincie"} and not is_common_word(lower, language):
        return "place", "cue"
    return None if is_made_of_words(lower, language) else ("name", "unknown")


def _cue_before(tokens: Sequence[_Token], i: int) -> bool:
    """Whether a title stands before the particles before this word: `meneer van der …`."""
    j = i - 1
    while j > 0 and tokens[j].lower in PARTICLES and not tokens[j].first:
        j -= 1
    return tokens[j].lower.rstrip(".") in TITLES | {"collega"} or tokens[j].lower in _PLAIN_NAMES


def _listed(lower: str, before: str) -> str:
    forms = [lower]
    if (match := _INFLECTED.fullmatch(lower)) is not None:
        forms.append(match["stem"])
        forms.append(match["stem"].removesuffix("'").removesuffix("’"))
    for form in forms:
        if form != lower and form in WORDS_TOO:
            continue
        if form in PLACES:
            return "place"
        if form in ORGANISATIONS:
            return "organisation"
    if lower in FIRST_NAMES or (
        len(forms) > 1 and lower.endswith(("'s", "’s")) and forms[1] in FIRST_NAMES
    ):
        return "person"
    if len(forms) > 1 and lower.endswith("s") and lower[:-1] in _PLAIN_NAMES:
        return "person"
    return "person" if before in _PLAIN_NAMES and lower in SURNAMES else ""


def _capital(
    token: _Token, before: str, listed: str, *, after: str, language: str
) -> tuple[str, str] | None:
    lower = token.lower
    cue = before in ORGANISATION_CUES
    parts = [part for part in re.split(r"[-/&]", token.text) if any(map(str.isupper, part))]
    generic = all(part.lower() in GENERIC for part in parts) or lower in GENERIC
    if generic and not cue:
        return None
    kind = listed or _kind(token, before)
    if not token.first:
        alone = len(token.text) > 1 and (lower not in FUNCTION_WORDS or bool(listed))
        return (kind, "list" if listed else "capital") if alone else None
    if listed or lower in SURNAMES:
        return kind or "name", "list"
    plain = re.sub(r"['’]s$", "", lower)
    acronym = len(token.text) > 1 and token.text.isupper()
    inner = any(char.isupper() for char in token.text[1:])
    if acronym or inner:
        return kind, "capital"
    known = is_common_word(plain, language) or all(
        is_common_word(part, language) for part in re.split(r"[-'’.&]", plain) if part
    )
    # a bare noun at the head of a sentence hardly ever acts: `Kok belde`
    acts = after in ACTS and lower not in FUNCTION_WORDS
    return (kind, "capital") if acts or not known else None


def _kind(token: _Token, before: str) -> str:
    if before in TITLES or before in NAME_CUES:
        return "person"
    if before in ORGANISATION_CUES or (token.text.isupper() and len(token.text) > 1):
        return "organisation"
    if before in PLACE_CUES:
        return "place"
    return "name"


def _merged(
    text: str, tokens: Sequence[_Token], shown: Sequence[tuple[str, str] | None]
) -> list[Found]:
    """Join neighbouring candidates of one sentence, with particles between them, to one span."""
    spans: list[Found] = []
    i = 0
    while i < len(tokens):
        found = shown[i]
        if found is None:
            i += 1
            continue
        first, last = _with_initials(text, tokens, i), i
        j = i + 1
        while j < len(tokens) and _joined(text, tokens, j):
            if shown[j] is not None:
                last = j
            elif tokens[j].lower not in PARTICLES or j - last > 3 or _is_full(tokens, i, last):
                break
            j += 1
        kinds = [one[0] for one in shown[i : last + 1] if one is not None]
        by = found[1]
        kind = next((one for one in kinds if one != "name"), kinds[0])
        spans.append(Found(first, tokens[last].end, kind, by))
        i = last + 1
    return spans


def _is_full(tokens: Sequence[_Token], first: int, last: int) -> bool:
    """Whether a person has a surname by now: `Anneke van den Berg | van Centric`."""
    return tokens[first].lower in FIRST_NAMES and last > first


def _with_initials(text: str, tokens: Sequence[_Token], i: int) -> int:
    """Start of a name with the initials and particles before it: `J. van Dam`."""
    start = tokens[i].start
    head = re.search(
        r"(?:\b(?:[A-Z][a-z]?\.\s?){1,5})(?:(?:van|de|der|den|ten|ter|'t)\s+)*$",
        text[max(0, start - 40) : start],
    )
    return start - len(head.group()) if head else start


def _joined(text: str, tokens: Sequence[_Token], j: int) -> bool:
    between = text[tokens[j - 1].end : tokens[j].start]
    initial = between.strip() == "." and len(tokens[j - 1].text.split(".")[-1]) == 1
    return (
        (not between.strip() or between.strip() == "&" or initial)
        and "\n" not in between
        and not (tokens[j].first and not initial)
    )


def _apart(spans: list[Found]) -> list[Found]:
    """Overlapping spans become one: the widest bounds, the kind of the most certain rule."""
    found: list[Found] = []
    for span in sorted(spans, key=lambda one: (one.start, -one.end)):
        if found and span.start < found[-1].end:
            last = found[-1]
            kind = span.kind if span.by == "form" else last.kind
            found[-1] = Found(last.start, max(last.end, span.end), kind, last.by)
        else:
            found.append(span)
    return found
