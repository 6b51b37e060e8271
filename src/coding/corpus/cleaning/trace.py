"""The whole cleaning, step by step, with every decision kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from coding.corpus.cleaning.chunks import Chunk, chunk_lines
from coding.corpus.cleaning.echoes import glued_words, said_twice
from coding.corpus.cleaning.furniture import label_contents, label_rules_and_urls
from coding.corpus.cleaning.headers import label_running_headers
from coding.corpus.cleaning.joins import TWO_WORDS, Join, Joiner, document_words
from coding.corpus.cleaning.lexicon import Lexicon
from coding.corpus.cleaning.lines import Layout, Line, read_lines
from coding.corpus.cleaning.naming import name_chunks
from coding.corpus.cleaning.notes import Notes, find_notes
from coding.corpus.cleaning.references import label_references
from coding.corpus.cleaning.reflow import KEPT_KINDS, Paragraph, assemble, run_on, table_labels
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
        For each block the 1-based source lines it was made of.
    joins : tuple of Join
        Each line end at which a word may have been cut in two.
    kinds : dict of int to str
        For each visible source line the kind of its block, or under which it was dropped.
    """

    cleaned: Cleaned
    lines: tuple[tuple[int, ...], ...]
    joins: tuple[Join, ...]
    kinds: dict[int, str]


@dataclass(frozen=True, slots=True)
class _Labelled:
    """Lines with what is known of them before they are put into chunks."""

    labels: dict[int, str]
    notes: Notes
    parts: tuple[Dropped, ...]
    notices: tuple[str, ...]


def trace_literature(text: str, *, lexicon: Lexicon, joins: frozenset[str] = _JOINS) -> Trace:
    r"""
    Clean a text and keep the decisions; see `clean_literature`.

    Parameters
    ----------
    text : str
    lexicon : Lexicon
    joins : set of {"visible", "lost"}
        Which signs of a broken word to follow. Fewer than both only to measure a step.

    Examples
    --------
    >>> page = "Wie grens-\nwerk doet, kent\nhet grenswerk en\nde mensen die het doen."
    >>> trace = trace_literature(page, lexicon=Lexicon([]))
    >>> [(join.line, join.word, join.reason) for join in trace.joins]
    [(1, 'grenswerk', 'in the document')]
    >>> trace.kinds
    {1: 'prose', 2: 'prose', 3: 'prose', 4: 'prose'}
    """
    lines, layout = read_lines(text)
    known = _label(lines, layout)
    chunks = chunk_lines(known.notes.lines, layout, known.labels, known.notes.starts)
    named, remarks = name_chunks(known.notes.lines, layout, chunks)
    paragraphs = run_on(known.notes.lines, named)
    body, cells = table_labels(known.notes.lines, layout, paragraphs)
    joiner = Joiner(lexicon=lexicon, words=document_words(body), layout=layout, steps=joins)
    doubts = joiner.learn([(body[i], body[j]) for p in paragraphs for i, j in pairwise(p.members)])
    blocks, decisions = assemble(body, paragraphs, joiner)
    whole = _dropped_lines(lines, named)
    dropped = sorted([*whole, *known.parts, *cells], key=lambda d: (d.line, d.kind))
    notices = (
        *((_COLUMNS,) if layout.columns else ()),
        *known.notices,
        *remarks,
        *doubts,
        *_kept_hyphens(decisions),
        *said_twice(blocks),
        *glued_words(blocks, lexicon),
    )
    return Trace(
        Cleaned(tuple(blocks), tuple(dropped), notices),
        tuple(tuple(body[i].number for i in p.members) for p in paragraphs),
        tuple(decisions),
        _kinds(lines, paragraphs, whole),
    )


def _label(lines: Sequence[Line], layout: Layout) -> _Labelled:
    """What the rules for single lines know, one after the other: the sure ones first."""
    labels = label_rules_and_urls(lines)
    labels |= label_contents(lines, labels)
    headers, texts = label_running_headers(lines, layout, labels)
    labels |= headers
    lines, glued = _cut_glued_headers(lines, texts, labels)
    labels |= label_references(lines, labels)
    labels |= label_chrome(lines, labels)
    comments, notices = label_comments(lines, labels)
    labels |= comments
    notes = find_notes(lines, layout, labels)
    labels |= notes.labels
    return _Labelled(labels, notes, (*glued, *notes.marks), (*notices, *notes.notices))


def _cut_glued_headers(
    lines: Sequence[Line], headers: Sequence[str], labels: Mapping[int, str]
) -> tuple[list[Line], tuple[Dropped, ...]]:
    """Cut a running header off a line that it was glued to, right behind an end mark."""
    result = list(lines)
    cut: list[Dropped] = []
    for i, line in enumerate(lines):
        glued = (h for h in headers if i not in labels and _is_glued(line.text, h))
        header = next(glued, None)
        if header is not None:
            result[i] = replace(line, text=line.text.removesuffix(header))
            cut.append(Dropped(line.number, "glued_header", header))
    return result, tuple(cut)


def _is_glued(text: str, header: str) -> bool:
    rest = text.removesuffix(header)
    return rest != text and rest[-1:] in {".", "!", "?", "’", "”", ")"}


def _dropped_lines(lines: Sequence[Line], named: Sequence[Chunk]) -> list[Dropped]:
    return [
        Dropped(lines[i].number, chunk.kind, lines[i].raw)
        for chunk in named
        if chunk.kind not in KEPT_KINDS
        for i in chunk.members
    ]


def _kinds(
    lines: Sequence[Line], paragraphs: Sequence[Paragraph], whole: Sequence[Dropped]
) -> dict[int, str]:
    kinds = {dropped.line: dropped.kind for dropped in whole}
    kinds |= {lines[i].number: p.kind for p in paragraphs for i in p.members}
    return dict(sorted(kinds.items()))


def _kept_hyphens(joins: Sequence[Join]) -> tuple[str, ...]:
    unsure = [join for join in joins if join.reason == TWO_WORDS]
    return tuple(f"line {join.line}: hyphen kept in {join.word}" for join in unsure)
