"""Decoding: what changes in the picture, audio on the picture's clock, and what is refused."""

import subprocess
import tracemalloc

import av
import numpy as np
import pytest
import soundfile
from clips import SIZE, clicks, write_clip

from yellowsound.run.errors import UserError
from yellowsound.run.ffmpeg_tools import binary
from yellowsound.synchrony.changes import frame_changes, looks
from yellowsound.synchrony.media import decode_picture, frame_numbers, picture_start_s
from yellowsound.synchrony.sound import decode_audio
from yellowsound.video import colour
from yellowsound.video.colour import cielab, reduced


def changes_of(frames):
    return frame_changes(looks(frames, 1.0))


def grey_frame(level, size=SIZE):
    return av.VideoFrame.from_ndarray(np.full((size, size, 3), level, np.uint8), format="rgb24")


def test_luma_flux_is_the_mean_change_of_luma():
    changes = list(changes_of(grey_frame(level) for level in (10, 10, 60, 0)))
    assert [luma_flux for _, luma_flux, _ in changes] == [0.0, 0.0, 50.0, 60.0]


# By the formulas of the standard, to two decimals.
COLOURS = {
    (255, 255, 255): (100.0, 0.0, 0.0),
    (0, 0, 0): (0.0, 0.0, 0.0),
    (255, 0, 0): (53.24, 80.09, 67.20),
    (0, 255, 0): (87.73, -86.18, 83.18),
    (0, 0, 255): (32.30, 79.19, -107.86),
    (119, 119, 119): (50.03, 0.0, 0.0),
}


@pytest.mark.parametrize(("rgb", "lab"), COLOURS.items())
def test_cielab_is_that_of_the_standard(rgb, lab):
    np.testing.assert_allclose(cielab(np.array([[rgb]], np.uint8))[0], lab, atol=0.05)


def test_flux_is_the_distance_in_cielab():
    red, green = (np.full((SIZE, SIZE, 3), rgb, np.uint8) for rgb in ((255, 0, 0), (0, 255, 0)))
    frames = (av.VideoFrame.from_ndarray(pixels, format="rgb24") for pixels in (red, green, green))
    distance = np.linalg.norm(np.subtract(COLOURS[255, 0, 0], COLOURS[0, 255, 0]))
    assert [flux for flux, *_ in changes_of(frames)] == pytest.approx([0, distance, 0], abs=0.1)


def test_colours_that_change_at_one_brightness_are_seen(tmp_path):
    """Red and green of one luma: what luma alone calls a still picture."""
    red, green = (206, 0, 0), (0, 105, 0)
    pixels = [np.full((SIZE, SIZE, 3), rgb, np.uint8) for rgb in (red, green, red)]
    frames = [av.VideoFrame.from_ndarray(picture, format="rgb24") for picture in pixels]
    for flux, luma_flux, _ in list(changes_of(frames))[1:]:
        assert flux > 50
        assert luma_flux < 2


@pytest.mark.parametrize(
    ("size", "expected"),
    [((512, 512), (128, 128)), ((1920, 1080), (128, 72)), ((64, 48), (64, 48))],
)
def test_colours_are_compared_on_a_reduced_picture(size, expected):
    assert tuple(reduced(*size).values()) == expected


def test_the_flux_of_the_reduced_picture_agrees_with_that_of_the_whole(monkeypatch):
    rng = np.random.default_rng(5)
    rows, columns = np.mgrid[0:256, 0:256]
    frames = []
    for shift in np.cumsum(rng.uniform(0, 6, 60)):
        waves = np.sin(rows / 17 + shift / 9), np.cos(columns / 23 + shift / 7), np.sin(shift / 5)
        pixels = np.stack(
            [127 + 60 * waves[0] + 0 * columns, 127 + 60 * waves[1], 90 + 0 * rows], -1
        )
        pixels += 40 * waves[2]
        frames.append(np.clip(pixels, 0, 255).astype(np.uint8))

    def fluxes():
        shown = (av.VideoFrame.from_ndarray(pixels, format="rgb24") for pixels in frames)
        return [flux for flux, *_ in changes_of(shown)][1:]

    small = fluxes()
    monkeypatch.setattr(colour, "REDUCED_PIXELS", 256)
    assert np.corrcoef(small, fluxes())[0, 1] > 0.99


