"""Tables for people and other programs: quotes, a 0/1 matrix, counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from typing import Any

import pandas as pd

from coding.codebook import PRESENCE, Codebook
from coding.codings import codings_frame
from coding.codings.judgements import MISSING
from coding.errors import CodingError
from coding.exchange.attributes import read_attributes
from coding.exchange.from_study import VARIABLES
from coding.schemas import records
from coding.study import Study

__all__ = ["code_path", "counts_table", "matrix_table", "quotes_table"]

PATH = " > "


def code_path(codebook: Codebook, code: str, language: str) -> str:
    """Names from the top of the tree down to a code; a code not in the codebook is its own."""
    if code not in codebook.codes:
        return code
    return PATH.join(codebook.codes[one].name(language) for one in codebook.path(code))


def quotes_table(
    study: Study, *, codes: Collection[str] | None = None, coders: Collection[str] | None = None
) -> pd.DataFrame:
    """
    Every coding that stands with its words, one a row.

    Parameters
    ----------
    study : Study
    codes, coders : collection of str, optional
        Only these.

    Returns
    -------
    DataFrame
        Columns `index` (from 1), `document`, the documents' columns and attributes that hold
        anything, `code_path`, `code`, `coder`, `presence`, `text`, `start`, `end` (half-open code
        points), `unit`, attributes of the coding, `source`, `shown`, `round`, `note`, `time`.

    Raises
    ------
    CodingError
        For a code the codebook does not have.
    """
    for code in codes or ():
        study.codebook.code(code)
    language = study.settings.language
    about = _documents(study)
    rows: list[dict[str, Any]] = []
    for row in records(codings_frame(study.coded.logs, texts=study.texts())):
        if (codes is not None and row["code"] not in codes) or (
            coders is not None and row["coder"] not in coders
        ):
            continue
        rows.append(
            {
                "index": len(rows) + 1,
                "document": row["document"],
                **about.get(row["document"], {}),
                "code_path": code_path(study.codebook, row["code"], language),
                "code": row["code"],
                "coder": row["coder"],
                "presence": row["presence"],
                "text": row["quote"],
                "start": row["start"],
                "end": row["end"],
                **{n: row[n] for n in ("unit", "modality", "prompted", "initiative", "agent")},
                **{n: row[n] for n in ("sub", "flags", "attributes", "source", "shown", "round")},
                **{n: row[n] for n in ("note", "review", "time")},
            }
        )
    columns = ["index", "document", *dict.fromkeys(k for one in about.values() for k in one)]
    columns += ["code_path", "code", "coder", "presence", "text", "start", "end", "unit"]
    columns += ["modality", "prompted", "initiative", "agent", "sub", "flags", "attributes"]
    columns += ["source", "shown", "round", "note", "review", "time"]
    made = pd.DataFrame(rows, columns=columns).astype(object)
    needed = {"index", "document", "code_path", "code", "coder", "presence", "text", "start", "end"}
    bare = [n for n in made.columns if n not in needed and not made[n].notna().any()]
    return made.drop(columns=bare)


def _documents(study: Study) -> dict[str, dict[str, Any]]:
    named = [name for name in VARIABLES if study.documents[name].notna().any()]
    found = {
        str(row["document"]): {name: row[name] for name in named}
        for row in records(study.documents)
    }
    for row in records(read_attributes(study.root)):
        if row["document"] in found:
            found[row["document"]].setdefault(row["name"], row["value"])
    return found


def matrix_table(
    study: Study,
    *,
    presences: Collection[str] = PRESENCE,
    coders: Collection[str] | None = None,
) -> pd.DataFrame:
    """
    Who gave which unit which code: 1 given, 0 looked for and not given, empty not looked at.

    Parameters
    ----------
    study : Study
    presences : collection of str
        A code counts as given with one of these; with another it is 0.
    coders : collection of str, optional
        Only these.

    Returns
    -------
    DataFrame
        Columns `coder`, `document`, `unit`, then one a code of the codebook.

    Raises
    ------
    CodingError
        If no units are frozen, or a presence does not exist.
    """
    wrong = sorted(set(presences) - set(PRESENCE))
    if wrong:
        raise CodingError(f"presence {wrong[0]!r}", expected=" or ".join(PRESENCE))
    if study.units.empty:
        raise CodingError("no units are frozen yet", hint="coding units")
    judged = study.coded.judgements()
    wanted = [1 + PRESENCE.index(one) for one in presences]
    rows = []
    for i, coder in enumerate(judged.coders):
        if coders is not None and coder not in coders:
            continue
        for j, unit in enumerate(judged.units):
            cells = judged.cells[i, j].tolist()
            given = [None if c == MISSING else int(c in wanted) for c in cells]
            rows.append([coder, judged.documents[j], unit, *given])
    made = pd.DataFrame(rows, columns=["coder", "document", "unit", *judged.codes])
    return made.astype(dict.fromkeys(judged.codes, "Int64"))


def counts_table(study: Study, *, coders: Collection[str] | None = None) -> pd.DataFrame:
    """
    How often each code was given.

    Returns
    -------
    DataFrame
        One row a code of the codebook (and a draft in use): `code`, `path`, `codings`,
        `documents`, `units` (those of C2), `coders`, and one column a presence.
    """
    codings = study.coded.codings
    on_units = study.coded.on_units
    if coders is not None:
        codings = codings[codings["coder"].isin(list(coders))]
        on_units = on_units[on_units["coder"].isin(list(coders))]
    book, language = study.codebook, study.settings.language
    names = [*book.codes, *sorted({*codings["code"]} - set(book.codes))]
    presences = Counter(zip(codings["code"], codings["presence"], strict=True))
    rows = []
    for code in names:
        mine = codings[codings["code"] == code]
        rows.append(
            {
                "code": code,
                "path": code_path(book, code, language),
                "codings": len(mine),
                "documents": mine["document"].nunique(),
                "units": on_units.loc[on_units["code"] == code, "unit"].nunique(),
                "coders": mine["coder"].nunique(),
                **{name: presences[code, name] for name in PRESENCE},
            }
        )
    return pd.DataFrame(rows)
