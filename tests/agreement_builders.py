"""A small study of three coders for tests of agreement, every figure of which fits on paper."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pandas as pd

import log_builders as build
from coding.codebook import Codebook
from coding.codings import LogWriter, Place, code_span, mark_done, read_codings, span_of
from coding.reliability import Comparison, compare
from coding.settings import Coder

# four units of twenty characters each, two in a document
TEXTS = {
    "D1": "Wij wachten al lang. Niemand belt ons op.",
    "D2": "Joke helpt soms mee. Tja, dat is het dan.",
}
FIRST = """\
schema: 1
id: toy
version: "1.0"
codes:
  - {id: waiting, label: {nl: wachten, en: waiting}}
  - {id: helping, label: {nl: helpen, en: helping}}
"""
LATER = FIRST.replace('"1.0"', '"1.1"') + "  - {id: late, label: {nl: laat, en: late}}\n"
PEOPLE = tuple(Coder(name, "human") for name in "ABC")
MODELS = tuple(Coder(name, "model", told="told.md") for name in "ABC")
PLACES = {
    f"u{2 * d + i + 1}": span_of(
        text, document, 21 * i, 21 * i + 20, unit=f"{document}-{i + 1:03d}"
    )
    for d, (document, text) in enumerate(TEXTS.items())
    for i in range(2)
}


def units() -> pd.DataFrame:
    """The four units as a frame."""
    spans = ((0, 20), (21, 41))
    return pd.concat(
        [build.units_of(spans, text, document) for document, text in TEXTS.items()],
        ignore_index=True,
    )


class Team:
    """Coders who write logs in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.logs = folder / "logs"
        self.first = build.codebook(folder / "first", FIRST)
        self.later = build.codebook(folder / "later", LATER)
        self.clock = build.ticking()

    @contextmanager
    def writing(self, coder: str, book: Codebook | None = None, **more: Any) -> Iterator[LogWriter]:
        """Open a coder's log; all share one clock."""
        options = {"clock": self.clock, **more}
        with build.writer(self.logs, coder, book=book or self.first, **options) as log:
            yield log

    def read(
        self, coder: str, unit: str, *codes: str, book: Codebook | None = None, **more
    ) -> None:
        """
        Let a coder read a unit and give it codes, `waiting-` standing for absent.

        Further options go to `mark_done`, and `shown` to the codings as well.
        """
        shown = {"shown": True} if more.get("shown") else {}
        with self.writing(coder, book) as log:
            for code in codes:
                presence = "absent" if code.endswith("-") else "present"
                code_span(log, PLACES[unit], code.rstrip("-"), presence=presence, **shown)
            mark_done(log, PLACES[unit], **more)

    def compare(self, coders: Sequence[Coder] = PEOPLE, **more: Any) -> Comparison:
        """Compare what is in the logs, under the later codebook."""
        options = {"fictive": False, **more}
        logs = read_codings(self.logs, codebook=self.later)
        return compare(logs, units(), self.later, texts=TEXTS, coders=coders, **options)


def toy(folder: Path) -> Team:
    """
    Three coders, four units, presence, a late code, one unit not done, one assisted.

    ======= ============= ============== ==================
    unit    A             B              C
    ======= ============= ============== ==================
    u1      waiting +     waiting -      waiting +
    u2      (none)        (none)         waiting +
    u3      waiting +     waiting +, *   not done
    u4      (none)        (none)         (none)
    ======= ============= ============== ==================

    ``*``: B saw suggestions on u3. `late` came with version 1.1; only A and B looked for it, on
    u1 (both yes) and u2 (B only). Nobody ever gave `helping`.
    """
    team = Team(folder)
    for coder, on_u1, on_u2 in (("A", "waiting", ()), ("B", "waiting-", ()), ("C", "waiting", 1)):
        team.read(coder, "u1", on_u1)
        team.read(coder, "u2", *(["waiting"] if on_u2 else []))
    team.read("A", "u3", "waiting")
    team.read("B", "u3", "waiting", shown=True)
    for coder in "ABC":
        team.read(coder, "u4")
    for coder, on_u2 in (("A", []), ("B", ["late"])):
        team.read(coder, "u1", "late", book=team.later, codes=["late"])
        team.read(coder, "u2", *on_u2, book=team.later, codes=["late"])
    return team


def unit_place(unit: str) -> Place:
    """The place of one of the four units."""
    return PLACES[unit]
