"""A study is a folder: open it, and it hands out checked frames. It knows no wing."""

from __future__ import annotations

import os
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path

import pandas as pd

from coding.claims import Claims, load_claims
from coding.codebook import Codebook, load_codebook
from coding.codings import Coded
from coding.corpus.checks import Problem, check_episodes, check_texts, check_units
from coding.corpus.intake import text_paths
from coding.corpus.search import find_hits
from coding.corpus.shapes import MARK, NeedsTextError, Shape
from coding.corpus.transcripts import RoleMap
from coding.corpus.units import UnitRule, searchable
from coding.errors import CodingError
from coding.files import read_text
from coding.guide import Guide, load_guide
from coding.patterns import Pattern
from coding.plan import Plan, load_plan
from coding.schemas import (
    DOCUMENTS,
    DROPPED,
    EPISODES,
    TURNS,
    UNITS,
    check_frame,
    empty_frame,
    frame,
    read_frame,
    records,
)
from coding.settings import FILE, Settings, load_settings
from coding.text import sha256

__all__ = ["Problem", "Study", "find_root", "open_study"]

OUTPUTS = "CODING_OUTPUTS"


class Study:
    """
    A study folder.

    Frames are read when first asked for and kept; open the study again after changing files.

    Parameters
    ----------
    root : Path
        The folder with `study.toml`.
    """

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()
        self.settings: Settings = load_settings(self.root / FILE)

    def __repr__(self) -> str:
        """Name the study, shortly and the same on every machine."""
        kind = "fictive" if self.settings.fictive else "real"
        return f"Study {self.settings.title!r} ({kind}, {len(self.documents)} documents)"

    def path(self, *parts: str) -> Path:
        """A path inside the study."""
        return self.root.joinpath(*parts)

    @property
    def text_free(self) -> bool:
        """Whether this is a copy that `coding publish` wrote: what needs a text is refused."""
        return self.path(MARK).is_file()

    @property
    def texts_folder(self) -> Path:
        """Where canonical texts are."""
        return self.path("corpus", "texts")

    @property
    def local_folder(self) -> Path:
        """Where full texts of literature stay; ignored by git."""
        return self.path("corpus", "literature", "local")

    @property
    def outputs(self) -> Path:
        """Where tables and figures go: `outputs/`, or the folder `CODING_OUTPUTS` names."""
        named = os.environ.get(OUTPUTS)
        return Path(named) if named else self.path("outputs")

    @cached_property
    def codebook(self) -> Codebook:
        """The codebook, checked."""
        return load_codebook(self.path(self.settings.codebook))

    @cached_property
    def claims(self) -> Claims | None:
        """Claims, negative cases and recommendations, or None where the study has none."""
        file = self.settings.claims
        return load_claims(self.path(file), self.codebook) if file else None

    @cached_property
    def plan(self) -> Plan | None:
        """
        The analysis plan, or None where the study has none.

        Raises
        ------
        CodingError
            If the study has a plan but no claims for it to refer to.
        """
        if not self.settings.plan:
            return None
        if self.claims is None:
            raise CodingError("a plan without claims", where=FILE, expected='claims = "file"')
        return load_plan(self.path(self.settings.plan), self.claims)

    @cached_property
    def guide(self) -> Guide | None:
        """The topic guide, or None where the study has none."""
        return load_guide(self.path(self.settings.guide)) if self.settings.guide else None

    @property
    def roles(self) -> RoleMap:
        """Role of each speaker label, as `study.toml` has it."""
        settings = self.settings
        return RoleMap(settings.interviewer, settings.respondent, settings.other)

    @property
    def unit_rule(self) -> UnitRule:
        """The rule units are cut by."""
        return UnitRule(cap=self.settings.cap, least=self.settings.least)

    @cached_property
    def documents(self) -> pd.DataFrame:
        """
        Documents of the study that may leave this machine (rows of `schemas.DOCUMENTS`).

        Raises
        ------
        CodingError
            For anything wrong in `corpus/documents.csv`, and where fictive and real interviews
            stand side by side.
        """
        path = self.path("corpus", "documents.csv")
        found = read_frame(path, DOCUMENTS) if path.exists() else empty_frame(DOCUMENTS)
        refuse_pooling(found, fictive=self.settings.fictive, where="corpus/documents.csv")
        return found

    @cached_property
    def local_documents(self) -> pd.DataFrame:
        """Full texts of literature that stay here (rows of `schemas.DOCUMENTS`)."""
        path = self.local_folder / "documents.csv"
        return read_frame(path, DOCUMENTS) if path.exists() else empty_frame(DOCUMENTS)

    def all_documents(self, *, local: bool = False) -> pd.DataFrame:
        """Documents, with the local ones when asked."""
        if not local or self.local_documents.empty:
            return self.documents
        both = pd.concat([self.documents, self.local_documents], ignore_index=True)
        check_frame(both, DOCUMENTS, where="corpus and corpus/literature/local")
        return both

    def _folder_of(self, document: str) -> Path:
        if document in set(self.documents["document"]):
            return self.texts_folder
        if document in set(self.local_documents["document"]):
            return self.local_folder / "texts"
        known = sorted([*self.documents["document"], *self.local_documents["document"]])
        raise CodingError(
            f"no document {document!r} in this study", hint=f"known: {', '.join(known) or 'none'}"
        )

    def text(self, document: str) -> str:
        """
        The canonical text of a document.

        Raises
        ------
        CodingError
            If the document is unknown or its text is missing; `NeedsTextError` in a copy that was
            published without texts.
        """
        found = self._stored_text(document)
        if self.text_free:
            raise NeedsTextError(f"the text of {document}")
        return found

    def _stored_text(self, document: str) -> str:
        found = read_text(text_paths(self._folder_of(document), document)[0])
        return Shape(found) if self.text_free else found

    def texts(self, documents: Iterable[str] | None = None) -> dict[str, str]:
        """Canonical texts by document id: of all documents, or of those named."""
        names = self.documents["document"] if documents is None else documents
        return {str(name): self.text(str(name)) for name in names}

    def _readable(self) -> list[str]:
        """Documents whose canonical text is where it should be."""
        names = [*self.documents["document"], *self.local_documents["document"]]
        return [name for name in names if text_paths(self._folder_of(name), name)[0].exists()]

    def _plain_texts(self) -> dict[str, str]:
        """Texts, or their shapes, for checks that compare hashes and lengths."""
        return {name: str(self._stored_text(name)) for name in self._readable()}

    def turns(self, document: str) -> pd.DataFrame:
        """Turns (or blocks) of a document: rows of `schemas.TURNS`."""
        return read_frame(text_paths(self._folder_of(document), document)[1], TURNS)

    def dropped(self, document: str) -> pd.DataFrame:
        """Source lines of a document that are not in its text: rows of `schemas.DROPPED`."""
        return read_frame(text_paths(self._folder_of(document), document)[2], DROPPED)

    @cached_property
    def episodes(self) -> pd.DataFrame:
        """Interviewer turns with their guide question: rows of `schemas.EPISODES`."""
        path = self.path("corpus", "episodes.csv")
        return read_frame(path, EPISODES) if path.exists() else empty_frame(EPISODES)

    @cached_property
    def units(self) -> pd.DataFrame:
        """Frozen units of coding: rows of `schemas.UNITS`."""
        path = self.path("corpus", "units.csv")
        return read_frame(path, UNITS) if path.exists() else empty_frame(UNITS)

    @cached_property
    def local_units(self) -> pd.DataFrame:
        """Units of the full texts that stay here."""
        path = self.local_folder / "units.csv"
        return read_frame(path, UNITS) if path.exists() else empty_frame(UNITS)

    def all_units(self, *, local: bool = False) -> pd.DataFrame:
        """Units, with those of local texts when asked."""
        if not local or self.local_units.empty:
            return self.units
        return frame([*records(self.units), *records(self.local_units)], UNITS)

    def unit_texts(self, units: pd.DataFrame | None = None) -> pd.Series[str]:
        """
        The text of each unit.

        Returns
        -------
        Series of str
            Indexed by unit id.
        """
        rows = self.units if units is None else units
        texts = self.texts(sorted(set(rows["document"])))
        cut = {
            str(unit): texts[str(name)][int(start) : int(end)]
            for unit, name, start, end in zip(
                rows["unit"], rows["document"], rows["start"], rows["end"], strict=True
            )
        }
        return pd.Series(cut, dtype="str", name="text").rename_axis("unit")

    def indicators(self, codes: Iterable[str] | None = None) -> dict[str, tuple[Pattern, ...]]:
        """
        Search patterns by code, in the language of the texts.

        Raises
        ------
        CodingError
            For a code the codebook does not have.
        """
        names = list(self.codebook.codes) if codes is None else list(codes)
        language = self.settings.text_language
        return {name: self.codebook.code(name).indicators.get(language, ()) for name in names}

    def find(self, code: str | Iterable[str] | None = None, *, local: bool = False) -> pd.DataFrame:
        """
        Search the respondents' words (and the literature) for the indicators of codes.

        Hits are search results, never codings.

        Parameters
        ----------
        code : str or iterable of str, optional
            Which codes; all of the codebook otherwise.
        local : bool
            Also search full texts that stay on this machine.

        Returns
        -------
        DataFrame
            Rows of `schemas.HITS`.
        """
        codes = [code] if isinstance(code, str) else code
        units = self.all_units(local=local)
        names = sorted(set(units["document"]))
        texts = {name: searchable(self.text(name), self.turns(name)) for name in names}
        return find_hits(units, texts, self.indicators(codes), language=self.settings.text_language)

    @cached_property
    def coded(self) -> Coded:
        """What coders decided: codings, units, ratings, status, and the writer of a coder's log."""
        return Coded(
            self.root,
            codebook=self.codebook,
            units=self.units,
            text=self._stored_text,
            rounds=self.settings.rounds,
        )

    def history(self, **which: str | None) -> pd.DataFrame:
        """
        Who changed this, when, from what, under which codebook: rows of `schemas.HISTORY`.

        Parameters
        ----------
        **which : str, optional
            `event`, `document`, `unit`, `code` or `coder`; all that are given must hold.
        """
        return self.coded.history(**which)

    def hashes(self) -> dict[str, str]:
        """Hashes of what every output rests on, by name."""
        found = {"study.toml": sha256(self.path(FILE).read_bytes()), "codebook": self.codebook.sha}
        for name in ("claims", "plan", "guide"):
            part = getattr(self, name)
            if part is not None:
                found[name] = part.sha
        if self.settings.model:
            found["model"] = sha256(self.path(self.settings.model).read_bytes())
        for name in ("documents.csv", "units.csv", "episodes.csv", "negative_cases.csv"):
            path = self.path("corpus", name)
            if path.exists():
                found[name] = sha256(path.read_bytes())
        signoffs = self.path("codebooks", "signoffs.jsonl")
        if signoffs.exists():
            found[signoffs.name] = sha256(signoffs.read_bytes())
        for path in sorted(self.path("corpus", "codings").glob("*.jsonl")):
            found[f"codings/{path.name}"] = sha256(path.read_bytes())
        return found

    def check(self) -> list[Problem]:
        """
        Verify that no text moved under the units and that every file is what it was.

        Returns
        -------
        list of Problem
            Empty where all is well.
        """
        documents, local = self.documents, self.local_documents
        problems = [
            *check_texts(documents, self.texts_folder, root=self.root),
            *check_texts(local, self.local_folder / "texts", root=self.root),
        ]
        broken = {problem.where for problem in problems}
        known = {*documents["document"], *local["document"]}
        texts = self._plain_texts()
        for units, place in (
            (self.units, "corpus/units.csv"),
            (self.local_units, "corpus/literature/local/units.csv"),
        ):
            problems += check_units(units, texts, known=known, place=place, broken=broken)
        problems += check_episodes(self.episodes, self.guide)
        problems += _check_told(self)
        problems += _check_codings(self)
        return problems


