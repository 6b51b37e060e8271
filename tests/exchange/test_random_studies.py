"""Random studies survive the journey: odd characters, overlapping spans, deep and equal codes."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

from coding.codebook import PRESENCE
from coding.codings import (
    Stance,
    code_span,
    mark_document_done,
    propose_code,
    relate,
    span_of,
    take_stance,
    write_memo,
)
from coding.corpus.transcripts import RoleMap
from coding.errors import CodingError
from coding.exchange import (
    Options,
    carry_out_import,
    compare_studies,
    plan_import,
    project_of,
    qdpx_bytes,
    read_qdpx,
)
from coding.exchange.incoming import Coming, Import
from coding.exchange.land import _add_documents
from coding.exchange.model import Losses, Project
from coding.exchange.offsets import detect
from coding.exchange.texts_in import canonical_document, normal_form
from coding.files import write_text
from coding.study import Study
from coding.text import normalise
from exchange_files import Made, fresh_study, landed, places

# what goes wrong in files: beyond the basic plane, marks that combine, line ends, signs of XML
ODD = st.text(
    alphabet=st.sampled_from(
        "ab A.,\n\r\t&<>\"'é\u0301ö😀👩🏽‍🚒\u200b\u00a0\u2028\ufeffﬁß漢字[]:{}"
    ),
    min_size=1,
    max_size=60,
)
# what people write in memos and definitions, the marks of our own lines among it
SAID = st.one_of(
    ODD,
    st.sampled_from(
        [
            "[grenswerk-coding]",
            "a\n[grenswerk-coding]\npresence: wished",
            "id: x\n    id: y",
            " x ",
            ": ",
        ]
    ),
)
# studies are made on disk: shrinking one takes minutes
PHASES = [Phase.explicit, Phase.generate]
SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
LABELS = st.sampled_from(["Overig", "overig", "Tijd", "A > B", "R&D", "x\"y'", "漢字"])


@st.composite
def books(draw: st.DrawFn) -> dict[str, Any]:
    """Draw a codebook of up to four levels, with equal names under different parents."""
    codes: list[dict[str, Any]] = []
    levels: dict[str, int] = {}
    for number in range(draw(st.integers(1, 6))):
        name = f"c{number}"
        above = [c for c, level in levels.items() if level < 4]
        parent = draw(st.sampled_from(["", *above]))
        levels[name] = levels.get(parent, 0) + 1
        code: dict[str, Any] = {"id": name, "label": draw(LABELS)}
        code |= {"parent": parent} if parent else {}
        for field in ("definition", "include", "exclude"):
            if draw(st.booleans()):
                code[field] = draw(st.one_of(SAID, st.fixed_dictionaries({"nl": SAID, "en": SAID})))
        if draw(st.booleans()):
            code["examples"] = [{"text": draw(SAID), "presence": draw(st.sampled_from(PRESENCE))}]
        codes.append(code)
    return {"schema": 1, "id": "odd", "version": "1.10", "codes": codes}


def study_of(folder: Path, book: dict[str, Any], texts: list[str]) -> Study:
    """Build a study of texts on disk, without cutting units."""
    study = fresh_study(folder)
    write_text(study.path("codebooks/codebook.yaml"), yaml.safe_dump(book, allow_unicode=True))
    nothing = detect([])
    found = Import(Project("x"), nothing, Options(), Losses())
    for number, text in enumerate(texts):
        made = canonical_document(
            f"D{number}",
            text,
            kind="interview",
            roles=RoleMap(),
            fictive=False,
            data=b"x%d" % number,
        )
        found.documents.append(Coming(made, b"x%d" % number, {"language": "nl"}, {}))
    _add_documents(found, study)
    return Study(folder)


def code_at_random(draw: st.DrawFn, study: Study) -> None:
    """Let one or two coders decide whatever they may."""
    texts = study.texts()
    for coder in ("A", "B")[: draw(st.integers(1, 2))]:
        with study.coded.writer(coder) as log:
            given = []
            for _ in range(draw(st.integers(0, 5))):
                name = draw(st.sampled_from(sorted(texts)))
                start = draw(st.integers(0, len(texts[name]) - 1))
                end = draw(st.integers(start + 1, len(texts[name])))
                if texts[name][start:end].isspace():
                    continue
                place = span_of(texts[name], name, start, end)
                what = draw(st.sampled_from(["code", "code", "code", "memo", "stance", "draft"]))
                note = draw(st.one_of(st.just(""), SAID))
                try:
                    if what == "code":
                        code = draw(st.sampled_from(sorted(study.codebook.codes)))
                        presence = draw(st.sampled_from(PRESENCE))
                        attrs = {"modality": "own", "flags": ("a", "b")} if note else {}
                        event = code_span(
                            log, place, code, presence=presence, note=note, attrs=attrs
                        )
                        given.append(event)
                    elif what == "memo":
                        write_memo(log, note or "x", place=place)
                    elif what == "stance":
                        take_stance(log, place, Stance("C1", "nuances", 2), note=note)
                    else:
                        propose_code(log, place, draw(st.sampled_from(["d1", "d2"])))
                except CodingError:
                    continue  # the same code on the same words
            same = [e for e in given if given and e.doc == given[0].doc]
            if len(same) > 1:
                relate(
                    log, same[0].id, same[1].id, "leads-to", note=draw(st.sampled_from(["", "w"]))
                )
            if draw(st.booleans()):
                write_memo(log, draw(SAID), document="D0", target=same[0].id if same else "")
            if draw(st.booleans()):
                mark_document_done(log, "D0")


def survives(book: dict[str, Any], texts: list[str], data: st.DataObject) -> None:
    """Send a study out, in as a study of its own, and out again."""
    canonical = [normalise(text) for text in texts]
    assume(all(text.strip() and "\r" not in text for text in canonical))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        study = study_of(folder / "a", book, canonical)
        code_at_random(data.draw, study)
        study = Study(folder / "a")
        first = qdpx_bytes(project_of(study)[0])
        (folder / "a.qdpx").write_bytes(first)
        fresh = fresh_study(folder / "b")
        found = plan_import(*read_qdpx(folder / "a.qdpx"), fresh, Options(fresh=True))
        again = carry_out_import(found, fresh)

        assert qdpx_bytes(project_of(again)[0]) == first
        table = compare_studies(study, again).set_index("what")
        assert table.drop(index=[w for w in table.index if w.startswith("codes")])["same"].all()


@settings(max_examples=10, suppress_health_check=SLOW, phases=PHASES)
@given(ODD, st.data(), st.sampled_from([b"", b"\xef\xbb\xbf"]))
def test_sources_with_any_line_ends_land_on_their_words(
    text: str, data: st.DataObject, mark: bytes
) -> None:
    """CRLF, marks, invisible signs: the passage in the study is the passage in the file."""
    assume(normalise(text).strip())
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    words = normalise(text[start:end])
    whole, moved = normal_form(text.removeprefix("\ufeff"))
    assert whole == normalise(text)
    assume(words.strip())
    assume(text[end - 1 : end + 1] != "\r\n" and text[start - 1 : start + 1] != "\r\n")
    assume(not text.startswith("\ufeff"))
    made = Made({"Een": mark + text.encode()}, [("Een", start, end, text[start:end], "x")])
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        file = made.write(folder / "p.qdpx")
        study, _ = landed(file, folder / "s", offsets="points")
        found = [quote for _, quote in places(study)]
    assert len(found) == 1
    assert "".join(found[0].split()) in "".join(whole.split())
    assert whole[moved(start) : moved(end)] == found[0]


@settings(max_examples=8, suppress_health_check=SLOW, phases=PHASES)
@given(books(), st.lists(ODD, min_size=1, max_size=2), st.data())
def test_a_random_study_survives_the_journey(
    book: dict[str, Any], texts: list[str], data: st.DataObject
) -> None:
    """Out, in, out again: the same records, the same bytes."""
    survives(book, texts, data)


@pytest.mark.slow
@settings(max_examples=60, suppress_health_check=SLOW, phases=PHASES)
@given(books(), st.lists(ODD, min_size=1, max_size=3), st.data())
def test_many_random_studies_survive_the_journey(
    book: dict[str, Any], texts: list[str], data: st.DataObject
) -> None:
    """The same for many."""
    survives(book, texts, data)


def test_a_definition_that_looks_like_our_lines_comes_back(tmp_path: Path) -> None:
    """Marks and labels inside a person's words stay words."""
    said = "a\n[grenswerk-coding]\npresence: wished\n    x"
    book = {"schema": 1, "id": "b", "version": "1.0", "codes": [{"id": "c", "definition": said}]}
    study = study_of(tmp_path / "a", book, ["Wij wachten."])
    with study.coded.writer("A") as log:
        code_span(log, span_of("Wij wachten.", "D0", 0, 3), "c", note=said)
    study = Study(tmp_path / "a")
    (tmp_path / "a.qdpx").write_bytes(qdpx_bytes(project_of(study)[0]))
    again, _ = landed(tmp_path / "a.qdpx", tmp_path / "b")

    assert again.codebook.codes["c"].definition == {"": said}
    (coding,) = again.coded.codings.to_dict("records")
    assert (coding["note"], coding["presence"]) == (said, "present")
