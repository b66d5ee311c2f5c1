"""Exports hold against the schedule's table, read by the grammars that other tools published."""

import itertools
import json

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from key_grammars import GRAMMARS, blocks_of, by_commas, values_of

from yellowsound.frames.pose import Pose
from yellowsound.schedule.channels import CHANNELS
from yellowsound.schedule.exports.channels import channels_of, tolerance_of, walk_of
from yellowsound.schedule.exports.comfyui import comfyui_text
from yellowsound.schedule.exports.deforum import deforum_text, increments
from yellowsound.schedule.exports.deforum_3d import FIELD_OF_VIEW, deforum_3d_text
from yellowsound.schedule.exports.keys import kept, written
from yellowsound.schedule.exports.parseq import parseq_manifest

FPS, WIDTH, HEIGHT = 30, 512, 384
CORNERS = np.array([[-WIDTH, -HEIGHT], [WIDTH, -HEIGHT], [WIDTH, HEIGHT], [-WIDTH, HEIGHT], [0, 0]])
POINTS = CORNERS / HEIGHT
"""Corners and centre of the frame, in half heights from its centre."""


def pulses(count, every, decay):
    """Return a level that is 1 every so many frames and falls off."""
    return np.exp(-(np.arange(count) % every) / decay)


def moving(count=300, sections=3, strength=1.0):
    """Return a schedule's table with moves, each on a beat of its own."""
    frames = np.arange(count)
    section = 1 + frames * sections // count
    t = np.concatenate([np.linspace(0, 1, (section == n + 1).sum()) ** 2 for n in range(sections)])
    beat, bar = pulses(count, 15, 4), pulses(count, 60, 20)
    return pd.DataFrame(
        {
            "frame": frames,
            "time_s": (frames / FPS).round(6),
            "section": section,
            "t": t.round(6),
            "zoom": (1 + 0.06 * strength * beat).round(6),
            "right": (0.05 * strength * bar * np.cos(frames / 40)).round(6),
            "down": (0.03 * strength * beat * np.sin(frames / 50)).round(6),
            "turn": (3 * strength * bar).round(6),
            "tilt_right": (0.04 * strength * bar).round(6),
            "tilt_down": (-0.03 * strength * beat).round(6),
            "ripple": (0.02 * beat).round(6),
            "light": (1 + 0.1 * beat).round(6),
            "hue": (40 * bar).round(6),
        }
    )


def still(count=60):
    """Return a schedule's table without moves."""
    return moving(count, 2)[["frame", "time_s", "section", "t"]]


# --- keys --------------------------------------------------------------------------------

curves = arrays(float, st.integers(1, 200), elements=st.floats(-10, 10, width=32))


@given(curves, st.floats(1e-6, 1))
def test_straight_lines_between_the_kept_frames_lie_within_the_tolerance(values, tolerance):
    keys = kept(values, tolerance)
    assert (keys[0], keys[-1]) == (0, len(values) - 1)
    straight = np.interp(np.arange(len(values)), keys, values[keys])
    assert np.abs(straight - values).max() <= tolerance * (1 + 1e-9) + 1e-12


def test_only_the_frames_that_matter_are_kept():
    ramps = np.interp(np.arange(100), [0, 20, 30, 99], [0, 1, 0.5, 0.5])
    assert kept(ramps, 1e-6).tolist() == [0, 20, 30, 99]


@pytest.mark.parametrize(
    ("value", "text"),
    [(1.0, "1"), (-0.25, "-0.25"), (1e-5, "0.00001"), (-1e-12, "0"), (123456.5, "123456.5")],
)
def test_a_number_is_written_without_an_exponent(value, text):
    assert written(value) == text


def test_a_move_on_a_beat_takes_far_fewer_keys_than_frames():
    _, strings = blocks_of(comfyui_text(moving(), FPS))
    assert len(by_commas(strings["zoom"])) < 200
    assert len(by_commas(strings["walk"])) < 100


# --- the channels ------------------------------------------------------------------------


