"""Damaged files: read or refused with the documented error, and never waited for."""

from __future__ import annotations

import time

import pytest

import mutations


@pytest.mark.parametrize("reader", mutations.SEEDS)
def test_damaged_files_are_read_or_refused(reader: str) -> None:
    """Three hundred damaged files a reader: no other error, none that takes long."""
    found = {"read": 0, "refused": 0}
    longest = 0.0
    for number in range(300):
        data = mutations.mutated(reader, number)
        begun = time.process_time()
        found[mutations.outcome(data)] += 1
        longest = max(longest, time.process_time() - begun)

    assert sum(found.values()) == 300
    assert min(found.values()) > 10, found
    assert longest < 5
