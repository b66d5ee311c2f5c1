import shutil
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
import soundfile

from yellowsound.inputs.excerpt import decoded_blocks, read_excerpt, sample_at, write_excerpt
from yellowsound.run import ffmpeg_tools
from yellowsound.run.errors import UserError


def decoded_whole(path, channels) -> np.ndarray:
    """Decode a song by plain ffmpeg, shape (samples, channels)."""
    to_pipe = ("-map", "0:a:0", "-f", "f32le", "-c:a", "pcm_f32le", "pipe:")
    quiet = (ffmpeg_tools.binary(), "-loglevel", "fatal", "-i", f"file:{path}")
    done = subprocess.run([*quiet, *to_pipe], capture_output=True, check=True)
    return np.frombuffer(done.stdout, np.float32).reshape(-1, channels)


def write_wav(path, samples, sample_rate_hz=8000):
    soundfile.write(path, samples, sample_rate_hz, subtype="FLOAT")
    return path


def noise(samples, channels=1):
    return np.random.default_rng(0).uniform(-0.5, 0.5, (samples, channels)).astype(np.float32)


def test_an_excerpt_holds_exactly_the_samples_asked_for(tmp_path):
    samples = noise(40000, 2)
    song = write_wav(tmp_path / "song.wav", samples)
    write_excerpt(song, tmp_path / "excerpt.wav", 1234 / 8000, 23457 / 8000)
    excerpt, sample_rate_hz = soundfile.read(tmp_path / "excerpt.wav", dtype="float32")
    assert sample_rate_hz == 8000
    np.testing.assert_array_equal(excerpt, samples[1234 : 1234 + 23457])


def test_times_are_rounded_to_the_nearest_sample(tmp_path):
    samples = noise(8000)
    song = write_wav(tmp_path / "song.wav", samples)
    write_excerpt(song, tmp_path / "excerpt.wav", 100.4 / 8000, 200.5 / 8000)
    excerpt, _ = read_excerpt(tmp_path / "excerpt.wav")
    np.testing.assert_array_equal(excerpt, samples[100 : 100 + 201, 0])


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("a.flac", []),
        ("a.mp3", []),
        ("a.ogg", ["-c:a", "libvorbis"]),
        ("a.opus", ["-c:a", "libopus", "-ar", "48000"]),
        ("a.m4a", []),
        ("a.mka", ["-c:a", "aac"]),
    ],
)
def test_a_lossy_song_is_cut_exact_to_the_sample(make_song, tmp_path, name, options):
    song = make_song(name, *options)
    whole = decoded_whole(song, channels=2)
    rate = 48000 if name == "a.opus" else 44100
    write_excerpt(song, tmp_path / "excerpt.wav", 77777 / rate, 2.0)
    excerpt, sample_rate_hz = soundfile.read(tmp_path / "excerpt.wav", dtype="float32")
    assert sample_rate_hz == rate
    np.testing.assert_array_equal(excerpt, whole[77777 : 77777 + 2 * rate])


def test_the_file_is_float32_wav(make_song, tmp_path):
    write_excerpt(make_song("a.mp3"), tmp_path / "excerpt.wav", 0.0, 1.0)
    info = soundfile.info(tmp_path / "excerpt.wav")
    assert (info.format, info.subtype, info.frames) == ("WAV", "FLOAT", 44100)


def test_bytes_depend_on_the_samples_alone(make_song, tmp_path):
    write_excerpt(make_song("a.mp3"), tmp_path / "first.wav", 0.5, 1.0)
    time.sleep(1.1)
    write_excerpt(make_song("a.mp3"), tmp_path / "second.wav", 0.5, 1.0)
    first = (tmp_path / "first.wav").read_bytes()
    assert (tmp_path / "second.wav").read_bytes() == first
    assert b"Lavf" not in first, "nor on the version of ffmpeg's container library"


def test_tags_of_the_song_are_left_behind(make_song, run_ffmpeg, tmp_path):
    run_ffmpeg("-i", make_song("a.mp3"), "-metadata", "title=Secret", tmp_path / "tagged.mp3")
    write_excerpt(tmp_path / "tagged.mp3", tmp_path / "excerpt.wav", 0.0, 1.0)
    assert b"Secret" not in (tmp_path / "excerpt.wav").read_bytes()


@pytest.mark.parametrize(("channels", "served"), [(1, 1), (2, 2), (3, 2), (5, 2), (6, 2)])
def test_an_excerpt_has_at_most_two_channels(tmp_path, channels, served):
    song = write_wav(tmp_path / "song.wav", noise(8000, channels))
    write_excerpt(song, tmp_path / "excerpt.wav", 0.0, 1.0)
    assert soundfile.info(tmp_path / "excerpt.wav").channels == served


def test_a_downmix_keeps_left_left_and_cannot_clip(tmp_path):
    # Channels of 5.1: front left and right, centre, bass, back left and right.
    samples = np.zeros((8000, 6), np.float32)
    samples[:, 0] = samples[:, 4] = 1.0
    song = write_wav(tmp_path / "song.wav", samples)
    write_excerpt(song, tmp_path / "excerpt.wav", 0.0, 1.0)
    left, right = read_excerpt(tmp_path / "excerpt.wav", mono=False)[0]
    assert left.min() > 0.5
    assert np.abs(right).max() < 1e-6

    write_excerpt(write_wav(song, np.ones((8000, 6), np.float32)), tmp_path / "loud.wav", 0.0, 1.0)
    loud, _ = read_excerpt(tmp_path / "loud.wav", mono=False)
    assert loud.max() == pytest.approx(1.0, abs=1e-6)


