"""Pictures become latents, latents are walked between, and become pictures again."""

import logging
import subprocess
import sys

import numpy as np
import pytest
import torch
from diffusers import AutoencoderKL
from hypothesis import given, settings
from hypothesis import strategies as st
from tiny_image_variations import VAE_FOLDER, save_tiny_models

from yellowsound.models.loading import load_component
from yellowsound.models.networks import vae as latents
from yellowsound.models.networks.vae import Arc
from yellowsound.run.errors import UserError

CPU = torch.device("cpu")


@pytest.fixture(scope="module")
def models(tmp_path_factory):
    folder = tmp_path_factory.mktemp("models")
    save_tiny_models(folder)
    return folder


@pytest.fixture
def vae(models):
    return load_component(AutoencoderKL, models / VAE_FOLDER, "vae", torch.float32)


@pytest.fixture
def picture():
    return np.random.default_rng(0).integers(0, 256, (64, 96, 3), dtype=np.uint8)


def vectors(seed, shape=(4, 8, 12)):
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed))


# Normalisation


def test_symmetric_normalisation_takes_black_and_white_to_minus_one_and_one():
    picture = np.zeros((2, 3, 3), np.uint8)
    picture[1] = 255
    normalised = latents.normalise(picture, "symmetric")
    assert normalised.shape == (1, 3, 2, 3)
    assert (normalised[..., 0, :] == -1).all()
    assert (normalised[..., 1, :] == 1).all()


def test_clip_normalisation_takes_clips_mean_colour_to_zero_channel_by_channel():
    mean = np.array([0.48145466, 0.4578275, 0.40821073])
    deviation = np.array([0.26862954, 0.26130258, 0.27577711])
    picture = np.array([[[255, 0, 128]]], np.uint8)
    expected = (np.array([1, 0, 128 / 255]) - mean) / deviation
    np.testing.assert_allclose(
        latents.normalise(picture, "clip").flatten(), expected, rtol=1e-5, atol=1e-6
    )


# Encoding


def test_a_latent_is_the_scaled_sample_that_the_autoencoder_itself_draws(vae, picture):
    latent = latents.encode(vae, picture, "clip", 7, CPU)
    with torch.inference_mode():
        distribution = vae.encode(latents.normalise(picture, "clip")).latent_dist
        sample = distribution.sample(torch.Generator().manual_seed(7))
    assert latent.shape == (4, 8, 12)
    np.testing.assert_allclose(latent, 0.18215 * sample[0], rtol=1e-6)


def test_a_seed_decides_the_sample(vae, picture):
    first, again, other = (latents.encode(vae, picture, "clip", seed, CPU) for seed in (1, 1, 2))
    assert torch.equal(first, again)
    assert not torch.equal(first, other)


# The arc


def test_a_quarter_circle_is_walked_at_even_angles():
    arc = Arc(torch.tensor([1.0, 0.0]), torch.tensor([0.0, 2.0]))
    angle = np.pi / 2 * np.array([0, 1 / 3, 1])
    expected = np.stack([np.cos(angle), 2 * np.sin(angle)], axis=1)
    np.testing.assert_allclose(arc.at([0, 1 / 3, 1]), expected, atol=1e-7)


def test_the_arc_agrees_with_its_formula_over_all_values_of_the_latents():
    start, end = vectors(1), vectors(2)
    a, b = start.flatten().double().numpy(), end.flatten().double().numpy()
    angle = np.arccos(a @ b / np.linalg.norm(a) / np.linalg.norm(b))
    expected = (np.sin(0.7 * angle) * a + np.sin(0.3 * angle) * b) / np.sin(angle)
    np.testing.assert_allclose(Arc(start, end).at([0.3])[0].flatten(), expected, atol=1e-6)


def test_an_arc_starts_and_ends_at_its_very_ends():
    start, end = vectors(1), vectors(2)
    first, last = Arc(start, end).at([0.0, 1.0])
    assert torch.equal(first, start)
    assert torch.equal(last, end)


@settings(deadline=None)
@given(st.integers(0, 99), st.lists(st.floats(0, 1), min_size=1, max_size=5))
def test_points_of_an_arc_do_not_depend_on_the_batch(seed, t):
    arc = Arc(vectors(seed), vectors(seed + 100))
    singly = torch.cat([arc.at([value]) for value in t])
    torch.testing.assert_close(arc.at(t), singly, rtol=0, atol=1e-6)


@settings(deadline=None)
@given(st.integers(0, 99), st.floats(0, 1))
def test_a_point_between_latents_of_one_length_has_that_length(seed, t):
    start, end = (vectors(s) / vectors(s).norm() for s in (seed, seed + 100))
    assert float(Arc(start, end).at([t]).norm()) == pytest.approx(1, abs=1e-5)


@pytest.mark.parametrize(("cosine", "linear"), [(0.9994, False), (0.9996, True), (-0.9996, True)])
def test_nearly_parallel_latents_are_mixed_linearly(cosine, linear):
    start = torch.tensor([1.0, 0.0])
    end = torch.tensor([cosine, np.sqrt(1 - cosine**2)], dtype=torch.float32)
    (quarter,) = Arc(start, end).at([0.25])
    assert torch.allclose(quarter, 0.75 * start + 0.25 * end, atol=1e-7) == linear


