"""Every unit the coders differ on, worst first, with what each of them decided there."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt
import pandas as pd

from coding.codebook import PRESENCE
from coding.codings import codings_frame, memos_frame, resolutions_frame, unit_codings
from coding.codings.judgements import MISSING, NOT_APPLIED
from coding.errors import CodingError, did_you_mean
from coding.reliability.comparison import Comparison
from coding.text import sha256

__all__ = [
    "NO",
    "UNREAD",
    "Disagreement",
    "Dispute",
    "Memo",
    "Reading",
    "disagreements",
]

NO, UNREAD = "no", "unread"
_RANK_DIGITS = 9
Cells = npt.NDArray[np.int8]


@dataclass(frozen=True, slots=True)
class Reading:
    """
    What one coder decided about one code in one unit.

    Attributes
    ----------
    coder : str
    value : str
        A presence, `no`, or `unread`.
    events : tuple of str
        Ids of the codings; empty for `no`.
    spans : tuple of (int, int)
        The passages marked, half-open code points.
    notes : tuple of str
        The coder's remarks on them.
    """

    coder: str
    value: str
    events: tuple[str, ...] = ()
    spans: tuple[tuple[int, int], ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Dispute:
    """
    One code coders differ on in one unit.

    Attributes
    ----------
    code : str
    kind : {'applied', 'presence'}
        Whether they differ on the code, or only on its presence.
    readings : tuple of Reading
        One a coder, in order.
    verdict : str
        How it was adjudicated: a presence, `no`, or empty while it is open.
    resolution : str
        Id of that `resolve` event.
    stale : bool
        Something it weighed does not stand any more.
    """

    code: str
    kind: str
    readings: tuple[Reading, ...]
    verdict: str = ""
    resolution: str = ""
    stale: bool = False

    @property
    def open(self) -> bool:
        """Nobody adjudicated it, or what was weighed has changed since."""
        return not self.resolution or self.stale

    @property
    def events(self) -> tuple[str, ...]:
        """What an adjudication of it weighs."""
        return tuple(event for reading in self.readings for event in reading.events)


@dataclass(frozen=True, slots=True)
class Memo:
    """A memo on a unit's words."""

    coder: str
    note: str
    code: str = ""


@dataclass(frozen=True, slots=True)
class Disagreement:
    """
    A unit on which coders differ.

    Attributes
    ----------
    rank : int
        Place in the whole list, 1 for the worst; a filter does not change it.
    document, unit : str
    start, end : int
        Half-open code points of the unit.
    differ : float
        Codes two coders differ on here, averaged over pairs of coders that read the code.
    distance : float
        Jaccard distance of the code sets, averaged over pairs: 1 where they share none.
    assisted : bool
        A coder saw suggestions here.
    disputes : tuple of Dispute
    agreed : tuple of str
        Codes everybody who read them applied alike.
    memos : tuple of Memo
    """

    rank: int
    document: str
    unit: str
    start: int
    end: int
    differ: float
    distance: float
    assisted: bool
    disputes: tuple[Dispute, ...]
    agreed: tuple[str, ...]
    memos: tuple[Memo, ...]


def disagreements(
    comparison: Comparison,
    *,
    code: str | None = None,
    coder: str | None = None,
    document: str | None = None,
    only_open: bool = False,
) -> tuple[Disagreement, ...]:
    """
    List the units on which coders differ, worst first.

    Worst is the unit with the most codes in dispute, then the one whose code sets share least,
    then the order of the text. What stands now is listed, assisted units too (they are marked):
    this is work to do, not a measure.

    Parameters
    ----------
    comparison : Comparison
    code : str, optional
        Only units in dispute about this code; only that dispute is handed on.
    coder : str, optional
        Only disputes in which this coder read the unit and differs from somebody.
    document : str, optional
    only_open : bool
        Leave out what was adjudicated and still stands.

    Returns
    -------
    tuple of Disagreement

    Raises
    ------
    CodingError
        For an unknown code, coder or document.
    """
    _check(comparison, code, coder, document)
    found = []
    for item in _all(comparison):
        if document is not None and item.document != document:
            continue
        kept = tuple(
            dispute
            for dispute in item.disputes
            if (code is None or dispute.code == code)
            and (coder is None or _differs(dispute, coder))
            and (not only_open or dispute.open)
        )
        if kept:
            found.append(_with_disputes(item, kept))
    return tuple(found)


def _check(
    comparison: Comparison, code: str | None, coder: str | None, document: str | None
) -> None:
    known = {
        "code": (code, comparison.every.codes),
        "coder": (coder, comparison.coders),
        "document": (document, tuple(comparison.texts)),
    }
    for name, (given, all_of_them) in known.items():
        if given is not None and given not in all_of_them:
            hint = did_you_mean(given, all_of_them)
            raise CodingError(f"no {name} {given!r} was compared", hint=hint)


def _differs(dispute: Dispute, coder: str) -> bool:
    values = {reading.coder: reading.value for reading in dispute.readings}
    others = {v for name, v in values.items() if name != coder and v != UNREAD}
    return values[coder] != UNREAD and bool(others - {values[coder]})


def _with_disputes(item: Disagreement, kept: tuple[Dispute, ...]) -> Disagreement:
    return Disagreement(
        item.rank,
        item.document,
        item.unit,
        item.start,
        item.end,
        item.differ,
        item.distance,
        item.assisted,
        kept,
        item.agreed,
        item.memos,
    )


