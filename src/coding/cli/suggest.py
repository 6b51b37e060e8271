"""Verbs about suggestions: suggest, evaluate, simulate."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from coding.cli.say import say, table
from coding.cli.study import opened
from coding.errors import CodingError

if TYPE_CHECKING:
    from coding.codebook import Codebook
    from coding.suggest.units import LabelledUnits

__all__ = ["register"]


def register(verbs: Any) -> None:
    """Add the verbs of this module to the parser."""
    suggest = verbs.add_parser(
        "suggest", help="learn from a coder's decisions and list suggestions; codes nothing"
    )
    suggest.add_argument("--coder", required=True, metavar="CODER")
    suggest.add_argument("--unit", metavar="UNIT", help="only this unit, with reasons")
    suggest.add_argument("--states", action="store_true", help="say what each code is ready for")
    suggest.add_argument(
        "--next", choices=("order", "find", "improve"), help="hand out units to read, recorded"
    )
    suggest.add_argument("--code", metavar="CODE", help="for --next find")
    suggest.add_argument("--size", type=int, default=20, metavar="N", help="units to hand out")
    suggest.add_argument("--save", action="store_true", help="keep the model in models/")
    suggest.add_argument("--csv", type=Path, metavar="FILE", help="write the table instead")
    suggest.set_defaults(run=_suggest)
    evaluate = verbs.add_parser(
        "evaluate", help="measure the suggester on coded data, on documents it never saw"
    )
    _data(evaluate)
    evaluate.add_argument("--budgets", default="100,400,800", metavar="N,N,…")
    evaluate.add_argument("--folds", type=int, default=5, metavar="N")
    evaluate.add_argument("--seeds", type=int, default=2, metavar="N")
    evaluate.add_argument(
        "--method", action="append", metavar="METHOD", help="only this one; may be repeated"
    )
    evaluate.set_defaults(run=_evaluate)
    simulate = verbs.add_parser(
        "simulate", help="replay a coded study: how much reading, and when to have stopped"
    )
    _data(simulate)
    simulate.add_argument("--policy", default="find", choices=("find", "improve", "order"))
    simulate.add_argument("--code", action="append", metavar="CODE", help="may be repeated")
    simulate.add_argument("--seed", type=int, default=0, metavar="N")
    simulate.set_defaults(run=_simulate)


def _data(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "units", nargs="?", type=Path, metavar="UNITS.jsonl", help="else the study's own codings"
    )
    parser.add_argument("--codebook", type=Path, metavar="FILE", help="codebook of UNITS.jsonl")
    parser.add_argument("--coder", metavar="CODER", help="whose codings of the study")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR")


def _read(args: argparse.Namespace) -> tuple[LabelledUnits, Codebook]:
    from coding.suggest import labelled_units, read_any_codebook, read_units

    if args.units is None:
        study = opened(args)
        coder = args.coder or next((c.id for c in study.settings.coders), None)
        if coder is None:
            raise CodingError("the study has no coders", hint="or give UNITS.jsonl and --codebook")
        return labelled_units(study, coder=coder), study.codebook
    if args.codebook is None:
        raise CodingError("UNITS.jsonl without a codebook", expected="--codebook FILE")
    codebook = read_any_codebook(args.codebook)
    return read_units(args.units, codebook), codebook


def _progress(what: str) -> None:
    print(what, file=sys.stderr)  # a person waits for minutes


def _numbers(text: str) -> list[int]:
    try:
        return [int(part) for part in text.split(",") if part.strip()]
    except ValueError:
        raise CodingError(
            f"budgets {text!r}", expected="whole numbers with commas, e.g. 100,400"
        ) from None


def _evaluate(args: argparse.Namespace) -> int:
    from coding.suggest.evaluate import ALL_METHODS, evaluate

    units, codebook = _read(args)
    found = evaluate(
        units,
        codebook,
        budgets=_numbers(args.budgets),
        folds=args.folds,
        seeds=args.seeds,
        methods=args.method or ALL_METHODS,
        progress=_progress,
    )
    found.write(args.out)
    say(*(f"notice: {notice}" for notice in found.notices))
    columns = ["method", "budget", "seed", "macro_ap", "top3_recall", "micro_f1", "alpha"]
    say(table(found.metrics.round(3), [*columns, "ece_20", "precision_50"], empty="nothing"))
    if len(found.paired):
        columns = ["method", "other", "budget", "value", "low", "high"]
        say("", "difference in macro_ap, 95 % over groups:")
        say(table(found.paired.round(3), columns, empty=""))
    say("", f"written: {args.out}/metrics.csv, per_code.csv, paired.csv")
    return 0


def _simulate(args: argparse.Namespace) -> int:
    from coding.suggest.simulate import simulate

    units, codebook = _read(args)
    found = simulate(
        units,
        codebook,
        policy=args.policy,
        codes=args.code,
        seed=args.seed,
        progress=_progress,
    )
    found.write(args.out)
    say(*(f"notice: {notice}" for notice in found.notices))
    columns = ["code", "positives", "pool", "reads_80", "reads_95", "random_95", "wss_95"]
    say(table(found.codes.round(3), columns, empty="nothing"))
    say("", f"written: {args.out}/codes.csv, curve.csv, stops.csv")
    return 0


def _suggest(args: argparse.Namespace) -> int:
    from coding.files import write_csv
    from coding.suggest import StudySuggester, save_model

    study = opened(args)
    live = StudySuggester(study, coder=args.coder, record=args.next is not None)
    if args.save:
        path = save_model(live.model, study.path("models"), facts=live.facts())
        say(f"model {live.fingerprint} in {path.relative_to(study.root)}")
    if args.next is not None:
        for hand_out in live.hand_out(args.next, code=args.code or "", size=args.size):
            say(f"{hand_out.unit}  {hand_out.policy}  {hand_out.code}".rstrip())
        return 0
    if args.unit:
        for found in live.ranked(args.unit):
            p = "uncalibrated" if found.p is None else f"{found.p:.2f}"
            words = ", ".join(r.text for r in live.reasons(args.unit, found.code))
            say(f"{found.code}  {p}  {found.band}  ({words})")
        return 0
    frame = live.codes() if args.states else live.table()
    if args.csv is not None:
        write_csv(frame, args.csv)
        say(f"{len(frame)} rows in {args.csv}")
        return 0
    none = "no suggestions: no code is ready, or nothing is left to read (see --states)"
    say(table(frame.round(3), list(frame.columns), empty=none))
    say(f"model {live.fingerprint}, from {len(live.done)} units of {args.coder}; not codings")
    return 0
