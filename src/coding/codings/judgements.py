"""What each coder knows of each unit and code: applied, not applied, or not looked at (C1, C6)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from coding.codebook import PRESENCE
from coding.codebook_life import CodebookRef, carry_scope, position_of
from coding.codings.events import ALL, Event
from coding.codings.gather import Codings
from coding.codings.spans import spans_to_units, unit_codings
from coding.codings.state import LogState
from coding.codings.tables import codings_frame
from coding.errors import CodingError, did_you_mean
from coding.text import sha256

__all__ = ["MISSING", "NOT_APPLIED", "Judgements", "judge", "rating_sets", "ratings"]

# cells of `Judgements.cells`; a presence is its place in `PRESENCE` counted from 1
MISSING, NOT_APPLIED = -1, 0
_NO = "not applied"


@dataclass(frozen=True, slots=True)
class Judgements:
    """
    Every coder, unit and code.

    Attributes
    ----------
    coders, units, codes : tuple of str
        What the axes of `cells` stand for; units and codes keep their order.
    documents : tuple of str
        Document of each unit.
    cells : ndarray of int8, shape (coders, units, codes)
        `MISSING` where the coder did not look, `NOT_APPLIED` for a "no", else the presence counted
        from 1 in the order of `coding.codebook.PRESENCE`.
    assisted : ndarray of bool, shape (coders, units)
        Suggestions were visible there at some time.
    skipped : ndarray of bool, shape (coders, units)
        Left for later.
    unknown : tuple of str
        Why some marks could not be read: nothing says which codes their codebook had.
    """

    coders: tuple[str, ...]
    units: tuple[str, ...]
    codes: tuple[str, ...]
    documents: tuple[str, ...]
    cells: npt.NDArray[np.int8]
    assisted: npt.NDArray[np.bool_]
    skipped: npt.NDArray[np.bool_]
    unknown: tuple[str, ...] = ()

    def code(self, code: str) -> int:
        """
        Position of a code.

        Raises
        ------
        CodingError
            If it is not among the codes judged.
        """
        if code not in self.codes:
            raise CodingError(f"no code {code!r} here", hint=did_you_mean(code, self.codes))
        return self.codes.index(code)

    def own(self) -> Judgements:
        """The same with assisted units missing: what counts for reliability (the two facts)."""
        cells = self.cells.copy()
        cells[self.assisted] = MISSING
        return Judgements(
            self.coders,
            self.units,
            self.codes,
            self.documents,
            cells,
            self.assisted,
            self.skipped,
            self.unknown,
        )


def judge(
    codings: Codings,
    units: pd.DataFrame,
    texts: Mapping[str, str],
    codes: Sequence[str],
    *,
    rounds: Collection[str] | None = None,
    coders: Sequence[str] | None = None,
) -> Judgements:
    """
    Work out what each coder knows of each unit and code.

    Inside the scope of a `done` (or "no code applies") a code without a coding is a "no"; outside
    it, on skipped units and where nothing was done, it is missing. So a code that was added later
    is missing on earlier units until they are looked at again.

    Parameters
    ----------
    codings : Codings
    units : DataFrame
        Rows of `schemas.UNITS`.
    texts : mapping of str to str
        Canonical texts of the units' documents.
    codes : sequence of str
        Codes of today's codebook.
    rounds : collection of str, optional
        Only what was decided in these rounds.
    coders : sequence of str, optional
        These, in this order; all that have a log otherwise.

    Returns
    -------
    Judgements

    Raises
    ------
    CodingError
        If the text of a unit is not given.
    """
    chosen = codings.only(rounds=rounds, coders=coders)
    names = tuple(coders if coders is not None else chosen.coders)
    ordered = units.sort_values(["document", "start"])
    if without := sorted({*ordered["document"]} - texts.keys()):
        raise CodingError(f"no text of {', '.join(without)}", expected="the text of every unit")
    grid = _Grid(names, ordered, tuple(codes), texts)
    for state in chosen.states():
        if state.coder in names:
            grid.take_marks(chosen, state)
    grid.take_codings(chosen)
    return Judgements(
        names,
        tuple(grid.units),
        tuple(codes),
        tuple(ordered["document"].tolist()),
        grid.cells,
        grid.assisted,
        grid.skipped,
        tuple(sorted(grid.unknown)),
    )


class _Grid:
    """The cells while they are filled."""

    def __init__(
        self,
        coders: Sequence[str],
        units: pd.DataFrame,
        codes: Sequence[str],
        texts: Mapping[str, str],
    ) -> None:
        self.coders = {coder: i for i, coder in enumerate(coders)}
        self.units = {unit: i for i, unit in enumerate(units["unit"].tolist())}
        self.codes = {code: i for i, code in enumerate(codes)}
        self.frame = units
        self.texts = texts
        self.shas = {name: sha256(text) for name, text in texts.items()}
        shape = (len(self.coders), len(self.units), len(self.codes))
        self.cells = np.full(shape, MISSING, dtype=np.int8)
        # judged as part of a code that was split since: in doubt where that one was applied
        self.by_part = np.zeros(shape, dtype=np.bool_)
        self.assisted = np.zeros(shape[:2], dtype=np.bool_)
        self.skipped = np.zeros(shape[:2], dtype=np.bool_)
        self.unknown: set[str] = set()
        self.of_document: dict[str, list[int]] = {}
        for position, document in enumerate(units["document"].tolist()):
            self.of_document.setdefault(document, []).append(position)
        self._scopes: dict[tuple[CodebookRef | None, tuple[str, ...]], dict[str, bool]] = {}

    def take_marks(self, codings: Codings, state: LogState) -> None:
        """Read what a coder said about whole units; in the order of the log, the last holds."""
        coder = self.coders[state.coder]
        for event in state.current("marks"):
            scope = self._scope(codings, state, event)
            direct = [self.codes[code] for code, whole in scope.items() if whole]
            part = [self.codes[code] for code, whole in scope.items() if not whole]
            for unit in self._units_of(event):
                skip = event.do == "skip"
                self.cells[coder, unit, direct + part] = MISSING if skip else NOT_APPLIED
                self.by_part[coder, unit, direct] = False
                self.by_part[coder, unit, part] = True
                if event.do != "reject":
                    self.skipped[coder, unit] = skip
        self._take_shown(codings, state, coder)

    def _units_of(self, event: Event) -> list[int]:
        if event.unit:
            return [self.units[event.unit]] if event.unit in self.units else []
        return self.of_document.get(event.doc, [])

    def _scope(self, codings: Codings, state: LogState, event: Event) -> dict[str, bool]:
        """Today's codes a mark speaks about -> whether directly."""
        scope = (event.code,) if event.do == "reject" else event.scope or ALL
        key = event.codebook, scope
        if key not in self._scopes:
            known = codings.books.get(event.codebook) if event.codebook else None
            if known is None and scope == ALL:
                version = event.codebook.version if event.codebook else "without a version"
                self.unknown.add(
                    f"{state.name}: nothing says which codes codebook {version} had; what was done"
                    " under it counts as not looked at"
                )
            asked = (known or ()) if scope == ALL else scope
            position = position_of(codings.changes, event.codebook, known or asked)
            judged = carry_scope(codings.changes, position, known or asked, asked)
            self._scopes[key] = {c: whole for c, whole in judged.items() if c in self.codes}
        return self._scopes[key]

    def _take_shown(self, codings: Codings, state: LogState, coder: int) -> None:
        """A unit on which suggestions were visible once is assisted, whatever was undone since."""
        spans: dict[str, list[tuple[int, int]]] = {}
        for event in state.events:
            if not event.shown:
                continue
            if event.unit or event.start is None:
                self.assisted[coder, self._units_of(event)] = True
            now = codings.today(event)
            fits = now.text_sha == self.shas.get(event.doc)
            if fits and now.start is not None and now.end is not None:
                spans.setdefault(event.doc, []).append((now.start, now.end))
        for document, places in spans.items():
            for position in self._on_units(document, places):
                self.assisted[coder, position] = True

    def _on_units(self, document: str, spans: list[tuple[int, int]]) -> list[list[int]]:
        rows = self.of_document.get(document, [])
        if not rows:
            return []
        text = self.texts[document]
        units = self.frame.iloc[rows]
        places = list(zip(units["start"].tolist(), units["end"].tolist(), strict=True))
        fitting = [(start, end) for start, end in spans if end <= len(text)]
        return [[rows[i] for i in on] for on in spans_to_units(fitting, places, text)]

    def take_codings(self, codings: Codings) -> None:
        """Enter the codings that stand, then the doubt that codes split since leave."""
        standing = codings_frame(codings)
        fits = standing["text_sha"] == standing["document"].map(self.shas).fillna("")
        here = standing["document"].isin(self.of_document)
        given = unit_codings(standing[fits & here], self.frame, self.texts)
        self._doubt_orphans(standing[here & ~fits])
        value = {presence: i for i, presence in enumerate(PRESENCE, start=1)}
        columns = (given[name].tolist() for name in ("coder", "unit", "code", "presence", "events"))
        doubtful = {
            event.id: codings.today(event).doubtful for _, event in codings.current("codings")
        }
        doubts: list[tuple[int, int, int]] = []
        for coder, unit, code, presence, events in zip(*columns, strict=True):
            where = self.coders[coder], self.units[unit]
            if code in self.codes:
                self.cells[(*where, self.codes[code])] = value[presence]
            for name in events.split(";"):
                doubts += [(*where, self.codes[c]) for c in doubtful[name] if c in self.codes]
        for cell in doubts:
            if self.cells[cell] == NOT_APPLIED and self.by_part[cell]:
                self.cells[cell] = MISSING

    def _doubt_orphans(self, orphans: pd.DataFrame) -> None:
        """A coding whose passage cannot be found makes a "no" of its code there unknown."""
        columns = (
            orphans[name].tolist() for name in ("event", "coder", "document", "unit", "code")
        )
        for event, coder, document, unit, code in zip(*columns, strict=True):
            self.unknown.add(f"{event}: its passage has no place in today's text of {document}")
            if code in self.codes:
                rows = [self.units[unit]] if unit in self.units else self.of_document[document]
                cells = self.cells[self.coders[coder], :, self.codes[code]]
                cells[rows] = np.where(cells[rows] == NOT_APPLIED, MISSING, cells[rows])


