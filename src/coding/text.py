"""Text and positions: one normal form, one position unit, converted here and nowhere else (C0)."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable

__all__ = [
    "count_words",
    "mask",
    "normalise",
    "sha256",
    "short_sha",
    "to_code_points",
    "to_utf16",
    "word_runs",
]

_WORD = re.compile(r"\w+(?:[-'’.]\w+)*", re.UNICODE)
_LINE_ENDS = re.compile(r"\r\n|\r|\u0085|\u2028|\u2029")
# spaces that are layout, not text; U+200B and U+FEFF are not spaces to `str.isspace`
_SPACES = {ord(c): " " for c in "\u00a0\u2007\u202f\u2009\u200a\u2008"}
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\ufeff"))
_LIGATURES = {
    0xFB00: "ff",
    0xFB01: "fi",
    0xFB02: "fl",
    0xFB03: "ffi",
    0xFB04: "ffl",
    0xFB05: "st",
    0xFB06: "st",
}


def normalise(text: str) -> str:
    r"""
    Bring text into the canonical form that every offset refers to.

    NFC; LF line ends (CRLF, CR, U+0085, U+2028 and U+2029 become LF; form feeds too); no-break
    and thin spaces become spaces; soft hyphens, zero-width spaces and byte order marks go;
    Latin ligatures are written out. Quotes stay as read.

    Examples
    --------
    >>> normalise("ge\u00adi\u0308nnoveerd\r\nof\u00a0niet")
    'geïnnoveerd\nof niet'
    """
    text = _LINE_ENDS.sub("\n", text).replace("\f", "\n")
    text = text.translate(_SPACES).translate(_INVISIBLE).translate(_LIGATURES)
    return unicodedata.normalize("NFC", text)


def sha256(data: str | bytes) -> str:
    """
    Hash text (as UTF-8) or bytes; 64 hexadecimal digits.

    Examples
    --------
    >>> sha256("")[:12]
    'e3b0c44298fc'
    """
    return hashlib.sha256(data.encode() if isinstance(data, str) else data).hexdigest()


def short_sha(data: str | bytes) -> str:
    """
    Hash for people to compare by eye: the first 12 digits of `sha256`.

    Examples
    --------
    >>> short_sha("grens")
    '4bfa34f67e6c'
    """
    return sha256(data)[:12]


def count_words(text: str) -> int:
    """
    Count words as a reader does: `ICT-architect`, `foto's` and `d.w.z.` are one each.

    Examples
    --------
    >>> count_words("De ICT-architect (d.w.z. ik) had foto's.")
    6
    """
    return sum(1 for _ in _WORD.finditer(text))


def mask(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """
    Blank out half-open code-point spans with spaces, so that every offset still holds.

    Examples
    --------
    >>> mask("Tja. [lacht] Goed.", [(5, 12)])
    'Tja.         Goed.'
    """
    for start, end in spans:
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def to_utf16(text: str, position: int) -> int:
    """
    Convert a code-point position into the UTF-16 position browsers and NVivo count in.

    Raises
    ------
    ValueError
        If the position lies outside the text.

    Examples
    --------
    >>> to_utf16("😀 ja", 2)
    3
    """
    if not 0 <= position <= len(text):
        raise ValueError(f"position {position} is outside a text of {len(text)} code points")
    return len(text[:position].encode("utf-16-le")) // 2


def to_code_points(text: str, position: int) -> int:
    """
    Convert a UTF-16 position into a code-point position.

    A position inside a surrogate pair means the pair's start: half a character cannot be selected.

    Raises
    ------
    ValueError
        If the position lies outside the text.

    Examples
    --------
    >>> to_code_points("😀 ja", 3)
    2
    """
    encoded = text.encode("utf-16-le")
    if not 0 <= position * 2 <= len(encoded):
        raise ValueError(
            f"position {position} is outside a text of {len(encoded) // 2} UTF-16 units"
        )
    return len(encoded[: position * 2].decode("utf-16-le", errors="ignore"))


def word_runs(text: str, length: int) -> set[tuple[str, ...]]:
    """
    All runs of `length` successive words, lower-cased, punctuation ignored.

    Examples
    --------
    >>> sorted(word_runs("Een, twee; drie", 2))
    [('een', 'twee'), ('twee', 'drie')]
    """
    words = re.findall(r"\w+", text.lower())
    return {tuple(words[i : i + length]) for i in range(len(words) - length + 1)}
