"""Every number of every frame, worked out by hand for three interviews × six units."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import toy_validation
from coding import validation
from coding.statistics import in_window
from coding.validation.basis import Basis
from coding.validation.interview_values import per_interview
from coding.validation.material import DISPUTED, MISSING, UNDECIDED
from coding.validation.windows import NEIGHBOURS, Window, near


@pytest.fixture(scope="module")
def toy(tmp_path_factory) -> Basis:
    return validation.open_basis(toy_validation.study(tmp_path_factory.mktemp("toy") / "s"))


def _row(frame: pd.DataFrame, **where: str) -> pd.Series:
    for name, value in where.items():
        frame = frame[frame[name] == value]
    assert len(frame) == 1
    return frame.iloc[0]


def test_what_counts_is_decided_agreed_or_left_open(toy: Basis) -> None:
    """Decided beats one coder's reading; one against one is open; two presences are disputed."""
    material = toy.material
    cells = pd.DataFrame(material.cells, index=material.units["unit"], columns=material.codes)

    assert cells.loc["D1-005", "learning"] == 1  # A only, and J decided: it applies
    assert cells.loc["D3-004", "pressure"] == UNDECIDED  # B only, nobody decided
    assert cells.loc["D2-006", "support"] == DISPUTED  # present against absent
    assert cells.loc["D1-002", "support"] == 2  # absent, both
    assert (material.cells != MISSING).all()
    # 5 + 3 + 2 codings as drawn in the table of the toy: three in D2, four in D1, three in D3
    assert material.codings.groupby("document").size().to_dict() == {"D1": 4, "D2": 3, "D3": 3}


def test_presence_is_counted_apart(toy: Basis) -> None:
    """Applied is present plus absent plus the rest; each cell names its passages."""
    cells = validation.presence_map(toy.material, codes=["support", "pressure"])
    # support: D1 absent in unit 2; D2 absent in 3, disputed in 6; D3 absent in 2, present in 5
    columns = ["applied", "present", "absent", "disputed", "undecided"]
    support = cells[cells["code"] == "support"]
    assert support[columns].to_numpy().tolist() == [
        [1, 0, 1, 0, 0],
        [2, 0, 1, 1, 0],
        [2, 1, 1, 0, 0],
    ]
    assert support["share_applied"].tolist() == pytest.approx([1 / 6, 2 / 6, 2 / 6])
    assert support["passages"].tolist() == ["D1-002", "D2-003 D2-006", "D3-002 D3-005"]
    assert _row(cells, code="pressure", document="D3")["undecided"] == 1
    assert _row(cells, code="pressure", document="D3")["applied"] == 1


def test_groups_count_interviews_and_average_shares(toy: Basis) -> None:
    """K of n interviews; the share is a mean over interviews, never pooled over units."""
    cells = validation.presence_map(toy.material, codes=["support"])
    groups = validation.by_group(cells, "case")
    p = _row(groups, presence="applied", group="P")
    everybody = _row(groups, presence="present", group="all")

    # P: D1 1/6 and D2 2/6, mean 3/12
    assert (p["k"], p["n"]) == (2, 2)
    assert p["share"] == pytest.approx(3 / 12)
    assert pd.isna(p["low"])
    # all, present: 0, 0 and 1/6; mean 1/18; t interval with 2 df: sd = (1/6)/sqrt(3) = .096225,
    # se = .055556, t = 4.302653: half-width .239036, cut at 0
    assert (everybody["k"], everybody["n"], everybody["documents"]) == (1, 3, "D3")
    assert everybody["share"] == pytest.approx(1 / 18)
    assert everybody["low"] == 0
    assert everybody["high"] == pytest.approx(1 / 18 + 0.239036, abs=1e-5)


def test_guide_rates_are_means_over_interviews(toy: Basis) -> None:
    """Question q1: 1 of 3 units each; q2: 0, 1 of 3 and 1 of 3."""
    rates = validation.guide_rates(toy.material, codes=["support"])

    first, second = _row(rates, question="q1"), _row(rates, question="q2")
    assert (first["k"], first["n"], first["rate"]) == (3, 3, pytest.approx(1 / 3))
    assert (second["k"], second["n"], second["rate"]) == (2, 3, pytest.approx(2 / 9))
    assert first["overall"] == pytest.approx((1 / 6 + 2 / 6 + 2 / 6) / 3)


def test_windows_stop_at_the_episode(toy: Basis) -> None:
    """Pressure in D1 at units 1 and 4: unit 3 and 4 are neighbours in the text, not in a window."""
    flags = toy.material.flags("pressure", ["present"])
    first = slice(0, 6)

    assert near(flags, toy.material, NEIGHBOURS)[first].tolist() == [
        True, True, False, True, True, False,
    ]  # fmt: skip
    assert near(flags, toy.material, Window("episode", None))[first].all()
    assert near(flags, toy.material, Window("unit", 0))[first].tolist() == flags[first].tolist()


