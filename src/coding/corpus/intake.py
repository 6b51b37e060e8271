"""From a file as it came to a canonical text that every later offset refers to (C0)."""

from __future__ import annotations

import re
import stat
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from coding.corpus.readers import MOST_BYTES, Source, read_source
from coding.corpus.records import Block, Dropped
from coding.corpus.transcripts import FICTIVE_LINE, READER, RoleMap, front_matter, turns_of
from coding.errors import CodingError
from coding.files import refuse_wreckage, write_csv, write_text
from coding.schemas import DROPPED, TURNS, frame
from coding.text import sha256

__all__ = ["Canonical", "open_source", "read_file", "store_text", "text_paths"]

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
_BETWEEN = "\n\n"


@dataclass(frozen=True, slots=True)
class Canonical:
    """
    A document as it will be stored.

    Attributes
    ----------
    document : str
        Id.
    kind : str
        `interview`, `literature` or `reading-note`.
    text : str
        The canonical text: turns or blocks with an empty line between them, labels left out.
    turns : DataFrame
        Rows of `schemas.TURNS`.
    dropped : DataFrame
        Rows of `schemas.DROPPED`.
    meta : dict
        Front matter of the file.
    sha256 : str
        Hash of the file as it came.
    reader : str
        Reader and cleaner with version.
    fictive : bool
        Whether the file marks itself as made up.
    notices : tuple of str
        What a person should look at.
    """

    document: str
    kind: str
    text: str
    turns: pd.DataFrame
    dropped: pd.DataFrame
    meta: dict[str, str]
    sha256: str
    reader: str
    fictive: bool
    notices: tuple[str, ...]

    @property
    def text_sha(self) -> str:
        """Hash of the canonical text."""
        return sha256(self.text)

    def named(self, name: str, *, where: str) -> Canonical:
        """
        The same document under another id.

        Raises
        ------
        CodingError
            If the id holds more than letters, digits, - and _.
        """
        if not _ID.fullmatch(name):
            raise CodingError(
                f"document id {name!r}",
                where=where,
                expected="letters, digits, - and _",
                hint="give one with --id",
            )
        turns, lost = (
            rows.assign(document=pd.Series([name] * len(rows), dtype="str"))
            for rows in (self.turns, self.dropped)
        )
        return replace(self, document=name, turns=turns, dropped=lost)


def read_file(
    path: Path,
    *,
    kind: str,
    roles: RoleMap,
    document: str | None = None,
    encoding: str | None = None,
) -> Canonical:
    """
    Read one file into a canonical document; nothing is written.

    Parameters
    ----------
    path : Path
        A file of any format in `docs/formats.md`; what it is, its content says.
    kind : {'interview', 'reading-note', 'literature'}
    roles : RoleMap
        Role of each speaker label, for interviews.
    document : str, optional
        Id; otherwise `document:` of the front matter, else the file's name.
    encoding : str, optional
        What a text is written in; otherwise found out, see `coding.files.decode`.

    Raises
    ------
    CodingError
        For an empty, binary or unreadable file, a bad id, or a transcript the reader refuses.
    """
    data, source = open_source(path, encoding=encoding)
    if kind == "interview":
        read = _read_interview(source, roles=roles, where=str(path))
    elif kind == "reading-note":
        read = _read_note(source.text, where=str(path))
    else:
        read = _read_literature(source)
    if not read.text.strip():
        raise CodingError("no text is left after reading", where=str(path))
    refuse_wreckage(read.text, where=str(path), encoding=source.encoding)
    used = source.encoding
    legacy = used not in {"utf-8", source.format.partition("-")[0]}
    notices = read.notices + ((f"read as {used}, not UTF-8",) if legacy else ())
    name = document or read.meta.get("document") or path.stem.removeprefix("fictief_")
    return replace(read, sha256=sha256(data), notices=notices).named(name, where=str(path))


def open_source(path: Path, *, encoding: str | None = None) -> tuple[bytes, Source]:
    """
    Read a file as pieces of talk; who speaks is not decided yet.

    Returns
    -------
    data, source : bytes, Source

    Raises
    ------
    CodingError
        If it is no ordinary file, too large for a transcript, or refused by its reader.
    """
    where = str(path)
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):  # a pipe would be waited for, for ever
            raise CodingError("this is not a file", where=where, expected="a transcript")
        if found.st_size > MOST_BYTES:
            raise CodingError(
                f"the file has {found.st_size / 1e6:.0f} MB",
                where=where,
                expected=f"at most {MOST_BYTES / 1e6:.0f} MB",
                hint="a transcript is text: is this the recording?",
            )
        data = path.read_bytes()
    except OSError as error:
        raise CodingError(f"cannot be read: {error.strerror}", where=where) from None
    return data, read_source(data, where=where, encoding=encoding)


