"""Reader for interviews typed as plain text or Markdown with speaker labels."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from coding.corpus.records import Dropped, Transcript, Turn
from coding.errors import CodingError, at

__all__ = ["FICTIVE_LINE", "READER", "RoleMap", "front_matter", "label_counts", "read_transcript"]

READER = "transcript-1"
FICTIVE_LINE = "FICTIEF INTERVIEW - geschreven om software te tonen; geen echte respondent"
_LABEL = re.compile(r"^(?P<label>[^\s:.,;!?()\[\]][^:.,;!?\n]{0,29}):(?=\s|$)[ \t]*")
_STAMP = re.compile(
    r"^\s*[\[(#{]?(?:(?P<h>\d{1,2})[:.])?(?P<m>\d{1,2})[:.](?P<s>\d{2})(?:[.,-]\d{1,3})?[\])#}]\s*"
)
# a label mistyped: `R; …`, `R …` with a capital, or a name that speaks too seldom to be asked about
_ALMOST = re.compile(r"[A-Z][\w ]{0,29}[:;](?=\s)|[A-Z]{1,2}\d*[.;]?\s+(?=[A-Z])")
_META = re.compile(r"^(?P<key>\w[\w -]*):\s*(?P<value>.*)$")


@dataclass(frozen=True, slots=True)
class RoleMap:
    """
    Which speaker label has which role in the conversation. The program never guesses it.

    Attributes
    ----------
    interviewer, respondent, other : tuple of str
        Labels as they stand in the transcripts, without the colon; case is ignored.
    """

    interviewer: tuple[str, ...] = ()
    respondent: tuple[str, ...] = ()
    other: tuple[str, ...] = ()
    _roles: dict[str, str] = field(init=False, repr=False, default_factory=dict)

    def __post_init__(self) -> None:
        """Index the labels; a label with two roles is refused."""
        for role in ("interviewer", "respondent", "other"):
            for label in getattr(self, role):
                if self._roles.setdefault(label.casefold(), role) != role:
                    raise CodingError(f"speaker label {label!r} is given two roles")

    def role(self, label: str) -> str | None:
        """
        Role of a label, or None where the map does not name it.

        Examples
        --------
        >>> RoleMap(interviewer=("I",), respondent=("R",)).role("r")
        'respondent'
        """
        return self._roles.get(label.casefold())


def front_matter(text: str, *, where: str) -> tuple[dict[str, str], int]:
    r"""
    Read `key: value` lines between two `---` lines at the head of a file.

    Returns
    -------
    meta, lines : dict, int
        The values as text, and how many lines the block takes (0 where there is none).

    Raises
    ------
    CodingError
        If the block is not closed or holds a line that is not `key: value`.

    Examples
    --------
    >>> front_matter("---\nstatus: FICTIEF\n---\nI: dag", where="a.md")
    ({'status': 'FICTIEF'}, 3)
    """
    lines = text.split("\n")
    if lines[0].strip() != "---":
        return {}, 0
    meta: dict[str, str] = {}
    for number, line in enumerate(lines[1:], start=2):
        if line.strip() == "---":
            return meta, number
        found = _META.match(line)
        if found:
            meta[found["key"].strip()] = found["value"].strip().strip("\"'")
        elif line.strip():
            raise CodingError(
                "a line in the front matter that is not 'key: value'", where=at(where, number)
            )
    raise CodingError("the front matter is not closed", where=at(where, 1), expected="a line ---")


def _label_of(line: str) -> str | None:
    found = _LABEL.match(line)
    return found["label"].strip() if found else None


def label_counts(text: str) -> Counter[str]:
    r"""
    Count what looks like a speaker label, for a person who makes the role map.

    Examples
    --------
    >>> sorted(label_counts("I: Dag\n\nR: Dag\n\nI: Ja?").items())
    [('I', 2), ('R', 1)]
    """
    return Counter(filter(None, map(_label_of, text.split("\n"))))


def read_transcript(text: str, *, roles: RoleMap, where: str) -> Transcript:
    r"""
    Read an interview with `Label: text` turns.

    A turn starts at a line with a label of the role map; lines without a label go on with the turn
    before them (a blank line between them starts a new paragraph and is reported). A time stamp at
    the head of a turn is taken off and kept as seconds. Front matter and the line that marks a
    fictive interview are dropped, and logged.

    Parameters
    ----------
    text : str
        Normalised text (`coding.text.normalise`).
    roles : RoleMap
        Role of each speaker label.
    where : str
        Name of the file, for messages.

    Raises
    ------
    CodingError
        If there are no labels, text stands before the first label, or a label that occurs as often
        as a speaker's has no role.

    Examples
    --------
    >>> roles = RoleMap(interviewer=("I",), respondent=("R",))
    >>> read = read_transcript("I: Dag.\n\nR: [00:01:10] Ja.", roles=roles, where="a.md")
    >>> [(turn.label, turn.text, turn.start_s) for turn in read.turns]
    [('I', 'Dag.', None), ('R', 'Ja.', 70.0)]
    """
    meta, head = front_matter(text, where=where)
    lines = text.split("\n")
    _check_labels(label_counts("\n".join(lines[head:])), roles, lines, where=where)
    dropped = [Dropped(i + 1, "front_matter", line) for i, line in enumerate(lines[:head])]
    open_turns: list[_OpenTurn] = []
    notices: list[str] = []
    for number, line in enumerate(lines[head:], start=head + 1):
        found = _LABEL.match(line)
        if found and roles.role(found["label"].strip()):
            open_turns.append(_OpenTurn(found["label"].strip(), number, [line[found.end() :]]))
        elif line.strip() == FICTIVE_LINE:
            dropped.append(Dropped(number, "marking", line))
        elif open_turns:
            open_turns[-1].go_on(line, number, notices, where=where)
        elif line.strip():
            raise CodingError(
                f"text before the first speaker label: {line.strip()[:40]!r}",
                where=at(where, number),
                expected="a line that starts with a label, e.g. I: or R:",
                hint="give the speaker a label, or delete what is not part of the talk",
            )
    turns = tuple(turn for turn in map(_close, open_turns) if turn.text)
    return Transcript(turns=turns, meta=meta, dropped=tuple(dropped), notices=tuple(notices))


@dataclass(slots=True)
class _OpenTurn:
    label: str
    line: int
    lines: list[str]

    def go_on(self, line: str, number: int, notices: list[str], *, where: str) -> None:
        if _ALMOST.match(line):
            notices.append(
                f"{at(where, number)}: looks like a speaker label, taken as words of {self.label}: "
                f"{line.strip()[:40]!r}"
            )
        if line.strip() and self.lines and not self.lines[-1].strip():
            notices.append(
                f"{at(where, number)}: no speaker label; taken as a new paragraph of {self.label}"
            )
        self.lines.append(line)


def _close(turn: _OpenTurn) -> Turn:
    paragraphs: list[list[str]] = [[]]
    for line in turn.lines:
        if line.strip():
            paragraphs[-1].append(" ".join(line.split()))
        elif paragraphs[-1]:
            paragraphs.append([])
    text = "\n".join(" ".join(paragraph) for paragraph in paragraphs if paragraph)
    stamp = _STAMP.match(text)
    seconds = None
    if stamp:
        text = text[stamp.end() :]
        seconds = float(int(stamp["h"] or 0) * 3600 + int(stamp["m"]) * 60 + int(stamp["s"]))
    return Turn(label=turn.label, text=text.strip(), line=turn.line, start_s=seconds)


_SPEAKS = 3
_SPEAKER_CODE = re.compile(r"[A-Z]{1,2}\d*|(?:Interviewer|Respondent|Spreker|Speaker)\s*\d*")


def _check_labels(
    counts: Mapping[str, int], roles: RoleMap, lines: Iterable[str], *, where: str
) -> None:
    shown = ", ".join(f"{label!r} {n}x" for label, n in sorted(counts.items())[:12])
    if not any(roles.role(label) for label in counts):
        raise CodingError(
            "no speaker label of the role map is in the file",
            where=where,
            expected="turns such as 'I: …' and 'R: …'",
            hint=f"found {shown or 'no labels at all'}; name them with --interviewer and"
            " --respondent, or in study.toml under [speakers]",
        )
    for label, n in sorted(counts.items(), key=lambda item: -item[1]):
        speaks = n >= _SPEAKS or _SPEAKER_CODE.fullmatch(label)
        if speaks and roles.role(label) is None:
            number = next(i for i, line in enumerate(lines, 1) if _label_of(line) == label)
            raise CodingError(
                f"speaker {label!r} ({n}x) has no role",
                where=at(where, number),
                expected="a role for every speaker: interviewer, respondent or other",
                hint=f"found {shown}; add --other {label!r}, or the right role",
            )
