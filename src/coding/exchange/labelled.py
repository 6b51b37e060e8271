"""Labelled lines: what the exchange standard has no place for, readable in every program."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

__all__ = ["MARK", "Labelled", "join_lines", "split_lines", "text_lines", "texts_of"]

# stands between what a person wrote and the lines this program adds
MARK = "[grenswerk-coding]"
_CONTINUED = "    "
_LINE = re.compile(r"([A-Za-z][\w ().-]*?): ?(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Labelled:
    """
    A description taken apart.

    Attributes
    ----------
    text : str
        What a person wrote.
    lines : tuple of (str, str)
        Key and value, in order; a key may occur more than once.
    ours : bool
        Whether the mark stood there.
    """

    text: str
    lines: tuple[tuple[str, str], ...] = ()
    ours: bool = False

    def get(self, key: str, default: str = "") -> str:
        """First value of a key."""
        return next((value for name, value in self.lines if name == key), default)

    def all(self, key: str) -> list[str]:
        """Every value of a key, in order."""
        return [value for name, value in self.lines if name == key]


def join_lines(text: str, lines: Iterable[tuple[str, str]]) -> str:
    r"""
    Put labelled lines under a text.

    Examples
    --------
    >>> join_lines("Kijk.", [("presence", "absent"), ("why", "een\ntwee")])
    'Kijk.\n[grenswerk-coding]\npresence: absent\nwhy: een\n    twee'
    >>> join_lines("Kijk.", [])
    'Kijk.'
    """
    block = [f"{key}: {value}".replace("\n", "\n" + _CONTINUED) for key, value in lines]
    if not block and MARK not in text.split("\n"):
        return text
    return "\n".join([*([text] if text else []), MARK, *block])


def split_lines(description: str) -> Labelled:
    r"""
    Take a description apart; one without the mark is a person's text as a whole.

    Examples
    --------
    >>> found = split_lines("Kijk.\n[grenswerk-coding]\nwhy: een\n    twee\npresence: absent")
    >>> found.text, found.lines
    ('Kijk.', (('why', 'een\ntwee'), ('presence', 'absent')))
    """
    parts = description.split("\n")
    # an indented mark is part of a value
    places = [i for i, part in enumerate(parts) if part.rstrip() == MARK]
    if not places:
        return Labelled(description)
    place = places[-1]
    if parts[place].endswith("\r"):  # some programs give the line ends of Windows back
        parts = [part.removesuffix("\r") for part in parts]
    lines: list[tuple[str, str]] = []
    for part in parts[place + 1 :]:
        found = None if part.startswith(_CONTINUED) else _LINE.fullmatch(part)
        if found:
            lines.append((found[1], found[2]))
        elif lines:
            key, value = lines[-1]
            lines[-1] = key, f"{value}\n{part.removeprefix(_CONTINUED)}"
    return Labelled("\n".join(parts[:place]), tuple(lines), ours=True)


def text_lines(key: str, texts: Mapping[str, str]) -> list[tuple[str, str]]:
    """
    A text in several languages as lines.

    Examples
    --------
    >>> text_lines("label", {"nl": "wachten", "": "x"})
    [('label (nl)', 'wachten'), ('label', 'x')]
    """
    return [(f"{key} ({lang})" if lang else key, text) for lang, text in texts.items()]


def texts_of(labelled: Labelled, key: str) -> dict[str, str]:
    """
    The same lines read back.

    Examples
    --------
    >>> texts_of(Labelled("", (("label (nl)", "wachten"), ("label", "x"))), "label")
    {'nl': 'wachten', '': 'x'}
    """
    found: dict[str, str] = {}
    for name, value in labelled.lines:
        if name == key:
            found[""] = value
        elif name.startswith(f"{key} (") and name.endswith(")"):
            found[name[len(key) + 2 : -1]] = value
    return found
