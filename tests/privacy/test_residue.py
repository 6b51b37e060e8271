"""Names and words that a commit would carry out: in any kind of file, in names, and in history."""

from __future__ import annotations

import io
import json
import shutil
import zipfile
from pathlib import Path

import pytest

import named_study as places
from coding.privacy.guard import check_history, check_staged, check_tracked, notices
from coding.privacy.key import Entry, Key, save_key
from coding.privacy.runs import Runs
from coding.privacy.talk import looks_like_talk
from git_folder import Folder, forget_this_machine

SAID = "want Annekes baas wachtte al weken op antwoord"


@pytest.fixture(autouse=True)
def _no_git_settings_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    forget_this_machine(monkeypatch)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A real study with texts, made once."""
    return places.study_with_names(tmp_path_factory.mktemp("made") / "studie").root


@pytest.fixture
def real(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Folder:
    """The same in git, with a key elsewhere."""
    monkeypatch.setenv("CODING_KEYS", str(tmp_path / "keys"))
    entry = Entry("Joost", "[persoon-2]", "person", "replace", ("Joosten",))
    save_key(Key(tmp_path / "keys" / "toy" / "key.csv", (entry,)))
    shutil.copytree(made, tmp_path / "studie")
    settings = (tmp_path / "studie" / "study.toml").read_bytes()
    folder = Folder(tmp_path / "studie", fictive=False)
    folder.write("study.toml", settings)
    return folder


def _zip(name: str, text: str) -> bytes:
    box = io.BytesIO()
    with zipfile.ZipFile(box, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, text)
    return box.getvalue()


def _files(words: str) -> dict[str, bytes]:
    cell = {"cell_type": "markdown", "source": [f"{words}\n", "x"], "metadata": {}}
    picture = b"\x89PNG\r\n\x1a\n"
    body = b"Title\0" + words.encode()
    half = len(words) // 2
    split = f"<p>{words[:half]}<b>{words[half:]}</b></p>"
    return {
        "notes.md": words.encode(),
        "codebooks/codebook.yaml": f"schema: 1\n# {words}\n".encode(),
        "codebooks/changes.jsonl": json.dumps({"reason": words}).encode(),
        "pages/report.html": split.encode(),
        "pages/figure.svg": f"<svg><desc>{words}</desc></svg>".encode(),
        "pages/escaped.json": json.dumps({"a": [words.replace("a", "\u0061")]}).encode(),
        "notebooks/10.ipynb": json.dumps({"cells": [cell], "metadata": {}}).encode(),
        "pages/figure.png": picture + len(body).to_bytes(4, "big") + b"tEXt" + body + b"0000",
        "slides.pptx": _zip("ppt/slides/slide1.xml", f"<p>{words}</p>"),
        "utf16.dat": words.encode("utf-16"),
    }


@pytest.mark.parametrize("name", sorted(_files("x")))
@pytest.mark.parametrize("words", [SAID, "zo had JOOST het bedoeld"])
def test_words_and_names_are_seen_in_any_file(real: Folder, name: str, words: str) -> None:
    """Six words of a text or a name of the key stop a file; path and place are said, no word."""
    real.stage(name, _files(words)[name])

    (found,) = check_staged(real.root)

    assert found.startswith(f"{name}: ")
    assert not any(word in found.lower() for word in ("joost", "annekes", "wachtte"))
    assert "character" in found


def test_a_name_in_a_path_is_seen_and_not_repeated(real: Folder) -> None:
    """The file is named without the name in it."""
    real.stage("aantekening Joost_1.md")

    (found,) = check_staged(real.root)

    assert found.startswith("aantekening [persoon-2]_1.md: a name of the key")


def test_questions_of_the_guide_and_short_pieces_pass(real: Folder) -> None:
    """What an interviewer asks is the researcher's own, and five words in a row say nothing."""
    asked = "Wat lag er gisteren op uw bureau? En toen, wat hebt u daarna precies gedaan?"
    real.stage("notes.md", f"{asked} Wachtte al weken op antwoord, ja.")

    assert check_staged(real.root) == []


def test_a_copy_of_an_interview_with_few_turns_is_seen(real: Folder) -> None:
    """An exact copy is known by its hash, whatever it is called, a changed one by its words."""
    copy = (real.root / "corpus" / "interviews" / "D2.md").read_bytes()
    real.stage("map/kopie", copy)
    real.stage("map/kopie2.txt", copy + b"\nen nog iets")

    found = check_staged(real.root)

    assert [line.split(":")[0] for line in found] == ["map/kopie", "map/kopie", "map/kopie2.txt"]
    assert "the same file as a transcript" in found[0]


def test_a_clone_without_texts_still_knows_copies(real: Folder) -> None:
    """Where the texts are not on this machine, their hashes in documents.csv are."""
    copy = (real.root / "corpus" / "interviews" / "D2.md").read_bytes()
    shutil.rmtree(real.root / "corpus" / "texts")
    real.stage("kopie.dat", copy)

    assert any("the same file" in line for line in check_staged(real.root))


