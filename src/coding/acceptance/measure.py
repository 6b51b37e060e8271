"""Measure a fictive corpus against its targets; write the tables; compare with those committed."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from coding.acceptance.codes import code_criteria, codes_frame, stance_criteria
from coding.acceptance.criteria import Criterion, criteria_frame
from coding.acceptance.recovery import recovery_criteria, recovery_frame
from coding.acceptance.targets import read_targets
from coding.acceptance.texts import interviews_frame, read_interviews, text_criteria
from coding.errors import CodingError
from coding.files import write_csv
from coding.study import Study
from coding.validation.coded import read_coded
from coding.validation.gather import gather
from coding.yaml_source import read_yaml

__all__ = ["Acceptance", "differs", "measure", "write_acceptance"]

_DESIGN = ("corpus", "fictive-design")
_TABLES = ("corpus", "acceptance")


@dataclass(frozen=True, slots=True)
class Acceptance:
    """
    What was measured.

    Attributes
    ----------
    criteria : tuple of Criterion
    tables : dict of str to DataFrame
        `table` and, behind it, `interviews`, `codes` and `recovery`.
    """

    criteria: tuple[Criterion, ...]
    tables: dict[str, pd.DataFrame]

    @property
    def stopping(self) -> list[Criterion]:
        """Misses that fail a build."""
        return [one for one in self.criteria if one.stops and one.met is False]


def measure(study: Study) -> Acceptance:
    """
    Measure the corpus of a study.

    Raises
    ------
    CodingError
        For a study of real interviews, or without targets, claims, plan or key.
    """
    if not study.settings.fictive:
        raise CodingError(
            "this study is of real interviews; nothing was designed that could be accepted",
            hint="agreement is in `coding reliability`",
        )
    design = study.path(*_DESIGN)
    targets = read_targets(design / "acceptance.yaml")
    key = read_yaml(design / "planted.yaml")
    interviews = read_interviews(study, targets)
    material = gather(read_coded(study))
    judgements = study.coded.judgements().own()
    codes = codes_frame(study, material, judgements, targets.of("prevalence", "designed_A"))
    recovery = recovery_frame(key, material)
    cases = len({*material.attribute("case").values()})
    criteria = (
        *text_criteria(study, interviews, targets),
        *code_criteria(codes, targets, cases=cases),
        *stance_criteria(material, _tested(study), targets),
        *recovery_criteria(recovery, targets),
    )
    return Acceptance(
        criteria,
        {
            "table": criteria_frame(criteria),
            "interviews": interviews_frame(interviews, targets),
            "codes": codes,
            "recovery": recovery,
        },
    )


def _tested(study: Study) -> tuple[str, ...]:
    if study.plan is None:
        raise CodingError("no analysis plan, so nobody knows which claims are tested")
    tests = study.plan.tests
    return tuple(dict.fromkeys(claim for test in tests.values() for claim in test["claims"]))


def write_acceptance(acceptance: Acceptance, folder: Path) -> list[Path]:
    """Write the tables into a folder, one file each."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, frame in acceptance.tables.items():
        path = folder / f"{name}.csv"
        write_csv(frame, path)
        paths.append(path)
    return paths


def differs(study: Study, acceptance: Acceptance) -> list[str]:
    """Committed tables that are not what was measured now, by name."""
    committed = study.path(*_TABLES)
    with tempfile.TemporaryDirectory() as scratch:
        return [
            path.name
            for path in write_acceptance(acceptance, Path(scratch))
            if not (committed / path.name).is_file()
            or (committed / path.name).read_bytes() != path.read_bytes()
        ]
