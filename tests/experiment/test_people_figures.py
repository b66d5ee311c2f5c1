"""Figures of what people said: readable whatever is in them, the same bytes each time."""

import math

import numpy as np
import pandas as pd
import pytest
from figure_checks import flaws, said, width_mm

from yellowsound.experiment.agreement import agreement_table
from yellowsound.experiment.figures import agreement_figure, power_figure, strength_figure
from yellowsound.experiment.simulate import Behaviour, simulate_choices, simulated_videos
from yellowsound.experiment.strength_tables import strength_tables
from yellowsound.run.plots import save_printed

MANY = {f"a condition with a long name {n}": n / 5 for n in range(12)}


def answers(strengths, songs=8, metrics=("felt", "beat_f", "beat_alignment_heard")):
    """Return the tables of strengths and of agreement of simulated people."""
    choices, worth = simulate_choices(Behaviour(strengths), songs, 20, 30, seed=0)
    random = np.random.default_rng(0)
    values = worth.to_numpy().ravel()
    scores = {
        (metric, endpoint): values * sign + random.normal(size=values.size) / 3
        for metric, sign in zip(metrics, (1, 0, -1), strict=False)
        for endpoint in ("score", "z")
    }
    names = [f"{song}/{condition}" for song in worth.index for condition in worth.columns]
    table = agreement_table(choices, pd.DataFrame(scores, index=names), simulated_videos(worth), 0)
    return strength_tables(choices, list(strengths), 0, resamples=50)[0], table


FEW = {"onset": 0.5, "linear": -0.5}
STUDIES = {
    "two conditions": answers(FEW),
    "many conditions": answers(MANY),
    "one song": answers(FEW, songs=1),
    "one metric": answers(FEW, metrics=("avs",)),
}
POWER = pd.DataFrame(
    {
        "people": [6, 8, 12, 16, 24, 32, 48, 64, 96] * 3,
        "trials": np.repeat([10, 20, 40], 9),
        "power": np.concatenate([np.linspace(low, 1, 9) for low in (0.1, 0.3, 0.5)]),
        "most": np.repeat(["", "", "yes"], 9),
    }
)


@pytest.mark.parametrize("name", STUDIES)
def test_strengths_and_agreement_are_drawn_without_overlapping_text(name):
    strengths, agreement = STUDIES[name]
    for figure in (strength_figure(strengths), agreement_figure(agreement)):
        assert width_mm(figure) == pytest.approx(180)
        assert flaws(figure) == []


def test_the_strongest_condition_stands_above_with_what_it_won():
    strengths, _ = STUDIES["two conditions"]
    words = said(strength_figure(strengths))
    row = strengths.set_index("condition").loc["onset"]
    assert f"{row['chosen']} of {row['n']} ({100 * row['share']:.0f} %)" in words
    assert words.index("linear") < words.index("onset")


def test_a_power_table_is_drawn():
    figure = power_figure(POWER, 0.8)
    assert flaws(figure) == []
    assert {"10 pairs each", "40 pairs each, the most that the page shows"} <= set(said(figure))


def test_where_no_answer_counts_the_figures_say_so():
    strengths, agreement = STUDIES["two conditions"]
    nothing = strengths.assign(strength=math.nan), agreement.assign(share=math.nan)
    for figure in (strength_figure(nothing[0]), agreement_figure(nothing[1])):
        assert said(figure) == ["There is nothing to show: no answer counts."]


@pytest.mark.parametrize("suffix", ["png", "pdf"])
def test_the_same_answers_give_the_same_bytes(tmp_path, suffix):
    strengths, agreement = STUDIES["two conditions"]
    for number in (1, 2):
        save_printed(strength_figure(strengths), [tmp_path / f"s{number}.{suffix}"])
        save_printed(agreement_figure(agreement), [tmp_path / f"a{number}.{suffix}"])
    for name in "sa":
        one, two = (tmp_path / f"{name}{number}.{suffix}" for number in (1, 2))
        assert one.read_bytes() == two.read_bytes()
