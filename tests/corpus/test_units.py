"""Units: cut by rule, within the cap, nothing of the respondent lost, then frozen."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coding.corpus.units import UnitRule, cut_units, moved_units, searchable
from coding.schemas import TURNS, frame
from coding.text import count_words

RULE = UnitRule(cap=12, least=4)


def _turns(*said: tuple[str, str]):
    """Lay (speaker, text) pairs out as turns of one text."""
    rows, parts, position = [], [], 0
    for number, (speaker, text) in enumerate(said, start=1):
        kind = "prose" if speaker == "text" else "turn"
        rows.append(
            {
                "document": "D1",
                "turn": number,
                "speaker": speaker,
                "label": None,
                "kind": kind,
                "start": position,
                "end": position + len(text),
                "start_s": None,
                "line": number,
            }
        )
        parts.append(text)
        position += len(text) + 2
    return frame(rows, TURNS), "\n\n".join(parts)


def _cut(*said: tuple[str, str], rule: UnitRule = RULE, questions=None):
    turns, text = _turns(*said)
    units = cut_units(turns, text, rule=rule, questions=questions)
    texts = [text[int(a) : int(b)] for a, b in zip(units["start"], units["end"], strict=True)]
    return units, texts


def test_turns_are_cut_at_sentence_ends() -> None:
    """A unit ends where a sentence ends and has at most `cap` words."""
    _, texts = _cut(
        ("respondent", "Een twee drie vier vijf. Zes zeven acht negen. Tien elf twaalf.")
    )
    assert texts == ["Een twee drie vier vijf. Zes zeven acht negen. Tien elf twaalf."]

    _, texts = _cut(("respondent", "Een twee drie vier vijf. Zes zeven acht negen. A b c d e f."))
    assert texts == ["Een twee drie vier vijf. Zes zeven acht negen.", "A b c d e f."]


def test_a_long_sentence_is_cut_at_a_clause() -> None:
    """A sentence over the cap is cut at a comma, not in mid-phrase."""
    _, texts = _cut(
        ("respondent", "En toen ging hij naar boven, want daar zat de baas van alles bij.")
    )

    assert texts == ["En toen ging hij naar boven,", "want daar zat de baas van alles bij."]


def test_interviewer_noise_does_not_end_a_turn() -> None:
    """A short noise is passed over; a short question ends the turn."""
    said = ("respondent", "Wij zaten daar met"), ("respondent", "vier man aan tafel.")
    units, _ = _cut(said[0], ("interviewer", "Hm hm."), said[1])
    assert len(units) == 1
    assert units["words"].tolist() == [8]

    units, _ = _cut(said[0], ("interviewer", "Waar?"), said[1])
    assert len(units) == 2


def test_interviewer_and_short_answers_are_context() -> None:
    """Interviewer turns are never units, nor are answers below `least`."""
    units, texts = _cut(
        ("interviewer", "Wat vond u daar toen precies van?"),
        ("respondent", "Niks."),
        ("respondent", "Dat is te zeggen: weinig."),
    )

    assert texts == ["Dat is te zeggen: weinig."]
    assert units["turn"].tolist() == [3]


def test_episodes_follow_the_labels() -> None:
    """A label opens an episode that lasts to the next; before the first it is off the guide."""
    long = "Dat ging eigenlijk best goed."
    said = [("interviewer", "Eerste vraag hier?"), ("respondent", long)] * 3
    units, _ = _cut(*said, questions={3: "v7", 5: "v2"})

    assert units["episode"].tolist() == [0, 1, 2]
    assert units["guide_question"].tolist() == ["buiten-gids", "v7", "v2"]


def test_a_changed_text_is_noticed() -> None:
    """One changed letter orphans the unit it stands in, and no other."""
    turns, text = _turns(("respondent", "Dit is de eerste."), ("respondent", "Dit is de tweede."))
    units = cut_units(turns, text, rule=RULE)

    assert moved_units(units, {"D1": text}) == []
    assert moved_units(units, {"D1": text.replace("tweede", "derde.")}) == ["D1-002"]
    assert moved_units(units, {}) == ["D1-001", "D1-002"]


def test_only_the_respondent_is_searched() -> None:
    """What the interviewer says cannot be a hit; offsets hold."""
    turns, text = _turns(("interviewer", "Vraag?"), ("respondent", "Antwoord."))

    assert searchable(text, turns) == " " * 6 + "\n\nAntwoord."


SENTENCES = st.lists(
    st.lists(
        st.sampled_from(["ja", "nee", "kijk", "ICT-man", "[lacht]", "en", "maar,"]), min_size=1
    )
    .map(" ".join)
    .map(lambda words: words + "."),
    min_size=1,
    max_size=8,
).map(" ".join)


@given(st.lists(SENTENCES, min_size=1, max_size=3), st.integers(5, 30))
def test_units_tile_the_talk(turns: list[str], cap: int) -> None:
    """No unit is over the cap, none overlap, and together they hold all words of long turns."""
    rule = UnitRule(cap=cap, least=1)
    _, text = _turns(*(("respondent", turn) for turn in turns))
    units, texts = _cut(*(("respondent", turn) for turn in turns), rule=rule)
    spans = list(zip(units["start"], units["end"], strict=True))

    assert all(int(words) <= cap for words in units["words"])
    assert all(b <= c for (_, b), (c, _) in pairwise(spans))
    spoken = sum(count_words(part.replace("[lacht]", "")) for part in texts)
    assert spoken == count_words(text.replace("[lacht]", ""))


@pytest.mark.parametrize("cap", [5, 8])
def test_units_are_as_even_as_possible(cap: int) -> None:
    """Fewest units first, then the most even: no stub at the end."""
    units, _ = _cut(("respondent", "Een twee drie vier. " * 4), rule=UnitRule(cap=cap * 2, least=1))

    assert max(units["words"]) - min(units["words"]) <= 4
