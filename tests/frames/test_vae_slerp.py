"""The walk decodes each frame between two keyframes from a point between their latents."""

import logging
import subprocess
import sys
import threading

import numpy as np
import pytest
import torch
from diffusers import AutoencoderKL
from PIL import Image
from tiny_image_variations import VAE_FOLDER, save_tiny_models

from yellowsound.frames.brief import WalkBrief
from yellowsound.frames.frames import render_section
from yellowsound.frames.latent_walk import AHEAD
from yellowsound.frames.walkers import vae_slerp
from yellowsound.models.folders import write_record
from yellowsound.models.loading import load_component
from yellowsound.models.networks import vae as latents
from yellowsound.run.errors import UserError
from yellowsound.run.files import write_json
from yellowsound.run.plug_ins import load
from yellowsound.run.seeds import derive_seed

OPTIONS = {
    "device": "cpu",
    "precision": "fp32",
    "hold": 0.0,
    "batch": 0,
    "normalisation": "clip",
    "compile": False,
    "seed": 1887,
}


@pytest.fixture(scope="module")
def models(tmp_path_factory):
    folder = tmp_path_factory.mktemp("models")
    save_tiny_models(folder)
    write_record(folder / VAE_FOLDER, {"repository": "lab/variations", "commit": "c0ffee"})
    return {VAE_FOLDER: folder / VAE_FOLDER}


@pytest.fixture(scope="module")
def keyframes(tmp_path_factory):
    folder = tmp_path_factory.mktemp("keyframes")
    random = np.random.default_rng(0)
    images = [np.zeros((64, 96, 3), np.uint8)]
    for _ in range(2):
        coarse = Image.fromarray(random.integers(0, 256, (8, 12, 3), dtype=np.uint8))
        images.append(np.array(coarse.resize((96, 64), Image.Resampling.BICUBIC)))
    for number, image in enumerate(images):
        Image.fromarray(image).save(folder / f"{number:02d}.png")
    entries = [{"file": f"{number:02d}.png"} for number in range(3)]
    description = {"pair": "song", "width": 96, "height": 64, "images": entries}
    write_json(folder / "keyframes.json", description)
    return folder


@pytest.fixture
def brief(models, keyframes):
    def make(t, section=2, threads=1, **options):
        t = np.asarray(t, dtype=float)
        return WalkBrief(keyframes, section, t, models, threads, {**OPTIONS, **options})

    return make


@pytest.fixture
def decoded(monkeypatch):
    """Return a list that grows by the number of frames of each batch decoded."""
    batches = []
    decode = latents.decode

    def spy(vae, batch):
        batches.append(len(batch))
        return decode(vae, batch)

    monkeypatch.setattr(latents, "decode", spy)
    return batches


def walk(brief):
    return np.stack(list(load("walker", "vae-slerp").make(brief))).astype(int)


def published_frames(models, keyframes, t, section=2, normalisation="clip", seed=1887):
    """Decode the way by the method's formulas: in NumPy, by way of the host, one by one."""
    vae = load_component(AutoencoderKL, models[VAE_FOLDER], "vae", torch.float32)
    ends = []
    for number in (section - 1, section):
        with Image.open(keyframes / f"{number:02d}.png") as image:
            pixels = latents.normalise(np.array(image), normalisation)
        generator = torch.Generator().manual_seed(derive_seed(seed, "song", "latent", number))
        with torch.no_grad():
            ends.append(0.18215 * vae.encode(pixels).latent_dist.sample(generator).numpy())
    start, end = ends
    cosine = np.sum(start * end) / (np.linalg.norm(start) * np.linalg.norm(end))
    angle = np.arccos(cosine)
    frames = []
    for value in t:
        mixed = np.sin((1 - value) * angle) * start + np.sin(value * angle) * end
        with torch.no_grad():
            picture = vae.decode(torch.from_numpy(mixed / np.sin(angle)).float() / 0.18215).sample
        frames.append((picture / 2 + 0.5).clamp(0, 1)[0].permute(1, 2, 0).numpy() * 255)
    return np.stack(frames).round().astype(int)


