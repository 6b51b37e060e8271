"""Sentences of this room in Dutch and English: who coded, how to read the table, reflexive work."""

from __future__ import annotations

from collections.abc import Sequence

from coding.errors import CodingError

__all__ = ["announced", "coverage_note", "reading_note", "reflexive_note", "say"]

_LANGUAGES = ("nl", "en")
_SENTENCES: dict[str, tuple[str, str]] = {
    "models": (
        (
            "Gecodeerd door taalmodellen ({models}) op fictieve interviews: dit laat zien of het"
            " gereedschap werkt en is geen betrouwbaarheid tussen menselijke codeurs."
        ),
        (
            "Coded by language models ({models}) on fictive interviews: this shows whether the tool"
            " works and is not reliability between human coders."
        ),
    ),
    "some models": (
        (
            "Deels gecodeerd door taalmodellen ({models}) op fictieve interviews: dit laat zien of het"
            " gereedschap werkt en is geen betrouwbaarheid tussen menselijke codeurs."
        ),
        (
            "Partly coded by language models ({models}) on fictive interviews: this shows whether the"
            " tool works and is not reliability between human coders."
        ),
    ),
    "fictive": (
        "Fictieve interviews: een demonstratie, geen bevinding.",
        "Fictive interviews: a demonstration, not a finding.",
    ),
    "reflexive": (
        (
            "Betrouwbaarheid niet van toepassing (reflexief): de studie gebruikt geen"
            " overeenstemmingscoëfficiënten als maat voor kwaliteit. Hieronder staat waar codeurs"
            " verschillen, als materiaal voor reflectie."
        ),
        (
            "Reliability not applicable (reflexive): the study does not use agreement coefficients as a"
            " measure of quality. Below is where coders differ, as material for reflection."
        ),
    ),
    "which number": (
        (
            "Eerst alfa met het interval per interview; de rijen staan op de ondergrens ervan. Is alfa"
            " laag, kijk dan naar de positieve overeenstemming en het aantal eenheden met de code."
            " Weinig eenheden, een hoge negatieve overeenstemming en een hoge AC1: de code is zeldzaam"
            " en enkele gevallen bepalen alfa; lees die passages. Genoeg eenheden en toch een lage"
            " positieve overeenstemming: codeurs bedoelen iets anders met de code; zie in de"
            " verwarringstabel welke code de ander gaf. Verschilt het aandeel per codeur sterk, dan"
            " past een van hen de code ruimer toe. 'Toegepast' telt een code met welke aanwezigheid"
            " ook; 'aanwezig' alleen als aanwezig: een plus tegenover een min is overeenstemming op het"
            " eerste en een verschil op het tweede."
        ),
        (
            "Alpha first, with its interval by interview; rows are in order of its lower limit. Where"
            " alpha is low, look at positive agreement and the number of units with the code. Few"
            " units, high negative agreement and a high AC1: the code is rare and a few cases decide"
            " alpha; read those passages. Enough units and still low positive agreement: coders mean"
            " different things by the code; the confusion table shows which code the other one gave."
            " Where the share differs much between coders, one of them applies the code more widely."
            " 'Applied' counts a code with any presence; 'present' only as present: a plus against a"
            " minus is agreement on the first and a difference on the second."
        ),
    ),
    "coverage": (
        (
            "Intervallen: nominaal 95 %, bootstrap over hele interviews (hier {groups}) en daarnaast"
            " over eenheden, {replicates} trekkingen. Optimistisch: in verzonnen studies met 18"
            " interviews dekte het interval per interview ongeveer negen van de tien keer, met 6 iets"
            " meer dan acht; het interval per eenheid zakte tot twee van de drie zodra codeurs"
            " tussen interviews verschuiven (docs/method.md)."
        ),
        (
            "Intervals: nominal 95 %, bootstrap of whole interviews (here {groups}) and beside it of"
            " units, {replicates} replicates. Optimistic: in invented studies with 18 interviews the"
            " interval by interview covered about nine times in ten, with 6 a little over eight; the"
            " interval by unit fell to two in three where coders drift between interviews"
            " (docs/method.md)."
        ),
    ),
    "undefined": (
        (
            "Streepje: niet te berekenen, met de reden in de kolom reden. Alleen eigen lezing zonder"
            " zichtbare suggesties, zoals ze was vóór adjudicatie."
        ),
        (
            "A dash: cannot be computed, for the reason in the column reason. Own reading without"
            " visible suggestions only, as it was before adjudication."
        ),
    ),
}


def say(name: str, language: str, **facts: object) -> str:
    """
    One of the sentences of this room.

    Parameters
    ----------
    name : str
    language : {'nl', 'en'}
    **facts
        What the sentence names.

    Raises
    ------
    CodingError
        For another language.
    """
    if language not in _LANGUAGES:
        raise CodingError(f"no sentences in {language!r}", expected=" or ".join(_LANGUAGES))
    return _SENTENCES[name][_LANGUAGES.index(language)].format(**facts)


def announced(models: Sequence[str], coders: Sequence[str], language: str, *, fictive: bool) -> str:
    """
    What every output says of who coded.

    Examples
    --------
    >>> announced([], ["A", "B"], "en", fictive=False)
    ''
    >>> announced([], ["A", "B"], "en", fictive=True)
    'Fictive interviews: a demonstration, not a finding.'
    """
    if models:
        which = "models" if len(models) == len(coders) else "some models"
        return say(which, language, models=", ".join(models))
    return say("fictive", language) if fictive else ""


def reflexive_note(language: str) -> str:
    """The sentence a reflexive study shows instead of coefficients."""
    return say("reflexive", language)


def reading_note(language: str) -> str:
    """Which number to read when."""
    return f"{say('which number', language)} {say('undefined', language)}"


def coverage_note(language: str, *, groups: int, replicates: int) -> str:
    """What the nominal 95 % covers for interviews."""
    return say("coverage", language, groups=groups, replicates=replicates)