def test_changed_share_counts_channel_values():
    before = np.zeros((40, 40, 3), np.uint8)
    after = before.copy()
    after[:10, :, 0] = 1
    frames = (av.VideoFrame.from_ndarray(pixels, format="rgb24") for pixels in (before, after))
    assert list(changes_of(frames))[1][2] == 10 * 40 / before.size


def test_black_to_white_is_a_flux_of_100_and_a_luma_flux_of_255(tmp_path):
    frames = np.zeros((20, SIZE, SIZE), np.uint8)
    frames[10:] = 255
    picture = decode_picture(write_clip(tmp_path / "clip.mp4", frames, None))
    assert picture.flux.argmax() == 10
    assert picture.flux[10] == pytest.approx(100, abs=0.5)
    assert picture.luma_flux[10] == pytest.approx(255, abs=1)
    assert picture.changed_share[10] == 1.0
    assert picture.flux[0] == picture.changed_share[0] == 0.0


@pytest.mark.parametrize(("rate", "fps"), [("25", 25.0), ("30000/1001", 30000 / 1001)])
@pytest.mark.parametrize("suffix", ["mp4", "mkv", "ts"])
def test_every_frame_is_counted_in_any_container(tmp_path, suffix, rate, fps):
    frames = np.random.default_rng(0).integers(0, 255, (90, 32, 48), np.uint8)
    picture = decode_picture(write_clip(tmp_path / f"clip.{suffix}", frames, None, fps=rate))
    assert picture.flux.shape == picture.changed_share.shape == (90,)
    assert picture.fps == pytest.approx(fps, rel=1e-3)


@pytest.mark.parametrize("rate_hz", [22050, 44100, 48000])
@pytest.mark.parametrize("suffix", ["mp4", "mkv", "ts"])
def test_a_click_is_heard_at_its_time_despite_the_encoders_priming(tmp_path, suffix, rate_hz):
    frames = np.zeros((120, SIZE, SIZE), np.uint8)
    path = write_clip(
        tmp_path / f"clip.{suffix}", frames, clicks([2.0], 4.0, rate_hz), rate_hz=rate_hz
    )
    start_s = decode_picture(path).start_s
    audio = decode_audio(path, 22050, start_s=start_s, duration_s=4.0)
    heard_s = np.flatnonzero(np.abs(audio) > 0.1)[0] / 22050
    assert heard_s == pytest.approx(2.0, abs=0.005)


@pytest.mark.parametrize("suffix", ["mp3", "m4a", "ogg", "opus", "flac"])
def test_a_song_of_its_own_begins_with_the_picture(tmp_path, suffix):
    song = tmp_path / f"song.{suffix}"
    soundfile.write(tmp_path / "song.wav", clicks([2.0], 4.0, 48000), 48000)
    subprocess.run([binary(), "-v", "error", "-i", tmp_path / "song.wav", song], check=True)
    audio = decode_audio(song, 22050, start_s=None, duration_s=4.0)
    heard_s = np.flatnonzero(np.abs(audio) > 0.1)[0] / 22050
    assert heard_s == pytest.approx(2.0, abs=0.005)


def test_audio_that_starts_late_is_heard_late(tmp_path):
    clip = write_clip(
        tmp_path / "clip.mp4", np.zeros((120, SIZE, SIZE), np.uint8), clicks([1.0], 3.0)
    )
    late = tmp_path / "late.mp4"
    inputs = ["-i", str(clip), "-itsoffset", "0.5", "-i", str(clip)]
    subprocess.run(
        [binary(), "-v", "error", *inputs, "-map", "0:v", "-map", "1:a", "-c", "copy", str(late)],
        check=True,
    )
    audio = decode_audio(late, 22050, start_s=0.0, duration_s=4.0)
    heard_s = np.flatnonzero(np.abs(audio) > 0.1)[0] / 22050
    assert heard_s == pytest.approx(1.5, abs=0.005)


