"""Files on disk: whole or not at all, one form for tables, one lock, one encoding ladder."""

from __future__ import annotations

import csv
import io
import json
import math
import os
import re
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pandas as pd

from coding.errors import BusyError, CodingError, at

__all__ = [
    "decode",
    "fixed_zip",
    "format_number",
    "locked",
    "read_csv",
    "read_text",
    "refuse_wreckage",
    "write_csv",
    "write_json",
    "write_text",
    "write_whole",
]

_BOMS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
TABLE_DIGITS = 6


def write_whole(path: Path, data: bytes) -> None:
    """
    Write a file so that readers see the old or the new content, never a part.

    Written beside the file, flushed to disk (fsync), then renamed over it.

    Raises
    ------
    OSError
        If the disk refuses; the old file is then untouched.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        # mkstemp makes files private; a study is shared by a group, so keep or take the usual mode
        part.chmod(path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_umask())
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def write_text(path: Path, text: str) -> None:
    """Write text as UTF-8 with the line ends it has, whole or not at all."""
    write_whole(path, text.encode("utf-8"))


def write_json(path: Path, value: Any) -> None:
    """Write JSON with sorted keys and a closing newline: the same value, the same bytes."""
    write_text(path, json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True) + "\n")


def format_number(value: float, *, digits: int = TABLE_DIGITS) -> str:
    """
    Write a number with `digits` significant digits, the one place where table numbers are rounded.

    Examples
    --------
    >>> format_number(1 / 3), format_number(1e-9), format_number(-0.0), format_number(120000.0)
    ('0.333333', '1e-09', '0', '120000')
    """
    text = f"{value:.{digits}g}"
    return "0" if text in {"-0", "0"} else text


def write_csv(frame: pd.DataFrame, path: Path) -> None:
    """
    Write a frame in the one form all tables have.

    UTF-8, LF, a header, 6 significant digits, no index. Missing values are empty cells;
    booleans are `true` and `false`.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(frame.columns)
    columns = [frame[name].tolist() for name in frame.columns]
    writer.writerows([_cell(value) for value in row] for row in zip(*columns, strict=True))
    write_text(path, out.getvalue())


def _cell(value: Any) -> str:
    if value is None or value is pd.NA or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return format_number(value)
    return str(value)


def read_csv(path: Path) -> list[tuple[int, dict[str, str]]]:
    """
    Read a table as (line, row) pairs of text cells; types are the schema's business.

    Reads `,` or `;` (spreadsheets set to Dutch write the latter), with or without a byte order
    mark.

    Raises
    ------
    CodingError
        For a missing file, an empty one, bytes that are not UTF-8, a duplicate column or a row
        with more or fewer cells than the header; names file and line.
    """
    text = read_text(path)
    lines = text.split("\n", 1)
    if not lines[0].strip():
        raise CodingError("the table is empty", where=at(path), expected="a header line")
    delimiter = ";" if lines[0].count(";") > lines[0].count(",") else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[tuple[int, dict[str, str]]] = []
    try:
        header = next(reader)
        double = sorted({name for name in header if header.count(name) > 1})
        if double:
            raise CodingError(f"column {double[0]!r} occurs twice", where=at(path, 1))
        start = reader.line_num + 1
        for cells in reader:
            if any(cell.strip() for cell in cells):
                _check_width(cells, header, where=at(path, start))
                rows.append((start, dict(zip(header, cells, strict=True))))
            start = reader.line_num + 1
    except csv.Error as error:
        raise CodingError(
            f"not a readable table: {error}", where=at(path, reader.line_num)
        ) from error
    return rows


def _check_width(cells: list[str], header: list[str], *, where: str) -> None:
    if len(cells) != len(header):
        raise CodingError(
            f"the row has {len(cells)} cells",
            where=where,
            expected=f"{len(header)} cells, as the header has",
            hint="a comma inside a cell needs quotes around the cell",
        )


def read_text(path: Path, *, encoding: str = "utf-8") -> str:
    """
    Read a file of our own making; a stray byte order mark is taken off, line ends become LF.

    Raises
    ------
    CodingError
        If the file is missing or not in the encoding.
    """
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise CodingError("there is no such file", where=at(path)) from None
    except IsADirectoryError:
        raise CodingError("this is a folder, not a file", where=at(path)) from None
    try:
        return (
            data.decode(encoding).removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
        )
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise CodingError(
            f"a byte that is not {encoding}", where=at(path, line), hint="save the file as UTF-8"
        ) from None


def decode(data: bytes, *, where: str, encoding: str | None = None) -> tuple[str, str]:
    """
    Decode a file from outside: byte order mark, NUL test, strict UTF-8, then Windows-1252.

    Guessing libraries call Dutch Windows-1252 text "cp1250" and turn ï into ď, so we do not guess.

    Parameters
    ----------
    data : bytes
        The file.
    where : str
        Its name, for messages.
    encoding : str, optional
        What the user says it is; then nothing is tried but that.

    Returns
    -------
    text, encoding : str, str
        The text and the encoding that was used.

    Raises
    ------
    CodingError
        For an empty or binary file, and for text that no rung of the ladder reads.

    Examples
    --------
    >>> decode("geïnnoveerd".encode("cp1252"), where="a.txt")
    ('geïnnoveerd', 'cp1252')
    """
    if not data.strip():
        raise CodingError("the file is empty", where=where)
    guessed = encoding is None
    if encoding is None:
        encoding, data = _sniff(data, where=where)
    try:
        text = data.decode(encoding)
    except LookupError:
        raise CodingError(
            f"unknown encoding {encoding!r}", where=where, hint="e.g. utf-8, cp1252, mac_roman"
        ) from None
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise CodingError(
            f"byte 0x{data[error.start]:02x} is not {encoding}",
            where=at(where, line),
            hint="say what it is, e.g. --encoding cp850 or mac_roman, or save the file as UTF-8",
        ) from None
    refuse_wreckage(text, where=where, encoding=encoding)
    if guessed and encoding == "cp1252":
        _refuse_other_code_page(data, text, where=where)
    return text.removeprefix("\ufeff"), encoding


