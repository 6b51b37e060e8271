"""The rules of the git guard: each looks at one file and says why git may not have it, or not."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePosixPath

import yaml

from coding.corpus.transcripts import FICTIVE_LINE, front_matter
from coding.errors import CodingError
from coding.files import decode
from coding.privacy.notebooks import leftovers
from coding.privacy.talk import SUFFIXES, looks_like_talk
from coding.text import normalise

__all__ = ["PROTECTED", "RULES", "Candidate", "Rule", "reason_against"]


@dataclass(frozen=True, slots=True)
class Candidate:
    """
    A file git has or would have, as the rules see it.

    Attributes
    ----------
    path : str
        Relative to the folder of its study, with `/`.
    real : bool
        Whether its study is real (`fictive = false`).
    read : callable
        Hands back the content git has, which may not be the one in the work tree.
    """

    path: str
    real: bool
    read: Callable[[], bytes]

    @property
    def place(self) -> PurePosixPath:
        """The path without the difference of capitals: on many disks it makes none."""
        return PurePosixPath(self.path.casefold())


Rule = Callable[[Candidate], str | None]

# folder -> what it holds; in a real study nothing of it belongs in git
PROTECTED = {
    "corpus/interviews": "interviews are people's words",
    "corpus/texts": "canonical texts are people's words",
    "corpus/codings": "codings quote people's words",
    "models": "a model holds the vocabulary of the texts it learned from",
    "outputs": "outputs can quote people's words",
    "keys": "a key leads from a pseudonym to a person",
}
# in every study
_LOCAL = {
    "corpus/literature/local": "full texts of literature are other people's work",
    "corpus/codings/local": "codings of local texts stay with the texts",
    "outputs/local": "outputs on local texts stay with the texts",
}
_HOLDS_A_PLACE = {".gitkeep", ".gitignore", "readme.md"}
_CLOSED = {
    "a document format": ".doc .docx .odt .rtf .pdf .pages",
    "a subtitle or transcript format": ".vtt .srt .sbv .eaf .textgrid",
    "a recording": (
        ".aac .aif .aiff .amr .avi .flac .m4a .m4v .mkv .mov .mp3 .mp4 .mpeg .mpg .oga .ogg .opus"
        " .wav .webm .wma .wmv"
    ),
    "a project file of a coding program": ".qdpx .qda .nvp .nvpx .nvcx .mx20 .mx22 .mx24 .atlproj",
    "a spreadsheet, archive or database": (
        ".xls .xlsx .ods .zip .7z .rar .gz .tar .tgz .sqlite .db .pkl"
    ),
}
_KIND_OF = {ending: kind for kind, endings in _CLOSED.items() for ending in endings.split()}
# columns of this program's own tables that hold what people said
_QUOTING = ({"quote"}, {"left", "match", "right"})


def _inside(place: PurePosixPath, folder: str) -> bool:
    return place.is_relative_to(folder) and place != PurePosixPath(folder)


def protected_folder(file: Candidate) -> str | None:
    """In a real study: interviews, texts, codings, models, outputs and keys."""
    if not file.real:
        return None
    for folder, why in PROTECTED.items():
        keeps = file.place.parent == PurePosixPath(folder) and file.place.name in _HOLDS_A_PLACE
        if _inside(file.place, folder) and not keeps:
            return why
    return None


def local_material(file: Candidate) -> str | None:
    """In every study: what local full texts are and add."""
    return next((why for folder, why in _LOCAL.items() if _inside(file.place, folder)), None)


def unmarked_interview(file: Candidate) -> str | None:
    """In a fictive study: an interview that does not say twice that it is fictive."""
    if file.real or not _inside(file.place, "corpus/interviews"):
        return None
    if file.place.name in _HOLDS_A_PLACE:
        return None
    problem = "an interview not marked FICTIEF in a fictive study"
    try:
        text = normalise(decode(file.read(), where=file.path)[0])
        meta, _ = front_matter(text, where=file.path)
    except CodingError:
        return f"{problem} (it cannot be read as text)"
    marked = any(line.strip() == FICTIVE_LINE for line in text.split("\n"))
    claimed = meta.get("status", "").upper() == "FICTIEF"
    return None if marked and claimed else problem


def closed_format(file: Candidate) -> str | None:
    """In a real study: formats people's words come in, which the guard cannot look into."""
    if not file.real:
        return None
    kind = _KIND_OF.get(file.place.suffix)
    return f"{kind} ({file.place.suffix}) may hold people's words" if kind else None


def notebook_with_outputs(file: Candidate) -> str | None:
    """In a real study: a notebook that still holds what its cells showed."""
    if not file.real or file.place.suffix != ".ipynb":
        return None
    found = leftovers(file.read())
    return f"the notebook holds {found}; clear all outputs and save it" if found else None


def _is_codebook(file: Candidate, text: str) -> bool:
    """A codebook, claims or plan: in its folder, with their head; `nl:` and `en:` take turns."""
    if file.place.parts[0] != "codebooks" or file.place.suffix not in {".yaml", ".yml"}:
        return False
    try:
        found = yaml.safe_load(text)
    except yaml.YAMLError:
        return False
    return isinstance(found, dict) and found.get("schema") == 1


def stray_transcript(file: Candidate) -> str | None:
    """In a real study: a text, table or page anywhere in which two speakers take turns."""
    if not file.real or file.place.suffix not in SUFFIXES:
        return None
    text = _text(file)
    if text is not None and _is_codebook(file, text):
        return None
    if text is not None and looks_like_talk(text, suffix=file.place.suffix):
        return "it looks like a transcript: two speakers take turns"
    return None


def table_of_quotes(file: Candidate) -> str | None:
    """In a real study: a table of this program's that shows passages (`coding find --csv`)."""
    if not file.real or file.place.suffix not in {".csv", ".tsv"}:
        return None
    head = (_text(file) or "").split("\n", 1)[0]
    columns = {name.strip('" ').casefold() for name in re.split(r"[,;\t]", head)}
    return "a table with passages of texts" if any(some <= columns for some in _QUOTING) else None


def _text(file: Candidate) -> str | None:
    try:
        return normalise(decode(file.read(), where=file.path)[0])
    except CodingError:
        return None


RULES: tuple[Rule, ...] = (
    local_material,
    protected_folder,
    unmarked_interview,
    closed_format,
    notebook_with_outputs,
    stray_transcript,
    table_of_quotes,
)


def reason_against(file: Candidate) -> str | None:
    """Say why git may not have a file, by the first rule that says so; None where none does."""
    return next((reason for rule in RULES if (reason := rule(file))), None)