def test_a_column_that_is_not_there_is_neutral():
    channels = channels_of(still())
    assert {name: set(values.tolist()) for name, values in channels.items()} == {
        name: {channel.neutral} for name, channel in CHANNELS.items()
    }


def test_the_walk_counts_sections_over_the_whole_excerpt():
    table = pd.DataFrame({"section": [1, 1, 2, 2], "t": [0, 1, 0.25, 1]})
    assert walk_of(table).tolist() == [0, 1, 1.25, 2]


# --- ComfyUI -----------------------------------------------------------------------------


@pytest.mark.parametrize("grammar", GRAMMARS)
def test_each_grammar_reads_the_walk_and_the_channels_that_move_within_tolerance(grammar):
    table = moving()
    head, strings = blocks_of(comfyui_text(table, FPS))
    assert "300 frames" in head
    told = {"walk": walk_of(table), "t": table["t"], **channels_of(table)}
    assert strings.keys() == told.keys() - {"saturation", "style"}
    for name, string in strings.items():
        read = values_of(grammar(string), len(table))
        assert np.abs(read - told[name]).max() <= tolerance_of(name) + 1e-9, name


def test_without_moves_only_the_walk_is_told():
    _, strings = blocks_of(comfyui_text(still(), FPS))
    assert strings.keys() == {"walk", "t"}


def test_each_key_stands_on_a_line_of_its_own():
    _, strings = blocks_of(comfyui_text(still(), FPS))
    lines = strings["walk"].splitlines()
    assert all(line.endswith(",") for line in lines[:-1])
    assert not lines[-1].endswith(",")


# --- Deforum, 2D -------------------------------------------------------------------------


def warped(zoom, angle, x, y):
    """Return what Deforum does to the last picture, in pixels from the centre, y down.

    From `anim_frame_warp_2d`: the matrix of cv2.getRotationMatrix2D, whose
    angle is counter-clockwise, after the translation.
    """
    c, s = zoom * np.cos(np.radians(angle)), zoom * np.sin(np.radians(angle))
    turned = np.array([[c, s, 0.0], [-s, c, 0.0], [0.0, 0.0, 1.0]])
    return turned @ np.array([[1.0, 0.0, x], [0.0, 1.0, y], [0.0, 0.0, 1.0]])


def through(matrix, points):
    """Return points, shape (n, 2), through a homography."""
    x, y, depth = matrix @ np.column_stack([points, np.ones(len(points))]).T
    return np.column_stack([x / depth, y / depth])


def pose_of(channels, frame):
    """Return the pose of a frame, without what Deforum has no counterpart for."""
    told = {name: values[frame] for name, values in channels.items()}
    flat = Pose().zoomed(told["zoom"]).turned(told["turn"] / 360)
    return flat.shifted(told["right"], told["down"])


def farthest(channels, series):
    """Return how far in half heights corners lie from the table's poses, frame by frame."""
    pixels, found = np.eye(3), []
    for frame, moved in enumerate(zip(*series, strict=True)):
        pixels = warped(*moved) @ pixels
        # The pose tells where what is shown comes from, Deforum where the picture goes.
        from_half = through(pose_of(channels, frame).place, POINTS)
        shown = through(pixels, from_half * HEIGHT / 2) / (HEIGHT / 2)
        found.append(np.abs(shown - POINTS).max())
    return np.array(found)


MOTIONS = ("zoom", "angle", "translation_x", "translation_y")


def test_increments_applied_one_after_the_other_give_back_the_poses():
    channels = channels_of(moving())
    series = increments(channels, HEIGHT)
    assert farthest(channels, [series[name] for name in MOTIONS]).max() < 1e-9


