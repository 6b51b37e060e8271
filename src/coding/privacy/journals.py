"""Rewriting lines of a chained log on purpose: each keeps the hash it had, so the chain closes."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from coding.journal import encode_line
from coding.text import sha256

__all__ = ["TOMBSTONE", "rewrite_lines"]

TOMBSTONE = "withdrawn"
Line = dict[str, Any]


def rewrite_lines(data: bytes, change: Callable[[Line], Line | None]) -> bytes:
    r"""
    Rewrite some lines of a log.

    Parameters
    ----------
    data : bytes
        The file; an unfinished last line is left out when anything is rewritten.
    change : callable
        Given a line's object, hands back the new one, or None to leave the line as it is.

    Returns
    -------
    bytes
        Lines that changed hold `was`: the hash the line had when it was written.

    Examples
    --------
    >>> rewrite_lines(b'{"note":"Joke","prev":""}\n', lambda line: {**line, "note": "[x]"})
    b'{"note":"[x]","prev":"","was":"00c13b52...fb6f5"}\n'
    """
    whole = data.rfind(b"\n") + 1
    tail = data[whole:]
    new = b"".join(_rewritten(raw, change) for raw in data[:whole].split(b"\n")[:-1])
    return new if new != data[:whole] else new + tail


def _rewritten(raw: bytes, change: Callable[[Line], Line | None]) -> bytes:
    try:
        value = json.loads(raw)
    except (ValueError, RecursionError):
        return raw + b"\n"
    if not isinstance(value, dict):
        return raw + b"\n"
    new = change(dict(value))
    if new is None or new == value:
        return raw + b"\n"
    was = value.get("was") if isinstance(value.get("was"), str) else sha256(raw.rstrip(b"\r"))
    return encode_line({**new, "was": was} if "prev" in value else new)
