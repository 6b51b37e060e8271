"""Looking into files of any kind: the text one could read in them, and writing it otherwise."""

from __future__ import annotations

import gzip
import html
import io
import json
import os
import re
import zipfile
import zlib
from base64 import b64decode
from binascii import Error as Base64Error
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath
from typing import Any

from coding.privacy.journals import rewrite_lines

__all__ = ["OFFICE", "mapped", "passages", "rewritten", "walk"]

Change = Callable[[str], str]

OFFICE = frozenset(
    ".docx .docm .xlsx .xlsm .pptx .odt .ods .odp .qdpx .zip .epub .npz .mx24 .nvpx".split()  # noqa: SIM905
)
_MARKUP = frozenset({".html", ".htm", ".svg", ".xml", ".qde", ".qdc", ".xhtml", ".rels"})
_JSON = frozenset({".json", ".ipynb"})
_PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF8")
_BLOCKS = re.compile(
    r"</?(?:w:p|w:tab|w:br|w:tc|text:p|text:h|text:tab|table:table-cell|p|div|br|td|th|tr|li|h\d|si|row"
    r"|c|title|desc|text|pre|section|article|option|button|summary|figcaption|dc:\w+|cp:\w+)\b[^>]*>",
    re.IGNORECASE,
)
_TAG = re.compile(r"<[^<>]*>")
_ATTRIBUTE = re.compile(r"""[\w:-]+\s*=\s*(?:"([^"]{2,})"|'([^']{2,})')""")
_EMBEDDED = re.compile(r"data:(?P<kind>[\w/+.-]+)(?:;[\w=-]+)*;base64,(?P<data>[A-Za-z0-9+/=\s]+)")
_NOT_OURS = frozenset({".git", ".venv", ".venv-min", "node_modules", "__pycache__"})
_NOT_OURS |= {".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis"}
_DEEPEST = 4  # archives in archives
_LARGEST = 200_000_000  # bytes of one member of an archive


def walk(root: Path) -> Iterator[Path]:
    """Every file of a study, hidden ones too; without git, environments, caches and locks."""
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(
            name
            for name in folders
            if name not in _NOT_OURS and not (Path(folder, name) / "pyvenv.cfg").exists()
        )
        for name in sorted(names):
            path = Path(folder, name)
            if not (name.startswith(".") and name.endswith(".lock")) and not path.is_symlink():
                yield path


def passages(name: str, data: bytes, *, depth: int = 0) -> Iterator[tuple[str, str]]:
    r"""
    Text a person could read in a file, with metadata, hidden parts and embedded files.

    Parameters
    ----------
    name : str
        Its name or path; the ending says what it is, else its first bytes do.
    data : bytes

    Yields
    ------
    place, text : str, str
        Where in the file (`word/document.xml`, `string 12`), empty for the file itself.

    Examples
    --------
    >>> list(passages("a.html", b"<p title='Joke'>Jo<b>ke</b> belt</p>"))
    [('', '\nJoke belt\n\nJoke')]
    """
    suffix = PurePosixPath(name.lower()).suffix
    if data.startswith(b"PK\x03\x04") or suffix in OFFICE:
        yield from _members(data, depth)
    elif data.startswith(b"\x1f\x8b"):
        yield from _unzipped(name, data, depth)
    elif data.startswith(b"\x89PNG"):
        yield from (("metadata", text) for text in _png_texts(data))
    elif data.startswith(b"%PDF"):
        yield from _pdf_pages(data)
    elif (text := _text_of(data)) is None:
        yield "", _printable(data)
    elif suffix in _JSON:
        yield from _json_texts(text, depth)
    elif ".jsonl" in name.lower():
        yield "", "\n".join(map(_line_text, text.split("\n")))
    elif suffix in _MARKUP or text.lstrip()[:200].lower().startswith(("<!doctype html", "<html")):
        yield from _markup(text, depth)
    else:
        yield "", text