@pytest.mark.parametrize(
    ("channel", "value", "name", "told"),
    [
        ("zoom", 1.04, "zoom", 1.04),
        ("right", 0.1, "translation_x", 0.1 * HEIGHT / 2),
        ("down", 0.1, "translation_y", 0.1 * HEIGHT / 2),
        ("turn", 5.0, "angle", -5.0),
    ],
)
def test_a_channel_that_is_set_once_is_one_increment(channel, value, name, told):
    table = still(3)
    table[channel] = [CHANNELS[channel].neutral, value, value]
    series = increments(channels_of(table), HEIGHT)
    neutral = 1.0 if name == "zoom" else 0.0
    assert series[name].tolist() == pytest.approx([neutral, told, neutral])


@pytest.mark.parametrize("grammar", GRAMMARS)
@pytest.mark.parametrize("count", [300, 3000])
def test_the_strings_of_the_2d_mode_add_up_to_the_poses(grammar, count):
    table = moving(count)
    _, strings = blocks_of(deforum_text(table, FPS, WIDTH, HEIGHT))
    series = [values_of(grammar(strings[name]), count) for name in MOTIONS]
    assert farthest(channels_of(table), series).max() < 0.004


def test_a_steady_zoom_takes_few_keys_though_its_table_is_rounded():
    table = still(600)
    table["zoom"] = (1.0003 ** np.arange(600)).round(6)
    _, strings = blocks_of(deforum_text(table, FPS, WIDTH, HEIGHT))
    assert len(by_commas(strings["zoom"])) <= 12


def test_without_moves_every_motion_of_deforum_is_switched_off():
    _, strings = blocks_of(deforum_text(still(), FPS, WIDTH, HEIGHT))
    assert strings["zoom"] == "0:(1), 59:(1)"
    assert {strings[name] for name in MOTIONS[1:]} == {"0:(0), 59:(0)"}


def test_the_walk_goes_from_seed_to_seed():
    table = moving()
    _, strings = blocks_of(deforum_text(table, FPS, WIDTH, HEIGHT))
    read = {name: values_of(by_commas(strings[name]), 300) for name in strings}
    assert read["seed_schedule"].tolist() == (table["section"] - 1).tolist()
    assert read["subseed_schedule"].tolist() == table["section"].tolist()
    assert np.abs(read["subseed_strength_schedule"] - table["t"]).max() < 6e-4


# --- Deforum, 3D -------------------------------------------------------------------------

MOTIONS_3D = (
    *("translation_x", "translation_y", "translation_z"),
    *("rotation_3d_x", "rotation_3d_y", "rotation_3d_z"),
)


def sampled(points, moved, view):
    """Return where Deforum samples points of a flat picture, in half widths and half heights.

    From `anim_frame_warp_3d` and `transform_image_3d`: points at depth 1 turn
    by euler_angles_to_matrix(..., 'XYZ') as rows, then move; both cameras see
    them by an angle of `view`.
    """
    x, y, z, *degrees = moved
    (a, b, c), (d, e, f) = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    about_x = np.array([[1, 0, 0], [0, a, -d], [0, d, a]])
    about_y = np.array([[b, 0, e], [0, 1, 0], [-e, 0, b]])
    about_z = np.array([[c, -f, 0], [f, c, 0], [0, 0, 1]])
    world = np.column_stack([points, np.ones(len(points))])
    seen = world @ (about_x @ about_y @ about_z) + np.array([-x, y, -z]) / 200
    scale = np.tan(np.radians(view / 2))
    return points - (seen[:, :2] / seen[:, 2:] - points) / scale


def followed_back(strings, count, size):
    """Return for each frame where its points come from in the picture before the first."""
    series = np.array([values_of(by_commas(strings[name]), count) for name in MOTIONS_3D]).T
    half = np.array([size[0] / size[1], 1.0])
    for last in range(count):
        points = POINTS / half
        for moved in series[last::-1]:
            points = sampled(points, moved, FIELD_OF_VIEW)
        yield last, points * half


