"""Change one thing in a study: exactly the outputs that rest on it change."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest

import builders
from coding.report.page import write_report
from coding.reproduction.notebooks import notebook_paths
from coding.reproduction.verify import SAME_BYTES, compare_folders
from coding.study import Study

SECOND = "I: Wie helpt u?\n\nR: Niemand. Ik moet wachten tot er iemand langskomt die tijd heeft.\n"


def _outputs(study: Study, notebooks: Path, folder: Path, monkeypatch) -> Path:
    """Run the notebooks' code in this process: what they compute, without a kernel each."""
    monkeypatch.setenv("CODING_OUTPUTS", str(folder))
    monkeypatch.chdir(study.root)
    for path in notebook_paths(notebooks):
        space: dict[str, object] = {}
        for cell in nbformat.read(path, as_version=4).cells:
            if cell.cell_type == "code":
                exec(compile(cell.source, path.name, "exec"), space)
    write_report(folder, study.settings)
    return folder


def _changed(old: Path, new: Path) -> set[str]:
    verdicts = compare_folders(old, new).verdicts
    return {name for name, verdict in verdicts.items() if verdict != SAME_BYTES}


ALL_CORPUS = {"tables/Tab01.csv", "tables/Tab01b.csv"}
# what names codes by their id, whether anybody coded or not
BY_ID = {
    f"tables/{name}.csv"
    for name in ("Tab03", "Tab03g", "Tab03_estimates", "Tab03_unit_size", "FigR1")
}
HITS = {"tables/FigA1.csv", "figures/FigA1.svg", "figures/FigA1.png"}


@pytest.fixture
def base(tmp_path: Path, root: Path, monkeypatch) -> Path:
    study = builders.toy_study(tmp_path / "base", builders.INTERVIEW, SECOND)
    return _outputs(study, root / "notebooks", tmp_path / "out-base", monkeypatch)


@pytest.mark.parametrize(
    ("sabotage", "expected"),
    [
        ("nothing", set()),
        ("drop an interview", ALL_CORPUS | HITS | {"report.html"}),
        # the figure shows labels, and those did not change
        (
            "rename a code",
            {"tables/FigA1.csv", "tables/Tab02.csv", "records/Tab02.json", "report.html"} | BY_ID,
        ),
        ("a word that is an indicator", HITS | {"report.html"}),
        ("a word that is none", set()),
        ("a word more", {"tables/Tab01.csv", "report.html"} | HITS),
    ],
)
def test_exactly_the_expected_outputs_change(  # noqa: PLR0917  # fixtures
    base: Path, tmp_path: Path, root: Path, monkeypatch, sabotage: str, expected: set[str]
) -> None:
    """Tables and figures that do not rest on what was changed keep their bytes."""
    second = {
        "drop an interview": (),
        "a word that is an indicator": (SECOND.replace("wachten", "dutten"),),
        "a word that is none": (SECOND.replace("Niemand", "Iemand"),),
        "a word more": (SECOND.replace("iemand langs", "eindelijk iemand langs"),),
    }.get(sabotage, (SECOND,))
    study = builders.toy_study(tmp_path / "other", builders.INTERVIEW, *second)
    if sabotage == "rename a code":
        path = study.path("codebooks", "codebook.yaml")
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("id: helping", "id: aiding"), encoding="utf-8")
        study = Study(study.root)
    other = _outputs(study, root / "notebooks", tmp_path / "out-other", monkeypatch)

    assert _changed(base, other) == expected
