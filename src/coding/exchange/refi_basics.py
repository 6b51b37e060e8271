"""Reading REFI-QDA, the simple parts: users, codes, sets, variables, cases, links, references."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from coding.exchange.markup import guid_of, local, utc_time
from coding.exchange.model import (
    Case,
    CodeNode,
    CodeSet,
    CodingRef,
    Link,
    Losses,
    Source,
    User,
    Variable,
)

__all__ = [
    "Basics",
    "child_of",
    "children_of",
    "guid_in",
    "refs_in",
    "text_of",
    "time_in",
    "user_in",
]

_VALUES = ("TextValue", "BooleanValue", "IntegerValue", "FloatValue", "DateValue", "DateTimeValue")


def child_of(element: Any, name: str) -> Any:
    """The first child of a name, whatever its namespace; None if there is none."""
    return next((child for child in element if local(child) == name), None)


def children_of(element: Any, *names: str) -> Iterator[Any]:
    """Children of these names."""
    return (child for child in element if local(child) in names)


def text_of(element: Any, name: str) -> str:
    """Text of the first child of a name; empty if there is none."""
    child = child_of(element, name)
    return "" if child is None else "".join(child.itertext())


def guid_in(element: Any) -> str:
    """An element's own GUID in one form."""
    return guid_of(element.get("guid"))


def refs_in(element: Any, name: str) -> tuple[str, ...]:
    """GUIDs the children of a name point at."""
    found = (guid_of(c.get("targetGUID") or c.get("guid")) for c in children_of(element, name))
    return tuple(guid for guid in found if guid)


def user_in(element: Any) -> str:
    """GUID of who made an element, or else changed it."""
    return guid_of(element.get("creatingUser") or element.get("modifyingUser"))


def time_in(element: Any) -> str:
    """When an element was made, or else changed; empty where it does not say."""
    return utc_time(element.get("creationDateTime")) or utc_time(element.get("modifiedDateTime"))


class Basics:
    """One pass over a file; sources and notes are read by a class of their own."""

    def __init__(self, losses: Losses, fetch: Callable[[str], tuple[str, bytes] | None]) -> None:
        self.losses = losses
        self.fetch = fetch
        self.fetched: set[str] = set()

    def each(self, root: Any, name: str, read: Callable[[Any], Any]) -> Iterator[Any]:
        """Read every child of a group."""
        group = child_of(root, name)
        for child in group if group is not None else ():
            if local(child):
                yield read(child)

    def users(self, root: Any) -> Iterator[User]:
        """Read the people."""
        group = child_of(root, "Users")
        for child in children_of(group, "User") if group is not None else ():
            name = child.get("name") or child.get("id") or ""
            yield User(guid_in(child), name, child.get("id") or "")

    def codes(self, book: Any) -> Iterator[CodeNode]:
        """Read a tree of codes, from the top down."""
        waiting = [(c, "") for top in children_of(book, "Codes") for c in children_of(top, "Code")]
        waiting.reverse()
        while waiting:
            element, parent = waiting.pop()
            guid = guid_in(element) or f"code without a GUID {len(waiting)}"
            self.losses.add("note on a code", len(refs_in(element, "NoteRef")))
            yield CodeNode(
                guid,
                element.get("name") or "",
                text_of(element, "Description"),
                parent,
                (element.get("isCodable") or "true").strip().lower() not in {"false", "0"},
                element.get("color") or "",
            )
            inner = [(child, guid) for child in children_of(element, "Code")]
            waiting.extend(reversed(inner))

    def sets(self, root: Any) -> Iterator[CodeSet]:
        """Read sets; members are `MemberCode guid` in a codebook, `targetGUID` in a project."""
        group = child_of(root, "Sets")
        for child in children_of(group, "Set") if group is not None else ():
            yield CodeSet(
                guid_in(child),
                child.get("name") or "",
                text_of(child, "Description"),
                refs_in(child, "MemberCode"),
                refs_in(child, "MemberSource"),
                refs_in(child, "MemberNote"),
            )

    def variable(self, element: Any) -> Variable:
        """Read a variable."""
        if remark := text_of(element, "Description").strip():
            self.losses.add("description of a variable", example=remark)
        return Variable(
            guid_in(element), element.get("name") or "", element.get("typeOfVariable") or "Text"
        )

    def values(self, element: Any) -> Iterator[tuple[str, str]]:
        """Read the values of variables: GUID and text."""
        for value in children_of(element, "VariableValue"):
            variable = next(iter(refs_in(value, "VariableRef")), "")
            found = next((c for c in children_of(value, *_VALUES)), None)
            text = "" if found is None else "".join(found.itertext())
            if variable and text:
                yield variable, text

    def case(self, element: Any) -> Case:
        """Read a case."""
        return Case(
            guid_in(element),
            element.get("name") or "",
            text_of(element, "Description"),
            refs_in(element, "CodeRef"),
            tuple(self.values(element)),
            refs_in(element, "SourceRef"),
            refs_in(element, "SelectionRef"),
        )

    def link(self, element: Any) -> Link:
        """Read a link."""
        return Link(
            guid_in(element),
            element.get("name") or "",
            guid_of(element.get("originGUID")),
            guid_of(element.get("targetGUID")),
            element.get("direction") or "",
        )

    def coding(self, element: Any, *around: Any) -> CodingRef:
        """Read a coding; user and date come from around it where it has none."""
        code = next(iter(refs_in(element, "CodeRef")), "")
        self.losses.add("note on a single coding", len(refs_in(element, "NoteRef")))
        places = (element, *around)
        user = next((found for p in places if (found := user_in(p))), "")
        time = next((found for p in places if (found := time_in(p))), "")
        return CodingRef(guid_in(element), code, user, time)

    def check_references(
        self,
        *,
        codes: Iterable[CodeNode],
        sets: Iterable[CodeSet] = (),
        sources: Iterable[Source] = (),
        users: Iterable[User] = (),
    ) -> None:
        """Count what points at nothing."""
        known = Counter(code.guid for code in codes)
        for guid, count in known.items():
            if count > 1:
                self.losses.add("code with the GUID of another", count - 1, example=guid)
        for one in sets:
            lost = [guid for guid in one.codes if guid not in known]
            self.losses.add("member of a set that is not there", len(lost), example=one.name)
        people = {user.guid for user in users}
        unknown: set[str] = set()
        for source in sources:
            for selection in source.selections:
                for coding in selection.codings:
                    if coding.code not in known:
                        self.losses.add("coding with a code that is not there")
                    if coding.user and coding.user not in people:
                        unknown.add(coding.user)
        self.losses.add("coder who is named but not described", len(unknown))
