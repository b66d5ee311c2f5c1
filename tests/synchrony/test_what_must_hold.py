"""What must hold of any score, whatever the frame rate, the tempo and the encoder."""

import subprocess
from dataclasses import replace
from functools import cache

import matplotlib
import numpy as np
import pytest
from clips import JUDGE, SIZE, clicks, flashes
from matplotlib.image import imread
from scipy.ndimage import gaussian_filter

from yellowsound.run.ffmpeg_tools import binary
from yellowsound.run.registry import REGISTRY
from yellowsound.synchrony.media import decode_picture
from yellowsound.synchrony.metrics.flux_onset_r import flux_onset_lag_ms
from yellowsound.synchrony.null import shifts_s
from yellowsound.synchrony.score import metrics_named, score_signals
from yellowsound.synchrony.signals import measure, see
from yellowsound.synchrony.visual import Picture

RATES = pytest.mark.parametrize("fps", [12, 24, 30, 60])
TEMPI = pytest.mark.parametrize("bpm", [60, 128, 174])
METRICS = metrics_named(REGISTRY["metric"])
DURATION_S = 12.0
# What a flash on every click reaches at 12 frames a second, where it stands up to 42 ms off its
# click; of a faster film it is more. The beats are those of a tracker, which may lose the last.
CEILINGS = {
    "flux_onset_r": 0.75,
    "felt": 0.35,
    "beat_f": 0.95,
    "beat_information_gain": 0.35,
    "beat_alignment_seen": 0.8,
    "beat_alignment_heard": 0.8,
    "beats_hit": 1.0,
    "av_align_flux": 1.0,
}
# A steady delay keeps its place within the beat.
FALLING = tuple(name for name in CEILINGS if name != "beat_information_gain")
WAVERING_S = np.cumsum(np.random.default_rng(3).uniform(0.35, 0.75, size=60))
OTHERS_S = np.cumsum(np.random.default_rng(4).uniform(0.35, 0.75, size=(3, 60)), axis=1)


def within(times_s, duration_s):
    """Leave out what a click or a flash has no room for."""
    return times_s[times_s < duration_s - 0.3]


def steady(bpm):
    return within(np.arange(0.5, DURATION_S, 60 / bpm), DURATION_S)


@cache
def heard(clicks_s, duration_s):
    """Listen to clicks once for all pictures."""
    audio = clicks(np.array(clicks_s), duration_s)
    rate = 30.0
    silent_film = Picture(rate, 0.0, *np.zeros((3, round(duration_s * rate))))
    return measure(silent_film, audio, JUDGE)


def together(picture, clicks_s):
    """Return the signals of a picture with clicks."""
    sound = heard(tuple(clicks_s), picture.flux.size / picture.fps)
    fields = ("novelty", "beats_s", "strong_beats_s", "audio_onsets_s", "audio")
    seen = see(picture.fps, picture.flux, picture.luma_flux, picture.changed_share)
    return replace(seen, **{name: getattr(sound, name) for name in fields})


@pytest.fixture
def encoded(tmp_path):
    """Return a function that encodes frames, grey or in colour, and decodes them again."""

    def make(frames, fps, *options):
        path = tmp_path / "film.mp4"
        colours = "rgb24" if frames.ndim == 4 else "gray"
        size = f"{frames.shape[2]}x{frames.shape[1]}"
        raw = ["-f", "rawvideo", "-pix_fmt", colours, "-s", size, "-r", str(fps), "-i", "-"]
        coded = ["-c:v", "libx264", "-preset", "veryfast", "-pix_fmt", "yuv420p", *options]
        command = [binary(), "-v", "error", "-y", *raw, *coded, str(path)]
        subprocess.run(command, input=np.ascontiguousarray(frames).tobytes(), check=True)
        return decode_picture(path)

    return make


def swaps(times_s, duration_s, fps):
    """Red and green of one luma, which change places at each time."""
    turn = np.zeros(round(duration_s * fps), int)
    turn[np.rint(times_s * fps).astype(int)] = 1
    colours = np.array([(206, 0, 0), (0, 105, 0)], np.uint8)[np.cumsum(turn) % 2]
    return np.broadcast_to(colours[:, None, None, :], (turn.size, SIZE, SIZE, 3))


def panned(random, n_frames, step):
    """A texture that moves by so many pixels a frame to the left, about 0."""
    texture = gaussian_filter(random.normal(size=(SIZE, int(n_frames * step) + SIZE + 2)), 3)
    place = np.arange(n_frames) * step
    first = place.astype(int)
    columns = first[:, None] + np.arange(SIZE)
    part = (place - first)[:, None, None]
    left, right = (texture[:, columns + more].transpose(1, 0, 2) for more in (0, 1))
    return ((1 - part) * left + part * right) / texture.std()


