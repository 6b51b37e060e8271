"""The one error a user meets: what was wrong, where, what was expected, and what to do."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path

__all__ = ["BusyError", "CodingError", "at", "did_you_mean"]


class CodingError(ValueError):
    """
    Bad input or a state that needs a person; the message is complete as it stands.

    Parameters
    ----------
    problem : str
        What was wrong, one sentence.
    where : str, optional
        File, line or code the problem is at; see `at`.
    expected : str, optional
        What would have been right.
    hint : str, optional
        What to do next.

    Examples
    --------
    >>> print(CodingError("unknown column 'rol'", where="documents.csv", hint="did you mean role?"))
    documents.csv: unknown column 'rol'
      hint: did you mean role?
    """

    def __init__(
        self,
        problem: str,
        *,
        where: str | None = None,
        expected: str | None = None,
        hint: str | None = None,
    ) -> None:
        self.problem = problem
        self.where = where
        self.expected = expected
        self.hint = hint
        lines = [problem if where is None else f"{where}: {problem}"]
        if expected is not None:
            lines.append(f"  expected: {expected}")
        if hint is not None:
            lines.append(f"  hint: {hint}")
        super().__init__("\n".join(lines))


class BusyError(CodingError):
    """Another process holds the file; nothing was changed."""


def at(path: Path | str, line: int | None = None, *, column: int | None = None) -> str:
    """
    Name a place in a file, in the form editors and terminals can jump to.

    Examples
    --------
    >>> at("codebooks/grenswerk.yaml", 12)
    'codebooks/grenswerk.yaml:12'
    """
    name = path.as_posix() if isinstance(path, Path) else path
    if line is None:
        return name
    return f"{name}:{line}" if column is None else f"{name}:{line}:{column}"


def did_you_mean(word: str, known: Iterable[str], *, shown: int = 8) -> str:
    """
    Suggest known names near a wrong one, or list what exists.

    Examples
    --------
    >>> did_you_mean("bw-cultual", ["bw-cultural", "bw-technical"])
    'did you mean bw-cultural?'
    >>> did_you_mean("x", ["a", "b"])
    'known: a, b'
    """
    names = sorted(set(known))
    close = get_close_matches(word, names, n=3)
    if close:
        return f"did you mean {' or '.join(close)}?"
    if not names:
        return "there are none yet"
    more = f" and {len(names) - shown} more" if len(names) > shown else ""
    return f"known: {', '.join(names[:shown])}{more}"