def _read_interview(source: Source, *, roles: RoleMap, where: str) -> Canonical:
    if source.format == "pdf":
        raise CodingError(
            "a PDF keeps no speakers",
            where=where,
            expected="the file the PDF was made of (.docx, .vtt, .txt …)",
            hint="literature goes in with --kind literature --local",
        )
    read = turns_of(source, roles=roles, where=where)
    marked = any(line.kind == "marking" for line in read.dropped)
    claimed = read.meta.get("status", "").upper() == "FICTIEF"
    # subtitles and speech recognition have no front matter; there the line alone marks
    if marked != claimed and (claimed or not source.cues):
        raise CodingError(
            "half marked as fictive",
            where=where,
            expected="both 'status: FICTIEF' in the front matter and the marking line, or neither",
            hint=f"the line is: {FICTIVE_LINE}",
        )
    rows = []
    position = 0
    for number, turn in enumerate(read.turns, start=1):
        rows.append(
            {
                "document": "",
                "turn": number,
                "speaker": roles.role(turn.label),
                "label": roles.code(turn.label),
                "kind": "turn",
                "start": position,
                "end": position + len(turn.text),
                "start_s": turn.start_s,
                "line": turn.line,
            }
        )
        position += len(turn.text) + len(_BETWEEN)
    return _canonical(
        "interview",
        _BETWEEN.join(turn.text for turn in read.turns),
        rows,
        read.dropped,
        meta=read.meta,
        reader=f"{source.format}/{READER}",
        fictive=marked,
        notices=read.notices,
    )


def _read_note(text: str, *, where: str) -> Canonical:
    meta, head = front_matter(text, where=where)
    lines = text.split("\n")
    dropped = [Dropped(i + 1, "front_matter", line) for i, line in enumerate(lines[:head])]
    blocks: list[Block] = []
    run: list[int] = []
    for i in range(head, len(lines) + 1):
        if i < len(lines) and lines[i].strip():
            run.append(i)
        elif run:
            joined = " ".join(" ".join(lines[j].split()) for j in run)
            title = joined.startswith("#")
            kind = "heading" if title else "prose"
            blocks.append(Block(kind, joined.lstrip("# "), run[0] + 1, run[-1] + 1))
            run = []
    return _from_blocks("reading-note", blocks, dropped, meta=meta, reader="note-1")


def _read_literature(source: Source) -> Canonical:
    from coding.corpus.cleaning import Lexicon, clean_literature

    cleaned = clean_literature(source.text, lexicon=Lexicon())
    return _from_blocks(
        "literature",
        cleaned.blocks,
        cleaned.dropped,
        meta={},
        reader=f"{source.format}/literature-1",
        notices=(*source.notices, *cleaned.notices),
    )


def _from_blocks(
    kind: str,
    blocks: Sequence[Block],
    dropped: Sequence[Dropped],
    *,
    meta: dict[str, str],
    reader: str,
    notices: tuple[str, ...] = (),
) -> Canonical:
    rows = []
    position = 0
    for number, block in enumerate(blocks, start=1):
        rows.append(
            {
                "document": "",
                "turn": number,
                "speaker": "text",
                "label": None,
                "kind": block.kind,
                "start": position,
                "end": position + len(block.text),
                "start_s": None,
                "line": block.first_line,
            }
        )
        position += len(block.text) + len(_BETWEEN)
    text = _BETWEEN.join(block.text for block in blocks)
    return _canonical(kind, text, rows, dropped, meta=meta, reader=reader, notices=notices)


def _canonical(
    kind: str,
    text: str,
    rows: list[dict[str, object]],
    dropped: Sequence[Dropped],
    *,
    meta: dict[str, str],
    reader: str,
    fictive: bool = False,
    notices: tuple[str, ...] = (),
) -> Canonical:
    lost = [{"document": "", "line": d.line, "kind": d.kind, "text": d.text} for d in dropped]
    return Canonical(
        document="",
        kind=kind,
        text=text,
        turns=frame(rows, TURNS),
        dropped=frame(lost, DROPPED),
        meta=meta,
        sha256="",
        reader=reader,
        fictive=fictive,
        notices=notices,
    )


def text_paths(folder: Path, document: str) -> tuple[Path, Path, Path]:
    """Where the text, the turns and the log of dropped lines of a document are stored."""
    return (
        folder / f"{document}.txt",
        folder / f"{document}.turns.csv",
        folder / f"{document}.dropped.csv",
    )


def store_text(document: Canonical, folder: Path) -> None:
    """
    Write turns, dropped lines and, last, the text: what was cut off half-way has no text.

    Raises
    ------
    CodingError
        If the document has a text already: offsets refer to it, it is written once.
    """
    text, turns, dropped = text_paths(folder, document.document)
    if text.exists():
        raise CodingError(
            f"document {document.document} has a text already",
            where=str(text),
            hint="a corrected transcript goes through `coding reanchor`",
        )
    write_csv(document.turns, turns)
    write_csv(document.dropped, dropped)
    write_text(text, document.text)
