"""How a file counts its positions: found out from quotes and word edges, never assumed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import product

import numpy as np
import numpy.typing as npt

from coding.errors import CodingError, did_you_mean
from coding.exchange.model import Source

__all__ = ["CONVENTIONS", "STANDARD", "Convention", "Detected", "Spans", "detect", "to_places"]

UNITS = ("code points", "UTF-16 units", "bytes")
LINE_ENDS = ("as in the file", "1", "2")
_Positions = npt.NDArray[np.int64]
_ENOUGH = 0.5  # of the passages that speak: under this no way of counting fits the file
_CUT = ("…", "...")


@dataclass(frozen=True, slots=True, order=True)
class Convention:
    """
    One way of counting positions.

    Attributes
    ----------
    unit : {'code points', 'UTF-16 units', 'bytes'}
    line_end : {'as in the file', '1', '2'}
        What a line end counts for.
    first : {0, 1}
        Position of the first character; 1 also where a byte order mark is counted.
    inclusive : bool
        Whether the end is the last character of the passage, not the one after it.
    """

    unit: str = UNITS[0]
    line_end: str = LINE_ENDS[0]
    first: int = 0
    inclusive: bool = False

    def __str__(self) -> str:
        """Say it in words."""
        parts = [self.unit, f"line ends counted {self.line_end}"]
        parts.append(f"first is {self.first}" + (" (or a mark is counted)" if self.first else ""))
        return ", ".join([*parts, "end inclusive" if self.inclusive else "end exclusive"])

    @property
    def name(self) -> str:
        """Short name for the command line, e.g. `utf16-crlf2`."""
        unit = {"code points": "points", "UTF-16 units": "utf16", "bytes": "bytes"}[self.unit]
        ends = {"as in the file": "", "1": "-crlf1", "2": "-crlf2"}[self.line_end]
        return unit + ends + ("-from1" if self.first else "") + ("-incl" if self.inclusive else "")


STANDARD = Convention()
CONVENTIONS = {
    one.name: one
    for one in (Convention(*values) for values in product(UNITS, LINE_ENDS, (0, 1), (False, True)))
}


@dataclass(frozen=True, slots=True)
class Spans:
    """
    Where a file's passages are by one convention, per source.

    Attributes
    ----------
    starts, ends : tuple of ndarray
        Half-open code points in the text as the file has it; -1 where there is no such place.
    """

    starts: tuple[_Positions, ...]
    ends: tuple[_Positions, ...]

    def key(self) -> bytes:
        """The same for conventions that mean the same places in this file."""
        return b"".join(part.tobytes() for part in (*self.starts, *self.ends))


@dataclass(frozen=True, slots=True)
class Detected:
    """
    What was found out.

    Attributes
    ----------
    convention : Convention
    by : {'quotes', 'word edges', 'given', 'nothing to tell'}
    hits, of : int
        Passages that fit, of those that can tell.
    spans : Spans
    rival : Convention or None
        The best other way of counting that means other places.
    rival_hits : int
    """

    convention: Convention
    by: str
    hits: float
    of: int
    spans: Spans
    rival: Convention | None = None
    rival_hits: float = 0.0

    def __str__(self) -> str:
        """Say it in one line."""
        if self.by == "nothing to tell":
            return f"positions: {self.convention} (no passage to tell by)"
        score = f"{self.hits:g} of {self.of} by {'quotes' if self.by == 'given' else self.by}"
        given = "as you said; " if self.by == "given" else ""
        rival = (
            f"; the next best, {self.rival}, fits {self.rival_hits:g}"
            if self.rival is not None
            else ""
        )
        return f"positions: {self.convention} ({given}{score}{rival})"


@lru_cache(maxsize=4)
def _widths(text: str, unit: str, line_end: str) -> _Positions:
    """Position of each code point of a text, and of its end, counted from 0."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    width = np.ones(len(codes), dtype=np.int64)
    if unit == UNITS[1]:
        width += codes > 0xFFFF
    elif unit == UNITS[2]:
        width += (codes > 0x7F).astype(np.int64) + (codes > 0x7FF) + (codes > 0xFFFF)
    if line_end != LINE_ENDS[0]:
        newline, carriage = codes == 0x0A, codes == 0x0D
        pair = np.zeros(len(codes), dtype=bool)
        pair[:-1] = carriage[:-1] & newline[1:]
        wanted = int(line_end)
        width[newline | carriage] = wanted
        # of a pair the first sign counts for all of it but the last unit
        width[pair] = wanted - 1
        width[np.roll(pair, 1)] = 1
    return np.concatenate([[0], np.cumsum(width)])


