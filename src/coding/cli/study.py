"""Verbs that fill and check a study: init, episodes, find, check and their like."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from coding.cli.adding import register_add
from coding.cli.units import register_units

if TYPE_CHECKING:
    from coding.study import Study

__all__ = ["opened", "register"]


def opened(args: argparse.Namespace) -> Study:
    """Open the study a command is about."""
    from coding.study import open_study

    return open_study(args.study)


def register(verbs: Any) -> None:
    """Add the verbs of this module to the parser."""
    _register_init(verbs)
    register_add(verbs)
    _register_episodes(verbs)
    register_units(verbs)
    _register_find(verbs)
    check = verbs.add_parser("check", help="verify that nothing moved under the codings")
    check.set_defaults(run=_check)
    doctor = verbs.add_parser("doctor", help="say on one screen what is wrong with the set-up")
    doctor.set_defaults(run=_doctor)
    _register_guard(verbs)
    lab = verbs.add_parser("lab", help="open JupyterLab at the study's notebooks")
    lab.add_argument("--no-browser", action="store_true", help="only print the address")
    lab.set_defaults(run=_lab)


def _register_init(verbs: Any) -> None:
    init = verbs.add_parser("init", help="make an empty study")
    init.add_argument("folder", type=Path, metavar="DIR", help="a new or empty folder")
    init.add_argument("--title", default="A new study", help="title of the study")
    init.add_argument("--language", choices=("nl", "en"), default="nl", help="language of labels")
    init.set_defaults(run=_init)


def _register_episodes(verbs: Any) -> None:
    episodes = verbs.add_parser("episodes", help="label interviewer turns with guide questions")
    episodes.add_argument(
        "documents", nargs="*", metavar="DOC", help="show these with their labels"
    )
    episodes.add_argument("--propose", action="store_true", help="propose a question a turn")
    episodes.add_argument("--confirm", metavar="INITIALS", help="put your initials under proposals")
    episodes.set_defaults(run=_episodes)


def _register_find(verbs: Any) -> None:
    find = verbs.add_parser("find", help="show where the indicators of a code match, in context")
    find.add_argument("code", metavar="CODE")
    find.add_argument("--local", action="store_true", help="search local full texts too")
    find.add_argument("--width", type=int, default=50, help="characters left and right")
    find.add_argument("--csv", type=Path, metavar="FILE", help="write the table instead")
    find.set_defaults(run=_find)


def _register_guard(verbs: Any) -> None:
    guard = verbs.add_parser("guard", help="keep people's words out of git")
    guard.add_argument(
        "action",
        choices=("install", "check", "staged"),
        help="install the hook; check what is tracked; staged: what the hook runs",
    )
    guard.add_argument(
        "--history", action="store_true", help="with check: every commit of every branch too"
    )
    guard.set_defaults(run=_guard)


def _say(*lines: object) -> None:
    for line in lines:
        print(line)  # the command speaks to a person


def _init(args: argparse.Namespace) -> int:
    from coding.founding import found_study

    for line in found_study(args.folder, title=args.title, language=args.language):
        _say(line)
    return 0


def _episodes(args: argparse.Namespace) -> int:
    from coding.preparation import confirm_episodes, propose_episodes

    study = opened(args)
    if args.propose:
        study, count = propose_episodes(study)
        _say(f"{count} proposals in corpus/episodes.csv; look, correct, then --confirm INITIALS")
    if args.confirm is not None:
        study = confirm_episodes(study, by=args.confirm, documents=args.documents or None)
        _say("confirmed")
    if not args.propose and args.confirm is None:
        shown = args.documents or sorted(set(study.episodes["document"]))
        for document in shown:
            _say(*_labelled_turns(study, document))
        if not shown:
            _say("no labels yet: coding episodes --propose")
    return 0


def _labelled_turns(study: Study, document: str) -> list[str]:
    text, turns = study.text(document), study.turns(document)
    rows = study.episodes[study.episodes["document"] == document]
    labels = {
        int(t): f"{q} ({by})"
        for t, q, by in zip(rows["turn"], rows["guide_question"], rows["by"], strict=True)
    }
    lines = [document]
    asked = turns[turns["speaker"] == "interviewer"]
    for turn, start, end in zip(asked["turn"], asked["start"], asked["end"], strict=True):
        said = text[int(start) : int(end)].replace("\n", " ")
        lines.append(f"  {turn:>4} {labels.get(int(turn), ''):<18} {said[:90]}")
    return lines


def _find(args: argparse.Namespace) -> int:
    from coding.corpus.search import keyword_in_context
    from coding.files import write_csv

    study = opened(args)
    if args.csv:
        _refuse_words_in(study, args.csv)
    hits = study.find(args.code, local=args.local)
    texts = {name: study.text(name) for name in sorted(set(hits["document"]))}
    lines = keyword_in_context(hits, texts, width=args.width)
    if args.csv:
        write_csv(lines, args.csv)
        _say(f"{len(lines)} hits in {args.csv}")
        return 0
    for row in lines.itertuples():
        _say(f"{row.unit:<10} {row.left:>{args.width}} [{row.match}] {row.right}")
    _say(
        f"{len(lines)} hits of {args.code} in {hits['document'].nunique()} documents"
        " (search results, not codings)"
    )
    return 0


def _refuse_words_in(study: Study, file: Path) -> None:
    """Keep a table of passages of a real study where git does not take it."""
    from coding.errors import CodingError

    place = file.resolve()
    inside = place.is_relative_to(study.root)
    safe = any(place.is_relative_to(study.path(*name)) for name in (("outputs",), ("keys",)))
    if inside and not safe and not study.settings.fictive:
        raise CodingError(
            "this table holds what people said, and git would take it here",
            where=str(file),
            hint="name a file in outputs/local/, or outside the study",
        )


def _check(args: argparse.Namespace) -> int:
    from coding.preparation import check_units_anew

    study = opened(args)
    problems = study.check()
    if not study.text_free:  # there is nothing to cut
        problems = problems or check_units_anew(study)
    _say(*problems)
    _say(f"{len(problems)} problems" if problems else "all texts, units and labels are as stored")
    return 1 if problems else 0


def _doctor(args: argparse.Namespace) -> int:
    from coding.doctor import examine

    findings = examine(args.study)
    _say(*findings)
    return 1 if any(finding.bad for finding in findings) else 0


def _guard(args: argparse.Namespace) -> int:
    from coding.privacy.guard import (
        check_history,
        check_staged,
        check_tracked,
        install_hook,
        notices,
    )

    study = opened(args)
    if args.action == "install":
        _say(install_hook(study.root))
        return 0
    if args.action == "staged":
        found = check_staged(study.root)
    else:
        found = check_tracked(study.root)
        found += check_history(study.root) if args.history else []
        _say(*(f"not looked at: {notice}" for notice in notices(study.root)))
    _say(*found)
    return 1 if found else 0


def _lab(args: argparse.Namespace) -> int:
    import subprocess
    import sys

    study = opened(args)
    start = study.path("notebooks", "30_coding_desk.ipynb")
    shown = start if start.exists() else study.path("notebooks")
    command = [sys.executable, "-m", "jupyterlab", str(shown)]
    if args.no_browser:
        command.append("--no-browser")
    return subprocess.call(command, cwd=study.root)  # noqa: S603  # our own interpreter
