"""A small video is of at most so many lines, as long as it was, and plays anywhere."""

import av
import pytest

from yellowsound.video.small import Small, write_small


@pytest.fixture(scope="module")
def large(tmp_path_factory, run_ffmpeg):
    """A video of two seconds that does not compress, with 48 kHz sound."""
    path = tmp_path_factory.mktemp("large") / "it's large.mp4"
    picture = ("-f", "lavfi", "-i", "nullsrc=size=802x602:rate=25,geq=random(1)*255:128:128")
    sound = ("-f", "lavfi", "-i", "sine=frequency=440:sample_rate=48000")
    coded = ("-c:v", "libx264", "-crf", "20", "-preset", "ultrafast", "-pix_fmt", "yuv420p")
    run_ffmpeg(*picture, *sound, "-t", "2", *coded, "-c:a", "aac", "-metadata", "title=x", path)
    return path


def facts(path):
    with av.open(path) as video:
        picture, sound = video.streams.video[0], video.streams.audio[0]
        frames = sum(1 for _ in video.decode(picture))
        return picture.codec.name, picture.pix_fmt, picture.height, picture.width, frames, sound


def test_it_has_fewer_lines_and_as_many_frames(large, tmp_path):
    write_small(large, tmp_path / "small.mp4", Small(480, 2000))
    codec, pixels, height, width, frames, sound = facts(tmp_path / "small.mp4")
    assert (codec, pixels, height, frames) == ("h264", "yuv420p", 480, 50)
    assert width == pytest.approx(480 * 802 / 602, abs=2)
    assert sound.codec.name == "aac"


def test_a_video_of_fewer_lines_keeps_its_own(large, tmp_path):
    write_small(large, tmp_path / "small.mp4", Small(1080, 2000))
    assert facts(tmp_path / "small.mp4")[2:4] == (602, 802)


def test_it_keeps_to_its_bit_rate_whatever_it_shows(large, tmp_path):
    write_small(large, tmp_path / "small.mp4", Small(240, 200))
    # Two seconds of pictures, twice as much for the encoder's buffer, and the sound.
    assert (tmp_path / "small.mp4").stat().st_size < (4 * 200_000 + 2 * 80_000) / 8


def test_it_is_the_same_each_time_and_tells_nothing_of_its_source(large, tmp_path):
    files = [tmp_path / f"{name}.mp4" for name in "ab"]
    for file in files:
        write_small(large, file, Small(240, 400))
    assert files[0].read_bytes() == files[1].read_bytes()
    with av.open(files[0]) as video:
        assert "title" not in video.metadata


def test_a_video_without_sound_stays_without(tmp_path, run_ffmpeg):
    mute = tmp_path / "mute.mp4"
    run_ffmpeg("-f", "lavfi", "-i", "testsrc2=size=64x64:rate=25", "-t", "1", mute)
    write_small(mute, tmp_path / "small.mp4", Small(240, 400))
    with av.open(tmp_path / "small.mp4") as video:
        assert [stream.type for stream in video.streams] == ["video"]
