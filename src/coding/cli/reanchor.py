"""The verb for corrected transcripts: reanchor."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from coding.cli.adding import add_speaker_options, roles_given
from coding.cli.say import say
from coding.cli.study import opened

if TYPE_CHECKING:
    from coding.study import Study

__all__ = ["register"]


def register(verbs: Any) -> None:
    """Add the verb of this module to the parser."""
    reanchor = verbs.add_parser(
        "reanchor", help="move codings into a corrected transcript; a dry run unless --apply"
    )
    reanchor.add_argument("document", metavar="DOC")
    reanchor.add_argument(
        "file",
        nargs="?",
        type=Path,
        metavar="FILE",
        help="the corrected file; without one: logs that came in after a correction",
    )
    reanchor.add_argument("--encoding", help="what the file is written in, e.g. cp850")
    add_speaker_options(reanchor)
    reanchor.add_argument(
        "--place",
        action="append",
        default=[],
        metavar="ID=START:END",
        help="where an ambiguous or lost passage (or unit) is in the new text",
    )
    reanchor.add_argument(
        "--give-up", action="append", default=[], metavar="ID", help="it is gone; all: every one"
    )
    reanchor.add_argument("--by", default="", metavar="WHO", help="who decides")
    reanchor.add_argument("--reason", default="", help="why the text was corrected")
    reanchor.add_argument("--apply", action="store_true", help="do it")
    reanchor.set_defaults(run=_reanchor)


def _places(given: list[str]) -> dict[str, tuple[int, int]]:
    from coding.errors import CodingError

    places = {}
    for one in given:
        name, _, span = one.rpartition("=")
        start, _, end = span.partition(":")
        if not (name and start.isdecimal() and end.isdecimal()):
            raise CodingError(f"--place {one!r}", expected="ID=START:END, e.g. A-000012=310:342")
        places[name] = int(start), int(end)
    return places


def _reanchor(args: argparse.Namespace) -> int:
    from coding.errors import CodingError
    from coding.reanchoring import finish_corrections

    study = opened(args)
    say(*finish_corrections(study))
    if args.apply and not args.by:
        raise CodingError("who decides this?", expected="--by WHO")
    return _late(study, args) if args.file is None else _corrected(study, args)


def _corrected(study: Study, args: argparse.Namespace) -> int:
    from dataclasses import replace

    from coding.codings.reanchor import settle_plan
    from coding.reanchoring import carry_out_correction, plan_correction

    correction = plan_correction(
        study,
        args.document,
        args.file,
        roles=roles_given(args, study.roles),
        encoding=args.encoding,
    )
    plan = settle_plan(correction.plan, places=_places(args.place), given_up=args.give_up)
    say(*plan.lines())
    if not args.apply:
        say(_next_step(len(plan.open)))
        return 1 if plan.open else 0
    revision, notices = carry_out_correction(
        study, replace(correction, plan=plan), by=args.by, reason=args.reason
    )
    say(
        *notices,
        f"recorded as {revision.id} in corpus/revisions.jsonl; coder logs were not touched",
    )
    return 0


def _late(study: Study, args: argparse.Namespace) -> int:
    from coding.codings.reanchor import settle_plan
    from coding.reanchoring import plan_late_logs, record_late_logs

    plans = [
        settle_plan(plan, places=_places(args.place), given_up=args.give_up)
        for plan in plan_late_logs(study, args.document)
    ]
    if not plans:
        say(f"every passage of {args.document} is in its present text")
        return 0
    for plan in plans:
        say(*plan.lines())
    still_open = sum(len(plan.open) for plan in plans)
    if not args.apply:
        say(_next_step(still_open))
        return 1 if still_open else 0
    for plan in plans:
        say(f"recorded as {record_late_logs(study, plan, by=args.by).id}")
    return 0


def _next_step(still_open: int) -> str:
    if still_open:
        return f"nothing was written; {still_open} need a --place or a --give-up first"
    return "nothing was written; --apply does it"
