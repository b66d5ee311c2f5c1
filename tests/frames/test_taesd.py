"""The preview walks as the walk through the full autoencoder does, in a smaller one."""

import logging

import numpy as np
import pytest
import tiny_taesd
import torch
from diffusers import AutoencoderTiny
from PIL import Image

from yellowsound.frames.brief import WalkBrief
from yellowsound.models.folders import write_record
from yellowsound.run.errors import UserError
from yellowsound.run.files import write_json
from yellowsound.run.plug_ins import load

OPTIONS = {"device": "cpu", "precision": "fp32", "hold": 0.0, "batch": 0, "compile": False}

SIZE = (96, 64)
"""Width and height."""


@pytest.fixture(scope="module")
def models(tmp_path_factory):
    folder = tmp_path_factory.mktemp("models")
    tiny_taesd.save_tiny_models(folder)
    write_record(folder / "taesd", {"repository": "lab/tiny", "commit": "c0ffee"})
    return {"taesd": folder / "taesd"}


@pytest.fixture(scope="module")
def keyframes(tmp_path_factory):
    """A folder of black, then two pictures of soft colours."""
    folder = tmp_path_factory.mktemp("keyframes")
    random = np.random.default_rng(0)
    for number in range(3):
        coarse = random.integers(0, 256, (8, 12, 3), dtype=np.uint8) * (number > 0)
        Image.fromarray(coarse).resize(SIZE, Image.Resampling.BICUBIC).save(
            folder / f"{number:02d}.png"
        )
    images = [{"file": f"{number:02d}.png"} for number in range(3)]
    width, height = SIZE
    described = {"pair": "song", "width": width, "height": height, "images": images}
    write_json(folder / "keyframes.json", described)
    return folder


@pytest.fixture
def walk(models, keyframes):
    def walk(t, section=2, **options):
        brief = WalkBrief(keyframes, section, np.array(t), models, 1, {**OPTIONS, **options})
        return np.stack(list(load("walker", "taesd").make(brief))).astype(int)

    return walk


def plain_frames(models, keyframes, t):
    """Walk from the second picture to the third by formulas, one frame at a time."""
    vae = AutoencoderTiny.from_pretrained(models["taesd"])
    ends = []
    for number in (1, 2):
        with Image.open(keyframes / f"{number:02d}.png") as image:
            pixels = torch.from_numpy(np.array(image) / 127.5 - 1).float().permute(2, 0, 1)[None]
        with torch.no_grad():
            ends.append(vae.encode(pixels).latents.numpy())
    start, end = ends
    angle = np.arccos(np.sum(start * end) / (np.linalg.norm(start) * np.linalg.norm(end)))
    assert angle > 0.1
    frames = []
    for share in t:
        mixed = np.sin((1 - share) * angle) * start + np.sin(share * angle) * end
        with torch.no_grad():
            picture = vae.decode(torch.from_numpy(mixed / np.sin(angle)).float()).sample[0]
        frames.append(((picture / 2 + 0.5).clamp(0, 1) * 255).permute(1, 2, 0).numpy())
    return np.stack(frames).round().astype(int)


def test_frames_lie_on_the_arc_between_the_keyframes_latents(walk, models, keyframes):
    t = [0.0, 0.3, 0.8, 1.0]
    frames = walk(t)
    assert frames.shape == (4, 64, 96, 3)
    assert np.abs(frames - plain_frames(models, keyframes, t)).max() <= 1
    assert np.abs(np.diff(frames, axis=0)).mean() > 2
    assert frames.std(axis=(1, 2, 3)).min() > 10


def test_a_section_ends_in_the_frame_in_which_the_next_one_starts(walk):
    np.testing.assert_array_equal(walk([0.5, 1.0], section=1)[-1], walk([0.0, 0.5], section=2)[0])


def test_the_same_brief_gives_the_same_frames_in_any_batch(walk):
    t = np.linspace(0, 1, 5)
    np.testing.assert_array_equal(walk(t), walk(t))
    assert np.abs(walk(t, batch=2) - walk(t, batch=5)).max() <= 1


def test_the_log_tells_how_many_frames_were_decoded(walk, caplog):
    with caplog.at_level(logging.INFO):
        walk([0.0, 0.1, 0.5, 1.0], hold=0.25, precision="bf16")
    assert "lab/tiny at c0ffee on cpu in torch.bfloat16" in caplog.text
    assert "4 frames, 3 of them decoded" in caplog.text


def test_a_damaged_model_is_told_by_its_folder(walk, models):
    weights = models["taesd"] / "diffusion_pytorch_model.safetensors"
    whole = weights.read_bytes()
    weights.write_bytes(whole[:-100])
    try:
        with pytest.raises(UserError, match=r"diffusion_pytorch_model\.safetensors has.*taesd"):
            walk([0.5])
    finally:
        weights.write_bytes(whole)


def test_the_full_size_has_the_published_parameters():
    with torch.device("meta"):
        model = AutoencoderTiny(**tiny_taesd.FULL_SIZE)
    halves = [sum(p.numel() for p in half.parameters()) for half in (model.encoder, model.decoder)]
    assert halves == [1222532, 1222531]
