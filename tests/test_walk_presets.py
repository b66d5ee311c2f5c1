"""The presets that walk through the whole model, on tiny models from a hub on loopback."""

import shutil
import subprocess
import sys

import av
import numpy as np
import pandas as pd
import pytest
import yaml
from hub_server import HubServer
from PIL import Image
from study import ROOT, Study
from test_paper_preset import MODELS, serve

from yellowsound.keyframes.prompts import descriptors
from yellowsound.run.files import read_json

PEERS = {
    "fps": 25,
    "hpss_margin": 1.0,
    "mel_bands": 128,
    "hpss_context_s": 0,
    "energy": {"harmonic_weight": 0.0, "percussive_weight": 1.0},
    "captioner": "musicnn",
    "painter": "stable-diffusion",
    "opening": "first",
    "width": 512,
    "height": 512,
    "walker": "diffusion-walk",
    "diffusion-walk": {"condition": "text", "steps": 0, "guidance": 0.0, "hold": 0.0},
    "smooth": 0.0,
    "moves": "none",
}
PUBLISHED = {
    "sound-and-image": PEERS
    | {
        "describer": "clip-interrogator",
        "stable-diffusion": {
            "prompt": "williams",
            "steps": 50,
            "guidance": 7.5,
            "negative_prompt": "",
        },
    },
    "prompt-walk": PEERS
    | {
        "describer": "none",
        "stable-diffusion": {
            "prompt": "caption",
            "steps": 50,
            "guidance": 15.0,
            "negative_prompt": "",
        },
    },
    "image-variations": {
        "captioner": "lp-musiccaps",
        "describer": "none",
        "painter": "kandinsky-2.2",
        "kandinsky-2.2": {"steps": 50, "guidance": 5.0, "prior_steps": 25},
        "opening": "black",
        "hpss_margin": 5.0,
        "mel_bands": 512,
        "hpss_context_s": 0,
        "energy": {"harmonic_weight": 0.0, "percussive_weight": 1.0},
        "fps": 30,
        "width": 512,
        "height": 512,
        "walker": "diffusion-walk",
        "diffusion-walk": {"condition": "image", "steps": 0, "guidance": 0.0, "hold": 0.0},
        "smooth": 0.0,
        "moves": "none",
        "audio_rate_hz": 22050,
        "audio_channels": 1,
    },
}
"""The figures of each method, or of those who made it known."""

QUICK = {
    "sound-and-image": {
        "describer": "palette-words",
        "stable-diffusion": "{steps: 2}",
    },
    "prompt-walk": {"stable-diffusion": "{steps: 2}"},
    "image-variations": {
        "kandinsky-2-2": "{prior_steps: 2, steps: 2}",
        "lp-musiccaps": "{max_tokens: 12}",
        "diffusion-walk": "{condition: image, steps: 2}",
    },
}
"""What makes each preset quick to run: what is left out is as in the preset.

CLIP Interrogator has tests of its own: the describer that is embedded stands in for it.
"""

NEEDED = {
    "sound-and-image": {"musicnn", "beatnet", "stable-diffusion-v1-4"},
    "prompt-walk": {"musicnn", "beatnet", "stable-diffusion-v1-4"},
    "image-variations": {
        *("lp-music-caps", "bart-base", "beatnet"),
        *("kandinsky-2-2-prior", "kandinsky-2-2-decoder"),
        *("sd-image-variations", "sd-image-variations-vae"),
    },
}

# One worker runs what looks at these studies, so that they are made once.
pytestmark = pytest.mark.xdist_group("walks")
each_preset = pytest.mark.parametrize("preset", PUBLISHED)


