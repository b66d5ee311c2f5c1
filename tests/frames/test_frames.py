"""A section is one lossless file, whole or absent."""

from pathlib import Path

import av
import numpy as np
import pandas as pd
import pytest
from PIL import Image

from yellowsound.frames.brief import WalkBrief
from yellowsound.frames.frames import (
    ending_frames,
    extract_stills,
    read_schedule,
    render_section,
    walked,
)
from yellowsound.run.errors import UserError
from yellowsound.run.ffmpeg_tools import FfmpegError
from yellowsound.run.files import write_tsv


def noise(count, size=(48, 64)):
    random = np.random.default_rng(0)
    return [random.integers(0, 256, (*size, 3), dtype=np.uint8) for _ in range(count)]


def decoded(path):
    with av.open(path) as container:
        return [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]


def test_every_pixel_comes_back(tmp_path):
    frames = noise(5)
    render_section(frames, 5, tmp_path / "1.mkv", 30)
    np.testing.assert_array_equal(decoded(tmp_path / "1.mkv"), frames)


def test_the_same_frames_give_the_same_bytes(tmp_path):
    for name in ("a", "b"):
        render_section(noise(3), 3, tmp_path / f"{name}.mkv", 30)
    assert (tmp_path / "a.mkv").read_bytes() == (tmp_path / "b.mkv").read_bytes()


@pytest.mark.parametrize("due", [2, 4])
def test_too_many_or_too_few_frames_leave_no_file(tmp_path, due):
    with pytest.raises(UserError, match=f"3 frames where {due} are due"):
        render_section(noise(3), due, tmp_path / "1.mkv", 30)
    assert list(tmp_path.iterdir()) == []


def test_a_section_without_frames_is_an_empty_file(tmp_path):
    render_section([], 0, tmp_path / "3.mkv", 30)
    assert (tmp_path / "3.mkv").read_bytes() == b""
    extract_stills([tmp_path / "3.mkv"], tmp_path / "stills")
    assert list((tmp_path / "stills").iterdir()) == []


def test_no_frames_where_some_were_due_leave_no_file(tmp_path):
    with pytest.raises(UserError, match="0 frames where 3 are due"):
        render_section([], 3, tmp_path / "1.mkv", 30)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "odd", [np.zeros((48, 60, 3), np.uint8), np.zeros((48, 64, 3)), np.zeros((48, 64), np.uint8)]
)
def test_a_frame_of_another_size_or_kind_is_told(tmp_path, odd):
    with pytest.raises(UserError, match="song onset 1: the walker gives a frame of shape"):
        render_section([*noise(2), odd], 3, tmp_path / "1.mkv", 30, "song onset 1")
    assert list(tmp_path.iterdir()) == []


def test_a_frame_may_be_a_view_of_another_array(tmp_path):
    wide = noise(1, (48, 128))[0]
    render_section([wide[:, ::2]], 1, tmp_path / "1.mkv", 30)
    np.testing.assert_array_equal(decoded(tmp_path / "1.mkv")[0], wide[:, ::2])


def test_a_walker_that_fails_leaves_no_file_and_no_encoder(tmp_path):
    def failing():
        yield from noise(2)
        raise RuntimeError("out of paint")

    with pytest.raises(RuntimeError, match="out of paint"):
        render_section(failing(), 3, tmp_path / "1.mkv", 30)
    assert list(tmp_path.iterdir()) == []


def test_an_encoder_that_fails_says_why_and_ends_the_walk(tmp_path, monkeypatch):
    ended = []

    def walk():
        try:
            yield from noise(40, (480, 640))
        finally:
            ended.append(True)

    monkeypatch.setattr("yellowsound.run.ffmpeg_tools.url", lambda path: "/dev/null/nowhere.mkv")
    frames = walk()
    with pytest.raises(FfmpegError, match=r"nowhere\.mkv"):
        render_section(frames, 40, tmp_path / "1.mkv", 30)
    assert ended
    assert list(tmp_path.iterdir()) == []


