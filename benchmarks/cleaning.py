"""
What cleaning does to the five literature texts, each figure beside its target.

    python benchmarks/cleaning.py            # tables
    python benchmarks/cleaning.py --joins    # also every mended line end with its reason

Prints: the share of unknown words raw and after each step; the share of prose kept and of the rest
left out, against line ranges marked by hand (tests/data/cleaning); words of each kind; how many
words that start in `exploit` are left in R; words a second.

Unknown is a word of more than one letter that hunspell refuses with nl_NL and with en_US; the
second figure counts words in small letters only. Needs the texts in ../shared/literature, and for
the first table the program hunspell with both dictionaries (Debian: hunspell, hunspell-nl,
hunspell-en-us); without it that table cannot be measured, and says so.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import os
import re
import shutil
import statistics
import subprocess
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from time import perf_counter

from coding.corpus.cleaning import Lexicon, Trace, trace_literature
from coding.text import count_words, normalise

ROOT = Path(__file__).resolve().parents[1]
REFERENCE = ROOT / "tests" / "data" / "cleaning"
SHARED = Path(os.environ.get("CODING_SHARED") or ROOT.parent / "shared")
TEXTS = ("R", "S1", "S2", "S3", "S4")

# share of unknown words after cleaning, in percent: all words, words in small letters
TARGETS = {
    "R": (0.63, 0.28), "S1": (0.72, 0.37), "S2": (0.45, 0.29), "S3": (0.95, 0.75),
    "S4": (1.02, 0.28),
}  # fmt: skip
PROSE_TARGET = 98.0
EXPLOIT_TARGET = 26

CODABLE = frozenset({"prose", "bullet", "table_prose"})
FLAGGED = frozenset({"heading", "footnote", "figure_words"})
MEASURED = CODABLE | {"heading"}

WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
# `(semi)publieke`, `lange(re)`: matching reads brackets inside a word as part of it
BRACKETS = re.compile(
    r"(?<![^\W\d_])\(([^\W\d_]+)\)(?=[^\W\d_])|(?<=[^\W\d_])\(([^\W\d_]+)\)(?![^\W\d_])"
)


def source(name: str, folder: Path = SHARED / "literature") -> Path:
    """File of a text, by its short name."""
    return next(iter(sorted(folder.glob(f"{name}-*.txt"))))


def read(name: str, folder: Path = SHARED / "literature") -> str:
    """Text in the canonical form of the project."""
    return normalise(source(name, folder).read_text(encoding="utf-8"))


def reference(name: str) -> tuple[str, dict[int, str]]:
    """Hash of the source a person marked, and the kind of each marked line."""
    kinds: dict[int, str] = {}
    with (REFERENCE / f"{name}.csv").open(encoding="utf-8") as stream:
        digest = stream.readline().removeprefix("# sha256 ").strip()
        for row in csv.DictReader(line for line in stream if not line.startswith("#")):
            for number in range(int(row["first"]), int(row["last"]) + 1):
                kinds[number] = row["kind"]
    return digest, kinds


def group(kind: str) -> str:
    """What matters of a kind: coded, kept with a flag, or left out."""
    if kind in CODABLE:
        return "prose"
    return "flagged" if kind in FLAGGED else "left out"


def agreement(text: str, trace: Trace, kinds: dict[int, str]) -> dict[str, float]:
    """Percent of the words of each group of marked lines that cleaning put in the same group."""
    lines = text.split("\n")
    total: Counter[str] = Counter()
    same: Counter[str] = Counter()
    for number, kind in kinds.items():
        if lines[number - 1].strip():
            words = count_words(lines[number - 1])
            total[group(kind)] += words
            same[group(kind)] += words * (group(trace.kinds[number]) == group(kind))
    return {name: 100 * same[name] / total[name] for name in total}


def words_by_kind(trace: Trace) -> dict[str, int]:
    """Words in blocks of each kind and in dropped lines of each kind."""
    counts: Counter[str] = Counter()
    for block in trace.cleaned.blocks:
        counts[block.kind] += count_words(block.text)
    for line in trace.cleaned.dropped:
        counts[line.kind] += count_words(line.text)
    return dict(sorted(counts.items()))


def stem_count(trace: Trace, stem: str) -> int:
    """Words in kept blocks that start with a stem."""
    pattern = re.compile(rf"\b{stem}\w*", re.IGNORECASE)
    return sum(len(pattern.findall(block.text)) for block in trace.cleaned.blocks)


def _refused(words: Iterable[str], dictionary: str) -> set[str]:
    answer = subprocess.run(
        ["hunspell", "-i", "utf-8", "-d", dictionary, "-l"],
        input="\n".join(words), capture_output=True, text=True, check=True,
    )  # fmt: skip
    return set(answer.stdout.split("\n"))


def can_spell() -> bool:
    """Whether hunspell runs with both dictionaries."""
    if shutil.which("hunspell") is None:
        return False
    try:
        return not _refused(["huis"], "nl_NL") & {"huis"} and not _refused(["home"], "en_US") & {
            "home"
        }
    except subprocess.CalledProcessError:
        return False


def unknown(text: str) -> tuple[float, float, int]:
    """Percent of unknown words, of words in small letters only, and how many."""
    words = [word for word in WORD.findall(text) if len(word) > 1]
    distinct = sorted(set(words))
    refused = _refused(distinct, "nl_NL") & _refused(distinct, "en_US")
    bad = [word for word in words if word in refused]
    small = [word for word in words if word.islower()]
    share = 100 * len(bad) / len(words)
    return share, 100 * sum(word.islower() for word in bad) / len(small), len(bad)


def steps(text: str, lexicon: Lexicon) -> dict[str, str]:
    """The text as it is to be coded, after each step."""
    lines = text.split("\n")
    urls = {d.line for d in trace_literature(text, lexicon=lexicon).cleaned.dropped
            if d.kind == "url"}  # fmt: skip
    found = {
        "raw": text,
        "addresses out": "\n".join(x for n, x in enumerate(lines, 1) if n not in urls),
    }
    for name, joins in {
        "prose kept": frozenset[str](),
        "hyphens joined": frozenset({"visible"}),
        "lost hyphens": frozenset({"visible", "lost"}),
    }.items():
        blocks = trace_literature(text, lexicon=lexicon, joins=joins).cleaned.blocks
        found[name] = "\n".join(block.text for block in blocks if block.kind in MEASURED)
    found["as matched"] = BRACKETS.sub(lambda m: m[1] or m[2], found["lost hyphens"])
    return found


def print_unknown(texts: dict[str, str], lexicon: Lexicon) -> None:
    """Table of unknown words."""
    print("\nUnknown words, % of all / % of those in small letters (number)")
    if not can_spell():
        print("  cannot be measured: no hunspell with nl_NL and en_US on this machine")
        return
    for name, text in texts.items():
        figures = {step: unknown(part) for step, part in steps(text, lexicon).items()}
        for step, (all_words, small, number) in figures.items():
            print(f"  {name:3} {step:15} {all_words:5.2f} / {small:4.2f}   ({number})")
        last, target = figures["as matched"], TARGETS[name]
        met = round(last[0], 2) <= target[0] and round(last[1], 2) <= target[1]
        print(f"  {name:3} {'target':15} {target[0]:5.2f} / {target[1]:4.2f}   {_met(met)}\n")


def _met(met: bool) -> str:
    return "met" if met else "NOT MET"


def print_agreement(texts: dict[str, str], traces: dict[str, Trace]) -> None:
    """Table of prose kept and of the rest left out."""
    print("\nAgainst lines marked by hand, % of words")
    for name, text in texts.items():
        digest, kinds = reference(name)
        if digest != hashlib.sha256(source(name).read_bytes()).hexdigest():
            print(f"  {name:3} the source is not the one that was marked")
            continue
        shares = agreement(text, traces[name], kinds)
        marked = sum(bool(text.split("\n")[n - 1].strip()) for n in kinds)
        shown = "   ".join(f"{k} {v:6.2f}" for k, v in sorted(shares.items()))
        met = _met(shares["prose"] >= PROSE_TARGET)
        print(f"  {name:3} {marked:5} lines   {shown}   prose >= {PROSE_TARGET}: {met}")


def print_joins(traces: dict[str, Trace]) -> None:
    """Every line end at which a word may have been cut in two."""
    for name, trace in traces.items():
        for join in trace.joins:
            print(
                f"  {name} {join.line:5} {join.sign:8} {join.action:7} {join.word}: {join.reason}"
            )


def print_speed(texts: dict[str, str], lexicon: Lexicon) -> None:
    """Words a second, median of five rounds over all texts."""
    words = sum(map(count_words, texts.values()))
    seconds = []
    for _ in range(5):
        start = perf_counter()
        for text in texts.values():
            trace_literature(text, lexicon=lexicon)
        seconds.append(perf_counter() - start)
    median = statistics.median(seconds)
    print(f"\nSpeed: {words / median:,.0f} words a second ({words} words in {median:.2f} s)")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--joins", action="store_true", help="print every mended line end")
    options = parser.parse_args()
    if not (SHARED / "literature").is_dir():
        raise SystemExit(f"no literature texts in {SHARED}: nothing can be measured")
    texts = {name: read(name) for name in TEXTS}
    start = perf_counter()
    lexicon = Lexicon()
    lexicon.is_known("grens")
    print(f"word tables loaded in {perf_counter() - start:.2f} s")
    traces = {name: trace_literature(text, lexicon=lexicon) for name, text in texts.items()}
    print_unknown(texts, lexicon)
    print_agreement(texts, traces)
    print("\nWords of each kind")
    for name, trace in traces.items():
        print(f"  {name:3} " + ", ".join(f"{k} {v}" for k, v in words_by_kind(trace).items()))
    counts = Counter((j.sign, j.action) for trace in traces.values() for j in trace.joins)
    print("\nLine ends: " + ", ".join(f"{s} {a} {n}" for (s, a), n in sorted(counts.items())))
    if options.joins:
        print_joins(traces)
    found = stem_count(traces["R"], "exploit")
    print(f"\nexploit* in R: {found}, target {EXPLOIT_TARGET}: {_met(found == EXPLOIT_TARGET)}")
    print_speed(texts, lexicon)


if __name__ == "__main__":
    main()
