"""`python -m coding` is the `coding` command."""

from __future__ import annotations

import sys

from coding.cli import main

if __name__ == "__main__":
    sys.exit(main())
