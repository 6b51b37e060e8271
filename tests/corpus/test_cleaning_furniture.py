"""What is no running text: page furniture, web pages, reference lists, notes."""

from __future__ import annotations

import pytest

from cleaning_texts import BODY, WEB, blocks, clean, kind_of, kinds

# page furniture


@pytest.mark.parametrize(
    "line",
    [
        "https://dijk.example/kaart",
        "<https://doi.example/10.1/x>",
        "www.dijk.example",
        "a@b.example",
    ],
)
def test_an_address_alone_on_a_line_is_dropped(line: str) -> None:
    """A line that is only an address is left out."""
    assert kind_of(f"{BODY}\n\n{line}\n\n{BODY}", line) == "url"


def test_an_address_over_two_lines_is_dropped_whole() -> None:
    """The rest of an address that breaks after a hyphen goes with it."""
    assert kinds("https://dijk.example/een-lange-\nkaart.html") == ["url", "url"]


def test_an_address_inside_a_sentence_stays() -> None:
    """Prose that names an address is prose."""
    assert (
        kind_of(f"Zie https://dijk.example voor de kaart van de dijk.\n\n{WEB}", "Zie") == "prose"
    )


def test_an_address_that_ends_a_note_stays_with_it() -> None:
    """An address behind a tab is the last line of the note above it."""
    note = "1\t Zie voor de kaart en voor meer foto's\n\t www.dijk.example."

    assert kind_of(f"{BODY}1\n\n{note}\n\n{BODY}", "www.dijk") == "footnote"


@pytest.mark.parametrize("line", ["---", "***", "--\t--\t---", "_ _ _ _", "····"])
def test_ruling_is_dropped(line: str) -> None:
    """A line without letters or digits is ruling."""
    assert kind_of(f"{WEB}\n{line}\n{WEB}", line) == "rule"


def test_a_table_of_contents_is_dropped_up_to_the_first_heading() -> None:
    """Entries under the heading word go, the heading that follows stays."""
    text = (
        f"Inhoudsopgave\n\n1. De dijk\t2\nHet dorp ..... 3\nWie kijkt er 4\n\n1. De dijk\n\n{WEB}"
    )

    assert kinds(text) == [*["contents"] * 4, "heading", "prose"]


def test_contents_without_a_heading_need_leaders() -> None:
    """Four entries with tabs or dots are a table of contents; four lines with numbers are not."""
    led = "De dijk\t2\nHet dorp\t3\nHet water\t5\nHet geld\t9"
    plain = "Groep 1\n\nGroep 2\n\nGroep 3\n\nGroep 4"

    assert set(kinds(f"{led}\n\n{WEB}")) == {"contents", "prose"}
    assert "contents" not in kinds(f"{led.rpartition(chr(10))[0]}\n\n{WEB}")
    assert "contents" not in kinds(f"{plain}\n\n{WEB}")


def test_a_contents_word_without_entries_is_the_link_of_a_viewer() -> None:
    """The word alone, as viewers print it on a page, is no table of contents."""
    assert kind_of(f"{BODY}\n\nInhoudsopgave\n\n\n{BODY}", "Inhoudsopgave") == "header_footer"


HEADED = """{body}
en wie hem daarna herstelt, doet dat meestal in de avond en zonder dat

Verslag van de dijk   {page}

er iemand om gevraagd heeft, want zo gaat het hier al heel lang in het dorp.
{body}"""


def test_running_headers_go_and_the_sentence_they_cut_is_mended() -> None:
    """A header that comes back with a rising number goes; the sentence runs on."""
    text = "\n\n".join(HEADED.format(body=BODY, page=page) for page in (4, 5, 6))
    cleaned = clean(text)

    assert [d.kind for d in cleaned.cleaned.dropped] == ["header_footer"] * 3
    assert sum("zonder dat er iemand om" in b.text for b in cleaned.cleaned.blocks) == 3


def test_headers_go_where_no_line_is_blank() -> None:
    """Without blank lines and numbers, a line that keeps cutting sentences is a header."""
    part = (
        f"{BODY}\nDat gaat goed.\nEn wie hem daarna herstelt doet dat in de avond en zonder dat\n"
    )
    text = (
        f"{part}Verslag van de dijk\ner iemand om vraagt, zoals dat gaat in een klein dorp.\n" * 3
    )

    assert kinds(text).count("header_footer") == 3


def test_a_page_number_alone_is_dropped() -> None:
    """A number alone between blank lines is a page number."""
    assert kind_of(f"{BODY}\n\n17\n\n{BODY}", "17") == "page_number"


