"""A video whose sections begin with bars and which ends in black, from song to last frame."""

import av
import numpy as np
import pandas as pd
import pytest
import soundfile
from study import Study

from yellowsound.run.files import read_json
from yellowsound.run.sections import frame_at, from_told

FPS = 8
FIRST_DOWNBEAT_S, BAR_S = 0.6, 2.0
CHOICE = {
    "moves": "none",
    "schedules": "[onset]",
    "excerpt_duration_s": 12,
    "section_grid": "bars",
    "ending": "black",
    "fps": FPS,
}


def write_song(path):
    """Write 12 s of clicks, four to a bar, the first of each loud."""
    rate_hz = 22050
    samples = np.zeros(12 * rate_hz)
    for beat, time_s in enumerate(np.arange(FIRST_DOWNBEAT_S, 11.9, BAR_S / 4)):
        first = int(time_s * rate_hz)
        noise = np.random.default_rng(beat).standard_normal(400) * np.exp(-np.arange(400) / 60)
        samples[first : first + 400] += (0.075 if beat % 4 else 0.5) * noise
    soundfile.write(path, samples, rate_hz)


@pytest.fixture(scope="module")
def done(tmp_path_factory, musicnn_weights):
    study = Study(tmp_path_factory.mktemp("bars"), musicnn_weights)
    study.write_one_pair()
    write_song(study.folder / "study" / "one.wav")
    ended = study.run("results/study/videos/one/onset.mp4", **CHOICE)
    assert ended.returncode == 0, ended.stdout
    return study.results


def test_every_stage_has_sections_that_begin_with_the_bars_that_are_heard(done):
    heard = read_json(done / "hearing" / "one.json")
    captioned = read_json(done / "captions" / "one.json")["sections"]
    starts_s = [section["start_s"] for section in captioned]
    assert len(starts_s) == 3
    assert set(starts_s[1:]) <= set(heard["downbeats_s"])
    assert not set(starts_s[1:]) & {4.0, 8.0}

    schedule = pd.read_csv(done / "schedules" / "one" / "onset.tsv", sep="\t")
    first_frames = schedule.groupby("section")["frame"].min().tolist()
    assert first_frames == [frame_at(start_s, FPS) for start_s in starts_s]
    assert [s.start_s for s in from_told(heard["sections"])] == starts_s


def test_only_the_last_two_seconds_fade_to_black_whatever_the_sections(done):
    with av.open(done / "videos" / "one" / "onset.mp4") as container:
        light = [f.to_ndarray(format="gray").mean() for f in container.decode(video=0)]
    assert len(light) == 12 * FPS
    assert light[-1] < 1
    assert min(light[: -2 * FPS]) > 20
    assert (np.diff(light[-2 * FPS :]) < 1).all()