def _find(text: str, source: Source, convention: Convention) -> tuple[_Positions, _Positions]:
    positions = _widths(text, convention.unit, convention.line_end) + convention.first
    wanted_starts = np.array([s.start for s in source.selections], dtype=np.int64)
    wanted_ends = np.array([s.end for s in source.selections], dtype=np.int64)
    starts = np.searchsorted(positions, wanted_starts, side="left")
    # a position inside a character (half a pair, the second byte) is no place; the end of the
    # character before it is where a program that counts otherwise would not put it
    start_ok = (starts < len(text)) & (positions[np.minimum(starts, len(text))] == wanted_starts)
    if convention.inclusive:
        last = np.searchsorted(positions, wanted_ends, side="right") - 1
        ends = last + 1
        end_ok = (last >= 0) & (last < len(text))
    else:
        ends = np.searchsorted(positions, wanted_ends, side="left")
        end_ok = (ends <= len(text)) & (positions[np.minimum(ends, len(text))] == wanted_ends)
    good = start_ok & end_ok & (ends > starts)
    return np.where(good, starts, -1), np.where(good, ends, -1)


def to_places(sources: Sequence[Source], convention: Convention) -> Spans:
    """
    Turn the positions of a file into half-open code points of its texts.

    Examples
    --------
    >>> from coding.exchange.model import Selection
    >>> source = Source("s", "a", "😀 ja", selections=(Selection("x", 3, 5),))
    >>> spans = to_places([source], Convention(unit="UTF-16 units"))
    >>> int(spans.starts[0][0]), int(spans.ends[0][0])
    (2, 4)
    """
    pairs = [_find(source.text, source, convention) for source in sources]
    return Spans(tuple(a for a, _ in pairs), tuple(b for _, b in pairs))


def _plain(text: str) -> str:
    return " ".join(text.split())


class _Witnesses:
    """The passages of a file and what they can tell."""

    def __init__(self, sources: Sequence[Source]) -> None:
        self.texts = [source.text for source in sources]
        self.names = [[_plain(s.name) for s in source.selections] for source in sources]
        self.count = sum(len(names) for names in self.names)
        plain = [_plain(text) for text in self.texts]
        # a name that stands in the text is a quote; others are what a person called the passage
        self.quoted = [
            [bool(name) and _uncut(name)[0] in text for name in names]
            for names, text in zip(self.names, plain, strict=True)
        ]
        self.quotes = sum(sum(flags) for flags in self.quoted)

    def quotes_hit(self, spans: Spans) -> float:
        hits = 0.0
        for i, text in enumerate(self.texts):
            pairs = zip(spans.starts[i].tolist(), spans.ends[i].tolist(), strict=True)
            for (start, end), name, quoted in zip(
                pairs, self.names[i], self.quoted[i], strict=True
            ):
                if quoted and start >= 0:
                    hits += _says(text[start:end], name)
        return hits

    def edges_hit(self, spans: Spans) -> float:
        hits = 0.0
        for i, text in enumerate(self.texts):
            for start, end in zip(spans.starts[i].tolist(), spans.ends[i].tolist(), strict=True):
                if start >= 0:
                    hits += (_starts_word(text, start) + _ends_word(text, end)) / 2
        return hits


def _uncut(name: str) -> tuple[str, bool]:
    for sign in _CUT:
        if name.endswith(sign):
            return name.removesuffix(sign).rstrip(), True
    return name, False


def _says(words: str, name: str) -> float:
    """1 for the very words, a little less for words with spaces around them."""
    said = _plain(words)
    head, cut = _uncut(name)
    same = said == name or (cut and len(head) > 3 and said.startswith(head))
    return (1.0 if words == words.strip() else 0.9) if same else 0.0


def _starts_word(text: str, start: int) -> bool:
    inside = start > 0 and text[start - 1].isalnum() and text[start].isalnum()
    return not text[start].isspace() and not inside


def _ends_word(text: str, end: int) -> bool:
    inside = end < len(text) and text[end - 1].isalnum() and text[end].isalnum()
    return not text[end - 1].isspace() and not inside


def _preferred(origin: str) -> list[Convention]:
    """Ways of counting seen in a program's files come before others that mean the same."""
    if "nvivo" in origin.lower():
        return [Convention("UTF-16 units"), Convention("UTF-16 units", "2"), STANDARD]
    if "atlas" in origin.lower():
        return [Convention(line_end="1"), STANDARD]
    return [STANDARD]


