"""The `coding` command: one verb a step; joins a study to the wings."""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Sequence
from importlib import import_module

from coding import __version__
from coding.errors import BusyError, CodingError

__all__ = ["BAD_INPUT", "BUSY", "FOUND", "OK", "build_parser", "main"]

OK, FOUND, BAD_INPUT, BUSY, STOPPED = 0, 1, 2, 3, 130
_EXIT_CODES = """\
exit codes:
  0    done, nothing to complain about
  1    done, and something was found that a person should look at (check, verify, doctor, guard,
       merge, reanchor, signoff, import, pseudonymise)
  2    bad input or bad usage; nothing was changed
  3    another process has the file open; nothing was changed
  130  stopped from the keyboard
"""
# each module adds its verbs; they load what they need when they run
_MODULES = (
    "study",
    "codebook",
    "assign",
    "log",
    "reliability",
    "reanchor",
    "exchange",
    "outputs",
    "privacy",
    "acceptance",
    "suggest",
)


def build_parser() -> argparse.ArgumentParser:
    """Build the parser of the whole command, verbs in the order of the work."""
    parser = argparse.ArgumentParser(
        prog="coding",
        description="Code interviews, check reliability, reproduce every table and figure.",
        epilog=_EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"grenswerk-coding {__version__}")
    parser.add_argument(
        "--study", metavar="DIR", help="the study's folder (else this folder or one above it)"
    )
    verbs = parser.add_subparsers(title="verbs", dest="verb", metavar="VERB", required=True)
    for name in _MODULES:
        import_module(f"coding.cli.{name}").register(verbs)
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """
    Run the command.

    Returns
    -------
    int
        The exit code; see `coding --help`.
    """
    args = build_parser().parse_args(argv)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a pipe may not know every sign of a transcript
            stream.reconfigure(errors="replace")
    try:
        return int(args.run(args))
    except BusyError as error:
        print(error, file=sys.stderr)  # the command speaks to a person
        return BUSY
    except CodingError as error:
        print(error, file=sys.stderr)  # same
        return BAD_INPUT
    except BrokenPipeError:  # `coding find … | head`: the reader has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return OK
    except KeyboardInterrupt:
        print("stopped; what was acknowledged is on disk", file=sys.stderr)  # same
        return STOPPED
