"""A video joins its sections with the excerpt's sound, equal in length and nothing lost."""

import av
import numpy as np
import pytest
import soundfile
from hypothesis import given
from hypothesis import strategies as st

from yellowsound.frames.frames import read_sections, render_section
from yellowsound.inputs.songs import SAMPLE_RATES_HZ
from yellowsound.run.ffmpeg_tools import FfmpegError
from yellowsound.run.keys import KEYS
from yellowsound.synchrony.media import decode_picture
from yellowsound.video.tame import write_tamed
from yellowsound.video.video import (
    AAC_RATES_HZ,
    HIGHEST_AUDIO_RATE_HZ,
    Encoding,
    aac_rate_hz,
    write_video,
)

TAGS = {"title": "it's a song: 100 %", "comment": "pair: x; schedule: y"}


def section(path, greys, fps):
    render_section([np.full((64, 64, 3), grey, np.uint8) for grey in greys], len(greys), path, fps)
    return path


def excerpt(path, duration_s, rate_hz=22050, channels=1):
    samples = np.random.default_rng(0).normal(0, 0.1, (round(duration_s * rate_hz), channels))
    soundfile.write(path, samples.astype(np.float32), rate_hz, subtype="FLOAT")
    return path


@pytest.fixture(scope="module")
def video(tmp_path_factory):
    folder = tmp_path_factory.mktemp("it's a folder")
    sections = [
        section(folder / f"{number}.mkv", [80 * number + k for k in range(75)], 25)
        for number in (1, 2)
    ]
    write_video(
        sections, excerpt(folder / "e.wav", 6.0, 44100, 2), folder / "v.mp4", 25, Encoding(), TAGS
    )
    return folder / "v.mp4"


def lengths_s(path):
    with av.open(path) as container:
        return {
            stream.type: float(stream.duration * stream.time_base) for stream in container.streams
        }


def test_there_is_one_stream_of_each_kind_as_players_want_them(video):
    with av.open(video) as container:
        picture, sound = container.streams
        assert (picture.codec.name, picture.pix_fmt) == ("h264", "yuv420p")
        assert (sound.codec.name, sound.rate, sound.channels) == ("aac", 44100, 2)


def test_the_sections_follow_each_other_without_a_frame_lost(video):
    with av.open(video) as container:
        greys = [
            frame.to_ndarray(format="gray").mean()
            for frame in container.decode(container.streams.video[0])
        ]
    expected = [80 * number + k for number in (1, 2) for k in range(75)]
    np.testing.assert_allclose(greys, expected, atol=3)


def test_picture_and_sound_have_equal_length_within_a_frame(video):
    lengths = lengths_s(video)
    assert lengths["video"] == pytest.approx(6.0, abs=1e-6)
    assert abs(lengths["video"] - lengths["audio"]) <= 1 / 25


def test_frames_that_are_given_are_shown_instead_of_the_sections_own(tmp_path):
    own = section(tmp_path / "1.mkv", [40] * 25, 25)
    given = [np.full((64, 64, 3), 200, np.uint8)] * 25
    sound = excerpt(tmp_path / "e.wav", 1.0)
    write_video([own], sound, tmp_path / "v.mp4", 25, Encoding(), TAGS, given)
    with av.open(tmp_path / "v.mp4") as container:
        shown = [frame.to_ndarray(format="gray").mean() for frame in container.decode(video=0)]
    assert len(shown) == 25
    assert np.allclose(shown, 200, atol=3)


def test_frames_shown_as_they_are_make_the_video_of_the_sections(tmp_path):
    own = [section(tmp_path / f"{n}.mkv", [80 * n + k for k in range(25)], 25) for n in (1, 2)]
    sound = excerpt(tmp_path / "e.wav", 2.0)
    write_video(own, sound, tmp_path / "a.mp4", 25, Encoding(), TAGS)
    write_video(own, sound, tmp_path / "b.mp4", 25, Encoding(), TAGS, read_sections(own))
    pictures = []
    for name in ("a.mp4", "b.mp4"):
        with av.open(tmp_path / name) as container:
            pictures.append([f.to_ndarray(format="rgb24") for f in container.decode(video=0)])
    np.testing.assert_array_equal(*pictures)


def test_a_walk_that_fails_on_the_way_leaves_no_video(tmp_path):
    def failing():
        yield np.zeros((64, 64, 3), np.uint8)
        raise RuntimeError("out of paint")

    with pytest.raises(RuntimeError, match="out of paint"):
        write_video(
            [],
            excerpt(tmp_path / "e.wav", 1.0),
            tmp_path / "v.mp4",
            25,
            Encoding(),
            TAGS,
            failing(),
        )
    assert not (tmp_path / "v.mp4").exists()


def test_a_video_whose_moves_flash_is_written_with_less_of_them(tmp_path):
    own = section(tmp_path / "1.mkv", [150] * 75, 25)
    light = np.where(np.arange(75) % 6 < 3, 1.5, 1.0)
    target = tmp_path / "v.mp4"

    def write(frames, limited):
        assert not target.exists()
        sound = excerpt(tmp_path / "e.wav", 3.0)
        write_video([own], sound, target, 25, Encoding(), {"comment": limited}, frames)

    write_tamed(lambda: read_sections([own]), {"light": light}, 25, write)
    with av.open(target) as container:
        assert container.metadata["comment"].startswith("brightness at")
    assert decode_picture(target).flashes.passes


def test_title_pair_and_schedule_are_written_into_the_file(video):
    with av.open(video) as container:
        assert TAGS.items() <= container.metadata.items()


def test_the_index_stands_before_the_data(video):
    data = video.read_bytes()
    assert data.index(b"moov") < data.index(b"mdat")


