"""
Tokenising and matching beside `nlp.pipe` alone, and memory as the number of documents grows.

Run: python benchmarks/search.py [--words 100000]

Prints, from one run: seconds of `nlp.pipe` alone and of tokenising + matching the whole codebook
over the same texts (median of five, alternating; the first, cold round apart), their ratio, and
the peak of Python's memory for one and for eight times the documents. Texts: the fictive
interviews and reading notes of this repository, plus the texts of ../shared/literature where they
are there, repeated up to the number of words.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tracemalloc
from pathlib import Path
from time import perf_counter

import coding
from coding.corpus.search import Matcher, words_of
from coding.corpus.tokens import documents, load_pipeline
from coding.text import count_words, normalise

ROOT = Path(__file__).resolve().parents[1]
TARGET = 1.5


def read_texts(words: int) -> list[str]:
    """Distinct texts first, then the same ones again, up to the number of words."""
    study = coding.open_study(ROOT)
    found = list(study.texts().values())
    shared = Path(os.environ.get("CODING_SHARED") or ROOT.parent / "shared") / "literature"
    found += [normalise(p.read_text(encoding="utf-8")) for p in sorted(shared.glob("[RS]*.txt"))]
    print(f"{len(found)} distinct texts, {sum(map(count_words, found))} words")
    texts, total = [], 0
    while total < words:
        texts.append(found[len(texts) % len(found)])
        total += count_words(texts[-1])
    print(f"{len(texts)} texts, {total} words in all")
    return texts


def pipe_alone(texts: list[str]) -> float:
    """Seconds of spaCy's tokeniser and sentencizer."""
    start = perf_counter()
    for doc in load_pipeline("nl").pipe(texts, batch_size=1):
        len(doc)
    return perf_counter() - start


def tokenise_and_match(texts: list[str], matcher: Matcher) -> tuple[float, int]:
    """Seconds of tokenising, masking and matching every indicator of the codebook, and hits."""
    start = perf_counter()
    hits = 0
    for i, doc in documents(enumerate(texts)):
        hits += sum(1 for _ in matcher.match(words_of(doc, texts[i])))
    return perf_counter() - start, hits


def peak_memory(texts: list[str], matcher: Matcher) -> float:
    """Peak of memory that Python allocates while matching, in MB."""
    tracemalloc.start()
    tokenise_and_match(texts, matcher)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / 1e6


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--words", type=int, default=100_000)
    texts = read_texts(parser.parse_args().words)
    matcher = Matcher(coding.open_study(ROOT).indicators())
    pipe_alone(texts[:1])
    cold, hits = tokenise_and_match(texts, matcher)
    pairs = [(pipe_alone(texts), tokenise_and_match(texts, matcher)[0]) for _ in range(5)]
    alone, both = (statistics.median(column) for column in zip(*pairs, strict=True))
    ratios = sorted(b / a for a, b in pairs)
    print(f"nlp.pipe alone        {alone:6.2f} s")
    print(f"tokenise and match    {both:6.2f} s   ({hits} hits)")
    print(
        f"ratio, median         {statistics.median(ratios):6.2f}     target <= {TARGET}"
        f"   (range {ratios[0]:.2f}-{ratios[-1]:.2f})"
    )
    print(f"first round, cold     {cold:6.2f} s   (word forms not yet compared)")
    few = texts[: max(1, len(texts) // 8)]
    print(
        f"peak memory           {peak_memory(few, matcher):6.1f} MB for {len(few)} documents, "
        f"{peak_memory(few * 8, matcher):.1f} MB for {len(few) * 8}"
    )


if __name__ == "__main__":
    main()