@pytest.mark.parametrize("audio_s", [1.0, 3.0])
def test_audio_is_as_long_as_the_picture(tmp_path, audio_s):
    clip = write_clip(
        tmp_path / "clip.mp4", np.zeros((60, SIZE, SIZE), np.uint8), clicks([0.5], audio_s)
    )
    audio = decode_audio(clip, 22050, start_s=0.0, duration_s=2.0)
    assert audio.shape == (44100,)
    assert audio.dtype == np.float32
    assert not audio[int(1.2 * 22050) :].any() or audio_s > 2


def test_the_audio_is_heard_to_its_end(tmp_path):
    tone = 0.5 * np.sin(2 * np.pi * 440 * np.arange(2 * 48000) / 48000)
    frames = np.zeros((60, SIZE, SIZE), np.uint8)
    # Uncompressed: no encoder pads the end.
    clip = write_clip(tmp_path / "clip.mkv", frames, tone, rate_hz=48000, audio_codec="pcm_s16le")
    audio = decode_audio(clip, 22050, start_s=0.0, duration_s=2.0)
    # A resampler that is not flushed keeps its last few samples to itself.
    assert np.abs(audio[-25:]).max() > 0.1
    assert np.flatnonzero(audio)[-1] >= audio.size - 3


def test_frames_are_read_one_at_a_time():
    pulled = []

    def frames():
        for level in range(100):
            pulled.append(level)
            yield grey_frame(level)

    changes = changes_of(frames())
    next(changes)
    next(changes)
    assert len(pulled) == 2


def test_on_more_threads_the_same_is_measured(tmp_path):
    pixels = np.random.default_rng(0).integers(0, 256, (30, SIZE, SIZE), dtype=np.uint8)
    video = write_clip(tmp_path / "noise.mp4", pixels, None)
    one, two = decode_picture(video, threads=1), decode_picture(video, threads=2)
    for name in ("flux", "luma_flux", "changed_share"):
        np.testing.assert_array_equal(getattr(one, name), getattr(two, name))
    assert one.flashes == two.flashes


def test_memory_does_not_grow_with_the_length():
    def peak_bytes(count):
        tracemalloc.start()
        for _ in changes_of(grey_frame(number % 200, size=256) for number in range(count)):
            pass
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return peak

    peak_bytes(5)
    assert peak_bytes(200) < 1.1 * peak_bytes(20)


def test_a_name_with_a_colon_is_no_protocol(tmp_path, monkeypatch):
    plain = write_clip(tmp_path / "plain.mp4", np.zeros((30, SIZE, SIZE), np.uint8), None)
    monkeypatch.chdir(tmp_path)
    plain.rename(tmp_path / "-http:é 'x'.mp4")
    assert decode_picture("-http:é 'x'.mp4").flux.shape == (30,)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(UserError, match=r"gone\.mp4 does not exist"):
        decode_picture(tmp_path / "gone.mp4")


def test_a_text_file_is_refused(tmp_path):
    path = tmp_path / "text.mp4"
    path.write_text("not a video")
    with pytest.raises(UserError, match=r"text\.mp4 cannot be decoded"):
        decode_picture(path)


def test_a_video_without_audio_is_refused(tmp_path):
    path = write_clip(tmp_path / "mute.mp4", np.zeros((30, SIZE, SIZE), np.uint8), None)
    with pytest.raises(UserError, match=r"mute\.mp4 has no audio stream"):
        decode_audio(path, 22050, start_s=0.0, duration_s=1.0)


def test_audio_without_a_video_is_refused(tmp_path):
    path = write_clip(tmp_path / "song.m4a", None, clicks([0.5], 1.0))
    with pytest.raises(UserError, match=r"song\.m4a has no video stream"):
        decode_picture(path)


def test_a_single_frame_is_refused(tmp_path):
    path = write_clip(tmp_path / "one.mp4", np.zeros((1, SIZE, SIZE), np.uint8), None)
    with pytest.raises(UserError, match="fewer than two frames"):
        decode_picture(path)


