"""Codebook, claims, codings as plain values for the screen, in one language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from coding.claims import Claims
from coding.codebook import PRESENCE, Attribute, Code, Codebook, in_language
from coding.codings import Event
from coding.codings.events import DIRECTIONS, RELATIONS
from coding.codings.today import Today
from coding.desk.pages import Page
from coding.desk.words import RELATION_WORDS, word

__all__ = ["claims_view", "codebook_view", "coding_view", "relation_views"]

# Okabe-Ito, without yellow (invisible on paper) and black; then the same again, dashed
_COLOURS = ("blue", "orange", "green", "purple", "sky", "vermilion")


def _code_view(code: Code, codebook: Codebook, language: str) -> dict[str, Any]:
    def said(texts: Mapping[str, str]) -> str:
        return in_language(texts, language).strip()

    return {
        "id": code.id,
        "label": code.name(language),
        "short": said(code.short),
        "definition": said(code.definition),
        "include": said(code.include),
        "exclude": said(code.exclude),
        "border": said(code.border),
        "examples": [[example.text, example.presence] for example in code.examples[:3]],
        "parent": code.parent,
        "family": code.family,
        "tier": code.tier,
        "attributes": [
            attribute.id
            for attribute in codebook.attributes_of(code.id)
            if attribute.id != "presence"
        ],
        "values": {
            attribute.id: attribute.values_for(code.id)
            for attribute in codebook.attributes_of(code.id)
            if attribute.only_with
        },
        "conflicts": sorted(codebook.conflicts(code.id)),
    }


def _attribute_view(attribute: Attribute, language: str) -> dict[str, Any]:
    return {
        "id": attribute.id,
        "label": in_language(attribute.label, language, default=attribute.id),
        "exclusive": attribute.exclusive,
        "values": [
            [value, in_language(texts, language, default=value)]
            for value, texts in attribute.values.items()
        ],
    }


def codebook_view(codebook: Codebook, language: str) -> dict[str, Any]:
    """
    Lay the codebook out: families with colour and line, codes with what a coder must know.

    Colour never says anything alone: a family also has its place, its line and its name.
    """
    presence = codebook.attributes.get("presence")
    labels = presence.values if presence else {}
    families = [
        {
            "id": family.id,
            "label": in_language(family.label, language, default=family.id),
            "description": in_language(family.description, language).strip(),
            "colour": _COLOURS[i % len(_COLOURS)],
            "dashed": i >= len(_COLOURS),
        }
        for i, family in enumerate(codebook.families.values())
    ]
    return {
        "version": codebook.version,
        "families": families,
        "codes": [_code_view(code, codebook, language) for code in codebook.codes.values()],
        "attributes": [
            _attribute_view(attribute, language)
            for attribute in codebook.attributes.values()
            if attribute.id != "presence"
        ],
        "presences": [
            [value, in_language(labels.get(value, {}), language, default=word(value, language))]
            for value in PRESENCE
        ],
        "relations": [[kind, word(RELATION_WORDS[kind], language)] for kind in RELATIONS],
        "directions": [[direction, word(direction, language)] for direction in DIRECTIONS],
    }


def claims_view(claims: Claims | None, language: str) -> list[list[str]]:
    """List claims as id and text; empty where the study has none."""
    if claims is None:
        return []
    return [[c.id, in_language(c.text, language).strip()] for c in claims.claims.values()]


def coding_view(event: Event, now: Today, page: Page) -> dict[str, Any] | None:
    """
    Lay one coding out; None where its passage has no place in today's text.

    Positions are UTF-16 units.
    """
    if now.start is None or now.end is None or now.text_sha != page.sha:
        return None
    touched = page.touched(now.start, now.end)
    whole = [i for i in touched if _covers(now, page, i)]
    return {
        "id": event.id,
        "code": now.code,
        "start": page.positions.to_utf16(now.start),
        "end": page.positions.to_utf16(now.end),
        "units": list(touched),
        "whole": len(touched) == 1 and len(whole) == 1,
        "presence": event.presence,
        "attrs": {
            name: [value] if isinstance(value, str) else list(value)
            for name, value in event.attrs.items()
        },
        "source": event.source,
        "draft": event.do == "propose",
        "note": event.note,
        "review": now.review,
    }


def _covers(now: Today, page: Page, index: int) -> bool:
    unit = page.units[index]
    assert now.start is not None
    assert now.end is not None
    return now.start <= unit.start and unit.end <= now.end


def relation_views(events: list[Event], latest: Mapping[str, str]) -> list[dict[str, Any]]:
    """Lay relations out, each end as what stands now; `latest` maps ids to standing ones."""
    rows = []
    for event in events:
        relation = event.relation
        if relation is None:
            continue
        rows.append(
            {
                "id": event.id,
                "from": latest.get(relation.start, ""),
                "to": latest.get(relation.end, ""),
                "type": relation.type,
                "note": event.note,
            }
        )
    return rows