def flashes_on_a_pan(times_s, duration_s, fps):
    """A texture that moves steadily, and lights up at each time by less than half of its range."""
    light = flashes(times_s, duration_s, fps)[:, :1, :1] - 30.0
    pan = panned(np.random.default_rng(0), light.size, 60 / fps)
    return np.clip(90 + 30 * pan + 0.4 * light, 0, 255).astype(np.uint8)


def soft_film(times_s, duration_s, fps):
    """A texture that moves slowly, and at each time begins to glide into another colour."""
    frames_s = np.arange(round(duration_s * fps)) / fps
    since_s = np.maximum(frames_s[:, None] - times_s + 0.5 / fps, 0.0)
    turns = (-1.0) ** np.arange(times_s.size)
    level = ((1 - np.exp(-since_s / 0.08)) * turns).sum(axis=1) - 0.5
    pan = panned(np.random.default_rng(1), frames_s.size, 8 / fps)
    colour = level[:, None, None, None] * np.array([40.0, -16.0, -40.0])
    return np.clip(110 + 30 * pan[..., None] + colour, 0, 255).astype(np.uint8)


@RATES
@TEMPI
def test_a_flash_on_every_click_is_at_the_ceiling_of_every_metric(encoded, fps, bpm):
    clicks_s = steady(bpm)
    signals = together(encoded(flashes(clicks_s, DURATION_S, fps), fps), clicks_s)
    for name, ceiling in CEILINGS.items():
        assert METRICS[name].value(signals) >= ceiling, name
    assert abs(flux_onset_lag_ms(signals).value) <= 1000 / fps


@RATES
@TEMPI
def test_colours_that_swap_at_one_brightness_on_every_click_are_seen(encoded, fps, bpm):
    clicks_s = steady(bpm)
    picture = encoded(swaps(clicks_s, DURATION_S, fps), fps)
    signals = together(picture, clicks_s)
    assert METRICS["beat_f"].value(signals) >= 0.9
    assert abs(flux_onset_lag_ms(signals).value) <= 1000 / fps
    assert picture.luma_flux.mean() < 0.1  # by luma alone it is still


@RATES
@TEMPI
def test_a_flash_on_every_click_of_a_steady_pan_is_seen(encoded, fps, bpm):
    clicks_s = steady(bpm)
    picture = encoded(flashes_on_a_pan(clicks_s, DURATION_S, fps), fps)
    signals = together(picture, clicks_s)
    assert METRICS["beat_f"].value(signals) >= 0.9
    assert abs(flux_onset_lag_ms(signals).value) <= 1000 / fps
    assert np.median(picture.flux) > 1  # it is the pan that moves all the time


@RATES
def test_a_picture_250_ms_late_is_told_so_and_scores_lower(encoded, fps):
    clicks_s = within(WAVERING_S, DURATION_S)
    on_time, late = (
        together(encoded(flashes(clicks_s + by_s, DURATION_S, fps), fps), clicks_s)
        for by_s in (0.0, 0.25)
    )
    assert flux_onset_lag_ms(late).value == pytest.approx(250, abs=1000 / fps)
    for name in FALLING:
        value = METRICS[name].value
        assert value(late) < value(on_time) - 0.25, name


@RATES
def test_with_another_song_nothing_stands_out(encoded, fps):
    names = [*CEILINGS]
    songs = [within(song_s, 20.0) for song_s in (WAVERING_S, *OTHERS_S)]
    picture = encoded(flashes(songs[0], 20.0, fps), fps)
    # No tracker follows so uneven a pace: the beats are the clicks.
    own, *others = (
        score_signals(
            replace(together(picture, song_s), beats_s=song_s),
            pair="",
            schedule="",
            metrics=names,
        ).values
        for song_s in songs
    )
    for name in names:
        assert own[f"{name}_p"] < 0.01, name
        assert np.mean([other[f"{name}_z"] for other in others]) < 1.0, name
        assert max(other[name] for other in others) < own[name] - 0.2, name


def test_ears_that_are_40_ms_late_are_told_by_the_lag(encoded):
    clicks_s = within(WAVERING_S, DURATION_S)
    signals = together(encoded(flashes(clicks_s, DURATION_S, 60), 60), clicks_s)
    lag_ms = flux_onset_lag_ms(signals).value
    assert abs(lag_ms) <= 1000 / 60
    # Five values of the clock are 42 ms.
    late = replace(signals, novelty=np.concatenate((np.zeros(5), signals.novelty[:-5])))
    assert flux_onset_lag_ms(late).value - lag_ms == pytest.approx(-42, abs=9)


