"""Files of other programs, made by hand in the tests that use them."""

from __future__ import annotations

import atexit
import io
import shutil
import tempfile
import uuid
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from builders import toy_study
from coding.codings import code_span, mark_document_done, span_of, write_memo
from coding.exchange import Import, Options, carry_out_import, plan_import, read_exchange
from coding.founding import found_study
from coding.study import Study

SPACE = "urn:QDA-XML:project:1.0"


def guid(name: str) -> str:
    """A GUID for a name."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, name))


@dataclass
class Made:
    """A project as some program writes it; every habit can be changed."""

    texts: Mapping[str, bytes]
    selections: Iterable[tuple[str, int, int, str, str]] = ()  # source, start, end, name, code
    codes: str = ""
    users: str = f'<User guid="{guid("anna")}" name="Anna B." id="AB"/>'
    origin: str = "Some program"
    space: str = SPACE
    folder: str = "sources"
    project: str = "project.qde"
    path: str = "internal://{}"
    extra: str = ""
    prefix: bytes = b'<?xml version="1.0" encoding="UTF-8"?>'
    dates: str = 'creationDateTime="2020-02-02T10:00:00Z"'
    inside: Mapping[str, str] = field(default_factory=dict)
    members: Mapping[str, bytes] = field(default_factory=dict)

    def xml(self) -> bytes:
        """Write the project."""
        names = sorted({code for *_, code in self.selections if code})
        codes = self.codes or "".join(
            f'<Code guid="{guid(name)}" name={quoteattr(name)} isCodable="true"/>' for name in names
        )
        sources = ""
        for name in [*self.texts, *self.inside]:
            path = self.path.format(f"{guid(name)}.txt")
            where = f'plainTextPath="{path}"' if name in self.texts else ""
            sources += f'<TextSource guid="{guid(name)}" name={quoteattr(name)} {where}>'
            if name in self.inside:
                sources += f"<PlainTextContent>{escape(self.inside[name])}</PlainTextContent>"
            for source, start, end, words, code in self.selections:
                if source == name:
                    sources += self.selection(start, end, words, code)
            sources += "</TextSource>"
        root = f'<Project xmlns="{self.space}" name="P" origin={quoteattr(self.origin)}>'
        book = f"<CodeBook><Codes>{codes}</Codes></CodeBook>" if codes else ""
        users = f"<Users>{self.users}</Users>" if self.users else ""
        body = f"{root}{users}{book}<Sources>{sources}</Sources>{self.extra}</Project>"
        return self.prefix + body.encode("utf-8")

    def selection(self, start: int, end: int, words: str, code: str) -> str:
        """Write a passage."""
        user = f'creatingUser="{guid("anna")}"' if "anna" in self.users.lower() else ""
        name = f"name={quoteattr(words)}" if words else ""
        coding = (
            f'<Coding guid="{guid(f"{start}-{end}-{code}-c")}" {user} {self.dates}>'
            f'<CodeRef targetGUID="{guid(code)}"/></Coding>'
            if code
            else ""
        )
        return (
            f'<PlainTextSelection guid="{guid(f"{start}-{end}-{code}")}" {name} {user} {self.dates}'
            f' startPosition="{start}" endPosition="{end}">{coding}</PlainTextSelection>'
        )

    def write(self, path: Path) -> Path:
        """Write it as a .qdpx."""
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
            made.writestr(self.project, self.xml())
            for name, data in self.texts.items():
                made.writestr(f"{self.folder}/{guid(name)}.txt", data)
            for name, data in self.members.items():
                made.writestr(name, data)
        path.write_bytes(out.getvalue())
        return path


def fresh_study(folder: Path) -> Study:
    """An empty real study, without notebooks: nothing here reads them."""
    shutil.copytree(_template(), folder)
    return Study(folder)


@cache
def _template() -> Path:
    place = Path(tempfile.mkdtemp())
    atexit.register(shutil.rmtree, place, ignore_errors=True)
    found_study(place / "study", title="Fresh", language="nl")
    shutil.rmtree(place / "study" / "notebooks")
    return place / "study"


def planned(path: Path, study: Study, **options: object) -> Import:
    """Work an import out."""
    return plan_import(*read_exchange(path, study), study, Options(**options))


def landed(path: Path, folder: Path, **options: object) -> tuple[Study, Import]:
    """Found a study of a file."""
    study = fresh_study(folder)
    found = planned(path, study, fresh=True, **options)
    return carry_out_import(found, study), found


def places(study: Study) -> list[tuple[str, str]]:
    """Code and words of every coding, in order."""
    frame = study.coded.codings.sort_values(["document", "start", "end", "code"])
    return list(zip(frame["code"], frame["quote"], strict=True))


def coded_study(folder: Path) -> Study:
    """Build a toy study in which two coders coded, one of them wrote memos."""
    study = toy_study(folder)
    text = study.text("D1")
    with study.coded.writer("A") as log:
        first = text.index("We wachten")
        passage = span_of(text, "D1", first, first + 37)
        code_span(log, passage, "waiting", presence="absent", note="R&D <zo> gezegd")
        code_span(log, passage, "waiting-long", attrs={"modality": "own"})
        write_memo(log, "Over het gesprek.", document="D1")
        write_memo(log, "Over de woorden.", place=passage)
        write_memo(log, "Over de studie.")
        mark_document_done(log, "D1")
    study = Study(folder)
    with study.coded.writer("B") as log:
        first = text.index("Joke")
        code_span(log, span_of(text, "D1", first, first + 13), "helping", shown=True)
    return Study(folder)
