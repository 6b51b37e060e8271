"""Verbs about what was decided: history, status, recode-list, merge, backup."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from coding.cli.say import say, table
from coding.cli.study import opened

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["register"]


def register(verbs: Any) -> None:
    """Add the verbs of this module to the parser."""
    status = verbs.add_parser(
        "status", help="say per coder and document what is decided, skipped and left"
    )
    status.add_argument("--round", action="append", metavar="ROUND", help="only this round")
    _csv(status)
    status.set_defaults(run=_status)
    recode = verbs.add_parser("recode-list", help="list the units not judged on a code yet")
    recode.add_argument("code", metavar="CODE")
    recode.add_argument("--coder", action="append", metavar="CODER", help="only this coder")
    _csv(recode)
    recode.set_defaults(run=_recode)
    history = verbs.add_parser(
        "history", help="say who changed what, when, from what, under which codebook"
    )
    history.add_argument("event", nargs="?", metavar="EVENT", help="id of a decision")
    for name in ("document", "unit", "code", "coder"):
        history.add_argument(f"--{name}", metavar=name.upper(), help=f"only of this {name}")
    _csv(history)
    history.set_defaults(run=_history)
    merge = verbs.add_parser("merge", help="bring two copies of one coder's log together")
    merge.add_argument("log", metavar="LOG", help="coder or file whose log goes on")
    merge.add_argument("copy", metavar="COPY", help="file with the other history")
    merge.add_argument("--apply", action="store_true", help="do it; otherwise only say what would")
    merge.set_defaults(run=_merge)
    backup = verbs.add_parser("backup", help="make a dated copy of settings, texts and logs")
    backup.add_argument("folder", nargs="?", type=Path, metavar="DIR", help="another disk is best")
    backup.add_argument("--check", type=Path, metavar="FILE", help="read a backup and compare")
    backup.set_defaults(run=_backup)


def _csv(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--csv", type=Path, metavar="FILE", help="write the table instead")


def _wrote(frame: pd.DataFrame, path: Path | None) -> bool:
    if path is None:
        return False
    from coding.files import write_csv

    write_csv(frame, path)
    say(f"{len(frame)} rows in {path}")
    return True


def _status(args: argparse.Namespace) -> int:
    found = opened(args).coded.status(rounds=args.round)
    if not _wrote(found, args.csv):
        columns = ["coder", "document", "units", "decided", "partly", "skipped", "left"]
        columns += ["assisted", "codings", "review", "last"]
        say(table(found, columns, empty="nothing is coded or assigned yet"))
    return 0


def _recode(args: argparse.Namespace) -> int:
    found = opened(args).coded.recode_list(args.code, coders=args.coder)
    if not _wrote(found, args.csv):
        none = f"every unit was judged on {args.code}"
        say(table(found, ["coder", "document", "unit", "why"], empty=none))
        say(f"{len(found)} units open on {args.code}")
    return 0


def _history(args: argparse.Namespace) -> int:
    asked = {name: getattr(args, name) for name in ("event", "document", "unit", "code", "coder")}
    found = opened(args).history(**asked)
    if _wrote(found, args.csv):
        return 0
    for row in found.astype("object").where(found.notna(), "").to_dict("records"):
        say(*_told(row))
    say(f"{len(found)} lines of history")
    return 0


def _told(row: dict[Any, Any]) -> list[str]:
    """One line of history in two or three lines a person reads."""
    where = " ".join(filter(None, (row["unit"] or row["document"],)))
    under = f", codebook {row['codebook']}" if row["codebook"] else ""
    in_round = f", round {row['round']}" if row["round"] else ""
    lines = [f"{row['time']}  {row['by']}  {row['do']}  {where}  ({row['log']}:{row['line']})"]
    change = f"{row['before']} -> {row['after'] or '(gone)'}" if row["before"] else row["after"]
    lines.append(f"    {row['event']}: {change}{under}{in_round}")
    if row["standing"] != "current":
        by = f" by {row['by_event']}" if row["by_event"] else ""
        lines.append(f"    since then {row['standing']}{by}")
    if row["note"] and row["note"] != row["after"]:
        lines.append(f"    “{row['note']}”")
    return lines


def _merge(args: argparse.Namespace) -> int:
    from coding.codings.copies import carry_out_merge, plan_merge_of_logs

    study = opened(args)
    folder = study.coded.places.logs
    log, copy = (_log_file(folder, name) for name in (args.log, args.copy))
    plan = plan_merge_of_logs(log, copy)
    say(*plan.lines())
    if not args.apply:
        say("nothing was written; --apply does it")
        return 1 if plan.refused else 0
    with study.coded.writer(log.stem, local=log.parent != folder) as writer:
        aside = carry_out_merge(plan, writer)
    say(f"done; the copy is kept as {aside.name}")
    return 1 if plan.refused else 0


def _log_file(folder: Path, name: str) -> Path:
    from coding.errors import CodingError

    for path in (Path(name), folder / name, folder / f"{name}.jsonl"):
        if path.is_file():
            return path
    raise CodingError(f"there is no log {name!r}", where=folder.as_posix())


def _backup(args: argparse.Namespace) -> int:
    from coding.codebook_life import utc_now
    from coding.codings.backup import back_up, check_backup

    if args.check is not None:
        say(f"{args.check}: {check_backup(args.check)} files, all as they were")
        return 0
    path = back_up(opened(args).root, now=utc_now(), folder=args.folder)
    say(f"{path}: {check_backup(path)} files, read back and compared")
    if args.folder is None:
        say("it is on the same disk as the study; copy it to another")
    return 0
