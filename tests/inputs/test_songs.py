import os
import shutil
from pathlib import Path

import numpy as np
import pytest
import soundfile

from yellowsound.inputs.songs import CheckedSong, check_song, probe_song
from yellowsound.run.errors import UserError

JAZZ = Path(__file__).parents[2] / "demo" / "songs" / "jazz.ogg"
SHARED_SONGS = Path(__file__).parents[3] / "shared" / "data" / "songs"


def check(path, start_s=0.0, duration_s=None, default_duration_s=30.0) -> CheckedSong:
    return check_song(path, start_s, duration_s, default_duration_s)


def refusal_of(path, **excerpt) -> str:
    """Return why a song is refused: one sentence, which starts with its path."""
    with pytest.raises(UserError) as refusal:
        check(path, **excerpt)
    text = str(refusal.value)
    assert text.startswith(str(path))
    assert "\n" not in text
    return text.removeprefix(f"{path} ")


def write_wav(path, samples, sample_rate_hz=8000):
    soundfile.write(path, samples, sample_rate_hz, subtype="FLOAT")
    return path


def noise(samples, channels=1):
    return np.random.default_rng(0).uniform(-0.5, 0.5, (samples, channels)).astype(np.float32)


# What is served


@pytest.mark.parametrize(
    ("name", "options", "codec"),
    [
        ("a.wav", [], "pcm_s16le"),
        ("a.flac", [], "flac"),
        ("a.mp3", [], "mp3"),
        ("vbr.mp3", ["-q:a", "4"], "mp3"),
        ("a.ogg", ["-c:a", "libvorbis"], "vorbis"),
        ("a.opus", ["-c:a", "libopus", "-ar", "48000"], "opus"),
        ("a.m4a", [], "aac"),
        ("fragmented.m4a", ["-movflags", "frag_keyframe+empty_moov"], "aac"),
    ],
)
def test_every_promised_codec_is_served(make_song, name, options, codec):
    song = check(make_song(name, *options))
    assert song.info.codec == codec
    assert song.info.channels == 2
    assert song.duration_s == pytest.approx(5.0, abs=0.05)
    assert song.info.declared_duration_s == pytest.approx(5.0, abs=0.05)


@pytest.mark.parametrize("sample_rate_hz", [8000, 11025, 44100, 96000, 192000])
@pytest.mark.parametrize("name", ["a.wav", "a.flac"])
def test_sample_rates_from_8_to_192_khz_are_served(make_song, name, sample_rate_hz):
    song = check(make_song(name, sample_rate_hz=sample_rate_hz, channels=1))
    assert song.info.sample_rate_hz == sample_rate_hz
    assert song.duration_s == 5.0


@pytest.mark.parametrize("name", ["a.mp3", "a.m4a"])
def test_a_lossy_mono_song_of_8_khz_is_served(make_song, name):
    song = check(make_song(name, sample_rate_hz=8000, channels=1))
    assert (song.info.sample_rate_hz, song.info.channels) == (8000, 1)


@pytest.mark.parametrize("channels", [1, 2, 3, 4, 5, 6])
def test_one_to_six_channels_are_served(make_song, channels):
    assert check(make_song("a.wav", channels=channels)).info.channels == channels


@pytest.mark.parametrize(
    "name",
    [
        "with  spaces .wav",
        'it\'s "quoted".wav',
        "Привет 音楽 été.wav",
        "-leading-dash.wav",
        "12:34:56.wav",
        "100%d %03d.wav",
        "concat:a|b.wav",
        "[a]{b}\\c,d;e=f.wav",
    ],
)
def test_odd_file_names_are_served(make_song, tmp_path, monkeypatch, name):
    shutil.copy(make_song("a.wav"), tmp_path / name)
    monkeypatch.chdir(tmp_path)
    assert check(name).duration_s == 5.0


def test_a_song_with_cover_art_is_served(make_song, run_ffmpeg, tmp_path):
    cover = tmp_path / "cover.png"
    run_ffmpeg("-f", "lavfi", "-i", "testsrc=s=64x64", "-frames:v", "1", cover)
    song = tmp_path / "song.mp3"
    streams = ("-map", "0:a", "-map", "1:v", "-c", "copy", "-disposition:v", "attached_pic")
    run_ffmpeg("-i", make_song("a.mp3"), "-i", cover, *streams, song)
    assert check(song).duration_s == 5.0


