"""Verbs that take names and words out of a study: pseudonymise, withdraw, publish."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from coding.cli.say import say
from coding.cli.study import opened

if TYPE_CHECKING:
    from coding.privacy.key import Key
    from coding.study import Study

__all__ = ["register"]

_FINDERS = ("deduce", "ner")


def register(verbs: Any) -> None:
    """Add the verbs of this module to the parser."""
    names = verbs.add_parser(
        "pseudonymise", help="find names, let a person decide, replace them everywhere"
    )
    names.add_argument(
        "--keys", type=Path, metavar="DIR", help="where the key is; never in a study"
    )
    names.add_argument(
        "--also", action="append", default=[], choices=_FINDERS, help="ask this finder too"
    )
    names.add_argument("--add", metavar="NAME", help="a name found later: enter it in the key")
    names.add_argument("--as", dest="new", metavar="[NEW]", help="what stands for that name")
    names.add_argument("--kind", default="person", help="what it is (person)")
    names.add_argument("--decided", action="store_true", help="take the decisions of the table")
    names.add_argument("--check", action="store_true", help="only look whether names are left")
    names.add_argument(
        "--apply", action="store_true", help="replace; without it: say what would be"
    )
    names.add_argument("--by", default="", metavar="WHO", help="who decides")
    names.set_defaults(run=_pseudonymise)
    gone = verbs.add_parser(
        "withdraw", help="a respondent withdraws: take the words out; a dry run unless --apply"
    )
    gone.add_argument("document", metavar="DOC")
    gone.add_argument("--by", default="", metavar="WHO", help="who carries it out")
    gone.add_argument(
        "--reason", default="", help="kept on record: say nothing that names somebody"
    )
    gone.add_argument("--apply", action="store_true", help="do it")
    gone.set_defaults(run=_withdraw)
    publish = verbs.add_parser(
        "publish", help="write a copy of the study without a word of its texts"
    )
    publish.add_argument("folder", type=Path, metavar="DIR", help="a new folder")
    publish.add_argument("--keys", type=Path, metavar="DIR", help="where the key is")
    publish.set_defaults(run=_publish)


def _who(args: argparse.Namespace) -> str:
    from coding.errors import CodingError

    if not args.by.strip():
        raise CodingError("who decides this?", expected="--by WHO")
    return str(args.by.strip())


def _pseudonymise(args: argparse.Namespace) -> int:
    from coding.privacy.key import key_folder, load_key

    study = opened(args)
    key = load_key(key_folder(study, folder=args.keys))
    if args.check:
        return _look(study, key)
    if args.add or args.decided:
        key = _entered(study, key, args)
        return _replace(study, key, args)
    if args.apply:
        return _replace(study, key, args)
    return _propose(study, key, args)


def _propose(study: Study, key: Key, args: argparse.Namespace) -> int:
    from coding.privacy.finder.others import find_with
    from coding.privacy.proposals import FILE, make_proposals

    found = make_proposals(study, key, also=[find_with(name) for name in args.also])
    kinds: dict[str, int] = {}
    for one in found:
        kinds[one.kind] = kinds.get(one.kind, 0) + 1
    say(
        f"{len(found)} proposals in {key.path.with_name(FILE)}",
        *(f"  {count:>5} {kind}" for kind, count in sorted(kinds.items())),
        "write replace or keep before each (a spreadsheet will do), correct what stands for whom,",
        "then: coding pseudonymise --decided --by WHO, and with --apply to replace",
        "no finder sees every name: read the transcripts for nicknames, ages and descriptions",
    )
    return 0


def _entered(study: Study, key: Key, args: argparse.Namespace) -> Key:
    from coding.codebook_life import utc_now
    from coding.privacy.key import entry_of, save_key
    from coding.privacy.proposals import FILE, next_replacement, read_decisions

    by, when = _who(args), utc_now()[:10]
    if args.decided:
        decided = read_decisions(key.path.with_name(FILE), by=by, when=when)
        key = key.with_entries(decided.entries)
        say(f"{len(decided.entries)} decisions entered, {decided.open} still open")
    if args.add:
        new = args.new or next_replacement(key, args.kind, study.settings.language)
        row = {"decision": "replace", "original": args.add, "replacement": new, "kind": args.kind}
        key = key.with_entries([entry_of(row | {"by": by, "when": when}, where="--add")])
        say(f"entered, with {new} for it")
    save_key(key)
    return key


def _replace(study: Study, key: Key, args: argparse.Namespace) -> int:
    from coding.codebook_life import utc_now
    from coding.errors import CodingError
    from coding.privacy.pseudonyms import apply_key

    if not key.entries:
        raise CodingError("the key is empty", hint="run coding pseudonymise, then decide")
    by = _who(args)
    outcome = apply_key(study, key, by=by, time=utc_now(), dry_run=not args.apply)
    say(*outcome.lines())
    say("done; outputs are made again by coding reproduce" if args.apply else "nothing was written")
    if args.apply:
        say("git history is not cleaned: coding guard check --history looks there")
    return 1 if outcome.left else 0


def _look(study: Study, key: Key) -> int:
    from coding.privacy.replacing import Replacer
    from coding.privacy.residue import Watch, residue_in

    watch = Watch(Replacer(key, language=study.settings.text_language))
    found = residue_in(study.root, watch)
    say(*found, f"{len(found)} places with a name of the key")
    return 1 if found else 0


def _withdraw(args: argparse.Namespace) -> int:
    from coding.codebook_life import utc_now
    from coding.privacy.withdraw import withdraw

    by = _who(args) if args.apply else args.by
    done = withdraw(
        opened(args),
        args.document,
        by=by,
        time=utc_now(),
        reason=args.reason,
        dry_run=not args.apply,
    )
    say(*done.lines())
    say("done; coding reproduce makes the outputs again" if args.apply else "nothing was written")
    return 0


def _publish(args: argparse.Namespace) -> int:
    from coding.reproduction.publish import publish

    say(*publish(opened(args), args.folder, keys=args.keys).lines())
    return 0
