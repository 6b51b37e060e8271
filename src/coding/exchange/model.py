"""A project as programs exchange it: users, codes, texts with selections, cases, notes, sets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

__all__ = [
    "Case",
    "CodeNode",
    "CodeSet",
    "CodingRef",
    "Link",
    "Losses",
    "Note",
    "Project",
    "Selection",
    "Source",
    "User",
    "Variable",
]


@dataclass(frozen=True, slots=True)
class User:
    """Who coded; `id` is a short name where the file has one."""

    guid: str
    name: str
    id: str = ""


@dataclass(frozen=True, slots=True)
class CodeNode:
    """
    A code with its place in the tree.

    Attributes
    ----------
    guid, name, description, color : str
    parent : str
        GUID of the code above it; empty at the top.
    codable : bool
        False for a heading that only groups codes.
    """

    guid: str
    name: str
    description: str = ""
    parent: str = ""
    codable: bool = True
    color: str = ""


@dataclass(frozen=True, slots=True)
class CodingRef:
    """One code given by one user."""

    guid: str
    code: str
    user: str = ""
    time: str = ""


@dataclass(frozen=True, slots=True)
class Selection:
    """
    A passage of a text.

    Attributes
    ----------
    guid : str
    start, end : int
        As the file counts; see `coding.exchange.offsets`.
    name : str
        Often the words themselves, cut short by some programs.
    description : str
    user, time : str
    codings : tuple of CodingRef
        None where the passage carries a remark only.
    notes : tuple of str
        GUIDs of notes on it.
    """

    guid: str
    start: int
    end: int
    name: str = ""
    description: str = ""
    user: str = ""
    time: str = ""
    codings: tuple[CodingRef, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """
    A text with its selections.

    Attributes
    ----------
    guid, name, description, user, time : str
    text : str
        As the file has it, line ends included, without a byte order mark.
    kind : {'text', 'pdf', 'transcript', 'picture', 'table'}
        What it is the text of.
    selections : tuple of Selection
    codings : tuple of CodingRef
        Of the source as a whole.
    notes : tuple of str
    values : tuple of (str, str)
        GUID of a variable and its value.
    bom : bool
        Whether a byte order mark stood before the text.
    """

    guid: str
    name: str
    text: str = ""
    description: str = ""
    user: str = ""
    time: str = ""
    kind: str = "text"
    selections: tuple[Selection, ...] = ()
    codings: tuple[CodingRef, ...] = ()
    notes: tuple[str, ...] = ()
    values: tuple[tuple[str, str], ...] = ()
    bom: bool = False


@dataclass(frozen=True, slots=True)
class Note:
    """A memo of its own; `span` where it says itself which passage of its text it is about."""

    guid: str
    name: str
    text: str
    description: str = ""
    user: str = ""
    time: str = ""
    span: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Variable:
    """What is recorded of cases or documents."""

    guid: str
    name: str
    type: str = "Text"


@dataclass(frozen=True, slots=True)
class Case:
    """A case with the texts that belong to it and the values of its variables."""

    guid: str
    name: str = ""
    description: str = ""
    codes: tuple[str, ...] = ()
    values: tuple[tuple[str, str], ...] = ()
    sources: tuple[str, ...] = ()
    selections: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CodeSet:
    """A named group of codes, sources or notes."""

    guid: str
    name: str
    description: str = ""
    codes: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Link:
    """A directed link between two things."""

    guid: str
    name: str
    origin: str
    target: str
    direction: str = "OneWay"


@dataclass(frozen=True, slots=True)
class Project:
    """Everything a file holds that this program can make something of."""

    name: str
    origin: str = ""
    description: str = ""
    created: str = ""
    creator: str = ""
    users: tuple[User, ...] = ()
    codes: tuple[CodeNode, ...] = ()
    variables: tuple[Variable, ...] = ()
    cases: tuple[Case, ...] = ()
    sources: tuple[Source, ...] = ()
    notes: tuple[Note, ...] = ()
    links: tuple[Link, ...] = ()
    sets: tuple[CodeSet, ...] = ()


@dataclass(slots=True)
class Losses:
    """
    What could not be carried, by kind and count, and what a person should know.

    Attributes
    ----------
    counts : Counter of str
        Kind -> how many; in the order they were met.
    examples : dict of str to list of str
        A few names of each kind.
    notices : list of str
        What was decided on the way.

    Examples
    --------
    >>> losses = Losses()
    >>> losses.add("picture", example="plan.jpg")
    >>> losses.lines()
    ['  1 picture (plan.jpg)']
    """

    counts: Counter[str] = field(default_factory=Counter)
    examples: dict[str, list[str]] = field(default_factory=dict)
    notices: list[str] = field(default_factory=list)

    def add(self, kind: str, count: int = 1, *, example: str = "") -> None:
        """Count something that is not carried."""
        if count:
            self.counts[kind] += count
        shown = self.examples.setdefault(kind, [])
        if example and example not in shown and len(shown) < 3:
            shown.append(" ".join(example.split())[:60])

    def note(self, line: str) -> None:
        """Add a notice, once."""
        if line not in self.notices:
            self.notices.append(line)

    def join(self, other: Losses) -> None:
        """Take over what another step lost."""
        for kind, count in other.counts.items():
            self.add(kind, count)
            for example in other.examples.get(kind, ()):
                self.add(kind, 0, example=example)
        for line in other.notices:
            self.note(line)

    def lines(self) -> list[str]:
        """One line a kind, most first."""
        found: Iterable[tuple[str, int]] = sorted(self.counts.items(), key=lambda i: (-i[1], i[0]))
        return [
            f"  {count} {kind}"
            + (f" ({', '.join(self.examples[kind])})" if self.examples.get(kind) else "")
            for kind, count in found
        ]