def refuse_pooling(documents: pd.DataFrame, *, fictive: bool, where: str) -> None:
    """
    Refuse fictive and real interviews in one study: results on them must never be mixed.

    Raises
    ------
    CodingError
        If an interview is fictive and the study is not, or the other way round.
    """
    interviews = documents[documents["kind"] == "interview"]
    wrong = interviews.loc[interviews["fictive"] != fictive, "document"]
    if len(wrong):
        what = "real" if fictive else "fictive"
        raise CodingError(
            f"{wrong.iloc[0]} is a {what} interview in a study with"
            f" fictive = {'true' if fictive else 'false'}",
            where=where,
            expected="all interviews fictive, or none: they are never pooled",
            hint="make a separate study with `coding init`",
        )


def _check_told(study: Study) -> Iterable[Problem]:
    """What a model was told is part of the record: the file must be there, and be the same."""
    settings = study.settings
    told = [(f"coder {c.id}", c.told, c.told_sha) for c in settings.coders if c.type == "model"]
    if settings.texts_told:
        told.append(("the writer of the texts", settings.texts_told, settings.texts_told_sha))
    for who, file, sha in told:
        path = study.path(file)
        if not path.is_file():
            yield Problem(FILE, f"what {who} was told is missing: {file}", "restore the file")
        elif sha256(path.read_bytes()) != sha:
            yield Problem(
                FILE,
                f"what {who} was told is not what {file} says now",
                "restore the file, or record its hash if nothing was made with it yet",
            )


