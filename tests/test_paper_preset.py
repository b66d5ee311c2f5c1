"""The paper preset from end to end, on tiny models of the same classes from a hub on loopback."""

import shutil
import subprocess
import sys

import av
import numpy as np
import pandas as pd
import pytest
import tiny_clip
import tiny_image_variations
import tiny_kandinsky
import tiny_lp_musiccaps
import tiny_stable_diffusion
import tiny_taesd
import yaml
from hub_server import HubServer
from PIL import Image
from study import ROOT, Study

from yellowsound.models.table import read_models
from yellowsound.run.files import read_json

MODELS = read_models(ROOT / "config" / "models.tsv")
RESOLVED = "5" * 40
"""The commit that the hub's branches point to."""

PAPER = {
    "preset": "paper",
    "schedules": "[energy]",
    "device": "cpu",
    "kandinsky-2-2": "{prior_steps: 2, steps: 2}",
    "lp-musiccaps": "{max_tokens: 12}",
}
"""The preset, quick to run: what is left out is as in the preset."""

PUBLISHED = {
    # 1. captions and genre
    "excerpt_duration_s": 30,
    "section_s": 10,
    "captioner": "lp-musiccaps",
    "lp-musiccaps": {
        "weights": "transfer",
        "beams": 5,
        "max_tokens": 128,
        "genre_matching": "first-listed",
        "precision": "fp32",
    },
    "describer": "none",
    # 2. keyframes
    "painter": "kandinsky-2.2",
    "kandinsky-2.2": {
        "prior_steps": 25,
        "prior_weights": [0.0, 0.7, 0.3],
        "prior_weights_no_genre": [0.3, 0.7],
        "steps": 50,
        "guidance": 5.0,
    },
    "width": 768,
    "height": 768,
    # 3. energy and schedule
    "hpss_margin": 5.0,
    "mel_bands": 512,
    "hpss_context_s": 0,
    "energy": {"harmonic_weight": 0.0, "percussive_weight": 1.0},
    "moves": "none",
    # 4. frames
    "walker": "vae-slerp",
    "opening": "black",
    "vae-slerp": {"normalisation": "clip", "hold": 0},
    # 5. video
    "fps": 30,
    "audio_rate_hz": 22050,
    "audio_channels": 1,
}
"""The figures of Pina and Li (arXiv 2412.05694) and of their notebooks."""

# One worker runs what looks at this study, so that it is made once.
pytestmark = pytest.mark.xdist_group("paper")


def serve(server, folder):
    """Put tiny models into a hub, in the repositories and at the commits of the table."""
    for tiny in (
        *(tiny_lp_musiccaps, tiny_kandinsky),
        *(tiny_image_variations, tiny_stable_diffusion, tiny_taesd, tiny_clip),
    ):
        tiny.save_tiny_models(folder / "models")
    for model in MODELS.values():
        repository = folder / "repositories" / model.repository
        shutil.copytree(folder / "models" / model.name, repository, dirs_exist_ok=True)
    for model in {model.repository: model for model in MODELS.values()}.values():
        commit = model.revision if len(model.revision) == 40 else RESOLVED
        server.add_repository(
            model.repository, folder / "repositories" / model.repository, commit=commit
        )


@pytest.fixture(scope="session")
def done(tmp_path_factory, musicnn_weights):
    """A study that was made with the paper preset, its models fetched first, the hub then gone."""
    study = Study(tmp_path_factory.mktemp("paper"), musicnn_weights)
    study.write_one_pair(8.0)
    with HubServer() as server:
        serve(server, tmp_path_factory.mktemp("hub"))
        hub = {"HF_ENDPOINT": server.url}
        fetched = study.run("fetch_models", environment=hub, **PAPER)
        assert fetched.returncode == 0, fetched.stdout
    ended = study.run(environment=hub, **PAPER)
    assert ended.returncode == 0, ended.stdout
    return study