def test_pairs_are_counted_in_windows(toy: Basis) -> None:
    """Observed over expected, by hand, raw and adjusted for the guide."""
    pairs = validation.cooccurrence(
        toy.material, codes=["pressure", "support"], least_windows=1, least_interviews=1
    )
    pair = _row(pairs, a="pressure", b="support", a_presence="present", b_presence="absent")

    # near pressure: D1 units 1 2 4 5, D2 1 2, D3 1 2 3; near support[-]: D1 1-3, D2 2-3, D3 1-3
    # both: 2 + 1 + 3 = 6; expected 4*3/6 + 2*2/6 + 3*3/6 = 2 + 2/3 + 3/2 = 25/6
    assert (pair["windows"], pair["interviews"]) == (6, 3)
    assert pair["expected"] == pytest.approx(25 / 6)
    assert pair["lift"] == pytest.approx(36 / 25)
    # guide, support given pressure: rates of support at q1 elsewhere 5/6, 6/6, 5/6; own 3, 2, 3;
    # foreseen 2.5, 3, 2.5; pressure at q1 2, 2, 3: 1.2*5/6*2, 2/3*1*2, 1.2*5/6*3 = 2, 4/3, 3
    # pressure given support: rates q1 5/6, 5/6, 4/6 and q2 0, 2/6, 2/6; own 4, 2, 3; foreseen 2.5,
    # 3.5, 3; support at q1 3, 2, 3: 4/2.5*5/6*3, 2/3.5*5/6*2, 3/3*4/6*3 = 4, .952381, 2
    assert pair["expected_guide"] == pytest.approx((2 + 4 / 3 + 3 + 4 + 20 / 21 + 2) / 2)


def test_links_are_counted_in_interviews(toy: Basis) -> None:
    """One interview says pressure leads to missing help, both coders saw it; one denies a link."""
    graph = validation.relation_graph(toy.material)
    made = _row(graph, from_code="pressure", to_code="support")
    denied = _row(graph, from_code="support", to_code="pressure")

    assert (made["interviews"], made["two_coders"], made["reverse"]) == (1, 1, 0)
    assert (denied["interviews"], denied["no_link"], denied["reverse"]) == (0, 1, 1)
    assert made["passages"] == "D1-001>D1-002"
    assert not made["survives"]


def test_saturation_by_hand(toy: Basis) -> None:
    """Three codes occur; D1 has them all, D2 and D3 two each."""
    curves = validation.saturation(toy.material, orders=300, random_state=1)
    whole = curves[(curves["scope"] == "all") & (curves["kind"] == "codes")]
    signed = curves[(curves["scope"] == "all") & (curves["kind"] == "codes-presence")]

    assert whole["real"].tolist() == [1.0, 1.0, 1.0]
    # first place: D1 with 3/3 or another with 2/3, each one time in three: mean 7/9
    assert whole["mean"].iloc[0] == pytest.approx(7 / 9, abs=0.03)
    # pressure[+], support[-], support[+] (D3 only), learning[+] (D1 only)
    assert signed["real"].tolist() == [0.75, 0.75, 1.0]
    assert signed["items"].iloc[0] == 4


def test_new_information_by_hand(toy: Basis) -> None:
    """Base of one, runs of one: D2 adds none of four, D3 adds support[+] to the base of three."""
    added = validation.new_information(toy.material, base=1, run_lengths=[1], orders=50)
    signed = added[added["kind"] == "codes-presence"]

    assert signed["interviews"].tolist() == [2, 3]
    assert signed["real"].tolist() == [0.0, pytest.approx(1 / 3)]


def test_votes_are_signs_of_summed_strength(toy: Basis) -> None:
    """Both coders' stances add up; a nuance alone is mixed; silence is no vote."""
    votes = toy.votes.set_index(["claim", "document"])

    assert votes.loc[("W2", "D1"), "vote"] == "against"  # -3 by A, -3 by B
    assert votes.loc[("W2", "D1"), "net"] == -6
    assert votes.loc[("W2", "D2"), "coders"] == 1
    assert votes.loc[("W2", "D3"), "net"] == 4  # +3 +3 -2
    assert votes.loc[("W3", "D2"), "vote"] == "mixed"  # nuances only
    assert ("W3", "D3") not in votes.index
    # W2 in D2 unit 6: question q2 asks for support, not for support-colleagues
    assert votes.loc[("W2", "D2"), "spontaneous"] == 1
    assert votes.loc[("W4", "D1"), "spontaneous"] == 0
    assert votes.loc[("W4", "D1"), "counter_instance"]
    assert votes.loc[("W2", "D3"), "passages"] == "D3-002 D3-005"


