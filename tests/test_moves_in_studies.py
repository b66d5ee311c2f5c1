"""Moves as a factor of a study: what is planned for them, and what they leave alone."""

import av
import numpy as np
import pytest
import soundfile
from PIL import Image
from study import Study

pytestmark = pytest.mark.xdist_group("moves")


@pytest.fixture(scope="module")
def study(tmp_path_factory, musicnn_weights):
    made = Study(tmp_path_factory.mktemp("moves"), musicnn_weights)
    made.write_one_pair(8.0)
    return made


@pytest.fixture(scope="module")
def alone(study):
    return study.planned(moves="none")


def test_every_schedule_is_made_with_each_set(study, alone):
    both = study.planned(moves="[none,gentle]")
    for rule in ("schedule", "video", "synchrony"):
        assert both[rule] == 2 * alone[rule]


def test_sets_that_no_walker_paints_share_their_frames(study, alone):
    assert study.planned(moves="[none,gentle]")["frames"] == alone["frames"]


def test_an_accent_is_painted_and_has_frames_of_its_own(study, alone):
    assert study.planned(moves="[none,lively]")["frames"] == 2 * alone["frames"]


def test_a_schedule_may_have_sets_that_others_have_not(study, alone):
    # Two schedules, of which one is made with moves as well.
    some = study.planned(moves="{onset: [none, gentle]}")
    assert some["video"] == alone["video"] + 1


@pytest.mark.slow
def test_stills_of_a_video_that_is_tamed_are_its_frames(study):
    # Clicks eight times a second, each of which lights the picture up.
    samples = np.zeros(4 * 22050)
    for click in range(4, 30):
        samples[click * 22050 // 8 :][:400] = np.random.default_rng(click).normal(0, 0.3, 400)
    soundfile.write(study.folder / "study" / "clicks.wav", samples, 22050)
    study.write_pairs("clicks\tclicks.wav\tone.png")
    flash = "{flash: [{brightness: {follows: onsets, amount: 1, decay_s: 0.05}}]}"
    settings = {"moves": "flash", "move_sets": flash, "keep_frames": "true", "fps": 24}
    ended = study.run("--until", "stills", "video", **settings, schedules="[constant]", section_s=4)
    assert ended.returncode == 0, ended.stdout
    name = "constant"  # the only set of the schedule
    with av.open(study.results / "videos" / "clicks" / f"{name}.mp4") as video:
        assert "tamed: " in video.metadata["comment"]
        shown = [frame.to_ndarray(format="gray") for frame in video.decode(video=0)]
    stills = sorted((study.results / "stills" / "clicks" / name).glob("*.png"))
    assert len(stills) == len(shown)
    for still, frame in zip(stills, shown, strict=True):
        with Image.open(still) as picture:
            assert np.asarray(picture.convert("L")).mean() == pytest.approx(frame.mean(), abs=3)
