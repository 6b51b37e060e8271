"""Verbs about suggestions: evaluate."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from coding.cli.say import say, table
from coding.errors import CodingError

__all__ = ["register"]


def register(verbs: Any) -> None:
    """Add the verbs of this module to the parser."""
    evaluate = verbs.add_parser(
        "evaluate", help="measure the suggester on coded data, on documents it never saw"
    )
    evaluate.add_argument("units", type=Path, metavar="UNITS.jsonl")
    evaluate.add_argument("--codebook", type=Path, required=True, metavar="FILE")
    evaluate.add_argument("--budgets", default="100,400,800", metavar="N,N,…")
    evaluate.add_argument("--folds", type=int, default=5, metavar="N")
    evaluate.add_argument("--seeds", type=int, default=2, metavar="N")
    evaluate.add_argument(
        "--method", action="append", metavar="METHOD", help="only this one; may be repeated"
    )
    evaluate.add_argument("--out", type=Path, required=True, metavar="DIR")
    evaluate.set_defaults(run=_evaluate)


def _numbers(text: str) -> list[int]:
    try:
        return [int(part) for part in text.split(",") if part.strip()]
    except ValueError:
        raise CodingError(
            f"budgets {text!r}", expected="whole numbers with commas, e.g. 100,400"
        ) from None


def _evaluate(args: argparse.Namespace) -> int:
    from coding.suggest.codebooks import read_any_codebook
    from coding.suggest.evaluate import ALL_METHODS, evaluate
    from coding.suggest.units import read_units

    codebook = read_any_codebook(args.codebook)
    found = evaluate(
        read_units(args.units, codebook),
        codebook,
        budgets=_numbers(args.budgets),
        folds=args.folds,
        seeds=args.seeds,
        methods=args.method or ALL_METHODS,
        progress=lambda what: print(what, file=sys.stderr),  # a person waits for minutes
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
