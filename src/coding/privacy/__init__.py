"""Keeping people's words where they belong: what git may hold, and what it may not."""
