"""Every frame of a song stands at its time stamp: gaps are silence, clocks are put right."""

import av
import numpy as np
import pytest
import soundfile
from hypothesis import given
from hypothesis import strategies as st
from sound_files import CLICKS_S, copy_packets, onsets_s, write_clicks

from yellowsound.inputs.excerpt import write_excerpt
from yellowsound.inputs.songs import check_song
from yellowsound.inputs.stamps import mend, put
from yellowsound.inputs.track import may_need_mending, sound_track

CODECS = {".mka": ["-c:a", "aac"], ".m4a": ["-c:a", "aac"], ".ts": ["-c:a", "aac"]}
CODECS |= {".opus": ["-c:a", "libopus", "-ar", "48000"], ".webm": ["-c:a", "libvorbis"]}
WHOLE = {".ogg": ["-c:a", "libvorbis"], ".mp3": [], ".flac": [], ".wav": [], ".wma": []}
WHOLE |= {".avi": ["-c:a", "mp3"], ".aiff": []}


@pytest.fixture(scope="module")
def song(tmp_path_factory, run_ffmpeg):
    """Return a function from a suffix to a whole song of clicks in that format."""
    folder = tmp_path_factory.mktemp("songs")
    source = write_clicks(folder / "source.wav")

    def encoded(suffix):
        path = folder / f"song{suffix}"
        if not path.exists():
            run_ffmpeg("-i", source, *{**CODECS, **WHOLE}[suffix], path)
        return path

    return encoded


def excerpt(path, tmp_path, duration_s=15.0):
    """Return the checked song, and the samples and rate of its excerpt."""
    checked = check_song(path, 0.0, duration_s, 30.0)
    target = tmp_path / "excerpt.wav"
    write_excerpt(path, target, checked.start_s, checked.duration_s, bool(checked.mended))
    return checked, *soundfile.read(target, always_2d=True)


@pytest.mark.parametrize("suffix", [*CODECS, *WHOLE])
def test_a_whole_song_needs_no_mending(song, suffix, tmp_path):
    checked, samples, rate_hz = excerpt(song(suffix), tmp_path)
    assert checked.mended == ""
    assert len(samples) == round(15.0 * rate_hz)


@pytest.mark.parametrize("suffix", CODECS)
def test_sound_behind_lost_packets_stands_where_it_stood(song, suffix, tmp_path):
    lossy = copy_packets(song(suffix), tmp_path / f"lossy{suffix}", lambda t: not 6 <= t < 8)
    checked, samples, rate_hz = excerpt(lossy, tmp_path)
    assert "s of sound are missing at 6.0" in checked.mended
    assert checked.song_duration_s == pytest.approx(20.0, abs=0.05)
    whole_s = onsets_s(excerpt(song(suffix), tmp_path)[1][:, 0], rate_hz)
    found_s = onsets_s(samples[:, 0], rate_hz)
    expected_s = whole_s[(whole_s < 5.9) | (whole_s > 8.1)]
    kept_s = found_s[(found_s < 5.9) | (found_s > 8.1)]
    np.testing.assert_allclose(kept_s, expected_s, atol=0.012)
    assert not np.abs(samples[round(6.3 * rate_hz) : round(7.7 * rate_hz)]).max() > 1e-3


def test_a_gap_of_two_frames_is_mended_too(song, tmp_path):
    lossy = copy_packets(song(".mka"), tmp_path / "lossy.mka", lambda t: not 6 <= t < 6.05)
    assert "0.05 s of sound are missing at 6.0" in check_song(lossy, 0.0, 15.0, 30.0).mended


@pytest.mark.parametrize(("suffix", "scale"), [(".ts", 1.003), (".mka", 0.998)])
def test_a_clock_that_runs_off_is_put_right(song, suffix, scale, tmp_path):
    off = copy_packets(song(suffix), tmp_path / f"off{suffix}", scale=scale)
    checked, samples, rate_hz = excerpt(off, tmp_path)
    assert f"its clock runs off by {100 * (scale - 1):+.2f} %" in checked.mended
    found_s = onsets_s(samples[:, 0], rate_hz)
    lag_s = onsets_s(excerpt(song(suffix), tmp_path)[1][:, 0], rate_hz)[0] - CLICKS_S[0]
    expected_s = (CLICKS_S[: found_s.size] + lag_s) * scale
    np.testing.assert_allclose(found_s, expected_s, atol=0.008)