def scored(signals):
    """Return all scores but those of the null."""
    values = score_signals(signals, pair="", schedule="").values
    return {k: v for k, v in values.items() if not k.endswith(("_null_mean", "_z", "_p"))}


@pytest.mark.parametrize("rate", [24, 60])
@pytest.mark.parametrize("film", [flashes, soft_film])
def test_a_film_whose_frames_are_repeated_scores_as_the_film(encoded, film, rate):
    clicks_s = within(WAVERING_S, DURATION_S)
    frames = film(clicks_s, DURATION_S, 12)
    once, more = (
        scored(together(encoded(frames, 12, "-crf", "0", "-r", str(shown)), clicks_s))
        for shown in (12, rate)
    )
    for name, value in once.items():
        assert more[name] == pytest.approx(value, abs=0.02), name


def test_a_film_repeated_unevenly_is_another_by_half_a_frame(encoded):
    """From 12 to 30 frames a second, every second picture is shown 17 ms late or early."""
    clicks_s = within(WAVERING_S, DURATION_S)
    frames = flashes(clicks_s, DURATION_S, 12)
    once, more = (
        together(encoded(frames, 12, "-crf", "0", "-r", str(shown)), clicks_s) for shown in (12, 30)
    )
    np.testing.assert_allclose(more.visual_onsets_s, once.visual_onsets_s, atol=1 / 60 + 1e-9)
    for name in CEILINGS:
        value = METRICS[name].value
        assert value(more) == pytest.approx(value(once), abs=0.08), name


@pytest.mark.parametrize("crf", [18, 28, 35])
def test_how_coarsely_a_film_is_encoded_changes_little(encoded, crf):
    clicks_s = within(WAVERING_S, 20.0)
    frames = soft_film(clicks_s, 20.0, 24)
    names = ["flux_onset_r", "beat_f"]
    fine, coarse = (
        score_signals(
            together(encoded(frames, 24, "-crf", str(used)), clicks_s),
            pair="",
            schedule="",
            metrics=names,
        ).values
        for used in (0, crf)
    )
    for name in names:
        assert coarse[f"{name}_z"] == pytest.approx(fine[f"{name}_z"], rel=0.15), name
        assert coarse[f"{name}_p"] < 0.01


@pytest.mark.parametrize("crf", [18, 28, 35])
def test_a_photograph_is_still_however_it_is_encoded(encoded, crf):
    file = f"{matplotlib.get_data_path()}/sample_data/grace_hopper.jpg"
    photograph = imread(file)[:256, 100:356]
    frames = np.broadcast_to(photograph, (300, *photograph.shape))
    picture = encoded(frames, 30, "-crf", str(crf))
    assert picture.flux.any()  # the encoder refreshes it
    assert together(picture, within(WAVERING_S, 10.0)).is_still


def apart():
    """A song of clicks in its first quarter alone; a picture that flashes in its last alone."""
    clicks_s = within(WAVERING_S, 30.0)
    song_s = clicks_s[clicks_s < 7.0]
    flux = np.zeros(900)
    flux[np.rint((song_s + 22.5) * 30).astype(int)] = 30.0
    signals = together(Picture(30.0, 0.0, flux, flux, np.minimum(flux, 1.0)), song_s)
    return replace(signals, beats_s=song_s, audio_onsets_s=song_s)


@pytest.mark.parametrize("name", ["beat_f", "beats_hit", "beat_alignment_seen", "av_align_flux"])
def test_the_end_of_a_picture_never_meets_the_beginning_of_its_song(name):
    signals = apart()
    assert METRICS[name].null(signals, shifts_s(30.0)).max() < 1e-6
    # What a null that wraps would say: shifted by a quarter, the end would come first.
    wrapped = replace(signals, visual_onsets_s=np.sort((signals.visual_onsets_s + 7.5) % 30.0))
    assert METRICS[name].value(wrapped) > 0.9


@pytest.mark.parametrize(("name", "least"), [("flux_onset_r", 0.5), ("felt", 0.2)])
def test_no_curve_is_wrapped_by_the_null(name, least):
    signals = apart()
    null = METRICS[name].null(signals, shifts_s(30.0)).max()
    assert null < 0.05
    wrapped = replace(signals, **dict.fromkeys(["flux", "luma_flux"], np.roll(signals.flux, 225)))
    assert METRICS[name].value(wrapped) > null + least