def test_frames_are_streamed_and_not_gathered(tmp_path):
    alive = set()

    class Frame(np.ndarray):
        def __del__(self):
            alive.discard(id(self))

    def frames():
        for _ in range(50):
            frame = np.zeros((48, 64, 3), np.uint8).view(Frame)
            alive.add(id(frame))
            assert len(alive) <= 3
            yield frame

    render_section(frames(), 50, tmp_path / "1.mkv", 30)


def test_stills_are_named_by_their_number_in_the_video(tmp_path):
    frames = noise(3)
    render_section(frames[:2], 2, tmp_path / "1.mkv", 30)
    render_section(frames[2:], 1, tmp_path / "2.mkv", 30)
    extract_stills([tmp_path / "1.mkv", tmp_path / "2.mkv"], tmp_path / "stills")
    files = sorted((tmp_path / "stills").iterdir())
    assert [file.name for file in files] == ["000000.png", "000001.png", "000002.png"]
    for file, frame in zip(files, frames, strict=True):
        with Image.open(file) as picture:
            np.testing.assert_array_equal(np.array(picture.convert("RGB")), frame)


# --- an ending in black ------------------------------------------------------------------


def ended(tmp_path, frames, ending):
    render_section(frames, len(frames), tmp_path / "1.mkv", 30, ending=ending)
    return decoded(tmp_path / "1.mkv")


def test_the_last_frames_fade_evenly_and_the_last_one_is_black(tmp_path):
    grey = [np.full((48, 64, 3), 200, np.uint8)] * 6
    shown = ended(tmp_path, grey, 4)
    assert [int(frame.max()) for frame in shown] == [200, 200, 150, 100, 50, 0]


def test_no_bit_changes_of_the_frames_before_the_fade(tmp_path):
    frames = noise(6)
    np.testing.assert_array_equal(ended(tmp_path, frames, 4)[:2], frames[:2])


def test_a_fade_takes_the_last_two_seconds_or_a_shorter_section():
    assert ending_frames(300, 30) == 60
    assert ending_frames(45, 30) == 45
    assert ending_frames(7, 1) == 2


@pytest.mark.parametrize("ending", [0, 2])
def test_a_walker_that_gives_too_many_frames_is_told_with_or_without_a_fade(tmp_path, ending):
    with pytest.raises(UserError, match="4 frames where 3 are due"):
        render_section(noise(4), 3, tmp_path / "1.mkv", 30, ending=ending)


@pytest.mark.parametrize("count", [1, 7])
def test_a_schedule_is_read_as_it_was_written_to_the_last_bit(tmp_path, count):
    t = np.random.default_rng(0).random(count)
    written = pd.DataFrame({"frame": range(count), "section": np.arange(count) // 4 + 1, "t": t})
    write_tsv(tmp_path / "schedule.tsv", written)
    found = read_schedule(tmp_path / "schedule.tsv")
    read = pd.read_csv(tmp_path / "schedule.tsv", sep="\t")
    assert [*found] == [*read]
    for name in read:
        np.testing.assert_array_equal(found[name], read[name])


def asked_for(*counts):
    return [WalkBrief(Path(), number, np.zeros(n)) for number, n in enumerate(counts, start=1)]


def test_sections_of_a_part_follow_each_other():
    pictures = noise(5)

    def walk(brief):
        return iter(pictures[:2] if brief.section == 1 else pictures[2:])

    np.testing.assert_array_equal(list(walked(walk, asked_for(2, 3), "song onset")), pictures)


def test_a_section_that_makes_up_for_another_is_told():
    # Together they have as many frames as are due.
    pictures = noise(5)
    given = []

    def walk(brief):
        return iter(pictures[:3] if brief.section == 1 else pictures[3:])

    with pytest.raises(UserError, match="song onset 1: the walker gives 3 frames where 2 are due"):
        given.extend(walked(walk, asked_for(2, 3), "song onset"))
    assert len(given) <= 2


def test_no_section_is_begun_before_the_one_ahead_is_given():
    begun = []

    def walk(brief):
        begun.append(brief.section)
        return iter(noise(2))

    frames = walked(walk, asked_for(2, 2), "song onset")
    next(frames)
    assert begun == [1]
