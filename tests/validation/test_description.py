"""The first tables, each number worked out by hand for a toy study."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

import builders
from coding.validation import codebook_overview, corpus_overview, dropped_overview, hits_overview

ENGLISH = "I: Wie helpt u dan?\n\nR: That is what they have not told us at all.\n"


def _corpus(study) -> pd.DataFrame:
    names = list(study.documents["document"])
    turns = {name: study.turns(name) for name in names}
    return corpus_overview(study.documents, turns, study.texts(), study.units)


def test_corpus_is_counted_as_by_hand(tmp_path: Path) -> None:
    """Words by speaker, units, and what stays outside units."""
    table = _corpus(builders.toy_study(tmp_path / "s", builders.INTERVIEW, ENGLISH))
    # D1, interviewer: Wat lag er gisteren op uw bureau 7 + Hm 1 + Wie helpt u dan 4 = 12 words.
    # Respondent: Een stapel 2 + We wachten al op antwoord sinds maart het blijft liggen 10
    # + En niemand die belt 4 + Joke helpt me 3 + lacht 1 + Die hielp vorig jaar ook al 6 = 26,
    # of which the mark [lacht] is in no unit's count.
    first = table.iloc[0]

    assert first["words"] == 38
    assert first["words_respondent"] == 26
    assert round(first["interviewer_share"], 6) == round(12 / 38, 6)
    assert (first["turns"], first["units"], first["uncoded_words"]) == (6, 2, 1)
    assert table["other_language"].tolist() == [0, 1]


def test_dropped_lines_are_counted_by_reason(tmp_path: Path) -> None:
    """Three lines of front matter and one of marking."""
    study = builders.toy_study(tmp_path / "s")
    table = dropped_overview({"D1": study.dropped("D1")})

    assert table.to_numpy().tolist() == [["D1", "front_matter", 3], ["D1", "marking", 1]]


def test_hits_are_counted_as_places(tmp_path: Path) -> None:
    """Two indicators on one place are one hit; documents without a hit have a row of zeros."""
    study = builders.toy_study(
        tmp_path / "s", builders.INTERVIEW, "R: Daar was niemand bij toen.\n"
    )
    table = hits_overview(study.find(), study.units, study.codebook, study.documents)
    cells = table.set_index(["code", "document"])

    assert len(table) == 3 * 2
    assert cells.loc[("waiting", "D1"), "hits"] == 2
    assert cells.loc[("waiting", "D1"), "units_hit"] == 1
    # units of D1 hold 16 + 9 words
    assert round(cells.loc[("waiting", "D1"), "hits_per_1000"], 6) == round(2000 / 25, 6)
    assert cells.loc[("waiting", "D2"), "hits"] == 0


def test_the_codebook_table_follows_the_language(tmp_path: Path) -> None:
    """Labels and definitions are in the language asked for."""
    book = builders.toy_study(tmp_path / "s").codebook

    assert codebook_overview(book, language="en")["title"].tolist()[0] == "waiting"
    assert codebook_overview(book, language="nl")["definition"].tolist()[0] == "Iets duurt lang."


def test_an_empty_study_has_empty_tables(tmp_path: Path) -> None:
    """No documents is no error."""
    study = builders.empty_study(tmp_path / "s")

    assert _corpus(study).empty
    assert dropped_overview({}).empty
    assert hits_overview(study.find(), study.units, study.codebook, study.documents).empty
