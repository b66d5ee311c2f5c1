"""Taming: of moves that make a video flash, so much is left as passes."""

import numpy as np
import pytest

from yellowsound.frames.moved import moved
from yellowsound.video.tame import flashes_of, tamed, write_tamed

FPS = 24
GREY = np.full((48, 48, 3), 150, np.uint8)


def beaten(n_frames, per_s, by):
    """Return the light of a picture that lights up so many times a second, for two frames."""
    light = np.ones(n_frames)
    for at in np.arange(0, n_frames / FPS, 1 / per_s):
        light[round(at * FPS) : round(at * FPS) + 2] = by
    return light


def frames(n_frames=72):
    return lambda: [GREY] * n_frames


def test_moves_that_do_no_harm_are_left_as_they_are():
    channels = {"light": beaten(72, 2, 1.5), "zoom": np.linspace(1, 1.1, 72)}
    found, told = tamed(frames(), channels, FPS)
    assert told == ""
    assert found.keys() == channels.keys()
    assert all((found[name] == channels[name]).all() for name in channels)


def test_brightness_is_halved_until_the_video_passes():
    channels = {"light": beaten(72, 6, 1.5), "zoom": np.linspace(1, 1.1, 72)}
    found, told = tamed(frames(), channels, FPS)
    assert told in ("brightness at 50%", "brightness at 25%")
    assert 1 < found["light"].max() < 1.5
    assert (found["zoom"] == channels["zoom"]).all()


def test_where_other_moves_flash_all_of_them_are_limited():
    stripes = np.zeros((48, 48, 3), np.uint8)
    stripes[:, :24] = 255
    # From side to side and back, six times a second: half of the picture flashes.
    right = np.where(np.arange(72) % 4 < 2, 0.6, -0.6)
    found, told = tamed(lambda: [stripes] * 72, {"right": right}, FPS)
    assert told.startswith("all moves at")
    assert np.abs(found["right"]).max() < 0.6


def test_a_picture_that_flashes_by_itself_is_left_without_moves():
    black = np.zeros_like(GREY)
    own = [GREY if k % 4 < 2 else black for k in range(72)]
    found, told = tamed(lambda: own, {"zoom": np.full(72, 1.1)}, FPS)
    assert told == "all moves at 0%"
    assert (found["zoom"] == 1).all()


class Film:
    """What is written; of frames that end with an error nothing is left, as of a video."""

    def __init__(self):
        self.begun, self.frames, self.limited = 0, None, None

    def write(self, frames, limited):
        self.begun += 1
        self.frames = list(frames)
        self.limited = limited


def test_moves_that_do_no_harm_are_made_once_and_written_as_they_are():
    begun, film = [], Film()
    channels = {"light": beaten(72, 2, 1.5)}

    def once():
        begun.append(1)
        return frames()()

    write_tamed(once, channels, FPS, film.write)
    assert (len(begun), film.begun, film.limited) == (1, 1, "")
    assert np.array_equal(film.frames, list(moved(frames()(), channels)))


def test_only_the_video_tells_that_its_moves_are_tamed_not_its_stills(caplog):
    channels = {"light": beaten(72, 6, 1.5)}
    _, told = tamed(frames(), channels, FPS)
    write_tamed(frames(), channels, FPS, Film().write)
    (record,) = (record for record in caplog.records if record.levelname == "WARNING")
    assert record.getMessage() == f"the moves are tamed, lest the video flash: {told}"


def test_of_moves_that_flash_the_video_with_what_is_left_of_them_is_written():
    film = Film()
    channels = {"light": beaten(72, 6, 1.5), "zoom": np.linspace(1, 1.1, 72)}
    write_tamed(frames(), channels, FPS, film.write)
    limited, told = tamed(frames(), channels, FPS)
    assert (film.begun, film.limited) == (2, told)
    assert np.array_equal(film.frames, list(moved(frames()(), limited)))
    assert flashes_of(film.frames, FPS).passes


@pytest.mark.parametrize(("per_s", "passes"), [(2, True), (3, True), (4, False), (10, False)])
def test_frames_are_counted_as_a_video_is(per_s, passes):
    black = np.zeros_like(GREY)
    shown = [GREY if light > 1 else black for light in beaten(96, per_s, 2)]
    assert flashes_of(shown, FPS).passes is passes
