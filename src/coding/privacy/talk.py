r"""
Whether a file looks like a talk: two speakers take turns, however the labels are set.

Known are labels with a colon, bold or in a tag, with a time stamp before or behind them
(`I [00:12]: …`, `[00:01:02] S01: …`), a name with a time alone on its line (Teams), LaTeX
(`\textbf{I:}`), tables with a column of speakers, and JSON with speaker and text.
"""

from __future__ import annotations

import csv
import html
import io
import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

__all__ = ["SUFFIXES", "looks_like_talk", "speakers_of"]

_PLAIN = ("", ".txt", ".text", ".md", ".markdown", ".tex", ".rst", ".org", ".log", ".adoc", ".typ")
_MARKED = (".csv", ".tsv", ".html", ".htm", ".xml", ".json", ".jsonl", ".yaml", ".yml")
SUFFIXES = frozenset((*_PLAIN, *_MARKED))
_TURNS = 4  # of each of two speakers: a notice with an example of a talk has fewer
_FEW = 2  # of each where every turn is marked with a time
_SHARE = 0.1  # of the lines that are not blank; long turns broken over lines have few labels
_TIME = r"[\[(#{<]?\s*(?:\d{1,2}[:.])?\d{1,2}[:.]\d{2}(?:[.,:-]\d{1,3})?\s*[\])#}>]?"
_NAME = r"[^\W\d_][\w .'’-]{0,29}?"
_LABEL = re.compile(
    rf"^(?:{_TIME}\s*[-–|]?\s*)?(?P<label>{_NAME})(?:\s*\([^()]{{1,20}}\))?"
    rf"(?P<time>\s*[-–,]?\s*{_TIME})?\s*(?:[:;]|\s[-–—]|\t|\|)(?=\s|$)"
)
_ALONE = re.compile(rf"^(?P<label>{_NAME})\s{{1,6}}{_TIME}\s*$")
_STAMPED = re.compile(rf"(?:^{_TIME}|{_TIME}\s*[:;]?\s*$|{_TIME}\s*:)")
_MARKS = re.compile(r"\*{1,3}|_{2,3}|`|~~|^\s*(?:[#>]+|[-+]\s|\d+[.)]\s)\s*")
_BLOCK = re.compile(r"<\s*(?:/?p|br\s*/?|/?div|/?li|/?tr|/?h\d|/?dt|/?dd)\b[^>]*>", re.IGNORECASE)
_TEX = re.compile(r"\\(?:textbf|textit|emph|item|speaker|textsc|bf|paragraph\*?)\b\s*")
_MANY_SPEAKERS = 8
_WORDS = 5  # of an average turn in a table
_SPEAKER_KEYS = frozenset({"speaker", "speaker_name", "spkid", "name", "participant", "label"})
_TEXT_KEYS = frozenset({"text", "transcript", "content", "utterance", "words"})


def looks_like_talk(text: str, *, suffix: str = "") -> bool:
    r"""
    Say whether two speakers take turns in a text.

    Parameters
    ----------
    text : str
    suffix : str
        Ending of the file, which says how to read it.

    Examples
    --------
    >>> looks_like_talk("**I** [00:01]: Ja?\n**R** [00:03]: Nee.\n" * 3)
    True
    >>> looks_like_talk("Zo ziet het eruit:\nI: Dag.\nR: Dag.")
    False
    """
    if suffix in {".csv", ".tsv"} and _table_talks(text):
        return True
    if suffix in {".json", ".jsonl", ".ipynb"}:
        counts = Counter(speaker for speaker, _ in _json_turns(text))
        return _take_turns(counts, least=_TURNS)
    lines = _plain_lines(text, suffix)
    counts, stamped = speakers_of(lines)
    filled = sum(1 for line in lines if line.strip())
    if sum(count for _, count in counts.most_common(2)) < _SHARE * filled:
        return False
    return _take_turns(counts, least=_FEW if stamped else _TURNS)


def _take_turns(counts: Counter[str], *, least: int) -> bool:
    two = counts.most_common(2)
    return len(two) == 2 and two[1][1] >= least


def _plain_lines(text: str, suffix: str) -> list[str]:
    """Lines without the marks of Markdown, HTML or LaTeX."""
    if suffix in {".html", ".htm", ".xml"} or "</" in text:
        text = html.unescape(re.sub(r"<[^<>]*>", "", _BLOCK.sub("\n", text)))
    if suffix == ".tex" or "\\textbf" in text:
        text = re.sub(r"[{}\[\]]", " ", _TEX.sub("", text)).replace("\\\\", "\n")
        text = re.sub(r" +(?=[:;])", "", text)
    return [_MARKS.sub("", line).strip() for line in text.split("\n")]


def speakers_of(lines: Sequence[str]) -> tuple[Counter[str], bool]:
    """
    Count speaker labels of lines, and say whether most of them come with a time.

    Examples
    --------
    >>> speakers_of(["I [00:12]: Ja?", "R: Nee.", "gewone regel"])
    (Counter({'I': 1, 'R': 1}), False)
    """
    counts: Counter[str] = Counter()
    timed = 0
    for line in lines:
        found = _LABEL.match(line) or _ALONE.match(line)
        if found:
            counts[found["label"].strip()] += 1
            timed += bool(_STAMPED.search(line[: found.end()]))
    return counts, bool(counts) and timed > 0.5 * counts.total()


def _table_talks(text: str) -> bool:
    """A column of few speakers that change from row to row, and a column of what they say."""
    sample = text[:200_000]
    delimiter = max(",;\t|", key=sample.split("\n", 1)[0].count)
    try:
        rows = [row for row in csv.reader(io.StringIO(sample), delimiter=delimiter) if row]
    except csv.Error:
        return False
    width = Counter(map(len, rows)).most_common(1)[0][0] if rows else 0
    rows = [row for row in rows if len(row) == width][1:]
    if width < 2 or len(rows) < 2 * _FEW:
        return False
    columns = list(zip(*rows, strict=True))
    said = any(sum(len(cell.split()) for cell in column) > _WORDS * len(rows) for column in columns)
    return said and any(map(_is_speaker_column, columns))


def _is_speaker_column(cells: Sequence[str]) -> bool:
    kinds = Counter(cells)
    if not 2 <= len(kinds) <= _MANY_SPEAKERS or kinds.most_common(2)[1][1] < _FEW:
        return False
    short = all(0 < len(cell) <= 30 and re.search(r"[^\W\d_]", cell) for cell in kinds)
    changes = sum(a != b for a, b in pairwise(cells))
    return short and changes >= 0.5 * (len(cells) - 1)


def _json_turns(text: str) -> Iterator[tuple[str, str]]:
    values = []
    try:
        values = [json.loads(text)]
    except (ValueError, RecursionError):
        for line in text.split("\n"):
            try:
                values.append(json.loads(line))
            except (ValueError, RecursionError):
                continue
    for value in values:
        yield from _turns_in(value)


def _turns_in(value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        keys = {key.lower(): key for key in value}
        speaker = next((keys[key] for key in keys if key in _SPEAKER_KEYS), None)
        said = next((keys[key] for key in keys if key in _TEXT_KEYS), None)
        if speaker is not None and said is not None and value[said]:
            yield str(value[speaker]), str(value[said])
        for part in value.values():
            yield from _turns_in(part)
    elif isinstance(value, list):
        for part in value:
            yield from _turns_in(part)
