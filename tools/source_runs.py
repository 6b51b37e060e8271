"""
Hashes of every run of eight words in the source texts, to see that none of them is in the project.

The source texts are other people's work and no part of the project. What the project carries is
this file of truncated hashes, so that a stranger's clone can check what it cannot read::

    python tools/source_runs.py ../shared/literature

writes `tests/data/source_runs.bin` (runs of eight words, against the whole project) and
`corpus/fictive-design/source_runs_6.bin` (runs of six, against the fictive interviews).
"""

from __future__ import annotations

import argparse
import html
import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from coding.acceptance.runs import hashed_runs, words_with_lines, write_runs

RUN = 8
RUN_OF_CORPUS = 6
ROOT = Path(__file__).resolve().parents[1]
FILE = ROOT / "tests" / "data" / "source_runs.bin"
FILE_OF_CORPUS = ROOT / "corpus" / "fictive-design" / "source_runs_6.bin"

# files that are not text; whatever else is tracked must be UTF-8, and is read
OFFICE = frozenset({".docx", ".odt", ".qdpx", ".xlsx"})
BINARY = frozenset({".bin", ".png"})

_CUT_AT_LINE_END = re.compile(r"(?<=\w)-[ \t]*\n\s*(?=\w)")
_COMMENT_MARK = re.compile(r"<!--|-->")
_TAG = re.compile(r"<[^<>]*>")


def runs_of_source(text: str, *, length: int = RUN) -> set[bytes]:
    """Runs of a source as it stands and with words mended that its line ends cut in two."""
    found: set[bytes] = set()
    for version in (text, _CUT_AT_LINE_END.sub("", text)):
        runs = hashed_runs([word for word, _ in words_with_lines(version)], length=length)
        found.update(run for run in runs if run is not None)
    return found


def runs_of_folder(folder: Path, *, length: int = RUN) -> set[bytes]:
    """Runs of every `.txt` in a folder."""
    texts = sorted(folder.glob("*.txt"))
    if not texts:
        raise FileNotFoundError(f"no .txt files in {folder}")
    read = (path.read_text(encoding="utf-8") for path in texts)
    return set().union(*(runs_of_source(text, length=length) for text in read))


def passages(path: Path) -> Iterator[tuple[str, str]]:
    """
    Text a person could read in a file, piece by piece, with the place of each piece.

    The place is empty where lines of the piece are lines of the file.
    """
    if path.suffix in OFFICE:
        yield from _members(path)
        return
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".ipynb":
        yield from _cells(json.loads(text))
    elif path.suffix == ".json":
        yield "", "\n".join(_strings(json.loads(text)))
    elif path.suffix == ".jsonl":
        yield (
            "",
            "\n".join(" ".join(_strings(json.loads(line))) for line in text.split("\n") if line),
        )
    elif path.suffix in {".html", ".svg", ".xml"}:
        yield "", _without_tags(text)
    else:
        # escapes as they stand in string literals would glue themselves to the next word
        yield "", text.replace("\\n", "  ").replace("\\t", "  ")


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for part in value:
            yield from _strings(part)
    elif isinstance(value, dict):
        for key, part in value.items():
            yield key
            yield from _strings(part)


def _joined(value: str | list[str]) -> str:
    return value if isinstance(value, str) else "".join(value)


def _cells(notebook: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for number, cell in enumerate(notebook["cells"], start=1):
        yield f"cell {number}", _joined(cell["source"])
        for output in cell.get("outputs", []):
            if "text" in output:
                yield f"output of cell {number}", _joined(output["text"])
            for kind, data in output.get("data", {}).items():
                if kind in {"text/html", "image/svg+xml"}:
                    yield f"output of cell {number}", _without_tags(_joined(data))
                elif kind.startswith("text/"):
                    yield f"output of cell {number}", _joined(data)


def _members(path: Path) -> Iterator[tuple[str, str]]:
    with zipfile.ZipFile(path) as archive:
        for name in sorted(archive.namelist()):
            if name.endswith((".xml", ".qde")):
                yield name, _without_tags(archive.read(name).decode("utf-8"))
            elif name.endswith(".txt"):
                yield name, archive.read(name).decode("utf-8-sig")


def _without_tags(markup: str) -> str:
    """Drop tags but not line ends, so that places stay right; comments are text."""
    visible = _COMMENT_MARK.sub("    ", markup)
    return html.unescape(_TAG.sub(lambda tag: " " + "\n" * tag.group().count("\n"), visible))


def hits(path: Path, known: set[bytes]) -> Iterator[tuple[str, list[str]]]:
    """Places in a file at which a known run starts, with the words of the run."""
    for place, text in passages(path):
        located = words_with_lines(text)
        words = [word for word, _ in located]
        for start, run in enumerate(hashed_runs(words, length=RUN)):
            if run in known:
                line = located[start][1]
                yield (f"{place}, line {line}" if place else str(line)), words[start : start + RUN]


def main() -> None:
    """Write the runs of the sources in a folder."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("folder", type=Path, help="where the source texts (.txt) are")
    folder = parser.parse_args().folder
    for file, length in ((FILE, RUN), (FILE_OF_CORPUS, RUN_OF_CORPUS)):
        runs = runs_of_folder(folder, length=length)
        write_runs(runs, file)
        print(f"{file.name}: {len(runs)} runs of {length} words")


if __name__ == "__main__":
    main()
