"""Words of the desk's screen in Dutch and English, in one place."""

from __future__ import annotations

from coding.errors import CodingError

__all__ = ["RELATION_WORDS", "screen_words", "word"]

RELATION_WORDS = {
    "leads-to": "leads_to",
    "condition-for": "condition_for",
    "hinders": "hinders",
    "compensates": "compensates",
    "no-link": "no_link",
}
# each word: Dutch, then English
_WORDS: dict[str, tuple[str, str]] = {
    # presence, relations and stances, where the codebook has no label
    "present": ("aanwezig", "present"),
    "absent": ("afwezig", "absent"),
    "wished": ("gewenst", "wished for"),
    "ambiguous": ("ambigu", "ambiguous"),
    "leads_to": ("leidt tot", "leads to"),
    "condition_for": ("is voorwaarde voor", "is a condition for"),
    "hinders": ("hindert", "hinders"),
    "compensates": ("compenseert", "compensates"),
    "no_link": ("geen verband, zegt de spreker", "no link, the speaker says"),
    "supports": ("ondersteunt", "supports"),
    "contradicts": ("weerspreekt", "contradicts"),
    "nuances": ("nuanceert", "nuances"),
    "strength_3": ("eigen ervaring", "own experience"),
    "strength_2": ("tweedehands", "second-hand"),
    "strength_1": ("mening", "opinion"),
    # state of a unit
    "open": ("nog te beslissen", "undecided"),
    "partly": ("open voor een nieuwe code", "open for a new code"),
    "skipped": ("overgeslagen", "skipped"),
    "done": ("klaar", "done"),
    "none": ("geen code", "no code"),
    "agreed": ("eens", "agreed"),
    # frame
    "transcript_label": ("transcript; ? toont alle toetsen", "transcript; ? shows every key"),
    "interviewer_short": ("I", "I"),
    "unit_panel": ("deze eenheid", "this unit"),
    "unit_n": ("Eenheid {n}", "Unit {n}"),
    "unit_n_of": ("Eenheid {n} van {of}", "Unit {n} of {of}"),
    "count_document": ("{decided} van {units} hier", "{decided} of {units} here"),
    "count_all": ("{decided} van {total} in alles", "{decided} of {total} in all"),
    "saved": ("op schijf: {n} deze keer, laatste {last}", "on disk: {n} this time, last {last}"),
    "nothing_yet": ("nog niets besloten", "nothing decided yet"),
    "selecting": ("passage van {n} tekens", "passage of {n} characters"),
    "selecting_grabbed": (
        "grenzen verleggen: ⏎ bewaart, Esc laat los",
        "moving boundaries: ⏎ saves, Esc lets go",
    ),
    "asleep": ("Klik in de tekst om te coderen", "Click in the text to code"),
    "codes": ("codes", "codes"),
    "search_label": ("zoek een code", "find a code"),
    "search_hint": ("zoek een code", "find a code"),
    "no_such_code": ("geen code met deze woorden", "no code with these words"),
    "recent_codes": ("recente codes", "recent codes"),
    "practice_badge": ("oefenen", "practice"),
    "count_judged": (
        "{decided} van {units} verschillen hier",
        "{decided} of {units} differences here",
    ),
    "coder_badge": ("codeur {coder}", "coder {coder}"),
    "drafts": ("voorgesteld", "proposed"),
    "definition": ("omschrijving", "definition"),
    "card_empty": (
        "Zoek of kies een code om te lezen wanneer zij geldt.",
        "Find or choose a code to read when it holds.",
    ),
    "draft_told": (
        "Een voorstel van jou, nog niet in het codeboek.",
        "Your proposal, not in the codebook yet.",
    ),
    "include": ("Wel:", "Include:"),
    "exclude": ("Niet:", "Exclude:"),
    "border": ("Grens:", "Border:"),
    # the unit
    "nothing_given": ("Nog geen code op deze eenheid.", "No code on this unit yet."),
    "nothing_applies": ("Gelezen: geen code.", "Read: no code."),
    "presence": ("aanwezigheid", "presence"),
    "accepted": ("uit een suggestie", "from a suggestion"),
    "remove": ("haal weg", "remove"),
    "links": ("Verbanden", "Links"),
    "stances": ("Uitspraken", "Claims"),
    "memos": ("Memo's", "Memos"),
    "hint_attributes": ("kenmerken", "attributes"),
    "hint_link": ("verband", "link"),
    "hint_grab": ("grenzen", "boundaries"),
    # suggestions
    "suggestions": ("Suggesties", "Suggestions"),
    "uncalibrated": ("ongekalibreerd", "uncalibrated"),
    "uncalibrated_told": (
        "te weinig voorbeelden om een kans te noemen",
        "too few examples to name a probability",
    ),
    "accept": ("neem over", "accept"),
    "reject": ("wijs af", "reject"),
    "hint_explain": ("waarom", "why"),
    "hint_next": ("volgende", "next"),
    "no_reasons": ("Hier is geen uitleg bij.", "There is no explanation for this."),
    "no_suggestions": ("Hier zijn geen suggesties.", "There are no suggestions here."),
    "reason_word": ("woord in deze eenheid", "word of this unit"),
    "reason_codebook": ("term uit het codeboek", "term of the codebook"),
    "reason_coding": ("eerder gecodeerde passage", "passage coded earlier"),
    # windows
    "save": ("bewaar", "save"),
    "cancel": ("annuleer", "cancel"),
    "needed": ("vul in: {field}", "fill in: {field}"),
    "help_title": ("Alle toetsen", "Every key"),
    "memo_title": ("Memo bij deze passage", "Memo on this passage"),
    "memo": ("memo", "memo"),
    "propose_title": ("Een nieuwe code, uit deze passage", "A new code, from this passage"),
    "propose_name": ("hoe heet de code?", "what is the code called?"),
    "propose_word": ("woord van de spreker (letterlijk)", "the speaker's word (literally)"),
    "propose_note": ("wat betekent de code?", "what does the code mean?"),
    "stance_title": ("Over welke uitspraak gaat dit?", "Which claim does this bear on?"),
    "stance_direction": ("wat doet dit?", "what does this do?"),
    "claim_search": ("zoek een uitspraak", "find a claim"),
    "no_claims": ("Deze studie heeft geen uitspraken.", "This study has no claims."),
    "attributes_title": ("Kenmerken van {code}", "Attributes of {code}"),
    "attributes_told": (
        "Een teken of Enter zet een waarde aan of uit; elke keuze wordt meteen bewaard.",
        "A sign or Enter sets or clears a value; each choice is saved at once.",
    ),
    "no_attributes": ("Deze code heeft geen kenmerken.", "This code has no attributes."),
    "free_text": ("vrije tekst", "free text"),
    "free_values": ("waarden, met komma's ertussen", "values, with commas between"),
    "documents_title": ("Naar welk document?", "Which document?"),
    "document_detail": ("{decided} van {units}", "{decided} of {units}"),
    "document_skipped": ("{skipped} overgeslagen", "{skipped} skipped"),
    "document_search": ("zoek een document", "find a document"),
    "queue_title": ("In welke volgorde?", "In which order?"),
    "queue_order": ("op volgorde", "document order"),
    "queue_order_told": ("zoals het gesprek liep", "as the talk ran"),
    "queue_uncertain": ("meeste twijfel eerst", "most uncertain first"),
    "queue_uncertain_told": (
        "waar jouw oordeel het meest leert",
        "where your judgement teaches most",
    ),
    "queue_code": ("waarschijnlijk {code}", "likely {code}"),
    "queue_search": ("zoek een volgorde", "find an order"),
    "queue_needs": (
        "Andere volgordes komen van een suggestiemachine.",
        "Other orders come from a suggester.",
    ),
    "link_title": ("{from} … {to}", "{from} … {to}"),
    "link_from": (
        "Verband vanaf {code}: ga naar de andere code en druk weer l.",
        "Link from {code}: go to the other coding and press l again.",
    ),
    "link_self": ("Een verband heeft twee codes nodig.", "A link needs two codings."),
    "link_off": ("Verband losgelaten.", "Link let go."),
    # adjudication
    "disputes_n": ("{n} verschil(len)", "{n} difference(s)"),
    "does_not_apply": ("geldt niet", "does not apply"),
    "is_right": ("klopt", "is right"),
    "neither": ("geldt niet", "does not apply"),
    "reason": ("waarom? (één regel)", "why? (one line)"),
    "no_dispute": ("Hier zijn de codeurs het eens.", "Here the coders agree."),
    "hint_next_dispute": ("volgende verschil", "next difference"),
    # what was said
    "at_top": ("Dit is de eerste eenheid.", "This is the first unit."),
    "at_end": ("Dit is de laatste eenheid; o: een ander document.", "The last unit; o: another."),
    "document_finished": ("Alles in dit document is beslist.", "All of this document is decided."),
    "all_finished": ("Alles is beslist.", "Everything is decided."),
    "nothing_chosen": ("Er staat hier nog geen code.", "There is no coding here yet."),
    "no_recent": ("Op deze toets staat nog geen code.", "There is no code on this key yet."),
    "grabbed": (
        "Verleg begin (, .) of einde (Shift + pijl); Enter bewaart.",
        "Move start (, .) or end (Shift + arrow); Enter saves.",
    ),
    "no_full_screen": ("De browser laat dit niet toe.", "The browser does not allow it."),
    "undo": ("ongedaan maken", "undo"),
    "redo": ("opnieuw", "redo"),
    "full_screen": ("heel het scherm", "full screen"),
    "told_code": ("+ {code}", "+ {code}"),
    "told_accept": ("overgenomen: {code}", "accepted: {code}"),
    "told_reject": ("afgewezen: {code}", "rejected: {code}"),
    "told_memo": ("Memo bewaard.", "Memo saved."),
    "told_relate": ("Verband bewaard.", "Link saved."),
    "told_stance": ("Oordeel over de uitspraak bewaard.", "Stance on the claim saved."),
    "told_propose": ("Voorstel bewaard.", "Proposal saved."),
    "told_resolve": ("Oordeel bewaard.", "Verdict saved."),
    "told_undo": ("Ongedaan gemaakt: {what} {code}", "Undone: {what} {code}"),
    "told_redo": ("Teruggehaald: {what} {code}", "Brought back: {what} {code}"),
    "do_code": ("code", "code"),
    "do_accept": ("overname", "acceptance"),
    "do_reject": ("afwijzing", "rejection"),
    "do_uncode": ("weghalen", "removal"),
    "do_done": ("klaar", "done"),
    "do_no_code": ("geen code", "no code"),
    "do_skip": ("overslaan", "skip"),
    "do_memo": ("memo", "memo"),
    "do_relate": ("verband", "link"),
    "do_stance": ("oordeel over uitspraak", "stance"),
    "do_propose": ("voorstel", "proposal"),
    "do_resolve": ("oordeel", "verdict"),
    "do_import": ("overname uit ander programma", "import"),
    # trouble
    "expected": ("verwacht", "expected"),
    "not_saved": ("NIET BEWAARD.", "NOT SAVED."),
    "understood": ("begrepen", "understood"),
    "no_answer": (
        "Geen antwoord van Python: voer de cel opnieuw uit. Wat is gemeld, staat op schijf.",
        "No answer from Python: run the cell again. What was reported as saved is on disk.",
    ),
    "place_not_kept": ("de plaats werd niet onthouden", "the place was not remembered"),
    "practising": (
        "Oefenen: niets hiervan wordt bewaard. Geef coder= om in je studie te coderen.",
        "Practice: nothing of this is kept. Give coder= to code in your study.",
    ),
    "no_assignment": (
        "Zonder `coding assign` krijgt elke eenheid suggesties: geen telt voor betrouwbaarheid.",
        "Without `coding assign` every unit gets suggestions: none counts for reliability.",
    ),
    "closed": (
        "Bureau gesloten. {log} bevat {events} regels, waarvan {now} beslissingen van deze keer.",
        "Desk closed. {log} holds {events} lines, {now} of them decisions of this time.",
    ),
    "practice_closed": (
        "Oefenbureau gesloten; er is niets bewaard.",
        "Practice desk closed; nothing was kept.",
    ),
}


def word(name: str, language: str) -> str:
    """
    One word or sentence of the screen.

    Raises
    ------
    CodingError
        For another language than `nl` and `en`.

    Examples
    --------
    >>> word("skipped", "nl"), word("skipped", "en")
    ('overgeslagen', 'skipped')
    """
    if language not in {"nl", "en"}:
        raise CodingError(f"no labels in {language!r}", expected="nl or en")
    return _WORDS[name][0 if language == "nl" else 1]


def screen_words(language: str) -> dict[str, str]:
    """All of them, for the screen."""
    return {name: word(name, language) for name in _WORDS}
