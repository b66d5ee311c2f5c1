"""Joined files: sound that changes its rate and channels is served, or refused by when."""

import numpy as np
import pytest
import soundfile
from sound_files import CLICKS_S, RATE_HZ, onsets_s, write_clicks

from yellowsound.inputs.excerpt import write_excerpt
from yellowsound.inputs.formats import chained_change, header_notes
from yellowsound.inputs.songs import check_song
from yellowsound.run.errors import UserError

ENCODED = {
    ".mp3": ("-c:a", "libmp3lame"),
    ".aac": ("-c:a", "aac"),
    ".ts": ("-c:a", "aac"),
    ".ac3": ("-c:a", "ac3"),
    ".mp2": ("-c:a", "mp2"),
    ".ogg": ("-c:a", "libvorbis"),
    ".opus": ("-c:a", "libopus"),
}
OTHER_HZ = {".mp3": 22050, ".mp2": 22050}
SERVED = [suffix for suffix in ENCODED if suffix not in (".ogg", ".opus")]
JOIN_S = 0.12
"""Encoders put silence before and behind what they encode; a join holds both."""


@pytest.fixture(scope="module")
def joined(tmp_path_factory, run_ffmpeg):
    """Return a function that joins a song's first half to its second, encoded otherwise."""
    folder = tmp_path_factory.mktemp("joined")
    samples, _ = soundfile.read(write_clicks(folder / "song.wav"))
    half = 10 * RATE_HZ
    for name, part in (("first", samples[:half]), ("second", samples[half:])):
        soundfile.write(folder / f"{name}.wav", part, RATE_HZ)

    def join(suffix, rate_hz=None, channels=1):
        rate_hz = rate_hz or OTHER_HZ.get(suffix, 48000)
        formats = {
            "first": (48000 if suffix == ".opus" else 44100, 2),
            "second": (rate_hz, channels),
        }
        joined = b""
        for name, (hz, count) in formats.items():
            part = folder / f"{name}{suffix}"
            given = ("-i", folder / f"{name}.wav", "-ar", hz, "-ac", count)
            run_ffmpeg(*given, *ENCODED[suffix], part)
            joined += part.read_bytes()
        path = folder / f"joined{rate_hz}{channels}{suffix}"
        path.write_bytes(joined)
        return path

    return join


def excerpt_onsets_s(path, checked, tmp_path):
    """Where clicks begin in an excerpt, in seconds of the song."""
    target = tmp_path / "excerpt.wav"
    write_excerpt(path, target, checked.start_s, checked.duration_s, mend=bool(checked.mended))
    samples, rate_hz = soundfile.read(target, always_2d=True)
    loud = samples.mean(axis=1) / np.abs(samples).max() * 0.8
    return checked.start_s + onsets_s(loud, rate_hz)


@pytest.mark.parametrize("suffix", SERVED)
def test_a_song_that_changes_rate_and_channels_is_served_in_the_format_it_begins_with(
    joined, suffix, tmp_path
):
    path = joined(suffix)
    checked = check_song(path, 5.0, 12.0, 30.0)
    second = f"{OTHER_HZ.get(suffix, 48000)} Hz mono"
    assert f"changes from 44100 Hz stereo to {second} at 10.0" in checked.mended
    assert "stand twice" not in checked.mended
    assert "clock" not in checked.mended
    assert (checked.info.sample_rate_hz, checked.info.channels) == (44100, 2)
    found_s = excerpt_onsets_s(path, checked, tmp_path)
    due_s = CLICKS_S[(CLICKS_S > 5.05) & (CLICKS_S < 16.8)]
    away_s = found_s[np.abs(found_s[None] - due_s[:, None]).argmin(axis=1)] - due_s
    assert np.abs(away_s).max() < JOIN_S


@pytest.mark.parametrize("suffix", SERVED)
def test_a_song_joined_of_two_alike_is_served(joined, suffix):
    checked = check_song(joined(suffix, 44100, 2), 0.0, None, 30.0)
    assert checked.song_duration_s == pytest.approx(20.0, abs=JOIN_S)
    assert "changes" not in checked.mended


def test_a_tag_between_joined_songs_is_told(joined):
    checked = check_song(joined(".mp3", 44100, 2), 0.0, None, 30.0)
    assert checked.mended == "a tag stands within the sound at 10.03 s"


@pytest.mark.parametrize("suffix", [".ogg", ".opus"])
def test_what_ffmpeg_cannot_decode_is_refused_with_what_was_found_and_when(joined, suffix):
    first = "48000 Hz" if suffix == ".opus" else "44100 Hz"
    with pytest.raises(UserError, match=f"changes from {first} stereo to 48000 Hz mono at 10.0"):
        check_song(joined(suffix), 0.0, None, 30.0)


