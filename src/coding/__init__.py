"""
A toolkit for qualitative research: read, code, compare and report interviews and literature.

See Also
--------
README.md : the three readers' paths (coding, checking reliability, reproducing).
docs/method.md : definitions and sources.
"""

from __future__ import annotations

__version__ = "0.1.0"
