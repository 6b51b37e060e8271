"""
A study of three interviews × six units, small enough to work out every number by hand.

It is what `coding init` makes, with the five example claims, two coders and somebody who decided.

    unit      D1 (case P, top)            D2 (case P, staff)      D3 (case Q, staff)
    q1  1     pressure[+]                 pressure[+]
        2     support[-]                                          pressure[+] support[-]
        3                                 support[-]
    q2  4     pressure[+]                                         pressure[+] by B only
        5     learning[+] by A, decided                           support[+]
        6                                 support[+] A, [-] B
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import log_builders
from coding.codings import (
    LogWriter,
    Place,
    Stance,
    code_span,
    log_path,
    mark_done,
    relate,
    resolve,
    span_of,
    take_stance,
)
from coding.corpus.transcripts import FICTIVE_LINE
from coding.founding import found_study
from coding.preparation import add_documents, freeze_units, read_documents
from coding.study import Study

DOCUMENTS = {"D1": ("P", "top"), "D2": ("P", "staff"), "D3": ("Q", "staff")}
# unit -> codes both coders gave, per document
BOTH: Mapping[str, Mapping[int, Sequence[tuple[str, str]]]] = {
    "D1": {
        1: [("pressure", "present")],
        2: [("support", "absent")],
        4: [("pressure", "present")],
    },
    "D2": {1: [("pressure", "present")], 3: [("support", "absent")]},
    "D3": {
        2: [("pressure", "present"), ("support", "absent")],
        5: [("support", "present")],
    },
}
ONLY: Mapping[str, Mapping[tuple[str, int], tuple[str, str]]] = {
    "A": {("D1", 5): ("learning", "present"), ("D2", 6): ("support", "present")},
    "B": {("D3", 4): ("pressure", "present"), ("D2", 6): ("support", "absent")},
}
# coders, document, unit, claim, direction, strength
STANCES = (
    ("AB", "D1", 2, "W2", "contradicts", 3),
    ("A", "D2", 6, "W2", "supports", 3),
    ("AB", "D3", 5, "W2", "supports", 3),
    ("B", "D3", 2, "W2", "contradicts", 2),
    ("A", "D1", 2, "W3", "contradicts", 1),
    ("B", "D2", 3, "W3", "nuances", 2),
    ("AB", "D1", 5, "W4", "contradicts", 3),
)
UNITS = 6
FOLLOW_UP = "En wat gebeurde er toen met dat werk?"


def _interview(name: str, *, made_up: bool) -> str:
    case, role = DOCUMENTS[name]
    asked = {1: "Wat lag er gisteren op uw bureau?", 4: "Wie helpt u als er iets blijft liggen?"}
    said = [
        f"I: {asked.get(number, FOLLOW_UP)}\n\nR: Zin nummer {number} van gesprek {name}."
        for number in range(1, UNITS + 1)
    ]
    status = "status: FICTIEF\n" if made_up else ""
    mark = f"{FICTIVE_LINE}\n\n" if made_up else ""
    head = f"---\n{status}case: {case}\nrole_group: {role}\n---\n{mark}"
    return head + "\n\n".join(said) + "\n"


def study(
    folder: Path,
    *,
    made_up: bool = False,
    documents: Sequence[str] = tuple(DOCUMENTS),
    stances: Sequence[tuple[str, str, int, str, str, int]] = STANCES,
    decided: bool = True,
    coder_type: str = "human",
    language: str = "nl",
) -> Study:
    """Make the toy study on disk, coded; `made_up` makes it a fictive one."""
    found_study(folder, title="Toy", language=language)
    settings = (folder / "study.toml").read_text(encoding="utf-8")
    settings = settings.replace("fictive = false", f"fictive = {str(made_up).lower()}")
    if made_up:
        settings = settings.replace('level = "b"', 'level = "a"')
    (folder / "told.md").write_text("Lees en codeer.\n", encoding="utf-8")
    settings += "".join(f'[[cases]]\nid = "{case}"\nlabel = "{case}"\n' for case in "PQ")
    settings += "".join(
        f'[[coders]]\nid = "{name}"\ntype = "{coder_type}"\ntold = "told.md"\n' for name in "ABJ"
    )
    (folder / "study.toml").write_text(settings, encoding="utf-8")
    made = Study(folder)
    for name in documents:
        path = folder / "corpus" / "interviews" / f"fictief_{name}.md"
        path.write_text(_interview(name, made_up=made_up), encoding="utf-8")
        read = read_documents(made, [path], kind="interview", document=name)
        made = add_documents(made, [path], read)
    rows = [f"{name},1,q1,MJ\n{name},7,q2,MJ\n" for name in documents]
    text = "document,turn,guide_question,by\n" + "".join(rows)
    (folder / "corpus" / "episodes.csv").write_text(text, encoding="utf-8")
    made, _ = freeze_units(Study(folder))
    _code(made, documents, stances, decided=decided)
    return Study(folder)


def _code(
    made: Study,
    documents: Sequence[str],
    stances: Sequence[tuple[str, str, int, str, str, int]],
    *,
    decided: bool,
) -> None:
    events: dict[tuple[str, str, int, str], str] = {}
    for coder in "AB":
        with _writer(made, coder) as log:
            for name in documents:
                for number in range(1, UNITS + 1):
                    place = _place(made, name, number)
                    given = list(BOTH[name].get(number, ()))
                    given += [ONLY[coder][name, number]] if (name, number) in ONLY[coder] else []
                    for code, presence in given:
                        event = code_span(log, place, code, presence=presence)
                        events[coder, name, number, code] = event.id
                    mark_done(log, place)
            _say(log, made, coder, documents, stances)
            _link(log, coder, documents, events)
    if decided and "D1" in documents:
        with _writer(made, "J") as log:
            judged = [events["A", "D1", 5, "learning"]]
            place = _place(made, "D1", 5)
            resolve(
                log, place, judged, reason="er is geleerd", code="learning", presence="present",
                applies=True,
            )  # fmt: skip


def _say(
    log: LogWriter,
    made: Study,
    coder: str,
    documents: Sequence[str],
    stances: Sequence[tuple[str, str, int, str, str, int]],
) -> None:
    for coders, name, number, claim, direction, strength in stances:
        if coder in coders and name in documents:
            take_stance(log, _place(made, name, number), Stance(claim, direction, strength))


def _link(
    log: LogWriter,
    coder: str,
    documents: Sequence[str],
    events: Mapping[tuple[str, str, int, str], str],
) -> None:
    if "D1" in documents:
        ends = events[coder, "D1", 1, "pressure"], events[coder, "D1", 2, "support"]
        relate(log, *ends, "leads-to")
    if coder == "A" and "D3" in documents:
        ends = events["A", "D3", 2, "support"], events["A", "D3", 2, "pressure"]
        relate(log, *ends, "no-link")


def _writer(made: Study, coder: str) -> LogWriter:
    path = log_path(made.path("corpus", "codings"), coder)
    return LogWriter(path, codebook=made.codebook, clock=log_builders.ticking(), round="1")


def _place(made: Study, name: str, number: int) -> Place:
    unit = f"{name}-{number:03d}"
    row = made.units[made.units["unit"] == unit].iloc[0]
    start, end = int(row["start"]), int(row["end"])
    return span_of(made.text(name), name, start, end, unit=unit)
