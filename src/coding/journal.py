r"""
Files of JSON lines that only grow: each line chained to the one before, on disk before it counts.

A line is one JSON object, keys sorted, ended by one ``\n`` byte; nothing else ends a line, so
U+2028, U+0085 or a carriage return inside a text cannot cut one. `prev` holds the hash of the line
before. A line that was rewritten on purpose (a withdrawn respondent) keeps the hash it had in
`was`, so that the chain still closes.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from coding.errors import CodingError, at
from coding.text import sha256

__all__ = ["SCHEMA", "START", "Journal", "Line", "encode_line", "read_journal"]

START = ""  # what the first line names as the line before
SCHEMA = 1


@dataclass(frozen=True, slots=True)
class Line:
    """
    One readable line.

    Attributes
    ----------
    number : int
        1-based line in the file.
    value : dict
        The JSON object.
    sha : str
        What the next line names as `prev`.
    """

    number: int
    value: dict[str, Any]
    sha: str


@dataclass(frozen=True, slots=True)
class Journal:
    """
    A file of lines as read.

    Attributes
    ----------
    path : Path
    lines : tuple of Line
        The readable ones.
    problems : tuple of CodingError
        Lines that are not readable, breaks and forks of the chain, a torn end: each with file and
        line. The rest stays usable.
    count : int
        Whole lines, readable or not.
    head : str
        Hash of the last whole line.
    whole : int
        Bytes up to the end of the last whole line.
    torn : bytes
        What stands after it: a line that was cut off while it was written.
    unended : bool
        Whether the last line is complete but for its end, as some editors leave it; it counts.
    """

    path: Path
    lines: tuple[Line, ...] = ()
    problems: tuple[CodingError, ...] = ()
    count: int = 0
    head: str = START
    whole: int = 0
    torn: bytes = b""
    unended: bool = False


def encode_line(value: dict[str, Any]) -> bytes:
    r"""
    Write one object as the bytes of a line, its end included.

    Raises
    ------
    CodingError
        For what JSON or UTF-8 cannot hold: NaN, half a surrogate pair, an object of Python's.

    Examples
    --------
    >>> encode_line({"b": "x\u2028y\n", "a": 1})
    b'{"a":1,"b":"x\xe2\x80\xa8y\\n"}\n'
    """
    try:
        text = json.dumps(
            value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
        )
        return text.encode("utf-8") + b"\n"
    except UnicodeEncodeError as error:
        raise CodingError(
            f"half a character (U+{ord(error.object[error.start]):04X}) cannot be stored",
            hint="positions from a browser are UTF-16; convert them with coding.text",
        ) from None
    except (TypeError, ValueError) as error:
        raise CodingError(f"this cannot be stored as JSON: {error}") from None


def read_journal(
    path: Path, *, schema: int = SCHEMA, each: Callable[[Line], object] | None = None
) -> Journal:
    r"""
    Read a file of lines; a file that is not there yet is an empty one.

    Parameters
    ----------
    path : Path
    schema : int
        What its lines must say.
    each : callable, optional
        Given every readable line in turn; then they are not kept in the journal.

    Raises
    ------
    CodingError
        If a newer version of this program wrote the file, or it cannot be read at all.
    """
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return Journal(path)
    except OSError as error:
        raise CodingError(f"cannot be read: {error.strerror}", where=at(path)) from None
    whole = data.rfind(b"\n") + 1
    reading = _Reading(path, schema, each)
    for number, raw in enumerate(data[:whole].split(b"\n")[:-1], start=1):
        reading.take(number, raw)
    torn = data[whole:]
    unended = bool(torn) and reading.is_complete(torn)
    if unended:
        reading.take(reading.number + 1, torn)
        whole, torn = len(data), b""
    elif torn:
        reading.problems.append(
            CodingError(
                f"the last line is torn: {len(torn)} bytes without an end",
                where=at(path, reading.number + 1),
                hint="it was cut off while it was written and never acknowledged; the next"
                " program that writes here sets it aside",
            )
        )
    return Journal(
        path,
        tuple(reading.lines),
        tuple(reading.problems),
        reading.number,
        reading.head,
        whole,
        torn,
        unended,
    )


class _Reading:
    """The state of one pass over a file."""

    def __init__(
        self, path: Path, schema: int, each: Callable[[Line], object] | None = None
    ) -> None:
        self.path = path
        self.schema = schema
        self.number = 0
        self.head = START
        self.lines: list[Line] = []
        self.hand_on = each or self.lines.append
        self.problems: list[CodingError] = []
        self.heads: dict[str, int] = {START: 0}
        self.crlf = False

    def complain(self, problem: str, *, hint: str | None = None) -> None:
        self.problems.append(CodingError(problem, where=at(self.path, self.number), hint=hint))

    def take(self, number: int, raw: bytes) -> None:
        self.number = number
        if raw.endswith(b"\r"):
            raw = raw[:-1]
            if not self.crlf:
                self.complain("line ends were changed to CRLF", hint="git: set `*.jsonl -text`")
            self.crlf = True
        sha = sha256(raw)
        value = self._parse(raw)
        if value is not None:
            if value.get("prev") != self.head:
                self._complain_of_chain(value)
            was = value.get("was")
            sha = was if isinstance(was, str) else sha
            self.hand_on(Line(number, value, sha))
        self.head = sha
        self.heads[sha] = number

    def is_complete(self, tail: bytes) -> bool:
        """Whether a line without its end is whole: it parses, and follows the one before."""
        try:
            value = json.loads(tail.decode("utf-8"))
        except (ValueError, RecursionError):
            return False
        return isinstance(value, dict) and value.get("prev") == self.head

    def _parse(self, raw: bytes) -> dict[str, Any] | None:
        try:
            text = raw.decode("utf-8")
            value, end = _DECODER.raw_decode(text)
            if end != len(text):
                raise ValueError(f"something follows the object at character {end}")
        except (ValueError, RecursionError) as error:
            self.complain(f"not a line of JSON: {error}", hint="restore it from a backup or git")
            return None
        if not isinstance(value, dict):
            self.complain("not an object of JSON")
            return None
        found = value.get("schema")
        if found == self.schema:
            return value
        if isinstance(found, int) and found > self.schema:
            raise CodingError(
                f"schema {found}",
                where=at(self.path, self.number),
                expected=f"schema {self.schema}",
                hint="written by a newer version of this program; update it",
            )
        self.complain(f"schema {found!r}", hint=f"expected schema {self.schema}")
        return None

    def _complain_of_chain(self, value: dict[str, Any]) -> None:
        prev = value.get("prev")
        known = self.heads.get(prev) if isinstance(prev, str) else None
        if known is not None:
            self.complain(
                f"fork: this line follows line {known}, not the line before it",
                hint="two histories stand in one file, as after a merge by git or a synced folder;"
                " see `coding check` and `coding merge`",
            )
        else:
            self.complain(
                "the line before this one is not the one it was written after",
                hint="a line was changed, removed or moved after it was written; compare with a"
                " backup",
            )


def _refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


# made once: json.loads makes a new one for every line it is given an option for
_DECODER = json.JSONDecoder(parse_constant=_refuse_constant)
