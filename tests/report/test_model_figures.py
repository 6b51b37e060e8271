"""Figures of the validation say what their frames say, in both languages, readable in grey."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure
from matplotlib.patches import Wedge

from coding import report
from coding.codebook import Codebook, load_codebook
from coding.report.figures import save_figure
from coding.report.labels import label

LAYERS = ("layer-cultural", "layer-organisational", "layer-technical")
ACTORS = ("actor-top-management", "actor-middle-management", "actor-ict-architect")


@pytest.fixture(scope="module")
def book() -> Codebook:
    root = Path(__file__).resolve().parents[2]
    return load_codebook(root / "codebooks" / "grenswerk.yaml")


def _texts(figure: Figure) -> list[str]:
    return [text.get_text() for ax in figure.axes for text in ax.texts]


def _evidence(**more: object) -> pd.DataFrame:
    row = {
        "part": "p", "place": "group", "kind": "group", "layer": "", "title": "", "label": "vak",
        "code": "", "coded": None, "claims": "W1 W2", "n": 6, "speak": 4, "for": 2, "mixed": 1,
        "against": 1, "silent": 2, "share": 0.5, "lowest": 1 / 3, "highest": 2 / 3,
        "cases": "P 2-0-0 · Q 0-1-1", "by_claim": "W1 2-1-1 · W2 0-0-0", "norm_only": False,
    }  # fmt: skip
    return pd.DataFrame([row | more])


def test_a_ring_is_the_votes_of_those_that_speak() -> None:
    """Two of four for is half the ring, one mixed and one against a quarter each."""
    figure = report.model_drawing(_evidence(), language="nl")
    size = max(w.r for w in figure.axes[0].patches if isinstance(w, Wedge))
    turns = [
        round(w.theta2 - w.theta1)
        for w in figure.axes[0].patches
        if isinstance(w, Wedge) and w.r == size
    ]

    assert turns == [180, 90, 90]
    shown = _texts(figure)
    assert "2 voor, 1 gemengd, 1 tegen" in shown
    assert any("W1\u00a02-1-1" in text and "W2\u00a0–" in text for text in shown)


def test_a_silent_part_is_grey_and_leads_nowhere() -> None:
    """Nobody speaks: dotted, said in words, without votes and without a link."""
    none = {"speak": 0, "for": 0, "mixed": 0, "against": 0, "silent": 6}
    figure = report.model_drawing(
        _evidence(**none, share=None, lowest=None, highest=None, cases="P 0-0-0"), language="en"
    )
    ax = figure.axes[0]

    assert "nobody speaks" in _texts(figure)
    assert not any(text.get_url() for text in ax.texts)
    assert ax.patches[0].get_linestyle() == ":"


def test_a_part_of_norms_is_dashed() -> None:
    """Only how it ought to be: the box says so."""
    figure = report.model_drawing(_evidence(norm_only=True), language="nl")

    assert figure.axes[0].patches[0].get_linestyle() in {"--", (0, (4, 2))}


def test_a_part_leads_to_its_passages(tmp_path: Path) -> None:
    """In the file the way goes to the report beside the folder of figures."""
    save_figure(report.model_drawing(_evidence(), language="nl"), tmp_path / "f")

    assert "../report.html#claim-W1" in (tmp_path / "f.svg").read_text(encoding="utf-8")


def test_figures_carry_no_colour(tmp_path: Path, book: Codebook) -> None:
    """Nothing is told by hue: every pixel is a shade of grey."""
    from matplotlib.image import imread

    figures = {
        "a": report.model_drawing(_evidence(), language="nl"),
        "b": report.actor_map(_actors(), book, language="nl"),
        "c": report.pole_bars(_poles(), book, language="nl"),
    }
    for name, figure in figures.items():
        save_figure(figure, tmp_path / name, watermark="fictief")
        rgb = imread(tmp_path / f"{name}.png")[..., :3]
        assert np.ptp(rgb, axis=-1).max() == 0


def _actors() -> pd.DataFrame:
    rows = [
        {
            "layer": layer, "actor": actor, "told_by": told, "expected": i == j, "n": 4,
            "k": 1, "share": None if told == "self" else 0.25, "lowest": 0.2, "highest": 0.3,
        }
        for i, layer in enumerate(LAYERS)
        for j, actor in enumerate(ACTORS)
        for told in ("others", "self")
    ]  # fmt: skip
    return pd.DataFrame(rows)


def test_an_actor_map_says_share_number_and_range(book: Codebook) -> None:
    """The model's pairs have a border; what nobody could say is a cross, never a nought."""
    figure = report.actor_map(_actors(), book, language="en")
    others, own = figure.axes

    texts = [text.get_text() for text in others.texts]
    assert texts[:2] == ["25 %", "1/4\n20–30 %"]
    assert {text.get_text() for text in own.texts} == {"×"}
    assert sum(patch.get_linewidth() > 1 for patch in others.patches) == 3


