"""The sound of a video stands where its time stamps say, whatever happened to its packets."""

import numpy as np
import pytest
import soundfile
from clips import CLICKS_S, CLIP_S, clicks, flashes, write_clip
from sound_files import copy_packets

from yellowsound.hearing.novelty import SAMPLE_RATE_HZ
from yellowsound.run.errors import UserError
from yellowsound.synchrony.score import score_video
from yellowsound.synchrony.sound import decode_audio


@pytest.fixture(scope="module")
def on_time(tmp_path_factory):
    """A film that flashes on every click."""
    path = tmp_path_factory.mktemp("film") / "on_time.mkv"
    return write_clip(path, flashes(CLICKS_S, CLIP_S, 30), clicks(CLICKS_S, CLIP_S))


def beat_f(video):
    scores = score_video(video, pair="a", schedule="b", metrics=["beat_f"])
    return scores.values["beat_f"]


@pytest.mark.parametrize("suffix", [".mkv", ".ts"])
def test_lost_sound_does_not_bring_what_follows_forward(on_time, run_ffmpeg, tmp_path, suffix):
    whole = tmp_path / f"whole{suffix}"
    run_ffmpeg("-i", on_time, "-c", "copy", whole)
    lossy = copy_packets(
        whole,
        tmp_path / f"lossy{suffix}",
        lambda packet, time_s: packet.stream.type == "video" or not 6 <= time_s < 8,
    )
    assert beat_f(lossy) > 0.9
    sound = decode_audio(lossy, SAMPLE_RATE_HZ, start_s=0.0, duration_s=CLIP_S)
    heard = decode_audio(whole, SAMPLE_RATE_HZ, start_s=0.0, duration_s=CLIP_S)
    behind = slice(round(10 * SAMPLE_RATE_HZ), round(28 * SAMPLE_RATE_HZ))
    assert np.corrcoef(sound[behind], heard[behind])[0, 1] > 0.8


def test_sound_that_changes_its_rate_on_the_way_is_served(run_ffmpeg, tmp_path):
    parts = []
    for name, rate_hz in (("a", 44100), ("b", 48000)):
        wav = tmp_path / f"{name}.wav"
        soundfile.write(wav, clicks(np.arange(0.5, 5.0, 0.5), 5.0, rate_hz), rate_hz)
        run_ffmpeg("-i", wav, "-c:a", "mp2", tmp_path / f"{name}.ts")
        parts.append((tmp_path / f"{name}.ts").read_bytes())
    joined = tmp_path / "joined.ts"
    joined.write_bytes(b"".join(parts))
    sound = decode_audio(joined, SAMPLE_RATE_HZ, start_s=None, duration_s=10.0)
    loud = np.abs(sound).reshape(-1, SAMPLE_RATE_HZ // 2).max(axis=1) > 0.1
    assert loud[1:9].all()
    assert loud[11:19].all()


def test_channels_of_opposite_phase_are_refused(tmp_path):
    left = clicks(CLICKS_S, CLIP_S)
    audio = np.stack([left, -left], axis=1)
    video = write_clip(tmp_path / "a.mp4", flashes(CLICKS_S, CLIP_S, 30), audio)
    with pytest.raises(UserError, match=r"a\.mp4 has two channels that cancel each other"):
        decode_audio(video, SAMPLE_RATE_HZ, start_s=0.0, duration_s=CLIP_S)
