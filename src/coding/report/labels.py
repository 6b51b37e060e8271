"""Words of tables and figures in Dutch and English, in one place."""

from __future__ import annotations

from coding.errors import CodingError

__all__ = ["LANGUAGES", "label", "level_line", "watermark"]

LANGUAGES = ("nl", "en")
# each word: Dutch, then English
_WORDS: dict[str, tuple[str, str]] = {
    "agreed": ("eens", "agreed"),
    "case": ("casus", "case"),
    "code": ("code", "code"),
    "codes": ("codes", "codes"),
    "codebook": ("codeboek", "codebook"),
    "contents": ("Inhoud", "Contents"),
    "data_file": ("gegevens", "data"),
    "definition": ("definitie", "definition"),
    "document": ("document", "document"),
    "documents": ("documenten", "documents"),
    "dropped": ("weggelaten", "dropped"),
    "examples": ("voorbeelden", "examples"),
    "exclude": ("niet", "exclude"),
    "family": ("familie", "family"),
    "figure": ("Figuur", "Figure"),
    "border": ("grensgeval", "border"),
    "hits": ("treffers", "hits"),
    "hits_per_1000": ("treffers per 1.000 woorden", "hits per 1,000 words"),
    "include": ("wel", "include"),
    "indicators": ("zoektermen", "indicators"),
    "interview": ("interview", "interview"),
    "interviews": ("interviews", "interviews"),
    "literatures": ("literatuur", "literature"),
    "reading-notes": ("leesnotities", "reading notes"),
    "interviewer_share": ("aandeel interviewer", "interviewer's share"),
    "kind": ("soort", "kind"),
    "lines": ("regels", "lines"),
    "literature": ("literatuur", "literature"),
    "made_from": ("gemaakt uit", "made from"),
    "no_data": ("nog geen gegevens", "no data yet"),
    "not_codings": (
        "zoekresultaten, geen coderingen",
        "search results, not codings",
    ),
    "off_guide": ("eenheden buiten gids", "units off the guide"),
    "other_language": ("eenheden in andere taal", "units in another language"),
    "questions_asked": ("vragen gesteld", "questions asked"),
    "reading-note": ("leesnotitie", "reading note"),
    "role": ("rol", "role"),
    "rules": ("regels voor codeurs", "rules for coders"),
    "sources": ("bronnen", "sources"),
    "summary": ("kort", "in short"),
    "table": ("Tabel", "Table"),
    "tier": ("niveau", "tier"),
    "title": ("titel", "title"),
    "turns": ("beurten", "turns"),
    "type": ("type", "type"),
    "uncoded_words": ("woorden buiten eenheden", "words outside units"),
    "unit": ("eenheid", "unit"),
    "units": ("eenheden", "units"),
    "version": ("versie", "version"),
    "words": ("woorden", "words"),
    "words_respondent": ("woorden respondent", "respondent's words"),
}
_LEVELS = {
    "a": (
        "Niveau a: laat zien of het gereedschap werkt; zegt niets over het model",
        "Level a: shows whether the tool works; says nothing about the model",
    ),
    "b": (
        "Niveau b: past het model op de interviews waaruit het ontstond (congruentie, geen toets)",
        "Level b: does the model fit the interviews it came from (congruence, not a test)",
    ),
    "c": (
        "Niveau c: toetsing op nieuwe organisaties of teksten",
        "Level c: tested on new organisations or texts",
    ),
}
_WATERMARK = ("demonstratie op fictieve data", "demonstration on fictive data")


def _pick(pair: tuple[str, str], language: str) -> str:
    if language not in LANGUAGES:
        raise CodingError(f"no labels in {language!r}", expected=" or ".join(LANGUAGES))
    return pair[LANGUAGES.index(language)]


def label(word: str, language: str) -> str:
    """
    A word of the interface of tables and figures; unknown words stay as they are.

    Examples
    --------
    >>> label("units", "nl"), label("Tab01", "nl")
    ('eenheden', 'Tab01')
    """
    return _pick(_WORDS[word], language) if word in _WORDS else word


def level_line(level: str, language: str) -> str:
    """
    What the outputs of a study can validate, as every output's header says it.

    Examples
    --------
    >>> level_line("a", "en")
    'Level a: shows whether the tool works; says nothing about the model'
    """
    return _pick(_LEVELS[level], language)


def watermark(language: str) -> str:
    """The words every output of a fictive study carries."""
    return _pick(_WATERMARK, language)
