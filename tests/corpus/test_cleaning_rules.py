"""Each rule of cleaning on invented text with the damage it is for."""

from __future__ import annotations

import pytest

from coding.corpus.cleaning import Lexicon, Trace, trace_literature

LEXICON = Lexicon(["de", "dijk", "water", "samen", "leren", "werk", "gemeente"])

# a paragraph in full lines, for rules that need running text around them
BODY = """De dijk bij Oostrand is oud en wordt elk voorjaar door de mensen van
het dorp nagelopen, van de sluis tot aan de oude haven, waar de boten
liggen, en dan langs de weg weer terug. Wie een scheur of een gat ziet,
schrijft die op een kaart die in het gemaal aan de muur hangt, naast
de sleutels van de sluis en de foto van de vorige wachter."""
WEB = " ".join(BODY.split()) + " " + " ".join(BODY.split())


def clean(text: str) -> Trace:
    """Clean with a small word list."""
    return trace_literature(text, lexicon=LEXICON)


def blocks(text: str) -> list[tuple[str, str]]:
    """Kind and text of each block."""
    return [(block.kind, block.text) for block in clean(text).cleaned.blocks]


def kinds(text: str) -> list[str]:
    """Kind of each visible line, in order."""
    found = clean(text).kinds
    return [found[number] for number in sorted(found)]


def kind_of(text: str, line: str) -> str:
    """Kind of the line that starts like this."""
    number = next(n for n, raw in enumerate(text.split("\n"), 1) if raw.strip().startswith(line))
    return clean(text).kinds[number]


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


def test_a_page_number_alone_is_dropped() -> None:
    """A number alone between blank lines is a page number."""
    assert kind_of(f"{BODY}\n\n17\n\n{BODY}", "17") == "page_number"


def test_row_heads_that_repeat_inside_a_page_stay() -> None:
    """A short line that repeats without a page end beside it is no header."""
    part = f"Middel 1: praten\n\n{BODY}\n\nMiddel 2: wachten\n\n{BODY}"

    assert "header_footer" not in kinds(f"{part}\n\n{part}\n\n{part}")


def test_numbered_headings_are_no_running_headers() -> None:
    """`Casus 1`, `Casus 2`, `Casus 3` count on like pages, but cut no sentence."""
    text = "\n\n".join(f"Casus {n}\n\n{BODY}" for n in (1, 2, 3, 4))

    assert kind_of(text, "Casus 2") == "heading"


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
    assert kinds(f"De dijk\n\nKarin Smit | 3 mei 2021, 10:00\n\n{WEB}\n\n{WEB}")[-1] == "prose"


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
    "word", ["2.1", "COVID19", "5G", "B2", "PSD2", "A1-papier", "2,5", "50%1a"]
)
def test_numbers_that_belong_to_a_word_stay(word: str) -> None:
    """Section numbers, codes and decimals are no marks, even where a note has their number."""
    text = f"Op de kaart staat {word} bij de sluis.1 En bij het gemaal?2\n\n1\t Zie a.\n2\t Zie b."
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


# captions, figures and tables


def test_captions_are_dropped_and_sentences_about_figures_stay() -> None:
    """A caption names the figure; a sentence about it goes on in small letters."""
    text = (
        f"{BODY}\n\nFiguur 2. De dijk van boven\n\n"
        "Figuur 2 laat zien hoe de dijk bij het dorp ligt "
        f"en waar\nhij het zwakst is.\n\nTabel 1\nKosten van de dijk\n(geschat)\n\n{BODY}"
    )

    assert kind_of(text, "Figuur 2.") == "caption"
    assert kind_of(text, "Figuur 2 laat") == "prose"
    assert [kind_of(text, line) for line in ("Tabel 1", "Kosten", "(geschat)")] == ["caption"] * 3


def test_words_of_a_figure_are_flagged_not_coded() -> None:
    """Labels under the caption of a figure are figure words until sentences follow."""
    text = f"{BODY}\n\nFiguur 1. De kring\n\nPraten\n\nWachten\n\nGraven\n\n{BODY}"

    assert kinds(text)[6:9] == ["figure_words"] * 3
    assert kinds(text)[-1] == "prose"


