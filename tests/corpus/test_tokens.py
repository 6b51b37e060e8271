"""Tokens, sentence ends, lemma sets and language votes on Dutch as it is spoken."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coding.corpus.tokens import (
    documents,
    language_of,
    lemma_keys,
    load_pipeline,
    mark_spans,
    pipeline_name,
    sentences,
)


def test_marks_belong_to_the_sentence_before() -> None:
    """The sentencizer's own trap: marks between brackets neither split nor swallow a sentence."""
    text = "Wat is uw rol? (lacht) Tja. [onverstaanbaar] Goed."

    assert [text[a:b] for a, b in sentences(text)] == [
        "Wat is uw rol? (lacht)",
        "Tja. [onverstaanbaar]",
        "Goed.",
    ]


@pytest.mark.parametrize("text", ["(semi)publieke", "(inter)gemeentelijk", "plan (concept) B"])
def test_brackets_in_words_are_no_marks(text: str) -> None:
    """Round brackets that are part of the language stay."""
    assert mark_spans(text) == []


@given(st.text(alphabet="ab .!?\n[]()", max_size=60))
def test_sentences_hold_every_character(text: str) -> None:
    """Sentences are in order, do not overlap, and lose nothing but white space."""
    spans = sentences(text)

    assert "".join("".join(text[a:b].split()) for a, b in spans) == "".join(text.split())
    assert all(a < b for a, b in spans)
    assert spans == sorted(spans)


@pytest.mark.parametrize(
    ("one", "other"),
    [("gemeenten", "gemeente"), ("werkte", "werken"), ("is", "zijn"), ("grote", "groot")],
)
def test_forms_of_one_word_share_a_key(one: str, other: str) -> None:
    """Inflected forms meet."""
    assert lemma_keys(one) & lemma_keys(other)


def test_lemmas_have_no_underscores() -> None:
    """Compounds that simplemma marks are read as words."""
    assert "samenwerken" in lemma_keys("samenwerken")
    assert not any("_" in key for word in ("samenwerken", "aanbieden") for key in lemma_keys(word))


def test_language_vote_and_its_doubt() -> None:
    """The vote goes by stop words; without any it stays undecided."""
    assert language_of("wij hebben dat niet zo gedaan") == "nl"
    assert language_of("we have not done that so far") == "en"
    assert language_of("blockchain platform", default="nl") == "nl"


def test_pipeline_says_what_it_is() -> None:
    """A record of a run names the pipeline; a trained one that is not there is passed over."""
    nlp = load_pipeline("nl", prefer=("nl_no_such_pipeline",))

    assert pipeline_name(nlp).startswith("blank-nl-spacy-3")


def test_documents_keep_offsets() -> None:
    """Blanked marks do not move a token."""
    text = "Ja. [lacht] Goed."
    ((key, doc),) = documents([("D1", text)])

    assert key == "D1"
    assert [text[t.idx : t.idx + len(t)] for t in doc if t.is_alpha] == ["Ja", "Goed"]
