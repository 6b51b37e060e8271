"""Sentences of the validation that stand in every output: Dutch, then English."""

from __future__ import annotations

__all__ = ["LACKS", "MODELS", "NO_TEST", "RULE", "SMALLEST", "VERDICTS", "WORTH"]

LACKS = {
    "codings": ("nog geen enkel interview is gecodeerd", "no interview is coded yet"),
    "claims": (
        "de studie heeft geen beweringen met een analyseplan (claims, plan in study.toml)",
        "the study has no claims with an analysis plan (claims, plan in study.toml)",
    ),
    "grenswerk": (
        "het codeboek heeft de codes van het grenswerkmodel niet",
        "the codebook does not have the codes of the grenswerk model",
    ),
    "guide": ("er zijn geen vragen uit de leidraad toegekend", "there are no guide labels"),
    "initiatives": (
        "geen codering noemt een initiatief",
        "no coding names an initiative",
    ),
    "literature": (
        "geen leesnotitie of volledige tekst is gecodeerd",
        "no reading note or full text is coded",
    ),
    "key": (
        "geen ontwerpsleutel: alleen een fictief corpus heeft er een",
        "no designer's key: only a fictive corpus has one",
    ),
    "cases": ("de interviews horen niet bij casussen", "the interviews belong to no cases"),
    "rivals": ("het analyseplan noemt geen rivalen", "the analysis plan names no rivals"),
}
RULE = (
    (
        "Wat telt: het besluit waar een beslisser keek ({decided}), elders wat alle codeurs gaven; "
        "{undecided} onbesliste cellen tellen nergens mee."
    ),
    (
        "What counts: the decision where one was made ({decided}), elsewhere what all coders gave; "
        "{undecided} undecided cells count nowhere."
    ),
)
MODELS = (
    " Wie codeerde en besliste ({names}) zijn taalmodellen, geen mensen.",
    " Those who coded and decided ({names}) are language models, not people.",
)
# why a test gave no p, as the statistics say it -> Dutch
NO_TEST = {
    "no interview has a value": "geen interview heeft een waarde",
    "not computed: no guide labels": "niet berekend: geen vragen uit de leidraad toegekend",
    "not both sides are there": "niet beide kanten zijn er",
    "fewer than two interviews": "minder dan twee interviews",
    "no case has interviews of both labels": "geen casus heeft interviews van beide kanten",
}
SMALLEST = (
    "de kleinste p die hier kan, is groter dan de eerste drempel van Holm",
    "the smallest p possible here is above the first Holm threshold",
)
WORTH = (
    "Wat de regel geeft is een regel op fictieve data, geen uitspraak over het model.",
    "What the rule gives is a rule on fictive data, no statement about the model.",
)
VERDICTS = (
    "Oordelen volgen de regel van het analyseplan.",
    "Verdicts follow the rule of the analysis plan.",
)
