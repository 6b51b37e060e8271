"""The order of the report: chapters, and which outputs stand in each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from string import ascii_lowercase

from coding.report.outputs import Record

__all__ = ["CHAPTERS", "OTHER", "by_chapter"]

# what a reader asks first comes first; an output of a letter (Tab10b) follows its number
CHAPTERS: dict[str, tuple[str, ...]] = {
    "chapter_claims": ("Fig01", "Tab10", "Fig11", "Tab11", "Tab12", "Tab13"),
    "chapter_firmness": ("Tab18", "Fig16", "Fig17"),
    "chapter_said": ("Fig02", "Tab05", "Fig03", "Tab06", "Fig15"),
    "chapter_actors": ("Fig04", "Tab08", "Fig05", "Fig10", "Tab09"),
    "chapter_links": ("Fig06", "Fig07", "Fig08", "Tab07"),
    "chapter_saturation": ("Fig12", "Tab14"),
    "chapter_theory": ("Tab15", "Fig13", "Tab16"),
    "chapter_corpus": ("Tab01", "Tab02", "FigA1"),
    "chapter_coders": ("Tab03", "FigR"),
    "chapter_suggestions": ("Tab17", "Fig14"),
    "chapter_recovery": ("TabA",),
    "chapter_reporting": ("Tab19", "Signoff"),
}
OTHER = "chapter_other"


def _place(name: str) -> tuple[str, int]:
    base = name.rstrip(ascii_lowercase)
    for chapter, names in CHAPTERS.items():
        for place, known in enumerate(names):
            if base == known or (not known[-1].isdigit() and base.startswith(known)):
                return chapter, place
    return OTHER, 0


def by_chapter(
    records: Sequence[Record], *, planned: Sequence[str] = ()
) -> Mapping[str, list[Record]]:
    """
    Outputs by chapter, in the order they are read; chapters without outputs are left out.

    Parameters
    ----------
    records : sequence of Record
    planned : sequence of str
        Ids in the order of the plan, for outputs that belong to no chapter.
    """
    rank = {name: place for place, name in enumerate(planned)}
    found: dict[str, list[tuple[tuple[int, int, str], Record]]] = {}
    for record in records:
        chapter, place = _place(record.id)
        base = record.id.rstrip(ascii_lowercase)
        key = (place, rank.get(base, len(rank)), record.id)
        found.setdefault(chapter, []).append((key, record))
    order = [*CHAPTERS, OTHER]
    return {
        chapter: [record for _, record in sorted(found[chapter], key=lambda one: one[0])]
        for chapter in order
        if chapter in found
    }
