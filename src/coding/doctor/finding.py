"""One line of the doctor's screen."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from coding.errors import CodingError

__all__ = ["BAD", "NOTE", "OK", "Finding", "bad", "listed", "looked", "note", "ok"]

OK, NOTE, BAD = "ok", "note", "bad"


@dataclass(frozen=True, slots=True)
class Finding:
    """
    What one check found.

    Attributes
    ----------
    level : {'ok', 'note', 'bad'}
        `note` is something to know, `bad` something to mend.
    what : str
        One line.
    hint : str
        What to do, or empty.
    """

    level: str
    what: str
    hint: str = ""

    @property
    def bad(self) -> bool:
        """Whether it must be mended."""
        return self.level == BAD

    def __str__(self) -> str:
        """Write it as one line, and a second one where there is a hint."""
        return f"{self.level:<5} {self.what}" + (
            f"\n        hint: {self.hint}" if self.hint else ""
        )


def ok(what: str) -> Finding:
    """All is well."""
    return Finding(OK, what)


def note(what: str, hint: str = "") -> Finding:
    """Something to know."""
    return Finding(NOTE, what, hint)


def bad(what: str, hint: str = "") -> Finding:
    """Something to mend."""
    return Finding(BAD, what, hint)


def listed(names: Iterable[str], *, shown: int = 3) -> str:
    """
    Name the first few, and how many more there are.

    Examples
    --------
    >>> listed(["a", "b", "c", "d"], shown=2)
    'a, b and 2 more'
    """
    every = list(names)
    more = f" and {len(every) - shown} more" if len(every) > shown else ""
    return ", ".join(every[:shown]) + more


def looked(check: Callable[[], Iterable[Finding]], *, what: str) -> Iterator[Finding]:
    """Run one check; where it stumbles, that is what it found: the others still run."""
    try:
        yield from check()
    except CodingError as error:
        where = f"{error.where}: " if error.where else ""
        expected = f"expected: {error.expected}" if error.expected else ""
        yield bad(f"{where}{error.problem}", error.hint or expected)
    except OSError as error:
        yield bad(f"{what} cannot be looked at: {error.strerror or error}")
    except Exception as error:  # whatever is broken here, a person looks at it through this screen
        yield bad(f"{what} cannot be looked at: {type(error).__name__}: {error}")