def detect(
    sources: Sequence[Source], *, origin: str = "", given: str = "", declared: str = ""
) -> Detected:
    """
    Find out how a file counts, from its own passages.

    Thirty-six ways of counting are tried on every passage. Quotes decide where passages carry
    their words; else how many passages begin and end at the edge of a word.

    Parameters
    ----------
    sources : sequence of Source
    origin : str
        The program the file says it is from; decides only between ways that mean the same places.
    given : str
        Name of a convention; then it is only scored.
    declared : str
        What the file itself says, as this program's do; taken where nothing fits better.

    Raises
    ------
    CodingError
        If two ways that mean other places fit alike, or none fits: a person must say which.
    """
    if given and given not in CONVENTIONS:
        raise CodingError(f"no way of counting {given!r}", hint=did_you_mean(given, CONVENTIONS))
    witnesses = _Witnesses(sources)
    order = [*_preferred(origin), *CONVENTIONS.values()]
    said = CONVENTIONS.get(declared, STANDARD)
    if fitting := _all_quotes_fit(witnesses, sources, CONVENTIONS.get(given, said)):
        return fitting if not given else replace(fitting, by="given")
    spans = {one: to_places(sources, one) for one in dict.fromkeys(order)}
    if not witnesses.count:
        return Detected(STANDARD, "nothing to tell", 0, 0, spans[STANDARD])
    scored, by, total = _scores(witnesses, spans)
    if given:
        one = CONVENTIONS[given]
        return Detected(one, "given", scored[one], total, spans[one])
    best = max(scored, key=lambda one: scored[one])  # the first of equals: the preferred one
    # repeated words fit twice: where nothing fits better, what the file or the standard says holds
    settled = scored[said] == scored[best] and (declared in CONVENTIONS or by == "quotes")
    best = said if settled else best
    places = spans[best].key()
    rivals = [one for one in scored if spans[one].key() != places]
    rival = max(rivals, key=lambda one: scored[one], default=None)
    rival_hits = scored[rival] if rival is not None else 0.0
    found = Detected(best, by, scored[best], total, spans[best], rival, rival_hits)
    tied = rival is not None and rival_hits >= scored[best] and not settled
    if tied or scored[best] < _ENOUGH * total:
        raise _ambiguous(found, scored, spans)
    return found


def _all_quotes_fit(
    witnesses: _Witnesses, sources: Sequence[Source], said: Convention
) -> Detected | None:
    """What the file or the standard says, where every quote is there: nothing can fit better."""
    if not witnesses.quotes:
        return None
    spans = to_places(sources, said)
    hits = witnesses.quotes_hit(spans)
    if hits < witnesses.quotes:
        return None
    return Detected(said, "quotes", hits, witnesses.quotes, spans)


def _scores(
    witnesses: _Witnesses, spans: dict[Convention, Spans]
) -> tuple[dict[Convention, float], str, int]:
    by_key: dict[bytes, float] = {}

    def scored(measure: object) -> dict[Convention, float]:
        by_key.clear()
        found = {}
        for one, where in spans.items():
            key = where.key()
            if key not in by_key:
                by_key[key] = measure(where)  # type: ignore[operator]  # one of two methods
            found[one] = by_key[key]
        return found

    if witnesses.quotes:
        quotes = scored(witnesses.quotes_hit)
        if max(quotes.values()) > 0:
            return quotes, "quotes", witnesses.quotes
    return scored(witnesses.edges_hit), "word edges", witnesses.count


def _ambiguous(
    found: Detected, scored: dict[Convention, float], spans: dict[Convention, Spans]
) -> CodingError:
    shown: dict[bytes, str] = {}
    for one in sorted(scored, key=lambda one: -scored[one]):
        shown.setdefault(
            spans[one].key(), f"{one.name}: {one} fits {scored[one]:g} of {found.of} by {found.by}"
        )
    return CodingError(
        "it is not clear how this file counts positions",
        expected="one way of counting that fits most passages",
        hint="look at a passage you know in the preview of each, then say --offsets NAME:\n    "
        + "\n    ".join(list(shown.values())[:5]),
    )


_NEWLINES = re.compile("\r\n|\r|\n")


def as_file(text: str, *, crlf: bool) -> str:
    """A text with the line ends a file shall have."""
    return _NEWLINES.sub("\r\n", text) if crlf else text


def counted(text: str, positions: Iterable[int], *, utf16: bool) -> list[int]:
    """
    Positions of a text as a file shall count them.

    Examples
    --------
    >>> counted("😀 ja", [2, 4], utf16=True)
    [3, 5]
    """
    widths = _widths(text, UNITS[1] if utf16 else UNITS[0], LINE_ENDS[0])
    return [int(widths[position]) for position in positions]
