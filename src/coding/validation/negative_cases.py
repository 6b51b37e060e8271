"""The search for what speaks against: what was sought, what was found, what people made of it."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from coding.claims import Claims
from coding.schemas import NEGATIVE_LOG, empty_frame, read_frame, records
from coding.study import Study
from coding.validation.material import MISSING, Material
from coding.validation.observations import NEGATIVE, Scene, Search, hits_of

__all__ = ["confirmed", "negative_cases", "read_negative_log", "searched_claims"]

CONFIRMS = "confirms"


def read_negative_log(study: Study) -> pd.DataFrame:
    """
    What people noted on negative cases: rows of `schemas.NEGATIVE_LOG`; empty without the file.

    Raises
    ------
    CodingError
        For anything wrong in the file.
    """
    path = study.path(*str(NEGATIVE_LOG.file).split("/"))
    return read_frame(path, NEGATIVE_LOG) if path.exists() else empty_frame(NEGATIVE_LOG)


def searched_claims(material: Material, claims: Claims, log: pd.DataFrame) -> frozenset[str]:
    """
    Claims whose search for counter-evidence is logged.

    A claim that negative cases bear on is searched when the log has a line on each of them. Another
    is searched when every unit was read for every code: reading for stances is then the search.

    Parameters
    ----------
    material : Material
    claims : Claims
    log : DataFrame
        Rows of `schemas.NEGATIVE_LOG`.

    Returns
    -------
    frozenset of str
    """
    logged = set(log["negative_case"])
    bears: dict[str, set[str]] = {}
    for case in claims.negative_cases.values():
        for claim in case.bears_on:
            bears.setdefault(claim, set()).add(case.id)
    all_read = bool((material.cells != MISSING).all()) and len(material.units) > 0
    return frozenset(
        claim for claim in claims.claims if (bears[claim] <= logged if claim in bears else all_read)
    )


def confirmed(log: pd.DataFrame, claims: Claims) -> frozenset[tuple[str, str]]:
    """Claims and documents with a counter-instance that the log confirms."""
    found = set()
    for row in records(log[log["reading"] == CONFIRMS]):
        case = claims.negative_cases.get(row["negative_case"])
        bears = case.bears_on if case else ()
        named = [row["claim"]] if isinstance(row["claim"], str) else list(bears)
        if isinstance(row["document"], str):
            found |= {(claim, row["document"]) for claim in named}
    return frozenset(found)


def negative_cases(
    scene: Scene,
    claims: Claims,
    log: pd.DataFrame,
    *,
    language: str,
    searches: Mapping[str, Search] = NEGATIVE,
) -> pd.DataFrame:
    """
    The log of negative cases (Tab13).

    Parameters
    ----------
    scene : Scene
    claims : Claims
    log : DataFrame
        Rows of `schemas.NEGATIVE_LOG`.
    language : {'nl', 'en'}
    searches : mapping
        Negative case -> search; one without a search has only what the log says.

    Returns
    -------
    DataFrame
        One row a negative case: `negative_case, text, bears_on, rival, searched (the rule),
        interviews, passages_n, cases, documents, passages (hits to read), read (by people),
        confirmed, explanation, consequence`.
    """
    rows = []
    for case in claims.negative_cases.values():
        search = searches.get(case.id)
        noted = log[log["negative_case"] == case.id]
        rows.append(
            {
                "negative_case": case.id,
                "text": case.text.get(language, ""),
                "bears_on": " ".join(case.bears_on),
                "rival": case.rival.get(language, ""),
                "searched": search.rule[language] if search else "",
                **hits_of(scene, search.find(scene) if search else set()),
                "read": len(noted),
                "confirmed": int((noted["reading"] == CONFIRMS).sum()),
                "explanation": _joined(noted, "explanation"),
                "consequence": _joined(noted, "consequence"),
            }
        )
    return pd.DataFrame(rows)


def _joined(noted: pd.DataFrame, column: str) -> str:
    return " · ".join(dict.fromkeys(str(text) for text in noted[column].dropna()))
