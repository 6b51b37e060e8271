"""Verbs about outputs: reproduce them, verify them."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from coding.cli.study import opened

__all__ = ["register"]


def register(verbs: Any) -> None:
    """Add the verbs of this module to the parser."""
    reproduce = verbs.add_parser(
        "reproduce", help="run the notebooks, write every table and figure"
    )
    reproduce.add_argument(
        "--save-notebooks", action="store_true", help="also keep the executed notebooks"
    )
    reproduce.set_defaults(run=_reproduce)
    verify = verbs.add_parser("verify", help="rebuild elsewhere and compare with what is committed")
    verify.add_argument("--keep", type=Path, metavar="DIR", help="leave the rebuilt study here")
    verify.set_defaults(run=_verify)


def _reproduce(args: argparse.Namespace) -> int:
    from coding.reproduction import reproduce

    result = reproduce(opened(args), save_notebooks=args.save_notebooks)
    for line in result.lines():
        print(line)  # the command speaks to a person
    return 0


def _verify(args: argparse.Namespace) -> int:
    from coding.reproduction import verify

    comparison = verify(opened(args), keep=args.keep)
    for line in comparison.lines():
        print(line)  # same
    return 0 if comparison.same else 1
