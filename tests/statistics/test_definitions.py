"""Every coefficient against its definition in exact fractions, on small invented tables."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import coding.statistics as room
import definitions
from coding.estimate import Estimate

CODES = st.none() | st.integers(0, 4)
LABELS = st.none() | st.frozensets(st.sampled_from("abcd"), max_size=3)


@st.composite
def _tables(draw: st.DrawFn, cells: st.SearchStrategy[Any] = CODES, coders: int = 4) -> list[Any]:
    m, n = draw(st.integers(2, coders)), draw(st.integers(1, 6))
    return [draw(st.lists(cells, min_size=n, max_size=n)) for _ in range(m)]


@st.composite
def _spans(draw: st.DrawFn, coders: int = 3) -> dict[str, list[tuple[int, int, str]]]:
    found = {}
    for coder in "ABC"[: draw(st.integers(2, coders))]:
        cuts = sorted(draw(st.sets(st.integers(0, 12), max_size=6)))
        kinds = draw(st.lists(st.sampled_from(["x", "y", "z", None]), min_size=6, max_size=6))
        spans = zip(cuts, cuts[1:], kinds, strict=False)
        found[coder] = [(start, end, kind) for start, end, kind in spans if kind]
    return found


def _same(found: Estimate, expected: Fraction | None) -> bool:
    if expected is None:
        return found.value is None and bool(found.reason)
    return found.value is not None and abs(found.value - float(expected)) < 1e-9


def _observed(table: list[Any]) -> int:
    return len({code for row in table for code in row if code is not None})


@given(_tables())
def test_alpha_is_one_minus_observed_over_expected_disagreement(table: list[Any]) -> None:
    """Alpha equals its definition over pairs of codings at each level."""
    deltas = {
        "nominal": definitions.nominal,
        "ordinal": definitions.ordinal(table),
        "interval": definitions.interval,
        "ratio": definitions.ratio,
    }
    for level, delta in deltas.items():
        found = room.krippendorff_alpha(table, level=level)
        assert _same(found, definitions.alpha(table, delta)), level


@given(_tables(LABELS))
def test_alpha_of_sets_is_one_minus_observed_over_expected(table: list[Any]) -> None:
    """Alpha with each set distance, empty sets included, equals its definition."""
    deltas = {
        None: definitions.nominal,
        "jaccard": definitions.jaccard,
        "dice": definitions.dice,
        "masi": definitions.masi,
    }
    for distance, delta in deltas.items():
        found = room.krippendorff_alpha(table, distance=distance)
        assert _same(found, definitions.alpha(table, delta)), distance


@given(_tables(LABELS))
def test_multivalued_alpha_equals_the_list_of_all_pairs_of_sets(table: list[Any]) -> None:
    """The product over labels gives what listing every pair of label sets gives."""
    assert _same(room.multivalued_alpha(table), definitions.multivalued(table))


@given(_tables(LABELS))
def test_one_label_is_alpha_of_its_presence(table: list[Any]) -> None:
    """The empty set counts as absence, None as missing."""
    presence = [[None if cell is None else int("a" in cell) for cell in row] for row in table]

    if any(cell is not None for row in table for cell in row):
        found = room.krippendorff_alpha(table, label="a")
        assert _same(found, definitions.alpha(presence, definitions.nominal))


@given(_tables())
def test_one_category_is_the_code_against_all_others(table: list[Any]) -> None:
    """Alpha, Fleiss and specific agreement of one code follow from its presence."""
    presence = [[None if code is None else int(code == 2) for code in row] for row in table]

    alpha = room.krippendorff_alpha(table, category=2)
    assert _same(alpha, definitions.alpha(presence, definitions.nominal))
    assert _same(room.fleiss_kappa(table, category=2), definitions.fleiss(presence))
    assert _same(room.specific_agreement(table, category=2), definitions.specific(presence, 1))


@given(_tables())
def test_coefficients_over_units_equal_their_definitions(table: list[Any]) -> None:
    """Agreement, Fleiss, AC1, Brennan-Prediger and Conger, missing codings included."""
    q = _observed(table)

    assert _same(room.percent_agreement(table), definitions.percent_agreement(table))
    assert _same(room.fleiss_kappa(table), definitions.fleiss(table))
    assert _same(room.gwet_ac1(table), definitions.gwet(table, q))
    assert _same(room.gwet_ac1(table, categories=range(7)), definitions.gwet(table, 7))
    assert _same(room.brennan_prediger(table), definitions.brennan_prediger(table, q))
    assert _same(room.conger_kappa(table), definitions.conger(table))


@given(_tables(coders=2))
def test_coefficients_of_two_coders_equal_their_definitions(table: list[Any]) -> None:
    """Scott's pi and Cohen's kappa, weighted over the codes of common units or a given scale."""
    both = [pair for pair in zip(*table, strict=True) if None not in pair]
    seen = sorted({code for pair in both for code in pair})
    rank = {code: place for place, code in enumerate(seen)}
    steps = max(len(seen) - 1, 1)

    assert _same(room.scott_pi(table), definitions.scott(table))
    assert _same(room.cohen_kappa(table), definitions.cohen(table, lambda a, b: Fraction(a == b)))
    assert _same(
        room.cohen_kappa(table, weights="linear"),
        definitions.cohen(table, lambda a, b: 1 - Fraction(abs(rank[a] - rank[b]), steps)),
    )
    assert _same(
        room.cohen_kappa(table, weights="quadratic", categories=range(6)),
        definitions.cohen(table, lambda a, b: 1 - Fraction(a - b, 5) ** 2),
    )


@given(_tables())
def test_value_weighted_agreement_is_one_minus_observed_disagreement(table: list[Any]) -> None:
    """Units weigh by their number of codings, pairable ones only."""
    pairable = [unit for unit in definitions.units(table) if len(unit) >= 2]
    n = sum(map(len, pairable))
    weighed = sum(
        (definitions.percent_agreement([[code] for code in unit]) or 0) * len(unit)
        for unit in pairable
    )

    found = room.percent_agreement(table, method="value_weighted")

    assert _same(found, Fraction(weighed) / n if n else None)


@given(_tables())
def test_unanimous_agreement_counts_units_coded_by_everybody(table: list[Any]) -> None:
    """Units a coder left out are not in the denominator."""
    complete = [unit for unit in zip(*table, strict=True) if None not in unit]
    agreed = sum(len(set(unit)) == 1 for unit in complete)

    found = room.percent_agreement(table, method="unanimous")

    assert _same(found, Fraction(agreed, len(complete)) if complete else None)


@given(_spans())
def test_unitizing_alpha_equals_the_count_of_positions(
    spans: dict[str, list[tuple[int, int, str]]],
) -> None:
    """u-alpha and |u-alpha equal their definitions, position by position."""
    for kind in ("u", "binary"):
        found = room.unitizing_alpha(spans, length=12, kind=kind)
        assert _same(found, definitions.unitizing(spans, 12, kind)), kind
    found = room.unitizing_alpha(spans, length=12, kind="binary", label="x")
    assert _same(found, definitions.unitizing(spans, 12, "binary", "x"))


@given(_spans(coders=2))
def test_coding_of_intersections_equals_the_count_of_positions(
    spans: dict[str, list[tuple[int, int, str]]],
) -> None:
    """cu-alpha and (k)u-alpha of two coders equal their definitions."""
    found = room.unitizing_alpha(spans, length=12, kind="cu")
    assert _same(found, definitions.unitizing(spans, 12, "cu"))
    for label in "xyz":
        found = room.unitizing_alpha(spans, length=12, kind="ku", label=label)
        assert _same(found, definitions.unitizing(spans, 12, "ku", label)), label


@given(_tables(), st.randoms(use_true_random=False))
def test_order_and_names_do_not_matter(table: list[Any], random: Any) -> None:
    """Coders, units and names of codes can change place; uncoded units change nothing."""
    units = [list(unit) for unit in zip(*table, strict=True)]
    random.shuffle(units)
    renamed = [[None if code is None else f"code {9 - code}" for code in unit] for unit in units]
    turned = [list(row) for row in zip(*renamed, [None] * len(table), strict=True)]
    random.shuffle(turned)

    for coefficient in (
        room.krippendorff_alpha,
        room.fleiss_kappa,
        room.gwet_ac1,
        room.conger_kappa,
        room.light_kappa,
        room.percent_agreement,
    ):
        before, after = coefficient(table).value, coefficient(turned).value
        assert before == pytest.approx(after, abs=1e-12), coefficient.__name__


@given(_tables())
def test_single_codings_leave_alpha_alone(table: list[Any]) -> None:
    """A unit coded once adds nothing to alpha, whatever its code."""
    longer = [[*row, "new" if place == 0 else None] for place, row in enumerate(table)]
    renamed = [[None if code is None else str(code) for code in row] for row in longer]

    assert room.krippendorff_alpha(table).value == room.krippendorff_alpha(renamed).value


@given(_tables(coders=2))
def test_two_complete_coders_tie_the_coefficients_together(table: list[Any]) -> None:
    """Without missing codings Fleiss is Scott, Conger is Light is Cohen."""
    whole = [[0 if code is None else code for code in row] for row in table]

    assert room.fleiss_kappa(whole).value == pytest.approx(room.scott_pi(whole).value, abs=1e-12)
    cohen = room.cohen_kappa(whole).value
    assert room.conger_kappa(whole).value == pytest.approx(cohen, abs=1e-12)
    assert room.light_kappa(whole).value == pytest.approx(cohen, abs=1e-12)


@given(_tables())
def test_sets_of_one_label_are_single_codes(table: list[Any]) -> None:
    """For singletons every set distance and the multi-valued alpha give nominal alpha."""
    sets = [[None if code is None else {code} for code in row] for row in table]
    alpha = room.krippendorff_alpha(table).value

    for distance in (None, "jaccard", "dice", "masi"):
        found = room.krippendorff_alpha(sets, distance=distance).value
        assert found == pytest.approx(alpha, abs=1e-12), distance
    assert room.multivalued_alpha(sets).value == pytest.approx(alpha, abs=1e-12)


def test_years_do_not_drown_in_rounding() -> None:
    """Interval alpha is the same for 1, 2, 3 and for 1,000,001, 1,000,002, 1,000,003."""
    small = np.array([[1.0, 2, 3, 2, 1], [1, 3, 3, 2, 2]])

    expected = room.krippendorff_alpha(small, level="interval").value

    large = room.krippendorff_alpha(small + 1e6, level="interval").value
    assert large == pytest.approx(expected, abs=1e-12)
    thousandths = room.krippendorff_alpha(small / 1000 + 5, level="interval").value
    assert thousandths == pytest.approx(expected, abs=1e-9)


def test_equal_numbers_leave_interval_alpha_undefined() -> None:
    """A constant that has no exact binary form still counts as no variation."""
    assert room.krippendorff_alpha([[0.1] * 7, [0.1] * 7], level="interval").value is None
