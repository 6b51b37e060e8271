"""A small study for the desk: an emoji, hostile text, claims, a stub suggester."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import builders
from coding.desk import Reason, Suggestion
from coding.preparation import Attributes, add_documents, freeze_units, read_documents
from coding.study import Study

CODEBOOK = """\
schema: 1
id: toy
version: "1.0"
families:
  - {id: talk, label: {nl: praten, en: talk}}
  - {id: work, label: {nl: werk, en: work}}
attributes:
  - id: modality
    label: {nl: modaliteit, en: modality}
    values: [{id: own, label: {nl: eigen, en: own}}, {id: heard, label: {nl: gehoord, en: heard}}]
  - {id: initiative, label: {nl: initiatief, en: initiative}, values: [], exclusive: false}
exclusive_groups:
  - {id: poles, codes: [stay, go], why: {en: One story a passage.}}
codes:
  - id: waiting
    label: {nl: wachten, en: waiting}
    family: talk
    tier: A
    definition: {nl: Iets duurt lang., en: Something takes long.}
    include: {nl: uitstel, en: delay}
    exclude: {nl: rust, en: rest}
  - {id: waiting-long, label: {nl: lang wachten, en: waiting long}, parent: waiting, family: talk}
  - {id: helping, label: {nl: helpen, en: helping}, family: talk, tier: B}
  - {id: stay, label: {nl: blijven, en: staying}, family: work, tier: A}
  - {id: go, label: {nl: gaan, en: going}, family: work, tier: A}
  - {id: human, label: {nl: mens, en: human}, family: work, tier: C}
"""
CLAIMS = """\
schema: 1
id: toy-claims
version: "1.0"
codebook: toy
groups:
  - {id: g, label: {nl: groep, en: group}}
claims:
  - {id: M1, group: g, text: {nl: Wachten loont., en: Waiting pays.}, codes: [waiting], kinds: [A]}
  - {id: M2, group: g, text: {nl: Hulp helpt., en: Help helps.}, codes: [helping], kinds: [A]}
"""
CODERS = """
[[coders]]
id = "A"
type = "human"

[[coders]]
id = "B"
type = "human"

[[coders]]
id = "M"
type = "model"
told = "told.md"
told_sha = "0"
"""
EMOJI = "Nou 😀 dat was me een feest in maart, met vlaggen."
HOSTILE = "<img src=x onerror=alert(1)> <script>alert(2)</script> &amp; שלום עולם ende"


def interview(units: int = 24, *, name: str = "D") -> str:
    """An interview of so many units: an emoji in the second, hostile text in the third."""
    said = [
        f"Antwoord {i} van {name}: we wachten al een tijd op het bericht van de dienst."
        for i in range(1, units + 1)
    ]
    if units > 3:
        said[1], said[2] = EMOJI, f"{HOSTILE} en dan nog wat woorden erbij."
        said[3] = "Lang" + "x" * 3000 + " woord zonder spatie, en dan nog vier woorden."
    turns = [f"I: Vraag {i}, vertelt u eens verder?\n\nR: {text}" for i, text in enumerate(said, 1)]
    return "\n\n".join(turns) + "\n"


def study(
    folder: Path,
    *interviews: str,
    language: str = "en",
    codebook: str = CODEBOOK,
    coders: str = CODERS,
) -> Study:
    """A fictive study with claims, coders A and B, and documents D1, D2 … with role and case."""
    made = builders.empty_study(folder, language=language)
    settings = folder / "study.toml"
    text = settings.read_text(encoding="utf-8")
    text = text.replace("[files]", '[files]\nclaims = "codebooks/claims.yaml"')
    settings.write_text(text + coders, encoding="utf-8")
    (folder / "codebooks" / "codebook.yaml").write_text(codebook, encoding="utf-8")
    (folder / "codebooks" / "claims.yaml").write_text(CLAIMS, encoding="utf-8")
    made = Study(folder)
    for number, spoken in enumerate(interviews or (interview(), interview(6, name="E")), start=1):
        path = folder / "corpus" / "interviews" / f"fictief_D{number}.md"
        path.write_text(builders.fictive(spoken), encoding="utf-8")
        made = add_documents(
            made,
            [path],
            read_documents(made, [path], kind="interview"),
            attributes=Attributes(role="directeur-secreet", case="KZ", role_group="top-secret"),
        )
    made, _ = freeze_units(made)
    return made


@dataclass
class Stub:
    """A suggester that says the same of every unit."""

    units: Sequence[str]
    fingerprint: str = "toy-1"
    asked: list[str] = field(default_factory=list)

    def ranked(self, unit: str) -> list[Suggestion]:
        """Waiting with a probability, helping without one, and a code no machine may suggest."""
        self.asked.append(unit)
        return [
            Suggestion(
                "waiting",
                0.71,
                "suggested",
                (Reason("wachten", "word", 0.8), Reason("wacht*", "codebook")),
            ),
            Suggestion("helping", None, "possible"),
            Suggestion("human", 0.9, "suggested"),
        ]

    def uncertain(self) -> Sequence[str]:
        """Last unit first."""
        return list(self.units)[::-1]

    def likely(self, code: str) -> Sequence[str]:
        """From the third on."""
        del code
        return list(self.units)[2:]
