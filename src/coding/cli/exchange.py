"""Verbs in and out: export a study, import what other programs made."""

from __future__ import annotations

import argparse
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from coding.cli.say import say
from coding.cli.study import opened
from coding.errors import CodingError

if TYPE_CHECKING:
    from coding.exchange import Import, Losses, Options, Project
    from coding.study import Study

__all__ = ["register"]

_FORMATS = ("qdpx", "qdc", "quotes", "matrix", "counts", "codebook")


def register(verbs: Any) -> None:
    """Add the verbs of this module to the parser."""
    _register_export(verbs)
    _register_import(verbs)


def _register_export(verbs: Any) -> None:
    export = verbs.add_parser("export", help="write the study for other programs or as tables")
    export.add_argument("format", choices=_FORMATS, metavar="FORMAT", help=", ".join(_FORMATS))
    export.add_argument(
        "--to", type=Path, metavar="FILE", help="where (else in outputs/local, which git ignores)"
    )
    export.add_argument("--coder", action="append", metavar="CODER", help="only what this one did")
    export.add_argument(
        "--crlf", action="store_true", help="qdpx: line ends of Windows, for MAXQDA"
    )
    export.add_argument(
        "--utf16", action="store_true", help="qdpx: positions in UTF-16 units, for NVivo"
    )
    export.add_argument(
        "--suggestions",
        action="store_true",
        help="qdpx: accepted suggestions too, under a user of their own",
    )
    export.set_defaults(run=_export)


def _register_import(verbs: Any) -> None:
    bring = verbs.add_parser(
        "import", help="read a project, codebook or quotations of another program; shown first"
    )
    bring.add_argument("file", type=Path, metavar="FILE", help=".qdpx .qdc .xlsx .csv .sqlite3")
    act = bring.add_mutually_exclusive_group()
    act.add_argument("--apply", action="store_true", help="do it; otherwise only say what would")
    act.add_argument("--dry-run", action="store_true", help="only say what would (as without)")
    bring.add_argument("--new", type=Path, metavar="DIR", help="found a new study of it, there")
    bring.add_argument(
        "--complete",
        action="append",
        default=[],
        metavar="DOC",
        help="this document was read for every code (or: all)",
    )
    bring.add_argument(
        "--offsets", default="", metavar="NAME", help="how the file counts, if it is not clear"
    )
    bring.add_argument(
        "--coder",
        action="append",
        default=[],
        metavar="NAME=ID",
        help="coder id for a name in the file",
    )
    bring.add_argument(
        "--columns",
        action="append",
        default=[],
        metavar="FIELD=COLUMN",
        help="table of quotations: which column holds the document, code, text, coder, ...",
    )
    bring.add_argument("--project", default="", metavar="NAME", help="Taguette: which project")
    bring.add_argument("--round", default="", metavar="ROUND", help="round of coding it belongs to")
    for role in ("interviewer", "respondent", "other"):
        bring.add_argument(
            f"--{role}", action="append", metavar="LABEL", help=f"speaker label of the {role}"
        )
    bring.add_argument("--language", choices=("nl", "en"), default="nl", help="with --new: labels")
    bring.set_defaults(run=_import)


def _export(args: argparse.Namespace) -> int:
    from coding.exchange import FORMATS, HOLDS_WORDS, export_study
    from coding.exchange.texts_in import document_id

    study = opened(args)
    ending = FORMATS[args.format][0]
    name = document_id(study.settings.title, set()) if args.format == "qdpx" else args.format
    place = args.to or study.outputs / "local" / f"{name}{ending}"
    if args.format != "qdpx" and (args.crlf or args.utf16 or args.suggestions):
        raise CodingError("--crlf, --utf16 and --suggestions are for qdpx")
    words = args.format in HOLDS_WORDS and not study.settings.fictive
    if words:
        _refuse_an_open_place(study, place)
    losses = export_study(
        study,
        args.format,
        place,
        crlf=args.crlf,
        utf16=args.utf16,
        suggestions=args.suggestions,
        coders=args.coder,
    )
    say(f"wrote {place}: {FORMATS[args.format][1]}")
    _say_losses(losses, "the format has no place for")
    if words:
        say(
            "it holds people's words: keep it where your research data may be, out of git and"
            " shared folders, and delete it when it has done its work"
        )
    return 0


