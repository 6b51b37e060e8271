"""Small studies for tests, built on disk and readable in the test that uses them."""

from __future__ import annotations

from pathlib import Path

from coding.corpus.transcripts import FICTIVE_LINE
from coding.preparation import add_documents, freeze_units, read_documents
from coding.study import Study

CODEBOOK = """\
schema: 1
id: toy
version: "1.0"
families:
  - {id: talk, label: {nl: praten, en: talk}}
codes:
  - id: waiting
    label: {nl: wachten, en: waiting}
    family: talk
    tier: A
    definition: {nl: Iets duurt lang., en: Something takes long.}
    indicators: {nl: [wacht*, blijft liggen]}
  - id: waiting-long
    label: {nl: lang wachten, en: waiting long}
    parent: waiting
    indicators: {nl: [maandenlang]}
  - id: helping
    label: {nl: helpen, en: helping}
    family: talk
    exclusive_with: [waiting]
    indicators: {nl: [helpen]}
"""
GUIDE = """\
schema: 1
questions:
  - {id: "v1", text: "Wat lag er gisteren op uw bureau?", label: {nl: werk, en: work}}
  - {id: "v2", text: "Wie helpt u als er iets blijft liggen?", label: {nl: hulp, en: help}}
"""
INTERVIEW = """\
I: Wat lag er gisteren op uw bureau?

R: Een stapel. We wachten al op antwoord sinds maart, het blijft liggen.

I: Hm.

R: En niemand die belt.

I: Wie helpt u dan?

R: Joke helpt me. [lacht] Die hielp vorig jaar ook al.
"""
SETTINGS = """\
schema = 1
title = "Toy"
language = "{language}"
fictive = {fictive}
level = "a"

[files]
codebook = "codebooks/codebook.yaml"
guide = "codebooks/guide.yaml"

[speakers]
interviewer = ["I"]
respondent = ["R"]
"""


def fictive(text: str) -> str:
    """Mark an interview as made up, as the corpus rules ask."""
    return f"---\nstatus: FICTIEF\n---\n{FICTIVE_LINE}\n\n{text}"


def empty_study(folder: Path, *, language: str = "nl", made_up: bool = True) -> Study:
    """Make a study with a codebook and a guide, without documents."""
    for name in ("corpus/interviews", "codebooks", "notebooks", "outputs"):
        (folder / name).mkdir(parents=True)
    settings = SETTINGS.format(language=language, fictive=str(made_up).lower())
    (folder / "study.toml").write_text(settings, encoding="utf-8")
    (folder / "codebooks" / "codebook.yaml").write_text(CODEBOOK, encoding="utf-8")
    (folder / "codebooks" / "guide.yaml").write_text(GUIDE, encoding="utf-8")
    return Study(folder)


def toy_study(folder: Path, *interviews: str, language: str = "nl") -> Study:
    """Make a fictive study with interviews D1, D2 … (one short one by default), units frozen."""
    study = empty_study(folder, language=language)
    for number, text in enumerate(interviews or (INTERVIEW,), start=1):
        path = folder / "corpus" / "interviews" / f"fictief_D{number}.md"
        path.write_text(fictive(text), encoding="utf-8")
        study = add_documents(study, [path], read_documents(study, [path], kind="interview"))
    study, _ = freeze_units(study)
    return study
