"""Time stamps as transcribers and their programs write them."""

from __future__ import annotations

import math
import re

__all__ = ["ALONE", "CLOCK", "HEAD", "INSIDE", "clock_seconds", "seconds_of", "take_out"]

# 0:03, 00:12:34, 01:02:03.500, 00:12:34,5
CLOCK = r"(?:\d{1,3}:)?\d{1,2}:\d{2}(?:[.,]\d{1,3})?"
_PARTS = r"(?:(?P<{p}h>\d{{1,2}})[:.])?(?P<{p}m>\d{{1,3}})[:.](?P<{p}s>\d{{2}})(?:[.,-]\d{{1,3}})?"


def _pattern(prefix: str) -> str:
    return _PARTS.format(p=prefix)


# at the head of a turn a number between brackets is a stamp: [45:33], (1:02:03), #00:12:34-5#,
# {00:34:20}, [01.23.45]; or a bare clock with hours
HEAD = re.compile(
    rf"\s*(?:[\[(#{{]{_pattern('a')}[\])#}}]|(?P<bh>\d{{1,2}}):(?P<bm>\d{{2}}):(?P<bs>\d{{2}})"
    r"(?:[.,]\d{1,3})?(?=\s))\s*(?:[-–]\s+)?"
)
# inside a turn only the forms that nobody says: #…# of f4 and MAXQDA, and clocks with hours
INSIDE = re.compile(
    r" ?(?:#\d{1,2}:\d{2}:\d{2}(?:[.,-]\d{1,3})?#"
    r"|\[\d{1,2}:\d{2}:\d{2}(?:[.,-]\d{1,3})?\]|\{\d{1,2}:\d{2}:\d{2}(?:[.,-]\d{1,3})?\})"
)
ALONE = re.compile(rf"\s*[\[(#{{]?{CLOCK}(?:-\d)?[\])#}}]?\s*")
_NUMBERS = re.compile(r"\d+")


def seconds_of(match: re.Match[str]) -> float:
    """Seconds of a match of `HEAD`."""
    prefix = "a" if match["am"] is not None else "b"
    hours, minutes, seconds = (int(match[prefix + part] or 0) for part in "hms")
    return float(hours * 3600 + minutes * 60 + seconds)


def clock_seconds(clock: str) -> float | None:
    """
    Seconds of a clock such as `0:03`, `00:12:34` or `01:02:03,500`; None if it is none.

    Examples
    --------
    >>> clock_seconds("0:03"), clock_seconds("01:02:03,500"), clock_seconds("x")
    (3.0, 3723.5, None)
    """
    bare = clock.strip().strip("[](){}#")
    found = re.fullmatch(r"(?:(\d{1,3}):)?(\d{1,3}):(\d{2})(?:([.,-])(\d{1,3}))?", bare)
    if not found:
        return None
    hours, minutes, seconds = (int(part or 0) for part in found.groups()[:3])
    part = int(found[5] or 0) / 10 ** len(found[5] or "")
    total = hours * 3600 + minutes * 60 + seconds + part
    return round(total, 3) if math.isfinite(total) else None


def take_out(text: str) -> tuple[str, list[str]]:
    """
    Take stamps out of the middle of a turn.

    Returns
    -------
    text, stamps : str, list of str

    Examples
    --------
    >>> take_out("Ja. #00:12:34-5# En om [00:12] of 2.34?")
    ('Ja. En om [00:12] of 2.34?', ['#00:12:34-5#'])
    """
    stamps = [match.group().strip() for match in INSIDE.finditer(text)]
    return (INSIDE.sub("", text), stamps) if stamps else (text, [])
