"""What a supervisor signed, and what has changed since."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from coding.codebook_life import Clock, utc_now
from coding.errors import CodingError, at
from coding.journal import read_journal
from coding.journal_writer import JournalWriter
from coding.schemas import SIGNOFFS, frame
from coding.study import Study
from coding.text import sha256

__all__ = [
    "SIGNOFF_FILE",
    "SIGNOFF_OUTPUT",
    "Signed",
    "Signoff",
    "read_signoffs",
    "report_sha",
    "sign",
    "signed_state",
    "signoff_status",
]

SIGNOFF_FILE = "codebooks/signoffs.jsonl"  # beside the codebook and the plan that are signed
SIGNOFF_OUTPUT = "Signoff"  # id of the table in the report; it is not part of what is signed
_FOLDERS = ("tables", "figures", "records")
_NAMES = {"codebook": "codebook", "plan": "plan", "report": "report"}


@dataclass(frozen=True, slots=True)
class Signed:
    """
    The state of a study as hashes.

    Attributes
    ----------
    version : str
        Of the codebook.
    codebook, plan : str
        Hashes; `plan` is empty where the study has none.
    logs : dict of str to str
        Log of a coder -> hash.
    report : str
        Hash of every table, figure and record of the outputs.
    """

    version: str
    codebook: str
    plan: str
    logs: dict[str, str] = field(default_factory=dict)
    report: str = ""

    @property
    def logs_sha(self) -> str:
        """One hash for all logs."""
        return sha256(json.dumps(self.logs, sort_keys=True))

    def changed_since(self, earlier: Signed) -> list[str]:
        """What differs from an earlier state, in words that name it."""
        found = [what for what in _NAMES if getattr(self, what) != getattr(earlier, what)]
        names = sorted({*self.logs, *earlier.logs})
        found += [f"log {n}" for n in names if self.logs.get(n) != earlier.logs.get(n)]
        return found


@dataclass(frozen=True, slots=True)
class Signoff:
    """One line of `signoffs.jsonl`."""

    id: str
    time: str
    by: str
    remark: str
    state: Signed


def report_sha(outputs: Path) -> str:
    """
    Hash the tables, figures and records of an outputs folder.

    The page that collects them is left out: it shows the sign-offs themselves.
    """
    paths = [path for name in _FOLDERS for path in sorted((outputs / name).glob("*"))]
    lines = [
        f"{path.parent.name}/{path.name} {sha256(path.read_bytes())}"
        for path in paths
        if path.is_file() and path.stem != SIGNOFF_OUTPUT and not path.name.startswith(".")
    ]
    return sha256("\n".join(lines)) if lines else ""


def signed_state(study: Study, *, outputs: Path | None = None) -> Signed:
    """
    Take the hashes of a study as it is now.

    Parameters
    ----------
    study : Study
    outputs : Path, optional
        The outputs folder; the study's own otherwise.
    """
    logs = study.path("corpus", "codings").glob("*.jsonl")
    return Signed(
        version=study.codebook.version,
        codebook=study.codebook.sha,
        plan=study.plan.sha if study.plan else "",
        logs={path.name: sha256(path.read_bytes()) for path in sorted(logs)},
        report=report_sha(study.outputs if outputs is None else outputs),
    )


def sign(study: Study, *, by: str, remark: str = "", clock: Clock = utc_now) -> Signoff:
    """
    Append a sign-off: who, when, and the hashes of codebook, plan, logs and report.

    Parameters
    ----------
    study : Study
    by : str
        The supervisor's name.
    remark : str
    clock : callable
        Hands back the time.

    Raises
    ------
    CodingError
        If nobody is named, there is no report, or it is older than what it rests on: a signature
        under figures that are not those of the codings would say nothing.
    """
    if not by.strip():
        raise CodingError("a sign-off has a name", expected="who signs")
    state = signed_state(study)
    if not state.report:
        raise CodingError("there is no report to sign", hint="coding reproduce makes it")
    _refuse_old_report(study)
    with JournalWriter(study.path(SIGNOFF_FILE), what="the file of sign-offs") as journal:
        made = Signoff(f"S-{journal.count + 1:04d}", clock(), by.strip(), remark.strip(), state)
        journal.append([_to_json(made)])
    return made


def _refuse_old_report(study: Study) -> None:
    path = study.outputs / "manifest.json"
    if not path.exists():
        raise CodingError("the report has no manifest", where=at(path), hint="coding reproduce")
    inputs = dict(json.loads(path.read_text(encoding="utf-8")).get("inputs", {}))
    now = study.hashes()
    # sign-offs are inputs of the page, and signing changes nothing of what is signed
    names = sorted({*inputs, *now} - {Path(SIGNOFF_FILE).name})
    if moved := [name for name in names if inputs.get(name) != now.get(name)]:
        raise CodingError(
            f"the report is older than {', '.join(moved)}",
            where=at(path),
            expected="a report made of what is there now",
            hint="coding reproduce, look at it, then sign",
        )


def _to_json(signoff: Signoff) -> dict[str, Any]:
    state = signoff.state
    return {
        "id": signoff.id,
        "time": signoff.time,
        "by": signoff.by,
        "remark": signoff.remark,
        "codebook": {"version": state.version, "sha": state.codebook},
        "plan": state.plan,
        "logs": state.logs,
        "report": state.report,
    }


def read_signoffs(path: Path) -> tuple[tuple[Signoff, ...], tuple[CodingError, ...]]:
    """
    Read the file of sign-offs.

    Returns
    -------
    signoffs : tuple of Signoff
        Oldest first.
    problems : tuple of CodingError
        Broken lines and breaks of the chain: an altered signature is seen.
    """
    journal = read_journal(path)
    made, wrong = [], list(journal.problems)
    for line in journal.lines:
        value = line.value
        try:
            book = value["codebook"]
            state = Signed(
                str(book["version"]),
                str(book["sha"]),
                str(value["plan"]),
                {str(name): str(sha) for name, sha in value["logs"].items()},
                str(value["report"]),
            )
            name, time, by, remark = (str(value[n]) for n in ("id", "time", "by", "remark"))
            made.append(Signoff(name, time, by, remark, state))
        except (KeyError, TypeError, AttributeError):
            wrong.append(CodingError("this line is no sign-off", where=at(path, line.number)))
    return tuple(made), tuple(wrong)


def signoff_status(study: Study, *, outputs: Path | None = None) -> pd.DataFrame:
    """
    Every sign-off, and what is not as signed any more.

    Parameters
    ----------
    study : Study
    outputs : Path, optional
        The outputs folder compared; the study's own otherwise.

    Returns
    -------
    DataFrame
        Rows of `schemas.SIGNOFFS`; `changed` is missing where all is as signed.

    Raises
    ------
    CodingError
        If the file was altered: then no signature in it can be relied on.
    """
    signoffs, problems = read_signoffs(study.path(SIGNOFF_FILE))
    if problems:
        raise problems[0]
    now = signed_state(study, outputs=outputs) if signoffs else Signed("", "", "")
    rows = [
        {
            "signoff": one.id,
            "time": one.time,
            "by": one.by,
            "remark": one.remark or None,
            "codebook": one.state.version,
            "codebook_sha": one.state.codebook,
            "plan_sha": one.state.plan or None,
            "logs_sha": one.state.logs_sha,
            "report_sha": one.state.report,
            "changed": "; ".join(now.changed_since(one.state)) or None,
        }
        for one in signoffs
    ]
    return frame(rows, SIGNOFFS)
