"""Verbs of reliability: look at it, adjudicate, sign off."""

from __future__ import annotations

import argparse
from pathlib import Path
from textwrap import fill
from typing import TYPE_CHECKING, Any

from coding.cli.say import say, table
from coding.cli.study import opened

if TYPE_CHECKING:
    from coding.reliability import Comparison
    from coding.study import Study

__all__ = ["register"]

_FIGURES = ["alpha", "low", "high", "positive", "negative", "ac1"]
_COUNTS = ["units", "applied", "differ", "unknown"]


def register(verbs: Any) -> None:
    """Add the verbs of this module to the parser."""
    look = verbs.add_parser(
        "reliability", help="say where coders agree and differ, worst code first"
    )
    look.add_argument("code", nargs="?", metavar="CODE", help="its passages in dispute")
    look.add_argument("--round", action="append", metavar="ROUND", help="only this round")
    look.add_argument("--coder", action="append", metavar="CODER", help="only these coders")
    look.add_argument("--document", metavar="DOC", help="disagreements of this document only")
    look.add_argument("--imports", action="store_true", help="let imported codings count")
    look.add_argument("--open", action="store_true", help="only what nobody adjudicated yet")
    look.add_argument("--sheet", type=Path, metavar="FILE", help="disagreements as .xlsx or .csv")
    look.add_argument("--text", action="store_true", help="with the words of the units")
    look.add_argument("--csv", type=Path, metavar="FILE", help="write the table per code instead")
    look.set_defaults(run=_look)
    adjudicate = verbs.add_parser(
        "adjudicate", help="take decisions and remarks from a filled sheet into a log"
    )
    adjudicate.add_argument("file", type=Path, metavar="FILE", help="of `reliability --sheet`")
    adjudicate.add_argument("--by", required=True, metavar="WHO", help="id of who decided")
    adjudicate.add_argument("--dry-run", action="store_true", help="check it, write nothing")
    adjudicate.set_defaults(run=_adjudicate)
    signoff = verbs.add_parser(
        "signoff", help="sign codebook, plan, logs and report; without --by say what was signed"
    )
    signoff.add_argument("--by", metavar="NAME", help="who signs")
    signoff.add_argument("--remark", default="", metavar="TEXT")
    signoff.set_defaults(run=_signoff)


def _look(args: argparse.Namespace) -> int:
    from coding.reliability import compare_study, disagreements, write_sheet

    study = opened(args)
    listed = bool(args.sheet or args.code or args.document or args.open)
    found = compare_study(
        study,
        kinds=None if listed else ("interview",),
        rounds=args.round,
        only=args.coder,
        imports=args.imports,
    )
    language = study.settings.language
    say(fill(found.announcement(language), 100))
    options = {"code": args.code, "document": args.document, "only_open": args.open}
    if args.sheet is not None:
        rows = write_sheet(
            found, disagreements(found, **options), args.sheet, language=language, text=args.text
        )
        say(f"{rows} rows in {args.sheet}; fill in decision and reason, then coding adjudicate")
        return 0
    if listed:
        for item in disagreements(found, **options):
            say(*_told(found, item, text=args.text or bool(args.code)))
        return 0
    return _say_table(study, found, args.csv)


def _told(found: Comparison, item: Any, *, text: bool) -> list[str]:
    """One unit in dispute, as lines."""
    seen = "  (suggestions were shown)" if item.assisted else ""
    lines = [f"{item.rank:>4}  {item.unit}  {item.differ:.3g} codes apart{seen}"]
    for dispute in item.disputes:
        values = "  ".join(f"{r.coder}: {r.value}" for r in dispute.readings)
        state = f"  -> {dispute.verdict}" if dispute.verdict else ""
        stale = " (stale)" if dispute.stale else ""
        lines.append(f"      {dispute.code:<30} {values}{state}{stale}")
    if text:
        words = found.texts[item.document][item.start : item.end]
        lines.append(f"      “{' '.join(words.split())}”")
    return lines


def _say_table(study: Study, found: Comparison, path: Path | None) -> int:
    from coding.files import write_csv
    from coding.reliability import scope, stale_adjudications, summarise
    from coding.reliability.words import say as sentence

    language = study.settings.language
    made = summarise(found, seed=study.settings.seed)
    if path is not None:
        write_csv(made.table, path)
        say(f"{len(made.table)} rows in {path}")
        return 0
    reach = scope(found)
    say(table(reach, [c for c in reach.columns if c != "coded_by"], empty="nobody coded yet"), "")
    shown = made.table.copy()
    for name in shown.select_dtypes("Float64").columns:
        shown[name] = shown[name].map(lambda value: f"{value:.2f}", na_action="ignore")
    shares = [f"prevalence_{coder}" for coder in found.coders]
    columns = [*([] if found.reflexive else _FIGURES), *shares, *_COUNTS]
    say(table(shown, ["code", *columns], empty="nothing to compare yet"), "")
    for words in (made.note(language), sentence("adjudicated-not-reliability", language)):
        say(fill(words, 100))
    stale = stale_adjudications(found)
    if len(stale):
        say("", f"{len(stale)} adjudications are stale: something they weighed has changed")
        say(table(stale, ["event", "coder", "unit", "code", "stale"], empty=""))
    if found.late:
        say(f"{len(found.late)} changes made after an adjudication do not count here")
    return 0


def _adjudicate(args: argparse.Namespace) -> int:
    from coding.reliability import compare_study
    from coding.reliability.adjudication import carry_out_adjudication, plan_adjudication

    study = opened(args)
    found = compare_study(study, kinds=None)
    say(fill(found.announcement(study.settings.language), 100))
    plan = plan_adjudication(args.file, found, by=args.by, coders=study.settings.coders)
    say(*plan.lines())
    if args.dry_run or not (plan.decisions or plan.remarks):
        say("nothing was written")
        return 0
    with study.coded.writer(args.by) as log:
        written = carry_out_adjudication(plan, log)
    say(f"{written} events in the log of {args.by}")
    return 0


def _signoff(args: argparse.Namespace) -> int:
    from coding.reliability.signoff import sign, signoff_status
    from coding.reliability.words import say as sentence

    study = opened(args)
    if args.by is not None:
        made = sign(study, by=args.by, remark=args.remark)
        say(f"{made.id}: {made.by}, {made.time}", f"codebook {made.state.version}")
        return 0
    found = signoff_status(study)
    if found.empty:
        say(sentence("no-signoff", study.settings.language))
        return 0
    shown = found.assign(changed=found["changed"].fillna("as signed"))
    say(table(shown, ["signoff", "time", "by", "remark", "codebook", "changed"], empty=""))
    last = found["changed"].iloc[-1]
    if isinstance(last, str):
        say(f"changed since sign-off: {last}")
        return 1
    return 0