def _check_codings(study: Study) -> Iterable[Problem]:
    coded = Coded(
        study.root,
        codebook=study.codebook,
        units=study.all_units(local=True),
        text=study._stored_text,  # noqa: SLF001  # same module
        local=True,
    )
    coders = [coder.id for coder in study.settings.coders] or None
    for found in coded.check(study._plain_texts(), coders=coders):  # noqa: SLF001  # same module
        where = (found.where or "corpus/codings").removeprefix(f"{study.root.as_posix()}/")
        yield Problem(where, found.problem, found.hint or "", blocking=False)


def find_root(start: Path | str | None = None) -> Path | None:
    """The folder of the study a place lies in: it, or the nearest one above; None outside one."""
    here = (Path.cwd() if start is None else Path(start)).resolve()
    return next((folder for folder in (here, *here.parents) if (folder / FILE).is_file()), None)


def open_study(start: Path | str | None = None) -> Study:
    """
    Open the study a folder lies in: its own, or the nearest parent with a `study.toml`.

    Parameters
    ----------
    start : Path or str, optional
        Where to look from; the working folder otherwise.

    Raises
    ------
    CodingError
        If no folder on the way up has a `study.toml`.
    """
    root = find_root(start)
    if root is not None:
        return Study(root)
    raise CodingError(
        f"no study here: neither this folder nor one above it has a {FILE}",
        where=str(start or Path.cwd()),
        hint="go to a study's folder, or make one with `coding init DIR`",
    )