def test_row_heads_that_repeat_inside_a_page_stay() -> None:
    """A short line that repeats without a page end beside it is no header."""
    part = f"Middel 1: praten\n\n{BODY}\n\nMiddel 2: wachten\n\n{BODY}"

    assert "header_footer" not in kinds(f"{part}\n\n{part}\n\n{part}")


def test_numbered_headings_are_no_running_headers() -> None:
    """`Casus 1`, `Casus 2`, `Casus 3` count on like pages and may start one, but cut nothing."""
    text = "\n\n".join(f" Casus {n}\n\n{BODY}\n\n{BODY}" for n in (1, 2, 3, 4))

    assert kind_of(text, "Casus 2") == "heading"


def test_the_title_on_the_first_page_stays() -> None:
    """The first of the lines that come back is the title of the text."""
    text = "\n\n".join(f" Verslag van de dijk\n\n{BODY}\n\n{BODY}" for _ in range(4))

    assert [kind for kind in kinds(text) if kind != "prose"] == ["heading", *["header_footer"] * 3]


def test_double_blank_lines_everywhere_are_no_sign_of_a_page_end() -> None:
    """Where all paragraphs stand two lines apart, a line that comes back is a heading."""
    text = "\n\n\n".join(["Aanhef", BODY, "Middel om te praten", BODY, BODY] * 2)

    assert "header_footer" not in kinds(text)


def test_a_header_glued_to_the_last_sentence_is_cut_off() -> None:
    """A known header right behind an end mark is taken off the line and logged."""
    page = f"{BODY}\n\n{BODY}\n\n{BODY}"
    text = f"{page}\n\nKaart\n\n\n{page}\n\n\nKaart\n\n{page}Kaart"
    cleaned = clean(text).cleaned

    assert ("glued_header", "Kaart") in {(d.kind, d.text) for d in cleaned.dropped}
    assert not any("Kaart" in block.text for block in cleaned.blocks)


# web pages


def test_menus_buttons_and_comments_are_dropped() -> None:
    """What a web page puts around a text goes: menu, share button, comments, login prompt."""
    text = f"""Home
Nieuws

De dijk van Oostrand

{WEB}

Deel dit artikel
2 reacties
Klaas de Boer
4 mei 2021 om 09:12
Mooi stuk over de dijk.
Laat een reactie achter
Log in om te kunnen reageren."""

    assert kinds(text) == [
        "chrome", "chrome", "heading", "prose", "chrome", "comment", "comment", "comment",
        "comment", "chrome", "chrome",
    ]  # fmt: skip


def test_a_comment_head_on_one_line_starts_the_comments() -> None:
    """A name, a divider and a date after the text head a comment by another."""
    text = f"{WEB}\n\n{WEB}\n\n • Els Smit | 9 maart 2020, 09:57\n\nDat vind ik ook."

    assert kinds(text) == ["prose", "prose", "comment", "comment"]
    assert clean(text).cleaned.notices[0].startswith("from line 5: comments")


@pytest.mark.parametrize(
    "line", ["Oostrand, 3 mei 2020", "De voorzitter zegt:", "Reactie van de raad", "Klaas de Boer"]
)
def test_what_looks_a_little_like_a_comment_stays(line: str) -> None:
    """A place and date under a preface, a lead-in and a heading start no comments."""
    text = f"{WEB}\n\n{WEB}\n\n{WEB}\n\n{line}\n\n{WEB}"

    assert "comment" not in kinds(text)


def test_a_byline_above_the_text_is_no_comment() -> None:
    """A name and a date before the text do not drop the text."""
    cleaned = clean(f"De dijk\n\nKarin Smit | 3 mei 2021, 10:00\n\n{WEB}").cleaned

    assert [block.kind for block in cleaned.blocks] == ["heading", "heading", "prose"]
    assert not any("comment" in notice for notice in cleaned.notices)


def test_button_words_inside_wrapped_text_stay() -> None:
    """The last word of a sentence is no button because it stands alone on its line."""
    text = f"{BODY}\n\nHet gaat om het geheel en niet om de losse\ndelen.\n\n{BODY}"

    assert kind_of(text, "delen.") == "prose"


# reference lists

ENTRIES = """Bos, T. (2016). Dijken en mensen: over het beheer van water in een
klein land. Waterland: Uitgeverij Stroom.
Dam, K. van, & Smit, E. (2018). Onderhoud als gesprek. Water en
Bestuur, 3(1), 4-12.
De Wit, A. (2019). Geld. Waterland: Uitgeverij Stroom."""


