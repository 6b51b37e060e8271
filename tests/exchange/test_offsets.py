"""How a file counts is found out from its own passages."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coding.errors import CodingError
from coding.exchange.model import Selection, Source
from coding.exchange.offsets import CONVENTIONS, STANDARD, Convention, detect, to_places
from exchange_files import Made, fresh_study, landed, places, planned

TEXT = (
    "Het begon 😀 met é\u0301en vraag.\r\nDaarna zei niemand iets, echt niets.\r\n"
    "🎉🎉 Toen kwam de post en werd het laat. Zo gaat dat hier al jaren, zei ze.\r\n"
) * 3
WORDS = ["begon", "vraag", "niemand iets", "echt niets", "kwam de post", "laat", "al jaren"]


def counted(text: str, position: int, convention: Convention) -> int:
    """Count a position by hand, sign by sign: the slow way to the same number."""
    total = convention.first
    i = 0
    while i < position:
        pair = text[i : i + 2] == "\r\n"
        if convention.line_end != "as in the file" and text[i] in "\r\n":
            total += int(convention.line_end)
            i += 2 if pair else 1
            continue
        unit = {
            "code points": 1,
            "UTF-16 units": len(text[i].encode("utf-16-le")) // 2,
            "bytes": len(text[i].encode("utf-8")),
        }[convention.unit]
        total += unit
        i += 1
    return total


def passages(text: str, convention: Convention, *, named: bool) -> list[Selection]:
    """Every occurrence of the words, counted by a convention."""
    found = []
    for word in WORDS:
        start = text.find(word)
        while start >= 0:
            end = start + len(word)
            a, b = counted(text, start, convention), counted(text, end, convention)
            if convention.inclusive:
                b = counted(text, end - 1, convention)
            found.append(Selection(f"{word}{start}", a, b, word if named else ""))
            start = text.find(word, end)
    return found


@pytest.mark.parametrize("named", [True, False], ids=["quotes", "word edges"])
@pytest.mark.parametrize("convention", CONVENTIONS.values(), ids=str)
def test_every_way_of_counting_is_found(convention: Convention, *, named: bool) -> None:
    """Of all thirty-six, by quotes or by word edges alone, the passages land on their words."""
    source = Source("s", "s", TEXT, selections=tuple(passages(TEXT, convention, named=named)))
    found = detect([source])

    words = [TEXT[a:b] for a, b in zip(found.spans.starts[0], found.spans.ends[0], strict=True)]
    assert words == [s.guid.rstrip("0123456789") for s in source.selections]
    assert found.hits == found.of == len(words)


@settings(max_examples=60)
@given(
    st.text(alphabet="ab \r\né😀\u0301\u200b", min_size=1, max_size=40),
    st.sampled_from(sorted(CONVENTIONS.values())),
    st.data(),
)
def test_positions_are_those_counted_by_hand(
    text: str, convention: Convention, data: st.DataObject
) -> None:
    """The fast count is the slow one, for any text and way of counting."""
    if convention.line_end != "as in the file":
        text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\r\n")
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    inside = text[start - 1 : start + 1] == "\r\n" or text[end - 1 : end + 1] == "\r\n"
    if inside:
        return
    last = end - 1 if convention.inclusive else end
    if convention.inclusive and text[last - 1 : last + 1] == "\r\n":
        return
    a, b = counted(text, start, convention), counted(text, last, convention)
    spans = to_places([Source("s", "s", text, selections=(Selection("x", a, b),))], convention)

    assert (int(spans.starts[0][0]), int(spans.ends[0][0])) == (start, end)


def test_names_that_are_no_quotes_do_not_mislead() -> None:
    """Titles a person gave and quotes cut short with … are told apart from full quotes."""
    words = "Daarna zei niemand iets, echt niets."
    at = TEXT.index(words)
    nvivo = Convention("UTF-16 units")
    a, b = counted(TEXT, at, nvivo), counted(TEXT, at + len(words), nvivo)
    selections = (
        Selection("1", a, b, "stilte"),
        Selection("2", a, b, "Daarna zei niemand…"),
        Selection("3", a, b, ""),
    )
    found = detect([Source("s", "s", TEXT, selections=selections)])

    assert (found.by, found.hits, found.of) == ("quotes", 1, 1)
    assert TEXT[found.spans.starts[0][0] : found.spans.ends[0][0]] == words


def test_what_cannot_be_told_is_asked(tmp_path: Path) -> None:
    """Two ways that fit alike are put before a person, who can say which it is."""
    text = "aaa bbb aaa bbb"
    file = Made({"Een": text.encode()}, [("Een", 1, 2, "", "x")]).write(tmp_path / "p.qdpx")
    study = fresh_study(tmp_path / "s")
    with pytest.raises(CodingError, match="not clear how this file counts") as error:
        planned(file, study, fresh=True)
    assert "--offsets" in str(error.value)

    found = planned(file, study, fresh=True, offsets=STANDARD.name)
    assert found.codings == 1
    with pytest.raises(CodingError, match="no way of counting"):
        planned(file, study, fresh=True, offsets="furlongs")


def test_files_of_nvivo_land_on_their_words(tmp_path: Path) -> None:
    """UTF-16, a byte order mark that is not counted, CRLF as two, no quotes: all words right."""
    nvivo = Convention("UTF-16 units")
    made = passages(TEXT, nvivo, named=False)
    selections = [("Een", s.start, s.end, "", "x") for s in made]
    data = b"\xef\xbb\xbf" + TEXT.encode()
    file = Made({"Een": data}, selections, origin="NVivo for Windows 12.6").write(
        tmp_path / "p.qdpx"
    )
    study, found = landed(file, tmp_path / "s")

    expected = sorted(s.guid.rstrip("0123456789") for s in made)
    assert sorted(words for _, words in places(study)) == expected
    assert "UTF-16" in str(found.detected)


def test_files_of_atlas_land_on_their_words(tmp_path: Path) -> None:
    """CRLF in the text, counted as one."""
    atlas = Convention(line_end="1")
    made = passages(TEXT, atlas, named=True)
    selections = [("Een", s.start, s.end, s.name, "x") for s in made]
    file = Made({"Een": TEXT.encode()}, selections, origin="ATLAS.ti 23").write(tmp_path / "p.qdpx")
    study, _ = landed(file, tmp_path / "s")

    assert sorted(w for _, w in places(study)) == sorted(s.name for s in made)