def test_transport_streams_joined_byte_by_byte_follow_each_other(song, tmp_path):
    joined = tmp_path / "joined.ts"
    joined.write_bytes(2 * song(".ts").read_bytes())
    checked = check_song(joined, 0.0, 15.0, 30.0)
    assert checked.song_duration_s == pytest.approx(40.0, abs=0.15)


def test_only_suspicious_songs_are_decoded_twice(song):
    assert not any(may_need_mending(song(suffix)) for suffix in [*CODECS, *WHOLE])


# --- on numbers ------------------------------------------------------------------------

FRAMES = np.full(400, 1024)
STAMPS_S = np.arange(400) * 1024 / 44100


def test_frames_that_adjoin_stay_where_they_are():
    mending = mend(STAMPS_S, FRAMES, 44100)
    assert mending.notes == ()
    np.testing.assert_array_equal(mending.starts, 1024 * np.arange(401))


@given(st.floats(0.0, 0.001), st.integers(0, 2**32 - 1))
def test_stamps_that_are_rounded_move_nothing(rounding_s, seed):
    noise_s = np.random.default_rng(seed).uniform(-rounding_s, rounding_s, 400)
    assert mend(STAMPS_S + noise_s, FRAMES, 44100).notes == ()


def test_single_stamps_that_are_off_are_outvoted():
    stamps_s = STAMPS_S.copy()
    stamps_s[[50, 51, 200]] += [0.5, 0.5, -0.3]
    assert mend(stamps_s, FRAMES, 44100).notes == ()


def test_frames_without_a_stamp_go_by_those_around_them():
    stamps_s = STAMPS_S + np.where(np.arange(400) < 200, 0, 1.0)
    stamps_s[100:150] = np.nan
    (note,) = mend(stamps_s, FRAMES, 44100).notes
    assert note.startswith("1.00 s of sound are missing at 4.64 s")


def test_an_overlap_cuts_what_stands_twice():
    stamps_s = STAMPS_S - np.where(np.arange(400) < 200, 0, 0.1)
    mending = mend(stamps_s, FRAMES, 44100)
    assert mending.notes == ("0.10 s of sound stand twice at 4.64 s",)
    assert mending.starts[-1] == pytest.approx(400 * 1024 - 4410, abs=1)


@given(st.lists(st.floats(-0.3, 3.0), min_size=1, max_size=4), st.integers(0, 1000))
def test_what_is_put_is_as_long_as_the_mending_says(steps_s, seed):
    edges = np.sort(np.random.default_rng(seed).integers(10, 390, len(steps_s)))
    shift_s = sum(np.where(np.arange(400) < e, 0, s) for e, s in zip(edges, steps_s, strict=True))
    mending = mend(STAMPS_S + shift_s, FRAMES, 44100)
    frames = [np.ones((1024, 2), np.float32)] * 400
    blocks = list(put(frames, mending))
    assert mending.starts[0] == 0
    assert sum(map(len, blocks)) == mending.starts[-1]
    assert (np.diff(mending.starts) >= 0).all()


# --- which track -----------------------------------------------------------------------


@pytest.mark.parametrize(("default", "chosen"), [(0, 0), (1, 1), (None, 0)])
def test_the_track_marked_as_default_counts_else_the_first(
    song, run_ffmpeg, tmp_path, default, chosen
):
    path = tmp_path / "two.mkv"
    marks = [f for n in (0, 1) for f in (f"-disposition:a:{n}", "default" if n == default else "0")]
    inputs = ("-i", song(".wav"), "-f", "lavfi", "-i", "anullsrc=r=44100:d=20")
    run_ffmpeg(*inputs, "-map", "0:a", "-map", "1:a", "-c:a", "aac", *marks, path)
    with av.open(str(path)) as container:
        assert sound_track(container).index == chosen


def test_a_silent_first_track_does_not_hide_the_default_one(song, run_ffmpeg, tmp_path):
    path = tmp_path / "two.mkv"
    marks = ("-disposition:a:0", "0", "-disposition:a:1", "default")
    inputs = ("-f", "lavfi", "-i", "anullsrc=r=44100:d=20", "-i", song(".wav"))
    run_ffmpeg(*inputs, "-map", "0:a", "-map", "1:a", "-c:a", "aac", *marks, path)
    _, samples, rate_hz = excerpt(path, tmp_path)
    assert onsets_s(samples[:, 0], rate_hz).size > 20