@pytest.mark.parametrize("heading", ["Referenties", "7. Literatuur", "References", "Bronnen:"])
def test_a_reference_list_is_dropped_and_what_follows_stays(heading: str) -> None:
    """Entries under a heading word go; the appendix after them stays."""
    text = f"{BODY}\n\n{heading}\n{ENTRIES}\n\nBijlage A\n\n{BODY}"

    assert kinds(text) == [*["prose"] * 5, *["reference"] * 6, "heading", *["prose"] * 5]


def test_what_follows_a_reference_list_may_look_like_one() -> None:
    """A note on the author with a year and an address is no entry of the list above it."""
    author = "Karin Smit schrijft sinds 2015.\nZie www.dijk.example voor haar stukken."
    text = f"{BODY}\n\nLiteratuur\n{ENTRIES}\n\nOver de auteur\n\n{author}"

    assert kinds(text)[-3:] == ["heading", "prose", "prose"]


def test_notes_on_the_page_of_a_reference_list_stay_notes() -> None:
    """A footnote between two entries is a note."""
    first, second = ENTRIES.split("\nDam")
    text = f"{BODY}1\n\nLiteratuur\n{first}\n\n1\t Zie de kaart.\n\nDam{second}"

    assert kinds(text).count("reference") == 6
    assert kinds(text).count("footnote") == 1


def test_a_chapter_called_literatuur_stays() -> None:
    """Prose that cites is no list, whatever its heading."""
    text = f"2. Literatuur\n\nVolgens Bos (2016) gaat het om geld, in 2010-2014 ook. {WEB}\n\n{WEB}"

    assert kinds(text) == ["heading", "prose", "prose"]


def test_a_list_without_a_heading_needs_four_entries() -> None:
    """Paragraphs that start with a surname and initials, with a year, are a list."""
    entry = "Bos, T. (2016). Dijken en mensen. Waterland: Uitgeverij Stroom."

    assert kinds(f"{WEB}\n\n" + "\n\n".join([entry] * 4))[1:] == ["reference"] * 4
    assert "reference" not in kinds(f"{WEB}\n\n{entry}\n\n{WEB}")


# notes


def test_notes_become_blocks_and_lose_their_marks() -> None:
    """Glued, raised and bracketed marks go out of the text and into the log."""
    for mark, note in {
        "1": "1\t Zie de kaart.",
        "¹": "¹ Zie de kaart.",
        "[1]": "[1] Zie de kaart.",
    }.items():
        text = f"{BODY}{mark}\n\n{note}\n\n{BODY}"
        cleaned = clean(text).cleaned

        assert [b.kind for b in cleaned.blocks] == ["prose", "footnote", "prose"]
        assert [(d.kind, d.text) for d in cleaned.dropped] == [("footnote_mark", mark)]
        assert cleaned.blocks[0].text.endswith("wachter.")


@pytest.mark.parametrize(
    "word", ["4.2", "COVID2", "2G", "B2", "PSD2", "kaart2-bis", "kaart2,5", "kaart2a", "kaart2/3"]
)
def test_numbers_that_belong_to_a_word_stay(word: str) -> None:
    """Section numbers, codes and decimals are no marks, even where a note has their number."""
    text = f"Zie de sluis.1 Op de kaart staat {word} bij het gemaal.2\n\n1\t Zie a.\n2\t Zie b."
    cleaned = clean(text).cleaned

    assert word in cleaned.blocks[0].text
    assert [d.text for d in cleaned.dropped] == ["1", "2"]


def test_a_numbered_line_without_a_mark_is_no_note() -> None:
    """A list of numbered lines in the text stays in the text."""
    text = f"{WEB}\n\n1\t Loop langs de dijk.\n2\t Schrijf op wat je ziet.\n\n{WEB}"

    assert "footnote" not in kinds(text)


def test_a_note_stands_between_the_halves_of_a_sentence() -> None:
    """A sentence runs on over the notes at the foot of a page."""
    text = (
        f"{BODY}1\nEn wie hem daarna herstelt doet dat heel vaak zonder hulp en\n\n"
        f"1\t Zie de kaart.\n\nvaak in de avond.\n{BODY}"
    )
    found = blocks(text)

    assert [kind for kind, _ in found] == ["prose", "prose", "footnote", "prose"]
    assert found[1][1].endswith("zonder hulp en vaak in de avond.")
