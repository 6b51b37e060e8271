"""The codebook for coders: on the screen, as a page, as a Word file they can write in."""

from __future__ import annotations

from html import escape
from io import BytesIO
from pathlib import Path

from coding.codebook import Code, Codebook, in_language
from coding.errors import CodingError
from coding.files import fixed_zip, write_text, write_whole
from coding.report.labels import label

__all__ = ["code_card", "codebook_lines", "write_handout"]

_FIELDS = ("definition", "include", "exclude", "border")


def _by_family(codebook: Codebook) -> list[tuple[str, list[Code]]]:
    """Family id -> codes in order; codes without a family come first."""
    groups: dict[str, list[Code]] = {}
    for code in codebook.codes.values():
        groups.setdefault(code.family, []).append(code)
    return list(groups.items())


def _presence(codebook: Codebook, presence: str, language: str) -> str:
    """The codebook's own word for a presence, where it has one."""
    known = codebook.attributes.get("presence")
    return (
        in_language(known.values.get(presence, {}), language, default=presence)
        if known
        else presence
    )


def codebook_lines(codebook: Codebook, *, language: str) -> list[str]:
    """The codebook as a tree of ids and labels, for the terminal."""
    title = in_language(codebook.title, language, default=codebook.id)
    lines = [f"{title} — {label('version', language)} {codebook.version} ({codebook.sha[:12]})"]
    for family, codes in _by_family(codebook):
        if family:
            lines += ["", in_language(codebook.families[family].label, language, default=family)]
        for code in codes:
            indent = "  " * len(codebook.path(code.id))
            tier = f"  [{code.tier}]" if code.tier else ""
            lines.append(f"{indent}{code.id:<32} {code.name(language)}{tier}")
    return lines


def code_card(codebook: Codebook, code: Code, *, language: str) -> list[str]:
    """Everything a coder needs to know about one code, as lines."""
    lines = [f"{code.id} · {code.name(language)}", " > ".join(codebook.path(code.id))]
    lines += [f"{label(field, language)}: {text}" for field, text in _texts_of(code, language)]
    lines += [
        f"  “{example.text}” [{_presence(codebook, example.presence, language)}]"
        for example in code.examples
    ]
    for name in sorted(code.indicators):
        shown = " | ".join(pattern.text for pattern in code.indicators[name])
        lines.append(f"{label('indicators', language)} ({name}): {shown}")
    conflicts = sorted(codebook.conflicts(code.id))
    if conflicts:
        lines.append(f"≠ {', '.join(conflicts)}")
    if code.sources:
        lines.append(f"{label('sources', language)}: {', '.join(code.sources)}")
    return lines


def _texts_of(code: Code, language: str) -> list[tuple[str, str]]:
    found = [(name, in_language(getattr(code, name), language)) for name in _FIELDS]
    return [(name, text) for name, text in found if text]


def write_handout(codebook: Codebook, path: Path, *, language: str) -> None:
    """
    Write the codebook as a handout: `.html` for the screen and print, `.docx` for Word.

    Raises
    ------
    CodingError
        For another ending.
    """
    if path.suffix == ".html":
        write_text(path, _html(codebook, language))
    elif path.suffix == ".docx":
        write_whole(path, _docx(codebook, language))
    else:
        raise CodingError(
            f"no handout as {path.suffix or 'a file without ending'}",
            where=str(path),
            expected=".html or .docx",
        )


def _html(codebook: Codebook, language: str) -> str:
    title = escape(in_language(codebook.title, language, default=codebook.id))
    parts = []
    for rule in codebook.rules:
        text = escape(in_language(rule.text, language))
        parts.append(f"<p><strong>{escape(in_language(rule.label, language))}.</strong> {text}</p>")
    for family, codes in _by_family(codebook):
        if family:
            record = codebook.families[family]
            parts.append(f"<h2>{escape(in_language(record.label, language, default=family))}</h2>")
            parts.append(f"<p>{escape(in_language(record.description, language))}</p>")
        for code in codes:
            lines = "".join(
                f"<p><strong>{escape(label(field, language))}:</strong> {escape(text)}</p>"
                for field, text in _texts_of(code, language)
            )
            quotes = "".join(
                f"<li>{escape(e.text)}"
                f" <small>[{escape(_presence(codebook, e.presence, language))}]</small></li>"
                for e in code.examples
            )
            parts.append(
                f"<section><h3>{escape(code.name(language))} <code>{escape(code.id)}</code></h3>"
                f"{lines}<ul>{quotes}</ul></section>"
            )
    css = (
        "body{font:15px/1.45 Georgia,serif;max-width:46rem;margin:2rem auto;padding:0 1rem}"
        "h2{margin-top:2.5rem;border-bottom:1px solid #999}section{break-inside:avoid}"
        "code{font-size:.8em;color:#444}p{margin:.3rem 0}"
    )
    return (
        f"<!DOCTYPE html>\n<html lang='{language}'><head><meta charset='utf-8'>"
        f"<title>{title}</title><style>{css}</style></head><body><h1>{title}</h1>"
        f"<p>{escape(label('version', language))} {escape(codebook.version)} · "
        f"<code>{codebook.sha[:12]}</code></p>{''.join(parts)}</body></html>\n"
    )


def _docx(codebook: Codebook, language: str) -> bytes:
    from docx import Document

    document = Document()
    title = in_language(codebook.title, language, default=codebook.id)
    document.add_heading(title, level=0)
    document.add_paragraph(f"{label('version', language)} {codebook.version} · {codebook.sha[:12]}")
    for rule in codebook.rules:
        paragraph = document.add_paragraph()
        paragraph.add_run(f"{in_language(rule.label, language)}. ").bold = True
        paragraph.add_run(in_language(rule.text, language))
    for family, codes in _by_family(codebook):
        if family:
            name = in_language(codebook.families[family].label, language, default=family)
            document.add_heading(name, level=1)
        for code in codes:
            document.add_heading(f"{code.name(language)} ({code.id})", level=2)
            for field, text in _texts_of(code, language):
                paragraph = document.add_paragraph()
                paragraph.add_run(f"{label(field, language)}: ").bold = True
                paragraph.add_run(text)
            for example in code.examples:
                word = _presence(codebook, example.presence, language)
                document.add_paragraph(f"{example.text} [{word}]", style="List Bullet")
    properties = document.core_properties
    properties.author, properties.last_modified_by, properties.title = "", "", title
    out = BytesIO()
    document.save(out)
    return fixed_zip(out.getvalue())