TURNS = [("I", "Wat deed u?"), ("R", "Ik belde.")] * 4
TALKS = {
    "vet.md": "\n\n".join(f"**{who}:** {said}" for who, said in TURNS),
    "stempel.txt": "\n".join(f"{who} [00:0{i}:12]: {said}" for i, (who, said) in enumerate(TURNS)),
    "stempel kort.txt": "\n".join(
        f"[00:0{i}] {who}: {said}" for i, (who, said) in enumerate(TURNS[:4])
    ),
    "haakjes.txt": "\n".join(f"{who} (00:0{i}): {said}" for i, (who, said) in enumerate(TURNS)),
    "streepje.txt": "\n".join(f"{who} - {said}" for who, said in TURNS),
    "teams.txt": "\n".join(
        f"Anna Vos   0:0{i}\n{said}" if who == "I" else f"Bo Wit   0:0{i}\n{said}"
        for i, (who, said) in enumerate(TURNS)
    ),
    "tabel.csv": "tijd;spreker;tekst\n"
    + "\n".join(
        f"0:0{i};{who};{said} en toen nog een hele tijd" for i, (who, said) in enumerate(TURNS)
    ),
    "pagina.html": "<body>" + "".join(f"<p><b>{who}:</b> {said}</p>" for who, said in TURNS),
    "regels.html": "<br>".join(f"{who}: {said}" for who, said in TURNS),
    "stuk.tex": "\n\n".join(rf"\textbf{{{who}:}} {said}" for who, said in TURNS),
    "item.tex": "\n".join(rf"\item[{who}:] {said}" for who, said in TURNS),
    "whisper.json": json.dumps({"segments": [{"speaker": w, "text": t} for w, t in TURNS]}),
    "regels.jsonl": "\n".join(json.dumps({"speaker": w, "text": t}) for w, t in TURNS),
    "opmaak.rst": "\n\n".join(f"**{who}**: {said}" for who, said in TURNS),
}


@pytest.mark.parametrize("name", sorted(TALKS))
def test_a_talk_is_known_however_it_is_set(tmp_path: Path, name: str) -> None:
    """Bold and stamped labels, tables, pages, LaTeX and JSON in which two speakers take turns."""
    folder = Folder(tmp_path, fictive=False)
    folder.stage(name, TALKS[name])

    (found,) = check_staged(folder.root)

    assert found == f"{name}: it looks like a transcript: two speakers take turns"


@pytest.mark.parametrize(
    ("text", "suffix"),
    [
        ("Datum: 3 maart\nPlaats: hier\nAanwezig: allen\nDoel: praten\n" * 1, ".md"),
        ("id,family,definition\n" + "a,x,een hele lange omschrijving van wat het is\n" * 5, ".csv"),
        ("\n".join(f"- punt {i}: tekst" for i in range(20)), ".md"),
        ("unit,start,end\n" + "D1-001,0,12\n" * 30, ".csv"),
        ("Het begon om 10:30 en eindigde om 11:15.\n" * 10, ".txt"),
        ("| a | b |\n|---|---|\n" + "| x | y |\n" * 10, ".md"),
        (json.dumps({"cells": [{"name": "a", "source": "b"}] * 9}), ".json"),
    ],
)
def test_what_is_no_talk_passes(text: str, suffix: str) -> None:
    """Minutes, codebooks, lists, tables of numbers and times of day are no turns."""
    assert not looks_like_talk(text, suffix=suffix)


def test_a_table_of_hits_is_refused_and_not_written_into_a_real_study(
    real: Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    """`coding find --csv` writes passages: not where git takes them, and the guard knows them."""
    from coding.cli import main

    inside = ["--study", str(real.root), "find", "waiting", "--csv"]
    assert main([*inside, str(real.root / "hits.csv")]) == 2
    assert "outputs/local" in capsys.readouterr().err
    assert main([*inside, str(real.root / "outputs" / "local" / "hits.csv")]) == 0

    real.stage("hits.csv", (real.root / "outputs" / "local" / "hits.csv").read_bytes())

    assert "a table with passages" in check_staged(real.root)[0]


def test_history_is_looked_at_when_asked(real: Folder) -> None:
    """What was taken out again, and a name in a message, are still in the commits."""
    real.stage("notes.md", SAID)
    real.git("commit", "-q", "-m", "met Joost besproken", "--no-verify")
    real.git("rm", "-q", "notes.md")
    real.git("commit", "-q", "-m", "weg", "--no-verify", "--allow-empty")

    assert check_tracked(real.root) == []
    message, file = sorted(check_history(real.root))

    assert message.startswith("commit ")
    assert "its message or names: a name of the key" in message
    assert file.startswith("notes.md: 6 words in a row")
    assert "(blob " in file


def test_without_a_key_the_guard_says_so(real: Folder, monkeypatch, tmp_path: Path) -> None:
    """Names that nobody gave cannot be looked for, and that is said."""
    monkeypatch.setenv("CODING_KEYS", str(tmp_path / "elsewhere"))
    real.stage("notes.md", "over Joost")

    assert check_staged(real.root) == []
    assert "names were not looked for" in notices(real.root)[0]


def test_in_a_fictive_study_tracked_texts_are_no_secret(tmp_path: Path) -> None:
    """The demonstration quotes its own interviews; local literature stays local there too."""
    study = places.study_with_names(tmp_path / "los", fictive=True)
    (tmp_path / "studie").mkdir()
    folder = Folder(tmp_path / "studie", fictive=True)
    shutil.copytree(study.root, folder.root, dirs_exist_ok=True)
    folder.git("add", "-f", ".")
    folder.stage("notes.md", SAID)

    assert check_staged(folder.root) == []


def test_runs_ignore_punctuation_and_case() -> None:
    """The words count, not how they are set; repetition alone is no run."""
    runs = Runs(["Wij wachten al op antwoord sinds maart.", "ja ja ja ja ja ja ja"])

    assert runs.holds("'wij WACHTEN, al op - antwoord sinds'")
    assert not runs.holds("ja ja ja ja ja ja")
    assert runs.cut("Zij: wij wachten al op antwoord sinds maart!", "[x]") == "Zij: [x]!"
