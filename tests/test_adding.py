"""Adding transcripts: shown first, speakers asked for, names of files and people not carried on."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

import builders
import transcript_files
from coding.cli import BAD_INPUT, OK, main
from coding.errors import CodingError
from coding.preparation import add_documents, read_documents
from coding.reanchoring import plan_correction
from coding.study import Study

TURNS = (
    ("I", "Wat lag er gisteren op uw bureau?"),
    ("R", "Een stapel. We wachten al op antwoord sinds maart."),
    ("I", "Wie helpt u dan?"),
    ("R", "Joke helpt me."),
) * 2
SPEAKERS = ["--speaker", f"{transcript_files.NAMES['I']}=I"]
SPEAKERS += ["--speaker", f"{transcript_files.NAMES['R']}=R"]


@pytest.fixture
def study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Study:
    """A real study without documents."""
    made = builders.empty_study(tmp_path / "s", made_up=False)
    monkeypatch.chdir(made.root)
    return made


def _file(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def test_no_name_of_file_or_speaker_is_carried_on(study: Study, tmp_path: Path, capsys) -> None:
    """A Teams file named after a person becomes D01, its speakers I and R, everywhere."""
    path = _file(tmp_path, "Gesprek Jan Jansen.VTT", transcript_files.teams_vtt(TURNS))
    assert main(["add", str(path), *SPEAKERS]) == OK
    shown = capsys.readouterr().out
    study = Study(study.root)
    row = study.documents.iloc[0]

    assert (row["document"], row["path"]) == ("D01", "corpus/interviews/D01.vtt")
    assert study.turns("D01")["label"].tolist() == [label for label, _ in TURNS]
    assert "D01: 46 words, 8 turns (I 4x, R 4x), read as vtt" in shown
    assert "8 cues or segments joined into 8 turns" in shown
    kept = [path for path in study.path("corpus").rglob("*") if path.suffix != ".vtt"]
    for file in kept:
        assert "ansen" not in file.name
        assert file.is_dir() or "ansen" not in file.read_text(encoding="utf-8")


def test_a_name_given_as_a_label_is_not_stored_either(study: Study, tmp_path: Path) -> None:
    """The options that name a label for a role store the letter of the role."""
    path = _file(tmp_path, "a.vtt", transcript_files.teams_vtt(TURNS))
    names = transcript_files.NAMES
    options = ["--interviewer", names["I"], "--respondent", names["R"]]

    assert main(["add", str(path), *options]) == OK
    assert set(Study(study.root).turns("D01")["label"]) == {"I", "R"}


def test_names_are_kept_when_asked(study: Study, tmp_path: Path) -> None:
    """An id, a neutral file name, or --keep-name decide themselves what a document is called."""
    for name, options, stored in (
        ("RG1.vtt", [], "RG1"),
        ("interview_02.vtt", [], "interview_02"),
        ("Jansen.vtt", ["--keep-name"], "Jansen"),
        ("De Vries.vtt", ["--id", "X9"], "X9"),
        ("De Wit.vtt", [], "D01"),
        ("De Boer.vtt", [], "D02"),
    ):
        path = _file(tmp_path, name, transcript_files.teams_vtt(TURNS))
        assert main(["add", str(path), *SPEAKERS, *options]) == OK
        assert stored in set(Study(study.root).documents["document"])


def test_a_file_in_the_study_named_after_a_person_is_refused(study: Study) -> None:
    """The table of documents would hold the name: rename it, or say that it may."""
    home = study.path("corpus", "interviews")
    path = _file(home, "Jan Jansen.vtt", transcript_files.teams_vtt(TURNS))

    assert main(["add", str(path), *SPEAKERS]) == BAD_INPUT
    assert not study.path("corpus", "documents.csv").exists()
    path.rename(home / "Jansen.vtt")
    assert main(["add", str(home / "Jansen.vtt"), *SPEAKERS, "--keep-name"]) == OK


def test_without_a_terminal_the_message_gives_the_options(
    tmp_path: Path, study: Study, capsys
) -> None:
    """All unknown speakers are listed with what to type; the study is as it was."""
    path = _file(tmp_path, "a.vtt", transcript_files.teams_vtt(TURNS))
    assert main(["add", str(path)]) == BAD_INPUT
    error = capsys.readouterr().err

    assert "'Els de Vraagster' (4x), 'Jansen, Jan (Extern)' (4x) have no role" in error
    assert '--speaker "Jansen, Jan (Extern)=R"' in error
    assert not study.path("corpus", "texts").exists()


def test_the_speakers_of_all_files_are_named_at_once(study: Study, tmp_path: Path, capsys) -> None:
    """Ten files with unknown speakers give one message, not ten rounds."""
    files = [
        _file(tmp_path, "a.vtt", transcript_files.teams_vtt(TURNS)),
        _file(tmp_path, "b.vtt", transcript_files.zoom_vtt(TURNS)),
    ]
    assert main(["add", *map(str, files)]) == BAD_INPUT
    error = capsys.readouterr().err

    for name in (*transcript_files.NAMES.values(), *transcript_files.ZOOM.values()):
        assert f'--speaker "{name}=R"' in error
    assert "a.vtt" in error
    assert "b.vtt" in error
    assert not study.path("corpus", "texts").exists()


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_on_a_terminal_each_speaker_is_asked_for(
    study: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With count and first words; an answer that is no role is asked again."""
    path = _file(tmp_path, "a.vtt", transcript_files.teams_vtt(TURNS))
    screen = _Terminal()
    monkeypatch.setattr("sys.stdin", _Terminal("I\nja\nR1\n"))
    monkeypatch.setattr("sys.stdout", screen)

    assert main(["add", str(path)]) == OK
    shown = screen.getvalue()
    assert "Els de Vraagster (4x, 'Wat lag er gisteren op uw bureau?') is:" in shown
    assert shown.count("type I, R (or R1, R2 …), O or words") == 1
    assert set(Study(study.root).turns("D01")["label"]) == {"I", "R1"}


