"""What leads to what in the respondents' own words: links as a graph."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from coding.schemas import records
from coding.validation.material import Material

__all__ = ["MAKES", "relation_graph"]

MAKES = ("leads-to", "condition-for")  # types that say one thing brings about another
NO_LINK = "no-link"

COLUMNS = (
    "from_code",
    "from_presence",
    "to_code",
    "to_presence",
    "interviews",
    "hinders",
    "compensates",
    "no_link",
    "reverse",
    "lowest",
    "highest",
    "survives",
    "links",
    "two_coders",
    "documents",
    "passages",
)


def relation_graph(
    material: Material,
    *,
    merge: Mapping[str, str] | None = None,
    with_presence: bool = True,
) -> pd.DataFrame:
    """
    Links respondents draw between two codes, counted in interviews.

    Parameters
    ----------
    material : Material
    merge : mapping, optional
        Code -> the name it is drawn under, e.g. its layer; codes without one keep their own.
    with_presence : bool
        Keep present and absent apart (a missing act that leads to delay is another link than an
        act that does); otherwise presences are empty.

    Returns
    -------
    DataFrame
        One row an ordered pair: `from_code, from_presence, to_code, to_presence, interviews (that
        say one brings about the other: leads-to or condition-for), hinders, compensates, no_link
        (interviews that say so), reverse (interviews with a bringing-about the other way round),
        lowest, highest (of `interviews` when one interview is left out), survives (still linked in
        every one of those runs), links (drawn, of any type), two_coders (of those, drawn by more
        than one coder), documents, passages (unit > unit)`. Most interviews first.
    """
    found: dict[tuple[str, str, str, str], list[dict[str, Any]]] = {}
    for row in records(material.links):
        ends = [
            ((merge or {}).get(row[f"{end}_code"], row[f"{end}_code"]), row[f"{end}_presence"])
            for end in ("from", "to")
        ]
        (a, a_is), (b, b_is) = ends
        if a == b:
            continue
        key = (a, a_is, b, b_is) if with_presence else (a, "", b, "")
        found.setdefault(key, []).append(row)
    rows = [
        _edge(key, links, found.get((key[2], key[3], key[0], key[1]), ()))
        for key, links in found.items()
    ]
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    order = ["interviews", "links", "from_code", "from_presence", "to_code", "to_presence"]
    return frame.sort_values(
        order, ascending=[False, False, True, True, True, True], kind="stable", ignore_index=True
    )


def _edge(
    key: tuple[str, str, str, str],
    links: Sequence[Mapping[str, Any]],
    back: Sequence[Mapping[str, Any]],
) -> dict[str, Any]:
    made = _documents(links, MAKES)
    n = len(made)
    return {
        **dict(zip(COLUMNS[:4], key, strict=True)),
        "interviews": n,
        "hinders": len(_documents(links, ("hinders",))),
        "compensates": len(_documents(links, ("compensates",))),
        "no_link": len(_documents(links, (NO_LINK,))),
        "reverse": len(_documents(back, MAKES)),
        "lowest": max(n - 1, 0),
        "highest": n,
        "survives": n >= 2,
        "links": len(links),
        "two_coders": sum(";" in one["coders"] for one in links),
        "documents": " ".join(sorted({one["document"] for one in links})),
        "passages": " ".join(sorted({f"{one['from_unit']}>{one['to_unit']}" for one in links})),
    }


def _documents(links: Sequence[Mapping[str, Any]], types: Sequence[str]) -> set[str]:
    return {one["document"] for one in links if one["type"] in types}
