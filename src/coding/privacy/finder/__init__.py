"""Finding what may lead to a person, place or organisation: proposals for a person to decide on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from coding.privacy.finder.forms import KINDS, Found, find_forms, is_bsn, is_iban
from coding.privacy.finder.names import find_names
from coding.privacy.finder.words import is_common_word, is_made_of_words
from coding.text import mask

__all__ = [
    "FORMS",
    "KINDS",
    "Found",
    "Proposal",
    "find",
    "find_forms",
    "find_names",
    "is_bsn",
    "is_common_word",
    "is_iban",
    "is_made_of_words",
    "propose",
]

# kinds known by their form: a proposal of these is hardly ever wrong
FORMS = ("email", "phone", "bsn", "iban", "postcode", "url", "handle", "number")
Finder = Callable[[str], Iterable[Found]]


@dataclass(slots=True)
class Proposal:
    """
    One form of words, wherever it occurs, for a person to decide on.

    Attributes
    ----------
    text : str
        As it stands.
    kind : str
        One of `KINDS`; a guess.
    by : set of str
        Which finders saw it.
    places : list of (str, int, int)
        Document, start and end of each occurrence.
    """

    text: str
    kind: str
    by: set[str] = field(default_factory=set)
    places: list[tuple[str, int, int]] = field(default_factory=list)

    @property
    def documents(self) -> list[str]:
        """Documents it occurs in, in order."""
        return sorted({name for name, _, _ in self.places})


def find(text: str, *, language: str = "nl", also: Iterable[Finder] = ()) -> list[Found]:
    """
    Find everything in a text that a person should look at.

    Parameters
    ----------
    text : str
    language : str
        Of the text, for the word tables.
    also : iterable of callable
        Other finders, e.g. `coding.privacy.finder.others.deduce()`.

    Returns
    -------
    list of Found
        By place; a form comes before a name, and other finders add what these two missed.

    Examples
    --------
    >>> [found.kind for found in find("Bel Joke op 06-12345678 of mail joke@lindestad.nl.")]
    ['person', 'phone', 'email']
    """
    forms = list(find_forms(text))
    blanked = mask(text, [(one.start, one.end) for one in forms])
    found = [*forms, *find_names(blanked, language=language)]
    for finder in also:
        for one in finder(text):
            if not any(one.start < two.end and two.start < one.end for two in found):
                found.append(one)
    return sorted(found, key=lambda one: (one.start, one.end))


def propose(
    texts: Mapping[str, str],
    *,
    language: str = "nl",
    also: Iterable[Finder] = (),
    known: Iterable[str] = (),
) -> Iterator[Proposal]:
    """
    Find in many texts and put equal forms together: one decision for each.

    Parameters
    ----------
    texts : mapping of str to str
        Document -> text.
    language : str
    also : iterable of callable
    known : iterable of str
        Forms that were decided on before; left out.

    Yields
    ------
    Proposal
        Forms first, then by how often they occur.
    """
    finders = list(also)
    skip = {form.casefold() for form in known}
    found: dict[str, Proposal] = {}
    for name, text in texts.items():
        for one in find(text, language=language, also=finders):
            words = " ".join(text[one.start : one.end].split())
            if words.casefold() in skip:
                continue
            proposal = found.setdefault(words, Proposal(words, one.kind))
            if proposal.kind == "name" and one.kind != "name":
                proposal.kind = one.kind
            proposal.by.add(one.by)
            proposal.places.append((name, one.start, one.end))
    order = {kind: i for i, kind in enumerate(FORMS)}
    yield from sorted(
        found.values(),
        key=lambda one: (order.get(one.kind, len(order)), -len(one.places), one.text),
    )