def test_the_scorecard_by_hand(toy: Basis) -> None:
    """Speak, for, mixed, against; exact interval; verdict with its reason."""
    card = toy.scorecard.set_index("claim")
    w2 = card.loc["W2"]

    assert (w2["speak"], w2["for"], w2["mixed"], w2["against"], w2["silent"]) == (3, 2, 0, 1, 0)
    assert w2["cases"] == "P 1-0-1 · Q 1-0-0"
    assert w2["roles"] == "staff 2-0-0 · top 0-0-1"
    assert w2["share"] == pytest.approx(2 / 3)
    # Clopper-Pearson for 2 of 3, from tables: .0943 to .9916
    assert (round(w2["low"], 4), round(w2["high"], 4)) == (0.0943, 0.9916)
    assert w2["p"] == pytest.approx((3 + 1) / 8)  # at least 2 heads of 3
    assert (w2["verdict"], w2["two_coders"]) == ("too-few", 2)
    assert card["verdict"].tolist() == [
        "too-few", "too-few", "too-few", "wording-fails", "not-testable",
    ]  # fmt: skip
    assert card.loc["W1", "silent"] == 3


def test_the_test_of_the_plan_by_hand(toy: Basis) -> None:
    """Pressure with missing help beyond the guide: 0, -2/3 and 0."""
    # D1: meets at unit 1, not at 4: observed 1, expected 1.2 * (5/6 + 0) = 1
    # D2: observed 0, expected 2/3 * 1 = 2/3;  D3: observed 1, expected 1.2 * 5/6 = 1
    values = per_interview(toy.material, toy.plan, "E1")
    row = toy.tests.iloc[0]

    assert np.round(values, 9).tolist() == pytest.approx([0, -2 / 3, 0])
    assert row["statistic"] == pytest.approx(-2 / 9)
    assert (row["direction"], row["n"], row["used"], row["p"]) == (-1, 3, 1, 1.0)
    assert row["notes"].startswith("few-nonzero")


def test_sensitivity_counts_only_runs_with_changed_input(toy: Basis) -> None:
    """W4 rests on two stances in D1: of the runs only those without one of them count."""
    table = toy.fragility.claims.set_index("claim")
    # changed: coder-a, coder-b, drop-prompted (q2 asks for support), without D1, without case P.
    # coders a and b keep the verdict: that the passage was checked is no matter of the run
    assert table.loc["W4", "runs"] == 5
    assert table.loc["W4", "same"] == 2
    assert table.loc["W4", "stability"] == pytest.approx(2 / 5)
    assert table.loc["W4", "flip_set"] == "D1"
    assert table.loc["W4", "flip_to"] == "too-few"
    # nobody speaks on W5 and it has no test: no run changes anything
    assert table.loc["W5", "runs"] == 0
    assert pd.isna(table.loc["W5", "stability"])
    # W1 rests on its test only; 11 planned runs: 2 coders, own-only, 2 windows, prompted, 3 + 2
    assert table.loc["W1", "of"] == 11


def test_evidence_lists_what_speaks_against_first(toy: Basis) -> None:
    """A passage both coders saw is one passage; contradiction stands first; counts are whole."""
    found = validation.passages(toy.material, toy.claims.claims)
    table = validation.evidence_table(found, {"W1": "een", "W2": "twee", "W4": "vier"}, most=1)
    w2 = found[found["claim"] == "W2"]

    assert w2[["side", "unit", "strength", "coders"]].to_numpy().tolist() == [
        ["against", "D1-002", 3, "A B"],
        ["against", "D3-002", 2, "B"],
        ["for", "D3-005", 3, "A B"],
        ["for", "D2-006", 3, "A"],
    ]
    shown = table[table["claim"] == "W2"]
    assert shown[["side", "total", "interviews"]].to_numpy().tolist() == [
        ["against", 2, 2],
        ["for", 2, 2],
    ]
    assert w2["quote"].iloc[0] == "Zin nummer 2 van gesprek D1."
    assert table[table["claim"] == "W1"]["total"].tolist() == [0]


def test_recommendations_keep_wish_and_effect_apart(toy: Basis) -> None:
    """Nobody wishes for R1 and nobody links it to an outcome."""
    table = validation.recommendations(toy.material, toy.claims, language="nl")

    assert table[["demand", "effect", "counter_effect", "basis"]].to_numpy().tolist() == [
        [0, 0, 0, "none"]
    ]


def test_one_coder_alone_is_another_reading(toy: Basis) -> None:
    """Coder B has pressure in D3 unit 4 and no learning; A the other way round."""
    one = validation.gather(toy.coded, rule="coder-b")

    assert one.coders == ("B",)
    assert one.flags("pressure")[15]
    assert not one.flags("learning").any()
    assert validation.gather(toy.coded, rule="either").flags("pressure")[15]


def test_windows_are_those_of_the_statistics_room(toy: Basis) -> None:
    """One definition of near: the fast one here equals `in_window` over episodes."""
    flags = np.random.default_rng(3).random(len(toy.material.units)) < 0.3

    for width in (0, 1, 2):
        theirs = in_window(flags, interview=toy.material.episodes, width=width)
        assert near(flags, toy.material, Window("w", width)).tolist() == theirs.tolist()
