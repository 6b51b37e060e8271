"""Words of the model drawing, the networks and the report page: Dutch, then English."""

from __future__ import annotations

__all__ = ["MODEL_WORDS"]

MODEL_WORDS: dict[str, tuple[str, str]] = {
    # the model drawing
    "case_silent": ("casus zwijgt", "case is silent"),
    "claim_votes": (
        "per bewering: voor-gemengd-tegen; in de ring: hoeveel zich uitspreken",
        "by claim: for-mixed-against; in the ring: how many speak",
    ),
    "coded_in": (
        "code k/n: interviews waarin de code van dat vak voorkomt",
        "code k/n: interviews in which the code of that box occurs",
    ),
    "even": ("even veel", "even"),
    "majority_against": ("meerderheid tegen", "majority against"),
    "majority_for": ("meerderheid voor in die casus", "majority for in that case"),
    "nobody_speaks": ("niemand spreekt zich uit", "nobody speaks"),
    "norms_only": ("alleen normen", "norms only"),
    "ring_range": (
        "aandeel voor; boog: bereik bij telkens één interview weg",
        "share for; arc: range with one interview left out",
    ),
    # who acts, and whose stories
    "actor_cell": (
        "gemiddeld aandeel; interviews met actor bij die laag; één weg; rand: paar van het model",
        "mean share; interviews with the actor at that layer; one left out; border: model's pair",
    ),
    "brokered_coordinator": ("door de coördinator", "by the coordinator"),
    "brokered_not-said": ("door wie, is niet gezegd", "by whom is not said"),
    "brokered_others": ("door anderen", "by others"),
    "mean_of_layers": ("gemiddelde van de lagen", "mean of the layers"),
    "renewal_story": ("verhaal van vernieuwing", "story of renewal"),
    "share_of_renewal": (
        "aandeel vernieuwing;\nstreep: gemiddelde",
        "share of renewal;\nline: mean",
    ),
    "stability_story": ("verhaal van stabiliteit", "story of stability"),
    "told_others": ("verteld door anderen", "told by others"),
    "told_self": ("verteld over de eigen rol", "told of one's own role"),
    # links
    "brings_about": ("brengt teweeg of is voorwaarde", "brings about or is a condition"),
    "brought_about": ("wat ervan komt", "what comes of it"),
    "does_not_stay": ("niet altijd", "not always"),
    "hinders": ("hindert", "hinders"),
    "link_numbers": (
        "op de pijl: interviews die het zeggen / ontkennen / omgekeerd zeggen",
        "on the arrow: interviews that say so / deny it / say the reverse",
    ),
    "links_drawn": ("{shown} van {all} verbanden", "{shown} of {all} links"),
    "network_numbers": (
        "getal en dikte: interviews met het paar boven de verwachting",
        "number and width: interviews with the pair above expectation",
    ),
    "signs": (
        "[+] aanwezig  [−] afwezig  [w] gewenst  [?] ambigu",
        "[+] present  [−] absent  [w] wished for  [?] ambiguous",
    ),
    "stays_without_one": (
        "boven verwachting, welk interview ook wegblijft",
        "above expectation whichever interview is left out",
    ),
    "three_or_more": ("drie of meer interviews", "three interviews or more"),
    "two_interviews": ("twee interviews", "two interviews"),
    # votes
    "share_for": (
        "aandeel voor, van voor en tegen;\nexact interval",
        "share for, of for and against;\nexact interval",
    ),
    "vote_axis": (
        "← interviews tegen · getal in het midden: gemengd · interviews voor →",
        "← interviews against · number in the middle: mixed · interviews for →",
    ),
    # the report
    "chapter_actors": ("Wie doet het werk, en wiens verhaal?", "Who does the work, whose story?"),
    "chapter_claims": ("Het model en de beweringen", "The model and its claims"),
    "chapter_coders": ("Zijn de codeurs het eens?", "Do coders agree?"),
    "chapter_corpus": ("Corpus en codeboek", "Corpus and codebook"),
    "chapter_firmness": ("Hoe breekbaar zijn de uitkomsten?", "How fragile are the results?"),
    "chapter_links": (
        "Wat hangt samen, en wat leidt waartoe?",
        "What goes together, what leads where?",
    ),
    "chapter_other": ("Overig", "Other"),
    "chapter_recovery": ("Teruggevonden wat is ingebouwd?", "Found what was built in?"),
    "chapter_reporting": ("Verantwoording", "Reporting"),
    "chapter_said": ("Wie zegt wat?", "Who says what?"),
    "chapter_saturation": ("Is er genoeg gehoord?", "Was enough heard?"),
    "chapter_suggestions": ("Wat de suggesties waard zijn", "What the suggestions are worth"),
    "chapter_theory": ("Literatuur en rivalen", "Literature and rivals"),
    "modality_experience": ("eigen ervaring", "own experience"),
    "modality_hypothetical": ("hypothetisch", "hypothetical"),
    "modality_norm": ("norm", "norm"),
    "modality_opinion": ("oordeel", "opinion"),
    "modality_second-hand": ("tweedehands", "second-hand"),
    "no_notebook": ("geen notebook maakt dit nog", "no notebook makes this yet"),
    "not_signed": ("Nog niet ondertekend.", "Not signed yet."),
    "of_those": ("van de", "of"),
    "passages_by_claim": ("Passages per bewering", "Passages by claim"),
    "passages_note": (
        "Tegenspraak eerst; een passage kan bij meer beweringen staan.",
        "Contradiction first; a passage can stand with several claims.",
    ),
    "passages_of": (
        "{n} passages, {interviews} interviews",
        "{n} passages, {interviews} interviews",
    ),
    "rows_shown": (
        "De eerste {shown} van {all} rijen; alle staan in het gegevensbestand.",
        "The first {shown} of {all} rows; all are in the data file.",
    ),
    "see_signed": ("Ondertekend: zie de stand van de ondertekening.", "Signed: see the sign-offs."),
    "kinds": ("soorten", "kinds"),
    "side_against": ("Spreekt tegen", "Contradicts"),
    "side_for": ("Steunt", "Supports"),
    "side_nuance": ("Nuanceert", "Nuances"),
    "silent_interviews": ("zwijgen", "silent"),
    "skip": ("Naar de inhoud", "Skip to content"),
    "stands_by_claim": (
        "Deze passages staan hieronder per bewering.",
        "These passages stand below, claim by claim.",
    ),
    "smallest_p": ("kleinst mogelijke p", "smallest possible p"),
    "to_scorecard": ("terug naar de scorekaart", "back to the scorecard"),
    "where_stated": ("plaats", "place"),
    "word_note": (
        "Tabellen zijn te bewerken; alle rijen en kolommen staan in de gegevensbestanden.",
        "Tables can be edited; all rows and columns are in the data files.",
    ),
    "what_is_not_made": ("Wat niet gemaakt is, en waarom", "What was not made, and why"),
}
