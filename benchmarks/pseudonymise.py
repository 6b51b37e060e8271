"""
How much of what identifies somebody the finder shows a reviewer, and what that costs to read.

    python benchmarks/pseudonymise.py                    the frozen sentences, own rules
    python benchmarks/pseudonymise.py --also deduce      Deduce alone, and both, beside it
    python benchmarks/pseudonymise.py --speed            18 interviews of 6,000 words

The sentences in `benchmarks/data/names.jsonl` are invented municipal talk with every identifying
item marked, written by somebody who had not seen the rules, and not looked at before the rules were
committed. Shown: at least one character of the item is in a proposal (the reviewer sees it). In
full: proposals cover every letter and digit of it.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable
from itertools import pairwise
from pathlib import Path
from time import perf_counter

from coding.privacy.finder import Found, find, propose
from coding.text import count_words

HERE = Path(__file__).resolve().parent
SENTENCES = HERE / "data" / "names.jsonl"
ROOT = HERE.parent
GROUPS = {
    "e-mail, phone, BSN, IBAN": ("email", "phone", "bsn", "iban"),
    "capitalised names": ("name",),
    "organisations and places": ("organisation", "place"),
    "names in lower case": ("name_lower",),
}


def measure(rows: list[dict], finder: Callable[[str], Iterable[Found]]) -> dict[str, Counter]:
    """Items, shown and in full, by kind; and proposals that hit nothing."""
    counts: dict[str, Counter] = {name: Counter() for name in ("items", "shown", "full")}
    forms, wasted = set(), set()
    for row in rows:
        text = row["text"]
        found = list(finder(text))
        covered = {i for one in found for i in range(one.start, one.end)}
        for item in row["items"]:
            inked = [i for i in range(item["start"], item["end"]) if text[i].isalnum()]
            counts["items"][item["kind"]] += 1
            counts["shown"][item["kind"]] += any(i in covered for i in inked)
            counts["full"][item["kind"]] += all(i in covered for i in inked)
        marked = {i for item in row["items"] for i in range(item["start"], item["end"])}
        for one in found:
            form = text[one.start : one.end]
            forms.add(form)
            if not marked & set(range(one.start, one.end)):
                wasted.add(form)
    counts["burden"] = Counter(forms=len(forms), wasted=len(wasted))
    return counts


def missed(rows: list[dict], finder: Callable[[str], Iterable[Found]]) -> list[str]:
    """Items nothing of which was shown."""
    out = []
    for row in rows:
        covered = {i for one in finder(row["text"]) for i in range(one.start, one.end)}
        out += [
            f"{item['kind']}: {row['text'][item['start'] : item['end']]} | {row['text']}"
            for item in row["items"]
            if not covered & set(range(item["start"], item["end"]))
        ]
    return out


def show(name: str, counts: dict[str, Counter], words: int) -> None:
    """Print one finder's table."""
    print(f"\n{name}")
    print(f"{'kind':<26} {'items':>6} {'shown':>6} {'%':>6} {'in full':>8} {'%':>6}")
    groups = {kind: (kind,) for kind in sorted(counts["items"])} | GROUPS
    groups["all"] = tuple(counts["items"])
    for label, kinds in groups.items():
        items, shown, full = (
            sum(counts[c][kind] for kind in kinds) for c in ("items", "shown", "full")
        )
        if items:
            print(
                f"{label:<26} {items:>6} {shown:>6} {100 * shown / items:>6.1f}"
                f" {full:>8} {100 * full / items:>6.1f}"
            )
    burden = counts["burden"]
    per = 1000 / words
    print(
        f"distinct proposals {burden['forms']} ({per * burden['forms']:.1f} per 1,000 words), of"
        f" which nothing marked: {burden['wasted']} ({per * burden['wasted']:.1f})"
    )


def demonstration() -> None:
    """Burden on ordinary talk: the fictive interviews of this repository."""
    texts = {
        p.stem: p.read_text(encoding="utf-8") for p in sorted(ROOT.glob("corpus/texts/R*.txt"))
    }
    words = sum(map(count_words, texts.values()))
    found = list(propose(texts))
    print(
        f"\nfictive interviews: {len(found)} proposals on {words} words"
        f" ({1000 * len(found) / words:.1f} per 1,000)"
    )


def speed() -> None:
    """Add, clean, cut and propose on 18 interviews of 6,000 words built from the fictive ones."""
    from coding.founding import found_study
    from coding.preparation import add_documents, freeze_units, read_documents
    from coding.privacy.key import Key
    from coding.privacy.proposals import make_proposals
    from coding.study import Study

    turns = []
    for path in sorted((ROOT / "corpus" / "interviews").glob("*.md")):
        body = path.read_text(encoding="utf-8").split("---", 2)[-1]
        turns += [part for part in body.split("\n\n") if part.startswith(("I:", "R:"))]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        found_study(folder / "studie", title="Snelheid", language="nl")
        study = Study(folder / "studie")
        files = []
        position = 0
        for number in range(18):
            part: list[str] = []
            words = 0
            while words < 6000:
                part.append(turns[position % len(turns)])
                words += count_words(part[-1])
                position += 1
            files.append(folder / f"R{number:02d}.md")
            files[-1].write_text("\n\n".join(part), encoding="utf-8")
        steps = [("start", perf_counter())]
        read = read_documents(study, files, kind="interview")
        study = add_documents(study, files, read)
        steps.append(("add and clean", perf_counter()))
        study, counts = freeze_units(study)
        steps.append((f"cut into {sum(counts.values())} units", perf_counter()))
        found = make_proposals(study, Key(folder / "keys" / "key.csv"))
        steps.append((f"propose {len(found)} names", perf_counter()))
        for (_, before), (what, after) in pairwise(steps):
            print(f"{what:<28} {after - before:6.2f} s")
        print(f"{'all':<28} {steps[-1][1] - steps[0][1]:6.2f} s")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--also", choices=("deduce", "ner"))
    parser.add_argument("--speed", action="store_true")
    parser.add_argument("--missed", action="store_true", help="list what was not shown")
    args = parser.parse_args()
    if args.speed:
        speed()
        return
    rows = [json.loads(line) for line in SENTENCES.read_text(encoding="utf-8").splitlines()]
    words = sum(count_words(row["text"]) for row in rows)
    items = sum(len(row["items"]) for row in rows)
    print(f"{len(rows)} sentences, {words} words, {items} items")
    show("own rules", measure(rows, find), words)
    if args.also:
        from coding.privacy.finder.others import find_with

        other = find_with(args.also)
        show(f"{args.also} alone", measure(rows, other), words)
        both = measure(rows, lambda text: find(text, also=[other]))
        show(f"own rules and {args.also}", both, words)
    demonstration()
    if args.missed:
        print("\nnot shown by the own rules")
        print("\n".join(missed(rows, find)))


if __name__ == "__main__":
    main()
