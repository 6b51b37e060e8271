"""What a document will be, for a person to look at before it is stored."""

from __future__ import annotations

from coding.corpus.intake import Canonical
from coding.text import count_words

__all__ = ["turn_preview"]


def turn_preview(found: Canonical, *, shown: int = 4) -> list[str]:
    """First turns of a document and speakers with counts, for a person to look at."""
    counts = found.turns["label"].value_counts(sort=False)
    speakers = ", ".join(f"{label} {count}x" for label, count in counts.items())
    lines = [f"{found.document}: {count_words(found.text)} words, {len(found.turns)} turns"]
    if speakers:
        lines[0] += f" ({speakers})"
    lines[0] += f", read as {found.reader.partition('/')[0]}"
    for row in found.turns.head(shown).itertuples():
        start, end = int(row.start), int(row.end)  # type: ignore[arg-type]  # itertuples is untyped
        said = found.text[start:end].replace("\n", " ")
        lines.append(f"  {row.speaker:>11}: {said[:80]}{'…' if len(said) > 80 else ''}")
    kinds = found.dropped["kind"].value_counts()
    if len(kinds):
        lines.append("  dropped: " + ", ".join(f"{n} {kind}" for kind, n in kinds.items()))
    return [*lines, *(f"  notice: {notice}" for notice in found.notices)]