def _sniff(data: bytes, *, where: str) -> tuple[str, bytes]:
    for bom, name in _BOMS:
        if data.startswith(bom):
            return name, data[len(bom) :]
    nul = data.count(0) / len(data)
    if nul > 0.3:  # UTF-16 without a mark: Latin text has a NUL in every second byte
        return ("utf-16-be" if data[0] == 0 else "utf-16-le"), data
    if nul > 0:
        raise CodingError("this is a binary file, not text", where=where, hint=_kind(data))
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252", data
    return "utf-8", data


# what accented letters of cp850 and Mac Roman look like when read as Windows-1252: signs that no
# word holds after a letter, and signs that stand between letters in no word
_AFTER_LETTER = re.compile(r"(?<=[a-z])[‚‰‹ŠŽŸ]")
_BETWEEN_LETTERS = re.compile(r"(?<=[a-z])(?:[„†‡ˆ•”]|‘(?!s\b))(?=[a-z])")
_ACCENTED = frozenset("áàâäçéèêëíìîïñóòôöúùûüÁÉËÏÓÖÜ")


def _refuse_other_code_page(data: bytes, text: str, *, where: str) -> None:
    places = [m.start() for p in (_AFTER_LETTER, _BETWEEN_LETTERS) for m in p.finditer(text)]
    if not places:
        return
    fits = {
        name: sum(
            bytes([data[place]]).decode(name, errors="replace") in _ACCENTED for place in places
        )
        for name in ("cp850", "mac_roman")
    }
    best = max(fits, key=lambda name: fits[name])
    if fits[best] * 2 > len(places):
        line = text.count("\n", 0, min(places)) + 1
        word = re.search(r"\S*$", text[: min(places)]), re.match(r"\S*", text[min(places) :])
        shown = "".join(part.group() for part in word if part)[:30]
        raise CodingError(
            f"{shown!r} is no word: the text is not written in Windows-1252",
            where=at(where, line),
            expected="UTF-8 or Windows-1252",
            hint=f"--encoding {best} reads {fits[best]} of {len(places)} such places as letters",
        )


def _kind(data: bytes) -> str:
    if data.startswith(b"PK"):
        return "a zip; for Word or OpenDocument files keep the .docx or .odt ending"
    if data.startswith(b"%PDF"):
        return "a PDF; save its text as .txt first"
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        return "an old Word file; save it as .docx or .txt"
    return "save it as plain text (.txt, UTF-8)"


# control characters but tab, line ends and U+0085, which are layout; U+FFFD; halves of pairs
_WRECKAGE = re.compile(r"[\x00-\x08\x0e-\x1f\x80-\x84\x86-\x9f\ufffd\ud800-\udfff]")


def refuse_wreckage(text: str, *, where: str, encoding: str) -> None:
    """
    Refuse text with signs that no text holds: they mean that it was decoded wrongly.

    Raises
    ------
    CodingError
        For U+FFFD, control characters and halves of surrogate pairs; names the line.
    """
    found = _WRECKAGE.search(text)
    if found:
        raise CodingError(
            f"character U+{ord(found.group()):04X} is damage, not text (read as {encoding})",
            where=at(where, text.count("\n", 0, found.start()) + 1),
            hint="say what the file's encoding is, e.g. --encoding cp850 or mac_roman",
        )


@contextmanager
def locked(path: Path, *, what: str) -> Iterator[None]:
    """
    Hold the one-writer lock of a file for the length of a `with` block, or refuse at once.

    Parameters
    ----------
    path : Path
        The file to guard; the lock is a sibling `.<name>.lock`.
    what : str
        What is guarded, for the message.

    Raises
    ------
    BusyError
        If another process holds it.
    """
    from filelock import FileLock, Timeout

    lock = FileLock(path.with_name(f".{path.name}.lock"))
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise BusyError(
            f"{what} is in use by another process",
            where=at(path),
            hint="close the other notebook or window that has it open, then try again",
        ) from None
    try:
        yield
    finally:
        lock.release()


_ZIP_DATE = (1980, 1, 1, 0, 0, 0)
_DOCX_DATES = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")


def fixed_zip(data: bytes) -> bytes:
    """
    Rewrite a zip (docx, xlsx) so that the same content gives the same bytes.

    Members sorted and stored, one date, core properties without the moment of writing.
    """
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in sorted(old.namelist()):
            content = old.read(name)
            if name == "docProps/core.xml":
                content = _DOCX_DATES.sub(rb"\g<1>1980-01-01T00:00:00Z", content)
            new.writestr(zipfile.ZipInfo(name, date_time=_ZIP_DATE), content)
    return out.getvalue()
