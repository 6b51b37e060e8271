"""`coding reproduce`: from the committed inputs to every table, figure and the report."""

from __future__ import annotations

import platform
import shutil
import sys
import tempfile
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from time import monotonic
from typing import Any

from coding.codebook import in_language
from coding.errors import CodingError
from coding.files import locked, write_json, write_whole
from coding.privacy.notebooks import strip
from coding.reliability.signoff import SIGNOFF_OUTPUT, signoff_status
from coding.report.outputs import Outputs
from coding.report.page import write_report
from coding.report.word import write_word_report
from coding.reproduction.notebooks import execute, notebook_paths, read_notebook
from coding.reproduction.without_texts import held_back, lay_out, sort_out
from coding.study import Study
from coding.text import sha256

__all__ = [
    "ENVIRONMENT",
    "LOCAL",
    "MANIFEST",
    "Reproduced",
    "finish_outputs",
    "output_files",
    "reproduce",
]

MANIFEST, ENVIRONMENT, LOCAL = "manifest.json", "environment.json", "local"
_PACKAGES = (
    "grenswerk-coding",
    "spacy",
    "spacy-lookups-data",
    "simplemma",
    "pandas",
    "numpy",
    "scikit-learn",
    "matplotlib",
    "nbclient",
)


@dataclass(frozen=True, slots=True)
class Reproduced:
    """
    What a run made: the outputs folder, its files, the notebooks, the seconds it took.

    `carried` are files of outputs that need texts, in a copy of a study that was published without
    them: they stay as they were published.
    """

    folder: Path
    files: tuple[str, ...]
    notebooks: int
    seconds: float
    carried: tuple[str, ...] = ()

    def lines(self) -> list[str]:
        """What to tell the person who started the run."""
        report = self.folder / "report.html"
        needed = sorted({Path(name).stem for name in self.carried})
        held = held_back(self.folder.parent)
        return [
            *([f"needs the texts, kept as published: {', '.join(needed)}"] if needed else []),
            *([f"shows passages, not published: {', '.join(held)}"] if held else []),
            f"{self.notebooks} notebooks, {len(self.files)} files in {self.seconds:.0f} seconds",
            f"look at {report}",
            f"tables in {self.folder / 'tables'}, figures in {self.folder / 'figures'}",
        ]


def output_files(folder: Path) -> list[str]:
    """Files of an outputs folder that are compared, relative and sorted."""
    if not folder.is_dir():
        return []
    found = (p.relative_to(folder) for p in folder.rglob("*") if p.is_file())
    return sorted(
        p.as_posix()
        for p in found
        if p.parts[0] != LOCAL and p.as_posix() != ENVIRONMENT and not p.name.startswith(".")
    )


def reproduce(
    study: Study, *, save_notebooks: bool = False, show_progress: bool = True
) -> Reproduced:
    """
    Run copies of the notebooks in order and put what they make into `outputs/`.

    Everything is made in a scratch folder first: if a cell fails, `outputs/` stays as it was.
    Files of an earlier run that this one does not make any more are removed; `outputs/local/` is
    left alone.

    Parameters
    ----------
    study : Study
    save_notebooks : bool
        Also write the executed copies over the notebooks.
    show_progress : bool

    Raises
    ------
    CodingError
        If the study has problems (`coding check`), has no notebooks, or a cell fails.
    """
    blocking = [problem for problem in study.check() if problem.blocking]
    if blocking:
        raise CodingError(
            f"the study has {len(blocking)} problems; the first: {blocking[0]}",
            hint="coding check lists them all",
        )
    paths = notebook_paths(study.path("notebooks"))
    if not paths:
        raise CodingError("there are no notebooks", where="notebooks/")
    started = monotonic()
    with locked(study.outputs, what="the outputs folder"):
        with tempfile.TemporaryDirectory(prefix="coding-") as name:
            scratch = Path(name)
            if study.text_free:
                lay_out(study, scratch, output_files(study.outputs))
            executed = _run_all(study, paths, scratch, show_progress=show_progress)
            carried = sort_out(study, scratch, output_files) if study.text_free else ()
            finish_outputs(study, scratch, paths)
            files = _publish(scratch, study.outputs)
        write_json(study.outputs / ENVIRONMENT, environment())
        if save_notebooks:
            for path, notebook in zip(paths, executed, strict=True):
                _save(notebook, path)
    seconds = monotonic() - started
    return Reproduced(study.outputs, tuple(files), len(paths), seconds, carried)


