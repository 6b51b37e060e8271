"""Passages by claim: where every verdict of the report leads, contradicting passages first."""

from __future__ import annotations

from html import escape

from coding.report.collected import CARD, Collected
from coding.report.labels import label
from coding.report.page_tables import Links

__all__ = ["SIDES", "evidence", "passage_facts", "votes_line"]

SIDES = ("against", "nuance", "for")
_FACTS = ("role", "case", "modality", "prompting", "coders", "boundary_level")


def evidence(found: Collected, links: Links) -> str:
    """
    All passages, claim by claim; nothing where passages are held back.

    Parameters
    ----------
    found : Collected
    links : Links
        Claims that can be led to: each gets a place, also one nobody speaks on.
    """
    if not found.passages:
        return ""
    seen: set[str] = set()
    names = [*found.card, *(claim for claim in found.passages if claim not in found.card)]
    body = "".join(_claim(found, claim, seen) for claim in names if claim in links.claims)
    index = " ".join(f"<a href='#claim-{escape(c)}'>{escape(c)}</a>" for c in names)
    return (
        f"<section class='chapter' id='passages'><h2>{escape(found.word('passages_by_claim'))}</h2>"
        f"<p>{escape(found.word('passages_note'))}</p><p class='index'>{index}</p>{body}</section>"
    )


def _claim(found: Collected, claim: str, seen: set[str]) -> str:
    card = found.card.get(claim, {})
    rows = found.passages.get(claim, [])
    sides = []
    for side in SIDES:
        mine = [row for row in rows if row["side"] == side]
        if not mine:
            continue
        items = "".join(_passage(found, row, seen) for row in mine)
        speakers = len({row["document"] for row in mine})
        count = found.word("passages_of").format(n=len(mine), interviews=speakers)
        sides.append(
            f"<h4>{escape(found.word(f'side_{side}'))} <small>{escape(count)}</small></h4>"
            f"<ol class='{side}'>{items}</ol>"
        )
    silent = "" if rows else f"<p><em>{escape(found.word('nobody_speaks'))}</em></p>"
    back = (
        f"<a class='back' href='#{CARD}'>{escape(found.word('to_scorecard'))}</a>" if card else ""
    )
    return (
        f"<section class='claim' id='claim-{escape(claim)}'>"
        f"<h3>{escape(claim)}. {escape(card.get('text', ''))}</h3>"
        f"<p class='stand'>{escape(votes_line(found, card))} {back}</p>{''.join(sides)}{silent}"
        "</section>"
    )


def votes_line(found: Collected, card: dict[str, str]) -> str:
    """How a claim stands: what was found, the rule's outcome, votes, and on how many coders."""
    if not card:
        return ""
    word = found.word
    votes = ", ".join(f"{card[name]} {word(name)}" for name in ("for", "mixed", "against"))
    parts = [card.get("recovered", ""), card.get("outcome", "")]
    parts.append(f"{votes}; {card['silent']} {word('silent_interviews')}")
    if card.get("two_coders"):
        parts.append(
            f"{word('two_coders')}: {card['two_coders']} {word('of_those')} {card['speak']}"
        )
    return " · ".join(part for part in parts if part) + "."


def _passage(found: Collected, row: dict[str, str], seen: set[str]) -> str:
    """A quotation with its place; the first of a unit can be led to."""
    name = "" if row["unit"] in seen else f" id='unit-{escape(row['unit'])}'"
    seen.add(row["unit"])
    quote = escape(row["quote"]).replace("\n\n", "<br>")
    facts = escape(passage_facts(found, row))
    return (
        f"<li{name}><blockquote>{quote}</blockquote>"
        f"<p class='facts'><strong>{escape(row['unit'])}</strong> {facts}</p></li>"
    )


def passage_facts(found: Collected, row: dict[str, str]) -> str:
    """Who said it, how strongly, drawn out or not, found by whom, and where it stands."""
    language = found.language
    facts = [f"{found.word('strength')} {row['strength']}"]
    facts += [_fact(name, row[name], language) for name in _FACTS if row.get(name)]
    facts.append(f"{found.word('characters')} {row['start']}–{row['end']}")
    return " · ".join(facts)


def _fact(name: str, value: str, language: str) -> str:
    if name == "modality":
        return ", ".join(label(f"modality_{one}", language) for one in value.split(";"))
    if (name, value) == ("prompting", "spontaneous"):  # a column has that name too
        return label("spontaneous_value", language)
    return f"{label('case', language)} {value}" if name == "case" else label(value, language)
