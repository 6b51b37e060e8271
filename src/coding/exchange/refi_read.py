"""Reading REFI-QDA, leniently: any folder, capitals, braces, namespace; every loss is counted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Any

from coding.errors import CodingError, at
from coding.exchange.archive import PROJECT_LIMIT, Archive
from coding.exchange.markup import guid_of, local, parse_xml, utc_time
from coding.exchange.model import Losses, Note, Project, Selection, Source
from coding.exchange.refi_basics import (
    Basics,
    child_of,
    children_of,
    guid_in,
    refs_in,
    text_of,
    time_in,
    user_in,
)

__all__ = ["read_qdc", "read_qdpx"]

_MEDIA = {
    "PictureSource": "picture",
    "PDFSource": "PDF",
    "AudioSource": "sound recording",
    "VideoSource": "film",
}
_AREAS = {
    "PictureSelection": "passage marked in a picture",
    "PDFSelection": "passage marked as an area of a PDF page",
    "AudioSelection": "passage of a sound recording",
    "VideoSelection": "passage of a film",
}
_KNOWN_TOP = (
    *("Users", "CodeBook", "Variables", "Cases", "Sources", "Notes", "Links", "Sets"),
    *("Graphs", "Description", "NoteRef"),
)


def read_qdpx(path: Path) -> tuple[Project, Losses]:
    """
    Read a REFI-QDA project; nothing is unpacked to disk, nothing outside the file is looked at.

    Returns
    -------
    project, losses : Project, Losses

    Raises
    ------
    CodingError
        If it is no whole zip, has no project in it, or the project is not well-formed XML.
    """
    losses = Losses()
    with Archive(path) as archive:
        for name in archive.suspicious:
            losses.add("file with a path that leads out of the archive, not read", example=name)
        member = _project_member(archive, path)
        root = parse_xml(
            archive.read(member, limit=PROJECT_LIMIT),
            where=f"{path.name}: {member}",
            losses=losses,
        )
        reader = _Reader(losses, lambda name: _fetch(archive, name))
        project = reader.project(root, path.stem)
        unread = [n for n in archive.names if n not in {member, *reader.fetched} and _is_data(n)]
        for name in unread:
            ending = PurePosixPath(name).suffix.lower() or "without an ending"
            losses.add(f"file of the archive not taken over ({ending})", example=name)
    return project, losses


def _is_data(name: str) -> bool:
    return not PurePosixPath(name).name.startswith(".") and "__MACOSX" not in name


def _project_member(archive: Archive, path: Path) -> str:
    found = [name for name in archive.names if name.lower().endswith(".qde") and _is_data(name)]
    named = [name for name in found if PurePosixPath(name).name.lower() == "project.qde"]
    if len(named or found) != 1:
        what = f"{len(found)} projects in it" if found else "no project in it"
        raise CodingError(
            what,
            where=at(path),
            expected="one .qde file inside the .qdpx",
            hint="a .qdpx is a zip made by another program; is this one?",
        )
    return (named or found)[0]


def _fetch(archive: Archive, name: str) -> tuple[str, bytes] | None:
    member = archive.find(name) if name else ""
    return (member, archive.read(member)) if member else None


def read_qdc(path: Path) -> tuple[Project, Losses]:
    """
    Read a REFI-QDA codebook, also one inside a project's namespace.

    Raises
    ------
    CodingError
        If there is no such file or it is no codebook.
    """
    losses = Losses()
    try:
        size = path.stat().st_size
        if size > PROJECT_LIMIT:
            raise CodingError("the file is too large for a codebook", where=at(path))
        data = path.read_bytes()
    except OSError as error:
        raise CodingError(f"cannot be read: {error.strerror}", where=at(path)) from None
    root = parse_xml(data, where=path.name, losses=losses)
    if local(root) not in {"CodeBook", "Project"}:
        raise CodingError(
            f"a <{local(root)}> is not a codebook", where=at(path), expected="<CodeBook>"
        )
    reader = _Reader(losses, lambda _: None)
    book = root if local(root) == "CodeBook" else child_of(root, "CodeBook")
    codes = tuple(reader.codes(book)) if book is not None else ()
    sets = tuple(reader.sets(root))
    reader.check_references(codes=codes, sets=sets)
    return Project(path.stem, root.get("origin", ""), codes=codes, sets=sets), losses


class _Reader(Basics):
    """One pass over a project."""

    def project(self, root: Any, name: str) -> Project:
        """Read the root element."""
        if local(root) != "Project":
            raise CodingError(f"a <{local(root)}> is not a project", expected="<Project>")
        for child in root:
            if local(child) and local(child) not in _KNOWN_TOP:
                self.losses.add(f"unknown element <{local(child)}>")
        book = child_of(root, "CodeBook")
        codes = tuple(self.codes(book)) if book is not None else ()
        sources = tuple(self.each(root, "Sources", self.source))
        project = Project(
            name=root.get("name") or name,
            origin=root.get("origin", ""),
            description=text_of(root, "Description"),
            created=utc_time(root.get("creationDateTime")),
            creator=guid_of(root.get("creatingUserGUID")),
            users=tuple(self.users(root)),
            codes=codes,
            variables=tuple(self.each(root, "Variables", self.variable)),
            cases=tuple(self.each(root, "Cases", self.case)),
            sources=tuple(one for several in sources for one in several),
            notes=tuple(self.each(root, "Notes", self._note)),
            links=tuple(self.each(root, "Links", self.link)),
            sets=tuple(self.sets(root)),
        )
        graphs = child_of(root, "Graphs")
        for graph in graphs if graphs is not None else ():
            if local(graph):
                self.losses.add("drawing of a network", example=graph.get("name", ""))
        self.check_references(
            codes=project.codes, sets=project.sets, sources=project.sources, users=project.users
        )
        return _with_annotations(self._without_twins(project))

    def _note(self, element: Any) -> Note:
        text, _ = self._text_of(element, what="note")
        span = None
        for child in children_of(element, "PlainTextSelection"):
            self.losses.add("coding inside a note", len(list(children_of(child, "Coding"))))
            start, end = _number(child.get("startPosition")), _number(child.get("endPosition"))
            span = (start, end) if start is not None and end is not None else None
        self.losses.add("coding of a note", len(list(children_of(element, "Coding"))))
        return Note(
            guid_in(element),
            element.get("name") or "",
            text or "",
            text_of(element, "Description"),
            user_in(element),
            time_in(element),
            span,
        )

    def source(self, element: Any) -> Iterable[Source]:
        """Read a source: the text of a text source, of a PDF, a recording or a picture."""
        kind = local(element)
        if kind == "TextSource":
            return [one] if (one := self._text_source(element)) is not None else []
        if kind not in _MEDIA:
            self.losses.add(f"unknown element <{kind}>")
            return []
        found: list[Source | None] = []
        for child in element:
            inner = local(child)
            if inner in {"Representation", "TextDescription"}:
                what = "pdf" if kind == "PDFSource" else "picture"
                found.append(self._text_source(child, kind=what, outer=element))
            elif inner == "Transcript":
                found.append(self._transcript(child, outer=element))
            elif inner in _AREAS:
                self._lost_area(child)
        kept = [one for one in found if one is not None]
        name = element.get("name") or ""
        self.losses.add(
            _MEDIA[kind] + (", of which the text is kept" if kept else ""), example=name
        )
        self.losses.add(f"coding of a {_MEDIA[kind]} as a whole", len(_codings(element)))
        return kept

    def _lost_area(self, element: Any) -> None:
        kind = _AREAS[local(element)]
        self.losses.add(kind, example=element.get("name") or "")
        self.losses.add(f"coding of a {kind}", len(_codings(element)))
        if text_of(element, "Description").strip():
            self.losses.add(f"remark on a {kind}")

    def _text_source(self, element: Any, *, kind: str = "text", outer: Any = None) -> Source | None:
        about = element if outer is None else outer
        name = about.get("name") or element.get("name") or ""
        text, bom = self._text_of(element, what=f"text {name}".strip())
        selections = tuple(self._selections(element, about))
        if not (text or "").strip():
            if text is not None:
                self.losses.add("document without text", example=name)
            self._lost_with(element, selections)
            return None
        return Source(
            guid_in(about),
            name,
            text or "",
            text_of(about, "Description"),
            user_in(about),
            time_in(about),
            kind,
            selections,
            tuple(self.coding(c, about) for c in children_of(element, "Coding")),
            (
                *refs_in(element, "NoteRef"),
                *(refs_in(about, "NoteRef") if outer is not None else ()),
            ),
            tuple(self.values(about)),
            bom,
        )

    def _lost_with(self, element: Any, selections: tuple[Selection, ...]) -> None:
        self.losses.add("passage of a document that is not there", len(selections))
        count = sum(len(s.codings) for s in selections) + len(list(children_of(element, "Coding")))
        self.losses.add("coding of a document that is not there", count)

    def _selections(self, element: Any, about: Any) -> Iterator[Selection]:
        for child in children_of(element, "PlainTextSelection"):
            start, end = _number(child.get("startPosition")), _number(child.get("endPosition"))
            codings = tuple(self.coding(c, child, about) for c in children_of(child, "Coding"))
            if start is None or end is None:
                self.losses.add("passage without a position", example=child.get("name") or "")
                self.losses.add("coding without a position", len(codings))
                continue
            yield Selection(
                guid_in(child) or f"{start}-{end}",
                start,
                end,
                child.get("name") or "",
                text_of(child, "Description"),
                user_in(child) or user_in(about),
                time_in(child) or time_in(about),
                codings,
                refs_in(child, "NoteRef"),
            )

    def _transcript(self, element: Any, *, outer: Any) -> Source | None:
        """A transcript's passages are between sync points, which have positions in the text."""
        source = self._text_source(element, kind="transcript", outer=outer)
        points = {guid_in(p): _number(p.get("position")) for p in children_of(element, "SyncPoint")}
        self.losses.add("time stamp of a transcript", len(points))
        if source is None:
            lost = list(children_of(element, "TranscriptSelection"))
            self.losses.add("passage of a document that is not there", len(lost))
            count = sum(len(_codings(one)) for one in lost)
            self.losses.add("coding of a document that is not there", count)
            return None
        found = list(source.selections)
        for child in children_of(element, "TranscriptSelection"):
            start = points.get(guid_of(child.get("fromSyncPoint")))
            end = points.get(guid_of(child.get("toSyncPoint")))
            codings = tuple(self.coding(c, child, outer) for c in children_of(child, "Coding"))
            if start is None or end is None:
                self.losses.add("passage of a transcript without a position")
                self.losses.add("coding without a position", len(codings))
                continue
            found.append(
                Selection(
                    guid_in(child),
                    start,
                    end,
                    "",
                    text_of(child, "Description"),
                    user_in(child) or user_in(outer),
                    time_in(child) or time_in(outer),
                    codings,
                    refs_in(child, "NoteRef"),
                )
            )
        return replace(source, selections=tuple(found))

    def _text_of(self, element: Any, *, what: str) -> tuple[str | None, bool]:
        """The text of a source or note, and whether a byte order mark stood before it."""
        content = child_of(element, "PlainTextContent")
        if content is not None:
            text = "".join(content.itertext())
            return text.removeprefix("\ufeff"), text.startswith("\ufeff")
        path = element.get("plainTextPath") or ""
        rich = element.get("richTextPath") or ""
        if not path and rich.lower().endswith(".txt"):
            path = rich
        if not path:
            if rich:
                self.losses.add("document with formatted text only", example=what)
            elif what != "note":
                self.losses.add("document without text", example=what)
            return None, False
        kind, _, name = path.rpartition("://")
        if kind and kind.lower() != "internal":
            self.losses.add(f"text outside the file ({kind}), never followed", example=path)
            return None, False
        found = self.fetch(name.lstrip("/"))
        if found is None:
            self.losses.add("text that is missing from the file", example=what)
            return None, False
        self.fetched.add(found[0])
        return self._decoded(found[1], what=what)

    def _decoded(self, data: bytes, *, what: str) -> tuple[str, bool]:
        for mark, encoding in (
            (b"\xef\xbb\xbf", "utf-8"),
            (b"\xff\xfe", "utf-16-le"),
            (b"\xfe\xff", "utf-16-be"),
        ):
            if data.startswith(mark):
                return data[len(mark) :].decode(encoding, "replace"), True
        try:
            return data.decode("utf-8"), False
        except UnicodeDecodeError:
            self.losses.note(f"{what} is not UTF-8; read as Windows-1252")
            return data.decode("cp1252", "replace"), False

    def _without_twins(self, project: Project) -> Project:
        """Of sources with one GUID the later ones get a GUID of their own."""
        seen: set[str] = set()
        sources = []
        for number, source in enumerate(project.sources):
            guid = source.guid
            if not guid or guid in seen:
                self.losses.note(f"{source.name}: its GUID is missing or used twice")
                guid = f"{guid}#{number}"
            seen.add(guid)
            sources.append(replace(source, guid=guid))
        return replace(project, sources=tuple(sources))


def _codings(element: Any) -> list[Any]:
    return list(children_of(element, "Coding"))


def _with_annotations(project: Project) -> Project:
    """Make passages of notes that say themselves which words of a text they are about."""
    spans = {note.guid: note.span for note in project.notes}
    sources = []
    for source in project.sources:
        found = [(guid, span) for guid in source.notes if (span := spans.get(guid))]
        made = tuple(Selection(f"{guid}#", *span, notes=(guid,)) for guid, span in found)
        kept = tuple(guid for guid in source.notes if not spans.get(guid))
        sources.append(replace(source, selections=(*source.selections, *made), notes=kept))
    return replace(project, sources=tuple(sources))


def _number(text: str | None) -> int | None:
    try:
        value = int((text or "").strip())
    except ValueError:
        return None
    return value if 0 <= value <= 2**40 else None
