"""The verb that measures a fictive corpus against what it was written to be."""

from __future__ import annotations

import argparse
from typing import Any

from coding.cli.say import say
from coding.cli.study import opened

__all__ = ["register"]


def register(verbs: Any) -> None:
    """Add the verb to the parser."""
    accept = verbs.add_parser(
        "accept-corpus",
        help="measure the fictive corpus against the targets it was written for",
        description="Compares what the corpus is with what it was meant to be. Fails on marking, "
        "size, originality, and on committed tables that are not what is measured now; other "
        "misses are reported.",
    )
    accept.add_argument(
        "--write", action="store_true", help="write the tables into corpus/acceptance/"
    )
    accept.set_defaults(run=_accept)


def _accept(args: argparse.Namespace) -> int:
    from coding.acceptance import differs, measure, write_acceptance

    study = opened(args)
    found = measure(study)
    for one in found.criteria:
        met = {True: "met", False: "not met", None: "not measured"}[one.met]
        figure = f"{one.figure} (target: {one.target})" if one.figure else f"target: {one.target}"
        say(f"{met:<13} {one.test}: {one.what}", f"{'':<13} {figure}")
        if one.why:
            say(f"{'':<13} {one.why}")
    say("", "Fictive texts, coded by language models: this measures the corpus, not the model.")
    if args.write:
        for path in write_acceptance(found, study.path("corpus", "acceptance")):
            say(f"wrote {path.relative_to(study.root).as_posix()}")
        changed = []
    else:
        changed = differs(study, found)
    for name in changed:
        say(f"corpus/acceptance/{name} is not what is measured now: coding accept-corpus --write")
    for miss in found.stopping:
        say(f"stops a build: {miss.test}: {miss.what}: {miss.figure} {miss.why}")
    return 1 if changed or found.stopping else 0
