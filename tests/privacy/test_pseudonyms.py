"""Names leave a study everywhere at once, and every coding stays on its words."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest

import named_study as places
from coding.errors import BusyError, CodingError
from coding.privacy.formats import walk
from coding.privacy.key import Entry, Key, key_folder, load_key, save_key
from coding.privacy.proposals import make_proposals, read_decisions
from coding.privacy.pseudonyms import apply_key
from coding.privacy.replacing import Replacer, Shift, variants_of
from coding.study import Study

TIME = "2026-03-02T09:00:00Z"
NAMES = ("Anneke", "van den Berg", "a.vandenberg@centric.example")


def _key(folder: Path) -> Key:
    entries = (
        Entry(
            "Anneke van den Berg", "[persoon-1]", "person", "replace", ("Anneke", "van den Berg")
        ),
        Entry("a.vandenberg@centric.example", "[e-mail-1]", "email", "replace"),
        Entry("Centric", "[organisatie-1]", "organisation", "replace"),
        Entry("Joost", "[persoon-2]", "person", "replace"),
    )
    return Key(folder / "key.csv", entries)


def _apply(study: Study, keys: Path, **more: bool):
    keys.mkdir(exist_ok=True)
    return apply_key(study, _key(keys), by="MJ", time=TIME, **more)


@pytest.fixture
def study(tmp_path: Path) -> Study:
    """A real study with names, coded."""
    return places.study_with_names(tmp_path / "studie")


def test_a_late_name_leaves_every_file(study: Study, tmp_path: Path) -> None:
    """Texts, logs, tables, notebooks, models, suggestions: a search finds the names nowhere."""
    scattered = places.scatter(study, places.NAME)
    assert len({line.split(":")[0] for line in places.where(study.root, "Anneke van den")}) > 10

    outcome = _apply(study, tmp_path / "keys")

    assert places.where(study.root, *NAMES, "Joost", "centric.example") == []
    assert outcome.left == []
    figures = {"outputs/figures/Tab09.png", "outputs/figures/Tab09.svg"}
    assert {"models/m1/vocabulary.json", *figures} <= set(outcome.removed)
    assert "notes.md" in outcome.rewritten
    assert len(scattered) > 10


def test_codings_stay_on_their_words_and_chains_close(study: Study, tmp_path: Path) -> None:
    """Each coding stands on the same passage, its quote in the new words, and check is content."""
    before = study.coded.codings.set_index("event")["code"].to_dict()
    old_units = study.units
    _apply(study, tmp_path / "keys")
    now = Study(study.root)
    codings = now.coded.codings

    assert codings.set_index("event")["code"].to_dict() == before
    assert codings["quote"].tolist() == [
        now.text(d)[int(a) : int(b)]
        for d, a, b in zip(codings["document"], codings["start"], codings["end"], strict=True)
    ]
    assert "[persoon-1] van [organisatie-1] belde me" in codings["quote"].tolist()
    assert now.units["unit"].tolist() == old_units["unit"].tolist()
    assert [str(problem) for problem in now.check()] == []
    assert now.coded.logs.problems == ()
    assert [log.head for log in now.coded.logs.logs] == [log.head for log in study.coded.logs.logs]


def test_a_passage_that_cuts_a_name_takes_it_whole(study: Study, tmp_path: Path) -> None:
    """Half a name has no half replacement: the passage grows to what stands for the name."""
    from coding.codings import code_span, span_of

    text = study.text("D1")
    start = text.index("eke van den Berg van")
    with study.coded.writer("A", clock=lambda: TIME) as log:
        code_span(log, span_of(text, "D1", start, start + len("eke van")), "waiting")
    _apply(study, tmp_path / "keys")
    now = Study(study.root)

    assert now.coded.codings["quote"].tolist().count("[persoon-1]") == 1
    assert now.check() == []


def test_the_ratings_are_what_they_were(study: Study, tmp_path: Path) -> None:
    """Replacing names changes no judgement of any unit."""
    before = study.coded.judgements().cells.tolist()
    _apply(study, tmp_path / "keys")

    assert Study(study.root).coded.judgements().cells.tolist() == before


def test_the_same_key_gives_the_same_bytes(tmp_path: Path) -> None:
    """Two copies of a study, one key: the same bytes; a second run changes nothing."""
    first = places.study_with_names(tmp_path / "een")
    shutil.copytree(first.root, tmp_path / "twee")
    second = Study(tmp_path / "twee")
    for each in (first, second):
        _apply(each, tmp_path / "keys")

    def content(root: Path) -> dict[str, bytes]:
        return {p.relative_to(root).as_posix(): p.read_bytes() for p in walk(root)}

    once = content(first.root)
    assert once == content(second.root)
    again = _apply(Study(first.root), tmp_path / "keys")
    assert content(first.root) == once
    assert again.documents == again.rewritten == again.left == []


def test_later_codings_and_units_still_work(study: Study, tmp_path: Path) -> None:
    """After replacing, the log goes on, and units are not cut anew."""
    from coding.preparation import check_units_anew, freeze_units

    _apply(study, tmp_path / "keys")
    now, _ = freeze_units(Study(study.root))
    with now.coded.writer("A", clock=lambda: "2026-03-03T09:00:00Z") as log:
        from coding.codings import undo

        undo(log)

    assert check_units_anew(now) == []
    assert Study(study.root).check() == []


def test_units_stay_where_they_are_when_names_get_shorter(tmp_path: Path) -> None:
    """Fewer words would cut otherwise: frozen units keep their borders, and check is content."""
    import builders
    from coding.preparation import check_units_anew, freeze_units

    said = " ".join(f"Anneke van den Berg wachtte keer {n}." for n in range(30))
    study = builders.toy_study(tmp_path / "studie", f"I: Wat?\n\nR: {said}\n")
    before = study.units["unit"].tolist()
    _apply(study, tmp_path / "keys")
    now, _ = freeze_units(Study(study.root))

    assert len(before) > 1
    assert now.units["unit"].tolist() == before
    assert check_units_anew(now) == []
    assert now.units["words"].max() < study.units["words"].max()


def test_an_earlier_revision_loses_the_names_too(study: Study, tmp_path: Path) -> None:
    """A corrected transcript keeps its old text for late logs: that one is cleaned as well."""
    from coding.reanchoring import carry_out_correction, plan_correction

    file = tmp_path / "D1.md"
    file.write_text(places.FIRST.replace("Een stapel.", "Een grote stapel."), encoding="utf-8")
    carry_out_correction(study, plan_correction(study, "D1", file), by="MJ")
    before = Study(study.root).coded.codings["code"].tolist()
    _apply(Study(study.root), tmp_path / "keys")
    now = Study(study.root)

    assert places.where(study.root, *NAMES) == []
    assert now.coded.codings["code"].tolist() == before
    assert now.check() == []


def test_a_backup_in_the_study_is_cleaned_and_still_whole(study: Study, tmp_path: Path) -> None:
    """The dated zips hold the names too; after cleaning their hashes fit again."""
    from coding.codings.backup import back_up, check_backup

    zip_ = back_up(study.root, now=TIME)
    _apply(study, tmp_path / "keys")

    assert places.where(study.root, *NAMES) == []
    assert check_backup(zip_) > 3


def test_nothing_changes_while_somebody_codes(study: Study, tmp_path: Path) -> None:
    """An open log stops the run with nothing written."""
    before = study.text("D1")
    with study.coded.writer("A"), pytest.raises(BusyError):
        _apply(study, tmp_path / "keys")

    assert Study(study.root).text("D1") == before


def test_a_dry_run_writes_nothing(study: Study, tmp_path: Path) -> None:
    """The outcome is told, the folder stays as it is."""
    before = {path: path.read_bytes() for path in walk(study.root)}
    outcome = _apply(study, tmp_path / "keys", dry_run=True)

    assert outcome.documents == ["D1"]
    assert outcome.places == {"person": 4, "email": 1, "organisation": 1}
    assert not any("Anneke" in line for line in outcome.lines())
    assert {path: path.read_bytes() for path in walk(study.root)} == before


def test_a_run_that_was_cut_off_is_finished(study: Study, tmp_path: Path, monkeypatch) -> None:
    """Killed between the laying ready and the moving in, the next run moves in."""
    from coding.privacy import staging

    real = staging.finish_staged
    monkeypatch.setattr(staging, "finish_staged", lambda _: False)
    _apply(study, tmp_path / "keys")
    assert "Anneke" in study.text("D1")
    monkeypatch.setattr(staging, "finish_staged", real)
    _apply(Study(study.root), tmp_path / "keys")

    assert places.where(study.root, *NAMES) == []
    assert Study(study.root).check() == []


def test_the_unedited_file_is_kept_beside_the_key(study: Study, tmp_path: Path) -> None:
    """The transcript as it came leaves the study and is not lost."""
    _apply(study, tmp_path / "keys")

    later = Key(tmp_path / "keys" / "key.csv", (Entry("stapel", "[x]", "name", "replace"),))
    apply_key(Study(study.root), later, by="MJ", time=TIME)
    kept = (tmp_path / "keys" / "originals" / "D1.md").read_text(encoding="utf-8")

    assert kept == places.FIRST
    assert "[persoon-1]" in study.path("corpus", "interviews", "D1.md").read_text(encoding="utf-8")


def test_proposals_become_a_key(study: Study, tmp_path: Path) -> None:
    """The table beside the key shows names with context; decisions in it make the key."""
    keys = tmp_path / "keys"
    found = make_proposals(study, load_key(keys))
    with (keys / "proposals.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["original"]: row for row in csv.DictReader(file)}

    assert {"Anneke van den Berg", "Centric", "Joost"} <= set(rows)
    assert rows["a.vandenberg@centric.example"]["decision"] == "replace"
    assert rows["Annekes"]["replacement"] != ""
    assert rows["anneke"]["replacement"] == rows["Anneke van den Berg"]["replacement"]
    assert len(found) == len(rows)

    for row in rows.values():
        row["decision"] = "replace" if row["original"] != "Joost" else "keep"
    with (keys / "proposals.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows["Joost"].keys())
        writer.writeheader()
        writer.writerows(rows.values())
    decided = read_decisions(keys / "proposals.csv", by="MJ", when="2026-03-02")
    save_key(load_key(keys).with_entries(decided.entries))
    key = load_key(keys)

    assert decided.open == 0
    assert "Joost" in key.forms("keep")
    assert make_proposals(study, key) == []
    apply_key(study, key, by="MJ", time=TIME)
    assert places.where(study.root, *NAMES) == []
    assert "Joost" in Study(study.root).text("D1")


@pytest.mark.parametrize("inside", ["", "keys", "corpus/keys"])
def test_a_key_inside_a_study_is_refused(study: Study, inside: str) -> None:
    """Where the texts travel the key would travel along."""
    with pytest.raises(CodingError, match="inside the study folder"):
        key_folder(study, folder=study.root / inside)


def test_a_key_in_a_repository_is_refused(study: Study, tmp_path: Path) -> None:
    """Git copies what it holds, also from a folder beside the study."""
    import subprocess

    subprocess.run(["git", "init", "-q", str(tmp_path / "repo")], check=True)
    with pytest.raises(CodingError, match="git repository"):
        key_folder(study, folder=tmp_path / "repo" / "keys")


def test_a_key_is_for_its_owner(study: Study, tmp_path: Path, monkeypatch) -> None:
    """The default place is named by CODING_KEYS, and nobody else may read the file."""
    monkeypatch.setenv("CODING_KEYS", str(tmp_path / "sleutels"))
    folder = key_folder(study)
    save_key(_key(folder))

    assert folder == tmp_path / "sleutels" / "toy"
    assert (folder / "key.csv").stat().st_mode & 0o077 == 0
    assert load_key(folder).entries == _key(folder).entries


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("maybe,Jan,[p],person,", "decision 'maybe'"),
        ("replace,Jan,Piet,person,", "square brackets"),
        ("replace,Jan,[p],persoon,", "kind 'persoon'"),
        ("replace,Jan,[p],person,\nreplace,jan,[q],person,", "twice, differently"),
        ("replace,...,[p],person,", "no words"),
    ],
)
def test_a_key_with_a_mistake_names_its_line(tmp_path: Path, row: str, problem: str) -> None:
    """A key is checked before anything is replaced."""
    (tmp_path / "key.csv").write_text(
        f"decision,original,replacement,kind,variants\n{row}\n", encoding="utf-8"
    )
    with pytest.raises(CodingError, match=problem):
        load_key(tmp_path)


@pytest.mark.parametrize(
    ("original", "kind", "text", "expected"),
    [
        ("Anneke", "person", "Annekes ANNEKE anneke's Anneken", "[x]s [x] [x]'s Anneken"),
        ("Hans", "person", "Hans' plan", "[x]' plan"),
        ("Bakker", "person", "de bakker en Bakker", "de bakker en [x]"),
        ("Zwolle", "place", "Zwolse in Zwolle", "[x]se in [x]"),
        ("Kuiper", "person", "methode-Kuiper, Kuipers methode", "methode-[x], [x]s methode"),
        ("Jan Jansen", "person", "jan jansen en Jan  Jansen_2", "[x] en [x]_2"),
        ("06-12345678", "phone", "bel 06 12 34 56 78 of 0612345678", "bel [x] of [x]"),
        ("@sjoerd", "handle", "via @sjoerd en @sjoerdje", "via [x] en @sjoerdje"),
        ("R&D", "organisation", "bij R&D.", "bij [x]."),
    ],
)
def test_forms_of_a_name(original: str, kind: str, text: str, expected: str) -> None:
    """Genitive, case, place adjectives, compounds and other spacing are the same name."""
    key = Key(Path("k"), (Entry(original, "[x]", kind, "replace"),))

    assert Replacer(key)(text) == expected


def test_longer_names_come_first_and_replacements_are_not_replaced() -> None:
    """One pass: what a replacement holds is never looked at again."""
    key = Key(
        Path("k"),
        (
            Entry("Jan", "[Piet]", "person", "replace"),
            Entry("Jan de Wit", r"[\1 Jan]", "person", "replace"),
            Entry("Piet", "[x]", "person", "replace"),
        ),
    )
    assert Replacer(key)("Jan de Wit, Jan, Piet") == r"[\1 Jan], [Piet], [x]"


def test_positions_follow_the_words() -> None:
    """Every span of unchanged words is the same words after the edits."""
    text = "Anneke zei dat Anneke belde met Anneke."
    key = Key(Path("k"), (Entry("Anneke", "[p-1]", "person", "replace"),))
    edits = Replacer(key).edits(text)
    new, shift = Replacer(key)(text), Shift(edits)
    borders = [i for i in range(len(text) + 1) if not any(e.start < i < e.end for e in edits)]
    for i, start in enumerate(borders):
        for end in borders[i + 1 :]:
            a, b = shift(start, end)
            assert new[a:b] == text[start:end].replace("Anneke", "[p-1]")


def test_short_forms_of_a_full_name() -> None:
    """First name, surname with and without particles, initials; a single word has none."""
    assert "J. Jansen" in variants_of("Jan Jansen")
    assert variants_of("Jan") == []
    assert "J" not in variants_of("J. de Vries")


def test_other_chained_files_still_close(study: Study, tmp_path: Path) -> None:
    """The codebook's life names somebody in a reason: it is replaced, and its chain closes."""
    from coding.journal import read_journal
    from coding.journal_writer import JournalWriter

    path = study.path("codebooks", "besluiten.jsonl")
    with JournalWriter(path, what="a test") as journal:
        journal.append([{"reason": "Anneke vroeg erom"}, {"reason": "niets"}])
    _apply(study, tmp_path / "keys")
    found = read_journal(path)

    assert [line.value["reason"] for line in found.lines] == ["[persoon-1] vroeg erom", "niets"]
    assert found.problems == ()


def test_a_document_named_after_somebody_is_left_to_a_person(tmp_path: Path) -> None:
    """An id stands in many files and is not rewritten: it is listed, without the name."""
    import builders
    from coding.preparation import add_documents, freeze_units, read_documents

    study = builders.empty_study(tmp_path / "studie", made_up=False)
    path = study.path("corpus", "interviews", "D1.md")
    path.write_text(places.SECOND, encoding="utf-8")
    read = read_documents(study, [path], kind="interview", document="Joost")
    freeze_units(add_documents(study, [path], read))
    outcome = _apply(Study(study.root), tmp_path / "keys")

    assert "corpus/units.csv" in outcome.left
    assert not any("Joost" in line for line in outcome.lines())