def retimed(tmp_path, places):
    """Write a film of growing levels whose frame N stands at `places`, in frames at 30 a second."""
    levels = np.arange(90, dtype=np.uint8)[:, None, None] * np.ones((SIZE, SIZE), np.uint8)
    steady = write_clip(tmp_path / "steady.mp4", levels, None)
    uneven = tmp_path / "uneven.mp4"
    options = ["-vf", f"settb=1/90000,setpts='({places})/30/TB'", "-fps_mode", "passthrough"]
    options += ["-enc_time_base", "1:90000", "-video_track_timescale", "90000", "-bf", "0"]
    subprocess.run([binary(), "-v", "error", "-i", str(steady), *options, str(uneven)], check=True)
    return uneven


def test_pictures_of_a_changing_rate_stand_at_their_stamps_where_these_share_a_grid(tmp_path):
    picture = decode_picture(retimed(tmp_path, "if(lt(N,45),N,45+(N-45)*3)"))
    assert picture.fps == 30.0
    changing = np.flatnonzero(picture.luma_flux > 0.5)
    assert set(changing) <= {*range(46), *range(45, 180, 3)}
    assert changing[-1] >= 45 + 43 * 3
    assert picture.flux.size == 45 + 44 * 3 + 1


def test_a_variable_frame_rate_without_a_grid_is_refused(tmp_path):
    uneven = retimed(tmp_path, "N+0.43*sin(N*N)+N*N/120")
    with pytest.raises(UserError, match=r"uneven\.mp4 has a variable frame rate"):
        decode_picture(uneven)


def test_stamps_in_the_order_of_coding_are_those_of_a_constant_rate(tmp_path):
    levels = np.arange(60, dtype=np.uint8)[:, None, None] * np.full((SIZE, SIZE), 4, np.uint8)
    steady = write_clip(tmp_path / "steady.mp4", levels, None)
    avi = tmp_path / "b.avi"
    options = ["-c:v", "libx264", "-bf", "3"]
    subprocess.run([binary(), "-v", "error", "-i", str(steady), *options, str(avi)], check=True)
    picture = decode_picture(avi)
    assert (picture.fps, picture.flux.size) == (30.0, 60)
    assert picture.luma_flux[1:].mean() == pytest.approx(4, abs=0.5)


def copied(source, target, *options):
    """Copy the packets of a film into another container."""
    command = [binary(), "-v", "error", "-i", str(source), "-c", "copy", *options, str(target)]
    subprocess.run(command, check=True)
    return target


@pytest.mark.parametrize("b_frames", ["0", "3"])
def test_an_avi_that_counts_in_ticks_of_a_finer_clock_has_the_rate_of_its_pictures(
    tmp_path, b_frames
):
    levels = np.arange(90, dtype=np.uint8)[:, None, None] * np.full((SIZE, SIZE), 2, np.uint8)
    clip = write_clip(tmp_path / "clip.mp4", levels, clicks([1.0], 3.0))
    options = ["-c:v", "libx264", "-bf", b_frames, str(tmp_path / "coded.mp4")]
    subprocess.run([binary(), "-v", "error", "-i", str(clip), *options], check=True)
    avi = copied(tmp_path / "coded.mp4", tmp_path / "ticks.avi")
    with av.open(str(avi)) as container:
        assert container.streams.video[0].average_rate == 600
    picture = decode_picture(avi)
    assert (picture.fps, picture.flux.size) == (30.0, 90)


