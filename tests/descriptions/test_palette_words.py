"""`palette-words` says of a picture what it measures, and nothing else."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from PIL import Image

from yellowsound.descriptions.brief import DescriptionBrief
from yellowsound.descriptions.colours import NAMED
from yellowsound.descriptions.describers.palette_words import (
    PLUG_IN,
    SEEN_PX,
    describe,
    reduced,
    words,
)

MIDDLE = {
    "lightness": 50.0,
    "contrast": 45.0,
    "tones": 6.0,
    "edges": 0.15,
    "chroma": 30.0,
    "coloured": 0.0,
    "width_by_height": 1.0,
}
"""Of which nothing is said."""


def told(picture):
    return describe(DescriptionBrief(np.asarray(picture, dtype=np.uint8)))


def parts(picture):
    return told(picture).text.split(", ")


def shares(picture):
    return {colour["name"]: colour["share"] for colour in told(picture).details["colours"]}


def solid(colour, width=128, height=128):
    return np.asarray(Image.new("RGB", (width, height), colour))


def noise(low, high, seed=0):
    grey = np.random.default_rng(seed).integers(low, high, (128, 128, 1))
    return np.repeat(grey, 3, axis=2)


def halves(*colours):
    return np.concatenate([solid(colour, width=64) for colour in colours], axis=1)


GRADIENT = np.repeat(np.linspace(0, 255, 128).astype(np.uint8)[None, :, None], 128, axis=0).repeat(
    3, axis=2
)


# --- what is said ---------------------------------------------------------------------------


def test_solid_red_is_red_vivid_and_plain_and_of_one_tone():
    assert parts(solid((224, 31, 34))) == [
        "red",
        "low contrast",
        "few tones",
        "plain",
        "vivid colours",
    ]


def test_half_blue_and_half_yellow_are_both_named_the_order_of_equals_being_that_of_the_table():
    picture = halves((32, 80, 224), (245, 230, 42))
    assert parts(picture)[0] == "yellow and blue"
    assert shares(picture) == {"yellow": 0.5, "blue": 0.5}


def test_the_largest_colour_comes_first_and_a_third_with_with():
    picture = solid("white").copy()
    picture[:64] = (24, 42, 144)
    picture[64:100] = (196, 138, 44)
    assert parts(picture)[0] == "deep blue and ochre with white"


def test_black_with_fine_noise_is_black_dark_and_busy():
    said = parts(noise(0, 60))
    assert said[0].split()[0] in ("black", "charcoal")
    assert {"dark", "busy with edges", "colourless"} <= set(said)


def test_a_gradient_has_tones_of_every_shade_high_contrast_and_no_edges():
    assert {"tones of every shade", "high contrast", "plain"} <= set(parts(GRADIENT))


def test_fine_stripes_are_busy_and_the_same_black_and_white_in_halves_is_not():
    stripes = np.tile(halves("black", "white")[:, ::64], (1, 64, 1))
    assert "busy with edges" in parts(stripes)
    assert {"plain", "few tones", "high contrast"} <= set(parts(halves("black", "white")))


@pytest.mark.parametrize(
    ("size", "said"),
    [
        ((160, 100), "broad format"),
        ((100, 160), "upright format"),
        ((100, 100), None),
        ((110, 100), None),
    ],
)
def test_the_format_is_said_where_one_side_is_clearly_longer(size, said):
    formats = [part for part in parts(solid("grey", *size)) if "format" in part]
    assert formats == ([said] if said else [])


def test_where_no_threshold_is_reached_nothing_is_said():
    assert words(MIDDLE) == []


@pytest.mark.parametrize(
    ("measure", "value", "said"),
    [
        ("lightness", 33.0, "dark"),
        ("lightness", 70.0, "bright"),
        ("contrast", 25.0, "low contrast"),
        ("contrast", 65.0, "high contrast"),
        ("tones", 2.5, "few tones"),
        ("tones", 11.0, "tones of every shade"),
        ("edges", 0.04, "plain"),
        ("edges", 0.25, "busy with edges"),
        ("chroma", 4.9, "colourless"),
        ("chroma", 17.9, "muted colours"),
        ("chroma", 45.0, "vivid colours"),
        ("width_by_height", 1.15, "broad format"),
        ("width_by_height", 0.86, "upright format"),
    ],
)
def test_each_word_begins_at_its_threshold(measure, value, said):
    assert words({**MIDDLE, measure: value}) == [said]


@pytest.mark.parametrize("name", NAMED)
def test_a_picture_of_a_named_colour_has_its_name(name):
    assert parts(solid(NAMED[name]))[0] == name


@pytest.mark.parametrize("blue", range(90, 256, 15))
@pytest.mark.parametrize("rest", [0, 30])
def test_a_blue_without_red_and_green_is_not_violet(blue, rest):
    assert parts(solid((rest, rest, blue)))[0] in ("blue", "deep blue", "navy")


def test_grey_with_one_clear_colour_is_not_colourless():
    picture = np.full((100, 100, 3), 128, np.uint8)
    assert "colourless" in parts(picture)
    picture[:20, :20] = (255, 0, 0)
    assert {"colourless", "muted colours"} & set(parts(picture)) == {"muted colours"}


# --- what is measured -----------------------------------------------------------------------


def test_details_hold_every_measure_with_its_true_value():
    details = told(halves("black", "white")).details
    assert details["lightness"] == pytest.approx(50.0, abs=0.01)
    assert details["contrast"] == pytest.approx(100.0, abs=0.01)
    assert details["tones"] == pytest.approx(2.0, abs=1e-3)
    assert details["edges"] == pytest.approx(128 / (2 * 127 * 128), abs=1e-4)
    assert details["chroma"] == pytest.approx(0.0, abs=0.01)
    assert details["width_by_height"] == 1.0


def test_colours_are_told_in_cielab():
    (colour,) = told(solid((255, 0, 0))).details["colours"]
    # CIE's red of sRGB, within the cell in which colours are counted.
    assert np.abs(np.subtract(colour["lab"], (53.2, 80.1, 67.2))).max() <= 1.5


pixels = arrays(np.uint8, st.sampled_from([(32, 64, 3), (64, 64, 3), (64, 32, 3)]))
blocks = arrays(np.uint8, (4, 8, 3)).map(lambda few: few.repeat(16, axis=0).repeat(8, axis=1))


@settings(max_examples=25)
@given(pixels | blocks)
def test_shares_sum_to_one_and_every_word_is_one_that_is_defined(picture):
    described = told(picture)
    colours = described.details["colours"]
    assert sum(colour["share"] for colour in colours) == pytest.approx(1.0, abs=1e-3)
    named = described.text.split(", ")[0].replace(" with ", " and ").split(" and ")
    assert set(named) <= {colour["name"] for colour in colours}


@settings(max_examples=25)
@given(pixels | blocks, st.booleans(), st.booleans())
def test_a_mirrored_or_upturned_picture_has_the_same_words_and_numbers(picture, across, down):
    turned = picture[:: -1 if down else 1, :: -1 if across else 1]
    assert told(turned) == told(picture)


@settings(max_examples=15)
@given(blocks, st.sampled_from([2, 3, 4]))
def test_a_picture_of_any_size_is_seen_at_one_scale(picture, factor):
    large = picture.repeat(factor, axis=0).repeat(factor, axis=1)
    assert told(large) == told(picture)


def test_a_picture_is_looked_at_with_its_whole_area_and_aspect():
    assert reduced(solid("red", 1000, 500)).shape == (SEEN_PX // 2, SEEN_PX, 3)
    assert reduced(solid("red", 1, 5000)).shape == (SEEN_PX, 1, 3)


def test_a_picture_of_one_row_is_described():
    assert "broad format" in parts(solid("red", 500, 1))


def test_the_plug_in_is_light():
    assert (PLUG_IN.environment, PLUG_IN.models, PLUG_IN.gpu) == ("inputs", (), False)
    code = (
        "import sys; from yellowsound.run.plug_ins import load; load('describer', 'palette-words');"
        "print(sorted({'torch', 'scipy', 'PIL', 'librosa', 'pandas'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2] / "scripts")},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "[]"
