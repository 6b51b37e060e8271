"""What an import brings, as worked out: documents, codes, coders, events, losses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from coding.codings import Event, Place
from coding.corpus.intake import Canonical
from coding.corpus.transcripts import RoleMap
from coding.exchange.labelled import Labelled
from coding.exchange.model import Losses, Project
from coding.exchange.offsets import Detected

__all__ = ["Coming", "Import", "Landed", "Later", "Options"]


@dataclass(frozen=True, slots=True)
class Options:
    """
    What a person says about an import.

    Attributes
    ----------
    offsets : str
        Name of a way of counting positions; found out if empty.
    complete : tuple of str
        Documents that were fully coded, by the file's name or the study's; `all` for all.
    coders : mapping of str to str
        Name in the file -> coder id.
    roles : RoleMap or None
        Speaker labels; those of the study otherwise.
    round : str
        Round the codings belong to; the study's last otherwise.
    fresh : bool
        The study was made for this import: codebook and settings come from the file.
    """

    offsets: str = ""
    complete: tuple[str, ...] = ()
    coders: Mapping[str, str] = field(default_factory=dict)
    roles: RoleMap | None = None
    round: str = ""
    fresh: bool = False


@dataclass(frozen=True, slots=True)
class Coming:
    """A document that would be added: its canonical form, the file to keep, its columns."""

    canonical: Canonical
    data: bytes
    columns: Mapping[str, Any]
    attributes: Mapping[str, str]


@dataclass(slots=True)
class Import:
    """
    An import as worked out.

    Attributes
    ----------
    project : Project
    detected : Detected
    documents : list of Coming
        New ones.
    matched : dict of str to str
        GUID of a source -> document of the study.
    entries : list of dict
        New codes, as entries of the codebook.
    codes : dict of str to str
        GUID -> code.
    sections : dict of str to list
        Families and the like, for a fresh codebook.
    coders : dict of str to dict
        Coder id -> fields of `study.toml`.
    events : dict of str to list of Event
        Coder -> what goes to the log, codings first.
    guids : dict of str to list of str
        Coder -> GUID of the passage of each of these events.
    later : dict of str to list of Later
        Coder -> events that name others.
    known : dict of str to str
        GUID of a passage that is coded in the study already -> that event.
    cases : dict of str to str
        Case id -> label.
    about : Labelled
        What the file says about its study.
    """

    project: Project
    detected: Detected
    options: Options
    losses: Losses
    documents: list[Coming] = field(default_factory=list)
    matched: dict[str, str] = field(default_factory=dict)
    entries: list[dict[str, Any]] = field(default_factory=list)
    codes: dict[str, str] = field(default_factory=dict)
    sections: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    coders: dict[str, dict[str, str]] = field(default_factory=dict)
    events: dict[str, list[Event]] = field(default_factory=dict)
    guids: dict[str, list[str]] = field(default_factory=dict)
    later: dict[str, list[Later]] = field(default_factory=dict)
    known: dict[str, str] = field(default_factory=dict)
    cases: dict[str, str] = field(default_factory=dict)
    about: Labelled = field(default_factory=lambda: Labelled(""))

    @property
    def codings(self) -> int:
        """Codings that would be recorded."""
        return sum(event.do == "import" for events in self.events.values() for event in events)


@dataclass(frozen=True, slots=True)
class Later:
    """An event that names others by the GUID of their passage: ids exist once those are stored."""

    event: Event
    needs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Landed:
    """A source in the study: its document, text, and where its passages are."""

    document: str
    text: str
    text_sha: str
    places: tuple[Place | None, ...]
