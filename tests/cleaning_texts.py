"""Invented running text, and short names for what cleaning makes of a text."""

from __future__ import annotations

from coding.corpus.cleaning import Lexicon, Trace, trace_literature

LEXICON = Lexicon(["de", "dijk", "water", "samen", "leren", "werk", "gemeente"])

# a paragraph in full lines, for rules that need running text around them
BODY = """De dijk bij Oostrand is oud en wordt elk voorjaar door de mensen van
het dorp nagelopen, van de sluis tot aan de oude haven, waar de boten
liggen, en dan langs de weg weer terug. Wie een scheur of een gat ziet,
schrijft die op een kaart die in het gemaal aan de muur hangt, naast
de sleutels van de sluis en de foto van de vorige wachter."""
WEB = " ".join(BODY.split()) + " " + " ".join(BODY.split())


def clean(text: str) -> Trace:
    """Clean with a small word list."""
    return trace_literature(text, lexicon=LEXICON)


def blocks(text: str) -> list[tuple[str, str]]:
    """Kind and text of each block."""
    return [(block.kind, block.text) for block in clean(text).cleaned.blocks]


def kinds(text: str) -> list[str]:
    """Kind of each visible line, in order."""
    found = clean(text).kinds
    return [found[number] for number in sorted(found)]


def kind_of(text: str, line: str) -> str:
    """Kind of the line that starts like this."""
    number = next(n for n, raw in enumerate(text.split("\n"), 1) if raw.strip().startswith(line))
    return clean(text).kinds[number]
