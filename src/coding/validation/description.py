"""What is in a corpus and a codebook, counted: the first tables of a study."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from coding.codebook import Codebook, in_language
from coding.corpus.tokens import language_of
from coding.corpus.units import OFF_GUIDE
from coding.text import count_words

__all__ = ["codebook_overview", "corpus_overview", "dropped_overview", "hits_overview"]


def corpus_overview(
    documents: pd.DataFrame,
    turns: Mapping[str, pd.DataFrame],
    texts: Mapping[str, str],
    units: pd.DataFrame,
) -> pd.DataFrame:
    """
    Count what is in each document.

    Parameters
    ----------
    documents : DataFrame
        Rows of `schemas.DOCUMENTS`.
    turns, texts : mapping
        Document id -> rows of `schemas.TURNS`, canonical text.
    units : DataFrame
        Rows of `schemas.UNITS`.

    Returns
    -------
    DataFrame
        One row a document: `document, kind, case, role, words, words_respondent (respondent's or
        author's words), interviewer_share (of all words), turns, units, uncoded_words
        (respondent's words outside units), other_language (units whose stop words vote for another
        language than the document's), questions_asked (guide questions), off_guide (units
        under no guide question)`.
    """
    rows = []
    for item in documents.itertuples():
        name = str(item.document)
        text = texts[name]
        said = turns[name]
        words = [
            count_words(text[int(a) : int(b)])
            for a, b in zip(said["start"], said["end"], strict=True)
        ]
        spoken = pd.Series(words, dtype="Int64").groupby(said["speaker"].to_numpy()).sum()
        own = int(spoken.get("respondent", 0)) + int(spoken.get("text", 0))
        total = sum(words)
        mine = units[units["document"] == name]
        asked = set(mine["guide_question"].dropna()) - {OFF_GUIDE}
        rows.append(
            {
                "document": name,
                "kind": item.kind,
                "case": item.case,
                "role": item.role,
                "words": total,
                "words_respondent": own,
                "interviewer_share": int(spoken.get("interviewer", 0)) / total if total else None,
                "turns": len(said),
                "units": len(mine),
                "uncoded_words": max(0, own - int(mine["words"].sum())),
                "other_language": _in_other_language(mine, text, str(item.language)),
                "questions_asked": len(asked) if item.kind == "interview" else None,
                "off_guide": int((mine["guide_question"] == OFF_GUIDE).sum())
                if item.kind == "interview"
                else None,
            }
        )
    columns = [
        "document",
        "kind",
        "case",
        "role",
        "words",
        "words_respondent",
        "interviewer_share",
        "turns",
        "units",
        "uncoded_words",
        "other_language",
        "questions_asked",
        "off_guide",
    ]
    found = pd.DataFrame(rows, columns=columns)
    whole = [name for name in columns[4:] if name != "interviewer_share"]
    found[whole] = found[whole].astype("Int64")
    found["interviewer_share"] = found["interviewer_share"].astype("Float64")
    return found


def _in_other_language(units: pd.DataFrame, text: str, own: str) -> int:
    other = "en" if own != "en" else "nl"
    parts = (text[int(a) : int(b)] for a, b in zip(units["start"], units["end"], strict=True))
    return sum(language_of(part, languages=(own, other), default=own) != own for part in parts)


def dropped_overview(dropped: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """
    Count the source lines that are not in the canonical texts, by document and reason.

    Returns
    -------
    DataFrame
        Columns `document, kind, lines`.
    """
    rows = [
        {"document": name, "kind": str(kind), "lines": int(count)}
        for name in sorted(dropped)
        for kind, count in sorted(dropped[name]["kind"].value_counts().items())
    ]
    return pd.DataFrame(rows, columns=["document", "kind", "lines"])


def codebook_overview(codebook: Codebook, *, language: str) -> pd.DataFrame:
    """
    The codebook as a table: one row a code, in the codebook's order.

    Returns
    -------
    DataFrame
        Columns `code, title, family, type, tier, definition, indicators (number of search patterns
        per language), sources, version`.
    """
    rows = [
        {
            "code": code.id,
            "title": code.name(language),
            "family": code.family,
            "type": code.type or (codebook.families[code.family].type if code.family else ""),
            "tier": code.tier,
            "definition": in_language(code.definition, language),
            "indicators": " ".join(
                f"{name}:{len(patterns)}" for name, patterns in sorted(code.indicators.items())
            ),
            "sources": ", ".join(code.sources),
            "version": codebook.version,
        }
        for code in codebook.codes.values()
    ]
    return pd.DataFrame(rows)


def hits_overview(
    hits: pd.DataFrame, units: pd.DataFrame, codebook: Codebook, documents: pd.DataFrame
) -> pd.DataFrame:
    """
    Count indicator hits per code and document; hits are search results, never codings.

    Parameters
    ----------
    hits : DataFrame
        Rows of `schemas.HITS`.
    units : DataFrame
        Rows of `schemas.UNITS`: the text that was searched.
    codebook : Codebook
    documents : DataFrame
        Rows of `schemas.DOCUMENTS`; each gets a row even without a hit.

    Returns
    -------
    DataFrame
        One row a code and document: `code, document, hits (places), units_hit, units,
        hits_per_1000 (hits per 1,000 words of units)`.
    """
    places = hits.drop_duplicates(["code", "document", "start", "end"])
    counted = places.groupby(["code", "document"]).size()
    units_hit = hits.groupby(["code", "document"])["unit"].nunique()
    words = units.groupby("document")["words"].sum()
    number = units.groupby("document").size()
    rows = []
    for code in codebook.codes:
        for name in documents["document"]:
            found = int(counted.get((code, name), 0))
            size = int(words.get(name, 0))
            rows.append(
                {
                    "code": code,
                    "document": name,
                    "hits": found,
                    "units_hit": int(units_hit.get((code, name), 0)),
                    "units": int(number.get(name, 0)),
                    "hits_per_1000": 1000 * found / size if size else None,
                }
            )
    columns = ["code", "document", "hits", "units_hit", "units", "hits_per_1000"]
    table = pd.DataFrame(rows, columns=columns)
    table["hits_per_1000"] = table["hits_per_1000"].astype("Float64")
    return table
