"""The topic guide: questions of the interviews, and the codes each one would draw out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from coding.yaml_source import read_yaml

__all__ = ["Guide", "Question", "load_guide"]


@dataclass(frozen=True, slots=True)
class Question:
    """
    One question of the guide.

    Attributes
    ----------
    id : str
    text : str
        As the guide has it; interviewers paraphrase.
    label : dict
        Language -> short label.
    expected_codes : tuple of str
        Codes the question itself invites, for the guide adjustment.
    """

    id: str
    text: str
    label: Mapping[str, str]
    expected_codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Guide:
    """Questions in the order of the guide, with the hash of the file."""

    questions: Mapping[str, Question]
    sha: str


def load_guide(path: Path) -> Guide:
    """
    Read and check a topic guide.

    Raises
    ------
    CodingError
        For broken YAML, an unknown field, or an id that is missing or occurs twice.
    """
    source = read_yaml(path)
    source.check_keys(("schema", "id", "version", "title", "questions", "notes"))
    found: dict[str, Question] = {}
    items = source.value.get("questions")
    if not isinstance(items, list):
        source.fail(
            "there are no questions", "questions", expected="questions: followed by '- id:'"
        )
    for i, item in enumerate(items):
        source.check_keys(("id", "text", "label", "expected_codes", "notes"), "questions", i)
        name = item.get("id")
        if not isinstance(name, str) or name in found:
            source.fail(f"question id {name!r} is missing, not text, or used twice", "questions", i)
        if not isinstance(item.get("text"), str):
            source.fail(f"question {name} has no text", "questions", i)
        found[name] = Question(
            id=name,
            text=item["text"],
            label=item.get("label") or {},
            expected_codes=tuple(item.get("expected_codes") or ()),
        )
    return Guide(questions=found, sha=source.sha)