def test_the_printed_configuration_has_the_published_figures_each_time():
    command = [sys.executable, "-m", "snakemake", "--cores", "1", "show_config"]
    for _ in range(2):
        printed = subprocess.run(
            [*command, "--config", "preset=paper", "run=show-config-test"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        )
        config = yaml.safe_load(printed.stdout)
        for key, published in PUBLISHED.items():
            if isinstance(published, dict):
                assert published.items() <= config[key].items()
            else:
                assert config[key] == published
    shutil.rmtree(ROOT / "results" / "show-config-test")


def test_every_section_has_a_caption(done):
    captions = read_json(done.results / "captions" / "one.json")
    assert captions["captioner"] == "lp-musiccaps"
    assert captions["model"]["weights"] == "transfer"
    assert captions["model"]["commit"] == RESOLVED
    assert len(captions["sections"]) == 2
    assert all(section["text"] for section in captions["sections"])


def test_keyframes_tell_the_commits_of_what_painted_them(done):
    description = read_json(done.results / "keyframes" / "one" / "keyframes.json")
    model = description["model"]
    for part in ("prior", "decoder"):
        assert model[part]["commit"] == MODELS[f"kandinsky-2-2-{part}"].revision
    assert [image["file"] for image in description["images"]] == ["00.png", "01.png", "02.png"]


def test_the_first_section_starts_from_black(done):
    with Image.open(done.results / "keyframes" / "one" / "00.png") as opening:
        assert opening.size == (64, 64)
        assert not np.asarray(opening).any()


def test_the_video_is_as_long_as_the_song(done):
    with av.open(done.results / "videos" / "one" / "energy.mp4") as container:
        assert sum(1 for _ in container.decode(video=0)) == 64
        sound = container.streams.audio[0]
        assert (sound.rate, sound.layout.name) == (22050, "mono")


def test_the_video_has_scores(done):
    table = pd.read_csv(done.results / "tables" / "synchrony.tsv", sep="\t")
    assert table["schedule"].tolist() == ["energy"]
    assert table["flux_onset_r"].notna().all()


def test_provenance_tells_the_commit_and_the_hash_of_every_model(done):
    models = read_json(done.results / "provenance.json")["models"]
    chosen = ("lp-music-caps", "bart-base", "kandinsky-2-2-prior", "kandinsky-2-2-decoder")
    assert models.keys() == {*chosen, "sd-image-variations-vae", "beatnet"}
    assert models.pop("beatnet")["package"].startswith("BeatNet-1.1.3")
    for name, record in models.items():
        pinned = MODELS[name].revision
        assert record["commit"] == (pinned if len(pinned) == 40 else RESOLVED)
        assert record["files"]
        assert all(len(file["sha256"]) == 64 for file in record["files"].values())


def test_a_model_that_is_damaged_later_is_told_in_one_sentence(done):
    weights = done.folder / "resources/models/lp-music-caps/transfer.pth"
    whole = weights.read_bytes()
    weights.write_bytes(whole[:-100])
    try:
        ended = done.run("--forcerun", "caption", "--until", "caption", **PAPER)
    finally:
        weights.write_bytes(whole)
    assert ended.returncode != 0
    assert "transfer.pth has" in ended.stdout
    assert "delete" in ended.stdout
    log = (done.results / "logs" / "caption" / "one.log").read_text()
    assert "Traceback" not in log


def test_keyframes_can_be_variations_of_the_artwork(done, tmp_path_factory):
    with HubServer() as server:
        serve(server, tmp_path_factory.mktemp("hub"))
        ended = done.run(
            *("--until", "keyframes"),
            environment={"HF_ENDPOINT": server.url},
            **{**PAPER, "run": "variations", "painter": "sd-image-variations"},
        )
    assert ended.returncode == 0, ended.stdout
    description = read_json(done.folder / "results/variations/keyframes/one/keyframes.json")
    assert description["painter"] == "sd-image-variations"


def test_frames_can_be_previewed_without_a_gpu(done, tmp_path_factory):
    """Between keyframes that are there already, in the tiny autoencoder alone."""
    with HubServer() as server:
        serve(server, tmp_path_factory.mktemp("hub"))
        environment = {"HF_ENDPOINT": server.url}
        ended = done.run(
            *("--until", "frames"),
            environment=environment,
            **{"run": "preview", "walker": "taesd", "schedules": "[energy]", "device": "cpu"},
        )
    assert ended.returncode == 0, ended.stdout
    log = (done.folder / "results/preview/logs/frames/one/energy/1.log").read_text()
    assert f"{MODELS['taesd'].repository} at {RESOLVED} on cpu" in log


def test_a_missing_model_is_fetched_by_name_or_told(done, tmp_path):
    """Without a hub, what to do is said before any model job runs."""
    kept = tmp_path / "bart-base"
    shutil.move(done.folder / "resources/models/bart-base", kept)
    try:
        nobody = {"HF_ENDPOINT": "http://127.0.0.1:9"}
        ended = done.run("fetch_models", environment=nobody, **PAPER)
    finally:
        shutil.rmtree(done.folder / "resources/models/bart-base", ignore_errors=True)
        shutil.move(kept, done.folder / "resources/models/bart-base")
    assert ended.returncode != 0
    assert "bart-base" in ended.stdout
    assert "HF_ENDPOINT" in ended.stdout
