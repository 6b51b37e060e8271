"""Writing REFI-QDA in the form that survives the readers of other programs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from coding.exchange.archive import packed
from coding.exchange.markup import fit
from coding.exchange.model import Case, CodeNode, CodeSet, Losses, Note, Project, Selection, Source
from coding.exchange.offsets import as_file, counted

__all__ = ["ORIGIN", "qdc_bytes", "qdpx_bytes"]

ORIGIN = "grenswerk-coding"
PROJECT_SPACE = "urn:QDA-XML:project:1.0"
CODEBOOK_SPACE = "urn:QDA-XML:codebook:1.0"
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_VALUE = {"Text": "TextValue", "Float": "FloatValue", "Integer": "IntegerValue"}


def qdpx_bytes(
    project: Project, *, crlf: bool = False, utf16: bool = False, losses: Losses | None = None
) -> bytes:
    """
    Write a project as .qdpx: the same project, the same bytes.

    Parameters
    ----------
    project : Project
        Positions in code points of its texts, half-open, line ends LF.
    crlf : bool
        Write CRLF line ends, each counted as two, for MAXQDA.
    utf16 : bool
        Count UTF-16 units, for NVivo.
    losses : Losses, optional
        Filled with what XML cannot hold.

    Returns
    -------
    bytes
    """
    writer = _Writer(losses or Losses(), PROJECT_SPACE)
    members: dict[str, bytes] = {}
    root = writer.project(project, members, crlf=crlf, utf16=utf16)
    members["project.qde"] = _serialised(root)
    if len(members) == 1:
        members["sources/"] = b""  # some readers list the folder
    return packed(members)


def qdc_bytes(project: Project, *, losses: Losses | None = None) -> bytes:
    """Write the codes and sets of a project as .qdc: the same codebook, the same bytes."""
    writer = _Writer(losses or Losses(), CODEBOOK_SPACE)
    return _serialised(writer.codebook(project))


def _serialised(root: Any) -> bytes:
    from lxml import etree

    data: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=False, pretty_print=True)
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + data


class _Writer:
    def __init__(self, losses: Losses, space: str) -> None:
        self.losses = losses
        self.space = space

    def element(self, parent: Any, tag: str, /, **attributes: str) -> Any:
        from lxml import etree

        given = {key: self.fit(value) for key, value in attributes.items() if value != ""}
        name = f"{{{self.space}}}{tag}"
        if parent is None:
            return etree.Element(name, given, nsmap={None: self.space, "xsi": _XSI})
        return etree.SubElement(parent, name, given)

    def fit(self, text: str) -> str:
        fitted = fit(text)
        if fitted != text:
            self.losses.add("control character that XML cannot hold, written as U+FFFD")
        return fitted

    def text(self, parent: Any, name: str, text: str) -> None:
        if text:
            self.element(parent, name).text = self.fit(text)

    def refs(self, parent: Any, name: str, guids: Iterable[str], key: str = "targetGUID") -> None:
        for guid in guids:
            self.element(parent, name, **{key: guid})

    def project(
        self, project: Project, members: dict[str, bytes], *, crlf: bool, utf16: bool
    ) -> Any:
        root = self.element(
            None,
            "Project",
            name=project.name,
            origin=project.origin or ORIGIN,
            creatingUserGUID=project.creator,
            creationDateTime=project.created,
            modifyingUserGUID=project.creator,
            modifiedDateTime=project.created,
        )
        self.people_and_codes(root, project)
        types = {variable.guid: variable.type for variable in project.variables}
        self.variables_and_cases(root, project, types)
        if project.sources:
            group = self.element(root, "Sources")
            for source in project.sources:
                self.source(group, source, types, members, crlf=crlf, utf16=utf16)
        if project.notes:
            group = self.element(root, "Notes")
            for note in project.notes:
                self.note(group, note, members)
        if project.links:
            group = self.element(root, "Links")
            for link in project.links:
                self.element(
                    group,
                    "Link",
                    guid=link.guid,
                    name=link.name,
                    direction=link.direction,
                    originGUID=link.origin,
                    targetGUID=link.target,
                )
        self.sets(root, project.sets, key="targetGUID")
        self.text(root, "Description", project.description)
        return root

    def people_and_codes(self, root: Any, project: Project) -> None:
        if project.users:
            group = self.element(root, "Users")
            for user in project.users:
                self.element(group, "User", guid=user.guid, name=user.name or user.id, id=user.id)
        if project.codes:
            self.codes(self.element(root, "CodeBook"), project.codes)

    def variables_and_cases(self, root: Any, project: Project, types: dict[str, str]) -> None:
        if project.variables:
            group = self.element(root, "Variables")
            for v in project.variables:
                self.element(group, "Variable", guid=v.guid, name=v.name, typeOfVariable=v.type)
        if project.cases:
            group = self.element(root, "Cases")
            for case in project.cases:
                self.case(group, case, types)

    def codebook(self, project: Project) -> Any:
        root = self.element(None, "CodeBook", origin=project.origin or ORIGIN)
        self.codes(root, project.codes)
        self.sets(root, project.sets, key="guid")
        return root

    def codes(self, parent: Any, codes: Iterable[CodeNode]) -> None:
        below: dict[str, list[CodeNode]] = {}
        for code in codes:
            below.setdefault(code.parent, []).append(code)
        waiting = [(self.element(parent, "Codes"), "")]
        while waiting:
            element, guid = waiting.pop()
            for code in below.get(guid, ()):
                made = self.element(
                    element,
                    "Code",
                    guid=code.guid,
                    name=code.name,
                    isCodable="true" if code.codable else "false",
                    color=code.color,
                )
                self.text(made, "Description", code.description)
                waiting.append((made, code.guid))

    def sets(self, root: Any, sets: Iterable[CodeSet], *, key: str) -> None:
        found = list(sets)
        group = self.element(root, "Sets") if found else None
        for one in found:
            made = self.element(group, "Set", guid=one.guid, name=one.name)
            self.text(made, "Description", one.description)
            self.refs(made, "MemberCode", one.codes, key)
            if key == "targetGUID":
                self.refs(made, "MemberSource", one.sources)
                self.refs(made, "MemberNote", one.notes)

    def values(self, parent: Any, values: Iterable[tuple[str, str]], types: dict[str, str]) -> None:
        for variable, value in values:
            made = self.element(parent, "VariableValue")
            self.element(made, "VariableRef", targetGUID=variable)
            self.text(made, _VALUE[types[variable]], value)

    def case(self, parent: Any, case: Case, types: dict[str, str]) -> None:
        made = self.element(parent, "Case", guid=case.guid, name=case.name)
        self.text(made, "Description", case.description)
        self.values(made, case.values, types)
        self.refs(made, "SourceRef", case.sources)

    def source(
        self,
        parent: Any,
        source: Source,
        types: dict[str, str],
        members: dict[str, bytes],
        *,
        crlf: bool,
        utf16: bool,
    ) -> None:
        made = self.element(
            parent,
            "TextSource",
            guid=source.guid,
            name=source.name,
            plainTextPath=f"internal://{source.guid}.txt",
            creatingUser=source.user,
            creationDateTime=source.time,
            modifyingUser=source.user,
            modifiedDateTime=source.time,
        )
        self.text(made, "Description", source.description)
        text = as_file(source.text, crlf=True) if crlf else source.text
        members[f"sources/{source.guid}.txt"] = text.encode("utf-8")
        places = [place for one in source.selections for place in (one.start, one.end)]
        if crlf:  # every line end before a place moves it on by one
            ends = _newlines_before(source.text, places)
            places = [place + more for place, more in zip(places, ends, strict=True)]
        numbers = counted(text, places, utf16=utf16)
        for i, selection in enumerate(source.selections):
            self.selection(made, selection, numbers[2 * i], numbers[2 * i + 1])
        self.refs(made, "NoteRef", source.notes)
        self.values(made, source.values, types)

    def selection(self, parent: Any, selection: Selection, start: int, end: int) -> None:
        made = self.element(
            parent,
            "PlainTextSelection",
            guid=selection.guid,
            name=selection.name,
            startPosition=str(start),
            endPosition=str(end),
            creatingUser=selection.user,
            creationDateTime=selection.time,
            modifyingUser=selection.user,
            modifiedDateTime=selection.time,
        )
        self.text(made, "Description", selection.description)
        for one in selection.codings:
            coding = self.element(
                made, "Coding", guid=one.guid, creatingUser=one.user, creationDateTime=one.time
            )
            self.element(coding, "CodeRef", targetGUID=one.code)

    def note(self, parent: Any, note: Note, members: dict[str, bytes]) -> None:
        made = self.element(
            parent,
            "Note",
            guid=note.guid,
            name=note.name,
            plainTextPath=f"internal://{note.guid}.txt",
            creatingUser=note.user,
            creationDateTime=note.time,
            modifyingUser=note.user,
            modifiedDateTime=note.time,
        )
        self.text(made, "Description", note.description)
        members[f"sources/{note.guid}.txt"] = note.text.encode("utf-8")


def _newlines_before(text: str, places: Iterable[int]) -> list[int]:
    from bisect import bisect_left

    lines = [i for i, char in enumerate(text) if char == "\n"]
    return [bisect_left(lines, place) for place in places]
