"""The verb that plans a round of coding: assign."""

from __future__ import annotations

import argparse
from typing import Any

from coding.cli.say import say, table
from coding.cli.study import opened

__all__ = ["register"]


def register(verbs: Any) -> None:
    """Add the verb of this module to the parser."""
    assign = verbs.add_parser(
        "assign", help="draw who codes what, and say on how many units reliability will rest"
    )
    assign.add_argument("documents", nargs="*", metavar="DOC", help="these; all otherwise")
    assign.add_argument("--round", metavar="ROUND", help="the last of study.toml otherwise")
    assign.add_argument("--coders", metavar="A,B", help="those of study.toml otherwise")
    assign.add_argument(
        "--double", type=float, default=1.0, metavar="SHARE", help="of documents, 0 to 1"
    )
    assign.add_argument(
        "--blind", type=float, default=1.0, metavar="SHARE", help="of units without suggestions"
    )
    assign.add_argument("--within", default="", metavar="COLUMN", help="draw within its values")
    assign.add_argument("--seed", type=int, help="that of study.toml otherwise")
    assign.add_argument("--threshold", type=float, metavar="VALUE", help="agreement asked for")
    assign.add_argument("--coefficient", default="krippendorff_alpha", help="of which coefficient")
    assign.add_argument("--because", default="", metavar="REASON", help="why that much")
    assign.add_argument("--by", default="", metavar="WHO", help="who decides")
    assign.add_argument("--apply", action="store_true", help="record it; otherwise only show it")
    assign.set_defaults(run=_assign)


def _assign(args: argparse.Namespace) -> int:
    from coding.codebook_life import CodebookRef, utc_now
    from coding.codings.assign import (
        Threshold,
        assignments_frame,
        draw_assignment,
        expectation,
        record_assignment,
    )
    from coding.errors import CodingError, did_you_mean

    study = opened(args)
    documents = study.documents
    known = set(documents["document"])
    for name in args.documents:
        if name not in known:
            raise CodingError(f"no document {name!r}", hint=did_you_mean(name, known))
    chosen = args.documents or [
        d for d in documents["document"] if d in set(study.units["document"])
    ]
    coders = args.coders.split(",") if args.coders else [c.id for c in study.settings.coders]
    threshold = None
    if args.threshold is not None:
        threshold = Threshold(args.coefficient, args.threshold, args.because)
    drawn = draw_assignment(
        documents[documents["document"].isin(chosen)],
        study.units[study.units["document"].isin(chosen)],
        coders,
        round=args.round or study.settings.rounds[-1],
        share=args.double,
        blind=args.blind,
        seed=study.settings.seed if args.seed is None else args.seed,
        codebook=CodebookRef.of(study.codebook),
        stratum=args.within,
        threshold=threshold,
    )
    columns = ["round", "coder", "document", "double", "units", "blind"]
    say(table(assignments_frame([drawn]), columns, empty="nothing"), *expectation(drawn))
    if not args.apply:
        say("nothing was written; --apply records it, before the first coding of the round")
        return 0
    if not args.by:
        raise CodingError("who decides this?", expected="--by WHO")
    coded = study.coded
    made = record_assignment(
        drawn, coded.places.assignments, coded.logs, by=args.by, time=utc_now()
    )
    say(f"recorded as {made.id} in corpus/assignments.jsonl")
    return 0
