"""`coding export` and `coding import`: shown first, done when asked, honest about what is lost."""

from __future__ import annotations

import subprocess
import zipfile
from pathlib import Path

import pytest
from lxml import etree

from builders import toy_study
from coding import cli
from coding.codings import code_span, span_of
from coding.study import Study
from exchange_files import Made, fresh_study, landed

TEXT = "I: Hoe gaat het?\nR: Wij wachten al sinds maart.\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Make a project of another program."""
    made = Made({"Gesprek 1": TEXT.encode()}, [("Gesprek 1", 20, 31, "Wij wachten", "Tijd")])
    return made.write(tmp_path / "p.qdpx")


def test_an_import_is_shown_first(
    tmp_path: Path, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without --apply nothing changes; with it the study has documents, codes, codings, coder."""
    study = fresh_study(tmp_path / "s")
    before = {p: p.read_bytes() for p in study.root.rglob("*") if p.is_file()}
    command = ["--study", str(study.root), "import", str(file)]
    assert cli.main([*command, "--dry-run"]) == cli.OK
    assert cli.main(command) == cli.OK
    told = capsys.readouterr().out
    assert "documents: 1 new (Gesprek-1)" in told
    assert "positions: code points" in told
    assert "1 of 1 by quotes" in told
    assert "not said to be fully coded" in told
    after = {p: p.read_bytes() for p in study.root.rglob("*") if p.is_file()}
    assert {p for p in after if p.suffix != ".lock"} == {p for p in before if p.suffix != ".lock"}

    assert cli.main([*command, "--apply", "--coder", "Anna B.=A", "--complete", "all"]) == cli.OK
    study = Study(study.root)
    assert [coder.id for coder in study.settings.coders] == ["A"]
    assert study.coded.codings["code"].tolist() == ["tijd"]
    assert study.turns("Gesprek-1")["speaker"].tolist() == ["interviewer", "respondent"]
    assert cli.main(["--study", str(study.root), "check"]) == cli.OK


def test_a_study_is_founded_of_a_project(
    tmp_path: Path, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """`import --new`: preview leaves nothing behind; --apply makes a sound study with notebooks."""
    target = tmp_path / "new"
    assert cli.main(["import", str(file), "--new", str(target)]) == cli.OK
    assert not target.exists()
    assert not list(tmp_path.glob(".*"))
    assert cli.main(["import", str(file), "--new", str(target), "--apply"]) == cli.OK
    study = Study(target)
    assert study.settings.title == "P"
    assert list(study.codebook.codes) == ["tijd"]
    assert list(target.glob("notebooks/*.ipynb"))
    assert cli.main(["--study", str(target), "units"]) == cli.OK
    assert cli.main(["--study", str(target), "check"]) == cli.OK
    assert cli.main(["import", str(file), "--new", str(target), "--apply"]) == cli.BAD_INPUT
    assert "not empty" in capsys.readouterr().err


def test_what_is_not_carried_makes_the_exit_code_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A loss is found by scripts too."""
    made = Made({"Een": TEXT.encode()}, [("Een", 20, 9999, "", "Tijd"), ("Een", 20, 31, "", "T")])
    file = made.write(tmp_path / "p.qdpx")
    study = fresh_study(tmp_path / "s")
    args = ["--study", str(study.root), "import", str(file), "--offsets", "points"]
    assert cli.main(args) == cli.FOUND
    assert "not carried over (2)" in capsys.readouterr().out


def coded(folder: Path) -> Study:
    """Build a toy study with one coding."""
    study = toy_study(folder)
    text = study.text("D1")
    with study.coded.writer("A") as log:
        code_span(log, span_of(text, "D1", 35, 46), "waiting")
    return Study(folder)


@pytest.mark.parametrize("form", ["qdpx", "qdc", "quotes", "matrix", "counts", "codebook"])
def test_every_format_is_written_where_git_does_not_look(tmp_path: Path, form: str) -> None:
    """The default place is outputs/local; twice the same bytes."""
    study = coded(tmp_path / "s")
    assert cli.main(["--study", str(study.root), "export", form]) == cli.OK
    (made,) = (study.root / "outputs" / "local").iterdir()
    first = made.read_bytes()
    assert cli.main(["--study", str(study.root), "export", form]) == cli.OK
    assert made.read_bytes() == first


def test_words_of_a_real_study_stay_out_of_git(
    tmp_path: Path, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Refused where git could take them; told where they are; a fictive study is free."""
    study, _ = landed(file, tmp_path / "s")
    subprocess.run(["git", "init", "-q", str(study.root)], check=True)
    export = ["--study", str(study.root), "export"]
    open_place = str(study.root / "quotes.csv")
    assert cli.main([*export, "quotes", "--to", open_place]) == cli.BAD_INPUT
    assert "git can take them" in capsys.readouterr().err
    assert not Path(open_place).exists()
    assert cli.main([*export, "quotes"]) == cli.OK
    assert "people's words" in capsys.readouterr().out
    ignored = subprocess.run(
        ["git", "check-ignore", "outputs/local/quotes.xlsx"], cwd=study.root, check=False
    )
    assert ignored.returncode == 0
    assert cli.main([*export, "codebook", "--to", str(study.root / "codebook.csv")]) == cli.OK


def test_the_export_is_valid_by_both_schemas(root: Path, shared: Path, tmp_path: Path) -> None:
    """The demonstration study against Project.xsd and Codebook.xsd."""
    for form, schema in (("qdpx", "Project.xsd"), ("qdc", "Codebook.xsd")):
        path = tmp_path / f"d.{form}"
        assert cli.main(["--study", str(root), "export", form, "--to", str(path)]) == cli.OK
        data = path.read_bytes()
        if form == "qdpx":
            with zipfile.ZipFile(path) as made:
                assert [i.date_time for i in made.infolist()] == [(1980, 1, 1, 0, 0, 0)] * len(
                    made.infolist()
                )
                data = made.read("project.qde")
                texts = [n for n in made.namelist() if n.startswith("sources/")]
                assert not any(made.read(n).startswith(b"\xef\xbb\xbf") for n in texts)
                assert not any(b"\r" in made.read(n) for n in texts)
        rules = etree.XMLSchema(etree.parse(shared / "reference" / "refi" / schema))
        rules.assertValid(etree.fromstring(data))