def finish_outputs(study: Study, folder: Path, notebooks: list[Path]) -> None:
    """Make what is made over all outputs of a folder: sign-offs, the report, the list of files."""
    _record_signoffs(study, folder)
    planned = _planned(study)
    write_report(folder, study.settings, planned=planned)
    write_word_report(folder, study.settings, planned=planned)
    _write_manifest(study, folder, notebooks)


def _planned(study: Study) -> dict[str, str]:
    """Planned outputs with the question each answers, in the study's language."""
    outputs = study.plan.outputs if study.plan else {}
    language = study.settings.language
    return {name: in_language(one["question"], language) for name, one in outputs.items()}


def _run_all(study: Study, paths: list[Path], scratch: Path, *, show_progress: bool) -> list[Any]:
    from tqdm import tqdm

    cells = [sum(cell.cell_type == "code" for cell in read_notebook(path).cells) for path in paths]
    executed = []
    with tqdm(total=sum(cells), unit="cell", disable=not show_progress, file=sys.stderr) as bar:
        for path in paths:
            bar.set_description(path.stem)
            executed.append(
                execute(
                    path,
                    folder=study.path("notebooks"),
                    outputs=scratch,
                    progress=bar,
                    text_free=study.text_free,
                )
            )
    return executed


def _record_signoffs(study: Study, scratch: Path) -> None:
    """Show in the report what was signed, held against what this run made."""
    found = signoff_status(study, outputs=scratch)
    if len(found):
        Outputs(study, folder=scratch).table(SIGNOFF_OUTPUT, found)


def _write_manifest(study: Study, scratch: Path, notebooks: list[Path]) -> None:
    import nbformat

    sources = {path.name: sha256(nbformat.writes(strip(read_notebook(path)))) for path in notebooks}
    write_json(
        scratch / MANIFEST,
        {
            "schema": 1,
            "study": study.settings.title,
            "fictive": study.settings.fictive,
            "level": study.settings.level,
            "seed": study.settings.seed,
            "unit_rule": study.unit_rule.name,
            "codebook_version": study.codebook.version,
            "inputs": study.hashes(),
            "notebooks": sources,
            "outputs": {
                name: sha256((scratch / name).read_bytes()) for name in output_files(scratch)
            },
        },
    )


def environment() -> dict[str, object]:
    """Facts of this machine that outputs are not compared on."""

    def installed(name: str) -> str | None:
        try:
            return version(name)
        except PackageNotFoundError:
            return None

    return {
        "python": platform.python_version(),
        "system": platform.system(),
        "machine": platform.machine(),
        "packages": {name: installed(name) for name in _PACKAGES},
    }


def _publish(scratch: Path, outputs: Path) -> list[str]:
    made = output_files(scratch)
    for name in made:
        source, target = scratch / name, outputs / name
        if not target.exists() or target.read_bytes() != source.read_bytes():
            write_whole(target, source.read_bytes())
    for name in set(output_files(outputs)) - set(made) - {"README.md"}:
        (outputs / name).unlink()
    if (scratch / LOCAL).is_dir():
        shutil.copytree(scratch / LOCAL, outputs / LOCAL, dirs_exist_ok=True)
    return made


def _save(notebook: Any, path: Path) -> None:
    import nbformat

    write_whole(path, (nbformat.writes(notebook) + "\n").encode())
