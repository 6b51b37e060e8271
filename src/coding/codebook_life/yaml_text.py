"""Changing a codebook file as a careful hand would: only the words concerned move."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import yaml

from coding.errors import CodingError

__all__ = ["YamlText"]

# a ruled line is the heading of a section, not a remark about the code below it
_OWN_COMMENT = re.compile(r"[ \t]*#(?!.*(?:-{3}|={3}|#{3}))")
_EMPTY_LINE = re.compile(r"[ \t]*\r?\n")
_REFERENCES = (("rollups", "codes"), ("exclusive_groups", "codes"), ("attributes", "applies_to"))


@dataclass(frozen=True, slots=True)
class _Edit:
    start: int
    end: int
    text: str


class YamlText:
    """
    The text of a codebook file and the edits to be made in it.

    Every edit is a replacement of the characters between two marks of the YAML parser, so comments,
    order and layout of everything else stay byte for byte.

    Parameters
    ----------
    text : str
        The file.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.newline = "\r\n" if "\r\n" in text else "\n"
        self._root = yaml.compose(text, Loader=yaml.SafeLoader)
        self._edits: list[_Edit] = []
        entries = _value(self._root, "codes")
        if not isinstance(entries, yaml.SequenceNode) or entries.flow_style or not entries.value:
            raise CodingError(
                "the codes are not written as a list with one '- id: …' block each",
                hint="write each code as its own block under 'codes:'",
            )
        self._entries: dict[str, yaml.MappingNode] = {
            _scalar(node, "id").value: node for node in entries.value
        }

    def result(self) -> str:
        """The text with all edits made."""
        text = self.text
        # a list that is an alias of another is met twice, and edited once
        for edit in sorted(set(self._edits), key=lambda e: (e.start, e.end), reverse=True):
            text = text[: edit.start] + edit.text + text[edit.end :]
        return text

    def set_version(self, version: str) -> None:
        """Replace the version; always quoted, for 1.10 is not a number."""
        node = _scalar(self._root, "version")
        quote = node.style if node.style in {"'", '"'} else '"'
        self._replace(node, f"{quote}{version}{quote}")

    def rename(self, old: str, new: str) -> None:
        """Replace a code's id, and every reference to it."""
        self._replace(_scalar(self._entries[old], "id"), new)
        for node in self._parents_of(old):
            self._replace(node, new)
        for items in self._lists():
            for node in items.value:
                if node.value == old:
                    self._replace(node, new)

    def set_parent(self, code: str, parent: str) -> None:
        """Put a code under another, or at the top for an empty id."""
        entry = self._entries[code]
        found = _value(entry, "parent")
        if found is not None and parent:
            self._replace(found, parent)
        elif found is not None:
            self._drop_key(entry, "parent")
        elif parent:
            name = _scalar(entry, "id")
            if entry.flow_style:
                self._insert(name.end_mark.index, f", parent: {_plain(parent)}")
            else:
                indent = " " * entry.start_mark.column
                line = f"{indent}parent: {_plain(parent)}{self.newline}"
                self._insert(self._line_end(name.end_mark.index), line)

    def substitute(self, old: str, new: Iterable[str]) -> None:
        """Put other codes in the place of one wherever it is listed; none takes it out."""
        names = list(new)
        for items in self._lists():
            present = [node.value for node in items.value]
            if old in present:
                fresh = [name for name in names if name not in present]
                self._put_in_list(items, present.index(old), fresh)

    def remove(self, code: str) -> str:
        """Take a code's entry out, with the comment above it; hands back its text."""
        start, end = self._span_of(code)
        apart = self.text[:start].replace("\r", "").endswith("\n\n")
        gap = _EMPTY_LINE.match(self.text, end)
        self._edits.append(_Edit(start, gap.end() if apart and gap else end, ""))
        return self.text[start:end]

    def insert(self, entry: dict[str, Any], *, after: str | None = None) -> None:
        """Write a new entry after another code, or at the end."""
        names = list(self._entries)
        before = after if after in self._entries else names[-1]
        dash = self.text.rfind("-", 0, self._entries[before].start_mark.index)
        column = dash - (self.text.rfind("\n", 0, dash) + 1)
        dumped = yaml.safe_dump([entry], allow_unicode=True, sort_keys=False, width=10**6)
        block = "".join(f"{' ' * column}{line}\n" for line in dumped.splitlines())
        position = self._line_end(_last_index(self._entries[before]))
        gap = ""
        if position and self.text[position - 1] != "\n":
            gap = "\n"
        elif self._is_spaced():
            block = "\n" + block
        self._insert(position, (gap + block).replace("\n", self.newline))

    def _is_spaced(self) -> bool:
        """Whether entries stand apart by an empty line."""
        starts = [self._span_of(code)[0] for code in self._entries]
        return len(starts) > 1 and all(
            self.text[:start].replace("\r\n", "\n").endswith("\n\n") for start in starts[1:]
        )

    def _parents_of(self, code: str) -> Iterator[yaml.ScalarNode]:
        for entry in self._entries.values():
            parent = _value(entry, "parent")
            if isinstance(parent, yaml.ScalarNode) and parent.value == code:
                yield parent

    def _lists(self) -> Iterator[yaml.SequenceNode]:
        """Every list in which codes are named."""
        for entry in self._entries.values():
            yield from _sequences(_value(entry, "exclusive_with"))
        for key, field in _REFERENCES:
            group = _value(self._root, key)
            for record in group.value if isinstance(group, yaml.SequenceNode) else ():
                yield from _sequences(_value(record, field))
                for values in _sequences(_value(record, "values")):
                    for item in values.value:
                        yield from _sequences(_value(item, "codes"))

    def _replace(self, node: yaml.Node, text: str) -> None:
        style = getattr(node, "style", None)
        if style in {"'", '"'} and not text.startswith(("'", '"')):
            text = f"{style}{text}{style}"
        elif not text.startswith(("'", '"')):
            text = _plain(text)
        self._edits.append(_Edit(node.start_mark.index, node.end_mark.index, text))

    def _insert(self, position: int, text: str) -> None:
        self._edits.append(_Edit(position, position, text))

    def _put_in_list(self, items: yaml.SequenceNode, place: int, names: list[str]) -> None:
        node = items.value[place]
        start, end = node.start_mark.index, node.end_mark.index
        if items.flow_style:
            if names:
                text = ", ".join(map(_plain, names))
            elif place + 1 < len(items.value):
                end, text = items.value[place + 1].start_mark.index, ""
            else:
                start = items.value[place - 1].end_mark.index if place else start
                text = ""
            self._edits.append(_Edit(start, end, text))
            return
        line = self.text.rfind("\n", 0, start) + 1
        lead = self.text[line:start]
        if names:
            text = (self.newline + lead).join(map(_plain, names))
            self._edits.append(_Edit(start, end, text))
        else:
            self._edits.append(_Edit(line, self._line_end(end), ""))

    def _drop_key(self, entry: yaml.MappingNode, key: str) -> None:
        index = next(i for i, (k, _) in enumerate(entry.value) if k.value == key)
        name, value = entry.value[index]
        if entry.flow_style:
            before = entry.value[index - 1][1].end_mark.index if index else name.start_mark.index
            self._edits.append(_Edit(before, value.end_mark.index, ""))
            return
        line = self.text.rfind("\n", 0, name.start_mark.index) + 1
        self._edits.append(_Edit(line, self._line_end(value.end_mark.index), ""))

    def _span_of(self, code: str) -> tuple[int, int]:
        """Characters of an entry: its own comment right above it, its dash, to its last line."""
        entry = self._entries[code]
        start = self.text.rfind("\n", 0, entry.start_mark.index) + 1
        while start:
            before = self.text.rfind("\n", 0, start - 1) + 1
            if not _OWN_COMMENT.match(self.text[before:start]):
                break
            start = before
        return start, self._line_end(_last_index(entry))

    def _line_end(self, position: int) -> int:
        if position and self.text[position - 1] == "\n":  # a block text ends with its line
            return position
        end = self.text.find("\n", position)
        return len(self.text) if end < 0 else end + 1


def _value(node: yaml.Node | None, key: str) -> yaml.Node | None:
    for name, value in node.value if isinstance(node, yaml.MappingNode) else ():
        if name.value == key:
            found: yaml.Node = value
            return found
    return None


def _scalar(node: yaml.Node | None, key: str) -> yaml.ScalarNode:
    found = _value(node, key)
    if not isinstance(found, yaml.ScalarNode):
        raise CodingError(f"the codebook has no {key}")
    return found


def _sequences(node: yaml.Node | None) -> Iterator[yaml.SequenceNode]:
    if isinstance(node, yaml.SequenceNode):
        yield node


def _last_index(node: yaml.Node) -> int:
    """Where the last word of a node ends; a block's own mark lies after comments that follow it."""
    if isinstance(node, yaml.ScalarNode) or getattr(node, "flow_style", False):
        return int(node.end_mark.index)
    if not node.value:
        return int(node.end_mark.index)
    last = node.value[-1]
    return _last_index(last[1] if isinstance(last, tuple) else last)


def _plain(text: str) -> str:
    """An id as YAML reads it back as text: quoted where `no` or `1` would become something else."""
    read: Callable[[str], Any] = yaml.safe_load
    return text if read(text) == text else f'"{text}"'
