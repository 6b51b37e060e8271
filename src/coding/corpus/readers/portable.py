"""The text layer of a PDF, for literature: pages as lines, a scanned page reported."""

from __future__ import annotations

import io
import json
import logging
import subprocess
import sys
import threading
from collections.abc import Iterator
from queue import Empty, Queue
from typing import IO

from coding.corpus.readers.pieces import Source, plain_pieces
from coding.errors import CodingError
from coding.text import normalise

__all__ = ["page_texts", "read_portable"]

PATIENCE_S = 20.0  # for one page; a page takes well under a second
_COMMAND = f"from {__name__} import _serve; _serve()"
_FEW = 20  # letters on a page that was not scanned


def page_texts(data: bytes, *, where: str) -> Iterator[str]:
    """
    Text of each page, read in this process.

    Raises
    ------
    CodingError
        If the file is damaged or needs a password.
    """
    from pypdf import PdfReader

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it warns of what it mends
    try:
        reader = PdfReader(io.BytesIO(data), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise CodingError("a PDF with a password", where=where, hint="save it without one")
        for page in reader.pages:
            yield page.extract_text() or ""
    except CodingError:
        raise
    except Exception as error:  # a damaged PDF makes pypdf raise errors of every kind
        raise CodingError(
            f"the PDF cannot be read: {type(error).__name__}: {error}"[:200],
            where=where,
            hint="open it in a reader and print it to a new PDF, or save its text as .txt",
        ) from None


def read_portable(data: bytes, *, where: str, patience: float = PATIENCE_S) -> Source:
    """
    Read the text layer of a PDF in a process of its own, which is ended when a page hangs.

    Parameters
    ----------
    data : bytes
    where : str
    patience : float
        Seconds to wait for a page.

    Raises
    ------
    CodingError
        If it cannot be read, has no text layer, or takes too long.
    """
    pages = [normalise(text) for text in _in_another_process(data, where=where, patience=patience)]
    empty = [n for n, text in enumerate(pages, 1) if sum(map(str.isalpha, text)) < _FEW]
    if not pages or len(empty) == len(pages):
        raise CodingError(
            f"a PDF of {len(pages)} pages without a text layer: it is scanned",
            where=where,
            hint="recognise its text first (OCR), e.g. with OCRmyPDF",
        )
    notices = [f"{len(pages)} pages; columns and tables may be read across: look at the text"]
    if empty:
        shown = ", ".join(map(str, empty[:10])) + (" …" if len(empty) > 10 else "")
        notices.append(f"{len(empty)} pages with hardly any text, scanned or a picture: {shown}")
    lines = "\n\n".join(pages).split("\n")
    return Source("pdf", tuple(plain_pieces(lines)), notices=tuple(notices), encoding="pdf")


def _in_another_process(data: bytes, *, where: str, patience: float) -> list[str]:
    command = [sys.executable, "-c", _COMMAND]
    child = subprocess.Popen(  # noqa: S603  # our own interpreter on our own function
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    assert child.stdin is not None
    assert child.stdout is not None
    told: Queue[bytes] = Queue()
    threading.Thread(target=_feed, args=(child.stdin, data), daemon=True).start()
    reading = threading.Thread(target=_listen, args=(child.stdout, told), daemon=True)
    reading.start()
    pages: list[str] = []
    try:
        while True:
            line = told.get(timeout=patience)
            if not line:
                raise CodingError("the PDF cannot be read: its reader stopped", where=where)
            kind, value = json.loads(line)
            if kind == "end":
                return pages
            if kind == "error":
                raise CodingError(value["problem"], where=where, hint=value["hint"])
            pages.append(value)
    except Empty:
        raise CodingError(
            f"page {len(pages) + 1} of the PDF takes more than {patience:g} seconds",
            where=where,
            hint="print it to a new PDF, or save its text as .txt",
        ) from None
    finally:
        child.kill()
        child.wait()
        reading.join()
        child.stdout.close()


def _feed(pipe: IO[bytes], data: bytes) -> None:
    try:
        with pipe:
            pipe.write(data)
    except OSError:  # the child was ended
        return


def _listen(pipe: IO[bytes], told: Queue[bytes]) -> None:
    for line in pipe:
        told.put(line)
    told.put(b"")


def _serve() -> None:
    """Read a PDF from standard input, write a line of JSON a page."""
    out = sys.stdout
    try:
        for text in page_texts(sys.stdin.buffer.read(), where=""):
            print(json.dumps(["page", text]), file=out, flush=True)
    except CodingError as error:
        told = {"problem": error.problem, "hint": error.hint}
        print(json.dumps(["error", told]), file=out, flush=True)
    else:
        print(json.dumps(["end", None]), file=out, flush=True)
