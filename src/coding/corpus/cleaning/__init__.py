"""
Cleaning: the text of a PDF or a web page becomes blocks of prose, and a log of what was left out.

The rules look at lines: their length, their marks, what stands above and below, what comes back.
No rule knows a string of a particular text; `vocabulary` lists the general words they do know.
"""

from __future__ import annotations

from coding.corpus.cleaning.lexicon import Lexicon
from coding.corpus.cleaning.trace import PART_KINDS, Trace, trace_literature
from coding.corpus.records import Cleaned

__all__ = ["PART_KINDS", "Lexicon", "Trace", "clean_literature", "trace_literature"]


def clean_literature(text: str, *, lexicon: Lexicon) -> Cleaned:
    r"""
    Turn the text of a PDF or web page into blocks of prose.

    Parameters
    ----------
    text : str
        The text as read, in the canonical form of `coding.text.normalise`.
    lexicon : Lexicon
        Decides whether two halves at a line end are one word.

    Returns
    -------
    Cleaned
        Blocks in source order, the dropped lines, and notices for a person. Every line with a
        visible character is in exactly one block or in `dropped`; pieces cut out of a kept line
        are in `dropped` under one of `PART_KINDS`. A block whose paragraph runs over a page end
        may span the notes between its halves; `trace_literature` tells the lines of each.

    Examples
    --------
    >>> page = (
    ...     "Rollen\n\nWie aan de grens werkt, ver-\nbindt twee\nwerelden die elk hun\n"
    ...     "eigen taal spreken.\n\n12"
    ... )
    >>> cleaned = clean_literature(page, lexicon=Lexicon(["verbindt"]))
    >>> [block.kind for block in cleaned.blocks]
    ['heading', 'prose']
    >>> cleaned.blocks[1].text[:36]
    'Wie aan de grens werkt, verbindt twe'
    >>> [(line.line, line.kind) for line in cleaned.dropped]
    [(8, 'page_number')]
    """
    return trace_literature(text, lexicon=lexicon).cleaned
