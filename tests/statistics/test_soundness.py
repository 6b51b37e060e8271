"""What tests and intervals do in invented studies: a look always, the claim in the full run."""

from __future__ import annotations

import numpy as np
import pytest

from coding.statistics import krippendorff_alpha
from coding.statistics.simulation import Design, simulate_double_coding, simulate_study, truth
from coding.statistics.soundness import METHODS, false_positives, interval_coverage

GUIDED = "sign-flip, guide-adjusted"
POOLED = "pooled chi-square, A and B in one window"


def test_invented_studies_have_the_size_and_frequency_asked_for() -> None:
    """Interviews, segments, prevalence and runs of a study are those of its design."""
    design = Design(interviews=4000, segments=(45, 65), prevalence=0.08)
    study = simulate_study(design, random_state=1)
    lengths = np.bincount(study.interview)
    expected, _ = truth(Design(drift=0.0), draws=200_000)

    assert len(lengths) == 4000
    assert (lengths.min(), lengths.max()) == (45, 65)
    assert study.a.mean() == pytest.approx(expected, abs=0.006)
    assert study.b.mean() == pytest.approx(expected, abs=0.006)
    follow = study.a[1:][study.a[:-1]].mean()
    assert follow > 2 * study.a.mean()
    assert (np.diff(study.question)[np.diff(study.interview) == 0] >= 0).all()


def test_only_the_guide_and_talkative_interviews_bring_the_codes_together() -> None:
    """Without both, two codes meet as often as chance says; with either, more often."""

    def lift(**changes: float) -> float:
        design = Design(interviews=3000, **changes)
        study = simulate_study(design, random_state=3)
        return float((study.a & study.b).mean() / (study.a.mean() * study.b.mean()))

    assert lift(between=0.0) == pytest.approx(1.0, abs=0.08)
    assert lift(between=0.9) > 1.3
    assert lift(between=0.0, guide=0.6) > 1.3


def test_the_true_alpha_is_what_many_interviews_give() -> None:
    """The truth a study is compared with is the alpha of a study without end."""
    design = Design(interviews=4000, segments=(70, 110), drift=0.5)
    coded = simulate_double_coding(design, random_state=2)
    prevalence, alpha = truth(design)

    assert coded.codes.mean() == pytest.approx(prevalence, abs=0.004)
    assert krippendorff_alpha(coded.codes.astype(int)).value == pytest.approx(alpha, abs=0.02)


def test_quick_look_tells_the_two_tests_apart() -> None:
    """In 150 studies without link pooling finds many, the guide-adjusted sign-flip few."""
    found = false_positives(
        studies=150, guides=[0.6], methods=[POOLED, GUIDED], random_state=5
    ).set_index("method")

    assert found.loc[POOLED, "share"] > 0.7
    assert found.loc[GUIDED, "share"] < 0.12
    assert (found["low"] < found["share"]).all()
    assert (found["share"] < found["high"]).all()


def test_tables_repeat_with_their_seed() -> None:
    """The same seed gives the same table, all methods included."""
    first, second = (false_positives(studies=5, guides=[0.3], random_state=9) for _ in range(2))

    assert first.equals(second)
    assert first["method"].tolist() == list(METHODS)
    tables = [
        interval_coverage(studies=3, designs=[Design(interviews=4)], replicates=50)
        for _ in range(2)
    ]
    assert tables[0].equals(tables[1])
    assert len(tables[0]) == 7


@pytest.mark.slow
def test_guide_adjusted_sign_flip_holds_its_level_and_pooling_does_not(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """4,000 studies of 18 interviews: at most 8 % against at least 30 %, at each guide effect."""
    found = false_positives(studies=4000, methods=[POOLED, GUIDED], random_state=2026)
    with capsys.disabled():
        print("\n" + found.to_string(index=False))
    shares = found.pivot_table(index="guide", columns="method", values="share")

    assert shares.index.tolist() == [0.0, 0.3, 0.6]
    assert (shares[GUIDED] <= 0.08).all()
    assert (shares[POOLED] >= 0.30).all()


@pytest.mark.slow
def test_interviews_as_clusters_cover_more_than_units_where_coders_drift() -> None:
    """400 studies: with drifting coders units cover far less than 95 %, interviews near 90 %."""
    design = Design(segments=(70, 110), drift=0.75)
    found = interval_coverage(studies=400, designs=[design], replicates=300, random_state=1)
    share = found.set_index(["quantity", "method"])["share"]

    assert share["alpha", "bootstrap of units"] < 0.75
    assert share["alpha", "bootstrap of interviews"] > 0.86
    assert share["prevalence", "normal interval over segments"] < 0.6
    assert share["prevalence", "t over interview shares"] > 0.86
