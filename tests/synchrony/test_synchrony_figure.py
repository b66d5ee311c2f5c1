"""The diagnostic figure: readable, deterministic, without side effects."""

from dataclasses import replace

import matplotlib
import numpy as np
import pytest
from clips import CLIP_S, JUDGE
from PIL import Image

from yellowsound.synchrony.figure import draw_synchrony, headline
from yellowsound.synchrony.score import score_signals
from yellowsound.synchrony.signals import measure
from yellowsound.synchrony.visual import Picture


@pytest.fixture(scope="module")
def scores(rng_of_module):
    n = round(30 * CLIP_S)
    flux, share = rng_of_module.uniform(0, 20, n), rng_of_module.uniform(0, 1, n)
    audio = rng_of_module.normal(scale=0.1, size=round(22050 * CLIP_S)).astype(np.float32)
    picture = Picture(30.0, 0.0, flux, flux, share)
    return score_signals(measure(picture, audio, JUDGE), pair="pair", schedule="onset")


def draw(scores, path):
    draw_synchrony(scores.to_json(), scores.signals, path)


def test_is_a_png_of_1200_pixels_width(scores, tmp_path):
    draw(scores, tmp_path / "figure.png")
    with Image.open(tmp_path / "figure.png") as image:
        assert image.format == "PNG"
        assert image.size == (1200, 900)


def test_equal_scores_give_equal_bytes(scores, tmp_path):
    for name in ("one", "two"):
        draw(scores, tmp_path / f"{name}.png")
    assert (tmp_path / "one.png").read_bytes() == (tmp_path / "two.png").read_bytes()


def test_leaves_the_global_settings_alone(scores, tmp_path):
    with matplotlib.rc_context({"font.size": 31.0}):
        before = dict(matplotlib.rcParams)
        draw(scores, tmp_path / "figure.png")
        assert dict(matplotlib.rcParams) == before


def test_does_not_depend_on_the_global_settings(scores, tmp_path):
    draw(scores, tmp_path / "one.png")
    with matplotlib.rc_context({"font.size": 31.0, "savefig.dpi": 50}):
        draw(scores, tmp_path / "two.png")
    assert (tmp_path / "one.png").read_bytes() == (tmp_path / "two.png").read_bytes()


def test_a_name_with_dollar_signs_is_no_formula(scores, tmp_path):
    draw(replace(scores, pair=r"$\frac{1$"), tmp_path / "figure.png")
    assert (tmp_path / "figure.png").stat().st_size > 10_000


def test_draws_silence_and_stillness(tmp_path):
    still = np.zeros(90)
    picture = Picture(30.0, 0.0, still, still, still)
    signals = measure(picture, np.zeros(3 * 22050, np.float32), JUDGE)
    scores = score_signals(signals, pair="pair", schedule="constant")
    draw(scores, tmp_path / "figure.png")
    assert (tmp_path / "figure.png").stat().st_size > 10_000


def test_the_headline_says_scores_and_chance(scores):
    values = {
        "avs": 0.204,
        "avs_p": 0.41,
        "flux_onset_r": 0.712,
        "flux_onset_r_p": 0.001,
        "flux_onset_lag_ms": 33.3,
    }
    assert headline(replace(scores, values=values).to_json()) == (
        "flux-onset r = 0.71 (p = 0.001)   lag = 33 ms   AVS = 0.20 (p = 0.410)"
    )
    for avs, told in ((None, "AVS undefined"), (0.5, "AVS = 0.50 (no null)")):
        short = replace(scores, values={"avs": avs, "avs_p": None})
        assert headline(short.to_json()) == told