def ratings(judgements: Judgements, code: str, *, value: str = "applied") -> pd.DataFrame:
    """
    Coder × unit ratings of one code, as the statistics room takes them.

    Parameters
    ----------
    judgements : Judgements
        For reliability, `judgements.own()`.
    code : str
    value : {'applied', 'present', 'presence'}
        Applied at all (1 or 0); applied as present (1 or 0); or the presence itself, with
        `not applied` for a "no".

    Returns
    -------
    DataFrame, shape (coders, units)
        Missing (NaN, or None for presences) where a coder did not look.

    Raises
    ------
    CodingError
        For an unknown code or value.
    """
    cells = judgements.cells[:, :, judgements.code(code)]
    if value == "presence":
        names = np.array([*(_NO, *PRESENCE), None], dtype=object)
        found: npt.NDArray[np.object_] | npt.NDArray[np.float64] = names[cells]
    elif value in {"applied", "present"}:
        yes = cells > NOT_APPLIED if value == "applied" else cells == 1 + PRESENCE.index("present")
        found = np.where(cells == MISSING, np.nan, yes.astype(np.float64))
    else:
        raise CodingError(f"value {value!r}", expected="applied, present or presence")
    return pd.DataFrame(
        found,
        index=pd.Index(judgements.coders, name="coder"),
        columns=pd.Index(judgements.units, name="unit"),
    )


def rating_sets(judgements: Judgements, *, codes: Sequence[str] | None = None) -> pd.DataFrame:
    """
    Coder × unit sets of codes, for coefficients on several labels a unit.

    Parameters
    ----------
    judgements : Judgements
    codes : sequence of str, optional
        Only these.

    Returns
    -------
    DataFrame of frozenset or None
        None where the coder did not look at every one of the codes; the empty set is a value.
    """
    wanted = list(judgements.codes if codes is None else codes)
    cells = judgements.cells[:, :, [judgements.code(code) for code in wanted]]
    rows = [
        [
            None
            if MISSING in unit
            else frozenset(c for c, v in zip(wanted, unit, strict=True) if v)
            for unit in coder
        ]
        for coder in cells.tolist()
    ]
    filled = np.empty((len(rows), len(judgements.units)), dtype=object)
    for i, row in enumerate(rows):
        filled[i, :] = row
    return pd.DataFrame(
        filled,
        index=pd.Index(judgements.coders, name="coder"),
        columns=pd.Index(judgements.units, name="unit"),
    )