def psnr_db(frames, others):
    return 10 * np.log10(255**2 / np.mean((frames - others) ** 2))


# What the frames are


@pytest.mark.parametrize("normalisation", ["clip", "symmetric"])
def test_frames_in_full_precision_are_those_of_the_published_loop(
    brief, models, keyframes, normalisation
):
    t = [0.0, 0.3, 0.8, 1.0]
    expected = published_frames(models, keyframes, t, normalisation=normalisation)
    frames = walk(brief(t, normalisation=normalisation))
    assert np.abs(frames - expected).max() <= 1
    assert np.abs(np.diff(frames, axis=0)).mean() > 2
    assert frames.std(axis=(1, 2, 3)).min() > 20


def test_frames_in_bf16_stay_above_40_db(brief, models, keyframes):
    t = [0.0, 0.3, 0.8, 1.0]
    expected = published_frames(models, keyframes, t)
    assert 40 <= psnr_db(walk(brief(t, precision="bf16")), expected) < 60


def test_a_section_ends_where_the_next_one_starts(brief):
    (end,) = walk(brief([1.0], section=1))
    (start,) = walk(brief([0.0], section=2))
    np.testing.assert_array_equal(end, start)


def test_the_same_brief_gives_the_same_frames_and_another_seed_others(brief):
    frames = walk(brief([0.2, 0.6]))
    np.testing.assert_array_equal(walk(brief([0.2, 0.6])), frames)
    assert (walk(brief([0.2, 0.6], seed=1)) != frames).any()


@pytest.mark.parametrize("batch", [1, 3, 8])
def test_frames_do_not_depend_on_the_batch(brief, decoded, batch):
    t = np.linspace(0, 1, 7)
    frames = walk(brief(t, batch=batch))
    assert decoded == {1: [1] * 7, 3: [3, 3, 1], 8: [7]}[batch]
    assert np.abs(frames - walk(brief(t))).max() <= 1


def test_a_frame_is_what_an_encoder_takes(brief, tmp_path):
    (frame,) = vae_slerp.walk(brief([0.5]))
    assert frame.dtype == np.uint8
    assert frame.shape == (64, 96, 3)
    assert frame.flags.c_contiguous
    render_section(vae_slerp.walk(brief([0.5, 0.5])), 2, tmp_path / "2.mkv", 30)


def test_a_keyframe_in_grey_is_walked_to_as_well(brief, keyframes, tmp_path):
    for file in keyframes.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    with Image.open(keyframes / "02.png") as image:
        image.convert("L").save(tmp_path / "02.png")
    asked = brief([1.0])
    grey = WalkBrief(tmp_path, 2, asked.t, asked.models, 1, asked.options)
    assert walk(grey).shape == (1, 64, 96, 3)


# What is not decoded


def test_a_constant_schedule_decodes_one_frame(brief, decoded):
    frames = walk(brief(np.zeros(50)))
    assert len(frames) == 50
    assert (frames == frames[0]).all()
    assert decoded == [1]


def test_silences_are_decoded_once(brief, decoded):
    t = [0.0, 0.0, 0.0, 0.4, 0.7, 0.7, 1.0]
    frames = walk(brief(t))
    assert sum(decoded) == 4
    for before, after, same in zip(frames, frames[1:], np.diff(t) == 0, strict=False):
        assert (before == after).all() == same


def test_a_frame_is_decoded_when_t_has_moved_by_the_hold_and_blended_until_then(brief, decoded):
    """Both ends are decoded as they are."""
    t = [0.0, 0.1, 0.2, 0.3, 0.5, 0.9, 1.0]
    frames = walk(brief(t, hold=0.25))
    assert sum(decoded) == 4
    of_stops = walk(brief([0.0, 0.3, 0.9, 1.0]))
    np.testing.assert_array_equal(frames[[0, 3, 5, 6]], of_stops)
    for frame, share in ((1, 1 / 3), (2, 2 / 3)):
        blend = (1 - share) * of_stops[0] + share * of_stops[1]
        assert np.abs(frames[frame] - blend).max() <= 1


