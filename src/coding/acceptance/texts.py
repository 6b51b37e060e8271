"""What can be measured on the texts alone: marking, size, jargon, originality, speech."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from coding.acceptance.criteria import Criterion, within
from coding.acceptance.runs import hashed_runs, read_runs, words_with_lines
from coding.acceptance.targets import Targets
from coding.errors import CodingError
from coding.files import read_text
from coding.study import Study

__all__ = ["Interview", "interviews_frame", "read_interviews", "text_criteria"]

SOURCES = "source_runs_6.bin"
# broken off on dots; begun again with the same one to three words; taken back
_BROKEN = re.compile(
    r"\.\.\.|…"
    r"|\b(\w+(?: \w+){0,2}), (?:eh, |nou ja, |nou, |hè, )?\1\b"
    r"|, (?:nee|of nee|wacht)\b|\b[Nn]ee, wacht\b",
    flags=re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Interview:
    """
    A fictive interview as its targets see it.

    Attributes
    ----------
    document : str
    words, asked : int
        Words of both speakers, and of the interviewer.
    units : int
        Units of the respondent.
    said : str
        The respondent's turns, one a line.
    marked : bool
        Whether status and first line of the file are as they must be.
    """

    document: str
    words: int
    asked: int
    units: int
    said: str
    marked: bool


def read_interviews(study: Study, targets: Targets) -> tuple[Interview, ...]:
    """Read the interviews of a study, in the order of its documents."""
    documents = study.documents
    counts = Counter(study.units["document"])
    return tuple(
        _read(study, targets, str(name), str(path), counts[name])
        for name, path in documents.loc[
            documents["kind"] == "interview", ["document", "path"]
        ].itertuples(index=False)
    )


def _read(study: Study, targets: Targets, document: str, path: str, units: int) -> Interview:
    text = study.text(document)
    turns = study.turns(document)
    words: Counter[str] = Counter()
    said = []
    for speaker, start, end in turns[["speaker", "start", "end"]].itertuples(index=False):
        turn = text[start:end]
        words[speaker] += len(turn.split())
        if speaker == "respondent":
            said.append(turn)
    lines = read_text(study.path(path)).splitlines()
    body = [line for line in lines[lines.index("---", 1) + 1 :] if line] if lines[:1] else []
    marked = (
        f"status: {targets.of('marking', 'status')}" in lines
        and body[:1] == [str(targets.of("marking", "first_line"))]
        and Path(path).name.startswith("fictief_")
    )
    return Interview(document, words.total(), words["interviewer"], units, "\n".join(said), marked)


def interviews_frame(interviews: tuple[Interview, ...], targets: Targets) -> pd.DataFrame:
    """Lay out words, interviewer's share, units, and hedges and breaks per 1,000 words."""
    hedges = _hedges(targets)
    rows = [
        {
            "document": one.document,
            "words": one.words,
            "interviewer_share": one.asked / one.words,
            "units": one.units,
            "hedges_per_1000": _per_1000(len(hedges.findall(one.said)), one.said),
            "broken_per_1000": _per_1000(sum(1 for _ in _BROKEN.finditer(one.said)), one.said),
        }
        for one in interviews
    ]
    return pd.DataFrame(rows)


def text_criteria(
    study: Study, interviews: tuple[Interview, ...], targets: Targets
) -> Iterator[Criterion]:
    """Every test of the texts."""
    yield _marking(study, interviews, targets)
    frame = interviews_frame(interviews, targets).set_index("document")
    yield _in_range(frame["words"], "words an interview", targets, "size", "words")
    yield _in_range(frame["units"], "respondent units an interview", targets, "size", "units")
    share = frame["interviewer_share"]
    yield _in_range(
        share, "interviewer's share of the words", targets, "size", "interviewer", stops=False
    )
    yield _jargon(interviews, targets)
    yield from _originality(study, interviews, targets)
    for name, what in (
        ("hedges_per_1000", "hedges, per 1,000 words of the respondent"),
        ("broken_per_1000", "sentences broken off, begun again or taken back, per 1,000 words"),
    ):
        least = float(targets.of("speech", name))
        low = frame.index[frame[name] < least].tolist()
        figure = f"{frame[name].min():.1f} to {frame[name].max():.1f}"
        yield Criterion("speech", what, f"at least {least:g}", figure, not low, _few(low))
    yield Criterion(
        "speech",
        "units an interview that nobody understands without the turn before",
        "at least 3",
        "",
        None,
        "a person has to read for it",
    )


