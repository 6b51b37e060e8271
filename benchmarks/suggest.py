"""
The suggester measured: figures on public data, seconds, and reading beside ASReview.

Run, from the checkout:
  python benchmarks/suggest.py figures   # ../shared/reference/suggest/dekamer_nl, 2 seeds
  python benchmarks/suggest.py seconds   # 22 x 2,500 x 800 and 45 x 5,000 x 800, CPU seconds
  python benchmarks/suggest.py reading --asreview PATH [--code CODE ...]

`reading` needs ASReview's own program, installed by whoever runs this in an environment of its own
(`pip install asreview`); it is no dependency of this project. Both sides get the same records, the
same priors (one unit with the code, ten without, drawn by seed 0) and read until all are found.
ASReview runs its default model, ELAS u4, and learns anew after every record; ours learns anew when
4 % more was read. Results are written to benchmarks/results/.
"""

from __future__ import annotations

import argparse
import sqlite3
import subprocess
import tempfile
import zipfile
from pathlib import Path
from time import process_time

import numpy as np
import pandas as pd

from coding.files import write_csv
from coding.suggest import LabelledUnits, evaluate, read_any_codebook, read_units
from coding.suggest.codebooks import to_codebook
from coding.suggest.features import Encoder
from coding.suggest.simulate import priors_of, reading_order_of_code
from coding.suggest.suggester import Suggester
from coding.suggest.units import COLUMNS

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT.parent / "shared" / "reference" / "suggest"
RESULTS = ROOT / "benchmarks" / "results"
# every eighth by frequency, from the commonest to the rarest; chosen before the first run
CODES = [
    "VERVOERBELEID",
    "MIGRATIEBELEID",
    "KRIJGSMACHT",
    "HOOFDSTEDELIJK GEWEST BRUSSEL",
    "GEZONDHEIDSVERZORGING",
    "SPOORWEGSTATION",
    "INTERNETSITE",
]
SIZES = ((22, 2500, 800), (45, 5000, 800))


def dekamer() -> tuple[LabelledUnits, object]:
    """Read the public set that lies beside the checkout."""
    codebook = read_any_codebook(DATA / "dekamer_nl.codebook.json")
    return read_units(DATA / "dekamer_nl.jsonl", codebook), codebook


def figures() -> None:
    """Average precision, calibration and the paired difference to the first set-up."""
    units, codebook = dekamer()
    found = evaluate(units, codebook, budgets=[100, 400], folds=5, seeds=2, progress=print)
    write_csv(found.metrics, RESULTS / "suggest_dekamer.csv")
    write_csv(found.paired, RESULTS / "suggest_dekamer_paired.csv")
    print(found.metrics.groupby(["method", "budget"])[["macro_ap", "ece_20"]].mean().round(3))
    print(found.paired.round(3).to_string())


def pieces(codes: int, units: int) -> tuple[pd.DataFrame, np.ndarray, object]:
    """Pieces of about fifty words of the public texts, with their commonest codes."""
    whole, codebook = dekamer()
    often = np.argsort(-whole.labels.sum(axis=0), kind="stable")[:codes]
    names = [list(codebook.codes)[i] for i in often.tolist()]
    texts, rows = [], []
    for text, row in zip(whole.frame["text"], whole.labels[:, often], strict=True):
        words = text.split()
        for start in range(0, max(1, len(words) - 25), 50):
            texts.append(" ".join(words[start : start + 50]))
            rows.append(row)
    drawn = np.sort(np.random.default_rng(0).permutation(len(texts))[:units])
    frame = pd.DataFrame(
        {
            "unit": [f"u{i:05d}" for i in range(units)],
            "group": [f"d{i * 18 // units:02d}" for i in range(units)],
            "order": range(units),
            "text": [texts[i] for i in drawn.tolist()],
            "speaker": "",
            "question": "",
        }
    )[list(COLUMNS)]
    entries = {name: {"definition": name, "keywords": name.split()} for name in names}
    return frame, np.array(rows)[drawn], to_codebook(entries, name="pieces", where="pieces")


def seconds() -> None:
    """CPU seconds to learn the features once, and to fit, score and calibrate at every refit."""
    rows = []
    for codes, units, labelled in SIZES:
        frame, labels, codebook = pieces(codes, units)
        start = process_time()
        encoder = Encoder(codebook).fit(frame)
        once = process_time() - start
        known = np.sort(np.random.default_rng(1).permutation(units)[:labelled])
        again = []
        for _ in range(3):
            start = process_time()
            model = Suggester(codebook, encoder=encoder).fit(frame.iloc[known], labels[known])
            model.predict_proba(frame)
            again.append(process_time() - start)
        row = {"codes": codes, "units": units, "labels": labelled}
        rows.append({**row, "features_once": once, "refit": float(np.median(again))})
        print(rows[-1])
    write_csv(pd.DataFrame(rows), RESULTS / "suggest_seconds.csv")


def _reads(hits: np.ndarray, recall: float = 0.95) -> int:
    needed = int(np.ceil(recall * hits.sum() - 1e-9))
    return int(np.searchsorted(np.cumsum(hits), needed) + 1)


def asreview_order(program: str, texts: list[str], wanted: np.ndarray, priors: list[int]) -> list:
    """Let ASReview read, and say whether each record it read had the code."""
    with tempfile.TemporaryDirectory() as folder:
        data, project = Path(folder) / "data.csv", Path(folder) / "out.asreview"
        table = {"title": "", "abstract": texts, "included": wanted.astype(int)}
        pd.DataFrame(table).to_csv(data, index=False)
        known = [str(i) for i in priors]
        command = [program, "simulate", str(data), "--ai", "elas_u4", "--seed", "0"]
        subprocess.run([*command, "--prior-idx", *known, "-o", str(project)], check=True)
        with zipfile.ZipFile(project) as packed:
            name = next(n for n in packed.namelist() if n.endswith("results.db"))
            packed.extract(name, folder)
        with sqlite3.connect(Path(folder) / name) as results:
            return pd.read_sql("SELECT label FROM results ORDER BY rowid", results)[
                "label"
            ].tolist()


def reading(program: str, codes: list[str]) -> None:
    """Reads to 95 % of each code, ours and ASReview's, priors included."""
    units, codebook = dekamer()
    encoder = Encoder(codebook).fit(units.frame)
    texts, names = units.frame["text"].tolist(), units.frame["unit"].tolist()
    rows = []
    for code in codes:
        wanted = units.labels[:, list(codebook.codes).index(code)]
        priors = priors_of(names, wanted > 0, 0)
        ours = wanted[reading_order_of_code(encoder, units.frame, wanted, code, 0)] > 0
        theirs = np.array(asreview_order(program, texts, wanted, priors)) > 0
        row = {"code": code, "positives": int(wanted.sum()), "pool": len(wanted)}
        rows.append({**row, "ours_95": _reads(ours), "elas_u4_95": _reads(theirs)})
        print(rows[-1], flush=True)
        write_csv(pd.DataFrame(rows), RESULTS / "suggest_reading.csv")
    print(pd.DataFrame(rows)[["ours_95", "elas_u4_95"]].sum())


def main() -> None:
    """Run what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=("figures", "seconds", "reading"))
    parser.add_argument("--asreview", default="asreview", metavar="PATH")
    parser.add_argument("--code", action="append", metavar="CODE")
    args = parser.parse_args()
    if args.what == "reading":
        reading(args.asreview, args.code or CODES)
    else:
        {"figures": figures, "seconds": seconds}[args.what]()


if __name__ == "__main__":
    main()