@pytest.mark.parametrize("name", ["v.mp4", "v.mkv"])
def test_a_video_is_served_by_its_audio_even_if_its_picture_is_longer(
    make_song, run_ffmpeg, tmp_path, name
):
    picture = ("-f", "lavfi", "-i", "testsrc=s=64x64:d=8")
    run_ffmpeg(*picture, "-i", make_song("a.wav"), tmp_path / name)
    assert check(tmp_path / name).duration_s == pytest.approx(5.0, abs=0.05)


def test_a_wav_that_was_written_to_a_pipe_is_served(make_song, tmp_path):
    raw = bytearray(make_song("a.wav").read_bytes())
    size = raw.index(b"data") + 4
    raw[size : size + 4] = b"\xff\xff\xff\xff"
    # Its end in the middle of a sample is no error either: no length was promised.
    (tmp_path / "piped.wav").write_bytes(raw[:-1])
    assert check(tmp_path / "piped.wav").duration_s == pytest.approx(5.0, abs=1e-4)


def test_an_mp3_of_variable_bit_rate_without_a_length_is_served(make_song):
    # FFmpeg estimates its duration from the bit rate of its beginning, and errs.
    song = check(make_song("a.mp3", "-q:a", "2", "-write_xing", "0"))
    assert song.info.declared_duration_s is None
    assert song.duration_s == pytest.approx(5.0, abs=0.1)


def test_samples_beyond_full_scale_are_served(tmp_path):
    assert check(write_wav(tmp_path / "hot.wav", 4 * noise(32000))).duration_s == 4.0


@pytest.mark.skipif(not SHARED_SONGS.is_dir(), reason="no real songs here")
@pytest.mark.parametrize(
    ("name", "duration_s"),
    [
        ("armygeddon.ogg", 30.0),
        ("electronic.mp3", 59.947),
        ("machine_wars.m4a", 30.0),
        ("nebula.opus", 29.988),
        ("orchestra.ogg", 30.0),
        ("war_of_freedom.flac", 30.0),
    ],
)
def test_real_songs_are_served_whole(name, duration_s):
    song = check(SHARED_SONGS / name, default_duration_s=60.0)
    assert song.song_duration_s == pytest.approx(duration_s, abs=1e-3)
    assert song.duration_s == song.song_duration_s


# Which part is taken


def test_without_a_duration_at_most_the_default_is_taken(make_song):
    song = make_song("a.wav")
    assert check(song, default_duration_s=4.0).duration_s == 4.0
    assert check(song, default_duration_s=30.0).duration_s == 5.0
    assert check(song, start_s=1.5, default_duration_s=30.0).duration_s == 3.5


def test_start_and_duration_are_moved_to_whole_samples(make_song):
    song = check(make_song("a.wav", sample_rate_hz=8000), start_s=1.00004, duration_s=3.33333)
    assert song.start_s * 8000 == 8000
    assert song.duration_s * 8000 == 26667


def test_a_duration_may_pass_the_end_by_one_frame_and_is_cut_there(make_song):
    song = make_song("a.wav")
    assert check(song, duration_s=5.9).duration_s == 5.0
    assert "before the excerpt's end at 6.10 s" in refusal_of(song, duration_s=6.1)


# What is refused: the file


def test_a_missing_song_is_refused(tmp_path):
    assert refusal_of(tmp_path / "no.mp3").startswith("does not exist")


def test_a_folder_is_refused(tmp_path):
    assert refusal_of(tmp_path).startswith("is a folder")


def test_an_empty_file_is_refused(tmp_path):
    (tmp_path / "empty.mp3").touch()
    assert refusal_of(tmp_path / "empty.mp3").startswith("is empty")


def test_a_pipe_is_refused_without_waiting_for_it(tmp_path):
    os.mkfifo(tmp_path / "pipe.wav")
    assert refusal_of(tmp_path / "pipe.wav").startswith("is a device or a pipe")


def test_a_song_without_permission_to_read_is_refused(make_song, tmp_path):
    song = tmp_path / "secret.wav"
    shutil.copy(make_song("a.wav"), song)
    song.chmod(0)
    user = os.geteuid()
    if user == 0:
        # The superuser may read everything; look at the file as somebody else.
        os.seteuid(65534)
    try:
        assert refusal_of(song).startswith("may not be read")
    finally:
        os.seteuid(user)


@pytest.mark.parametrize(
    "content",
    [b"This is not music, just a text.\n" * 200, b"x", b"#EXTM3U\nsong.mp3\n", b"RIFF\0\0\0\0WAVE"],
    ids=["text", "one byte", "playlist", "bare header"],
)
@pytest.mark.parametrize("suffix", ["mp3", "wav", "flac", "ogg"])
def test_text_with_the_suffix_of_a_song_is_refused(tmp_path, content, suffix):
    song = tmp_path / f"text.{suffix}"
    song.write_bytes(content)
    assert "not audio" in refusal_of(song)