def test_a_table_row_with_a_sentence_is_prose() -> None:
    """The cell of a row that is a sentence is kept; the labels beside it are logged."""
    advice = "Loop de dijk elke week na en schrijf op wat er te zien is."
    text = f"{WEB}\n\n1\tAdvies\t{advice}\n---\t---\t---"
    cleaned = clean(text).cleaned

    assert cleaned.blocks[-1].kind == "table_prose"
    assert cleaned.blocks[-1].text == advice
    assert [d.text for d in cleaned.dropped if d.kind == "table_label"] == ["1", "Advies"]


def test_short_cells_are_dropped() -> None:
    """A table of words and numbers is left out, with tabs, pipes or spaces between."""
    for row in ("Dorp\t12\tja", "| Dorp | 12 | ja |", "Dorp                12          ja"):
        text = f"{BODY}\n\nTabel 1. Dorpen\n\n{row}\n{row}\n\n{BODY}"

        assert kinds(text)[6:8] == ["table_cell"] * 2


def test_a_label_before_a_paragraph_is_no_row() -> None:
    """`Label<TAB>text` that runs on over full lines stays prose."""
    text = (
        "Beheerder\tDegene die voor de dijk zorgt en daarvoor geld heeft gekregen\n"
        "van de gemeente, ook als dat later is veranderd door een besluit dat\n"
        f"in de raad genomen is.\n\n{BODY}"
    )

    assert kinds(text)[:3] == ["prose"] * 3


def test_a_table_read_column_by_column_keeps_its_sentences() -> None:
    """Cells in narrow columns under a caption: sentences stay, labels go, and a notice says so."""
    cell = "Wie de dijk naloopt,\nschrijft op wat\ner te zien is."
    text = f"{BODY}\n{BODY}\n\nTabel 2. Taken\n\nWie\nkijkt\n\n" + "\n\n".join([cell] * 7)
    cleaned = clean(text).cleaned

    assert [b.kind for b in cleaned.blocks] == ["prose", *["table_prose"] * 7]
    assert [d.text for d in cleaned.dropped if d.kind == "table_cell"] == ["Wie", "kijkt"]
    assert any("column by column" in notice for notice in cleaned.notices)


def test_columns_side_by_side_are_kept_with_a_notice() -> None:
    """Two columns on the same lines are no table: nothing is dropped, a person is told."""
    text = "\n".join(["de mensen lopen langs de dijk       en het water staat hoog in de"] * 6)
    cleaned = clean(text).cleaned

    assert cleaned.dropped == ()
    assert cleaned.notices[0].startswith("columns of text stand side by side")


def test_a_pull_quote_is_dropped_with_a_notice() -> None:
    """A narrow box that repeats a sentence beside it is left out; the sentence stays."""
    quote = (
        "Wie een scheur of een gat\nziet, schrijft die op een\nkaart die in het gemaal\n"
        "aan de muur hangt"
    )
    cleaned = clean(f"{BODY}\n\n{quote}\n\n{BODY.replace('Wie', 'Zij die')}").cleaned

    assert [d.kind for d in cleaned.dropped] == ["pull_quote"] * 4
    assert "pull quote" in cleaned.notices[0]


def test_a_sentence_that_stands_twice_is_reported() -> None:
    """Nothing is dropped when running text repeats itself, but a person is told."""
    text = f"{WEB.split('.')[0]}.\n\nIets anders staat hier tussen.\n\n{WEB.split('.')[0]}."

    assert clean(text).cleaned.dropped == ()
    assert "the same sentence" in clean(text).cleaned.notices[0]


# headings and lists


@pytest.mark.parametrize(
    "heading", ["Wie de dijk naloopt", "2.3\tHet water", "4. Wie betaalt dat?", "## Het dorp"]
)
def test_headings_are_recognised_alone_and_on_top_of_their_text(heading: str) -> None:
    """A short line without an end mark is a heading, with or without a blank line under it."""
    assert kinds(f"{BODY}\n\n{heading}\n\n{BODY}")[5] == "heading"
    assert kinds(f"{BODY}\n\n{heading}\n{BODY}")[5] == "heading"


def test_a_heading_that_lost_its_blank_line_is_taken_off_the_foot() -> None:
    """A short line behind the last sentence, with a new sentence after it, is a heading."""
    text = f"{BODY}\nen verder niets.\nHet geld\n\n{BODY}"

    assert kind_of(text, "Het geld") == "heading"


