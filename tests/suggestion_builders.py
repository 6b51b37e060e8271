"""A small coded study made up by rule: codes follow words, documents differ in how they talk."""

from __future__ import annotations

import random
from functools import cache

import numpy as np

from coding.codebook import Codebook
from coding.suggest.codebooks import to_codebook
from coding.suggest.units import COLUMNS, LabelledUnits

WORDS = {
    "geld": ["budget", "geldpot", "betalen", "subsidie", "rekening", "begroting"],
    "tijd": ["wachten", "maandenlang", "vertraging", "traag", "uitstel", "termijn"],
    "ruzie": ["ruzie", "conflict", "botsing", "onenigheid", "strijd", "mopperen"],
    "hulp": ["helpen", "steun", "collega", "meedenken", "bijspringen", "samen"],
}
# fmt: off
FILLER = [
    "de", "het", "een", "wij", "toen", "dus", "eigenlijk", "vergadering",
    "afdeling", "gemeente", "maandag", "project", "systeem", "mensen", "gewoon", "misschien",
    "daarna", "verder", "kantoor", "overleg", "vraag", "brief",
]
# fmt: on
ENTRIES = {
    "geld": {"definition": "wie betaalt en uit welk budget", "keywords": ["budget", "subsidie"]},
    "tijd": {"definition": "iets duurt te lang, vertraging", "keywords": ["wacht*"]},
    "ruzie": {"definition": "mensen hebben ruzie of een conflict", "keywords": ["ruzie"]},
    "hulp": {"definition": "elkaar helpen", "keywords": ["help*", "steun"], "parent": "hulp"},
    "zelden": {"definition": "een zeldzaam onderwerp", "keywords": ["eclips"]},
    "nooit": {"definition": "wat hier niemand zegt", "keywords": ["walvis"]},
}


def toy_codebook() -> Codebook:
    return to_codebook({"codes": ENTRIES}, name="toy", where="toy")


@cache
def _toy(groups: int, each: int, seed: int) -> LabelledUnits:
    import pandas as pd

    rng = random.Random(seed)
    codes = list(ENTRIES)
    rows, labels = [], []
    for group in range(groups):
        habit = rng.sample(FILLER, 12)
        for order in range(each):
            given = [code for code in WORDS if rng.random() < 0.22]
            words = [rng.choice(habit) for _ in range(14)]
            for code in given:
                words += rng.sample(WORDS[code], 2)
            if order == 0 and group < 3:
                given.append("zelden")
                words.append("eclips")
            rng.shuffle(words)
            unit = f"u{group:02d}-{order:03d}"
            question = f"v{order % 3}"
            rows.append([unit, f"d{group:02d}", order, " ".join(words), "respondent", question])
            labels.append([float(code in given) for code in codes])
    return LabelledUnits(pd.DataFrame(rows, columns=list(COLUMNS)), np.array(labels))


def toy_units(*, groups: int = 8, each: int = 20, seed: int = 1) -> LabelledUnits:
    """Copies of the made-up units, so that a test may change them."""
    made = _toy(groups, each, seed)
    return LabelledUnits(made.frame.copy(), made.labels.copy())
