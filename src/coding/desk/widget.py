"""The desk in JupyterLab: carries messages between the screen and the session, nothing else."""

from __future__ import annotations

import shutil
import tempfile
import traceback
import weakref
from collections.abc import Iterable, Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

import anywidget
import pandas as pd

from coding.desk.acts import handle
from coding.desk.adjudication import Adjudication
from coding.desk.opening import open_adjudication, open_session
from coding.desk.session import Session
from coding.desk.suggesting import Suggester
from coding.desk.words import word
from coding.errors import CodingError
from coding.study import Study, open_study

__all__ = ["Desk", "assets"]

_PARTS = ("dom", "state", "transcript", "codes", "unit", "dialogs", "judging", "keyboard", "desk")


def assets() -> tuple[str, str]:
    """The screen's JavaScript (one module made of the parts, in order) and its style sheet."""
    folder = files("coding.desk") / "static"
    script = "\n".join((folder / f"{name}.js").read_text("utf-8") for name in _PARTS)
    return script, (folder / "desk.css").read_text("utf-8")


_ESM, _CSS = assets()
# desks of this process by log: running a cell again takes the coder over from the old one
_OPEN: dict[Path, Desk] = {}


class Desk(anywidget.AnyWidget):
    """
    Code a study in a notebook, with the keyboard.

    Every decision is on disk before the screen moves on. Running the cell again, or after a
    restart, comes back to the exact place.

    Parameters
    ----------
    study : Study, optional
        The study the notebook lies in otherwise.
    coder : str, optional
        Your id in `study.toml`; it names the log, `corpus/codings/<coder>.jsonl`. Without one the
        desk is for practice: what is decided is kept in a private folder until it is closed.
    blind : bool
        Neutral names in shuffled order instead of document ids.
    suggester : Suggester, optional
        Something that ranks codes; without it nothing is suggested.
    documents : iterable of str, optional
        Only these; otherwise what the round assigns to the coder, or all that have units.
    interviewed : iterable of str
        Documents of interviews this coder did: noted in the log as not blind.
    adjudicate : (str, str), optional
        Judge where these two coders differ, instead of coding.
    round : str
        Round of coding; the study's last otherwise.
    local : bool
        Code the full texts that stay on this machine.

    Raises
    ------
    CodingError
        For an unknown coder, a coder that is a model, or nothing to code.
    BusyError
        If the coder's log is open elsewhere.
    """

    _esm = _ESM
    _css = _CSS
    # a desk that could not be opened must be closable too: `del` does it
    _farewell = ""
    _open = False

    def __init__(
        self,
        study: Study | None = None,
        *,
        coder: str | None = None,
        blind: bool = True,
        suggester: Suggester | None = None,
        documents: Iterable[str] | None = None,
        interviewed: Iterable[str] = (),
        adjudicate: Sequence[str] | None = None,
        round: str = "",  # noqa: A002  # the field's word
        local: bool = False,
    ) -> None:
        opened = study or open_study()
        opened = Study(opened.root)  # what was read before may be old
        practice: Path | None = None
        if coder is None:
            practice = Path(tempfile.mkdtemp(prefix="coding-practice-"))
            self._throw_away = weakref.finalize(self, shutil.rmtree, practice, ignore_errors=True)
        else:
            _take_over(opened.coded.places.logs, coder, local=local)
        self.session: Session | Adjudication
        if adjudicate is not None:
            self.session = open_adjudication(
                opened, coder=coder, between=adjudicate, practice=practice, round=round
            )
        else:
            self.session = open_session(
                opened,
                coder=coder,
                practice=practice,
                blind=blind,
                suggester=suggester,
                documents=documents,
                interviewed=interviewed,
                round=round,
                local=local,
            )
        self._practice = coder is None
        self._open = True
        _OPEN[self.session.log.path.resolve()] = self
        super().__init__()
        self.on_msg(self._receive)

    def __repr__(self) -> str:
        """Name coder and progress, shortly and the same on every machine."""
        rows = self.session.progress()
        decided, units = sum(row[2] for row in rows), sum(row[1] for row in rows)
        return f"Desk: coder {self.session.log.coder}, {decided} of {units} decided"

    def _receive(self, _: object, message: Mapping[str, Any], buffers: object) -> None:
        del buffers
        self.send({"re": message.get("n"), **self.answer(message)})

    def answer(self, message: Mapping[str, Any]) -> dict[str, Any]:
        """
        Do what the screen asks and say how it went; a failure is an answer too, never silence.

        Parameters
        ----------
        message : mapping
            See `coding.desk.acts.handle`.
        """
        if self._farewell:
            return {"ok": False, "closed": True, "problem": self._farewell}
        try:
            if isinstance(self.session, Adjudication):
                patch = self.session.handle(message)
            else:
                patch = handle(self.session, message)
        except CodingError as error:
            return {"ok": False, **_told(error)}
        except Exception as error:  # the screen must not wait for ever
            trace = traceback.format_exception_only(error)[-1].strip()
            return {"ok": False, "red": True, "problem": trace}
        return {"ok": True, **patch}

    def progress(self) -> pd.DataFrame:
        """Per document: units, decided, skipped, left."""
        rows = [[*row, row[1] - row[2] - row[3]] for row in self.session.progress()]
        return pd.DataFrame(rows, columns=["document", "units", "decided", "skipped", "left"])

    def close(self) -> str:
        """Give the log free; say where it is and how many decisions it holds."""
        if self._open:
            self._open = False
            _OPEN.pop(self.session.log.path.resolve(), None)
            self._farewell = self.session.close()
            if self._practice:
                self._farewell = word("practice_closed", self.session.language)
                self._throw_away()
            if self.comm is not None:
                self.send({"re": None, "ok": True, "closed": True, "problem": self._farewell})
        return self._farewell


def _told(error: CodingError) -> dict[str, Any]:
    """Lay an error out for the screen; red where the disk refused."""
    from coding.journal_writer import NotWrittenError

    return {
        "problem": error.problem,
        "expected": error.expected or "",
        "hint": error.hint or "",
        "red": isinstance(error, NotWrittenError),
    }


def _take_over(logs: Path, coder: str, *, local: bool) -> None:
    """Close the desk of an earlier run of the cell; a desk of another process refuses below."""
    from coding.codings import log_path

    old = _OPEN.get(log_path(logs, coder, local=local).resolve())
    if old is not None:
        old.close()
