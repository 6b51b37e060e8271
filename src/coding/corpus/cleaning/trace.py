"""The whole cleaning, step by step, with every decision kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from coding.corpus.cleaning.chunks import chunk_lines
from coding.corpus.cleaning.echoes import glued_words, said_twice
from coding.corpus.cleaning.furniture import label_contents, label_rules_and_urls
from coding.corpus.cleaning.headers import label_running_headers
from coding.corpus.cleaning.joins import TWO_WORDS, Join, Joiner, document_words
from coding.corpus.cleaning.lexicon import Lexicon
from coding.corpus.cleaning.lines import Line, read_lines
from coding.corpus.cleaning.naming import name_chunks
from coding.corpus.cleaning.notes import find_notes
from coding.corpus.cleaning.references import label_references
from coding.corpus.cleaning.reflow import (
    KEPT_KINDS,
    Paragraph,
    assemble,
    run_on,
    table_labels,
)
from coding.corpus.cleaning.web import label_chrome, label_comments
from coding.corpus.records import Cleaned, Dropped

__all__ = ["PART_KINDS", "Trace", "trace_literature"]

# dropped pieces of a line whose rest is kept; every other kind is a whole line
PART_KINDS = frozenset({"footnote_mark", "table_label", "glued_header"})

_COLUMNS = "columns of text stand side by side: lines of different columns are mixed"
_JOINS = frozenset({"visible", "lost"})


@dataclass(frozen=True, slots=True)
class Trace:
    """
    A cleaned text with the decisions behind it.

    Attributes
    ----------
    cleaned : Cleaned
    lines : tuple of tuple of int
        For each block the source lines it was made of.
    joins : tuple of Join
        Each line end at which a word may have been cut in two.
    kinds : dict of int to str
        For each visible source line the kind of its block, or under which it was dropped.
    """

    cleaned: Cleaned
    lines: tuple[tuple[int, ...], ...]
    joins: tuple[Join, ...]
    kinds: dict[int, str]


def trace_literature(text: str, *, lexicon: Lexicon, joins: frozenset[str] = _JOINS) -> Trace:
    """
    Clean a text and keep the decisions; see `clean_literature`.

    Parameters
    ----------
    text : str
    lexicon : Lexicon
    joins : set of {"visible", "lost"}
        Which signs of a broken word to follow. Fewer than both only to measure a step.
    """
    lines, layout = read_lines(text)
    labels = label_rules_and_urls(lines)
    labels |= label_contents(lines, labels)
    headers, texts = label_running_headers(lines, layout, labels)
    labels |= headers
    lines, parts = _cut_glued_headers(lines, texts, labels)
    labels |= label_references(lines, labels)
    labels |= label_chrome(lines, labels)
    comments, notices = label_comments(lines, labels)
    labels |= comments
    notes = find_notes(lines, layout, labels)
    labels |= notes.labels
    parts += notes.marks
    chunks = chunk_lines(notes.lines, layout, labels, notes.starts)
    named, remarks = name_chunks(notes.lines, layout, chunks)
    paragraphs = run_on(notes.lines, named)
    body, cut = table_labels(notes.lines, layout, paragraphs)
    joiner = Joiner(lexicon=lexicon, words=document_words(body), layout=layout, steps=joins)
    pairs = [
        (body[i], body[j])
        for p in paragraphs
        for i, j in zip(p.members, p.members[1:], strict=False)
    ]
    doubts = joiner.learn(pairs)
    blocks, decisions = assemble(body, paragraphs, joiner)
    whole = [
        Dropped(lines[i].number, chunk.kind, lines[i].raw)
        for chunk in named
        if chunk.kind not in KEPT_KINDS
        for i in chunk.members
    ]
    dropped = tuple(sorted([*whole, *parts, *cut], key=lambda d: (d.line, d.kind)))
    all_notices = (
        *((_COLUMNS,) if layout.columns else ()),
        *notices,
        *notes.notices,
        *remarks,
        *doubts,
        *_kept_hyphens(decisions),
        *said_twice(blocks),
        *glued_words(blocks, lexicon),
    )
    return Trace(
        Cleaned(tuple(blocks), dropped, all_notices),
        tuple(tuple(body[i].number for i in p.members) for p in paragraphs),
        tuple(decisions),
        _kinds(body, paragraphs, whole),
    )


def _kinds(
    lines: Sequence[Line], paragraphs: Sequence[Paragraph], whole: Sequence[Dropped]
) -> dict[int, str]:
    kinds = {d.line: d.kind for d in whole}
    kinds |= {lines[i].number: p.kind for p in paragraphs for i in p.members}
    return kinds


def _cut_glued_headers(
    lines: Sequence[Line], headers: Sequence[str], labels: Mapping[int, str]
) -> tuple[list[Line], tuple[Dropped, ...]]:
    """Cut a running header off a line that it was glued to, right behind an end mark."""
    result, cut = list(lines), []
    for i, line in enumerate(lines):
        if i in labels:
            continue
        for header in headers:
            at = len(line.text) - len(header)
            if at > 0 and line.text.endswith(header) and line.text[at - 1] in ".!?’”)":
                result[i] = replace(line, text=line.text[:at])
                cut.append(Dropped(line.number, "glued_header", header))
                break
    return result, tuple(cut)


def _kept_hyphens(joins: Sequence[Join]) -> tuple[str, ...]:
    unsure = [j for j in joins if j.reason == TWO_WORDS]
    return tuple(f"line {j.line}: hyphen kept in {j.word}" for j in unsure)
