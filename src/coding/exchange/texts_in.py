"""Texts from other programs as documents: canonical form with a map of positions, and turns."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import Any

from coding.corpus.intake import Canonical
from coding.corpus.transcripts import FICTIVE_LINE, RoleMap
from coding.exchange.codes import slug
from coding.schemas import DROPPED, TURNS, empty_frame, frame
from coding.text import normalise, sha256

__all__ = ["Moved", "canonical_document", "document_id", "file_bytes", "normal_form"]

READER = "exchange-1"
_ENDINGS = {".docx", ".doc", ".txt", ".pdf", ".rtf", ".odt", ".md", ".html", ".htm"}
_CHOICES = {column.name: column.choices for column in TURNS.columns}
_SPEAKERS, _KINDS = _CHOICES["speaker"], _CHOICES["kind"]
_LABEL = re.compile(r"^[ \t]*(?P<label>[^\s:.,;!?()\[\]][^:.,;!?\n]{0,29}):(?=\s|$)[ \t]*")


class Moved:
    """
    Positions of a text as it came, in its canonical form.

    Parameters
    ----------
    steps : sequence of (int, int, int)
        Start in the old text, start in the new, and length, of stretches that are the same.
    inner : dict of int to int
        Positions between such stretches.
    """

    def __init__(self, steps: Sequence[tuple[int, int, int]], inner: dict[int, int]) -> None:
        self._starts = [old for old, _, _ in steps]
        self._steps = steps
        self._inner = inner

    def __call__(self, position: int) -> int:
        """Where a position went."""
        if position in self._inner:
            return self._inner[position]
        old, new, _ = self._steps[bisect_right(self._starts, position) - 1]
        return new + position - old


def normal_form(text: str) -> tuple[str, Moved]:
    r"""
    Bring a text into canonical form and say where each position went.

    Examples
    --------
    >>> text, moved = normal_form("a\r\nge\u00adi\u0308nd")
    >>> text, moved(3), moved(10)
    ('a\ngeïnd', 2, 7)
    """
    lines = text.replace("\r\n", "\n")
    if normalise(lines) == lines:  # as most texts are: only line ends move anything
        return lines, _moved_by_line_ends(text)
    parts: list[str] = []
    steps: list[tuple[int, int, int]] = [(0, 0, 0)]
    inner: dict[int, int] = {}
    old = new = 0
    for line in re.findall(r"[^\n]*\n|[^\n]+", text):
        pieces = [line] if normalise(line) == line else re.findall(r"[^ ]* |[^ ]+", line)
        for piece in pieces:
            normal = normalise(piece)
            if normal != piece:
                for i in range(1, len(piece)):
                    inner[old + i] = new + min(len(normalise(piece[:i])), len(normal))
            steps.append((old, new, len(piece)))
            parts.append(normal)
            old += len(piece)
            new += len(normal)
    steps.append((old, new, 0))
    return "".join(parts), Moved(steps, inner)


def _moved_by_line_ends(text: str) -> Moved:
    steps = [(0, 0, 0)]
    inner = {}
    for number, pair in enumerate(re.finditer("\r\n", text), start=1):
        inner[pair.start() + 1] = pair.end() - number
        steps.append((pair.end(), pair.end() - number, 0))
    return Moved(steps, inner)


def document_id(name: str, taken: set[str]) -> str:
    """
    Make a document id of a name.

    Examples
    --------
    >>> document_id("Interview 1 (Anna).docx", set()), document_id("RG1", {"RG1"})
    ('Interview-1-Anna', 'RG1-2')
    """
    path = PurePosixPath(name.replace("/", "-"))
    stem = path.stem if path.suffix.lower() in _ENDINGS else path.name
    plain = re.sub(r"[^A-Za-z0-9_-]+", "-", stem).strip("-_") if stem.isascii() else ""
    base = (plain or slug(stem, default="document"))[:60]
    found, number = base, 2
    while found.casefold() in {one.casefold() for one in taken}:
        found, number = f"{base}-{number}", number + 1
    return found


def canonical_document(
    name: str,
    text: str,
    *,
    kind: str,
    roles: RoleMap,
    turns: str = "",
    fictive: bool,
    data: bytes,
) -> Canonical:
    """
    Make a document of a text in canonical form; its positions stay as they are.

    A paragraph is a turn. A label of the role map at its head says who speaks and is not part of
    the turn; it stays in the text, so that passages that cover it keep their place.

    Parameters
    ----------
    name, text, kind : str
    roles : RoleMap
    turns : str
        Turns as this program's own export has them (JSON).
    fictive : bool
    data : bytes
        The file that is kept.
    """
    rows = _own_turns(name, text, turns) or _paragraphs(name, text, roles)
    return Canonical(
        document=name,
        kind=kind,
        text=text,
        turns=frame(rows, TURNS),
        dropped=empty_frame(DROPPED),
        meta={},
        sha256=sha256(data),
        reader=READER,
        fictive=fictive,
        notices=(),
    )


def _own_turns(name: str, text: str, turns: str) -> list[dict[str, Any]]:
    try:
        found = json.loads(turns) if turns else []
        rows = [
            {
                "document": name,
                "turn": number,
                "speaker": speaker,
                "label": label,
                "kind": kind,
                "start": int(start),
                "end": int(end),
                "start_s": start_s,
                "line": int(line),
            }
            for number, (speaker, label, kind, start, end, start_s, line) in enumerate(found, 1)
        ]
        places = [place for row in rows for place in (row["start"], row["end"])]
        sound = places == sorted(places) and (not places or places[-1] <= len(text))
        sound = sound and all(row["speaker"] in _SPEAKERS and row["kind"] in _KINDS for row in rows)
    except (ValueError, TypeError):  # written by another hand since: cut the text anew
        return []
    return rows if sound else []


def _paragraphs(name: str, text: str, roles: RoleMap) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    position = 0
    speaker, label = "text", None
    spoken = any(
        roles.role(found["label"].strip())
        for line in text.split("\n")
        if (found := _LABEL.match(line))
    )
    for number, line in enumerate(text.split("\n"), start=1):
        found = _LABEL.match(line)
        role = roles.role(found["label"].strip()) if found else None
        start = position
        if found and role:
            speaker, label = role, found["label"].strip()
            start += found.end()
        said = text[start : position + len(line)]
        if said.strip():
            first = start + len(said) - len(said.lstrip())
            last = start + len(said.rstrip())
            if rows and spoken and rows[-1]["speaker"] == speaker and not (found and role):
                rows[-1]["end"] = last  # a paragraph more of the same speaker
            else:
                rows.append(
                    {
                        "document": name,
                        "turn": len(rows) + 1,
                        "speaker": speaker,
                        "label": label,
                        "kind": "turn" if spoken else "prose",
                        "start": first,
                        "end": last,
                        "start_s": None,
                        "line": number,
                    }
                )
        position += len(line) + 1
    return rows


def file_bytes(text: str, *, fictive: bool) -> bytes:
    """The text as a file of the study; a made-up one is marked as such, as the guard asks."""
    if not fictive:
        return text.encode("utf-8")
    return f"---\nstatus: FICTIEF\n---\n{FICTIVE_LINE}\n\n{text}\n".encode()
