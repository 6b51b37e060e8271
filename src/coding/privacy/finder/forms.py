"""Identifiers that are known by their form: mail, numbers, addresses, links, spelled-out digits."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

__all__ = ["KINDS", "Found", "find_forms", "is_bsn", "is_iban"]

# what a proposal can be; `number` is any other long run of digits
KINDS = (
    "email",
    "phone",
    "bsn",
    "iban",
    "postcode",
    "url",
    "handle",
    "number",
    "person",
    "organisation",
    "place",
    "address",
    "name",
)


@dataclass(frozen=True, slots=True)
class Found:
    """
    One place that may identify somebody.

    Attributes
    ----------
    start, end : int
        Half-open code points.
    kind : str
        One of `KINDS`; a guess where it is not a form.
    by : str
        Which finder: `form`, `cue`, `list`, `capital`, `unknown`, `deduce` or `ner`.
    """

    start: int
    end: int
    kind: str
    by: str


_DIGIT_WORDS = (
    "nul|een|één|twee|drie|vier|vijf|zes|zeven|acht|negen|tien|elf|twaalf|dertien|veertien|vijftien"
    "|zestien|zeventien|achttien|negentien|twintig|dertig|veertig|vijftig|zestig|zeventig|tachtig"
    "|negentig|honderd|dubbele|dubbel"
)
_ONES = "een|twee|drie|vier|vijf|zes|zeven|acht|negen"
_TENS = "twintig|dertig|veertig|vijftig|zestig|zeventig|tachtig|negentig"
_NUMBER_WORD = rf"(?:(?:{_ONES})(?:en|ën)(?:{_TENS})|(?:{_DIGIT_WORDS})(?!\w))"
_SPOKEN = rf"\b{_NUMBER_WORD}(?:(?:[\s,.;–-]+|\s+streepje\s+){_NUMBER_WORD}){{3,}}\b"
_TLD = (
    "nl|com|org|net|eu|be|de|info|nu|gov|edu|io|app|dev|online|site|amsterdam|frl|co|uk|biz|me|tv"
)
_MAIL = r"[\w.+%'-]+\s?@\s?[\w-]+(?:\.[\w-]+)+"
_NAMED_MAIL = r"[\w.+-]+\s?(?:\(at\)|\[at\]|<at>)\s?[\w-]+(?:\.[\w-]+)+"
_SPOKEN_PART = r"[\w-]+(?:\s+(?:punt|streepje|underscore|liggend\s+streepje)\s+[\w-]+){0,4}"
_SPOKEN_MAIL = (
    rf"\b{_SPOKEN_PART}\s+(?:apenstaart(?:je)?|at)\s+[\w-]+(?:\s+(?:punt|streepje)\s+[\w-]+)+\b"
    rf"|\b{_SPOKEN_PART}\s+apenstaart(?:je)?\s+[\w.-]+\b"
)
_URL = (
    r"\b(?:https?|ftp)://[^\s<>\"')\]]+"
    r"|\bwww\.[^\s<>\"')\]]+"
    rf"|(?<![@\w.-])(?:[\w-]+\.)+(?:{_TLD})\b(?:/[^\s<>\"')\]]*)?"
    r"|\bwww\s+punt\s+[\w-]+(?:\s+punt\s+[\w-]+)+\b"
    rf"|\b[\w-]+\s+punt\s+(?:{_TLD})\b(?:\s+(?:slash|schuine\s+streep)\s+[\w-]+)*"
)
_HANDLE = r"(?<![\w@.])@\w[\w.-]*\w"
_IBAN = (
    r"\b[A-Za-z]{2}\s?\d{2}(?:[\s.-]?[A-Za-z]{4})(?:[\s.-]?\d){10}\b"
    r"|\b[A-Z]{2}\d{2}[A-Z0-9]{11,30}\b"
)
_IBAN_SPACED = r"\b[A-Z]{2}\d{2}(?:\s[A-Z0-9]{4}){2,7}(?:\s[A-Z0-9]{1,4})?\b"
_POSTCODE = r"\b[1-9]\d{3}\s?[A-Z]{2}\b|\b[1-9]\d{3}[a-z]{2}\b"
_PHONE = (
    r"(?<![\w+])(?:\+|00)\s?\d{1,3}(?:[\s().\u2013/-]*\d){7,11}(?!\d)"
    r"|(?<![\w])\(?0\d{1,3}\)?(?:[\s().\u2013/-]*\d){6,8}(?!\d)"
    r"|\b(?:0800|0900|088|085|14)[\s-]?\d{2,4}(?:[\s-]?\d{2,4})?\b"
    r"|\b(?:toestel|doorkiesnummer|doorkies|tst\.?|ext\.?|intern)\s+(?:nummer\s+)?(?:is\s+)?\d{2,6}\b"
    r"|\b14\s?0\d{2,3}\b"
)
_BSN_CUE = (
    r"\b(?:bsn|burgerservice\s?nummer|sofi-?\s?nummer|b\.s\.n\.)\W{0,3}"
    r"(?:\w+\W+){0,3}?(?P<own>\d(?:[\s.\-]?\d){6,8})\b"
)
_DIGITS = r"(?<![\w.,])\d(?:[\s.\u2013/-]?\d){6,}(?!\w)"
# a number of some file: letters and digits run together, e.g. Z-2023-004512
_FILE_NUMBER = r"\b[A-Za-z]{1,5}[-/.]?\d{2,4}[-/.]\d{3,}\b|\b[A-Z]{1,3}[-]?\d{5,}\b"
_DIGITS_9 = r"(?<![\w])\d(?:[\s.\-]?\d){7,8}(?!\w)"
_LOWER_POSTCODE = r"\b[1-9]\d{3}\s[a-z]{2}\b"
_SHORT_WORDS = """
al an as au ik de en er es et ex fa ga ge ha he hé hè in is ja je jo ju ka ke la ma me mi
na ne no nu of oh om on op or os pa pi re ro ru si so te ti to uw uk up us va we wi wu xi
za ze zo bv nl mm cm km kg ml pk ff eh uh hm do go by it at if my be st nd rd th ca dr fl
mw vd vh vs jr sr ho hu iq mb gb tb kb kw wk mn dg
""".split()  # noqa: SIM905  # to be read as a text

_TRAILING = ".,;:!?'\")"


def is_bsn(digits: str) -> bool:
    """
    Say whether digits pass the eleven-test of a Dutch citizen service number.

    Examples
    --------
    >>> is_bsn("111222333"), is_bsn("111222334")
    (True, False)
    """
    if not digits.isdecimal() or not 8 <= len(digits) <= 9 or not int(digits):
        return False
    weights = (9, 8, 7, 6, 5, 4, 3, 2, -1)
    padded = digits.zfill(9)
    return sum(w * int(d) for w, d in zip(weights, padded, strict=True)) % 11 == 0


def is_iban(text: str) -> bool:
    """
    Say whether text passes the test of ISO 13616 (remainder 1 modulo 97).

    Examples
    --------
    >>> is_iban("NL91 ABNA 0417 1643 00"), is_iban("NL92 ABNA 0417 1643 00")
    (True, False)
    """
    plain = re.sub(r"[^A-Za-z0-9]", "", text).upper()
    if not re.fullmatch(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}", plain):
        return False
    return int("".join(str(int(char, 36)) for char in plain[4:] + plain[:4])) % 97 == 1


def find_forms(text: str) -> Iterator[Found]:
    """
    Find what is known by its form.

    A number that fails its test is shown all the same: a mistyped one still leads to somebody.

    Examples
    --------
    >>> text = "Mail j.smit@lindestad.nl of bel 06 12 34 56 78."
    >>> [(found.kind, text[found.start : found.end]) for found in find_forms(text)]
    [('email', 'j.smit@lindestad.nl'), ('phone', '06 12 34 56 78')]
    """
    found: list[Found] = []
    for kind, pattern, fits in _FORMS:
        for match in pattern.finditer(text):
            group = "own" if "own" in pattern.groupindex else 0
            start, end = match.span(group)
            end = _trimmed(text, start, end)
            free = all(end <= one.start or start >= one.end for one in found)
            if start < end and free and fits(text[start:end]):
                found.append(Found(start, end, kind, "form"))
    return iter(sorted(found, key=lambda one: one.start))


def _trimmed(text: str, start: int, end: int) -> int:
    while end > start and text[end - 1] in _TRAILING:
        end -= 1
    return end


def _is_no_url(text: str) -> bool:
    """Abbreviations with full stops look like host names: `o.a.`, `d.w.z.`."""
    return bool(re.fullmatch(r"(?:\w\.)+\w{1,3}", text)) and not text.lower().endswith(".nl")


def _is_any(text: str) -> bool:  # noqa: ARG001  # one of the tests below, for forms without one
    return True


def _is_url(text: str) -> bool:
    return not _is_no_url(text)


def _is_spaced_bsn(text: str) -> bool:
    digits = re.sub(r"\D", "", text)
    # a leading 06 is a telephone number first
    return is_bsn(digits) and not digits.startswith("06")


def _is_no_thousands(text: str) -> bool:
    return not re.fullmatch(r"\d{1,3}(?:\.\d{3})+", text)


def _is_lower_postcode(text: str) -> bool:
    return not 1900 <= int(text[:4]) < 2100 and text[-2:] not in _SHORT_WORDS


_ANY_CASE = re.IGNORECASE
# in this order: what is found first keeps its place
_FORMS: tuple[tuple[str, re.Pattern[str], Callable[[str], bool]], ...] = (
    ("email", re.compile(_MAIL), _is_any),
    ("bsn", re.compile(_BSN_CUE, _ANY_CASE), _is_any),
    ("email", re.compile(_NAMED_MAIL, _ANY_CASE), _is_any),
    ("email", re.compile(_SPOKEN_MAIL, _ANY_CASE), _is_any),
    ("iban", re.compile(_IBAN), _is_any),
    ("iban", re.compile(_IBAN_SPACED), is_iban),
    ("bsn", re.compile(_DIGITS_9), _is_spaced_bsn),
    ("url", re.compile(_URL, _ANY_CASE), _is_url),
    ("handle", re.compile(_HANDLE), _is_any),
    ("postcode", re.compile(_POSTCODE), _is_any),
    ("phone", re.compile(_PHONE, _ANY_CASE), _is_any),
    ("number", re.compile(_FILE_NUMBER), _is_any),
    ("number", re.compile(_DIGITS), _is_no_thousands),
    ("phone", re.compile(_SPOKEN, _ANY_CASE), _is_any),
    ("postcode", re.compile(_LOWER_POSTCODE), _is_lower_postcode),
)