def _marking(study: Study, interviews: tuple[Interview, ...], targets: Targets) -> Criterion:
    bare = [one.document for one in interviews if not one.marked]
    fictive = study.documents.set_index("document")["fictive"]
    bare += [one.document for one in interviews if not fictive[one.document]]
    return Criterion(
        "marking",
        "interviews marked in front matter, first line, file name and documents.csv",
        "all",
        f"{len(interviews) - len(set(bare))} of {len(interviews)}",
        not bare and study.settings.fictive,
        _few(bare),
        "marking" in targets.stops,
    )


def _in_range(
    values: pd.Series[float], what: str, targets: Targets, *keys: str, stops: bool = True
) -> Criterion:
    low, high = targets.range(*keys)
    out = [str(name) for name, value in values.items() if not within(float(value), low, high)]
    shown = "{:.2f}" if high <= 1 else "{:,.0f}"
    return Criterion(
        keys[0],
        what,
        f"{shown.format(low)} to {shown.format(high)}",
        f"{shown.format(values.min())} to {shown.format(values.max())}"
        + ("" if high <= 1 else f", {values.sum():,.0f} in all"),
        not out,
        _few(out),
        stops and keys[0] in targets.stops,
    )


def _jargon(interviews: tuple[Interview, ...], targets: Targets) -> Criterion:
    terms = [re.escape(str(term)).replace(r"\*", r"\w*") for term in targets.of("jargon", "terms")]
    pattern = re.compile(rf"\b(?:{'|'.join(terms)})\b", flags=re.IGNORECASE)
    hits = {one.document: len(pattern.findall(one.said)) for one in interviews}
    most = int(targets.of("jargon", "most"))
    return Criterion(
        "jargon",
        "words of the model in the respondents' turns",
        f"at most {most}",
        str(sum(hits.values())),
        sum(hits.values()) <= most,
        _few([name for name, count in hits.items() if count]) if sum(hits.values()) > most else "",
    )


def _originality(
    study: Study, interviews: tuple[Interview, ...], targets: Targets
) -> Iterator[Criterion]:
    length = int(targets.of("originality", "run"))
    folder = targets.path.parent
    whole = {one.document: _runs(study.text(one.document), length) for one in interviews}
    said = {one.document: _runs(one.said, length) for one in interviews}
    asked = _runs(" ".join(_guide_texts(study)), length)
    stops = "originality" in targets.stops

    times = Counter(run for runs in said.values() for run in runs - asked)
    shared = {run for run, count in times.items() if count > 1}
    yield _none_shared(
        said, shared, "with another interview, in the respondents' turns", length, stops=stops
    )
    written = {
        "with the codebook": [study.path(study.settings.codebook)],
        "with a persona card or fact sheet": sorted(folder.glob("**/kaarten/*.md"))
        + sorted(folder.glob("feiten-*.md")),
    }
    for what, paths in written.items():
        known = set[bytes]().union(*(_runs(read_text(path), length) for path in paths))
        yield _none_shared(whole, known - asked, what, length, stops=stops)
    hashes = folder / SOURCES
    if not hashes.is_file():
        raise CodingError(
            "no hashed runs of the sources, so originality cannot be measured", where=str(hashes)
        )
    yield _none_shared(whole, read_runs(hashes) - asked, "with a source text", length, stops=stops)


def _guide_texts(study: Study) -> list[str]:
    return [one.text for one in study.guide.questions.values()] if study.guide else []


def _runs(text: str, length: int) -> set[bytes]:
    words = [word for word, _ in words_with_lines(text)]
    return {run for run in hashed_runs(words, length=length) if run is not None}


def _none_shared(
    texts: Mapping[str, set[bytes]],
    known: set[bytes],
    what: str,
    length: int,
    *,
    stops: bool,
) -> Criterion:
    hit = {name: len(runs & known) for name, runs in texts.items() if runs & known}
    return Criterion(
        "originality",
        f"runs of {length} words shared {what}",
        "0",
        str(sum(hit.values())),
        not hit,
        _few(list(hit)),
        stops,
    )


def _hedges(targets: Targets) -> re.Pattern[str]:
    words = sorted(map(str, targets.of("speech", "hedges")), key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, words))})\b", flags=re.IGNORECASE)


def _per_1000(count: int, text: str) -> float:
    return 1000 * count / len(text.split())


def _few(names: list[str]) -> str:
    return ", ".join(names[:6]) + (f" and {len(names) - 6} more" if len(names) > 6 else "")
