"""Moves: what is heard moves the picture, and it returns; stated of every move."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from yellowsound.run.errors import UserError
from yellowsound.run.plug_in import PlugIn
from yellowsound.run.plug_ins import load
from yellowsound.run.registry import REGISTRY
from yellowsound.run.settings import number
from yellowsound.schedule.channels import CHANNELS, combined, held
from yellowsound.schedule.moving import HEARD, make_moves, move_settings

FPS = 24.0
MOVES = [load("move", name) for name in REGISTRY["move"]]
each_move = pytest.mark.parametrize("plug_in", MOVES, ids=REGISTRY["move"])


def heard(count=96, at=(24, 60)):
    """Return what is heard of a song that strikes at some frames, by all columns alike."""
    strikes = np.zeros(count)
    strikes[list(at)] = 1.0
    return pd.DataFrame(dict.fromkeys(HEARD.values(), strikes))


def made(plug_in, energies=None, seed=0, **settings):
    energies = heard() if energies is None else energies
    return make_moves(energies, [(plug_in, {**plug_in.defaults, **settings})], FPS, seed)


@each_move
def test_before_anything_is_heard_nothing_moves(plug_in):
    for name, values in made(plug_in).items():
        assert (values[:24] == CHANNELS[name].neutral).all()


@each_move
def test_what_is_heard_moves_the_picture_by_the_amount_at_most(plug_in):
    far = max(
        np.abs(values - CHANNELS[name].neutral).max() for name, values in made(plug_in).items()
    )
    assert 0.05 * plug_in.defaults["amount"] < far <= plug_in.defaults["amount"] + 1e-12


@each_move
def test_long_after_it_the_picture_is_back_where_it_was(plug_in):
    energies = heard(2400)
    for name, values in made(plug_in, energies).items():
        far = np.abs(values - CHANNELS[name].neutral)
        assert far[-1] < 1e-6 * far.max()


@each_move
def test_in_silence_nothing_moves(plug_in):
    for name, values in made(plug_in, heard(at=())).items():
        assert (values == CHANNELS[name].neutral).all()


@each_move
def test_an_amount_of_nothing_moves_nothing(plug_in):
    for name, values in made(plug_in, amount=0.0).items():
        assert (values == CHANNELS[name].neutral).all()


@each_move
def test_the_same_seed_moves_alike(plug_in):
    one, other = (made(plug_in, seed=3) for _ in range(2))
    for name in one:
        np.testing.assert_array_equal(one[name], other[name])


@each_move
def test_a_move_fills_the_channels_that_it_declares(plug_in):
    assert {*made(plug_in)} == {*plug_in.channels} <= {*CHANNELS}


@pytest.mark.parametrize("follows", HEARD)
def test_a_move_follows_what_it_is_told_to(follows):
    energies = heard(at=()).assign(**{HEARD[follows]: heard()[HEARD[follows]]})
    assert made(load("move", "zoom"), energies, follows=follows)["zoom"][24] > 1
    other = "bass" if follows != "bass" else "loudness"
    assert (made(load("move", "zoom"), energies, follows=other)["zoom"] == 1).all()


def test_a_beat_strikes_in_its_frame_alone_however_long_its_pulse_is():
    pulse = np.zeros(96)
    pulse[24:28] = 1.0, 0.7, 0.4, 0.1
    energies = heard(at=()).assign(beat_pulse=pulse)
    zoom = made(load("move", "zoom"), energies, decay_s=0.0, amount=0.1)["zoom"]
    assert np.flatnonzero(zoom > 1).tolist() == [24]


def test_other_moves_beside_it_do_not_change_a_move():
    moves = [(plug_in, plug_in.defaults) for plug_in in MOVES[:2]]
    both = make_moves(heard(), moves, FPS, 0)
    np.testing.assert_array_equal(both["right"], made(load("move", "sway"))["right"])


def test_two_moves_of_one_channel_are_combined():
    zoom = load("move", "zoom")
    settings = {**zoom.defaults, "attack_s": 0.0}
    twice = make_moves(heard(), [(zoom, {**settings, "amount": 0.1})] * 2, FPS, 0)
    assert twice["zoom"][24] == pytest.approx(1.1**2)


def test_two_accents_together_are_at_most_a_whole_one():
    accent = load("move", "accent")
    twice = make_moves(heard(), [(accent, {**accent.defaults, "amount": 0.8})] * 2, FPS, 0)
    assert twice["style"].max() == 1.0


def test_without_moves_there_is_no_channel():
    assert make_moves(heard(), [], FPS, 0) == {}


@given(st.lists(st.sampled_from(sorted(CHANNELS)), max_size=6))
def test_channels_stand_in_one_order_whoever_fills_them(names):
    found = combined({name: np.ones(3)} for name in names)
    assert list(found) == [name for name in CHANNELS if name in names]


def test_of_a_table_only_what_holds_on_any_frame_is_held():
    table = pd.DataFrame({"t": [0.0, 1.0], "style": [0.0, 0.5], "zoom": [1.0, 1.1]})
    assert list(held(table)) == ["zoom"]


def bad(make):
    settings = move_settings(
        follows="beats", amount=number(1.0, "how much"), attack_s=0.0, decay_s=0.1
    )
    return PlugIn("move", "bad", make, "wrong", channels=("zoom",), settings=settings)


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda level, swing, own: {"zoom": level[1:] + 1}, "one number for each of 96 frames"),
        (lambda level, swing, own: {"zoom": level * np.nan}, "not finite"),
        (lambda level, swing, own: {"zoom": level - 1}, "it is a factor, above 0"),
        (lambda level, swing, own: {"right": level}, "channels right and declares zoom"),
        (lambda level, swing, own: {}, "channels none and declares zoom"),
    ],
)
def test_a_move_that_gives_no_channels_is_told_by_name(make, said):
    with pytest.raises(UserError, match=said) as raised:
        made(bad(make))
    assert str(raised.value).startswith("the move bad gives")


def test_an_earlier_hearing_without_what_is_followed_is_refused_with_advice():
    with pytest.raises(UserError, match=r"no column bass.*listen anew"):
        made(load("move", "zoom"), heard().drop(columns="bass"), follows="bass")


def test_a_slow_move_has_gone_its_way_before_a_beat_is_over():
    energies = heard(at=()).assign(beat_pulse=heard()["beat_pulse"])
    slow = made(load("move", "zoom"), energies, attack_s=0.25, decay_s=1.0, amount=0.1)["zoom"]
    assert slow[24] < 1.02
    assert slow[24 + 12] > 1.08
