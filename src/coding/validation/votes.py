"""One interview, one vote: what each document says on each claim."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from coding.schemas import records
from coding.validation.material import Material

__all__ = ["FOR_AND_AGAINST", "OWN_EXPERIENCE", "checked_against", "vote_of", "votes"]

FOR_AND_AGAINST = {"supports": 1, "contradicts": -1, "nuances": 0}
OWN_EXPERIENCE = 3  # strength of a passage told from own, concrete experience

COLUMNS = (
    "claim",
    "document",
    "case",
    "role_group",
    "side",
    "vote",
    "net",
    "weight_for",
    "weight_against",
    "supports",
    "contradicts",
    "nuances",
    "max_strength",
    "experience",
    "counter_instance",
    "spontaneous",
    "coders",
    "passages",
)


def vote_of(net: int) -> str:
    """
    The vote of an interview from its summed strength.

    Examples
    --------
    >>> vote_of(4), vote_of(0), vote_of(-1)
    ('for', 'mixed', 'against')
    """
    return "for" if net > 0 else "against" if net < 0 else "mixed"


def votes(
    material: Material,
    claims: Iterable[str],
    *,
    checked: Collection[tuple[str, str]] = (),
) -> pd.DataFrame:
    """
    What each interview that speaks on a claim says: the sign of summed strength for minus against.

    Respondents may say one thing and its opposite: both count, the sum decides, a tie is mixed. An
    interview with nuances only speaks and is mixed. Stances of several coders are added; `coders`
    says how many coders' stances a vote rests on.

    Parameters
    ----------
    material : Material
    claims : iterable of str
        In the order of the rows.
    checked : collection of (str, str)
        Claim and document with a checked counter-instance; see `checked_against`.

    Returns
    -------
    DataFrame
        One row a claim and document that speaks: `claim, document, case, role_group, side, vote
        ("for", "mixed", "against"), net, weight_for, weight_against (summed strength), supports,
        contradicts, nuances (passages), max_strength, experience (a passage the way of the vote
        from own experience), counter_instance, spontaneous (share of passages not drawn out by
        their question; missing without guide labels), coders (number), passages (units)`.
    """
    attributes = {name: material.attribute(name) for name in ("case", "role_group", "side")}
    groups: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in records(material.stances):
        groups.setdefault((row["claim"], row["document"]), []).append(row)
    rows = []
    for claim in claims:
        for document in material.names:
            said = groups.get((claim, document))
            if said is None:
                continue
            rows.append(
                {
                    "claim": claim,
                    "document": document,
                    **{name: of[document] for name, of in attributes.items()},
                    **_vote(said),
                    "counter_instance": (claim, document) in checked,
                }
            )
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _vote(said: Sequence[Mapping[str, Any]]) -> dict[str, object]:
    weight = {-1: 0, 0: 0, 1: 0}
    number = {-1: 0, 0: 0, 1: 0}
    for one in said:
        sign = FOR_AND_AGAINST[one["direction"]]
        weight[sign] += one["strength"]
        number[sign] += 1
    net = weight[1] - weight[-1]
    way = (net > 0) - (net < 0)
    prompting = [one["prompting"] for one in said]
    return {
        "vote": vote_of(net),
        "net": net,
        "weight_for": weight[1],
        "weight_against": weight[-1],
        "supports": number[1],
        "contradicts": number[-1],
        "nuances": number[0],
        "max_strength": max(one["strength"] for one in said),
        "experience": any(
            one["strength"] == OWN_EXPERIENCE and FOR_AND_AGAINST[one["direction"]] == way
            for one in said
        ),
        "spontaneous": prompting.count("spontaneous") / len(said) if all(prompting) else None,
        "coders": len({one["coder"] for one in said}),
        "passages": " ".join(sorted({str(one["unit"]) for one in said})),
    }


def checked_against(
    stances: pd.DataFrame, *, noted: Collection[tuple[str, str]] = ()
) -> frozenset[tuple[str, str]]:
    """
    Claims and documents with a counter-instance from own experience that somebody checked.

    One reading is no check: two coders must have found the same passage, each by themselves, or the
    log of negative cases must note the document.

    Parameters
    ----------
    stances : DataFrame
        Of all coders; as in `Material`.
    noted : collection of (str, str)
        Claim and document confirmed in the log.

    Returns
    -------
    frozenset of (str, str)

    Examples
    --------
    >>> one = {"claim": "M5", "document": "D1", "unit": "D1-002", "direction": "contradicts"}
    >>> rows = [{**one, "coder": name, "strength": 3} for name in "AB"]
    >>> sorted(checked_against(pd.DataFrame(rows)))
    [('M5', 'D1')]
    >>> sorted(checked_against(pd.DataFrame(rows[:1])))
    []
    """
    against = stances[
        (stances["direction"] == "contradicts") & (stances["strength"] == OWN_EXPERIENCE)
    ]
    readers = against.groupby(["claim", "document", "unit"])["coder"].nunique()
    found = {(str(claim), str(document)) for claim, document, _ in readers[readers >= 2].index}
    return frozenset(found | set(noted))
