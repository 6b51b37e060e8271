"""Verbs about the codebook: print it, hand it out, change it."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from coding.cli.changes import CHANGES, run_change
from coding.cli.study import opened
from coding.errors import CodingError, did_you_mean

__all__ = ["register"]


def register(verbs: Any) -> None:
    """Add the verbs of this module to the parser."""
    codebook = verbs.add_parser(
        "codebook",
        help="print the codebook, write a handout, or change it",
        epilog="changes, each with its own --help:\n"
        + "\n".join(f"  {do:<8} {about}" for do, (about, _, _) in CHANGES.items()),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    codebook.add_argument(
        "code", nargs="?", metavar="CODE|CHANGE", help="this code whole; a change"
    )
    codebook.add_argument(
        "--out", type=Path, metavar="FILE", help="write a handout: FILE.html or FILE.docx"
    )
    codebook.add_argument("words", nargs=argparse.REMAINDER, help=argparse.SUPPRESS)
    codebook.set_defaults(run=_codebook)


def _codebook(args: argparse.Namespace) -> int:
    from coding.report.handout import code_card, codebook_lines, write_handout

    study = opened(args)
    if args.code in CHANGES:
        return run_change(study, args.code, args.words)
    if args.words[:1] == ["--out"] and len(args.words) == 2:  # options after the code
        args.out = Path(args.words[1])
    elif args.words:
        raise CodingError(
            f"{args.code!r} is no change of the codebook", hint=did_you_mean(args.code, CHANGES)
        )
    language = study.settings.language
    if args.out:
        write_handout(study.codebook, args.out, language=language)
        print(f"wrote {args.out}")  # the command speaks to a person
        return 0
    if args.code:
        lines = code_card(study.codebook, study.codebook.code(args.code), language=language)
    else:
        lines = codebook_lines(study.codebook, language=language)
    print("\n".join(lines))  # same
    return 0