@pytest.mark.parametrize("channel", ["zoom", "right", "down", "turn", "tilt_right", "tilt_down"])
def test_a_small_move_of_the_3d_mode_is_the_pose_s_to_first_order(channel):
    table = still(2)
    small = {"zoom": 1.01, "turn": 0.5}.get(channel, 0.01)
    table[channel] = [CHANNELS[channel].neutral, small]
    _, strings = blocks_of(deforum_3d_text(table, FPS, HEIGHT, HEIGHT))
    pose = pose_of(channels_of(table), 1)
    pose = pose.tilted(*(channels_of(table)[name][1] for name in ("tilt_right", "tilt_down")))
    square = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1], [0.5, 0]])
    series = [values_of(by_commas(strings[name]), 2)[1] for name in MOTIONS_3D]
    moved = through(pose.place, square)
    assert np.abs(moved - square).max() > 0.005
    assert sampled(square, series, FIELD_OF_VIEW) == pytest.approx(moved, abs=6e-4)


def test_gentle_moves_of_the_3d_mode_stay_near_the_poses():
    table = moving(60, 1, strength=0.3).assign(turn=0.0)
    _, strings = blocks_of(deforum_3d_text(table, FPS, WIDTH, HEIGHT))
    channels = channels_of(table)
    for frame, points in followed_back(strings, 60, (WIDTH, HEIGHT)):
        pose = pose_of(channels, frame)
        pose = pose.tilted(channels["tilt_right"][frame], channels["tilt_down"][frame])
        assert np.abs(through(pose.place, POINTS) - points).max() < 0.02


# --- Parseq ------------------------------------------------------------------------------

DEFORUM_READS = ("frame", "seed", "subseed", "subseed_strength", *MOTIONS)


def manifest(table):
    """Return a manifest as it is pasted, and read again."""
    return json.loads(json.dumps(parseq_manifest(table, FPS, HEIGHT, "one"), allow_nan=False))


def test_every_frame_of_the_manifest_has_every_field_that_deforum_reads():
    made = manifest(moving())
    frames = made["rendered_frames"]
    assert [frame["frame"] for frame in frames] == list(range(300))
    for frame in frames:
        assert {*DEFORUM_READS, *(f"{name}_delta" for name in MOTIONS)} <= frame.keys()
        assert "deforum_prompt" not in frame
    assert made["options"]["output_fps"] == FPS
    assert made["rendered_frames_meta"]


def test_the_deltas_of_the_manifest_add_up_to_the_poses():
    table = moving()
    frames = manifest(table)["rendered_frames"]
    series = [[frame[f"{name}_delta"] for frame in frames] for name in MOTIONS]
    assert farthest(channels_of(table), series).max() < 1e-5


def test_a_delta_is_what_a_field_has_changed_by_as_parseq_counts_it():
    frames = manifest(moving())["rendered_frames"]
    for before, after in itertools.pairwise(frames):
        assert after["zoom_delta"] == pytest.approx(after["zoom"] / before["zoom"], abs=1e-8)
        for name in MOTIONS[1:]:
            assert after[f"{name}_delta"] == pytest.approx(after[name] - before[name], abs=1e-8)


def test_a_fraction_of_a_seed_is_the_strength_of_the_next_one():
    table = moving()
    frames = manifest(table)["rendered_frames"]
    for frame, walked in zip(frames, walk_of(table), strict=True):
        assert frame["seed"] == pytest.approx(walked)
        assert frame["subseed"] == int(np.ceil(frame["seed"]))
        assert frame["subseed_strength"] == pytest.approx(frame["seed"] % 1)


def test_keyframes_drawn_straight_are_the_rendered_frames_within_tolerance():
    made = manifest(moving())
    assert made["managedFields"] == ["seed", *MOTIONS]
    for name in made["managedFields"]:
        keys = {key["frame"]: key[name] for key in made["keyframes"] if name in key}
        straight = np.interp(np.arange(300), list(keys), list(keys.values()))
        told = np.array([frame[name] for frame in made["rendered_frames"]])
        pixels = HEIGHT / 2 if "translation" in name else 1
        tolerance = tolerance_of("turn" if name == "angle" else name) * pixels
        assert np.abs(straight - told).max() <= tolerance * 1.001
        assert len(keys) < 300
        assert {0, 299} <= keys.keys()
