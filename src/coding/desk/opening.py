"""Opening a desk: whose log, which documents, which units without suggestions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import pandas as pd

from coding.codings import LogWriter, log_path
from coding.codings.assign import Assignment
from coding.desk.adjudication import PRACTICE, Adjudication, ready_documents
from coding.desk.blind import INTERVIEWED, SEEN, neutral_order, record_unmasked
from coding.desk.bookmark import bookmark_path
from coding.desk.session import Session
from coding.desk.suggesting import Suggester
from coding.desk.words import word
from coding.errors import CodingError
from coding.study import Study

__all__ = ["open_adjudication", "open_session"]


def open_session(
    study: Study,
    *,
    coder: str | None,
    practice: Path | None,
    blind: bool,
    suggester: Suggester | None,
    documents: Iterable[str] | None,
    interviewed: Iterable[str],
    round: str,  # noqa: A002  # the field's word
    local: bool,
) -> Session:
    """
    Open a coder's log and lay the work out.

    Raises
    ------
    CodingError
        For an unknown coder, a coder that is a model, a document that is not theirs.
    BusyError
        If the log is open elsewhere.
    """
    check_coder(study, coder)
    plan = _assignment(study, round)
    mine = _documents(study, coder, plan if coder else None, documents, local=local)
    language = study.settings.language
    name = coder or PRACTICE
    names = (
        neutral_order(mine, coder=name, seed=study.settings.seed, language=language)
        if blind
        else [(document, document) for document in mine["document"].tolist()]
    )
    log = _open_log(study, coder, practice, round=round, local=local)
    try:
        notes = [str(problem) for problem in log.problems]
        if coder is None:
            notes.insert(0, word("practising", language))
        if suggester is not None and plan is None:
            notes.append(word("no_assignment", language))
        known = {document for document, _ in names}
        record_unmasked(log, [d for d in interviewed if d in known], INTERVIEWED)
        if not blind and coder is not None:
            record_unmasked(log, sorted(known), SEEN)
        return Session(
            study,
            log,
            documents=names,
            language=language,
            suggester=suggester,
            blind_units=frozenset(u for units in plan.blind.values() for u in units)
            if plan
            else frozenset(),
            bookmark=bookmark_path(study.coded.places.logs, log.path) if coder else None,
            changes=study.coded.places.changes if coder else None,
            local=local,
            notes=notes,
        )
    except BaseException:
        log.close()
        raise


def open_adjudication(
    study: Study,
    *,
    coder: str | None,
    between: Sequence[str],
    practice: Path | None,
    round: str = "",  # noqa: A002  # the field's word
) -> Adjudication:
    """
    Open the view of two codings side by side, on documents both coders have finished.

    Raises
    ------
    CodingError
        If there are not two coders, or there is no document both have finished.
    """
    check_coder(study, coder)
    pair = tuple(between)
    if len(set(pair)) != 2:
        raise CodingError(f"between {', '.join(pair) or 'nobody'}", expected="two coders")
    ready = ready_documents(study, (pair[0], pair[1]))
    if not ready:
        raise CodingError(
            f"no document that both {pair[0]} and {pair[1]} have finished",
            hint="codings stay hidden from the other coder until both are done: `coding status`",
        )
    log = _open_log(study, coder, practice, round=round, local=False)
    try:
        return Adjudication(study, log, between=(pair[0], pair[1]), documents=ready)
    except BaseException:
        log.close()
        raise


def check_coder(study: Study, coder: str | None) -> None:
    """
    Refuse a coder the study does not know, and one that is a model.

    Raises
    ------
    CodingError
        Says what to write in `study.toml`.
    """
    if coder is None:
        return
    known = {entry.id: entry for entry in study.settings.coders}
    if coder not in known:
        raise CodingError(
            f"study.toml has no coder {coder!r}",
            expected=", ".join(known) or "a block for each coder",
            hint=f'add to study.toml:  [[coders]]  id = "{coder}"  type = "human"  (a line each)',
        )
    if known[coder].type == "model":
        raise CodingError(
            f"coder {coder} is a model; a person's decisions never go into its log",
            hint='add yourself to study.toml as another coder, with type = "human"',
        )


def _assignment(study: Study, round: str) -> Assignment | None:  # noqa: A002
    wanted = round or study.settings.rounds[-1]
    return next((a for a in study.coded.assignments if a.round == wanted), None)


def _documents(
    study: Study,
    coder: str | None,
    plan: Assignment | None,
    chosen: Iterable[str] | None,
    *,
    local: bool,
) -> pd.DataFrame:
    """Documents with units that this coder codes: those named, else assigned, else all."""
    every, units = (
        (study.local_documents, study.local_units) if local else (study.documents, study.units)
    )
    with_units = every[every["document"].isin(set(units["document"]))]
    wanted = None if chosen is None else list(chosen)
    if plan is not None and coder is not None:
        mine = [name for name, coders in plan.documents.items() if coder in coders]
        if wanted is None:
            wanted = mine
        elif others := sorted(set(wanted) - set(mine)):
            raise CodingError(
                f"{others[0]} is not assigned to {coder} in round {plan.round}",
                hint="`coding status` lists who codes what",
            )
    if wanted is None:
        return with_units
    if unknown := sorted(set(wanted) - set(with_units["document"])):
        raise CodingError(f"no units of {unknown[0]}", hint="`coding add`, then `coding units`")
    return with_units[with_units["document"].isin(wanted)]


def _open_log(
    study: Study,
    coder: str | None,
    practice: Path | None,
    *,
    round: str,  # noqa: A002  # the field's word
    local: bool,
) -> LogWriter:
    if coder is not None:
        return study.coded.writer(coder, round=round, local=local)
    assert practice is not None
    return LogWriter(
        log_path(practice, PRACTICE),
        codebook=study.codebook,
        carrier=study.coded.logs.today,
        round=round or study.settings.rounds[-1],
    )