@pytest.mark.parametrize("suffix", [".ogg", ".opus"])
def test_a_chain_of_one_format_has_no_change(joined, suffix):
    rate_hz = 48000 if suffix == ".opus" else 44100
    path = joined(suffix, rate_hz, 2)
    assert chained_change(path) is None
    assert check_song(path, 0.0, None, 30.0).mended == ""


def mpeg(mono):
    return bytes([0xFF, 0xFB, 0x90, 0xC0 if mono else 0x40])


def test_a_single_damaged_header_is_no_change_of_format():
    heads = [mpeg(False)] * 5 + [mpeg(True)] + [mpeg(False)] * 5
    assert header_notes(range(11), heads, "mp3") == ()


def test_a_change_back_is_told_as_well():
    heads = [mpeg(False)] * 5 + [mpeg(True)] * 5 + [mpeg(False)] * 5
    assert header_notes(range(15), heads, "mp3") == (
        "changes from 44100 Hz stereo to 44100 Hz mono at 5.00 s",
        "changes from 44100 Hz mono to 44100 Hz stereo at 10.00 s",
    )


def test_tags_before_and_behind_the_sound_are_no_matter_of_it():
    heads = [b"ID3", *[mpeg(True)] * 5, b"TAG", b"APETAGEX"]
    assert header_notes(range(8), heads, "mp3") == ()


@pytest.mark.parametrize("codec", ["", "vorbis", "flac"])
def test_of_a_codec_without_headers_nothing_is_told(codec):
    assert header_notes([0.0, 1.0], [mpeg(True), mpeg(False)], codec) == ()


@pytest.fixture
def damaged(tmp_path, run_ffmpeg):
    """Return a function that makes a song of clicks with zeros in the middle of its bytes."""

    def damage(suffix):
        path = tmp_path / f"song{suffix}"
        codec = {".opus": ("-c:a", "libopus"), ".m4a": ("-c:a", "aac")}.get(suffix, ())
        run_ffmpeg("-i", write_clicks(tmp_path / "song.wav"), *codec, path)
        data = bytearray(path.read_bytes())
        middle, length = len(data) // 2, len(data) // 20
        data[middle : middle + length] = bytes(length)
        path.write_bytes(data)
        return path

    return damage


@pytest.mark.parametrize("suffix", [".ogg", ".opus"])
def test_damage_that_ogg_passes_over_is_silence_and_moves_no_later_sound(damaged, suffix, tmp_path):
    path = damaged(suffix)
    checked = check_song(path, 0.0, None, 30.0)
    assert "of sound are missing" in checked.mended
    found_s = excerpt_onsets_s(path, checked, tmp_path)
    due_s = CLICKS_S[(CLICKS_S > 13) & (CLICKS_S < 19.5)]
    away_s = found_s[np.abs(found_s[None] - due_s[:, None]).argmin(axis=1)] - due_s
    assert np.abs(away_s).max() < 0.01


@pytest.mark.parametrize("suffix", [".mp3", ".flac", ".m4a"])
def test_damage_that_a_decoder_tells_is_refused(damaged, suffix):
    with pytest.raises(UserError, match="damaged or cut short"):
        check_song(damaged(suffix), 0.0, None, 30.0)


BEHIND = {
    "nothing": b"",
    "ID3v1": b"TAG" + bytes(125),
    "APEv2": b"APETAGEX" + (2000).to_bytes(4, "little") + bytes(120),
    "Lyrics3": b"LYRICSBEGIN" + b"x" * 200 + b"LYRICS200" + b"TAG" + bytes(125),
    "zeros": bytes(4096),
    "text": b"hello world " * 40,
}


@pytest.fixture(scope="module")
def unsized(tmp_path_factory, run_ffmpeg):
    """An MP3 that does not tell its length."""
    folder = tmp_path_factory.mktemp("unsized")
    options = ("-write_xing", "0", "-id3v2_version", "0", "-b:a", "128k")
    run_ffmpeg("-i", write_clicks(folder / "song.wav"), *options, folder / "song.mp3")
    return (folder / "song.mp3").read_bytes()


@pytest.mark.parametrize("behind", BEHIND.values(), ids=BEHIND)
def test_what_stands_behind_an_mp3_without_a_length_is_none_of_its_sound(unsized, behind, tmp_path):
    path = tmp_path / "song.mp3"
    path.write_bytes(unsized + behind)
    assert check_song(path, 0.0, None, 30.0).song_duration_s == pytest.approx(20.0, abs=0.06)


def test_damage_before_the_last_frame_of_an_mp3_without_a_length_is_refused(unsized, tmp_path):
    path = tmp_path / "song.mp3"
    middle = len(unsized) // 2
    path.write_bytes(unsized[:middle] + bytes(2000) + unsized[middle + 2000 :])
    with pytest.raises(UserError, match="damaged or cut short"):
        check_song(path, 0.0, None, 30.0)
