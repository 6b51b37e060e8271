"""
Readers: one file a format. What a file is, its content says, not its name.

`read_source` looks at the bytes, hands them to the reader they are for, and gets back pieces of
talk (`pieces.Source`). Who of the speakers is the interviewer is decided later, by a person.
"""

from __future__ import annotations

from coding.corpus.readers.pieces import FICTIVE_LINE, NOBODY, Piece, Source
from coding.corpus.readers.sniffing import FORMATS, MOST_BYTES, read_source, sniff

__all__ = [
    "FICTIVE_LINE",
    "FORMATS",
    "MOST_BYTES",
    "NOBODY",
    "Piece",
    "Source",
    "read_source",
    "sniff",
]
