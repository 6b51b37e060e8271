"""A study small enough to work every figure out by hand; see `agreement_builders.toy`."""

from __future__ import annotations

import pytest

import agreement_builders as build
from coding.reliability import (
    Comparison,
    Summary,
    assisted_units,
    confusion,
    disagreements,
    disagreements_frame,
    pairwise,
    passages,
    prevalence,
    readings,
    scope,
    span_agreement,
    summarise,
)


@pytest.fixture(scope="module")
def compared(tmp_path_factory: pytest.TempPathFactory) -> Comparison:
    """Hand out the toy study's codings."""
    return build.toy(tmp_path_factory.mktemp("toy")).compare()


@pytest.fixture(scope="module")
def found(compared: Comparison) -> Summary:
    """Hand out its figures."""
    return summarise(compared, replicates=50, seed=1)


def _row(found: Summary, code: str) -> dict[str, object]:
    return found.table.set_index("code").loc[code].to_dict()


def test_a_code_that_was_applied(found: Summary) -> None:
    """Alpha, percent, specific agreement and AC1 of `waiting` are those worked out below."""
    row = _row(found, "waiting")
    # what counts, A B C:  u1 1 1 1   u2 0 0 1   u3 1 . .   u4 0 0 0   (. missing)
    # pairable: u1, u2, u4: n = 9 values, of which 4 yes and 5 no
    # D_o = (ordered differing pairs / (m - 1)) / n = (u2: 4 / 2) / 9 = 2/9
    # D_e = 2 * 4 * 5 / (9 * 8) = 5/9;  alpha = 1 - (2/9) / (5/9) = 3/5
    assert row["alpha"] == pytest.approx(3 / 5)
    # pairs that agree: u1 1, u2 1/3, u4 1: mean 7/9
    assert row["percent"] == pytest.approx(7 / 9)
    # yes, paired with another: u1 3 * 2 of 3 * 2, u2 0 of 1 * 2: 6/8
    assert row["positive"] == pytest.approx(6 / 8)
    # no: u2 2 * 1 of 2 * 2, u4 6 of 6: 8/10
    assert row["negative"] == pytest.approx(8 / 10)
    # shares of yes: u1 1, u2 1/3, u3 1 (one coding counts in the shares), u4 0: mean 7/12
    # P_e = 2 * 7/12 * 5/12 = 35/72;  AC1 = (7/9 - 35/72) / (1 - 35/72) = 21/37
    assert row["ac1"] == pytest.approx(21 / 37)


def test_applied_and_present_are_two_figures(found: Summary) -> None:
    """A plus against a minus is agreement on applied and a difference on present."""
    row = _row(found, "waiting")
    # present:  u1 1 0 1   u2 0 0 1   u4 0 0 0:  3 yes, 6 no
    # D_o = (u1 4/2 + u2 4/2) / 9 = 4/9;  D_e = 2 * 3 * 6 / 72 = 1/2;  alpha = 1 - 8/9 = 1/9
    assert row["present_alpha"] == pytest.approx(1 / 9)
    # pairs that both applied it: u1 A-B (+ -), A-C (+ +), B-C (- +): one of three alike
    assert row["same_presence"] == pytest.approx(1 / 3)


def test_counts_and_shares_by_coder(found: Summary) -> None:
    """Shares are of units that two coders read; pairs and unknown units are counted."""
    row = _row(found, "waiting")
    # counting: u1, u2, u4; A gave it on u1, B on u1, C on u1 and u2
    shares = [row[f"prevalence_{coder}"] for coder in "ABC"]
    assert shares == pytest.approx([1 / 3, 1 / 3, 2 / 3])
    # u3 is unknown: B saw suggestions, C did not read it
    assert (row["units"], row["applied"], row["unknown"]) == (3, 2, 1)
    # pairs: u1 3 both; u2 2 differ, 1 neither; u4 3 neither
    assert (row["both"], row["differ"], row["neither"]) == (3, 2, 4)


def test_a_late_code_is_missing_where_nobody_looked(found: Summary) -> None:
    """`late` rests on the two units that two coders searched for it; the others are unknown."""
    row = _row(found, "late")
    # u1 1 1, u2 0 1: 3 yes, 1 no;  D_o = (u2 2/1) / 4 = 1/2;  D_e = 2 * 3 * 1 / 12 = 1/2
    assert row["alpha"] == pytest.approx(0.0)
    assert (row["units"], row["unknown"], row["applied"]) == (2, 2, 2)


def test_a_code_nobody_gave_has_a_reason_and_stands_last(found: Summary) -> None:
    """Undefined is no number: a reason, and no place among the worst."""
    row = _row(found, "helping")

    assert found.table["alpha"].isna().tolist() == [False, False, True]
    assert row["reason"] == "nobody applied it where two coders read: nothing varies"
    assert found.table["code"].tolist()[-1] == "helping"


def test_agreement_on_whole_sets(found: Summary) -> None:
    """MASI on sets counts units of which every code is known: u1 and u2 of A and B."""
    overall = found.overall.set_index(["coded_as", "coefficient"])["estimate"]
    # A {w, l} {}   B {w, l} {l};  MASI distance: {} to any 1;  {w, l} to {l} 1 - 1/2 * 2/3 = 2/3
    # D_o = (u2 2 * 1 / 1) / 4 = 1/2
    # D_e = 2 * (2 * 1 + 2 * 2/3 + 1) / (4 * 3) = 13/18;  alpha = 1 - 9/13 = 4/13
    assert overall["applied", "alpha_masi"] == pytest.approx(4 / 13)
    assert overall["applied", "percent_same_set"] == pytest.approx(1 / 2)