def test_a_song_that_ends_before_its_excerpt_leaves_nothing_behind(make_song, tmp_path):
    folder = tmp_path / "excerpts"
    with pytest.raises(UserError, match=r"gives 2\.000 s from 3\.000 s instead of 4\.000 s"):
        write_excerpt(make_song("a.wav"), folder / "a.wav", 3.0, 4.0)
    assert list(folder.iterdir()) == []


def test_a_song_that_cannot_be_decoded_leaves_nothing_behind(make_song, tmp_path):
    broken = tmp_path / "broken.flac"
    raw = make_song("a.flac").read_bytes()
    broken.write_bytes(raw[:8000] + bytes(len(raw) - 8000))
    with pytest.raises((UserError, ffmpeg_tools.FfmpegError)):
        write_excerpt(broken, tmp_path / "excerpts" / "a.wav", 0.0, 4.0)
    assert list((tmp_path / "excerpts").iterdir()) == []


@pytest.mark.parametrize("name", ['it\'s "a: song".wav', "-d.wav", "100%d.wav", "音楽;é,[x].wav"])
def test_odd_names_of_song_and_target_are_served(make_song, tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    shutil.copy(make_song("a.wav"), name)
    write_excerpt(name, Path("excerpts") / name, 0.0, 1.0)
    assert soundfile.info(tmp_path / "excerpts" / name).frames == 44100


def test_of_a_video_the_first_audio_track_is_taken(make_song, run_ffmpeg, tmp_path):
    song, other = make_song("a.wav"), make_song("mono.wav", channels=1)
    tracks = ("-map", "0:v", "-map", "1:a", "-map", "2:a", "-c:a", "flac")
    picture = ("-f", "lavfi", "-i", "testsrc=s=64x64:d=5")
    run_ffmpeg(*picture, "-i", song, "-i", other, *tracks, tmp_path / "v.mkv")
    write_excerpt(tmp_path / "v.mkv", tmp_path / "excerpt.wav", 1.0, 2.0)
    excerpt, _ = soundfile.read(tmp_path / "excerpt.wav", dtype="float32")
    np.testing.assert_array_equal(excerpt, decoded_whole(song, 2)[44100 : 3 * 44100])


def test_a_song_is_decoded_in_blocks_of_bounded_size(make_song):
    song = make_song("a.wav", sample_rate_hz=192000, channels=6)
    blocks = list(decoded_blocks(song, 192000, 6, strict=True))
    assert sum(len(block) for block in blocks) == 5 * 192000
    assert max(block.nbytes for block in blocks) <= 1 << 20


def test_a_decoder_that_is_no_longer_read_is_ended(make_song, monkeypatch):
    started = []
    popen = subprocess.Popen

    def recording(*arguments, **options):
        started.append(popen(*arguments, **options))
        return started[-1]

    monkeypatch.setattr(subprocess, "Popen", recording)
    blocks = decoded_blocks(make_song("a.wav", sample_rate_hz=192000, channels=6), 192000, 6, True)
    next(blocks)
    blocks.close()
    assert started[0].returncode is not None


@pytest.mark.parametrize(("time_s", "sample"), [(0, 0), (0.1, 800), (0.00006, 0), (0.0000625, 1)])
def test_sample_at_rounds_halves_up(time_s, sample):
    assert sample_at(time_s, 8000) == sample


# Reading back


def test_mono_is_the_mean_of_the_channels(tmp_path):
    samples = noise(8000, 2)
    mono, _ = read_excerpt(write_wav(tmp_path / "a.wav", samples))
    assert mono.dtype == np.float32
    np.testing.assert_array_equal(mono, samples.mean(axis=1))


@pytest.mark.parametrize("channels", [1, 2])
def test_channels_come_first_if_they_are_asked_for(tmp_path, channels):
    samples = noise(8000, channels)
    read, _ = read_excerpt(write_wav(tmp_path / "a.wav", samples), mono=False)
    np.testing.assert_array_equal(read, samples.T)


@pytest.mark.parametrize("mono", [True, False])
@pytest.mark.parametrize("stored_rate_hz", [8000, 44100, 48000])
def test_resampling_keeps_length_pitch_and_level(tmp_path, stored_rate_hz, mono):
    time_s = np.arange(2 * stored_rate_hz) / stored_rate_hz
    song = write_wav(tmp_path / "a.wav", 0.5 * np.sin(2 * np.pi * 1000 * time_s), stored_rate_hz)
    read, sample_rate_hz = read_excerpt(song, 22050, mono=mono)
    assert sample_rate_hz == 22050
    assert read.shape == ((44100,) if mono else (1, 44100))
    expected = 0.5 * np.sin(2 * np.pi * 1000 * np.arange(44100) / 22050)
    inside = slice(2000, -2000)
    np.testing.assert_allclose(read.reshape(-1)[inside], expected[inside], atol=2e-3)


def test_librosa_is_loaded_only_to_resample():
    code = "import sys, yellowsound.inputs.excerpt; print('librosa' in sys.modules)"
    scripts = Path(__file__).parents[2] / "scripts"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=scripts, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "False"
