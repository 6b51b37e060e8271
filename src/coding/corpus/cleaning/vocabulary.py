"""
The section words, caption words and site-chrome phrases that the rules may know.

Everything else in this room looks at the structure of lines. This is the whole list of strings,
general Dutch and English; a phrase that belongs to one text does not go here.
"""

from __future__ import annotations

import re

__all__ = [
    "AFTER_REFERENCES",
    "CAPTION",
    "CHROME",
    "COMMENT_SECTION",
    "CONTENTS_WORDS",
    "CONTINUED",
    "DATE",
    "EDGE_CHROME",
    "FUNCTION_WORDS",
    "REFERENCE_WORDS",
    "SUSPENDED_AFTER",
    "TABLE_WORDS",
    "is_section_word",
]

CONTENTS_WORDS = frozenset({"inhoudsopgave", "inhoud", "table of contents", "contents"})

REFERENCE_WORDS = frozenset(
    {
        "referenties", "referentielijst", "literatuur", "literatuurlijst", "literatuuropgave",
        "literatuurverwijzingen", "geraadpleegde literatuur", "geraadpleegde bronnen", "bronnen",
        "bronnenlijst", "bronvermelding", "bibliografie", "verwijzingen", "references",
        "reference list", "bibliography", "works cited", "literature", "literature cited",
        "further reading", "verder lezen",
    }
)  # fmt: skip

AFTER_REFERENCES = re.compile(
    r"(?:bijlagen?|appendi(?:x|ces)|annex|noten|eindnoten|notes|dankwoord|acknowledge?ments|colofon"
    r"|over de auteurs?|about the authors?|samenvatting|summary|begrippenlijst|glossary)\b",
    re.IGNORECASE,
)

TABLE_WORDS = frozenset({"tabel", "table", "matrix"})

# A word of a caption, a number, then a name: `Figuur 2.1`, `Tabel 3. Rollen`, `Table 4: roles`.
# A small letter after the number is a sentence (`Figuur 2 laat zien`), after a colon it is not.
CAPTION = re.compile(
    r"(?:\d{1,3} )?(?P<word>(?i:figuur|figure|fig\.|tabel|table|matrix|afbeelding|grafiek|chart"
    r"|diagram|kaart|foto|illustratie|schema|box|kader))"
    r"\s(?P<number>\d+(?:[.\-]\d+)*[a-z]?|[IVX]+)"
    r"(?P<rest>$|[.:]\s*$|\s*[.:|–—-]\s+\S.*$|\s+[^a-zà-ÿ\s].*$)"
)

CONTINUED = re.compile(r"\(?(?:vervolg|continued|cont\.|cont’?d)\)?\.?", re.IGNORECASE)

# Words after which a line-end hyphen stands for an elided half: `aan- en verkoop`.
SUSPENDED_AFTER = frozenset(
    {
        "en", "of", "als", "tot", "versus", "dan", "maar", "noch", "dus", "resp",
        "respectievelijk", "and", "or", "to", "und",
    }
)  # fmt: skip

# A line that stops on one of these has not finished its sentence.
FUNCTION_WORDS = frozenset(
    {
        "de", "het", "een", "van", "in", "op", "te", "en", "of", "dat", "die", "met", "voor",
        "aan", "door", "bij", "om", "als", "uit", "naar", "over", "tot", "zijn", "is", "the", "a",
        "an", "to", "and", "for", "with", "by", "on", "that", "der", "den", "deze", "dit",
    }
)  # fmt: skip

_MONTH = (
    r"(?:jan(?:uari|uary)?|feb(?:ruari|ruary)?|maart|mrt|mar(?:ch)?|apr(?:il)?|mei|may|jun[ie]?"
    r"|jul[iy]?|aug(?:ustus|ust)?|sep(?:t(?:ember)?)?|okt(?:ober)?|oct(?:ober)?|nov(?:ember)?"
    r"|dec(?:ember)?)"
)
DATE = re.compile(
    rf"(?:\b\d{{1,2}}\.? {_MONTH}\.? \d{{4}}\b|\b{_MONTH}\.? \d{{1,2}}, \d{{4}}\b"
    r"|\b\d{1,2}[-/.]\d{1,2}[-/.](?:\d{4}|\d{2})\b|\b\d{4}-\d{2}-\d{2}\b"
    r"|\b\d+ (?:minuten|uur|uren|dag|dagen|week|weken|maand|maanden|jaar) geleden\b"
    r"|\b(?:\d+|an?) (?:minute|hour|day|week|month|year)s? ago\b)",
    re.IGNORECASE,
)