def _text_of(data: bytes) -> str | None:
    """Decoded text, or None for bytes that are none."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    if b"\0" in data[:4096]:
        half = data[:4096].count(0) / max(1, len(data[:4096]))
        return data.decode("utf-16-le", "replace") if 0.3 < half < 0.6 else None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        control = sum(byte < 9 for byte in data[:4096])
        return None if control else data.decode("cp1252", "replace")


def _printable(data: bytes) -> str:
    """Strings of a binary file; zero bytes go, so that wide characters read as text."""
    text = data.replace(b"\0", b"").decode("utf-8", "replace")
    wide = data.decode("utf-16-le", "replace") if data.count(0) > len(data) / 4 else ""
    return "\n".join(re.findall(r"[^\x00-\x08\x0e-\x1f\ufffd]{3,}", f"{text}\n{wide}"))


def _members(data: bytes, depth: int) -> Iterator[tuple[str, str]]:
    if depth >= _DEEPEST:
        return
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for info in archive.infolist():
                yield "a name in it", info.filename
                if info.file_size <= _LARGEST and not info.is_dir():
                    content = archive.read(info)
                    for place, text in passages(info.filename, content, depth=depth + 1):
                        yield "/".join(filter(None, (info.filename, place))), text
            yield "comment", archive.comment.decode("utf-8", "replace")
    except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, OSError):
        yield "", _printable(data)


def _unzipped(name: str, data: bytes, depth: int) -> Iterator[tuple[str, str]]:
    try:
        inside = gzip.decompress(data)
    except (OSError, EOFError, zlib.error):
        return
    if depth < _DEEPEST:
        yield from passages(name.removesuffix(".gz"), inside, depth=depth + 1)


def _png_texts(data: bytes) -> Iterator[str]:
    position = 8
    while position + 8 <= len(data):
        size = int.from_bytes(data[position : position + 4], "big")
        kind, body = data[position + 4 : position + 8], data[position + 8 : position + 8 + size]
        if kind in {b"tEXt", b"iTXt", b"zTXt"}:
            key, _, rest = body.partition(b"\0")
            if kind == b"zTXt":
                try:
                    rest = zlib.decompress(rest[1:])
                except zlib.error:
                    rest = b""
            value = rest.replace(bytes(1), b" ").decode("utf-8", "replace")
            yield f"{key.decode('latin-1')} {value}"
        position += 12 + size


def _pdf_pages(data: bytes) -> Iterator[tuple[str, str]]:
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        reader = PdfReader(io.BytesIO(data))
        yield "metadata", " ".join(str(value) for value in (reader.metadata or {}).values())
        for number, page in enumerate(reader.pages, start=1):
            yield f"page {number}", page.extract_text()
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        yield "", _printable(data)


def _json_texts(text: str, depth: int) -> Iterator[tuple[str, str]]:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        yield "", text
        return
    for number, one in enumerate(_strings(value), start=1):
        for place, found in _inside_string(one, depth):
            yield " ".join(filter(None, (f"string {number}", place))), found


def _inside_string(text: str, depth: int) -> Iterator[tuple[str, str]]:
    if "<" in text and _TAG.search(text):
        yield from _markup(text, depth)
    else:
        yield "", text


def _strings(value: Any) -> Iterator[str]:
    """All strings of a JSON value, keys too; a list of lines is one text, as in notebooks."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        if value and all(isinstance(part, str) for part in value):
            glue = "" if any(part.endswith("\n") for part in value[:-1]) else "\n"
            yield glue.join(value)
        else:
            for part in value:
                yield from _strings(part)
    elif isinstance(value, dict):
        for key, part in value.items():
            # a picture's bytes are no words, and long
            if key in {"image/png", "image/jpeg"}:
                continue
            yield str(key)
            yield from _strings(part)


def _line_text(line: str) -> str:
    try:
        return "\n".join(_strings(json.loads(line))) if line.strip() else ""
    except (ValueError, RecursionError):
        return line


def _markup(text: str, depth: int) -> Iterator[tuple[str, str]]:
    plain = text
    for match in _EMBEDDED.finditer(text):
        try:
            inside = b64decode(match["data"])
        except (Base64Error, ValueError):
            continue
        ending = {"image/svg+xml": "x.svg", "text/html": "x.html"}.get(match["kind"], "x")
        if depth < _DEEPEST:
            yield from (
                ("embedded" + (f"/{place}" if place else ""), found)
                for place, found in passages(ending, inside, depth=depth + 1)
            )
    plain = _EMBEDDED.sub(" ", plain)
    attributes = "\n".join(a or b for a, b in _ATTRIBUTE.findall(" ".join(_TAG.findall(plain))))
    visible = _TAG.sub("", _BLOCKS.sub("\n", re.sub(r"<!--|-->", " ", plain)))
    yield "", html.unescape(f"{visible}\n{attributes}")


def rewritten(name: str, data: bytes, change: Change) -> bytes | None:
    """
    Write a file with its texts changed.

    Parameters
    ----------
    name : str
    data : bytes
    change : callable
        Text -> text.

    Returns
    -------
    bytes or None
        None where the format cannot be written by this program (pictures, models, archives).
    """
    suffix = PurePosixPath(name.lower()).suffix
    if data.startswith((b"PK\x03\x04", b"\x1f\x8b", b"%PDF", *_PICTURES)):
        return _zip_rewritten(data, change) if suffix in {".docx", ".xlsx", ".odt"} else None
    text = _text_of(data)
    if text is None:
        return None
    if suffix in _JSON:
        return _json_rewritten(text, change)
    if ".jsonl" in name.lower():
        return rewrite_lines(data, lambda line: mapped(line, change))
    if suffix in _MARKUP:
        escaped = html.unescape(change(text))
        # entities are kept unless a changed word hides behind one
        return (change(text) if change(escaped) == escaped else _reescaped(text, change)).encode()
    return change(text).encode()


def _reescaped(text: str, change: Change) -> str:
    """Change what stands between the tags with entities taken off, and put them back."""

    def piece(match: re.Match[str]) -> str:
        return html.escape(change(html.unescape(match.group())), quote=False)

    return re.sub(r"(?<=>)[^<>]+(?=<)", piece, text)


def mapped(value: Any, change: Change) -> Any:
    """A JSON value with every string changed."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, list):
        lines = value and all(isinstance(part, str) for part in value)
        if lines and any(part.endswith("\n") for part in value[:-1]):
            return change("".join(value)).splitlines(keepends=True)
        return [mapped(part, change) for part in value]
    if isinstance(value, dict):
        return {change(key): mapped(part, change) for key, part in value.items()}
    return value


def _json_rewritten(text: str, change: Change) -> bytes | None:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return change(text).encode()
    indent = re.search(r"^[\[{]\n( +)", text)
    new = json.dumps(
        mapped(value, change),
        ensure_ascii=text.isascii() and "\\u" in text,
        indent=len(indent[1]) if indent else None,
    )
    return (new + ("\n" if text.endswith("\n") else "")).encode()


def _zip_rewritten(data: bytes, change: Change) -> bytes | None:
    out = io.BytesIO()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
            for info in old.infolist():
                content = old.read(info)
                if info.filename.endswith((".xml", ".rels")):
                    content = rewritten("x.xml", content, change) or content
                kept = zipfile.ZipInfo(change(info.filename), date_time=info.date_time)
                kept.compress_type = zipfile.ZIP_DEFLATED
                new.writestr(kept, content)
    except (zipfile.BadZipFile, OSError, RuntimeError):
        return None
    return out.getvalue()
