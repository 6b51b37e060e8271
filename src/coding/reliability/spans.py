"""Agreement on the words themselves: whether coders marked the same stretches of text."""

from __future__ import annotations

from collections.abc import Collection
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from coding.codings import codings_frame
from coding.codings.judgements import MISSING
from coding.errors import CodingError
from coding.estimate import Estimate, undefined
from coding.reliability.comparison import Comparison
from coding.statistics import unitizing_alpha
from coding.text import sha256

__all__ = ["span_agreement"]

Span = tuple[int, int, str]
Passage = tuple[str, int, int, str]  # document, start, end, code
_KINDS = (("u", "u-alpha"), ("binary", "|u-alpha"), ("cu", "cu-alpha"))


def span_agreement(
    comparison: Comparison, *, coders: Collection[str] | None = None
) -> pd.DataFrame:
    """
    The u-alpha family on characters, over the units that all these coders read, end to end.

    Per code `|u-alpha`: was the same text marked with it; spans of one coder that overlap count as
    one. Over all codes `|u` (was it marked at all), and `u` and `cu`, which need spans of one
    coder that do not overlap: in interviews they usually do, and then the reason says so.

    Parameters
    ----------
    comparison : Comparison
    coders : collection of str, optional
        Two or more of the coders; all otherwise.

    Returns
    -------
    DataFrame
        `code` (`(all)` for all codes), `coefficient, alpha, spans, characters` (length of the text
        compared), `reason, coded_by`. No intervals: the room has none for this family.

    Raises
    ------
    CodingError
        For a coder who is not among those compared.
    """
    names = list(comparison.coders if coders is None else coders)
    for name in names:
        if name not in comparison.coders:
            raise CodingError(f"coder {name!r} has nothing to compare")
    rows = [] if comparison.reflexive else _rows(comparison, names)
    columns = ["code", "coefficient", "alpha", "spans", "characters", "reason"]
    frame = pd.DataFrame(rows, columns=columns)
    frame["alpha"] = frame["alpha"].astype("Float64")
    frame[["spans", "characters"]] = frame[["spans", "characters"]].astype("Int64")
    return comparison.marked(frame)


def _rows(comparison: Comparison, names: list[str]) -> list[dict[str, Any]]:
    known = comparison.own.cells != MISSING
    places = [comparison.coders.index(name) for name in names]
    passages = _passages(comparison, names)
    rows = []
    for number, code in enumerate(comparison.own.codes):
        read = known[places, :, number].all(axis=0) if places else np.zeros(0, dtype=bool)
        line = _Line(comparison, read)
        spans = {name: line.clip(passages[name], code) for name in names}
        one = _computed(spans, line.length, kind="binary", names=names, label=code)
        rows.append(_row(code, "|u-alpha", one, spans, line.length))
    judged = known.any(axis=(0, 1))
    whole = known[places][:, :, judged].all(axis=(0, 2)) if places else np.zeros(0, dtype=bool)
    line = _Line(comparison, whole)
    spans = {name: line.clip(passages[name], None) for name in names}
    for kind, title in _KINDS:
        one = _computed(spans, line.length, kind=kind, names=names, label=None)
        rows.append(_row("(all)", title, one, spans, line.length))
    return rows


def _row(
    code: str, title: str, one: Estimate, spans: dict[str, list[Span]], length: int
) -> dict[str, Any]:
    return {
        "code": code,
        "coefficient": title,
        "alpha": one.value,
        "spans": sum(map(len, spans.values())),
        "characters": length,
        "reason": one.reason,
    }


def _computed(
    spans: dict[str, list[Span]], length: int, *, kind: Any, names: list[str], label: str | None
) -> Estimate:
    method = f"unitizing_alpha, {kind}"
    if len(names) < 2:
        return undefined(f"{len(names)} coder: agreement needs two", method=method)
    if not length:
        why = "there is no unit that all coders read: compare fewer coders"
        return undefined(why, method=method)
    if kind in {"u", "cu"} and any(map(_overlap, spans.values())):
        why = "spans of one coder overlap; |u-alpha per code allows that"
        return undefined(why, method=method)
    return unitizing_alpha(spans, length=length, kind=kind, label=label)


def _overlap(spans: list[Span]) -> bool:
    ordered = sorted(spans)
    return any(b[0] < a[1] for a, b in pairwise(ordered))


def _passages(comparison: Comparison, names: list[str]) -> dict[str, list[Passage]]:
    shas = {name: sha256(text) for name, text in comparison.texts.items()}
    found: dict[str, list[Passage]] = {name: [] for name in names}
    standing = codings_frame(comparison.codings)
    columns = ("coder", "document", "start", "end", "code", "text_sha")
    for coder, document, start, end, code, sha in zip(
        *(standing[column].tolist() for column in columns), strict=True
    ):
        if coder in found and shas.get(document) == sha:
            found[coder].append((document, int(start), int(end), code))
    return found


class _Line:
    """Chosen units of all documents laid end to end; maps passages onto it."""

    def __init__(self, comparison: Comparison, chosen: np.ndarray[Any, np.dtype[np.bool_]]) -> None:
        self.pieces: dict[str, list[tuple[int, int, int]]] = {}
        self.length = 0
        units = comparison.units[chosen]
        for document, start, end in zip(
            units["document"].tolist(), units["start"].tolist(), units["end"].tolist(), strict=True
        ):
            self.pieces.setdefault(document, []).append((start, end, self.length))
            self.length += end - start

    def clip(self, passages: list[Passage], code: str | None) -> list[Span]:
        """Where passages lie on the line; one that crosses a gap between units stays one."""
        found: list[Span] = []
        for document, start, end, given in passages:
            if code is not None and given != code:
                continue
            on = [
                (at + max(start, a) - a, at + min(end, b) - a)
                for a, b, at in self.pieces.get(document, ())
                if start < b and a < end
            ]
            if on:
                found.append((on[0][0], on[-1][1], given))
        return found