def test_pairs_of_coders(compared: Comparison) -> None:
    """A and B never differ on `waiting`; C differs from both on u2."""
    made = pairwise(compared, replicates=20).set_index(["coder_a", "coder_b", "code"])["alpha"]
    # A-C: u1 1 1, u2 0 1, u4 0 0: 3 yes, 3 no;  D_o = 2/6;  D_e = 2 * 3 * 3 / 30 = 3/5
    assert made["A", "B", "waiting"] == pytest.approx(1.0)
    assert made["A", "C", "waiting"] == pytest.approx(1 - (1 / 3) / (3 / 5))


def test_what_was_given_instead(compared: Comparison) -> None:
    """C alone gave `waiting` on u2, B alone `late`; what C never looked for is no difference."""
    made = confusion(compared)
    rows = {tuple(row) for row in made.iloc[:, :5].itertuples(index=False)}

    assert rows == {
        ("A", "B", "waiting", "waiting", 1),
        ("A", "B", "late", "late", 1),
        ("A", "B", "(none)", "late", 1),
        ("A", "C", "waiting", "waiting", 1),
        ("A", "C", "(none)", "waiting", 1),
        ("B", "C", "waiting", "waiting", 1),
        ("B", "C", "(none)", "waiting", 1),
    }


def test_who_read_what(compared: Comparison) -> None:
    """Each coder's units are own, assisted or unread, and shared with another or not."""
    made = scope(compared).set_index("coder")
    names = ["documents", "units", "own", "assisted", "unread", "shared"]

    assert made.loc["A", names].tolist() == [2, 4, 4, 0, 0, 3]
    assert made.loc["B", names].tolist() == [2, 4, 3, 1, 0, 3]
    assert made.loc["C", names].tolist() == [2, 4, 3, 0, 1, 3]


def test_assisted_units_stand_apart(compared: Comparison) -> None:
    """On u3 both gave `waiting`: full agreement that counts nowhere but in its own table."""
    made = assisted_units(compared).set_index("code").loc["waiting"]

    assert (made["units_own"], made["units_assisted"]) == (3, 1)
    assert made["positive_assisted"] == pytest.approx(1.0)
    assert made["alpha_own"] == pytest.approx(3 / 5)


def test_the_units_coders_differ_on_worst_first(compared: Comparison) -> None:
    """u2 comes before u1: more codes in dispute; each coder's value is there, `unread` apart."""
    made = disagreements(compared)
    # u2: waiting differs in 2 of 3 pairs, late in the one pair that looked: 2/3 + 1
    # u1: presence of waiting differs in 2 of 3 pairs
    assert [(item.unit, item.rank) for item in made] == [("D1-002", 1), ("D1-001", 2)]
    assert [item.differ for item in made] == pytest.approx([5 / 3, 2 / 3])
    # code sets on u2, on what both read: {} {l}, {} {w}, {} {w}: nothing shared; on u1 all shared
    assert [item.distance for item in made] == pytest.approx([1.0, 0.0])
    rows = disagreements_frame(made).set_index(["unit", "code"])
    assert rows.loc[("D1-002", "late"), "readings"] == "A:no;B:present;C:unread"
    assert rows.loc[("D1-001", "waiting"), "kind"] == "presence"


def test_a_filter_keeps_the_rank_of_the_whole_list(compared: Comparison) -> None:
    """By code, coder or document the list gets shorter; ranks stay."""
    of_code = disagreements(compared, code="waiting")
    of_coder = disagreements(compared, coder="A")

    assert [(i.rank, len(i.disputes)) for i in of_code] == [(1, 1), (2, 1)]
    assert {d.code for i in of_coder for d in i.disputes} == {"waiting", "late"}
    assert disagreements(compared, document="D2") == ()


def test_from_a_bad_figure_to_the_passages(compared: Comparison, found: Summary) -> None:
    """The worst code leads to its passages with their words and each coder's value."""
    assert found.worst == "late"
    made = passages(compared, "waiting")

    assert made["text"].tolist() == ["Niemand belt ons op.", "Wij wachten al lang."]
    assert made.loc[0, ["A", "B", "C"]].tolist() == ["no", "no", "present"]


def test_agreement_on_the_marked_text(compared: Comparison) -> None:
    """|u-alpha of `waiting` on the sixty characters that all three read."""
    made = span_agreement(compared).set_index(["code", "coefficient"])
    row = made.loc[("waiting", "|u-alpha")]
    # u1, u2, u4 end to end; A [0, 20), B [0, 20), C [0, 20) [20, 40): lengths marked 80, gap 100
    # shared by pairs: marked 60, gap 80, of 180: D_o = 40/180
    # expected: 180^2 - 80^2 - 100^2 = 16000 over 180^2 - 4 spans of 20^2 - 100 gap = 30700
    assert row["characters"] == 60
    assert row["alpha"] == pytest.approx(1 - (40 / 180) * (30700 / 16000))


def test_the_input_of_every_figure_is_listed(compared: Comparison) -> None:
    """What is not listed was read by everybody and given by nobody."""
    made = readings(compared).set_index(["unit", "code"])

    assert made.loc[("D1-001", "waiting"), ["A", "B", "C"]].tolist() == [
        "present",
        "absent",
        "present",
    ]
    assert made.loc[("D2-001", "waiting"), ["A", "B", "C"]].tolist() == [
        "present",
        "unread",
        "unread",
    ]
    assert ("D2-002", "waiting") not in made.index


def test_prevalence_per_coder_in_rows(compared: Comparison) -> None:
    """The long form has the same shares as the table."""
    made = prevalence(compared).set_index(["code", "coder"])

    assert made.loc[("waiting", "C"), ["units", "applied"]].tolist() == [3, 2]
