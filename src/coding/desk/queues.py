"""Reading orders: as the document runs, by doubt, or by one code."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from coding.desk.marks import OPEN, PARTLY

__all__ = ["next_in_order", "next_ranked", "recent_codes"]

Where = tuple[int, int]
_WAITING = frozenset({OPEN, PARTLY})


def next_in_order(marks: Callable[[int], str], documents: int, at: Where) -> Where | None:
    """
    Find the next undecided unit: on in this document, then from its top, then in the next ones.

    Skipped units come last: when nothing else is open, they are handed out again.

    Parameters
    ----------
    marks : callable
        Document index -> one letter a unit.
    documents : int
    at : (int, int)
        Document and unit one is at.

    Returns
    -------
    (int, int) or None
        None when everything is decided.
    """
    document, unit = at
    order = [*range(document, documents), *range(document)]
    for wanted in (_WAITING, frozenset("s")):
        for i in order:
            letters = marks(i)
            first = unit + 1 if i == document else 0
            for j in (*range(first, len(letters)), *range(min(first, len(letters)))):
                if letters[j] in wanted:
                    return i, j
    return None


def next_ranked(
    ranking: Iterable[str], where: Callable[[str], Where | None], marks: Callable[[int], str]
) -> Where | None:
    """
    Find the first unit of a ranking that is still undecided.

    Parameters
    ----------
    ranking : iterable of str
        Unit ids.
    where : callable
        Unit id -> document and unit index; None where this coder does not have it.
    marks : callable
        Document index -> one letter a unit.
    """
    for name in ranking:
        place = where(name)
        if place is not None and marks(place[0])[place[1]] in _WAITING:
            return place
    return None


def recent_codes(codes: Sequence[str], *, slots: int = 9) -> list[str]:
    """
    Say which code is on which digit.

    A code keeps its digit as long as it is in use, so that the hand can learn it; a new one takes
    the digit that was used longest ago.

    Parameters
    ----------
    codes : sequence of str
        Codes given, oldest first.
    slots : int

    Examples
    --------
    >>> recent_codes(["a", "b", "a", "c"], slots=2)
    ['a', 'c']
    """
    digits: list[str] = []
    used: dict[str, int] = {}
    for time, code in enumerate(codes):
        if code not in digits:
            if len(digits) < slots:
                digits.append(code)
            else:
                oldest = min(digits, key=lambda c: used[c])
                digits[digits.index(oldest)] = code
        used[code] = time
    return digits