def test_random_bytes_are_refused(tmp_path):
    song = tmp_path / "random.mp3"
    song.write_bytes(np.random.default_rng(0).bytes(100_000))
    refusal_of(song)


def test_a_video_without_audio_is_refused(run_ffmpeg, tmp_path):
    run_ffmpeg("-f", "lavfi", "-i", "testsrc=s=64x64:d=5", tmp_path / "mute.mp4")
    assert refusal_of(tmp_path / "mute.mp4").startswith("holds pictures but no sound")


@pytest.mark.parametrize("sample_rate_hz", [4000, 384000])
def test_sample_rates_outside_8_to_192_khz_are_refused(tmp_path, sample_rate_hz):
    song = write_wav(tmp_path / "a.wav", noise(4 * sample_rate_hz), sample_rate_hz)
    assert f"sampled at {sample_rate_hz} Hz" in refusal_of(song)


def test_more_than_eight_channels_are_refused(tmp_path):
    assert "has 9 channels" in refusal_of(write_wav(tmp_path / "a.wav", noise(32000, 9)))


# What is refused: damage


@pytest.mark.parametrize("share", [0.6, 0.93])
@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("a.wav", []),
        ("a.flac", []),
        ("a.mp3", []),
        ("vbr.mp3", ["-q:a", "4"]),
        ("a.ogg", ["-c:a", "libvorbis"]),
        ("a.opus", ["-c:a", "libopus", "-ar", "48000"]),
        ("a.m4a", []),
        ("faststart.m4a", ["-movflags", "faststart"]),
        ("a.mka", ["-c:a", "aac"]),
    ],
)
def test_a_truncated_song_is_refused(make_song, tmp_path, name, options, share):
    whole = make_song(name, *options).read_bytes()
    song = tmp_path / name
    song.write_bytes(whole[: int(len(whole) * share)])
    assert any(word in refusal_of(song) for word in ("truncated", "cut short"))


@pytest.mark.parametrize("name", ["a.flac", "a.mp3"])
def test_a_song_with_a_hole_is_refused(make_song, tmp_path, name):
    raw = bytearray(make_song(name).read_bytes())
    middle = len(raw) // 2
    raw[middle : middle + 3000] = bytes(3000)
    (tmp_path / name).write_bytes(raw)
    assert refusal_of(tmp_path / name).startswith("is damaged or cut short (ffmpeg: ")