def test_a_picture_before_time_0_stands_where_the_sound_before_0_has_it(tmp_path):
    frames = np.full((120, SIZE, SIZE), 30, np.uint8)
    frames[60:] = 200
    clip = write_clip(tmp_path / "clip.mp4", frames, clicks([2.0], 4.0))
    early = tmp_path / "early.mkv"
    trimmed = [binary(), "-v", "error", "-ss", "0.4", "-i", str(clip), "-c", "copy"]
    subprocess.run([*trimmed, "-avoid_negative_ts", "disabled", str(early)], check=True)
    with av.open(str(early)) as container:
        assert next(container.decode(video=0)).time is None
    picture = decode_picture(early)
    assert picture.start_s < 0
    flash_s = picture.flux.argmax() / picture.fps
    audio = decode_audio(early, 22050, start_s=picture.start_s, duration_s=4.0)
    heard_s = np.flatnonzero(np.abs(audio) > 0.1)[0] / 22050
    assert heard_s == pytest.approx(flash_s, abs=0.02)


@pytest.mark.parametrize(
    ("missing", "kept"), [((3, 4), [0, 1, 2, 5, 6]), ((1,), [0, 2, 3, 4, 5, 6])]
)
def test_a_picture_that_a_packet_of_no_bytes_repeats_is_a_repeat(tmp_path, missing, kept):
    times_s = np.array([k / 25 for k in range(7) if k not in missing])
    numbers, fps = frame_numbers(times_s, [25.0], tmp_path / "a.ogv")
    assert (numbers.tolist(), fps) == (kept, 25.0)


def test_a_picture_that_changes_its_size_is_compared_at_the_size_of_the_first():
    changes = list(changes_of([grey_frame(10), grey_frame(60, 2 * SIZE), grey_frame(60)]))
    lumas = [luma_flux for _, luma_flux, _ in changes]
    assert lumas == pytest.approx([0.0, 50.0, 0.0], abs=0.6)


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("a.mkv", []),
        ("a.mp4", ["-movflags", "faststart"]),
        ("a.avi", ["-c:v", "mpeg4", "-q:v", "2", "-c:a", "mp3"]),
        ("a.ts", []),
        ("a.flv", ["-ar", "44100"]),
    ],
)
def test_a_video_that_was_cut_short_is_refused(tmp_path, name, options):
    rng = np.random.default_rng(0)
    noise = rng.integers(0, 255, (150, SIZE, SIZE), dtype=np.uint8)
    whole = write_clip(tmp_path / "whole.mkv", noise, clicks(np.arange(0.5, 5, 0.5), 5.0))
    video = tmp_path / name
    copied = [binary(), "-v", "error", "-i", str(whole), "-c:v", "copy", *options, str(video)]
    subprocess.run(copied, check=True)
    # AVI repeats a picture at its start where its streams begin apart.
    assert 150 <= decode_picture(video).flux.size <= 152
    raw = video.read_bytes()
    video.write_bytes(raw[: len(raw) // 2 + 1])
    with pytest.raises(UserError, match=rf"{name} (is truncated|cannot be decoded)"):
        decode_picture(video)


def test_theora_s_packets_without_bytes_are_repeats_of_the_picture(tmp_path, run_ffmpeg):
    path = tmp_path / "video.ogv"
    still = ("-f", "lavfi", "-i", "color=c=gray:s=64x64:r=10:d=2")
    moving = ("-f", "lavfi", "-i", "testsrc=s=64x64:r=10:d=2")
    joined = ("-filter_complex", "[0][1]concat=n=2[v];[v]format=yuv420p")
    run_ffmpeg(*still, *moving, *joined, "-c:v", "libtheora", "-q:v", "8", path)
    with av.open(str(path)) as container:
        sizes = [packet.size for packet in container.demux(video=0)]
    assert sizes[:40].count(0) >= 10
    picture = decode_picture(path)
    assert (picture.fps, picture.flux.size) == (10, 40)
    assert picture.flux[5:20].max() < 0.1
    assert picture.flux.argmax() == 20


@pytest.mark.parametrize("suffix", ["mp4", "mkv", "ts"])
def test_the_container_tells_when_the_picture_starts(tmp_path, suffix):
    frames = np.random.default_rng(0).integers(0, 255, (30, 32, 48), np.uint8)
    clip = write_clip(tmp_path / f"clip.{suffix}", frames, None, fps="25")
    assert picture_start_s(clip) == pytest.approx(decode_picture(clip).start_s, abs=1e-3)
