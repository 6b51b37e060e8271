"""What text becomes: captions and tables aside, headings, lists and paragraphs."""

from __future__ import annotations

import pytest

from cleaning_texts import BODY, WEB, blocks, clean, kind_of, kinds

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


def test_a_run_of_labels_is_figure_words() -> None:
    """Four labels in a row with no text between are the words of a figure."""
    text = f"{BODY}\n\nPraten\n\nWachten\n\nGraven\n\nLopen\n\nHet geld\n\n{BODY}"

    assert kinds(text)[5:10] == [*["figure_words"] * 4, "heading"]


def test_lists_from_a_figure_are_reported() -> None:
    """Short items right above a caption may be two columns read as one."""
    words = ("lopen", "graven", "praten", "wachten", "lezen", "kijken")
    items = "\n".join(f"•\t{word}" for word in words)
    cleaned = clean(f"{BODY}\n\n{items}\n\nFiguur 3. Oud en nieuw\n\n{BODY}").cleaned

    assert any("lists from a figure" in notice for notice in cleaned.notices)


def test_a_table_row_with_a_sentence_is_prose() -> None:
    """The cell of a row that is a sentence is kept; the labels beside it are logged."""
    advice = "Loop de dijk elke week na en schrijf op wat er te zien is."
    text = f"{WEB}\n\n1\tAdvies\t{advice}\n---\t---\t---"
    cleaned = clean(text).cleaned

    assert cleaned.blocks[-1].kind == "table_prose"
    assert cleaned.blocks[-1].text == advice
    assert [d.text for d in cleaned.dropped if d.kind == "table_label"] == ["1", "Advies"]


def test_a_long_cell_needs_no_full_stop() -> None:
    """A cell of fifteen words is prose."""
    long = "lopen langs de dijk en opschrijven wat er te zien is aan de kant van het water"

    assert kinds(f"{WEB}\n\n1\tAdvies\t{long}")[-1] == "table_prose"


def test_words_parted_by_tabs_are_words() -> None:
    """Where a file has tabs for spaces, no line is a table row."""
    text = "\n".join(line.replace(" ", "\t") for line in BODY.split("\n"))

    assert blocks(text) == blocks(BODY)


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


def test_a_list_item_in_a_table_goes_on_after_a_blank_line() -> None:
    """An unfinished item or cell runs on in small letters, however short the rest is."""
    text = f"{BODY}\n{BODY}\n\nTabel 2. Taken\n\n•\tLopen langs\n\nde dijk\n\n•\tGraven."

    assert blocks(text)[1:] == [("bullet", "Lopen langs de dijk"), ("bullet", "Graven.")]


def test_a_cell_that_repeats_the_text_is_no_pull_quote() -> None:
    """What stands under the caption of a table belongs to the table."""
    cell = "Wie een scheur of een gat\nziet, schrijft die op een\nkaart die in het gemaal\nhangt."
    text = f"{BODY}\n\n{BODY}\n\nTabel 2. Taken\n\n{cell}"

    assert blocks(text)[-1][0] == "table_prose"


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
    text = f"{BODY}\n\n{BODY}\nen verder niets.\nHet geld\n\n{BODY}\n\n{BODY}"

    assert kind_of(text, "Het geld") == "heading"


@pytest.mark.parametrize("end", ["zonder dat", "zonder hulp"])
def test_the_last_line_of_a_page_is_no_heading(end: str) -> None:
    """A full line without an end mark whose sentence goes on below is prose."""
    text = (
        f"{BODY}\n\nEn wie hem daarna herstelt doet dat vaak in de avond {end}\n\n"
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


def test_a_list_that_lost_its_marks_stays_a_list() -> None:
    """In a text from a web page, short lines under a colon are items; the next heading is not."""
    text = f"De dijk vraagt om:\n\ngeld en zand\n\nGoed weer\n\nWie betaalt\n\n{WEB}"

    assert kinds(text) == ["prose", "bullet", "bullet", "heading", "prose"]


def test_a_dash_inside_a_sentence_is_no_list() -> None:
    """A line that starts with a dash in the middle of a sentence goes on."""
    text = (
        f"{BODY}\n\nHet dorp heeft twee dingen nodig die er nog niet zijn, namelijk geld\n"
        "– en dat is er niet – en tijd om de dijk te herstellen voor de winter.\n\n"
        f"{BODY}"
    )

    assert "bullet" not in kinds(text)


def test_two_dashes_inside_a_sentence_are_no_list() -> None:
    """Two lines that start with a dash in the middle of a sentence go on too."""
    text = (
        f"{BODY}\n\nHet dorp heeft twee dingen nodig die er nog niet zijn, namelijk geld\n"
        "– en dat is er niet – en tijd om de dijk te herstellen voor de winter\n"
        f"– en die komt eraan – zodat iedereen weer rustig kan slapen.\n\n{BODY}"
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
        f"{BODY}\n\n{BODY}\n\nEn wie hem daarna herstelt doet dat vaak in de avond zonder dat\n"
        f" er iemand om vraagt.\n Nu is het anders.\n\n{BODY}\n\n{BODY}"
    )
    found = [text for _, text in blocks(text)]

    assert found[2].endswith("zonder dat er iemand om vraagt.")
    assert found[3] == "Nu is het anders."


@pytest.mark.parametrize("end", ["in het dorp, naast,", "in het dorp (met", "bij de"])
def test_a_page_that_stops_in_the_middle_goes_on_with_a_name(end: str) -> None:
    """A capital goes on where the page stopped at a comma, in a bracket or after an article."""
    last = f"En wie hem daarna herstelt doet dat vaak {end}"
    text = f"{BODY}\n\n{BODY}\n\n{last}\n Oostrand samen.\n\n{BODY}\n\n{BODY}"

    assert blocks(text)[2] == ("prose", f"{last} Oostrand samen.")


def test_a_list_item_goes_on_behind_a_tab_on_the_next_page() -> None:
    """Text behind a tab at the top of a page belongs to the last item of the page before."""
    text = (
        f"{BODY}\n\n•\tlopen langs de dijk en opschrijven wat er te zien is aan de\n"
        f"\tkant van het water, ook\n\n17\n\n \tals het regent.\n•\tgraven.\n\n{BODY}"
    )
    found = [text for kind, text in blocks(text) if kind == "bullet"]

    assert found[0].endswith("ook als het regent.")


def test_a_new_sentence_behind_a_tab_is_part_of_the_list() -> None:
    """Text behind a tab at the top of a page is list text, also where a sentence starts."""
    text = (
        f"{BODY}\n\n•\tlopen langs de dijk en opschrijven wat er te zien is aan de\n"
        "\tkant van het water.\n\n17\n\n \tDat mag ook als het regent.\n•\tgraven.\n\n"
        f"{BODY}"
    )

    assert [kind for kind, _ in blocks(text)] == ["prose", *["bullet"] * 3, "prose"]


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