def _all(comparison: Comparison) -> list[Disagreement]:
    cells = comparison.every.cells
    known = cells != MISSING
    # per code: coders that read it hold two different values
    highest = np.where(known, cells, -1).max(axis=0, initial=-1)
    lowest = np.where(known, cells, 99).min(axis=0, initial=99)
    apart = (known.sum(axis=0) >= 2) & (highest != lowest)
    positions = np.flatnonzero(apart.any(axis=1))
    scores = [_scores(cells[:, position]) for position in positions]
    order = sorted(
        range(len(positions)),
        key=lambda k: (-round(scores[k][0], _RANK_DIGITS), -round(scores[k][1], _RANK_DIGITS), k),
    )
    details = _Details(comparison)
    columns = ("document", "unit", "start", "end")
    places = list(zip(*(comparison.units[name].tolist() for name in columns), strict=True))
    made = []
    for rank, k in enumerate(order, start=1):
        position = int(positions[k])
        document, unit, start, end = places[position]
        disputes = tuple(
            details.dispute(unit, int(c), cells[:, position, c])
            for c in np.flatnonzero(apart[position])
        )
        agreed = tuple(
            code
            for c, code in enumerate(comparison.every.codes)
            if lowest[position, c] == highest[position, c] > NOT_APPLIED
        )
        assisted = bool(comparison.assisted[:, position].any())
        memos = details.memos_on(document, unit, start, end)
        made.append(
            Disagreement(
                rank, document, unit, start, end, *scores[k], assisted, disputes, agreed, memos
            )
        )
    return made


def _scores(cells: Cells) -> tuple[float, float]:
    """Codes two coders differ on, and Jaccard distance; of one unit, shape (coders, codes)."""
    known = cells != MISSING
    pairs = list(combinations(range(len(cells)), 2))
    compared = np.zeros(cells.shape[1])
    different = np.zeros(cells.shape[1])
    distances = []
    for i, j in pairs:
        both = known[i] & known[j]
        if not both.any():
            continue
        compared += both
        different += both & (cells[i] != cells[j])
        a, b = (cells[i] > NOT_APPLIED) & both, (cells[j] > NOT_APPLIED) & both
        union = int((a | b).sum())
        distances.append(1.0 - int((a & b).sum()) / union if union else 0.0)
    share = np.divide(different, compared, out=np.zeros_like(different), where=compared > 0)
    return float(share.sum()), float(np.mean(distances)) if distances else 0.0


class _Details:
    """Events, passages, remarks, memos and verdicts, looked up by unit."""

    def __init__(self, comparison: Comparison) -> None:
        self.coders = comparison.coders
        self.codes = comparison.every.codes
        standing = codings_frame(comparison.now, texts=comparison.texts)
        shas = standing["document"].map({n: sha256(t) for n, t in comparison.texts.items()})
        standing = standing[standing["text_sha"] == shas.fillna("")]
        on = unit_codings(standing, comparison.units, comparison.texts)
        columns = ("coder", "unit", "code", "events")
        self.events = {
            (coder, unit, code): tuple(events.split(";"))
            for coder, unit, code, events in zip(*(on[c].tolist() for c in columns), strict=True)
        }
        noted = ("event", "start", "end", "note")
        self.passages = {
            event: (int(start), int(end), "" if pd.isna(note) else str(note))
            for event, start, end, note in zip(*(standing[c].tolist() for c in noted), strict=True)
        }
        self.memos = memos_frame(comparison.logs)
        self.verdicts: dict[tuple[str, str], tuple[str, str, bool]] = {}
        decided = resolutions_frame(comparison.logs)
        # in the order of events: the later line of an adjudicator's log holds
        told = ("unit", "code", "applies", "presence", "event", "stale")
        rows = zip(*(decided.sort_values("event")[c].tolist() for c in told), strict=True)
        for unit, code, applies, presence, event, stale in rows:
            verdict = ("present" if pd.isna(presence) else str(presence)) if applies else NO
            key = ("" if pd.isna(unit) else str(unit), "" if pd.isna(code) else str(code))
            self.verdicts[key] = (verdict, str(event), not pd.isna(stale))

    def dispute(self, unit: str, number: int, cells: Cells) -> Dispute:
        code = self.codes[number]
        readings = tuple(
            self._reading(coder, unit, code, int(cell))
            for coder, cell in zip(self.coders, cells, strict=True)
        )
        applied = {value > NOT_APPLIED for value in cells.tolist() if value != MISSING}
        verdict = self.verdicts.get((unit, code), self.verdicts.get((unit, ""), ("", "", False)))
        return Dispute(code, "applied" if len(applied) == 2 else "presence", readings, *verdict)

    def _reading(self, coder: str, unit: str, code: str, cell: int) -> Reading:
        if cell == MISSING:
            return Reading(coder, UNREAD)
        if cell == NOT_APPLIED:
            return Reading(coder, NO)
        events = self.events.get((coder, unit, code), ())
        passages = [self.passages[event] for event in events]
        return Reading(
            coder,
            PRESENCE[cell - 1],
            events,
            tuple((start, end) for start, end, _ in passages),
            tuple(note for _, _, note in passages if note),
        )

    def memos_on(self, document: str, unit: str, start: int, end: int) -> tuple[Memo, ...]:
        memos = self.memos
        if memos.empty:
            return ()
        overlaps = (memos["start"] < end) & (memos["end"] > start)
        on = (memos["unit"] == unit) | ((memos["document"] == document) & overlaps.fillna(False))
        columns = ("coder", "note", "code")
        return tuple(
            Memo(str(coder), str(note), "" if pd.isna(code) else str(code))
            for coder, note, code in zip(
                *(memos.loc[on.fillna(False), c].tolist() for c in columns), strict=True
            )
        )
