"""Verbs about the codebook: print it, hand it out."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from coding.cli.study import opened

__all__ = ["register"]


def register(verbs: Any) -> None:
    """Add the verbs of this module to the parser."""
    codebook = verbs.add_parser(
        "codebook", help="print the codebook, or write a handout for coders"
    )
    codebook.add_argument("code", nargs="?", metavar="CODE", help="only this code, whole")
    codebook.add_argument(
        "--out", type=Path, metavar="FILE", help="write a handout: FILE.html or FILE.docx"
    )
    codebook.set_defaults(run=_codebook)


def _codebook(args: argparse.Namespace) -> int:
    from coding.report.handout import code_card, codebook_lines, write_handout

    study = opened(args)
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
