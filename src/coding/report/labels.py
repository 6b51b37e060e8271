"""Words of tables and figures in Dutch and English, in one place."""

from __future__ import annotations

from coding.errors import CodingError
from coding.report.validation_words import COLUMNS_IN_WORDS, WORDS

__all__ = ["LANGUAGES", "in_words", "label", "level_line", "watermark"]

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
    "not_made": ("niet gemaakt", "not made"),
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
    # agreement and adjudication
    "own": ("eigen lezing", "own reading"),
    "assisted": ("met suggesties", "with suggestions"),
    "imported": ("uit ander programma", "imported"),
    "skipped": ("overgeslagen", "skipped"),
    "unread": ("niet gelezen", "not read"),
    "shared": ("ook door een ander gelezen", "read by another too"),
    "coded_as": ("gecodeerd als", "coded as"),
    "estimate": ("schatting", "estimate"),
    "codes_apart": ("codes verschil", "codes apart"),
    "distance": ("afstand", "distance"),
    "start": ("begin", "start"),
    "end": ("einde", "end"),
    "open": ("open", "open"),
    "codings": ("coderingen", "codings"),
    "notes": ("notities", "notes"),
    "applies": ("geldt", "applies"),
    "rule": ("regel", "rule"),
    "spans": ("passages", "passages"),
    "which": ("welke", "which"),
    "ac1": ("AC1 (ter controle)", "AC1 (side check)"),
    "agreement": ("overeenstemming", "agreement"),
    "alpha": ("alfa", "alpha"),
    "alpha_forest": (
        "Krippendorffs alfa (zwart: interval per interview, grijs: per eenheid)",
        "Krippendorff's alpha (black: interval by interview, grey: by unit)",
    ),
    "alpha_masi": ("alfa over codesets (MASI)", "alpha on code sets (MASI)"),
    "applied": ("eenheden met de code", "units with the code"),
    "applied_short": ("met code", "with code"),
    "both": ("paren: beide wel", "pairs: both yes"),
    "changed": ("gewijzigd sinds ondertekening", "changed since sign-off"),
    "characters": ("tekens", "characters"),
    "coded_by": ("gecodeerd door", "coded by"),
    "coder": ("codeur", "coder"),
    "coder_a": ("codeur a", "coder a"),
    "coder_b": ("codeur b", "coder b"),
    "coefficient": ("coëfficiënt", "coefficient"),
    "decided": ("beslist", "decided"),
    "differ": ("paren: verschil", "pairs: differ"),
    "disputes": ("geschillen", "disputes"),
    "document_agreement": (
        "overeenstemming per document, interval per eenheid; tussen haakjes: eenheden",
        "agreement by document, interval by unit; in brackets: units",
    ),
    "figure_value": ("waarde", "value"),
    "high": ("bovengrens", "upper limit"),
    "low": ("ondergrens", "lower limit"),
    "negative": ("negatieve overeenst.", "negative agreement"),
    "neither": ("paren: beide niet", "pairs: both no"),
    "no_other": ("(geen andere code)", "(no other code)"),
    "not_computed": ("niet te berekenen", "cannot be computed"),
    "percent": ("aandeel gelijk", "share equal"),
    "positive": ("positieve overeenst.", "positive agreement"),
    "positive_short": ("positief", "positive"),
    "present_alpha": ("alfa als aanwezig", "alpha as present"),
    "present_high": ("… bovengrens", "… upper limit"),
    "present_low": ("… ondergrens", "… lower limit"),
    "share_axis": (
        "eenheden waarop de codeur de code gaf, %",
        "units on which the coder gave the code, %",
    ),
    "rank": ("rang", "rank"),
    "reason": ("reden", "reason"),
    "same_presence": ("zelfde aanwezigheid", "same presence"),
    "same_set": ("zelfde codeset", "same code set"),
    "same_direction": ("zelfde richting", "same direction"),
    "speaks": ("alfa: spreekt erover of niet", "alpha: speaks to it or not"),
    "taken": ("eenheden met een houding", "units with a stance"),
    "claim": ("bewering", "claim"),
    "stale": ("achterhaald", "stale"),
    "text": ("tekst", "text"),
    "undefined": ("trekkingen zonder waarde", "replicates without value"),
    "unit_high": ("boven, per eenheid", "upper, by unit"),
    "unit_low": ("onder, per eenheid", "lower, by unit"),
    "units_confused": (
        "eenheden met verschillende codes",
        "units with different codes",
    ),
    "unknown": ("eenheden onbekend", "units unknown"),
    "verdict": ("besluit", "decision"),
}
# columns that end in a coder's id
_PER_CODER = {
    "prevalence_": ("aandeel", "share"),
    "upheld_": ("gevolgd:", "upheld:"),
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


def in_words(value: str, column: str, language: str) -> str:
    """
    A cell as people read it: values that are words of the interface, in their language.

    Examples
    --------
    >>> in_words("too-few", "verdict", "nl"), in_words("too-few", "text", "nl")
    ('te weinig', 'too-few')
    """
    return label(value, language) if column == "kind" or column in COLUMNS_IN_WORDS else value


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
    for head, pair in _PER_CODER.items():
        if word.startswith(head):
            return f"{_pick(pair, language)} {word.removeprefix(head)}"
    found = _WORDS.get(word) or WORDS.get(word)
    return _pick(found, language) if found else word


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
