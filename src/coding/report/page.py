"""`report.html`: every table and figure of a study on one page that needs nothing else."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from html import escape
from pathlib import Path
from string import ascii_lowercase

from coding.files import read_csv, write_text
from coding.report.labels import in_words, label, level_line, watermark
from coding.report.outputs import Record, read_records
from coding.report.tables import cell_text
from coding.settings import Settings

__all__ = ["write_report"]

_LONG = 60
_CSS = """
:root { color-scheme: light; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 72rem; margin: 2rem auto; padding: 0 1rem;
  color: #1a1a1a; background: #fff; }
table { border-collapse: collapse; font-size: .8rem; display: block; overflow-x: auto; }
th, td { padding: .25rem .6rem; border-bottom: 1px solid #ddd; vertical-align: top;
  text-align: left; }
td.t { min-width: 20rem; }
td.n, th.n { text-align: right; font-variant-numeric: tabular-nums; }
figure { margin: 2.5rem 0; } figcaption { margin-bottom: .5rem; }
img { max-width: 100%; height: auto; }
.mark { border: 2px solid #555; padding: .5rem 1rem; font-weight: 600; }
.caption, .level { font-size: .85rem; color: #444; }
"""


def write_report(folder: Path, settings: Settings, *, order: Sequence[str] = ()) -> Path:
    """
    Collect the recorded outputs of a folder into `report.html`.

    Parameters
    ----------
    folder : Path
        The outputs folder, with `records/`, `tables/` and `figures/`.
    settings : Settings
        Title, language, level and whether the study is fictive.
    order : sequence of str
        Ids in the order of the analysis plan; others follow, by id.

    Returns
    -------
    Path
        The page. Same outputs, same bytes: it holds no date.
    """
    language = settings.language
    rank = {name: place for place, name in enumerate(order)}
    records = sorted(
        (record for record, _ in read_records(folder)),
        key=lambda record: (rank.get(record.id.rstrip(ascii_lowercase), len(rank)), record.id),
    )
    contents = "".join(
        f"<li><a href='#{escape(r.id)}'>{escape(r.id)}</a> {escape(r.title)}</li>" for r in records
    )
    mark = ""
    if settings.fictive:
        words = f"{watermark(language).capitalize()}. {level_line(settings.level, language)}."
        mark = f"<p class='mark'>{escape(words)}</p><p>{escape(settings.texts_by)}</p>"
    parts = "".join(_section(record, folder, language) for record in records)
    heading = escape(label("contents", language))
    page = (
        f"<!DOCTYPE html>\n<html lang='{language}'><head><meta charset='utf-8'>"
        "<meta name='viewport' content='width=device-width, initial-scale=1'>"
        f"<title>{escape(settings.title)}</title><style>{_CSS}</style></head><body>"
        f"<h1>{escape(settings.title)}</h1>{mark}<nav><h2>{heading}</h2><ul>{contents}</ul></nav>"
        f"<main>{parts}</main></body></html>\n"
    )
    path = folder / "report.html"
    write_text(path, page)
    return path


def _section(record: Record, folder: Path, language: str) -> str:
    if record.kind == "figure":
        svg = (folder / record.files[0]).read_bytes()
        alt = escape(f"{record.title}. {record.caption}", quote=True)
        body = f"<img alt='{alt}' src='data:image/svg+xml;base64,{b64encode(svg).decode()}'>"
    else:
        body = _table(folder / record.files[0], language)
    links = ", ".join(f"<a href='{escape(f)}'>{escape(f)}</a>" for f in record.files)
    mark = f" · {escape(record.watermark)}" if record.watermark else ""
    return (
        f"<figure id='{escape(record.id)}'><figcaption>"
        f"<strong>{escape(record.id)}.</strong> "
        f"{escape(record.title)}{mark}<br><span class='level'>{escape(record.level)}</span>"
        f"</figcaption>{body}<p class='caption'>{escape(record.caption)} "
        f"({escape(label('data_file', language))}: {links})</p></figure>"
    )


def _table(path: Path, language: str) -> str:
    rows = [row for _, row in read_csv(path)]
    if not rows:
        return f"<p><em>{escape(label('no_data', language))}</em></p>"
    names = [name for name in rows[0] if name != "fictive"]
    numeric = {name for name in names if all(_is_number(row[name]) for row in rows)}
    long = {name for name in names if max(len(row[name]) for row in rows) > _LONG}
    mark = {n: " class='n'" if n in numeric else " class='t'" if n in long else "" for n in names}
    head = "".join(
        f"<th scope='col'{mark[name]}>{escape(label(name, language))}</th>" for name in names
    )
    body = "".join(
        "<tr>"
        + "".join(f"<td{mark[n]}>{escape(_shown(row[n], n, language))}</td>" for n in names)
        + "</tr>"
        for row in rows
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _shown(text: str, column: str, language: str) -> str:
    """A cell as people read it: three digits, a dash for missing, ids of the interface in words."""
    if not text:
        return "–"
    if "." in text and _is_number(text):
        return cell_text(float(text))
    return in_words(text, column, language)


def _is_number(text: str) -> bool:
    if not text:
        return True
    try:
        float(text)
    except ValueError:
        return False
    return True