@pytest.fixture(scope="session")
def done(tmp_path_factory, musicnn_weights):
    """Return a function from a preset to the results that it makes, from song to scores."""
    study = Study(tmp_path_factory.mktemp("walks"), musicnn_weights)
    study.write_one_pair(8.0)
    made = set()
    with HubServer() as server:
        serve(server, tmp_path_factory.mktemp("hub"))

        def make(preset):
            if preset not in made:
                results = f"results/{preset}"
                ended = study.run(
                    *(f"{results}/tables/synchrony.tsv", f"{results}/provenance.json"),
                    environment={"HF_ENDPOINT": server.url},
                    preset=preset,
                    run=preset,
                    schedules="[energy]",
                    device="cpu",
                    **QUICK[preset],
                )
                assert ended.returncode == 0, ended.stdout
                made.add(preset)
            return study.folder / "results" / preset

        yield make


@each_preset
def test_the_printed_configuration_has_the_figures_of_the_method(preset):
    run = f"show-{preset}-test"
    command = [sys.executable, "-m", "snakemake", "--cores", "1", "show_config", "--config"]
    printed = subprocess.run(
        [*command, f"preset={preset}", f"run={run}"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    shutil.rmtree(ROOT / "results" / run)
    config = yaml.safe_load(printed.stdout)
    for key, published in PUBLISHED[preset].items():
        if isinstance(published, dict):
            assert published.items() <= config[key].items()
        else:
            assert config[key] == published, key


@each_preset
def test_keyframes_are_painted_for_two_sections_and_tell_what_a_walk_needs(preset, done):
    folder = done(preset) / "keyframes" / "one"
    description = read_json(folder / "keyframes.json")
    assert [image["file"] for image in description["images"]] == ["00.png", "01.png", "02.png"]
    assert description["painter"] == PUBLISHED[preset]["painter"]
    if preset != "image-variations":
        assert description["model"]["commit"] == MODELS["stable-diffusion-v1-4"].revision


def prompts_and_captions(results):
    images = read_json(results / "keyframes" / "one" / "keyframes.json")["images"]
    captions = read_json(results / "captions" / "one.json")["sections"]
    return [image["prompt"] for image in images[1:]], captions


def test_a_prompt_walk_is_painted_from_the_captions(done):
    prompts, captions = prompts_and_captions(done("prompt-walk"))
    assert prompts == [section["text"] for section in captions]


def test_prompts_of_sound_and_image_are_words_of_the_artwork_and_tags_of_the_song(done):
    results = done("sound-and-image")
    (described,) = (results / "descriptions").glob("*.json")
    words = {*descriptors([read_json(described)["text"]])}
    prompts, captions = prompts_and_captions(results)
    for prompt, section in zip(prompts, captions, strict=True):
        parts = prompt.removesuffix(". ").split(". ")
        tags = {tag for known in section["tags"].values() for tag in known}
        assert {*parts} & words
        assert len({*parts} & tags) == 5
        assert {*parts} <= words | tags


@each_preset
def test_the_video_is_as_long_as_the_song_and_moves(preset, done):
    with av.open(done(preset) / "videos" / "one" / "energy.mp4") as container:
        frames = [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]
    assert len(frames) == 64
    assert np.abs(np.diff(np.stack(frames).astype(int), axis=0)).mean() > 0.5


def test_a_walk_between_texts_arrives_at_the_keyframes_and_one_between_pictures_does_not(done):
    far = {}
    for preset in ("prompt-walk", "image-variations"):
        with Image.open(done(preset) / "keyframes" / "one" / "02.png") as image:
            keyframe = np.asarray(image).astype(int)
        with av.open(done(preset) / "videos" / "one" / "energy.mp4") as container:
            *_, last = container.decode(video=0)
        far[preset] = np.abs(last.to_ndarray(format="rgb24") - keyframe).mean()
    # H.264 halves the resolution of colours.
    assert far["prompt-walk"] < 0.5 * far["image-variations"]


@each_preset
def test_the_video_has_scores(preset, done):
    table = pd.read_csv(done(preset) / "tables" / "synchrony.tsv", sep="\t")
    assert table["schedule"].tolist() == ["energy"]
    assert table["flux_onset_r"].notna().all()


@each_preset
def test_only_the_models_of_the_preset_are_fetched_and_told(preset, done):
    models = read_json(done(preset) / "provenance.json")["models"]
    assert models.keys() == NEEDED[preset]
