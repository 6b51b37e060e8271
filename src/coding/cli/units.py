"""The verb for units of coding: units. Cut by rule, marked by a person, or compared by size."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from coding.cli.say import say

if TYPE_CHECKING:
    from coding.study import Study

__all__ = ["register_units"]


def register_units(verbs: Any) -> None:
    """Add the verb to the parser."""
    units = verbs.add_parser("units", help="cut texts into units of coding and freeze them")
    units.add_argument(
        "--refreeze", action="store_true", help="cut anew; only before anything is coded"
    )
    units.add_argument(
        "--compare", metavar="CAPS", help="show units under several rules, e.g. 40,80,turn"
    )
    units.add_argument("--mark", metavar="DOC", help="write a sheet to mark units of meaning on")
    units.add_argument("--to", type=Path, metavar="FILE", help="where that sheet goes")
    units.add_argument(
        "--marked", type=Path, metavar="FILE", help="freeze the units marked on a sheet"
    )
    units.add_argument("--by", default="", metavar="WHO", help="who marked them")
    units.set_defaults(run=_units)


def _units(args: argparse.Namespace) -> int:
    from coding.errors import CodingError
    from coding.preparation import freeze_units
    from coding.study import open_study

    study = open_study(args.study)
    if sum(map(bool, (args.compare, args.mark, args.marked, args.refreeze))) > 1:
        raise CodingError("one of --compare, --mark, --marked and --refreeze at a time")
    if args.compare:
        return _compare(study, args.compare)
    if args.mark:
        return _mark(study, args.mark, args.to)
    if args.marked:
        return _freeze_marked(study, args.marked, args.by)
    study, counts = freeze_units(study, refreeze=args.refreeze)
    for document, count in sorted(counts.items()):
        say(f"{document}: {count} units")
    say(f"{sum(counts.values())} units by rule {study.unit_rule.name}, frozen in corpus/units.csv")
    return 0


def _mark(study: Study, document: str, to: Path | None) -> int:
    from coding.errors import CodingError
    from coding.files import write_text
    from coding.preparation import mark_sheet

    # git ignores the folder of texts in a real study; the sheet holds the whole text
    target = to or study.texts_folder / f"{document}.units.md"
    sheet = mark_sheet(study, document)
    if target.exists():
        raise CodingError(
            "there is a sheet already, perhaps with marks on it",
            where=str(target),
            hint="move it away, or name another file with --to",
        )
    write_text(target, sheet)
    say(
        f"wrote {target}: put {{{{ and }}}} around each unit, then",
        f"  coding units --marked {target} --by WHO",
    )
    return 0


def _freeze_marked(study: Study, sheet: Path, by: str) -> int:
    from coding.preparation import freeze_marked

    _, document, count = freeze_marked(study, sheet, by=by)
    say(
        f"{document}: {count} units as {by.strip()} marked them, frozen; others code within them",
        "where coders should mark units themselves, boundaries are compared too:"
        " see notebook 40 (unitizing)",
    )
    return 0


def _compare(study: Study, given: str) -> int:
    from coding.corpus.sizes import caps_of, unit_sizes

    caps = caps_of(given)
    interviews = study.documents.loc[study.documents["kind"] == "interview", "document"]
    names = [str(name) for name in interviews] or [
        str(name) for name in study.documents["document"]
    ]
    if not names:
        say("no documents yet: coding add FILE")
        return 0
    turns = {name: study.turns(name) for name in names}
    sizes = unit_sizes(
        study.texts(names),
        turns,
        caps=caps,
        least=study.settings.least,
        language=study.settings.text_language,
    )
    say(sizes.round(2).to_string(index=False), "", *_agreement(study, caps))
    say(f"the rule of this study is {study.unit_rule.name}; nothing was changed")
    return 0


def _agreement(study: Study, caps: list[int]) -> list[str]:
    """Agreement of what is coded already, on units of each size."""
    from coding.errors import CodingError
    from coding.reliability import compare_study, unit_size

    try:
        found = compare_study(study)
    except CodingError as error:  # one coder, or none: sizes alone
        return [f"agreement is not compared: {error.problem}"]
    if len(found.coders) < 2:
        return ["agreement is not compared: fewer than two coders"]
    names = sorted(set(found.units["document"]))
    frame = unit_size(
        found,
        {name: study.turns(name) for name in names},
        caps=caps,
        least=study.settings.least,
        language=study.settings.text_language,
        replicates=2,  # intervals are the notebook's; here only the figures
    )
    if "alpha" not in frame:
        return ["agreement is not computed: this study is reflexive (study.toml)"]
    sets = frame[frame["code"] == "(sets)"].set_index("rule")
    codes = frame[frame["code"] != "(sets)"].groupby("rule", sort=False)
    shown = sets[["units", "alpha"]].rename(columns={"units": "both read", "alpha": "alpha, sets"})
    shown["alpha, median code"] = codes["alpha"].median()
    shown["codes with alpha"] = codes["alpha"].count()
    shown["positive, median code"] = codes["positive"].median()
    return [
        f"agreement on the same codings ({', '.join(found.coders)}; coded by {found.coded_by}):",
        shown.astype("Float64").round(3).reset_index().to_string(index=False),
        "",
    ]