def test_a_refusal_reads_the_same_on_every_run(make_song, tmp_path):
    whole = make_song("a.flac").read_bytes()
    (tmp_path / "a.flac").write_bytes(whole[: len(whole) // 2])
    first = refusal_of(tmp_path / "a.flac")
    assert "0x" not in first
    assert refusal_of(tmp_path / "a.flac") == first


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_samples_that_are_not_finite_are_refused_with_their_time(tmp_path, value):
    samples = noise(40000, 2)
    samples[20000, 1] = value
    song = write_wav(tmp_path / "a.wav", samples)
    assert "not finite numbers, the first at 2.500 s" in refusal_of(song)


def test_samples_that_are_not_finite_outside_the_excerpt_do_no_harm(tmp_path):
    samples = noise(40000)
    samples[0] = np.nan
    assert check(write_wav(tmp_path / "a.wav", samples), start_s=1.0).duration_s == 4.0


# What is refused: the excerpt


@pytest.mark.parametrize("duration_s", [0.4, 2.99])
def test_a_song_too_short_is_refused(make_song, duration_s):
    song = make_song("a.wav", duration_s=duration_s)
    assert refusal_of(song).startswith(f"gives an excerpt of {duration_s:.2f} s")


def test_an_excerpt_of_three_seconds_is_served(make_song):
    assert check(make_song("a.wav", duration_s=3.0)).duration_s == 3.0


def test_a_rest_too_short_is_refused(make_song):
    refusal = refusal_of(make_song("a.wav"), start_s=3.0)
    assert refusal.startswith("gives an excerpt of 2.00 s (the song lasts 5.00 s)")


def test_a_duration_too_short_is_refused(make_song):
    assert refusal_of(make_song("a.wav"), duration_s=2.0).startswith("gives an excerpt of 2.00 s")


@pytest.mark.parametrize("start_s", [5.0, 60.0])
def test_a_start_at_or_beyond_the_end_is_refused(make_song, start_s):
    refusal = refusal_of(make_song("a.mp3"), start_s=start_s)
    assert refusal.startswith(f"ends at 5.00 s, before the excerpt's start at {start_s:.2f} s")


def test_a_duration_beyond_the_end_is_refused(make_song):
    refusal = refusal_of(make_song("a.mp3"), start_s=1.0, duration_s=30.0)
    assert refusal.startswith("ends at 5.00 s, before the excerpt's end at 31.00 s")


@pytest.mark.parametrize("peak", [0.0, 0.99e-4])
def test_silence_is_refused(tmp_path, peak):
    song = write_wav(tmp_path / "a.wav", np.full(40000, peak, np.float32))
    assert refusal_of(song).startswith("is silent in the excerpt from 0.00 s to 5.00 s")


def test_a_very_soft_song_is_served(tmp_path):
    assert check(write_wav(tmp_path / "a.wav", np.full(40000, 1.01e-4, np.float32)))


def test_silence_is_judged_in_the_excerpt_alone(tmp_path):
    samples = noise(80000)
    samples[:40000] = 0
    song = write_wav(tmp_path / "a.wav", samples)
    assert "is silent" in refusal_of(song, duration_s=5.0)
    assert check(song, start_s=5.0).duration_s == 5.0


def test_channels_that_cancel_each_other_are_refused(tmp_path):
    left = noise(40000)
    song = write_wav(tmp_path / "a.wav", np.hstack([left, -left]))
    assert "cancel each other" in refusal_of(song)


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("a.m4a", ["-c:a", "aac", "-b:a", "128k"]),
        ("a.ogg", ["-c:a", "libvorbis"]),
        ("a.opus", ["-c:a", "libopus", "-ar", "48000"]),
        ("a.mp3", ["-joint_stereo", "0"]),
    ],
)
def test_channels_of_opposite_phase_are_refused_after_a_lossy_codec_too(
    tmp_path, run_ffmpeg, name, options
):
    run_ffmpeg("-i", JAZZ, "-t", "8", "-ac", "1", "-ar", "44100", tmp_path / "left.wav")
    left, _ = soundfile.read(tmp_path / "left.wav", dtype="float32")
    source = write_wav(tmp_path / "source.wav", np.stack([left, -left], axis=1), 44100)
    run_ffmpeg("-i", source, *options, tmp_path / name)
    assert "cancel each other: mixed to mono it loses" in refusal_of(tmp_path / name)


def test_loud_opposite_drums_under_a_soft_voice_in_phase_are_refused(tmp_path):
    drums, voice = noise(5 * 44100), 0.1 * noise(5 * 44100)[::-1]
    song = write_wav(tmp_path / "a.wav", np.hstack([drums + voice, voice - drums]), 44100)
    assert "loses 20 dB" in refusal_of(song)


def test_channels_that_share_nothing_are_served(tmp_path):
    assert check(write_wav(tmp_path / "a.wav", noise(5 * 44100, 2), 44100))


# What stands behind the sound, and what begins late


@pytest.mark.parametrize("name", ["a.flac", "a.mp3"])
@pytest.mark.parametrize(
    "tail",
    [b"TAG" + bytes(125), bytes(4000), b"APETAGEX" + bytes(200), b"downloaded from " * 40],
    ids=["ID3v1", "zeros", "APE", "text"],
)
def test_what_stands_behind_the_sound_is_left_out(make_song, tmp_path, name, tail):
    song = tmp_path / name
    song.write_bytes(make_song(name).read_bytes() + tail)
    assert check(song).song_duration_s == pytest.approx(5.0, abs=0.001)


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("a.opus", ["-c:a", "libopus", "-ar", "48000"]),
        ("a.ogg", ["-c:a", "libvorbis"]),
        ("a.mka", ["-c:a", "aac"]),
        ("a.ts", ["-c:a", "aac"]),
        ("a.m4a", ["-c:a", "aac"]),
        ("a.flac", []),
    ],
)
def test_a_song_whose_stamps_begin_late_is_served(make_song, run_ffmpeg, tmp_path, name, options):
    whole = make_song(name, *options, duration_s=12.0)
    late = tmp_path / f"late-{name}"
    run_ffmpeg("-ss", "6", "-i", whole, "-c", "copy", "-copyts", late)
    assert check(late).song_duration_s == pytest.approx(6.0, abs=1.1)


def test_probing_reads_no_sample(make_song, tmp_path):
    whole = make_song("a.flac").read_bytes()
    (tmp_path / "a.flac").write_bytes(whole[: len(whole) // 2])
    info = probe_song(tmp_path / "a.flac")
    assert (info.codec, info.container, info.declared_duration_s) == ("flac", "flac", 5.0)
