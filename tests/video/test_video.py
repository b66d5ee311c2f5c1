"""A video joins its sections with the excerpt's sound, equal in length and nothing lost."""

import av
import numpy as np
import pytest
import soundfile

from yellowsound.frames.frames import render_section
from yellowsound.video.video import HIGHEST_AUDIO_RATE_HZ, Encoding, write_video

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


def test_a_song_above_48_khz_is_resampled(tmp_path):
    sections = [section(tmp_path / "1.mkv", range(75), 25)]
    wav = excerpt(tmp_path / "e.wav", 3.0, 192000)
    write_video(sections, wav, tmp_path / "v.mp4", 25, Encoding(), {})
    with av.open(tmp_path / "v.mp4") as container:
        assert container.streams.audio[0].rate == HIGHEST_AUDIO_RATE_HZ


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