def _refuse_an_open_place(study: Study, place: Path) -> None:
    """In a real study people's words are written only where git does not take them."""
    from coding.privacy.git import find_repository
    from coding.privacy.rules import Candidate, reason_against

    path = place.resolve()
    if path.is_relative_to(study.root):
        inside = path.relative_to(study.root).as_posix()
        if reason_against(Candidate(inside, real=True, read=lambda: b"")) is None:
            raise CodingError(
                "people's words would lie where git can take them",
                where=inside,
                expected="a place git ignores, e.g. outputs/local/, or one outside the study",
                hint="leave --to out",
            )
    elif path.parent.is_dir() and find_repository(path.parent) is not None:
        say(f"mind: {path.parent} lies in a git repository, and the file holds people's words")


def _say_losses(losses: Losses, what: str) -> None:
    if losses.counts:
        say(f"{what}:", *losses.lines())
    say(*(f"notice: {line}" for line in losses.notices))


def _pairs(given: list[str], what: str) -> dict[str, str]:
    found = {}
    for one in given:
        name, sign, value = one.rpartition("=") if what == "--coder" else one.partition("=")
        if not sign or not name or not value:
            raise CodingError(f"{what} {one!r}", expected="NAME=VALUE")
        found[name] = value
    return found


def _options(args: argparse.Namespace, study: Study) -> Options:
    from coding.corpus.transcripts import RoleMap
    from coding.exchange import Options

    given = study.roles
    roles = RoleMap(
        tuple(args.interviewer or given.interviewer),
        tuple(args.respondent or given.respondent),
        tuple(args.other or given.other),
    )
    return Options(
        offsets=args.offsets,
        complete=tuple(args.complete),
        coders=_pairs(args.coder, "--coder"),
        roles=roles,
        round=args.round,
        fresh=args.new is not None,
    )


def _import(args: argparse.Namespace) -> int:
    if args.new is not None:
        return _import_new(args)
    from coding.exchange import carry_out_import

    study = opened(args)
    found = _planned(args, study)
    if not args.apply:
        say("nothing was written; to do it: the same with --apply")
        return 1 if found.losses.counts else 0
    carry_out_import(found, study)
    say("imported; next: coding check, and coding units for new documents")
    return 1 if found.losses.counts else 0


def _planned(args: argparse.Namespace, study: Study) -> Import:
    from coding.exchange import import_report, plan_import

    project, losses = _read(args, study)
    found = plan_import(project, losses, study, _options(args, study))
    say(*import_report(found))
    return found


def _read(args: argparse.Namespace, study: Study) -> tuple[Project, Losses]:
    from coding.exchange import read_exchange

    columns = _pairs(args.columns, "--columns")
    return read_exchange(args.file, study, columns=columns, project=args.project)


def _import_new(args: argparse.Namespace) -> int:
    """Found a study beside its place, fill it, and move it there when all went well."""
    from coding.exchange import carry_out_import
    from coding.founding import found_study
    from coding.study import Study

    folder = Path(args.new)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise CodingError("the folder is not empty", where=str(folder), expected="a new folder")
    parent = folder.resolve().parent
    parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(dir=parent, prefix=f".{folder.name}.", suffix=".part"))
    try:
        place = beside / folder.resolve().name
        lines = found_study(place, title=args.file.stem, language=args.language)
        study = Study(place)
        found = _planned(args, study)
        if not args.apply:
            say(f"nothing was written; to make the study in {folder}: the same with --apply")
            return 1 if found.losses.counts else 0
        carry_out_import(found, study)
        if folder.exists():
            folder.rmdir()
        place.rename(folder)
        for line in lines[1:]:
            say(line.replace(str(place), str(folder)))
        say(f"made a study in {folder}; next, there: coding check, then coding units")
        return 1 if found.losses.counts else 0
    finally:
        shutil.rmtree(beside, ignore_errors=True)
