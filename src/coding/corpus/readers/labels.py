"""Speaker labels at the head of a line, in the forms people and programs type them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from coding.corpus.readers.pieces import Piece
from coding.corpus.readers.stamps import CLOCK, HEAD, clock_seconds, seconds_of

__all__ = ["MOST", "head_of", "is_code", "label_like", "looks_like_one", "piece_of"]

MOST = 30  # characters of a label
_FAR = 200  # from there on a line is talk; patterns look no further
_TITLE = (
    r"(?:(?:[Dd]hr|[Mm]w|[Mm]evr|[Dd]rs?|[Ii]r|[Ii]ng|[Mm]r|[Pp]rof|Mrs|Ms|(?:[A-Z]\.){0,3}[A-Z])"
    r"\.[ ]?){1,4}"
)
_NAME = rf"(?:{_TITLE})?[^\s:.,;!?()\[\]{{}}#*_<>|\"“”][^:.,;!?\n\t\[\]{{}}#*<>|]{{0,{MOST - 1}}}"
_LABEL = re.compile(rf"(?P<label>{_NAME}?)[ ]*(?:[\[(](?P<stamp>{CLOCK})[\])][ ]*)?:(?=\s|$)[ \t]*")
_TABBED = re.compile(rf"(?P<label>{_NAME}?)[ ]*\t\s*(?=\S)")
# the label, or all of it and its colon, in Markdown's bold or italics
_MARKED = re.compile(r"(?P<mark>\*{1,3}|_{1,3})(?P<inner>[^*_\n]{1,60})(?P=mark)", re.DOTALL)
_WORDS = (
    "interviewer|interviewster|interviewee|respondent|geïnterviewde|spreker|speaker|deelnemer|"
    "participant|onderzoeker|moderator|vraag|antwoord|unknown|onbekend|unknown speaker"
)
_CODE = re.compile(
    r"[A-Z]{1,2}[ ]?\d{0,3}\??|S(?:PEAKER)?[ _]?\d{1,3}|"
    rf"(?i:{_WORDS})[ _]?(?:\d{{1,3}}|[A-Z])?\??"
)


def is_code(label: str) -> bool:
    """
    Whether a label says a role or a number, and so cannot be a person's name.

    Examples
    --------
    >>> [
    ...     label
    ...     for label in ("R1", "Spreker 2", "SPEAKER_00", "Jan", "Jan Jansen")
    ...     if is_code(label)
    ... ]
    ['R1', 'Spreker 2', 'SPEAKER_00']
    """
    return _CODE.fullmatch(label.strip()) is not None


def label_like(text: str) -> bool:
    """Whether a table cell or a bold head could be a label: short, no end of a sentence in it."""
    return re.fullmatch(rf"{_NAME}", text.strip().removesuffix(":").strip()) is not None


def looks_like_one(line: str) -> bool:
    """Whether a line without a known label may have one mistyped: `R; …`, `R …`, `Joke: …`."""
    return _ALMOST.match(line) is not None


_ALMOST = re.compile(r"[A-Z][\w ]{0,29}[:;](?=\s)|[A-Z]{1,2}\d*[.;]?\s+(?=[A-Z])")


def head_of(line: str) -> tuple[str, str, float | None] | None:
    """
    Find what may be a speaker's label at the head of a line.

    Known are `I: …`, `**I:** …`, `**I** …`, `[00:00:01] I: …`, `00:00:01 I: …`, `I [00:01]: …`,
    `I: [00:01] …` (the stamp is left to whoever closes the turn) and a label before a tab.

    Returns
    -------
    label, said, start_s : str, str, float or None
        None where there is no label.

    Examples
    --------
    >>> head_of("**I:** Dag.")
    ('I', 'Dag.', None)
    >>> head_of("Interviewer [00:01]: Dag.")
    ('Interviewer', 'Dag.', 1.0)
    >>> head_of("[00:00:01] mevr. De Vries: Dag.")
    ('mevr. De Vries', 'Dag.', 1.0)
    >>> head_of("Dag, zei hij.") is None
    True
    """
    rest = line.strip()
    stamp = HEAD.match(rest)
    start = None
    if stamp:
        start, rest = seconds_of(stamp), rest[stamp.end() :]
    rest, bold = _unmarked(rest)
    if bold is not None:
        return bold, rest, start
    found = _LABEL.match(rest, 0, _FAR) or _TABBED.match(rest, 0, _FAR)
    if not found:
        return None
    label = found["label"].strip()
    if "stamp" in found.re.groupindex and found["stamp"]:
        start = clock_seconds(found["stamp"])
    return label, rest[found.end() :], start


def _unmarked(text: str) -> tuple[str, str | None]:
    """Take Markdown's marks off a head; a marked head without a colon is a label itself."""
    found = _MARKED.match(text)
    if not found:
        return text, None
    inner, rest = found["inner"].strip(), text[found.end() :]
    if inner.endswith(":"):
        return f"{inner} {rest.lstrip()}", None
    if rest.startswith(":"):
        return inner + rest, None
    if label_like(inner) and rest[:1].isspace():
        return rest.strip(), inner
    return text, None


def piece_of(number: int, line: str, *, bold: str = "") -> Piece:
    """
    Make a piece of a line, with its label if it may have one.

    Parameters
    ----------
    number : int
    line : str
    bold : str
        The part at its head that is set in bold, for labels without a colon.
    """
    if not line or line.isspace():
        return Piece(number, line, said=line)
    found = head_of(line)
    head = bold.strip()
    if found is None and head and label_like(head) and line.strip() != head:
        found = head, line.strip()[len(head) :].strip(), None
    elif found is None and head and is_code(head):
        found = head, "", None
    if found is None:
        return Piece(number, line, said=line)
    label, said, start = found
    return Piece(number, line, label=label, said=said, start_s=start)


def pieces_of(lines: Iterable[str], *, first: int = 1) -> list[Piece]:
    """Make pieces of lines, numbered from `first`."""
    return [piece_of(number, line) for number, line in enumerate(lines, start=first)]
