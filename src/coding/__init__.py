"""
A toolkit for qualitative research: read, code, compare and report interviews and literature.

See Also
--------
README.md : the three readers' paths (coding, checking reliability, reproducing).
docs/method.md : definitions and sources.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from coding.desk import Desk
    from coding.errors import CodingError
    from coding.estimate import Estimate
    from coding.study import Study, open_study

__all__ = ["CodingError", "Desk", "Estimate", "Study", "open_study"]

__version__ = "0.1.0"

_HOMES = {
    "CodingError": "coding.errors",
    "Desk": "coding.desk",
    "Estimate": "coding.estimate",
    "Study": "coding.study",
    "open_study": "coding.study",
}


def __getattr__(name: str) -> Any:
    """Load a public name when it is first used: `coding --help` must not wait for pandas."""
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'coding' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*globals(), *_HOMES])