def test_a_terminal_that_is_left_changes_nothing(
    study: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No answer is no role."""
    path = _file(tmp_path, "a.vtt", transcript_files.teams_vtt(TURNS))
    monkeypatch.setattr("sys.stdin", _Terminal(""))
    monkeypatch.setattr("sys.stdout", _Terminal())

    assert main(["add", str(path)]) == BAD_INPUT
    assert not study.path("corpus", "documents.csv").exists()


def test_a_pdf_is_literature_only(study: Study, tmp_path: Path) -> None:
    """No structure of speakers survives in a PDF; as literature its text is cleaned."""
    import mutations

    path = _file(tmp_path, "boek.pdf", mutations.pdf())
    with pytest.raises(CodingError, match="a PDF keeps no speakers"):
        read_documents(study, [path], kind="interview")
    read = read_documents(study, [path], kind="literature")

    assert read[0].reader == "pdf/literature-1"
    assert "wachten en helpen" in read[0].text


def test_a_correction_may_come_in_another_format(study: Study, tmp_path: Path) -> None:
    """The corrected transcript is read by what it is, with the speakers it names."""
    path = _file(tmp_path, "R1.vtt", transcript_files.teams_vtt(TURNS))
    roles = with_names()
    study = add_documents(
        study, [path], read_documents(study, [path], kind="interview", roles=roles)
    )
    better = tuple((label, text.replace("stapel", "berg")) for label, text in TURNS)
    corrected = _file(tmp_path, "R1.docx", transcript_files.word_labels(better))
    plan = plan_correction(study, "R1", corrected, roles=roles)

    assert plan.canonical.text == study.text("R1").replace("stapel", "berg")


def with_names():
    """Roles of the speakers the files of these tests name."""
    from coding.corpus.roles import RoleMap, with_speakers

    return with_speakers(RoleMap(), transcript_files.SPEAKERS)


@pytest.mark.parametrize("form", ["docx, Teams", "json, WhisperX", "html, noScribe"])
def test_fictive_ones_are_marked_in_every_format(tmp_path: Path, form: str) -> None:
    """Without front matter the marking line alone marks; without it a real one is refused."""
    from coding.corpus.readers import FICTIVE_LINE

    study = builders.empty_study(tmp_path / "f", made_up=True)
    write, name = transcript_files.WITH_SPEAKERS[form]
    marked = _file(tmp_path, f"m-{name}", write((("I", FICTIVE_LINE), *TURNS)))
    plain = _file(tmp_path, name, write(TURNS))

    with pytest.raises(CodingError, match="real interview in a study with fictive = true"):
        read_documents(study, [plain], kind="interview", roles=with_names())
    if form != "html, noScribe":  # typed formats have front matter, and need both
        read = read_documents(study, [marked], kind="interview", roles=with_names(), document="M")
        assert read[0].fictive
