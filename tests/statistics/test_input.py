"""Bad input meets an error that says what, where and what instead; no data meets a reason."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

import coding.statistics as room
from coding.errors import CodingError
from coding.estimate import Estimate

ON_TABLES = [
    room.krippendorff_alpha,
    room.fleiss_kappa,
    room.conger_kappa,
    room.light_kappa,
    room.gwet_ac1,
    room.brennan_prediger,
    room.percent_agreement,
    room.cohen_kappa,
    room.scott_pi,
]
NO_PAIRS = {
    "one coder": [["a", "b", "a"]],
    "no coder": np.empty((0, 3)),
    "no units": [[], []],
    "nothing coded": [[None, None], [np.nan, pd.NA]],
    "no common unit": [["a", None], [None, "b"]],
}


@pytest.mark.parametrize("function", ON_TABLES, ids=lambda function: function.__name__)
@pytest.mark.parametrize("table", NO_PAIRS.values(), ids=NO_PAIRS)
def test_without_pairs_the_answer_is_a_reason(
    function: Callable[..., Estimate], table: Any
) -> None:
    """Where no two codings share a unit there is no number, and the reason says why."""
    found = function(table)

    assert found.value is None
    assert found.reason
    assert found.n_coders == len(table)


def test_reasons_name_what_is_missing() -> None:
    """One coder and no common unit are told apart in words."""
    one = room.krippendorff_alpha([["a", "b"]]).reason or ""
    apart = room.krippendorff_alpha([["a", None], [None, "b"]]).reason or ""

    assert "1 coder" in one
    assert "at least two coders" in one
    assert "no unit was coded by two coders" in apart


def test_a_code_never_used_is_named_in_the_reason() -> None:
    """A misspelt category gives no number but its own name."""
    assert "'bw-cultual'" in (
        room.krippendorff_alpha([["a", "b"], ["a", "b"]], category="bw-cultual").reason or ""
    )


def test_light_names_the_pair_without_kappa() -> None:
    """The mean is undefined if one pair is, and the pair is named."""
    frame = pd.DataFrame([[1, 2, 1], [1, 2, 2], [1, 1, 1], [1, 1, 1]], index=list("ABCD"))

    assert "C, D" in (room.light_kappa(frame).reason or "")


ERRORS: dict[str, tuple[Callable[[], object], str]] = {
    "one dimension": (lambda: room.krippendorff_alpha(np.array([1, 2])), "one row a coder"),
    "three dimensions": (lambda: room.krippendorff_alpha(np.zeros((2, 2, 2))), "dtype=object"),
    "a mapping": (lambda: room.krippendorff_alpha({"A": [1]}), "one row a coder"),
    "a text": (lambda: room.krippendorff_alpha("aab"), "coders × units"),
    "rows of text": (lambda: room.krippendorff_alpha(["aab", "abb"]), "one coder"),
    "rows of different length": (lambda: room.krippendorff_alpha([[1, 2], [1]]), "[1, 2]"),
    "sets mixed with codes": (
        lambda: room.krippendorff_alpha([[{"a"}, "b"], [{"a"}, {"b"}]]),
        "coder 0, unit 1",
    ),
    "missing inside a set": (lambda: room.krippendorff_alpha([[{"a", None}], [{"a"}]]), "unit 0"),
    "unhashable label": (lambda: room.krippendorff_alpha([[[["a"]]], [["a"]]]), "coder 0"),
    "number and its text": (lambda: room.krippendorff_alpha([[1, 2], ["1", 2]]), "as text"),
    "numpy's spelling of missing": (
        lambda: room.krippendorff_alpha(np.array([["a", np.nan], ["a", "b"]])),
        "dtype=object",
    ),
    "dates": (
        lambda: room.krippendorff_alpha(np.array([["2026-01-01"]], dtype="datetime64[D]")),
        "datetime64",
    ),
    "unknown level": (lambda: room.krippendorff_alpha([[1], [1]], level="nominaal"), "'ratio'"),
    "unknown distance": (
        lambda: room.krippendorff_alpha([[{1}], [{1}]], distance="cosine"),
        "'masi'",
    ),
    "distance of single codes": (
        lambda: room.krippendorff_alpha([[1], [1]], distance="masi"),
        "level=",
    ),
    "level of sets": (lambda: room.krippendorff_alpha([[{1}], [{1}]], level="interval"), "sets"),
    "distance and level": (
        lambda: room.krippendorff_alpha([[{1}], [{1}]], level="ratio", distance="masi"),
        "exclude",
    ),
    "category of sets": (lambda: room.krippendorff_alpha([[{1}], [{1}]], category=1), "label="),
    "label of single codes": (lambda: room.krippendorff_alpha([[1], [1]], label=1), "category="),
    "category and label": (
        lambda: room.krippendorff_alpha([[1], [1]], category=1, label=1),
        "exclude",
    ),
    "distance and label": (
        lambda: room.krippendorff_alpha([[{1}], [{1}]], distance="masi", label=1),
        "label=",
    ),
    "texts without order": (
        lambda: room.krippendorff_alpha([["laag"], ["hoog"]], level="ordinal"),
        "categories=[lowest",
    ),
    "weighted texts without order": (
        lambda: room.cohen_kappa([["laag"], ["hoog"]], weights="linear"),
        "categories=[lowest",
    ),
    "order where none is needed": (
        lambda: room.krippendorff_alpha([[1], [1]], categories=[1, 2]),
        "level='ordinal'",
    ),
    "text at interval level": (
        lambda: room.krippendorff_alpha([["a"], ["b"]], level="interval"),
        "needs numbers",
    ),
    "infinite at interval level": (
        lambda: room.krippendorff_alpha([[1.0], [np.inf]], level="interval"),
        "finite",
    ),
    "negative at ratio level": (
        lambda: room.krippendorff_alpha([[1, -1], [1, 2]], level="ratio"),
        "level='interval'",
    ),
    "three coders for Cohen": (lambda: room.cohen_kappa([[1], [1], [1]]), "light_kappa"),
    "three coders for Scott": (lambda: room.scott_pi([[1], [1], [1]]), "fleiss_kappa"),
    "unknown weights": (lambda: room.cohen_kappa([[1], [1]], weights="cubic"), "'quadratic'"),
    "sets for kappa": (lambda: room.fleiss_kappa([[{1}], [{1}]]), "multivalued_alpha"),
    "single codes for the multi-valued alpha": (
        lambda: room.multivalued_alpha([[1], [1]]),
        "put each code in a set",
    ),
    "code outside the codebook": (
        lambda: room.gwet_ac1([["bw-cultual"], ["bw-technical"]], categories=["bw-cultural"]),
        "did you mean bw-cultural?",
    ),
    "codebook with a code twice": (
        lambda: room.brennan_prediger([[1], [1]], categories=[1, 1]),
        "twice",
    ),
    "codebook that is a text": (lambda: room.gwet_ac1([["a"], ["b"]], categories="ab"), "list"),
    "unknown method": (
        lambda: room.percent_agreement([[1], [1]], method="holsti"),
        "'unanimous'",
    ),
    "a text as a set": (lambda: room.masi_distance("ab", {"a"}), "a set or a list"),
    "missing in a set": (lambda: room.jaccard_distance({None}, {"a"}), "missing"),
}


@pytest.mark.parametrize(("way", "part"), ERRORS.values(), ids=ERRORS)
def test_bad_tables_meet_a_clear_error(way: Callable[[], object], part: str) -> None:
    """The error is a CodingError and says where, what was expected, or what to use instead."""
    with pytest.raises(CodingError) as error:
        way()

    assert part in str(error.value)


SPAN_ERRORS: dict[str, tuple[dict[str, Any], dict[str, Any], str]] = {
    "outside the text": ({"A": [(0, 11, "x")], "B": []}, {}, "0 <= start < end <= 10"),
    "before the text": ({"A": [(-1, 2, "x")], "B": []}, {}, "coder A"),
    "no length": ({"A": [(3, 3, "x")], "B": []}, {}, "half-open"),
    "backwards": ({"A": [(5, 3, "x")], "B": []}, {}, "half-open"),
    "overlapping": (
        {"A": [], "B": [(0, 5, "x"), (4, 8, "y")]},
        {},
        "kind='binary', label=...",
    ),
    "overlapping for cu": (
        {"A": [], "B": [(0, 5, "x"), (4, 8, "y")]},
        {"kind": "cu"},
        "coder B",
    ),
    "no label": ({"A": [(0, 5, None)], "B": []}, {}, "kind='binary'"),
    "two numbers only": ({"A": [(0, 5)], "B": []}, {}, "(start, end, label)"),
    "bounds that are texts": ({"A": [("0", "5", "x")], "B": []}, {}, "no numbers"),
    "ku without label": ({"A": [], "B": []}, {"kind": "ku"}, "give label="),
    "label for u": ({"A": [], "B": []}, {"label": "x"}, "kind='ku'"),
    "unknown kind": ({"A": [], "B": []}, {"kind": "alpha"}, "'binary'"),
    "negative length": ({"A": [], "B": []}, {"length": -1}, "length"),
    "length that is a text": ({"A": [], "B": []}, {"length": "10"}, "length"),
}


@pytest.mark.parametrize(("spans", "options", "part"), SPAN_ERRORS.values(), ids=SPAN_ERRORS)
def test_bad_spans_meet_a_clear_error(
    spans: dict[str, Any], options: dict[str, Any], part: str
) -> None:
    """Spans outside the text, without length or overlapping where they must not."""
    with pytest.raises(CodingError) as error:
        room.unitizing_alpha(spans, **{"length": 10, **options})

    assert part in str(error.value)


def test_a_table_of_spans_is_refused_because_it_hides_who_marked_nothing() -> None:
    """A coder without spans has no row in a table, and would vanish."""
    with pytest.raises(CodingError, match="marked nothing"):
        room.unitizing_alpha(pd.DataFrame({"coder": ["A"], "start": [0], "end": [1]}), length=5)


@pytest.mark.parametrize("missing", [None, np.nan, pd.NA, pd.NaT, float("nan")], ids=repr)
def test_every_way_to_say_missing_is_missing(missing: object) -> None:
    """None, NaN, NA and NaT mean not coded, in lists, object arrays and frames."""
    rows = [["a", "b", missing, "b"], ["a", "a", "b", "b"]]
    expected = room.krippendorff_alpha([["a", "b", "b"], ["a", "a", "b"]]).value

    for table in (rows, np.array(rows, dtype=object), pd.DataFrame(rows)):
        assert room.krippendorff_alpha(table).value == expected


def test_the_same_codes_in_any_container_give_the_same_alpha() -> None:
    """Lists, integer, float, boolean, nullable and masked tables agree."""
    rows = [[1, 0, 1, 1, 0], [1, 1, 1, 0, 0]]
    expected = room.krippendorff_alpha(rows).value
    masked = np.ma.array([[1, 0, 1, 1, 0, 7], [1, 1, 1, 0, 0, 0]], mask=[[0] * 5 + [1], [0] * 6])

    for table in (
        np.array(rows),
        np.array(rows, dtype=np.int8),
        np.array(rows, dtype=float),
        np.array(rows, dtype=bool),
        np.array(rows, dtype=object),
        pd.DataFrame(rows),
        pd.DataFrame(rows).astype("Int64"),
        pd.DataFrame(rows).astype("boolean"),
        pd.DataFrame(rows).astype(str),
        tuple(map(tuple, rows)),
        [np.array(row) for row in rows],
        masked,
    ):
        assert room.krippendorff_alpha(table).value == expected, type(table)


def test_small_integers_do_not_overflow() -> None:
    """The widest codes of eight bits, signed or not, are as far apart as they look."""
    rows = [[-128, 127, 0, 127], [-128, 127, 127, 0]]
    expected = room.krippendorff_alpha(rows, level="interval").value

    assert (
        room.krippendorff_alpha(np.array(rows, dtype=np.int8), level="interval").value == expected
    )
    shifted = np.array(rows, dtype=np.int64) + 128
    unsigned = room.krippendorff_alpha(shifted.astype(np.uint8), level="interval").value
    assert unsigned == pytest.approx(expected)


def test_codes_far_apart_and_fractions_are_codes_too() -> None:
    """Numbers wider than any counter, negative ones and fractions are told apart."""
    names = {0: -3.5, 1: 10**12, 2: 0.1}
    rows = [[0, 1, 2, 2, 1], [0, 1, 1, 2, 0]]
    renamed = [[names[code] for code in row] for row in rows]

    expected = room.krippendorff_alpha(rows).value
    assert room.krippendorff_alpha(renamed).value == expected
    assert room.krippendorff_alpha(np.array(renamed)).value == expected


@pytest.mark.parametrize("as_set", [set, frozenset, list, tuple, np.array], ids=str)
def test_sets_come_as_any_collection(as_set: Callable[[list[str]], Any]) -> None:
    """Sets, lists, tuples and arrays of labels are sets; order and repeats do not count."""
    rows = [[["a"], ["a", "b"], ["b"]], [["a"], ["b", "a"], ["a"]]]
    table = [[as_set(cell) for cell in row] for row in rows]

    found = room.krippendorff_alpha(table, distance="masi").value

    assert (
        found
        == room.krippendorff_alpha(
            [[frozenset(cell) for cell in row] for row in rows], distance="masi"
        ).value
    )


def test_the_empty_set_is_a_value_and_none_is_not() -> None:
    """Two coders who say that no label applies agree; one who did not look says nothing."""
    agree = room.krippendorff_alpha([[set(), {"a"}], [set(), {"a"}]], distance="jaccard")
    missing = room.krippendorff_alpha([[None, {"a"}], [set(), {"a"}]], distance="jaccard")

    assert agree.value == 1.0
    assert agree.n_pairable == 4
    assert missing.value is None
    assert missing.n_pairable == 2


def test_order_of_texts_comes_from_categories() -> None:
    """An ordinal scale of texts follows its list; unused steps change kappa, not alpha."""
    rows = [["laag", "midden", "hoog", "midden"], ["laag", "hoog", "hoog", "laag"]]
    scale = ["laag", "midden", "hoog"]
    numbers = [[scale.index(code) for code in row] for row in rows]
    longer = [*scale, "hoogst"]

    alpha = room.krippendorff_alpha(rows, level="ordinal", categories=scale).value
    assert alpha == room.krippendorff_alpha(numbers, level="ordinal").value
    assert alpha == room.krippendorff_alpha(rows, level="ordinal", categories=longer).value
    kappa = room.cohen_kappa(rows, weights="linear", categories=scale).value
    assert kappa == room.cohen_kappa(numbers, weights="linear").value
    assert kappa == pytest.approx(room.cohen_kappa(rows, weights="linear", categories=longer).value)


def test_numbers_written_as_text_do_not_pass_for_an_order() -> None:
    """'10' comes before '9' in the alphabet, so texts that look like numbers need an order too."""
    with pytest.raises(CodingError):
        room.krippendorff_alpha([["9", "10"], ["9", "10"]], level="ordinal")


def test_counts_say_how_much_there_was() -> None:
    """Units, pairable codings and coders are in the result."""
    found = room.krippendorff_alpha([[1, 2, None, 1], [1, 1, None, None], [1, None, 2, None]])

    assert (found.n_units, found.n_pairable, found.n_coders) == (4, 5, 3)


def test_unused_codes_of_the_codebook_raise_ac1_and_brennan_prediger() -> None:
    """They depend on the number of codes on offer, and the method says how many."""
    table = [[1, 1, 2, 2, 1], [1, 2, 2, 2, 1]]

    for coefficient in (room.gwet_ac1, room.brennan_prediger):
        few, many = coefficient(table), coefficient(table, categories=range(1, 6))
        assert few.value < many.value
        assert "2 codes that occur" in few.method
        assert "5 codes of the codebook" in many.method


def test_incomplete_fleiss_says_which_generalisation() -> None:
    """The bare name means complete codings."""
    assert room.fleiss_kappa([[1, 2], [1, 1]]).method == "fleiss_kappa"
    assert "Gwet" in room.fleiss_kappa([[1, 2, None], [1, 1, 2]]).method
    assert "Gwet" in room.conger_kappa([[1, 2, None], [1, 1, 2]]).method


def test_touching_spans_stay_two_units_and_splitting_does_not_hurt_u_alpha() -> None:
    """Perfect overlap is 1 however one coder cuts it; |u-alpha joins overlaps only."""
    whole, cut = [(0, 10, "x")], [(0, 4, "x"), (4, 10, "x")]
    found = room.unitizing_alpha({"A": whole, "B": cut}, length=20)

    assert found.value == 1.0
    assert found.n_units == 3
    overlapping = [(0, 6, "x"), (4, 10, "y")]
    joined = room.unitizing_alpha({"A": whole, "B": overlapping}, length=20, kind="binary")
    assert joined.value == 1.0
    assert joined.n_units == 2


def test_overlapping_codes_are_compared_one_at_a_time() -> None:
    """kind='binary' with label= is u-alpha of the spans of that code alone."""
    spans = {
        "A": [(0, 8, "x"), (4, 12, "y")],
        "B": [(0, 6, "x"), (5, 12, "y")],
    }
    for label in "xy":
        alone = {
            coder: [span for span in found if span[2] == label] for coder, found in spans.items()
        }
        one = room.unitizing_alpha(spans, length=30, kind="binary", label=label).value
        assert one == room.unitizing_alpha(alone, length=30).value


def test_three_coders_have_no_cu_alpha_here() -> None:
    """The published implementations disagree, so the answer is a reason and not a choice."""
    spans = {coder: [(0, 5, "x"), (5, 9, "y")] for coder in "ABC"}

    assert room.unitizing_alpha(spans, length=10).value == 1.0
    for options in ({"kind": "cu"}, {"kind": "ku", "label": "x"}):
        found = room.unitizing_alpha(spans, length=10, **options)
        assert found.value is None
        assert "pairs" in (found.reason or "")


@pytest.mark.parametrize(
    ("spans", "options", "part"),
    [
        ({"A": [(0, 5, "x")]}, {}, "1 coder"),
        ({"A": [], "B": []}, {}, "nothing varies"),
        ({"A": [], "B": []}, {"length": 0}, "no length"),
        ({"A": [(0, 5, "x")], "B": [(5, 9, "x")]}, {"kind": "cu"}, "marked by both"),
        ({"A": [(0, 5, "x")], "B": [(0, 9, "x")]}, {"kind": "cu"}, "one label only"),
        ({"A": [(0, 5, "x")], "B": [(0, 9, "x")]}, {"kind": "ku", "label": "q"}, "'q' was never"),
        ({"A": [(0, 5, "x")], "B": [(0, 9, "x")]}, {"kind": "ku", "label": "x"}, "one label"),
    ],
    ids=[
        "one coder",
        "nothing",
        "empty text",
        "no intersection",
        "one label",
        "unknown label",
        "only label",
    ],
)
def test_undefined_unitizing_gives_its_reason(
    spans: dict[str, Any], options: dict[str, Any], part: str
) -> None:
    """Never 0, 1 or nan where nothing varies or nothing meets."""
    found = room.unitizing_alpha(spans, **{"length": 10, **options})

    assert found.value is None
    assert part in (found.reason or "")


def test_seconds_are_positions_too() -> None:
    """Positions may be fractions; what counts is their proportion, but for the length of gaps."""
    spans = {"A": [(0.5, 2.5, "x")], "B": [(0.5, 2.0, "x")]}

    found = room.unitizing_alpha(spans, length=10.0)

    assert found.value is not None
    assert 0 < found.value < 1


def test_every_coefficient_says_that_it_cannot_know_independence() -> None:
    """The docstring of each public coefficient says so."""
    silent = [
        function.__name__
        for function in (*ON_TABLES, room.multivalued_alpha, room.specific_agreement)
        if "cannot know whether the codings were made independently" not in (function.__doc__ or "")
    ]
    silent += [] if "cannot know" in (room.unitizing_alpha.__doc__ or "") else ["unitizing_alpha"]

    assert silent == []
