"""What counts as coded in one reading of a corpus: the shape every frame of validation rests on."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from coding.codebook import PRESENCE
from coding.errors import CodingError, did_you_mean

__all__ = ["DISPUTED", "MISSING", "NO", "UNDECIDED", "Material", "parts", "presence_value"]

# Cells of `Material.cells`; a presence is its place in `PRESENCE` counted from 1.
UNDECIDED = -2  # coders differ on whether the code applies, and nobody decided
MISSING = -1  # nobody looked
NO = 0
DISPUTED = 5  # it applies; coders differ on the presence, and nobody decided

Cells = npt.NDArray[np.int8]
Flags = npt.NDArray[np.bool_]


def presence_value(presence: str) -> int:
    """
    How a presence is stored in the cells.

    Raises
    ------
    CodingError
        For a presence that does not exist.

    Examples
    --------
    >>> presence_value("absent")
    2
    """
    if presence not in PRESENCE:
        raise CodingError(f"presence {presence!r}", expected=" or ".join(PRESENCE))
    return PRESENCE.index(presence) + 1


def parts(joined: object) -> frozenset[str]:
    """
    Values of a cell that joins several by a semicolon; none for a missing one.

    Examples
    --------
    >>> sorted(parts("I1;I2")), sorted(parts(None))
    (['I1', 'I2'], [])
    """
    if not isinstance(joined, str) or not joined:
        return frozenset()
    return frozenset(joined.split(";"))


@dataclass(frozen=True, slots=True)
class Material:
    """
    Coded interviews (or literature) under one rule of what counts.

    Attributes
    ----------
    rule : str
        Which codings count: `adjudicated`, `coder-a`, … (see `coding.validation.gather`).
    coders : tuple of str
        Whose codings it rests on.
    documents : DataFrame
        One row a document, in the order of tables: `document, kind, case, role, role_group, side,
        boundary_level`; empty text where there is none.
    units : DataFrame
        One row a unit in reading order: `document, unit, start, episode, guide_question` (missing
        where nobody labelled the questions).
    codes : tuple of str
        Columns of `cells`.
    rollups : mapping
        Roll-up -> its codes.
    cells : ndarray of int8, shape (units, codes)
        `MISSING`, `UNDECIDED`, `NO`, a presence from 1 in the order of `PRESENCE`, or `DISPUTED`.
    codings : DataFrame
        One row a cell that applies: `place` (row of `units`), `document, unit, code, presence,
        modality, agent, initiative, sub, flag, form` (joined by ;), `prompting`, `own`, `coders`.
    links : DataFrame
        Links respondents make between two codings that both count: `document, episode, from_unit,
        to_unit, from_code, from_presence, to_code, to_presence, type, coders`.
    stances : DataFrame
        What passages do to claims: `event, coder, document, unit, start, end, claim, direction,
        strength, boundary_level, quote, modality, prompting, self_report, own`.
    guide_labelled : bool
        Whether units carry guide questions.
    notes : tuple of str
        What a reader must know: coders left out, adjudications that went stale.
    interviews, episodes : ndarray of int, shape (units,)
        Place of each unit's document in `documents`; a number for its episode.
    """

    rule: str
    coders: tuple[str, ...]
    documents: pd.DataFrame
    units: pd.DataFrame
    codes: tuple[str, ...]
    rollups: Mapping[str, tuple[str, ...]]
    cells: Cells
    codings: pd.DataFrame
    links: pd.DataFrame
    stances: pd.DataFrame
    guide_labelled: bool = True
    notes: tuple[str, ...] = field(default=())
    # worked out once: every window of every test asks for them
    interviews: npt.NDArray[np.intp] = field(init=False, repr=False, compare=False)
    episodes: npt.NDArray[np.intp] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Number the interviews and episodes of units."""
        order = {name: place for place, name in enumerate(self.names)}
        names = [str(name) for name in self.units["document"]]
        pairs = list(zip(names, self.units["episode"].tolist(), strict=True))
        place = {pair: number for number, pair in enumerate(dict.fromkeys(pairs))}
        interviews = np.array([order[name] for name in names], dtype=np.intp)
        episodes = np.array([place[pair] for pair in pairs], dtype=np.intp)
        object.__setattr__(self, "interviews", interviews)
        object.__setattr__(self, "episodes", episodes)

    @property
    def names(self) -> list[str]:
        """Documents in order."""
        return [str(name) for name in self.documents["document"]]

    def attribute(self, name: str) -> dict[str, str]:
        """Document -> its case, role, role_group or side."""
        return dict(zip(self.names, self.documents[name].astype(str), strict=True))

    def columns(self, code: str) -> list[int]:
        """
        Columns of a code, or of the codes of a roll-up.

        Raises
        ------
        CodingError
            For a name that is neither.
        """
        members = self.rollups.get(code, (code,))
        if any(member not in self.codes for member in members):
            known = (*self.codes, *self.rollups)
            raise CodingError(f"no code or roll-up {code!r}", hint=did_you_mean(code, known))
        return [self.codes.index(member) for member in members]

    def flags(self, code: str, presence: Collection[str] | str = "any") -> Flags:
        """
        Units to which a code, or any code of a roll-up, applies.

        Parameters
        ----------
        code : str
        presence : collection of str, or "any"
            Only with one of these presences; "any" also takes disputed ones.

        Returns
        -------
        ndarray of bool, shape (units,)
        """
        cells = self.cells[:, self.columns(code)]
        if isinstance(presence, str):
            if presence != "any":
                raise CodingError(f"presence {presence!r}", expected="a list, or 'any'")
            found = cells > NO
        else:
            found = np.isin(cells, [presence_value(one) for one in presence])
        return np.asarray(found.any(axis=1), dtype=np.bool_)

    def looked(self, code: str) -> Flags:
        """Units somebody looked at for a code (for every code of a roll-up)."""
        cells = self.cells[:, self.columns(code)]
        return np.asarray((cells != MISSING).all(axis=1), dtype=np.bool_)

    def of_interview(self) -> npt.NDArray[np.intp]:
        """Place of each unit's document in `documents`."""
        return self.interviews

    def units_where(self, flags: Flags, document: str) -> list[str]:
        """Ids of the flagged units of a document: the passages behind a cell."""
        mine = (self.units["document"] == document).to_numpy() & flags
        return [str(unit) for unit in self.units.loc[mine, "unit"]]

    def only(self, documents: Iterable[str], *, rule: str | None = None) -> Material:
        """The same with some of the documents, in the same order."""
        kept = set(documents)
        units = self.units["document"].isin(kept).to_numpy()
        place = np.cumsum(units) - 1
        codings = self.codings[self.codings["document"].isin(kept)]
        codings = codings.assign(place=place[codings["place"].to_numpy(dtype=np.intp)])
        return replace(
            self,
            rule=rule or self.rule,
            documents=_rows(self.documents, kept),
            units=self.units[units].reset_index(drop=True),
            cells=self.cells[units],
            codings=codings.reset_index(drop=True),
            links=_rows(self.links, kept),
            stances=_rows(self.stances, kept),
        )

    def without(self, documents: Iterable[str], *, rule: str | None = None) -> Material:
        """The same without some of the documents."""
        gone = set(documents)
        return self.only([name for name in self.names if name not in gone], rule=rule)

    def keeping(
        self,
        *,
        rule: str,
        codings: npt.NDArray[np.bool_] | None = None,
        stances: npt.NDArray[np.bool_] | None = None,
    ) -> Material:
        """
        The same with some codings and stances not counted.

        A coding that does not count becomes a "no" (the unit was read), and a link counts only
        while both its ends do.

        Parameters
        ----------
        rule : str
            Name of this reading.
        codings, stances : ndarray of bool, optional
            Rows to keep; all where absent.
        """
        kept = self.codings if codings is None else self.codings[codings].reset_index(drop=True)
        cells = self.cells
        if codings is not None:
            gone = self.codings[~codings]
            cells = cells.copy()
            columns = [self.codes.index(code) for code in gone["code"]]
            cells[gone["place"].to_numpy(dtype=np.intp), columns] = NO
        return replace(
            self,
            rule=rule,
            cells=cells,
            codings=kept,
            links=standing_links(self.links, kept),
            stances=self.stances
            if stances is None
            else self.stances[stances].reset_index(drop=True),
        )


def standing_links(links: pd.DataFrame, codings: pd.DataFrame) -> pd.DataFrame:
    """Links both ends of which count."""
    there = set(zip(codings["unit"], codings["code"], strict=True))
    ends = zip(
        links["from_unit"], links["from_code"], links["to_unit"], links["to_code"], strict=True
    )
    keep = [(a, b) in there and (c, d) in there for a, b, c, d in ends]
    return links[np.array(keep, dtype=bool)].reset_index(drop=True)


def _rows(frame: pd.DataFrame, documents: Collection[str]) -> pd.DataFrame:
    return frame[frame["document"].isin(documents)].reset_index(drop=True)
