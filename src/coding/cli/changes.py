"""`coding codebook add|propose|rename|merge|split|move|retire`: shown first, made with --apply."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from coding.cli.say import say, table

if TYPE_CHECKING:
    from coding.codebook_life import Planned
    from coding.study import Study

__all__ = ["CHANGES", "run_change"]


def _parser(do: str, about: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=f"coding codebook {do}", description=about)
    parser.add_argument("--by", default="", metavar="WHO", help="who decides")
    parser.add_argument("--reason", default="", help="why")
    parser.add_argument("--version", default="", help="of the codebook afterwards")
    parser.add_argument("--apply", action="store_true", help="do it; otherwise only show it")
    return parser


def run_change(study: Study, do: str, words: Sequence[str]) -> int:
    """
    Run one change of the codebook.

    Parameters
    ----------
    study : Study
    do : str
        A key of `CHANGES`.
    words : sequence of str
        The rest of the command line.

    Returns
    -------
    int
        The exit code.
    """
    from coding.errors import CodingError

    about, add_arguments, plan = CHANGES[do]
    parser = _parser(do, about)
    add_arguments(parser)
    args = parser.parse_args(list(words))
    if args.apply and not args.by:
        raise CodingError("who decides this?", expected="--by WHO")
    planned = plan(study, args)
    return _finish(study, planned, apply=args.apply) if planned is not None else 0


def _finish(study: Study, planned: Planned, *, apply: bool) -> int:
    from coding.codebook_life import carry_out
    from coding.codings.effects import preview

    codebook = study.path(study.settings.codebook)
    others = [path for path in sorted(codebook.parent.glob("*.yaml")) if path != codebook]
    say(*preview(planned, study.coded.logs, others=others))
    if not apply:
        say("nothing was written; --apply does it")
        return 0
    changes = study.coded.places.changes
    made = carry_out(planned.change, planned.text, codebook, changes)
    names = ", ".join(change.id for change in made)
    say(f"recorded as {names} in {changes.relative_to(study.root).as_posix()}")
    return 0


def _said(args: argparse.Namespace) -> Any:
    from coding.codebook_life import Said

    return Said(by=args.by, reason=args.reason, version=args.version)


def _paths(study: Study) -> tuple[Any, Any]:
    return study.path(study.settings.codebook), study.coded.places.changes


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("code", metavar="CODE")
    for name in ("label", "definition", "include", "exclude", "border"):
        parser.add_argument(f"--{name}", default="", help="in the study's language")
    for name in ("parent", "family", "type", "tier"):
        parser.add_argument(f"--{name}", default="")
    parser.add_argument("--after", metavar="CODE", help="write it after this code")
    parser.add_argument("--from", dest="event", default="", metavar="EVENT", help="a proposal")


def _plan_add(study: Study, args: argparse.Namespace) -> Planned:
    from coding.codebook_life import plan_add
    from coding.errors import CodingError, did_you_mean

    language = study.settings.language
    texts = {
        name: {language: getattr(args, name)}
        for name in ("label", "definition", "include", "exclude", "border")
        if getattr(args, name)
    }
    if args.event:
        found = study.coded.proposals
        mine = found[found["event"] == args.event]
        if mine.empty:
            hint = did_you_mean(args.event, found["event"].tolist())
            raise CodingError(f"{args.event!r} is no proposal that stands", hint=hint)
        row = mine[["code", "word", "note"]].fillna("").iloc[0]
        if row["code"] != args.code:
            raise CodingError(
                f"{args.event} proposes {row['code']!r}, not {args.code!r}",
                hint="add it under the draft's id, then rename it: codings follow",
            )
        texts.setdefault("label", {language: str(row["word"] or row["code"])})
        if row["note"]:
            texts.setdefault("definition", {language: str(row["note"])})
    plain = {name: getattr(args, name) for name in ("parent", "family", "type", "tier")}
    return plan_add(
        *_paths(study),
        args.code,
        fields={**texts, **plain},
        after=args.after,
        event=args.event,
        said=_said(args),
    )


def _propose_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("code", nargs="?", metavar="CODE", help="without one: list the drafts")
    parser.add_argument("--coder", metavar="CODER", help="whose log it goes into")
    parser.add_argument("--document", metavar="DOC")
    parser.add_argument("--quote", help="the passage, as it stands in the text, once")
    parser.add_argument("--word", default="", help="the speaker's own word in it")
    parser.add_argument("--note", default="", help="what the code would mean")


def _propose(study: Study, args: argparse.Namespace) -> None:
    from coding.codings import span_of
    from coding.codings.propose import propose_in_study
    from coding.errors import CodingError

    if args.code is None:
        columns = ["event", "coder", "document", "code", "word", "in_codebook"]
        say(table(study.coded.proposals, columns, empty="no drafts"))
        return
    if not (args.coder and args.document and args.quote):
        raise CodingError("from which passage?", expected="--coder, --document and --quote")
    text = study.text(args.document)
    if text.count(args.quote) != 1:
        raise CodingError(
            f"the quote occurs {text.count(args.quote)} times in {args.document}",
            expected="words that occur once",
        )
    start = text.index(args.quote)
    place = span_of(text, args.document, start, start + len(args.quote))
    say(f"draft {args.code} from {args.document} {place.start}-{place.end}: {args.quote[:60]}")
    if not args.apply:
        say("nothing was written; --apply does it")
        return
    coded = study.coded
    with coded.writer(args.coder) as log:
        event, change = propose_in_study(
            log,
            coded.places.changes,
            place,
            args.code,
            word=args.word,
            note=args.note,
            by=args.by,
        )
    say(f"recorded as {event.id} in the log of {args.coder}, and as {change.id}")


def _rename_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("code", metavar="CODE")
    parser.add_argument("new", metavar="NEW")


def _plan_rename(study: Study, args: argparse.Namespace) -> Planned:
    from coding.codebook_life import plan_rename

    return plan_rename(*_paths(study), args.code, args.new, _said(args))


def _merge_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("codes", nargs="+", metavar="CODE")
    parser.add_argument("--into", required=True, metavar="CODE")


def _plan_merge(study: Study, args: argparse.Namespace) -> Planned:
    from coding.codebook_life import plan_merge

    return plan_merge(*_paths(study), args.codes, args.into, _said(args))


def _split_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("code", metavar="CODE")
    parser.add_argument("--into", nargs="+", required=True, metavar="CODE")
    parser.add_argument("--keep", action="store_true", help="the old code stays, too")


def _plan_split(study: Study, args: argparse.Namespace) -> Planned:
    from coding.codebook_life import plan_split

    return plan_split(*_paths(study), args.code, args.into, keep=args.keep, said=_said(args))


def _move_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("code", metavar="CODE")
    parser.add_argument("--under", default="", metavar="CODE", help="without one: to the top")


def _plan_move(study: Study, args: argparse.Namespace) -> Planned:
    from coding.codebook_life import plan_move

    return plan_move(*_paths(study), args.code, args.under, _said(args))


def _retire_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("code", metavar="CODE")


def _plan_retire(study: Study, args: argparse.Namespace) -> Planned:
    from coding.codebook_life import plan_retire

    return plan_retire(*_paths(study), args.code, _said(args))


_Arguments = Callable[[argparse.ArgumentParser], None]
_Plan = Callable[["Study", argparse.Namespace], "Planned | None"]
CHANGES: dict[str, tuple[str, _Arguments, _Plan]] = {
    "add": ("Add a code, or take a proposed one over.", _add_arguments, _plan_add),
    "propose": ("Draft a code from a passage; list drafts.", _propose_arguments, _propose),
    "rename": ("Give a code another id.", _rename_arguments, _plan_rename),
    "merge": ("Count codes as another one.", _merge_arguments, _plan_merge),
    "split": ("Tell a code apart into several.", _split_arguments, _plan_split),
    "move": ("Put a code under another, or at the top.", _move_arguments, _plan_move),
    "retire": ("Take a code out of the codebook.", _retire_arguments, _plan_retire),
}
