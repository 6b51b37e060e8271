"""Where coders stand, and which units are open on a code."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

import numpy as np
import pandas as pd

from coding.codings.gather import Codings
from coding.codings.judgements import MISSING, Judgements, judge
from coding.codings.tables import codings_frame
from coding.schemas import RECODE, STATUS, frame

__all__ = ["recode_list", "status"]


def status(
    codings: Codings,
    units: pd.DataFrame,
    texts: Mapping[str, str],
    codes: Sequence[str],
    *,
    assigned: Iterable[tuple[str, str]] | None = None,
    rounds: Collection[str] | None = None,
) -> pd.DataFrame:
    """
    Count, per coder and document, what is decided, skipped and left.

    Parameters
    ----------
    codings : Codings
    units : DataFrame
        Rows of `schemas.UNITS`.
    texts : mapping of str to str
        Canonical texts of the units' documents.
    codes : sequence of str
        Codes of today's codebook.
    assigned : iterable of (coder, document), optional
        Who codes what; otherwise documents a coder has touched.
    rounds : collection of str, optional
        Only what was decided in these rounds.

    Returns
    -------
    DataFrame
        Rows of `schemas.STATUS`.
    """
    chosen = codings.only(rounds=rounds)
    pairs = sorted(chosen.touched() if assigned is None else set(assigned))
    coders = sorted({*chosen.coders, *(coder for coder, _ in pairs)})
    judged = judge(chosen, units, texts, codes, coders=coders)
    standing = codings_frame(chosen)
    last = {
        (state.coder, event.doc): event.time
        for state in chosen.states()
        for event in state.events
        if event.doc
    }
    documents = np.array(judged.documents, dtype=object)
    rows = []
    for coder, document in pairs:
        here = documents == document
        if not here.any():
            continue
        mine = (standing["coder"] == coder) & (standing["document"] == document)
        rows.append(
            {
                "coder": coder,
                "document": document,
                **_counts(judged, coders.index(coder), here),
                "codings": int(mine.sum()),
                "review": int(standing.loc[mine, "review"].notna().sum()),
                "last": last.get((coder, document)),
            }
        )
    return frame(rows, STATUS)


def _counts(judged: Judgements, coder: int, here: np.ndarray) -> dict[str, int]:
    known = judged.cells[coder, here, :] != MISSING
    skipped = judged.skipped[coder, here]
    decided = known.all(axis=1) & ~skipped
    partly = known.any(axis=1) & ~decided & ~skipped
    return {
        "units": int(here.sum()),
        "decided": int(decided.sum()),
        "partly": int(partly.sum()),
        "skipped": int(skipped.sum()),
        "left": int((~decided & ~partly & ~skipped).sum()),
        "assisted": int(judged.assisted[coder, here].sum()),
    }


def recode_list(
    codings: Codings,
    units: pd.DataFrame,
    texts: Mapping[str, str],
    codes: Sequence[str],
    code: str,
    *,
    assigned: Iterable[tuple[str, str]] | None = None,
    coders: Sequence[str] | None = None,
) -> pd.DataFrame:
    """
    List the units that coders have not judged on a code: what is to be read after it was added.

    Parameters
    ----------
    codings, units, texts, codes
        As in `status`.
    code : str
        One of `codes`.
    assigned : iterable of (coder, document), optional
        Who codes what; otherwise documents a coder has touched.
    coders : sequence of str, optional
        Only these.

    Returns
    -------
    DataFrame
        Rows of `schemas.RECODE`; `why` names the coding, where the code was split from its code.

    Raises
    ------
    CodingError
        For an unknown code.
    """
    pairs = set(assigned) if assigned is not None else codings.touched()
    names = [c for c in sorted({coder for coder, _ in pairs}) if coders is None or c in coders]
    judged = judge(codings, units, texts, codes, coders=names)
    cells = judged.cells[:, :, judged.code(code)]
    ordered = units.sort_values(["document", "start"])
    doubt = _in_doubt(codings, code)
    rows = []
    for i, coder in enumerate(names):
        columns = (ordered[name].tolist() for name in ("document", "unit", "start", "end"))
        for j, (document, unit, start, end) in enumerate(zip(*columns, strict=True)):
            if (coder, document) not in pairs or cells[i, j] != MISSING:
                continue
            origin = [
                why
                for who, doc, a, b, why in doubt
                if (who, doc) == (coder, document) and a < end and start < b
            ]
            rows.append(
                {
                    "coder": coder,
                    "document": document,
                    "unit": unit,
                    "start": start,
                    "end": end,
                    "code": code,
                    "why": origin[0] if origin else _why(judged, i, j),
                }
            )
    return frame(rows, RECODE)


def _in_doubt(codings: Codings, code: str) -> list[tuple[str, str, int, int, str]]:
    """Passages coded with a code that this one was split from."""
    found = []
    for state, event in codings.current("codings"):
        now = codings.today(event)
        if code in now.doubtful and now.start is not None and now.end is not None:
            found.append((state.coder, event.doc, now.start, now.end, f"{now.review} ({event.id})"))
    return found


def _why(judged: Judgements, coder: int, unit: int) -> str:
    if judged.skipped[coder, unit]:
        return "skipped"
    known = judged.cells[coder, unit] != MISSING
    return "read, but not for this code" if known.any() else "not looked at"
