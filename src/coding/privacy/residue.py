"""What must not be found anywhere else: names of the key, and words of texts git does not have."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from coding.corpus.intake import text_paths
from coding.errors import CodingError
from coding.privacy.formats import passages, walk
from coding.privacy.key import key_folder, load_key
from coding.privacy.replacing import Replacer
from coding.privacy.runs import RUN, Runs
from coding.schemas import TURNS, read_frame
from coding.study import Study
from coding.text import sha256

__all__ = ["Residue", "Watch", "residue_in", "watch_for"]

_WORDS = f"{RUN} words in a row of a text that git must not have"


@dataclass(frozen=True, slots=True)
class Residue:
    """One file that holds what it must not: its path, where in it, and what kind; never a word."""

    path: str
    place: str
    what: str

    @property
    def reason(self) -> str:
        """What is wrong, and where in the file."""
        return f"{self.what} ({self.place})" if self.place else self.what

    def __str__(self) -> str:
        """Write it as one line."""
        name = "".join(c if c.isprintable() else ascii(c)[1:-1] for c in self.path)
        return f"{name}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Watch:
    """
    What to look for in the files of one study.

    Attributes
    ----------
    names : Replacer or None
        Forms of the key; None where there is no key.
    runs : Runs or None
        Runs of texts that git must not have.
    copies : frozenset of str
        Hashes of transcripts and canonical texts.
    """

    names: Replacer | None = None
    runs: Runs | None = None
    copies: frozenset[str] = frozenset()

    def first(self, path: str, data: bytes) -> Residue | None:
        """The first thing wrong with a file, or None."""
        return next(self.all(path, data), None)

    def all(self, path: str, data: bytes) -> Iterator[Residue]:
        """Everything wrong with a file, one line a place."""
        if self.names is not None and self.names.edits(path):
            # the name is in the path: the folder is said, the file is not
            hidden = self.names(path)
            yield Residue(hidden, "file name", "a name of the key")
            path = hidden
        if self.copies and sha256(data) in self.copies:
            yield Residue(path, "", "the same file as a transcript of the study")
        for place, text in passages(PurePosixPath(path).name, data):
            yield from self._in(path, place, text)

    def _in(self, path: str, place: str, text: str) -> Iterator[Residue]:
        if self.names is not None:
            for edit in self.names.edits(text)[:1]:
                yield Residue(path, _at(place, edit.start), f"a name of the key ({edit.kind})")
        if self.runs is not None:
            start = self.runs.first(text)
            if start is not None:
                yield Residue(path, _at(place, start), _WORDS)

    def in_text(self, text: str) -> str | None:
        """What is wrong with a text that is no file, such as a commit message; None if nothing."""
        found = next(self._in("", "", text), None)
        return found.what if found else None


def _at(place: str, offset: int) -> str:
    return ", ".join(filter(None, (place, f"character {offset}")))


def watch_for(
    study: Study, *, held: Callable[[str], bool], keys: Path | None = None
) -> tuple[Watch, list[str]]:
    """
    Collect what must not be found in the files of a study.

    Parameters
    ----------
    study : Study
    held : callable
        Whether git may have a file of the study (a path relative to it): texts it has are no
        secret.
    keys : Path, optional
        Folder of the key; otherwise where it is by default.

    Returns
    -------
    watch, notices : Watch, list of str
        Notices say what could not be looked for.
    """
    notices = []
    names = None
    try:
        key = load_key(key_folder(study, folder=keys))
        if key.entries:
            names = Replacer(key, language=study.settings.text_language)
        elif not study.settings.fictive:
            notices.append(f"no key in {key.path.parent}: names were not looked for")
    except CodingError as error:
        notices.append(f"the key could not be read, so names were not looked for: {error}")
    words: list[str] = []
    copies: set[str] = set()
    for documents, folder in (
        (study.documents, study.texts_folder),
        (study.local_documents, study.local_folder / "texts"),
    ):
        # a reading note is one's own words, and may be in git
        for row in documents[documents["kind"] != "reading-note"].itertuples():
            text, turns, _ = text_paths(folder, str(row.document))
            if not held(text.relative_to(study.root).as_posix()):
                copies |= {str(row.sha256), str(row.text_sha)}
                if text.exists() and turns.exists():
                    words += _own_words(text, turns)
    runs = Runs(words, free=_free(study)) if words else None
    return Watch(names, runs, frozenset(copies)), notices


def _own_words(text: Path, turns: Path) -> Iterator[str]:
    """What respondents say; the interviewer's questions are those of the guide."""
    said = text.read_text(encoding="utf-8")
    table = read_frame(turns, TURNS)
    own = table[table["speaker"] != "interviewer"]
    for start, end in zip(own["start"], own["end"], strict=True):
        yield said[int(start) : int(end)]


def _free(study: Study) -> Iterable[str]:
    """The guide's questions; a codebook that quotes a respondent is no excuse for the quote."""
    if study.settings.guide and study.path(study.settings.guide).is_file():
        yield study.path(study.settings.guide).read_text(encoding="utf-8")


def residue_in(root: Path, watch: Watch) -> list[Residue]:
    """Everything wrong in a whole folder, e.g. of a study after names were replaced."""
    return [
        found
        for path in walk(root)
        for found in watch.all(path.relative_to(root).as_posix(), path.read_bytes())
    ]
