"""What a researcher meets: reasons, reading orders, stop rules, counts, records."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.stats import hypergeom

from coding.errors import CodingError
from coding.suggest import (
    HandOut,
    Suggester,
    corrected_count,
    explain,
    find,
    found_at_least,
    improve,
    in_order,
    load_model,
    recall_p_value,
    rest_estimate,
    save_model,
    simulate,
    stop_after,
)
from coding.suggest.features import Encoder
from coding.suggest.provenance import HandOuts, read_hand_outs
from suggestion_builders import toy_codebook, toy_units

RNG = np.random.default_rng(3)


@pytest.fixture(scope="module")
def model() -> Suggester:
    units = toy_units()
    half = (units.frame["group"] < "d04").to_numpy()
    encoder = Encoder(toy_codebook()).fit(units.frame)
    return Suggester(toy_codebook(), encoder=encoder).fit(units.frame[half], units.labels[half])


def test_words_sum_to_the_score(model: Suggester) -> None:
    """Contributions of words, place and base are the score, for every code of many units."""
    units = toy_units()
    scores = model.decision_function(units.frame)
    for row in range(0, 160, 16):
        for place, code in enumerate(model.codebook.codes):
            found = explain(model, units.frame, units.frame["unit"].iloc[row], code)
            total = sum(share for _, share in found.words) + found.place + found.base
            assert total == pytest.approx(scores[row, place], abs=1e-7)


def test_words_said_to_turn_a_suggestion_do(model: Suggester) -> None:
    """Taken out of the text, and nothing else, they take the suggestion away."""
    units = toy_units()
    shown = model.predict(units.frame)[:, 0]
    turned = 0
    for row in np.flatnonzero(shown):
        found = explain(model, units.frame, units.frame["unit"].iloc[row], "geld")
        if found.turns is None:
            continue
        one = units.frame.iloc[[row]]
        rest = [w for w in one["text"].iloc[0].split() if w not in found.turns]
        again = model.encoder_.reworded(model.encoder_.encode(one), " ".join(rest))
        assert model.weights_ is not None
        assert model.weights_.score(again)[0, 0] <= found.threshold < found.score
        turned += 1
    assert turned > shown.sum() / 2


def test_the_nearest_passages_are_the_persons_own(model: Suggester) -> None:
    """Only units the person coded so are shown, without the unit itself."""
    units = toy_units()
    coded = units.frame["unit"][units.labels[:, 0] > 0].tolist()
    found = explain(model, units.frame, coded[0], "geld", coded=coded[:9])

    assert len(found.nearest) == 3
    assert {unit for unit, _ in found.nearest} <= set(coded[1:9])


def test_an_explanation_needs_something_learnt() -> None:
    """From the codebook alone there is a ranking but no weights to show."""
    units = toy_units()
    with pytest.raises(CodingError, match="nothing was learnt"):
        explain(Suggester(toy_codebook()).fit(units.frame), units.frame, "u00-000", "geld")


def test_reading_orders(model: Suggester) -> None:
    """In order runs as the text does; find puts units with the code first; done ones are out."""
    units = toy_units()
    done = {"u00-000"}

    assert [h.unit for h in in_order(units.frame, done=done)][:2] == ["u00-001", "u00-002"]
    first = [h.unit for h in find(model, units.frame, "geld", done=done)][:20]
    applies = units.frame.set_index("unit").index.get_indexer(first)
    assert units.labels[applies, 0].mean() > 0.8
    with pytest.raises(CodingError, match="no code 'geldd'"):
        find(model, units.frame, "geldd")


def test_a_quarter_of_what_improves_is_random(model: Suggester) -> None:
    """At least 25 % of each batch is drawn at random, and marked as such; the same seed repeats."""
    units = toy_units()
    done = set(units.frame["unit"][:80])
    batch = improve(model, units.frame, done=done, size=18, seed=4)

    assert len({h.unit for h in batch}) == len(batch) == 18
    assert sum(h.drawn for h in batch) >= 0.25 * 18
    assert {h.policy for h in batch} == {"rarest", "uncertain", "random"}
    assert not {h.unit for h in batch} & done
    assert batch == improve(model, units.frame, done=done, size=18, seed=4)


def test_the_first_reads_come_from_the_codebook(model: Suggester) -> None:
    """Before twenty units are decided, indicator hits lead, spread over documents."""
    batch = improve(model, toy_units().frame, size=12)
    hits = [h.unit[:3] for h in batch if h.policy == "codebook"]

    assert len(hits) == 9
    assert len(set(hits)) >= 8


def test_near_duplicates_are_spread(model: Suggester) -> None:
    """Twenty copies of the likeliest unit fill one place of the steered part, not all."""
    units = toy_units()
    best = find(model, units.frame, "geld")[0].unit
    text = units.frame.set_index("unit").loc[best, "text"]
    units.frame.loc[units.frame.index[:20], "text"] = text
    fresh = Suggester(toy_codebook()).fit(units.frame[60:], units.labels[60:])
    batch = improve(fresh, units.frame, done=set(units.frame["unit"][60:90]), size=16)
    copies = set(units.frame["unit"][units.frame["text"] == text])

    assert sum(h.unit in copies and not h.drawn for h in batch) <= 1


def test_the_recall_test_is_the_hypergeometric_one() -> None:
    """For reads at random it is the textbook probability; reading everything settles it."""
    seen = [True] * 4 + [False] * 36
    least = int(np.floor(4 / 0.8 + 1))  # one more than recall .8 allows
    whole = hypergeom.cdf(4, 100, least, 40)

    assert recall_p_value(seen, 100, target=0.8) <= whole
    assert recall_p_value([False] * 40, 100, target=0.8) == 1.0
    assert recall_p_value(seen, 40, target=0.8) == 0.0
    with pytest.raises(CodingError, match="40 units read of 30"):
        recall_p_value(seen, 30, target=0.8)


def test_the_promise_is_kept() -> None:
    """Over random orders, stopping by the test at .8 reaches .8 in at least 93 % of the runs."""
    reached = []
    for seed in range(40):
        rng = np.random.default_rng(seed)
        score = rng.normal(size=400)
        hits = rng.random(400) < 1 / (1 + np.exp(3 - 1.5 * score))
        order = hits[np.argsort(-score)]
        read = stop_after(order.tolist(), 400, rule="hypergeometric", every=20) or 400
        reached.append(order[:read].sum() >= 0.8 * order.sum())
    assert np.mean(reached) >= 0.93


def test_fifty_in_a_row_promises_nothing() -> None:
    """The rule stops after fifty without the code, whatever is left."""
    seen = [True] + [False] * 50 + [True] * 30

    assert stop_after(seen, 500, rule="in a row", run=50) == 51
    assert found_at_least([False] * 20, 100).value is None


def test_what_is_left_from_a_blind_sample() -> None:
    """14 of 150 apply: so many of the rest, with limits around it; none: rule of three."""
    groups = [f"d{i % 10}" for i in range(150)]
    sample = pd.DataFrame({"group": groups, "applies": [i % 11 == 3 for i in range(150)]})
    found = rest_estimate(sample, rest=1000, found=100)
    left, recall = found["left"], found["recall"]

    assert left.value == pytest.approx(14 / 150 * 1000)
    assert left.low is not None
    assert left.high is not None
    assert left.low < 93 < left.high
    assert recall.value == pytest.approx(100 / (100 + 14 / 150 * 1000))
    none = rest_estimate(sample.assign(applies=False), rest=1000, found=100)["left"]
    assert (none.value, none.high) == (0.0, pytest.approx(20.0))
    assert rest_estimate(sample[:10], rest=1000, found=1)["left"].value is None


def test_counts_of_suggestions_are_corrected() -> None:
    """A machine that says yes twice too often is put right, or is not counted."""
    truth = (RNG.random(4000) < 0.2).astype(float)
    groups = np.array([f"d{i % 20}" for i in range(4000)], dtype=object)
    said = np.clip(truth + (RNG.random(4000) < 0.2), 0, 1)
    drawn = RNG.random(4000) < 0.1
    decided = np.where(drawn, truth, np.nan)
    found = corrected_count(said, decided, groups, drawn)

    assert found.low is not None
    assert found.high is not None
    assert found.low < truth.sum() < found.high < said.sum()
    assert found.method.startswith("estimate")
    assert corrected_count(said, decided, groups, drawn & (groups == "d0")).value is None


def test_a_model_is_arrays_and_json(model: Suggester, tmp_path: Path) -> None:
    """Kept without pickle, it reads back to the same scores; tampering is noticed."""
    units = toy_units()
    path = save_model(model, tmp_path, facts={"labels": "x"})
    again, facts = load_model(path, toy_codebook())

    assert facts == {"labels": "x"}
    assert np.array_equal(again.predict(units.frame), model.predict(units.frame))
    assert np.array_equal(
        again.predict_proba(units.frame), model.predict_proba(units.frame), equal_nan=True
    )
    assert {p.suffix for p in tmp_path.iterdir()} == {".npz", ".json"}
    assert b"pickle" not in path.with_suffix(".npz").read_bytes()
    same = path.with_suffix(".npz").read_bytes()
    save_model(model, tmp_path, facts={"labels": "x"})
    assert path.with_suffix(".npz").read_bytes() == same
    path.rename(tmp_path / "other.json")
    path.with_suffix(".npz").rename(tmp_path / "other.npz")
    with pytest.raises(CodingError, match="not those of this model"):
        load_model(tmp_path / "other.json", toy_codebook())


def test_hand_outs_are_on_disk(tmp_path: Path) -> None:
    """Policy and model of every unit handed out can be read back."""
    log = HandOuts(tmp_path / "models" / "hand-outs.jsonl")
    log.append("A", [HandOut("u1", "random"), HandOut("u2", "find", "geld")], {"fingerprint": "f"})
    found = read_hand_outs(tmp_path / "models" / "hand-outs.jsonl")

    assert [(h.unit, h.policy, h.drawn, h.fingerprint) for h in found] == [
        ("u1", "random", True, "f"),
        ("u2", "find", False, "f"),
    ]


@pytest.mark.parametrize("policy", ["find", "order"])
def test_replays_are_the_same_every_time(policy: str, tmp_path: Path) -> None:
    """Same seed, same bytes; searching finds sooner than chance, order does not claim to."""
    units = toy_units()
    for name in ("one", "two"):
        found = simulate(units, toy_codebook(), policy=policy, codes=["geld"], seed=2)
        found.write(tmp_path / name)
    for file in sorted((tmp_path / "one").iterdir()):
        assert file.read_bytes() == (tmp_path / "two" / file.name).read_bytes()
    row = found.codes.iloc[0]
    assert row["positives"] == units.labels[:, 0].sum()
    assert (row["reads_95"] < 0.7 * row["random_95"]) == (policy == "find")
    assert found.curve["recall"].is_monotonic_increasing
    assert len(found.stops) == 5


def test_replays_of_rare_codes_are_refused() -> None:
    """Three units say nothing about reading; an unknown policy is an error too."""
    with pytest.raises(CodingError, match="often enough"):
        simulate(toy_units(), toy_codebook(), policy="find", codes=["zelden"])
    with pytest.raises(CodingError, match="policy 'magic'"):
        simulate(toy_units(), toy_codebook(), policy="magic")
