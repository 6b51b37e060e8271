"""Same input, same bytes: run the notebooks, write the outputs, verify them elsewhere."""

from __future__ import annotations

from coding.reproduction.run import Reproduced, reproduce
from coding.reproduction.verify import Comparison, verify

__all__ = ["Comparison", "Reproduced", "reproduce", "verify"]