def _poles() -> pd.DataFrame:
    rows = [
        {
            "document": name, "case": "P", "side": side, "layer": layer,
            "explore": explore, "exploit": 1, "share": explore / (explore + 1),
        }
        for name, side, explore in (("D1", "innovation", 3), ("D2", "stability", 0))
        for layer in (*LAYERS, "all")
    ]  # fmt: skip
    return pd.DataFrame(rows)


def test_poles_go_to_both_sides(book: Codebook) -> None:
    """Three of four explore: 25 % to the left, 75 % to the right; stability stands on top."""
    figure = report.pole_bars(_poles(), book, language="en")
    bars = [patch.get_width() for patch in figure.axes[0].patches]

    assert [tick.get_text() for tick in figure.axes[0].get_yticklabels()] == ["D2", "D1"]
    assert sorted(abs(bar) for bar in bars if bar) == [25.0, 75.0, 100.0]


def test_links_say_for_denied_and_reverse(book: Codebook) -> None:
    """Links of one interview are in the table only; two are dashed."""
    rows = [
        {
            "from_code": "bw-cultural", "from_presence": sign, "to_code": "out-delay",
            "to_presence": "present", "interviews": n, "hinders": 0, "no_link": 1, "reverse": 2,
        }
        for sign, n in (("absent", 3), ("present", 2), ("wished", 1))
    ]  # fmt: skip
    figure = report.link_graph(pd.DataFrame(rows), book, language="en")
    shown = _texts(figure)

    assert {"3 / 1 / 2", "2 / 1 / 2"} <= set(shown)
    assert not any("[w]" in text for text in shown)
    (legend,) = figure.legends
    assert "2 of 3 links" in legend.get_title().get_text()


def test_a_network_shows_what_exceeds_the_guide(book: Codebook) -> None:
    """A pair the guide explains is left out, whatever its raw lift."""
    rows = [
        {
            "a": "bw-cultural", "a_presence": "present", "b": b, "b_presence": "present",
            "lift": 3.0, "lift_guide": lift, "above": 7, "interviews": 9, "survives": True,
        }
        for b, lift in (("out-delay", 1.5), ("out-friction", 0.8))
    ]  # fmt: skip
    figure = report.pair_network(pd.DataFrame(rows), book, language="en")
    shown = " ".join(_texts(figure)).replace("\u00a0", " ")

    assert "delay [+]" in shown
    assert "friction" not in shown
    assert "7" in _texts(figure)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_nothing_to_draw_is_said(book: Codebook, language: str) -> None:
    """An empty frame is a figure that says so."""
    empty = pd.DataFrame({"interviews": [], "lift": [], "lift_guide": []})
    for figure, word in (
        (report.link_graph(empty, book, language=language), "no_data"),
        (report.pair_network(empty, book, language=language), "no_pairs"),
        (report.broker_map(empty, book, language=language), "no_data"),
    ):
        assert _texts(figure) == [label(word, language)]