def test_a_latent_of_zeros_is_mixed_linearly():
    (quarter,) = Arc(torch.zeros(2), torch.tensor([2.0, 4.0])).at([0.25])
    assert quarter.tolist() == [0.5, 1.0]


# Decoding


def test_frames_are_what_the_autoencoder_decodes_rounded_to_bytes(vae):
    batch = vectors(1, (2, 4, 8, 12)) * vae.config.scaling_factor
    with torch.inference_mode():
        decoded = vae.decode(batch / 0.18215).sample
    expected = (decoded / 2 + 0.5).clamp(0, 1).permute(0, 2, 3, 1).numpy() * 255
    frames = latents.rounded(latents.decode(vae, batch))
    assert frames.dtype == np.uint8
    assert frames.shape == (2, 64, 96, 3)
    assert frames.flags.c_contiguous
    assert 20 < frames.std() < 100
    np.testing.assert_allclose(frames, expected, atol=0.501)


def test_what_only_decodes_decodes_the_same(vae):
    batch = vectors(1, (1, 4, 8, 12)) * 0.18215
    before = latents.rounded(latents.decode(vae, batch))
    latents.prepare_decoder(vae, CPU, torch.float32, compiled=False)
    assert vae.encoder is None
    np.testing.assert_allclose(
        latents.rounded(latents.decode(vae, batch)).astype(int), before, atol=1
    )


def test_half_precision_is_close_to_full_precision(vae):
    batch = vectors(1, (2, 4, 8, 12)) * 0.18215
    full = latents.rounded(latents.decode(vae, batch)).astype(float)
    latents.prepare_decoder(vae, CPU, torch.bfloat16, compiled=False)
    assert {weight.dtype for weight in vae.parameters()} == {torch.bfloat16}
    half = latents.rounded(latents.decode(vae, batch)).astype(float)
    assert np.mean((half - full) ** 2) > 0
    assert 10 * np.log10(255**2 / np.mean((half - full) ** 2)) >= 40


def test_a_frame_beyond_the_precision_is_an_error_and_not_a_black_frame(vae):
    vae.decoder.conv_out.bias.data.fill_(float("inf"))
    with pytest.raises(UserError, match=r"float32.*set its precision"):
        latents.decode(vae, vectors(1, (1, 4, 8, 12)))


@pytest.mark.parametrize("compiled", [True, False])
def test_the_decoder_is_compiled_when_asked_for(vae, compiled, monkeypatch):
    calls = []
    monkeypatch.setattr(torch.nn.Module, "compile", lambda self: calls.append(self))
    latents.prepare_decoder(vae, CPU, torch.float32, compiled)
    assert calls == ([vae.decoder] if compiled else [])


# Memory


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="the peak is read from /proc")
def test_the_decoder_takes_no_more_memory_than_estimated():
    """Of the full-size decoder at 256x256; measured on the process, hence in one of its own."""
    code = """
import torch
from diffusers import AutoencoderKL
from yellowsound.models.networks import vae as latents
torch.set_num_threads(2)
vae = AutoencoderKL(
    block_out_channels=(128, 256, 512, 512), down_block_types=("DownEncoderBlock2D",) * 4,
    up_block_types=("UpDecoderBlock2D",) * 4, layers_per_block=2)
def peak():
    status = dict(line.split(":", 1) for line in open("/proc/self/status"))
    return int(status["VmHWM"].split()[0]) * 1024
latents.rounded(latents.decode(vae, torch.randn(1, 4, 8, 8)))
before = peak()
latents.rounded(latents.decode(vae, torch.randn(1, 4, 32, 32)))
taken = peak() - before
estimate = latents.decoding_bytes(vae, 256, 256, torch.float32)
assert estimate / 2 < taken <= estimate, (taken, estimate)
"""
    subprocess.run([sys.executable, "-c", code], check=True, env={"PYTHONPATH": "scripts"})


def choose(vae, free, monkeypatch, device="cuda", wanted=0):
    monkeypatch.setattr(latents, "free_memory_bytes", lambda device: free)
    return latents.fit_memory(vae, 64, 96, torch.float32, torch.device(device), wanted)


def test_as_many_frames_are_decoded_at_once_as_fit(vae, monkeypatch):
    one = latents.decoding_bytes(vae, 64, 96, torch.float32)
    assert one == 6 * 8 * 64 * 96 * 4
    assert choose(vae, one * 5 / latents.MEMORY_SHARE + 1, monkeypatch) == 5
    assert choose(vae, one * 1000, monkeypatch) == latents.MOST_FRAMES
    assert not vae.use_tiling


def test_a_cpu_decodes_one_frame_at_once(vae, monkeypatch):
    assert choose(vae, 1e12, monkeypatch, device="cpu") == 1


@pytest.mark.parametrize("device", ["cpu", "cuda"])
def test_a_batch_that_is_set_is_taken(vae, monkeypatch, device):
    assert choose(vae, 1e12, monkeypatch, device, wanted=3) == 3


def test_a_frame_beyond_the_free_memory_is_decoded_in_tiles_and_the_log_says_so(
    vae, monkeypatch, caplog
):
    with caplog.at_level(logging.WARNING):
        assert choose(vae, 1e5, monkeypatch) == 1
    assert vae.use_tiling
    assert "96x64" in caplog.text
    assert "tiles" in caplog.text
    assert latents.decode(vae, vectors(1, (1, 4, 16, 16))).shape == (1, 3, 128, 128)