def test_the_last_line_of_a_page_is_no_heading() -> None:
    """A full line without an end mark whose sentence goes on below is prose."""
    text = (
        f"{BODY}\n\nEn wie hem daarna herstelt doet dat vaak in de avond zonder dat\n\n"
        f"er iemand om vraagt.\n\n{BODY}"
    )

    assert kind_of(text, "En wie") == "prose"


def test_list_items_are_blocks_of_their_own_without_their_marks() -> None:
    """Each item is a block; its wrapped lines go with it, behind a tab or not."""
    text = (
        f"{BODY}\n\n•\tlopen langs de dijk en opschrijven wat er te zien is aan de\n"
        "\tkant van het water;\n•\tgraven.\n\n- wachten tot het weer beter is en dan pas "
        "weer verder gaan\nmet het werk;\n- praten."
    )
    found = [text for kind, text in blocks(text) if kind == "bullet"]

    assert [item.split()[0] for item in found] == ["lopen", "graven.", "wachten", "praten."]
    assert found[0].endswith("kant van het water;")
    assert found[2].endswith("met het werk;")


def test_numbered_items_keep_their_numbers() -> None:
    """The number of an item is text; a lone number is no item."""
    text = f"{BODY}\n\n1. Loop langs de dijk.\n2. Schrijf op wat je ziet.\n\n{BODY}"

    assert [t for k, t in blocks(text) if k == "bullet"] == [
        "1. Loop langs de dijk.",
        "2. Schrijf op wat je ziet.",
    ]


def test_a_dash_inside_a_sentence_is_no_list() -> None:
    """A line that starts with a dash in the middle of a sentence goes on."""
    text = (
        f"{BODY}\n\nHet dorp heeft twee dingen nodig die er nog niet zijn, namelijk geld\n"
        "– en dat is er niet – en tijd om de dijk te herstellen voor de winter.\n\n"
        f"{BODY}"
    )

    assert "bullet" not in kinds(text)


def test_a_label_over_a_list_is_its_heading() -> None:
    """A short line right above list items is a heading; a line with a colon leads in."""
    text = f"{BODY}\n\nwat kan het dorp\n• lopen\n• graven\n\nHet dorp kan:\n• praten\n\n{BODY}"

    assert kind_of(text, "wat kan") == "heading"
    assert kind_of(text, "Het dorp kan") == "prose"


# runs over pages


def test_a_page_start_is_one_leading_space() -> None:
    """A line with one leading space starts a page: a new sentence a paragraph, else it goes on."""
    text = (
        f"{BODY}\nEn wie hem daarna herstelt doet dat vaak in de avond zonder dat\n"
        f" er iemand om vraagt.\n Nu is het anders.\n{BODY}"
    )
    found = [text for _, text in blocks(text)]

    assert found[1].endswith("zonder dat er iemand om vraagt.")
    assert found[2].startswith("Nu is het anders.")


def test_a_list_item_goes_on_behind_a_tab_on_the_next_page() -> None:
    """Text behind a tab at the top of a page belongs to the last item of the page before."""
    text = (
        f"{BODY}\n\n•\tlopen langs de dijk en opschrijven wat er te zien is aan de\n"
        f"\tkant van het water, ook\n\n17\n\n \tals het regent.\n•\tgraven.\n\n{BODY}"
    )
    found = [text for kind, text in blocks(text) if kind == "bullet"]

    assert found[0].endswith("ook als het regent.")


def test_layout_without_blank_lines_is_parted_at_short_last_lines() -> None:
    """Where no blank line parts paragraphs, a short line that ends a sentence does."""
    part = f"{BODY}\nDat gaat goed.\nHet geld\n"
    found = blocks(part * 4)

    assert [kind for kind, _ in found] == ["prose", "prose", "heading"] * 4


def test_a_title_set_in_short_lines_is_one_heading() -> None:
    """Short lines at the top of a chapter are its title."""
    text = f" 3.\tHet dorp\nen het\nwater\n\n{BODY}\n\n{BODY}"

    assert blocks(text)[0] == ("heading", "3. Het dorp en het water")


def test_glued_figure_words_are_reported() -> None:
    """Two known words without a space between are reported, not parted."""
    notices = clean(f"{WEB}\n\nsamen lerenWerk in de gemeente.").cleaned.notices

    assert any("glued: lerenWerk" in notice for notice in notices)
