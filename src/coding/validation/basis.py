"""What the notebooks of validation start from: opened once, with what is lacking said in words."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePosixPath

import pandas as pd

from coding.claims import Claims
from coding.errors import CodingError
from coding.plan import Plan
from coding.study import Study
from coding.validation.basis_words import LACKS, MODELS, NO_TEST, RULE, SMALLEST, VERDICTS, WORTH
from coding.validation.coded import Coded, read_coded
from coding.validation.confirmatory import confirmatory
from coding.validation.gather import gather
from coding.validation.grenswerk import ACTIVITIES, ACTORS, KINDS, LAYERS
from coding.validation.initiatives import initiatives_of
from coding.validation.material import MISSING, UNDECIDED, Material
from coding.validation.negative_cases import confirmed, read_negative_log, searched_claims
from coding.validation.observations import Scene
from coding.validation.recovery import (
    Key,
    read_key,
    recovery_by_case,
    recovery_by_claim,
    recovery_by_respondent,
)
from coding.validation.scorecard import scorecard
from coding.validation.sensitivity import Fragility, runs_of, sensitivity
from coding.validation.verdicts import read_rule
from coding.validation.votes import checked_against, votes
from coding.validation.windows import Window, windows_of

__all__ = ["Basis", "open_basis"]

KEY = PurePosixPath("corpus/fictive-design/planted.yaml")


@dataclass(frozen=True)
class Basis:
    """
    A study as validation sees it.

    Everything is worked out when first asked for and kept. Ask `lacks` before a part that a study
    may not have.

    Attributes
    ----------
    study : Study
    """

    study: Study

    @cached_property
    def key(self) -> Key | None:
        """What the designer of a fictive corpus built in."""
        path = self.study.path(*KEY.parts)
        return read_key(path) if self.study.settings.fictive and path.is_file() else None

    @cached_property
    def coded(self) -> Coded:
        """What is coded in interviews, before any rule."""
        leading = self.key.leading if self.key else ()
        return read_coded(self.study, leading=leading)

    @cached_property
    def material(self) -> Material:
        """What counts: adjudicated, and agreed elsewhere; only interviews somebody read."""
        return _read(gather(self.coded))

    @cached_property
    def literature(self) -> Material:
        """The same of the reading notes."""
        return _read(gather(read_coded(self.study, kinds=("reading-note", "literature"))))

    @property
    def claims(self) -> Claims:
        """The claims of the study."""
        if self.study.claims is None:
            raise CodingError("this study has no claims", where="study.toml")
        return self.study.claims

    @property
    def plan(self) -> Plan:
        """The analysis plan of the study."""
        if self.study.plan is None:
            raise CodingError("this study has no analysis plan", where="study.toml")
        return self.study.plan

    @property
    def language(self) -> str:
        """Language of tables."""
        return self.study.settings.language

    @property
    def fictive(self) -> bool:
        """Whether the interviews are made up."""
        return self.study.settings.fictive

    @cached_property
    def window(self) -> Window:
        """The primary window."""
        return next(iter(windows_of(self.study.plan).values()))

    @cached_property
    def tests(self) -> pd.DataFrame:
        """The confirmatory tests."""
        return confirmatory(
            self.material,
            self.plan,
            window=self.window,
            random_state=self.study.settings.seed,
            fictive=self.fictive,
        )

    @cached_property
    def log(self) -> pd.DataFrame:
        """What people noted on negative cases."""
        return read_negative_log(self.study)

    @cached_property
    def checked(self) -> frozenset[tuple[str, str]]:
        """Claims and documents with a checked counter-instance."""
        return checked_against(self.material.stances, noted=confirmed(self.log, self.claims))

    @cached_property
    def searched(self) -> frozenset[str]:
        """Claims whose search for counter-evidence is logged."""
        return searched_claims(self.material, self.claims, self.log)

    @cached_property
    def votes(self) -> pd.DataFrame:
        """One vote an interview and claim."""
        return votes(self.material, self.claims.claims, checked=self.checked)

    @cached_property
    def fragility(self) -> Fragility:
        """The sensitivity grid."""
        runs = runs_of(self.coded, self.material, self.plan)
        return sensitivity(
            runs,
            self.material,
            self.claims,
            self.plan,
            searched=self.searched,
            checked=self.checked,
        )

    @cached_property
    def scorecard(self) -> pd.DataFrame:
        """The claim scorecard, stability from the grid included (Tab10)."""
        return scorecard(
            self.material,
            self.claims,
            self.plan,
            language=self.language,
            fictive=self.fictive,
            searched=self.searched,
            checked=self.checked,
            stability=self.fragility.stability,
            tests=self.tests,
            window=self.window,
        )

    @cached_property
    def initiatives(self) -> dict[str, str]:
        """Initiatives that codings name, with the case that tells most of each."""
        return initiatives_of(self.material)

    @cached_property
    def scene(self) -> Scene:
        """What the searches for negative cases and rivals look in."""
        return Scene.of(self.material, self.plan, self.initiatives)

    @cached_property
    def recovered(self) -> pd.DataFrame:
        """What was built in against what is found, by claim (level a; needs a key)."""
        if self.key is None:
            raise CodingError("no designer's key", expected=str(KEY))
        return recovery_by_claim(
            recovery_by_case(self.votes, self.key),
            recovery_by_respondent(self.votes, self.key),
            list(self.claims.claims),
            language=self.language,
            words=self.plan.levels.get("a", {}).get("verdict_words"),
        )

    def claims_table(self) -> pd.DataFrame:
        """
        The scorecard for readers (Tab10).

        On fictive data it says first whether a claim was found as built in, and the rule's outcome
        only with what it is worth; the bare verdict is not shown.
        """
        card = self.scorecard.drop(columns=["n", "low", "high", "share", "p", "stability"])
        numbers = self.scorecard[["share", "low", "high", "p", "stability"]]
        card = pd.concat([card, numbers], axis=1)
        if not self.fictive:
            return card
        card = card.drop(columns="verdict")
        if self.key is None:
            return card
        words = dict(zip(self.recovered["claim"], self.recovered["word"], strict=True))
        card.insert(3, "recovered", [words[claim] for claim in card["claim"]])
        return card

    def tests_table(self) -> pd.DataFrame:
        """The tests for readers (Tab10b): notes and reasons in words of the plan."""
        table = self.tests.copy()
        texts = {
            str(guard["id"]): str(guard.get("text", {}).get(self.language, guard["id"]))
            for guard in self.plan.content.get("guards", ())
        }
        texts["smallest-p"] = SMALLEST[("nl", "en").index(self.language)]
        table["notes"] = [
            " · ".join(texts.get(note, note) for note in notes.split(" · ") if note)
            for notes in table["notes"]
        ]
        if self.language == "nl":
            table["reason"] = [NO_TEST.get(reason, reason) for reason in table["reason"]]
        return table

    def fragility_table(self) -> pd.DataFrame:
        """The sensitivity of each claim for readers (Tab18), verdicts in the plan's words."""
        rule, table = read_rule(self.plan), self.fragility.claims.copy()
        for column in ("verdict", "flip_to"):
            table[column] = [rule.word(v, self.language) if v else "" for v in table[column]]
        words = {name: rule.word(name, self.language) for name in rule.labels}
        table["flips"] = [
            " · ".join(
                f"{run}: {words[verdict]}"
                for run, verdict in (one.rsplit(": ", 1) for one in flips.split(" · ") if one)
            )
            for flips in table["flips"]
        ]
        return table.rename(columns={"verdict": "rule_outcome"}) if self.fictive else table

    @property
    def verdict_words(self) -> dict[str, str]:
        """Verdict -> the plan's word for it."""
        rule = read_rule(self.plan)
        return {name: rule.word(name, self.language) for name in rule.labels}

    def test_line(self, name: str) -> str:
        """
        The result of one test in a line, for a caption; its reason where it was not computed.

        Parameters
        ----------
        name : str
            Id of the test in the plan.
        """
        rows = self.tests[self.tests["test"] == name]
        if rows.empty:
            return "–"
        row = rows.iloc[0]
        if pd.isna(row["p"]):
            return str(row["reason"])
        return (
            f"{row['statistic']:.2f}, p = {row['p']:.3f}, p (Holm) = {row['p_holm']:.3f},"
            f" {row['used']}/{row['n']} interviews"
        )

    def units_of_literature(self) -> str:
        """Fewest and most units of a source."""
        sizes = self.literature.units.groupby("document").size()
        return f"{sizes.min()}-{sizes.max()}"

    def facts(self, **more: object) -> dict[str, str]:
        """
        What captions name: n, the rule of what counts, what verdicts are worth.

        Parameters
        ----------
        **more : object
            Other facts of one caption.

        Returns
        -------
        dict of str to str
        """
        place = ("nl", "en").index(self.language)
        material = self.material
        found = {
            "n": len(material.names),
            "undecided": int((material.cells == UNDECIDED).sum()),
            "rule": RULE[place].format(
                decided=len(self.coded.resolutions),
                undecided=int((material.cells == UNDECIDED).sum()),
            )
            + self._models(place),
            "verdicts": (WORTH if self.fictive else VERDICTS)[place],
            **more,
        }
        return {name: str(value) for name, value in found.items()}

    def _models(self, place: int) -> str:
        """Every output says so where coders are models."""
        kinds = {coder.id: coder.type for coder in self.study.settings.coders}
        deciders = sorted({*self.coded.resolutions["coder"]} - {*self.material.coders})
        names = (*self.material.coders, *deciders)
        models = [name for name in names if kinds.get(name) == "model"]
        return MODELS[place].format(names=", ".join(models)) if models else ""

    def lacks(self, *needs: str) -> str:
        """
        Why an output cannot be made, in the study's language; empty where it can.

        Parameters
        ----------
        *needs : str
            Any of `codings, claims, grenswerk, guide, initiatives, literature, key, cases, rivals`.

        Raises
        ------
        CodingError
            For another need.
        """
        for need in needs:
            if need not in LACKS:
                raise CodingError(f"no need {need!r}", expected=", ".join(LACKS))
            if not self._has(need):
                return LACKS[need][("nl", "en").index(self.language)]
        return ""

    def _has(self, need: str) -> bool:
        study = self.study
        codes = study.codebook.codes
        model = {*KINDS, *ACTORS, *ACTIVITIES}
        known = {
            "codings": lambda: bool(self.material.names),
            "claims": lambda: (
                study.claims is not None
                and study.plan is not None
                and bool(study.plan.content.get("verdict_rules"))
            ),
            "grenswerk": lambda: model <= set(codes) and set(LAYERS) <= set(study.codebook.rollups),
            "guide": lambda: self.material.guide_labelled,
            "initiatives": lambda: bool(self.initiatives),
            "literature": lambda: bool(self.literature.names),
            "key": lambda: self.key is not None,
            "cases": lambda: any(self.material.attribute("case").values()),
            "rivals": lambda: study.plan is not None and bool(study.plan.content.get("rivals")),
        }
        return known[need]()


def open_basis(study: Study) -> Basis:
    """Start validation of a study; nothing is read before it is asked for."""
    return Basis(study)


def _read(material: Material) -> Material:
    """Only documents of which somebody looked at something."""
    read = set(material.units.loc[(material.cells != MISSING).any(axis=1), "document"])
    return material.only([name for name in material.names if name in read])
