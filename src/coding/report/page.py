"""`report.html`: every table and figure of a study on one page that needs nothing else."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from html import escape
from importlib.resources import files
from pathlib import Path

from coding.files import read_text, write_text
from coding.report.collected import BEST_PASSAGES, CARD, PASSAGES, SIGNED, Collected, collect
from coding.report.labels import level_line, watermark
from coding.report.model_marks import REPORT
from coding.report.outputs import Record
from coding.report.page_evidence import evidence
from coding.report.page_tables import Links, page_table
from coding.settings import Settings

__all__ = ["write_report"]

_ID = re.compile(r'\b(id="|xlink:href="#|url\(#)(?!claim-)')
_SVG_LINK = re.compile(r'<a xlink:href="#claim-([^"]+)"[^>]*>')


def write_report(
    folder: Path, settings: Settings, *, planned: Mapping[str, str] | None = None
) -> Path:
    """
    Collect the recorded outputs of a folder into `report.html`.

    Parameters
    ----------
    folder : Path
        The outputs folder, with `records/`, `tables/` and `figures/`.
    settings : Settings
        Title, language, level and whether the study is fictive.
    planned : mapping, optional
        Planned output -> the question it answers, in the order of the analysis plan.

    Returns
    -------
    Path
        The page. Same outputs, same bytes: it holds no date.
    """
    found = collect(folder, settings, planned or {})
    links = Links.of(found)
    path = folder / "report.html"
    write_text(path, _page(found, links))
    return path


def _page(found: Collected, links: Links) -> str:
    settings, language, word = found.settings, found.language, found.word
    css = files("coding.report").joinpath("page.css").read_text(encoding="utf-8")
    chapters = "".join(_chapter(found, links, name) for name in found.chapters)
    passages = evidence(found, links)
    return (
        f"<!DOCTYPE html>\n<html lang='{language}'><head><meta charset='utf-8'>"
        "<meta name='viewport' content='width=device-width, initial-scale=1'>"
        f"<title>{escape(settings.title)}</title><style>{css}</style></head><body>"
        f"<a class='skip' href='#main'>{escape(word('skip'))}</a>"
        f"<header><h1>{escape(settings.title)}</h1>{_about(found)}"
        f"<p class='printed'>{escape(word('printed_note'))}</p></header>"
        f"{_contents(found)}<main id='main'>{chapters}{passages}{_not_made(found)}</main>"
        "</body></html>\n"
    )


def _about(found: Collected) -> str:
    """What a reader must know before any number: fictive, level, signed or not."""
    settings, language = found.settings, found.language
    level = level_line(settings.level, language)
    lines = [f"<p class='level'>{escape(level)}.</p>"]
    if settings.fictive:
        words = f"{watermark(language).capitalize()}. {level}."
        lines = [f"<p class='mark'>{escape(words)}</p>", f"<p>{escape(settings.texts_by)}</p>"]
    signed = found.folder / "tables" / f"{SIGNED}.csv"
    state = found.word("see_signed") if signed.is_file() else found.word("not_signed")
    target = f"<a href='#{SIGNED}'>{escape(state)}</a>" if signed.is_file() else escape(state)
    return "".join([*lines, _summary(found), f"<p class='signed'>{target}</p>"])


def _summary(found: Collected) -> str:
    """How many claims were found as built in, or stand how, in one line."""
    if not found.card:
        return ""
    words = Counter(row.get("recovered") or row.get("outcome", "") for row in found.card.values())
    counts = " · ".join(f"{n} {word}" for word, n in sorted(words.items()) if word)
    total = f"{len(found.card)} {found.word('claims')}"
    return f"<p class='summary'><a href='#{CARD}'>{escape(total)}</a>: {escape(counts)}.</p>"


def _contents(found: Collected) -> str:
    parts = []
    for chapter, records in found.chapters.items():
        items = "".join(
            f"<li><a href='#{escape(r.id)}'><span>{escape(r.id)}</span> {escape(r.title)}</a></li>"
            for r in records
        )
        parts.append(
            f"<section><h3><a href='#{chapter}'>{escape(found.word(chapter))}</a></h3>"
            f"<ul>{items}</ul></section>"
        )
    last = [("passages_by_claim", "passages")] if found.passages else []
    last += [("what_is_not_made", "not-made")] if found.not_made or found.planned else []
    items = "".join(f"<li><a href='#{to}'>{escape(found.word(name))}</a></li>" for name, to in last)
    end = f"<section><ul>{items}</ul></section>" if items else ""
    heading = escape(found.word("contents"))
    return (
        f"<nav aria-label='{heading}'><h2>{heading}</h2>"
        f"<div class='columns'>{''.join(parts)}{end}</div></nav>"
    )


def _chapter(found: Collected, links: Links, chapter: str) -> str:
    body = "".join(_section(found, links, record) for record in found.chapters[chapter])
    title = escape(found.word(chapter))
    return f"<section class='chapter' id='{chapter}'><h2>{title}</h2>{body}</section>"


def _section(found: Collected, links: Links, record: Record) -> str:
    if record.kind == "figure":
        body = _figure(found.folder, record, links)
    elif record.id in {PASSAGES, BEST_PASSAGES} and found.passages:
        body = f"<p><a href='#passages'>{escape(found.word('stands_by_claim'))}</a></p>"
    else:
        body = page_table(found, record, links)
    files_of = ", ".join(f"<a href='{escape(f)}'>{escape(f)}</a>" for f in record.files)
    mark = f" · {escape(record.watermark)}" if record.watermark else ""
    return (
        f"<figure id='{escape(record.id)}' aria-labelledby='{escape(record.id)}-title'>"
        f"<figcaption><h3 id='{escape(record.id)}-title'>{escape(record.id)}. "
        f"{escape(record.title)}</h3><p class='level'>{escape(record.level)}{mark}</p></figcaption>"
        f"{body}<p class='caption'>{escape(record.caption)} "
        f"({escape(found.word('data_file'))}: {files_of})</p></figure>"
    )


def _figure(folder: Path, record: Record, links: Links) -> str:
    """A picture, drawn into the page itself: parts of it lead to passages."""
    svg = read_text(folder / record.files[0])
    svg = svg[svg.index("<svg") :].replace(f"{REPORT}#", "#")
    svg = _ID.sub(lambda match: f"{match[1]}{record.id}-", svg)
    seen: set[str] = set()
    svg, linked = _SVG_LINK.subn(lambda match: _svg_link(match[1], seen, links.claims), svg)
    role = "group" if linked and links.claims else "img"
    title = escape(record.title, quote=True)
    return svg.replace("<svg ", f'<svg class="drawn" role="{role}" aria-label="{title}" ', 1)


def _svg_link(claim: str, seen: set[str], known: frozenset[str]) -> str:
    """A way from a picture to a claim's passages; the keyboard stops at the first of each claim."""
    if claim not in known:  # passages are held back
        return "<a>"
    skip = ' tabindex="-1"' if claim in seen else ""
    seen.add(claim)
    return f'<a href="#claim-{claim}" aria-label="{claim}"{skip}>'


def _not_made(found: Collected) -> str:
    title = f"<h2>{escape(found.word('what_is_not_made'))}</h2>"
    if not found.not_made:
        all_made = found.word("all_made").format(n=found.planned)
        whole = f"<section class='chapter' id='not-made'>{title}<p>{escape(all_made)}</p></section>"
        return whole if found.planned else ""
    rows = "".join(
        f"<tr><th scope='row' id='{escape(name)}-not-made'>{escape(name)}</th>"
        f"<td>{escape(question)}</td><td>{escape(reason)}</td></tr>"
        for name, question, reason in found.not_made
    )
    heads = "".join(
        f"<th scope='col'>{escape(found.word(name))}</th>"
        for name in ("output", "question", "reason")
    )
    return (
        f"<section class='chapter' id='not-made'>{title}"
        f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></section>"
    )
