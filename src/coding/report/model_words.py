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
}
