"""Which speaker has which role in the conversation: said by a person, never guessed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from coding.corpus.readers.labels import is_code
from coding.errors import CodingError

__all__ = ["WORDS", "RoleMap", "with_speakers"]

WORDS = "words"  # the role of a label that is no speaker
_LETTERS = {"I": "interviewer", "R": "respondent", "O": "other"}


@dataclass(frozen=True, slots=True)
class RoleMap:
    """
    Which speaker label has which role in the conversation. The program never guesses it.

    Attributes
    ----------
    interviewer, respondent, other : tuple of str
        Labels as they stand in the transcripts, without the colon; case is ignored.
    codes : tuple of (str, str)
        Label and the code that is stored in its place. A label that may be a name and has no code
        here is stored as the letter of its role.
    words : tuple of str
        What looks like a label and is none.
    """

    interviewer: tuple[str, ...] = ()
    respondent: tuple[str, ...] = ()
    other: tuple[str, ...] = ()
    codes: tuple[tuple[str, str], ...] = ()
    words: tuple[str, ...] = ()
    _roles: dict[str, str] = field(init=False, repr=False, default_factory=dict)

    def __post_init__(self) -> None:
        """Index the labels; a label with two roles is refused."""
        for role in ("interviewer", "respondent", "other", "words"):
            for label in getattr(self, role):
                if self._roles.setdefault(_key(label), role) != role:
                    raise CodingError(f"speaker label {label!r} is given two roles")

    def role(self, label: str) -> str | None:
        """
        Role of a label; None where the map does not name it, `words` where it is no speaker.

        Examples
        --------
        >>> RoleMap(interviewer=("I",), respondent=("R",)).role("r")
        'respondent'
        """
        return self._roles.get(_key(label))

    def code(self, label: str) -> str:
        """
        What is stored for a label: its code, itself where it cannot be a name, or its role.

        Examples
        --------
        >>> roles = RoleMap(respondent=("Jan Jansen", "R2"), interviewer=("Els",))
        >>> roles.code("Jan Jansen"), roles.code("R2"), roles.code("Els")
        ('R', 'R2', 'I')
        """
        given = {_key(name): code for name, code in self.codes}
        if _key(label) in given:
            return given[_key(label)]
        if is_code(label):
            return label
        role = self.role(label)
        return next((letter for letter, name in _LETTERS.items() if name == role), "O")


def _key(label: str) -> str:
    return " ".join(label.split()).casefold()


def with_speakers(roles: RoleMap, given: Iterable[str]) -> RoleMap:
    """
    Add what a person says of speakers: `Jan Jansen=R`, `Els=I`, `Piet=R2`, `Let op=words`.

    The letter is the role, what follows it tells respondents of one interview apart. A role given
    here replaces the one the map has.

    Raises
    ------
    CodingError
        For a pair that cannot be read.

    Examples
    --------
    >>> roles = with_speakers(RoleMap(interviewer=("I",)), ["Jan Jansen=R1"])
    >>> roles.role("Jan Jansen"), roles.code("Jan Jansen")
    ('respondent', 'R1')
    """
    for one in given:
        label, sign, code = (part.strip() for part in one.rpartition("="))
        letter = re.fullmatch(r"([IRO])\d{0,3}", code.upper())
        if not (label and sign and (letter or code.casefold() == WORDS)):
            raise CodingError(
                f"--speaker {one!r}",
                expected="LABEL=I, LABEL=R, LABEL=O (someone else) or LABEL=words (no speaker)",
                hint='e.g. --speaker "Jan Jansen=R"; R1 and R2 tell two respondents apart',
            )
        role = _LETTERS[letter[1]] if letter else WORDS
        kept = [
            tuple(old for old in labels if _key(old) != _key(label))
            for labels in (roles.interviewer, roles.respondent, roles.other, roles.words)
        ]
        kept[(*_LETTERS.values(), WORDS).index(role)] += (label,)
        codes = tuple(pair for pair in roles.codes if _key(pair[0]) != _key(label))
        if letter:
            codes += ((label, code.upper()),)
        roles = RoleMap(kept[0], kept[1], kept[2], codes, kept[3])
    return roles
