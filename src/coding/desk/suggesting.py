"""What the desk asks of a suggester, and how it records what it showed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

from coding.codebook import Codebook
from coding.codings import LogWriter, Model, Place, offer_code

__all__ = ["MOST", "Explaining", "Offers", "Reason", "Suggester", "Suggestion"]

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
        Empty where they are worked out when somebody asks: see `Explaining`.
    """

    code: str
    p: float | None = None
    band: str = ""
    reasons: tuple[Reason, ...] = ()


class Reasoned(Protocol):
    """The shape of a `Reason`."""

    @property
    def text(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def weight(self) -> float: ...


class Suggested(Protocol):
    """The shape of a `Suggestion`."""

    @property
    def code(self) -> str: ...
    @property
    def p(self) -> float | None: ...
    @property
    def band(self) -> str: ...
    @property
    def reasons(self) -> Sequence[Reasoned]: ...


class Suggester(Protocol):
    """What the desk needs of whatever suggests; units are named by id."""

    @property
    def fingerprint(self) -> str:
        """Which model this is, with what it learned from."""
        ...

    def ranked(self, unit: str) -> Sequence[Suggested]:
        """Codes for a unit, likeliest first; a code it abstains from is not among them."""
        ...

    def uncertain(self) -> Sequence[str]:
        """Units, the one it is least sure of first."""
        ...

    def likely(self, code: str) -> Sequence[str]:
        """Units, the likeliest for a code first."""
        ...


@runtime_checkable
class Explaining(Protocol):
    """A suggester that gives its reasons when asked; `kind` coding names a unit."""

    def reasons(self, unit: str, code: str) -> Sequence[Reasoned]:
        """What carries a code on a unit."""
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

    def model(self, found: Suggested) -> Model:
        """The model and probability as the log has them."""
        return Model(self.suggester.fingerprint, found.p)

    def find(self, unit: str, code: str) -> Suggested | None:
        """One suggestion of a unit."""
        return next((s for s in self.suggester.ranked(unit) if s.code == code), None)

    def explain(self, unit: str, code: str, name: Callable[[str], str]) -> list[list[Any]]:
        """
        What carries a suggestion, as rows of text, kind and weight.

        Parameters
        ----------
        unit, code : str
        name : callable
            Unit id -> what the screen may call it; empty for what it may not name.
        """
        found = self.find(unit, code)
        given: Sequence[Reasoned] = found.reasons if found is not None else ()
        if not given and isinstance(self.suggester, Explaining):
            given = self.suggester.reasons(unit, code)
        rows = []
        for reason in given:
            text = name(reason.text) if reason.kind == "coding" else reason.text
            if text:
                rows.append([text, reason.kind, round(float(reason.weight), 4)])
        return rows

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


def _row(suggestion: Suggested) -> dict[str, Any]:
    return {"code": suggestion.code, "p": suggestion.p, "band": suggestion.band}