COMMENT_SECTION = re.compile(
    r"(?:\d+ )?(?:reacties?|commentaar|comments?|responses?|replies)(?: ?\(\d+\))?:?",
    re.IGNORECASE,
)


def _any_of(*phrases: str) -> re.Pattern[str]:
    return re.compile(rf"(?:{'|'.join(phrases)})[\s.:!»›→]*", re.IGNORECASE)


# Buttons and prompts of a web page, wherever they stand (matched against the whole line).
CHROME = _any_of(
    r"(?:plaats|geef|schrijf|laat) (?:hier )?(?:een|je|uw|jouw) (?:reactie|commentaar)(?: achter)?",
    r"(?:u|je|jij) (?:moet|dient) (?:eerst )?(?:ingelogd|aangemeld) (?:te )?zijn\b.{0,60}",
    r"(?:log|meld) (?:je |u )?(?:eerst )?(?:in|aan) om te .{0,40}",
    r"leave a (?:comment|reply)",
    r"you (?:must|need to) be logged in\b.{0,60}",
    r"reageer|reageren|beantwoorden|reply",
    r"inloggen|uitloggen|registreren|aanmelden|log ?in|log ?out|sign (?:in|up|out)|register",
    r"abonneer(?:en)?|subscribe|inschrijven(?: voor de nieuwsbrief)?",
    r"(?:deel|delen|share)(?: (?:dit|deze|this))?"
    r"(?: (?:artikel|bericht|pagina|blog|verhaal|article|page|post))?"
    r"(?: (?:op|via|on|met)\b.{0,40})?:?",
    r"lees (?:ook|meer|verder)|lees ook:.{0,80}|read (?:more|also)|bekijk alle .{0,30}",
    r"(?:terug|ga) naar (?:boven|(?:het )?overzicht|home|de inhoud|hoofdinhoud)",
    r"back to (?:top|overview)|skip to (?:main )?content",
    r"(?:vorig|volgend)e?(?: (?:artikel|bericht|pagina|blog))?",
    r"(?:previous|next)(?: (?:article|post|page))?",
    r"print(?:en)?(?: deze pagina)?|print this page|download(?: als)?(?: pdf)?",
    r"gerelateerde? .{0,20}|meest gelezen|related (?:articles|posts)",
    r"facebook|twitter|linkedin|whatsapp|instagram|youtube|mastodon|bluesky",
    r"alle rechten voorbehouden|all rights reserved|(?:©|\(c\)|copyright) .{0,60}",
    r"(?:cookies? |alle cookies )?(?:accepteren|weigeren)|cookie-?(?:instellingen|settings)",
)

# Names of menus: chrome only at the top or the foot of a text.
EDGE_CHROME = _any_of(
    r"home|menu|zoeken|zoek|search|contact|over ons|about(?: us)?|nieuws|news|actueel|agenda",
    r"blogs?|artikel(?:en)?|columns?|opinie|nieuwsbrief|newsletter|vacatures|tags?|categorie(?:ën)?",
    r"privacy(?:verklaring|beleid| statement| policy)?|disclaimer|sitemap|toegankelijkheid|cookies",
)


def is_section_word(text: str, words: frozenset[str]) -> bool:
    """
    Tell whether a line is one of the section words, numbered or not.

    Examples
    --------
    >>> is_section_word("7. Literatuur", REFERENCE_WORDS)
    True
    >>> is_section_word("Literatuur over grenzen", REFERENCE_WORDS)
    False
    """
    bare = re.sub(r"^(?:#+\s*)?(?:\d+(?:\.\d+)*\.?\s+)?", "", text.strip())
    return bare.rstrip(" .:").casefold() in words