def test_small_steps_are_blended_to_what_they_would_be_but_for_rounding(brief, decoded):
    t = np.linspace(0.3, 0.31, 41)
    frames = walk(brief(t, hold=0.001))
    assert sum(decoded) <= 11
    exact = walk(brief(t))
    assert np.abs(frames - exact).max() <= 1
    assert np.abs(frames - exact).mean() < 0.05


def test_held_sections_meet_in_one_frame(brief):
    """Though a last step is smaller than the hold."""
    end = walk(brief([0.0, 0.99, 1.0], section=1, hold=0.1))[-1]
    start = walk(brief([0.0, 0.01, 1.0], section=2, hold=0.1))[0]
    np.testing.assert_array_equal(end, start)


# Memory, devices, threads


def test_a_batch_that_does_not_fit_is_halved_and_no_frame_is_lost(brief, monkeypatch, caplog):
    decode = latents.decode
    tried = []

    def scarce(vae, batch):
        tried.append(len(batch))
        if len(batch) > 2:
            raise torch.OutOfMemoryError("CUDA out of memory")
        return decode(vae, batch)

    t = np.linspace(0, 1, 5)
    expected = walk(brief(t, batch=2))
    monkeypatch.setattr(latents, "decode", scarce)
    with caplog.at_level(logging.WARNING):
        np.testing.assert_array_equal(walk(brief(t, batch=5)), expected)
    assert tried == [5, 2, 2, 1]
    assert "Out of memory" in caplog.text


def test_a_device_with_no_room_for_one_frame_is_an_error_that_says_what_to_do(brief, monkeypatch):
    def none(vae, batch):
        raise torch.OutOfMemoryError("CUDA out of memory")

    monkeypatch.setattr(latents, "decode", none)
    with pytest.raises(UserError, match="set its precision"):
        walk(brief([0.5]))


def test_decoding_is_told_how_many_threads_to_take_in_its_own_thread(brief, monkeypatch):
    told = []
    monkeypatch.setattr(
        torch, "set_num_threads", lambda n: told.append((threading.current_thread().name[:5], n))
    )
    walk(brief([0.5], threads=3))
    assert told == [("MainT", 3), ("ahead", 3)]


def test_a_damaged_model_is_an_error_that_names_its_folder(brief, models, tmp_path):
    save_tiny_models(tmp_path)
    folder = tmp_path / VAE_FOLDER
    write_record(folder, {"repository": "lab/variations", "commit": "c0ffee"})
    weights = folder / "vae" / "diffusion_pytorch_model.bin"
    weights.write_bytes(weights.read_bytes()[:-100])
    asked = brief([0.5])
    damaged = WalkBrief(asked.folder, 2, asked.t, {VAE_FOLDER: folder}, 1, asked.options)
    with pytest.raises(UserError, match=r"diffusion_pytorch_model\.bin"):
        walk(damaged)


def test_the_log_tells_what_decodes_where_and_how_much(brief, caplog):
    with caplog.at_level(logging.INFO):
        walk(brief([0.0, 0.0, 1.0], precision="bf16"))
    assert "lab/variations at c0ffee on cpu in torch.bfloat16" in caplog.text
    assert "3 frames, 2 of them decoded" in caplog.text


def test_the_table_of_walkers_imports_no_framework():
    code = "import sys, yellowsound.frames.frames; sys.exit('torch' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True, env={"PYTHONPATH": "scripts"})


# Decoding ahead


def threads_ahead():
    return [thread for thread in threading.enumerate() if thread.name.startswith("ahead")]


def test_a_walk_that_is_abandoned_leaves_no_thread_and_decodes_no_further(brief, decoded):
    frames = vae_slerp.walk(brief(np.linspace(0, 1, 100)))
    next(frames)
    assert threads_ahead()
    frames.close()
    assert not threads_ahead()
    assert sum(decoded) <= 1 + AHEAD + 1


def test_an_encoder_that_fails_ends_the_decoding(brief, decoded, tmp_path):
    with pytest.raises(UserError, match="100 frames"):
        render_section(vae_slerp.walk(brief(np.linspace(0, 1, 100))), 3, tmp_path / "2.mkv", 30)
    assert not threads_ahead()
