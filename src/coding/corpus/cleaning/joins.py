"""Words cut in two at a line end: which to join, and why."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from coding.corpus.cleaning.lexicon import Lexicon
from coding.corpus.cleaning.lines import Layout, Line
from coding.corpus.cleaning.vocabulary import SUSPENDED_AFTER

__all__ = ["TWO_WORDS", "Join", "Joiner", "document_words"]

TWO_WORDS = "two words, not known as one"

_HYPHENS = "-‐‑¬"
_LETTERS = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_TOKEN = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_LAST_LETTERS = re.compile(r"[^\W\d_]+$")
_BRACKETED = re.compile(r"(?:^|\s)\(([^\W\d_]+)\)$")


@dataclass(frozen=True, slots=True)
class Join:
    """
    What was done with a word that may have been cut in two.

    Attributes
    ----------
    line : int
        1-based source line that ends in the first half.
    sign : str
        `visible` (a hyphen), `parted` (a hyphen behind a space), `lost` (a missing trailing
        space), `bracket` (`(semi)publieke`).
    left, right : str
        The halves.
    action : str
        `join, hyphen` (glued with its hyphen), `space`.
    reason : str
        Why.
    """

    line: int
    sign: str
    left: str
    right: str
    action: str
    reason: str

    @property
    def word(self) -> str:
        """The halves as they now stand."""
        if self.action == "join":
            return self.left + self.right
        glue = "-" if self.sign == "visible" else ""
        return f"{self.left}{glue}{'' if self.action == 'hyphen' else ' '}{self.right}"


def document_words(lines: Sequence[Line]) -> Counter[str]:
    """Words of the document in small letters, hyphens inside kept."""
    return Counter(token.casefold() for line in lines for token in _TOKEN.findall(line.text))


class Joiner:
    """
    Decides about line ends with the words of the document and a lexicon.

    Parameters
    ----------
    lexicon : Lexicon
    words : mapping of str to int
        Words of the document in small letters with their counts.
    layout : Layout
    steps : set of str
        Which signs to follow; `visible` and `lost`. For measuring.
    """

    def __init__(
        self,
        *,
        lexicon: Lexicon,
        words: Mapping[str, int],
        layout: Layout,
        steps: frozenset[str] = frozenset({"visible", "lost"}),
    ) -> None:
        self._lexicon = lexicon
        self._words = words
        self._layout = layout
        self._steps = steps
        self._trust = "none"

    def learn(self, pairs: Sequence[tuple[Line, Line]]) -> tuple[str, ...]:
        """
        Judge from all line ends together whether a missing space means a missing hyphen.

        Where most halves make a known word, the sign is trusted; where few do, lines simply
        lack the space now and then, and a known word would be chance (`be` + `drijf`).

        Returns
        -------
        tuple of str
            Notices.
        """
        if not self._layout.trailing_spaces:
            return self._report_unsigned(pairs)
        halves = [h for a, b in pairs if (h := self._lost_halves(a, b)) is not None]
        known = sum(self._is_word(x + y) for x, y in halves)
        if len(halves) >= 10 and known >= 0.8 * len(halves):
            self._trust = "all"
        elif halves and known >= 0.5 * len(halves):
            self._trust = "known"
        elif known:
            shown = [f"{x}|{y}" for x, y in halves if self._is_word(x + y)]
            return (f"hyphens may be lost at line ends, not joined: {_few(shown)}",)
        return ()

    def _report_unsigned(self, pairs: Sequence[tuple[Line, Line]]) -> tuple[str, ...]:
        """Without trailing spaces there is no sign to follow: report, do not join."""
        shown = []
        for a, b in pairs:
            halves = _halves(a.text, b.text)
            if halves is None:
                continue
            x, y = halves
            # the halves themselves stand in the document: only the lexicon can tell
            if self._is_word(x + y) and not all(map(self._lexicon.is_known, halves)):
                shown.append(f"line {a.number} {x}|{y}")
        if not shown:
            return ()
        return (f"hyphens may be lost at line ends, not joined: {_few(shown)}",)

    def _lost_halves(self, a: Line, b: Line) -> tuple[str, str] | None:
        return _halves(a.text, b.text) if a.tight else None

    def _is_word(self, word: str) -> bool:
        return self._words.get(word.casefold(), 0) > 0 or self._lexicon.is_known(word)

    def join(self, text: str, line: Line, after: Line) -> tuple[str, Join | None]:
        """
        Put the text of `after` behind `text`, which ends in that of `line`.

        Returns
        -------
        text : str
        decision : Join or None
            None where no word was in doubt.
        """
        follow = after.text
        if len(text) > 1 and text[-1] in _HYPHENS and "visible" in self._steps:
            decision = self._visible(text, line, follow)
            if decision is not None:
                kept = text[:-1].rstrip() if decision.action == "join" else text
                return kept + (" " if decision.action == "space" else "") + follow, decision
        if text[-1:] == "/" and text[-2:-1].isalpha() and follow[:1].isalpha():
            return text + follow, None
        decision = self._lost(line, after) if "lost" in self._steps else None
        if decision is not None and decision.action == "join":
            return text + follow, decision
        return f"{text} {follow}" if text else follow, decision

    def _visible(self, text: str, line: Line, follow: str) -> Join | None:
        token = text.rsplit(maxsplit=1)[-1][:-1].lstrip("(‘“\"'[")
        word = _LETTERS.match(follow)
        if not token:
            return self._parted_hyphen(text, line, word[0] if word else "")
        if not token[-1].isalnum():
            return None  # a dash, not a hyphen
        right = word[0] if word else follow.split(maxsplit=1)[0]
        action, reason = self._visible_action(token, word[0] if word else "")
        if text[-1] == "¬":  # how scanners print a soft hyphen
            action, reason = "join", "soft hyphen"
        return Join(line.number, "visible", token, right, action, reason)

    def _parted_hyphen(self, text: str, line: Line, right: str) -> Join | None:
        """A hyphen that some PDF tools set apart (`maat -`); a dash looks the same."""
        left = _LAST_LETTERS.search(text[:-1].rstrip())
        if left is None or not right[:1].islower() or right in SUSPENDED_AFTER:
            return None
        whole = left[0] + right
        both = self._lexicon.is_known(left[0]) and self._lexicon.is_known(right)
        in_document = self._words.get(whole.casefold(), 0) > 0
        if in_document or (self._lexicon.is_known(whole) and not both):
            return Join(line.number, "parted", left[0], right, "join", "known word")
        return None

    def _visible_action(self, token: str, right: str) -> tuple[str, str]:
        """The first rule that holds decides; the order is the one measured on real texts."""
        left = re.split(r"[-‐‑/]", token)[-1]
        whole, parted = f"{left}{right}".casefold(), f"{left}-{right}".casefold()
        here, here_parted = self._words.get(whole, 0), self._words.get(parted, 0)
        address = "://" in token or "www." in token or ("/" in token and "." in token)
        known = self._lexicon.is_known
        rules = (
            (address, "hyphen", "inside an address"),
            (not right[:1].islower(), "hyphen", "capital or digit follows"),
            (right in SUSPENDED_AFTER, "space", "suspended hyphen"),
            (here > 0 and here >= here_parted, "join", "in the document"),
            (here_parted > 0, "hyphen", "in the document with its hyphen"),
            (known(whole), "join", "known word"),
            (left.isupper() or not left.isalpha(), "hyphen", "abbreviation or number"),
            (left != token, "hyphen", "has a hyphen already"),
            (known(left) and known(right), "hyphen", TWO_WORDS),
        )
        return next(
            ((action, reason) for holds, action, reason in rules if holds),
            ("join", "halves are no words"),
        )

    def _lost(self, line: Line, after: Line) -> Join | None:
        if not self._layout.trailing_spaces or not line.tight:
            return None
        bracket = _BRACKETED.search(line.text)
        if bracket and after.text[:1].islower():
            right = _LETTERS.match(after.text)
            whole = bracket[1] + (right[0] if right else "")
            if self._is_word(whole):
                left = f"({bracket[1]})"
                return Join(
                    line.number, "bracket", left, whole[len(bracket[1]) :], "join", "known word"
                )
        halves = self._lost_halves(line, after)
        if halves is None:
            return None
        known = self._is_word("".join(halves))
        if known and self._trust != "none":
            return Join(line.number, "lost", *halves, "join", "known word")
        if self._trust == "all":
            return Join(line.number, "lost", *halves, "join", "all other line ends agree")
        reason = "known word, but the line ends disagree" if known else "not known as one word"
        return Join(line.number, "lost", *halves, "space", reason)


def _halves(text: str, follow: str) -> tuple[str, str] | None:
    if not text[-1:].isalpha() or not follow[:1].islower():
        return None
    left, right = _LAST_LETTERS.search(text), _LETTERS.match(follow)
    if left is None or right is None:
        return None
    return left[0], right[0]


def _few(shown: Sequence[str]) -> str:
    more = f" and {len(shown) - 8} more" if len(shown) > 8 else ""
    return ", ".join(shown[:8]) + more
