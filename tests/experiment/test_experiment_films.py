"""Videos are copied without their titles, shifted with their sound as it was, or made playable."""

import av
import numpy as np
import pytest
from films_made import FPS, film, frames, samples, times_s

from yellowsound.experiment.films import convert, put, shift

EARLY = 5


@pytest.fixture(scope="module")
def source(tmp_path_factory, run_ffmpeg):
    return film(run_ffmpeg, tmp_path_factory.mktemp("film") / "own.mp4")


@pytest.fixture(scope="module")
def shifted(source, tmp_path_factory):
    target = tmp_path_factory.mktemp("shifted") / "early.mp4"
    shift(source, target, EARLY, crf=10)
    return target


def test_a_shifted_picture_is_early_by_so_many_frames(source, shifted):
    own, early = (frames(path).astype(float) for path in (source, shifted))
    off = {n: np.abs(own[n:][:15] - early[:15]).mean() for n in range(EARLY + 3)}
    assert min(off, key=off.get) == EARLY
    assert off[EARLY] < 2


def test_its_last_frame_stands_still_to_the_end(source, shifted):
    own, early = (frames(path).astype(float) for path in (source, shifted))
    assert early.shape == own.shape
    assert np.abs(early[-EARLY:] - own[-1]).mean() < 2


def test_its_frames_are_shown_when_those_of_the_source_are(source, shifted):
    assert times_s(shifted) == pytest.approx(times_s(source), abs=1e-6)


def test_its_sound_is_that_of_the_source_bit_for_bit(source, shifted):
    assert np.array_equal(samples(shifted), samples(source))


def test_it_does_not_tell_what_it_was_made_of(shifted):
    with av.open(str(shifted)) as container:
        assert "comment" not in container.metadata


def test_it_is_the_same_each_time(source, shifted, tmp_path):
    shift(source, tmp_path / "again.mp4", EARLY, crf=10)
    assert (tmp_path / "again.mp4").read_bytes() == shifted.read_bytes()


def test_a_video_of_the_study_has_its_picture_and_sound_bit_for_bit(source, tmp_path):
    put(source, tmp_path / "own.mp4")
    assert np.array_equal(frames(tmp_path / "own.mp4"), frames(source))
    assert np.array_equal(samples(tmp_path / "own.mp4"), samples(source))
    assert times_s(tmp_path / "own.mp4") == times_s(source)


def test_a_video_of_the_study_does_not_tell_what_it_is(run_ffmpeg, source, tmp_path):
    told = ("-metadata", "title=jazz (onset)", "-metadata:s:v", "handler_name=onset")
    run_ffmpeg("-i", source, "-c", "copy", *told, tmp_path / "told.mp4")
    put(tmp_path / "told.mp4", tmp_path / "own.mp4")
    assert b"onset" in (tmp_path / "told.mp4").read_bytes()
    assert b"onset" not in (tmp_path / "own.mp4").read_bytes()


def test_it_is_written_the_same_each_time(source, tmp_path):
    for name in ("one.mp4", "two.mp4"):
        put(source, tmp_path / name)
    assert (tmp_path / "one.mp4").read_bytes() == (tmp_path / "two.mp4").read_bytes()


@pytest.mark.parametrize("name", ["odd.avi", "odd.mkv"])
def test_a_video_from_elsewhere_becomes_what_a_browser_plays(run_ffmpeg, tmp_path, name):
    seen = ("-f", "lavfi", "-i", f"testsrc2=size=97x65:rate={FPS}")
    heard = ("-f", "lavfi", "-i", "sine=frequency=300")
    coded = ("-c:v", "ffv1", "-c:a", "pcm_s16le")
    run_ffmpeg(*seen, *heard, "-t", "2", *coded, tmp_path / name)
    convert(tmp_path / name, None, tmp_path / "v001.mp4", crf=10)
    with av.open(str(tmp_path / "v001.mp4")) as container:
        video, audio = container.streams.video[0], container.streams.audio[0]
        assert (video.codec.name, video.pix_fmt, audio.codec.name) == ("h264", "yuv420p", "aac")
        assert (video.width, video.height, video.frames) == (96, 64, 2 * FPS)


def test_a_video_from_elsewhere_without_its_own_sound_gets_its_song(
    run_ffmpeg, source, make_song, tmp_path
):
    run_ffmpeg("-i", source, "-an", "-c:v", "copy", tmp_path / "silent.mp4")
    convert(tmp_path / "silent.mp4", make_song("song.wav"), tmp_path / "v001.mp4", crf=10)
    assert np.abs(samples(tmp_path / "v001.mp4")).max() > 0.1
    assert len(frames(tmp_path / "v001.mp4")) == 2 * FPS
