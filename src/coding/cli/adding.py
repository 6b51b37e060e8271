"""The verb that brings transcripts in: add. It shows, asks who speaks, then stores."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from coding.cli.say import say

if TYPE_CHECKING:
    from coding.corpus.roles import RoleMap

__all__ = ["add_speaker_options", "register_add", "roles_given"]


def register_add(verbs: Any) -> None:
    """Add the verb to the parser."""
    add = verbs.add_parser("add", help="read transcripts or literature into the study")
    add.add_argument("files", nargs="+", type=Path, metavar="FILE")
    add.add_argument(
        "--kind", choices=("interview", "literature", "reading-note"), default="interview"
    )
    add.add_argument("--local", action="store_true", help="keep it out of git (full texts)")
    add.add_argument("--id", help="id of the document (one file)")
    add.add_argument(
        "--keep-name", action="store_true", help="make the id of the file's name, whoever it names"
    )
    add.add_argument("--encoding", help="what the file is written in, e.g. cp850")
    add_speaker_options(add)
    for name in ("title", "case", "role", "role-group", "side", "boundary-level", "language"):
        add.add_argument(f"--{name}")
    add.add_argument("--tenure", type=float, metavar="YEARS")
    add.add_argument(
        "--dry-run", action="store_true", help="show what would be read, change nothing"
    )
    add.set_defaults(run=_add)


def add_speaker_options(parser: argparse.ArgumentParser) -> None:
    """Add the options that say who speaks."""
    parser.add_argument(
        "--speaker",
        action="append",
        default=[],
        metavar="LABEL=ROLE",
        help='who a label is: "Jan Jansen=R" (I interviewer, R or R1 respondent, O someone else,'
        " words: no speaker); the name is not stored",
    )
    for role in ("interviewer", "respondent", "other"):
        parser.add_argument(
            f"--{role}", action="append", metavar="LABEL", help=f"speaker label of the {role}"
        )


def roles_given(args: argparse.Namespace, known: RoleMap) -> RoleMap:
    """The role map of the study with what the options say."""
    from coding.corpus.roles import RoleMap, with_speakers

    roles = RoleMap(
        tuple(args.interviewer or known.interviewer),
        tuple(args.respondent or known.respondent),
        tuple(args.other or known.other),
    )
    return with_speakers(roles, args.speaker)


def _add(args: argparse.Namespace) -> int:
    from coding.preparation import Attributes, add_documents, read_documents, turn_preview
    from coding.study import open_study

    study = open_study(args.study)
    roles = roles_given(args, study.roles)
    if args.kind == "interview":
        roles = _with_the_unknown(args.files, roles, encoding=args.encoding)
    read = read_documents(
        study,
        args.files,
        kind=args.kind,
        roles=roles,
        document=args.id,
        encoding=args.encoding,
        keep_names=args.keep_name,
    )
    for found in read:
        say(*turn_preview(found))
    if args.dry_run:
        say("dry run: nothing was written")
        return 0
    attributes = Attributes(
        title=args.title,
        case=args.case,
        role=args.role,
        role_group=args.role_group,
        side=args.side,
        tenure=args.tenure,
        boundary_level=args.boundary_level,
        language=args.language,
    )
    add_documents(study, args.files, read, attributes=attributes, local=args.local)
    say(f"added {len(read)}; next: coding episodes, then coding units")
    return 0


def _with_the_unknown(files: Sequence[Path], roles: RoleMap, *, encoding: str | None) -> RoleMap:
    """Ask on a terminal who the unknown speakers of all files are; elsewhere the reader refuses."""
    from coding.corpus.intake import open_source
    from coding.corpus.roles import with_speakers
    from coding.corpus.transcripts import speakers_without_role

    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return roles
    for file in files:
        _, source = open_source(file, encoding=encoding)
        unknown = speakers_without_role(source, roles)
        if unknown:
            say(f"{file.name}: who is who? I interviewer, R respondent (R1, R2 …), O someone else,")
            say("  words if it is no speaker. Names are replaced by these letters, and not stored.")
        for label, count, first in unknown:
            roles = with_speakers(roles, [f"{label}={_asked(label, count, first)}"])
    return roles


def _asked(label: str, count: int, first: str) -> str:
    from coding.corpus.roles import RoleMap, with_speakers
    from coding.errors import CodingError

    shown = f"{first[:60]}…" if len(first) > 60 else first
    while True:
        try:
            answer = input(f"  {label} ({count}x, {shown!r}) is: ").strip()
        except EOFError:
            raise CodingError("nobody said who speaks; nothing was changed") from None
        try:
            with_speakers(RoleMap(), [f"{label}={answer}"])
        except CodingError:
            say("  type I, R (or R1, R2 …), O or words")
            continue
        return answer
