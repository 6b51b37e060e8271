"""What a change of the codebook does to what is coded: said before it is made."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from coding.codebook_life import Change, Planned
from coding.codings.gather import Codings

__all__ = ["affected", "mentions", "preview"]

_MEANING = {
    "rename": "are counted under the new name; the logs keep the old one",
    "merge": "are counted as {into}; a unit is judged on it where it was judged on all of them",
    "split": "are marked for review; where {codes} was looked for and not found, {into} were too",
    "retire": "stay in the logs and leave every count",
    "move": "do not change",
}


def affected(change: Change, codings: Codings) -> Counter[tuple[str, str]]:
    """Count codings that stand with one of the change's codes, by coder and code."""
    found: Counter[tuple[str, str]] = Counter()
    for state, event in codings.current("codings"):
        code = codings.today(event).code
        if code in change.codes:
            found[state.coder, code] += 1
    return found


def mentions(codes: Iterable[str], text: str) -> list[str]:
    r"""
    Lines of a file that name codes, as `number: the line`.

    Examples
    --------
    >>> mentions(["stay"], "id: stay-put\nborder: stay if told")
    ['2: border: stay if told']
    """
    names = "|".join(re.escape(code) for code in sorted(codes))
    pattern = re.compile(rf"(?<![\w-])(?:{names})(?![\w-])")
    lines = enumerate(text.split("\n"), start=1)
    return [f"{number}: {line.strip()[:80]}" for number, line in lines if pattern.search(line)]


def preview(planned: Planned, codings: Codings, *, others: Iterable[Path] = ()) -> list[str]:
    """
    Say what a planned change does: to the file, to the codings, and what it leaves to a person.

    Parameters
    ----------
    planned : Planned
    codings : Codings
    others : iterable of Path
        Other files that may name the codes, e.g. claims and plan.

    Returns
    -------
    list of str
    """
    change = planned.change
    lines = [f"{change.in_words()} (version {change.before.version} to {change.after.version})"]
    lines += [f"  {line}" for line in planned.diff]
    counts = affected(change, codings)
    if change.do in _MEANING:
        meaning = _MEANING[change.do].format(
            codes=", ".join(change.codes), into=", ".join(change.into)
        )
        by = ", ".join(f"{coder} {n} {code}" for (coder, code), n in sorted(counts.items()))
        lines.append(f"{sum(counts.values())} codings{f' ({by})' if by else ''} {meaning}")
    if change.do == "add":
        lines.append(
            f"missing, not 0, on every unit read so far: coding recode-list {change.codes[0]}"
        )
    gone = set(change.codes) - set(change.known)
    named = [f"codebook:{line}" for line in mentions(gone, planned.text)] if gone else []
    for path in others if gone else ():
        text = path.read_text(encoding="utf-8")
        named += [f"{path.name}:{line}" for line in mentions(gone, text)]
    if named:
        lines.append(f"still named in {len(named)} lines, to be changed by hand:")
        lines += [f"  {line}" for line in named]
    return lines