def test_the_same_inputs_give_the_same_bytes(video):
    again = video.with_name("again.mp4")
    sections = [video.with_name(f"{number}.mkv") for number in (1, 2)]
    write_video(sections, video.with_name("e.wav"), again, 25, Encoding(), TAGS)
    assert again.read_bytes() == video.read_bytes()


def test_the_file_does_not_tell_the_version_of_the_muxer(video):
    assert b"Lavf" not in video.read_bytes()


ODD_RATES_HZ = {
    **{44056: 44100, 37800: 44100, 8001: 11025, 11024: 11025, 12001: 16000},
    **{48001: 48000, 96000: 48000, 176400: 48000, 192000: 48000},
}
"""Sample rates of songs, and those of their videos."""


def decoded_s(path):
    """Return how long a video's sound lasts when it is decoded, in seconds."""
    with av.open(path) as container:
        sound = container.streams.audio[0]
        return sum(frame.samples for frame in container.decode(sound)) / sound.rate


@pytest.mark.parametrize(("song_hz", "video_hz"), ODD_RATES_HZ.items())
@pytest.mark.parametrize("channels", [1, 2])
def test_a_song_of_any_sample_rate_ends_in_a_video_of_its_length(
    tmp_path, song_hz, video_hz, channels
):
    sections = [section(tmp_path / "1.mkv", range(75), 25)]
    wav = excerpt(tmp_path / "e.wav", 3.0, song_hz, channels)
    write_video(sections, wav, tmp_path / "v.mp4", 25, Encoding(), {})
    with av.open(tmp_path / "v.mp4") as container:
        sound = container.streams.audio[0]
        assert (sound.codec.name, sound.rate, sound.channels) == ("aac", video_hz, channels)
    lengths = lengths_s(tmp_path / "v.mp4")
    assert lengths["video"] == pytest.approx(3.0, abs=1e-6)
    assert lengths["audio"] == pytest.approx(3.0, abs=1 / 25)
    # The last packet of AAC is filled up to 1024 samples.
    assert -1 / 25 <= decoded_s(tmp_path / "v.mp4") - 3.0 <= 1 / 25 + 1024 / video_hz


@given(song_hz=st.integers(*SAMPLE_RATES_HZ))
def test_a_song_of_any_served_rate_has_the_nearest_of_aac_at_or_above_it(song_hz):
    rate_hz = aac_rate_hz(song_hz)
    assert rate_hz in AAC_RATES_HZ
    assert rate_hz >= min(song_hz, HIGHEST_AUDIO_RATE_HZ)
    assert not any(song_hz <= lower < rate_hz for lower in AAC_RATES_HZ)


@pytest.mark.parametrize("rate_hz", AAC_RATES_HZ)
def test_a_rate_that_aac_has_is_kept(rate_hz):
    assert aac_rate_hz(rate_hz) == rate_hz


def test_every_rate_that_can_be_configured_is_one_of_aac():
    assert set(KEYS["audio_rate_hz"].schema["enum"]) <= {0, *AAC_RATES_HZ}


@pytest.mark.parametrize("kbps", [32, 320])
@pytest.mark.parametrize("channels", [1, 2])
@pytest.mark.parametrize("rate_hz", [8000, 11025, 22050, 48000])
def test_every_rate_can_be_encoded_at_the_least_and_the_highest_bit_rate(
    tmp_path, rate_hz, channels, kbps
):
    sections = [section(tmp_path / "1.mkv", range(25), 25)]
    wav = excerpt(tmp_path / "e.wav", 1.0, 44100, 2)
    encoding = Encoding(
        audio_rate_hz=rate_hz, audio_channels=channels, audio_bitrate_kbps=kbps, preset="ultrafast"
    )
    write_video(sections, wav, tmp_path / "v.mp4", 25, encoding, {})
    with av.open(tmp_path / "v.mp4") as container:
        sound = container.streams.audio[0]
        assert (sound.rate, sound.channels) == (rate_hz, channels)


def test_a_rate_that_aac_lacks_is_named_where_it_is_asked_for(tmp_path):
    sections = [section(tmp_path / "1.mkv", range(25), 25)]
    wav = excerpt(tmp_path / "e.wav", 1.0)
    with pytest.raises(FfmpegError, match="44056 is not supported"):
        write_video(sections, wav, tmp_path / "v.mp4", 25, Encoding(audio_rate_hz=44056), {})
    assert not (tmp_path / "v.mp4").exists()


def test_the_sound_is_as_configured(tmp_path):
    sections = [section(tmp_path / "1.mkv", range(75), 25)]
    wav = excerpt(tmp_path / "e.wav", 3.0, 44100, 2)
    write_video(
        sections,
        wav,
        tmp_path / "v.mp4",
        25,
        Encoding(audio_rate_hz=22050, audio_channels=1),
        {},
    )
    with av.open(tmp_path / "v.mp4") as container:
        sound = container.streams.audio[0]
        assert (sound.rate, sound.channels) == (22050, 1)


@pytest.mark.slow
def test_ten_minutes_at_30_fps_do_not_drift(tmp_path):
    sections = [
        section(tmp_path / f"{number}.mkv", [(number * 7 + k) % 256 for k in range(300)], 30)
        for number in range(60)
    ]
    write_video(
        sections, excerpt(tmp_path / "e.wav", 600.0), tmp_path / "v.mp4", 30, Encoding(), {}
    )
    lengths = lengths_s(tmp_path / "v.mp4")
    assert lengths["video"] == pytest.approx(600.0, abs=1e-6)
    assert abs(lengths["video"] - lengths["audio"]) <= 1 / 30
