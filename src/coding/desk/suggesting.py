"""What the desk asks of a suggester, and how it records what it showed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

from coding.codebook import Codebook
from coding.codings import LogWriter, Model, Place, offer_code

__all__ = ["MOST", "Offers", "Reason", "Suggester", "Suggestion"]

# more than this on one unit is a list to be clicked away, not read
MOST = 5


@dataclass(frozen=True, slots=True)
class Reason:
    """
    Something that carries a suggestion.

    Attributes
    ----------
    text : str
        A word of the unit, an indicator of the codebook, an earlier passage.
    kind : {'word', 'codebook', 'coding'}
    weight : float
        Contribution; positive speaks for the code, negative against. 0 where it has none.
    """

    text: str
    kind: str = "word"
    weight: float = 0.0


@dataclass(frozen=True, slots=True)
class Suggestion:
    """
    A code that may apply to a unit.

    Attributes
    ----------
    code : str
    p : float or None
        Calibrated probability; None where there is too little to calibrate on.
    band : {'suggested', 'possible', ''}
        How sure, in words; the thresholds are the suggester's.
    reasons : tuple of Reason
    """

    code: str
    p: float | None = None
    band: str = ""
    reasons: tuple[Reason, ...] = ()


@runtime_checkable
class Suggester(Protocol):
    """What the desk needs of whatever suggests; units are named by id."""

    @property
    def fingerprint(self) -> str:
        """Which model this is, with what it learned from."""
        ...

    def ranked(self, unit: str) -> Sequence[Suggestion]:
        """Codes for a unit, likeliest first; a code it abstains from is not among them."""
        ...

    def uncertain(self) -> Sequence[str]:
        """Units, the one it is least sure of first."""
        ...

    def likely(self, code: str) -> Sequence[str]:
        """Units, the likeliest for a code first."""
        ...


class Offers:
    """
    Suggestions on the screen: logged before they are shown, and never on a blind unit.

    Parameters
    ----------
    log : LogWriter
    suggester : Suggester
    codebook : Codebook
        Codes of tier C are a person's alone and never suggested, whatever the suggester says.
    blind : frozenset of str
        Units everybody sees without suggestions.
    """

    def __init__(
        self, log: LogWriter, suggester: Suggester, codebook: Codebook, blind: frozenset[str]
    ) -> None:
        self.log = log
        self.suggester = suggester
        self.codebook = codebook
        self.blind = blind
        self._offered: dict[tuple[str, str], str] = {}
        self._seen: set[str] = set()
        for event in log.state.events:
            if event.shown and event.unit:
                self._seen.add(event.unit)
            model = event.model.fingerprint if event.model is not None else ""
            if event.do == "offer" and model == suggester.fingerprint:
                self._offered[event.unit, event.code] = event.id

    def seen(self, unit: str) -> bool:
        """Whether suggestions were ever visible on a unit."""
        return unit in self._seen

    def of(self, code: str) -> bool:
        """Whether a code may be suggested at all."""
        known = self.codebook.codes.get(code)
        return known is not None and known.tier != "C"

    def model(self, found: Suggestion) -> Model:
        """The model and probability as the log has them."""
        return Model(self.suggester.fingerprint, found.p)

    def find(self, unit: str, code: str) -> Suggestion | None:
        """One suggestion of a unit."""
        return next((s for s in self.suggester.ranked(unit) if s.code == code), None)

    def event(self, unit: str, code: str) -> str:
        """The offer a suggestion was logged as; empty if it was not."""
        return self._offered.get((unit, code), "")

    def show(self, place: Place, *, decided: bool, taken: frozenset[str]) -> list[dict[str, Any]]:
        """
        Log and lay out the suggestions for a unit.

        Nothing is shown on a unit that is blind, nor on one the coder decided without help: going
        back to it must not turn it into an assisted one.

        Parameters
        ----------
        place : Place
            The whole unit.
        decided : bool
        taken : frozenset of str
            Codes that stand there or were turned down.

        Returns
        -------
        list of dict
        """
        unit = place.unit
        if unit in self.blind or (decided and unit not in self._seen):
            return []
        found = [s for s in self.suggester.ranked(unit) if self.of(s.code)][:MOST]
        rows = []
        for suggestion in found:
            if suggestion.code in taken:
                continue
            key = unit, suggestion.code
            if key not in self._offered:
                event = offer_code(self.log, place, suggestion.code, self.model(suggestion))
                self._offered[key] = event.id
            self._seen.add(unit)
            rows.append(_row(suggestion))
        return rows


def _row(suggestion: Suggestion) -> dict[str, Any]:
    return {
        "code": suggestion.code,
        "p": suggestion.p,
        "band": suggestion.band,
        "reasons": [[r.text, r.kind, r.weight] for r in suggestion.reasons],
    }
