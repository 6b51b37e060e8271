"""Agreement on claims: speaking to one, and which way."""

from __future__ import annotations

from pathlib import Path

import pytest

import agreement_builders as build
from coding.codings import Stance, take_stance
from coding.reliability import stance_agreement


def test_stances_by_hand(tmp_path: Path) -> None:
    """Nominal alpha on none and directions, worked out below; unread documents stay unknown."""
    team = build.toy(tmp_path)
    for coder, unit, way in (
        ("A", "u1", "supports"),
        ("B", "u1", "contradicts"),
        ("A", "u2", "supports"),
        ("B", "u2", "supports"),
    ):
        with team.writing(coder) as log:
            take_stance(log, build.PLACES[unit], Stance("K1", way, 2))
    made = stance_agreement(team.compare(only=["A", "B"]), ["K1", "K2"], replicates=20)
    first, second = made.set_index("claim").loc[["K1", "K2"]].to_dict("records")

    # read for claims: D1 only, u1 and u2;  A s s   B c s:  3 s, 1 c of 4
    # D_o = 2/4;  D_e = 2 * 3 * 1 / (4 * 3) = 1/2;  alpha 0
    assert first["alpha"] == pytest.approx(0.0)
    assert (first["units"], first["taken"], first["both"], first["differ"]) == (2, 2, 2, 0)
    assert first["same_direction"] == pytest.approx(1 / 2)
    assert second["reason"] == "nobody took a stance where two coders read"
